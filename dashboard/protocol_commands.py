"""What the subcommands about protocols and their variants do; each returns the exit code."""

import argparse
import sys
from dataclasses import asdict
from datetime import date

import polars as pl

from dashboard.output import print_rows
from pipelines.build import rebuild
from pipelines.drafts import adopt, delete_draft, export_draft
from pipelines.errors import UsageError
from pipelines.queries.scope import Scope
from pipelines.snapshot import open_snapshot
from pipelines.variants import all_protocols, compared
from pipelines.workspace import Workspace, open_workspace, private_umask
from protocols.lint import lint_all, new_doubts, render_findings
from protocols.load import load_protocols
from protocols.schema import Protocol
from protocols.show import render, render_list

COMPARE = ["protocol", "ladder", "stage", "level", "role", "students", "actions"]
LINT = dict.fromkeys(["protocol", "ladder", "stage", "kind", "what", "decide"], pl.String)


def compare(options: argparse.Namespace) -> int:
    """Prints pupils per stage and actions per role under several protocols and drafts."""
    workspace = open_workspace(options.map)
    snapshot = open_snapshot(workspace)
    schools = (workspace.school(options.school).id,) if options.school else tuple(s.id for s in workspace.schools)
    snapshot.check_day(options.on, options.school)
    wanted = options.protocols.split(",") if options.protocols else list(all_protocols(workspace))
    names = list(dict.fromkeys(name.strip() for name in wanted if name.strip()))
    rows = compared(workspace, snapshot, Scope(schools=schools), options.on, names)
    print_rows(rows.select(COMPARE), options.format)
    return 0


def protocols(options: argparse.Namespace) -> int:
    """Prints what protocol files hold or lack, and keeps the drafts of a workspace."""
    workspace = open_workspace(options.map) if options.map else None
    known = all_protocols(workspace) if workspace else load_protocols()
    if options.action in {"export", "delete", "adopt"}:
        return _drafts(options, workspace)
    if options.action == "list":
        print(render_list(known))
        return 0
    if options.id is None and options.action == "show":
        raise UsageError("Welk protocol?", f"Kies een van: {', '.join(known)}.")
    if options.id is not None and options.id not in known:
        raise UsageError(f"Protocol '{options.id}' bestaat niet.", f"Kies een van: {', '.join(known)}.")
    if options.action == "lint":
        _print_findings(known, options)
    else:
        print(render(known[options.id]))
    return 0


def _print_findings(known: dict[str, Protocol], options: argparse.Namespace) -> None:
    found = lint_all(known, options.id)
    if options.format:
        print_rows(pl.DataFrame([asdict(finding) for finding in found], schema=LINT, orient="row"), options.format)
    else:
        print(render_findings(found))


def _say_doubts(workspace: Workspace, draft_id: str) -> None:
    known = all_protocols(workspace)
    made = known[draft_id].draft if draft_id in known else None
    if made and made.base in known:
        for doubt in new_doubts(known[draft_id], known[made.base]):
            print(f"Let op: {doubt}", file=sys.stderr)


def _drafts(options: argparse.Namespace, workspace: Workspace | None) -> int:
    if workspace is None or options.id is None:
        raise UsageError("Van welke werkmap, en welk concept?", "Noem het concept, en de werkmap met --map MAP.")
    private_umask()
    if options.action == "export":
        print(export_draft(workspace, options.id), end="")
    elif options.action == "delete":
        delete_draft(workspace, options.id, options.by)
        print(f"Concept {options.id} is verwijderd.")
    else:
        school = workspace.school(options.school).id
        _say_doubts(workspace, options.id)
        adopt(workspace, options.id, school, options.by, date.today())
        rebuild(open_workspace(workspace.path))
        print(f"Protocol {options.id} is van kracht bij {school}; het staat in audit/protocols.jsonl.")
    return 0
