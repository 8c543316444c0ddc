"""Cached doors to absence of which no reason is known yet."""

import polars as pl

from dashboard.app_pages.onverklaard import shapes
from dashboard.contacts import doors as contacts
from dashboard.doors import door
from dashboard.listing import Listing, Pick, one_of
from dashboard.school import opened
from dashboard.view import View
from pipelines.questions import unexplained as questions
from pipelines.viewer import EVERYTHING

CHOICES = {"kort": shapes.RECENT, "alles": shapes.ALL}
WIDTHS = (
    ("Leerling", 136),
    ("Klas", 46),
    ("Wanneer", 162),
    ("Wordt", 206),
    ("Gebeld op", 82),
    ("Laatste contact", 168),
)


@door()
def _rows(view: View) -> pl.DataFrame:
    return questions.unexplained(opened(view), view.viewer, view.on, view.selection)


@door(notes=contacts.noted)
def listing(view: View, choice: str = "kort") -> Listing:
    """Pupils with absence of unknown reason: of the last school days, or all that still stands this school year.

    Raises StaleLinkError for another choice.
    """
    recent = one_of(choice, CHOICES, "de keuze") == "kort"
    return Listing(
        Pick("onverklaard", (choice,)),
        f"Zonder bekende reden: {CHOICES[choice].lower()}",
        shapes.unexplained(_rows(view), contacts.every(view.choosing(EVERYTHING)), view.on, recent),
        empty=shapes.NOBODY if recent else shapes.NOTHING,
        widths=WIDTHS,
        saved_only=("Oudste", "Mentor"),
    )
