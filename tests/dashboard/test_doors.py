"""Cached doors: an answer is remembered for one view and one set of arguments, and never told to another."""

from dataclasses import fields, replace
from datetime import date
from typing import Any

import altair as alt
import polars as pl
import pytest
import streamlit as st
from streamlit.byte_util import config_max_cache_data_size_to_bytes

from dashboard.doors import door, drawing
from dashboard.server.settings import options
from dashboard.view import View
from pipelines.viewer import RIGHTS, Right, Scope, Selection, Viewer, of_schools

VIEW = View(
    "s.duckdb", of_schools("a"), Selection(), "a", "p", date(2026, 11, 20), date(2026, 9, 1), date(2026, 11, 20)
)
OTHERS: dict[str, Any] = {
    "snapshot": "t.duckdb",
    "viewer": of_schools("a", "b"),
    "selection": Selection(klassen=("H3a",)),
    "school": "b",
    "protocol": "q",
    "on": date(2026, 11, 19),
    "first": date(2026, 9, 2),
    "last": date(2026, 11, 21),
}
SCOPES: dict[str, Any] = {"schools": ("b",), "afdelingen": (("a", "havo"),), "mentors": (("a", "abc"),)}
VIEWERS: dict[str, Any] = {
    "roles": frozenset({"mentor"}),
    "aggregates": ("b",),
    "at": ("b",),
    "offices": ("mentor",),
    "today": date(2026, 11, 21),
    "figures": True,
}
CHOICES: dict[str, Any] = {"afdelingen": ("havo",), "leerjaren": (3,), "klassen": ("H3a",), "mentors": ("abc",)}
asked: list[tuple[View, str]] = []


@door()
def question(view: View, word: str = "") -> str:
    """The words that it was asked with."""
    asked.append((view, word))
    return f"{view.on} {word}"


@pytest.fixture(autouse=True)
def nothing_asked() -> None:
    st.cache_data.clear()
    question(VIEW)
    asked.clear()


def test_an_answer_is_remembered() -> None:
    assert question(VIEW) == question(replace(VIEW)) == "2026-11-20 "
    assert asked == []
    assert question(VIEW, "een") == "2026-11-20 een"


@pytest.mark.parametrize("name", [field.name for field in fields(View)])
def test_another_view_is_asked_anew(name: str) -> None:
    question(replace(VIEW, **{name: OTHERS[name]}))
    assert len(asked) == 1


@pytest.mark.parametrize("name", [field.name for field in fields(Scope)])
def test_another_scope_is_asked_anew(name: str) -> None:
    scope = replace(VIEW.viewer.scope, **{name: SCOPES[name]})
    question(replace(VIEW, viewer=replace(VIEW.viewer, scope=scope)))
    assert len(asked) == 1


@pytest.mark.parametrize("right", sorted(RIGHTS))
def test_another_right_is_asked_anew(right: Right) -> None:
    question(replace(VIEW, viewer=replace(VIEW.viewer, rights=frozenset({right}))))
    assert len(asked) == 1


def test_people_with_the_same_rights_share_an_answer() -> None:
    same = {"person", "initials"}
    assert {field.name for field in fields(Viewer)} == same | {"scope", "rights"} | VIEWERS.keys()
    assert question(replace(VIEW, viewer=replace(VIEW.viewer, person="iemand", initials="IE"))) == question(VIEW)
    assert asked == []


@pytest.mark.parametrize("name", VIEWERS)
def test_another_viewer_is_asked_anew(name: str) -> None:
    question(replace(VIEW, viewer=replace(VIEW.viewer, **{name: VIEWERS[name]})))
    assert len(asked) == 1


@pytest.mark.parametrize("name", [field.name for field in fields(Selection)])
def test_another_choice_is_asked_anew(name: str) -> None:
    question(replace(VIEW, selection=Selection(**{name: CHOICES[name]})))
    assert len(asked) == 1


@pytest.mark.parametrize(
    ("one", "other"), [(("a", "b"), ("a, b",)), (("a', 'b",), ("a", "b")), (("a",), ("a ",)), (("1",), ("é",))]
)
def test_names_that_read_alike_are_not_taken_for_each_other(one: tuple[str, ...], other: tuple[str, ...]) -> None:
    question(VIEW.choosing(Selection(klassen=one)), "namen")
    question(VIEW.choosing(Selection(klassen=other)), "namen")
    assert {view.selection.klassen for view, _ in asked} == {one, other}


def test_a_new_note_is_asked_for_at_once() -> None:
    made = [1]
    told: list[int] = []

    @door(notes=lambda view: tuple(made))
    def with_notes(view: View) -> int:
        told.append(made[-1])
        return made[-1]

    assert (with_notes(VIEW), with_notes(VIEW)) == (1, 1)
    made.append(2)
    assert with_notes(VIEW) == 2
    assert told == [1, 2]


def test_a_chart_is_finished_once() -> None:
    drawn: list[int] = []

    @drawing()
    def chart(view: View, rows: int) -> alt.Chart | None:
        drawn.append(rows)
        if not rows:
            return None
        across = alt.X("x", type="quantitative")
        bars: alt.Chart = alt.Chart(pl.DataFrame({"x": [1.0] * rows})).mark_bar().encode(x=across)
        return bars

    spec = chart(VIEW, 2)
    assert chart(VIEW, 2)
    assert spec is not None
    assert [table.height for table in spec["datasets"].values()] == [2]
    assert chart(VIEW, 0) is None
    assert drawn == [2, 0]


def test_what_all_doors_remember_together_is_bounded() -> None:
    """By bytes, as the list of who sees a whole school is megabytes, and is made anew with each click on a task."""
    most = config_max_cache_data_size_to_bytes(options()["server.maxCacheDataSize"])
    assert most is not None
    assert most <= 2**30
