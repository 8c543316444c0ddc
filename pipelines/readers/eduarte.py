"""Eduarte CSV without a header: absentiemeldingen (9 fields) and waarnemingen (10 fields) (formats.md 2).

One row of 9 fields is one report of absence over hours or days; one row of 10 fields is one lesson. The 10 fields
say only absent or present: no reasons, so not who was ill or excused, and not who was late or sent out.
"""

import re
from dataclasses import dataclass

import polars as pl

from pipelines.errors import InputError
from pipelines.readers import values
from pipelines.readers.base import Progress, ReadResult
from pipelines.readers.checks import Check, refuse
from pipelines.readers.filled_in import open_ends
from pipelines.readers.lesson_spans import lesson_spans
from pipelines.readers.registrations import registrations
from pipelines.readers.source import Source
from pipelines.readers.table import Row
from pipelines.today import today

# The code of an absence of which the file does not say why; no source uses it, and the school can map it.
WITHOUT_REASON = "(zonder reden)"

_COMMON = ("deelnemernummer", "begindatum", "begintijd", "einddatum", "eindtijd", "beginlesuur", "eindlesuur")
_NAMES = {
    "student_id": "deelnemernummer",
    "date": "begindatum",
    "last_date": "einddatum",
    "hour_from": "beginlesuur",
    "hour_to": "eindlesuur",
    "code": "reden",
    "type": "aanwezig",
}
_DATE, _TIME = re.compile(r"\d{8}(\.0)?"), re.compile(r"\d{1,2}:\d{2}(:\d{2})?")


@dataclass(frozen=True)
class EduarteReader:
    """Reads one of the two layouts; `fields` are the columns, in order."""

    kind: str
    title: str
    fields: Row

    def recognise(self, source: Source) -> bool:
        """By the number of fields and dates and times in their places in the first row; the end may be open."""
        first = next((row for row in source.head if any(row)), None)
        return not source.is_excel and first is not None and self._fits(first)

    def _fits(self, row: Row) -> bool:
        cells = [cell.strip() for cell in row]
        if len(cells) != len(self.fields):
            return False
        begins = _DATE.fullmatch(cells[1]) and _TIME.fullmatch(cells[2])
        ends = zip((3, 4), (_DATE, _TIME), strict=True)
        open_ = "reden" in self.fields and not cells[3] and not cells[4]
        return bool(begins) and (open_ or all(mark.fullmatch(cells[place]) for place, mark in ends))

    def read(self, source: Source, progress: Progress | None = None) -> ReadResult:
        """The registrations. Raises InputError for another layout and for a file that is cut off."""
        if not self.recognise(source):
            raise InputError(
                f"{source.name}, rij 1: dit is geen Eduarte-bestand met {len(self.fields)} velden zonder kopregel.",
                f"Verwacht worden de velden {'; '.join(self.fields)}.",
            )
        grid = source.headless_grid(self.fields)
        raw, refused = refuse(_raw(grid.frame), [_unknown_word()], _NAMES)
        raw, running = _running(raw, source.one_lesson) if "reden" in self.fields else (raw, ())
        spans = lesson_spans(raw, _NAMES, source.lesson_times)
        made = registrations(spans.raw, _NAMES, source.one_lesson)
        if progress:
            progress(grid.rows_read, grid.rows_read)
        return ReadResult(
            kind=self.kind,
            registrations=made.frame,
            refused=pl.concat([grid.refused, refused, spans.refused, made.refused]).sort("row"),
            rows_read=grid.rows_read,
            dropped_present=made.dropped_present,
            warnings=(*_without_reasons(made.frame), *running, *spans.warnings, *made.warnings),
            whole_school=True,
        )


def _raw(frame: pl.DataFrame) -> pl.DataFrame:
    has_reasons = "reden" in frame.columns
    absent = pl.when(pl.col("aanwezig").str.to_lowercase() == "afwezig") if not has_reasons else None
    return frame.select(
        pl.col("deelnemernummer").alias("student_id"),
        _moment("begindatum", "begintijd").alias("date"),
        _moment("einddatum", "eindtijd").alias("last_date"),
        pl.col("beginlesuur").alias("hour_from"),
        pl.col("eindlesuur").alias("hour_to"),
        (pl.col("reden") if absent is None else absent.then(pl.lit(WITHOUT_REASON))).alias("code"),
        (pl.lit(None, pl.String) if absent is None else absent.then(pl.lit("absent"))).alias("kind"),
        (pl.lit(None, pl.String) if absent is None else pl.col("onderwijsproduct")).alias("subject"),
        (pl.lit(None, pl.String) if absent is None else pl.col("aanwezig").fill_null("leeg")).alias("type"),
        (pl.lit(None, pl.String) if absent is None else pl.col("afgehandeld")).alias("handled"),
        "row",
    )


def _moment(date: str, time: str) -> pl.Expr:
    """Date and time in one text, as `lesson_spans` reads it; a time that is none is left out."""
    day = values.number_text(pl.col(date)).str.replace(r"^(\d{4})(\d{2})(\d{2})$", "$1-$2-$3")
    return day + pl.when(pl.col(time).str.contains(rf"^{_TIME.pattern}$")).then(" " + pl.col(time)).otherwise(
        pl.lit("")
    )


def _running(raw: pl.DataFrame, one_lesson: frozenset[str]) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """A melding without an end is not over yet: whole days until the last one of the file, and no further than today."""
    day, last_day = values.day(pl.col("date")), values.day(pl.col("last_date"))
    open_ = pl.col("last_date").is_null() & pl.col("hour_to").is_null() & ~pl.col("code").is_in(list(one_lesson))
    rows = raw.filter(open_ & day.is_not_null())
    if rows.is_empty():
        return raw, ()
    last = raw.select(pl.max_horizontal(day.max(), last_day.max())).item()
    until = min(last, today())
    to = pl.max_horizontal(day, pl.lit(until)).dt.to_string("%Y-%m-%d")
    raw = raw.with_columns(
        pl.when(open_ & (day <= until)).then(to).otherwise("last_date").alias("last_date"),
        pl.when(open_ & (pl.col("hour_from") == "1")).then(None).otherwise("hour_from").alias("hour_from"),
        pl.when(open_).then(day.dt.to_string("%Y-%m-%d")).otherwise("date").alias("date"),
    )
    return raw, (open_ends(rows["row"], until),)


def _unknown_word() -> Check:
    other = ~pl.col("type").str.to_lowercase().is_in(["afwezig", "aanwezig"])
    return Check(other.fill_null(False), "type", "Het veld 'aanwezig' is niet Afwezig of Aanwezig.")


def _without_reasons(frame: pl.DataFrame) -> tuple[str, ...]:
    if WITHOUT_REASON not in frame["code"]:
        return ()
    sentence = (
        "LET OP: dit bestand noemt geen redenen en laat te laat komen en uitsturen weg; al het verzuim heeft code"
        f" '{WITHOUT_REASON}'. Lees liever de absentiemeldingen (9 velden) in."
    )
    return (sentence,)


MELDINGEN = EduarteReader(
    "eduarte-absentiemeldingen",
    "Eduarte absentiemeldingen (CSV, 9 velden zonder kopregel)",
    (*_COMMON, "reden", "opmerkingen"),
)
WAARNEMINGEN = EduarteReader(
    "eduarte-waarnemingen",
    "Eduarte waarnemingen (CSV, 10 velden zonder kopregel)",
    (*_COMMON, "onderwijsproduct", "aanwezig", "afgehandeld"),
)
