"""Verzoeken: who keeps watch over privacy asks, the rector decides and receives the file, and nothing is done by one alone."""

import io
import json
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import access, signed_in
from dashboard.app_pages.verzoeken import doors, shapes
from pipelines.access import keep
from pipelines.access.people import load
from pipelines.audit.asked import of_kind
from pipelines.errors import UsageError
from pipelines.keeping import requests
from pipelines.keeping.requests import LOG, Request
from pipelines.store.workspace import Workspace
from pipelines.today import today
from pipelines.viewer import of_schools
from tests.dashboard.conftest import OpenPage
from tests.pipelines.keeping.given import NAME, NUMBER, OTHER, school
from tests.pipelines.keeping.test_vergeten import found as everywhere

FG, RECTOR, ICT, MENTOR = "f@x.nl", "r@x.nl", "i@x.nl", "m@x.nl"
TABLE = """[signin]
provider = "other"
issuer = "https://login.x.nl"
client_id = "verzuim"
url = "https://verzuim.x.nl"
"""
TABLE += "".join(
    f'[[person]]\nid = "{person}"\ninitials = "ABC"\nrole = "{role}"\n{more}'
    for person, role, more in (
        (RECTOR, "rector", ""),
        (FG, "fg", ""),
        (ICT, "ict", ""),
        (MENTOR, "mentor", 'mentors = ["BRG"]\n'),
    )
)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    made = school(tmp_path)
    path = made.path / "toegang.toml"
    path.write_text(TABLE, encoding="utf-8")
    path.chmod(0o600)
    first, *others = load(made).person
    keep.approve(made, [first], "", today())
    keep.approve(made, [each for each in others if each.id != MENTOR], RECTOR, today())
    return made


@pytest.fixture
def as_(workspace: Workspace, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch) -> object:
    """Opens the page as somebody."""

    def opened(person: str) -> AppTest:
        monkeypatch.setattr(signed_in, "person", lambda: person)
        shown = open_page(workspace, "verzoeken")
        assert not shown.exception
        return shown

    return opened


def press(page: AppTest, label: str) -> AppTest:
    shown = next(each for each in page.button if each.label == label).click().run()
    assert not shown.exception
    return shown


def labels(page: AppTest) -> list[str]:
    return [each.label for each in page.button]


def asked(page: AppTest, kind: str, number: str = NUMBER) -> AppTest:
    page.get("button_group")[0].set_value(kind)
    page.text_input[0].set_value(number)
    return press(page, "Vraag aan")


def test_the_file_for_parents_goes_by_way_of_two_people(workspace: Workspace, as_) -> None:  # type: ignore[no-untyped-def]
    page = asked(as_(FG), "inzage")
    assert page.header[0].value.startswith("1 verzoek wacht op akkoord.")
    # Who asks does not decide, and gets no file.
    assert labels(page) == ["Vraag aan", "Trek in"]
    page = as_(RECTOR)
    assert labels(page) == ["Akkoord", "Weiger"]
    page = press(page, "Akkoord")
    (request,) = requests.requests(workspace)
    assert (request.outcome, request.by, request.decided_by) == ("akkoord", FG, RECTOR)
    assert [button.proto.label for button in page.get("download_button")] == ["Bestand voor de ouders"]
    with zipfile.ZipFile(io.BytesIO(doors.paper(request)())) as archive:
        texts = {name: archive.read(name) for name in archive.namelist()}
    assert texts["inzage.pdf"].startswith(b"%PDF")
    assert NUMBER in texts["registraties.csv"].decode() and OTHER not in texts["registraties.csv"].decode()
    assert not as_(FG).get("download_button")
    told = of_kind(workspace.path, of_schools("s", rights=("log",)), "request").rows
    assert told.select("person", "what").rows() == [(RECTOR, "akkoord"), (FG, "inzage")]


def test_a_pupil_is_forgotten_after_akkoord_and_a_second_look(workspace: Workspace, as_) -> None:  # type: ignore[no-untyped-def]
    asked(as_(FG), "vergeten")
    page = press(as_(RECTOR), "Akkoord")
    assert page.header[0].value.startswith("1 leerling is nog niet vergeten.")
    assert next(each for each in page.button if each.label == "Vergeet deze leerling").disabled
    page.checkbox[0].check().run()
    page = press(page, "Vergeet deze leerling")
    assert page.header[0].value.startswith("Er wacht niets.")
    assert not [text for text in everywhere(workspace.path) if NUMBER in text or NAME in text]
    (request,) = requests.requests(workspace)
    assert (request.is_done, shapes.standing(request)) == (True, "vergeten")


@pytest.mark.parametrize("person", [ICT, MENTOR, "vreemd@x.nl"])
def test_the_page_is_for_who_asks_and_who_decides(as_, person: str) -> None:  # type: ignore[no-untyped-def]
    page = as_(person)
    assert not page.get("text_input") and not labels(page)


def test_what_is_refused_taken_back_or_asked_twice(workspace: Workspace, as_) -> None:  # type: ignore[no-untyped-def]
    page = asked(as_(FG), "inzage", "99999")
    assert "Van nummer 99999 wordt bij school 's' niets bewaard." in page.error[0].value
    assert not (workspace.path / "audit" / LOG).exists()
    asked(as_(FG), "inzage")
    assert "Dit is al gevraagd" in asked(as_(FG), "inzage").error[0].value
    press(as_(FG), "Trek in")
    asked(as_(FG), "inzage")
    press(as_(RECTOR), "Weiger")
    assert [each.outcome for each in requests.requests(workspace)] == ["geweigerd", "ingetrokken"]


def test_nobody_decides_twice_or_about_an_own_request(workspace: Workspace) -> None:
    fg = access.person_viewer(workspace, FG, today())
    rector = access.person_viewer(workspace, RECTOR, today())
    requests.ask(workspace, fg, "inzage", "s", NUMBER)
    (request,) = requests.requests(workspace)
    for who, outcome in ((fg, "akkoord"), (rector, "ingetrokken")):
        with pytest.raises(UsageError, match="U mag hierover niet beslissen"):
            requests.decide(workspace, who, request, outcome)  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="niets vragen"):
        requests.ask(workspace, rector, "inzage", "s", NUMBER)
    log = workspace.path / "audit" / LOG
    line = json.loads(log.read_text(encoding="utf-8"))
    log.write_text(json.dumps(line | {"door": RECTOR}) + "\n", encoding="utf-8")
    assert not requests.may_give(workspace, rector, requests.requests(workspace)[0])
    log.write_text(json.dumps(line) + "\n", encoding="utf-8")
    requests.decide(workspace, rector, request, "geweigerd")
    with pytest.raises(UsageError, match="intussen beslist"):
        requests.decide(workspace, rector, request, "akkoord")


@pytest.mark.parametrize(
    ("asked_on", "last"),
    [
        (date(2026, 11, 30), date(2026, 12, 30)),
        (date(2026, 12, 1), date(2027, 1, 1)),
        (date(2027, 1, 31), date(2027, 2, 28)),
        (date(2028, 1, 31), date(2028, 2, 29)),
    ],
)
def test_parents_have_an_answer_within_a_month(asked_on: date, last: date) -> None:
    moment = datetime(asked_on.year, asked_on.month, asked_on.day, 12, tzinfo=UTC)
    assert Request("a", "inzage", "s", NUMBER, FG, moment).answer_by == last
