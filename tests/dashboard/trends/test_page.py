"""The page Trends on real small schools: every mark opens exactly the pupils it counts, and every case has its words."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from dashboard import access, lists, words
from dashboard.app_pages.trends import charts as trend_charts, doors
from dashboard.listing import StaleLinkError, parse_pick
from dashboard.view import View
from pipelines.models.snapshot import open_snapshot
from pipelines.questions.school import year_notes
from pipelines.store.imports import import_files
from pipelines.store.workspace import Workspace, create_workspace
from pipelines.viewer import CARE, EVERYTHING, NOBODY, Selection, of_afdelingen, of_schools
from tests.dashboard import schools
from tests.dashboard.conftest import OpenPage, School
from tests.pipelines.histories import YEAR as SCHOOL_DAYS, Registration, make_workspace, settings

LATE, LATE_LABEL = "te_laat_ongeoorloofd", "te laat, ongeoorloofd"
YEAR = "2026-2027"
CASES = ["normaal", "een leerling", "zonder lessentabel", "onvolledige week", "eerste week", "twee scholen"]


def text(page: AppTest) -> str:
    return "\n".join(
        str(element.value) for element in [*page.header, *page.markdown, *page.caption, *page.info, *page.warning]
    )


def charts(page: AppTest) -> list[dict[str, pl.DataFrame]]:
    """The tables of every chart, by their first telling column."""
    found = []
    for chart in page.get("vega_lite_chart"):
        tables = [pl.read_ipc_stream(dataset.data.data) for dataset in chart.proto.datasets]
        found.append({column: table for table in tables for column in table.columns})
    return found


def view_of(workspace: Workspace, selection: Selection = EVERYTHING) -> View:
    snapshot = open_snapshot(workspace)
    first, last = snapshot.ranges["s"]
    path = str(snapshot.paths["s"])
    snapshot.close()
    return View(path, of_schools("s", rights=CARE), selection, "s", schools.PROTOCOL, last, first, last)


def pupils(view: View, *parts: str) -> int:
    """How long the list is that a link names."""
    return lists.find(view, parse_pick("~".join(parts))).pupils()


@pytest.mark.parametrize("case", CASES)
def test_every_case_shows_at_most_six_charts(school: School, open_page: OpenPage, case: str) -> None:
    shown = open_page(school(case), "trends")
    assert not shown.exception
    assert 0 < len(shown.get("vega_lite_chart")) <= 6


def test_without_lesson_table_the_page_counts_per_pupil(school: School, open_page: OpenPage) -> None:
    shown = open_page(school("zonder lessentabel"), "trends", soort=LATE_LABEL)
    assert "per schoolweek, lesuren per leerling per volle week" in text(shown)
    assert "lessons_per_week" in text(shown)
    assert "per 100 lesuren" not in text(shown)
    assert charts(shown)[0]["rate"]["rate"].drop_nulls().len() > 0
    assert "per schoolweek, per 100 lesuren" in text(open_page(school("normaal"), "trends"))


def test_an_incomplete_week_is_grey_and_counts_in_no_comparison(school: School, open_page: OpenPage) -> None:
    workspace = school("onvolledige week")
    monday = schools.LOST_DAY - timedelta(schools.LOST_DAY.weekday())
    weeks = charts(open_page(workspace, "trends", soort=LATE_LABEL))[0]["status"]
    assert weeks.filter(pl.col("status") == "onvolledig")["key"].to_list() == [monday.isoformat()]
    view = view_of(workspace)
    assert doors.heat(view, LATE).frame["missed_hours"].sum() == len(schools.PUPILS) * (40 - 5)


def test_one_week_is_too_little_to_judge(school: School, open_page: OpenPage) -> None:
    shown = open_page(school("eerste week"), "trends")
    assert "Er is nog geen volledige week. Nog geen oordeel: daarvoor is een eerder schooljaar nodig" in text(shown)
    assert "Beoordeeld:" not in text(shown)


def test_one_pupil_is_compared_with_nobody(school: School, open_page: OpenPage) -> None:
    assert "geen twee afdelingen met genoeg leerlingen" in text(open_page(school("een leerling"), "trends"))


@pytest.mark.parametrize("by", ["afdeling", "klas"])
def test_every_mark_opens_the_pupils_that_it_names(school: School, by: str) -> None:
    view = view_of(school("normaal"))
    weeks, _ = doors.week_trend(view, LATE)
    parts, _ = doors.part_trends(view, LATE)
    for row in [*weeks.drop_nulls("key").iter_rows(named=True), *parts.drop_nulls("key").iter_rows(named=True)]:
        assert pupils(view, "week", LATE, *row["key"].split("~")) == row["registered"]
    for row in doors.comparison(view, LATE, by).points.iter_rows(named=True):
        assert pupils(view, "deel", LATE, YEAR, by, row["key"]) == row["registered"] > 0
    for row in doors.heat(view, LATE).frame.iter_rows(named=True):
        assert pupils(view, "cel", LATE, YEAR, *row["key"].split("~")) == row["registered"]


def test_figures_of_the_page_counted_by_hand(school: School) -> None:
    view = view_of(school("normaal"))
    late = [row for row in schools.registrations() if row.code == LATE]
    weeks, _ = doors.week_trend(view, LATE)
    counted = dict(weeks.drop_nulls("key").select("week_start", "missed_hours").iter_rows())
    expected = Counter(row.date - timedelta(row.date.weekday()) for row in late)
    assert {week: missed for week, missed in counted.items() if missed} == expected
    (first,) = weeks.filter(pl.col("week_start") == min(expected)).iter_rows(named=True)
    # Thirty pupils with thirty lesson hours a week.
    assert first["rate"] == pytest.approx(100 * expected[min(expected)] / 900)
    days = sum(weeks["school_week"].is_not_null()) * 5
    for row in doors.comparison(view, LATE, "klas").points.iter_rows(named=True):
        own = Counter(r.student for r in late if schools.klas_of(r.student) == row["key"])
        free = [day for day in SCHOOL_DAYS if day <= view.on]
        rates = [
            100 * own[student] / (6 * len(free)) for student in schools.PUPILS if schools.klas_of(student) == row["key"]
        ]
        assert days >= len(free)
        assert row["rate"] == pytest.approx(sum(rates) / len(rates))
        assert row["pupils"] == len(rates)


@pytest.mark.parametrize(
    "selection", [Selection(klassen=("H4a",)), Selection(afdelingen=("vwo",)), Selection(leerjaren=(4,))]
)
def test_the_choice_holds_in_every_list(school: School, selection: Selection) -> None:
    view = view_of(school("normaal"), selection)
    heat = doors.heat(view, LATE).frame
    whole = doors.heat(view.choosing(EVERYTHING), LATE).frame
    assert 0 < heat["missed_hours"].sum() < whole["missed_hours"].sum()
    for row in heat.iter_rows(named=True):
        assert pupils(view, "cel", LATE, YEAR, *row["key"].split("~")) == row["registered"]


@pytest.mark.parametrize(
    "link",
    [
        "week~geen~2026-08-31",
        "week~ziek~maandag",
        "week~ziek~2026-08-31~mavo",
        "deel~ziek~2026-2027~afdeling~mavo",
        "deel~ziek~2026-2027~school~havo",
        "deel~ziek~ooit~klas~H4a",
        "cel~ziek~2026-2027~0~1",
        "cel~ziek~2026-2027~6~1",
        "cel~ziek~2026-2027~1~een",
        "vak~geen~2026-2027~ne",
        "vak~ziek",
    ],
)
def test_a_broken_link_names_no_list(school: School, link: str) -> None:
    with pytest.raises(StaleLinkError):
        lists.find(view_of(school("normaal")), parse_pick(link))


def test_a_link_outside_the_right_of_the_viewer_is_empty(school: School) -> None:
    view = view_of(school("normaal"))
    for link in (f"week~{LATE}~2026-08-31", f"cel~{LATE}~{YEAR}~1~1", f"vak~{LATE}~{YEAR}~ne"):
        assert lists.find(replace(view, viewer=of_schools("t")), parse_pick(link)).frame.is_empty()
        with pytest.raises(StaleLinkError, match="niet voor uw rol"):
            lists.find(replace(view, viewer=NOBODY), parse_pick(link))


@pytest.fixture(scope="module")
def years(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A pupil with absence in three school years, the first two of them in the corona time."""
    days = [date(2021, 3, 1), date(2021, 3, 2), date(2021, 10, 4), date(2022, 6, 13), date(2022, 9, 12)]
    rows = [Registration("1", day, 1, "ziek") for day in days]
    return make_workspace(
        tmp_path_factory.mktemp("jaren"), rows, toml=settings(schools.PROTOCOL, more=schools.AFDELINGEN)
    )


@pytest.mark.parametrize(("year", "hours", "notes"), [(None, 1, 1), ("2021-2022", 2, 2), ("2020-2021", 2, 1)])
def test_an_earlier_year_is_shown_whole_and_corona_years_carry_a_note(
    years: Workspace, open_page: OpenPage, year: str | None, hours: int, notes: int
) -> None:
    shown = open_page(years, "trends", **({"schooljaar": year} if year else {}), soort="ziek")
    assert not shown.exception
    assert shown.selectbox(key="schooljaar").options == ["2022-2023", "2021-2022", "2020-2021"]
    assert charts(shown)[0]["status"]["missed_hours"].sum() == hours
    assert sum("Corona" in warning.value for warning in shown.warning) == notes


def test_which_years_carry_a_note(years: Workspace) -> None:
    snapshot = open_snapshot(years)
    assert sorted(year_notes(snapshot)) == ["2019-2020", "2020-2021", "2021-2022"]
    snapshot.close()


def test_a_link_to_an_earlier_year_keeps_that_year(years: Workspace) -> None:
    view = view_of(years)
    assert pupils(view, "week", "ziek", "2021-10-04") == 1
    assert pupils(view, "week", "ziek", "2021-10-11") == 0
    assert pupils(view, "cel", "ziek", "2021-2022", "1", "1") == 1
    assert pupils(view, "cel", "ziek", "2022-2023", "1", "2") == 0


def test_a_list_opens_from_its_link(school: School, open_page: OpenPage) -> None:
    shown = open_page(school("normaal"), "leerlingen", lijst=f"deel~{LATE}~{YEAR}~klas~H4a")
    late = {
        row.student for row in schools.registrations() if row.code == LATE and schools.klas_of(row.student) == "H4a"
    }
    assert sorted(shown.dataframe[0].value["nummer"]) == sorted(late)
    assert f"Te laat, ongeoorloofd in H4a, schooljaar {YEAR}" in text(shown)
    assert words.count(len(late), "leerling", "leerlingen") in text(shown)


def test_subjects_open_their_pupils(tmp_path: Path) -> None:
    export = tmp_path / "r.csv"
    rows = [(n, hour, subject) for n in range(1, 7) for hour, subject in ((1, "ne"), (2, "wi" if n % 2 else ""))]
    export.write_text(
        "Stamnr;Klas;Datum;Lesuur;Code;Vak\n" + "".join(f"{n};H4a;07-09-2026;{h};ziek;{v}\n" for n, h, v in rows)
    )
    workspace = create_workspace(tmp_path / "map", settings(schools.PROTOCOL, more=schools.AFDELINGEN))
    import_files(workspace, [export])
    view = view_of(workspace)
    found = doors.subjects(view, "ziek").frame
    assert dict(found.select("Vak", "Leerlingen").iter_rows()) == {"ne": 6, "wi": 3}
    assert {vak: pupils(view, "vak", "ziek", YEAR, vak) for vak in found["Vak"]} == {"ne": 6, "wi": 3}
    assert trend_charts.heat(doors.heat(view, "ziek").frame, "lesuren").to_dict()["datasets"]
    assert doors.funnel_chart(view, "ziek", "afdeling") is not None


WITHOUT_CARE = of_schools("s")


def test_who_may_not_see_care_gets_the_weeks_of_sickness_of_a_large_group_and_nothing_else(
    school: School, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same weeks as who may see care, of all pupils; by afdeling not, as one has fewer than twenty."""
    workspace = school("normaal")
    right = charts(open_page(workspace, "trends", soort="ziek"))[0]["rate"]
    monkeypatch.setattr(access, "viewer", lambda _: WITHOUT_CARE)
    shown = open_page(workspace, "trends", soort="ziek")
    assert not shown.exception
    assert len(charts(shown)) == 1
    assert charts(shown)[0]["rate"].drop("sure_rate").equals(right.drop("sure_rate"))
    assert right["missed_hours"].sum() > 0
    assert "De afdelingen staan er niet" in text(shown)
    assert not shown.dataframe
    assert "ziekte staat er niet bij" not in text(shown)
    # Not of a part that somebody chooses, nor of a small group.
    for who, query in ((WITHOUT_CARE, {"klas": "V5b"}), (of_afdelingen("s", "vwo"), {})):
        monkeypatch.setattr(access, "viewer", lambda _, who=who: who)
        other = open_page(workspace, "trends", soort="ziek", **query)
        assert not other.exception
        assert "ziek" not in other.selectbox[1].options
        assert len(charts(other)) > 1
