"""The errors of the pipelines: a refused import, a workspace that cannot be used, a wrong question."""

from pathlib import Path

from protocols.errors import VerzuimbeeldError


class InputError(VerzuimbeeldError):
    """A file that is refused as a whole: names the file, and the row where there is one; `path` tells which, if known."""

    def __init__(self, what: str, remedy: str, path: Path | None = None) -> None:
        super().__init__(what, remedy)
        self.path = path


class WorkspaceError(VerzuimbeeldError):
    """A workspace or its settings that cannot be used: names the file and the key."""


class StoreError(WorkspaceError):
    """Imported data that lost something: names the file."""


class UsageError(VerzuimbeeldError):
    """A question that cannot be answered as asked: an unknown name, a date outside the data."""


def in_command(command: str, folder: Path, *more: str) -> str:
    """A command of ours on a workspace, to be copied as it stands, also when the name of the folder has spaces."""
    place = f'"{folder}"' if " " in str(folder) else str(folder)
    return " ".join(["verzuimbeeld", command, place, *more])
