"""What `verzuimbeeld import` says of the files that it read, or would read."""

import sys

from dashboard.retention import due_line
from pipelines.models.snapshot import Snapshot
from pipelines.questions.code_findings import counted, said
from pipelines.questions.findings import findings
from pipelines.readers.own_fields import field_title, told_columns
from pipelines.store.imports import FileReport, ImportReport
from pipelines.store.leaving import Leaving, sentences
from pipelines.store.part import Part
from pipelines.store.preview import Preview
from pipelines.viewer import of_schools

# So many refused rows of a file are named one by one.
SHOWN = 20


def print_import(report: ImportReport) -> None:
    """Prints per file what was read and what it changes; refused rows one by one on standard error."""
    for file in report.files:
        _print_file(file)
    for sentence in (*_left(report.leaving), *report.told):
        print(sentence, file=sys.stderr)
    print("Opgeslagen." if report.stored else "Er is niets veranderd.")


def print_preview(found: Preview) -> None:
    """Prints per file what it is, which columns are used and what it would change, and on standard error what asks attention.

    The refusal of a file is left to who raises it.
    """
    for file in found.files:
        _print_file(file)
        _print_columns(file)
    for sentence in _left(found.leaving):
        print(sentence, file=sys.stderr)
    for code in found.codes:
        print(said(code), file=sys.stderr)
    for kind, sentence in found.findings.items():
        if kind != "onbekende_code":  # told per code, with the proposal
            print(sentence, file=sys.stderr)
    print("Dit was een proef. Er is niets veranderd.")


def _left(found: Leaving | None) -> tuple[str, ...]:
    return sentences(found, named=True) if found else ()


def _print_file(file: FileReport) -> None:
    change = file.change
    print(
        f"{file.path.name} ({file.kind}): {file.rows_read} rijen gelezen, {change.new} nieuw, "
        f"{change.changed} gewijzigd, {change.withdrawn} ingetrokken, {file.refused.height} geweigerd"
        + (f", {counted(file.pupils, 'leerling', 'leerlingen')} ({file.new_pupils} nieuw)" if file.pupils else "")
    )
    if file.applied:
        chosen = ", ".join(f"{field_title(field)} = '{header}'" for field, header in told_columns(file.applied).items())
        print(f"Let op, {file.path.name}: kolommen zoals eerder aangewezen ({chosen}).", file=sys.stderr)
    for warning in file.warnings:
        print(f"Let op, {file.path.name}: {warning}", file=sys.stderr)
    _print_refused(file)


def _print_columns(file: FileReport) -> None:
    if file.columns:
        used = ", ".join(f"{header} = {field_title(field)}" for field, header in file.columns.items())
        print(f"  kolommen: {used}; niet gelezen: {', '.join(file.unused) or 'geen'}")


def _print_refused(file: FileReport) -> None:
    for row in file.refused.head(SHOWN).iter_rows(named=True):
        print(f"{file.path.name}, rij {row['row']}: {row['reason']} {row['remedy']}", file=sys.stderr)
    if file.refused.height > SHOWN:
        print(f"{file.path.name}: en nog {file.refused.height - SHOWN} geweigerde rijen.", file=sys.stderr)


def print_findings(snapshot: Snapshot, part: Part) -> None:
    """Prints what in the data asks for a decision of the school, and what is past its term."""
    for sentence in findings(snapshot, of_schools(part.id)):
        print(sentence, file=sys.stderr)
    if line := due_line(part):
        print(line, file=sys.stderr)
