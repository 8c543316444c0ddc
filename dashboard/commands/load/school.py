"""A demo school of the bench's own in which people sign in: who they are, and what each of them opens."""

import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

from dashboard.first_page import first_of
from pipelines.access.approvals import APPROVED, note
from pipelines.access.mapping import person_viewer
from pipelines.access.people import file_of, load
from pipelines.audit.log import LOG
from pipelines.models.snapshot import open_snapshot
from pipelines.questions import pupil, school
from pipelines.store.workspace import Workspace
from pipelines.today import today
from pipelines.viewer import EVERYTHING, of_schools
from protocols.access_pages import access_part, access_parts
from protocols.access_roles import access_roles

# How many of each role there are in a hundred persons of a school; the mentors are all the others.
IN_A_HUNDRED = {
    "afdelingsleider": 8,
    "verzuimcoördinator": 4,
    "zorgcoördinator": 3,
    "leerlingbegeleider": 4,
    "leerlingenbureau": 4,
    "rector": 2,
    "ict": 1,
}
# How often a page is opened beside the others. The first five are the most used ones.
PAGES: Mapping[str, int] = {
    "werklijst": 30,
    "leerling": 25,
    "onverklaard": 10,
    "terugkomlijst": 8,
    "trends": 8,
    "leerplicht": 6,
    "overzicht": 6,
    "ladders": 5,
    "ziekte": 3,
    "mt-rapport": 2,
    "vergelijken": 2,
    "inlezen": 1,
}
MOST_USED = tuple(PAGES)[:5]
MENTOR, APPROVER = "mentor", "rector@school.invalid"


@dataclass(frozen=True)
class Person:
    """Somebody who signs in: the id in the table of persons, the role, the page that opens first, how often each page is
    opened beside the others, and the pupils to open."""

    id: str
    role: str
    first: str
    pages: Mapping[str, int]
    pupils: tuple[str, ...]


def crowd(persons: int) -> list[str]:
    """The roles of so many persons, those of a school mixed: of any part of them about as many are mentors.

    Of each role there is somebody; in a small crowd these are half of it at most.
    """
    of_each = {role: max(1, round(many * persons / 100)) for role, many in IN_A_HUNDRED.items()}
    turns = range(max(of_each.values()))
    others = [role for turn in turns for role, many in of_each.items() if turn < many][: persons // 2]
    before = [place * len(others) // persons for place in range(persons + 1)]
    return [others[before[place]] if before[place + 1] > before[place] else MENTOR for place in range(persons)]


def with_people(whole: Workspace, folder: Path, url: str, roles: Sequence[str]) -> tuple[Workspace, list[Person]]:
    """A copy of a workspace of one school in which a person of each of these roles signs in at an address, all approved."""
    # Of a log that was begun elsewhere the end is missed here.
    shutil.copytree(whole.path, folder, ignore=shutil.ignore_patterns(LOG))
    workspace = Workspace(folder, whole.schools, whole.demo)
    rows = list(_rows(workspace, roles))
    _write_table(workspace, url, rows)
    for person in load(workspace).person:
        note(workspace, APPROVED, person, APPROVER)
    return workspace, [_person(workspace, name, role) for name, role, _ in rows]


def _rows(workspace: Workspace, roles: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """Id, role and the list that the role needs, as the table writes it."""
    there = workspace.schools[0]
    codes = school.mentor_codes(open_snapshot(workspace), of_schools(there.id))["mentor"].to_list()
    mentors, afdelingen = cycle(codes), cycle(each.id for each in there.afdeling)
    for number, role in enumerate(roles, 1):
        scope, needed = access_roles()[role].scope, ""
        if scope in ("mentors", "own"):
            needed = f'mentors = ["{next(mentors)}"]'
        elif scope == "afdelingen":
            needed = f'afdelingen = ["{next(afdelingen)}"]'
        yield f"persoon{number}@school.invalid", role, needed


def _write_table(workspace: Workspace, url: str, rows: Sequence[tuple[str, str, str]]) -> None:
    # Nobody is sent to the provider: the sessions are handed out by the process that serves this folder.
    text = (
        f'[signin]\nprovider = "other"\nissuer = "{url}"\nclient_id = "bench"\nurl = "{url}"\n'
        # Longer than any measurement.
        "idle_minutes = 240\nhours = 12\n"
    )
    text += "".join(
        f'\n[[person]]\nid = "{name}"\ninitials = "BEN"\nrole = "{role}"\n{needed}\n' for name, role, needed in rows
    )
    path = file_of(workspace)
    path.write_text(text, encoding="utf-8")
    path.chmod(0o600)


def _person(workspace: Workspace, name: str, role: str) -> Person:
    snapshot, viewer = open_snapshot(workspace), person_viewer(workspace, name, today())
    on = snapshot.ranges[workspace.schools[0].id][1]
    open_to = {page: often for page, often in PAGES.items() if access_part(page).reads(role)}
    pupils = pupil.students(snapshot, viewer, on, EVERYTHING)["student_id"].to_list() if "leerling" in open_to else []
    if not pupils:
        open_to.pop("leerling", None)
    pages = [part.id for part in access_parts().values() if part.page and part.reads(role)]
    return Person(name, role, first_of(pages, viewer.own_tasks), open_to, tuple(pupils))
