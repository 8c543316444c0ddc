"""How steps stand in words: what is not recorded is unknown, and not late; no share of figures of few pupils."""

import pytest

from dashboard.app_pages.mt_rapport.steps import answer
from pipelines.questions.compliance import IN_TIME, LATE, OPEN, OVERDUE, STATUSES, UNRECORDED
from pipelines.statistics.disclosure import Shown

FEW = Shown(2, few=True)
NONE = dict.fromkeys(STATUSES, Shown(0))


@pytest.mark.parametrize(
    ("counts", "text"),
    [
        ({}, "In deze tijd waren er geen stappen."),
        ({OPEN: Shown(5)}, "Nog van geen stap is de termijn voorbij."),
        (
            {OPEN: Shown(5), UNRECORDED: Shown(10)},
            "Afgerond is van 10 stappen de termijn voorbij. Of dat op tijd gebeurde is niet bekend: er is niets vastgelegd.",
        ),
        (
            {IN_TIME: Shown(10), LATE: Shown(5), OVERDUE: Shown(5), UNRECORDED: Shown(20)},
            "Afgerond is van 40 stappen de termijn voorbij: 10 op tijd gedaan, 5 te laat gedaan, 5 niet gedaan en 20 zonder "
            "dat er iets is vastgelegd. Op tijd is dus ongeveer 25 tot 75\u00a0%.",
        ),
        (
            {IN_TIME: Shown(15), LATE: FEW},
            "Afgerond is van 17 stappen de termijn voorbij: 15 op tijd gedaan en < 5 te laat gedaan.",
        ),
        ({IN_TIME: FEW}, "Afgerond is van < 5 stappen de termijn voorbij: < 5 op tijd gedaan."),
        (
            {IN_TIME: Shown(5)},
            "Afgerond is van 5 stappen de termijn voorbij: 5 op tijd gedaan. Op tijd is dus ongeveer 100\u00a0%.",
        ),
    ],
)
def test_what_is_said_of_counts(counts: dict[str, Shown], text: str) -> None:
    assert answer(NONE | counts, 5) == text
