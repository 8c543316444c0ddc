"""A table with headers of a school's own: its header row, what its columns stand for, and its rows under those names."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from pipelines.errors import InputError
from pipelines.readers import generic_headers as headers
from pipelines.readers.cell_kinds import kind_of
from pipelines.readers.doubts import refuse_doubts
from pipelines.readers.header_words import classes
from pipelines.readers.month_first import refuse_month_first
from pipelines.readers.own_fields import SYNONYMS, TITLES
from pipelines.readers.source import Source
from pipelines.readers.table import Row
from pipelines.readers.whole_table import one_registration_a_row, refuse_unnamed, second_row

# Words in a header that is not understood by which it may tell how long an absence was, whatever its cells look like.
_HOW_LONG = re.compile(r"minu|duur|aantal|dagdeel|halve|blok|lesuur|lesuren")


@dataclass(frozen=True)
class OwnTable:
    """Rows under canonical raw names with `row`; `names` the headers of those columns, `unused` the headers not read.

    `unknown` are unread headers whose values look like lesson hours, times, days or numbers of them.
    """

    raw: pl.DataFrame
    names: Mapping[str, str]
    refused: pl.DataFrame
    rows_read: int
    told: tuple[str, ...]
    unused: tuple[str, ...]
    unknown: tuple[str, ...]
    header_row: int
    header: tuple[str, ...]


def find_table(source: Source, accept: Callable[[Row], bool]) -> tuple[int, Row] | None:
    """The place (from 0) of the last header row, and the header; None when no row of the head is one."""
    head = source.head
    for place, row in enumerate(head):
        below = head[place + 1] if place + 1 < len(head) else None
        if any(row) and (joined := second_row(row, below)) and accept(joined):
            return place + 1, joined
        if any(row) and accept(row):
            return place, row
    return None


def own_table(source: Source, place: int, header: Row, chosen: Mapping[str, str]) -> OwnTable:
    """The table under a header; `chosen` gives field -> header for columns that the user points at.

    Raises InputError for dates with the month first.
    """
    grid = source.grid(place, header)
    columns = headers.mapped(header, chosen) if chosen else headers.columns_of(header)
    refuse_unnamed(grid, header, source.name)
    whole = one_registration_a_row(grid, header)
    found = _by_value(whole.frame, columns or {}, chosen)
    ignored = headers.ignored_keys(chosen)
    names = {field: grid.headers.get(key, key) for field, key in found.items()}
    refuse_doubts(whole.frame, found, grid.headers, chosen, source.name)
    raw = whole.frame.select(*(pl.col(key).alias(field) for field, key in found.items()), "row")
    refuse_month_first(raw, names, source.name)
    rest = [
        key
        for key in whole.frame.columns
        if key not in {*found.values(), "row"} and whole.frame[key].null_count() < whole.frame.height
    ]
    unknown = [
        key
        for key in rest
        if key not in ignored
        and not headers.is_known(key.partition("#")[0])
        and (kind_of(whole.frame[key]) != "text" or _HOW_LONG.search(key))
    ]
    return OwnTable(
        raw,
        names,
        pl.concat([grid.refused, whole.refused]),
        grid.rows_read,
        whole.told,
        tuple(grid.headers.get(key, key) or f"kolom {key.partition('#')[2]}" for key in rest),
        tuple(grid.headers.get(key, key) or f"kolom {key.partition('#')[2]}" for key in unknown),
        place + 1,
        tuple(name for name in grid.headers.values() if name),
    )


def _by_value(frame: pl.DataFrame, columns: Mapping[str, str], chosen: Mapping[str, str]) -> dict[str, str]:
    """The columns that are in the frame; headers that leave open what they are ('van', 't/m', 'leerling') by their values."""
    present = set(frame.columns)
    found = {field: key for field, key in columns.items() if key in present}
    if "code" not in found and "code" in present and "wide" not in present:
        found["code"] = "code"  # the cells of a table with days or hours as columns
    if "date" not in found and "datum" in present:
        found["date"] = "datum"
    if "hour_from" not in found and "lesuur" in present:
        found["hour_from"] = "lesuur"
    for bare, fields in (
        (headers.BARE_FIRST, {"date": "date", "time": "begin_time", "number": "hour_from", "hours": "hour_from"}),
        (headers.BARE_LAST, {"date": "last_date", "time": "end_time", "number": "hour_to", "hours": "hour_to"}),
    ):
        key = found.pop(bare, None)
        field = fields.get(kind_of(frame[key])) if key else None
        if key and field and field not in found:
            found[field] = key
    key = found.get("date")
    if key and "date" not in chosen and kind_of(frame[key]) != "date":  # a 'dag' that is a weekday, beside the date
        others = [each for each in frame.columns if (headers.meaning(each) or ("",))[0] == "date" and each != key]
        found["date"] = next((each for each in others if kind_of(frame[each]) == "date"), key)
    key = found.get("begin_time")
    if key and "begin_time" not in chosen and "date" not in found and kind_of(frame[key]) == "date":
        found["date"] = found.pop("begin_time")  # a 'tijdstip' with its day
    key = found.get("hour_from")
    if key == "les" and "hour_from" not in chosen and kind_of(frame[key]) == "text":
        del found["hour_from"]
        found.setdefault("subject", key)
    if "hour_from" not in found and "uren" in present and kind_of(frame["uren"]) == "hours":
        found["hour_from"] = "uren"
    number = found.get("student_id")
    if (
        number
        and "student_id" not in chosen
        and classes(number) == frozenset({"number"})
        and _counts_rows(frame[number])
    ):
        del found["student_id"]
        number = None
    if number and "student_id" not in chosen and classes(number) == frozenset({"pupil"}):
        numbers = frame[number].drop_nulls()
        if numbers.len() and not numbers.str.contains(r"\d").any():
            found.setdefault("full_name", found.pop("student_id"))
            others = [each for each in frame.columns if (headers.meaning(each) or ("",))[0] == "student_id"]
            if others := [each for each in others if each != number]:
                found["student_id"] = others[0]
    return found


def _counts_rows(numbers: pl.Series) -> bool:
    """Whether a column is 1, 2, 3 and so on: the number of the row, and of no pupil."""
    return numbers.len() > 1 and numbers.to_list() == [str(place) for place in range(1, numbers.len() + 1)]


def missing_columns(name: str, place: int, header: Sequence[str], missing: Sequence[str]) -> InputError:
    """The refusal of a table that lacks columns: what is missing, what is there, and how to point at one."""
    found = ", ".join(f"'{cell.strip()}'" for cell in header if cell and cell.strip())
    what = ", ".join(f"'{TITLES[field]}'" for field in missing)
    return InputError(
        f"{name}, rij {place + 1}: de kolom {what} ontbreekt; gevonden zijn {found}.", column_remedy(missing)
    )


def column_remedy(missing: Sequence[str]) -> str:
    """How to say which column is meant."""
    words = "; ".join(f"{TITLES[field]} = {', '.join(SYNONYMS[field])}" for field in missing)
    option = f"--column {TITLES[missing[0]]}=KOLOM"
    return f"Wijs de kolom aan ({option}, of bij Inlezen), of geef haar een van deze namen: {words}."
