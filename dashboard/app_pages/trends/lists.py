"""Cached doors to the lists of pupils behind the marks of Trends."""

from datetime import timedelta

from dashboard import words
from dashboard.app_pages.trends.doors import PARTS, afdelingen, in_year, labels
from dashboard.app_pages.trends.shapes import DAYS, pupils
from dashboard.doors import door
from dashboard.listing import Listing, Pick, StaleLinkError, day_of, one_of, said, shortened
from dashboard.rates.funnel import NO_PART
from dashboard.school import opened, parts
from dashboard.view import View
from pipelines.calendar import SchoolYear, school_year
from pipelines.questions.registered import Mark, counted, registered

AFDELING = "de afdeling"
EMPTY = "Hier is bij niemand deze registratie gedaan."


@door()
def week_pupils(view: View, category: str, monday: str, afdeling: str | None = None) -> Listing:
    """Pupils with registrations of a category in the school week of a Monday (ISO date), of one afdeling if asked.

    Raises StaleLinkError for a category, afdeling or date that does not exist.
    """
    # The data may begin and end in the middle of a week.
    week = day_of(monday, view.first - timedelta(6), view.on)
    shown = in_year(view, school_year(week))
    names = afdelingen(shown)
    where = f", {names[one_of(afdeling, names, AFDELING)]}" if afdeling else ""
    mark = Mark(week=week, by="afdeling" if afdeling else None, part=afdeling)
    pick = Pick("week", (category, monday, *([afdeling] if afdeling else [])))
    return _listing(shown, pick, category, mark, f"in de week van {words.day(week, year=True)}{where}")


@door()
def part_pupils(view: View, category: str, year: str, by: str, part: str) -> Listing:
    """Pupils with registrations of a category in one afdeling or klas, over a school year up to the peildatum.

    Raises StaleLinkError for a category, part or year that does not exist.
    """
    shown = _in_year(view, year)
    one_of(by, PARTS, "de indeling")
    if PARTS[by] == "afdeling":
        names = afdelingen(shown)
        name = names[one_of(part, names, AFDELING)]
    else:
        name = one_of(part, {"", *parts(shown)["klas"].drop_nulls()}, "de klas") or NO_PART
    mark = Mark(by=PARTS[by], part=part or None)
    return _listing(shown, Pick("deel", (category, year, by, part)), category, mark, f"in {name}, {_over(year)}")


@door()
def slot_pupils(view: View, category: str, year: str, weekday: str, hour: str) -> Listing:
    """Pupils with registrations of a category in one lesson hour of the week, over a school year up to the peildatum.

    Raises StaleLinkError for a category, weekday, hour or year that does not exist.
    """
    days = {str(number): name for number, name in enumerate(DAYS, 1)}
    day = days[one_of(weekday, days, "de weekdag")]
    if not hour.isdecimal():
        raise StaleLinkError(f"{said(hour)} is geen lesuur")
    pick, mark = Pick("cel", (category, year, weekday, hour)), Mark(weekday=int(weekday), hour=int(hour))
    return _listing(_in_year(view, year), pick, category, mark, f"op {day} het {int(hour)}e uur, {_over(year)}")


@door()
def subject_pupils(view: View, category: str, year: str, subject: str) -> Listing:
    """Pupils with registrations of a category in lessons of a subject, over a school year up to the peildatum.

    Raises StaleLinkError for a category or year that does not exist.
    """
    pick = Pick("vak", (category, year, subject))
    return _listing(
        _in_year(view, year), pick, category, Mark(subject=subject), f"bij het vak {subject}, {_over(year)}"
    )


def _in_year(view: View, year: str) -> View:
    first, last = SchoolYear.of(view.first).begins, SchoolYear.of(view.on).begins
    known = [SchoolYear(begins).label for begins in range(first, last + 1)]
    return in_year(view, one_of(year, known, "het schooljaar"))


def _over(year: str) -> str:
    return f"schooljaar {year}"


def _listing(view: View, pick: Pick, category: str, mark: Mark, where: str) -> Listing:
    names = labels(view)
    label = names[one_of(category, names, "de soort verzuim")]
    asked = (opened(view), view.viewer, view.on, view.school, category, mark, view.selection)
    rows, title = registered(*asked), f"{words.capital(label)} {where}"
    every = rows.height if view.viewer.sees_whole(view.school) else counted(*asked)
    title = shortened(title, rows.height, every)
    return Listing(pick, title, pupils(rows), EMPTY)
