"""A protocol as the text of its file: what `load_protocol` reads back as the same protocol."""

import json
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from protocols.schema import Protocol

# Lists that are long enough to have a heading for each item.
HEADED = frozenset({"code", "ladder", "stage", "open_norm", "not_computable", "norm"})


def to_toml(protocol: Protocol) -> str:
    """The whole file, keys in the order of the schema; keys that say nothing but the default are left out."""
    content = protocol.model_dump(exclude_defaults=True)
    return "\n".join(["#:schema schema.json", *_table(content, "")]).strip() + "\n"


def _table(content: Mapping[str, Any], path: str) -> Iterator[str]:
    below: list[tuple[str, Any]] = []
    for key, value in content.items():
        if isinstance(value, dict) or (key in HEADED and _is_rows(value)):
            below.append((key, value))
        elif _is_rows(value):
            yield f"{key} = ["
            yield from (f"  {_value(item)}," for item in value)
            yield "]"
        else:
            yield f"{key} = {_value(value)}"
    for key, value in below:
        name = f"{path}{_key(key)}"
        if not isinstance(value, dict):
            for item in value:
                yield from ("", f"[[{name}]]", *_table(item, f"{name}."))
        elif value and all(isinstance(inner, dict) for inner in value.values()):
            for inner_key, inner in value.items():
                yield from ("", f"[{name}.{_key(inner_key)}]", *_table(inner, f"{name}.{_key(inner_key)}."))
        else:
            yield from ("", f"[{name}]", *_table(value, f"{name}."))


def _is_rows(value: object) -> bool:
    return isinstance(value, list | tuple) and bool(value) and all(isinstance(item, dict) for item in value)


def _key(key: str) -> str:
    return key if key.replace("_", "a").replace("-", "a").isalnum() and key.isascii() else _value(key)


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_key(key)} = {_value(inner)}" for key, inner in value.items()) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_value(item) for item in value) + "]"
    return repr(value)
