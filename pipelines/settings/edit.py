"""`school.toml` with other values: every comment, and every line that the change is not about, stays as it is.

A change is made in the text itself, because a library that writes TOML moves the tables of schools that stand apart. It is
taken only when the text then says exactly what was meant; a file that is laid out in another way is left alone.
"""

import json
from collections.abc import Mapping, Sequence
from copy import deepcopy
from datetime import date, time
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from pipelines.errors import WorkspaceError
from pipelines.settings.blocks import Block, blocks_of, comments, key_lines, lines_of, with_value
from pipelines.settings.file import parsed

Values = Mapping[str, Any]
# From which line up to which, and what comes there.
Step = tuple[int, int, list[str]]


def with_values(text: str, path: Path, school: str, values: Values) -> str:
    """The text with other values for keys of a school; None takes a key away. Raises WorkspaceError when it cannot."""
    wanted, number = _school(text, path, school)
    for key, value in values.items():
        if wanted["school"][number].get(key) == value:
            continue
        _set(wanted["school"][number], key, value)
        own = [block for block in blocks_of(lines_of(text)) if block.school == number]
        steps = [_gone(lines_of(text), block) for block in own if block.path == ("school", key)]
        text = _applied(text, steps + _key(text, path, own[0], key, value))
    return _as_wanted(text, path, wanted)


def with_table(text: str, path: Path, table: str, values: Values) -> str:
    """The text with other values under a heading of the file itself, such as `[retention]`. Raises WorkspaceError."""
    wanted = deepcopy(parsed(text, path))
    for key, value in values.items():
        _set(wanted.setdefault(table, {}), key, value)
        found = [block for block in blocks_of(lines_of(text)) if block.path == (table,)]
        if found:
            text = _applied(text, _key(text, path, found[0], key, value))
        elif value is not None:
            stop = _line_end(text)
            text = _ended(text, stop) + f"{stop}[{table}]{stop}{key} = {_written(value)}{stop}"
    if not wanted[table] and table not in parsed(text, path):
        del wanted[table]
    return _as_wanted(text, path, wanted)


def with_items(text: str, path: Path, school: str, name: str, items: Sequence[Values]) -> str:
    """The text with another list under `[[school.NAME]]`: what stays in it keeps its lines. Raises WorkspaceError."""
    wanted, number = _school(text, path, school)
    own = [block for block in blocks_of(lines_of(text)) if block.school == number]
    return _with_list(text, path, wanted, wanted["school"][number], own, ("school", name), items)


def with_rows(text: str, path: Path, name: str, items: Sequence[Values]) -> str:
    """The text with another list under `[[NAME]]` of the file itself, as `with_items` does it. Raises WorkspaceError."""
    wanted = deepcopy(parsed(text, path))
    return _with_list(text, path, wanted, wanted, blocks_of(lines_of(text)), (name,), items)


def _with_list(
    text: str,
    path: Path,
    wanted: dict[str, Any],
    table: dict[str, Any],
    own: Sequence[Block],
    heading: tuple[str, ...],
    items: Sequence[Values],
) -> str:
    """`table` is the part of `wanted` that holds the list, `own` the blocks that stand for it in the text."""
    name = heading[-1]
    before = table.get(name, [])
    items = [{key: value for key, value in item.items() if value is not None} for item in items]
    _set(table, name, items or None)
    lines = lines_of(text)
    there = [block for block in own if block.path == heading]
    if len(there) != len(before):
        raise _left_alone(path)
    steps: list[Step] = []
    for tag, first, last, new, upto in SequenceMatcher(None, _keys(before), _keys(items), False).get_opcodes():
        if tag == "equal":
            continue
        changed = min(last - first, upto - new)
        for at in range(changed):
            steps += _item(text, path, there[first + at], before[first + at], items[new + at])
        steps += [_gone(lines, block) for block in there[first + changed : last]]
        more = items[new + changed : upto]
        if more:
            place = there[first + changed - 1] if first + changed else None
            steps.append(_inserted(lines, place, there, own, heading, more))
    return _as_wanted(_applied(text, steps), path, wanted)


def _school(text: str, path: Path, school: str) -> tuple[dict[str, Any], int]:
    wanted = deepcopy(parsed(text, path))
    ids = [each["id"] for each in wanted["school"]]
    if school not in ids or len([block for block in blocks_of(lines_of(text)) if block.path == ("school",)]) != len(
        ids
    ):
        raise _left_alone(path)
    return wanted, ids.index(school)


def _set(table: dict[str, Any], key: str, value: object) -> None:
    if value is None:
        table.pop(key, None)
    else:
        table[key] = value


def _key(text: str, path: Path, block: Block, key: str, value: object) -> list[Step]:
    lines = lines_of(text)
    reads = _reader(path)
    place = key_lines(lines, block, key, reads)
    if place is None:
        return [] if value is None else [(block.end, block.end, [f"{key} = {_written(value)}{_line_end(text)}"])]
    first, end = place
    if value is None:
        return [(first, end, comments(lines[first:end]))]
    return [(first, end, with_value(lines[first:end], _written(value), reads))]


def _item(text: str, path: Path, block: Block, before: Values, item: Values) -> list[Step]:
    changed = [key for key in {**before, **item} if before.get(key) != item.get(key)]
    return [step for key in changed for step in _key(text, path, block, key, item.get(key))]


def _gone(lines: Sequence[str], block: Block) -> Step:
    """Takes a heading away with its keys; what people wrote on lines of their own stays."""
    return (block.first, block.end, comments(lines[block.first : block.end]))


def _inserted(
    lines: Sequence[str],
    place: Block | None,
    there: Sequence[Block],
    own: Sequence[Block],
    heading: Sequence[str],
    items: Sequence[Values],
) -> Step:
    """New items behind the one before them, else before the first of their kind, else behind all that is there."""
    stop = _line_end("".join(lines))
    written = [
        [f"[[{'.'.join(heading)}]]{stop}", *(f"{key} = {_written(value)}{stop}" for key, value in item.items())]
        for item in items
    ]
    if place is None and there:
        return (there[0].first, there[0].first, [line for item in written for line in item])
    apart = not there or there[0].first == 0 or not lines[there[0].first - 1].strip()
    at = (place or own[-1]).end if own else len(lines)
    return (at, at, [line for item in written for line in [*([stop] if apart else []), *item]])


def _applied(text: str, steps: Sequence[Step]) -> str:
    lines = lines_of(_ended(text, _line_end(text)) if steps else text)
    # From below, so that the numbers of the lines above stay what they are; of one place in the order of the steps.
    for _, (first, end, new) in sorted(enumerate(steps), key=lambda each: (*each[1][:2], each[0]), reverse=True):
        lines[first:end] = new
    return "".join(lines)


def _as_wanted(text: str, path: Path, wanted: dict[str, Any]) -> str:
    try:
        said = parsed(text, path)
    except WorkspaceError:
        raise _left_alone(path) from None
    if said != wanted:
        raise _left_alone(path)
    return text


def _left_alone(path: Path) -> WorkspaceError:
    return WorkspaceError(
        f"{path} is hier met de hand anders opgemaakt dan dit programma kan wijzigen zonder de rest te raken. "
        "Er is niets veranderd.",
        f"Wijzig het in {path.name} zelf: wat daar staat, geldt vanaf de volgende pagina.",
    )


def _reader(path: Path) -> Any:
    return lambda text: parsed(text, path)


def _keys(items: Sequence[Values]) -> list[str]:
    return [json.dumps(item, default=str, sort_keys=True) for item in items]


def _line_end(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


def _ended(text: str, stop: str) -> str:
    return text if not text or text.endswith("\n") else text + stop


def _written(value: object) -> str:
    """A value as TOML writes it."""
    match value:
        case bool():
            return "true" if value else "false"
        case date() | int() | float():
            return str(value)
        case time():
            return f"{value:%H:%M:%S}"
        case list() | tuple():
            return "[" + ", ".join(_written(each) for each in value) + "]"
        case Mapping():
            return "{ " + ", ".join(f"{key} = {_written(each)}" for key, each in value.items()) + " }"
    return json.dumps(str(value), ensure_ascii=False)
