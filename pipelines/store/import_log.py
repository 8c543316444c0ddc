"""`audit/imports.jsonl`: what was imported when, by counts and without pupils; the store holds its newest lines too."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import polars as pl

from pipelines.audit.key import alone
from pipelines.store.part import Part, parts_of, store_version
from pipelines.store.stores import read_manifest
from pipelines.store.workspace import Workspace

LOG: dict[str, type[pl.DataType]] = {
    "moment": pl.Datetime,
    "school": pl.String,
    "file": pl.String,
    "kind": pl.String,
    "rows": pl.Int64,
    "new": pl.Int64,
    "changed": pl.Int64,
    "withdrawn": pl.Int64,
    "refused": pl.Int64,
}


def imported_files(workspace: Workspace) -> pl.DataFrame:
    """One row per imported file, newest import first: moment (UTC), school, file, kind and counts of rows."""
    lines = [*logged(workspace), *(line for part in parts_of(workspace) for line in not_logged(part))]
    rows = [{**row, "moment": datetime.fromisoformat(row["moment"]).replace(tzinfo=None)} for row in lines]
    return pl.DataFrame(rows, schema=LOG).sort("moment", descending=True, maintain_order=True)


def logged(workspace: Workspace) -> list[dict[str, Any]]:
    """The lines of the log as they stand there."""
    path = workspace.import_log
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines() if path.exists() else []
    # A line that was broken off by a full disk tells nothing; the import before it does.
    return [json.loads(line) for line in lines if line.startswith("{") and line.endswith("}")]


def not_logged(part: Part) -> list[dict[str, Any]]:
    """The lines about the newest import of a school when it was stopped, or found the disk full, just before it wrote them."""
    current = part.current()
    manifest = read_manifest(part.store_folder(store_version(current))) if current else None
    known = {(row["moment"], row["school"]) for row in logged(part)}
    return (
        [dict(line) for line in manifest.imports if (line["moment"], line["school"]) not in known] if manifest else []
    )


def add(workspace: Workspace, lines: Sequence[Mapping[str, Any]]) -> None:
    """Adds lines to `audit/imports.jsonl`, after one that was broken off on a line of their own.

    Raises OSError, WorkspaceError when something holds its lock: imports into two schools write here one after another.
    """
    path = workspace.import_log
    with alone(path.with_suffix(".lock")):
        broken = path.exists() and path.read_bytes()[-1:] not in (b"", b"\n")
        with path.open("a", encoding="utf-8") as log:
            log.write("\n" if broken else "")
            log.writelines(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
