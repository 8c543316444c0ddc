"""Tables with headers of a school's own: which columns there are, and what each most likely stands for."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from pipelines.errors import InputError
from pipelines.readers.generic_headers import REQUIRED, columns_of
from pipelines.readers.source import Source
from pipelines.readers.table import header_key

__all__ = ["REQUIRED", "header_row", "likely_columns"]


def header_row(path: Path, data: bytes | None = None) -> tuple[str, ...]:
    """The headers of a table: the first row with as many filled cells as a registration needs; none without one."""
    try:
        head = Source(path, data).head
    except InputError:
        return ()
    rows = (tuple(cell.strip() for cell in row if cell and cell.strip()) for row in head)
    return next((tuple(dict.fromkeys(row)) for row in rows if len(set(row)) >= len(REQUIRED)), ())


def likely_columns(header: Sequence[str], remembered: Mapping[str, str]) -> dict[str, str]:
    """Field -> header: what the school chose before (`remembered`: header -> field), else the known words."""
    by_key = {header_key(name): name for name in reversed(header)}
    known = {field: by_key[key] for field, key in columns_of(header).items()}
    chosen = {field: by_key[header_key(name)] for name, field in remembered.items() if header_key(name) in by_key}
    return known | chosen
