"""From stages of one ladder to bars, lists and moves, as small tables."""

import polars as pl
import pytest

from dashboard.app_pages.ladders import shapes
from dashboard.stages.shapes import NONE, ladder_stages, on_stage
from tests.dashboard.stages.test_shapes import ladder_frame, standing_frame
from tests.pipelines.histories import rows_of


def test_a_bar_is_as_long_as_its_list() -> None:
    bars = shapes.stages(standing_frame(), ladder_frame(), "p", "l", pupils=40)
    assert rows_of(bars, "key", "students", "said") == [("s1", 2, "2 (5 %)"), ("s2", 1, "1 (2,5 %)")]
    for stage, students in rows_of(bars, "key", "students"):
        assert on_stage(standing_frame(), "l", str(stage)).height == students
    assert on_stage(standing_frame(), "l").height == 3


def test_a_stage_without_pupils_is_zero_and_one_without_data_is_absent() -> None:
    bars = shapes.stages(standing_frame().clear(), ladder_frame(), "p", "l", pupils=0)
    assert rows_of(bars, "key", "students", "said") == [("s1", 0, "0"), ("s2", 0, "0")]


@pytest.mark.parametrize(
    ("value", "number", "listed"),
    [(7, 10, False), (8, 10, True), (9, 10, True), (2, 3, True), (1, 3, False), (39, 49, False), (39.2, 49, True)],
)
def test_close_is_one_or_a_fifth_of_the_number_away(value: float, number: float, listed: bool) -> None:
    ahead = pl.DataFrame(
        {
            "school": ["s"],
            "student_id": ["9"],
            "name": ["Leerling 9"],
            "sort_name": ["9"],
            "klas": ["H3a"],
            "mentor": ["abc"],
            "ladder": ["l"],
            "next_stage": ["s1"],
            "label": ["keer te laat per schooljaar"],
            "value": [float(value)],
            "number": [float(number)],
            "distance": [float(number - value)],
        }
    )
    found = shapes.near_next(ahead, standing_frame(), "l", share=0.8)
    assert found["nummer"].to_list() == (["9"] if listed else [])
    if listed:
        assert found["Trede"].to_list() == [NONE]


# was here, is here, level before, level after -> how he or she moved
MOVED = [
    (True, True, None, 1, "nieuw"),
    (False, True, None, 2, "nieuw"),
    (True, True, 1, 2, "omhoog"),
    (True, True, 2, 1, "omlaag"),
    (True, True, 2, 2, "gelijk"),
    (True, True, 2, None, "eraf"),
    (True, False, 2, None, "vertrokken"),
]


def move_frame() -> pl.DataFrame:
    rows = [
        {
            "student_id": str(number),
            "name": f"Leerling {number}",
            "klas": "H3a",
            "mentor": None,
            "was_here": was,
            "is_here": here,
            "level_before": before,
            "level_after": after,
            "stage_before": f"s{before}" if before else None,
            "stage_after": f"s{after}" if after else None,
        }
        for number, (was, here, before, after, _) in enumerate(MOVED)
    ]
    return shapes.moved(pl.DataFrame(rows, infer_schema_length=None))


def test_everybody_moved_in_one_way() -> None:
    assert move_frame()["move"].to_list() == [move for *_, move in MOVED]
    counts = shapes.move_counts(move_frame())
    assert list(counts) == list(shapes.MOVES)
    assert counts == {"nieuw": 2, "omhoog": 1, "omlaag": 1, "eraf": 1, "gelijk": 1, "vertrokken": 1}
    assert shapes.move_counts(move_frame().clear()) == dict.fromkeys(shapes.MOVES, 0)


def test_cells_hold_everybody_who_is_still_here() -> None:
    cells = shapes.move_cells(move_frame(), ladder_stages(ladder_frame(), "p", "l"))
    assert set(rows_of(cells, "key", "students", "move_label")) == {
        ("geen trede~s1", 1, "nieuw op de ladder"),
        ("geen trede~s2", 1, "nieuw op de ladder"),
        ("s1~s2", 1, "naar een hogere trede"),
        ("s2~s1", 1, "naar een lagere trede"),
        ("s2~s2", 1, "op dezelfde trede"),
        ("s2~geen trede", 1, "van de ladder af"),
    }


def test_who_joined_or_left_is_told() -> None:
    listed = shapes.move_list(move_frame())
    assert rows_of(listed.filter(pl.col("nummer").is_in(["1", "6"])), "Toen", "Nu") == [
        ("nog niet hier", "s2"),
        ("s2", "niet meer hier"),
    ]
