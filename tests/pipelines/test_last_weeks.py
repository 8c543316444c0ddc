"""The last school weeks of a pupil: how many there are, what counts, and that a lesson hour counts once."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from pipelines.models.snapshot import open_snapshot
from pipelines.questions.last_weeks import last_weeks
from pipelines.store.workspace import Workspace
from pipelines.viewer import EVERYTHING, NOBODY, Selection
from tests.pipelines.histories import SCOPE, YEAR, make_workspace, table

MONDAYS = sorted({day - timedelta(day.weekday()) for day in YEAR})
WEEKS = 8
# The ninth school week is the first one in which the oldest week is left out.
NINTH = MONDAYS[8]
HISTORY = f"""
1 | {YEAR[0]} | 1 | weg
1 | {MONDAYS[1]} | 1 | weg
1 | {MONDAYS[1]} | 2 | laat
1 | {NINTH} | 3 | weg
1 | {NINTH} | 3 | laat
2 | {NINTH} | 1 | ziek
"""


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    folder: Path = tmp_path_factory.mktemp("weken")
    yield make_workspace(folder, table(HISTORY), "kgc-2021", until=NINTH)


def hours(workspace: Workspace, on: date) -> dict[str, list[int]]:
    rows = last_weeks(open_snapshot(workspace), SCOPE, on)
    return dict(rows.select("student_id", "hours").iter_rows())


def test_eight_weeks_are_counted_oldest_first(workspace: Workspace) -> None:
    assert hours(workspace, NINTH - timedelta(3))["1"] == [1, 2, *[0] * (WEEKS - 2)]
    # A lesson hour that was missed and also begun late counts once; sickness has a good reason.
    assert hours(workspace, NINTH) == {"1": [2, *[0] * (WEEKS - 2), 1], "2": [0] * WEEKS}


def test_the_first_week_is_the_only_one_there_is(workspace: Workspace) -> None:
    assert hours(workspace, YEAR[0])["1"] == [1]


def test_nobody_sees_nobody(workspace: Workspace) -> None:
    snapshot = open_snapshot(workspace)
    assert last_weeks(snapshot, NOBODY, NINTH).is_empty()
    assert last_weeks(snapshot, SCOPE, NINTH, Selection(klassen=("Z9z",))).is_empty()
    assert last_weeks(snapshot, SCOPE, NINTH, EVERYTHING).height > 0
