"""Pupil lists with headers of a school's own, CSV or Excel: one row is one pupil, or one stay of a pupil in a klas."""

from collections.abc import Mapping, Sequence

import polars as pl

from pipelines.errors import InputError
from pipelines.readers import generic_headers as headers, values
from pipelines.readers.base import Progress, ReadResult
from pipelines.readers.checks import no_pupil, refuse
from pipelines.readers.doubts import without_who_left
from pipelines.readers.header_words import header_key
from pipelines.readers.own_fields import ignored_headers
from pipelines.readers.own_tables import column_remedy, find_table, missing_columns, own_table
from pipelines.readers.people import garbled_names, placements, pupils, unread_days, with_school_years, with_split_names
from pipelines.readers.source import Source
from pipelines.readers.table import Row
from pipelines.readers.whole_table import is_wide

kind = "leerlingenlijst"
title = "Leerlingenlijst als CSV of Excel (leerlingnummer, naam, klas, mentor)"
FIELDS = (
    *("student_id", "full_name", "roepnaam", "tussenvoegsel", "achternaam", "klas", "leerjaar", "mentor", "studie"),
    *("birth_date", "date", "last_date", "period"),
)
# In a list of pupils a day is the begin or the end of a stay.
_SHORTEST_STAY_DAYS, _MOST = 31, 0.5
_STAY = {"date": "valid_from", "last_date": "last_day"}


def recognise(source: Source) -> bool:
    """By a header with a pupil number and a name, a klas or a mentor, and nothing about absence."""
    return find_table(source, _accepts) is not None


def _accepts(row: Row) -> bool:
    return headers.looks_like_pupils(row) and not is_wide(row)


def holds_pupils(source: Source, chosen: Mapping[str, str]) -> bool:
    """Whether a table of which columns were pointed at is one of pupils: nothing in it, or of what was said, is absence."""
    columns = next((found for row in source.head if (found := headers.mapped(row, chosen)) is not None), {})
    absence = {"code", "hour_from", "begin_time", "amount"} & set(columns) or {"date", "code"} & set(chosen)
    return "student_id" in columns and not absence


def read(source: Source, progress: Progress | None = None, chosen: Mapping[str, str] | None = None) -> ReadResult:
    """Pupils and their stays. Raises InputError without a header row or a pupil number."""
    found = find_table(source, (lambda row: headers.mapped(row, chosen) is not None) if chosen else _accepts)
    if found is None:
        raise InputError(
            f"{source.name}: geen kopregel met leerlingnummer en naam of klas gevonden.", column_remedy(["student_id"])
        )
    table = own_table(source, *found, chosen or {})
    if "student_id" not in table.names:
        raise missing_columns(source.name, *found, ["student_id"])
    names = {_STAY.get(field, field): header for field, header in table.names.items()}
    raw = with_split_names(table.raw.rename({old: new for old, new in _STAY.items() if old in table.raw.columns}))
    good, refused = refuse(raw, [no_pupil("student_id")], names)
    if _mostly_short(good):
        raise missing_columns(source.name, *found, ["code"])
    if "period" in good.columns:
        good = with_school_years(good)
    people = pupils(good)
    placed = [name for name in ("klas", "mentor", "studie", "leerjaar") if name in good.columns]
    there, left = without_who_left(good, names)
    stays = None
    if placed:
        rows = there.filter(pl.any_horizontal(pl.col(name).is_not_null() for name in placed))
        every = placements(rows)
        stays = every.unique(["student_id", "valid_from"], keep="first", maintain_order=True)
        left += _two_klassen(every)
    if progress:
        progress(table.rows_read, table.rows_read)
    return ReadResult(
        kind=kind,
        pupils=people,
        placements=stays,
        refused=pl.concat([table.refused, refused]).sort("row"),
        rows_read=table.rows_read,
        warnings=(
            *table.told,
            *left,
            *garbled_names(people),
            *unread_days(good, names),
            *_unread(table.unused, chosen or {}),
        ),
        whole_school=True,
        columns=table.names,
        unused=table.unused,
        header=table.header,
        is_list=True,
        gone=tuple(people.join(pupils(there), on="student_id", how="anti")["student_id"]),
    )


def _two_klassen(stays: pl.DataFrame) -> tuple[str, ...]:
    """A sentence about pupils who stand in a list twice from the same day, in another klas; the first counts."""
    several = stays.filter(pl.col("klas").n_unique().over("student_id", "valid_from") > 1)
    if several.is_empty():
        return ()
    number, first = several["student_id"].n_unique(), several["row"][0]
    who = "1 leerling staat" if number == 1 else f"{number} leerlingen staan"
    return (f"LET OP: {who} met meer dan één klas in de lijst (de eerste in rij {first}); de bovenste telt.",)


def _mostly_short(raw: pl.DataFrame) -> bool:
    """Whether most rows begin and end within weeks: that is a list of absence of which the code is not understood."""
    if not {"valid_from", "last_day"} <= set(raw.columns):
        return False
    length = (values.day(pl.col("last_day")) - values.day(pl.col("valid_from"))).dt.total_days()
    return bool((raw.select((length < _SHORTEST_STAY_DAYS).mean()).item() or 0) > _MOST)


def _unread(unused: Sequence[str], chosen: Mapping[str, str]) -> tuple[str, ...]:
    """A sentence about columns whose headers say nothing that is known: something of use may stand in them."""
    left = ignored_headers(chosen)
    unknown = [name for name in unused if name not in left and not headers.is_known(header_key(name))]
    if not unknown:
        return ()
    shown = ", ".join(f"'{name[:30]}'" for name in unknown)
    return (f"Niet begrepen en niet gelezen: {shown}.",)
