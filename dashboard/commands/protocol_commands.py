"""What the subcommands about protocols and their variants do; each returns the exit code."""

import argparse
import sys
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date

import polars as pl

from dashboard.commands.output import print_rows, say
from dashboard.commands.seeing import looking, print_seen, why_not
from pipelines.errors import UsageError
from pipelines.models.rebuild import rebuild
from pipelines.models.snapshot import open_snapshot
from pipelines.questions.drafts_compared import all_protocols, compared
from pipelines.settings.drafts import delete_draft, export_draft
from pipelines.settings.in_force import adopt, history, undo
from pipelines.store.part import narrowed, part_of
from pipelines.store.workspace import Workspace, open_workspace, private_umask
from protocols.lint import lint_all, new_doubts, render_findings
from protocols.load import load_protocols
from protocols.schema import Protocol
from protocols.show import render, render_list

COMPARE = ["protocol", "ladder", "stage", "level", "role", "students", "actions"]
# When it is not known since when a protocol is in force.
HOW_SINCE = {"begin": "vanaf het begin", "school.toml": "met de hand gezet in school.toml"}
LINT = dict.fromkeys(["protocol", "ladder", "stage", "kind", "what", "decide"], pl.String)


def check_known(protocol: str, known: Mapping[str, Protocol]) -> None:
    """Raises UsageError for an id that no protocol has."""
    if protocol not in known:
        raise UsageError(f"Protocol '{protocol}' bestaat niet.", f"Kies een van: {', '.join(known)}.")


def compare(options: argparse.Namespace) -> int:
    """Prints pupils per stage and actions per role under several protocols and drafts."""
    workspace = open_workspace(options.map)
    viewer = looking(workspace, options.person, options.school)
    snapshot = open_snapshot(narrowed(workspace, options.school), say)
    snapshot.check_day(options.on, options.school)
    wanted = options.protocols.split(",") if options.protocols else list(all_protocols(workspace))
    names = list(dict.fromkeys(name.strip() for name in wanted if name.strip()))
    rows = compared(workspace, snapshot, viewer, options.on, names)
    print_seen(workspace, options, rows.select(COMPARE), why_not(viewer, "vergelijken"))
    return 0


def protocols(options: argparse.Namespace) -> int:
    """Prints what protocol files hold or lack, and keeps the drafts of a workspace."""
    workspace = open_workspace(options.map) if options.map else None
    known = all_protocols(workspace) if workspace else load_protocols()
    if options.action in {"export", "delete"}:
        return _drafts(options, workspace)
    if options.action in {"adopt", "undo"}:
        return _decide(options, workspace)
    if options.action == "list":
        print(render_list(known))
        if workspace is not None:
            _print_in_force(workspace)
        return 0
    if options.id is None and options.action == "show":
        raise UsageError("Welk protocol?", f"Kies een van: {', '.join(known)}.")
    if options.id is not None:
        check_known(options.id, known)
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
    else:
        delete_draft(workspace, options.id, options.by)
        print(f"Concept {options.id} is verwijderd.")
    return 0


def _decide(options: argparse.Namespace, workspace: Workspace | None) -> int:
    if workspace is None or (options.action == "adopt" and options.id is None):
        raise UsageError("Van welke werkmap, en welk protocol?", "Noem het protocol, en de werkmap met --map MAP.")
    if options.action == "undo" and options.id is not None:
        raise UsageError(
            "Terugdraaien gaat altijd naar wat daarvoor gold.", f"Laat {options.id} weg, of gebruik protocols adopt."
        )
    private_umask()
    school = workspace.school(options.school)
    if options.action == "adopt":
        _say_doubts(workspace, options.id)
        adopt(workspace, options.id, school.id, options.by, date.today())
    else:
        undo(workspace, school.id, options.by, date.today())
    decided = open_workspace(workspace.path)
    print(
        f"Protocol {decided.school(school.id).protocol} is van kracht bij {school.id}, in plaats van {school.protocol}."
    )
    rebuild(part_of(decided, school.id))
    print("Het staat in audit/protocols.jsonl; terug kan met: verzuimbeeld protocols undo.")
    return 0


def _print_in_force(workspace: Workspace) -> None:
    """What was in force at each school and since when; the last line of a school is what is in force now."""
    for school in workspace.schools:
        print(f"Van kracht bij {school.id}:")
        for each in history(workspace, school.id):
            since = f"sinds {each.since.astimezone():%d-%m-%Y %H:%M}" if each.since else HOW_SINCE[each.how]
            by = f", {each.how} door {each.by}" if each.by else ""
            print(f"  {each.protocol}  {since}{by}")
