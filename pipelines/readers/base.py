"""What every reader gives: canonical frames, refused rows, and loud sentences about what the file lacks."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import polars as pl

Progress = Callable[[int, int], None]

# One row is one registration at the source. hour_from and hour_to are lesson hours, null for a whole day; spread tells a day
# of a range of days; minutes_late (of one late) and handled are null when unknown; row is the row in
# the file as a spreadsheet shows it, or the number of the item in JSON, counted from 1.
REGISTRATIONS: dict[str, type[pl.DataType]] = {
    "source_id": pl.String,
    "student_id": pl.String,
    "leerling_id": pl.String,
    "date": pl.Date,
    "hour_from": pl.Int64,
    "hour_to": pl.Int64,
    "code": pl.String,
    "authorised": pl.Boolean,
    "kind": pl.String,
    "subject": pl.String,
    "entered_on": pl.Date,
    "klas": pl.String,
    "minutes_late": pl.Int64,
    "handled": pl.Boolean,
    "spread": pl.Boolean,
    "row": pl.Int64,
}
# One row is one pupil.
PUPILS: dict[str, type[pl.DataType]] = {
    "student_id": pl.String,
    "leerling_id": pl.String,
    "roepnaam": pl.String,
    "tussenvoegsel": pl.String,
    "achternaam": pl.String,
    "birth_date": pl.Date,
    "row": pl.Int64,
}
# One row is one stay of a pupil in a klas; valid_until is exclusive, null means without a bound. `listed`: a pupil list says
# so; else it is what registrations show, which is silent as soon as a list names the klas.
PLACEMENTS: dict[str, type[pl.DataType]] = {
    "student_id": pl.String,
    "klas": pl.String,
    "studie": pl.String,
    "leerjaar": pl.Int64,
    "mentor": pl.String,
    "valid_from": pl.Date,
    "valid_until": pl.Date,
    "listed": pl.Boolean,
    "row": pl.Int64,
}
# One row is one reason code of the school.
CODES: dict[str, type[pl.DataType]] = {
    "code": pl.String,
    "description": pl.String,
    "kind": pl.String,
    "authorised": pl.Boolean,
    "luxeverzuim": pl.Boolean,
    "row": pl.Int64,
}
# One row is one refused row of the file: the first thing wrong with it, in Dutch, and what to do; the pupil and the day that
# it is about, as far as they could be read.
REFUSED: dict[str, type[pl.DataType]] = {
    "row": pl.Int64,
    "column": pl.String,
    "value": pl.String,
    "reason": pl.String,
    "remedy": pl.String,
    "student_id": pl.String,
    "date": pl.Date,
}
# One row is one scheduled lesson hour of one pupil; instance is the timetable's own name for the lesson.
LESSONS: dict[str, type[pl.DataType]] = {
    "student_id": pl.String,
    "date": pl.Date,
    "lesson_hour": pl.Int64,
    "subject": pl.String,
    "instance": pl.String,
    "row": pl.Int64,
}
# One row is one holiday of the school; start and end are its first and last day.
VACATIONS: dict[str, type[pl.DataType]] = {"name": pl.String, "start": pl.Date, "end": pl.Date, "row": pl.Int64}
# One row is one follow-up on absence; shown: whether the pupil came, and in time; null means not known yet.
FOLLOWUPS: dict[str, type[pl.DataType]] = {
    "source_id": pl.String,
    "student_id": pl.String,
    "date": pl.Date,
    "measure": pl.String,
    "shown": pl.Boolean,
    "row": pl.Int64,
}

# Verantwoordingtype of Magister (formats.md 1.2); 5 has not been seen anywhere.
MAGISTER_KINDS: Mapping[int, str] = {
    1: "absent",
    2: "te_laat",
    3: "ziek",
    4: "uitgestuurd",
    6: "vrijgesteld",
    7: "materiaal",
    8: "huiswerk",
    9: "mobiel",
}
# The words that the staff API uses for the same types; others are unknown.
MAGISTER_WORDS: Mapping[str, str] = {
    "absent": "absent",
    "late": "te_laat",
    "telaat": "te_laat",
    "te laat": "te_laat",
    "te laat gekomen": "te_laat",
    "tardy": "te_laat",
    "afwezig": "absent",
    "uitgestuurd": "uitgestuurd",
    "uit de les gestuurd": "uitgestuurd",
    "uit les verwijderd": "uitgestuurd",
    "sick": "ziek",
    "ziek": "ziek",
    "removed": "uitgestuurd",
    "verwijderd": "uitgestuurd",
    "exempt": "vrijgesteld",
    "vrijgesteld": "vrijgesteld",
}


@dataclass(frozen=True)
class ReadResult:
    """One file, read. Frames have the columns above, or are None when the format holds no such rows."""

    kind: str
    refused: pl.DataFrame
    rows_read: int
    whole_school: bool
    registrations: pl.DataFrame | None = None
    pupils: pl.DataFrame | None = None
    placements: pl.DataFrame | None = None
    codes: pl.DataFrame | None = None
    dropped_present: int = 0
    warnings: tuple[str, ...] = ()
    lessons: pl.DataFrame | None = None
    vacations: pl.DataFrame | None = None
    followups: pl.DataFrame | None = None
    # Of a table: field -> header as the file spells it, the headers that were not read, the whole header row, and the columns
    # (field -> header) that were chosen for a file with this header row before.
    columns: Mapping[str, str] = field(default_factory=dict)
    unused: tuple[str, ...] = ()
    header: tuple[str, ...] = ()
    applied: Mapping[str, str] = field(default_factory=dict)
    # Whether it lists pupils, of the school or a part of it: who stands on it is there. `gone` are the numbers of those whom
    # it calls gone itself, without saying since when; `made_on` the day (ISO) that the file says it was made on.
    is_list: bool = False
    gone: tuple[str, ...] = ()
    made_on: str = ""


def conform(frame: pl.DataFrame, schema: Mapping[str, type[pl.DataType]]) -> pl.DataFrame:
    """The frame with exactly the columns and types of `schema`; a column that it lacks is null."""
    return frame.select(
        (pl.col(name) if name in frame.columns else pl.lit(None)).cast(dtype).alias(name)
        for name, dtype in schema.items()
    )


def no_refusals() -> pl.DataFrame:
    """An empty frame of refused rows."""
    return pl.DataFrame(schema=REFUSED)
