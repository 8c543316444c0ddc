"""Counts of steps in words: what is not recorded is unknown, and not late."""

import pytest

from dashboard.app_pages.mt_rapport.steps import answer, in_time_share

NONE = {"due": 0, "in_time": 0, "late": 0, "overdue": 0, "unrecorded": 0, "past": 0}


@pytest.mark.parametrize(
    ("counts", "text"),
    [
        ({}, "In deze tijd waren er geen stappen."),
        ({"due": 3}, "Nog van geen stap is de termijn voorbij."),
        (
            {"due": 9, "past": 8, "unrecorded": 8},
            "Van 8 stappen is de termijn voorbij. Of dat op tijd gebeurde is niet bekend: er is niets vastgelegd.",
        ),
        (
            {"due": 9, "past": 8, "in_time": 2, "late": 1, "overdue": 1, "unrecorded": 4},
            "Van 8 stappen is de termijn voorbij: 2 op tijd gedaan, 1 te laat gedaan en 1 niet gedaan; van 4 is niets "
            "vastgelegd. Op tijd is dus 25 tot 75 %.",
        ),
        ({"due": 1, "past": 1, "in_time": 1}, "Van 1 stap is de termijn voorbij: 1 op tijd gedaan (100 % op tijd)."),
    ],
)
def test_what_is_said_of_counts(counts: dict[str, int], text: str) -> None:
    assert answer(NONE | counts) == text


def test_reports_have_their_own_word() -> None:
    assert answer(NONE, "melding", "meldingen") == "In deze tijd waren er geen meldingen."


@pytest.mark.parametrize(
    ("counts", "share"),
    [({}, None), ({"past": 4, "unrecorded": 4}, (0, 1)), ({"past": 4, "in_time": 1, "unrecorded": 2}, (0.25, 0.75))],
)
def test_the_share_is_as_wide_as_what_is_not_known(counts: dict[str, int], share: tuple[float, float] | None) -> None:
    assert in_time_share(NONE | counts) == share
