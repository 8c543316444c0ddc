"""PARS absence list (CSV): one row is one registration in one lesson, counted in half lessons (formats.md).

Half lessons 2u-1 and 2u are lesson u. The list has no codes: the reason's description is the code.
"""

from collections.abc import Mapping

import polars as pl

from pipelines.readers import values
from pipelines.readers.base import Progress, ReadResult
from pipelines.readers.checks import Check, refuse
from pipelines.readers.lesson_spans import lesson_spans
from pipelines.readers.lists import Layout, open_list
from pipelines.readers.people import pupils, stays
from pipelines.readers.registrations import registrations
from pipelines.readers.source import Source

kind = "pars-absentie"
title = "PARS-lijst absentie (CSV of Excel)"

layout = Layout(
    signature=(("typeomschrijving",), ("lesuurbegin",), ("ovnr",)),
    columns={
        "student_id": "ovnr",
        "klas": "groepnaam",
        "date": "datumvan",
        "begin_time": "tijdvan2",
        "end_time": "tijdtot2",
        "hour_from": "lesuurbegin",
        "hour_to": "lesuureind",
        "code": "reden",
        "type": "typeomschrijving",
    },
    required=("student_id", "date", "hour_from", "code"),
)
_TYPES = {"absent": "absent", "regulier absent": "absent", "te laat": "te_laat", "ziek": "ziek"}
_HALVES = range(1, 2 * values.LAST_HOUR + 1)


def recognise(source: Source) -> bool:
    """By the header."""
    return source.find_header(layout.fits) is not None


def read(source: Source, progress: Progress | None = None, chosen: Mapping[str, str] | None = None) -> ReadResult:
    """Registrations and klassen. Raises InputError when a column is missing or the file is cut off."""
    opened = open_list(source, layout, chosen)
    good, refused = refuse(_complete(opened.raw), _checks(), opened.names)
    names = {**opened.names, "last_date": opened.names["date"]}
    spans = lesson_spans(_raw(good), names, source.lesson_times)
    made = registrations(spans.raw, names, source.one_lesson)
    used = opened.raw.join(made.frame.select("row").unique(), on="row", how="semi")
    if progress:
        progress(opened.rows_read, opened.rows_read)
    return ReadResult(
        kind=kind,
        registrations=made.frame,
        pupils=pupils(used),
        placements=stays(made.frame.with_columns(pl.lit(None, pl.Int64).alias("leerjaar"))),
        refused=pl.concat([opened.refused, refused, spans.refused, made.refused]).sort("row"),
        rows_read=opened.rows_read,
        dropped_present=made.dropped_present,
        warnings=(*spans.warnings, *made.warnings),
        whole_school=True,
        columns=opened.names,
        unused=opened.unused,
        header=opened.header,
    )


def _complete(raw: pl.DataFrame) -> pl.DataFrame:
    return raw.with_columns(pl.lit(None, pl.String).alias(name) for name in layout.columns if name not in raw.columns)


def _half(column: str) -> pl.Expr:
    number = values.number_text(pl.col(column)).cast(pl.Int64, strict=False)
    return pl.when(number.is_in(list(_HALVES))).then(number)


def _checks() -> list[Check]:
    reason = f"Onmogelijk lesuur: PARS telt halve lesuren van {_HALVES[0]} t/m {_HALVES[-1]}."
    return [
        Check(pl.col(column).is_not_null() & _half(column).is_null(), column, reason)
        for column in ("hour_from", "hour_to")
    ]


def _raw(raw: pl.DataFrame) -> pl.DataFrame:
    """Half lessons to lessons; the date with its times, which are written with ':' or '-'."""

    def moment(time: str) -> pl.Expr:
        clock = pl.col(time).str.replace("-", ":", literal=True)
        return pl.when(clock.str.contains(r"^\d{1,2}:\d{2}$")).then(pl.col("date") + " " + clock).otherwise("date")

    lesson = [((_half(column) + 1) // 2).cast(pl.String).alias(column) for column in ("hour_from", "hour_to")]
    kind_ = pl.col("type").str.to_lowercase().replace_strict(_TYPES, default=None, return_dtype=pl.String)
    return raw.with_columns(
        *lesson, moment("begin_time").alias("date"), moment("end_time").alias("last_date"), kind_.alias("kind")
    ).drop("begin_time", "end_time")
