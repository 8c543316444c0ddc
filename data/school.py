"""Makes the demo school: invented pupils with three school years of absence, written as a Magister export."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from itertools import product
from pathlib import Path

import numpy as np

from data import figures
from data.enrolment import Enrolment, make_enrolment
from data.export import registration_rows, write_codes, write_pupils, write_registrations
from data.followups import write_followups
from data.in_lesson import add_incidents, add_late
from data.klassen import KLASSEN
from data.lessons import first_year_of, make_lessons
from data.occasions import add_appointments, add_excursions, add_guidance, add_suspensions
from data.planted import Cases, plant
from data.register import Floats, Ints, Register, make_register, skewed
from data.school_toml import school_toml
from data.sickness import add_sickness
from data.timetable import make_timetable
from data.unauthorised import add_luxe, add_unauthorised
from data.zermelo import write_appointments
from pipelines.calendar import SchoolYear, school_days

Progress = Callable[[int, int, str], None]

_STEPS = (
    "Leerlingen en roosters",
    "Ziekte",
    "Verlof en activiteiten",
    "Ongeoorloofd verzuim",
    "Te laat en incidenten",
    "Bestanden schrijven",
    "Klaar",
)
_STAFF = 84
_CONSONANTS = "BDFGHJKLMNPRTVWZ"


@dataclass(frozen=True)
class DemoFiles:
    """The files of the export in the order of import, the text of school.toml, and what is in it on purpose.

    `cases`: stamnummers of the pupils by the name of a case; README.md says what each is.
    """

    files: tuple[Path, ...]
    school_toml: str
    cases: dict[str, tuple[str, ...]]


@dataclass(frozen=True)
class _Risks:
    """Factors per pupil with mean about 1; zero for pupils who are never absent."""

    sick: Floats
    unauthorised: Floats
    late: Floats
    sent_out: Floats
    present: Floats


def make_school(
    folder: Path, seed: int = 2026, progress: Progress | None = None, region: str = figures.REGION
) -> DemoFiles:
    """Writes the export of the demo school into `folder`; the same seed gives the same bytes.

    `progress` is called with steps done, steps in all and the step in Dutch.
    """

    def begin(step: int) -> None:
        if progress:
            progress(step, len(_STEPS) - 1, _STEPS[step])

    begin(0)
    rng = np.random.default_rng(seed)
    days = _days(region, figures.LAST_DAY)
    years = sorted({first_year_of(day) for day in days})
    enrolment = make_enrolment(rng, days)
    timetables = {year: make_timetable(rng) for year in years}
    # Streams of their own: what the current year alone has must not change the years before it.
    changes, later = np.random.default_rng([seed, 1]), np.random.default_rng([seed, 2])
    lessons = make_lessons(changes, _days(region, figures.TIMETABLE_UNTIL), timetables)
    register = make_register(enrolment, days, lessons.given)
    cases = _fill(register, enrolment, rng, later, begin)
    begin(5)
    staff = _staff(rng)
    mentors = {
        (year, klas): code
        for year in years
        for klas, code in enumerate(rng.permutation(staff)[: len(KLASSEN)].tolist())
    }
    files = (
        write_codes(folder),
        write_pupils(folder, enrolment, mentors),
        *write_registrations(folder, registration_rows(register, enrolment, rng, staff)),
        write_followups(folder, register, lessons.days, enrolment, later),
        write_appointments(folder, lessons, enrolment),
    )
    begin(6)
    named = {case: tuple(enrolment.pupils[p].student_id for p in pupils) for case, pupils in cases.items()}
    return DemoFiles(files, school_toml(region=region), named)


def _fill(
    register: Register,
    enrolment: Enrolment,
    rng: np.random.Generator,
    later: np.random.Generator,
    begin: Callable[[int], None],
) -> Cases:
    """All registrations, those of whole days first. Returns the pupils of each case that a page must find."""
    risks = _risks(rng, register.klas.shape[0])
    patterned = _patterned(register, rng, risks)
    begin(1)
    add_suspensions(register, rng, risks.unauthorised)
    add_sickness(register, rng, risks.sick, patterned)
    begin(2)
    add_luxe(register, rng)
    add_excursions(register, rng)
    add_appointments(register, rng, risks.present)
    add_guidance(register, rng)
    begin(3)
    add_unauthorised(register, rng, risks.unauthorised)
    begin(4)
    add_late(register, rng, risks.late)
    add_incidents(register, rng, risks.sent_out)
    _lose_week(register, rng)
    planted = plant(register, enrolment, later, taken=patterned.tolist())
    return {"weekday_patterns": patterned.tolist()} | planted


def _days(region: str, last: date) -> list[date]:
    listed = school_days(region, SchoolYear(figures.FIRST_YEAR).first_day, last)
    return [day for day in listed if day not in figures.STUDY_DAYS]


def _risks(rng: np.random.Generator, pupils: int) -> _Risks:
    """One latent number per pupil drives sick, unauthorised, late and sent out, each with its own noise."""
    latent = rng.standard_normal(pupils)
    present = (rng.random(pupils) >= figures.NEVER_ABSENT).astype(float)

    def factor(spread: float, highest: float = figures.HIGHEST_RISK) -> Floats:
        return np.asarray(skewed(rng, spread, latent, highest) * present)

    return _Risks(
        sick=factor(figures.SICK_SPREAD),
        unauthorised=factor(figures.UNAUTHORISED_SPREAD, figures.HIGHEST_UNAUTHORISED_RISK),
        late=factor(figures.LATE_SPREAD),
        sent_out=factor(figures.SENT_OUT_SPREAD),
        present=present,
    )


def _patterned(register: Register, rng: np.random.Generator, risks: _Risks) -> Ints:
    """Pupils with a weekday pattern: at the school all the time and otherwise ordinary."""
    ordinary = register.enrolled.all(axis=1) & (risks.sick > 0.4) & (risks.sick < 1.0)
    return rng.choice(np.nonzero(ordinary)[0], len(figures.WEEKDAY_PATTERNS), replace=False)


def _lose_week(register: Register, rng: np.random.Generator) -> None:
    """The import that went wrong: after its Monday hardly any registration of that week arrived."""
    monday = figures.INCOMPLETE_WEEK.toordinal()
    lost = np.array([monday < day.toordinal() < monday + 5 for day in register.days])
    cells = lost[None, :, None] & (rng.random(register.code.shape) < figures.INCOMPLETE_PART)
    register.code[cells] = 0
    register.doubles[:] = [row for row in register.doubles if not lost[row[1]]]


def _staff(rng: np.random.Generator) -> tuple[str, ...]:
    """Invented three-letter codes of teachers; mentors are among them."""
    numbers = rng.choice(len(_CONSONANTS) ** 3, _STAFF, replace=False)
    return tuple("".join(letters) for letters in np.array(list(product(_CONSONANTS, repeat=3)))[numbers])
