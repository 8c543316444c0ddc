"""Measures a board: a day of one school among many, many schools built beside each other, and the page of hundreds."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing import active_children
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl

from dashboard.access import ADDRESS_VARIABLE, WORKSPACE_VARIABLE
from dashboard.commands.bench import only_our_own_words
from dashboard.commands.output import say
from dashboard.server.serve import APP, preload
from data.board import BoardSchool, plan
from data.school import make_school
from pipelines.models.fingerprint import fingerprint
from pipelines.models.many import build_many
from pipelines.models.processes import processes
from pipelines.store.imports import import_files
from pipelines.store.part import Part, part_of
from pipelines.store.renumbered import keep_renumbered
from pipelines.store.stores import Store
from pipelines.store.workspace import Workspace, create_workspace
from protocols.load import load_protocols

# The year that is there, and the first day that comes after it.
YEAR, NEW_DAY = "2025-2026", "1-9-2026 00:00:00"
WORKERS, AT_ONCE = 2, 10
# One of our commands, that says at the end what it took.
COMMAND = """
import sys, time
from dashboard.commands.bench_board import most
from dashboard.commands.cli import main
code = main(sys.argv[1:])
print()
print(time.process_time(), most("self"))
sys.exit(code)
"""


@dataclass(frozen=True)
class Sizes:
    """How many schools: beside the one that gets a day, built beside each other, and on the page."""

    board: int = 50
    built: int = 80
    page: int = 800


@dataclass(frozen=True)
class Spent:
    """What a command took: seconds by the clock and of the processor, and the memory of its largest process in MB."""

    seconds: float
    processor: float
    megabytes: float


def run(folder: Path | None, sizes: Sizes = Sizes()) -> int:  # frozen
    """Prints a line per measurement; ratios say most, as every machine has its own pace."""
    only_our_own_words()
    with TemporaryDirectory(dir=folder) as place:
        root = Path(place)
        made = make_school(_folder(root / "export"))
        year = [
            path for path in made.files if path.name.startswith(("Absentieredenen", "Leerlingen")) or YEAR in path.name
        ]
        [newest] = [path for path in made.files if "Verantwoordingen_2026" in path.name]
        day = _day(newest, root / "dag.csv")
        planned = plan(
            max(sizes.board, sizes.built, sizes.page), [each for each, it in load_protocols().items() if not it.preset]
        )
        alone = _workspace(root / "een", planned[:1])
        import_files(alone, year)
        store = part_of(alone).store()
        _built(root / "landelijk", planned[: sizes.built], store)
        _one_day(alone, day, _many(root / "bestuur", planned[: sizes.board], store))
        _page(root / "pagina", planned[: sizes.page], store)
    return 0


def _folder(path: Path) -> Path:
    path.mkdir()
    return path


def _workspace(folder: Path, schools: Sequence[BoardSchool]) -> Workspace:
    return create_workspace(folder, "demo = true\n\n" + "\n".join(each.school_toml for each in schools))


def _day(export: Path, path: Path) -> Path:
    """The registrations of one new day, as a school exports them."""
    lines = export.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([lines[0], *(line for line in lines if f";{NEW_DAY}".encode() in line)]))
    return path


def _many(folder: Path, schools: Sequence[BoardSchool], store: Store) -> Workspace:
    """The same school so many times; the first has the numbers of its pupils as they are."""
    workspace = _workspace(folder, schools)
    for school in schools:
        keep_renumbered(part_of(workspace, school.id), store, str(school.number) if school.number > 1 else "")
    return workspace


def _one_day(alone: Workspace, day: Path, board: Workspace) -> None:
    school = board.schools[0].id
    _child("build", board.path, "--school", school)
    one, many = (_child("import", each.path, day, "--school", school) for each in (alone, board))
    print(f"dagbestand in een werkmap met één school: {_said(one)}")
    print(
        f"dagbestand in één van {len(board.schools)} scholen: {_said(many)}; {many.processor / one.processor:.2f} x zoveel tijd"
    )


def _built(folder: Path, schools: Sequence[BoardSchool], store: Store) -> None:
    """Schools built some at a time; making them is not counted, and what was built is dropped once it is summarised."""
    workspace = _workspace(folder, schools)
    spent: list[float] = []
    largest = 0.0
    with processes(WORKERS) as crew:
        for some in _in_parts(schools):
            parts = [part_of(workspace, school.id) for school in some]
            for school, part in zip(some, parts, strict=True):
                keep_renumbered(part, store, str(school.number))
            begin = time.perf_counter()
            build_many(parts, crew, say)
            spent.append((time.perf_counter() - begin) / len(parts))
            largest = max(largest, *(most(worker.pid) for worker in active_children()))
            for part in parts:
                _drop(part)
    whole = spent[:-1] if len(schools) % AT_ONCE and len(spent) > 1 else spent
    flat = max(whole) / min(whole)
    print(
        f"{len(schools)} schooljaren opbouwen met {WORKERS} werkers: {sum(spent) / len(spent):.1f} s per school, "
        f"de traagste tien {flat:.2f} x de snelste; grootste werker {largest:.0f} MB"
    )


def _in_parts(schools: Sequence[BoardSchool]) -> Iterator[Sequence[BoardSchool]]:
    for first in range(0, len(schools), AT_ONCE):
        yield schools[first : first + AT_ONCE]


def _drop(part: Part) -> None:
    shutil.rmtree(part.home / "store")
    for path in part.built():
        path.unlink()


def _page(folder: Path, schools: Sequence[BoardSchool], store: Store) -> None:
    """The page of so many schools, each with the summary of one that was really built."""
    from streamlit.testing.v1 import AppTest

    source = part_of(_many(_folder(folder) / "gebouwd", schools[:2], store), schools[1].id)
    with processes(1) as crew:
        build_many([source], crew, say)
    name = source.pointer.read_text().strip()
    row = pl.read_parquet(source.summary_of(name))
    shown = _workspace(folder / "getoond", schools)
    for school in shown.schools:
        part = part_of(shown, school.id)
        part.snapshots.mkdir()
        part.pointer.write_text(name)
        own = {"school": school.id, "name": school.name, "protocol": school.protocol, "made_with": fingerprint(part)}
        row.with_columns(pl.lit(value).alias(column) for column, value in own.items()).write_parquet(
            part.summary_of(name)
        )
    preload()
    os.environ |= {WORKSPACE_VARIABLE: str(shown.path), ADDRESS_VARIABLE: "localhost"}
    test = AppTest.from_file(str(APP), default_timeout=300)
    test.run()
    test.switch_page("app_pages/bestuur/page.py")
    for when in ("voor het eerst", "nog eens"):
        print(f"pagina Bestuur met {len(schools)} scholen, {when}: {1000 * _processor(test.run):.0f} ms rekentijd")


def _processor(work: Callable[[], object]) -> float:
    begin = time.process_time()
    work()
    return time.process_time() - begin


def _child(command: str, *words: object) -> Spent:
    """One of our commands in a process of its own. Raises CalledProcessError when it fails."""
    begin = time.perf_counter()
    arguments = [sys.executable, "-c", COMMAND, command, *map(str, words)]
    done = subprocess.run(arguments, stdout=subprocess.PIPE, text=True, check=True)  # noqa: S603  # our own words
    processor, memory = map(float, done.stdout.splitlines()[-1].split())
    return Spent(time.perf_counter() - begin, processor, memory)


def most(process: object) -> float:
    """The most memory that a process had up to now, in MB; 0 where the system does not tell it as Linux does."""
    status = Path(f"/proc/{process}/status")
    lines = status.read_text(encoding="ascii").splitlines() if status.exists() else []
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")), 0.0)


def _said(spent: Spent) -> str:
    return f"{spent.seconds:.1f} s, {spent.processor:.1f} s rekentijd, {spent.megabytes:.0f} MB"
