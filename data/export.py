"""The demo school as a Magister export: CSV with semicolons in cp1252, dates as d-m-yyyy."""

from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

from data import figures
from data.codes import CODES
from data.enrolment import Enrolment
from data.klassen import KLASSEN
from data.lessons import first_year_of
from data.register import Ints, Register
from data.timetable import FIRST_LESSON_MINUTE, HOURS, LESSON_MINUTES

_FIRST_ID = 700001
_FIRST_AGENDA_ITEM = 1_000_000
_LOCATION = "Hoofdgebouw"
_ENTERED_SAME_DAY = 0.8
_WITHOUT_TEACHER = 0.3


def write_list(frame: pl.DataFrame, path: Path) -> Path:
    """Writes one list of the export."""
    path.write_bytes(frame.write_csv(separator=";", line_terminator="\r\n").encode("cp1252"))
    return path


def day_text(value: date | None) -> str:
    """The day as Magister writes it; nothing for no day."""
    return "" if value is None else f"{value.day}-{value.month}-{value.year}"


def write_pupils(folder: Path, enrolment: Enrolment, mentors: dict[tuple[int, int], str]) -> Path:
    """Leerlingen.csv: one row is one stay of a pupil in a klas. `mentors`: code by (first year, klas)."""
    rows = []
    for stay in enrolment.stays:
        pupil, klas = enrolment.pupils[stay.pupil], KLASSEN[stay.klas]
        rows.append(
            {
                "STAMNR": pupil.student_id,
                "FIRSTNAME": pupil.name.roepnaam,
                "PREFIX": pupil.name.tussenvoegsel,
                "LASTNAME": pupil.name.achternaam,
                "GENDER": "",
                "BIRTHDATE": day_text(pupil.birth_date),
                "CLASS": klas.name,
                "STUDY": klas.study,
                "LOCATION": _LOCATION,
                "STUDYYEAR": klas.leerjaar,
                "PMENTORCODE": mentors[first_year_of(stay.first), stay.klas],
                "PMENTORNAME": "",
                "studiebegindatum": day_text(stay.first),
                "studieeinddatum": day_text(stay.last if stay.last <= figures.LAST_DAY else None),
            }
        )
    return write_list(_empty_as_null(pl.DataFrame(rows)), folder / "Leerlingen.csv")


def _empty_as_null(frame: pl.DataFrame) -> pl.DataFrame:
    """Null is written as nothing at all, an empty string as two quotes."""
    return frame.with_columns(pl.when(pl.col(pl.String) != "").then(pl.col(pl.String)))


def write_codes(folder: Path) -> Path:
    """Absentieredenen.csv: one row is one reason code."""
    rows = [
        {
            "absentiereden_id": number,
            "absentiereden_code": code.code,
            "absentiereden_omschrijving": code.description,
            "verantwoordingstype_id": code.type_id,
            "verantwoordingstype_omschrijving": code.type_name,
            "geoorloofd": str(code.authorised),
            "luxeverzuim": str(code.luxeverzuim),
        }
        for number, code in enumerate(CODES, 1)
    ]
    return write_list(pl.DataFrame(rows), folder / "Absentieredenen.csv")


def registration_rows(
    register: Register, enrolment: Enrolment, rng: np.random.Generator, staff: tuple[str, ...]
) -> pl.DataFrame:
    """All registrations in the order of time, as exported, with the school year (0, 1, ...) in `year`."""
    pupil, day, hour, code = _in_order(register)
    klas = register.klas[pupil, day]
    teacher = (klas * 7 + hour * 3 + register.weekday[day] * 11) % len(staff)
    entered_on = _entered_on(register, rng, day, hour)
    no_teacher = rng.random(hour.size) < _WITHOUT_TEACHER
    authorised = pl.Series([str(c.authorised) for c in CODES])
    moment = pl.Series(_day_numbers(register)[day]).cast(pl.Int32).cast(pl.Date)
    return pl.DataFrame(
        {
            "year": register.year[day],
            "verantwoording_id": np.arange(hour.size) + _FIRST_ID,
            "stamnummer": pl.Series([p.student_id for p in enrolment.pupils]).gather(pupil),
            "agendaitem_id": _FIRST_AGENDA_ITEM + (day * len(KLASSEN) + klas) * HOURS + hour,
            "moment": moment.dt.strftime("%-d-%-m-%Y") + " 00:00:00",
            "lesuur": hour + 1,
            "aanwezigheidsreden_code": pl.Series([c.code for c in CODES]).gather(code - 1),
            "aanwezigheidsreden_geoorloofd": authorised.gather(code - 1),
            "genoteerd_door": pl.Series(staff).gather(teacher).set(pl.Series(no_teacher), None),
            "genoteerd_op": entered_on.dt.strftime("%-d-%-m-%Y %-H:%M:%S"),
            "opmerking": pl.Series([None] * hour.size, dtype=pl.String),
        }
    )


def _in_order(register: Register) -> tuple[Ints, Ints, Ints, Ints]:
    """Pupil, day, lesson hour (from 0) and code number of every registration, by day, hour, pupil and code."""
    cells = np.argwhere(register.code > 0)
    listed = np.column_stack([cells, register.code[tuple(cells.T)]])
    if register.doubles:
        listed = np.concatenate([listed, np.array(register.doubles)])
    pupil, day, hour, code = listed.T
    order = np.lexsort((code, pupil, hour, day))
    return pupil[order], day[order], hour[order], code[order]


def _day_numbers(register: Register) -> Ints:
    """The school days as days since 1 January 1970."""
    return np.array([day.toordinal() for day in register.days]) - date(1970, 1, 1).toordinal()


def _entered_on(register: Register, rng: np.random.Generator, day: Ints, hour: Ints) -> pl.Series:
    """Moment of entry: in the lesson itself, or at that time on the next school day."""
    minute = FIRST_LESSON_MINUTE + LESSON_MINUTES * hour + rng.integers(1, LESSON_MINUTES, hour.size)
    next_day = (rng.random(hour.size) >= _ENTERED_SAME_DAY) & (day < len(register.days) - 1)
    seconds = _day_numbers(register)[day + next_day] * 86400 + minute * 60 + rng.integers(0, 60, hour.size)
    return pl.Series(seconds * 1_000_000).cast(pl.Datetime("us"))


def write_registrations(folder: Path, rows: pl.DataFrame) -> list[Path]:
    """Verantwoordingen_<school year>.csv: one row is one registration."""
    paths = []
    for year in sorted(rows["year"].unique()):
        first = figures.FIRST_YEAR + year
        path = folder / f"Verantwoordingen_{first}-{first + 1}.csv"
        paths.append(write_list(rows.filter(pl.col("year") == year).drop("year"), path))
    return paths
