"""What Overzicht remembers of who looks: role, afdelingen, and when he or she last looked. Through other eyes it is nobody's."""

from collections.abc import Collection

from dashboard import access, filters
from dashboard.view import View
from pipelines.errors import WorkspaceError
from pipelines.notes.own_overview import Looked, Own, keep_choice, keep_look, kept


def own(view: View) -> Own:
    """What is kept of who looks, at the school of the view."""
    if not access.looks_with_own_eyes():
        return Own()
    return kept(access.workspace(), _person(), view.school)


def afdelingen(view: View) -> Collection[str]:
    """The afdelingen with which the page opens."""
    return own(view).afdelingen


def keep() -> None:
    """Keeps the role and the afdelingen as they are chosen now; after a choice, so of who chose and not of who follows a link."""
    if access.looks_with_own_eyes():
        view = filters.view()
        role = filters.own_role_chosen()
        keep_choice(access.workspace(), _person(), view.school, role, view.selection.afdelingen)


def look(view: View) -> str:
    """Keeps that somebody looked today; what is wrong when that does not go, else nothing."""
    if not access.looks_with_own_eyes():
        return ""
    try:
        keep_look(access.workspace(), _person(), view.school, Looked(view.latest, view.last))
    except WorkspaceError as error:
        return f"Dit bezoek is niet onthouden. {error.what}"
    return ""


def _person() -> str:
    return access.own_viewer(access.workspace()).person
