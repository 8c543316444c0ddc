"""What the subcommands of `verzuimbeeld` do; each returns the exit code."""

import argparse
import json
import re
import sys
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import polars as pl
from tqdm import tqdm

from dashboard.import_words import print_findings, print_import
from dashboard.output import print_rows, say
from dashboard.whole_days.shapes import sick_days, unauthorised_days
from pipelines.errors import UsageError, WorkspaceError, in_command
from pipelines.models.build import rebuild
from pipelines.models.snapshot import Snapshot, open_snapshot
from pipelines.questions.leerplicht import leerplicht as leerplicht_rows
from pipelines.questions.leerplicht import reports as report_rows
from pipelines.questions.sick import sick as sick_rows
from pipelines.questions.stages import stages as stage_rows
from pipelines.questions.weekly_rates import TOTALS
from pipelines.questions.weekly_rates import trends as trend_rows
from pipelines.questions.whole_days import whole_days
from pipelines.settings.drafts import known_protocols
from pipelines.settings.settings import SCHOOL_ID, schools_in
from pipelines.store.imports import import_files
from pipelines.store.workspace import Workspace, create_workspace, open_workspace, private_umask
from pipelines.viewer import Viewer
from protocols.load import load_protocols
from protocols.schema import Protocol

STAGES = ["school", "student_id", "protocol", "ladder", "stage", "level", "reached_on", "value"]
LEERPLICHT = [
    "school",
    "student_id",
    "state",
    "hours",
    "hours_unknown",
    "hours_left",
    "window_start",
    "report_number",
    "begin_date",
    "end_date",
    "due_on",
]
REPORTS = ["school", "student_id", "report_number", "begin_date", "end_date", "due_on", "duty"]
SICK = [
    "school",
    "student_id",
    "hours_year",
    "days_year",
    "spells_year",
    "spells_12_weeks",
    "current_spell_days",
    "longest_spell_days",
    "mazl",
    "mazl_since",
]

TRENDS = [
    "school",
    "school_week",
    "week_start",
    "part",
    "category",
    "missed_hours",
    "scheduled_hours",
    "rate_per_100",
    "students",
]

SCHOOL_TOML = """# Instellingen van deze werkmap; de README legt elke sleutel uit.
[[school]]
id = "{id}"
name = {name}
region = "{region}"
protocol = "{protocol}"
lessons_per_week = 32
"""


def _opened(options: argparse.Namespace) -> tuple[Workspace, Snapshot, Viewer]:
    """The workspace, its newest snapshot and the viewer of its owner: who may read the files may see everything."""
    workspace = open_workspace(options.map)
    chosen = (workspace.school(options.school).id,) if options.school else tuple(s.id for s in workspace.schools)
    snapshot = open_snapshot(workspace, say)
    return workspace, snapshot, Viewer(schools=chosen, care=True)


def _known_protocol(protocol: str, known: Mapping[str, Protocol]) -> None:
    if protocol not in known:
        raise UsageError(f"Protocol '{protocol}' bestaat niet.", f"Kies een van: {', '.join(known)}.")


def init(options: argparse.Namespace) -> int:
    """Makes a new workspace."""
    private_umask()
    _known_protocol(options.protocol, load_protocols())
    if not re.fullmatch(SCHOOL_ID, options.school):
        raise UsageError(
            f"'{options.school}' kan geen school-id zijn.", "Gebruik kleine letters, cijfers en streepjes, zoals kgc."
        )
    values = {"id": options.school, "region": options.region, "protocol": options.protocol}
    text = SCHOOL_TOML.format(name=json.dumps(options.name, ensure_ascii=False), **values)
    try:
        schools_in(text, options.map / "school.toml")
    except WorkspaceError as error:
        raise UsageError(error.what, error.remedy) from None
    create_workspace(options.map, text)
    print(f"Werkmap {options.map} is klaar. Pas {options.map / 'school.toml'} aan waar nodig en lees dan bestanden in.")
    return 0


def import_(options: argparse.Namespace) -> int:
    """Imports files and prints what changed."""
    private_umask()
    workspace = open_workspace(options.map)
    bars: dict[Path, tqdm] = {}

    def on_read(path: Path, done: int, total: int) -> None:
        bar = bars.setdefault(path, tqdm(total=total, desc=path.name, unit=" rijen", file=sys.stderr, disable=None))
        bar.update(done - bar.n)

    with tqdm(desc="Opbouwen", unit=" tabel", file=sys.stderr, disable=None, delay=0.3) as building:

        def on_build(done: int, total: int, _: str) -> None:
            building.total = total
            building.update(done - building.n)

        report = import_files(
            workspace,
            options.files,
            options.school,
            options.kind,
            options.dry_run,
            on_read,
            on_build,
            afresh=options.afresh,
        )
    for bar in bars.values():
        bar.close()
    print_import(report)
    if report.stored and report.snapshot:
        print_findings(Snapshot(report.snapshot), workspace.school(options.school).id)
    return 0


def build(options: argparse.Namespace) -> int:
    """Rebuilds the newest snapshot, or goes back to what was imported before."""
    private_umask()
    workspace = open_workspace(options.map)
    if options.store is not None and options.store not in workspace.stored():
        known = ", ".join(str(version) for version in workspace.stored()) or "er is er geen"
        raise UsageError(f"Versie {options.store} van wat is ingelezen is er niet.", f"Kies er een die er is: {known}.")
    if rebuild(workspace, version=options.store, said=say) is None:
        raise UsageError(
            f"In {options.map} is nog niets ingelezen.",
            f"Lees bestanden in met: {in_command('import', options.map, 'BESTAND')}",
        )
    print("De cijfers zijn opnieuw opgebouwd.")
    return 0


def check(options: argparse.Namespace) -> int:
    """Says whether a workspace is whole."""
    from dashboard.check_command import run

    return run(options)


def stages(options: argparse.Namespace) -> int:
    """Prints the stages of pupils."""
    workspace, snapshot, viewer = _opened(options)
    every = options.protocol == "all"
    if options.protocol and not every:
        _known_protocol(options.protocol, known_protocols(workspace))
    snapshot.check_day(options.on, options.school)
    protocol = None if every else options.protocol
    rows = stage_rows(snapshot, viewer, options.on, protocol, every_protocol=every, every_stage=options.all)
    print_rows(rows.select(STAGES), options.format)
    return 0


def leerplicht(options: argparse.Namespace) -> int:
    """Prints pupils at or near the 16-hour norm, or the reports."""
    _, snapshot, viewer = _opened(options)
    snapshot.check_day(options.on, options.school)
    if options.reports:
        print_rows(report_rows(snapshot, viewer, options.on).select(REPORTS), options.format)
    else:
        print_rows(leerplicht_rows(snapshot, viewer, options.on).select(LEERPLICHT), options.format)
    _say_of_whole_days(snapshot, viewer, options.on, unauthorised_days)
    return 0


def sick(options: argparse.Namespace) -> int:
    """Prints sick spells and signals."""
    _, snapshot, viewer = _opened(options)
    snapshot.check_day(options.on, options.school)
    print_rows(sick_rows(snapshot, viewer, options.on).select(SICK), options.format)
    _say_of_whole_days(snapshot, viewer, options.on, sick_days)
    return 0


def _say_of_whole_days(snapshot: Snapshot, viewer: Viewer, on: date, say: Callable[[pl.DataFrame], str]) -> None:
    """Says of each school how many days are in no sum of hours, beside the rows."""
    for school in viewer.schools:
        if said := say(whole_days(snapshot, viewer, on, school)):
            print(said, file=sys.stderr)


def trends(options: argparse.Namespace) -> int:
    """Prints weekly rates."""
    _, snapshot, viewer = _opened(options)
    snapshot.check_day(options.last, options.school)
    if options.first > options.last:
        raise UsageError("De eerste dag ligt na de laatste.", "Zet de vroegste dag bij --from en de laatste bij --to.")
    rows = trend_rows(snapshot, viewer, options.first, options.last, by=options.by)
    rows = rows.filter(~pl.col("category").is_in(TOTALS))
    print_rows(
        rows.rename({"part": options.by}).select([options.by if c == "part" else c for c in TRENDS]), options.format
    )
    return 0


def report(options: argparse.Namespace) -> int:
    """Writes the management report."""
    from dashboard.report_command import run  # what draws and prints takes a second to import

    return run(options)


def dashboard(options: argparse.Namespace) -> int:
    """Serves the dashboard of a workspace."""
    from dashboard.server.serve import serve

    return serve(open_workspace(options.map), options.port, options.address, not options.no_browser)


def demo(options: argparse.Namespace) -> int:
    """Makes the demo school once, imports it through the normal readers and serves it."""
    from dashboard.demo import demo_workspace
    from dashboard.server.serve import serve

    return serve(demo_workspace(options.map), options.port, "localhost", not options.no_browser)


def bench(options: argparse.Namespace) -> int:
    """Prints how long the main work takes on this machine."""
    from dashboard.bench import run

    return run(options.map)
