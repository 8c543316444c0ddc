"""The management report: afdelingen beside each other, and since when one differs more than chance gives."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from dashboard import words
from dashboard.app_pages.mt_rapport.figures import LABELS, MEASURE, UNKNOWN_DAYS, hours, in_order
from dashboard.app_pages.mt_rapport.subject import Subject
from dashboard.rates.funnel import Compared, Comparison, compare, held, unseen
from dashboard.view import View
from pipelines.calendar import school_year
from pipelines.questions.mt_report import BEFORE, NOW
from pipelines.statistics.disclosure import hidden
from pipelines.statistics.normal import LOOK, SIGNAL

# Afdelingen that are too small to show, and those that go with them, as one.
TOGETHER = "samen"


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
    weeks: pl.DataFrame, measure: str, year: str, order: Sequence[str], least: int, enrolled: Mapping[str | None, int]
) -> tuple[pl.DataFrame, frozenset[str]] | None:
    """The weeks of a school year, with the afdelingen that must stay away as one; None when all of them must.

    What they are together anybody can tell who subtracts the others from the school. An afdeling of which a period of
    the year tells too much stays away too: the year minus the other periods would be that one; and one in which few
    pupils are `enrolled` on the day.
    """
    rows = weeks.filter(pl.col("school_year") == year).with_columns(pl.col(measure).alias("missed_hours"))
    pupils = _pupils(rows)
    known = pl.col("scheduled_hours").is_not_null() | pl.lit(pupils["scheduled_hours"].null_count() == pupils.height)
    per = pupils.group_by("part").agg(
        pl.len().cast(pl.Int64).alias("students"),
        known.sum().cast(pl.Int64).alias("known"),
        (pl.col("missed_hours") > 0).sum().cast(pl.Int64).alias("met"),
    )
    met = rows.filter(pl.col("missed_hours") > 0).group_by("part", "period").agg(pl.col("student_id").n_unique())
    for period in (NOW, BEFORE):
        of_period = met.filter(pl.col("period") == period).select(
            "part", pl.col("student_id").cast(pl.Int64).alias(period)
        )
        per = per.join(of_period, on="part", how="left")
    here = [enrolled.get(part, 0) for part in per["part"]]
    per = per.with_columns(pl.Series("enrolled", here, dtype=pl.Int64))
    found = hidden(in_order(per, order, ("students", "known", "met", NOW, BEFORE, "enrolled")), least)
    if rows.is_empty() or found.whole:
        return None
    part = pl.when(pl.col("part").is_in(list(found.parts))).then(pl.lit(TOGETHER)).otherwise("part").alias("part")
    return rows.with_columns(part), found.parts


def _pupils(rows: pl.DataFrame) -> pl.DataFrame:
    """One row per pupil and part over all the weeks."""
    return rows.group_by("student_id", "part", maintain_order=True).agg(pl.col("days", "missed_hours").sum(), hours())


def names_of(names: Mapping[str, str], merged: Collection[str]) -> dict[str, str]:
    """The names of the parts that are shown; what is taken together comes last, under the names of all in it."""
    shown = {part: name for part, name in names.items() if part not in merged}
    inside = [name for part, name in names.items() if part in merged]
    return shown | ({TOGETHER: f"{words.listed(inside)} samen"} if merged else {})


def comparison(
    rows: pl.DataFrame,
    names: dict[str, str],
    settings: dict[str, float],
    enrolled: Mapping[str | None, int],
    by: Compared = "afdeling",
) -> Comparison | None:
    """The funnel of the parts that are shown, as on Trends; what is taken together has the pupils of all in it.

    None where whole days of unknown hours leave nothing to compare.
    """
    if rows["missed_hours"].null_count():
        return None
    inside = sum(students for part, students in enrolled.items() if part not in names)
    return compare(_pupils(rows), by, names, settings, dict(enrolled) | {TOGETHER: inside})


def statement(
    measure: str, rows: pl.DataFrame, names: dict[str, str], settings: dict[str, float], subject: Subject
) -> str:
    """What the afdelingen say about one measure: who differs more than chance gives, in which direction, since when."""
    if rows["missed_hours"].null_count():
        return f"{LABELS[measure]}: niet te vergelijken. {UNKNOWN_DAYS}"
    verdicts = _verdicts(rows, names, settings)
    judged = {part: verdict for part, verdict in verdicts.items() if not subject.afdeling or part == subject.afdeling}
    label = LABELS[measure]
    if len(verdicts) < 2:
        return f"{label}: er zijn geen twee afdelingen met genoeg leerlingen om te vergelijken."
    if not judged:
        return f"{label}: deze afdeling staat er niet apart, om een kleine groep niet te verraden."
    found = differing(rows, names, settings, subject)
    signals = [
        f"{names[part.part]} ligt {_week(part.since)} {part.side} dan toeval geeft" for part in found if part.since
    ]
    looks = [f"{names[part.part]} ({part.side})" for part in found if part.word == LOOK]
    if signals:
        return f"{label}: {words.listed(signals)}." + (f" Kijk: {words.listed(looks)}." if looks else "")
    if looks:
        return f"{label}: geen signaal; kijk: {words.listed(looks)}."
    between = "tegen de school" if subject.afdeling else "tussen afdelingen"
    funnel, _ = held(_pupils(rows), "afdeling", names, settings)
    return f"{label}: geen kijk of signaal {between}. {unseen(funnel) if funnel else ''}".rstrip()


def differing(rows: pl.DataFrame, names: dict[str, str], settings: dict[str, float], subject: Subject) -> list[Differs]:
    """The afdelingen that are kijk or signaal, of one measure, in the order of the school; of one subject only its own."""
    found, _ = held(_pupils(rows), "afdeling", names, settings)
    if found is None or sum(bool(part.verdict) for part in found.parts) < 2:
        return []
    compared = sum(bool(part.verdict) for part in found.parts)
    own = [part for part in found.parts if not subject.afdeling or part.name == subject.afdeling]
    verdicts = _verdicts(rows, names, settings)
    since = _since(rows, names, settings, {p.name: verdicts[p.name] for p in own if p.verdict == SIGNAL})
    return [
        Differs(p.name, p.verdict, verdicts[p.name][1], p.mean, found.mean, compared, since.get(p.name))
        for p in own
        if p.verdict in (LOOK, SIGNAL)
    ]


def _verdicts(rows: pl.DataFrame, names: dict[str, str], settings: dict[str, float]) -> dict[str, tuple[str, str]]:
    """Part -> verdict and on which side of the school; parts of too few pupils are not in it."""
    found, _ = held(_pupils(rows), "afdeling", names, settings)
    if found is None:
        return {}
    return {
        part.name: (part.verdict, "hoger" if part.mean > found.mean else "lager")
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


def compared(
    weeks: pl.DataFrame,
    view: View,
    names: dict[str, str],
    settings: dict[str, float],
    subject: Subject,
    enrolled: dict[str | None, int],
) -> tuple[Comparison | None, tuple[str, ...]]:
    """The funnel of the afdelingen, None when none may be shown, and a sentence for each measure."""
    funnel, said = None, []
    for measure, label in LABELS.items():
        found = shown_parts(weeks, measure, school_year(view.on), list(names), int(settings["small_group"]), enrolled)
        if weeks.is_empty():
            continue
        if found is None:
            said.append(f"{label}: weggelaten, kleine groep.")
            continue
        rows, merged = found
        called = names_of(names, merged)
        said.append(statement(measure, rows, called, settings, subject))
        if measure == MEASURE:
            funnel = comparison(rows, called, settings, enrolled)
    return funnel, tuple(said)


def beyond_chance(
    weeks: pl.DataFrame, view: View, names: dict[str, str], settings: dict[str, float], enrolled: dict[str | None, int]
) -> list[tuple[str, Differs]]:
    """Measure and afdeling of everything that the sentences of `compared` call kijk or signaal, of the whole school."""
    told = []
    for measure in LABELS:
        shown = shown_parts(weeks, measure, school_year(view.on), list(names), int(settings["small_group"]), enrolled)
        if shown and not shown[0]["missed_hours"].null_count():
            found = differing(shown[0], names_of(names, shown[1]), settings, Subject(view.school))
            told += [(measure, part) for part in found]
    return told


def of_school(parts: pl.DataFrame) -> dict[str, str]:
    """Afdeling -> name, in the order of the school (`parts` as in `pipelines.questions.school`)."""
    rows = parts.sort("afdeling_order")
    return dict(rows.select("afdeling", "name").unique(maintain_order=True).iter_rows())
