"""Afdelingen and klassen held against chance, on the level of single pupils."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from statistics import median
from typing import Literal

import polars as pl

from dashboard import chance, words
from dashboard.rates.units import MOST_NAMED, PER_100, PER_PUPIL
from pipelines.each import each
from pipelines.statistics.case_mix import case_mix
from pipelines.statistics.funnel import Funnel, Levels, funnel
from pipelines.statistics.normal import LOOK, SIGNAL
from pipelines.viewer import Dimension

# What can be compared; schools and afdelingen have names of their own, in an order of their own.
Compared = Dimension | Literal["school"]
NAMED = ("afdeling", "school")
NO_PART = "zonder klas"
PLURAL: dict[Compared, str] = {
    "afdeling": "afdelingen",
    "klas": "klassen",
    "leerjaar": "leerjaren",
    "school": "scholen",
}
CURVE_POINTS = 40
# How a verdict is called where it is read; None stands for too few pupils.
CALLED = {"gewoon": "gewoon", LOOK: "kijk", SIGNAL: "signaal"}
TOO_FEW = "te weinig leerlingen"
# What is compared, beside the figure itself; differences are told in whole tens of a per cent.
VALUE, STEP = "Vergeleken", 10

NAMES = ("key", "part_name", "pupils", "enrolled", "rate", "value", "registered", "verdict")
TYPES = (pl.String, pl.String, pl.Int64, pl.Int64, pl.Float64, pl.Float64, pl.Int64, pl.String)


@dataclass(frozen=True)
class Comparison:
    """Parts beside each other: points and limits to draw, a table to read, and what they say in words.

    `points`: key, part_name, pupils (of whom the rate is), enrolled, rate, value (what is compared), registered, verdict.
    `curves`: pupils, bound, line. `table`: the columns that are read, and `key`. `mean`, of the values, is None when there
    is nothing to compare.
    """

    sentence: str
    unit: str
    points: pl.DataFrame
    curves: pl.DataFrame
    table: pl.DataFrame
    mean: float | None = None
    explained: str = ""


def _unit(rows: pl.DataFrame) -> str:
    return PER_100 if rows["scheduled_hours"].null_count() < rows.height else PER_PUPIL


def _rate(unit: str, compared: bool) -> pl.Expr:
    """The rate of a pupil, `compared`: without the hours in which the klas was away together.

    Null for one of whom no scheduled hours are known. Five school days are a full week.
    """
    missed, hours = pl.col("missed_hours"), pl.col("scheduled_hours")
    if compared:
        missed, hours = missed - pl.col("together_hours"), hours - pl.col("together_lessons")
    if unit == PER_PUPIL:
        return 5.0 * missed / pl.col("days")
    return 100.0 * missed / pl.when(hours > 0).then(hours)


def _whole(rows: pl.DataFrame) -> pl.DataFrame:
    """One row per pupil over all parts; hours that are unknown in one part leave the sum unknown, not smaller."""
    hours = pl.when(pl.col("scheduled_hours").null_count() == 0).then(pl.col("scheduled_hours").sum())
    sums = pl.col("days", "missed_hours", "together_hours", "together_lessons").sum()
    return rows.group_by("student_id").agg(sums, hours)


def held(
    rows: pl.DataFrame, by: Compared, names: dict[str, str], settings: dict[str, float]
) -> tuple[Funnel | None, int]:
    """The parts against the limits of chance (`rows` and `names` as in `compare`), and pupils without known hours."""
    rate = _rate(_unit(rows), compared=True).alias("rate")
    whole = _whole(rows).select(rate)["rate"]
    known = rows.with_columns(rate).filter(pl.col("rate").is_not_null())
    grouped = {str(part): group["rate"].to_list() for (part,), group in known.group_by("part", maintain_order=True)}
    order = [part for part in (names if by in NAMED else sorted(grouped)) if part in grouped]
    levels = Levels.of(settings)
    # An afdeling is a choice of leerjaren and of what is studied: only klassen have their like.
    mix = None
    if by == "klas" and known.height:
        cap = float(whole.quantile(levels.cap, "linear") or 0.0)
        groups = [known[name].cast(pl.String).fill_null("").to_list() for name in ("leerjaar", "afdeling")]
        capped = known["rate"].clip(upper_bound=cap).to_list()
        mix = case_mix(capped, known["part"].to_list(), groups, settings["mix_parts"], levels.between)
    found = funnel(whole.drop_nulls().to_list(), {part: grouped[part] for part in order}, levels, mix)
    return found, whole.null_count()


def compare(
    rows: pl.DataFrame,
    by: Compared,
    names: dict[str, str],
    settings: dict[str, float],
    enrolled: Mapping[str | None, int],
) -> Comparison:
    """Holds parts against what chance and ordinary differences give.

    `rows` has a pupil and part per row (`pipelines.questions.pupil_rates`), `enrolled` the pupils of each part on the
    day; `names` gives the afdelingen in their order.
    """
    rows = rows.with_columns(pl.col("part").fill_null(""))
    unit = _unit(rows)
    found, unknown = held(rows, by, names, settings)
    means = dict(rows.group_by("part").agg(_rate(unit, compared=False).mean()).iter_rows())
    met = dict(rows.filter(pl.col("missed_hours") > 0).group_by("part").len().iter_rows())
    points = pl.DataFrame(
        [
            (
                p.name,
                _name(p.name, by, names),
                p.pupils,
                enrolled.get(p.name or None, 0),
                means[p.name],
                p.value,
                met.get(p.name, 0),
                CALLED.get(p.verdict or "", TOO_FEW),
            )
            for p in (found.parts if found else ())
        ],
        schema=dict(zip(NAMES, TYPES, strict=True)),
        orient="row",
    )
    return Comparison(
        sentence=sentence(found, by, names, settings),
        unit=unit,
        points=points,
        curves=curves(found, points["pupils"].to_list()),
        table=_table(points),
        mean=found.mean if found else None,
        explained=_explained(by, unit, unknown, found),
    )


def _name(part: str, by: Compared, names: dict[str, str]) -> str:
    return (names.get(part, part) if by in NAMED else part) or NO_PART


def curves(found: Funnel | None, sizes: Sequence[int]) -> pl.DataFrame:
    """The limits of chance from the smallest of these sizes to the largest: pupils, bound, line; none where nothing is judged."""
    schema = {"pupils": pl.Float64, "bound": pl.Float64, "line": pl.String}
    if found is None or not sizes or not found.cap:
        return pl.DataFrame(schema=schema)
    first, last = max(0.8 * min(sizes), 1.0), 1.1 * max(sizes)
    # By equal ratios: close together where the curve is steep.
    steps = [first * (last / first) ** (n / (CURVE_POINTS - 1)) for n in range(CURVE_POINTS)]
    return pl.DataFrame(
        [
            (size, bound, f"{name} {side}")
            for size in steps
            for name, signal in ((LOOK, False), (SIGNAL, True))
            for side, bound in zip(("onder", "boven"), found.limits(size, signal), strict=True)
        ],
        schema=schema,
        orient="row",
    )


def _table(points: pl.DataFrame) -> pl.DataFrame:
    """The same parts to read, the figure itself beside what is compared."""
    return points.select(
        pl.col("key"),
        pl.col("part_name").alias("Naam"),
        *(pl.col(name).alias(title) for name, title in (("enrolled", "Ingeschreven"), ("registered", "Leerlingen"))),
        each(points["rate"], words.rate, pl.String).alias("Cijfer"),
        each(points["value"], words.rate, pl.String).alias(VALUE),
        pl.col("verdict").alias("Oordeel"),
    )


def _explained(by: Compared, unit: str, unknown: int, found: Funnel | None) -> str:
    divided = "Gedeeld door het rooster waar dat is ingelezen, anders door de lessentabel. " if unit == PER_100 else ""
    out = (
        f"{words.count(unknown, 'leerling', 'leerlingen')} zonder bekende lesuren tellen niet mee. " if unknown else ""
    )
    mixed = (
        "Een klas staat naast andere klassen van haar leerjaar en afdeling, zo ver die echt verschillen. "
        if found and found.mix
        else ""
    )
    return (
        f"{method(by, found, unit)} {mixed}Cijfer: het gemiddelde van de leerlingen, met alle uren. {VALUE}: wat tegen de "
        f"lijnen is gehouden; binnen de streeplijn gewoon, daarbuiten kijk, voorbij de doorgetrokken lijn signaal. {divided}"
        f"{out}Onvolledige weken tellen niet mee. Ingeschreven: wie er op de peildatum is; wie eerder vertrok, telt mee voor "
        "de dagen dat hij of zij er was. Leerlingen: wie deze registratie heeft, en die ziet u na een klik. Uit de volgorde "
        "volgt geen rangorde."
    )


def method(by: Compared, found: Funnel | None, unit: str) -> str:
    """The method in two sentences; of a funnel with how many pupils count for less than they missed."""
    capped = "een enkele leerling die veel weg is, telt niet zwaarder dan de anderen"
    if found and found.capped:
        verb = "telt" if found.capped == 1 else "tellen"
        said = words.count(found.capped, "leerling", "leerlingen")
        capped = (
            f"{said} met meer dan {words.rate(found.cap)} {unit} {verb} voor dat getal, zodat één leerling niet beslist"
        )
    return (
        f"Een {by} is pas kijk of signaal bij een verschil dat groter is dan bij zo veel leerlingen toeval is, en dan "
        f"{PLURAL[by]} altijd al verschillen. Lesuren waarin een klas samen weg was, zijn eruit gelaten, en {capped}."
    )


def sentence(found: Funnel | None, by: Compared, names: dict[str, str], settings: dict[str, float]) -> str:
    """Which parts are kijk or signaal, of how many; or why nothing can be said."""
    plural, judged = PLURAL[by], [part for part in found.parts if part.verdict] if found else []
    if found is not None and len(found.parts) > 1 and not found.cap:
        return f"Te weinig leerlingen hebben deze registratie om {plural} te vergelijken."
    if found is None or len(judged) < 2:
        return f"Binnen deze keuze zijn er geen twee {plural} met genoeg leerlingen om te vergelijken."

    def said(verdict: str) -> str:
        parts = [part for part in judged if part.verdict == verdict]
        if len(parts) > MOST_NAMED:
            return words.count(len(parts), by, plural)
        return words.listed(
            [f"{_name(p.name, by, names)} ({'hoger' if p.value > found.mean else 'lager'})" for p in parts]
        )

    signals, looks = said(SIGNAL), said(LOOK)
    text = [*([f"Signaal: {signals}."] if signals else []), *([f"Kijk: {looks}."] if looks else [])] or [
        f"Geen {by} is kijk of signaal. {unseen(found)}".rstrip()
    ]
    return " ".join([*text, chance.false_ones(len(judged), settings, by, plural)])


def unseen(found: Funnel) -> str:
    """Which difference stays unseen for a part of usual size, rounded up; empty where there is no rate to differ from."""
    sizes = [part.pupils for part in found.parts if part.verdict]
    if not sizes or found.mean <= 0:
        return ""
    _, upper = found.limits(median(sizes), signal=False)
    share = STEP * ceil(100 * (upper / found.mean - 1) / STEP)
    return (
        f"Een verschil van minder dan ongeveer {words.number(share, 0)} % is met deze aantallen meestal niet te zien."
    )
