"""What the system or the database refused, as an error that a user can act on: what is wrong, what is safe, what mends it."""

import errno
from pathlib import Path

import duckdb
import polars as pl

from pipelines.errors import WorkspaceError, in_command
from protocols.errors import VerzuimbeeldError

FULL = {errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)}
FULL_TEXTS = ("No space left", "File too large", "quota exceeded", "disk is full")
FORBIDDEN = {errno.EROFS, errno.EACCES, errno.EPERM}
FORBIDDEN_TEXTS = ("Read-only file system", "Permission denied", "Operation not permitted")
DAMAGED_TEXTS = (
    "Corrupt database file",
    "not a valid DuckDB database",
    "Could not read enough bytes",
    "database has been invalidated",
    "Serialization Error",
    # Written by the database of a newer program: to be built anew like what is broken.
    "Trying to read a database file with storage version",
    "storage version greater than the latest",
)


def is_damage(error: Exception) -> bool:
    """Whether the database could not read its own file; one that the disk did not take is given up in like words."""
    said = str(error)
    broken = any(text in said for text in DAMAGED_TEXTS) and not any(text in said for text in FULL_TEXTS)
    return isinstance(error, duckdb.Error) and broken


def in_words(error: Exception, folder: Path) -> VerzuimbeeldError | None:
    """The error for a user of the workspace in `folder`; None for a fault of the program itself."""
    if isinstance(error, VerzuimbeeldError):
        return error
    if is_damage(error):
        return damaged(folder)
    # The writer of tables tells a refusal of the system in its own words.
    if not isinstance(error, OSError | duckdb.Error | pl.exceptions.PolarsError):
        return None
    number = getattr(error, "errno", None)
    place = getattr(error, "filename", None) or folder
    if number in FULL or any(text in str(error) for text in FULL_TEXTS):
        return full(folder)
    if number in FORBIDDEN or any(text in str(error) for text in FORBIDDEN_TEXTS):
        return forbidden(Path(place), folder)
    return None


def full(folder: Path) -> WorkspaceError:
    """The disk took no more."""
    return WorkspaceError(
        "De schijf is vol. Er is niets half bewaard: wat er stond, staat er nog.",
        f"Maak ruimte vrij en herhaal de opdracht; kijk de map na met: {in_command('check', folder)}",
    )


def forbidden(place: Path, folder: Path) -> WorkspaceError:
    """A file or folder that this user may not write, or read."""
    return WorkspaceError(
        f"{place} is voor u niet te schrijven of te lezen. Wat er stond, is niet veranderd.",
        f"Geef uzelf rechten op {place} en herhaal de opdracht; kijk de map na met: {in_command('check', folder)}",
    )


def damaged(folder: Path, snapshot: Path | None = None) -> WorkspaceError:
    """The built figures cannot be read."""
    return WorkspaceError(
        f"De opgebouwde cijfers zijn beschadigd ({snapshot or folder / 'snapshots'}). "
        "Wat is ingelezen en de notities staan er los van.",
        f"Bouw ze opnieuw op met: {in_command('build', folder)}",
    )
