"""The list in which one click keeps that somebody called home about absence without a known reason."""

from dashboard import access, components
from dashboard.app_pages.onverklaard import shapes
from dashboard.keeping import answer, kept
from dashboard.listing import Listing
from dashboard.saying import say
from dashboard.school import opened
from dashboard.view import View
from pipelines.notes.contacts import Contact, add_contact


def pupils(view: View, listing: Listing, by: str) -> None:
    """Draws the list; a click on Gebeld keeps a contact of today with the parents."""
    key = "onverklaard-bel"
    components.pupil_list(
        listing,
        key="onverklaard-lijst",
        # Twelve pupils, and below them the button, on a screen of 900 high.
        height=470,
        buttons={"bel": key} if view.viewer.writes("onverklaard") else {},
        longest={"Wanneer": 24, "Laatste contact": 26},
    )
    if click := components.clicked(key):
        row = listing.frame.row(click[0], named=True)
        answer(_called(view, row["nummer"], row["Leerling"], by))


def _called(view: View, student_id: str, name: str, by: str) -> str:
    """Keeps the contact, by the rights of whoever looks; what is wrong, empty when it was kept."""

    def write() -> None:
        contact = Contact(view.school, student_id, view.noted_until, shapes.CALL, by)
        new = add_contact(access.workspace(), opened(view), view.viewer, contact, view.latest)
        say(f"{name}: {'vastgelegd dat er gebeld is' if new else 'dit stond er al'}.")

    return kept(write)
