"""The management report: five figures of three periods, of cells that are rounded first."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from dashboard import law, words
from dashboard.app_pages.mt_rapport.subject import Subject
from dashboard.rates.units import PER_100, PER_PUPIL
from dashboard.rounded.said import TO, total_said
from pipelines.questions.mt_report import BEFORE, LAST_YEAR, NOW
from pipelines.statistics.disclosure import bounds, cell, decimals, hours, tells, total

HIDDEN = "kleine groep"
UNKNOWN = "–"
# Period -> what it is called above its column.
PERIODS = {NOW: "Nu", BEFORE: "Daarvoor", LAST_YEAR: "Vorig jaar"}
# The measure of the trend and the funnel: the one that a school can do most about.
MEASURE = "ongeoorloofd"
PUPILS, WORRYING = "leerlingen, afgerond", "Zorgwekkend ziek (M@ZL)"
NO_CARE = "geen recht om zorg te zien"
# What each measure is called as a figure, and in a sentence.
LABELS = {"ongeoorloofd": "Ongeoorloofd afwezig", "ziek": "Ziek", "te_laat": "Te laat zonder geldige reden"}
# Of these measures nothing is told to who may not see care.
OF_CARE = frozenset({"ziek"})


@dataclass(frozen=True)
class Figure:
    """One figure: name, unit, and its value in each of the three periods, in words and as a number (None: not shown).

    `more`: surely more than a year before, wherever in their roundings both numbers lie.
    """

    name: str
    unit: str
    said: tuple[str, str, str]
    values: tuple[float | None, float | None, float | None]
    more: bool = False


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


def rate_said(rate: float) -> str:
    """A published rate in words: as fine as it may be, and no finer."""
    return words.rate(rate, 2 if rate < 2 else 1)


def cells(weeks: pl.DataFrame, measure: str, least: int) -> pl.DataFrame:
    """One row per part and week of pupils' weeks: what leaves the team of a measure, as `disclosure.hours` tells it."""
    known = pl.col("scheduled_hours").null_count() == 0
    rows = weeks.group_by("part", "week_start", "school_year", "period").agg(
        (pl.col(measure) > 0).sum().alias("registered"),
        pl.when(pl.col(measure).null_count() == 0).then(pl.col(measure).sum()).alias("missed_hours"),
        pl.col("days").sum(),
        pl.when(known).then(pl.col("scheduled_hours").sum()).alias("scheduled_hours"),
    )
    return hours(rows.sort("week_start", "part"), least)


def rate_of(rows: pl.DataFrame, unit: str) -> float | None:
    """The rate of these `cells`, of five school days when per pupil; None when hours are missing, or the cells few."""
    amount = rows["days"] if unit == PER_PUPIL else rows["scheduled_hours"]
    whole = float(amount.sum())
    if not whole or amount.null_count() or rows["missed_hours"].null_count() or tells(rows):
        return None
    rate = (5.0 if unit == PER_PUPIL else 100.0) * float(rows["missed_hours"].sum()) / whole
    return float(pl.select(decimals(pl.lit(rate))).item())


def compared(weeks: pl.DataFrame) -> pl.DataFrame:
    """The weeks with the lesson hours that both school years are divided by."""
    return weeks.with_columns(pl.col("compared_hours").alias("scheduled_hours"))


def figures(
    weeks: pl.DataFrame, counts: pl.DataFrame, subject: Subject, care: bool, least: int, share: float
) -> tuple[Figure, ...]:
    """The five figures. `weeks` (as `compared`) and `counts` are of the whole school, whatever the subject.

    `share`: of a count of which more is of few pupils it is told how far it may be off.
    """
    unit = unit_of(weeks)

    def own(rows: pl.DataFrame, period: str) -> pl.DataFrame:
        mine = pl.lit(not subject.afdeling) | (pl.col("part") == subject.afdeling)
        return rows.filter(mine & (pl.col("period") == period))

    def rated(measure: str, name: str) -> Figure:
        found = [own(cells(weeks, measure, least), period) for period in PERIODS]
        values = [rate_of(rows, unit) for rows in found]
        texts = [
            # Where hours are unknown that is why there is no figure, also of a small group.
            HIDDEN
            if tells(rows) and not rows["missed_hours"].null_count()
            else UNKNOWN
            if value is None
            else rate_said(value)
            for rows, value in zip(found, values, strict=True)
        ]
        return _figure(name, unit, texts, values)

    def counted(column: str, name: str) -> Figure:
        return count_of(counts, column, name, subject.chosen, least, share)

    return (
        *(
            rated(measure, name) if care or measure not in OF_CARE else _untold(name)
            for measure, name in LABELS.items()
        ),
        counted("reached", reached_name()),
        counted("worrying", WORRYING) if care else _untold(WORRYING),
    )


def reached_name() -> str:
    """What the pupils are called who reached the national norm."""
    return f"{law.hours()} ongeoorloofd bereikt"


def count_of(
    counts: pl.DataFrame, column: str, name: str, afdelingen: Collection[str], least: int, share: float
) -> Figure:
    """One figure of pupils: the sum of the rounded cells of a column of `mt_report.counts`, of afdelingen or (none) of all."""
    mine = pl.col("part").is_in(list(afdelingen)) if afdelingen else pl.lit(True)
    found = [counts.filter(mine & (pl.col("period") == period))[column].to_list() for period in PERIODS]
    shown = [[cell(pupils, pupils, least) for pupils in numbers] for numbers in found]
    texts = [total_said(numbers, least, share) if numbers else UNKNOWN for numbers in shown]
    values = [float(total(numbers).value) if numbers else None for numbers in shown]
    now, _, before = ([bounds(one, least) for one in numbers] for numbers in shown)
    more = bool(now and before) and sum(low for low, _ in now) > sum(high for _, high in before)
    return replace(_figure(name, PUPILS, texts, values), more=more)


def _figure(name: str, unit: str, texts: Sequence[str], values: Sequence[float | None]) -> Figure:
    return Figure(name, unit, (texts[0], texts[1], texts[2]), (values[0], values[1], values[2]))


def _untold(name: str) -> Figure:
    return Figure(name, NO_CARE, (UNKNOWN,) * 3, (None,) * 3)


def answer(found: Sequence[Figure], known: bool) -> str:
    """What is surely more than a year before, and the first figure of the periods, in words; `known`: the year has weeks."""
    first, *_ = found
    if not known:
        return "Er is dit schooljaar nog geen schoolweek geweest."
    lead = "".join(
        f"{figure.name}: {figure.said[0]} leerlingen, vorig jaar {figure.said[2]}. " for figure in found if figure.more
    )
    if first.values[0] is None:
        return (
            lead
            + "Het cijfer voor ongeoorloofd verzuim blijft weg: het rust op te weinig leerlingen, of er ontbreken lesuren."
        )
    named = zip(("in de weken daarvoor", "vorig jaar"), first.said[1:], strict=True)
    beside = [f"{name} {text}" for name, text in named if text not in (UNKNOWN, HIDDEN)]
    return lead + f"Ongeoorloofd afwezig: {words.listed([f'{first.said[0]} {first.unit}', *beside])}."


def unit_of(weeks: pl.DataFrame) -> str:
    """Per 100 lesson hours, or per pupil when no hours are known in the last weeks."""
    known = weeks.filter(pl.col("period") == NOW)["scheduled_hours"]
    return PER_PUPIL if known.len() and known.null_count() == known.len() else PER_100


def between_said(found: Sequence[Figure]) -> str:
    """What stands between brackets, when anything does."""
    told = any(TO in text for figure in found for text in figure.said)
    return (
        "Tussen haakjes: waar het echte aantal ligt, als veel van het afgeronde uit kleine groepen komt."
        if told
        else ""
    )


def tiles(found: Sequence[Figure]) -> list[tuple[str, str, str]]:
    """The figures side by side: name with unit, the value now, and those of the other periods."""
    named = [f"{period.lower()} {{}}" for period in list(PERIODS.values())[1:]]
    return [
        (
            f"{figure.name}, {figure.unit}",
            figure.said[0],
            ", ".join(name.format(text) for name, text in zip(named, figure.said[1:], strict=True)),
        )
        for figure in found
    ]


def table(found: Sequence[Figure]) -> pl.DataFrame:
    """The figures to read: one row each, a column per period."""
    rows = [[figure.name, figure.unit, *figure.said] for figure in found]
    return pl.DataFrame(rows, schema=dict.fromkeys(["Cijfer", "Eenheid", *PERIODS.values()], pl.String), orient="row")
