"""The page that opens first for somebody: it stands on the first address, and has no other one for Streamlit."""

from collections.abc import Sequence

from pipelines.viewer import Viewer
from protocols.access_pages import access_parts

# Where one begins, as far as one may: with the whole, but who has nothing but own tasks with those.
BEGINS = ("overzicht", "werklijst")
WITH_TASKS = ("werklijst",)
# Reached from another page.
UNLISTED = frozenset({"leerlingen", "brief", "nieuwe-school"})


def first_of(pages: Sequence[str], own_tasks: bool = False) -> str:
    """The one that opens first of pages in the order of the menu; `own_tasks`: for who sees no tasks of others."""
    begins = WITH_TASKS if own_tasks else BEGINS
    return next((page for page in (*begins, *pages) if page in pages and page not in UNLISTED), BEGINS[0])


def first_page(viewer: Viewer) -> str:
    """The one that opens first of those that the matrix gives a viewer."""
    open_to = [part.id for part in access_parts().values() if part.page and viewer.reads(part.id)]
    return first_of(open_to, viewer.own_tasks)
