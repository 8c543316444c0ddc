"""From a person of `toegang.toml` to a `Viewer`: the one place that says who somebody is. Whatever is in doubt is nobody."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from pipelines.access.approvals import Approval, approvals
from pipelines.access.checks import faults, parts_of, places
from pipelines.access.people import AccessError, load, person_called
from pipelines.access.schema import AccessSettings, Person
from pipelines.settings.drafts import readable
from pipelines.store.workspace import Workspace
from pipelines.viewer import NOBODY, Scope, Viewer
from protocols.roles import also_does

# What a row does today; the last is one of which an earlier form was approved.
Standing = Literal["geldt", "wacht op akkoord", "nog niet", "verlopen", "gewijzigd, wacht op akkoord"]
IN_FORCE: tuple[Standing, ...] = ("geldt", "gewijzigd, wacht op akkoord")
WHY = {
    "wacht op akkoord": "wacht nog op akkoord van de rector",
    "nog niet": "geldt nog niet",
    "verlopen": "is verlopen",
}


@dataclass(frozen=True)
class Row:
    """A row of the table with what was approved of it (None: nothing), and what it does today."""

    person: Person
    approval: Approval | None
    standing: Standing


def rows(workspace: Workspace, today: date) -> list[Row]:
    """Every row of the table in its order. Raises AccessError for a wrong table."""
    content = load(workspace)
    known = approvals(workspace)
    return [
        Row(person, known.get(person.id.casefold()), _standing(content, person, known.get(person.id.casefold()), today))
        for person in content.person
    ]


def row_of(workspace: Workspace, person: str, today: date) -> Row | None:
    """The row of one person; None when there is none. Raises AccessError for a wrong table."""
    content = load(workspace)
    found = person_called(content, person)
    if found is None:
        return None
    approval = approvals(workspace).get(found.id.casefold())
    return Row(found, approval, _standing(content, found, approval, today))


def person_viewer(workspace: Workspace, person: str, today: date) -> Viewer:
    """What a person may see today: nobody when he or she is unknown, not approved, not yet or no longer, or the table wrong.

    Narrowing a row holds at once, widening it waits: of a changed row holds what both it and the approved one allow.
    """
    try:
        return row_viewer(workspace, row_of(workspace, person, today))
    except AccessError:
        return NOBODY


def row_viewer(workspace: Workspace, row: Row | None) -> Viewer:
    """What a row that was read allows, as `person_viewer`."""
    if row is None or row.standing not in IN_FORCE:
        return NOBODY
    found = _row_viewer(workspace, row)
    return replace(found, roles=found.roles | _own_roles(workspace, found))


def _own_roles(workspace: Workspace, viewer: Viewer) -> frozenset[str]:
    """The roles of the schools' own that are like one of the viewer's, by the protocols in force at his or her schools."""
    known = readable(workspace)[0] if viewer.roles else {}
    in_force = {school.protocol for school in workspace.schools if school.id in viewer.at}
    return also_does([known[name] for name in in_force if name in known], viewer.roles)


def _row_viewer(workspace: Workspace, row: Row) -> Viewer:
    schools = tuple(school.id for school in workspace.schools)
    now = viewer_of(row.person, schools)
    if row.standing == "geldt" or row.approval is None:
        return now
    before = row.approval.person
    # Schools, afdelingen and roles may have gone since: what was approved has to be possible still.
    if next(faults(AccessSettings(person=(before,)), parts_of(workspace.schools)), None) is not None:
        return NOBODY
    return replace(both(viewer_of(before, schools), now), person=row.person.id, initials=before.initials)


def still_admitted(workspace: Workspace, person: str, today: date) -> bool:
    """Whether a person may be in today; what he or she sees is another question."""
    try:
        row = row_of(workspace, person, today)
    except AccessError:
        return False
    return row is not None and row.standing in IN_FORCE


def viewer_of(person: Person, schools: tuple[str, ...]) -> Viewer:
    """What a row allows, whatever its days and approval are; `schools` are those of the workspace."""
    office = person.office
    if office is None:
        return NOBODY
    own = places(person, schools)
    scope = Scope(
        own if office.scope == "school" else (),
        tuple((school, afdeling) for school in own for afdeling in person.afdelingen),
        tuple((school, mentor) for school in own for mentor in person.mentors),
    )
    return Viewer(
        person.id,
        scope,
        frozenset(office.rights),
        frozenset(office.acts_in),
        aggregates=own if office.aggregates else (),
        at=own,
        offices=(office.id,),
        initials=person.initials,
    )


def both(one: Viewer, other: Viewer) -> Viewer:
    """What two viewers both may see, as somebody without a name, who looks and writes nothing.

    Of an afdeling and a mentor, which may share some pupils, it is nobody: a scope holds whole parts only.
    """
    if NOBODY in (one, other):
        return NOBODY
    shared = Scope(
        tuple(school for school in one.scope.schools if school in other.scope.schools),
        _parts(one, other, one.scope.afdelingen, other.scope.afdelingen),
        _parts(one, other, one.scope.mentors, other.scope.mentors),
    )
    # Who has the right to care sees the tasks of every role.
    roles = other.roles if one.may("care") else one.roles if other.may("care") else one.roles & other.roles
    figures = {*other.aggregates, *other.scope.schools}
    return Viewer(
        scope=shared,
        rights=one.rights & other.rights,
        roles=roles,
        aggregates=tuple(s for s in dict.fromkeys((*one.aggregates, *one.scope.schools)) if s in figures),
        at=tuple(school for school in one.at if school in other.at),
        offices=tuple(dict.fromkeys((*one.offices, *other.offices))),
    )


def _parts(
    one: Viewer, other: Viewer, mine: tuple[tuple[str, str], ...], theirs: tuple[tuple[str, str], ...]
) -> tuple[tuple[str, str], ...]:
    kept = [part for part in mine if part in theirs or part[0] in other.scope.schools]
    return tuple(dict.fromkeys([*kept, *(part for part in theirs if part[0] in one.scope.schools)]))


def _standing(content: AccessSettings, person: Person, approval: Approval | None, today: date) -> Standing:
    if (person.from_ or date.min) > today:
        return "nog niet"
    if (person.until or date.max) < today:
        return "verlopen"
    # Nobody signs in: whoever has the files looks through the eyes of a row, and sees everything anyway.
    if content.signin is None or (approval is not None and approval.person == person):
        return "geldt"
    if approval is None or not approval.person.holds(today) or approval.person.subject != person.subject:
        return "wacht op akkoord"
    return "gewijzigd, wacht op akkoord"
