"""A clean start: tasks of up to and including a day are dealt with, without anybody saying that they were done."""

from datetime import date

import polars as pl

from pipelines.errors import UsageError
from pipelines.notes.notes import Schema, keep, now, read, take_back, version
from pipelines.notes.signing import signed
from pipelines.store.workspace import Workspace
from pipelines.viewer import Viewer

SETTLEMENTS: Schema = {
    "settlement": pl.Int64,
    "school": pl.String,
    "afdeling": pl.String,
    "role": pl.String,
    "until_on": pl.Date,
    "settled_on": pl.Date,
    "initials": pl.String,
}


def settle(
    workspace: Workspace,
    viewer: Viewer,
    school: str,
    until: date,
    initials: str,
    today: date,
    afdeling: str | None = None,
    role: str | None = None,
) -> int:
    """Says on `today` that every task of up to and including `until` is dealt with; 1, or 0 when that was said before.

    Of the whole school, or of an afdeling; for every role, or for one. Such a task is no longer open and does not count
    as done: of a step that was not marked the compliance report says that it lapsed. Raises UsageError for a part of
    which the viewer does not see everybody, a day after today, or odd initials.
    """
    by = _allowed(viewer, school, afdeling, initials)
    if until > today:
        raise UsageError(f"{until:%d-%m-%Y} is nog niet geweest.", "Kies vandaag of een eerdere dag.")
    note = {"school": school, "afdeling": afdeling, "role": role, "until_on": until, "settled_on": today}
    return keep(workspace, "settlement", [note | {"initials": by, "entered_at": now()}])


def unsettle(workspace: Workspace, viewer: Viewer, settlement: int, initials: str) -> int:
    """Withdraws a clean start by its number: what it closed is open again. 0 when it does not stand. Raises as `settle`."""
    found = settlements(workspace, viewer, date.max).filter(settlement=settlement)
    if found.is_empty():
        return 0
    by = _allowed(viewer, found["school"].item(), found["afdeling"].item(), initials)
    return take_back(workspace, "settlement", [{"settlement": settlement}], by)


def settlements(workspace: Workspace, viewer: Viewer, on: date) -> pl.DataFrame:
    """One row per clean start that stands, of the schools of the viewer, said up to and including the day."""
    found = read(
        workspace,
        "select settlement, school, afdeling, role, until_on, settled_on, initials from settlement"
        " where withdrawn_at is null and settled_on <= ? order by school, until_on, settlement",
        SETTLEMENTS,
        (on,),
    )
    return found.filter(pl.col("school").is_in(viewer.schools))


def settlements_version(workspace: Workspace) -> tuple[int, ...]:
    """What changes with every clean start and every withdrawal."""
    return version(workspace, "select count(*), count(withdrawn_at) from settlement")


def _allowed(viewer: Viewer, school: str, afdeling: str | None, initials: str) -> str:
    if not (viewer.sees_whole(school) or (afdeling is not None and afdeling in viewer.afdelingen(school))):
        raise UsageError(
            "U ziet niet alle leerlingen voor wie dit zou gelden.", "Vraag de verzuimcoördinator om het te doen."
        )
    return signed(viewer, "werklijst", initials)
