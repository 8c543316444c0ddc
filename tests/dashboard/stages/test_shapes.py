"""From query rows to stages of ladders, as small tables."""

from datetime import date

import polars as pl

from dashboard.stages import shapes

ON = date(2026, 11, 17)


def ladder_frame() -> pl.DataFrame:
    return pl.DataFrame(
        {
            "protocol": ["p"] * 4,
            "ladder": ["l", "l", "l", "m"],
            "ladder_name": ["Te laat", "Te laat", "Te laat", "Ziek"],
            "stage": ["s2", "s1", "s9", "z1"],
            "stage_name": ["vijf", "drie", "procent", "ziek"],
            "level": [2, 1, 3, 1],
            "stage_order": [2, 1, 3, 1],
            "computable": [True, True, False, True],
            "legal": [None] * 4,
            "place": ["par. 1"] * 4,
        }
    )


def standing_frame() -> pl.DataFrame:
    stages = {"1": "s1", "2": "s2", "3": "s1"}
    rows = [
        {
            "school": "s",
            "student_id": student,
            "protocol": "p",
            "ladder": "l",
            "stage": stage,
            "level": int(stage[1]),
            "reached_on": ON,
            "value": 4.0,
            "name": f"Leerling {student}",
            "sort_name": student,
            "klas": "H3a",
            "mentor": None,
        }
        for student, stage in stages.items()
    ]
    ahead = pl.DataFrame(
        {
            "school": ["s"],
            "student_id": ["1"],
            "ladder": ["l"],
            "next_stage": ["s2"],
            "label": ["keer"],
            "distance": [1.0],
        }
    )
    return shapes.standing(pl.DataFrame(rows), ahead, ladder_frame())


def test_the_distance_to_the_next_stage_is_told() -> None:
    listed = shapes.on_stage(standing_frame(), "l")
    told = dict(zip(listed["nummer"], listed["Volgende trede"], strict=True))
    assert "1" in told["1"]
    assert "s2" in told["1"]
    assert told["2"] == "hoogste trede"
