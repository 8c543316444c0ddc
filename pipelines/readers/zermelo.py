"""Zermelo: appointments and holidays, the timetable and the school's calendar (formats.md 3). No absence.

One appointment becomes one lesson per pupil and lesson hour; it takes place when its newest version is valid and
not cancelled. Moments are unix seconds.
"""

from typing import Any

import polars as pl

from pipelines.errors import InputError
from pipelines.readers import values
from pipelines.readers.base import LESSONS, VACATIONS, Progress, ReadResult, conform
from pipelines.readers.checks import Check, no_pupil, refuse
from pipelines.readers.hour_cells import hour_cell
from pipelines.readers.json_items import at, list_at, malformed, missing_items, objects, text_at
from pipelines.readers.source import Source

_NAMES = {"student_id": "students", "start": "start", "end": "end", "first": "startTimeSlot", "last": "endTimeSlot"}
_LONGEST_HOLIDAY_DAYS = 92


class AppointmentReader:
    """The lessons of each pupil."""

    kind = "zermelo-afspraken"
    title = "Zermelo appointments: het rooster (JSON)"

    def recognise(self, source: Source) -> bool:
        """By data with an appointmentInstance."""
        return _first_has(source, "appointmentInstance")

    def read(self, source: Source, progress: Progress | None = None) -> ReadResult:
        """Lessons that take place, per pupil and lesson hour. Raises InputError for another kind of file."""
        items = _data(source)
        versions = _versions(objects(items))
        lessons, refused, warnings = _lessons(versions)
        if progress:
            progress(len(items), len(items))
        warnings = (*missing_items(source, "response.totalRows", items, "afspraken"), *warnings)
        refused = pl.concat([malformed(items), refused]).sort("row")
        return _result(self.kind, len(items), refused, warnings, lessons=lessons)


class HolidayReader:
    """The holidays of the school."""

    kind = "zermelo-vakanties"
    title = "Zermelo holidays: de vakanties (JSON)"

    def recognise(self, source: Source) -> bool:
        """By data with a name, a start and an end."""
        return _first_has(source, "name", "start", "end") and not _first_has(source, "appointmentInstance")

    def read(self, source: Source, progress: Progress | None = None) -> ReadResult:
        """Holidays with their first and last day: Zermelo's end is the midnight after it."""
        items = _data(source)
        found = objects(items)
        raw = pl.DataFrame(
            [(text_at(item, "name"), _number(item, "start"), _number(item, "end"), number) for number, item in found],
            schema={"name": pl.String, "start": pl.Int64, "end": pl.Int64, "row": pl.Int64},
            orient="row",
        ).with_columns(_day(pl.col("start")).alias("first"), _day(pl.col("end") - 1).alias("last"))
        good, refused = refuse(raw, holiday_checks(), {"first": "start", "last": "end"})
        vacations = good.select(values.text(pl.col("name")).alias("name"), start="first", end="last", row="row")
        if progress:
            progress(len(items), len(items))
        refused = pl.concat([malformed(items), refused]).sort("row")
        warnings = missing_items(source, "response.totalRows", items, "vakanties")
        return _result(self.kind, len(items), refused, warnings, vacations=conform(vacations, VACATIONS))


def _data(source: Source) -> list[Any]:
    data = at(source.json, "response", "data")
    if not isinstance(data, list):
        raise InputError(
            f"{source.name}: de lijst 'response.data' staat niet in dit bestand.", "Klopt het gekozen soort bestand?"
        )
    return data


def _first_has(source: Source, *keys: str) -> bool:
    first = next((item for item in list_at(source.json, "response", "data") if isinstance(item, dict)), None)
    return first is not None and all(key in first for key in keys)


def _number(item: Any, name: str) -> int | None:
    """A whole number that fits the frames; anything else is unknown."""
    value = at(item, name)
    return value if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**40 else None


def _slot(item: Any, name: str) -> int | None:
    """A lesson hour: the number of the slot, else the one hour that its name holds ('3', 'u3')."""
    number = _number(item, name)
    if number is not None:
        return number
    spans = hour_cell(text_at(item, f"{name}Name") or "").spans
    return spans[0][0] if len(spans) == 1 and spans[0][0] == spans[0][1] else None


def _day(seconds: pl.Expr) -> pl.Expr:
    return pl.from_epoch(seconds, "s").dt.replace_time_zone("UTC").dt.convert_time_zone(values.AMSTERDAM).dt.date()


def _versions(found: list[tuple[int, dict[str, Any]]]) -> pl.DataFrame:
    """Every version of every appointment; one without an instance stands on its own."""
    items = [item for _, item in found]
    # Every pupil comes back in hundreds of lessons: each way of writing a number is looked at once.
    written = {own for item in items for own in list_at(item, "students") if isinstance(own, str)}
    known = {own: text_at({"own": own}, "own") for own in written}
    columns = {
        "instance": [text_at(item, "appointmentInstance") or f"id {text_at(item, 'id') or n}" for n, item in found],
        # Only an explicit word cancels a lesson: what is missing in the answer says nothing.
        "takes_place": [at(item, "valid") is not False and at(item, "cancelled") is not True for item in items],
        "modified": [_number(item, "lastModified") or 0 for item in items],
        "start": [_number(item, "start") for item in items],
        "first": [_slot(item, "startTimeSlot") for item in items],
        "last": [_slot(item, "endTimeSlot") for item in items],
        "subject": [text_at({"first": next(iter(list_at(item, "subjects")), None)}, "first") for item in items],
        "student_id": [_students(item, known) for item in items],
        "row": [number for number, _ in found],
    }
    schema: dict[str, pl.DataType | type[pl.DataType]] = {
        "instance": pl.String,
        "takes_place": pl.Boolean,
        **dict.fromkeys(("modified", "start", "first", "last"), pl.Int64),
        "subject": pl.String,
        "student_id": pl.List(pl.String),
        "row": pl.Int64,
    }
    return pl.DataFrame(columns, schema=schema)


def _students(item: dict[str, Any], known: dict[str, str | None]) -> list[str]:
    listed = [known[own] if isinstance(own, str) else text_at({"own": own}, "own") for own in list_at(item, "students")]
    return [text for text in listed if text]


def _lessons(versions: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame, tuple[str, ...]]:
    newest = versions.sort("modified", "row").unique("instance", keep="last", maintain_order=True).sort("row")
    held = newest.filter("takes_place").with_columns(_day(pl.col("start")).alias("date"))
    timed = held.filter(pl.col("first").is_not_null() | pl.col("last").is_not_null())
    good, refused = refuse(timed.with_columns(pl.col("last").fill_null(pl.col("first"))), _lesson_checks(), _NAMES)
    per_pupil, nobody = refuse(
        good.filter(pl.col("student_id").list.len() > 0).explode("student_id"), [no_pupil("student_id")], _NAMES
    )
    hours = pl.int_ranges("first", pl.col("last") + 1)
    frame = per_pupil.with_columns(
        values.number_text(pl.col("student_id")).alias("student_id"),
        values.text(pl.col("subject")).str.to_lowercase().alias("subject"),
        hours.alias("lesson_hour"),
    ).explode("lesson_hour")
    # The rest of a lesson follows from its row: twice in a lesson is the same pupil, hour and row.
    lessons = conform(frame.unique(["row", "student_id", "lesson_hour"], maintain_order=True), LESSONS)
    return lessons, pl.concat([refused, nobody]), _left_out(held.height - timed.height, good)


def _lesson_checks() -> list[Check]:
    hours = f"Onmogelijk lesuur: een lesuur is een geheel getal van {values.FIRST_HOUR} t/m {values.LAST_HOUR}."
    bounds = (values.FIRST_HOUR, values.LAST_HOUR)
    return [
        Check(~values.is_possible(pl.col("date")).fill_null(False), "start", "De les heeft geen bruikbaar begin."),
        Check(~pl.col("first").is_between(*bounds).fill_null(False), "first", hours),
        Check(~pl.col("last").is_between(*bounds).fill_null(False), "last", hours),
        Check(pl.col("first") > pl.col("last"), "last", "Het laatste lesuur ligt voor het eerste."),
    ]


def _left_out(without_slot: int, good: pl.DataFrame) -> tuple[str, ...]:
    warnings = []
    if without_slot:
        warnings.append(f"{without_slot} afspraken hebben geen lesuur en tellen niet mee als les.")
    empty = good.filter(pl.col("student_id").list.len() == 0).height
    if empty:
        warnings.append(
            f"LET OP: {empty} lessen noemen geen leerlingen en tellen niet mee."
            " Haal de afspraken op met rechten om leerlingen te zien."
        )
    return tuple(warnings)


def holiday_checks() -> list[Check]:
    """What is wrong with a holiday whose first and last day are `first` and `last`."""
    first, last = pl.col("first"), pl.col("last")
    return [
        Check(~values.is_possible(first).fill_null(False), "start", "De vakantie heeft geen bruikbaar begin."),
        Check(~values.is_possible(last).fill_null(False), "end", "De vakantie heeft geen bruikbaar einde."),
        Check(last < first, "end", "Het einde van de vakantie ligt voor het begin."),
        Check(
            (last - first).dt.total_days() > _LONGEST_HOLIDAY_DAYS, "end", "De vakantie duurt langer dan drie maanden."
        ),
        Check(values.text(pl.col("name")).is_null(), "name", "De vakantie heeft geen naam."),
    ]


def _result(
    kind: str,
    rows_read: int,
    refused: pl.DataFrame,
    warnings: tuple[str, ...],
    lessons: pl.DataFrame | None = None,
    vacations: pl.DataFrame | None = None,
) -> ReadResult:
    return ReadResult(
        kind=kind,
        refused=refused,
        rows_read=rows_read,
        warnings=warnings,
        whole_school=True,
        lessons=lessons,
        vacations=vacations,
    )


AFSPRAKEN = AppointmentReader()
VAKANTIES = HolidayReader()
