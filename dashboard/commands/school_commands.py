"""The commands that make and fill the workspace of a school; each returns the exit code."""

import argparse
import re
import sys
from pathlib import Path

from tqdm import tqdm

from dashboard.commands.import_words import print_findings, print_import
from dashboard.commands.output import say
from dashboard.commands.protocol_commands import check_known
from pipelines.columns import chosen_columns, mapping_of
from pipelines.errors import UsageError, in_command
from pipelines.models.build import rebuild
from pipelines.models.snapshot import Snapshot
from pipelines.settings.new_school import make_school
from pipelines.settings.settings import SCHOOL_ID, SettingsError
from pipelines.store.imports import import_files
from pipelines.store.workspace import open_workspace, private_umask
from protocols.load import load_protocols


def init(options: argparse.Namespace) -> int:
    """Makes a new workspace."""
    check_known(options.protocol, load_protocols())
    if not re.fullmatch(SCHOOL_ID, options.school):
        raise UsageError(
            f"'{options.school}' kan geen school-id zijn.", "Gebruik kleine letters, cijfers en streepjes, zoals kgc."
        )
    try:
        make_school(options.map, options.school, options.name, options.region, options.protocol)
    except SettingsError as error:
        raise UsageError(error.what, error.remedy) from None
    print(f"Werkmap {options.map} is klaar. Pas {options.map / 'school.toml'} aan waar nodig en lees dan bestanden in.")
    return 0


def import_(options: argparse.Namespace) -> int:
    """Imports files and prints what changed."""
    private_umask()
    columns = chosen_columns(options.column)
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
            mapping=mapping_of(options.files, columns),
            afresh=options.afresh,
            whole=options.whole,
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
