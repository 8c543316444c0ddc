"""Who is looking, and what he or she may see. Nobody sees anything unless this module says so."""

import os
from pathlib import Path

from pipelines.settings.new_school import is_unmade
from pipelines.store.provenance import holds_only_the_demo
from pipelines.store.workspace import Workspace, reopened
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
    return school in schools() and viewer(workspace()).may("data")


def may_serve(workspace: Workspace, address: str) -> bool:
    """Real pupils are shown on this computer only, as long as nobody has to sign in; `""` is everybody, without a key."""
    return address in LOCAL_ADDRESSES or holds_only_the_demo(workspace)


def viewer(workspace: Workspace) -> Viewer:
    """Everything for whoever sits at this computer; nothing for anybody else.

    Asked again at each look: a demo that is open to everybody shuts as soon as anything else is imported into it.
    """
    if not may_serve(workspace, os.environ.get(ADDRESS_VARIABLE, "")):
        return NOBODY
    return of_schools(*(school.id for school in workspace.schools), rights=RIGHTS)


def schools() -> dict[str, str]:
    """The schools that this viewer may import for, with their names; also those without data yet."""
    there = workspace()
    may = viewer(there).schools
    return {school.id: school.name for school in there.schools if school.id in may}


def has_shut(workspace: Workspace) -> bool:
    """Whether this was the demo, open to everybody, until something else was imported."""
    return workspace.demo and not may_serve(workspace, os.environ.get(ADDRESS_VARIABLE, ""))


def may_decide(viewer: Viewer, school: str) -> bool:
    """Whether somebody may say which protocol is in force at a school, of which he or she sees everybody."""
    return viewer.sees_whole(school) and viewer.may("policy")
