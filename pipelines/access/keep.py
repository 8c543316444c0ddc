"""Changes of `toegang.toml` from a page: checked, kept with one line in `audit/toegang.jsonl`, approved, and taken back.

Who writes is asked here and not on the page: what stands in `access` of `access_roles.toml` says who edits and who approves.
Whoever sits at this computer, where nobody signs in, does both. Where people sign in somebody has to be the first: as long
as no approver but the row itself is in force, the owner of the files approves the rows of who edits and who approves.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from pipelines.access.approvals import APPROVED, LOG, PINNED, WITHDRAWN, note
from pipelines.access.checks import parts_of, places
from pipelines.access.mapping import IN_FORCE, WHY, Row, row_of, rows
from pipelines.access.people import NAME, AccessError, file_of, load, person_called, settings_in, there_is
from pipelines.access.schema import Person
from pipelines.audit.events import THIS_COMPUTER, Actor, Event
from pipelines.errors import UsageError, WorkspaceError
from pipelines.settings.changes import Change, digest, kept, now, standing, steps
from pipelines.settings.edit import with_rows
from pipelines.settings.file import parsed, read_text, replace
from pipelines.store.workspace import Workspace, private_umask
from protocols.access_roles import Doing

WAIT_SECONDS = 10.0
CHANGED_SINCE = UsageError(
    "Intussen heeft iemand anders de tabel veranderd, of toegang.toml met de hand. Van u is niets bewaard.",
    "Kijk wat er nu staat en herhaal wat u deed.",
)
Values = Mapping[str, Any]


def text_of(workspace: Workspace) -> str:
    """The text of the table as it stands; empty when there is none."""
    return read_text(file_of(workspace)) if there_is(workspace) else ""


def version(workspace: Workspace) -> str:
    """What tells this text of the table from any other."""
    return digest(text_of(workspace))


def raw_rows(workspace: Workspace) -> list[dict[str, Any]]:
    """The rows as the file has them. Raises WorkspaceError when it is no TOML."""
    found: list[dict[str, Any]] = parsed(text_of(workspace), file_of(workspace)).get("person", [])
    return found


def may(workspace: Workspace, doing: Doing, by: str, today: date) -> bool:
    """Whether somebody does this with the table; `by` is a person, or empty for whoever sits at this computer."""
    if not by:
        return load(workspace).signin is None
    row = row_of(workspace, by, today)
    office = row.person.office if row and row.standing in IN_FORCE else None
    return office is not None and office.access == doing


def change(workspace: Workspace, seen: str, what: str, by: str, items: Sequence[Values], today: date) -> bool:
    """Keeps another list of rows; False when it is the same. `seen` is the version that whoever decides looked at.

    Raises UsageError when it is another one by now, or somebody may not, AccessError when the new table may not be.
    """
    path = file_of(workspace)
    with _writing(workspace):
        _insist(workspace, "edit", by, today)
        old = text_of(workspace)
        if digest(old) != seen:
            raise CHANGED_SINCE
        new = with_rows(old, path, "person", items)
        if new == old:
            return False
        settings_in(new, path, parts_of(workspace.schools))
        kept(_log(workspace), old, new, Change(now(), "", "", what, by or THIS_COMPUTER, undone=False), _told(what))
        replace(path, new)
    return True


def last(workspace: Workspace) -> Change | None:
    """The change that `undo` takes back; None when there is none, or the table was changed otherwise since."""
    found = standing(_log(workspace), text_of(workspace))
    return found[-1].change if found else None


def undo(workspace: Workspace, moment: datetime, by: str, today: date) -> None:
    """Takes the last change back, made at that moment. What was approved stays so: a row of before that waits, waits again.

    Raises UsageError when it is not the last one any more, or somebody may not.
    """
    path = file_of(workspace)
    with _writing(workspace):
        _insist(workspace, "edit", by, today)
        old = text_of(workspace)
        found = standing(_log(workspace), old)
        if not found or found[-1].change.moment != moment:
            raise CHANGED_SINCE
        settings_in(found[-1].text, path, parts_of(workspace.schools))
        done = found[-1].change
        kept(
            _log(workspace),
            old,
            found[-1].text,
            Change(now(), "", "", done.what, by or THIS_COMPUTER, undone=True),
            _told(done.what),
        )
        replace(path, found[-1].text)


def history(workspace: Workspace) -> tuple[Change, ...]:
    """Every change of the table and every undoing of one, the newest first."""
    return tuple(step.change for step in reversed(steps(_log(workspace))))


def approve(workspace: Workspace, seen: Sequence[Person], by: str, today: date, said: str = THIS_COMPUTER) -> None:
    """Approves rows as they were seen: all of them or none. `said` is how whoever sits at this computer is called.

    Raises UsageError when a row is another one by now, or somebody may not approve it: nobody approves his or her own.
    """
    with _writing(workspace):
        for person in seen:
            _insist_on_approver(workspace, person, by, today)
            if person_called(load(workspace), person.id) != person:
                raise CHANGED_SINCE
        for person in seen:
            note(workspace, APPROVED, person, by or said)


def withdraw(workspace: Workspace, person: str, by: str, today: date) -> None:
    """Takes an approval away: the person is out at once. Raises UsageError when somebody may not, or there is none."""
    with _writing(workspace):
        row = row_of(workspace, person, today)
        if row is None or row.approval is None:
            raise UsageError(f"Van '{person}' is geen akkoord bekend.", "Kijk wat er nu staat.")
        _insist_on_approver(workspace, row.person, by, today)
        note(workspace, WITHDRAWN, row.person, by or THIS_COMPUTER)


def may_approve(workspace: Workspace, row: Row, by: str, today: date) -> bool:
    """Whether somebody may approve this row, or withdraw what was approved of it."""
    office = row.person.office
    if by:
        own, known = row_of(workspace, by, today), [school.id for school in workspace.schools]
        return (
            own is not None
            and may(workspace, "approve", by, today)
            and own.person.id != row.person.id
            and set(places(row.person, known)) <= set(places(own.person, known))
        )
    if load(workspace).signin is None:
        return True
    others = (each for each in rows(workspace, today) if each.person.id != row.person.id)
    approvers = any(_approves(each.person) and each.standing in IN_FORCE for each in others)
    return office is not None and office.access in ("edit", "approve") and not approvers


def person_of(workspace: Workspace, subject: str, provider_id: str, today: date) -> str | None:
    """The id of who signed in with this subject and this name at the provider; None for somebody who is in no row.

    The first sign-in of a row that holds pins the subject beside it. Raises AccessError, with what to tell, when the row
    has another subject, does not hold today, or the table is wrong.
    """
    content = load(workspace)
    named = person_called(content, provider_id)
    found = next((person for person in content.person if person.subject == subject), None) or named
    if found is None:
        return None
    if found.subject is not None and found.subject != subject:
        raise AccessError(
            f"Het account van {found.id} is een ander dan waarmee eerder is ingelogd.",
            "Vraag ICT: klopt het nieuwe account, dan haalt die het oude uit de tabel en keurt de rector dat goed.",
        )
    row = row_of(workspace, found.id, today)
    if row is None or row.standing not in IN_FORCE:
        why = WHY.get(row.standing if row else "", "geldt niet")
        raise AccessError(f"De rij van {found.id} {why}.", "Vraag het na bij ICT van de school.")
    if found.subject is None:
        _pin(workspace, found.id, subject, today)
    return found.id


def _pin(workspace: Workspace, person: str, subject: str, today: date) -> None:
    """Writes a subject beside a row that is approved; the approval goes along, for the row with it."""
    path = file_of(workspace)
    with _writing(workspace):
        row = row_of(workspace, person, today)
        if row is None or row.standing not in IN_FORCE or row.person.subject not in (None, subject):
            raise AccessError(f"De rij van {person} is zojuist veranderd.", "Log opnieuw in.")
        text = text_of(workspace)
        items = [
            {**each, "subject": subject} if each["id"] == row.person.id else each
            for each in parsed(text, path)["person"]
        ]
        new = with_rows(text, path, "person", items)
        settings_in(new, path, parts_of(workspace.schools))
        if row.approval is not None:
            pinned = row.approval.person.model_copy(update={"subject": subject})
            note(workspace, PINNED, pinned, row.approval.by, Actor(row.person.id, row.person.role))
        replace(path, new)


def _insist(workspace: Workspace, doing: Doing, by: str, today: date) -> None:
    if not may(workspace, doing, by, today):
        raise UsageError("U mag de tabel Toegang niet wijzigen.", "Vraag wie van ICT is.")


def _insist_on_approver(workspace: Workspace, person: Person, by: str, today: date) -> None:
    row = row_of(workspace, person.id, today)
    if row is None or not may_approve(workspace, row, by, today):
        raise UsageError(
            f"Akkoord op de rij van {person.id} is niet aan u.",
            "Een rector van dezelfde school geeft dat, niet op zichzelf.",
        )


def _approves(person: Person) -> bool:
    office = person.office
    return office is not None and office.access == "approve"


@contextmanager
def _writing(workspace: Workspace) -> Iterator[None]:
    """One writer of the table at a time, beside an import that runs. Raises WorkspaceError when another stays busy."""
    private_umask()
    try:
        with FileLock(workspace.path / "audit" / f"{NAME}.lock", timeout=WAIT_SECONDS, mode=0o600):
            yield
    except Timeout:
        raise WorkspaceError(f"{NAME} wordt al door iemand anders gewijzigd.", "Probeer het zo nog eens.") from None


def _told(what: str) -> Event:
    return Event("right", what=what)


def _log(workspace: Workspace) -> Path:
    return workspace.path / "audit" / LOG
