"""Who is looking, and what he or she may see. Nobody sees anything unless this module says so."""

import os
from dataclasses import replace
from pathlib import Path

from dashboard import looking_as, signed_in
from pipelines.access.mapping import both, person_viewer
from pipelines.access.people import AccessError, sign_in_settings, there_is
from pipelines.settings.new_school import is_unmade
from pipelines.store.provenance import holds_only_the_demo
from pipelines.store.workspace import Workspace, reopened
from pipelines.today import today
from pipelines.viewer import NOBODY, RIGHTS, Viewer, of_schools

WORKSPACE_VARIABLE = "VERZUIMBEELD_MAP"
ADDRESS_VARIABLE = "VERZUIMBEELD_ADRES"
LOCAL_ADDRESSES = ("localhost", "127.0.0.1", "::1")


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


def may_serve(workspace: Workspace, address: str) -> bool:
    """Real pupils are shown on this computer only, as long as nobody has to sign in; `""` is everybody, without a key."""
    return address in LOCAL_ADDRESSES or holds_only_the_demo(workspace)


def reads_log() -> bool:
    """Whether this viewer may read the log of some school."""
    who = viewer(workspace())
    return who.may("log") and bool(who.at)


def signs_in(workspace: Workspace) -> bool:
    """Whether people sign in here; a table of persons that is wrong lets nobody in either."""
    try:
        return sign_in_settings(workspace) is not None
    except AccessError:
        return True


def viewer(workspace: Workspace) -> Viewer:
    """What who looks may see, asked again at each look: the row of who signed in, through the eyes of another if chosen.

    Where nobody signs in it is everything for whoever sits at this computer and nothing for anybody else: a demo that is
    open to everybody shuts as soon as anything else is imported into it.
    """
    own = own_viewer(workspace)
    other = looking_as.chosen() if there_is(workspace) else ""
    return replace(both(own, person_viewer(workspace, other, today())), person=own.person) if other else own


def own_viewer(workspace: Workspace) -> Viewer:
    """What who looks may see with his or her own eyes."""
    if signs_in(workspace):
        return person_viewer(workspace, signed_in.person(), today())
    if not may_serve(workspace, os.environ.get(ADDRESS_VARIABLE, "")):
        return NOBODY
    return of_schools(*(school.id for school in workspace.schools), rights=RIGHTS)


def schools() -> dict[str, str]:
    """The schools that this viewer may import for, with their names; also those without data yet."""
    there, who = workspace(), viewer(workspace())
    return {school.id: school.name for school in there.schools if who.may_at("data", school.id)}


def has_shut(workspace: Workspace) -> bool:
    """Whether this was the demo, open to everybody, until something else was imported."""
    return workspace.demo and not may_serve(workspace, os.environ.get(ADDRESS_VARIABLE, ""))


def may_decide(viewer: Viewer, school: str) -> bool:
    """Whether somebody may say which protocol is in force at a school."""
    return viewer.may_at("policy", school)
