"""The commands `verzuimbeeld access`: whether the log of who did what is whole."""

import argparse
from pathlib import Path

from dashboard import words
from pipelines.audit.verify import Verdict, verify
from pipelines.store.workspace import open_workspace

DAY = 10


def run(options: argparse.Namespace) -> int:
    """Prints what was found in the log; 0 when it is whole, 1 when it is not."""
    workspace = open_workspace(options.map)
    return _verify(workspace.path)


def _verify(folder: Path) -> int:
    found = verify(folder)
    print(_said(found))
    for finding in found.findings:
        print(f"{finding.level.capitalize()}: {finding.what}")
    return 0 if found.is_whole else 1


def _said(found: Verdict) -> str:
    if not found.lines and found.is_whole:
        return "Er is nog niets vastgelegd."
    how = "is heel" if found.is_whole else "is niet heel"
    amount = words.count(found.lines, "regel", "regels")
    return f"Het logboek {how}: {amount}, van {found.first[:DAY]} tot en met {found.last[:DAY]}."
