"""Cached doors to the worklist, to who recovered, and to the marks without a step."""

from typing import Any

import polars as pl

from dashboard import words
from dashboard.app_pages.werklijst import recovered as recovery, shapes
from dashboard.doors import door
from dashboard.listing import Listing, Pick, one_of
from dashboard.school import opened, settings, students
from dashboard.stages.doors import ladders as every_ladder
from dashboard.steps.doors import loose_marks as lost_marks, marked, marks, worklist
from dashboard.steps.shapes import STANDINGS
from dashboard.steps.tasks import asked
from dashboard.view import View
from pipelines.notes.marks import Task, tasks_of
from pipelines.questions import recovered as recovered_questions
from protocols.load import comparison_file

WIDTHS = (("Leerling", 120), ("Klas", 56), ("Waarom", 210), ("Termijn", 110), ("Wie doet wat", 312))
SAVED_ONLY = ("Stand", "Rol", "Ladder", "Trede", "Mentor")


def roles(view: View) -> list[str]:
    """Who has something to do."""
    return sorted(worklist(view)["Rol"].explode().drop_nulls().unique())


def ladders(view: View) -> dict[str, str]:
    """The ladders with a step, by id, with their names."""
    return dict(worklist(view).select("ladder", "Ladder").unique().sort("Ladder").iter_rows())


def counts(view: View, role: str, ladder: str) -> dict[str, int]:
    """How many steps have each standing, of a role and on a ladder (empty: all)."""
    return shapes.per_standing(shapes.chosen_steps(worklist(view, role), STANDINGS, ladder))


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


def explained(view: View) -> tuple[str, str]:
    """What the two lists of the page hold, in words."""
    numbers = settings(view)
    weeks, days = int(numbers["worklist_weeks"]), int(numbers["recovered_school_days"])
    return shapes.about(weeks), recovery.about(weeks, days)


@door()
def _lapsed(view: View) -> pl.DataFrame:
    return recovered_questions.lapsed(opened(view), view.viewer, view.on, view.selection)


def _quiet(view: View) -> list[dict[str, Any]]:
    snapshot, who, made = opened(view), (view.viewer, view.on), marks(view)
    handled = sorted({*made["student_id"], *recovered_questions.came_back(snapshot, *who, view.selection)})
    if not handled:
        return []
    return recovery.quiet(
        asked(recovered_questions.current_steps(snapshot, *who, handled, view.selection), view.on),
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


@door(notes=marked)
def loose_marks(view: View) -> Listing:
    """Marks whose task a correction or another rule moved or removed; shown apart, so that none gets lost."""
    return Listing(
        Pick("vinkjes"),
        f"Vinkjes zonder stap op {words.day(view.on)}",
        shapes.loose_marks(lost_marks(view), students(view)),
        "Elk vinkje hoort bij een stap.",
    )


def lost_tasks(rows: pl.DataFrame) -> list[Task]:
    """The tasks of chosen rows of that list, to take their marks back."""
    hours = pl.when(pl.col("hour").is_not_null()).then(pl.concat_list("hour"))
    return tasks_of(rows.with_columns(hours.alias("hours"), pl.col("recurring").fill_null(False)))
