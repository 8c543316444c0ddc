"""What one person keeps of Overzicht: the day before the last on which he or she looked, role and afdelingen."""

from datetime import date
from pathlib import Path

import pytest

from pipelines.notes.own_overview import Looked, Own, keep_choice, keep_look, kept
from pipelines.store.workspace import Workspace, create_workspace
from tests.pipelines.histories import settings

MONDAY, TUESDAY, FRIDAY = (
    Looked(date(2026, 11, 9), date(2026, 11, 6)),
    Looked(date(2026, 11, 10), date(2026, 11, 9)),
    Looked(date(2026, 11, 13), date(2026, 11, 12)),
)
IMPORTED = Looked(FRIDAY.on, date(2026, 11, 13))


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return create_workspace(tmp_path / "werkmap", settings("kgc-2021"))


@pytest.mark.parametrize(
    ("looks", "last", "before"),
    [
        ((), None, None),
        ((MONDAY,), MONDAY, None),
        ((MONDAY, MONDAY), MONDAY, None),
        ((MONDAY, TUESDAY), TUESDAY, MONDAY),
        ((MONDAY, TUESDAY, FRIDAY, FRIDAY), FRIDAY, TUESDAY),
        # An import between two looks of one day: what it brought is new since the day before.
        ((MONDAY, FRIDAY, IMPORTED), IMPORTED, MONDAY),
    ],
)
def test_the_look_before_is_that_of_another_day(
    workspace: Workspace, looks: tuple[Looked, ...], last: Looked | None, before: Looked | None
) -> None:
    for look in looks:
        keep_look(workspace, "a@school.nl", "s", look)
    assert kept(workspace, "a@school.nl", "s") == Own(last=last, before=before)


def test_everybody_has_an_own_one_at_each_school(workspace: Workspace) -> None:
    keep_choice(workspace, "a@school.nl", "s", "mentor", ("havo", "vwo"))
    keep_look(workspace, "a@school.nl", "s", MONDAY)
    assert kept(workspace, "a@school.nl", "s") == Own("mentor", ("havo", "vwo"), last=MONDAY)
    assert kept(workspace, "", "s") == kept(workspace, "a@school.nl", "t") == Own()


def test_a_choice_can_be_taken_back_and_a_first_look_may_come_after_it(workspace: Workspace) -> None:
    keep_choice(workspace, "", "s", "mentor", ("havo",))
    keep_choice(workspace, "", "s", "", ())
    keep_look(workspace, "", "s", MONDAY)
    assert kept(workspace, "", "s") == Own(last=MONDAY)
