"""The tests behind `standing_out`: per pupil rising, mostly in the first lesson, mostly in one subject; pure, on rows.

A day is what is counted: hours of one day hang together. The first lesson and the subject are looked for in days with
few missed lessons (a setting), as a whole day away tells of neither.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from pipelines.statistics.choices import Floats, choices
from pipelines.statistics.rising import rise

MEASURES = ("ongeoorloofd", "te_laat")
RISING, FIRST, SUBJECT = "stijgt", "eerste_uur", "vak"
KINDS = (RISING, FIRST, SUBJECT)
TESTED: dict[str, type[pl.DataType]] = {
    "student_id": pl.String,
    "measure": pl.String,
    "kind": pl.String,
    "choice": pl.String,
    "count": pl.Int64,
    "total": pl.Int64,
    "usual": pl.Float64,
    "p": pl.Float64,
    "chance_look": pl.Float64,
    "chance_signal": pl.Float64,
    "power": pl.Float64,
}


@dataclass(frozen=True)
class _Test:
    """One measure and kind: pupils, what each had, `p` of it by chance, and what a level finds by chance or when real."""

    measure: str
    kind: str
    students: Sequence[str]
    choice: Sequence[str | None]
    count: Floats
    total: Floats
    usual: Floats
    p: Floats
    chance: Callable[[Floats], Floats]
    power: Callable[[Floats], Floats]


def judge(
    weeks: pl.DataFrame, hours: pl.DataFrame, lessons: pl.DataFrame, numbers: Mapping[str, float]
) -> pl.DataFrame:
    """One row per tested pupil, measure and kind; rows are those of the questions `standout_weeks`, `_hours`, `_lessons`.

    `count` of `total` days are what was looked for (the recent weeks, the first lesson, the subject `choice`), `usual`
    how many others give; `p` is the chance of it without any cause, corrected for subjects and for the kinds tested of
    this pupil. `chance_...` is what chance alone finds at kijk and at signaal, `power` how often the real thing is seen.
    """
    found = []
    for measure in MEASURES:
        own = hours.filter(pl.col("measure") == measure)
        found += [_rising(measure, weeks, own, numbers)]
        found += _placed(measure, weeks, own, lessons, numbers)
    tests = [test for test in found if test.students]
    kinds: dict[str, int] = {}
    for test in tests:
        for student in test.students:
            kinds[student] = kinds.get(student, 0) + 1
    return pl.concat([pl.DataFrame(schema=TESTED), *(_rows(test, kinds, numbers) for test in tests)])


def _untested(measure: str, kind: str) -> _Test:
    nothing = np.zeros(0)
    return _Test(measure, kind, [], [], nothing, nothing, nothing, nothing, lambda _: nothing, lambda _: nothing)


def _rows(test: _Test, kinds: Mapping[str, int], numbers: Mapping[str, float]) -> pl.DataFrame:
    able = np.array([kinds[student] for student in test.students], dtype=float)
    look, signal = (1 - (1 - numbers[name]) ** (1 / able) for name in ("standout_look", "standout_signal"))
    values = {
        "student_id": list(test.students),
        "measure": [test.measure] * len(able),
        "kind": [test.kind] * len(able),
        "choice": list(test.choice),
        "count": test.count.astype(np.int64),
        "total": test.total.astype(np.int64),
        "usual": test.usual,
        "p": 1 - (1 - test.p) ** able,
        "chance_look": test.chance(look),
        "chance_signal": test.chance(signal),
        "power": test.power(look),
    }
    return pl.DataFrame(values, schema=TESTED)


def by_week(weeks: pl.DataFrame, amounts: pl.DataFrame) -> tuple[pl.Series, Floats, Floats]:
    """Pupils, and per pupil and school week, oldest first, the days enrolled and the amount (pupil, week_start, number)."""
    students, starts = (weeks[name].unique().sort() for name in ("student_id", "week_start"))
    row, column = ({value: n for n, value in enumerate(values)} for values in (students, starts))
    days, counts = np.zeros((len(row), len(column))), np.zeros((len(row), len(column)))
    for student, week, amount in weeks.select("student_id", "week_start", "days").iter_rows():
        days[row[student], column[week]] = amount
    for student, week, amount in amounts.iter_rows():
        if student in row and week in column:
            counts[row[student], column[week]] = amount
    return students, days, counts


def _rising(measure: str, weeks: pl.DataFrame, hours: pl.DataFrame, numbers: Mapping[str, float]) -> _Test:
    """Days in the recent school weeks against the pupil's own earlier rate."""
    students, days, counts = by_week(weeks, hours.group_by("student_id", "week_start").agg(pl.col("date").n_unique()))
    recent, factor = int(numbers["recent_weeks"]), numbers["rising_factor"]
    if days.shape[1] < 2 * recent:
        return _untested(measure, RISING)
    found = rise(counts, days, recent, int(numbers["standout_min_recent"]))
    able = np.flatnonzero(found.now.tested)

    def of_all(levels: Floats, factor: float = 1.0) -> Floats:
        everyone = np.zeros(len(students))
        everyone[able] = levels
        chance: Floats = found.chance(everyone, factor)[able]
        return chance

    return _Test(
        measure,
        RISING,
        [students[int(n)] for n in able],
        [None] * len(able),
        found.now.found[able],
        counts.sum(axis=1)[able],
        found.now.usual[able],
        found.now.p[able],
        of_all,
        lambda levels: of_all(levels, factor),
    )


def _placed(
    measure: str, weeks: pl.DataFrame, hours: pl.DataFrame, lessons: pl.DataFrame, numbers: Mapping[str, float]
) -> list[_Test]:
    """Mostly in the first lesson, and mostly in one subject, in the days with few missed lessons."""
    klas = weeks.group_by("student_id").agg(pl.col("klas").first())
    first = pl.col("lesson_hour") == pl.col("first_lesson").fill_null(1)
    loose = (
        hours.filter(pl.col("lesson_hour").is_not_null())
        .with_columns(pl.len().over("student_id", "date").alias("missed"), first.alias("first"))
        .filter(pl.col("missed") <= int(numbers["standout_loose_hours"]))
        .join(klas, on="student_id")
    )
    return [_first(measure, loose, numbers), _subject(measure, loose, lessons.join(klas, on="student_id"), numbers)]


def _first(measure: str, loose: pl.DataFrame, numbers: Mapping[str, float]) -> _Test:
    """The share of others: of the klas, drawn towards the school."""
    days = loose.group_by("klas", "student_id", "date").agg(pl.col("first").any())
    own = days.group_by("klas", "student_id").agg(pl.len().alias("total"), pl.col("first").sum().alias("count"))
    weight = numbers["standout_klas_days"]

    def others(name: str) -> pl.Expr:
        return pl.col(name).sum() - pl.col(name)

    in_school = others("count") / others("total")
    on_first = pl.col("count").sum().over("klas") - pl.col("count") + weight * pl.col("school")
    in_klas = on_first / (pl.col("total").sum().over("klas") - pl.col("total") + weight)
    tested = (
        own.with_columns(in_school.fill_nan(0.0).alias("school"))
        .with_columns(in_klas.alias("share"), on_first.alias("behind"))
        .filter(pl.col("total") >= int(numbers["standout_min_days"]), pl.col("share") > 0)
        .sort("student_id")
    )
    count, share, behind = (tested[name].to_numpy()[:, None] for name in ("count", "share", "behind"))
    return _chosen(measure, FIRST, tested, count, share, behind, [""], numbers)


def _subject(measure: str, loose: pl.DataFrame, lessons: pl.DataFrame, numbers: Mapping[str, float]) -> _Test:
    """The share by the pupil's own lessons, the hours at which they are taught, and what the klas has in that subject."""
    days = (
        loose.filter(pl.col("subject").is_not_null())
        .group_by("student_id", "date", "subject")
        .agg(pl.col("lesson_hour").min())
    )
    pace = (
        lessons.group_by("lesson_hour")
        .agg(pl.col("lessons").sum())
        .join(days.group_by("lesson_hour").agg(pl.len().alias("n")), on="lesson_hour")
        .select("lesson_hour", (pl.col("n") / pl.col("lessons")).alias("pace"))
    )
    offered = (
        lessons.join(pace, on="lesson_hour")
        .group_by("klas", "student_id", "subject")
        .agg((pl.col("lessons") * pl.col("pace")).sum().alias("offered"))
        .join(
            days.group_by("student_id", "subject").agg(pl.len().alias("count")),
            on=["student_id", "subject"],
            how="left",
        )
        .with_columns(pl.col("count").fill_null(0))
        .with_columns(pl.col("count").sum().over("student_id").alias("total"))
        .with_columns((pl.col("offered") / pl.col("offered").sum().over("student_id")).alias("share"))
        .with_columns((pl.col("total") * pl.col("share")).alias("usual"))
    )
    weight = numbers["standout_klas_days"]

    def others(name: str) -> pl.Expr:
        return pl.col(name).sum().over("klas", "subject") - pl.col(name) + weight

    corrected = offered.with_columns(
        pl.col("share") * others("count") / others("usual"), others("usual").alias("behind")
    )
    tested = corrected.filter(pl.col("total") >= int(numbers["standout_min_days"])).with_columns(
        pl.col("share") / pl.col("share").sum().over("student_id")
    )
    people = tested.select("student_id", "total").unique().sort("student_id")
    names = tested["subject"].unique().sort().to_list()
    row = {student: n for n, student in enumerate(people["student_id"])}
    column = {name: n for n, name in enumerate(names)}
    table = np.zeros((3, len(row), len(column)))
    for student, name, *values in tested.select("student_id", "subject", "count", "share", "behind").iter_rows():
        table[:, row[student], column[name]] = values
    return _chosen(measure, SUBJECT, people, table[0], table[1], table[2], names, numbers)


def _chosen(
    measure: str,
    kind: str,
    people: pl.DataFrame,
    counts: Floats,
    shares: Floats,
    behind: Floats,
    names: Sequence[str],
    numbers: Mapping[str, float],
) -> _Test:
    totals, strength = people["total"].to_numpy().astype(float), numbers["pattern_strong_share"]
    if not len(totals):
        return _untested(measure, kind)
    found = choices(totals, shares, behind)
    place, p = found.strongest(counts)
    at = (np.arange(len(totals)), place)
    return _Test(
        measure,
        kind,
        people["student_id"].to_list(),
        [names[n] or None for n in place],
        counts[at],
        totals,
        totals * shares[at],
        p,
        found.found_by_chance,
        lambda levels: found.found_when_real(levels, strength),
    )
