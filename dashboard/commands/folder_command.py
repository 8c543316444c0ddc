"""The command `verzuimbeeld import MAP --from FOLDER`: whatever was put in a folder, with nobody there to ask."""

import argparse
import sys
from pathlib import Path

from dashboard.commands.import_words import print_findings, print_import
from dashboard.commands.progress import progress_bars
from pipelines.columns import chosen_columns, mapping_of
from pipelines.errors import UsageError
from pipelines.models.snapshot import Snapshot
from pipelines.readers.apart import look_apart
from pipelines.store.inbox import Taken, take_in
from pipelines.store.inbox_files import READ, REFUSED, insist_on_folder, waiting
from pipelines.store.part import part_of
from pipelines.store.workspace import open_workspace

EXIT_DONE, EXIT_PART, EXIT_INPUT = 0, 1, 3


def files_of(options: argparse.Namespace) -> list[Path]:
    """The files that a command is about: those that it names, or those that can be read in a folder now.

    Raises UsageError for both, or neither.
    """
    if options.folder is None:
        if not options.files:
            raise UsageError(
                "Er is geen bestand om in te lezen.", "Noem BESTAND, of met --from een map waar bestanden in staan."
            )
        return list(options.files)
    if options.files or options.afresh:
        raise UsageError(
            "--from gaat niet samen met BESTAND of --afresh.",
            "Noem de bestanden zelf, zonder --from, om opnieuw te beginnen.",
        )
    insist_on_folder(options.folder, options.map)
    found = waiting(options.folder)
    if options.dry_run:
        for each in found.left:
            print(f"{each.name} {each.why}.", file=sys.stderr)
    return list(found.files)


def from_folder(options: argparse.Namespace) -> int:
    """Imports and moves what can be read; 3 when all was refused, 1 when a part was, else 0."""
    workspace = open_workspace(options.map)
    columns = chosen_columns(options.column)
    with progress_bars() as (on_read, on_build):
        taken = take_in(
            workspace,
            options.folder,
            look_apart,
            options.school,
            options.kind,
            lambda paths: mapping_of(paths, columns, else_all=False),
            options.whole,
            options.left,
            on_read,
            on_build,
        )
    _print(taken, options)
    if taken.report and taken.report.stored and taken.report.snapshot:
        part = part_of(workspace, options.school)
        print_findings(Snapshot({part.id: taken.report.snapshot}), part)
    if not taken.refused:
        return EXIT_DONE
    return EXIT_PART if taken.report else EXIT_INPUT


def _print(taken: Taken, options: argparse.Namespace) -> None:
    if taken.busy:
        print(f"Een andere opdracht leest {options.folder} nu al in; deze doet niets.")
        return
    if taken.report:
        print_import(taken.report)
    elif not taken.refused:
        print(f"In {options.folder} staat niets om nu in te lezen.")
    for name, error in taken.refused:
        print(
            f"{name} is geweigerd: {error.what}\n{error.remedy} De reden staat ernaast in {REFUSED}.", file=sys.stderr
        )
    for each in taken.left:
        print(f"{each.name} {each.why}.", file=sys.stderr)
    if taken.deleted:
        files = "1 oud bestand" if taken.deleted == 1 else f"{taken.deleted} oude bestanden"
        print(f"Opgeruimd uit {READ} en {REFUSED}: {files}.")
