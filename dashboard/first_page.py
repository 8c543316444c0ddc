"""The page that opens first for somebody: it stands on the first address, and has no other one for Streamlit."""

from collections.abc import Sequence

from pipelines.viewer import Viewer
from protocols.access_pages import access_parts

# Where one begins, as far as one may: who has tasks with them, and who has figures with the report.
BEGINS = ("werklijst", "mt-rapport")
# Reached from another page.
UNLISTED = frozenset({"leerlingen", "brief", "nieuwe-school"})


def first_of(pages: Sequence[str]) -> str:
    """The one that opens first of pages in the order of the menu."""
    return next((page for page in (*BEGINS, *pages) if page in pages and page not in UNLISTED), BEGINS[0])


def first_page(viewer: Viewer) -> str:
    """The one that opens first of those that the matrix gives a viewer."""
    return first_of([part.id for part in access_parts().values() if part.page and viewer.reads(part.id)])
