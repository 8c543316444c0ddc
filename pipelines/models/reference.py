"""The tables that the models join: protocols, settings, calendars and what `school.toml` says."""

import re
from collections.abc import Mapping, Sequence
from datetime import date

import polars as pl

from pipelines.errors import WorkspaceError
from pipelines.models.data_range import data_range, stored_range
from pipelines.models.timetable import imported_vacations
from pipelines.readers.values import FIRST_HOUR, LAST_HOUR
from pipelines.settings.settings import FALLBACK_AFDELING, School
from pipelines.store.code_table import categories_of
from pipelines.store.stores import Store
from protocols.load import load_named_holidays, load_settings
from protocols.schema import Protocol
from protocols.settings_page import on_page
from protocols.tables import tables
from protocols.windows import FIXED, MOVING

SCHOOL_DAYS_A_WEEK = 5


def protocol_tables(protocols: Mapping[str, Protocol]) -> dict[str, pl.DataFrame]:
    """The tables of all protocol files, named `ref_...`."""
    return {f"ref_{name}": frame for name, frame in tables(protocols).items()}


def checked_protocols(schools: Sequence[School], protocols: Mapping[str, Protocol]) -> None:
    """Raises WorkspaceError for a school whose protocol is not there, or does not fit its other settings."""
    for school in schools:
        if school.protocol not in protocols:
            raise WorkspaceError(
                f"school.toml noemt protocol '{school.protocol}', dat er niet is.",
                f"Kies een van: {', '.join(protocols)}.",
            )
        _minutes(school, protocols[school.protocol])


def _minutes(school: School, protocol: Protocol) -> int | None:
    """How long a lesson is; None when nobody says so. Raises WorkspaceError when hours of the clock need it."""
    minutes = school.lesson_minutes or protocol.lesson_minutes
    if school.hour_unit == "klokuur" and minutes is None:
        raise WorkspaceError(
            f"School '{school.id}' telt in klokuren, maar de lesduur is niet bekend.",
            f"Zet de minuten per les {on_page('Algemeen', 'lesson_minutes')}, of kies daar dat een uur een lesuur is.",
        )
    return minutes


def school_tables(
    schools: Sequence[School], store: Store, choices: pl.DataFrame, protocols: Mapping[str, Protocol]
) -> dict[str, pl.DataFrame]:
    """The tables about the schools, named `ref_...`; a school without registrations has settings only.

    `choices` holds the categories that people gave to codes (see `pipelines.notes`).
    """
    checked_protocols(schools, protocols)
    calendars = [
        school.calendar(*found, imported_vacations(school.id, store)).with_columns(pl.lit(school.id).alias("school"))
        for school in schools
        if (found := stored_range(school, store))
    ]
    calendar = pl.concat(calendars) if calendars else _empty_calendar()
    ranges = {
        school.id: data_range(
            school,
            store,
            categories_of(school, choices, protocols[school.protocol]),
            calendar.filter(pl.col("school") == school.id),
        )
        for school in schools
    }
    klassen = store["placements"].select("school", "klas").unique().drop_nulls().sort("school", "klas")
    return {
        "ref_school": pl.DataFrame(
            [_school_row(school, protocols[school.protocol]) for school in schools], schema=SCHOOL_SCHEMA
        ),
        "ref_school_code": _school_codes(schools, choices),
        "ref_afdeling": pl.DataFrame(
            [
                (s.id, afdeling_id, name, order)
                for s in schools
                for order, (afdeling_id, name) in enumerate(
                    [*((a.id, a.name) for a in s.afdeling), (FALLBACK_AFDELING, "Overig")], 1
                )
            ],
            schema={"school": pl.String, "afdeling": pl.String, "name": pl.String, "afdeling_order": pl.Int64},
            orient="row",
        ),
        "ref_klas": _klas_table(schools, klassen),
        "ref_lesson_table": pl.DataFrame(
            [row for school in schools for row in _lesson_rows(school)],
            schema={"school": pl.String, "leerjaar": pl.Int64, "hours_a_week": pl.Float64},
            orient="row",
        ),
        "ref_lesson_hour": pl.DataFrame({"lesson_hour": range(FIRST_HOUR, LAST_HOUR + 1)}),
        "ref_data_range": pl.DataFrame(
            [(school, *found) for school, found in ranges.items() if found],
            schema={"school": pl.String, "first_date": pl.Date, "last_date": pl.Date},
            orient="row",
        ),
        "ref_calendar": calendar,
        "ref_named_holiday": named_ends(calendar),
        "ref_window": windows(calendar),
        "ref_test_week": pl.DataFrame(
            [(s.id, week.name, week.start, week.end) for s in schools for week in s.test_week],
            schema={"school": pl.String, "name": pl.String, "first_day": pl.Date, "last_day": pl.Date},
            orient="row",
        ),
    }


SCHOOL_SCHEMA: dict[str, type[pl.DataType]] = {
    "school": pl.String,
    "name": pl.String,
    "region": pl.String,
    "protocol": pl.String,
    "lesson_minutes": pl.Int64,
    "hour_factor": pl.Float64,
    "hours_a_day": pl.Int64,
    "norm_crosses_summer": pl.Boolean,
    "default_term_days": pl.Int64,
}


def _frame(rows: Sequence[tuple[str, ...]], columns: list[str]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String), orient="row")


def _school_codes(schools: Sequence[School], choices: pl.DataFrame) -> pl.DataFrame:
    """What school.toml says of a code goes before what was chosen on a page."""
    own = _frame([(s.id, c.code, c.category) for s in schools for c in s.code], ["school", "code", "category"])
    here = pl.col("school").is_in([school.id for school in schools])
    chosen = choices.filter(here).select("school", "code", "category").join(own, on=["school", "code"], how="anti")
    return pl.concat([own, chosen])


def _school_row(school: School, protocol: Protocol) -> dict[str, object]:
    minutes = _minutes(school, protocol)
    weekly = [hours for _, _, hours in _lesson_rows(school)]
    return {
        "school": school.id,
        "name": school.name,
        "region": school.region,
        "protocol": school.protocol,
        "lesson_minutes": minutes,
        "hour_factor": minutes / 60 if school.hour_unit == "klokuur" and minutes else 1.0,
        # A whole day without lesson hours stands for the lessons of an average day; without any, its hours are unknown.
        "hours_a_day": (round(sum(weekly) / len(weekly) / SCHOOL_DAYS_A_WEEK) or None) if weekly else None,
        "norm_crosses_summer": school.norm_crosses_summer,
        "default_term_days": school.default_term_days or default_term_days(),
    }


def default_term_days() -> int:
    """School days for a task to which neither the protocol nor the school gives a term."""
    return int(load_settings().filter(name="step_deadline_school_days")["value"].item())


def _lesson_rows(school: School) -> list[tuple[str, int | None, float]]:
    if school.lessons_per_week is None:
        return []
    if isinstance(school.lessons_per_week, int):
        return [(school.id, None, float(school.lessons_per_week))]
    return [(school.id, leerjaar, float(hours)) for leerjaar, hours in school.lessons_per_week.items()]


def klas_number(klas: str) -> int | None:
    """The first number in the name of a klas: H4b is 4, 10a is 10."""
    match = re.search(r"\d+", klas)
    return int(match[0]) if match else None


def _klas_table(schools: Sequence[School], klassen: pl.DataFrame) -> pl.DataFrame:
    by_id = {school.id: school for school in schools}
    return pl.DataFrame(
        [
            (school, klas, by_id[school].afdeling_of(klas), klas_number(klas))
            for school, klas in klassen.iter_rows()
            if school in by_id
        ],
        schema={"school": pl.String, "klas": pl.String, "afdeling": pl.String, "klas_number": pl.Int64},
        orient="row",
    )


def named_ends(calendar: pl.DataFrame) -> pl.DataFrame:
    """Last day, per school year, of each holiday that rules name: the one that holds its day, whatever it is called.

    The day itself where no holiday holds it. One row per school, school_year and vacation.
    """
    # Days of one name that follow each other are one holiday; two that touch are two.
    run = (
        pl.col("vacation").is_not_null() & (pl.col("vacation") != pl.col("vacation").shift()).fill_null(True)
    ).cum_sum()
    days = calendar.sort("school", "date").with_columns(run.over("school").alias("run"))
    until = pl.when(pl.col("vacation").is_not_null()).then(pl.col("date").max().over("school", "run", "vacation"))
    days = days.with_columns(pl.coalesce(until, "date").alias("last_day"))
    return pl.concat(
        days.filter((pl.col("date").dt.month() == holiday.month) & (pl.col("date").dt.day() == holiday.day)).select(
            "school", "school_year", pl.lit(name).alias("vacation"), "last_day"
        )
        for name, holiday in load_named_holidays().items()
    )


def windows(calendar: pl.DataFrame) -> pl.DataFrame:
    """The fixed windows in which every day lies, each with its last day: until then a stage stays reached.

    Nothing looks back over the summer: a quarter ends with the school year, and a moving window lies inside it. A half
    of the school year, or a third or fourth of it, begins with a school week and has as good as equally many of them.
    """
    year = pl.col("school_year")
    keys = {
        "schooljaar": year,
        "periode": year + "/" + pl.col("period").cast(pl.String),
        "kwartaal": year + "/" + pl.col("quarter"),
        "maand": year + "/" + pl.col("date").dt.strftime("%Y-%m"),
        "week": year + "/" + pl.col("week_start").cast(pl.String),
    }
    keys |= {kind: year + "/" + _part(of.parts) for kind, of in FIXED.items() if of.parts}
    keys |= dict.fromkeys(MOVING, year)
    return pl.concat(
        [
            calendar.select("school", "date", "school_year", pl.lit(kind).alias("window_kind"), key.alias("window_key"))
            for kind, key in keys.items()
        ]
    ).with_columns(pl.col("date").max().over("school", "window_kind", "window_key").alias("last_day"))


def _part(parts: int) -> pl.Expr:
    """In which of so many parts of its school year a day lies; a holiday belongs to the part before it."""
    here, weeks = ["school", "school_year"], pl.col("school_week")
    begun = weeks.forward_fill().over(here, order_by="date").fill_null(1)
    return ((begun - 1) * parts // weeks.max().over(here) + 1).cast(pl.String)


def _empty_calendar() -> pl.DataFrame:
    school = School(id="leeg", name="leeg", region="midden", protocol="leeg")
    day = date(2025, 9, 1)
    return school.calendar(day, day).with_columns(pl.lit("leeg").alias("school")).clear()
