"""A table of persons in which somebody asks for parents and somebody decides, and requests of theirs."""

from pipelines.access import keep
from pipelines.access.mapping import person_viewer
from pipelines.access.people import load
from pipelines.keeping import requests
from pipelines.keeping.requests import Kind, Outcome, Request
from pipelines.store.workspace import Workspace
from pipelines.today import today
from tests.pipelines.keeping.given import NUMBER

FG, RECTOR, RECTOR_2, ICT, MENTOR = "f@x.nl", "r@x.nl", "q@x.nl", "i@x.nl", "m@x.nl"
SIGN_IN = """[signin]
provider = "other"
issuer = "https://login.school.example"
client_id = "verzuim"
url = "https://verzuim.school.example"
"""
PERSONS = {
    RECTOR: 'role = "rector"\n',
    RECTOR_2: 'role = "rector"\n',
    FG: 'role = "fg"\n',
    ICT: 'role = "ict"\n',
    MENTOR: 'role = "mentor"\nmentors = ["BRG"]\n',
}


def table(workspace: Workspace, **other: str) -> None:
    """Writes the table, with other rows of some persons."""
    rows = {**PERSONS, **other}.items()
    path = workspace.path / "toegang.toml"
    path.write_text(
        SIGN_IN + "".join(f'[[person]]\nid = "{who}"\ninitials = "ABC"\n{row}' for who, row in rows), encoding="utf-8"
    )
    path.chmod(0o600)


def approved(workspace: Workspace, **other: str) -> Workspace:
    """The workspace with that table, of which every row is in force."""
    table(workspace, **other)
    first, *others = load(workspace).person
    keep.approve(workspace, [first], "", today())
    keep.approve(workspace, others, RECTOR, today())
    return workspace


def asked(workspace: Workspace, kind: Kind, number: str = NUMBER, school: str = "s") -> Request:
    """A request that stands open."""
    requests.ask(workspace, person_viewer(workspace, FG, today()), kind, school, number)
    return requests.requests(workspace)[0]


def decided(workspace: Workspace, request: Request, outcome: Outcome, reason: str = "", by: str = RECTOR) -> Request:
    """The request, decided about."""
    requests.decide(workspace, person_viewer(workspace, by, today()), request, outcome, reason)
    found = requests.standing(workspace, request)
    assert found is not None
    return found
