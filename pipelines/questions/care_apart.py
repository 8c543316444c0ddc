"""Sickness apart: what a question reads when the viewer has not the right to care.

Every table with a category, a set of them, a counter or a stage in it is laid over, under its own name and for that one
question, by its rows that tell nothing of sickness. So the answer is the one of a school in which nobody was ill, and a
question that is added later cannot forget it. What a question does with sickness otherwise stands in its header, with
the reason: `-- care: counted` for one that counts registrations of every kind and tells of none, `-- care: tasks` for one
that asks tasks: those that the protocol gives to a role of the viewer are his or hers, also when they are about sickness.
"""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from pipelines.models.model import models
from protocols.table_schema import SCHEMAS

FOLDER = Path(__file__).parent / "apart"
# Tables about nothing but spells of sickness, which name no category.
ONLY_SICK = frozenset({"int_spell_trait"})
FIRST_WORD = re.compile(r"\A(?:--[^\n]*\n)*with\b")
TABLE = re.compile(r"\b(?:int|mart|stg|ref)_[a-z_]+\b")
MARK = re.compile(r"^-- apart: (.+)$", re.M)
COUNTED, TASKS = "counted", "tasks"
OF_ROLE = frozenset({"protocol", "ladder", "stage", "role"})


def without_sickness(sql: str, care: str) -> str:
    """The SQL of a question as a viewer without care asks it; `care` is the word of its header, if it has one."""
    limited = {"": _limited, COUNTED: lambda _: (), TASKS: _tasks}[care](sql)
    over = [_laid_over().replace("every_row", table).replace("every_limit", limit) for table, limit in limited]
    if not over:
        return sql
    laid = "with " + ",\n".join(over)
    return f"{laid},{FIRST_WORD.sub('', sql)}" if FIRST_WORD.match(sql) else f"{laid}\n{sql}"


def _tasks(sql: str) -> Iterator[tuple[str, str]]:
    """The tables of tasks that the SQL reads; all it tells hangs on them."""
    for table in sorted(set(TABLE.findall(sql))):
        if _columns().get(table, frozenset()) >= OF_ROLE:
            yield table, dict(_limits())[OF_ROLE]


def _limited(sql: str) -> Iterator[tuple[str, str]]:
    """The tables that the SQL reads and that may tell of sickness, with what their rows have to be."""
    for table in sorted(set(TABLE.findall(sql)) & _columns().keys()):
        columns = _columns()[table]
        found = [limit for names, limit in _limits() if names <= columns and names != OF_ROLE]
        if table in ONLY_SICK:
            yield table, "false"
        elif table == "ref_stage":
            yield table, "not care"
        elif found:
            yield table, " and ".join(found)


@cache
def _columns() -> dict[str, frozenset[str]]:
    rules = {f"ref_{name}": frozenset(schema) for name, schema in SCHEMAS.items()}
    # What a category is called, and which a set or a protocol holds, is no registration.
    named = ("ref_category_set", "ref_code", "ref_protocol_unauthorised", "ref_counter", "ref_counter_term")
    built = {each.table: frozenset(column.name for column in each.columns) for each in models()}
    return {name: columns for name, columns in (rules | built).items() if name not in named}


@cache
def _limits() -> tuple[tuple[frozenset[str], str], ...]:
    """Columns, and the condition for the rows of every table that has them; that of a ladder holds with each of a stage."""
    found = []
    for path in sorted(FOLDER.glob("*.sql")):
        text = path.read_text(encoding="utf-8")
        if columns := MARK.search(text):
            found.append((frozenset(name.strip() for name in columns[1].split(",")), _body(text)))
    return tuple(found)


@cache
def _laid_over() -> str:
    return _body((FOLDER / "laid_over.sql").read_text(encoding="utf-8"))


def _body(text: str) -> str:
    return "\n".join(line for line in text.splitlines() if not line.startswith("--"))
