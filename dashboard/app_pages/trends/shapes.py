"""Missed hours by lesson hour of the week and by subject, against chance where the timetable is known, and who is behind them."""

from dataclasses import dataclass, field

import polars as pl

from dashboard import chance, words
from dashboard.listing import SEPARATOR
from dashboard.rates.units import MOST_NAMED
from pipelines.statistics.clustered import Cells, clustered
from pipelines.statistics.normal import LOOK, SIGNAL, by_chance

# School days by their number in the week.
DAYS = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag")
AGAINST_LESSONS = (
    "Het cijfer: van elke 100 lessen in het rooster zoveel met deze registratie. Of een verschil meer is dan toeval, hangt "
    "af van het aantal leerlingen erachter: twintig uren van één leerling tellen als één gebeurtenis."
)
SPREAD = "Een hele dag zonder lesuur is verdeeld over de lessen van die dag, als die bekend zijn."
TRIANGLES = (
    "▲ en ▼: een signaal, meer of minder dan gemiddeld. De uren van een dag hangen samen: wie een dag ziek is, mist ze "
    "alle."
)
CHOOSE = "Onvolledige weken tellen niet mee."
# A bare count follows the number of lessons, and says nothing of itself.
UNJUDGED = "geen: alleen een telling"
PER_LESSON, COUNTED = "per 100 lessen", "lesuren"
JUDGED = {"part": pl.String, "value": pl.Float64, "verdict": pl.String}


@dataclass(frozen=True)
class Hours:
    """Cells or subjects in one unit, and what they say in words.

    `judged`: one row per cell or subject that was held against `mean`: part, value, verdict.
    """

    sentence: str
    unit: str
    frame: pl.DataFrame
    explained: str = ""
    judged: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=JUDGED))
    mean: float | None = None


def _held(rows: pl.DataFrame, settings: dict[str, float]) -> Cells | None:
    return clustered(
        rows["timetabled_hours"].to_list(),
        rows["squares"].to_list(),
        rows["lessons"].to_list(),
        settings["funnel_look"],
        settings["funnel_signal"],
    )


def heat(rows: pl.DataFrame, settings: dict[str, float]) -> Hours:
    """A row per weekday and lesson hour: day, lesson_hour, value, text, missed_hours, registered, verdict, key.

    `value` is a rate per 100 lessons in that hour where the timetable tells, else a count of missed hours.
    """
    held = _held(rows, settings)
    if held is None and not rows.is_empty():
        rows = _whole_grid(rows)
    cells = held.cells if held else [None] * rows.height
    values = [c.rate if c else None for c in cells] if held else rows["missed_hours"].cast(pl.Float64).to_list()
    verdicts = [cell.verdict if cell else UNJUDGED for cell in cells]
    frame = rows.select(
        pl.col("iso_weekday").replace_strict(dict(enumerate(DAYS, 1)), return_dtype=pl.String).alias("day"),
        "lesson_hour",
        pl.Series("value", values, dtype=pl.Float64),
        pl.Series("text", _texts(values, verdicts, held), dtype=pl.String),
        "missed_hours",
        "registered",
        pl.Series("verdict", verdicts, dtype=pl.String),
        pl.concat_str(
            pl.col("iso_weekday").cast(pl.String), pl.lit(SEPARATOR), pl.col("lesson_hour").cast(pl.String)
        ).alias("key"),
    )
    places = [f"{day} {hour}e uur" for day, hour in frame.select("day", "lesson_hour").iter_rows()]
    if held is None:
        text = (
            "Zonder rooster is dit een telling van lesuren, geen percentage: een uur waarop meer les wordt gegeven, "
            "telt vanzelf hoger."
        )
        return Hours(text, COUNTED, frame, SPREAD)
    judged = _judged(held, places)
    sentence = _said(held.rate, judged, "lesuur", "lesuren", settings)
    explained = " ".join(filter(None, [AGAINST_LESSONS, TRIANGLES, SPREAD, _partly(rows)]))
    return Hours(sentence, PER_LESSON, frame, explained, judged, held.rate)


def _whole_grid(rows: pl.DataFrame) -> pl.DataFrame:
    """Every school day with as many hours as any has: inside the shown weeks no row means that nobody was registered."""
    days = pl.DataFrame({"iso_weekday": range(1, len(DAYS) + 1)}, schema={"iso_weekday": pl.Int64})
    known = rows["lesson_hour"].to_list()
    hours = pl.DataFrame({"lesson_hour": range(min([1, *known]), max(known) + 1)}, schema={"lesson_hour": pl.Int64})
    counts = pl.col("missed_hours", "registered").fill_null(0)
    return days.join(hours, how="cross").join(rows, on=["iso_weekday", "lesson_hour"], how="left").with_columns(counts)


def subjects(rows: pl.DataFrame, settings: dict[str, float]) -> Hours:
    """A row per known subject, most missed hours first: subject and the columns to read."""
    known = rows.filter(pl.col("subject").is_not_null())
    held = _held(known, settings)
    frame = known.select(
        "subject",
        pl.col("subject").alias("Vak"),
        pl.col("missed_hours").alias("Lesuren"),
        pl.col("registered").alias("Leerlingen"),
    )
    unknown = int(rows.filter(pl.col("subject").is_null())["missed_hours"].sum())
    remark = f"Van {words.count(unknown, 'lesuur', 'lesuren')} is het vak niet bekend." if unknown else ""
    if known.is_empty():
        text = (
            "Van geen enkel verzuim is het vak bekend: daarvoor is een rooster nodig, of een export die het vak noemt."
        )
        return Hours(text, COUNTED, frame)
    if held is None:
        remark = " ".join(filter(None, [CHOOSE, remark]))
        text = "Zonder rooster is dit een telling van lesuren: een vak met meer lessen telt vanzelf hoger."
        return Hours(text, COUNTED, frame, remark)
    cells = held.cells
    low = [max(held.rate - cell.margin, 0.0) if cell else 0.0 for cell in cells]
    frame = frame.with_columns(
        pl.Series("Per 100 lessen", [words.rate(c.rate) if c else None for c in cells], dtype=pl.String),
        pl.Series(
            "Toeval geeft",
            [
                f"{words.rate(least)} tot {words.rate(held.rate + cell.margin)}" if cell else None
                for least, cell in zip(low, cells, strict=True)
            ],
            dtype=pl.String,
        ),
        pl.Series("Oordeel", [cell.verdict if cell else None for cell in cells], dtype=pl.String),
    )
    judged = _judged(held, known["subject"].to_list())
    sentence = _said(held.rate, judged, "vak", "vakken", settings)
    explained = " ".join(filter(None, [AGAINST_LESSONS, CHOOSE, _partly(known), remark]))
    return Hours(sentence, PER_LESSON, frame, explained, judged, held.rate)


def _texts(values: list[float | None], verdicts: list[str], held: Cells | None) -> list[str]:
    """What stands in the cells; a triangle says what the colour alone may not."""
    middle = held.rate if held else 0.0
    return [
        ""
        if value is None
        else (words.rate(value, 1 if middle > 1 else 2) if held else words.number(value, 0))
        + (f" {'▲' if value > middle else '▼'}" if said == SIGNAL else "")
        for value, said in zip(values, verdicts, strict=True)
    ]


def _partly(rows: pl.DataFrame) -> str:
    """How much of the absence fell on days of which the timetable is known, when that is not all of it."""
    missed, timetabled = int(rows["missed_hours"].sum()), int(rows["timetabled_hours"].sum())
    if timetabled == missed:
        return ""
    return (
        f"Het cijfer gaat over de dagen met een rooster: {words.number(timetabled, 0)} van de "
        f"{words.count(missed, 'lesuur', 'lesuren')}."
    )


def _judged(held: Cells, names: list[str]) -> pl.DataFrame:
    found = [(name, cell.rate, cell.verdict) for name, cell in zip(names, held.cells, strict=True) if cell]
    return pl.DataFrame(found, schema=JUDGED, orient="row")


def _said(mean: float, judged: pl.DataFrame, one: str, more: str, settings: dict[str, float]) -> str:
    """Which cells are signaal and kijk, and how many would be so without any cause."""

    def named(word: str) -> str:
        cells = [f"{part} ({words.rate(value)})" for part, value, said in judged.iter_rows() if said == word]
        return words.listed(cells) if len(cells) <= MOST_NAMED else words.count(len(cells), one, more)

    parts = [f"{words.capital(word)}: {cells}." for word in (SIGNAL, LOOK) if (cells := named(word))]
    text = " ".join(parts) or f"Geen {one} is kijk of signaal."
    looks, signals = (judged.height * by_chance(settings[name]) for name in ("funnel_look", "funnel_signal"))
    false_ones = chance.false_ones(judged.height, looks, signals, one, more)
    return f"{text} Gemiddeld {words.rate(mean)} {PER_LESSON}. {false_ones}"


def pupils(rows: pl.DataFrame) -> pl.DataFrame:
    """Pupils behind a point, cell or row of the trends."""
    return rows.select(
        pl.col("student_id").alias("nummer"),
        pl.col("name").alias("Leerling"),
        pl.col("klas").alias("Klas"),
        pl.col("mentor").alias("Mentor"),
        pl.col("hours").alias("Lesuren"),
        pl.col("days").alias("Dagen"),
        pl.col("last_day").alias("Laatste dag"),
    )
