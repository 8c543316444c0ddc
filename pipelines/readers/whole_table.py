"""A table as people lay it out, made into one row per registration: headers of two rows, pupils who are named once,
lines with totals, and dates or lesson hours as columns."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from pipelines.errors import InputError
from pipelines.readers import values
from pipelines.readers.base import REFUSED, conform, no_refusals
from pipelines.readers.generic_headers import columns_of
from pipelines.readers.header_words import classes, header_key
from pipelines.readers.table import Grid, Row
from pipelines.readers.values import FIRST_HOUR, LAST_HOUR

_HOUR_KEY = re.compile(r"^(?:les)?(?:uur|u)?(\d{1,2})e?(?:les)?(?:uur)?$")
_TOTALS = r"^(?:sub|eind)?tota(?:al|len)\b|^(?:aantal|gemiddelde?|som)\b"
_MARKS = ("x", "v", "1", "ja", "j", "+", "*", "\u2713", "\u2714", "\u2717", "waar", "true")
_NO_MARKS = ("0", "-", ".", "nee", "n", "onwaar", "false")
_NUMBER = r"^\d{1,3}(?:[.,]\d+)?$"
# 'OA 2', 'OA(1,2)', 'L: 10': how many, which hours or how late, the cell does not tell.
_CODE_AND_NUMBER = r"^[A-Za-z+]{1,6}\s*[\s(:=x\-]\s*\d"
_FEWEST_HOURS, _FEWEST_DAYS = 3, 2
_LAYOUT = "Maak een lijst met een rij per registratie: leerlingnummer, datum, lesuur en code."


@dataclass(frozen=True)
class WholeTable:
    """Rows with one registration each; `told` are sentences about what was filled in or left out."""

    frame: pl.DataFrame
    refused: pl.DataFrame
    told: tuple[str, ...]


def second_row(header: Row, below: Row | None) -> Row | None:
    """The header with the words of a second header row behind its own; None when the row below is no such row.

    A cell of the first row that is merged over several columns stands in the first of them only.
    """
    if below is None or len(below) != len(header):
        return None
    filled = [(place, cell.strip()) for place, cell in enumerate(below) if cell and cell.strip()]
    if not filled or any(any(letter.isdigit() for letter in cell) for _, cell in filled):
        return None
    joined = list(header)
    for place, cell in filled:
        above = next((header[at].strip() for at in range(place, -1, -1) if header[at] and header[at].strip()), "")
        if classes(header_key(cell)) is None or (above and classes(header_key(f"{above} {cell}")) is None):
            return None
        joined[place] = f"{above} {cell}".strip()
    before, after = columns_of(header), columns_of(joined)
    return tuple(joined) if len(after) >= len(before) and "student_id" in after else None


def hour_columns(header: Sequence[str]) -> dict[str, int]:
    """Header key -> lesson hour, when a table has a column per lesson hour."""
    found = {}
    for cell in header:
        key = header_key(cell or "")
        if (match := _HOUR_KEY.match(key)) and FIRST_HOUR <= int(match[1]) <= LAST_HOUR:
            found[key] = int(match[1])
    return found if len(found) >= _FEWEST_HOURS else {}


def day_columns(header: Sequence[str]) -> dict[str, str]:
    """Header key -> ISO date, when a table has a column per day."""
    cells = [cell.strip() for cell in header if cell and cell.strip()]
    read = pl.DataFrame({"cell": cells}, schema={"cell": pl.String}).with_columns(
        values.day(pl.col("cell")).dt.to_string("%Y-%m-%d").alias("day")
    )
    found = {header_key(cell): day for cell, day in read.rows() if day and len(cell) > 5}
    return found if len(found) >= _FEWEST_DAYS else {}


def is_wide(header: Row) -> bool:
    """Whether a header has pupils, and days or lesson hours as columns."""
    columns = columns_of(header)
    if "student_id" not in columns or "hour_from" in columns:
        return False
    return bool(hour_columns(header)) if "date" in columns else bool(day_columns(header))


def refuse_attendance_matrix(head: Sequence[Row], name: str) -> None:
    """Raises InputError for a table whose columns are lessons ('7 sep 2026 8.15 Alle studenten') or days without a year."""
    by_hour = re.compile(
        r"^(?:(?:ma|di|wo|do|vr)[a-z]*[.]?|\d{1,2}[-/]\d{1,2}(?:[-/]\d{2,4})?)\s+u?\d{1,2}e?$", re.IGNORECASE
    )
    lesson = re.compile(r"^\d{1,2}[-\s][a-z]{3,9}\.?[-\s]\d{4}\s+\d{1,2}[.:]\d{2}\s*\S", re.IGNORECASE)
    weekday = re.compile(r"^(?:ma|di|wo|do|vr|maandag|dinsdag|woensdag|donderdag|vrijdag)$", re.IGNORECASE)
    short = re.compile(r"^(?:(?:ma|di|wo|do|vr)[.]?\s+)?\d{1,2}[-/]\d{1,2}$", re.IGNORECASE)
    for place, row in enumerate(head, 1):
        if not {"student_id", "full_name", "achternaam"} & set(columns_of(row)):
            continue
        cells = [cell.strip() for cell in row if cell and cell.strip()]
        for form, what in (
            (by_hour, "een kolom per dag en lesuur"),
            (lesson, "een kolom per les (zoals Moodle die maakt)"),
            (short, "een kolom per dag zonder jaar"),
            (weekday, "een kolom per weekdag"),
        ):
            if sum(bool(form.match(cell)) for cell in cells) >= _FEWEST_DAYS:
                raise InputError(
                    f"{name}, rij {place}: dit is een aanwezigheidsmatrix met {what}; die is niet te lezen.", _LAYOUT
                )


def refuse_unnamed(grid: Grid, header: Row, name: str) -> None:
    """Raises InputError when columns without a name stand between those of days or lesson hours: merged headers."""
    unnamed = [
        key for key, told in grid.headers.items() if not told and grid.frame[key].null_count() < grid.frame.height
    ]
    if unnamed and is_wide(header):
        raise InputError(
            f"{name}: dit is een matrix met kolommen zonder kop ({len(unnamed)}) naast die van de dagen of lesuren, zoals bij "
            "samengevoegde cellen; die is niet te lezen.",
            _LAYOUT,
        )


def one_registration_a_row(grid: Grid, header: Row) -> WholeTable:
    """The rows of a grid: totals left out, pupils filled in downwards, days or lesson hours as columns made into rows."""
    columns = columns_of(header)
    frame, told = _without_totals(grid.frame, columns)
    frame, filled = _filled_down(frame, columns)
    refused = no_refusals()
    if "hour_from" not in columns and "student_id" in columns:
        wide = hour_columns(header) if "date" in columns else day_columns(header)
        present = {key: value for key, value in wide.items() if key in frame.columns}
        if present:
            name = "lesuur" if "date" in columns else "datum"
            frame, refused = _long(
                frame, {key: str(value) for key, value in present.items()}, name, columns.get("code")
            )
    return WholeTable(frame, refused, (*told, *filled))


def _without_totals(frame: pl.DataFrame, columns: dict[str, str]) -> tuple[pl.DataFrame, tuple[str, ...]]:
    keys = [name for name in frame.columns if name != "row"]
    first = pl.coalesce(pl.col(name) for name in keys)
    begins = frame.select(first.alias("begin")).drop_nulls().unique()  # each text is looked at once
    totals = begins.filter(pl.col("begin").str.to_lowercase().str.contains(_TOTALS))
    rows = frame.filter(first.is_in(totals["begin"].implode()).fill_null(False)) if totals.height else frame.clear()
    if (day := columns.get("date")) in keys:
        # A line with a date of its own is a registration, whatever it begins with.
        rows = rows.filter(values.day(pl.col(day)).is_null())
    if rows.is_empty():
        return frame, ()
    what = "rij is een totaalregel en is" if rows.height == 1 else "rijen zijn totaalregels en zijn"
    return frame.join(rows.select("row"), on="row", how="anti", maintain_order="left"), (
        f"{rows.height} {what} overgeslagen (de eerste is rij {rows['row'][0]}).",
    )


def _filled_down(frame: pl.DataFrame, columns: dict[str, str]) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """A pupil who is named in the first row of a group only: when a name or klas is as empty as the number below it."""
    about = [columns[f] for f in ("full_name", "roepnaam", "achternaam", "klas") if f in columns]
    number, day = columns.get("student_id"), columns.get("date")
    if not about or number is None or day is None or not {number, day, *about} <= set(frame.columns):
        return frame, ()
    empty = pl.all_horizontal(pl.col(name).is_null() for name in (number, *about)) & pl.col(day).is_not_null()
    whole = frame.filter(
        pl.col(number).is_not_null() & pl.any_horizontal(pl.col(name).is_null() for name in about[-1:])
    )
    rows = frame.filter(empty)
    if rows.is_empty() or whole.height:
        return frame, ()
    shown = [number, *about]
    filled = frame.with_columns(
        pl.when(empty).then(pl.col(name).forward_fill()).otherwise(pl.col(name)).alias(name) for name in shown
    )
    sentence = (
        f"Bij {rows.height} rijen (de eerste is rij {rows['row'][0]}) staat de leerling alleen in een rij erboven; die is "
        "overgenomen."
    )
    return filled, (sentence,)


def _long(frame: pl.DataFrame, wide: dict[str, str], name: str, code: str | None) -> tuple[pl.DataFrame, pl.DataFrame]:
    """A row per filled cell of the wide columns; `name` is the header key of what those columns are."""
    rest = [column for column in frame.columns if column not in wide]
    cells = frame.unpivot(on=list(wide), index=rest, variable_name="wide", value_name="cell").with_columns(
        pl.col("wide").replace_strict(wide, return_dtype=pl.String).alias(name)
    )
    lower = pl.col("cell").str.to_lowercase()
    cells = cells.filter(pl.col("cell").is_not_null() & ~lower.is_in(_NO_MARKS))
    mark, number = lower.is_in(_MARKS), pl.col("cell").str.contains(_NUMBER)
    with_number = pl.col("cell").str.contains(_CODE_AND_NUMBER)
    if code is None:
        wrong = mark | number | with_number
        cells = cells.with_columns(pl.col("cell").alias("code"))
        reason = "In deze cel staat geen code, maar een kruisje of een getal, of een code met een getal erbij."
    else:
        # In the column of a day a 1 may be a cross, or one lesson hour.
        wrong = (~mark & (pl.col("cell") != pl.col(code)).fill_null(True)) | (number & pl.lit(name == "datum"))
        reason = "In deze cel staat iets anders dan een kruisje, terwijl de rij een eigen code heeft."
    refused = cells.filter(wrong).select(
        "row",
        pl.lit(name).alias("column"),
        pl.col("cell").str.slice(0, 60).alias("value"),
        pl.lit(reason).alias("reason"),
        pl.lit(_LAYOUT).alias("remedy"),
    )
    return cells.filter(~wrong).drop("wide", "cell").sort("row", name), conform(refused, REFUSED)
