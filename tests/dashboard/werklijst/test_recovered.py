"""Opgeknapt, as small tables: who went down, and with whom it stayed quiet after a step that was done."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import polars as pl
import pytest

from dashboard.app_pages.werklijst import recovered as shapes
from pipelines.notes.marks import DAY, MARKS
from tests.pipelines.histories import YEAR

LEAST = 10
PUPIL = {"student_id": "1", "name": "Aap, Noot", "klas": "H3a", "mentor": "abc", "ladder_name": "Te laat"}
LAPSED: dict[str, Any] = PUPIL | {
    "stage": "tl-3",
    "now_stage": None,
    "since": date(2026, 10, 26),
    "lasts": "periode",
    "label": "keer te laat per periode",
    "ended_key": "2026-2027/1",
    "now_key": "2026-2027/2",
    "value_now": None,
}
TASK: dict[str, Any] = PUPIL | {
    "school": "s",
    "protocol": "p",
    "ladder": "l",
    "stage": "tl-3",
    "reached_on": YEAR[9],
    "recurring": False,
    "task_key": "melden",
    "role": "mentor",
    "afdeling": "havo",
    "hours": None,
    "followup": "melden",
    "came_on": None,
}
TYPES: dict[str, Any] = {"hours": pl.List(pl.Int64), "came_on": pl.Date, "followup": pl.String}


def quiet(
    on: int,
    done: int | None = 10,
    registered: tuple[int, ...] = (5, 7, 9),
    came: int | None = None,
    more: Sequence[dict[str, Any]] = (),
) -> list[dict[str, Any]]:
    """Days by their number in the school year; the step is of day 9, and the worklist looks back twenty days."""
    mark = TASK | {"hour": DAY, "initials": "AB", "marked_at": "2026-11-18T10:00:00"}
    marks = [] if done is None else [{name: mark.get(name) for name in MARKS} | {"done_on": YEAR[done]}]
    tasks = [TASK | {"came_on": None if came is None else YEAR[came]}, *(TASK | other for other in more)]
    days = YEAR[: on + 1]
    return shapes.quiet(
        tasks=pl.DataFrame(tasks, schema_overrides=TYPES),
        marks=pl.DataFrame(marks, schema=MARKS),
        counted=pl.DataFrame({"student_id": ["1"], "ladder": ["l"]}).join(
            pl.DataFrame({"date": [YEAR[day] for day in registered]}, schema={"date": pl.Date}), how="cross"
        ),
        days=pl.DataFrame({"date": days, "is_recent": [place > on - 20 for place in range(len(days))]}),
        least=LEAST,
        on=YEAR[on],
    )


@pytest.mark.parametrize(("on", "found"), [(19, False), (20, True), (21, True), (29, True), (30, False)])
def test_it_must_stay_quiet_for_ten_school_days_and_the_step_be_recent(on: int, found: bool) -> None:
    assert bool(quiet(on)) == found


@pytest.mark.parametrize(("day", "found"), [(9, True), (10, True), (11, False), (20, False)])
def test_a_registration_after_the_day_of_doing_ends_the_quiet(day: int, found: bool) -> None:
    assert bool(quiet(20, registered=(5, day))) == found


def test_what_is_quiet_stands_beside_what_the_pace_would_give() -> None:
    (row,) = quiet(20)
    # Three days with a registration in ten school days: three in the next ten.
    assert row["Waardoor"] == (
        "stap gedaan op ma 14 sep; daarna 10 schooldagen niets geregistreerd "
        "(in het tempo van daarvoor waren het er 3 geweest)"
    )
    assert (row["Van"], row["Naar"], row["Sinds"]) == ("tl-3", "tl-3, rustig", YEAR[11])


def test_a_step_that_nobody_did_is_not_done_by_quiet() -> None:
    assert quiet(25, done=None) == []


def test_coming_back_counts_as_doing() -> None:
    assert len(quiet(25, done=None, came=10)) == 1


def test_a_step_is_done_when_the_last_of_its_tasks_is() -> None:
    talk = {"task_key": "spreken", "role": "verzuimcoördinator", "followup": None}
    assert quiet(25, more=[talk]) == []
    assert len(quiet(25, done=None, came=10, more=[talk | {"followup": "melden", "came_on": YEAR[11]}])) == 1


@pytest.mark.parametrize(
    ("value", "said"), [(None, "0 keer te laat in periode 2"), (2.0, "2 keer te laat in periode 2")]
)
def test_the_end_of_a_period_is_no_praise(value: float | None, said: str) -> None:
    (row,) = shapes.recovered(pl.DataFrame([LAPSED | {"value_now": value}]), []).to_dicts()
    assert (row["Van"], row["Naar"], row["Sinds"]) == ("tl-3", "geen trede", date(2026, 10, 26))
    assert row["Waardoor"].startswith("periode 1 is voorbij en de telling begint opnieuw, dat zegt nog niets over")
    assert row["Waardoor"].endswith(said)


def test_an_emptied_window_says_so_and_the_newest_is_on_top() -> None:
    norm = LAPSED | {"lasts": None, "now_stage": "nadert", "since": date(2026, 11, 2)}
    found = shapes.recovered(pl.DataFrame([LAPSED, norm], infer_schema_length=None), quiet(20))
    assert found["Sinds"].to_list() == [date(2026, 11, 2), date(2026, 10, 26), YEAR[11]]
    assert found["Waardoor"][0] == "uren vielen uit het venster van de norm"
    assert found["Naar"][0] == "nadert"
