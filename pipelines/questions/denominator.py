"""What the rates of a school year and of the one before are divided by: the same for both, or they cannot be compared."""

from datetime import date
from typing import Literal

from pipelines.calendar import SchoolYear, school_year
from pipelines.models.snapshot import Snapshot
from pipelines.viewer import Viewer

# OWN: nothing lies beside it, so every day has its timetable, else the lesson table. The others hold for two years:
# the timetable that every day of both has, the lesson table in school.toml, or the pupils themselves.
Denominator = Literal["eigen", "rooster", "lessentabel", "leerling"]
OWN: Denominator = "eigen"
TIMETABLE: Denominator = "rooster"
LESSON_TABLE: Denominator = "lessentabel"
PUPILS: Denominator = "leerling"

# The lesson hours (in fifths) of a row of any table `x` that has both; null where the denominator knows none.
FIFTHS = """case $denominator
    when 'leerling' then null when 'lessentabel' then x.table_fifths else x.scheduled_fifths
end"""

# The weeks that are laid beside each other: those of the year up to the day, and the same ones of the year before.
_YEARS = """
with shown as (
    select min(school_week) as first_week, max(school_week) as last_week
    from mart_enrolment_day
    where school = $school and list_contains($schools, school) and school_year = $year and date <= $on
)
select
    x.school_year, bool_and(x.by_timetable) as timetabled, count(x.table_fifths) > 0 as has_table
from mart_enrolment_day as x
join shown on x.school_week >= shown.first_week and x.school_week <= shown.last_week
where x.school = $school and list_contains($schools, x.school)
    and (x.school_year = $year_before or (x.school_year = $year and x.date <= $on))
group by x.school_year
"""


def year_before(on: date) -> str:
    """The school year before that of a day."""
    return SchoolYear.of(on).before.label


def denominator(snapshot: Snapshot, viewer: Viewer, on: date, school: str) -> Denominator:
    """What the rates of the school year of a day are divided by, and those of the same school weeks a year before.

    It is that of the whole school, whatever part of it is shown, so that no choice changes a figure.
    """
    values = {
        "schools": list(viewer.schools),
        "school": school,
        "on": on,
        "year": school_year(on),
        "year_before": year_before(on),
    }
    years = snapshot.rows(_YEARS, values)
    if not years["school_year"].is_in([values["year_before"]]).any():
        return OWN
    if years["timetabled"].all():
        return TIMETABLE
    return LESSON_TABLE if years["has_table"].all() else PUPILS
