"""Which versions of the program made what is in a workspace, for people who look after it."""

from contextlib import suppress

import duckdb

from pipelines.errors import WorkspaceError
from pipelines.models.database import connect
from pipelines.models.program import UNKNOWN
from pipelines.notes.file import notes_path, opened
from pipelines.notes.migrations import version_of
from pipelines.store.part import Part, parts_there, store_version
from pipelines.store.stores import read_manifest
from pipelines.store.workspace import Workspace


def made_by(workspace: Workspace) -> dict[str, str]:
    """Part of the workspace -> version: of the program for `store` and `snapshot`, of the tables for `notes`.

    `onbekend` for what says none: a store or snapshot of the first program, or damaged. What is not there is left out; of
    more schools each version is named once.
    """
    made = [each for part in parts_there(workspace.path) if (each := _made(part))]
    found = {name: ", ".join(sorted({each[name] for each in made})) for name in ("store", "snapshot") if made}
    path = notes_path(workspace)
    if path.exists():
        found["notes"] = UNKNOWN
        with suppress(WorkspaceError), opened(path, "ro") as notes:
            found["notes"] = str(version_of(notes))
    return found


def _made(part: Part) -> dict[str, str]:
    found = {}
    with suppress(WorkspaceError):
        current = part.current()
        if current is not None:
            found = {"store": UNKNOWN, "snapshot": UNKNOWN}
            with suppress(duckdb.Error), connect(current, read_only=True) as connection:
                found["snapshot"] = str(connection.execute("select program from ref_build").fetchall()[0][0])
            manifest = read_manifest(part.store_folder(store_version(current)))
            if manifest is not None:
                found["store"] = manifest.program
    return found
