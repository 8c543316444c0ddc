"""Runs one model, or one step (CTE) of it, on given rows and holds the outcome against expected rows.

Tables are written as text: a line of column names, then a line a row, cells parted by `|`. An empty cell is missing,
`''` is an empty text.
What a table does not say is as in `DEFAULTS`, else missing. The calendar is the real one of a school `s` in region
midden, from 1 September 2025 to 16 July 2027, the national norm and the categories are the real ones too; every other
table is empty unless it is given.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache

import polars as pl

from pipelines.models.build import load
from pipelines.models.database import connect
from pipelines.models.model import model, models
from pipelines.models.reference import protocol_tables, school_tables
from pipelines.settings.settings import School
from pipelines.store.stores import STORE_TABLES
from protocols.load import load_protocols

FIRST, LAST = date(2025, 9, 1), date(2027, 7, 16)
DEFAULTS = {
    "school": "s",
    "protocol": "p",
    "ladder": "l",
    "group_no": "1",
    "condition_no": "1",
    "conditions": "1",
    "groups": "1",
    "lasts": "schooljaar",
    "leerjaren": "[]",
    "leerjaren_except": "[]",
    "afdelingen": "[]",
    "afdelingen_except": "[]",
    "studies": "[]",
    "done": "[]",
    "not_done": "[]",
    "of_some": "false",
    "since_done": "false",
    "rounds": "0",
    "operator": ">=",
    "weight": "1",
    "by_week": "false",
    "by_kind": "false",
    "by_subject": "false",
    "after": "[]",
    "first": "true",
    "recurring": "false",
    "restates": "false",
    "handed_on": "false",
    "per_registration": "false",
    "report": "false",
    "valid_until": "2999-01-01",
}
# What holds for every protocol, and what the calendar and the range of the data say of school `s`.
KNOWN = frozenset(
    {
        "ref_norm",
        "ref_category",
        "ref_setting",
        "ref_school",
        "ref_calendar",
        "ref_window",
        "ref_data_range",
        "ref_named_holiday",
        "ref_lesson_hour",
    }
)


def cells(text: str) -> list[list[str]]:
    """The cells of a table written as text, the line of column names first."""
    return [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]


@cache
def _known() -> Mapping[str, pl.DataFrame]:
    """Every table that models read but no model makes: those of the school with its rows, the others empty."""
    schema = STORE_TABLES["registrations"]
    days = pl.DataFrame([{"school": "s", "date": day} for day in (FIRST, LAST)], schema=schema)
    store = {name: pl.DataFrame(schema=columns) for name, columns in STORE_TABLES.items()} | {"registrations": days}
    school = School(id="s", name="School", region="midden", protocol="nl-leerplicht")
    choices = pl.DataFrame(schema=dict.fromkeys(["school", "code", "category"], pl.String))
    protocols = load_protocols()
    frames = {f"raw_{name[:-1]}": frame.clear() for name, frame in store.items()}
    rules = protocol_tables(protocols) | school_tables([school], store, choices, protocols)
    return frames | {name: frame if name in KNOWN else frame.clear() for name, frame in rules.items()}


def outcome(table: str, columns: Sequence[str], step: str = "final", **given: str) -> list[list[str]]:
    """The rows of a model, or of one step of it, in order, each cell as text."""
    with connect(":memory:") as connection:
        load(connection, _known())
        for each in models():
            types = ", ".join(f"{column.name} {column.type}" for column in each.columns)
            connection.execute(f"create table {each.table} ({types})")
        for name, text in given.items():
            has = [str(row[0]) for row in connection.execute(f"describe {name}").fetchall()]
            head, *rows = cells(text)
            assert set(head) <= set(has), f"{name} has no {set(head) - set(has)}"
            more = {column: value for column, value in DEFAULTS.items() if column in has and column not in head}
            connection.execute(f"delete from {name}")
            for row in rows:
                assert len(row) == len(head), f"{name}: {row}"
                values = [None if cell == "" else cell.strip("'") for cell in row] + list(more.values())
                places = ", ".join("?" for _ in values)
                connection.execute(f"insert into {name} ({', '.join([*head, *more])}) values ({places})", values)
        steps, _, _ = model(table).sql.rpartition("select * from final")
        made = f"({model(table).sql})" if step == "final" else f"({steps} select * from {step})"
        found = connection.execute(f"select {', '.join(columns)} from {made} as made").fetchall()
        return sorted([_text(value) for value in row] for row in found)


def expect(table: str, expected: str, step: str = "final", **given: str) -> None:
    """Asserts that a model, or one step of it, makes exactly these rows of the given ones, in the named columns."""
    head, *rows = cells(expected)
    found = outcome(table, head, step, **given)
    made = "\n".join(" | ".join(row) for row in found)
    assert found == sorted(rows), f"{table} makes of {step}:\n{made}"


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:g}" if isinstance(value, float) else str(value)
