"""The page MT-rapport: what it says, what it keeps to itself, and that paper and file say the same."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from html import unescape
from pathlib import Path

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

import dashboard.view
from dashboard import access
from dashboard.access import ADDRESS_VARIABLE, WORKSPACE_VARIABLE
from dashboard.app_pages.mt_rapport import doors, panel
from dashboard.app_pages.mt_rapport.figures import HIDDEN, UNKNOWN
from dashboard.app_pages.mt_rapport.files import drawings, html_of, pdf_of
from dashboard.school import snapshot_path
from dashboard.steps.tasks import told
from dashboard.view import View
from pipelines.models.snapshot import open_snapshot
from pipelines.notes.agenda import Decision, decide, decisions
from pipelines.notes.marks import mark_done, tasks_of
from pipelines.questions.worklist import worklist
from pipelines.store.part import part_of
from pipelines.store.workspace import Workspace
from pipelines.viewer import CARE, NOBODY, Scope, Selection, of_schools
from tests.dashboard import schools
from tests.dashboard.conftest import OpenPage, School
from tests.dashboard.pdf_text import pages, squeezed
from tests.dashboard.test_pages import everything_shown
from tests.shared import some

AskView = Callable[..., View]
# All that a report of few pupils says of them.
ALONE = {HIDDEN, UNKNOWN, "0", "0,00", "< 5"}


def data_range(workspace: Workspace) -> tuple[date, date]:
    """The first and the last day of the data of the first school."""
    snapshot = open_snapshot(workspace)
    found = snapshot.ranges[workspace.schools[0].id]
    snapshot.close()
    return found


@pytest.fixture
def view_of(monkeypatch: pytest.MonkeyPatch) -> AskView:
    def make(workspace: Workspace, afdeling: str = "", care: bool = True) -> View:
        monkeypatch.setenv(WORKSPACE_VARIABLE, str(workspace.path))
        monkeypatch.setenv(ADDRESS_VARIABLE, "localhost")
        school = workspace.schools[0]
        first, last = data_range(workspace)
        chosen = Selection(afdelingen=(afdeling,) if afdeling else ())
        viewer = of_schools(school.id, rights=CARE if care else ())
        return View(
            snapshot_path(part_of(workspace, school.id)), viewer, chosen, school.id, school.protocol, last, first, last
        )

    return make


def shown_figures(page: AppTest) -> dict[str, list[str]]:
    table = next(t.value for t in page.dataframe if "Cijfer" in t.value.columns)
    return {row["Cijfer"]: [row["Nu"], row["Daarvoor"], row["Vorig jaar"]] for row in table.to_dict("records")}


def test_the_page_says_first_how_it_stands(school: School, open_page: OpenPage) -> None:
    shown = open_page(school("normaal"), "mt_rapport")
    assert not shown.exception
    assert shown.header[0].value
    assert len(shown_figures(shown)) == 5
    buttons = {button.proto.label for button in shown.get("download_button")}
    assert buttons == {"Afdrukken (PDF)", "Bestand om te mailen (HTML)"}


def test_figures_of_few_pupils_stay_away(school: School, open_page: OpenPage) -> None:
    """Two pupils missed hours without leave and one was ill: that is nobody's business at a meeting."""
    figures = shown_figures(open_page(school("normaal"), "mt_rapport"))
    assert figures["Ongeoorloofd afwezig"][0] == HIDDEN
    assert figures["Ziek"][0] == HIDDEN
    assert figures["16 uur ongeoorloofd bereikt"][0] == "< 5"
    assert figures["Te laat zonder geldige reden"][2] == UNKNOWN


def test_one_pupil_is_too_small_a_group(school: School, open_page: OpenPage) -> None:
    shown = open_page(school("een leerling"), "mt_rapport")
    assert not shown.exception
    assert "0,00 per 100 lesuren" in shown.header[0].value
    assert {cell for row in shown_figures(shown).values() for cell in row} <= ALONE


def test_in_the_summer_there_is_nothing_to_report_yet(school: School, view_of: AskView) -> None:
    view = view_of(school("normaal"))
    found = doors.report(replace(view, on=date(2026, 8, 20)))
    assert "nog geen schoolweek" in found.answer
    assert found.statements == ()
    assert {cell for figure in found.figures for cell in figure.said} == {UNKNOWN}
    assert len(pages(pdf_of(found))) == 2


def test_without_lesson_hours_a_figure_is_per_pupil(school: School, open_page: OpenPage) -> None:
    shown = open_page(school("zonder lessentabel"), "mt_rapport")
    assert not shown.exception
    units = {unit for t in shown.dataframe if "Eenheid" in t.value.columns for unit in t.value["Eenheid"]}
    assert units == {"lesuren per leerling per volle week", "leerlingen, afgerond"}


def test_the_small_afdeling_is_in_no_comparison(school: School, view_of: AskView) -> None:
    workspace = school("kleine afdeling")
    of = {part: doors.report(view_of(workspace, part)) for part in ("", "havo", "vwo", "tl")}
    assert [part for part, report in of.items() if report.figures[0].values[0] is None] == ["tl"]
    assert of[""].compared is not None
    assert of[""].compared.points["part_name"].to_list() == ["Havo bovenbouw", "Vwo bovenbouw"]


def test_no_figure_of_the_small_afdeling_is_more_than_few(
    school: School, open_page: OpenPage, view_of: AskView
) -> None:
    workspace = school("kleine afdeling")
    shown = open_page(workspace, "mt_rapport", afdeling="Vmbo-tl")
    assert not shown.exception
    assert {cell for row in shown_figures(shown).values() for cell in row} <= ALONE
    found = doors.report(view_of(workspace, "tl"))
    assert set(found.trend["rate"].drop_nulls()) <= {0.0}
    assert set(found.stages["said"]) <= ALONE
    cells = [cell for frame in (found.roles, found.by_stage) for row in frame.iter_rows() for cell in row[2:]]
    assert set(cells) == {"0", "< 5"}


NUMBER = re.compile(r"-?\d+\.\d{3,}")


def test_nothing_finer_stands_in_a_chart_or_its_words(school: School, view_of: AskView) -> None:
    """Neither in a dataset, nor in what an SVG says of its marks; counts are sums of fives and of two for few."""
    view = view_of(school("kleine afdeling"))
    found = doors.report(view)
    drawn = doors.charts(view)
    rates = {
        value
        for spec in drawn.values()
        for frame in spec["datasets"].values()
        for name in {"rate", "last_year", "bound", "mean", "sure_rate"} & set(frame.columns)
        for value in frame[name].drop_nulls()
    }
    assert rates
    assert all(value == round(value, 2 if value < 2 else 1) for value in rates)
    assert (found.trend["registered"].drop_nulls() % 5).is_in([0.0, 2.0]).all()
    assert found.compared is not None
    assert (
        found.compared.points.select((pl.col("pupils", "enrolled", "registered") % 5 == 0).all()).row(0) == (True,) * 3
    )
    for name, (svg, _) in drawings(found, None).items():
        labels = " ".join(re.findall(r'aria-label="([^"]*)"', svg))
        assert labels, name
        assert not NUMBER.search(labels), name


def test_the_report_is_of_the_last_whole_week(school: School, view_of: AskView) -> None:
    view = view_of(school("kleine afdeling"))
    friday = view.last - timedelta(view.last.weekday() + 3)
    reports = {day: doors.report(replace(view, on=friday + timedelta(day))) for day in (0, 3, 6)}
    assert "peildatum vr" in reports[3].described
    assert reports[0].described == reports[3].described == reports[6].described
    assert reports[0].table.equals(reports[6].table)
    assert reports[0].roles.equals(reports[6].roles)


def test_two_afdelingen_make_no_report(school: School, open_page: OpenPage) -> None:
    shown = open_page(school("kleine afdeling"), "mt_rapport", afdeling=["Havo bovenbouw", "Vwo bovenbouw"])
    assert not shown.exception
    assert "één afdeling" in shown.header[0].value
    assert not shown.dataframe


def test_other_choices_do_not_count_and_that_is_said(school: School, open_page: OpenPage) -> None:
    chosen = open_page(school("kleine afdeling"), "mt_rapport", klas="H4a")
    assert any("gelden hier niet" in info.value for info in chosen.info)
    assert shown_figures(chosen) == shown_figures(open_page(school("kleine afdeling"), "mt_rapport"))


def test_without_the_right_to_care_sick_stages_and_steps_stay_away(school: School, view_of: AskView) -> None:
    found = doors.report(view_of(school("kleine afdeling"), care=False))
    assert found.figures[4].said == (UNKNOWN,) * 3
    assert not any(key.startswith("zk") for key in found.stages["key"])
    assert any(key.startswith("zk") for key in doors.report(view_of(school("kleine afdeling"))).stages["key"])


@pytest.mark.parametrize("limit", [Scope(afdelingen=(("s", "vwo"),)), Scope(mentors=(("s", "m"),))])
def test_who_sees_a_part_of_the_school_gets_no_report(
    school: School, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch, limit: Scope
) -> None:
    right = access.viewer
    monkeypatch.setattr(access, "viewer", lambda workspace: replace(right(workspace), scope=limit, aggregates=()))
    shown = open_page(school("kleine afdeling"), "mt_rapport")
    assert not shown.exception
    assert "hele school mag zien" in shown.header[0].value
    assert not shown.dataframe


@pytest.mark.parametrize("limit", [Scope(afdelingen=(("s", "vwo"),)), Scope()])
def test_who_sees_the_figures_of_the_school_gets_the_report_of_all_of_it(
    school: School, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch, limit: Scope
) -> None:
    """It is rounded and names nobody: an afdelingsleider and a rector read what the meeting reads."""
    whole = open_page(school("kleine afdeling"), "mt_rapport")
    right = access.viewer
    monkeypatch.setattr(access, "viewer", lambda workspace: replace(right(workspace), scope=limit))
    shown = open_page(school("kleine afdeling"), "mt_rapport")
    assert not shown.exception
    assert shown.header[0].value == whole.header[0].value
    assert [each.value.to_dict() for each in shown.dataframe] == [each.value.to_dict() for each in whole.dataframe]


@pytest.mark.parametrize(
    "case",
    some(
        ["normaal", "kleine afdeling", "zonder lessentabel", "eerste week", "een leerling"],
        "kleine afdeling",
        "zonder lessentabel",
        "een leerling",
    ),
)
def test_paper_and_file_say_what_the_page_says(school: School, view_of: AskView, case: str) -> None:
    found = doors.report(view_of(school(case)))
    printed = squeezed("".join(pages(pdf_of(found))))
    mailed = squeezed(unescape(re.sub(r"<[^>]+>", " ", html_of(found))))
    said = [
        found.answer,
        found.periods,
        found.reading.sentence,
        found.duo,
        *found.data,
        *found.statements,
        *(name for name, _ in found.explained),
        *(
            "".join(str(cell) for cell in row)
            for frame in (found.table, found.compared_table, found.roles, found.parts)
            for row in frame.rows()
        ),
        found.nobody_said,
        *found.stages.filter(pl.col("students") > 0)["stage_label"],
        *found.stages.filter(pl.col("students") > 0)["said"],
    ]
    assert [text for text in said if squeezed(text) not in printed] == []
    assert [text for text in said if squeezed(text) not in mailed] == []


@pytest.mark.parametrize("case", ["normaal", "kleine afdeling", "een leerling"])
def test_paper_has_the_charts_of_the_page(school: School, view_of: AskView, case: str) -> None:
    view = view_of(school(case))
    assert set(drawings(doors.report(view), None)) == set(doors.charts(view))


def test_the_report_is_two_pages_also_with_a_long_agenda(tmp_path: Path, view_of: AskView) -> None:
    workspace = schools.small_afdeling(tmp_path)
    view = view_of(workspace)
    for number in range(12):
        text = f"Besluit {number}: " + "een afspraak over verzuim die zo lang is als zij mag zijn " * 3
        decide(workspace, view.viewer, Decision("s", text, "mentor", view.on), "ab")
    printed = pages(pdf_of(doors.report(view)))
    assert len(printed) == 2
    assert "Nog8opblad2" in squeezed(printed[0])
    assert "Besluit 11" in printed[1]


def test_what_followed_is_shown_when_somebody_asks(school: School, open_page: OpenPage, view_of: AskView) -> None:
    workspace = school("kleine afdeling")
    assert "vergelijking" not in everything_shown(open_page(workspace, "mt_rapport"))
    asked = open_page(workspace, "mt_rapport", gevolg="true")
    assert not asked.exception
    told = doors.followed(view_of(workspace))
    assert told
    assert told.sentences[0] in everything_shown(asked)
    printed = squeezed("".join(pages(pdf_of(doors.report(view_of(workspace)), told))))
    assert [text for text in (*told.sentences, told.explained) if squeezed(text) not in printed] == []
    assert doors.followed(view_of(workspace, "vwo")) is None
    assert not [toggle.key for toggle in open_page(workspace, "mt_rapport", afdeling="Vwo bovenbouw").toggle]


def test_the_file_asks_nothing_of_anybody(school: School, view_of: AskView) -> None:
    page = html_of(doors.report(view_of(school("kleine afdeling"))))
    assert '<th scope="col">Cijfer</th>' in page
    assert "<svg" in page
    assert re.findall(r"https?:|//|\bsrc=|\bhref=|url\(|@import|<script|<link|<iframe", page) == []


def test_text_of_a_decision_is_only_text(tmp_path: Path, view_of: AskView) -> None:
    workspace = schools.small_afdeling(tmp_path)
    view = view_of(workspace)
    decide(workspace, view.viewer, Decision("s", '<b>*vet*</b> "#panic()"', "mentor", view.on), "ab")
    found = doors.report(view)
    assert "&lt;b&gt;*vet*&lt;/b&gt;" in html_of(found)
    assert '<b>*vet*</b>"#panic()"' in squeezed(pages(pdf_of(found))[0])


def test_a_decision_stands_on_the_page_until_it_is_done(tmp_path: Path, open_page: OpenPage) -> None:
    workspace = schools.small_afdeling(tmp_path)
    shown = open_page(workspace, "mt_rapport")
    shown.text_input(key="besluit-tekst").input("Havo belt ouders binnen een week")
    shown.selectbox(key="besluit-wie").select("afdelingsleider")
    shown.text_input(key="besluit-paraaf").input("ab")
    next(button for button in shown.button if button.label == "Op de agenda").click()
    shown.run()
    assert not shown.exception
    assert not shown.error
    assert "Havo belt ouders binnen een week" in everything_shown(shown)
    shown.text_input(key="stand-paraaf").input("cd")
    next(button for button in shown.button if button.label == "Bewaren").click()
    shown.run()
    assert not shown.error
    kept = decisions(workspace, of_schools("s"), "s", data_range(workspace)[1])
    assert kept.select("status", "initials", "status_by").row(0) == ("gedaan", "ab", "cd")


def test_a_decision_and_a_mark_can_be_of_after_the_data(
    tmp_path: Path, open_page: OpenPage, view_of: AskView, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The meeting is on Tuesday, the export is of Friday: what was done since counts, and so does the decision."""
    workspace = schools.small_afdeling(tmp_path)
    view = view_of(workspace)
    tuesday = view.last + timedelta(4)
    monkeypatch.setattr(dashboard.view, "today", lambda: tuesday)
    before, day = doors.report(view).roles.to_dicts(), view.on - timedelta(1)
    earlier = doors.report(view.at(day)).roles.to_dicts()
    due = worklist(open_snapshot(workspace), view.viewer, view.on)
    tasks = tasks_of(told(due, view.on))
    assert mark_done(workspace, view.viewer, tasks, tuesday, "AB", tuesday) >= len(tasks)
    assert doors.report(view).roles.to_dicts() != before
    # On an earlier day nobody knew of it.
    assert doors.report(view.at(day)).roles.to_dicts() == earlier
    shown = open_page(workspace, "mt_rapport")
    shown.text_input(key="besluit-tekst").input("Bel de ouders eerder")
    shown.selectbox(key="besluit-wie").select_index(0)
    shown.text_input(key="besluit-paraaf").input("AB")
    next(button for button in shown.button if button.label == "Op de agenda").click()
    assert not shown.run().error
    assert decisions(workspace, view.viewer, "s", tuesday)["made_on"].to_list() == [tuesday]


def test_a_decision_that_is_not_whole_is_refused(tmp_path: Path, open_page: OpenPage) -> None:
    shown = open_page(schools.small_afdeling(tmp_path), "mt_rapport")
    for text, initials, said in (("", "ab", "leeg"), ("Bellen", "", "paraaf")):
        shown.text_input(key="besluit-tekst").input(text)
        shown.selectbox(key="besluit-wie").select("mentor")
        shown.text_input(key="besluit-paraaf").input(initials)
        next(button for button in shown.button if button.label == "Op de agenda").click()
        shown.run()
        assert said in shown.error[0].value


def test_nobody_decides_for_a_school_without_the_right(tmp_path: Path, view_of: AskView) -> None:
    view = view_of(schools.small_afdeling(tmp_path))
    none = replace(view, viewer=NOBODY)
    assert "rechten" in panel._decide(none, "Bellen", "mentor", None, "ab")
    assert decisions(access.workspace(), view.viewer, "s", view.on).is_empty()


def test_no_frame_of_a_report_holds_a_pupil(school: School, view_of: AskView) -> None:
    found = doors.report(view_of(school("kleine afdeling")))
    for frame in (value for value in found.__dict__.values() if isinstance(value, pl.DataFrame)):
        assert not {"student_id", "nummer", "name", "Leerling"} & set(frame.columns)


@pytest.fixture(scope="module")
def schools_of_a_board(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return schools.board(tmp_path_factory.mktemp("bestuur"))


def test_one_school_has_no_board(school: School, open_page: OpenPage) -> None:
    assert [toggle.key for toggle in open_page(school("normaal"), "mt_rapport").toggle] == ["gevolg"]


def test_schools_of_a_board_stand_beside_each_other(schools_of_a_board: Workspace, open_page: OpenPage) -> None:
    shown = open_page(schools_of_a_board, "mt_rapport", scholen="true")
    assert not shown.exception
    assert "Tweede school (hoger)" in shown.header[0].value
    (table,) = (t.value for t in shown.dataframe)
    rows = {row["School"]: row for row in table.to_dict("records")}
    assert set(rows) == {"School", "Tweede school", "Kleine school"}
    one, other = (float(rows[name]["Ongeoorloofd afwezig"].replace(",", ".")) for name in ("School", "Tweede school"))
    assert other > 3 * one > 0
    assert rows["Kleine school"]["Ongeoorloofd afwezig"] == HIDDEN
    assert rows["School"]["Protocol"] == schools.PROTOCOL


def test_a_small_school_is_in_no_comparison(schools_of_a_board: Workspace, view_of: AskView) -> None:
    """Pupils of two schools with one number are two pupils; three alone are no point."""
    view = view_of(schools_of_a_board)
    compared = doors.board(view, doors.schools(view)).compared
    assert compared
    assert compared.points.select("part_name", "pupils").rows() == [("School", 30), ("Tweede school", 30)]


def test_each_school_of_a_board_has_its_own_report(schools_of_a_board: Workspace, open_page: OpenPage) -> None:
    one, other = (open_page(schools_of_a_board, "mt_rapport", school=name) for name in ("School", "Tweede school"))
    assert not one.exception
    assert shown_figures(one)["Ongeoorloofd afwezig"] != shown_figures(other)["Ongeoorloofd afwezig"]
