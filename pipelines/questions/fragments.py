"""Shared pieces of the questions that are still text in Python."""

from datetime import date
from typing import Any

from pipelines.questions.question import part
from pipelines.viewer import Selection, Viewer

VISIBLE = "visible as (select * from visible_pupils($viewer, $selection, $on))"
PLACED = "placed as (select * from placed_pupils($on))"
CHOSEN = """is_visible($viewer, x.school, x.afdeling, x.mentor)
    and is_chosen($selection, x.afdeling, x.leerjaar, x.klas, x.mentor)"""
PART = "part_of($by, x.afdeling, x.leerjaar, x.klas)"
ON_DAY = "on_day as (select * from last_school_day($on))"
THIS_YEAR = "this_year as (select * from this_year($on))"
VALUES = part("counter_values")


def bound(viewer: Viewer, selection: Selection, on: date) -> dict[str, Any]:
    """The values that these pieces ask for."""
    return {"viewer": viewer.bound(), "selection": selection.bound(), "on": on, "schools": list(viewer.schools)}
