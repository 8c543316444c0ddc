"""Who is looking, and what he or she may see. Nobody sees anything unless this module says so."""

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar, cast

from dashboard import looking_as, signed_in
from pipelines.access.keep import may
from pipelines.access.mapping import IN_FORCE, both, person_viewer, rows
from pipelines.access.people import AccessError, load, sign_in_settings, there_is
from pipelines.audit.events import THIS_COMPUTER
from pipelines.settings.new_school import is_unmade
from pipelines.store.provenance import holds_only_the_demo
from pipelines.store.workspace import Workspace, reopened
from pipelines.today import today
from pipelines.viewer import NOBODY, RIGHTS, Viewer, of_schools
from protocols.access_roles import Doing
from protocols.errors import VerzuimbeeldError

WORKSPACE_VARIABLE = "VERZUIMBEELD_MAP"
ADDRESS_VARIABLE = "VERZUIMBEELD_ADRES"
# Looking through the eyes of another, in `access_pages.toml`.
LOOKING = "bekijk-als"
# Pages about the people who look: for who does something with the table of persons, and for who reads the log.
TABLE, LOG, REQUESTS = "toegang", "logboek", "verzoeken"
DOINGS: tuple[Doing, ...] = ("edit", "approve", "read")
LOCAL_ADDRESSES = ("localhost", "127.0.0.1", "::1")
# Within `one_look`: what was found, with the workspace and what it was found by.
_LOOK: ContextVar[list[tuple[Workspace, object, Any]] | None] = ContextVar("_LOOK", default=None)
Found = TypeVar("Found")


def folder() -> Path:
    """The folder that the launcher was asked to serve."""
    return Path(os.environ[WORKSPACE_VARIABLE])


def workspace() -> Workspace:
    """The workspace in that folder; its settings are read again when they change."""
    return reopened(folder())


def is_new() -> bool:
    """Whether there is no school in that folder yet."""
    return is_unmade(folder())


def may_change(school: str) -> bool:
    """Whether this viewer may change the settings of a school."""
    return viewer(workspace()).may_at("data", school)


def decides() -> str:
    """Under whose name a change of codes or settings stands: the initials of who signed in, else this computer."""
    who = viewer(workspace())
    # Through the eyes of another nobody has initials, and is somebody all the same.
    return who.initials or who.person or THIS_COMPUTER


def may_serve(workspace: Workspace, address: str) -> bool:
    """Real pupils are shown on this computer only, as long as nobody has to sign in; `""` is everybody, without a key."""
    return address in LOCAL_ADDRESSES or holds_only_the_demo(workspace)


def reads_log() -> bool:
    """Whether this viewer may read the log of some school; nobody does as long as the settings cannot be read."""
    try:
        who = viewer(workspace())
    except VerzuimbeeldError:
        return False
    return who.may("log") and bool(who.at)


def signs_in(workspace: Workspace) -> bool:
    """Whether people sign in here; a table of persons that is wrong lets nobody in either."""
    try:
        return sign_in_settings(workspace) is not None
    except AccessError:
        return True


def people_sign_in() -> bool:
    """`signs_in`, of the workspace that is served."""
    return signs_in(workspace())


def viewer(workspace: Workspace) -> Viewer:
    """What who looks may see, asked again at each look: the row of who signed in, through the eyes of another if chosen.

    Where nobody signs in it is everything for whoever sits at this computer and nothing for anybody else: a demo that is
    open to everybody shuts as soon as anything else is imported into it.
    """
    own = own_viewer(workspace)
    other = looking_as.chosen() if there_is(workspace) and own.reads(LOOKING) else ""
    return through(workspace, own, other)


def through(workspace: Workspace, own: Viewer, other: str) -> Viewer:
    """What somebody may see through the eyes of another person, who is empty for the own ones."""
    return replace(both(own, person_viewer(workspace, other, today())), person=own.person) if other else own


@contextmanager
def one_look() -> Iterator[None]:
    """Within it the row of who looks is read once, as a page asks it forty times while it is drawn, and so is what is in sight.

    Whether he or she is still signed in is asked each time all the same, and a click begins a run with a look of its own.
    """
    token = _LOOK.set([])
    try:
        with signed_in.one_browser():
            yield
    finally:
        _LOOK.reset(token)


def look_again() -> None:
    """Forgets what this look saw: for a page that changed the figures and shows more in the same run."""
    (_LOOK.get() or []).clear()


def once(workspace: Workspace, by: object, find: Callable[[], Found]) -> Found:
    """What is found of a workspace `by` a person or a viewer, within `one_look` the first time only."""
    look = _LOOK.get()
    for there, known, found in look or ():
        if there is workspace and known == by:
            return cast(Found, found)
    made = find()
    if look is not None:
        look.append((workspace, by, made))
    return made


def own_viewer(workspace: Workspace) -> Viewer:
    """What who looks may see with his or her own eyes."""
    person = signed_in.person()
    return once(workspace, person, lambda: _own_viewer(workspace, person))


def _own_viewer(workspace: Workspace, person: str) -> Viewer:
    if signs_in(workspace):
        return person_viewer(workspace, person, today())
    if not may_serve(workspace, os.environ.get(ADDRESS_VARIABLE, "")):
        return NOBODY
    return of_schools(*(school.id for school in workspace.schools), rights=RIGHTS)


def looks_with_own_eyes() -> bool:
    """Whether who looks sees what he or she may see, and may write."""
    there = workspace()
    return viewer(there) == own_viewer(there)


def people_to_look_as() -> dict[str, str]:
    """The persons through whose eyes this viewer may look, with their roles; nobody for most, or with a wrong table."""
    there = workspace()
    own = own_viewer(there)
    if own == NOBODY or not there_is(there) or not own.reads(LOOKING):
        return {}
    try:
        found = [row.person for row in rows(there, today()) if row.standing in IN_FORCE]
    except AccessError:
        return {}
    return {person.id: person.role for person in found if person.id != own.person}


def opens_table() -> bool:
    """Whether the page Toegang is for this viewer."""
    return any(does(doing) for doing in DOINGS)


def does(doing: Doing) -> bool:
    """Whether this viewer edits, approves or reads the table of persons."""
    there = workspace()
    try:
        own = own_viewer(there)
        return may(there, doing, own.person, today()) and own != NOBODY
    except AccessError:
        return False


def opens_requests() -> bool:
    """Whether the page Verzoeken is for this viewer: who asks for parents, and who decides."""
    return reads_log() or does("approve")


def all_open(parts: Iterable[str]) -> list[str]:
    """Those of some pages and fields that this viewer may open, asked in one look."""
    who, own = viewer(workspace()), {TABLE: opens_table, LOG: reads_log, REQUESTS: opens_requests}
    return [part for part in parts if (own[part]() if part in own else who.reads(part))]


def schools() -> dict[str, str]:
    """The schools that this viewer may import for, with their names; also those without data yet."""
    there, who = workspace(), viewer(workspace())
    return {school.id: school.name for school in there.schools if who.may_at("data", school.id)}


def has_wrong_table(workspace: Workspace) -> bool:
    """Whether the table of persons lets nobody in, because it is wrong."""
    try:
        load(workspace)
    except AccessError:
        return True
    return False


def has_shut(workspace: Workspace) -> bool:
    """Whether this was the demo, open to everybody, until something else was imported."""
    return workspace.demo and not may_serve(workspace, os.environ.get(ADDRESS_VARIABLE, ""))


def may_decide(viewer: Viewer, school: str) -> bool:
    """Whether somebody may say which protocol is in force at a school."""
    return viewer.may_at("policy", school)
