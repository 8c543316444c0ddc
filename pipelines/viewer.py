"""Whose data a viewer may see, and which part of it was chosen. Without a viewer there are no rows."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal


@dataclass(frozen=True)
class Viewer:
    """A viewer's rights: schools, and inside them all pupils or those of some afdelingen or mentors.

    The empty viewer shows nobody. `None` for afdelingen or mentors means: no further limit. `care` is the right to
    see care for pupils who are often ill: spells, signals, patterns, contacts. It stands apart from leerplicht.
    """

    schools: tuple[str, ...] = ()
    afdelingen: tuple[str, ...] | None = None
    mentors: tuple[str, ...] | None = None
    care: bool = False


NOBODY = Viewer()


@dataclass(frozen=True)
class Selection:
    """What a user chose to look at; an empty tuple means no choice, so everything inside the viewer."""

    afdelingen: tuple[str, ...] = ()
    leerjaren: tuple[int, ...] = ()
    klassen: tuple[str, ...] = ()
    mentors: tuple[str, ...] = ()


EVERYTHING = Selection()
Dimension = Literal["afdeling", "leerjaar", "klas"]

# One row per pupil inside the viewer and the choice who is enrolled on the day, with klas, leerjaar, afdeling and
# mentor of that day. A pupil of whom no list knows a placement stays visible: he or she may not drop out unseen.
VISIBLE = """visible as (
    select
        s.school, s.student_id, s.name, s.sort_name, s.birth_date,
        p.klas, p.leerjaar, coalesce(p.afdeling, 'overig') as afdeling, p.mentor
    from mart_student as s
    left join stg_placement as p
        on p.school = s.school and p.student_id = s.student_id and p.valid_from <= $on and p.valid_until > $on
    where list_contains($schools, s.school)
        and ($scope_afdelingen is null or list_contains($scope_afdelingen, coalesce(p.afdeling, 'overig')))
        and ($scope_mentors is null or list_contains($scope_mentors, p.mentor))
        and (len($afdelingen) = 0 or list_contains($afdelingen, coalesce(p.afdeling, 'overig')))
        and (len($leerjaren) = 0 or list_contains($leerjaren, p.leerjaar))
        and (len($klassen) = 0 or list_contains($klassen, p.klas))
        and (len($mentors) = 0 or list_contains($mentors, p.mentor))
        and (p.student_id is not null or not exists (
            select 1 from stg_placement as k where k.school = s.school and k.student_id = s.student_id
        ))
)"""

# Where every pupil is on the day, whether or not he or she is still there: with klas, leerjaar, afdeling and mentor of
# that day, and for who left those of the last day before it. A later placement does not exist yet.
PLACED = """placed as (
    select
        s.school, s.student_id, s.name, s.sort_name, s.birth_date,
        p.klas, p.leerjaar, coalesce(p.afdeling, 'overig') as afdeling, p.mentor
    from mart_student as s
    left join (
        select school, student_id, max(valid_from) as valid_from
        from stg_placement
        where valid_from <= $on
        group by school, student_id
    ) as l on l.school = s.school and l.student_id = s.student_id
    left join stg_placement as p
        on p.school = l.school and p.student_id = l.student_id and p.valid_from = l.valid_from
)"""

# The same limits on any table `x` that holds school, afdeling, leerjaar, klas and mentor.
CHOSEN = """list_contains($schools, x.school)
    and ($scope_afdelingen is null or list_contains($scope_afdelingen, x.afdeling))
    and ($scope_mentors is null or list_contains($scope_mentors, x.mentor))
    and (len($afdelingen) = 0 or list_contains($afdelingen, x.afdeling))
    and (len($leerjaren) = 0 or list_contains($leerjaren, x.leerjaar))
    and (len($klassen) = 0 or list_contains($klassen, x.klas))
    and (len($mentors) = 0 or list_contains($mentors, x.mentor))"""

# The part of the school to which a row of any table `x` belongs; null for the whole of it.
PART = "case $by when 'afdeling' then x.afdeling when 'klas' then x.klas when 'leerjaar' then cast(x.leerjaar as varchar) end"

# The last school day up to the chosen day: what holds on Friday holds on the Sunday after it. The school year is that of
# the chosen day itself: in August, before the first school day, it has begun.
ON_DAY = """on_day as (
    select c.school, c.date, c.t, n.school_year
    from ref_calendar as c
    join (
        select school, max(date) as date from ref_calendar where is_school_day and date <= $on group by school
    ) as l on l.school = c.school and l.date = c.date
    join ref_calendar as n on n.school = c.school and n.date = $on
)"""

# The same day, but only in the school year of the chosen day: in August, before the first school day, there is none.
# Ladders and sick absence start anew there; the 16-hour norm may look back over the summer and asks for `ON_DAY`.
THIS_YEAR = """this_year as (
    select c.school, c.school_year, min(c.date) as first_date, max(c.date) as date, max(c.t) as t
    from ref_calendar as c
    join ref_calendar as n on n.school = c.school and n.date = $on and n.school_year = c.school_year
    where c.is_school_day and c.date <= $on
    group by c.school, c.school_year
)"""


def care_only(viewer: Viewer) -> Viewer:
    """The viewer as far as it goes for care: nobody without that right."""
    return viewer if viewer.care else NOBODY


def bound(viewer: Viewer, selection: Selection, on: date) -> dict[str, Any]:
    """The values that `VISIBLE`, `PLACED`, `CHOSEN`, `ON_DAY` and `THIS_YEAR` ask for."""
    return {
        "on": on,
        "schools": list(viewer.schools),
        "scope_afdelingen": None if viewer.afdelingen is None else list(viewer.afdelingen),
        "scope_mentors": None if viewer.mentors is None else list(viewer.mentors),
        "afdelingen": list(selection.afdelingen),
        "leerjaren": list(selection.leerjaren),
        "klassen": list(selection.klassen),
        "mentors": list(selection.mentors),
    }
