"""Who stands out in invented schools: hardly anybody is named without a cause, and who really stands out is."""

from collections.abc import Iterator

import numpy as np
import polars as pl
import pytest

from dashboard.commands.honesty import standing_out as measured
from dashboard.commands.honesty.measure import Line
from dashboard.commands.honesty.standing_out import OF_DAYS, named, planted_seen
from data.worlds.days import Planted, School, school_days
from pipelines.questions.standout_tests import FIRST, KINDS, MEASURES, RISING, SUBJECT
from protocols.load import load_settings
from tests.shared import amount

NOBODY = Planted()
NUMBERS: dict[str, float] = dict(load_settings().select("name", "value").iter_rows())


def schools(world: str, number: int, seed: int, pupils: int, planted: Planted = NOBODY) -> Iterator[School]:
    rng = np.random.default_rng(seed)
    return (school_days(rng, OF_DAYS[world], planted, pupils, 16) for _ in range(number))


def with_names(world: str, number: int, seed: int, pupils: int) -> int:
    return sum(not named(school, NUMBERS).is_empty() for school in schools(world, number, seed, pupils))


def test_hardly_a_school_shows_names_without_cause() -> None:
    """A few schools of each world; `make long` has many, and larger ones."""
    assert sum(with_names(world, 2, 5, 250) for world in OF_DAYS) <= 3


@pytest.mark.long
@pytest.mark.parametrize("world", OF_DAYS)
def test_share_of_schools_with_names_without_cause(world: str) -> None:
    """Six of 40 with names are rarer than 1 in 20 at what twelve lists of 1 in 200 give."""
    assert with_names(world, 40, 77, 600) < 6


def test_who_really_stands_out_is_named() -> None:
    """Ten of six hundred: daily lates in one lesson, in one subject, or three times as many as before."""
    number, planted = amount(1, 5), Planted(10, often=1.2)
    seen = planted_seen(schools("flat", number, 9, 600, planted), NUMBERS)
    shares = {key: found / number / planted.pupils for key, found in seen.items()}
    assert min(shares[measure, FIRST] for measure in MEASURES) >= 0.6, shares
    assert min(shares[measure, SUBJECT] for measure in MEASURES) >= 0.4, shares
    assert min(shares[measure, RISING] for measure in MEASURES) >= 0.3, shares


def test_a_world_does_what_it_says() -> None:
    """Lates in the first lesson, pupils on three days, klassen that leave together, and weeks without data."""

    def first(world: str) -> float:
        (school,) = schools(world, 1, 3, 1000)
        late = school.hours.filter(measure="te_laat")
        return late.filter(lesson_hour=1).height / late.height

    assert first("flat") == pytest.approx(1 / 6, abs=0.04)
    assert first("first hour") == pytest.approx(6 / 11, abs=0.06)
    (short,) = schools("three days", 1, 3, 1000)
    days = short.hours.group_by("student_id").agg(pl.col("date").dt.weekday().n_unique().alias("days"))
    lessons = short.lessons.group_by("student_id").agg(pl.col("lessons").sum())
    three = lessons.filter(lessons=16 * 3 * 6)
    assert three.height == pytest.approx(300, abs=60)
    assert days.join(three, on="student_id")["days"].to_numpy().max() == 3
    (gone,) = schools("missing weeks", 1, 3, 1000)
    weeks = gone.hours.group_by("week_start").len()["len"]
    assert weeks.to_numpy().min() < 0.3 * np.median(weeks.to_numpy())
    (left,) = schools("activities", 1, 3, 1000)
    together = left.hours.filter(pl.col("lesson_hour") == 6).join(
        left.weeks.select("student_id", "klas").unique(), on="student_id"
    )
    assert together.group_by("klas", "date").len()["len"].to_numpy().max() > 10


def test_the_measure_has_a_line_for_every_world_measure_and_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measured, "OF_DAYS", {"flat": OF_DAYS["flat"]})
    monkeypatch.setattr(measured, "OF_PLANTED", ("flat",))
    lines = list(measured.standing_out(3, 1, pupils=300, weeks=12))
    assert [(line.signal, line.effect, line.of) for line in lines] == [
        ("wie valt op", "", 1),
        *((f"wie valt op, {measure}: {kind}", "20 vallen op", 20) for measure in MEASURES for kind in KINDS),
    ]
    assert isinstance(lines[0], Line)
    assert lines[0].limit == 0.15
    assert sum(line.found for line in lines if line.effect) > 0
