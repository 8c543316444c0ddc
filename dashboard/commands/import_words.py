"""What `verzuimbeeld import` says of the files that it read."""

import sys

from pipelines.models.snapshot import Snapshot
from pipelines.questions.findings import findings
from pipelines.store.imports import FileReport, ImportReport
from pipelines.viewer import of_schools

# So many refused rows of a file are named one by one.
SHOWN = 20


def print_import(report: ImportReport) -> None:
    """Prints per file what was read and what it changes; refused rows one by one on standard error."""
    for file in report.files:
        change = file.change
        print(
            f"{file.path.name} ({file.kind}): {file.rows_read} rijen gelezen, {change.new} nieuw, "
            f"{change.changed} gewijzigd, {change.withdrawn} ingetrokken, {file.refused.height} geweigerd"
            + (f", {file.pupils} leerlingen" if file.pupils else "")
        )
        for warning in file.warnings:
            print(f"Let op, {file.path.name}: {warning}", file=sys.stderr)
        _print_refused(file)
    print("Opgeslagen." if report.stored else "Er is niets veranderd.")


def _print_refused(file: FileReport) -> None:
    for row in file.refused.head(SHOWN).iter_rows(named=True):
        print(f"{file.path.name}, rij {row['row']}: {row['reason']} {row['remedy']}", file=sys.stderr)
    if file.refused.height > SHOWN:
        print(f"{file.path.name}: en nog {file.refused.height - SHOWN} geweigerde rijen.", file=sys.stderr)


def print_findings(snapshot: Snapshot, school: str) -> None:
    """Prints what in the data asks for a decision of the school."""
    for sentence in findings(snapshot, of_schools(school)):
        print(sentence, file=sys.stderr)
