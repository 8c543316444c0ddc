"""The page of the functionaris gegevensbescherming: who looked at a pupil, what a person did, and never a pupil's figure."""

import json
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from dashboard import access, pdf
from dashboard.app_pages.logboek import doors, shapes
from pipelines.access.show import SCHEMA
from pipelines.audit import asked
from pipelines.audit.events import Actor, Event
from pipelines.audit.key import FILE, VARIABLE
from pipelines.audit.log import log_path, record
from pipelines.store.workspace import Workspace, create_workspace, open_workspace
from pipelines.viewer import NOBODY, Viewer, of_schools
from protocols.processing import register
from tests.dashboard import schools
from tests.dashboard.conftest import SCHOOLS, OpenPage
from tests.dashboard.pdf_text import pages, squeezed
from tests.pipelines.histories import settings
from tests.shared import copied, once

FG = Viewer("fg@school.example", rights=frozenset({"log"}), at=("s",), offices=("fg",))
BOTH = settings(schools.PROTOCOL).replace('"s"', '"t"').replace("School", "Tweede")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace of two schools with a log of its own."""
    monkeypatch.setenv(VARIABLE, str(tmp_path / "sleutels"))
    made = create_workspace(tmp_path / "werkmap", settings(schools.PROTOCOL) + BOTH)
    monkeypatch.setenv(access.WORKSPACE_VARIABLE, str(made.path))
    one, other = Actor("brg@school.example", "mentor"), Actor("jdv@school.example", "zorgcoördinator")
    record(made.path, Event("sign_in"), actor=one)
    record(made.path, Event("pupil", "s", ("1001",)), actor=one)
    record(made.path, Event("pupil", "t", ("1001",)), actor=other)
    record(made.path, Event("export", "s", ("1001", "1002"), 2, "lijst week"), actor=other)
    record(made.path, Event("refused", what="staat niet in de tabel"), actor=Actor("vreemd@elders.example"))
    return made.path


def who(found: asked.Found) -> list[tuple[str, str]]:
    """Who did what, newest first."""
    return list(found.rows.select("person", "did").iter_rows())


def test_who_looked_at_a_pupil_and_who_took_the_pupil_along(folder: Path) -> None:
    assert who(asked.about_pupil(folder, FG, "s", "1001")) == [
        ("jdv@school.example", "bestand meegenomen"),
        ("brg@school.example", "leerling geopend"),
    ]
    assert who(asked.about_pupil(folder, FG, "s", "1002")) == [("jdv@school.example", "bestand meegenomen")]
    assert who(asked.about_pupil(folder, FG, "s", "100")) == []


def test_what_a_person_did_and_who_was_refused(folder: Path) -> None:
    assert who(asked.by_person(folder, FG, "brg@school.example")) == [
        ("brg@school.example", "leerling geopend"),
        ("brg@school.example", "ingelogd"),
    ]
    assert who(asked.of_kind(folder, FG, "refused")) == [("vreemd@elders.example", "geweigerd")]


def test_the_log_of_another_school_is_not_seen(folder: Path) -> None:
    assert who(asked.about_pupil(folder, FG, "t", "1001")) == []
    both = of_schools("s", "t", rights=["log"])
    assert who(asked.about_pupil(folder, both, "t", "1001")) == [("jdv@school.example", "leerling geopend")]


@pytest.mark.parametrize(
    "viewer", [NOBODY, of_schools("s", rights=["care", "data", "policy"]), Viewer(rights=FG.rights)]
)
def test_without_the_right_there_is_nothing(folder: Path, viewer: Viewer) -> None:
    assert asked.about_pupil(folder, viewer, "s", "1001").rows.is_empty()
    assert asked.by_person(folder, viewer, "brg@school.example").rows.is_empty()
    assert asked.persons(folder, viewer) == []


def test_lines_that_were_changed_are_said(folder: Path) -> None:
    data = log_path(folder).read_bytes()
    log_path(folder).write_bytes(data.replace(b'"event": "pupil", "school": "s"', b'"event": "page", "school": "s"'))
    found = asked.about_pupil(folder, FG, "s", "1001")
    assert (found.rows.height, found.odd) == (2, 1)
    assert shapes.warnings(found) == ["1 regel is veranderd, of van een andere sleutel."]


def test_with_another_key_a_pupil_is_not_found_and_that_is_said(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "sleutels" / FILE).unlink()
    record(folder, Event("page", "s"), actor=Actor("x@school.example"))
    found = asked.about_pupil(folder, FG, "s", "1001")
    assert found.rows.is_empty()
    assert "andere sleutel" in " ".join(shapes.warnings(found, pupil=True))


def test_the_newest_lines_are_shown_and_the_others_counted(folder: Path) -> None:
    found = asked.about_pupil(folder, FG, "s", "1001", most=1)
    assert (who(found), found.more) == ([("jdv@school.example", "bestand meegenomen")], 1)
    assert shapes.warnings(found) == ["Er zijn nog 1 oudere regel; die staan hier niet."]


def test_the_register_says_every_part_of_the_article_and_the_terms_of_the_school() -> None:
    rows = shapes.processing(register(), {"registrations_years": 3, "care_months": 12, "log_years": 2})
    assert list(rows[0]) == ["Verwerking", "Doel", "Grondslag", "Van wie", "Gegevens", "Voor wie", "Bewaard"]
    assert all(value for row in rows for value in row.values())
    kept = {row["Verwerking"]: row["Bewaard"] for row in rows}
    assert kept["Verzuim bijhouden en opvolgen"] == "3 jaar"
    assert kept["Begeleiding bij ziekteverzuim"] == "12 maanden"
    assert kept["Vastleggen wie wat deed"] == "2 jaar"
    assert all((each.kept is None) != (each.kept_otherwise is None) for each in register().processing)


def test_who_may_see_what_is_a_table_that_fits_a_page() -> None:
    """Days and approval are one column each, and the school is one where there are more."""
    since, until = date(2026, 8, 1), date(2027, 7, 31)
    rows = [
        ("a@x.nl", "A", "mentor", "s", "mentor AB", "care, data", "leerlingen", since, until, "geldt", "r@x.nl", since),
        ("b@x.nl", "B", "ict", "s", "geen leerling", "", "geen leerling", since, None, "wacht", None, None),
        ("c@x.nl", "C", "ict", "s", "geen leerling", "", "geen leerling", None, until, "wacht", None, None),
    ]
    found = shapes.matrix(pl.DataFrame(rows, schema=SCHEMA, orient="row"))
    assert found.columns == ["Wie", "Rol", "Leerlingen", "Rechten", "Ziet", "Geldt", "Stand", "Akkoord"]
    assert found.select("Rechten", "Geldt", "Akkoord").rows() == [
        ("zorg, inlezen", "vanaf 01-08-2026 tot en met 31-07-2027", "r@x.nl, 01-08-2026"),
        (None, "vanaf 01-08-2026", None),
        (None, "tot en met 31-07-2027", None),
    ]
    several = pl.DataFrame([*rows, (*rows[0][:3], "t", *rows[0][4:])], schema=SCHEMA, orient="row")
    assert shapes.matrix(several)["School"].to_list() == ["s", "s", "s", "t"]


def test_the_register_is_printed_with_the_table(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "viewer", lambda _: FG)
    toml = (
        '[[person]]\nid = "fg@school.example"\ninitials = "FG"\nrole = "fg"\nschools = ["s"]\nfrom = 2026-08-01\n'
        '[[person]]\nid = "brg@school.example"\ninitials = "BRG"\nrole = "mentor"\nschools = ["s"]\nmentors = ["BRG"]\n'
        "until = 2028-07-31\n"
    )
    path = folder / "toegang.toml"
    path.write_text(toml, encoding="utf-8")
    path.chmod(0o600)
    said = squeezed("".join(pages(pdf.printed("logboek/register.typ", doors.printed()))))
    for part in ("art. 30", "Verzuim melden", "brg@school.example", "mentor BRG", "31-07-2028", "01-08-2026"):
        assert squeezed(part) in said, part


@pytest.fixture
def school(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """A school with data, and a log that begins with this test."""
    monkeypatch.setenv(VARIABLE, str(tmp_path / "sleutels"))
    folder = copied(once("school normaal", SCHOOLS["normaal"]), tmp_path / "school") / "werkmap"
    log_path(folder).unlink(missing_ok=True)
    return open_workspace(folder)


def test_the_page_finds_a_pupil_and_reading_it_is_written_down(
    school: Workspace, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_page(school, "leerling", leerling=schools.REPORTED)
    monkeypatch.setattr(access, "own_viewer", lambda _: FG)
    page = open_page(school, "logboek")
    assert not page.exception
    assert page.title[0].value == "Logboek"
    assert page.header[0].value.startswith("4 regels, van ")
    # Who reads the log sees no pupil: there is nothing to filter.
    assert not page.sidebar.multiselect
    page.text_input(key="log-nummer").set_value(schools.REPORTED)
    next(button for button in page.button if button.label == "Zoek").click().run()
    assert not page.exception
    rows = pl.from_pandas(page.dataframe[0].value)
    assert rows["Wat"].to_list() == ["logboek gelezen", "leerling geopend"]
    assert rows["Wie"].to_list() == ["fg@school.example", "deze computer"]
    lines = [json.loads(line) for line in log_path(school.path).read_text(encoding="utf-8").splitlines()]
    assert [line["event"] for line in lines] == ["begin", "page", "pupil", "page", "log_read"]
    assert schools.REPORTED not in log_path(school.path).read_text(encoding="utf-8")


@pytest.mark.parametrize("part", ["Persoon", "Geweigerd", "Wie mag wat", "Verwerkingen"])
def test_every_part_of_the_page_draws(school: Workspace, open_page: OpenPage, part: str) -> None:
    page = open_page(school, "logboek", onderdeel=part)
    assert not page.exception
    assert not page.error
    page.button(key="nakijken").click().run()
    assert "Heel" in page.success[0].value


def test_the_page_works_before_anything_was_imported(tmp_path: Path, open_page: OpenPage) -> None:
    page = open_page(create_workspace(tmp_path / "werkmap", settings(schools.PROTOCOL)), "logboek")
    assert not page.exception
    assert page.title[0].value == "Logboek"


def test_the_register_says_who_still_has_to_look_at_it(school: Workspace, open_page: OpenPage) -> None:
    """On the page and on paper: what the program writes of the law is a proposal."""
    page = open_page(school, "logboek", onderdeel="Verwerkingen")
    assert any("nog geen jurist nagekeken" in caption.value for caption in page.caption)
    paper = squeezed("".join(pages(pdf.printed("logboek/register.typ", doors.printed()))))
    assert squeezed(shapes.PROPOSAL) in paper
