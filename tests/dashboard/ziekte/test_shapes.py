"""What the page Ziekte says in words."""

from datetime import date

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


def test_the_agenda_names_each_pupil_once_and_reviews_first() -> None:
    """A review that is over goes before worrying absence; of the latter nobody's contact goes first."""
    worrying = pl.DataFrame(
        {
            "nummer": ["1", "2", "3"],
            "Leerling": ["A", "B", "C"],
            "Klas": ["H4a"] * 3,
            "Mentor": ["DRM", None, "DRM"],
            "Signaal": ["mazl: vaak ziek"] * 3,
            "Sinds": [date(2026, 11, 2)] * 3,
            "Opgepakt": [None, date(2026, 11, 5), None],
        }
    )
    cases = worrying.select("nummer", "Leerling", "Klas", "Mentor").with_columns(
        pl.Series("Termijn", ["", "", shapes.OVER]), pl.lit(date(2026, 11, 9)).alias("Laatste contact")
    )
    found = {group["name"]: [row["pupil"] for row in group["rows"]] for group in shapes.agenda(worrying, cases)}
    assert found == {
        "Evaluatie voorbij": ["C"],
        "Zorgwekkend ziek, nog niet opgepakt": ["A"],
        "Zorgwekkend ziek, opgepakt": ["B"],
    }
    assert shapes.agenda(worrying, cases)[2]["rows"][0]["mentor"] == "–"
    assert shapes.agenda(worrying, cases)[0]["rows"][0]["why"] == "mazl: vaak ziek, sinds ma 2 nov"
