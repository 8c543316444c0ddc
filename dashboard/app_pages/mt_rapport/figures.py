"""The management report: five figures of three periods, without any that is about a small group."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from dashboard import law, words
from dashboard.app_pages.mt_rapport.subject import Subject
from dashboard.rates.weekly import PER_100, PER_PUPIL
from pipelines.questions.mt_report import BEFORE, LAST_YEAR, MEASURES, NOW
from pipelines.statistics.disclosure import hidden
from protocols.settings_page import on_page

HIDDEN = "kleine groep"
UNKNOWN = "–"
UNKNOWN_DAYS = (
    f"Van hele dagen zijn de lesuren onbekend: zet de lesuren per week {on_page('Algemeen', 'lessons_per_week')}, of lees het "
    "rooster in."
)
# Period -> what it is called above its column.
PERIODS = {NOW: "Nu", BEFORE: "Daarvoor", LAST_YEAR: "Vorig jaar"}
# The measure of the trend and the funnel: the one that a school can do most about.
MEASURE = "ongeoorloofd"
PUPILS, WORRYING = "leerlingen, dit schooljaar", "Zorgwekkend ziek (M@ZL)"
NO_CARE = "geen recht om zorg te zien"
# What each measure is called as a figure, and in a sentence.
LABELS = {"ongeoorloofd": "Ongeoorloofd afwezig", "ziek": "Ziek", "te_laat": "Te laat zonder geldige reden"}
# Of these measures nothing is told to who may not see care.
OF_CARE = frozenset({"ziek"})


@dataclass(frozen=True)
class Figure:
    """One figure: name, unit, and its value in each of the three periods, in words and as a number (None: not shown)."""

    name: str
    unit: str
    said: tuple[str, str, str]
    values: tuple[float | None, float | None, float | None]


def period_words(rows: pl.DataFrame, on: date, divided: str) -> str:
    """The days of each period that has data, and what the rates are divided by, below the figures."""
    found = {row["period"]: row for row in rows.iter_rows(named=True)}
    parts = [
        f"{PERIODS[period]}: {words.count(row['weeks'], 'schoolweek', 'schoolweken')}, "
        + (f"{_short(row['first_date'])}\u00a0– " if row["first_date"] < row["last_date"] else "")
        + _short(row["last_date"], row["last_date"].year != on.year)
        + ((", die nog loopt" if row["weeks"] == 1 else ", de laatste loopt nog") if row["running"] else "")
        + (f" ({words.count(row['incomplete'], 'week', 'weken')} onvolledig)" if row["incomplete"] else "")
        for period in PERIODS
        if (row := found.get(period))
    ]
    return f"{'. '.join(parts)}. {divided}" if parts else "Er is dit schooljaar nog geen schoolweek geweest."


def _short(day: date, year: bool = False) -> str:
    # Spaces that do not break: the column above a figure is narrow.
    return words.day(day, year).split(" ", 1)[1].replace(" ", "\u00a0")


def per_part(weeks: pl.DataFrame) -> pl.DataFrame:
    """One row per period and part: pupils, days, hours, and of each measure the hours and the pupils who have any."""
    pupils = (
        weeks.filter(pl.col("period").is_not_null())
        .group_by("period", "part", "student_id")
        .agg(pl.col("days").sum(), *measured(), hours())
    )
    return pupils.group_by("period", "part").agg(
        pl.len().cast(pl.Int64).alias("students"),
        pl.col("days").sum(),
        *measured(),
        hours(),
        *((pl.col(measure) > 0).sum().cast(pl.Int64).alias(f"{measure}_students") for measure in MEASURES),
    )


def compared(weeks: pl.DataFrame) -> pl.DataFrame:
    """The weeks with the lesson hours that both school years are divided by."""
    return weeks.with_columns(pl.col("compared_hours").alias("scheduled_hours"))


def measured() -> list[pl.Expr]:
    """The sums of the measures; hours of a whole day that are unknown leave the sum unknown, not smaller."""
    return [pl.when(pl.col(name).null_count() == 0).then(pl.col(name).sum()).alias(name) for name in MEASURES]


def hours() -> pl.Expr:
    """The sum of scheduled hours; hours that are unknown somewhere leave the sum unknown, not smaller."""
    return pl.when(pl.col("scheduled_hours").null_count() == 0).then(pl.col("scheduled_hours").sum())


def in_order(rows: pl.DataFrame, order: Sequence[str], columns: Sequence[str]) -> dict[str, tuple[int, ...]]:
    """Part -> its numbers of pupils, in the order of the school; a part without a row has nobody."""
    found = {row["part"]: tuple(row[column] or 0 for column in columns) for row in rows.iter_rows(named=True)}
    none = (0,) * len(columns)
    return {part: found.get(part, none) for part in [*order, *sorted(set(found) - set(order))]}


def figures(
    weeks: pl.DataFrame, counts: pl.DataFrame, subject: Subject, order: Sequence[str], care: bool, least: int
) -> tuple[Figure, ...]:
    """The five figures. `weeks` (as `compared`) and `counts` are of the whole school, whatever the subject."""
    parts, unit = per_part(weeks), unit_of(weeks)

    def told(name: str, rows: pl.DataFrame, column: str, rate: bool) -> Figure:
        said: list[str] = []
        values: list[float | None] = []
        for period in PERIODS:
            here = rows.filter(pl.col("period") == period)
            own = here.filter(pl.col("part") == subject.afdeling) if subject.afdeling else here
            rests_on = in_order(here, order, ("students", f"{column}_students" if rate else column))
            closed = subject.hides(hidden(rests_on, least))
            value = None if closed else _rate(own, column, unit) if rate else _sum(own, column)
            values.append(value)
            text = UNKNOWN if value is None else words.rate(value) if rate else words.number(value, 0)
            said.append(HIDDEN if closed else text)
        return Figure(name, unit if rate else PUPILS, (said[0], said[1], said[2]), (values[0], values[1], values[2]))

    return (
        *(
            told(name, parts, measure, rate=True) if care or measure not in OF_CARE else _untold(name)
            for measure, name in LABELS.items()
        ),
        told(f"{law.hours()} ongeoorloofd bereikt", counts, "reached", rate=False),
        told(WORRYING, counts, "worrying", rate=False) if care else _untold(WORRYING),
    )


def _untold(name: str) -> Figure:
    return Figure(name, NO_CARE, (UNKNOWN,) * 3, (None,) * 3)


def answer(found: Sequence[Figure], known: bool) -> str:
    """The first figure of the periods in a sentence; `known`: the school year has weeks."""
    first, *_ = found
    if not known:
        return "Er is dit schooljaar nog geen schoolweek geweest."
    if first.values[0] is None:
        return "Het cijfer voor ongeoorloofd verzuim blijft weg: het rust op te weinig leerlingen, of er ontbreken lesuren."
    named = zip(("in de weken daarvoor", "vorig jaar"), first.said[1:], strict=True)
    beside = [f"{name} {text}" for name, text in named if text not in (UNKNOWN, HIDDEN)]
    return f"Ongeoorloofd afwezig: {words.listed([f'{first.said[0]} {first.unit}', *beside])}."


def unit_of(weeks: pl.DataFrame) -> str:
    """Per 100 lesson hours, or per pupil when no hours are known in the last weeks."""
    known = weeks.filter(pl.col("period") == NOW)["scheduled_hours"]
    return PER_PUPIL if known.len() and known.null_count() == known.len() else PER_100


def _rate(rows: pl.DataFrame, measure: str, unit: str) -> float | None:
    """Of five school days, when per pupil; None when hours are missing."""
    amount = rows["days"] if unit == PER_PUPIL else rows["scheduled_hours"]
    total = float(amount.sum())
    if not total or amount.null_count() or rows[measure].null_count():
        return None
    return (5.0 if unit == PER_PUPIL else 100.0) * int(rows[measure].sum()) / total


def _sum(rows: pl.DataFrame, column: str) -> float | None:
    return float(rows[column].sum()) if rows.height else None


def table(found: Sequence[Figure]) -> pl.DataFrame:
    """The figures to read: one row each, a column per period."""
    rows = [[figure.name, figure.unit, *figure.said] for figure in found]
    return pl.DataFrame(rows, schema=dict.fromkeys(["Cijfer", "Eenheid", *PERIODS.values()], pl.String), orient="row")


def beside_sizes(rows: pl.DataFrame, sizes: Mapping[str, int]) -> dict[str, tuple[int, ...]]:
    """Part -> its pupils, and those of them whom a figure counts (`part`, `students`)."""
    found = in_order(rows, list(sizes), ["students"])
    return {part: (sizes.get(part, 0), *counted) for part, counted in found.items()}
