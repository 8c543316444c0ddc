"""Hours in which a klas was away together, and lesson hours and subjects after their days, hours and klassen: by hand."""

from collections.abc import Callable
from math import comb

import numpy as np
import pytest

from pipelines.statistics.cells import Cell, Taught, of_subjects, of_week
from pipelines.statistics.together import together

LOOK, SIGNAL, LEAST = 1.96, 3.09, 5
KLASSEN, WEEKS, HOURS, PUPILS = 8, 20, 6, 25
Missed = Callable[[int, int, int, np.random.Generator], int]


def tail(least: int, pupils: int, share: float) -> float:
    return sum(comb(pupils, n) * share**n * (1 - share) ** (pupils - n) for n in range(least, pupils + 1))


def away(missed: int, usual: float = 0.02, present: int = 25) -> bool:
    return bool(together(np.array([missed]), np.array([present]), np.array([usual]), 5, 0.001)[0])


@pytest.mark.parametrize(("missed", "said"), [(4, False), (5, True), (6, True)])
def test_a_klas_is_away_together_from_five_pupils(missed: int, said: bool) -> None:
    assert tail(4, 25, 0.02) > 0.001 > tail(5, 25, 0.02)
    assert away(missed) == said
    assert not away(4, 0.0)


def test_on_a_day_of_flu_as_many_are_away_by_themselves() -> None:
    """Of 25 pupils at 20 % twelve or more are away in 0.15 %, thirteen in 0.04 % of the hours."""
    assert tail(12, 25, 0.2) > 0.001 > tail(13, 25, 0.2)
    assert [away(missed, 0.2) for missed in (9, 12, 13, 25)] == [False, False, True, True]


def test_more_registered_than_enrolled_is_a_whole_klas() -> None:
    assert away(8, present=6)


def year(missed: Missed) -> Taught:
    """Eight klassen that have six lessons on each of five weekdays; the subject turns by klas, day and hour."""
    rng = np.random.default_rng(16)
    rows = [
        (klas, 5 * week + day, day, hour, (klas + day + hour) % 6, PUPILS, missed(klas, 5 * week + day, hour, rng))
        for klas in range(KLASSEN)
        for week in range(WEEKS)
        for day in range(5)
        for hour in range(HOURS)
    ]
    return Taught(*(np.array(column) for column in zip(*rows, strict=True)))


def ordinary(klas: int, day: int, hour: int, rng: np.random.Generator) -> int:
    return int(rng.binomial(PUPILS, 0.04))


def told(missed: Missed) -> dict[tuple[int, int], Cell]:
    return dict(of_week(year(missed), LOOK, SIGNAL, LEAST))


def signals(missed: Missed) -> list[tuple[int, int]]:
    return [place for place, cell in told(missed).items() if cell.verdict == "signaal"]


def test_a_cell_of_its_own_is_a_signal_beside_what_is_expected() -> None:
    def doubled(klas: int, day: int, hour: int, rng: np.random.Generator) -> int:
        return int(rng.binomial(PUPILS, 0.08 if (day % 5, hour) == (1, 2) else 0.04))

    found = told(doubled)
    cell = found[1, 2]
    assert cell.verdict == "signaal"
    lessons = KLASSEN * WEEKS * PUPILS
    own = sum(int(n) for n, d, h in zip(*_hours(year(doubled)), strict=True) if (d, h) == (1, 2))
    assert cell.rate == pytest.approx(100 * own / lessons)
    assert 3.5 < cell.expected < 6.0
    assert [place for place, each in found.items() if each.verdict == "signaal"] == [(1, 2)]


def _hours(rows: Taught) -> tuple[list[int], list[int], list[int]]:
    return rows.missed.tolist(), rows.weekday.tolist(), rows.hour.tolist()


@pytest.mark.parametrize("of", ["day", "hour", "klas"])
def test_what_belongs_to_a_day_an_hour_or_a_klas_is_no_news(of: str) -> None:
    """Days of flu on Mondays, a busy first hour, a klas that is away a lot: in no cell more than its day and hour give."""

    def busy(klas: int, day: int, hour: int, rng: np.random.Generator) -> int:
        is_so = {"day": day % 10 == 0, "hour": hour == 0, "klas": klas == 3}[of]
        return int(rng.binomial(PUPILS, 0.16 if is_so else 0.04))

    assert signals(busy) == []


def test_the_cells_add_up_to_what_was_missed() -> None:
    cells = told(ordinary).values()
    assert sum(cell.rate for cell in cells) == pytest.approx(sum(cell.expected for cell in cells))
    assert sum(cell.verdict != "gewoon" for cell in cells) <= 3


def test_a_klas_or_a_day_alone_makes_no_signal() -> None:
    """One klas of which three pupils have leave in one hour of every week, and one day on which nobody came in an hour."""

    def fixed(klas: int, day: int, hour: int, rng: np.random.Generator) -> int:
        return ordinary(klas, day, hour, rng) + (3 if (klas, day % 5, hour) == (3, 1, 2) else 0)

    def once(klas: int, day: int, hour: int, rng: np.random.Generator) -> int:
        return PUPILS if (day, hour) == (51, 2) else ordinary(klas, day, hour, rng)

    assert signals(fixed) == []
    assert signals(once) == []


@pytest.mark.parametrize(("weeks", "known"), [(4, False), (5, True), (6, True)])
def test_a_few_days_say_nothing(weeks: int, known: bool) -> None:
    rows = year(ordinary)
    first = rows.day < 5 * weeks
    found = of_week(Taught(*(column[first] for column in vars(rows).values())), LOOK, SIGNAL, LEAST)
    assert {cell.verdict is not None for cell in found.values()} == {known}


@pytest.mark.parametrize(("klassen", "known"), [(4, False), (5, True)])
def test_a_few_klassen_say_nothing(klassen: int, known: bool) -> None:
    rows = year(ordinary)
    first = rows.klas < klassen
    found = of_week(Taught(*(column[first] for column in vars(rows).values())), LOOK, SIGNAL, LEAST)
    assert {cell.verdict is not None for cell in found.values()} == {known}


def test_nothing_missed_and_nothing_taught_are_no_verdict() -> None:
    assert {cell.verdict for cell in told(lambda *_: 0).values()} == {None}
    empty = np.zeros(0, dtype=np.int64)
    assert of_week(Taught(*[empty] * 7), LOOK, SIGNAL, LEAST) == {}


def test_a_subject_is_held_against_its_hours_and_not_against_all() -> None:
    """Subject 0 of the first hour, which is busy for every subject, is no news; a subject that is avoided is."""

    def first(klas: int, day: int, hour: int, rng: np.random.Generator) -> int:
        return int(rng.binomial(PUPILS, 0.16 if hour == 0 else 0.03))

    def avoided(klas: int, day: int, hour: int, rng: np.random.Generator) -> int:
        return int(rng.binomial(PUPILS, 0.08 if (klas + day % 5 + hour) % 6 == 4 else 0.04))

    # Subject 0 stands in the first hour only.
    rows = year(first)
    subject = np.where(rows.hour == 0, np.where(rows.klas < 6, 0, 5), 1 + rows.subject % 4)
    moved = Taught(**{**vars(rows), "subject": subject})
    assert {cell.verdict for cell in of_subjects(moved, LOOK, SIGNAL, LEAST).values()} == {"gewoon", None}
    assert of_subjects(moved, LOOK, SIGNAL, LEAST)[0].rate > 14
    found = of_subjects(year(avoided), LOOK, SIGNAL, LEAST)
    assert [number for number, cell in found.items() if cell.verdict == "signaal" and cell.rate > cell.expected] == [4]
