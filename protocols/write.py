"""A protocol as the text of its file: what `load_protocol` reads back as the same protocol.

The digest of this text says in `audit/protocols.jsonl` which rules were in force, so the layout must not change.
"""

from collections.abc import Mapping
from typing import Any

import tomlkit
from tomlkit.items import AoT, Item, Table

from protocols.schema import Protocol

# Lists that are long enough to have a heading for each item.
HEADED = frozenset({"code", "ladder", "stage", "open_norm", "not_computable", "norm"})


def to_toml(protocol: Protocol) -> str:
    """The whole file, keys in the order of the schema; keys that say nothing but the default are left out."""
    return f"#:schema schema.json\n{_table(protocol.model_dump(exclude_defaults=True)).as_string()}"


def _table(content: Mapping[str, Any]) -> Table:
    items = [(key, _item(key, value)) for key, value in content.items()]
    table = tomlkit.table()
    # What stands under a heading belongs to it, so everything without one comes first.
    for key, item in sorted(items, key=lambda pair: isinstance(pair[1], Table | AoT)):
        table.append(key, item)
    return table


def _item(key: str, value: Any) -> Item:
    if isinstance(value, Mapping):
        return _table(value)
    if not (isinstance(value, tuple) and value and isinstance(value[0], Mapping)):
        return _on_one_line(value)
    if key in HEADED:
        return AoT([_table(row) for row in value])
    rows = tomlkit.array()
    for row in value:
        rows.add_line(_on_one_line(row), indent="  ")
    rows.add_line(indent="")
    return rows


def _on_one_line(value: object) -> Item:
    if isinstance(value, Mapping):
        items = [(key, _on_one_line(inner)) for key, inner in value.items()]
        items[0][1].trivia.indent = items[-1][1].trivia.trail = " "  # inside the braces
        table = tomlkit.inline_table()
        table.update(items)
        return table
    if isinstance(value, tuple):
        array = tomlkit.array()
        array.extend(_on_one_line(inner) for inner in value)
        return array
    return tomlkit.item(value)
