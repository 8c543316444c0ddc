"""Who stands out on the pages: names only beyond chance, and words for every case."""

from typing import Any

import polars as pl
import pytest

from dashboard.standing_out import shapes
from pipelines.questions.standing_out import counted
from protocols.load import load_settings
from tests.dashboard.conftest import OpenPage, School

NUMBERS: dict[str, float] = dict(load_settings().select("name", "value").iter_rows())
ROW: dict[str, Any] = {
    "student_id": "1",
    "name": "Zoë Meer",
    "klas": "H4a",
    "mentor": "ABC",
    "measure": "te_laat",
    "kind": "stijgt",
    "choice": None,
    "count": 9,
    "total": 12,
    "usual": 2.14,
    "p": 0.001,
    "word": "signaal",
}
TEST: dict[str, Any] = {
    "measure": "te_laat",
    "kind": "stijgt",
    "tested": 100,
    "look": 9,
    "look_chance": 3.0,
    "signal": 3,
    "signal_chance": 0.25,
    "power": 0.254,
    "more_look": True,
    "more_signal": True,
}
NOT_MORE = {"more_look": False, "more_signal": False}


def judged(*rows: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame([TEST | row for row in rows])


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({}, "9 dagen te laat in de laatste 4 schoolweken; naar eerder dit schooljaar zou dat 2,1 zijn"),
        (
            {"kind": "eerste_uur"},
            "9 van de 12 dagen te laat in het eerste lesuur; bij anderen van de klas zou dat 2,1 zijn",
        ),
        (
            {"kind": "vak", "choice": "wi", "measure": "ongeoorloofd"},
            "9 van de 12 dagen ongeoorloofd afwezig bij het vak wi; naar rooster en klas zou dat 2,1 zijn",
        ),
    ],
)
def test_what_was_counted_stands_beside_what_is_usual(row: dict[str, Any], said: str) -> None:
    rows = pl.DataFrame([ROW | row])
    assert shapes.listed(rows, 4)["Wat"].to_list() == [said]
    assert shapes.of_pupil(rows, judged({}), 4) == [f"Signaal: {said}."]


@pytest.mark.parametrize(
    ("row", "verdict"),
    [
        ({}, "meer dan toeval"),
        ({"more_look": False}, "signaal: meer dan toeval"),
        (NOT_MORE, "niet meer dan toeval"),
        (NOT_MORE | {"look": 0, "signal": 0}, "leeg"),
        (NOT_MORE | {"tested": 0, "power": None}, "nog te weinig om te toetsen"),
    ],
)
def test_every_list_has_its_verdict(row: dict[str, Any], verdict: str) -> None:
    shown = shapes.tests(judged(row))
    assert shown["De lijst is"].to_list() == [verdict]
    if not row:
        assert shown.row(0)[2:4] == ("3 / 0,25", "9 / 3")


def test_the_answer_names_the_lists_that_are_more_than_chance() -> None:
    both = judged({"more_look": False}, {"kind": "vak"} | NOT_MORE, {"measure": "ongeoorloofd"})
    assert shapes.answer(both, 1) == (
        "1 leerling valt op binnen deze keuze. Van al uw leerlingen: te laat, vaker dan eerst: gevonden 3, toeval geeft 0,2; "
        "ongeoorloofd afwezig, vaker dan eerst: gevonden 9, toeval geeft 3."
    )


def test_without_names_the_answer_says_what_was_found_and_what_chance_gives() -> None:
    said = shapes.answer(judged(NOT_MORE, NOT_MORE | {"kind": "vak", "look": 1, "look_chance": 0.5}), 0)
    assert said == "Gevonden 10, toeval geeft 3,5: niet meer dan toeval. Daarom staan er geen namen."


def test_of_a_pupil_without_anything_beyond_chance_it_says_so() -> None:
    (said,) = shapes.of_pupil(pl.DataFrame([ROW]).clear(), judged({}), 4)
    assert said.startswith("Niets dat meer is dan toeval geeft")
    (said,) = shapes.of_pupil(pl.DataFrame([ROW]).clear(), counted(_nobody(), NUMBERS), 4)
    assert said == "Er is dit schooljaar nog te weinig om te toetsen."


def _nobody() -> pl.DataFrame:
    columns = ("p", "chance_look", "chance_signal", "power")
    return pl.DataFrame(schema={"measure": pl.String, "kind": pl.String, **dict.fromkeys(columns, pl.Float64)})


@pytest.mark.parametrize("case", ["normaal", "een leerling"])
def test_the_section_is_on_trends_and_on_the_page_of_a_pupil(school: School, open_page: OpenPage, case: str) -> None:
    page = open_page(school(case), "trends")
    assert not page.exception
    assert "Wie valt op" in [each.value for each in page.subheader]
    page = open_page(school(case), "leerling", leerling="1001")
    assert not page.exception
    assert any("Wat opvalt" in each.value for each in page.markdown)
