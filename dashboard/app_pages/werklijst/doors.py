"""Cached doors to the worklist. Marks by hand change between two builds, so their version is part of the question."""

from typing import Any

import polars as pl
import streamlit as st

from dashboard import access, words
from dashboard.app_pages.ladders.doors import ladders as every_ladder
from dashboard.app_pages.werklijst import recovered as recovered_shapes
from dashboard.doors import KEPT
from dashboard.listing import Listing, Pick, one_of
from dashboard.school import opened, settings
from dashboard.steps import shapes
from dashboard.view import View
from pipelines.notes import marks as notes
from pipelines.notes.norm_marks import as_step_marks
from pipelines.notes.report_marks import marks_version, report_marks
from pipelines.questions import (
    norm_task,
)
from pipelines.questions import (
    pupil as pupil_queries,
)
from pipelines.questions import (
    recovered as recovered_queries,
)
from pipelines.questions import (
    worklist as worklist_queries,
)
from pipelines.viewer import EVERYTHING
from protocols.load import comparison_file

Version = tuple[int, ...]
WIDTHS = (("Leerling", 120), ("Klas", 56), ("Waarom", 210), ("Termijn", 110), ("Wie doet wat", 312))
SAVED_ONLY = ("Stand", "Rol", "Ladder", "Trede", "Mentor")


@st.cache_data(max_entries=KEPT, show_spinner=False)
def _due(view: View) -> pl.DataFrame:
    return worklist_queries.worklist(opened(view), view.viewer, view.on, view.selection)


def _marks(view: View) -> pl.DataFrame:
    """Marks of steps, and those of reports that were made at DUO: these are steps too."""
    made = notes.marks(access.workspace(), view.viewer, view.noted_until)
    reported = report_marks(access.workspace(), view.viewer, view.noted_until)
    if reported.is_empty():
        return made
    return pl.concat([made, as_step_marks(report_steps(view), reported)])


def report_steps(view: View) -> pl.DataFrame:
    """The reports of the 16-hour norm as steps, with the days by which a mark names them."""
    return norm_task.report_steps(opened(view), view.viewer, view.on)


def marked(view: View) -> Version:
    """What changes with every mark and day: an argument of the doors below, so that a new one shows at once."""
    workspace = access.workspace()
    return (*notes.version(workspace), *marks_version(workspace), view.noted_until.toordinal())


@st.cache_data(max_entries=KEPT, show_spinner=False)
def _worklist(view: View, role: str, version: Version) -> pl.DataFrame:
    return shapes.worklist(_due(view), _marks(view), view.on, role)


def worklist(view: View, role: str = "") -> pl.DataFrame:
    """Every step of the last school weeks with its standing, done ones included; with a role only the steps of that."""
    return _worklist(view, role, marked(view))


def roles(view: View) -> list[str]:
    """Who has something to do."""
    return sorted(worklist(view)["Rol"].explode().drop_nulls().unique())


def ladders(view: View) -> dict[str, str]:
    """The ladders with a step, by id, with their names."""
    return dict(worklist(view).select("ladder", "Ladder").unique().sort("Ladder").iter_rows())


def counts(view: View, role: str, ladder: str) -> dict[str, int]:
    """How many steps have each standing, of a role and on a ladder (empty: all)."""
    return shapes.per_standing(shapes.chosen_steps(worklist(view, role), shapes.STANDINGS, ladder))


def steps(view: View, shown: str = "", role: str = "", ladder: str = "") -> Listing:
    """The worklist with some standings (`nieuw+loopt`; none: all that is to be done), of one role, on one ladder.

    Raises StaleLinkError for a standing, role or ladder that does not exist.
    """
    standings = shapes.parse_standings(shown)
    names = ladders(view) if ladder else {}
    if role:
        one_of(role, {row.role for row in comparison_file().role}, "de rol")
    if ladder and ladder not in names:
        rows = every_ladder(view).filter(protocol=view.protocol)
        names = dict(rows.select("ladder", "ladder_name").iter_rows())
        one_of(ladder, names, "de ladder")
    parts = [words.listed(list(standings)), *([f"voor {role}"] if role else []), *([names[ladder]] if ladder else [])]
    return Listing(
        Pick("werklijst", (shown, role, ladder)),
        f"Werklijst op {words.day(view.on)}: {', '.join(parts)}",
        shapes.chosen_steps(worklist(view, role), standings, ladder),
        "Binnen deze keuze staat er niemand op de werklijst.",
        WIDTHS,
        SAVED_ONLY,
    )


def of_pupil(view: View, student_id: str) -> pl.DataFrame:
    """The steps of one pupil of the last school weeks, done ones included, whatever part of the school is chosen."""
    return _of_pupil(view, student_id, marked(view))


@st.cache_data(max_entries=KEPT, show_spinner=False)
def _of_pupil(view: View, student_id: str, version: Version) -> pl.DataFrame:
    rows = worklist_queries.worklist(opened(view), view.viewer, view.on, EVERYTHING, [student_id])
    steps = shapes.worklist(rows, _marks(view), view.on)
    return steps.select("Ladder", "Trede", "Waarom", "Wie doet wat", "Uiterlijk", "Stand")


def explained(view: View) -> tuple[str, str]:
    """What the two lists of the page hold, in words."""
    numbers = settings(view)
    weeks, days = int(numbers["worklist_weeks"]), int(numbers["recovered_school_days"])
    return shapes.about(weeks), recovered_shapes.about(weeks, days)


def recovered(view: View) -> Listing:
    """Pupils who went down, or with whom it stayed quiet after a step that was done."""
    return _recovered(view, marked(view))


@st.cache_data(max_entries=KEPT, show_spinner=False)
def _lapsed(view: View) -> pl.DataFrame:
    return recovered_queries.lapsed(opened(view), view.viewer, view.on, view.selection)


def _quiet(view: View) -> list[dict[str, Any]]:
    snapshot, who, marks = opened(view), (view.viewer, view.on), _marks(view)
    handled = sorted({*marks["student_id"], *recovered_queries.came_back(snapshot, *who, view.selection)})
    if not handled:
        return []
    return recovered_shapes.quiet(
        recovered_queries.current_steps(snapshot, *who, handled, view.selection),
        marks,
        recovered_queries.counted_days(snapshot, *who, handled, view.selection),
        recovered_queries.school_days(snapshot, *who),
        int(settings(view)["recovered_school_days"]),
        view.on,
    )


@st.cache_data(max_entries=KEPT, show_spinner=False)
def _recovered(view: View, version: Version) -> Listing:
    return Listing(
        Pick("opgeknapt"),
        f"Opgeknapt in de laatste schoolweken, op {words.day(view.on)}",
        recovered_shapes.recovered(_lapsed(view), _quiet(view)),
        "In de laatste schoolweken daalde niemand, en bij niemand bleef het lang genoeg rustig na een gedane stap.",
        (("Waardoor", 560),),
    )


def loose_marks(view: View) -> Listing:
    """Marks whose step a correction moved or removed; shown apart, so that none gets lost."""
    return _loose(view, marked(view))


@st.cache_data(max_entries=KEPT, show_spinner=False)
def _loose(view: View, version: Version) -> Listing:
    snapshot, marks = opened(view), _marks(view)
    handled = marks["student_id"].unique().to_list()
    known, names = marks.select(shapes.STEP), {}
    if handled:
        known = worklist_queries.known_steps(snapshot, view.viewer, view.on, handled, view.selection)
        pupils = pupil_queries.students(snapshot, view.viewer, view.on, view.selection)
        names = {row["student_id"]: row for row in pupils.iter_rows(named=True) if row["student_id"] in set(handled)}
    return Listing(
        Pick("vinkjes"),
        f"Vinkjes zonder stap op {words.day(view.on)}",
        shapes.loose_marks(marks, known, names),
        "Elk vinkje hoort bij een stap.",
    )
