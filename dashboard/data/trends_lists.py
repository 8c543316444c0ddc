"""Cached doors to the lists of pupils behind the marks of Trends."""

from datetime import date

import streamlit as st

from dashboard import words
from dashboard.data.school import KEPT, opened
from dashboard.data.trends import PARTS, afdelingen, in_year, labels
from dashboard.listing import Listing, Pick
from dashboard.shapes import trends as shapes
from dashboard.shapes.trends_hours import DAYS
from dashboard.shapes.trends_parts import NO_PART
from dashboard.view import View
from pipelines.calendar import school_year
from pipelines.queries.registered import Mark, registered

EMPTY = "Hier is bij niemand deze registratie gedaan."


@st.cache_data(max_entries=KEPT, show_spinner=False)
def week_pupils(view: View, category: str, monday: str, afdeling: str | None = None) -> Listing:
    """Pupils with registrations of a category in the school week of a Monday (ISO date), of one afdeling if asked.

    Raises KeyError for a category or afdeling and ValueError for a date that does not exist.
    """
    week = date.fromisoformat(monday)
    shown = in_year(view, school_year(week))
    where = f", {afdelingen(shown)[afdeling]}" if afdeling else ""
    mark = Mark(week=week, by="afdeling" if afdeling else None, part=afdeling)
    pick = Pick("week", (category, monday, *([afdeling] if afdeling else [])))
    return _listing(shown, pick, category, mark, f"in de week van {words.day(week, year=True)}{where}")


@st.cache_data(max_entries=KEPT, show_spinner=False)
def part_pupils(view: View, category: str, year: str, by: str, part: str) -> Listing:
    """Pupils with registrations of a category in one afdeling or klas, over a school year up to the peildatum.

    Raises KeyError for a category or part and ValueError for a year that does not exist.
    """
    shown = in_year(view, year)
    name = afdelingen(shown)[part] if PARTS[by] == "afdeling" else part or NO_PART
    mark = Mark(by=PARTS[by], part=part or None)
    return _listing(shown, Pick("deel", (category, year, by, part)), category, mark, f"in {name}, {_over(year)}")


@st.cache_data(max_entries=KEPT, show_spinner=False)
def slot_pupils(view: View, category: str, year: str, weekday: str, hour: str) -> Listing:
    """Pupils with registrations of a category in one lesson hour of the week, over a school year up to the peildatum.

    Raises KeyError for a category or weekday and ValueError for an hour or year that does not exist.
    """
    day = dict(enumerate(DAYS, 1))[int(weekday)]
    pick, mark = Pick("cel", (category, year, weekday, hour)), Mark(weekday=int(weekday), hour=int(hour))
    return _listing(in_year(view, year), pick, category, mark, f"op {day} het {int(hour)}e uur, {_over(year)}")


@st.cache_data(max_entries=KEPT, show_spinner=False)
def subject_pupils(view: View, category: str, year: str, subject: str) -> Listing:
    """Pupils with registrations of a category in lessons of a subject, over a school year up to the peildatum.

    Raises KeyError for a category and ValueError for a year that does not exist.
    """
    pick = Pick("vak", (category, year, subject))
    return _listing(in_year(view, year), pick, category, Mark(subject=subject), f"bij het vak {subject}, {_over(year)}")


def _over(year: str) -> str:
    return f"schooljaar {year}"


def _listing(view: View, pick: Pick, category: str, mark: Mark, where: str) -> Listing:
    label = labels(view)[category]
    rows = registered(opened(view), view.scope, view.on, view.school, category, mark, view.selection)
    return Listing(pick, f"{words.capital(label)} {where}", shapes.registered(rows), EMPTY)
