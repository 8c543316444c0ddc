"""A workspace with two imports and notes, everything that may break in it, and the way back that is printed."""

import re
import shlex
import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from pipelines.notes.marks import mark_done
from pipelines.notes.notes import choose_code
from pipelines.store.imports import import_files
from pipelines.store.workspace import Workspace, create_workspace
from tests.pipelines.asking import tasks_of_step
from tests.pipelines.histories import SCOPE, YEAR, settings, spread, write_csv

ON = YEAR[7]
COMMAND = re.compile(r"verzuimbeeld ((?:check|build|import)[^;\n]*)")
FIRST = [row for student in range(101, 111) for row in spread(str(student), "weg", 40, hours=8)]
SECOND = [*FIRST, *(row for student in range(111, 116) for row in spread(str(student), "weg", 24, hours=8))]
FILES = ("eerste.csv", "tweede.csv")
# How DuckDB lays out a file: headers, then blocks of one size.
BEFORE_BLOCKS, BLOCK = 3 * 4096, 256 * 1024


def made(folder: Path) -> Workspace:
    """Two imports, a code that somebody gave a category and a step that somebody did; the folder has a space."""
    workspace = create_workspace(folder / "de werkmap", settings("nl-leerplicht"))
    choose_code(workspace, "s", "QX", "spijbelen", "iemand")
    closing = spread("slot", "medisch", 1, start=7)
    for name, rows in zip(FILES, (FIRST, SECOND), strict=True):
        import_files(workspace, [write_csv(folder / name, [*rows, *closing])])
    tasks = tasks_of_step("101", "nl-leerplicht", "leerplicht", "melding", YEAR[1])
    mark_done(workspace, SCOPE, tasks, YEAR[2], "JdV", date(2027, 1, 1))
    return workspace


def _flip(path: Path, place: int) -> None:
    data = bytearray(path.read_bytes())
    data[place] ^= 8
    path.write_bytes(data)


def _flip_figures(folder: Path) -> None:
    """Every block but the one that says what the figures were made with: without that they are built anew."""
    path = snapshots(folder)[0]
    with duckdb.connect(path, read_only=True) as figures:
        kept = {
            block for (block,) in figures.execute("select block_id from pragma_storage_info('ref_build')").fetchall()
        }
    data = bytearray(path.read_bytes())
    for block in range((len(data) - BEFORE_BLOCKS) // BLOCK):
        if block and block not in kept:
            data[BEFORE_BLOCKS + block * BLOCK + BLOCK // 2] ^= 8
    path.write_bytes(data)


def _halved(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def snapshots(folder: Path) -> list[Path]:
    """The built figures, newest first."""
    return sorted((folder / "scholen" / "s" / "snapshots").glob("0*.duckdb"), reverse=True)


def stores(folder: Path) -> list[Path]:
    """The versions of what was imported, newest first."""
    return sorted((folder / "scholen" / "s" / "store").glob("0*"), reverse=True)


def _figures_too(act: Callable[[Path], object]) -> Callable[[Path], None]:
    """Breaks the newest figures as well, so that nothing can be restored from them."""

    def both(folder: Path) -> None:
        act(folder)
        newest = stores(folder)[0].name if len(stores(folder)) > 1 else ""
        for path in snapshots(folder):
            if path.stem.endswith(newest):
                _halved(path)

    return both


def _one_store_left(act: Callable[[Path], object]) -> Callable[[Path], None]:
    def both(folder: Path) -> None:
        for path in stores(folder)[1:]:
            shutil.rmtree(path)
        snapshots(folder)[-1].unlink()
        act(folder)

    return both


def _litter(folder: Path) -> None:
    for place in (folder / "scholen" / "s" / "store", folder / "scholen" / "s" / "snapshots", stores(folder)[0]):
        for name in (".DS_Store", "Thumbs.db", "desktop.ini", "._CURRENT"):
            (place / name).write_bytes(b"\0\1litter")


def _notes(folder: Path) -> Path:
    return folder / "notes.sqlite"


def _one_page_of_notes(folder: Path) -> None:
    with sqlite3.connect(_notes(folder)) as notes:
        [(page,)] = notes.execute("select rootpage from sqlite_master where name = 'step_mark'")
        [(size,)] = notes.execute("pragma page_size")
    notes.close()
    with _notes(folder).open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * size)


def _settings(folder: Path, old: str, new: str) -> None:
    path = folder / "school.toml"
    path.write_text(path.read_text().replace(old, new))


def _registrations(folder: Path) -> Path:
    return stores(folder)[0] / "registrations.parquet"


@dataclass(frozen=True)
class Damage:
    """One way to break a workspace, and what is said and done about it.

    `said`: a word of the finding. `whole`: it does no harm. `stages`: what a question of figures answers: `right`,
    `right` after a build by itself (`built`), or `told`. `left`: which figures there are after the printed command:
    those of the second import, or of the first. `by_hand`: what the message asks instead of a command of ours.
    """

    act: Callable[[Path], object]
    said: str
    stages: str = "told"
    whole: bool = False
    left: str = "second"
    by_hand: Callable[[Path], object] | None = None


DAMAGES = {
    "figures cut off": Damage(lambda f: _halved(snapshots(f)[0]), "cijfers zijn beschadigd", "built"),
    "figures emptied": Damage(lambda f: snapshots(f)[0].write_bytes(b""), "cijfers zijn beschadigd", "built"),
    "figures flipped at the start": Damage(lambda f: _flip(snapshots(f)[0], 2000), "cijfers zijn beschadigd", "built"),
    "figures flipped": Damage(_flip_figures, "cijfers zijn beschadigd"),
    "figures gone": Damage(lambda f: snapshots(f)[0].unlink(), "dat bestand is er niet"),
    "all figures gone": Damage(lambda f: shutil.rmtree(f / "scholen" / "s" / "snapshots"), "CURRENT ontbreekt"),
    "pointer gone": Damage(lambda f: (f / "scholen" / "s" / "snapshots" / "CURRENT").unlink(), "CURRENT ontbreekt"),
    "pointer empty": Damage(
        lambda f: (f / "scholen" / "s" / "snapshots" / "CURRENT").write_bytes(b""), "wijst naar 'niets'"
    ),
    "pointer odd": Damage(
        lambda f: (f / "scholen" / "s" / "snapshots" / "CURRENT").write_text("../x.csv\n"), "wijst naar '../x.csv'"
    ),
    "pointer binary": Damage(
        lambda f: (f / "scholen" / "s" / "snapshots" / "CURRENT").write_bytes(b"\x00\xff\x80" * 99), "wijst naar"
    ),
    "table flipped": Damage(lambda f: _flip(_registrations(f), 100), "registrations.parquet is beschadigd", "right"),
    "table emptied": Damage(lambda f: _registrations(f).write_bytes(b""), "parquet is beschadigd", "right"),
    "table gone": Damage(lambda f: _registrations(f).unlink(), "registrations.parquet ontbreekt", "right"),
    "small table gone": Damage(lambda f: (stores(f)[0] / "lessons.parquet").unlink(), "lessons.parquet", "right"),
    "store gone": Damage(lambda f: shutil.rmtree(stores(f)[0]), "ontbreekt", "right"),
    "all stores gone": Damage(
        lambda f: shutil.rmtree(f / "scholen" / "s" / "store"),
        "ontbreekt: de ingelezen gegevens zijn niet heel",
        "right",
    ),
    "manifest cut off": Damage(lambda f: _halved(stores(f)[0] / "manifest.json"), "manifest.json", "right"),
    "table and figures": Damage(_figures_too(lambda f: _registrations(f).unlink()), "Een eerdere versie", left="first"),
    "store and figures": Damage(
        _figures_too(lambda f: _flip(_registrations(f), 99)), "Een eerdere versie", left="first"
    ),
    "the only table and figures": Damage(
        _one_store_left(_figures_too(lambda f: _registrations(f).unlink())), "Lees alle bestanden opnieuw in"
    ),
    "litter": Damage(_litter, "is niet van dit programma", "right", whole=True),
    "notes overwritten": Damage(lambda f: _notes(f).write_bytes(b"no database" * 999), "notes.sqlite is beschadigd"),
    "notes cut off": Damage(lambda f: _halved(_notes(f)), "notes.sqlite is beschadigd"),
    "one table of the notes": Damage(_one_page_of_notes, "notes.sqlite is beschadigd", "right"),
    "notes gone": Damage(lambda f: _notes(f).unlink(), "notes.sqlite is weg of leeg"),
    "notes emptied": Damage(lambda f: _notes(f).write_bytes(b""), "notes.sqlite is weg of leeg"),
    "school renamed": Damage(
        lambda f: _settings(f, 'id = "s"', 'id = "karel"'),
        "ontbreekt school 's'",
        by_hand=lambda f: _settings(f, 'id = "karel"', 'id = "s"'),
    ),
    "settings broken": Damage(
        lambda f: _settings(f, 'region = "midden"', 'region = "midden'),
        "geen geldige TOML",
        by_hand=lambda f: _settings(f, 'region = "midden', 'region = "midden"'),
    ),
    "settings wrong": Damage(
        lambda f: _settings(f, "nl-leerplicht", "nl-onbekend"),
        "nl-onbekend",
        by_hand=lambda f: _settings(f, "nl-onbekend", "nl-leerplicht"),
    ),
}


def commands(text: str, files: list[Path]) -> list[list[str]]:
    """The commands of ours that a text names, ready to run; each once."""
    found = [shlex.split(match.strip(". ")) for match in COMMAND.findall(text)]
    ready = [
        [each for part in words for each in ([str(f) for f in files] if part == "BESTAND" else [part])]
        for words in found
    ]
    return [words for n, words in enumerate(ready) if words not in ready[:n]]
