"""Opening a list with fixed column names: find its header, check its columns, give them canonical names."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from pipelines.errors import InputError
from pipelines.readers.header_words import header_key
from pipelines.readers.month_first import refuse_month_first
from pipelines.readers.source import Source
from pipelines.readers.table import Grid, Row


@dataclass(frozen=True)
class Layout:
    """A fixed list. `signature` are the header keys that tell it from all other lists (one of each group).

    `columns` maps a canonical raw column to its header key; `required` are those it cannot miss.
    """

    signature: tuple[tuple[str, ...], ...]
    columns: Mapping[str, str]
    required: Sequence[str]

    def fits(self, row: Row) -> bool:
        """Whether a row of the file is the header of this list."""
        keys = {header_key(cell or "") for cell in row}
        return all(any(key in keys for key in group) for group in self.signature)


@dataclass(frozen=True)
class OpenedList:
    """The rows of a list under canonical raw names, the headers of those columns, the rows refused so far."""

    raw: pl.DataFrame
    names: Mapping[str, str]
    refused: pl.DataFrame
    rows_read: int


def open_list(source: Source, layout: Layout) -> OpenedList:
    """Reads the rows of a list. Raises InputError when it lacks its header or a required column."""
    place = source.find_header(layout.fits)
    if place is None:
        raise InputError(
            f"{source.name}: de kopregel van deze lijst staat niet in de eerste twintig rijen.",
            f"Verwacht worden de kolommen {_joined(layout.columns.values())}. Klopt het soort bestand?",
        )
    grid = source.grid(place)
    missing = [layout.columns[name] for name in layout.required if layout.columns[name] not in grid.headers]
    if missing:
        raise InputError(
            f"{source.name}, rij {place + 1}: kolom {_joined(missing)} ontbreekt;"
            f" gevonden zijn {_joined(grid.headers.values())}.",
            "Maak de export opnieuw met alle kolommen van de lijst.",
        )
    opened = renamed(grid, layout.columns)
    refuse_month_first(opened.raw, opened.names, source.name)
    return opened


def renamed(grid: Grid, columns: Mapping[str, str]) -> OpenedList:
    """The columns of a grid under their canonical names; columns not asked for end here."""
    present = {name: key for name, key in columns.items() if key in grid.headers}
    raw = grid.frame.select(*(pl.col(key).alias(name) for name, key in present.items()), "row")
    return OpenedList(raw, {name: grid.headers[key] for name, key in present.items()}, grid.refused, grid.rows_read)


def _joined(names: Iterable[str]) -> str:
    return ", ".join(f"'{name}'" for name in names)
