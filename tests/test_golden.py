"""The demo school counted in plain Python from its export files, and held against what the pages show."""

import csv
import io
import re
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing, redirect_stdout
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from dashboard.access import ADDRESS_VARIABLE, WORKSPACE_VARIABLE
from dashboard.commands.cli import main
from data.klassen import AFDELINGEN
from pipelines.models.snapshot import open_snapshot
from pipelines.questions.sick import sick
from pipelines.questions.tasks_asked import asked
from pipelines.store.provenance import holds_only_the_demo
from pipelines.store.workspace import Workspace, open_workspace
from pipelines.viewer import CARE, of_schools
from protocols.load import comparison_file
from tests.dashboard.pdf_text import pages, squeezed
from tests.dashboard.test_pages import drawn, everything_shown
from tests.data.conftest import Demo, exported, read_demo
from tests.data.counts import Hour, day_of
from tests.packaging.conftest import demo_made
from tests.pages import APP, at
from tests.shared import copied, some
from tests.signals import of_trends, on_the_list, on_trends

ON = date(2026, 11, 20)
YEAR = 2026
UNAUTHORISED = {"OA", "LX"}
LATE = "OT"
NORM, DAYS_BETWEEN, WORKING_DAYS = 16, 7, 5
# The ladder of leerlingenbureau-2020: the number from which a stage counts, from high to low.
LADDER = ((21, "oa-21"), (16, "oa-16"), (10, "oa-10"), (5, "oa-5"), (1, "oa-1"))


@pytest.fixture(scope="module")
def workspace(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The demo school, as the installed program made it."""
    return open_workspace(copied(demo_made(root), tmp_path_factory.mktemp("golden")) / "werkmap" / "demo")


def test_the_demo_knows_itself(workspace: Workspace) -> None:
    assert holds_only_the_demo(workspace)


@pytest.fixture(scope="module")
def demo() -> Demo:
    return read_demo(exported())


@pytest.fixture
def page(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.setenv(WORKSPACE_VARIABLE, str(workspace.path))
    monkeypatch.setenv(ADDRESS_VARIABLE, "localhost")
    return AppTest.from_file(str(APP), default_timeout=120)


def shown(page: AppTest, name: str, **query: str) -> AppTest:
    page.query_params.update(query)
    at(page, name).run()
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
    return _of_pupils(demo, frozenset(codes))


@cache
def _of_pupils(demo: Demo, codes: frozenset[str]) -> dict[str, list[Hour]]:
    found: dict[str, list[Hour]] = defaultdict(list)
    for hour in sorted(demo.export.hours, key=lambda h: (h.day, h.hour)):
        if hour.code in codes:
            found[hour.pupil].append(hour)
    return found


def standing(demo: Demo, on: date) -> dict[str, str]:
    """Pupil -> stage: registrations of the school year, or sixteen hours in any four school weeks of it."""
    axis, pupils = demo.export.week_axis, here(demo, on)
    found = {}
    for pupil, hours in of_pupils(demo, UNAUTHORISED | {LATE}).items():
        if pupil not in pupils:
            continue
        year = [h for h in hours if date(on.year, 8, 1) <= h.day <= on]
        times = len({(h.day, h.hour, h.code) for h in year})
        places = sorted((axis[day], hour) for day, hour in {(h.day, h.hour) for h in year})
        reached = any(places[n][0] - places[n - 15][0] < 28 for n in range(15, len(places)))
        number = max(times, 16 if reached else 0)
        if number:
            found[pupil] = next(stage for least, stage in LADDER if number >= least)
    return found


def stages(demo: Demo, on: date) -> Counter[str]:
    """Pupils per stage."""
    return Counter(standing(demo, on).values())


@pytest.mark.parametrize("on", some([ON, date(2026, 10, 16), date(2026, 9, 4)], ON))
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
        week = weeks.filter(pl.col("key").str.ends_with(last.isoformat()))
        labels = {str(key).split("~")[0]: students for key, students in week.select("key", "students").iter_rows()}
        assert labels == dict(stages(demo, last)), monday


@cache
def reports(demo: Demo) -> dict[str, list[tuple[date, date]]]:
    """Reports of the norm per pupil: begin and end, counted anew after each.

    A next one can be made seven days after the one before could be, and takes in every hour until then.
    """
    axis, days = demo.export.week_axis, demo.export.days
    found = {}
    for pupil, hours in of_pupils(demo, UNAUTHORISED).items():
        slots = {(h.day, h.hour) for h in hours if h.day <= ON}
        listed: list[tuple[date, date]] = []
        restart = possible = date.min
        for day in days:
            window = sorted(d for d, _ in slots if restart < d <= day and axis[d] > axis[day] - 28)
            if len(window) >= NORM and max(day, possible) <= ON:
                possible = max(day, possible)
                restart = max(d for d, _ in slots if d <= possible)
                listed.append((window[0], restart))
                possible += timedelta(DAYS_BETWEEN)
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
    found = {
        (row["nummer"], row["Begin"], row["Einde"])
        for row in of_duo(shown(page, "leerplicht", meldingen="alle"))
        if row["kind"] == "relatief"
    }
    assert len(expected) > 5
    assert found == expected


def of_duo(page: AppTest) -> list[dict[str, Any]]:
    """The rows of the list of reports on the page Leerplicht."""
    (table,) = (t.value for t in page.dataframe if {"Melding", "Paraaf"} <= set(t.value.columns))
    return list(table.to_dict("records"))


def noted(workspace: Workspace, sql: str) -> list[tuple[Any, ...]]:
    """Rows of the notes, as they stand in the file."""
    with closing(sqlite3.connect(workspace.path / "notes.sqlite")) as notes:
        return notes.execute(sql).fetchall()


def test_the_cases_of_the_page_are_what_is_noted_and_all_else_is_to_do(
    demo: Demo, workspace: Workspace, page: AppTest
) -> None:
    """The reports from the export, less those of which the file of the notes holds a word, counted in plain Python."""
    words = noted(workspace, "select student_id, kind, begin_date, said from report_case where withdrawn_at is null")
    told: dict[tuple[str, date], set[str]] = defaultdict(set)
    for pupil, kind, begin, said in words:
        if kind == "relatief":
            told[pupil, date.fromisoformat(begin)].add(said)
    expected: dict[str, set[tuple[str, date]]] = {"te doen": set(), "gemeld": set(), "bewust niet": set()}
    for pupil, listed in reports(demo).items():
        for begin, end in listed:
            if end >= date(YEAR, 8, 1):
                said = told[pupil, begin]
                stand = "gemeld" if "gemeld" in said else "bewust niet" if said else "te doen"
                expected[stand].add((pupil, begin))
    opened = shown(page, "leerplicht")
    for stand, cases in expected.items():
        opened.segmented_control(key="meldingen").set_value(stand).run()
        rows = of_duo(opened) if cases else []
        assert {(row["nummer"], row["Begin"]) for row in rows if row["kind"] == "relatief"} == cases, stand
        if stand == "te doen":
            late = sum(row["Uiterlijk"] < ON and row["Plicht"] == "ja" for row in rows if row["Uiterlijk"])
            assert opened.header[0].value.startswith(f"Te melden: {len(rows)}, te laat: {late};")
    assert min(len(cases) for cases in expected.values()) > 0


@pytest.mark.parametrize("year", [YEAR - 1, YEAR])
def test_about_seventy_per_cent_of_the_talks_of_the_demo_are_held(workspace: Workspace, year: int) -> None:
    """Of the tasks that were asked a month or longer before the end, by the file of the notes; most in time, some late."""
    until = date(year + 1, 7, 17) if year < YEAR else ON
    tasks = asked(open_snapshot(workspace), of_schools("demo", rights=CARE), until)
    steps_in = {row.role for row in comparison_file().role if row.steps_in}
    talks = [
        row
        for row in tasks.iter_rows(named=True)
        if row["role"] in steps_in and not row["followup"] and row["reached_on"] <= until - timedelta(30)
    ]
    rows = noted(workspace, "select student_id, task_key, reached_on, min(done_on) from task_mark group by 1, 2, 3")
    done = {(pupil, task, date.fromisoformat(day)): date.fromisoformat(on) for pupil, task, day, on in rows}
    held = [done.get((row["student_id"], row["task_key"], row["reached_on"])) for row in talks]
    assert len(talks) > 300
    assert 0.66 < sum(day is not None for day in held) / len(talks) < 0.74
    late = sum(
        day is not None and day > row["deadline"] for day, row in zip(held, talks, strict=True) if row["deadline"]
    )
    assert 0.02 < late / len(talks) < 0.3


def test_the_demo_has_notes_of_every_kind(workspace: Workspace) -> None:
    (people,) = noted(workspace, "select count(distinct initials) from task_mark")[0]
    assert people > 20
    kinds = {(side, kind) for side, kind in noted(workspace, "select side, kind from contact")}
    assert {("absence", "telefoon_ouders"), ("absence", "gesprek_leerling"), ("absence", "gesprek_ouders")} <= kinds
    assert {("absence", "brief"), ("absence", "mail"), ("care", "gesprek_leerling")} <= kinds
    said = {said for (said,) in noted(workspace, "select said from report_case")}
    assert said == {"gemeld", "niet_gemeld", "antwoord"}
    assert noted(workspace, "select count(*) > 0 from care_concern") == [(1,)]
    assert noted(workspace, "select count(*) > 0 from decision_event where kind = 'gedaan'") == [(1,)]
    latest = (
        "select max(day) from (select max(done_on) as day from task_mark union select max(said_on) from report_case"
    )
    assert noted(workspace, f"{latest} union select max(contact_on) from contact)") == [(ON.isoformat(),)]


def test_sick_reports_of_the_year(demo: Demo, workspace: Workspace) -> None:
    rows = sick(open_snapshot(workspace), of_schools("demo", rights=CARE), ON)
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


PERIODS = {
    date(2026, 11, 20): ((8, 11), (4, 7)),
    # A Wednesday and a Tuesday: the report goes up to the Friday before.
    date(2026, 10, 7): ((2, 5), (1, 1)),
    date(2026, 9, 8): ((1, 1), None),
}


def school_weeks(demo: Demo, year: int) -> list[date]:
    """The Mondays of the school weeks of a year, the first of which has number 1."""
    return sorted({day - timedelta(day.weekday()) for day in demo.export.days_in(year)})


def days_of(demo: Demo, year: int, weeks: tuple[int, int] | None) -> list[date]:
    """School days in a range of school weeks."""
    if weeks is None:
        return []
    mondays = school_weeks(demo, year)
    first, last = mondays[weeks[0] - 1], mondays[weeks[1] - 1]
    return [day for day in demo.export.days_in(year) if first <= day and day <= last + timedelta(4)]


@dataclass(frozen=True)
class Parts:
    """In which afdeling a pupil is on a day."""

    stays: Mapping[str, Sequence[tuple[date, date, str]]]

    def __call__(self, pupil: str, day: date) -> str:
        return next(name for first, last, name in self.stays[pupil] if first <= day <= last)


@pytest.fixture(scope="module")
def part_of(demo: Demo) -> Parts:
    stays = defaultdict(list)
    parts = [(part["name"], part["classes"]) for part in demo.school["afdeling"]]  # type: ignore[attr-defined]
    for row in demo.export.placements:
        name = next(name for name, classes in parts if any(fnmatchcase(row["CLASS"], c) for c in classes))
        end = row["studieeinddatum"]
        stays[row["STAMNR"]].append((day_of(row["studiebegindatum"]), day_of(end) if end else date.max, name))
    return Parts(stays)


def told_hours(demo: Demo, part_of: Parts, codes: set[str], days: Iterable[date]) -> dict[str, float]:
    """Missed hours per afdeling as they leave the team: each week of each afdeling to the nearest five.

    What one to four pupils missed counts as that of two who missed as much as the pupils of the other afdelingen did.
    """
    wanted, cells = set(days), defaultdict(set)
    for pupil, day, hour in {
        (h.pupil, h.day, h.hour) for h in demo.export.hours if h.code in codes and h.day in wanted
    }:
        cells[day - timedelta(day.weekday()), part_of(pupil, day)].add((pupil, day, hour))
    amounts = {key: (len({pupil for pupil, _, _ in found}), len(found)) for key, found in cells.items()}
    told: dict[str, float] = defaultdict(float)
    for (monday, part), (pupils, hours) in amounts.items():
        beside = [amount for (week, _), amount in amounts.items() if week == monday and amount[0] >= 5]
        usual = sum(5 * round(of / 5) for _, of in beside) / (sum(5 * round(of / 5) for of, _ in beside) or 1)
        told[part] += 5 * round(hours / 5) if pupils >= 5 else 2 * (usual if beside else 1.0)
    return told


def told_rate(missed: float, of: float) -> str:
    """One decimal, and two under two."""
    rate = 100 * missed / of
    return f"{rate:.{2 if round(rate, 9) < 2 else 1}f}".replace(".", ",")


@pytest.fixture(scope="module")
def taught(demo: Demo) -> Counter[tuple[str, date]]:
    """Lesson hours per pupil and day of this year, by the newest version of the timetable."""
    newest = {item["appointmentInstance"]: item for item in sorted(demo.appointments, key=lambda i: i["lastModified"])}
    hours = {
        (pupil, datetime.fromtimestamp(item["start"], ZoneInfo("Europe/Amsterdam")).date(), item["startTimeSlot"])
        for item in newest.values()
        if item["valid"] and not item["cancelled"]
        for pupil in item["students"]
    }
    return Counter((pupil, day) for pupil, day, _ in hours)


def per_100(demo: Demo, part_of: Parts, codes: set[str], days: list[date]) -> str:
    """Per 100 hours of the lesson table: the year before has no timetable, and two years have one denominator."""
    if not days:
        return "–"
    return told_rate(sum(told_hours(demo, part_of, codes, days).values()), demo.export.lesson_hours(days))


def worrying(demo: Demo, on: date) -> set[str]:
    """Pupils with the fourth sick report in twelve school weeks, or the seventh day of a spell, in the year up to a day."""
    rank, axis, found = {day: n for n, day in enumerate(demo.export.days)}, demo.export.week_axis, set()
    first = date(on.year if on.month >= 8 else on.year - 1, 8, 1)
    for pupil, hours in of_pupils(demo, {"ZK", "ZH"}).items():
        starts: list[date] = []
        length, before = 0, None
        for day in sorted({h.day for h in hours if h.day <= on}):
            goes_on = before is not None and rank[day] == rank[before] + 1
            length, before = (length + 1 if goes_on else 1), day
            starts += [] if goes_on else [day]
            often = len([start for start in starts if start >= first and axis[start] > axis[day] - 84]) >= 4
            if day >= first and (length >= 7 or often):
                found.add(pupil)
    return found & here(demo, on)


def at_norm(demo: Demo, on: date) -> set[str]:
    """Pupils here with a report that ended in the school year up to a day."""
    first = date(on.year if on.month >= 8 else on.year - 1, 8, 1)
    reached = {pupil for pupil, listed in reports(demo).items() if any(first <= end <= on for _, end in listed)}
    return reached & here(demo, on)


def told_count(numbers: Iterable[int]) -> str:
    """The sum of numbers per afdeling: each to the nearest five, five to eight as 5, `< 5` as 2; one alone is told as it is.

    When more than a quarter of it is of `< 5`, then it is told between which numbers it lies.
    """
    cells = [(2, 1, 4) if n < 5 else (5, 5, 8) if n < 9 else around(5 * round(n / 5)) for n in numbers if n]
    if len(cells) == 1:
        return "< 5" if cells[0][0] == 2 else str(cells[0][0])
    whole, low, high = (sum(part) for part in zip(*cells, strict=True)) if cells else (0, 0, 0)
    few = sum(value for value, _, _ in cells if value == 2)
    return f"{whole} ({low}\N{NO-BREAK SPACE}tot\N{NO-BREAK SPACE}{high})" if few > whole / 4 else str(whole)


def around(five: int) -> tuple[int, int, int]:
    return five, max(9, five - 2), five + 2


def per_part(part_of: Parts, pupils: Iterable[str], on: date) -> list[int]:
    return list(Counter(part_of(pupil, on) for pupil in pupils).values())


@pytest.mark.parametrize("on", some(PERIODS, *list(PERIODS)[:2]))
def test_the_five_figures_of_the_management_report(demo: Demo, part_of: Parts, page: AppTest, on: date) -> None:
    now, before = PERIODS[on]
    days = [days_of(demo, YEAR, now), days_of(demo, YEAR, before), days_of(demo, YEAR - 1, now)]
    page.query_params["peildatum"] = on.isoformat()
    table = shown(page.run(), "mt_rapport").dataframe[0].value
    found = {row["Cijfer"]: (row["Nu"], row["Daarvoor"], row["Vorig jaar"]) for row in table.to_dict("records")}
    rates = {"Ongeoorloofd afwezig": UNAUTHORISED, "Ziek": {"ZK", "ZH"}, "Te laat zonder geldige reden": {LATE}}
    counts = {"16 uur ongeoorloofd bereikt": at_norm, "Zorgwekkend ziek (M@ZL)": worrying}
    assert found == {
        **{name: tuple(per_100(demo, part_of, codes, part) for part in days) for name, codes in rates.items()},
        **{
            name: tuple(told_count(per_part(part_of, who(demo, part[-1]), part[-1])) if part else "–" for part in days)
            for name, who in counts.items()
        },
    }


GEOMETRY = re.compile(r' (?:d|transform|viewBox|width|height|[xy][12]?)="[^"]*"')


def test_no_pupil_is_named_on_the_management_report(
    demo: Demo, workspace: Workspace, page: AppTest, tmp_path: Path
) -> None:
    """Every name and number of the school, held against the page, the PDF and the HTML of the school and an afdeling."""
    snapshot = open_snapshot(workspace)
    people = snapshot.rows("select student_id, name from mart_student")
    snapshot.close()
    texts = [everything_shown(shown(page.run(), "mt_rapport"))]
    for part in ([], ["--afdeling", "vwo-bovenbouw"]):
        for name in ("r.pdf", "r.html"):
            out = tmp_path / name
            assert main(["report", str(workspace.path), "--on", ON.isoformat(), *part, "--out", str(out)]) == 0
            made = out.read_bytes()
            # Where a line of a drawing runs is no number of a pupil, though its digits may look like one.
            texts.append("".join(pages(made)) if name == "r.pdf" else GEOMETRY.sub("", made.decode()))
    assert people.height > 1000
    for text in texts:
        # A printer may put room inside a name; two numbers beside each other on an axis are not one.
        letters, numbers = squeezed(text), set(re.findall(r"\d+", text))
        assert "MTrapport" in letters or "Vijfcijfers" in letters or "Ongeoorloofdafwezig" in letters
        assert [row for row in people.iter_rows() if row[0] in numbers or squeezed(row[1]) in letters] == []


def test_the_rest_of_the_management_report(
    demo: Demo, part_of: Parts, taught: Counter[tuple[str, date]], page: AppTest
) -> None:
    """Weekly rates, pupils per stage, afdelingen and hours without a reason, all of rounded cells."""
    page.query_params["peildatum"] = ON.isoformat()
    report = shown(page.run(), "mt_rapport")
    trend, funnel, bars = report.get("vega_lite_chart")
    weeks = drawn(trend, "last_year").filter(pl.col("rate").is_not_null())
    mondays = school_weeks(demo, YEAR)
    for monday, rate in weeks.select("key", "rate").iter_rows():
        days = [day for day in demo.export.days_in(YEAR) if 0 <= (day - date.fromisoformat(monday)).days < 5]
        assert f"{rate:.{2 if rate < 2 else 1}f}".replace(".", ",") == per_100(demo, part_of, UNAUTHORISED, days), (
            monday
        )
    assert weeks.height == len(mondays)

    reached = standing(demo, ON)
    told = dict(drawn(bars, "said").select("key", "said").iter_rows())
    for _, stage in LADDER:
        there = [pupil for pupil, of in reached.items() if of == stage]
        assert told.get(stage) == told_count(per_part(part_of, there, ON)), stage

    year = demo.export.days_in(YEAR)
    missed = told_hours(demo, part_of, UNAUTHORISED, [day for day in year if day <= ON])
    scheduled: Counter[str] = Counter()
    pupils: dict[str, set[str]] = defaultdict(set)
    for pupil, stays in part_of.stays.items():
        for first, last, name in stays:
            days = [day for day in year if first <= day <= min(last, ON)]
            scheduled[name] += sum(taught[pupil, day] for day in days)
            pupils[name] |= {pupil} if days else set()
    points = drawn(funnel, "verdict").select("part_name", "pupils", "rate")
    assert {name: (count, told_rate(rate, 100)) for name, count, rate in points.iter_rows()} == {
        name: (5 * round(len(pupils[name]) / 5), told_rate(hours, scheduled[name])) for name, hours in missed.items()
    }

    unknown = {
        (h.pupil, h.day, h.hour) for h in demo.export.hours if h.code == "ON" and date(YEAR, 8, 1) <= h.day <= ON
    }
    of_part = Counter(part_of(pupil, day) for pupil, day, _ in unknown)
    said = everything_shown(report)
    assert f"Lesuren zonder bekende reden dit schooljaar, afgerond: {told_count(of_part.values())}." in said
    assert f"Alle {len(mondays)} schoolweken van dit schooljaar zijn volledig ingelezen." in said


@pytest.fixture(scope="module")
def signals(workspace: Workspace) -> list[dict[str, str]]:
    """What `verzuimbeeld signals` prints on the last day."""
    with redirect_stdout(io.StringIO()) as out:
        assert main(["signals", str(workspace.path), "--on", ON.isoformat(), "--format", "csv"]) == 0
    return list(csv.DictReader(io.StringIO(out.getvalue())))


@pytest.mark.parametrize(
    ("category", "label"),
    some(
        [("totaal_ongeoorloofd", "Ongeoorloofd samen (volgens het protocol)"), ("begeleiding", "begeleiding")],
        ("totaal_ongeoorloofd", "Ongeoorloofd samen (volgens het protocol)"),
    ),
)
@pytest.mark.parametrize("by", ["afdeling", "klas"])
def test_signals_are_the_marks_of_trends(
    signals: list[dict[str, str]], page: AppTest, category: str, label: str, by: str
) -> None:
    marks = on_trends(shown(page, "trends", soort=label, vergelijk=by), category, by)
    assert marks == of_trends(signals, by, [category], {afdeling.id: afdeling.name for afdeling in AFDELINGEN})
    assert marks


def test_signals_are_the_names_of_ziekte_and_trends(signals: list[dict[str, str]], page: AppTest) -> None:
    ill = [row["student_id"] for row in signals if row["kind"] == "patroon" and row["measure"] == "ziek"]
    assert ill == on_the_list(shown(page, "ziekte"), "Patroon")
    others = {row["student_id"] for row in signals if row["student_id"] and row["measure"] != "ziek"}
    assert others == set(on_the_list(shown(page, "trends"), "Wat"))
    assert others
