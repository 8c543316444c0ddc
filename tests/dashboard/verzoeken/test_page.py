"""Verzoeken: who keeps watch over privacy asks, the rector decides and receives the file, and nothing is done by one alone."""

import io
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from dashboard import signed_in
from dashboard.app_pages.verzoeken import doors, shapes
from pipelines.audit.asked import about_pupil, of_kind
from pipelines.audit.verify import verify
from pipelines.errors import UsageError
from pipelines.keeping import forget as forgetting, requests
from pipelines.keeping.requests import LOG, Request
from pipelines.store.pending import pending
from pipelines.store.workspace import Workspace
from pipelines.today import today
from pipelines.viewer import of_schools
from tests.dashboard.conftest import OpenPage
from tests.pipelines.keeping.asking import FG, ICT, MENTOR, RECTOR, RECTOR_2, approved, asked, decided, table
from tests.pipelines.keeping.given import FIRST, LAST, NAME, NUMBER, OTHER, school
from tests.pipelines.keeping.test_vergeten import found as everywhere

pytestmark = pytest.mark.usefixtures("own_list")

As = Callable[[str], AppTest]
LOOK = "Bekijk wie het is en wat er weggaat"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return approved(school(tmp_path))


@pytest.fixture
def as_(workspace: Workspace, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch) -> As:
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


def ask(page: AppTest, kind: str, number: str = NUMBER) -> AppTest:
    page.button_group[0].set_value(kind)
    page.text_input[0].set_value(number)
    return press(page, "Vraag aan")


def looked(page: AppTest) -> AppTest:
    return next(each for each in page.toggle if each.label == LOOK).set_value(True).run()


def told(page: AppTest) -> str:
    """Everything that somebody reads on the page."""
    parts = (page.header, page.markdown, page.caption, page.warning, page.error, page.info)
    return "\n".join([str(each.value) for kind in parts for each in kind] + [str(each.value) for each in page.table])


def test_the_file_for_parents_goes_by_way_of_two_people(workspace: Workspace, as_: As) -> None:
    page = ask(as_(FG), "inzage")
    assert page.header[0].value.startswith("1 verzoek wacht op akkoord.")
    # Who asks does not decide, gets no file, and sees of the pupil what he typed himself.
    assert labels(page) == ["Vraag aan", "Trek in"]
    assert not any(word in told(page) for word in (FIRST, LAST))
    page = as_(RECTOR)
    assert labels(page) == ["Akkoord", "Weiger"]
    assert not page.get("download_button")
    page = press(page, "Akkoord")
    (request,) = requests.requests(workspace)
    assert (request.outcome, request.by, request.decided_by) == ("akkoord", FG, RECTOR)
    assert [button.proto.label for button in page.get("download_button")] == ["Bestand voor de ouders"]
    made = doors.paper(request)
    with zipfile.ZipFile(io.BytesIO(made())) as archive:
        texts = {name: archive.read(name) for name in archive.namelist()}
    assert texts["inzage.pdf"].startswith(b"%PDF")
    assert NUMBER in texts["registraties.csv"].decode()
    assert OTHER not in texts["registraties.csv"].decode()
    # The request is something that is held too.
    assert "akkoord" in texts["verzoeken.csv"].decode()
    assert not as_(FG).get("download_button")
    page = press(as_(RECTOR), "Aan de ouders gegeven")
    assert page.header[0].value.startswith("Er wacht niets.")
    assert labels(page) == []
    assert shapes.standing(requests.requests(workspace)[0]) == "gegeven"
    # An address of before gives the file no more.
    with pytest.raises(UsageError, match="intussen beslist"):
        made()
    reader = of_schools("s", rights=("log",))
    said = [(RECTOR, "gegeven"), (RECTOR, "akkoord"), (FG, "inzage")]
    assert of_kind(workspace.path, reader, "request").rows.select("person", "what").rows() == said
    looks = about_pupil(workspace.path, reader, "s", NUMBER).rows["did"].to_list()
    assert looks[:4] == ["verzoek van ouders", "inzage gegeven", "verzoek van ouders", "verzoek van ouders"]
    assert verify(workspace.path).is_whole


def test_the_file_is_found_by_the_pupil_in_the_log(
    workspace: Workspace, as_: As, monkeypatch: pytest.MonkeyPatch
) -> None:
    decided(workspace, asked(workspace, "inzage"), "akkoord")
    makers: list[Callable[[], bytes]] = []
    monkeypatch.setattr(st, "download_button", lambda _, made, **__: makers.append(made))
    as_(RECTOR)
    makers[0]()
    found = about_pupil(workspace.path, of_schools("s", rights=("log",)), "s", NUMBER).rows
    assert found.select("person", "did", "what").rows()[:2] == [
        (RECTOR, "bestand meegenomen", "inzage"),
        (RECTOR, "inzage gegeven", ""),
    ]


def test_a_pupil_is_forgotten_after_a_look_akkoord_and_a_second_look(workspace: Workspace, as_: As) -> None:
    ask(as_(FG), "vergeten")
    page = as_(RECTOR)
    # Nobody agrees to what he or she did not look at.
    assert labels(page) == ["Weiger"]
    assert NAME not in told(page)
    page = looked(page)
    for said in (NAME, "ingelezen rijen", "Terug te draaien is dit niet", "nog ingeschreven", "bij leerplicht"):
        assert said in told(page)
    page = press(page, "Akkoord")
    assert page.header[0].value.startswith("1 leerling is nog niet vergeten.")
    assert "Vergeet deze leerling" not in labels(page)
    page = looked(page)
    assert next(each for each in page.button if each.label == "Vergeet deze leerling").disabled
    page.checkbox[0].check().run()
    page = press(page, "Vergeet deze leerling")
    assert page.header[0].value.startswith("Er wacht niets.")
    assert not everywhere(workspace.path)
    (request,) = requests.requests(workspace)
    assert (request.is_done, shapes.standing(request)) == (True, "vergeten")
    looks = about_pupil(workspace.path, of_schools("s", rights=("log",)), "s", NUMBER).rows
    assert looks.select("person", "did").rows()[:5] == [
        (RECTOR, "leerling vergeten"),
        (RECTOR, "verzoek van ouders"),
        (RECTOR, "leerling geopend"),
        (FG, "verzoek van ouders"),
        ("mentor1", "leerling geopend"),
    ]
    assert verify(workspace.path).is_whole


def test_what_was_broken_off_is_finished_on_the_page(
    workspace: Workspace, as_: As, monkeypatch: pytest.MonkeyPatch
) -> None:
    decided(workspace, asked(workspace, "vergeten"), "akkoord")
    page = looked(as_(RECTOR))
    page.checkbox[0].check().run()
    with monkeypatch.context() as broken:
        broken.setattr(forgetting, "from_figures", _no_room)
        page = press(page, "Vergeet deze leerling")
    assert page.error
    assert pending(workspace.path) is not None
    page = as_(FG)
    assert page.header[0].value.startswith("Het vergeten van een leerling is nog niet klaar.")
    assert "Maak het af" not in labels(page)
    page = press(as_(RECTOR), "Maak het af")
    assert pending(workspace.path) is None
    assert page.header[0].value.startswith("Er wacht niets.")
    assert not everywhere(workspace.path)


def _no_room(*_: object) -> int:
    raise OSError(28, "No space left on device")


def test_two_tabs_that_decide_at_once(workspace: Workspace, as_: As) -> None:
    request = asked(workspace, "inzage")
    page = as_(RECTOR)
    decided(workspace, request, "geweigerd", "Al gegeven", RECTOR_2)
    page = press(page, "Akkoord")
    assert "Over dit verzoek is intussen beslist." in page.error[0].value
    assert requests.requests(workspace)[0].outcome == "geweigerd"


def test_a_refusal_has_a_reason_that_who_asked_reads(workspace: Workspace, as_: As) -> None:
    asked(workspace, "inzage")
    page = press(as_(RECTOR), "Weiger")
    assert "Er staat niet waarom het wordt geweigerd." in page.error[0].value
    page.text_input[0].set_value("Het is geen ouder met gezag.")
    page = press(page, "Weiger")
    assert labels(page) == []
    assert shapes.table(requests.requests(workspace), {"s": "School"})["Reden"].to_list() == [
        "Het is geen ouder met gezag."
    ]


@pytest.mark.parametrize("person", [ICT, MENTOR, "vreemd@x.nl"])
def test_the_page_is_for_who_asks_and_who_decides(as_: As, person: str) -> None:
    page = as_(person)
    assert not page.get("text_input")
    assert not labels(page)


def test_what_is_not_held_asked_twice_or_taken_back(workspace: Workspace, as_: As) -> None:
    page = as_(FG)
    assert page.header[0].value.startswith("Er wacht niets.")
    page = ask(page, "inzage", " ")
    assert "Er staat geen leerlingnummer." in page.error[0].value
    page = ask(as_(FG), "inzage", "99999")
    assert "Van nummer 99999 wordt bij school 's' niets bewaard." in page.error[0].value
    assert not (workspace.path / "audit" / LOG).exists()
    # That nothing is held is an answer too.
    assert of_kind(workspace.path, of_schools("s", rights=("log",)), "request").rows["what"].to_list() == [
        "inzage, niets bewaard"
    ]
    ask(as_(FG), "inzage")
    assert "Dit is al gevraagd" in ask(as_(FG), "inzage").error[0].value
    press(as_(FG), "Trek in")
    assert [each.outcome for each in requests.requests(workspace)] == ["ingetrokken"]
    assert ask(as_(FG), "inzage").header[0].value.startswith("1 verzoek wacht op akkoord.")


def test_without_a_rector_it_says_what_to_do(workspace: Workspace, as_: As) -> None:
    asked(workspace, "inzage")
    assert "is er nu niemand die beslist" not in told(as_(FG))
    table(
        workspace,
        **{RECTOR: 'role = "rector"\nuntil = 2020-01-01\n', RECTOR_2: 'role = "rector"\nuntil = 2020-01-01\n'},
    )
    assert "is er nu niemand die beslist" in told(as_(FG))


def test_where_nobody_signs_in_who_sits_there_asks_and_decides(workspace: Workspace, as_: As) -> None:
    (workspace.path / "toegang.toml").unlink()
    page = ask(as_(""), "inzage")
    assert labels(page) == ["Vraag aan", "Akkoord", "Weiger", "Trek in"]
    assert "deze computer" in page.caption[-1].value


def test_what_is_late_is_said(workspace: Workspace, as_: As, monkeypatch: pytest.MonkeyPatch) -> None:
    request = asked(workspace, "inzage")
    for day, said in ((request.answer_by, ""), (request.answer_by + timedelta(1), "1 antwoord is te laat.")):
        monkeypatch.setattr(shapes, "today", lambda day=day: day)
        assert ("te laat" in told(as_(RECTOR))) == bool(said)
        assert shapes.answer([request], None) == f"1 verzoek wacht op akkoord. {said}".strip()


def test_the_other_pages_lead_here(workspace: Workspace, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch) -> None:
    asked(workspace, "inzage")
    for person, page in ((RECTOR, "toegang"), (FG, "toegang"), (FG, "logboek")):
        monkeypatch.setattr(signed_in, "person", lambda person=person: person)
        assert "Verzoeken van ouders (1 open)" in labels(open_page(workspace, page))
    monkeypatch.setattr(signed_in, "person", lambda: ICT)
    assert not [each for each in labels(open_page(workspace, "toegang")) if "Verzoeken" in each]


def test_a_request_of_whom_nothing_is_held_any_more() -> None:
    gone = Request("a", "inzage", "s", "[leerling]", FG, datetime.now(UTC))
    assert (shapes.standing(gone), shapes.answer([gone], None)) == ("vervallen, leerling vergeten", "Er wacht niets.")
    assert not gone.is_late(today() + timedelta(400))
