"""The files of a folder into which exports are put: which can be read now, and moving what was read or refused.

Moving is one rename inside the folder: a file is in one place or the other, whenever the program stops.
"""

import os
import re
import stat
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pipelines.errors import UsageError
from pipelines.store.durable import write_whole
from pipelines.today import today
from protocols.load import load_settings

READ, REFUSED = "ingelezen", "geweigerd"
# What others put in any folder, and what programs write before a file is whole.
_OF_OTHERS = frozenset({".ds_store", "thumbs.db", "desktop.ini"})
_HALF = re.compile(r"^(~\$|\.)|\.(tmp|part|partial|crdownload|download|swp)$", re.I)
_MOST_BYTES = 180
_NOT_IN_NAMES = re.compile(r'[<>:"/\\|?*]')


@dataclass(frozen=True)
class Left:
    """An entry that stays where it is, and why, in Dutch."""

    name: str
    why: str


@dataclass(frozen=True)
class Waiting:
    """What stands in the folder: files that can be read, the oldest first, each with the state it was found in; the rest."""

    files: Mapping[Path, tuple[int, int, int]]
    left: tuple[Left, ...]


def number(name: str) -> float:
    """One of the numbers of `protocols/settings.toml`."""
    return float(dict(load_settings().select("name", "value").iter_rows())[name])


def shown(name: str) -> str:
    """A name as it can be printed and kept: what is no sign is a question mark."""
    return "".join(sign if sign.isprintable() else "?" for sign in name)


def insist_on_folder(folder: Path, workspace: Path) -> None:
    """Raises UsageError for what is no folder, or lies in the workspace."""
    if not folder.is_dir():
        raise UsageError(f"{folder} is geen map.", "Geef met --from de map waarin de exports worden gezet.")
    real, own = folder.resolve(), workspace.resolve()
    if real == own or own in real.parents:
        raise UsageError(f"{folder} ligt in de werkmap zelf.", "Kies met --from een map daarbuiten.")


def opened(folder: Path, workspace: Path) -> None:
    """Makes the two folders inside. Raises UsageError for a folder that cannot serve."""
    insist_on_folder(folder, workspace)
    for name in (READ, REFUSED):
        inside = folder / name
        if not os.path.lexists(inside):
            inside.mkdir(mode=0o700)
        elif inside.is_symlink() or not inside.is_dir():
            raise UsageError(f"{inside} is geen gewone map.", f"Haal {name} daar weg; de map wordt dan gemaakt.")


def waiting(folder: Path) -> Waiting:
    """What can be read now, and what stays for a next time or for ever. Raises OSError when the folder cannot be read."""
    files: dict[Path, tuple[int, int, int]] = {}
    left: list[Left] = []
    for name, found in _entries(folder):
        why = _why_not(name, found)
        if why is None and not os.access(folder / name, os.R_OK):
            why = "is voor dit account niet te lezen; geef het leesrecht"
        if why:
            left.append(Left(shown(name), why))
        else:
            files[folder / name] = state(found)
    oldest = sorted(files, key=lambda path: (files[path][1], path.name))
    return Waiting({path: files[path] for path in oldest}, tuple(left))


def _entries(folder: Path) -> Iterator[tuple[str, os.stat_result]]:
    for name in sorted(os.listdir(folder)):
        if name.lower() not in _OF_OTHERS and name not in (READ, REFUSED):
            try:
                yield name, (folder / name).lstat()
            except FileNotFoundError:
                continue  # whoever put it there took it away again


def _why_not(name: str, found: os.stat_result) -> str | None:
    if stat.S_ISDIR(found.st_mode):
        return "is een map; zet de bestanden zelf neer"
    if stat.S_ISLNK(found.st_mode):
        return "is een koppeling naar elders; zet het bestand zelf neer"
    if not stat.S_ISREG(found.st_mode):
        return "is geen gewoon bestand"
    if _HALF.search(name):
        return "is een tijdelijk bestand van een ander programma"
    # The later of both moments: a copy may keep the old time of its source. A moment ahead tells nothing.
    if 0 <= time.time() - max(found.st_mtime, found.st_ctime) < number("inbox_settle_seconds"):
        return "is net veranderd en wacht op de volgende keer"
    return None


def state(found: os.stat_result) -> tuple[int, int, int]:
    """What changes as soon as somebody writes in a file or puts another in its place."""
    return found.st_size, found.st_mtime_ns, found.st_ino


def is_same(path: Path, known: tuple[int, int, int]) -> bool:
    """Whether the file is still as it was found."""
    try:
        return state(path.lstat()) == known
    except OSError:
        return False


def moved(path: Path, to: str, text: str | None, beside: str) -> Path:
    """Moves a file into one of the two folders, over nothing that stands there, with a text beside it; its new place."""
    folder = path.parent / to
    place, note = _free(folder, path.name, beside)
    if text is not None:
        write_whole(note, text.encode())
    path.rename(place)
    # From now on its age is how long it has been there.
    moment = datetime.combine(today(), datetime.now().astimezone().time()).timestamp()
    for each in (place, note) if text is not None else (place,):
        try:
            os.utime(each, (moment, moment))
        except PermissionError:
            # Whoever put it there owns it, and alone says how old it is: from here on it is a copy of our own.
            write_whole(each, each.read_bytes())
            os.utime(each, (moment, moment))
    return place


def _free(folder: Path, name: str, beside: str) -> tuple[Path, Path]:
    """A name for the file and one for its text that nothing has, also on a disk of Windows."""
    stem, dot, extension = name.rpartition(".")
    stem, ending = (stem, f".{shown(extension)}"[:12]) if dot and stem else (name, "")
    safe = _NOT_IN_NAMES.sub("_", shown(stem)).encode()[:_MOST_BYTES].decode(errors="ignore").rstrip(" .") or "bestand"
    for turn in range(1, 10_000):
        again = f" ({turn})" if turn > 1 else ""
        place, note = folder / f"{safe}{again}{ending}", folder / f"{safe}{again}{ending} - {beside}.txt"
        if not os.path.lexists(place) and not os.path.lexists(note):
            return place, note
    raise FileExistsError(folder / name)


def emptied(folder: Path) -> int:
    """Deletes what has been in the two folders for longer than it is kept; how many files."""
    kept, count = number("inbox_kept_days"), 0
    for name in (READ, REFUSED):
        for path in sorted((folder / name).iterdir()):
            found = path.lstat()
            days = (today() - datetime.fromtimestamp(found.st_mtime, UTC).astimezone().date()).days
            if stat.S_ISREG(found.st_mode) and not path.name.startswith(".") and days > kept:
                path.unlink()
                count += 1
    return count
