"""A clean start in mid-year: one note closes what was asked up to a day, and says of nothing that it was done."""

import threading
from datetime import date, timedelta
from pathlib import Path

import pytest

from pipelines.errors import UsageError
from pipelines.models.snapshot import open_snapshot
from pipelines.notes.marks import mark_done
from pipelines.notes.settlements import settle, settlements, settlements_version, unsettle
from pipelines.questions import compliance
from pipelines.questions.compliance import IN_TIME, LAPSED, UNRECORDED
from pipelines.store.workspace import Workspace
from pipelines.viewer import NOBODY, of_afdelingen, of_mentors, of_schools
from tests.pipelines.asking import tasks_of_step
from tests.pipelines.histories import SCOPE, YEAR, make_workspace, rows_of, spread

UNTIL = YEAR[30]
DAY = YEAR[4]


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """A pupil late for the fifth time on the fifth day; the data run long past every term."""
    return make_workspace(tmp_path, spread("1", "laat", 5), "kgc-2021", until=UNTIL)


def said(workspace: Workspace, on: date = UNTIL) -> list[tuple[object, ...]]:
    return rows_of(settlements(workspace, SCOPE, on), "afdeling", "role", "until_on", "settled_on", "initials")


def statuses(workspace: Workspace, on: date = UNTIL) -> dict[str | None, str]:
    """The status of the fifth time late: as a whole and of each role."""
    snapshot = open_snapshot(workspace)
    found = compliance.steps(workspace, snapshot, SCOPE, on).filter(stage="tl-5")
    snapshot.close()
    return dict(found.select("role", "status").iter_rows())


@pytest.mark.parametrize(("until", "closed"), [(YEAR[3], False), (DAY, True), (YEAR[5], True)])
def test_what_was_asked_up_to_the_day_lapsed_and_was_not_in_time(
    workspace: Workspace, until: date, closed: bool
) -> None:
    assert set(statuses(workspace).values()) == {UNRECORDED}
    assert settle(workspace, SCOPE, "s", until, " JdV ", UNTIL) == 1
    assert said(workspace) == [(None, None, until, UNTIL, "JdV")]
    assert set(statuses(workspace).values()) == {LAPSED if closed else UNRECORDED}


def test_it_is_known_from_the_day_on_which_it_was_said(workspace: Workspace) -> None:
    settle(workspace, SCOPE, "s", DAY, "AB", YEAR[20])
    assert [bool(said(workspace, day)) for day in (YEAR[19], YEAR[20], YEAR[21])] == [False, True, True]


def test_of_one_role_and_of_what_was_done(workspace: Workspace) -> None:
    settle(workspace, SCOPE, "s", DAY, "AB", UNTIL, role="mentor")
    office = "absentieadministratie"
    assert statuses(workspace) == {None: UNRECORDED, office: UNRECORDED, "mentor": LAPSED}
    _, mail = tasks_of_step("1", "kgc-2021", "te-laat", "tl-5", DAY)
    mark_done(workspace, SCOPE, [mail], YEAR[5], "AB", UNTIL)
    assert statuses(workspace) == {None: LAPSED, office: IN_TIME, "mentor": LAPSED}


def test_it_is_withdrawn_and_can_be_said_again(workspace: Workspace) -> None:
    seen = [settlements_version(workspace)]
    settle(workspace, SCOPE, "s", DAY, "AB", UNTIL)
    seen.append(settlements_version(workspace))
    [number] = settlements(workspace, SCOPE, UNTIL)["settlement"]
    assert unsettle(workspace, SCOPE, number, "CD") == 1
    seen.append(settlements_version(workspace))
    assert said(workspace) == []
    assert set(statuses(workspace).values()) == {UNRECORDED}
    assert unsettle(workspace, SCOPE, number, "CD") == 0
    assert settle(workspace, SCOPE, "s", DAY, "AB", UNTIL) == 1
    assert len(set(seen)) == 3


def test_two_who_say_it_at_once_make_one(workspace: Workspace) -> None:
    made: list[int] = []
    workers = [
        threading.Thread(target=lambda: made.append(settle(workspace, SCOPE, "s", DAY, "AB", UNTIL))) for _ in range(4)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(made) == [0, 0, 0, 1]
    assert len(said(workspace)) == 1


def test_only_who_sees_everybody_for_whom_it_holds_says_it(workspace: Workspace) -> None:
    for viewer, afdeling in (
        (NOBODY, None),
        (of_schools("t"), None),
        (of_afdelingen("s", "vwo"), None),
        (of_afdelingen("s", "vwo"), "havo"),
        (of_mentors("s", "ABC"), None),
        (of_mentors("s", "ABC"), "vwo"),
    ):
        with pytest.raises(UsageError):
            settle(workspace, viewer, "s", DAY, "AB", UNTIL, afdeling)
    assert settle(workspace, of_afdelingen("s", "vwo"), "s", DAY, "AB", UNTIL, "vwo") == 1
    [number] = settlements(workspace, SCOPE, UNTIL)["settlement"]
    with pytest.raises(UsageError):
        unsettle(workspace, of_afdelingen("s", "havo"), number, "AB")
    assert settlements(workspace, of_schools("t"), UNTIL).is_empty()


@pytest.mark.parametrize(("until", "initials"), [(UNTIL + timedelta(1), "AB"), (DAY, "A"), (DAY, "")])
def test_a_day_to_come_and_odd_initials_are_refused(workspace: Workspace, until: date, initials: str) -> None:
    with pytest.raises(UsageError):
        settle(workspace, SCOPE, "s", until, initials, UNTIL)
    assert said(workspace) == []
