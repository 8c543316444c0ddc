"""Cached doors to the 16-hour norm: reports and marks, pupils who come near, chances, and what hangs on open hours."""

from typing import Any

import polars as pl

from dashboard import access, law, school, words
from dashboard.app_pages.leerplicht import cases, chances, duo, near_norm, readings, shapes
from dashboard.doors import Version, door
from dashboard.listing import Listing, Pick, one_of
from dashboard.school import opened, settings, students
from dashboard.view import View
from pipelines.calendar import school_year
from pipelines.each import each
from pipelines.notes import report_cases
from pipelines.questions import leerplicht, pupil
from pipelines.questions.duo import report_days
from pipelines.whatif.readings import Difference, differences
from protocols.national import number

LONG, LUXE = "maand", "luxe"


def _noted(view: View) -> Version:
    return (*report_cases.cases_version(access.workspace()), view.noted_until.toordinal())


@door()
def _rows(view: View) -> pl.DataFrame:
    return leerplicht.reports(opened(view), view.viewer, view.on, view.selection)


def _known(view: View) -> pl.DataFrame:
    own = pupil.own(opened(view), view.viewer)
    return report_cases.cases(access.workspace(), view.viewer, view.noted_until).join(
        own, on=["school", "student_id"], how="semi", maintain_order="left"
    )


@door(notes=_noted)
def all_cases(view: View) -> pl.DataFrame:
    """Every report of the school year up to the peildatum, with how it stands (`cases.cases`)."""
    return cases.cases(reported_days(view), _rows(view), _known(view), view.on)


def _aged(view: View, found: pl.DataFrame) -> pl.DataFrame:
    """Without the ages of the days of reports, for who may not see the date of birth."""
    return found if view.viewer.reads("geboortedatum") else found.drop("Leeftijd")


@door(notes=_noted)
def reports(view: View, stand: str = "") -> Listing:
    """The cases that stand so, else all of them. Raises StaleLinkError for a stand that does not exist."""
    found, day = all_cases(view), words.day(view.on)
    if not stand:
        return Listing(
            Pick("meldingen"),
            f"Meldingen van dit schooljaar tot en met {day}",
            _aged(view, found),
            "Dit schooljaar was er niets te melden.",
            cases.widths(stand),
            saved_only=cases.saved_only(stand),
        )
    titles = {
        cases.TODO: f"Te melden op {day}",
        cases.DONE: f"Gemeld tot en met {day}",
        cases.ON_PURPOSE: f"Bewust niet gemeld tot en met {day}",
    }
    nobody = {
        cases.TODO: "Er is niets te melden: niemand bereikte de norm, of alles is gemeld of bewust niet gemeld.",
        cases.DONE: "Er is nog niets als gemeld vastgelegd.",
        cases.ON_PURPOSE: "Er is niets bewust niet gemeld.",
    }
    which = one_of(stand, titles, "de stand van de meldingen")
    return Listing(
        Pick("te-melden") if which == cases.TODO else Pick("meldingen", (which,)),
        titles[which],
        _aged(view, cases.standing(found, which)),
        nobody[which],
        cases.widths(which),
        saved_only=cases.saved_only(which),
    )


def due(view: View) -> Listing:
    """Reports that nobody made or left on purpose."""
    return reports(view, cases.TODO)


@door(notes=_noted)
def orphans(view: View) -> Listing:
    """Cases whose report a correction moved or removed."""
    known = _known(view)
    # Those of an earlier school year are no longer listed.
    years = each(known["end_date"], school_year, pl.String)
    return Listing(
        Pick("melding-vervallen"),
        f"Vastgelegd, maar de melding bestaat niet meer op {words.day(view.on)}",
        cases.orphans(known.filter(years == school_year(view.on)), duo.reports_of(reported_days(view)), students(view)),
        "Elke vastgelegde melding bestaat nog.",
    )


@door(notes=_noted)
def choices(view: View) -> list[dict[str, Any]]:
    """The reports that can be printed (`duo.choices`)."""
    return duo.choices(duo.reports_of(reported_days(view)), _known(view))


def over_summer(view: View) -> str:
    """Which reports begin before the summer; empty when none does."""
    return shapes.over_summer(_rows(view))


@door()
def _states(view: View) -> pl.DataFrame:
    return leerplicht.leerplicht(opened(view), view.viewer, view.on, view.selection)


@door()
def _leaves(view: View) -> pl.DataFrame:
    return leerplicht.leaving(opened(view), view.viewer, view.on, view.selection)


@door()
def nearing(view: View) -> Listing:
    """Pupils near a first or a next report, with the chance to reach it where the school has one."""
    whole = chances.whole(view)
    told = chances.forecasts(whole) if chances.learned(whole) else None
    return Listing(
        Pick("nadert"),
        f"Naderen de {words.number(settings(view)['hours'])} uur op {words.day(view.on)}",
        near_norm.nearing(_states(view), _leaves(view), told),
        "Niemand nadert de norm.",
        ((near_norm.NEEDED, 172), (near_norm.LEAVES, 172)),
        ("Venster vanaf", "Mentor"),
    )


@door()
def leaving(view: View) -> Listing:
    """Which hours of the pupils near the norm leave the window when."""
    return Listing(
        Pick("vervallen"),
        f"Welke uren uit het venster vallen, vanaf {words.day(view.on)}",
        near_norm.leaving(_states(view), _leaves(view)),
        "Niemand nadert de norm.",
    )


@door()
def reported_days(view: View) -> pl.DataFrame:
    """Everything that can be reported this school year, by day with its lesson hours."""
    return report_days(opened(view), view.viewer, view.on, view.selection)


@door(notes=_noted)
def of_kind(view: View, kind: str) -> Listing:
    """Reports of one of DUO's other kinds. Raises StaleLinkError for a kind that does not exist."""
    titles = {LONG: words.capital(law.long_absence()), LUXE: "Luxeverzuim"}
    nobody = {
        LONG: f"Niemand was {law.long_absence()} achter elkaar elke dag ongeoorloofd weg.",
        LUXE: "Dit schooljaar is er geen luxeverzuim geregistreerd.",
    }
    title = titles[one_of(kind, titles, "de soort melding")]
    rows = shapes.of_kind(reported_days(view), all_cases(view), kind)
    return Listing(Pick("duo", (kind,)), f"{title}, tot en met {words.day(view.on)}", _aged(view, rows), nobody[kind])


@door(notes=_noted)
def adults(view: View) -> Listing:
    """Pupils of 18 and over who reached the norm, or four school weeks on end."""
    return Listing(
        Pick("achttien"),
        f"{law.adult()}, tot en met {words.day(view.on)}",
        _aged(view, cases.adults(all_cases(view))),
        f"Niemand van {law.adult()} bereikte dit schooljaar de norm of {law.adult_weeks()}.",
    )


def other_reading(view: View) -> Listing:
    """Pupils for whom it matters how the unknown hours turn out."""
    whole = chances.whole(view)
    counts = chances.history(whole).rule.unknown_counts
    return Listing(
        Pick("als-onbekend"),
        f"Als de onbekende uren {'geoorloofd' if counts else 'ongeoorloofd'} blijken, op {words.day(view.on)}",
        readings.other_reading(_differences(whole), students(view), counts),
        "Voor niemand hangt een melding of het naderen van de norm van onbekende uren af.",
        tuple((column, 235) for column in readings.COLUMNS),
    )


def long_lessons(view: View) -> str:
    """The warning that lessons last longer than the hour for which each counts; empty when they do not."""
    about = school.schools(view.snapshot, view.viewer)[0]
    minutes = about["lesson_minutes"]
    counted_whole = about["hour_factor"] == 1
    return law.long_lessons(minutes) if minutes and counted_whole and minutes > number("lesson_minutes") else ""


@door()
def _differences(view: View) -> list[Difference]:
    return differences(opened(view), view.viewer, view.on, view.school)
