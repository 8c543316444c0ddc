"""Roles of which the protocol in force asks something, and which nobody in `toegang.toml` has."""

from datetime import date

from pipelines.access.mapping import row_viewer, rows
from pipelines.settings.drafts import known_protocols
from pipelines.store.workspace import Workspace
from protocols.access_roles import access_roles
from protocols.roles import actions, own_roles


def unmanned(workspace: Workspace, today: date) -> list[tuple[str, str]]:
    """School and role of tasks that are nobody's own, as the rows are today; who sees the tasks of every role is not asked.

    A role that no row can have, such as a school doctor, is left out. Raises AccessError for a wrong table.
    """
    known, viewers = known_protocols(workspace), [row_viewer(workspace, row) for row in rows(workspace, today)]
    possible = {role for office in access_roles().values() for role in office.acts_in}
    found = []
    for school in workspace.schools:
        protocol = known[school.protocol]
        own, manned = own_roles(protocol), {role for who in viewers if school.id in who.at for role in who.roles}
        asked = dict.fromkeys(action.role for action in actions(protocol))
        found += [
            (school.id, role) for role in asked if own.get(role, role) in {None, *possible} and role not in manned
        ]
    return found
