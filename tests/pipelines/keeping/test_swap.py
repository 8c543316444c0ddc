"""Stopped at any step of a swap: before the decision all is old, after it the next who comes finishes it."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from pipelines.store import swap
from tests.pipelines.exports import files_of

OLD = {
    "school.toml": b"old",
    "notes.sqlite": b"old",
    "notes.sqlite-wal": b"old",
    "protocols/a.toml": b"old",
    "protocols/b.toml": b"old",
    "store/000001/codes.parquet": b"old",
    "snapshots/CURRENT": b"old",
    "audit/imports.jsonl": b"old",
    "audit/access.jsonl": b"old",
    "audit/vergeten.jsonl": b"old",
    "van de school.txt": b"theirs",
}
NEW = {
    "school.toml": b"new",
    "toegang.toml": b"new",
    "notes.sqlite": b"new",
    "protocols/a.toml": b"new",
    "store/000001/codes.parquet": b"new",
    "store/000002/codes.parquet": b"new",
    "snapshots/CURRENT": b"new",
    "audit/imports.jsonl": b"new",
    "audit/access.jsonl": b"new",
}
STAYS = {name: OLD[name] for name in ("audit/access.jsonl", "van de school.txt")}
SWAPPED = NEW | STAYS | {f"opzij/{name}": data for name, data in OLD.items() if name not in STAYS}


class Stopped(BaseException):
    """The program was killed here."""


def filled(folder: Path) -> Path:
    for place, files in ((folder, OLD), (folder / swap.STAGED, NEW)):
        for name, data in files.items():
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            (place / name).write_bytes(data)
    return folder


def there(folder: Path) -> dict[str, bytes]:
    """All files but those of the lock, and what waits to be swapped in."""
    own = files_of(folder).items()
    return {name: data for name, data in own if not name.startswith((".herstel/", "audit/lock", "audit/busy"))}


@pytest.fixture
def stop_at(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Stops at the N-th rename, making of a folder or removal from now on; 0: never."""
    left = 0

    def counted(name: str) -> None:
        real = getattr(Path, name)

        def act(*arguments: object, **more: object) -> object:
            nonlocal left
            left -= 1
            if left == 0:
                raise Stopped
            return real(*arguments, **more)

        monkeypatch.setattr(Path, name, act)

    for name in ("rename", "replace", "mkdir", "unlink", "rmdir"):
        counted(name)

    def stop(number: int) -> None:
        nonlocal left
        left = number

    return stop


def test_a_swap_that_is_stopped_anywhere_is_finished(tmp_path: Path, stop_at: Callable[[int], None]) -> None:
    number, before = 0, 0
    while True:
        number += 1
        folder = filled(tmp_path / str(number))
        try:
            stop_at(number)
            swap.decide(folder, "opzij")
            break
        except Stopped:
            decided = (folder / swap.JOURNAL).exists() or not (folder / swap.STAGED / "school.toml").exists()
            before += not decided
        stop_at(0)
        if number % 3 == 0:  # and once more, later on
            stop_at(1 + number // 3)
            with suppress(Stopped):
                swap.finish(folder)
            stop_at(0)
        swap.finish(folder)
        found = {name: data for name, data in there(folder).items() if name != "..herstel.json.new"}
        assert found == (SWAPPED if decided else OLD), number
    assert number > 30
    assert before == 1
    assert there(folder) == SWAPPED
    assert not list(folder.glob(".*"))
