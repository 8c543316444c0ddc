"""The columns that somebody pointed at in a table of a school, kept for the next file with the same header row."""

from collections.abc import Mapping

import polars as pl

from pipelines.notes.notes import Schema, now, read, remember_columns, together, writing
from pipelines.readers.own_fields import IGNORED
from pipelines.store.workspace import Workspace

_ROWS: Schema = {"layout": pl.String, "field": pl.String, "header": pl.String}


def keep_layout(workspace: Workspace, school: str, layout: str, columns: Mapping[str, str]) -> None:
    """Keeps a choice of columns (field -> header) for files with this header row (`header_digest`); an empty one is forgotten.

    A header is also remembered by itself, to be proposed where it stands between others.
    """
    workspace.school(school)
    with together(workspace), writing(workspace) as notes:
        notes.execute("delete from column_layout where school = ? and layout = ?", (school, layout))
        rows = [(school, layout, field, header, now()) for field, header in columns.items()]
        notes.executemany("insert into column_layout values (?, ?, ?, ?, ?)", rows)
        remember_columns(workspace, school, {header: field for field, header in columns.items() if field != IGNORED})


def layouts(workspace: Workspace, school: str) -> dict[str, dict[str, str]]:
    """Digest of a header row -> the columns (field -> header) that were chosen for files with it."""
    sql = "select layout, field, header from column_layout where school = ? order by layout, field"
    found: dict[str, dict[str, str]] = {}
    for layout, field, header in read(workspace, sql, _ROWS, (school,)).iter_rows():
        found.setdefault(layout, {})[field] = header
    return found
