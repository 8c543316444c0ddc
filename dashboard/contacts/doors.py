"""Cached doors to contacts: of one pupil, and the last one of everybody, as far as the viewer may see them."""

from dataclasses import replace

import polars as pl

from dashboard import access
from dashboard.contacts import shapes
from dashboard.doors import Version, door
from dashboard.listing import Listing
from dashboard.school import opened
from dashboard.view import View
from pipelines.notes import contacts
from pipelines.questions.ladders import stage_rules
from pipelines.viewer import EVERYTHING


def noted(view: View) -> Version:
    """What changes with every contact and day: a new one shows at once."""
    return (*contacts.contact_version(access.workspace()), view.noted_until.toordinal())


@door(notes=noted)
def every(view: View) -> pl.DataFrame:
    """One row per contact that the viewer may see, with pupils of the whole school of the view; newest first."""
    asked = (view.viewer, view.on, view.school, EVERYTHING, view.noted_until)
    return contacts.contacts(access.workspace(), opened(view), *asked)


@door(notes=noted)
def last(view: View) -> pl.DataFrame:
    """One row per pupil with a contact that the viewer may see: `student_id`, `contact_on` and `kind` in words of the last."""
    found = contacts.last_contacts(every(view.choosing(EVERYTHING)))
    return shapes.in_words(found).select("student_id", "contact_on", "kind")


@door(notes=noted)
def of_pupil(view: View, student_id: str) -> pl.DataFrame:
    """One row per contact with a pupil that the viewer may see, newest first; columns in `shapes.of_pupil`."""
    found = every(view.choosing(EVERYTHING)).filter(pl.col("student_id") == student_id)
    return shapes.of_pupil(found, stage_rules(opened(view)))


@door(notes=noted)
def about_rule(view: View, student_id: str, about: contacts.About, kinds: tuple[str, ...]) -> pl.DataFrame:
    """The contacts of some kinds with a pupil about a stage, newest first: `contact_on`, `kind` in words, `initials`."""
    every_one = every(view.choosing(EVERYTHING)).filter(
        pl.col("kind").is_in(list(kinds)), student_id=student_id, ladder=about.ladder, stage=about.stage
    )
    return shapes.in_words(every_one).select("contact_on", "kind", "initials")


@door()
def ladders(view: View) -> dict[str, str]:
    """The ladders of the protocol in force that a contact may be about, with their names; sick ones only for care."""
    rules = stage_rules(opened(view)).filter(protocol=view.protocol)
    named = rules.group_by("ladder", "ladder_name", maintain_order=True).agg(pl.col("sick").any())
    seen = named if view.viewer.may("care") else named.filter(~pl.col("sick"))
    return dict(seen.select("ladder", "ladder_name").rows())


@door()
def sick_rungs(view: View) -> set[tuple[str, str]]:
    """Name of the ladder and stage of every rung, of any protocol, that counts sick absence."""
    rules = stage_rules(opened(view)).filter(pl.col("sick"))
    return set(rules.select("ladder_name", "stage").rows())


def with_last(view: View, listing: Listing) -> Listing:
    """A list of pupils with the last contact that the viewer may see, where it does not tell so itself.

    What has no room on the screen is in the file: the kind of contact where the list gives its columns a width.
    """
    frame = shapes.add_last(listing.frame, last(view))
    more = (shapes.LAST_KIND,) if listing.widths and shapes.LAST_KIND in frame.columns else ()
    return replace(listing, frame=frame, saved_only=(*listing.saved_only, *more))
