"""The command `verzuimbeeld maandag`: the open tasks of the week on paper, one sheet per mentor or role."""

import argparse
from pathlib import Path

from dashboard import words
from dashboard.commands.output import say
from dashboard.commands.seeing import looking, office_of
from dashboard.commands.taken import take_along
from dashboard.steps import gathered
from dashboard.view import View
from pipelines.errors import InputError, UsageError
from pipelines.models.snapshot import open_snapshot
from pipelines.store.part import part_of
from pipelines.store.workspace import open_to_others, open_workspace, private_umask
from pipelines.viewer import EVERYTHING, Viewer


def run(options: argparse.Namespace) -> int:
    """Writes a PDF per sheet into a folder that nobody else can open; nothing that is there is overwritten."""
    _check_folder(options.out)
    workspace = open_workspace(options.map)
    school = workspace.school(options.school)
    viewer = looking(workspace, options.person, school.id)
    _insist_on_tasks(viewer)
    snapshot = open_snapshot(part_of(workspace, school.id), say)
    if school.id not in snapshot.ranges:
        raise UsageError(
            f"Van school '{school.id}' is nog niets ingelezen.", "Lees bestanden in met: verzuimbeeld import."
        )
    first, last = snapshot.ranges[school.id]
    on = options.on or last
    snapshot.check_day(on, school.id)
    view = View(str(snapshot.paths[school.id]), viewer, EVERYTHING, school.id, school.protocol, on, first, last)
    marks = gathered.marks(workspace, snapshot, view)
    # Loads Streamlit, which no other command needs: every command imports this module.
    from dashboard.steps import sheets

    found = sheets.sheets(gathered.tasks(workspace, view, gathered.told(snapshot, view), marks))
    if not found:
        print(f"Op {words.day(on, year=True)} staan er geen taken open: er is niets geschreven.")
        return 0
    names = sheets.file_names(found, on)
    _check_free(options.out, names)
    described = view.described("hele school", [])
    private_umask()
    options.out.mkdir(exist_ok=True)
    for sheet, name in zip(found, names, strict=True):
        made = sheets.printed(sheet, school.name, described)
        take_along(workspace, options, made, sheet.tasks, school.id)
        with (options.out / name).open("xb") as file:
            file.write(made)
    print(f"{words.count(len(found), 'blad', 'bladen')} in {options.out}, peildatum {words.day(on, year=True)}:")
    for sheet, name in zip(found, names, strict=True):
        tasks = words.count(sheet.tasks.height, "taak", "taken")
        print(f"  {name}: {words.count(sheet.pupils(), 'leerling', 'leerlingen')}, {tasks}")
    return 0


def _insist_on_tasks(viewer: Viewer) -> None:
    """Raises InputError for a person who has no tasks of pupils."""
    office = office_of(viewer)
    if office is not None and (not viewer.reads("werklijst") or not viewer.schools):
        raise InputError(
            f"De rol {office.label} heeft bij deze school geen taken van leerlingen.", "Kies een ander bij --as."
        )


def _check_folder(out: Path) -> None:
    """Raises UsageError for a folder in which the sheets cannot stand, or which others can open: they hold names."""
    if not out.exists() and not out.is_symlink():
        if not out.parent.is_dir():
            raise UsageError(f"De map {out.parent} bestaat niet.", "Maak haar eerst, of kies een andere bij --out.")
        return
    if not out.is_dir():
        raise UsageError(f"{out} is geen map.", "Kies bij --out een map, of een naam die nog niet bestaat.")
    if open_to_others(out.stat()):
        raise UsageError(
            f"De map {out} is ook voor anderen te openen, en op de bladen staan namen.",
            "Kies bij --out een map die nog niet bestaat: die wordt alleen voor u te openen.",
        )


def _check_free(out: Path, names: list[str]) -> None:
    """Raises UsageError when a sheet is there already: somebody may have written on it."""
    there = [name for name in names if (out / name).exists() or (out / name).is_symlink()]
    if there:
        raise UsageError(
            f"In {out} staat {there[0]} al" + (f", en nog {len(there) - 1}." if len(there) > 1 else "."),
            "Kies bij --out een andere map, of haal de oude bladen weg.",
        )
