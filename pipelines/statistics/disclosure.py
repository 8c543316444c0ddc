"""What leaves the team: the finest cells are rounded first, and every other figure is a function of what they show.

So whoever has every table, of every part and every week, knows no more than the cells: there is no exact figure left to
subtract from. A figure that could be had from such a difference needs no hiding, and tables add up.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True)
class Shown:
    """A figure as it is published. `few`: it rests on few pupils and is told as such; the value is what it counts as."""

    value: int
    few: bool = False


def cell(pupils: int, amount: int, least: int) -> Shown:
    """A finest cell: so much (pupils, steps, hours) of so many pupils, of whom fewer than `least` tell too much."""
    if not pupils:
        return Shown(0)
    if pupils < least:
        return Shown(least // 2, few=True)
    return Shown(least if amount <= _two_of_few(least) else round(amount / least) * least)


def _two_of_few(least: int) -> int:
    """The most that two cells of few pupils hold together.

    So much is rounded down: rounded up it would be told apart from all that the two can hold otherwise, and whoever finds
    both in a later week (one cell becomes two when pupils rise on a ladder) would know them exactly.
    """
    return 2 * (least - 1)


def total(cells: Iterable[Shown]) -> Shown:
    """The sum of what is shown; one cell among empty ones is that cell, also when it is of few pupils."""
    counted = [found for found in cells if found.value]
    return counted[0] if len(counted) == 1 else Shown(sum(found.value for found in counted))


def reach(cells: Iterable[Shown], least: int, share: float) -> tuple[int, int] | None:
    """Between which numbers of pupils a total lies, for who sees its cells; None unless more than a share is of few pupils."""
    counted = [found for found in cells if found.value]
    few = sum(found.value for found in counted if found.few)
    if len(counted) == 1 or few <= share * total(counted).value:
        return None
    ends = [bounds(found, least) for found in counted]
    return sum(low for low, _ in ends), sum(high for _, high in ends)


def bounds(shown: Shown, least: int) -> tuple[int, int]:
    """Between which numbers of pupils a cell lies, for who knows the rule."""
    if shown.few:
        return 1, least - 1
    if not shown.value:
        return 0, 0
    if shown.value == least:
        return least, _two_of_few(least)
    return max(_two_of_few(least) + 1, shown.value - least // 2), shown.value + least // 2


def blurs(these: Iterable[Shown], those: Iterable[Shown], least: int) -> bool:
    """Whether cells that are together at most what the others are leave each of few pupils of them all its values."""
    low = sum(bounds(found, least)[0] for found in these)
    high = sum(bounds(found, least)[1] for found in those)
    return high - low >= least - 2


def hours(rows: pl.DataFrame, least: int) -> pl.DataFrame:
    """The rows (part, week_start, registered, missed_hours) as published: hours and pupils rounded, `few` where they are few.

    What few pupils missed counts as that of half so many pupils who missed as much as those of the other parts that
    week. Hours that are unknown stay unknown.
    """
    few = pl.col("registered").is_between(1, least - 1)
    rounded = (pl.col("registered", "missed_hours") / least).round() * least
    down = pl.when(pl.col("registered").is_between(least, _two_of_few(least))).then(float(least)).alias("down")
    shown = rows.with_columns(few.alias("few"), down, rounded)
    shown = shown.with_columns(pl.coalesce("down", "registered").alias("registered")).drop("down")
    known = pl.col("missed_hours").is_not_null() & ~pl.col("few")
    missed, pupils = (
        pl.when(known).then(name).otherwise(0).sum().over("week_start") for name in ("missed_hours", "registered")
    )
    usual = pl.when(pupils > 0).then(missed / pupils).otherwise(1.0)
    guessed = pl.col("few") & pl.col("missed_hours").is_not_null()
    return shown.with_columns(
        pl.when(guessed).then(usual * (least // 2)).otherwise("missed_hours").alias("missed_hours"),
        pl.when("few").then(float(least // 2)).otherwise("registered").alias("registered"),
    )


def tells(rows: pl.DataFrame) -> bool:
    """Whether cells of few pupils are all there is in these rows of `hours`: then a rate would rest on them alone."""
    return bool(rows["few"].any()) and not (~rows["few"] & (rows["registered"] > 0)).any()


def decimals(rate: pl.Expr) -> pl.Expr:
    """A rate as fine as it may be: one decimal, and two under two."""
    return pl.when(rate < 2).then(rate.round(2)).otherwise(rate.round(1))
