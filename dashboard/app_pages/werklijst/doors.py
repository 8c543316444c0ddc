"""Cached doors to Mijn week: the list, what was done this week, who recovered, and the marks without a step."""

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import polars as pl

from dashboard import words
from dashboard.app_pages.werklijst import recovered as recovery, shapes
from dashboard.contacts.doors import last, noted
from dashboard.doors import Version, door
from dashboard.letters.doors import has_draft
from dashboard.letters.tasks import letter_of, protocol
from dashboard.listing import Listing, Pick, StaleLinkError, one_of
from dashboard.school import opened, parts, settings, students
from dashboard.steps.doors import loose_marks as lost, marked, marks, tasks
from dashboard.steps.tasks import GROUPS, asked
from dashboard.view import View
from pipelines.questions import recovered as recovered_questions
from pipelines.questions.last_weeks import last_weeks
from protocols.roles import roles as protocol_roles

SAVED_ONLY = ("Soort contact", "Mentor", "Rol")


@dataclass(frozen=True)
class Week:
    """What the page shows: the figures in a sentence, the list, the same as the screen draws it, the open tasks of its
    pupils, how many weeks are drawn beside each, and from how many lesson hours a bar is at its tallest."""

    answer: str
    listing: Listing
    shown: pl.DataFrame
    tasks: pl.DataFrame
    weeks: int
    tallest: int


@door(notes=marked)
def roles(view: View) -> list[str]:
    """Who had or has something to do in the last school weeks."""
    return tasks(view)["role"].unique().to_list()


def known_roles(view: View) -> set[str]:
    """Every role that there is, with those of the school's own."""
    return set(protocol_roles(protocol(view)))


def afdelingen(view: View) -> dict[str, str]:
    """The names of the afdelingen, by id."""
    return dict(parts(view).select("afdeling", "name").iter_rows())


@door()
def _last_weeks(view: View) -> pl.DataFrame:
    found = last_weeks(opened(view), view.viewer, view.on, view.selection)
    return found.clear() if view.viewer.only_tasks else found


def _version(view: View) -> Version:
    return (marked(view), noted(view))


@door(notes=_version)
def everyone(view: View, role: str) -> pl.DataFrame:
    """One row per pupil with an open task of a role, or (empty) of any, whatever the group."""
    return shapes.pupils(tasks(view), _last_weeks(view), last(view), role)


def counts(view: View, role: str) -> dict[str, int]:
    """How many pupils of a role each group has."""
    return shapes.per_group(everyone(view, role))


@door(notes=_version)
def week(view: View, groups: str, role: str) -> Week:
    """The list with some groups (`te laat+vandaag`; none: all), of one role or (empty) of all.

    Raises StaleLinkError for a group or role that does not exist.
    """
    shown = shapes.parse_groups(groups)
    if role:
        one_of(role, known_roles(view), "de rol")
    rows = shapes.in_groups(everyone(view, role), shown)
    said = [*(["alle groepen"] if len(shown) == len(GROUPS) else shown), *([f"voor {role}"] if role else [])]
    listing = Listing(
        Pick("werklijst", (groups, role)),
        f"Mijn week op {words.day(view.on)}: {', '.join(said)}",
        rows,
        "Er staat niets open.",
        (),
        SAVED_ONLY,
    )
    mine = shapes.open_tasks(tasks(view), role).filter(pl.col("student_id").is_in(rows["nummer"].implode()))
    return Week(
        shapes.answer(rows, role),
        listing,
        shapes.shown(rows, _letters(view, mine)),
        mine,
        *(int(settings(view)[name]) for name in ("week_list_weeks", "week_list_tallest")),
    )


def _letters(view: View, mine: pl.DataFrame) -> dict[str, list[int]]:
    """By pupil the places, from 0, of the open tasks that are letters of which the viewer may see the draft."""
    places: dict[str, list[int]] = {}
    count: Counter[str] = Counter()
    known = letter_of(view)
    for task in mine.select("student_id", "ladder", "stage", "role", "what", "reached_on", "recurring").to_dicts():
        if (task["ladder"], task["stage"], task["role"], task["what"]) in known and has_draft(view, task):
            places.setdefault(task["student_id"], []).append(count[task["student_id"]])
        count[task["student_id"]] += 1
    return places


def listed(view: View, groups: str = "", role: str = "", ladder: str = "") -> Listing:
    """The list behind a link. Raises StaleLinkError for a group or role that is gone, and for the ladder of an old link."""
    if ladder:
        raise StaleLinkError("de keuze van een ladder op de werklijst is er niet meer")
    return week(view, groups, role).listing


@door(notes=marked)
def done_this_week(view: View, role: str) -> pl.DataFrame:
    """One row per task that somebody did since Monday, the newest first."""
    day = view.noted_until
    return shapes.done_since(tasks(view), day - timedelta(day.weekday()), role)


@door(notes=marked)
def last_done(view: View, initials: str) -> pl.DataFrame:
    """The tasks that somebody marked with the last click; none without one, or when their tasks are not there any more."""
    own = marks(view).filter(pl.col("initials") == initials) if initials else pl.DataFrame()
    if own.is_empty():
        return tasks(view).clear()
    newest = own.sort("marked_at").tail(1).select("marked_at").join(own, on="marked_at")
    return tasks(view).filter("by_mark").join(newest, on=["school", "student_id", "task_key", "reached_on"], how="semi")


def loose_marks(view: View) -> pl.DataFrame:
    """Marks whose task a correction or another rule moved or removed; shown apart, so that none gets lost."""
    found = lost(view)
    return shapes.loose(found, students(view)) if found.height else found


@door(notes=marked)
def may_have_recovered(view: View) -> bool:
    """Whether there is anybody who could have recovered; who really did takes long to find, so that waits for a click."""
    return not view.viewer.only_tasks and _any_handled(view)


def _any_handled(view: View) -> bool:
    return not marks(view).is_empty() or bool(_came_back(view)) or _lapsed(view).height > 0


@door()
def _came_back(view: View) -> list[str]:
    return recovered_questions.came_back(opened(view), view.viewer, view.on, view.selection)


@door()
def _lapsed(view: View) -> pl.DataFrame:
    return recovered_questions.lapsed(opened(view), view.viewer, view.on, view.selection)


def _quiet(view: View) -> list[dict[str, Any]]:
    snapshot, who, made = opened(view), (view.viewer, view.on), marks(view)
    handled = sorted({*made["student_id"], *_came_back(view)})
    if not handled:
        return []
    return recovery.quiet(
        asked(recovered_questions.current_steps(snapshot, *who, handled, view.selection), view.aged_on, view.ages_then),
        made,
        recovered_questions.counted_days(snapshot, *who, handled, view.selection),
        recovered_questions.school_days(snapshot, *who),
        int(settings(view)["recovered_school_days"]),
        view.on,
    )


@door(notes=marked)
def recovered(view: View) -> Listing:
    """Pupils who went down, or with whom it stayed quiet after a step that was done."""
    return Listing(
        Pick("opgeknapt"),
        f"Opgeknapt in de laatste schoolweken, op {words.day(view.on)}",
        recovery.recovered(_lapsed(view), _quiet(view)),
        "In de laatste schoolweken daalde niemand, en bij niemand bleef het lang genoeg rustig na een gedane stap.",
        (("Waardoor", 560),),
    )
