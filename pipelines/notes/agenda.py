"""Decisions of a meeting about absence: who does what by when, and whether it was done; kept in the notes.

A decision belongs to a school, or to one afdeling of it, and has a role or initials as owner: no names. Nothing is
ever changed or deleted: that a decision is done, open again or withdrawn is an event with day and initials, and how it
stands is the latest event. Who may see only the pupils of some mentors sees and decides nothing here.
"""

from dataclasses import dataclass
from datetime import date

import polars as pl

from pipelines.errors import UsageError
from pipelines.notes.notes import (
    LONGEST_INITIALS,
    SHORTEST_INITIALS,
    Schema,
    checked_initials,
    now,
    read,
    version as notes_version,
    writing,
)
from pipelines.notes.signing import signed
from pipelines.notes.told import tell
from pipelines.settings.drafts import known_protocols
from pipelines.settings.settings import FALLBACK_AFDELING
from pipelines.store.workspace import Workspace
from pipelines.viewer import EVERYTHING, Selection, Viewer
from protocols.roles import roles

OPEN, DONE, WITHDRAWN = "open", "gedaan", "ingetrokken"
LONGEST_TEXT = 200
DECISIONS: Schema = {
    "decision": pl.Int64,
    "school": pl.String,
    "afdeling": pl.String,
    "text": pl.String,
    "owner": pl.String,
    "made_on": pl.Date,
    "due_on": pl.Date,
    "initials": pl.String,
    "status": pl.String,
    "status_on": pl.Date,
    "status_by": pl.String,
}


@dataclass(frozen=True)
class Decision:
    """One decision of a meeting; without an afdeling of the whole school, without a due date for the next meeting."""

    school: str
    text: str
    owner: str
    made_on: date
    due_on: date | None = None
    afdeling: str | None = None


def decide(workspace: Workspace, viewer: Viewer, decision: Decision, initials: str) -> int:
    """Keeps a decision; its number.

    Raises UsageError outside the rights of the viewer, for an afdeling that does not exist, a text that is empty or
    too long, an owner that is no role and no initials, a due date before the meeting, or odd initials; then nothing is
    kept.
    """
    by = signed(viewer, "mt-rapport", initials)
    _allowed(viewer, decision.school, decision.afdeling)
    afdelingen = [FALLBACK_AFDELING, *(part.id for part in workspace.school(decision.school).afdeling)]
    if decision.afdeling is not None and decision.afdeling not in afdelingen:
        raise UsageError(f"Afdeling '{decision.afdeling}' bestaat niet.", f"Kies een van: {', '.join(afdelingen)}.")
    text = " ".join(decision.text.split())
    if not text:
        raise UsageError("Het besluit is leeg.", "Schrijf in één zin wat er gebeurt.")
    if len(text) > LONGEST_TEXT:
        raise UsageError(
            f"Het besluit is {len(text)} tekens lang; er passen er {LONGEST_TEXT}.", "Maak het korter, of splits het."
        )
    if decision.due_on is not None and decision.due_on < decision.made_on:
        raise UsageError(
            f"De termijn {decision.due_on:%d-%m-%Y} valt vóór het overleg van {decision.made_on:%d-%m-%Y}.",
            "Kies die dag of een latere, of laat de termijn leeg: dan is het voor het volgende overleg.",
        )
    due_on = None if decision.due_on is None else decision.due_on.isoformat()
    owner, made_on = _owner(workspace, decision), decision.made_on.isoformat()
    with writing(workspace) as notes:
        row = notes.execute(
            "insert into decision (school, afdeling, text, owner, made_on, due_on, initials, entered_at)"
            " values (?, ?, ?, ?, ?, ?, ?, ?)",
            (decision.school, decision.afdeling, text, owner, made_on, due_on, by, now()),
        )
        tell("decision", [{"school": decision.school}], 1)
        return int(row.lastrowid or 0)


def finish(workspace: Workspace, viewer: Viewer, school: str, number: int, done_on: date, initials: str) -> None:
    """Marks an open decision as done on a day. Raises UsageError when there is none such, or the day lies before it."""
    _happen(workspace, viewer, school, number, (OPEN, DONE), done_on, initials)


def reopen(workspace: Workspace, viewer: Viewer, school: str, number: int, on: date, initials: str) -> None:
    """Makes a done decision open again; that it was called done stays in the notes. Raises as `finish` does."""
    _happen(workspace, viewer, school, number, (DONE, OPEN), on, initials)


def withdraw(workspace: Workspace, viewer: Viewer, school: str, number: int, on: date, initials: str) -> None:
    """Takes back an open decision that is not to be done; it stays in the notes. Raises as `finish` does."""
    _happen(workspace, viewer, school, number, (OPEN, WITHDRAWN), on, initials)


def decisions(
    workspace: Workspace, viewer: Viewer, school: str, on: date, selection: Selection = EVERYTHING
) -> pl.DataFrame:
    """One row per decision up to and including the day, as it stood then; open ones first, soonest due date first.

    `status`: open, gedaan or ingetrokken, since `status_on` and by whom (null while nothing happened). `overdue`: open
    past its due date, or without one while it was made on an earlier day, so for this meeting. A choice or right of
    some afdelingen shows their decisions and those of the whole school.
    """
    found = read(
        workspace,
        "select d.decision, d.school, d.afdeling, d.text, d.owner, d.made_on, d.due_on, d.initials,"
        " coalesce(e.kind, 'open') as status, e.happened_on, e.initials"
        " from decision as d left join decision_event as e on e.event ="
        " (select max(x.event) from decision_event as x where x.decision = d.decision and x.happened_on <= ?)"
        " where d.school = ? and d.made_on <= ? order by status <> 'open', d.due_on is null, d.due_on, d.decision",
        DECISIONS,
        (on, school, on),
    )
    late = pl.when(pl.col("due_on").is_null()).then(pl.col("made_on") < on).otherwise(pl.col("due_on") < on)
    whole, own = _sees_all(viewer, school), viewer.afdelingen(school)
    limits = [part for part in ([] if whole else own, selection.afdelingen) if part]
    if not whole and not own:
        return found.clear().with_columns(pl.lit(False).alias("overdue"))
    for part in limits:
        found = found.filter(pl.col("afdeling").is_null() | pl.col("afdeling").is_in(part))
    return found.with_columns((late & (pl.col("status") == OPEN)).alias("overdue"))


def version(workspace: Workspace) -> tuple[int, ...]:
    """What changes with every decision and every event."""
    sql = "select (select count(*) from decision), (select count(*) from decision_event)"
    return notes_version(workspace, sql)


def _happen(
    workspace: Workspace, viewer: Viewer, school: str, number: int, change: tuple[str, str], on: date, initials: str
) -> None:
    by = signed(viewer, "mt-rapport", initials)
    before, after = change
    found = decisions(workspace, viewer, school, date.max).filter(decision=number, status=before)
    if found.is_empty():
        raise UsageError(f"Dit besluit is er niet (meer), of het staat niet op '{before}'.", "Ververs de pagina.")
    _allowed(viewer, school, found["afdeling"].item())
    if on < found["made_on"].item():
        raise UsageError(
            f"Op {on:%d-%m-%Y} was het besluit van {found['made_on'].item():%d-%m-%Y} er nog niet.",
            "Kies die dag of een latere.",
        )
    with writing(workspace) as notes:
        # Asked once more where it is written: of two people at the same time the second changes nothing.
        added = notes.execute(
            "insert into decision_event (decision, kind, happened_on, initials, entered_at)"
            " select ?, ?, ?, ?, ? where coalesce((select kind from decision_event where decision = ?"
            " order by event desc limit 1), 'open') = ?",
            (number, after, on.isoformat(), by, now(), number, before),
        )
        tell("decision_event", [{"school": school}], added.rowcount, after)


def owners(workspace: Workspace, school: str) -> list[str]:
    """The roles that may own a decision of a school: the fixed ones and those of the protocol in force."""
    return roles(known_protocols(workspace)[workspace.school(school).protocol])


def _owner(workspace: Workspace, decision: Decision) -> str:
    owner = decision.owner.strip()
    if owner in owners(workspace, decision.school):
        return owner
    try:
        return checked_initials(owner)
    except UsageError as error:
        raise UsageError(
            f"'{owner}' is geen rol en geen paraaf.",
            f"Kies een rol, of vul {SHORTEST_INITIALS} tot {LONGEST_INITIALS} letters in.",
        ) from error


def _sees_all(viewer: Viewer, school: str) -> bool:
    """Whether the decisions of the whole school are the viewer's: who sees its pupils, or nothing but its figures."""
    return viewer.sees_whole(school) or (school in viewer.aggregates and not viewer.within(school).schools)


def _allowed(viewer: Viewer, school: str, afdeling: str | None) -> None:
    if not _sees_all(viewer, school) and afdeling not in viewer.afdelingen(school):
        raise UsageError(
            "U heeft geen rechten op de besluiten van deze school of afdeling.", "Kies een eigen afdeling."
        )
