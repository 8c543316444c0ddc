"""Other contents in the place of those of a workspace, decided in one step, with what stood there kept aside.

The new contents stand whole in `.herstel` inside the workspace. A journal, written in one step, is the decision: before it
everything is old, after it everything becomes new, and whoever opens the workspace next goes on where a killed program
stopped. The folder itself stays: it may be a disk of its own.
"""

import json
import re
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from pipelines.store.durable import sync_folder, write_whole
from pipelines.store.lock import PARTS, every_writer

STAGED = ".herstel"
JOURNAL = ".herstel.json"
ASIDE = re.compile(r"voor-(herstel|indeling)-\d{8}-\d{6}(-\d+)?")
# What the programs before there were parts had in their place.
BEFORE_PARTS = ("snapshots", "store")
# What a workspace holds; of these folders the contents are swapped, for the lock of who does it stands in one.
_TOP = re.compile(r"(school|toegang)\.toml|notes\..*|protocols|brieven")
_INSIDE = (PARTS, *BEFORE_PARTS, "audit")
_STAYS = re.compile(r"lock|busy|.*\.(lock|busy)")
# Who did what is never taken back: where there is a log it goes on.
LOG = Path("audit", "access.jsonl")


def parts(folder: Path) -> Iterator[Path]:
    """What is swapped of a workspace, as it stands there now; paths from the folder."""
    for path in sorted(folder.iterdir()):
        if _TOP.fullmatch(path.name):
            yield Path(path.name)
    for name in _INSIDE:
        if (folder / name).is_dir():
            for path in sorted((folder / name).iterdir()):
                if not _STAYS.fullmatch(path.name):
                    yield Path(name, path.name)


def decide(folder: Path, aside: str) -> None:
    """Swaps in what stands in `.herstel`; what stood there goes to the folder `aside`. The caller holds the lock."""
    new = list(parts(folder / STAGED))
    kept = {LOG} if (folder / LOG).exists() else set()
    told = {
        "aside": aside,
        "old": [path.as_posix() for path in parts(folder) if path not in kept],
        "new": [path.as_posix() for path in new if path not in kept],
    }
    write_whole(folder / JOURNAL, json.dumps(told, indent=1).encode())
    _go_on(folder)


def finish(folder: Path) -> None:
    """Goes on with a swap that was decided and not finished, if there is any. Raises WorkspaceError when it is busy."""
    if (folder / JOURNAL).exists():
        (folder / "audit").mkdir(mode=0o700, exist_ok=True)
        with every_writer(folder, 0):
            _go_on(folder)


def _go_on(folder: Path) -> None:
    """Each step is done or still to do, so it may be begun again: what was moved is where it goes."""
    try:
        told = json.loads((folder / JOURNAL).read_bytes())
    except FileNotFoundError:
        return
    aside, staged = folder / told["aside"], folder / STAGED
    aside.mkdir(mode=0o700, exist_ok=True)
    for name in told["old"]:
        if (folder / name).exists() and not (aside / name).exists():
            (aside / name).parent.mkdir(mode=0o700, exist_ok=True)
            (folder / name).rename(aside / name)
    for name in told["new"]:
        if (staged / name).exists():
            (folder / name).parent.mkdir(mode=0o700, exist_ok=True)
            (staged / name).rename(folder / name)
    for place in (*(folder / name for name in _INSIDE), folder):
        with suppress(FileNotFoundError):
            sync_folder(place)
    if not any(aside.iterdir()):
        aside.rmdir()
    (folder / JOURNAL).unlink()
    sync_folder(folder)
    shutil.rmtree(staged, ignore_errors=True)
