"""How good the imported data are: what is missing, doubled, unmapped or impossible, each as the list itself."""

from datetime import date, datetime

import polars as pl

from pipelines.questions.question import Rows, ask
from pipelines.viewer import EVERYTHING, Selection, Viewer


def codes(snapshot: Rows, viewer: Viewer, on: date, school: str) -> pl.DataFrame:
    """One row per code, type and flag in the registrations up to the day, with category and who gave it that one."""
    return ask(snapshot, "codes", viewer=viewer, selection=EVERYTHING, on=on, school=school)


def free_days(snapshot: Rows, viewer: Viewer, on: date, school: str, chosen: Selection) -> pl.DataFrame:
    """One row per registration of this school year on a day without lessons."""
    return ask(snapshot, "free_days", viewer=viewer, selection=chosen, on=on, school=school)


def outside_enrolment(snapshot: Rows, viewer: Viewer, on: date, school: str, chosen: Selection) -> pl.DataFrame:
    """One row per registration of this school year on a day on which the pupil was in no klas."""
    return ask(snapshot, "outside_enrolment", viewer=viewer, selection=chosen, on=on, school=school)


def without_klas(snapshot: Rows, viewer: Viewer, on: date, school: str, chosen: Selection) -> pl.DataFrame:
    """One row per pupil with registrations this school year and no klas; `unlisted`: on no pupil list either."""
    return ask(snapshot, "without_klas", viewer=viewer, selection=chosen, on=on, school=school)


def double_slots(snapshot: Rows, viewer: Viewer, on: date, school: str, chosen: Selection) -> pl.DataFrame:
    """One row per pupil and lesson hour of this school year with registrations that cannot all be true."""
    return ask(snapshot, "double_slots", viewer=viewer, selection=chosen, on=on, school=school)


def without_minutes(snapshot: Rows, viewer: Viewer, on: date, school: str, chosen: Selection) -> pl.DataFrame:
    """One row per late of this school year of which the minutes are not known, where the protocol counts by them."""
    return ask(snapshot, "without_minutes", viewer=viewer, selection=chosen, on=on, school=school)


def unknown_hours(snapshot: Rows, viewer: Viewer, on: date, school: str, chosen: Selection) -> pl.DataFrame:
    """One row per lesson hour of this school year without a known reason, and its age in school days on the day."""
    return ask(snapshot, "unknown_hours", viewer=viewer, selection=chosen, on=on, school=school)


def corrections(
    snapshot: Rows, viewer: Viewer, on: date, school: str, chosen: Selection, moment: datetime
) -> pl.DataFrame:
    """One row per registration that the import of that moment (UTC) changed or withdrew."""
    return ask(snapshot, "corrections", viewer=viewer, selection=chosen, on=on, school=school, moment=moment)


def left(snapshot: Rows, viewer: Viewer, on: date, school: str, chosen: Selection) -> pl.DataFrame:
    """One row per pupil who left this school year up to the day, and first who is on no list and enrolled still."""
    return ask(snapshot, "left", viewer=viewer, selection=chosen, on=on, school=school)


def counted(snapshot: Rows, viewer: Viewer, school: str) -> pl.DataFrame:
    """One row per kind of finding in the imported data of every year: `subjects` (codes, pupils or days; 0 when it is of no
    such thing), `registrations`, first and last day. Which codes and pupils those are is left out.
    """
    return ask(snapshot, "findings", viewer=viewer).filter(pl.col("school") == school).drop("school", "named")
