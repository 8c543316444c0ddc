"""Weekly rates judged, in words: what is kijk or signaal since when, why nothing is said, and how often chance says it."""

from collections.abc import Collection, Mapping
from datetime import date

import polars as pl

from dashboard import words
from dashboard.rates.units import MOST_NAMED, PER_100, with_rate
from pipelines.calendar import SchoolYear, school_year
from pipelines.questions.denominator import OWN, TIMETABLE, Denominator
from pipelines.statistics.normal import LOOK, SIGNAL
from pipelines.statistics.week_trend import (
    NO_EARLIER,
    NO_REST,
    TOO_EARLY,
    TOO_SMALL,
    Call,
    Judged,
    judge as judge_weeks,
)
from protocols.week_trend import week_trend as week_numbers

WHY = {
    NO_EARLIER: "Nog geen oordeel: daarvoor is een eerder schooljaar nodig, dat het seizoen laat zien.",
    TOO_EARLY: "Nog geen oordeel: daarvoor zijn dit schooljaar nog te weinig hele weken voorbij.",
    TOO_SMALL: "Geen oordeel: met zo weinig uren per week is een verandering niet van toeval te onderscheiden.",
    NO_REST: "Geen oordeel per afdeling: er is hier geen rest van de school om een afdeling mee te vergelijken.",
}
AMOUNTS = ("missed_hours", "scheduled_hours", "student_days")


def judge(
    rows: pl.DataFrame,
    on: date,
    divided: Denominator,
    sick: bool,
    odd: Collection[str],
    rest: pl.DataFrame | None = None,
) -> Judged:
    """Judges the weeks of one part or of a whole (`rows` as in `pipelines.questions.weekly_rates`, without silent weeks).

    `rest`: the rows of everything together, when a part is held against the rest of it. `odd`: school years that are no
    measure. Earlier years count where they have the same denominator.
    """
    rows, unit = with_rate(rows, on)
    amount, per = ("scheduled_hours", 100.0) if unit == PER_100 else ("student_days", 5.0)
    whole = pl.col("complete").fill_null(True) & pl.col("finished") & (pl.col(amount) > 0)
    told = rows.filter(whole & pl.col("missed_hours").is_not_null())
    told = told.select(
        *("school_year", "week_start", "school_week", "missed_hours", "student_days", "timetable_days"),
        pl.col(amount).cast(pl.Float64).alias("amount"),
    )
    if rest is not None:
        every = rest.select(
            "week_start", pl.col("missed_hours").alias("rest_hours"), pl.col(amount).alias("rest_amount")
        )
        told = told.join(every, on="week_start").with_columns(
            pl.col("rest_hours") - pl.col("missed_hours"), pl.col("rest_amount") - pl.col("amount")
        )
        told = told.drop_nulls(["rest_hours", "rest_amount"])
        if told.is_empty() or not told["rest_amount"].min() > 0:  # type: ignore[operator]
            return Judged(why=NO_REST)
    years = [told.filter(pl.col("school_year") == school_year(on))]
    if divided != OWN:
        last = SchoolYear.of(on).before
        for label in (last.label, last.before.label):
            year = told.filter(pl.col("school_year") == label)
            timetabled = year["timetable_days"].sum() == year["student_days"].sum()
            if label not in odd and (divided != TIMETABLE or timetabled):
                years.append(year)
    return judge_weeks(years, week_numbers(), sick, per, rest is not None)


def judge_parts(
    rows: pl.DataFrame,
    silent: pl.DataFrame,
    parts: Collection[str],
    on: date,
    divided: Denominator,
    sick: bool,
    odd: Collection[str],
) -> dict[str, Judged]:
    """Judges each of these parts that has rows against the rest of all rows, in weeks in which no part is `silent`."""
    known = rows.join(silent, on="week_start", how="anti")
    amounts = (pl.when(pl.col(name).null_count() == 0).then(pl.col(name).sum()).alias(name) for name in AMOUNTS)
    every = known.group_by("week_start").agg(*amounts)
    return {
        part: judge(own, on, divided, sick, odd, every)
        for part in parts
        if not (own := known.filter(pl.col("part") == part)).is_empty()
    }


def marked(weeks: pl.DataFrame, judged: Mapping[str, Judged]) -> pl.DataFrame:
    """The weeks of parts with `called`, the word of each that ends a step, and `said`: that word with since when."""
    rows = [(part, call.week, call.word, _since(call)) for part, found in judged.items() for call in found.calls]
    schema = {"part": pl.String, "week_start": pl.Date, "called": pl.String, "said": pl.String}
    return weeks.join(pl.DataFrame(rows, schema=schema, orient="row"), on=["part", "week_start"], how="left")


def _since(call: Call) -> str:
    """`signaal, hoger sinds ma 5 okt`."""
    return f"{call.word}, {'hoger' if call.higher else 'lager'} sinds {words.day(call.since)}"


def said(judged: Judged) -> str:
    """What is kijk or signaal this school year, the newest last; or why nothing can be said."""
    if not judged.weeks:
        return WHY.get(judged.why, "")
    told = judged.told
    if not told:
        return "Dit schooljaar geen kijk of signaal."
    text = []
    for word in (SIGNAL, LOOK):
        calls = [call for call in told if call.word == word]
        if len(calls) > MOST_NAMED:
            text.append(
                f"{words.capital(word)}: {len(calls)} keer, het laatst in de week van {words.day(calls[-1].week)}."
            )
        elif calls:
            text.append(f"{words.capital(word)}: {words.listed([_step(call, judged.weeks[-1]) for call in calls])}.")
    return " ".join(text)


def _step(call: Call, newest: date) -> str:
    until = "" if call.week == newest else f" tot en met de week van {words.day(call.week)}"
    side = "hoger" if call.higher else "lager"
    return (
        f"{side} sinds {words.day(call.since)}{until} ({words.rate(call.value)}, verwacht {words.rate(call.expected)})"
    )


def part_words(judged: Mapping[str, Judged], names: Mapping[str, str]) -> str:
    """Which afdelingen are kijk or signaal this school year, and which could not be judged."""
    text, newest = [], max((found.weeks[-1] for found in judged.values() if found.weeks), default=None)
    for word in (SIGNAL, LOOK):
        calls = [
            f"{names[part]} {_step(call, newest)}"
            for part, found in judged.items()
            for call in found.told
            if call.word == word and newest
        ]
        if calls:
            text.append(f"{words.capital(word)}: {words.listed(calls)}.")
    if newest and not text:
        text.append("Geen afdeling is dit schooljaar kijk of signaal, vergeleken met de rest van de school.")
    for why in dict.fromkeys(found.why for found in judged.values() if not found.weeks):
        of = [names[part] for part, found in judged.items() if found.why == why]
        text.append(WHY[why] if len(of) == len(judged) else f"{words.listed(of)}: {WHY[why][0].lower() + WHY[why][1:]}")
    return " ".join(text)


def false_ones(charts: int) -> str:
    """How many charts were judged, and how many of them say something in a school year without any cause."""
    if not charts:
        return ""
    numbers = week_numbers()
    looks, signals = (words.number(charts * share, 2) for share in (numbers.kijk_a_year, numbers.signaal_a_year))
    give = "geven die per schooljaar samen" if charts > 1 else "geeft die per schooljaar"
    return (
        f"Beoordeeld: {words.count(charts, 'weekgrafiek', 'weekgrafieken')}. Ook zonder oorzaak {give} ongeveer {looks} keer "
        f"kijk en {signals} keer signaal."
    )


EXPLAINED = (
    "De laatste {lengths} weken worden vergeleken met wat eerdere schooljaren, het niveau van dit jaar, een seizoen dat vroeg "
    "of laat komt en een griepgolf laten verwachten; een afdeling met de rest van de school.",
    "Kijk en signaal betekenen: een grotere verandering dan weken uit zichzelf geven; een daling moet nog {fall} % groter zijn. "
    "Zonder oorzaak geeft een grafiek in ongeveer 1 van de {kijk} schooljaren een kijk en in 1 van de {signaal} een "
    "signaal; een kwart meer, {longest} weken lang, wordt meestal niet gezien.",
)


def explained() -> list[str]:
    """How weeks are judged, in two sentences."""
    numbers = week_numbers()
    shares = {"kijk": round(1 / numbers.kijk_a_year), "signaal": round(1 / numbers.signaal_a_year)}
    lengths = " of ".join(str(length) for length in numbers.lengths)
    fall = words.number(100 * (numbers.fall - 1), 0)
    longest = max(numbers.lengths)
    return [text.format(lengths=lengths, longest=longest, fall=fall, **shares) for text in EXPLAINED]
