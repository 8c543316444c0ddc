"""Taking pupils out of a workspace, as forgetting and purging both do: each step may be done again after a stop."""

import json
import re
import shutil
from collections.abc import Callable, Mapping, Sequence, Set
from pathlib import Path
from typing import Any

from pipelines.audit.log import LOG
from pipelines.errors import WorkspaceError
from pipelines.keeping.person import NUMBER, Person, any_of
from pipelines.models.build import Progress, build_snapshot
from pipelines.notes.one_pupil import FORGOTTEN
from pipelines.store.durable import write_whole
from pipelines.store.folder import remove
from pipelines.store.forgotten import LIST
from pipelines.store.part import UNFINISHED, Part, store_version
from pipelines.store.provenance import is_marked, mark_demo
from pipelines.store.purged import LIST as PURGED
from pipelines.store.recovery import imported
from pipelines.store.stores import Store
from pipelines.store.swap import ASIDE, STAGED

# About staff; and what holds no number or name but as a hash.
NOT_BLOTTED = (LOG, LIST, PURGED, "toegang.jsonl")
# School and number of some pupils.
Numbers = Set[tuple[str, str]]


def from_notes(folder: Path, take: Callable[[Path], int]) -> int:
    """Takes rows out of the notes, and of copies that were kept of them; how many of the notes themselves.

    A copy that cannot be read any more is removed. Raises WorkspaceError when something holds the notes.
    """
    own, count = folder / "notes.sqlite", 0
    for path in sorted(folder.glob("notes*.sqlite")):
        try:
            found = take(path)
            count += found if path == own else 0
        except WorkspaceError:
            if path == own:
                raise
            path.unlink()
        if path != own:
            for end in ("-wal", "-shm"):
                path.with_name(f"{path.name}{end}").unlink(missing_ok=True)
    return count


def from_logs(folder: Path, who: Sequence[Person]) -> None:
    """Takes pupils out of the logs: their names and numbers in words, and a number that stands alone beside its school."""
    in_text, numbers = any_of(who), {(each.school, number) for each in who for number in each.numbers}
    for path in sorted((folder / "audit").glob("*.jsonl")):
        if path.name in NOT_BLOTTED:
            continue
        old = path.read_text(encoding="utf-8")
        new = "".join(_blotted_line(line, in_text, numbers) for line in old.splitlines(keepends=True))
        if new != old:
            write_whole(path, new.encode())


def _blotted_line(line: str, in_text: re.Pattern[str], numbers: Numbers) -> str:
    try:
        found = json.loads(line)
    except ValueError:  # broken off when it was written
        return in_text.sub(FORGOTTEN, line)
    new = _blotted(found, in_text, numbers)
    return line if new == found else f"{json.dumps(new, ensure_ascii=False)}\n"


def _blotted(value: Any, in_text: re.Pattern[str], numbers: Numbers) -> Any:
    if isinstance(value, str):
        return in_text.sub(FORGOTTEN, value)
    if isinstance(value, Mapping):
        own = (value.get("school"), value.get(NUMBER)) in numbers
        return {
            name: FORGOTTEN if own and name == NUMBER else _blotted(each, in_text, numbers)
            for name, each in value.items()
        }
    return [_blotted(each, in_text, numbers) for each in value] if isinstance(value, list) else value


def from_figures(part: Part, change: Callable[[Store], Store], progress: Progress | None) -> int:
    """A new version of what was imported of a school, figures of that, and nothing of any other version; how many rows about
    pupils went."""
    version = part.newest_store()
    if version is None:
        return 0
    demo = part.demo and is_marked(part)
    old = imported(part, version)
    new = change(old)
    number = part.next_version()
    part.write_store(number, new)
    try:
        if demo:
            mark_demo(part, number)
        current = build_snapshot(part, new, number, progress)
    except BaseException:
        part.drop_store(number)
        raise
    for path in [*part.built(), *(each for each in part.snapshots.iterdir() if UNFINISHED.fullmatch(each.name))]:
        if path != current:
            remove(path)
    for other in part.stored():
        if other != store_version(current):
            shutil.rmtree(part.store_folder(other))
    return sum(old[name].height - new[name].height for name in old if "student_id" in old[name].columns)


def from_aside(folder: Path) -> None:
    """Removes what a restore put aside, and what a killed program left of notes."""
    for path in folder.iterdir():
        if ASIDE.fullmatch(path.name) or path.name == STAGED or path.name.startswith(".notes"):
            remove(path)
