"""Missed hours by lesson hour of the week and by subject, beside what is expected by the timetable, and whose they are."""

from dataclasses import dataclass, field

import polars as pl

from dashboard import chance, words
from dashboard.listing import SEPARATOR
from dashboard.rates.units import MOST_NAMED
from pipelines.each import each
from pipelines.statistics.normal import LOOK, SIGNAL

# School days by their number in the week.
DAYS = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag")
OF_WEEK = (
    "Een lesuur is pas kijk of signaal als het afwijkt van de andere uren van dezelfde klassen en dagen, en van datzelfde "
    "uur op andere dagen: een drukke dag of een eerste uur dat altijd druk is, is geen nieuws. Hoeveel toeval geeft, volgt "
    "uit de verschillen van dag tot dag en van klas tot klas, dus één leerling of één dag beslist niet."
)
OF_SUBJECTS = (
    "Een vak is pas kijk of signaal als het afwijkt van de andere lessen op dezelfde dag en hetzelfde uur, en van de andere "
    "lessen van dezelfde klassen: dat een vak vaak het eerste uur is, telt zo niet mee. Hoeveel toeval geeft, volgt uit de "
    "verschillen van dag tot dag en van klas tot klas, dus één leerling of één dag beslist niet."
)
AGAINST_LESSONS = (
    "Het cijfer: van elke 100 lessen in het rooster zoveel met deze registratie. Wat verwacht is, en het oordeel, zijn zonder "
    "de lesuren waarin een klas samen weg was."
)
SPREAD = "Een hele dag zonder lesuur is verdeeld over de lessen van die dag, als die bekend zijn."
TRIANGLES = "▲ en ▼: een signaal, meer of minder dan verwacht."
CHOOSE = "Onvolledige weken tellen niet mee."
# A bare count follows the number of lessons, and says nothing of itself.
UNJUDGED, TOO_SHORT = "geen: alleen een telling", "te weinig gegevens"
PER_LESSON, COUNTED = "per 100 lessen", "lesuren"
JUDGED = {"part": pl.String, "value": pl.Float64, "verdict": pl.String, "expected": pl.Float64}


@dataclass(frozen=True)
class Hours:
    """Cells or subjects in one unit, and what they say in words.

    `judged`: one row per cell or subject that was held against what is expected there: part, value, verdict, expected.
    """

    sentence: str
    unit: str
    frame: pl.DataFrame
    explained: str = ""
    judged: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=JUDGED))


def heat(rows: pl.DataFrame, cells: pl.DataFrame, settings: dict[str, float]) -> Hours:
    """A row per weekday and lesson hour: day, lesson_hour, value, text, missed_hours, registered, verdict, expected, key.

    `rows` and `cells` as in `pipelines.questions.lesson_hours` (`slots` and `week_cells`). `value` is a rate per 100
    lessons in that hour where the timetable tells, else a count of missed hours.
    """
    known = not cells.is_empty() and int(rows["timetabled_hours"].sum()) > 0
    if known:
        rows = rows.join(cells, on=["iso_weekday", "lesson_hour"], how="full", coalesce=True)
        rows = rows.with_columns(pl.col("missed_hours", "registered", "timetabled_hours").fill_null(0))
    elif not rows.is_empty():
        rows = _whole_grid(rows)
    rows = rows.sort("iso_weekday", "lesson_hour")
    if not known:
        none = pl.lit(None, pl.Float64)
        rows = rows.with_columns(none.alias("expected"), pl.lit(None, pl.String).alias("verdict"))
    values = rows["rate"].to_list() if known else rows["missed_hours"].cast(pl.Float64).to_list()
    verdicts = _verdicts(values, rows["verdict"].to_list()) if known else [UNJUDGED] * rows.height
    frame = rows.select(
        pl.col("iso_weekday").replace_strict(dict(enumerate(DAYS, 1)), return_dtype=pl.String).alias("day"),
        "lesson_hour",
        pl.Series("value", values, dtype=pl.Float64),
        pl.Series("text", _texts(values, rows["expected"].to_list(), verdicts, known), dtype=pl.String),
        "missed_hours",
        "registered",
        pl.Series("verdict", verdicts, dtype=pl.String),
        "expected",
        pl.concat_str(
            pl.col("iso_weekday").cast(pl.String), pl.lit(SEPARATOR), pl.col("lesson_hour").cast(pl.String)
        ).alias("key"),
    )
    if not known:
        text = (
            "Zonder rooster is dit een telling van lesuren, geen percentage: een uur waarop meer les wordt gegeven, "
            "telt vanzelf hoger."
        )
        return Hours(text, COUNTED, frame, SPREAD)
    named = frame.with_columns(pl.format("{} {}e uur", "day", "lesson_hour").alias("part"), rows["value"])
    judged = _judged(named)
    explained = " ".join(filter(None, [OF_WEEK, AGAINST_LESSONS, TRIANGLES, SPREAD, _partly(rows)]))
    return Hours(_said(judged, "lesuur", "lesuren", settings), PER_LESSON, frame, explained, judged)


def _whole_grid(rows: pl.DataFrame) -> pl.DataFrame:
    """Every school day with as many hours as any has: inside the shown weeks no row means that nobody was registered."""
    days = pl.DataFrame({"iso_weekday": range(1, len(DAYS) + 1)}, schema={"iso_weekday": pl.Int64})
    known = rows["lesson_hour"].to_list()
    hours = pl.DataFrame({"lesson_hour": range(min([1, *known]), max(known) + 1)}, schema={"lesson_hour": pl.Int64})
    counts = pl.col("missed_hours", "registered").fill_null(0)
    return days.join(hours, how="cross").join(rows, on=["iso_weekday", "lesson_hour"], how="left").with_columns(counts)


def subjects(rows: pl.DataFrame, cells: pl.DataFrame, settings: dict[str, float]) -> Hours:
    """A row per known subject with registrations, most missed hours first: subject and the columns to read.

    `rows` and `cells` as in `pipelines.questions.lesson_hours` (`subjects` and `subject_cells`).
    """
    known = rows.filter(pl.col("subject").is_not_null()).join(cells, on="subject", how="left", maintain_order="left")
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
    if not int(known["timetabled_hours"].sum()) or known["rate"].null_count() == known.height:
        remark = " ".join(filter(None, [CHOOSE, remark]))
        text = "Zonder rooster is dit een telling van lesuren: een vak met meer lessen telt vanzelf hoger."
        return Hours(text, COUNTED, frame, remark)
    verdicts = _verdicts(known["rate"].to_list(), known["verdict"].to_list())
    found = known.with_columns(pl.col("subject").alias("part"), pl.Series("verdict", verdicts, dtype=pl.String))
    frame = frame.with_columns(
        *(
            each(found[column], words.rate, pl.String).alias(title)
            for column, title in (("rate", "Per 100 lessen"), ("expected", "Verwacht"))
        ),
        found["verdict"].alias("Oordeel"),
    )
    judged = _judged(found)
    explained = " ".join(filter(None, [OF_SUBJECTS, AGAINST_LESSONS, CHOOSE, _partly(known), remark]))
    return Hours(_said(judged, "vak", "vakken", settings), PER_LESSON, frame, explained, judged)


def _verdicts(values: list[float | None], verdicts: list[str | None]) -> list[str]:
    """The word of every cell; one without lessons in the timetable has only a count."""
    return [
        UNJUDGED if value is None else verdict or TOO_SHORT for value, verdict in zip(values, verdicts, strict=True)
    ]


def _texts(values: list[float | None], expected: list[float | None], verdicts: list[str], rates: bool) -> list[str]:
    """What stands in the cells; a triangle says what the colour alone may not."""
    middle = max((value for value in expected if value is not None), default=0.0)
    return [
        ""
        if value is None
        else (words.rate(value, 1 if middle > 1 else 2) if rates else words.number(value, 0))
        + (f" {'▲' if value > (usual or 0.0) else '▼'}" if said == SIGNAL else "")
        for value, usual, said in zip(values, expected, verdicts, strict=True)
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


def _judged(found: pl.DataFrame) -> pl.DataFrame:
    return found.filter(~pl.col("verdict").is_in([UNJUDGED, TOO_SHORT])).select(list(JUDGED))


def _said(judged: pl.DataFrame, one: str, more: str, settings: dict[str, float]) -> str:
    """Which cells are signaal and kijk, with what is expected there, and how many would be so without any cause."""

    def named(word: str) -> str:
        cells = [
            f"{part} ({words.rate(value)}, verwacht {words.rate(expected)})"
            for part, value, said, expected in judged.iter_rows()
            if said == word
        ]
        return words.listed(cells) if len(cells) <= MOST_NAMED else words.count(len(cells), one, more)

    if judged.is_empty():
        return f"Er zijn te weinig uren, dagen of klassen om {more} te vergelijken."
    parts = [f"{words.capital(word)}: {cells}." for word in (SIGNAL, LOOK) if (cells := named(word))]
    text = " ".join(parts) or f"Geen {one} is kijk of signaal."
    return f"{text} {chance.false_ones(judged.height, settings, one, more)}"


def together(away: pl.DataFrame) -> str:
    """How many hours were taken out because a klas was away together, and on which days; empty without any."""
    if away.is_empty():
        return ""
    days = away["date"].unique().sort().to_list()
    when = words.listed([words.day(day) for day in days]) if len(days) <= MOST_NAMED else f"{len(days)} dagen"
    return (
        "Uit de vergelijking van afdelingen, klassen, lesuren en vakken gelaten: "
        f"{words.count(away.height, 'lesuur', 'lesuren')} waarin een klas, of een groot deel ervan, samen weg was, op {when}."
    )


def together_days(away: pl.DataFrame) -> pl.DataFrame:
    """One row per klas and day that it was away together, the newest first."""
    found = away.group_by("klas", "date").agg(pl.col("lesson_hour"), pl.col("missed").max(), pl.col("present").max())
    found = found.sort(["date", "klas"], descending=[True, False])
    return found.select(
        pl.col("klas").alias("Klas"),
        each(found["date"], lambda day: words.day(day, year=True), pl.String).alias("Dag"),
        pl.col("lesson_hour").list.len().alias("Lesuren"),
        pl.format("{} van {}", "missed", pl.max_horizontal("present", "missed")).alias("Leerlingen"),
    )


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
