"""Weekly rates: beside last year, with gaps at holidays, and what of them is kijk or signaal."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from dashboard import words
from dashboard.listing import SEPARATOR
from pipelines.calendar import SchoolYear, school_year
from pipelines.questions.denominator import LESSON_TABLE, OWN, PUPILS, TIMETABLE, Denominator, year_before
from pipelines.statistics.normal import LOOK, ORDINARY, SIGNAL
from pipelines.statistics.week_trend import (
    NO_EARLIER,
    NO_REST,
    TOO_EARLY,
    TOO_SMALL,
    Call,
    Judged,
    judge as judge_weeks,
)
from protocols.settings_page import on_page
from protocols.week_trend import week_trend as week_numbers

TOTAL_LABELS = {
    "totaal_afwezig": "Alle afwezigheid",
    "totaal_ongeoorloofd": "Ongeoorloofd samen (volgens het protocol)",
}
PER_100, PER_PUPIL = "per 100 lesuren", "lesuren per leerling per volle week"

AMOUNTS = ("missed_hours", "scheduled_hours", "student_days")

# More weeks than this are counted, not named.
MOST_NAMED = 4


WHY = {
    NO_EARLIER: "Nog geen oordeel: daarvoor is een eerder schooljaar nodig, dat het seizoen laat zien.",
    TOO_EARLY: "Nog geen oordeel: daarvoor zijn dit schooljaar nog te weinig hele weken voorbij.",
    TOO_SMALL: "Geen oordeel: met zo weinig uren per week is een verandering niet van toeval te onderscheiden.",
    NO_REST: "Geen oordeel per afdeling: er is hier geen rest van de school om een afdeling mee te vergelijken.",
}


UNJUDGED = Judged()


@dataclass(frozen=True)
class Reading:
    """What weekly rates say in words, in which unit, divided by what, and how they were judged."""

    sentence: str
    unit: str = PER_100
    denominator: str = ""
    judged: Judged = UNJUDGED

    @property
    def legend(self) -> str:
        """What the marks mean; empty as long as no week was judged."""
        return (
            "Een driehoek is kijk, een ruit signaal: dan eindigt daar een verandering van enkele weken. "
            if self.judged.weeks
            else ""
        )


def trend_categories(present: list[str], labels: dict[str, str]) -> dict[str, str]:
    """Categories to choose from, totals first, then the most frequent."""
    names = TOTAL_LABELS | labels
    return {category: names[category] for category in [*TOTAL_LABELS, *present] if category in present}


def _with_rate(rows: pl.DataFrame, on: date) -> tuple[pl.DataFrame, str]:
    """The rows with `rate` in one unit: per 100 lesson hours, or per pupil when no hours are known this year."""
    this = rows.filter(pl.col("school_year") == school_year(on))
    known = this["rate_per_100"].null_count() < this.height
    rate = pl.col("rate_per_100" if known else "hours_per_pupil").alias("rate")
    return rows.with_columns(rate), PER_100 if known else PER_PUPIL


def _beside_last_year(rows: pl.DataFrame, on: date, keys: list[str]) -> pl.DataFrame:
    """This year's weeks with the rate of the same school week a year before; incomplete weeks have no rate then."""
    last = rows.filter(pl.col("school_year") == year_before(on))
    before = last.filter(pl.col("complete").fill_null(True)).select(
        *keys, "school_week", pl.col("rate").alias("last_year")
    )
    weeks = rows.filter(pl.col("school_year") == school_year(on))
    return weeks.join(before, on=[*keys, "school_week"], how="left").with_columns(
        pl.col("week_start").dt.to_string("%Y-%m-%d").alias("key")
    )


def _with_gaps(weeks: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    """A row without values in every week without lessons, so that a line does not run across a holiday."""
    if weeks.is_empty():
        return weeks
    span = pl.date_range(pl.col("week_start").min(), pl.col("week_start").max(), "1w")
    every = weeks.select(span.alias("week_start"))
    if keys:
        every = weeks.select(keys).unique(maintain_order=True).join(every, how="cross")
    return every.join(weeks, on=[*keys, "week_start"], how="left").sort(*keys, "week_start")


BOTH = {
    TIMETABLE: "Beide schooljaren zijn gedeeld door de lesuren van het rooster.",
    LESSON_TABLE: "Beide schooljaren zijn gedeeld door de lesuren van de lessentabel van de school, ook waar een rooster "
    "is ingelezen: anders waren ze niet te vergelijken.",
    PUPILS: "Niet van beide schooljaren is er een rooster, en er is geen volledige lessentabel. Die zet u "
    f"{on_page('Algemeen', 'lessons_per_week')}. Daarom staan hier voor beide jaren gemiste lesuren per ingeschreven "
    "leerling, omgerekend naar een week van vijf schooldagen.",
}


def divided_by(rows: pl.DataFrame, on: date, divided: Denominator) -> str:
    """Which lesson hours the rates of the school year are held against, and those of the year beside it."""
    rows, unit = _with_rate(rows, on)
    weeks = rows.filter(pl.col("school_year") == school_year(on))
    beside = divided != OWN and rows["timetable_days"].sum() > 0
    if unit == PER_PUPIL:
        return (
            BOTH[PUPILS]
            if beside
            else (
                f"Er is geen rooster en geen lessentabel ({on_page('Algemeen', 'lessons_per_week')}), dus geen "
                "percentage: dit zijn gemiste lesuren per ingeschreven leerling, omgerekend naar een week van vijf "
                "schooldagen. Van hele dagen zijn de lesuren dan onbekend: die staan hier niet in."
            )
        )
    if beside:
        return BOTH[divided]
    days, known = weeks["student_days"].sum(), weeks["timetable_days"].sum()
    if known == 0:
        return "Gedeeld door de lesuren van de lessentabel van de school."
    return (
        "Gedeeld door de lesuren van het rooster."
        if known == days
        else "Gedeeld door het rooster waar dat is ingelezen, anders door de lessentabel."
    )


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
    rows, unit = _with_rate(rows, on)
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


def week_trend(
    rows: pl.DataFrame, on: date, judged: Judged, divided: Denominator = OWN
) -> tuple[pl.DataFrame, Reading]:
    """Weeks of the school year for one category, with their status, and what they say in words.

    Status: gewoon, kijk, signaal, onvolledig, lopend, vakantie. `said`: the same in words, with since when.
    """
    denominator = divided_by(rows, on, divided)
    rows, unit = _with_rate(rows, on)
    weeks = _beside_last_year(rows, on, []).sort("week_start")
    columns = [
        "week_start",
        "school_week",
        "rate",
        "last_year",
        "missed_hours",
        "registered",
        "complete",
        "finished",
        "key",
    ]
    status = (
        pl.when(~pl.col("complete").fill_null(True))
        .then(pl.lit("onvolledig"))
        .when(~pl.col("finished"))
        .then(pl.lit("lopend"))
        .when(pl.col("rate").is_null())
        .then(pl.lit("vakantie"))
        .otherwise(pl.col("called").fill_null(ORDINARY))
    )
    shown = _marked(_with_gaps(weeks.select(columns), []).with_columns(pl.lit("").alias("part")), {"": judged})
    shown = shown.with_columns(status.alias("status")).with_columns(pl.col("said").fill_null(pl.col("status")))
    return shown.drop("part", "called"), Reading(
        f"{_headline(shown, unit)} {_said(judged)}".strip(), unit, denominator, judged
    )


def _marked(weeks: pl.DataFrame, judged: Mapping[str, Judged]) -> pl.DataFrame:
    """The weeks of parts with `called`, the word of each that ends a step, and `said`: that word with since when."""
    rows = [(part, call.week, call.word, _since(call)) for part, found in judged.items() for call in found.calls]
    schema = {"part": pl.String, "week_start": pl.Date, "called": pl.String, "said": pl.String}
    return weeks.join(pl.DataFrame(rows, schema=schema, orient="row"), on=["part", "week_start"], how="left")


def _since(call: Call) -> str:
    """`signaal, hoger sinds ma 5 okt`."""
    return f"{call.word}, {'hoger' if call.higher else 'lager'} sinds {words.day(call.since)}"


def _headline(weeks: pl.DataFrame, unit: str) -> str:
    """The figure of the last whole week, beside that of the year before."""
    whole = weeks.filter(pl.col("finished") & pl.col("complete").fill_null(True) & pl.col("rate").is_not_null())
    if whole.is_empty():
        return "Er is nog geen volledige week."
    last = whole.row(-1, named=True)
    before = f", vorig jaar {words.rate(last['last_year'])}" if last["last_year"] is not None else ""
    return f"In de week van {words.day(last['week_start'])}: {words.rate(last['rate'])} {unit}{before}."


def _said(judged: Judged) -> str:
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
    "De laatste drie of zes weken worden vergeleken met wat eerdere schooljaren, het niveau van dit jaar en een griepgolf laten "
    "verwachten; een afdeling met de rest van de school.",
    "Kijk en signaal betekenen: een grotere verandering dan weken uit zichzelf geven. Zonder oorzaak ziet een grafiek in 1 van "
    "de {kijk} schooljaren een kijk en in 1 van de {signaal} een signaal.",
)


def explained() -> list[str]:
    """How weeks are judged, in two sentences."""
    numbers = week_numbers()
    shares = {"kijk": round(1 / numbers.kijk_a_year), "signaal": round(1 / numbers.signaal_a_year)}
    return [text.format(**shares) for text in EXPLAINED]


def part_trends(
    rows: pl.DataFrame, silent: pl.DataFrame, names: pl.DataFrame, on: date, judged: Mapping[str, Judged]
) -> pl.DataFrame:
    """Weeks of the school year per afdeling, in the school's own order; weeks of which data are missing have no rate.

    `silent` holds the afdeling and week_start of weeks, last year's too, in which an afdeling has suspiciously few
    registrations.
    """
    rows, _ = _with_rate(rows, on)
    rows = rows.join(silent, left_on=["part", "week_start"], right_on=["afdeling", "week_start"], how="anti")
    weeks = _beside_last_year(rows, on, ["part"]).filter(pl.col("complete").fill_null(True))
    columns = ["part", "week_start", "school_week", "rate", "last_year", "missed_hours", "registered", "key"]
    return (
        _marked(_with_gaps(weeks.select(columns), ["part"]), judged)
        .with_columns(pl.col("called").fill_null(ORDINARY).alias("status"))
        .with_columns(pl.col("said").fill_null(pl.col("status")))
        .drop("called")
        .join(
            names.select(pl.col("afdeling").alias("part"), pl.col("name").alias("part_name"), "afdeling_order"),
            on="part",
        )
        .sort("afdeling_order", "week_start")
        # One click names both the week and the afdeling.
        .with_columns((pl.col("key") + SEPARATOR + pl.col("part")).alias("key"))
    )
