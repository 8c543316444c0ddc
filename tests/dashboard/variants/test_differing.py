"""Which way somebody differs under another protocol, as small tables."""

import polars as pl
import pytest

from dashboard.variants.differing import directed

# level of the first and of the second, whether both have a ladder | what is said
WAYS = [
    (1, 2, True, "hoger"),
    (2, 1, True, "lager"),
    (None, 1, True, "hoger"),
    (1, None, True, "lager"),
    (2, 2, True, "anders"),
    (None, 1, False, "los"),
    (1, None, False, "los"),
]


@pytest.mark.parametrize(("first", "second", "both", "way"), WAYS)
def test_which_way_somebody_differs(first: int | None, second: int | None, both: bool, way: str) -> None:
    people = dict.fromkeys(["name", "sort_name", "klas", "afdeling", "mentor"], "x") | {"leerjaar": 1}
    sides = []
    for stage, level in (("a", first), ("b", second)):
        row = {"school": "s", "student_id": "1", "track": "ziek", "stage": stage, "stage_name": "naam", "level": level}
        sides.append(pl.DataFrame([row | people])[: level is not None])
    tracks = ({"ziek"} if both or first else set(), {"ziek"} if both or second else set())
    (found,) = directed(sides[0], sides[1], True, {"ziek": "Ziek"}, tracks).to_dicts()
    assert found["direction"] == way
    absent = "geen trede" if both else "geen ladder"
    assert (found["said"], found["said_second"]) == ("a: naam" if first else absent, "b: naam" if second else absent)
