"""Weekly rates: beside last year, with gaps at holidays and the band of chance."""

from dataclasses import dataclass
from datetime import date

import polars as pl

from dashboard import words
from dashboard.listing import SEPARATOR
from pipelines.calendar import school_year
from pipelines.questions.denominator import LESSON_TABLE, OWN, PUPILS, TIMETABLE, Denominator, year_before
from pipelines.statistics.xmr import Xmr, xmr
from protocols.settings_page import on_page

TOTAL_LABELS = {
    "totaal_afwezig": "Alle afwezigheid",
    "totaal_ongeoorloofd": "Ongeoorloofd samen (volgens het protocol)",
}
PER_100, PER_PUPIL = "per 100 lesuren", "lesuren per leerling per volle week"

# More weeks than this are counted, not named.
MOST_NAMED = 4


@dataclass(frozen=True)
class Band:
    """The band of chance around a weekly rate, what it says in words, and in which unit."""

    sentence: str
    unit: str = PER_100
    denominator: str = ""
    centre: float | None = None
    lower: float | None = None
    upper: float | None = None

    @property
    def legend(self) -> str:
        """What the band and the points outside it mean; empty as long as too few weeks make one."""
        if self.lower is None:
            return ""
        return (
            "De lichte band is wat toeval geeft: een ruit valt daarbuiten, een driehoek hoort bij een lange reeks aan één "
            "kant van het gemiddelde. "
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


def week_trend(
    rows: pl.DataFrame, on: date, settings: dict[str, float], divided: Denominator = OWN
) -> tuple[pl.DataFrame, Band]:
    """Weeks of the school year for one category, with their status, and the band of chance in words.

    Status: gewoon, signaal (outside the band), reeks (in a long run on one side), onvolledig, lopend, vakantie. A week
    that still runs on the day is not held against the band and makes none.
    """
    denominator = divided_by(rows, on, divided)
    rows, unit = _with_rate(rows, on)
    weeks = _beside_last_year(rows, on, []).sort("week_start")
    whole = pl.col("complete").fill_null(True) & pl.col("finished")
    sure = weeks.filter(whole & pl.col("rate").is_not_null())
    needed, run = int(settings["xmr_min_weeks"]), int(settings["xmr_run"])
    band = xmr(sure["rate"].to_list(), settings["xmr_factor"], needed, run)
    keys = sure["key"].to_list()
    outside = [keys[place] for place in (band.outside if band else ())]
    runs = [keys[place] for stretch in (band.runs if band else ()) for place in stretch]
    status = (
        pl.when(~pl.col("complete").fill_null(True))
        .then(pl.lit("onvolledig"))
        .when(~pl.col("finished"))
        .then(pl.lit("lopend"))
        .when(pl.col("key").is_in(outside))
        .then(pl.lit("signaal"))
        .when(pl.col("key").is_in(runs))
        .then(pl.lit("reeks"))
        .when(pl.col("rate").is_null())
        .then(pl.lit("vakantie"))
        .otherwise(pl.lit("gewoon"))
    )
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
    shown = _with_gaps(weeks.select(columns), []).with_columns(status.alias("status"))
    if band is None:
        weeks_known = (
            words.count(sure.height, "volledige week", "volledige weken") if sure.height else "nog geen volledige week"
        )
        text = (
            f"Er {'zijn' if sure.height > 1 else 'is'} {weeks_known}; "
            f"vanaf {needed} weken is te zeggen wat meer is dan toeval."
        )
        return shown, Band(text, unit, denominator)
    weeks_of = [date.fromisoformat(key) for key in keys]
    text = _signals(band, weeks_of, sure["rate"].to_list())
    return shown, Band(text, unit, denominator, band.centre, band.lower, band.upper)


def _signals(band: Xmr, weeks: list[date], rates: list[float]) -> str:
    """What chance does not explain: single weeks outside the band, and long runs on one side of the mean."""
    found = []
    if len(band.outside) > MOST_NAMED:
        found.append(
            f"In {len(band.outside)} van de {len(weeks)} weken ligt het verzuim buiten wat toeval geeft, het laatst in "
            f"die van {words.day(weeks[band.outside[-1]])}. Het seizoen hoort daarbij: leg er de grijze lijn van vorig "
            "jaar naast."
        )
    elif band.outside:
        dates = words.listed([words.day(weeks[place]) for place in band.outside])
        found.append(f"Buiten wat toeval geeft: de week van {dates}.")
    if band.runs:
        stretch = band.runs[-1]
        side = "boven" if rates[stretch[0]] > band.centre else "onder"
        length, first = words.number(len(stretch), 0), words.day(weeks[stretch[0]])
        found.append(
            f"Vanaf de week van {first} ligt het verzuim {length} weken achter elkaar {side} het gemiddelde: ook dat is "
            "meer dan toeval."
            if found
            else f"Vanaf de week van {first} ligt het verzuim {length} weken achter elkaar {side} het gemiddelde: meer "
            "dan toeval."
        )
    return " ".join(found) or "Geen enkele week wijkt meer af dan toeval geeft."


def part_trends(rows: pl.DataFrame, silent: pl.DataFrame, names: pl.DataFrame, on: date) -> pl.DataFrame:
    """Weeks of the school year per afdeling, in the school's own order; weeks of which data are missing have no rate.

    `silent` holds the afdeling and week_start of weeks, last year's too, in which an afdeling has suspiciously few
    registrations.
    """
    rows, _ = _with_rate(rows, on)
    rows = rows.join(silent, left_on=["part", "week_start"], right_on=["afdeling", "week_start"], how="anti")
    weeks = _beside_last_year(rows, on, ["part"]).filter(pl.col("complete").fill_null(True))
    columns = ["part", "week_start", "school_week", "rate", "last_year", "missed_hours", "registered", "key"]
    return (
        _with_gaps(weeks.select(columns), ["part"])
        .join(
            names.select(pl.col("afdeling").alias("part"), pl.col("name").alias("part_name"), "afdeling_order"),
            on="part",
        )
        .sort("afdeling_order", "week_start")
        # One click names both the week and the afdeling.
        .with_columns((pl.col("key") + SEPARATOR + pl.col("part")).alias("key"))
    )
