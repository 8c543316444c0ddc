"""The worklist as it is read: which standings a link names, and the sentence above the list."""

from typing import Any

import pytest

from dashboard.app_pages.werklijst import shapes
from dashboard.listing import StaleLinkError
from tests.dashboard.steps.test_shapes import worklist


@pytest.mark.parametrize(
    ("text", "standings"),
    [("", ("nieuw", "loopt", "over de termijn")), ("gedaan", ("gedaan",)), ("nieuw+gedaan", ("nieuw", "gedaan"))],
)
def test_a_link_names_standings(text: str, standings: tuple[str, ...]) -> None:
    assert shapes.parse_standings(text) == standings


def test_a_link_to_an_unknown_standing_is_refused() -> None:
    with pytest.raises(StaleLinkError, match="geen"):
        shapes.parse_standings("nieuw+geen")


def test_the_answer_counts_the_rows() -> None:
    steps: list[dict[str, Any]] = [{}, {"is_new": False}, {"student_id": "2"}]
    assert shapes.answer(worklist(steps)) == (
        "3 stappen van 2 leerlingen: 2 nieuw en 1 al langer en nog binnen de termijn."
    )
    assert shapes.answer(worklist(steps[:1])) == "1 stap van 1 leerling: 1 nieuw."
