"""What passes between a process that asks for files to be read and the one that reads them: JSON and Arrow, never code."""

import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any, BinaryIO

import polars as pl

from pipelines.readers.base import ReadResult
from pipelines.readers.here import Asked


def send(stream: BinaryIO, head: Mapping[str, Any], *parts: bytes) -> None:
    """Writes one message: a line of JSON, and the parts whose lengths stand in it."""
    line = json.dumps({**head, "parts": [len(part) for part in parts]})
    stream.write(line.encode("ascii") + b"\n")
    for part in parts:
        stream.write(part)
    stream.flush()


def receive(stream: BinaryIO) -> tuple[dict[str, Any], list[bytes]] | None:
    """The next message; None when the other side is gone, also in the middle of one."""
    line = stream.readline()
    if not line.endswith(b"\n"):
        return None
    head: dict[str, Any] = json.loads(line)
    parts = []
    for size in head["parts"]:
        part = stream.read(size)
        if len(part) < size:
            return None
        parts.append(part)
    return head, parts


def send_asked(stream: BinaryIO, task: str, asked: Sequence[Asked]) -> None:
    """Writes what is to be done with which files, those from memory with their bytes."""
    files = [
        {
            "path": str(one.path),
            "kind": one.kind,
            "mapping": None if one.mapping is None else dict(one.mapping),
            "in_memory": one.data is not None,
            "lesson_times": one.lesson_times,
            "one_lesson": sorted(one.one_lesson),
            "remembered": {layout: dict(columns) for layout, columns in one.remembered.items()},
        }
        for one in asked
    ]
    send(stream, {"task": task, "files": files}, *(one.data for one in asked if one.data is not None))


def asked_of(head: Mapping[str, Any], parts: list[bytes]) -> list[Asked]:
    """The files of such a message; the bytes leave `parts`, so that each is held once."""
    return [
        Asked(
            Path(one["path"]),
            one["kind"],
            one["mapping"],
            parts.pop(0) if one["in_memory"] else None,
            tuple((hour, start, end) for hour, start, end in one["lesson_times"]),
            frozenset(one["one_lesson"]),
            one["remembered"],
        )
        for one in head["files"]
    ]


def send_result(stream: BinaryIO, result: ReadResult) -> None:
    """Writes one file that was read: its frames as Arrow, the rest as JSON."""
    values = {each.name: getattr(result, each.name) for each in fields(result)}
    frames = {name: value for name, value in values.items() if isinstance(value, pl.DataFrame)}
    plain = {name: dict(v) if isinstance(v, Mapping) else v for name, v in values.items() if name not in frames}
    send(stream, {"result": plain, "frames": list(frames)}, *map(_as_arrow, frames.values()))


def result_of(head: Mapping[str, Any], parts: Sequence[bytes]) -> ReadResult:
    """The file of such a message."""
    values: dict[str, Any] = {
        n: tuple(value) if isinstance(value, list) else value for n, value in head["result"].items()
    }
    for name, part in zip(head["frames"], parts, strict=True):
        values[name] = pl.read_ipc_stream(part)
    return ReadResult(**values)


def _as_arrow(frame: pl.DataFrame) -> bytes:
    out = io.BytesIO()
    frame.write_ipc_stream(out)
    return out.getvalue()
