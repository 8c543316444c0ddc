"""Through whose eyes a command looks (`--as PERSON`): what that person may see, and nothing else.

Without it whoever can read the files sees all. What a person may not see gives no rows, with the reason on standard error:
an empty list alone would look like nobody was absent.
"""

import argparse
import sys
from pathlib import Path

import polars as pl

from dashboard.commands.output import rows_text, say
from dashboard.commands.taken import take_along
from pipelines.access.mapping import IN_FORCE, WHY, row_of, row_viewer
from pipelines.errors import InputError
from pipelines.store.workspace import Workspace
from pipelines.today import today
from pipelines.viewer import CARE, Viewer, of_schools
from protocols.access_pages import access_part
from protocols.access_roles import AccessRole, access_roles


def add_person(parser: argparse.ArgumentParser) -> None:
    """The option, the same for every command that prints or writes rows."""
    parser.add_argument(
        "--as", dest="person", metavar="PERSOON", help="alleen wat deze persoon van toegang.toml mag zien"
    )


def looking(workspace: Workspace, person: str | None, school: str | None) -> Viewer:
    """Who looks, at one school or at all of the workspace.

    Raises InputError for a person who is in no row that holds today, AccessError for a wrong table.
    """
    schools = (workspace.school(school).id,) if school else tuple(each.id for each in workspace.schools)
    if person is None:
        return of_schools(*schools, rights=CARE)
    row = row_of(workspace, person, today())
    if row is None or row.standing not in IN_FORCE:
        raise InputError(
            f"'{person}' staat niet in toegang.toml." if row is None else f"De rij van '{person}' {WHY[row.standing]}.",
            f"Bekijk wie er wel in staat met: verzuimbeeld access show --map {_quoted(workspace.path)}",
        )
    viewer = row_viewer(workspace, row)
    return viewer.within(schools[0]) if school else viewer


def office_of(viewer: Viewer) -> AccessRole | None:
    """The role of who looks; None for whoever can read the files."""
    return access_roles()[viewer.offices[0]] if viewer.offices else None


def why_not(viewer: Viewer, part: str) -> str:
    """Why somebody gets no rows of a page of `access_pages.toml`, and where what he or she may see is; empty for who does."""
    office, page = office_of(viewer), access_part(part).label.partition(" (")[0]
    if office is None:
        return ""
    if not viewer.reads(part):
        tasks = " De eigen taken schrijft verzuimbeeld maandag." if office.sees == "tasks" else ""
        figures = " Afgeronde cijfers schrijft verzuimbeeld report." if _only_figures(viewer) else ""
        return f"De rol {office.label} ziet niets van {page}.{tasks}{figures}"
    if _only_figures(viewer):
        return (
            "Deze persoon ziet geen leerlingen, en dit commando telt er zonder af te ronden: de afgeronde cijfers staan op de "
            f"pagina {page}, en in wat verzuimbeeld report schrijft."
        )
    return "" if viewer.schools else "Deze persoon ziet bij deze school geen leerlingen."


def _only_figures(viewer: Viewer) -> bool:
    return bool(viewer.aggregates) and not viewer.schools and viewer.reads("mt-rapport")


def insist_on_report(viewer: Viewer, school: str) -> Viewer:
    """Who sees the management report of a school, which is rounded and names nobody: as the whole school, with sickness.

    Raises InputError for who may not.
    """
    if school not in viewer.aggregates or not viewer.reads("mt-rapport"):
        raise InputError(
            f"Het MT-rapport van '{school}' is niet voor deze persoon.",
            "Vraag het aan wie het maakt, of kies een andere.",
        )
    return of_schools(school, rights=CARE)


def print_seen(workspace: Workspace, options: argparse.Namespace, rows: pl.DataFrame, why_not: str = "") -> None:
    """Prints the rows of a command, or only their header and why there are none; it is written down first."""
    seen = rows.clear() if why_not else rows
    text = rows_text(seen, options.format)
    take_along(workspace, options, text.encode(), seen)
    sys.stdout.write(text)
    if why_not:
        say(why_not)


def _quoted(path: Path) -> str:
    return f'"{path}"' if " " in str(path) else str(path)
