"""The management report: afdelingen beside each other, and since when one differs more than chance gives."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from dashboard import words
from dashboard.app_pages.mt_rapport.figures import LABELS, MEASURE, OF_CARE, cells, rate_of, rate_said
from dashboard.app_pages.mt_rapport.subject import Subject
from dashboard.rates.funnel import Compared, Comparison, compare, held, unseen
from dashboard.rates.units import MOST_NAMED
from dashboard.rounded.said import UNKNOWN_DAYS
from dashboard.view import View
from pipelines.calendar import school_year
from pipelines.each import each
from pipelines.statistics.disclosure import cell
from pipelines.statistics.normal import LOOK, SIGNAL


@dataclass(frozen=True)
class Differs:
    """An afdeling that is kijk or signaal: on which side of the school (`mean`), of how many, and a signal since when."""

    part: str
    word: str
    side: str
    value: float
    mean: float
    compared: int
    since: date | None


def shown_parts(
    weeks: pl.DataFrame, measure: str, year: str, least: int, enrolled: Mapping[str | None, int]
) -> pl.DataFrame | None:
    """The weeks of a school year without the parts of which a figure would rest on few pupils; None when none is left.

    A part is left out of everything, the mean too. It is one of few pupils, also by those of known hours, by those who
    make the figure, in a period of the year, or on the day (`enrolled`); a part of which nobody missed anything is not.
    """
    rows = weeks.filter(pl.col("school_year") == year).with_columns(
        pl.col(measure).alias("missed_hours"),
        pl.col(f"{measure}_together").alias("together_hours"),
        pl.col(f"{measure}_lessons").alias("together_lessons"),
    )
    pupils = _pupils(rows)
    known = pl.col("scheduled_hours").is_not_null() | pl.lit(pupils["scheduled_hours"].null_count() == pupils.height)
    met = rows.filter(pl.col("missed_hours") > 0)
    of_year, of_periods = (
        met.group_by("part", *keys).agg(pl.col("student_id").n_unique().alias("counted")) for keys in ((), ("period",))
    )
    sizes = pupils.group_by("part").agg(pl.len().alias("all"), known.sum().alias("known"))
    counted = pl.concat(
        [
            *(sizes.select("part", pl.col(name).cast(pl.Int64).alias("counted")) for name in ("all", "known")),
            *(found.select("part", pl.col("counted").cast(pl.Int64)) for found in (of_year, of_periods)),
            pl.DataFrame(
                {"part": list(enrolled), "counted": list(enrolled.values())},
                schema={"part": pl.String, "counted": pl.Int64},
            ),
        ]
    )
    few = counted.filter(pl.col("counted").is_between(1, least - 1))["part"].to_list()
    left = rows.filter(~pl.col("part").is_in(few))
    return None if left.is_empty() else left


def _pupils(rows: pl.DataFrame) -> pl.DataFrame:
    """One row per pupil and part over all the weeks."""
    hours = pl.when(pl.col("scheduled_hours").null_count() == 0).then(pl.col("scheduled_hours").sum())
    sums = pl.col("days", "missed_hours", "together_hours", "together_lessons").sum()
    return rows.group_by("student_id", "part", maintain_order=True).agg(sums, hours)


def comparison(
    rows: pl.DataFrame,
    told: pl.DataFrame,
    names: dict[str, str],
    settings: dict[str, float],
    enrolled: Mapping[str | None, int],
    by: Compared = "afdeling",
) -> Comparison | None:
    """The parts that are shown, judged as on Trends, of which nothing is finer than the rounded cells (`told`).

    Without the lines of the funnel: what is compared is finer than what may be shown. None where hours are unknown.
    """
    if rows["missed_hours"].null_count():
        return None
    found = compare(_pupils(rows), by, names, settings, enrolled)
    told = told.filter(pl.col("part").is_in(rows["part"].unique().to_list()))
    mean = rate_of(told, found.unit)
    found = replace(found, curves=found.curves.clear())
    if found.mean is None or mean is None:
        return replace(found, points=found.points.clear(), table=pl.DataFrame(), mean=None)
    rates = {part: rate_of(of_part, found.unit) for (part,), of_part in told.group_by("part")}
    least = int(settings["small_group"])
    counts = (
        each(found.points[name], lambda count: cell(count, count, least).value, pl.Int64)
        for name in ("pupils", "enrolled", "registered")
    )
    rate = pl.col("key").replace_strict(rates, default=None, return_dtype=pl.Float64).alias("rate")
    points = found.points.with_columns(*counts, rate, rate.alias("value")).filter(pl.col("rate").is_not_null())
    table = points.select(
        pl.col("part_name").alias("Naam"),
        pl.col("enrolled").cast(pl.String).alias("Ingeschreven"),
        each(points["rate"], rate_said, pl.String).alias("Cijfer"),
        pl.col("verdict").alias("Oordeel"),
    )
    return replace(found, points=points, table=table, mean=mean)


def statement(
    measure: str,
    rows: pl.DataFrame,
    names: dict[str, str],
    settings: dict[str, float],
    subject: Subject,
    found: Sequence[Differs],
) -> str:
    """What the afdelingen say about one measure: who differs (`found`), in which direction, and since when."""
    label = LABELS[measure]
    if rows["missed_hours"].null_count():
        return f"{label}: niet te vergelijken. {UNKNOWN_DAYS}"
    verdicts = _verdicts(rows, names, settings)
    judged = {part: verdict for part, verdict in verdicts.items() if not subject.afdeling or part == subject.afdeling}
    if len(verdicts) < 2:
        return f"{label}: er zijn geen twee afdelingen met genoeg leerlingen om te vergelijken."
    if not judged:
        return f"{label}: deze afdeling is te klein om te vergelijken."
    signals = [f"{names[part.part]} is {_week(part.since)} {part.side}" for part in found if part.since]
    looks = [f"{names[part.part]} ({part.side})" for part in found if part.word == LOOK]
    if signals:
        return f"{label}: signaal: {words.listed(signals)}." + (f" Kijk: {words.listed(looks)}." if looks else "")
    if looks:
        return f"{label}: geen signaal; kijk: {words.listed(looks)}."
    between = "tegen de school" if subject.afdeling else "tussen afdelingen"
    funnel, _ = held(_pupils(rows), "afdeling", names, settings)
    return f"{label}: geen kijk of signaal {between}. {unseen(funnel) if funnel else ''}".rstrip()


def differing(rows: pl.DataFrame, names: dict[str, str], settings: dict[str, float], subject: Subject) -> list[Differs]:
    """The afdelingen that are kijk or signaal, of one measure, in the order of the school; of one subject only its own."""
    if rows["missed_hours"].null_count():
        return []
    found, _ = held(_pupils(rows), "afdeling", names, settings)
    if found is None or sum(bool(part.verdict) for part in found.parts) < 2:
        return []
    compared = sum(bool(part.verdict) for part in found.parts)
    own = [part for part in found.parts if not subject.afdeling or part.name == subject.afdeling]
    verdicts = _verdicts(rows, names, settings)
    since = _since(rows, names, settings, {p.name: verdicts[p.name] for p in own if p.verdict == SIGNAL})
    return [
        Differs(p.name, p.verdict, verdicts[p.name][1], p.value, found.mean, compared, since.get(p.name))
        for p in own
        if p.verdict in (LOOK, SIGNAL)
    ]


def _verdicts(rows: pl.DataFrame, names: dict[str, str], settings: dict[str, float]) -> dict[str, tuple[str, str]]:
    """Part -> verdict and on which side of the school; parts of too few pupils are not in it."""
    found, _ = held(_pupils(rows), "afdeling", names, settings)
    if found is None:
        return {}
    return {
        part.name: (part.verdict, "hoger" if part.value > found.mean else "lager")
        for part in found.parts
        if part.verdict
    }


def _since(
    rows: pl.DataFrame, names: dict[str, str], settings: dict[str, float], now: Mapping[str, tuple[str, str]]
) -> dict[str, date]:
    """Part -> the first week from which the year so far has said the same at the end of every week up to now."""
    mondays: list[date] = rows["week_start"].unique().sort().to_list()
    first = dict.fromkeys(now, mondays[-1])
    lasting = set(now)
    for monday in reversed(mondays[:-1]):
        if not lasting:
            break
        then = _verdicts(rows.filter(pl.col("week_start") <= monday), names, settings)
        lasting = {part for part in lasting if then.get(part) == now[part]}
        first |= dict.fromkeys(lasting, monday)
    return first


def _week(monday: date) -> str:
    return f"sinds week {monday.isocalendar().week} ({words.day(monday)})"


@dataclass(frozen=True)
class Afdelingen:
    """What a report says of its afdelingen: the chart (None when none may be shown), a sentence for each measure, and the
    measures and afdelingen that those sentences call kijk or signaal."""

    chart: Comparison | None
    statements: tuple[str, ...]
    differ: tuple[tuple[str, Differs], ...]


def compared(
    weeks: pl.DataFrame,
    view: View,
    names: dict[str, str],
    settings: dict[str, float],
    subject: Subject,
    enrolled: dict[str | None, int],
) -> Afdelingen:
    """The afdelingen beside each other, by every measure that the viewer may see."""
    chart, said, differ = None, list[str](), list[tuple[str, Differs]]()
    for measure, label in LABELS.items():
        rows = shown_parts(weeks, measure, school_year(view.on), int(settings["small_group"]), enrolled)
        if weeks.is_empty() or (measure in OF_CARE and not view.viewer.may("care")):
            continue
        if rows is None:
            said.append(f"{label}: de afdelingen zijn te klein om naast elkaar te zetten.")
            continue
        found = differing(rows, names, settings, subject)
        differ += [(measure, part) for part in found]
        said.append(statement(measure, rows, names, settings, subject, found))
        if measure == MEASURE:
            told = cells(rows, measure, int(settings["small_group"]))
            chart = comparison(rows, told, names, settings, enrolled)
    return Afdelingen(chart, tuple(said), tuple(differ))


def together(away: pl.DataFrame, care: bool) -> str:
    """How many hours of each measure were left out because a klas was away together, and on which days; empty without any."""
    told = []
    for measure, label in LABELS.items():
        own = away.filter(pl.col("measure") == measure)
        if own.is_empty() or (measure in OF_CARE and not care):
            continue
        days = own["date"].unique().sort().to_list()
        when = words.listed([words.day(day) for day in days]) if len(days) <= MOST_NAMED else f"{len(days)} dagen"
        told.append(f"{label.lower()} {words.count(own.height, 'lesuur', 'lesuren')} op {when}")
    if not told:
        return ""
    return (
        "Voor dit oordeel niet meegeteld: lesuren waarin een klas, of een groot deel ervan, samen weg was "
        f"({words.listed(told)})."
    )


def of_school(parts: pl.DataFrame) -> dict[str, str]:
    """Afdeling -> name, in the order of the school (`parts` as in `pipelines.questions.school`)."""
    rows = parts.sort("afdeling_order")
    return dict(rows.select("afdeling", "name").unique(maintain_order=True).iter_rows())
