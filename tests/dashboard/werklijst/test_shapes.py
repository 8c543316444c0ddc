"""Which groups a link to Mijn week names."""

import pytest

from dashboard.app_pages.werklijst import shapes
from dashboard.listing import StaleLinkError
from dashboard.steps.tasks import GROUPS


@pytest.mark.parametrize(
    ("text", "groups"), [("", GROUPS), ("te laat", ("te laat",)), ("te laat+vandaag", ("te laat", "vandaag"))]
)
def test_a_link_names_groups(text: str, groups: tuple[str, ...]) -> None:
    assert shapes.parse_groups(text) == groups


def test_a_link_to_an_unknown_group_is_refused() -> None:
    with pytest.raises(StaleLinkError, match="nieuw"):
        shapes.parse_groups("te laat+nieuw")
