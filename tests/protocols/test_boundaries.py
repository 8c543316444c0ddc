"""The boundary table of every protocol beside the real import, one pupil a row, and beside a yardstick in plain Python."""

from datetime import date
from functools import cache
from pathlib import Path

import polars as pl
import pytest

from pipelines.calendar import school_calendar
from pipelines.models.snapshot import Snapshot
from pipelines.whatif.boundaries import boundaries
from pipelines.whatif.boundary_rows import Boundary
from pipelines.whatif.days import Days, example_days
from protocols.counters import lessons_needed
from protocols.load import load_protocols
from protocols.rule_words import condition_words
from tests.pipelines.histories import Registration, make_snapshot
from tests.pipelines.reckoning import reached

PROTOCOLS = load_protocols()
DAYS = Days(school_calendar("midden", date(2025, 8, 25), date(2027, 7, 16)))
KINDS = {"een te weinig", "de dag ervoor", "precies genoeg", "een meer", "over een vakantie", "na een nieuwe telling"}


@cache
def rows_of(name: str) -> list[Boundary]:
    """The table of a protocol, made when a test asks for it: every worker reads this file."""
    return boundaries(PROTOCOLS[name], DAYS)


def built(folder: Path, name: str) -> Snapshot:
    """A school with that protocol, where pupil `n` has the history of row `n`."""
    table = rows_of(name)
    rows = [Registration(str(n), e.date, e.hour, e.category) for n, row in enumerate(table) for e in row.events]
    klas = {str(n): f"H{row.pupil.leerjaar}a" for n, row in enumerate(table)}
    return make_snapshot(folder, rows, protocol=name, klas=klas, until=date(2027, 7, 16))


@pytest.mark.parametrize("name", PROTOCOLS)
def test_the_models_agree_with_every_row(tmp_path: Path, name: str) -> None:
    snapshot = built(tmp_path, name)
    told = snapshot.rows(
        "select student_id, ladder, stage, reached_on, reached_until from mart_stage_reached where protocol = $name",
        {"name": name},
    )
    found = {}
    for student, ladder, stage, since, until in told.iter_rows():
        row = rows_of(name)[int(student)] if student.isdigit() else None
        if row and (row.ladder, row.stage) == (ladder, stage) and since <= row.on <= until:
            found[int(student)] = since
    unlike = [
        (row.stage, row.condition, row.kind, row.history, row.on, row.reached_on, found.get(n))
        for n, row in enumerate(rows_of(name))
        if found.get(n) != row.reached_on
    ]
    snapshot.close()
    assert unlike == []


@pytest.mark.parametrize("name", PROTOCOLS)
def test_the_yardstick_agrees_with_every_row(name: str) -> None:
    """But for the national norm, which it does not know: those rows end on numbers that are counted out below."""
    protocol = PROTOCOLS[name]
    stages = {(ladder.id, stage.id): stage for ladder in protocol.ladder for stage in ladder.stage}
    unlike = [
        (row.stage, row.condition, row.kind, row.history, row.on, row.reached_on)
        for row in rows_of(name)
        if not (stage := stages[row.ladder, row.stage]).by_norm
        and reached(protocol, stage, row.events, row.on, DAYS, row.pupil) != row.reached_on
    ]
    assert unlike == []


@pytest.mark.parametrize("name", PROTOCOLS)
def test_rows_are_what_they_are_called(name: str) -> None:
    for row in rows_of(name):
        if row.kind in {"precies genoeg", "een meer", "over een vakantie"}:
            assert row.reached_on is not None, row
        if row.kind in {"een te weinig", "de dag ervoor", "over een vakantie, een te weinig", "na een nieuwe telling"}:
            assert row.reached_on is None, row
        if row.kind == "precies genoeg":
            assert row.reached_on == row.on


def kinds(name: str) -> dict[tuple[str, str], set[str]]:
    found: dict[tuple[str, str], set[str]] = {}
    for row in rows_of(name):
        found.setdefault((row.ladder, row.stage), set()).add(row.kind)
    return found


@pytest.mark.parametrize("name", PROTOCOLS)
def test_every_stage_that_can_be_computed_has_its_boundaries(name: str) -> None:
    stages = {
        (ladder.id, stage.id): stage
        for ladder in PROTOCOLS[name].ladder
        for stage in ladder.stage
        if stage.computable and stage.rule != "pattern" and not lessons_needed(stage, PROTOCOLS[name].counters)
    }
    assert set(kinds(name)) == set(stages)
    for place, found in kinds(name).items():
        assert {"een te weinig", "precies genoeg", "een meer"} <= found, place
        # What the first registration reaches has nothing before it to start anew from.
        if all(condition.number > 1 for group in stages[place].group for condition in group.conditions):
            assert found >= KINDS, place


def test_every_condition_that_can_decide_has_its_rows() -> None:
    """All of them do: where two would be met on the same day, the rows of either end on the number of its own."""
    missing = []
    for name, protocol in PROTOCOLS.items():
        have = {(row.ladder, row.stage, row.condition) for row in rows_of(name)}
        for ladder in protocol.ladder:
            for stage in ladder.stage:
                if not stage.computable or lessons_needed(stage, protocol.counters):
                    continue
                words = {condition_words(protocol, c) for group in stage.group for c in group.conditions}
                missing += [(name, stage.id, word) for word in words if (ladder.id, stage.id, word) not in have]
    assert missing == []


def test_a_report_counts_anew_after_the_last_one() -> None:
    """Sixteen hours, then fifteen more and sixteen more."""
    rows = {row.kind: row for row in rows_of("nl-leerplicht") if row.stage == "melding"}
    first, short, again = (
        rows[kind] for kind in ("precies genoeg", "na een melding, een te weinig", "na een melding, precies genoeg")
    )
    assert (len(first.events), len(short.events), len(again.events)) == (16, 31, 32)
    assert first.reached_on == short.reached_on != again.reached_on == again.on


def test_a_row_in_words() -> None:
    row = next(r for r in rows_of("mlg-2020") if (r.stage, r.kind) == ("tl-3", "precies genoeg"))
    assert row.condition == "vanaf 3 keer te laat per schooljaar"
    assert row.history == "3 × te laat, ongeoorloofd op 3 schooldagen, van 01-09-2026 tot en met 03-09-2026"
    assert (row.on, row.reached_on) == (date(2026, 9, 3), date(2026, 9, 3))


CALENDAR = school_calendar("midden", date(2024, 9, 2), date(2026, 12, 1))


@pytest.mark.parametrize(
    ("on", "years"),
    [
        (date(2024, 9, 2), ["2024-2025", "2025-2026"]),
        (date(2025, 7, 31), ["2024-2025", "2025-2026"]),
        (date(2025, 8, 1), ["2024-2025", "2025-2026"]),
        (date(2026, 7, 31), ["2024-2025", "2025-2026"]),
        (date(2026, 8, 1), ["2025-2026", "2026-2027"]),
    ],
)
def test_examples_come_from_the_year_and_the_one_before_or_else_after(on: date, years: list[str]) -> None:
    days = example_days(CALENDAR, on)
    assert days is not None
    assert sorted({day.school_year for day in days.of.values()}) == years


def without_holidays(year: str) -> pl.DataFrame:
    return CALENDAR.with_columns(pl.when(pl.col("school_year") != year).then("vacation").alias("vacation"))


def one_short_holiday(year: str) -> pl.DataFrame:
    """Only the first day of a holiday is left of the holidays of a year: no stretch without lessons is long."""
    first = CALENDAR.filter((pl.col("school_year") == year) & (pl.col("vacation") == "kerst"))["date"].min()
    free = pl.col("vacation").is_not_null() & (pl.col("school_year") == year) & (pl.col("date") != first)
    weekday = pl.col("iso_weekday") <= 5
    return CALENDAR.with_columns(
        pl.when(~free).then("vacation").alias("vacation"),
        pl.when(free).then(weekday).otherwise("is_school_day").alias("is_school_day"),
    )


def test_a_calendar_that_lacks_holidays_gives_no_examples() -> None:
    on = date(2026, 9, 1)
    assert example_days(without_holidays("2026-2027"), on) is None
    assert example_days(CALENDAR.filter(pl.col("school_year") == "2026-2027"), on) is None
    assert example_days(one_short_holiday("2026-2027"), on) is None


def test_a_holiday_under_another_name_is_the_one_that_holds_its_day() -> None:
    renamed = CALENDAR.with_columns(pl.col("vacation").str.replace("kerst", "winterrust"))
    days = example_days(renamed, date(2026, 9, 1))
    assert days is not None
    late = [row for row in boundaries(PROTOCOLS["kgc-2021"], days) if row.stage == "tl-3"]
    assert {row.pupil.leerjaar for row in late} == {1, 4}
    assert min(row.reached_on for row in late if row.pupil.leerjaar == 1 and row.reached_on) == date(2027, 1, 6)
