"""The commands that make and fill the workspace of a school; each returns the exit code."""

import argparse
import re
from contextlib import AbstractContextManager

from dashboard.commands.folder_command import files_of, from_folder
from dashboard.commands.import_words import print_findings, print_import, print_preview
from dashboard.commands.output import say
from dashboard.commands.progress import progress_bars, progress_of_schools
from dashboard.commands.protocol_commands import check_known
from pipelines.columns import chosen_columns, mapping_of
from pipelines.errors import UsageError, in_command
from pipelines.models.many import Crew, build_many
from pipelines.models.processes import processes
from pipelines.models.rebuild import Built, rebuild, rebuild_all
from pipelines.models.snapshot import Snapshot
from pipelines.readers.apart import look_apart, read_apart
from pipelines.settings.new_school import make_school
from pipelines.settings.settings import SCHOOL_ID, SettingsError
from pipelines.store.imports import import_files
from pipelines.store.part import Part, narrowed, part_of, parts_of
from pipelines.store.preview import Preview, preview
from pipelines.store.workspace import Workspace, open_workspace, private_umask
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
    """Imports files, or what was put in a folder, and prints what changed."""
    private_umask()
    files = files_of(options)
    if options.folder is not None and not options.dry_run:
        return from_folder(options)
    columns = chosen_columns(options.column)
    workspace = open_workspace(options.map)
    chosen = mapping_of(files, columns, else_all=options.folder is None)
    with progress_bars() as (on_read, on_build):
        if options.dry_run:
            of = (files, options.school, options.kind, on_read)
            tried = preview(workspace, *of, mapping=chosen, whole=options.whole, look=look_apart)
        else:
            report = import_files(
                workspace,
                files,
                options.school,
                options.kind,
                on_read,
                on_build,
                mapping=chosen,
                afresh=options.afresh,
                whole=options.whole,
                read=read_apart,
                left=options.left,
            )
    if options.dry_run:
        return _shown(tried, options)
    print_import(report)
    if report.stored and report.snapshot:
        part = part_of(workspace, options.school)
        print_findings(Snapshot({part.id: report.snapshot}), part)
    return 0


def _shown(tried: Preview, options: argparse.Namespace) -> int:
    """Prints a trial. Raises what the import would raise: why the first file is refused, or that somebody must say who left."""
    if tried.files:
        print_preview(tried)
    for file in tried.refused:
        raise file.error
    if tried.leaving:
        tried.leaving.insist(options.left)
    return 0


def build(options: argparse.Namespace) -> int:
    """Rebuilds the figures of one school or of all, or goes back to what was imported of a school before.

    1 when a school could not be built: the others are, and it is as it was.
    """
    private_umask()
    # Workers elsewhere begin in another folder.
    workspace = open_workspace(options.map if options.scheduler is None else options.map.resolve())
    if options.store is not None:
        built = _built_from(part_of(workspace, options.school), options)
    elif options.scheduler is not None or options.workers is not None:
        built = _built_beside(narrowed(workspace, options.school), options.workers, options.scheduler)
    else:
        built = rebuild_all(narrowed(workspace, options.school), said=say)
    if not built.schools:
        raise UsageError(
            f"In {options.map} is nog niets ingelezen.",
            f"Lees bestanden in met: {in_command('import', options.map, 'BESTAND')}",
        )
    several = f" van {', '.join(built.schools)}" if len(workspace.schools) > 1 else ""
    print(f"De cijfers{several} zijn opnieuw opgebouwd.")
    for school, error in built.failed.items():
        say(f"School '{school}' is niet opgebouwd en is zoals zij was. {error.what}\n{error.remedy}")
    return 1 if built.failed else 0


def _built_beside(workspace: Workspace, workers: int | None, scheduler: str | None) -> Built:
    """Builds schools beside each other, by so many processes or by a cluster."""
    if workers is not None and workers < 1:
        raise UsageError(f"Met {workers} werkers kan er niets worden opgebouwd.", "Kies er een of meer: --workers 2.")
    if workers is not None and scheduler is not None:
        raise UsageError("Werkers hier en op een cluster gaan niet samen.", "Kies --workers of --scheduler.")
    crew = _cluster(scheduler) if scheduler is not None else processes(workers or 1)
    with crew as found, progress_of_schools() as on_school:
        return build_many(parts_of(workspace), found, say, on_school)


def _cluster(scheduler: str) -> AbstractContextManager[Crew]:
    try:
        from pipelines.models.cluster import cluster
    except ModuleNotFoundError:
        raise UsageError(
            "Voor een cluster ontbreekt hier het pakket distributed.",
            'Installeer het met: pip install "verzuimbeeld[cluster]"',
        ) from None
    return cluster(scheduler)


def _built_from(part: Part, options: argparse.Namespace) -> Built:
    """Goes back to a store version of a school."""
    if options.store not in part.stored():
        known = ", ".join(str(version) for version in part.stored()) or "er is er geen"
        raise UsageError(f"Versie {options.store} van wat is ingelezen is er niet.", f"Kies er een die er is: {known}.")
    rebuild(part, version=options.store, said=say)
    return Built((part.id,), {})
