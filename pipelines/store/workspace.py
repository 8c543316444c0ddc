"""Opening a workspace, and making one."""

from functools import lru_cache
from pathlib import Path

from pipelines.errors import WorkspaceError
from pipelines.settings.settings import is_demo, load_schools
from pipelines.store.folder import FOLDERS, Workspace, open_to_others, private_umask
from pipelines.store.lock import PARTS
from pipelines.store.part import Part, part_of
from pipelines.store.parting import is_older, part_it
from pipelines.store.swap import finish

__all__ = ["Workspace", "create_workspace", "open_to_others", "open_workspace", "private_umask", "renewed", "reopened"]


def open_workspace(path: Path) -> Workspace:
    """Opens an existing workspace; one of before there were parts is parted first (`parting`).

    Raises WorkspaceError when `school.toml` is missing or wrong, or what was imported cannot be parted.
    """
    finish(path)
    settings = path / "school.toml"
    schools = load_schools(settings)
    if is_older(path):
        part_it(Workspace(path, schools, is_demo(settings)))
    for folder in (*FOLDERS, *(f"{PARTS}/{school.id}" for school in schools)):
        (path / folder).mkdir(mode=0o700, exist_ok=True)
    return Workspace(path, schools, is_demo(settings))


def reopened(path: Path) -> Workspace:
    """`open_workspace`, which reads the settings again only when their time or size changed."""
    try:
        known = (path / "school.toml").stat()
    except (FileNotFoundError, NotADirectoryError):
        return _reopened(path, None)
    return _reopened(path, (known.st_mtime_ns, known.st_size))


@lru_cache(maxsize=16)
def _reopened(path: Path, _changed: tuple[int, int] | None) -> Workspace:
    return open_workspace(path)


def renewed(part: Part) -> Part:
    """The part of the same school with the settings of now."""
    return part_of(reopened(part.path), part.id)


def create_workspace(path: Path, school_toml: str) -> Workspace:
    """Makes a new workspace with the given settings. Raises WorkspaceError when there is one already."""
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (path / "school.toml").open("x", encoding="utf-8") as file:
            path.chmod(0o700)
            file.write(school_toml)
    except FileExistsError:
        raise WorkspaceError(
            f"{path} is al een werkmap.", "Kies een andere map, of pas school.toml daar aan."
        ) from None
    return open_workspace(path)
