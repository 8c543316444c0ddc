"""The words beside what followed a step: no more than chance leaves, and never a cause."""

import polars as pl
import pytest

from dashboard.app_pages.mt_rapport.followed import about, after, beyond_chance, sentence

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


FOLLOWED = pl.DataFrame(
    {
        "ladder": ["oa", "oa", "oa", "ziek"],
        "stage": ["oa-1", "oa-5", "oa-9", "zk-1"],
        "stage_name": ["eerste", "vijfde", "negende", "ziek"],
        "group": ["alle stappen"] * 4,
        "comparable": [True] * 4,
        "pupils": [40, 30, 4, 50],
        "before": [3.0, 6.0, None, 20.0],
        "after": [2.0, 3.0, None, 10.0],
        "expected": [2.5, 5.0, None, 10.0],
        "lower": [1.5, 4.0, None, 8.0],
        "upper": [3.5, 6.0, None, 12.0],
        "verdict": ["toeval", "lager", None, "toeval"],
    }
)
FOLLOW_NUMBERS = {"followed_weeks": 4.0, "followed_min_pupils": 20.0, "followed_deviations": 2.58}


def test_what_followed_is_drawn_beside_what_was_expected() -> None:
    found = after(FOLLOWED, FOLLOW_NUMBERS)
    assert found.rows.select("share", "low", "high", "said").rows() == [
        (80, 60, 140, "2 (verwacht 2,5)"),
        (60, 80, 120, "3 (verwacht 5)"),
        (100, 80, 120, "10 (verwacht 10)"),
    ]
    first, second = found.sentences
    assert first.startswith("Van 3 vergelijkingen valt er 1 buiten toeval")
    assert second.startswith("oa-5: vijfde. ")
    assert "meer verschil dan toeval geeft" in second
    assert "niet gezegd dat het door de stap komt" in found.explained


def test_without_steps_nothing_followed() -> None:
    none = after(FOLLOWED.clear(), FOLLOW_NUMBERS)
    assert none.rows.is_empty()
    assert "nog geen stap" in none.sentences[0]
