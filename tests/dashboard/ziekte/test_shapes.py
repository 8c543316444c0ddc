"""What the page Ziekte says in words."""

import polars as pl
import pytest

from dashboard.app_pages.ziekte import shapes

EARLY = pl.DataFrame({"group": ["vroeg", "overig"], "students": [23, 208], "later_worrying": [4, 21]})


@pytest.mark.parametrize(
    ("least", "first", "others"), [(1, "4 van de 23", "21 van de 208"), (5, "< 5 van de 25", "20 van de 210")]
)
def test_last_years_list_is_rounded_for_who_sees_a_part(least: int, first: str, others: str) -> None:
    told = f"Vorig jaar werd van wie op deze lijst stond {first} later zorgwekkend ziek, van de anderen {others}."
    assert shapes.outlook(EARLY, least) == told
    assert shapes.outlook(EARLY.filter(group="vroeg"), least) == ""
