"""What stands in the cell of a lesson hour: one hour, a range, several, the word for a whole day, or a time."""

import re
from dataclasses import dataclass

import polars as pl

from pipelines.readers.values import FIRST_HOUR, LAST_HOUR

_WHOLE = re.compile(
    r"(?:de )?(?:hele|gehele|volledige|ganse) (?:les)?dag|dag|heledag|hd|alle (?:les)?uren|whole day|all day"
)
_WORDS = re.compile(r"\b(?:(?:les)?(?:uur|uren|blok)|les)\b\.?|\bu(?=\d)|(?<=\d)\s*(?:ste|de|e)\b")
_HOUR = r"(\d{1,2})(?:[.,]0+)?"
_ONE = re.compile(_HOUR)
_UNTIL = re.compile(r"\s*(?:-|\u2013|\u2014|t/m|t\.m\.|tm|tot en met|tot & met)\s*")
_RANGE = re.compile(rf"{_HOUR}-{_HOUR}")
_BETWEEN = re.compile(r"\s*(?:,|\+|;|&|\ben\b)\s*")
_TIME = r"(\d{1,2}[:.]\d{2}(?::\d{2})?|0[.,]\d{3,})(?:\s*uur)?"
_CLOCK = re.compile(rf"{_TIME}(?:\s*(?:-|\u2013|t/m|tot)\s*{_TIME})?")


@dataclass(frozen=True)
class HourCell:
    """`spans` are first and last hours; `whole` the word for a whole day; `begin` and `end` times that stand instead."""

    spans: tuple[tuple[int, int], ...] = ()
    whole: bool = False
    begin: str | None = None
    end: str | None = None
    backwards: bool = False

    @property
    def understood(self) -> bool:
        return bool(self.spans) or self.whole or self.begin is not None


def hour_cell(written: str) -> HourCell:
    """What a cell says; nothing is understood of one that can be read in two ways."""
    text = re.sub(r"\s+", " ", written.strip().lower())
    if _WHOLE.fullmatch(text):
        return HourCell(whole=True)
    bare = re.sub(r"\s+", " ", _WORDS.sub(" ", text)).strip()
    if (one := _ONE.fullmatch(bare)) and _fits(one[1]):
        return HourCell(spans=((int(one[1]), int(one[1])),))
    clock = _CLOCK.fullmatch(text)
    if clock and not re.fullmatch(r"\d{1,2}\.0+", text):
        return HourCell(begin=clock[1], end=clock[2])
    spans: list[tuple[int, int]] = []
    for part in _BETWEEN.split(_UNTIL.sub("-", bare)):
        found = _RANGE.fullmatch(part.strip())
        ends = (found[1], found[2]) if found else (part.strip(), part.strip())
        if not all(end.isascii() and end.isdigit() and _fits(end) for end in ends):
            return HourCell()
        first, last = int(ends[0]), int(ends[1])
        if first > last:
            return HourCell(backwards=True)
        spans.append((first, last))
    return HourCell(spans=_joined(spans))


def _fits(text: str) -> bool:
    return len(text) <= 2 and FIRST_HOUR <= int(text) <= LAST_HOUR


def _joined(spans: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Hours that follow each other as one span, each hour once."""
    hours = sorted({hour for first, last in spans for hour in range(first, last + 1)})
    starts = [hour for hour in hours if hour - 1 not in hours]
    ends = [hour for hour in hours if hour + 1 not in hours]
    return tuple(zip(starts, ends, strict=True))


def one_row_per_hours(raw: pl.DataFrame) -> pl.DataFrame:
    """Rows with `hour_from` as somebody wrote it, spread over runs of hours; what is not understood stays as it is."""
    cells = read_hours(raw["hour_from"])
    spans = {text: [f"{first}-{last}" for first, last in cell.spans] or [text] for text, cell in cells.items()}
    whole = [text for text, cell in cells.items() if cell.whole]
    runs = pl.col("hour_from").replace_strict(spans, default=None, return_dtype=pl.List(pl.String))
    ends = pl.col("run").str.extract_groups(r"^(\d+)-(\d+)$")
    spread = raw.with_columns(runs.alias("run")).explode("run")
    return spread.with_columns(
        pl.when(pl.col("hour_from").is_in(whole))
        .then(None)
        .otherwise(pl.coalesce(ends.struct.field("1"), "hour_from"))
        .alias("hour_from"),
        ends.struct.field("2").alias("hour_to"),
    ).drop("run")


def read_hours(column: pl.Series) -> dict[str, HourCell]:
    """Each text of a column once, with what it says."""
    return {text: hour_cell(text) for text in column.drop_nulls().unique().to_list()}
