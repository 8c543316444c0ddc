"""The command `verzuimbeeld check`: whether a workspace is whole, and what mends it when it is not."""

import argparse
from dataclasses import asdict
from pathlib import Path

import polars as pl

from dashboard.commands.output import print_rows
from pipelines.notes.mending import mend_notes
from pipelines.store.check import Finding, check
from pipelines.store.made_by import made_by
from pipelines.store.workspace import Workspace, open_workspace, private_umask

MADE_BY = {"store": "ingelezen met versie", "snapshot": "cijfers van versie", "notes": "notities van versie"}
FINDINGS = dict.fromkeys(["level", "what", "remedy"], pl.String)


def run(options: argparse.Namespace) -> int:
    """Prints what was found; 0 when the workspace is whole, 1 when it is not."""
    if options.mend_notes:
        _mend_notes(options.map)
        return 0
    found = check(options.map)
    if options.format:
        print_rows(pl.DataFrame([asdict(each) for each in found], schema=FINDINGS, orient="row"), options.format)
    else:
        _print_text(options.map, found)
    return 1 if any(each.level == "fout" for each in found) else 0


def _print_text(folder: Path, found: list[Finding]) -> None:
    faults = sum(each.level == "fout" for each in found)
    print(f"{folder} is niet heel: {faults} keer iets mis." if faults else f"{folder} is heel.")
    made = [f"{MADE_BY[part]} {version}" for part, version in made_by(Workspace(folder, (), demo=False)).items()]
    if made:
        print(f"{', '.join(made).capitalize()}.")
    for each in found:
        print(f"\n{each.level.capitalize()}: {each.what}\n{each.remedy}")


def _mend_notes(folder: Path) -> None:
    private_umask()
    aside, rows = mend_notes(open_workspace(folder))
    print(f"notes.sqlite is nieuw gemaakt, met {rows} regels die nog te lezen waren.")
    if aside:
        print(f"Het beschadigde bestand staat er nog: {aside}.")
