"""What leaves a school for a board tells no more than its rounded cells, of which the attacks find nobody
(`tests/dashboard/rounded`, `tests/dashboard/mt_rapport`): where these are alike, nothing of the page differs.

So no two figures, tiles, weeks or schools can be subtracted to find a number of few pupils.
"""

from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from dashboard.app_pages.bestuur import shapes, versus
from pipelines.board.read import Board, read_board
from pipelines.board.summary import CATEGORIES, SCHEMA, TABLES
from pipelines.models.rebuild import rebuild
from pipelines.store.imports import import_files
from pipelines.store.part import parts_of
from pipelines.store.workspace import create_workspace, open_workspace
from pipelines.viewer import of_schools
from protocols.load import load_settings
from tests.pipelines.histories import AFDELINGEN, YEAR, Registration, settings, spread, write_csv
from tests.shared import once

SETTINGS = dict(load_settings().select("name", "value").iter_rows())
LAST = 39
# Of both afdelingen: how many are away, are late, and are away for eighteen hours.
HERE = {"a": ((12, 7, 6), (1, 1, 1)), "b": ((11, 6, 6), (2, 3, 2))}


def registrations(school: str) -> list[Registration]:
    """A school of twenty-five pupils in one afdeling and four in the other; its cells show the same as those of the other."""
    rows, (first, second) = list[Registration](), HERE[school]
    for klas, size, (away, late, long) in (("H3a", 25, first), ("V5c", 4, second)):
        pupils = [f"{klas}{number}" for number in range(size)]
        rows += [Registration(pupil, YEAR[day], 8, "medisch") for pupil in pupils for day in (0, LAST)]
        rows += [row for pupil in pupils[:away] for row in spread(pupil, "weg", 2, start=3, step=5)]
        rows += [row for pupil in pupils[-late:] for row in spread(pupil, "laat", 4, start=12, step=5)]
        rows += [row for pupil in pupils[-long:] for row in spread(pupil, "weg", 18, start=32, hours=6)]
    return rows


def _two(place: Path) -> None:
    toml = [
        settings("kgc-2021", more=AFDELINGEN).replace('id = "s"', f'id = "{school}"').replace('"School"', f'"{school}"')
        for school in HERE
    ]
    workspace = create_workspace(place / "werkmap", "\n".join(toml))
    for school in HERE:
        rows = registrations(school)
        klas = {row.student: row.student[:3] for row in rows}
        import_files(workspace, [write_csv(place / f"{school}.csv", rows, klas)], school)
    rebuild(parts_of(workspace)[0])  # it was read in before the other was there


@pytest.fixture(scope="module")
def board() -> Board:
    return read_board(open_workspace(once("two schools with the same cells", _two) / "werkmap"), of_schools(*HERE))


def alone(board: Board, school: str) -> Board:
    """A board of one of the two, called as the other."""
    own = board.rows.filter(pl.col("school") == school)
    return replace(board, rows=own.with_columns(pl.lit("x").alias("school"), pl.lit("x").alias("name")))


def test_what_is_published_follows_from_the_rounded_cells(board: Board) -> None:
    one, other = (alone(board, school) for school in HERE)
    assert not one.table("cells").equals(other.table("cells")), "the pupils are others"
    for name in {*TABLES} - {"cells"}:
        assert one.table(name).to_dicts() == other.table(name).to_dicts(), name
    # Something of few pupils, which counts as two, stands beside something of more in each of them.
    assert 7 in one.table("stages")["pupils"]
    assert one.table("norm").filter(pl.col("period") == shapes.NOW)["reached"].to_list() == [7]
    assert 7 in one.table("steps")["steps"]


def test_every_table_and_tile_of_the_page_is_made_of_that(board: Board) -> None:
    on = board.rows["on"].max()
    assert isinstance(on, date)
    shown = [
        (
            shapes.figures(each, SETTINGS, on),
            shapes.schools(each, SETTINGS, on).to_dicts(),
            shapes.stages(each, 5)[0].to_dicts(),
            shapes.steps(each, 5)[0].to_dicts(),
            shapes.afdelingen(each, "x", {}).to_dicts(),
            versus.compared(each, SETTINGS, on).points.select(pl.exclude("verdict")).to_dicts(),
        )
        for each in (alone(board, school) for school in HERE)
    ]
    assert shown[0] == shown[1]
    assert all(shown[0])


ON = date(2026, 12, 11)


def given(school: str, pupils: int, total: float, missed: float | None) -> dict[str, object]:
    """A school of so many pupils with so many hours per 100 together, and one week of which the hours are shown or not."""
    week = {"category": CATEGORIES[0], "school_year": "2026-2027", "school_week": 3, "week_start": date(2026, 9, 14)}
    hours = {"missed_hours": missed, "scheduled_hours": None if missed is None else 30.0 * pupils}
    mix = {"leerjaar": 3, "study": "HAVO", "students": pupils, "total": total, "squares": total**2 / pupils * 1.2}
    norm = {"period": shapes.NOW, "students": pupils + 2, "reached": 0, "few": False}
    return dict.fromkeys(SCHEMA) | {
        "school": school,
        "name": f"School {school}",
        **{name: [] for name in TABLES},
        "weeks": [week | hours],
        "cells": [mix],
        "norm": [norm],
    }


def test_a_school_without_a_figure_is_not_judged(board: Board) -> None:
    """A verdict would tell what the figure that is left out does not."""
    rows = [given("p", 300, 600, 200.0), given("q", 300, 650, 210.0), given("r", 6, 400, None)]
    found = versus.compared(replace(board, rows=pl.DataFrame(rows, schema=SCHEMA)), SETTINGS, ON)
    assert found.points["key"].to_list() == ["p", "q"]
    # As many pupils as are told beside it: those of the rounded afdelingen.
    assert found.points["pupils"].to_list() == [302, 302]
    assert "School r" not in found.sentence
    shown = [*rows[:2], given("r", 6, 400, 10.0)]
    judged = versus.compared(replace(board, rows=pl.DataFrame(shown, schema=SCHEMA)), SETTINGS, ON)
    assert "School r (hoger)" in judged.sentence
