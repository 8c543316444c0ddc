"""The SQL models: one file, one table; the header of a file is the table's documentation and is held against it."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

FOLDER = Path(__file__).parent
HEADER_LINE = re.compile(r"^-- (table|row|grain|source|part|column|check): (.+)$")


class ModelError(Exception):
    """A model whose table is not what its header says; a fault of ours, never of a user."""


@dataclass(frozen=True)
class Column:
    """One documented column: name, DuckDB type and meaning."""

    name: str
    type: str
    meaning: str


@dataclass(frozen=True)
class Model:
    """One table: what a row is, where it comes from, its columns and the checks that must return no rows.

    `grain` names the columns in which no two rows are alike, a null being like a null; empty where rows may be. `part`
    holds, of a model that is built by school year (see `earlier_years`), the day of a row and the last day on which it says
    something of other rows, as SQL.
    """

    table: str
    row: str
    grain: tuple[str, ...]
    source: str
    part: tuple[str, str] | None
    columns: tuple[Column, ...]
    checks: tuple[tuple[str, str], ...]
    sql: str


def parse_model(text: str, name: str) -> Model:
    """Reads the header of a model. Raises ModelError when something is not documented."""
    lines = ("table", "row", "grain", "source", "part", "column", "check")
    found: dict[str, list[str]] = {line: [] for line in lines}
    body: list[str] = []
    for line in text.splitlines():
        match = HEADER_LINE.match(line)
        if match:
            found[match[1]].append(match[2])
        else:
            body.append(line)
    once = all(len(found[line]) == 1 for line in ("row", "grain", "source"))
    if found["table"] != [name] or not once or not found["column"]:
        raise ModelError(f"{name}: the header needs its table, row, grain, source and columns")
    columns = [part.split(" | ", 2) for part in found["column"]]
    checks = [part.split(" | ", 1) for part in found["check"]]
    if any(len(column) != 3 for column in columns) or any(len(check) != 2 for check in checks):
        raise ModelError(f"{name}: write '-- column: name | TYPE | meaning' and '-- check: meaning | select ...'")
    grain = () if re.match(r"none \| .", found["grain"][0]) else tuple(found["grain"][0].split(", "))
    if len({*grain}) != len(grain) or not {*grain} <= {column[0] for column in columns}:
        raise ModelError(f"{name}: write '-- grain: column, column', or '-- grain: none | why rows may be alike'")
    parts = [part.split(" | ", 1) for part in found["part"]]
    if len(parts) > 1:
        raise ModelError(f"{name}: write one '-- part: day | last day'")
    return Model(
        table=name,
        row=found["row"][0],
        grain=grain,
        source=found["source"][0],
        part=(parts[0][0], parts[0][-1]) if parts else None,
        columns=tuple(Column(*column) for column in columns),
        checks=tuple((check[0], check[1]) for check in checks),
        sql="\n".join(body).strip(),
    )


@cache
def model(table: str) -> Model:
    """The model of one table. Raises KeyError when there is none."""
    return {each.table: each for each in models()}[table]


def reads(sql: str, tables: Collection[str]) -> list[str]:
    """The tables among these that a text of SQL names, sorted."""
    return sorted({word for word in re.findall(r"[a-z_]+", sql) if word in tables})


@cache
def models() -> tuple[Model, ...]:
    """All models in an order in which each comes after those it reads."""
    found = sorted(FOLDER.glob("*/*.sql"))
    parsed = {path.stem: parse_model(path.read_text(encoding="utf-8"), path.stem) for path in found}
    # In the same order in every process: a set of words has another one in each.
    graph = {name: [each for each in reads(model.sql, parsed) if each != name] for name, model in parsed.items()}
    return tuple(parsed[name] for name in TopologicalSorter(graph).static_order())
