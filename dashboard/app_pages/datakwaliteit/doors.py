"""Cached doors to what the page Datakwaliteit shows."""

from datetime import date, datetime

import polars as pl

from dashboard import words
from dashboard.app_pages.datakwaliteit import findings as findings_shapes, shapes, who_left
from dashboard.app_pages.datakwaliteit.codes import listed
from dashboard.app_pages.datakwaliteit.imports import Import, by_moment
from dashboard.doors import door
from dashboard.listing import Listing, Pick, StaleLinkError, one_of, said
from dashboard.school import category_labels, incomplete_weeks, opened, settings
from dashboard.view import View
from dashboard.whole_days import doors as whole_days, shapes as whole_day_shapes
from pipelines.questions import code_findings as code_questions, completeness, quality
from pipelines.questions.code_findings import CodeFinding
from pipelines.store.import_log import imported_files
from pipelines.store.part import part_of
from pipelines.store.workspace import Workspace
from pipelines.viewer import Viewer


def imports(view: View, workspace: Workspace) -> dict[str, Import]:
    """The imports of the school, newest first, by a key for a list of choices."""
    return by_moment(imported_files(part_of(workspace, view.school)), view.school)


@door()
def _completeness(view: View) -> pl.DataFrame:
    return completeness.completeness(opened(view), *_whole(view), view.selection)


def _whole(view: View) -> tuple[Viewer, date, str]:
    return view.viewer, view.on, view.school


def week_shares(view: View) -> pl.DataFrame:
    """Registrations per school week and afdeling, as a share of what this year makes likely."""
    return shapes.week_shares(_completeness(view))


@door()
def codes(view: View) -> pl.DataFrame:
    """The codes in the registrations up to the peildatum, with category and source flags."""
    return quality.codes(opened(view), *_whole(view))


@door()
def code_findings(view: View) -> tuple[CodeFinding, ...]:
    """The codes of the school that ask for a decision, or that the source maps."""
    return code_questions.code_findings(opened(view), view.viewer, view.school)


def counts_school(view: View) -> bool:
    """Whether the viewer may see exact counts of the whole school: less the own pupils they are those of others."""
    return view.viewer.sees_whole(view.school)


def contradictions(view: View) -> list[str]:
    """A sentence per code that counts otherwise than the source says, with counts of the whole school.

    Of who sees a part of it the own registrations stand in the list of contradictions.
    """
    if not counts_school(view):
        return []
    return [code_questions.said(code) for code in code_findings(view) if code.contradicted]


def code_lists(view: View) -> dict[str, pl.DataFrame]:
    """The codes that nobody maps, and those of which the source says otherwise than the category, by their heading."""
    labels = category_labels(view)
    return {
        shapes.ISSUES[key][0]: listed(codes(view), labels, unknown=key == "codes") for key in ("codes", "tegenspraak")
    }


@door()
def findings(view: View) -> pl.DataFrame:
    """One row per kind of finding of the whole school, counted."""
    return findings_shapes.findings(quality.counted(opened(view), view.viewer, view.school))


@door()
def issues(view: View) -> list[shapes.Issue]:
    """Everything in the data to look at, each with the list that its number counts."""
    labels = category_labels(view)
    asked = (opened(view), *_whole(view), view.selection)
    left = quality.left(*asked)
    return shapes.issues(
        {
            "codes": listed(codes(view), labels, unknown=True),
            "tegenspraak": listed(codes(view), labels, unknown=False),
            "dubbel": shapes.double_slots(quality.double_slots(*asked)),
            "hele-dagen": whole_day_shapes.table(whole_days.rows(view), labels),
            "zonder-minuten": shapes.without_minutes(quality.without_minutes(*asked)),
            "zonder-klas": shapes.without_klas(quality.without_klas(*asked)),
            "buiten": shapes.registrations(quality.outside_enrolment(*asked)),
            "niet-op-lijst": who_left.missing(left),
            "vrij": shapes.registrations(quality.free_days(*asked)),
            shapes.LEFT: who_left.left(left),
        },
        _completeness(view),
        incomplete_weeks(view),
    )


@door()
def unknown_ages(view: View) -> list[shapes.Age]:
    """Lesson hours without a known reason by age, with the pupils behind them."""
    rows = quality.unknown_hours(opened(view), *_whole(view), view.selection)
    numbers = settings(view)
    names = ("unknown_age_fresh_days", "unknown_age_old_days", "unknown_age_stale_days")
    return shapes.unknown_ages(rows, tuple(numbers[name] for name in names))


@door()
def corrections(view: View, moment: str) -> Listing:
    """Registrations that the import of that moment (ISO, UTC) changed or withdrew. Raises StaleLinkError for no moment."""
    try:
        when = datetime.fromisoformat(moment)
    except ValueError:
        raise StaleLinkError(f"{said(moment)} is geen moment van een import") from None
    rows = quality.corrections(opened(view), *_whole(view), view.selection, when)
    return Listing(
        Pick("correcties", (moment,)),
        f"Gewijzigd of ingetrokken door de import van {words.day(when.date(), year=True)}",
        shapes.corrections(rows),
        "Deze import heeft binnen deze keuze niets gewijzigd of ingetrokken.",
    )


def issue_pupils(view: View, key: str) -> Listing:
    """The pupils behind one kind of thing to look at. Raises StaleLinkError for a kind that is not about pupils."""
    found = {issue.key: issue for issue in issues(view) if issue.of_pupils}
    issue = found[one_of(key, found, "de bevinding")]
    return Listing(Pick("nalopen", (key,)), issue.title, issue.rows, "Hier is niets gevonden.")


def unknown_age_pupils(view: View, key: str) -> Listing:
    """The pupils with lesson hours of one age without a known reason. Raises StaleLinkError for an unknown age."""
    ages = {age.key: age for age in unknown_ages(view)}
    age = ages[one_of(key, ages, "de ouderdom")]
    empty = "Geen enkel lesuur van deze ouderdom is nog zonder reden."
    return Listing(Pick("zonder-reden", (key,)), f"Nog zonder reden: {age.title}", age.pupils, empty)
