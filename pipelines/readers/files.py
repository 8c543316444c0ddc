"""The bytes of an input file: of a real file only, and never more than an export can be."""

import stat
from pathlib import Path

from pipelines.errors import InputError

# Many times the longest export of a school year; anything larger is something else.
LARGEST = 500_000_000
# What a path may lead to that has no end, or no content of its own.
NO_FILE = (
    (stat.S_ISDIR, "een map"),
    (stat.S_ISFIFO, "een doorgeefluik (FIFO)"),
    (stat.S_ISSOCK, "een verbinding (socket)"),
    (stat.S_ISCHR, "een apparaat"),
    (stat.S_ISBLK, "een apparaat"),
)


def contents(path: Path) -> bytes:
    """The whole file. Raises InputError, before anything is read, for what is no file or too large to be an export."""
    try:
        found = path.stat()
        what = next((word for test, word in NO_FILE if test(found.st_mode)), None)
        if what:
            raise InputError(f"{path.name} is {what}, geen bestand.", "Kies het exportbestand zelf.")
        check_size(path.name, found.st_size)
        with path.open("rb") as file:
            # One byte more than there is: a file that grows, or that has no end, shows itself by it.
            data = file.read(found.st_size + 1)
    except OSError as error:
        raise InputError(
            f"{path.name} is niet te openen.", "Controleer of het bestand er staat en te lezen is."
        ) from error
    if len(data) > found.st_size:
        raise InputError(
            f"{path.name} verandert nog, of heeft geen einde.",
            "Wacht tot het bestand af is, of kies een ander bestand.",
        )
    return data


def check_size(name: str, size: int) -> None:
    """Raises InputError when a file is larger than an export can be."""
    if size > LARGEST:
        raise InputError(
            f"{name} is {size / 1e6:.0f} MB; een export is ten hoogste {LARGEST / 1e6:.0f} MB.",
            "Kies het exportbestand zelf, of exporteer een kortere tijd.",
        )
