"""The demo school counted in plain Python from its export files, and held against what the pages show."""

from collections import Counter, defaultdict
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from dashboard.access import ADDRESS_VARIABLE, WORKSPACE_VARIABLE
from dashboard.demo import demo_workspace
from pipelines.queries.scope import Scope
from pipelines.queries.sick import sick
from pipelines.snapshot import open_snapshot
from pipelines.workspace import Workspace
from tests.dashboard.conftest import APP
from tests.dashboard.test_pages import drawn
from tests.data.conftest import Demo, read_demo
from tests.data.counts import Hour, day_of

ON = date(2026, 11, 20)
YEAR = 2026
UNAUTHORISED = {"OA", "LX"}
LATE = "OT"
NORM, DAYS_BETWEEN, WORKING_DAYS = 16, 7, 5
# The ladder of leerlingenbureau-2020: the number from which a stage counts, from high to low.
LADDER = ((21, "oa-21"), (16, "oa-16"), (10, "oa-10"), (5, "oa-5"), (1, "oa-1"))


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return demo_workspace(tmp_path_factory.mktemp("golden") / "demo")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    from data.school import make_school

    folder: Path = tmp_path_factory.mktemp("export")
    return read_demo(make_school(folder))


@pytest.fixture
def page(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.setenv(WORKSPACE_VARIABLE, str(workspace.path))
    monkeypatch.setenv(ADDRESS_VARIABLE, "localhost")
    return AppTest.from_file(str(APP), default_timeout=120)


def shown(page: AppTest, name: str, **query: str) -> AppTest:
    page.query_params.update(query)
    page.switch_page(f"app_pages/{name}.py")
    page.run()
    assert not page.exception
    return page


def here(demo: Demo, on: date) -> set[str]:
    """Pupils enrolled on a day."""
    return {
        row["STAMNR"]
        for row in demo.export.placements
        if day_of(row["studiebegindatum"]) <= on
        and (not row["studieeinddatum"] or on <= day_of(row["studieeinddatum"]))
    }


def of_pupils(demo: Demo, codes: set[str]) -> dict[str, list[Hour]]:
    """Registrations with one of the codes per pupil, of all years, in order of time."""
    found: dict[str, list[Hour]] = defaultdict(list)
    for hour in sorted(demo.export.hours, key=lambda h: (h.day, h.hour)):
        if hour.code in codes:
            found[hour.pupil].append(hour)
    return found


def stages(demo: Demo, on: date) -> Counter[str]:
    """Pupils per stage: registrations of the school year, or sixteen hours in any four school weeks of it."""
    axis, pupils = demo.export.week_axis, here(demo, on)
    found: Counter[str] = Counter()
    for pupil, hours in of_pupils(demo, UNAUTHORISED | {LATE}).items():
        if pupil not in pupils:
            continue
        year = [h for h in hours if date(on.year, 8, 1) <= h.day <= on]
        until = [h for h in hours if h.day <= on]
        times = len({(h.day, h.hour, h.code) for h in year})
        places = sorted((axis[day], hour) for day, hour in {(h.day, h.hour) for h in until})
        reached = any(
            places[n][0] - places[n - 15][0] < 28 and places[n][0] >= axis[demo.export.days_in(YEAR)[0]]
            for n in range(15, len(places))
        )
        number = max(times, 16 if reached else 0)
        if number:
            found[next(stage for least, stage in LADDER if number >= least)] += 1
    return found


@pytest.mark.parametrize("on", [ON, date(2026, 10, 16), date(2026, 9, 4)])
def test_pupils_per_stage(demo: Demo, page: AppTest, on: date) -> None:
    charts = shown(page, "ladders", peildatum=on.isoformat()).get("vega_lite_chart")
    bars = drawn(charts[0], "said")
    counted = stages(demo, on)
    assert dict(bars.select("key", "students").iter_rows()) == {stage: counted[stage] for _, stage in LADDER}


def test_pupils_per_stage_through_the_weeks(demo: Demo, page: AppTest) -> None:
    weeks = drawn(shown(page, "ladders").get("vega_lite_chart")[1], "week_start")
    mondays = sorted({day - timedelta(day.weekday()) for day in demo.export.days_in(YEAR)})
    for monday in mondays:
        last = max(day for day in demo.export.days if monday <= day < monday + timedelta(7))
        week = weeks.filter(pl.col("date").cast(pl.Date) == last)
        labels = {str(key).split("~")[0]: students for key, students in week.select("key", "students").iter_rows()}
        assert labels == dict(stages(demo, last)), monday


def reports(demo: Demo) -> dict[str, list[tuple[date, date]]]:
    """Reports of the norm per pupil: begin and end, counted anew after each, at most one in seven days."""
    axis, days = demo.export.week_axis, demo.export.days
    found = {}
    for pupil, hours in of_pupils(demo, UNAUTHORISED).items():
        slots = {(h.day, h.hour) for h in hours if h.day <= ON}
        listed: list[tuple[date, date]] = []
        restart = date.min
        for day in days:
            window = sorted(d for d, _ in slots if restart < d <= day and axis[d] > axis[day] - 28)
            if len(window) >= NORM and (not listed or (day - listed[-1][1]).days >= DAYS_BETWEEN):
                listed.append((window[0], day))
                restart = day
        if listed:
            found[pupil] = listed
    return found


def test_reports_of_the_year(demo: Demo, page: AppTest) -> None:
    expected = {
        (pupil, begin, end)
        for pupil, listed in reports(demo).items()
        for begin, end in listed
        if end >= date(YEAR, 8, 1)
    }
    tables = [t.value for t in shown(page, "leerplicht").dataframe if {"Melding", "Paraaf"} <= set(t.value.columns)]
    (table,) = tables
    found = {
        (row["nummer"], row["Begin"].date(), row["Einde"].date())
        for row in table[["nummer", "Begin", "Einde"]].to_dict("records")
    }
    assert len(expected) > 5
    assert found == expected


def test_sick_reports_of_the_year(demo: Demo, workspace: Workspace) -> None:
    rows = sick(open_snapshot(workspace), Scope(schools=("demo",), care=True), ON)
    found = {row["student_id"]: (row["spells_year"], row["longest_spell_days"]) for row in rows.iter_rows(named=True)}
    rank = {day: number for number, day in enumerate(demo.export.days)}
    pupils, expected = here(demo, ON), {}
    for pupil, hours in of_pupils(demo, {"ZK", "ZH"}).items():
        days = sorted({h.day for h in hours if h.day <= ON})
        starts, lengths, length = 0, [0], 0
        for before, day in zip([None, *days], days, strict=False):
            # A spell runs over the summer too: it then began in the year before.
            goes_on = before is not None and rank[day] == rank[before] + 1
            length = length + 1 if goes_on else 1
            if day >= date(YEAR, 8, 1):
                starts += not goes_on
                lengths.append(length)
        if pupil in pupils and len(lengths) > 1:
            expected[pupil] = (starts, max(lengths))
    assert len(expected) > 300
    assert found == expected
