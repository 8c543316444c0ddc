"""The command `verzuimbeeld bench --load`: many persons of one school at once, on a server of the bench's own."""

import asyncio
import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

from dashboard.commands.load.crowd import EVERY, Measured, arriving, measured, working
from dashboard.commands.load.school import MOST_USED, Person, crowd, with_people
from dashboard.commands.load.server import Server, free_port, serving, telling_in
from dashboard.commands.load.visitor import Answer
from data.noted import make_notes
from data.school import make_school
from pipelines.audit.key import VARIABLE
from pipelines.store.imports import import_files
from pipelines.store.workspace import Workspace, create_workspace, open_workspace, private_umask

PERSONS, MINUTES, TOGETHER = 80, 10.0, 50
# What the newest export has more than the one before: the registrations of about a week.
NEW_ROWS = 2000
# Whoever works goes before an import, as on a server (`deploy/verzuimbeeld-import.service`).
IMPORT_NICE = 10
# How long people go on after an import, in seconds: everybody's first look at new figures is in it.
AFTERWARDS = 60.0
MEGABYTE = 1_000_000


@dataclass(frozen=True)
class Plan:
    """How many persons do something every so many seconds, for how many minutes and for how many seconds after an import;
    how many of them arrive together."""

    persons: int = PERSONS
    minutes: float = MINUTES
    together: int = TOGETHER
    every: float = EVERY
    afterwards: float = AFTERWARDS


def run(folder: Path | None, plan: Plan) -> int:
    """Prints a line per stretch of time; returns how many answers were wrong."""
    private_umask()
    with TemporaryDirectory(dir=folder) as place:
        root = Path(place)
        # The log of this school has a key of its own, which goes with it.
        os.environ[VARIABLE] = str(root / "sleutels")
        whole, newest = _school(root)
        return asyncio.run(measure(whole, newest, root, plan))


def _school(root: Path) -> tuple[Workspace, Path]:
    """The demo school as it was a week ago with its notes, and the export of now."""
    export, earlier = root / "export", root / "eerder"
    for made in (export, earlier):
        made.mkdir()
    school = make_school(export)
    newest = max(path for path in school.files if path.name.startswith("Verantwoordingen"))
    lines = newest.read_text(encoding="utf-8-sig").splitlines(keepends=True)
    (earlier / newest.name).write_text("".join(lines[:-NEW_ROWS]), encoding="utf-8")
    whole = create_workspace(root / "heel", "demo = true\n\n" + school.school_toml)
    import_files(whole, [earlier / newest.name if path == newest else path for path in school.files], demo=True)
    make_notes(whole)
    return whole, newest


async def measure(whole: Workspace, newest: Path, root: Path, plan: Plan) -> int:
    """Measures a copy of a workspace of the demo in `root`, with a file to import meanwhile; see `run`."""
    port = free_port()
    workspace, people = with_people(whole, root / "werkmap", f"http://localhost:{port}", crowd(plan.persons))
    print(f"{plan.persons} personen, {os.cpu_count()} processors, belasting van deze computer {_busy()}")
    with serving(workspace.path, port, [person.id for person in people]) as server:
        first = server.work().memory
        together = people[: plan.together]
        found = [
            _said(f"{len(together)} komen tegelijk, koud", await measured(server, lambda: arriving(server, together))),
            _said(f"{len(together)} komen tegelijk, warm", await measured(server, lambda: arriving(server, together))),
            _said(
                f"iedereen doet iets, {plan.minutes:g} minuten".replace(".", ","),
                await measured(server, lambda: _for_minutes(server, people, plan)),
                pages=True,
            ),
        ]
        last = server.work().memory
        found.append(
            _said(
                "tijdens en na inlezen", await measured(server, lambda: _importing(server, people, newest, root, plan))
            )
        )
        print(
            f"geheugen: {_memory(first)} bij het begin, {_memory(last)} erna, {_memory(server.work().memory)} na inlezen"
        )
    print(f"belasting van deze computer na afloop {_busy()}")
    wrong = Counter(f"{each.page}: {each.wrong}" for stretch in found for each in stretch.wrong)
    for what, times in wrong.most_common():
        print(f"  {times} keer {what}")
    return sum(wrong.values())


async def _for_minutes(server: Server, people: Sequence[Person], plan: Plan) -> Sequence[Answer]:
    return await working(server, people, lambda past: past > plan.minutes * 60, plan.every)


async def _importing(
    server: Server, people: Sequence[Person], newest: Path, root: Path, plan: Plan
) -> Sequence[Answer]:
    """Everybody goes on while a process of its own imports the newest export, and for a while after."""
    process = get_context("spawn").Process(target=_import, args=(root / "werkmap", newest), daemon=True)
    process.start()
    ended = [0.0]

    def until(past: float) -> bool:
        if not ended[0] and not process.is_alive():
            ended[0] = past
        return bool(ended[0]) and past > ended[0] + plan.afterwards

    answers = await working(server, people, until, plan.every)
    process.join()
    print(f"inlezen duurde {ended[0]:.0f} s" if process.exitcode == 0 else "het inlezen is niet gelukt")
    return [*answers, *([] if process.exitcode == 0 else [Answer("inlezen", 0.0, 0.0, "niet gelukt")])]


def _import(folder: Path, newest: Path) -> None:
    telling_in(folder.with_name("inlezen.log"))
    private_umask()
    # Windows has none.
    if nice := getattr(os, "nice", None):
        nice(IMPORT_NICE)
    import_files(open_workspace(folder), [newest])


def _said(what: str, found: Measured, pages: bool = False) -> Measured:
    print(_line(what, found), flush=True)
    if pages:
        for page in sorted({each.page for each in found.answers}, key=lambda page: (page not in MOST_USED, page)):
            own = [each for each in found.answers if each.page == page]
            print(_line(f"  {page}", Measured(own, found.seconds, found.before, found.before)), flush=True)
    return found


def _line(what: str, found: Measured) -> str:
    half, most, last = (f"{found.within(share):6.2f}" for share in (0.5, 0.95, 1.0))
    cpu = f", {found.cpu * 1000:.0f} ms rekentijd per antwoord" if found.after.cpu > found.before.cpu else ""
    told = f"{what:<38} {len(found.answers):>6} antwoorden  p50 {half}  p95 {most}  langst {last} s"
    return f"{told}, {len(found.wrong)} fout{cpu}".replace(".", ",")


def _memory(size: int) -> str:
    return f"{size / MEGABYTE:.0f} MB" if size else "onbekend"


def _busy() -> str:
    return f"{os.getloadavg()[0]:.1f}".replace(".", ",") if hasattr(os, "getloadavg") else "onbekend"
