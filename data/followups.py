"""Follow-ups on unauthorised absence at the demo school, as Magister's list Terugkomers."""

from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

from data import figures
from data.codes import NUMBER
from data.enrolment import Enrolment
from data.export import day_text, write_list
from data.lessons import first_year_of
from data.register import Register

_FIRST_ID = 5001
# Code: measure, from, until, and after how many school days at most.
_MEASURES = {"OT": ("Melden voor 8.00 uur", "7:45", "8:00", 1), "OA": ("Twee uur inhalen", "15:15", "16:45", 3)}


def write_followups(
    folder: Path, register: Register, days: tuple[date, ...], enrolment: Enrolment, rng: np.random.Generator
) -> Path:
    """Terugkomers.csv: one row is one follow-up of the current year, one to three school days after the absence.

    `days` are the school days of the register and some after it; what lies after it is not noted yet.
    """
    found = []
    enrolled = register.enrolled
    current = first_year_of(figures.LAST_DAY) - figures.FIRST_YEAR
    for code, (measure, begin, end, longest) in _MEASURES.items():
        absent = (register.code == NUMBER[code]).any(axis=2) & (register.year == current)
        for pupil, day in np.argwhere(absent & (rng.random(absent.shape) < figures.FOLLOWED_UP)):
            on = int(day + rng.integers(1, longest + 1))
            if not enrolled[pupil, min(on, len(register.days) - 1)]:
                continue
            came = _came(register, int(pupil), on, rng.random())
            found.append((days[on], enrolment.pupils[pupil].student_id, measure, begin, end, came))
    rows = [
        {
            "terugkomer_id": number,
            "stamnummer": student,
            "gebruikte_maatregel": measure,
            "datum": day_text(day) + " 00:00:00",
            "tijd_begin": begin,
            "tijd_eind": end,
            "terugkomer_omschrijving": None,
            "gemeld_ok": str(came is True),
            "gemeld_niet_of_niet_tijdig": str(came is False),
        }
        for number, (day, student, measure, begin, end, came) in enumerate(
            sorted(found, key=lambda row: row[:3]), _FIRST_ID
        )
    ]
    return write_list(pl.DataFrame(rows), folder / "Terugkomers.csv")


def _came(register: Register, pupil: int, day: int, lot: float) -> bool | None:
    """Whether the pupil came; None when nobody noted it, as for who was ill that day."""
    if day >= len(register.days):
        return None
    codes = register.code[pupil, day][register.scheduled[pupil, day]]
    if np.isin(codes, [NUMBER["ZK"], NUMBER["ZH"]]).any():
        return None
    if codes.size and (codes == NUMBER["OA"]).all():
        return False
    return None if lot < figures.NOT_NOTED else lot < figures.NOT_NOTED + figures.SHOWED_UP
