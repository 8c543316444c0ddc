"""Measures the main work on this machine: seconds for people, and ratios to the machine's own speed."""

import logging
import os
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from dashboard.access import ADDRESS_VARIABLE, WORKSPACE_VARIABLE
from dashboard.app_pages.leerplicht import calibration
from dashboard.commands import bench_people
from dashboard.commands.demo import demo_workspace
from dashboard.commands.load.beside import Beside, beside
from dashboard.server.serve import APP, preload
from data.school import make_school
from pipelines.models.snapshot import open_snapshot
from pipelines.norm.forecast import backtest, learned, past
from pipelines.questions.kept import nothing_kept
from pipelines.questions.norm import history
from pipelines.questions.protocols_compared import action_weeks, compare
from pipelines.questions.stages import stages
from pipelines.questions.whatif import asked_weeks, moved
from pipelines.store.imports import import_files
from pipelines.store.workspace import Workspace, create_workspace
from pipelines.viewer import CARE, of_schools
from pipelines.whatif.workbench import Workbench
from protocols.edits import Edit, apply
from protocols.load import load_protocols
from protocols.national import norm_name

PAGES = (
    "overzicht",
    "werklijst",
    "onverklaard",
    "terugkomlijst",
    "trends",
    "ladders",
    "leerplicht",
    "ziekte",
    "vergelijken",
    "leerling",
    "mt_rapport",
    "protocollen",
    "toegang",
    "logboek",
)
COLD_TIMES = 4


def seconds(work: Callable[[], object], times: int = 1) -> float:
    """The shortest of some runs: the one that other programs disturbed least."""
    found = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        found.append(time.perf_counter() - start)
    return min(found)


def _yardstick() -> float:
    """A fixed amount of plain Python, so that figures of different machines can be laid beside each other."""
    return seconds(lambda: sum(n * n for n in range(2_000_000)), times=5)


def only_our_own_words() -> None:
    """Silences the warnings of others from here on; their errors stay, and ours are none of a logger."""
    # Streamlit warns for every cache and page that no server asked for, which is just what is measured here.
    logging.disable(logging.WARNING)


def run(folder: Path | None) -> int:
    """Prints a line per measurement: what, seconds, and how many times the yardstick."""
    only_our_own_words()
    unit = _yardstick()

    def line(what: str, found: float) -> None:
        print(f"{what:<58} {found * 1000:>9.0f} ms  {found / unit:>7.2f} x ijkmaat", flush=True)

    line("ijkmaat (twee miljoen kwadraten in Python)", unit)
    with TemporaryDirectory(dir=folder) as place:
        root = Path(place)
        (root / "export").mkdir()
        line("demoschool maken", seconds(lambda: make_school(root / "export")))
        school = make_school(root / "export")
        # A year of registrations with the codes and pupils they need; only the whole school has a timetable.
        year = [path for path in school.files if path.name.startswith(("Absentieredenen", "Leerlingen"))]
        year += [path for path in school.files if "2025-2026" in path.name]
        one = create_workspace(root / "een-jaar", "demo = true\n" + school.school_toml)
        line("een schooljaar inlezen en opbouwen", seconds(lambda: import_files(one, year)))
        whole = create_workspace(root / "alles", "demo = true\n" + school.school_toml)
        line("alle jaren inlezen en opbouwen", seconds(lambda: import_files(whole, school.files)))
        _stages(one, line)
        _variants(whole, line)
        _pages(whole, line)
        _chances(whole, line)
        _signed_in(root)
    return 0


def _signed_in(root: Path) -> None:
    """What signing in adds to a page that is drawn once more, in time of the processor: that of the server, with its guard."""
    whole = demo_workspace(root / "demo")

    def told(found: Beside) -> None:
        print(
            f"{f'pagina {found.page}, ingelogd':<58} {found.signed_in * 1000:>9.0f} ms  {found.ratio:>7.2f} x zonder inloggen",
            flush=True,
        )

    beside(whole, root, told)


def _stages(workspace: Workspace, line: Callable[[str, float], None]) -> None:
    snapshot = open_snapshot(workspace)
    school = workspace.schools[0]
    last = snapshot.ranges[school.id][1]
    viewer = of_schools(school.id, rights=CARE)
    with nothing_kept():
        line(
            "treden van alle protocollen op de laatste dag",
            seconds(lambda: stages(snapshot, viewer, last, every_protocol=True), times=5),
        )


def _variants(workspace: Workspace, line: Callable[[str, float], None]) -> None:
    snapshot, school = open_snapshot(workspace), workspace.schools[0]
    viewer, on = of_schools(school.id, rights=CARE), snapshot.ranges[school.id][1]
    names = list(load_protocols())
    base = load_protocols()[school.protocol]
    ends = [min(on, on.replace(year=on.year - back, month=7, day=1)) for back in (1, 0)]
    ends = sorted({*ends, on})

    def years() -> None:
        for end in ends:
            compare(snapshot, viewer, end, names)
            action_weeks(snapshot, viewer, end, names)

    line("alle protocollen over alle schooljaren", seconds(years, times=3))
    line(
        "werkbank voor een schooljaar openen",
        seconds(lambda: Workbench(snapshot, base, school.id, on).close(), times=2),
    )
    bench = Workbench(snapshot, base, school.id, on)
    ladder = base.ladder[0]
    counter = ladder.stage[0].group[0].conditions[0].counter

    def tried(edits: Sequence[Edit]) -> Callable[[], None]:
        drafts = iter([apply(base, [edit], "concept") for edit in edits] * 3)

        def one() -> None:
            draft = next(drafts)
            moved(bench, viewer, on, draft)
            asked_weeks(bench, viewer, on, draft)

        return one

    numbers = [Edit(ladder=ladder.id, stage=ladder.stage[1].id, number=n) for n in (3, 4)]
    line("concept: ander getal (verdeling, acties, verschillen)", seconds(tried(numbers), times=6))
    windows = [Edit(counter=counter, window="lesweken", weeks=weeks) for weeks in (9, 10)]
    line("concept: ander venster (tellers opnieuw)", seconds(tried(windows), times=6))
    bench.close()


def _chances(workspace: Workspace, line: Callable[[str, float], None]) -> None:
    """How long the backtest of the 16-hour norm takes, and how well the chances came true."""
    snapshot = open_snapshot(workspace)
    school = workspace.schools[0].id
    known = history(snapshot, of_schools(school), snapshot.ranges[school][1], school)
    before = past(known)
    line(f"kansen op de {norm_name()} leren", seconds(lambda: learned(known.rule, past(known)), times=3))
    line(f"kansen op de {norm_name()} nameten", seconds(lambda: backtest(known, before), times=3))
    found = backtest(known, before)
    for sentence in calibration.sentences(found, known.rule.likely):
        print(f"  {sentence}")
    for row in calibration.table(found).iter_rows(named=True):
        print(f"  {row['Kans']:>9}  verwacht {row['Verwacht']:>5}  {row['In woorden']}")


def _pages(workspace: Workspace, line: Callable[[str, float], None]) -> None:
    import streamlit as st
    from streamlit.testing.v1 import AppTest

    preload()
    bench_people.fill(workspace)
    os.environ[WORKSPACE_VARIABLE] = str(workspace.path)
    os.environ[ADDRESS_VARIABLE] = "localhost"
    # What only the first page after a start pays is measured apart.
    line("eerste pagina na het starten", seconds(AppTest.from_file(str(APP), default_timeout=60).run))

    def visit(page: str) -> AppTest:
        test = AppTest.from_file(str(APP), default_timeout=60)
        # Streamlit learns the addresses of the pages from a first run.
        test.run()
        test.switch_page(f"app_pages/{page}/page.py")
        return test

    for page in PAGES:
        visits = [visit(page) for _ in range(COLD_TIMES)]
        colds = []
        for test in visits:
            st.cache_data.clear()
            with nothing_kept():
                colds.append(seconds(test.run))
        line(f"pagina {page}, koud", min(colds))
        line(f"pagina {page}, warm", seconds(visits[-1].run, times=5))
