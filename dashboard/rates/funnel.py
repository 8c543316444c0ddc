"""Afdelingen and klassen held against chance, on the level of single pupils."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from statistics import median
from typing import Literal

import polars as pl

from dashboard import chance, words
from dashboard.rates.units import MOST_NAMED, PER_100, PER_PUPIL
from pipelines.statistics.funnel import Funnel, funnel
from pipelines.statistics.normal import LOOK, SIGNAL
from pipelines.statistics.shrink import shrink, trials
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
# The rate of a small group drawn towards the school, and differences that are told in whole tens of a per cent.
ESTIMATE, STEP = "Beste schatting", 10


@dataclass(frozen=True)
class Comparison:
    """Parts beside each other: points and limits to draw, a table to read, and what they say in words.

    `points`: key, part_name, pupils (of whom the rate is), enrolled, rate, registered, verdict. `curves`: pupils, bound,
    line. `table`: the columns that are read, and `key`. `mean` is None when there is nothing to compare.
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


def _rate(unit: str) -> pl.Expr:
    """The rate of a pupil; null for one of whom no scheduled hours are known. Five school days are a full week."""
    if unit == PER_PUPIL:
        return (5.0 * pl.col("missed_hours") / pl.col("days")).alias("rate")
    hours = pl.when(pl.col("scheduled_hours") > 0).then("scheduled_hours")
    return (100.0 * pl.col("missed_hours") / hours).alias("rate")


def _whole(rows: pl.DataFrame) -> pl.DataFrame:
    """One row per pupil over all parts; hours that are unknown in one part leave the sum unknown, not smaller."""
    hours = pl.when(pl.col("scheduled_hours").null_count() == 0).then(pl.col("scheduled_hours").sum())
    return rows.group_by("student_id").agg(pl.col("days", "missed_hours").sum(), hours)


def held(
    rows: pl.DataFrame, by: Compared, names: dict[str, str], settings: dict[str, float]
) -> tuple[Funnel | None, int]:
    """The parts against the limits of chance (`rows` and `names` as in `compare`), and pupils without known hours."""
    unit = _unit(rows)
    whole = _whole(rows).with_columns(_rate(unit))
    known = rows.with_columns(_rate(unit)).filter(pl.col("rate").is_not_null())
    grouped = {str(part): group["rate"].to_list() for (part,), group in known.group_by("part", maintain_order=True)}
    order = [part for part in (names if by in NAMED else sorted(grouped)) if part in grouped]
    found = funnel(
        whole["rate"].drop_nulls().to_list(),
        {part: grouped[part] for part in order},
        settings["funnel_look"],
        settings["funnel_signal"],
        int(settings["small_group"]),
    )
    return found, whole["rate"].null_count()


def compare(
    rows: pl.DataFrame,
    by: Compared,
    names: dict[str, str],
    settings: dict[str, float],
    enrolled: Mapping[str | None, int],
) -> Comparison:
    """Holds parts against the funnel and draws small ones towards the school.

    `rows` has a pupil and part per row, `enrolled` the pupils of each part on the day (`pipelines.questions.compare`);
    `names` gives the afdelingen in their order.
    """
    rows = rows.with_columns(pl.col("part").fill_null(""))
    unit = _unit(rows)
    found, unknown = held(rows, by, names, settings)
    met = dict(rows.filter(pl.col("missed_hours") > 0).group_by("part").len().iter_rows())
    points = pl.DataFrame(
        [
            (
                p.name,
                _name(p.name, by, names),
                p.pupils,
                enrolled.get(p.name or None, 0),
                p.mean,
                met.get(p.name, 0),
                CALLED.get(p.verdict or "", TOO_FEW),
            )
            for p in (found.parts if found else ())
        ],
        schema={
            "key": pl.String,
            "part_name": pl.String,
            "pupils": pl.Int64,
            "enrolled": pl.Int64,
            "rate": pl.Float64,
            "registered": pl.Int64,
            "verdict": pl.String,
        },
        orient="row",
    )
    return Comparison(
        sentence=_sentence(found, by, names),
        unit=unit,
        points=points,
        curves=curves(found, points["pupils"].to_list()),
        table=_table(points, found, unit),
        mean=found.mean if found else None,
        explained=_explained(by, unit, unknown),
    )


def _name(part: str, by: Compared, names: dict[str, str]) -> str:
    return (names.get(part, part) if by in NAMED else part) or NO_PART


def curves(found: Funnel | None, sizes: Sequence[int]) -> pl.DataFrame:
    """The limits of chance from the smallest of these sizes to the largest: pupils, bound, line."""
    schema = {"pupils": pl.Float64, "bound": pl.Float64, "line": pl.String}
    if found is None or not sizes:
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


def _table(points: pl.DataFrame, found: Funnel | None, unit: str) -> pl.DataFrame:
    """The same parts to read; small ones are marked, and beside each raw figure stands the one drawn to the school."""
    shown = points.select(
        pl.col("key"),
        pl.col("part_name").alias("Naam"),
        pl.col("enrolled").alias("Ingeschreven"),
        pl.col("registered").alias("Leerlingen"),
        pl.col("rate").map_elements(words.rate, return_dtype=pl.String).alias("Cijfer"),
        pl.col("verdict").alias("Oordeel"),
    )
    if found is None or found.deviation <= 0 or unit == PER_PUPIL:
        return shown
    share, deviation = found.mean / 100, found.deviation / 100
    sizes = [trials(share, deviation, part.pupils) for part in found.parts]
    if not any(sizes):
        return shown
    drawn = [words.rate(100 * value) for value in shrink([part.mean / 100 for part in found.parts], sizes)]
    return shown.insert_column(5, pl.Series(ESTIMATE, drawn, dtype=pl.String))


def _explained(by: Compared, unit: str, unknown: int) -> str:
    drawn = (
        f"{ESTIMATE}: van een kleine groep zegt het cijfer weinig, dus ligt de schatting dichter bij de hele school; bij "
        "een grote groep scheelt dat bijna niets. "
        if unit == PER_100
        else ""
    )
    divided = "Gedeeld door het rooster waar dat is ingelezen, anders door de lessentabel. " if unit == PER_100 else ""
    out = (
        f"{words.count(unknown, 'leerling', 'leerlingen')} zonder bekende lesuren tellen niet mee. " if unknown else ""
    )
    return (
        f"Elk punt is een {by}: het gemiddelde van de cijfers van de leerlingen, voor de dagen dat zij er ingeschreven "
        "waren. Hoe minder leerlingen, hoe verder toeval een gemiddelde wegduwt: dat zijn de lijnen, binnen de "
        f"streeplijn gewoon, daarbuiten kijk, voorbij de doorgetrokken lijn signaal. {drawn}{divided}{out}"
        "Onvolledige weken tellen niet mee. "
        "Ingeschreven: wie er op de peildatum is; wie eerder vertrok, telt in het cijfer mee voor de dagen dat hij of zij er "
        "was. Leerlingen: wie deze registratie heeft, en die ziet u na een klik. Uit de volgorde volgt geen rangorde."
    )


def _sentence(found: Funnel | None, by: Compared, names: dict[str, str]) -> str:
    plural = PLURAL[by]
    judged = [part for part in found.parts if part.verdict] if found else []
    if found is None or len(judged) < 2:
        return f"Binnen deze keuze zijn er geen twee {plural} met genoeg leerlingen om te vergelijken."

    def said(verdict: str) -> str:
        parts = [part for part in judged if part.verdict == verdict]
        if len(parts) > MOST_NAMED:
            return words.count(len(parts), by, plural)
        return words.listed(
            [f"{_name(p.name, by, names)} ({'hoger' if p.mean > found.mean else 'lager'})" for p in parts]
        )

    signals, looks = said(SIGNAL), said(LOOK)
    text = [*([f"Signaal: {signals}."] if signals else []), *([f"Kijk: {looks}."] if looks else [])] or [
        f"Geen {by} is kijk of signaal. {unseen(found)}".rstrip()
    ]
    given = chance.false_ones(len(judged), found.expected(found.look), found.expected(found.signal), by, plural)
    return " ".join([*text, given])


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
