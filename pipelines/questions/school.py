"""What a snapshot holds about schools: names, afdelingen, protocol in force and completeness."""

from datetime import date

import polars as pl

from pipelines.questions.question import Rows, ask
from pipelines.viewer import Viewer


def schools(snapshot: Rows, viewer: Viewer) -> pl.DataFrame:
    """One row per school inside the viewer, with the protocol in force and the imported range."""
    return ask(snapshot, "schools", viewer=viewer)


def parts(snapshot: Rows, viewer: Viewer, on: date, school: str) -> pl.DataFrame:
    """One row per klas and mentor of the school year, with leerjaar and afdeling."""
    return ask(snapshot, "school_parts", viewer=viewer, on=on, school=school)


def mentor_codes(snapshot: Rows, viewer: Viewer) -> pl.DataFrame:
    """One row per school and mentor code of today, with how many pupils it has; also for who sees no pupil there."""
    return ask(snapshot, "mentor_codes", viewer=viewer)


def incomplete_weeks(snapshot: Rows, on: date, school: str) -> pl.DataFrame:
    """One row per school week with suspiciously few registrations on some day."""
    return ask(snapshot, "incomplete_weeks", on=on, school=school)


def week_ends(snapshot: Rows, on: date, school: str) -> pl.DataFrame:
    """One row per school week of the year up to the day: its number, Monday and last school day with data.

    `finished` is false for the week that still runs on the day.
    """
    return ask(snapshot, "week_ends", on=on, school=school)


def vacations(snapshot: Rows, on: date, school: str) -> pl.DataFrame:
    """One row per holiday of the school year of a day, with its first and last day."""
    return ask(snapshot, "vacations", on=on, school=school)


def school_years(snapshot: Rows, viewer: Viewer, on: date, school: str) -> list[str]:
    """School years with data up to the year of the day, the newest first."""
    found = ask(snapshot, "school_years", viewer=viewer, on=on, school=school)
    return [str(year) for year in found["school_year"]]


def year_notes(snapshot: Rows) -> dict[str, str]:
    """What to say of a school year that is not like the others."""
    return dict(ask(snapshot, "year_notes").iter_rows())


def categories(snapshot: Rows) -> pl.DataFrame:
    """One row per category: label, whether the pupil is absent, whether it is authorised."""
    return ask(snapshot, "categories")


def calendar(snapshot: Rows, school: str) -> pl.DataFrame:
    """One row per day of the school's calendar, as `pipelines.calendar.school_calendar` describes it."""
    return ask(snapshot, "calendar", school=school)
