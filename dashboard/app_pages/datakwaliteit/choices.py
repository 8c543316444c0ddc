"""What people decide on a page about codes: kept in the notes, and effective after the next build."""

from collections.abc import Callable, Mapping

from dashboard import access
from dashboard.app_pages.datakwaliteit import doors
from dashboard.app_pages.datakwaliteit.codes import decidable
from dashboard.building import building
from dashboard.keeping import kept
from dashboard.view import View
from pipelines.errors import UsageError
from pipelines.models.rebuild import rebuild
from pipelines.notes.notes import choosable, choose_code, code_choices
from pipelines.store.part import part_of


def chosen_codes(view: View) -> dict[str, str]:
    """Code -> category as chosen on this page before, for the school of the view."""
    rows = code_choices(access.workspace())
    own = rows.filter(rows["school"] == view.school)
    return dict(zip(own["code"], own["category"], strict=True))


def fixed_codes(view: View) -> dict[str, str]:
    """Code -> category as school.toml says; that goes before any choice on the page."""
    return {choice.code: choice.category for choice in access.workspace().school(view.school).code}


def decidable_codes(view: View) -> dict[str, str]:
    """Code -> what is known of it, for the codes that ask for a choice or got one on this page."""
    return decidable(doors.codes(view), chosen_codes(view), fixed_codes(view), proposals(view))


def proposals(view: View) -> dict[str, str]:
    """Code -> the category that the source's own words point at, for codes that are not contradicted."""
    found = doors.code_findings(view)
    return {code.code: code.proposal for code in found if code.proposal and code.asks and not code.contradicted}


def overruled_codes(view: View) -> list[str]:
    """Codes chosen on this page before school.toml got a line for them."""
    return sorted(set(chosen_codes(view)) & set(fixed_codes(view)))


def categories() -> list[str]:
    """The categories that a code can get."""
    return choosable()


def keep(view: View, wanted: Mapping[str, str | None], progress: Callable[[float, str], object]) -> str:
    """Keeps changed choices and builds the figures again; the sentence to show, empty when nothing was to be done."""
    before = chosen_codes(view)
    changes = {code: category for code, category in wanted.items() if before.get(code) != category}
    if not changes:
        return ""
    problem = kept(lambda: _choose(view, changes, progress))
    return f"{problem} Wat bewaard is, geldt vanaf de volgende opbouw." if problem else ""


def _choose(view: View, changes: Mapping[str, str | None], progress: Callable[[float, str], object]) -> None:
    if view.school not in access.schools():
        raise UsageError("U heeft geen rechten op deze school.", "Vraag de verzuimcoördinator om te kiezen.")
    for code, category in changes.items():
        choose_code(access.workspace(), view.school, code, category, access.decides())
    rebuild(part_of(access.workspace(), view.school), building(progress))
