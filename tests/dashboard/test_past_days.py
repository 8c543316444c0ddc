"""Page, command, file and paper laid beside each other on past days: the same pupils, in the klas of that day."""

import io
from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from dashboard import access, export, lists, pdf
from dashboard.app_pages.leerplicht import doors as leerplicht, duo
from dashboard.app_pages.mt_rapport.doors import report
from dashboard.app_pages.mt_rapport.files import html_of, pdf_of
from dashboard.app_pages.trends import doors as trends
from dashboard.commands.cli import main
from dashboard.listing import parse_pick
from dashboard.school import snapshot_path
from dashboard.view import View
from pipelines.models.snapshot import open_snapshot
from pipelines.notes.report_cases import MADE, NORM, Case, Entry, enter
from pipelines.store.part import part_of
from pipelines.store.workspace import Workspace, open_workspace
from pipelines.viewer import CARE, EVERYTHING, of_schools
from tests.dashboard.conftest import OpenPage
from tests.dashboard.pdf_text import pages, squeezed
from tests.pipelines.histories import settings, table
from tests.pipelines.test_denominator import LAST_YEAR, THIS, two_years
from tests.pipelines.test_past_days import AFDELINGEN, PLACEMENTS, PLACES, ROWS
from tests.pipelines.test_rates import snapshot_of

# A day of an earlier school year, the day before a move, of it, and the day after; the day after somebody left; the last.
DAYS = [date(2025, 11, 11), *(day for day in PLACES if date(2026, 10, 4) <= day != date(2026, 10, 9))]
ViewOf = Callable[[Workspace, date], View]


@pytest.fixture(scope="module")
def moved(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    folder = tmp_path_factory.mktemp("verhuisd")
    snapshot_of(folder, PLACEMENTS, table(ROWS), settings("kgc-2021", more=AFDELINGEN)).close()
    return open_workspace(folder / "map")


@pytest.fixture
def view_of(monkeypatch: pytest.MonkeyPatch) -> ViewOf:
    def make(workspace: Workspace, on: date) -> View:
        monkeypatch.setenv(access.WORKSPACE_VARIABLE, str(workspace.path))
        monkeypatch.setenv(access.ADDRESS_VARIABLE, "localhost")
        viewer = of_schools("s", rights=CARE)
        return View(
            snapshot_path(part_of(workspace)), viewer, EVERYTHING, "s", "kgc-2021", on, LAST_YEAR[0], max(*PLACES, on)
        )

    return make


def listed(page: AppTest, start: str) -> dict[str, str]:
    """Pupil -> klas on the table of reports whose description begins so, of the 16-hour norm."""
    found = [each.value for each in page.dataframe if each.proto.alt.startswith(start)]
    return {row["nummer"]: row["Klas"] for rows in found for row in rows.to_dict("records") if row["kind"] == NORM}


def printed(capsys: pytest.CaptureFixture[str], *words: object) -> list[dict[str, str | None]]:
    """The rows that a command prints."""
    capsys.readouterr()
    assert main([str(word) for word in words]) == 0
    frame = pl.read_csv(io.StringIO(capsys.readouterr().out), infer_schema=False)
    return frame.to_dicts()


@pytest.mark.parametrize("on", DAYS)
def test_page_command_file_and_paper_hold_the_same_pupils(
    moved: Workspace, open_page: OpenPage, view_of: ViewOf, capsys: pytest.CaptureFixture[str], on: date
) -> None:
    expected = PLACES[on]
    for title, more in (("Te melden", {}), ("Meldingen van dit schooljaar", {"meldingen": "alle"})):
        shown = open_page(moved, "leerplicht", peildatum=on.isoformat(), **more)
        assert not shown.exception
        assert listed(shown, title) == expected
    rows = printed(capsys, "leerplicht", moved.path, "--on", on, "--reports")
    assert {row["student_id"] for row in rows} == set(expected)
    states = {row["student_id"] for row in printed(capsys, "leerplicht", moved.path, "--on", on)}
    assert states == {student for student in expected if student != "2" or on < date(2026, 10, 10)}, (
        "who is still there"
    )

    view = view_of(moved, on)
    listing = lists.find(view, parse_pick("meldingen"))
    assert listing
    saved = pl.read_excel(io.BytesIO(export.workbook(listing, "hele school")), read_options={"header_row": 3})
    of_norm = saved.filter(Soort="16 uur")
    assert dict(of_norm.select(pl.col("Leerlingnummer").cast(pl.String), "Klas").iter_rows()) == expected
    due = [row for row in leerplicht.choices(view) if row["kind"] == NORM]
    file = duo.csv(due, leerplicht.reported_days(view), "School").decode("utf-8-sig")
    named = pl.read_csv(io.StringIO(file), separator=";", infer_schema=False)
    assert dict(named.select("Leerlingnummer", "Klas").iter_rows()) == expected
    for row in due:
        form = duo.form(row, leerplicht.reported_days(view), "School", "kgc-2021", "hele school")
        (paper,) = pages(pdf.printed("leerplicht/duo_melding.typ", form))
        assert f"Klas{expected[row['student_id']]}" in squeezed(paper)


def test_a_mark_of_an_earlier_year_is_no_mark_without_its_report(tmp_path: Path, view_of: ViewOf) -> None:
    """The report of November 2025 was made; in that year its mark stands, and in the next there is nothing to look into."""
    snapshot_of(tmp_path, PLACEMENTS, table(ROWS), settings("kgc-2021", more=AFDELINGEN)).close()
    workspace = open_workspace(tmp_path / "map")
    made, day = [Entry(Case("s", "1", NORM, date(2025, 11, 10)), MADE, date(2025, 11, 12))], date(2025, 11, 12)
    enter(workspace, open_snapshot(workspace), of_schools("s"), day, made, "JV", day)
    for on in (date(2025, 11, 12), date(2026, 8, 1), date(2026, 10, 5)):
        assert leerplicht.orphans(view_of(workspace, on)).frame.is_empty()
    assert leerplicht.due(view_of(workspace, date(2025, 11, 12))).frame.is_empty()


@pytest.mark.parametrize("on", DAYS[1:])
def test_an_afdeling_holds_who_is_in_it_on_the_day(moved: Workspace, open_page: OpenPage, on: date) -> None:
    for name, first in (("Havo", "H"), ("Vwo", "V")):
        shown = open_page(moved, "leerplicht", peildatum=on.isoformat(), afdeling=[name], meldingen="alle")
        inside = {student: klas for student, klas in PLACES[on].items() if klas.startswith(first)}
        assert listed(shown, "Meldingen van dit schooljaar") == inside


def test_a_stage_that_lapsed_has_no_value(moved: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    """Sixteen hours in September are out of the window in November: the stage was reached, and nothing holds now."""
    words = ("stages", moved.path, "--on", date(2026, 11, 20), "--protocol", "nl-leerplicht", "--all")
    found = {(row["student_id"], row["stage"]): row["value"] for row in printed(capsys, *words)}
    assert found["1", "nadert"] is None
    assert printed(capsys, *words[:-1]) != []


def test_the_trends_page_divides_both_years_by_the_same_and_says_so(
    tmp_path: Path, open_page: OpenPage, view_of: ViewOf, capsys: pytest.CaptureFixture[str]
) -> None:
    """As many ill in both years; the timetable of this year has five lessons a day, the lesson table six."""
    workspace = two_years(tmp_path, THIS)
    shown = open_page(workspace, "trends", soort="ziek")
    assert any("Beide schooljaren zijn gedeeld door de lesuren van de lessentabel" in c.value for c in shown.caption)
    view = view_of(workspace, THIS[-1])
    weeks, reading = trends.week_trend(view, "ziek")
    assert weeks.select("rate", "last_year").rows() == [(pytest.approx(2.0), pytest.approx(2.0))] * 2
    assert reading.unit == "per 100 lesuren"
    parts, _ = trends.part_trends(view, "ziek")
    assert parts.select("rate", "last_year").rows() == [(pytest.approx(2.0), pytest.approx(2.0))] * 2
    # The command compares nothing: each week has its own hours.
    rows = printed(capsys, "trends", workspace.path, "--from", THIS[0], "--to", THIS[-1])
    assert {row["rate_per_100"] for row in rows if row["category"] == "ziek"} == {"2.4"}


def test_the_report_lays_two_years_beside_each_other_with_one_denominator(tmp_path: Path, view_of: ViewOf) -> None:
    """Page, paper and file: 12 hours, told as 10, of 600 by the lesson table in both years, and not of 500 in one of them."""
    found = report(view_of(two_years(tmp_path, THIS), THIS[-1]))
    (ill,) = (figure for figure in found.figures if figure.name == "Ziek")
    assert (ill.said[0], ill.said[2]) == ("1,67", "1,67")
    said = "Beide schooljaren zijn gedeeld door de lesuren van de lessentabel"
    assert said in found.periods
    assert said in html_of(found)
    assert squeezed(said) in squeezed("".join(pages(pdf_of(found))))


@pytest.mark.parametrize(
    ("on", "said", "status"),
    [
        (THIS[3], "Er is dit schooljaar nog geen hele schoolweek voorbij.", ["lopend"]),
        (THIS[4], "De enige schoolweek van dit schooljaar die voorbij is, is volledig ingelezen.", ["gewoon"]),
        (
            THIS[5],
            "De enige schoolweek van dit schooljaar die voorbij is, is volledig ingelezen.",
            ["gewoon", "lopend"],
        ),
        (
            THIS[8],
            "De enige schoolweek van dit schooljaar die voorbij is, is volledig ingelezen.",
            ["gewoon", "lopend"],
        ),
        (THIS[9], "Alle 2 schoolweken van dit schooljaar zijn volledig ingelezen.", ["gewoon", "gewoon"]),
    ],
)
def test_a_running_week_is_no_whole_week(
    weeks_of_ten: Workspace, view_of: ViewOf, on: date, said: str, status: list[str]
) -> None:
    """Thursday and Friday of the first week, Monday, Thursday and Friday of the second."""
    view = view_of(weeks_of_ten, on)
    shown = report(view)
    assert shown.data[0] == said
    assert "loopt" not in shown.periods  # a report goes up to the last whole week
    weeks, reading = trends.week_trend(view, "ziek")
    assert weeks["status"].to_list() == status
    newest = {0: "Er is nog geen volledige week", 1: "in de week van ma 31 aug", 2: "in de week van ma 7 sep"}
    assert newest[status.count("gewoon")] in reading.sentence


@pytest.fixture(scope="module")
def weeks_of_ten(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return two_years(tmp_path_factory.mktemp("weken"), [], years=1)


@pytest.mark.parametrize(
    ("on", "havo", "vwo"), [(date(2026, 10, 2), 3, 0), (date(2026, 10, 5), 2, 1), (date(2026, 10, 10), 1, 1)]
)
def test_enrolled_on_the_page_is_who_is_there(moved: Workspace, view_of: ViewOf, on: date, havo: int, vwo: int) -> None:
    """Before the move, on its day, and on the day after pupil 2 left; each counts in the mean for the days of being there."""
    table = trends.comparison(view_of(moved, on), "totaal_ongeoorloofd", "afdeling").table
    found = dict(table.select("Naam", "Ingeschreven").iter_rows())
    assert found == {"Havo": havo} | ({"Vwo": vwo} if vwo else {})
