"""What the rates of a school year and of the one before are divided by: the same for both, or they cannot be compared."""

from datetime import date
from typing import Literal

from pipelines.calendar import SchoolYear, school_year
from pipelines.questions.question import Rows, ask
from pipelines.viewer import Viewer

# OWN: nothing lies beside it, so every day has its timetable, else the lesson table. The others hold for two years:
# the timetable that every day of both has, the lesson table in school.toml, or the pupils themselves.
Denominator = Literal["eigen", "rooster", "lessentabel", "leerling"]
OWN: Denominator = "eigen"
TIMETABLE: Denominator = "rooster"
LESSON_TABLE: Denominator = "lessentabel"
PUPILS: Denominator = "leerling"


def year_before(on: date) -> str:
    """The school year before that of a day."""
    return SchoolYear.of(on).before.label


def denominator(snapshot: Rows, viewer: Viewer, on: date, school: str) -> Denominator:
    """What the rates of the school year of a day are divided by, and those of the same school weeks a year before.

    It is that of the whole school, whatever part of it is shown, so that no choice changes a figure.
    """
    before = year_before(on)
    values = {"on": on, "school": school, "year": school_year(on), "year_before": before}
    years = ask(snapshot, "denominator_years", viewer=viewer, **values)
    if not years["school_year"].is_in([before]).any():
        return OWN
    if years["timetabled"].all():
        return TIMETABLE
    return LESSON_TABLE if years["has_table"].all() else PUPILS
