"""The words beside what followed a step: no more than chance leaves, and never a cause."""

import polars as pl
import pytest

from dashboard.app_pages.mt_rapport.followed_words import about, beyond_chance, sentence

ROW = {"comparable": True, "pupils": 24, "before": 5.25, "after": 3.0, "expected": 3.5, "verdict": "toeval"}
SAID = "In de 4 schoolweken na de stap 3 uur per leerling, ervoor 5,2; verwacht was 3,5."


@pytest.mark.parametrize(
    ("more", "text"),
    [
        ({}, f"{SAID} Het verschil past bij toeval."),
        (
            {"verdict": "lager"},
            f"{SAID} Dat is minder dan bij vergelijkbare leerlingen zonder deze stap, en meer verschil dan toeval geeft.",
        ),
        (
            {"verdict": "hoger"},
            f"{SAID} Dat is meer dan bij vergelijkbare leerlingen zonder deze stap, en meer verschil dan toeval geeft.",
        ),
        (
            {"verdict": None, "pupils": 1},
            "Te weinig om iets te zeggen: 1 leerling met vergelijkbare leerlingen ernaast, nodig zijn er 20.",
        ),
        (
            {"comparable": False, "verdict": None},
            "Hier is geen vergelijking mogelijk: wie zo lang achter elkaar weg is, krijgt altijd deze stap.",
        ),
    ],
)
def test_what_is_said_of_a_step(more: dict[str, object], text: str) -> None:
    assert sentence(ROW | more, 4, 20) == text


def test_the_method_in_two_sentences_without_a_cause() -> None:
    text = about(4, 2.58)
    assert text.count(". ") == 1
    assert "99 van de 100 keer" in text
    assert "niet gezegd dat het door de stap komt" in text


@pytest.mark.parametrize(
    ("verdicts", "text"),
    [
        ([None], "Er is nog geen stap waarover iets te zeggen is."),
        (["toeval"], "Van 1 vergelijking vallen er 0 buiten toeval; toeval alleen zet er ongeveer 0 daarbuiten."),
        (
            ["toeval"] * 19 + ["lager", None],
            "Van 20 vergelijkingen valt er 1 buiten toeval; toeval alleen zet er ongeveer 0,2 daarbuiten.",
        ),
    ],
)
def test_how_many_fall_outside_chance(verdicts: list[str | None], text: str) -> None:
    assert beyond_chance(pl.DataFrame({"verdict": verdicts}, schema={"verdict": pl.String}), 2.58) == text
