"""Cached doors to the weekly rates, the parts of the school beside each other, lesson hours and subjects."""

from dataclasses import replace
from datetime import date

import polars as pl

from dashboard import words
from dashboard.app_pages.trends import charts, shapes
from dashboard.doors import door, drawing
from dashboard.marks import Drawing
from dashboard.rates import funnel, funnel_charts, judged, weekly, weekly_charts
from dashboard.rates.funnel import PLURAL
from dashboard.school import category_labels, opened, parts, pupils, settings
from dashboard.view import View
from pipelines.calendar import SchoolYear
from pipelines.models.snapshot import Snapshot
from pipelines.questions import lesson_hours, pupil_rates, school as school_questions, together as away, weekly_rates
from pipelines.questions.completeness import completeness
from pipelines.questions.denominator import Denominator, denominator
from pipelines.questions.sick_weeks import sick_present, sick_weeks
from pipelines.statistics.week_trend import Judged
from pipelines.viewer import EVERYTHING, Dimension, Viewer

# What can be compared with each other.
PARTS: dict[str, Dimension] = {"afdeling": "afdeling", "klas": "klas"}


@door()
def years(view: View) -> list[str]:
    """The school years to choose from, that of the peildatum first."""
    return school_questions.school_years(opened(view), view.viewer, view.on, view.school)


def in_year(view: View, year: str) -> View:
    """The view on the last day of a school year, or on the peildatum when that year is still running."""
    return replace(view, on=min(view.on, SchoolYear.labelled(year).last_day))


@door()
def year_notes(view: View) -> list[str]:
    """What to say of the shown year and of the year beside it, when one of them is not like the others."""
    this = SchoolYear.of(view.on)
    notes = school_questions.year_notes(opened(view))
    shown = [year for year in years(view) if year in (this.label, this.before.label)]
    return [f"{year} – {notes[year]}" for year in shown if year in notes]


@door()
def _divided(view: View) -> Denominator:
    return denominator(opened(view), view.viewer, view.on, view.school)


def _weekly(view: View, category: str, by: Dimension | None) -> pl.DataFrame:
    """The weeks of this school year and of the two before, with one denominator."""
    first = SchoolYear.of(view.on).before.before.first_day
    if category in _sick(view):
        return sick_weeks(opened(view), view.viewer, first, view.on, bool(by), category, _divided(view))
    asked = (opened(view), view.viewer, first, view.on, by, view.selection, category)
    return weekly_rates.trends(*asked, count_students=False, denominator=_divided(view))


def _sick(view: View) -> set[str]:
    """The categories of sickness, for who may not see care: of those there are weeks of large groups, and nothing else."""
    return set() if view.viewer.may("care") else _with_sickness(view) - set(weekly.TOTAL_LABELS)


def only_weeks(view: View, category: str) -> bool:
    """Whether of a category there is nothing but its weeks for this viewer."""
    return category in _sick(view)


def _with_sickness(view: View) -> set[str]:
    """The categories and the total that have sickness in them."""
    return {"totaal_afwezig", *school_questions.categories(opened(view)).filter("care")["category"]}


@door()
def week_trend(view: View, category: str) -> tuple[pl.DataFrame, weekly.Reading]:
    """Weekly rates of the school year for the whole selection, beside last year, and what is kijk or signaal."""
    rows, odd = _weekly(view, category, None), school_questions.year_notes(opened(view))
    found = judged.judge(rows, view.on, _divided(view), category in _with_sickness(view), odd)
    return weekly.week_trend(rows, view.on, found, _divided(view))


@drawing()
def week_chart(view: View, category: str) -> Drawing:
    """The weekly rate of the school year."""
    rows, reading = week_trend(view, category)
    return weekly_charts.week_trend(rows, reading.unit)


@door()
def part_trends(view: View, category: str) -> tuple[pl.DataFrame, dict[str, Judged]]:
    """Weekly rates of the school year per afdeling, beside last year, and each judged against the rest of the school.

    Silent weeks of an afdeling have no rate.
    """
    rows = _weekly(view, category, "afdeling")
    days = (view.on, SchoolYear.of(view.on).before.last_day)
    weeks = [completeness(opened(view), view.viewer, day, view.school, view.selection) for day in days]
    silent = pl.concat(weeks).filter(pl.col("suspicious")).select("afdeling", "week_start")
    names = parts(view).select("afdeling", "name", "afdeling_order").unique()
    sick, odd = category in _with_sickness(view), school_questions.year_notes(opened(view))
    found = judged.judge_parts(rows, silent, list(afdelingen(view)), view.on, _divided(view), sick, odd)
    return weekly.part_trends(rows, silent, names, view.on, found), found


@drawing()
def part_chart(view: View, category: str) -> Drawing:
    """The weekly rate of every afdeling."""
    _, reading = week_trend(view, category)
    return weekly_charts.part_trends(part_trends(view, category)[0], reading.unit)


@door()
def part_words(view: View, category: str) -> str:
    """Which afdelingen are kijk or signaal, and which could not be judged."""
    return judged.part_words(part_trends(view, category)[1], afdelingen(view))


def charts_judged(view: View, category: str) -> int:
    """How many charts of weeks were judged on the page."""
    charts = [week_trend(view, category)[1].judged, *part_trends(view, category)[1].values()]
    return sum(bool(chart.weeks) for chart in charts)


@door()
def weeks_compared(view: View, category: str) -> str:
    """How many charts of weeks were judged, and how many say something without any cause."""
    return judged.false_ones(charts_judged(view, category))


def _asked(view: View, category: str) -> tuple[Snapshot, Viewer, date, str, str]:
    return opened(view), view.viewer, view.on, view.school, category


@door()
def comparison(view: View, category: str, by: str) -> funnel.Comparison:
    """Afdelingen or klassen of the school year against chance and ordinary differences."""
    part = PARTS[by]
    rows = pupil_rates.pupil_rates(*_asked(view, category), part, view.selection, together(view, category))
    here = pupil_rates.enrolled(opened(view), view.viewer, view.on, view.school, part, view.selection)
    return funnel.compare(rows, part, afdelingen(view), settings(view), here)


@drawing()
def funnel_chart(view: View, category: str, by: str) -> Drawing | None:
    """The funnel of afdelingen or klassen; None when no mean of pupils is known."""
    compared = comparison(view, category, by)
    if compared.mean is None:
        return None
    return funnel_charts.funnel(compared.points, compared.curves, compared.mean, compared.unit)


@door()
def together(view: View, category: str) -> pl.DataFrame:
    """The hours of the school year in which a klas was away together."""
    return away.together(*_asked(view, category), view.selection)


def together_said(view: View, category: str) -> str:
    """How many hours that are and on which days; empty without any."""
    return shapes.together(together(view, category))


def together_days(view: View, category: str) -> pl.DataFrame:
    """One row per klas and day that it was away together, to read."""
    return shapes.together_days(together(view, category))


@door()
def _hours(view: View, category: str) -> tuple[shapes.Hours, shapes.Hours]:
    """By weekday and lesson hour, and by subject: both of the same lessons."""
    asked = _asked(view, category)
    slots, subjects = (ask(*asked, view.selection) for ask in (lesson_hours.slots, lesson_hours.subjects))
    lessons = lesson_hours.taught(*asked, together(view, category), view.selection)
    numbers = settings(view)
    return (
        shapes.heat(slots, lesson_hours.week_cells(numbers, lessons), numbers),
        shapes.subjects(subjects, lesson_hours.subject_cells(numbers, lessons), numbers),
    )


def heat(view: View, category: str) -> shapes.Hours:
    """Missed hours by weekday and lesson hour over the school year."""
    return _hours(view, category)[0]


@drawing()
def heat_chart(view: View, category: str) -> Drawing:
    """The heat map of weekday and lesson hour."""
    found = heat(view, category)
    return charts.heat(found.frame, found.unit)


def subjects(view: View, category: str) -> shapes.Hours:
    """Missed hours by subject over the school year."""
    return _hours(view, category)[1]


def explained(view: View, category: str) -> dict[str, list[str]]:
    """How the charts and tables are read, by the subhead above them."""
    parts = {words.capital(PLURAL[part]): [comparison(view, category, by).explained] for by, part in PARTS.items()}
    found = (
        {"Per week": [_marks(view, category), *judged.explained()]}
        | parts
        | {"Dag en lesuur": [heat(view, category).explained], "Per vak": [subjects(view, category).explained]}
    )
    return {subhead: said for subhead, said in found.items() if said[0]}


def _marks(view: View, category: str) -> str:
    legend = week_trend(view, category)[1].legend
    return f"{legend}Een kruis is de week die nog loopt, een grijs vierkant een week met onvolledige gegevens."


def afdelingen(view: View) -> dict[str, str]:
    """Afdeling -> its name, in the school's own order."""
    return dict(parts(view).sort("afdeling_order").select("afdeling", "name").unique(maintain_order=True).iter_rows())


def labels(view: View) -> dict[str, str]:
    """The Dutch name of every category and total; of those with sickness in them for care only."""
    every = weekly.TOTAL_LABELS | category_labels(view)
    sick = _with_sickness(view)
    return every if view.viewer.may("care") else {key: label for key, label in every.items() if key not in sick}


@door()
def trend_categories(view: View) -> dict[str, str]:
    """Categories with registrations this school year, totals first, with their labels."""
    present = weekly_rates.categories_present(opened(view), view.viewer, view.on, view.school)
    own = present and view.viewer.schools and not view.viewer.figures and view.selection == EVERYTHING
    if own and _sick(view) and pupils(view) >= settings(view)["small_sick_group"]:
        present += sick_present(opened(view), view.viewer, view.on, view.school)
    return weekly.trend_categories(present, category_labels(view))
