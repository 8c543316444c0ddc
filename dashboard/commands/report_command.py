"""The command `verzuimbeeld report`: the management report of a day as a PDF or as one HTML file."""

import argparse

import polars as pl

from dashboard.app_pages.mt_rapport.files import html_of, pdf_of
from dashboard.app_pages.mt_rapport.followed import what_followed
from dashboard.app_pages.mt_rapport.report import gather
from dashboard.commands.output import say
from dashboard.commands.seeing import insist_on_report, looking
from dashboard.commands.taken import take_along
from dashboard.view import View
from pipelines.errors import UsageError
from pipelines.models.snapshot import open_snapshot
from pipelines.store.part import part_of
from pipelines.store.workspace import open_workspace, private_umask
from pipelines.viewer import Selection

SUFFIXES = (".pdf", ".html")


def run(options: argparse.Namespace) -> int:
    """Writes the report of one school, or of one afdeling of it."""
    kind = options.out.suffix.lower()
    if kind not in SUFFIXES:
        raise UsageError(f"'{options.out.name}' eindigt niet op .pdf of .html.", "Kies een van die twee bij --out.")
    if not options.out.parent.is_dir():
        raise UsageError(f"De map {options.out.parent} bestaat niet.", "Maak haar eerst, of kies een andere bij --out.")
    workspace = open_workspace(options.map)
    school = workspace.school(options.school)
    viewer = insist_on_report(looking(workspace, options.person, school.id), school.id)
    snapshot = open_snapshot(part_of(workspace, school.id), say)
    if school.id not in snapshot.ranges:
        raise UsageError(
            f"Van school '{school.id}' is nog niets ingelezen.", "Lees bestanden in met: verzuimbeeld import."
        )
    snapshot.check_day(options.on, school.id)
    first, last = snapshot.ranges[school.id]
    view = View(
        snapshot=str(snapshot.paths[school.id]),
        viewer=viewer,
        selection=Selection(afdelingen=(options.afdeling,) if options.afdeling else ()),
        school=school.id,
        protocol=school.protocol,
        on=options.on,
        first=first,
        last=last,
    )
    found = gather(workspace, snapshot, view)
    after = what_followed(workspace, snapshot, view)
    private_umask()
    made = pdf_of(found, after) if kind == ".pdf" else html_of(found, after).encode()
    take_along(workspace, options, made, pl.DataFrame(), school.id)
    options.out.write_bytes(made)
    print(f"{options.out} is klaar: {found.title}, {found.described}.")
    return 0
