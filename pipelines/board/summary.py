"""What a board sees of a school: small tables that each build writes beside the figures, with no pupil in them.

One row is a school; each table is a list in it. All that is published is made of cells that were rounded first
(`pipelines.statistics.disclosure`), and so are its sums. Only `cells` is exact: what schools are held against, shown to nobody.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from pipelines.calendar import SchoolYear, school_year
from pipelines.notes.appointments import appointments
from pipelines.notes.marks import marks
from pipelines.notes.settlements import settlements
from pipelines.questions.attached import one_look
from pipelines.questions.compliance import judged, with_coming
from pipelines.questions.denominator import year_before
from pipelines.questions.question import Rows, ask
from pipelines.questions.school import schools, week_ends
from pipelines.questions.tasks_asked import asked
from pipelines.questions.weekly_rates import trends
from pipelines.statistics.disclosure import Shown, cell, hours, tells, total
from pipelines.store.part import Part
from pipelines.today import today
from pipelines.viewer import EVERYTHING, Viewer, of_schools

# What a board sees by week; the first is what schools are compared on.
CATEGORIES = ("totaal_ongeoorloofd", "te_laat_ongeoorloofd")
_HOURS = {"missed_hours": pl.Float64, "scheduled_hours": pl.Float64}
_SHOWN = {"pupils": pl.Int64, "few": pl.Boolean}
TABLES: dict[str, dict[str, type[pl.DataType]]] = {
    # A finished school week of this school year and the one before, and category; no hours where they are of few pupils only.
    "weeks": {
        "category": pl.String,
        "school_year": pl.String,
        "school_week": pl.Int64,
        "week_start": pl.Date,
        **_HOURS,
    },
    # An afdeling and category, over the finished weeks of this school year.
    "afdelingen": {"afdeling": pl.String, "category": pl.String, **_HOURS},
    # A stage of the protocol in force: the pupils whose stage it is.
    "stages": {"ladder_name": pl.String, "ladder_order": pl.Int64, "stage": pl.String, "level": pl.Int64, **_SHOWN},
    # A period of the management report: pupils, and those who reached the 16 hours in that school year.
    "norm": {"period": pl.String, "students": pl.Int64, "reached": pl.Int64, "few": pl.Boolean},
    # A status of the steps that the protocol asked in the last school weeks.
    "steps": {"status": pl.String, "steps": pl.Int64, "few": pl.Boolean},
    # A leerjaar and study: pupils, sum and sum of squares of their rates of the first category. For the funnel only.
    "cells": {
        "leerjaar": pl.Int64,
        "study": pl.String,
        "students": pl.Int64,
        "total": pl.Float64,
        "squares": pl.Float64,
    },
    # A school week from the last day of the data on: its first and last school day.
    "to_come": {"first": pl.Date, "last": pl.Date},
}
ABOUT: dict[str, type[pl.DataType]] = {
    "school": pl.String,
    "name": pl.String,
    "protocol": pl.String,
    # The figures that it was made of, and what these were made with: of others it says nothing.
    "snapshot": pl.String,
    "made_with": pl.String,
    "first_date": pl.Date,
    "last_date": pl.Date,
    # The end of the last whole school week, of which all figures are.
    "on": pl.Date,
    # Weeks of this school year of which data are missing.
    "incomplete": pl.Int64,
}
SCHEMA: dict[str, pl.DataType] = {name: kind() for name, kind in ABOUT.items()} | {
    name: pl.List(pl.Struct(columns)) for name, columns in TABLES.items()
}


@dataclass(frozen=True)
class Noted:
    """What people wrote down about the steps of a school, read by who holds the lock: marks, clean starts, appointments."""

    made: pl.DataFrame
    settled: pl.DataFrame
    coming: pl.DataFrame


def noted_of(part: Part) -> Noted:
    """What people wrote down up to today."""
    who, until = of_schools(part.id), today()
    return Noted(marks(part, who, until), settlements(part, who, until), appointments(part, who, until))


def summarise(figures: Path, part: Part, noted: Noted, made_with: str, snapshot: str) -> pl.DataFrame:
    """The one row of a school, from its figures in a file that will be called `snapshot`."""
    who = of_schools(part.id).for_figures()
    of_figures = {"snapshot": snapshot, "made_with": made_with}
    with one_look(figures) as rows:
        found = schools(rows, who).select("school", "name", "protocol", "first_date", "last_date").to_dicts()
        if not found or found[0]["last_date"] is None:
            of_settings = {"school": part.id, "name": part.schools[0].name, "protocol": part.schools[0].protocol}
            return _row(of_settings | of_figures, {})
        on = _week_end(rows, part.id, found[0]["last_date"])
        incomplete = ask(rows, "incomplete_weeks", on=found[0]["last_date"], school=part.id).height
        return _row(
            found[0] | of_figures | {"on": on, "incomplete": incomplete},
            _tables(rows, who, on, part.id, noted) | {"to_come": _to_come(rows, part.id, found[0]["last_date"])},
        )


def _row(about: Mapping[str, object], tables: dict[str, pl.DataFrame]) -> pl.DataFrame:
    lists = {
        name: tables[name].select(*columns).cast(pl.Schema(columns)).to_dicts() if name in tables else []
        for name, columns in TABLES.items()
    }
    return pl.DataFrame([{**dict.fromkeys(ABOUT), **about, **lists}], schema=SCHEMA)


def _week_end(rows: Rows, school: str, last: date) -> date:
    """The last day of the last whole school week; before the first one the day before it, on which there is no week yet."""
    weeks = week_ends(rows, last, school)
    over = weeks.filter("finished")["date"].to_list()
    first: date = weeks["week_start"].min() if weeks.height else last  # type: ignore[assignment]
    return over[-1] if over else min(first, last)


def _tables(rows: Rows, who: Viewer, on: date, school: str, noted: Noted) -> dict[str, pl.DataFrame]:
    settings = dict(rows.rows("from ref_setting select name, value").iter_rows())
    least = int(settings["small_group"])
    by_week = pl.concat([_hours(rows, who, on, category, least) for category in CATEGORIES])
    recent = week_ends(rows, on, school)["week_start"].to_list()[-int(settings["recent_weeks"]) :]
    values = {"on": on, "school": school}
    counts = ask(rows, "mt_counts", viewer=who, year_before=year_before(on), care=False, **values)
    standing = ask(rows, "mt_stage_counts", viewer=who, selection=EVERYTHING, **values)
    of_year = {**values, "year": school_year(on), "week": None}
    cells = ask(rows, "mix_cells", viewer=who, category=CATEGORIES[0], cap=settings["funnel_cap"], **of_year)
    this_year = by_week.filter(pl.col("school_year") == school_year(on))
    return {
        "weeks": _summed(by_week, ["category", "school_year", "school_week", "week_start"]),
        "afdelingen": _summed(this_year, ["part", "category"]).rename({"part": "afdeling"}),
        "stages": _stages(rows, who, on, school, standing, least),
        "norm": _norm(counts, least),
        "steps": _steps(rows, who, on, recent[0] if recent else on, noted, least),
        "cells": cells,
    }


def _hours(rows: Rows, who: Viewer, on: date, category: str, least: int) -> pl.DataFrame:
    """One row per afdeling and finished week of this school year and the one before, of hours that were rounded."""
    first = SchoolYear.of(on).before.first_day
    found = trends(rows, who, first, on, "afdeling", category=category, count_students=False).filter("finished")
    return hours(found.filter(pl.col("complete").is_null() | pl.col("complete")), least)


def _summed(shown: pl.DataFrame, keys: Sequence[str]) -> pl.DataFrame:
    """The sums of rounded cells; none where they are all of few pupils, or some are unknown."""
    found = []
    for key, own in shown.group_by(*keys, maintain_order=True):
        known = not tells(own)
        sums = [own[name].sum() if known and own[name].null_count() == 0 else None for name in _HOURS]
        found.append([*key, *sums])
    types = {name: shown.schema[name] for name in keys}
    return pl.DataFrame(found, schema={**types, **_HOURS}, orient="row")


def _cells(rows: Iterable[tuple[int, int]], least: int) -> Shown:
    """The sum of cells of so many pupils with so much."""
    return total([cell(pupils, amount, least) for pupils, amount in rows])


def _stages(rows: Rows, who: Viewer, on: date, school: str, standing: pl.DataFrame, least: int) -> pl.DataFrame:
    """Each stage that can be computed, also where nobody is."""
    [protocol] = schools(rows, who)["protocol"].to_list()
    known = ask(rows, "ladders", viewer=who, on=on).filter(pl.col("computable") & (pl.col("protocol") == protocol))
    by_stage = {key: own["students"].to_list() for key, own in standing.group_by("ladder", "stage")}
    found = []
    for row in known.sort("ladder_order", "level", "stage_order").iter_rows(named=True):
        pupils = _cells(((n, n) for n in by_stage.get((row["ladder"], row["stage"]), ())), least)
        name = f"{row['stage']}: {row['stage_name']}"
        found.append([row["ladder_name"], row["ladder_order"], name, row["level"], pupils.value, pupils.few])
    return pl.DataFrame(found, schema=TABLES["stages"], orient="row")


def _norm(counts: pl.DataFrame, least: int) -> pl.DataFrame:
    found = []
    for (period,), own in counts.group_by("period", maintain_order=True):
        pupils, reached = (_cells(((n, n) for n in own[name].to_list()), least) for name in ("students", "reached"))
        found.append([period, pupils.value, reached.value, reached.few])
    return pl.DataFrame(found, schema=TABLES["norm"], orient="row")


def _steps(rows: Rows, who: Viewer, on: date, since: date, noted: Noted, least: int) -> pl.DataFrame:
    """Whole steps by status, of cells of an afdeling, a stage and a status as in the management report."""
    tasks = with_coming(asked(rows, who, on, since), noted.coming)
    steps = judged(tasks, noted.made, noted.settled).filter(pl.col("role").is_null())
    finest = steps.group_by("status", "afdeling", "ladder", "stage").agg(pl.col("student_id").n_unique(), pl.len())
    found = []
    for (status,), own in finest.sort("status").group_by("status", maintain_order=True):
        shown = _cells(own.select("student_id", "len").iter_rows(), least)
        found.append([status, shown.value, shown.few])
    return pl.DataFrame(found, schema=TABLES["steps"], orient="row")


def _to_come(rows: Rows, school: str, last: date) -> pl.DataFrame:
    """The school weeks that end on or after the last day of the data: a week without data begins after that day."""
    days = ask(rows, "calendar", school=school).filter("is_school_day")
    weeks = days.group_by("week_start").agg(pl.col("date").min().alias("first"), pl.col("date").max().alias("last"))
    return weeks.filter(pl.col("last") >= last).sort("first")
