"""Stages through the weeks and between two days, with pupils who join, move and leave."""

from datetime import date
from pathlib import Path

import pytest

from pipelines.models.snapshot import Snapshot, open_snapshot
from pipelines.questions.ladders import moves, stage_weeks
from pipelines.questions.stages import stages
from pipelines.store.imports import import_files
from pipelines.store.workspace import create_workspace
from pipelines.viewer import NOBODY, Selection
from tests.pipelines.histories import AFDELINGEN, SCOPE, YEAR, rows_of, settings, spread, write_csv

PROTOCOL, LADDER = "maastricht-2019", "te-laat"
PUPILS = """STAMNR,FIRSTNAME,PREFIX,LASTNAME,GENDER,BIRTHDATE,CLASS,STUDY,LOCATION,STUDYYEAR,PMENTORCODE,PMENTORNAME,\
studiebegindatum,studieeinddatum
1,An,,Een,,1-1-2012,H3a,,,3,AAA,,1-8-2026,
2,Bo,,Twee,,1-1-2012,H3a,,,3,AAA,,1-8-2026,2-10-2026
3,Cy,,Drie,,1-1-2012,H3a,,,3,AAA,,1-8-2026,20-9-2026
3,Cy,,Drie,,1-1-2012,V3a,,,3,BBB,,21-9-2026,
4,Do,,Vier,,1-1-2012,H3a,,,3,AAA,,28-9-2026,
5,Ed,,Vijf,,1-1-2012,H3a,,,3,AAA,,1-8-2026,
"""


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """Lates on the first school days of the year; pupil 4 joins on 28 September and is late at once, 2 leaves after
    2 October, 3 moves to the vwo on 21 September. The first period ends with the autumn holiday (17 to 25 October)."""
    folder: Path = tmp_path_factory.mktemp("school")
    workspace = create_workspace(folder / "werkmap", settings(PROTOCOL, more=AFDELINGEN))
    pupils = folder / "leerlingen.csv"
    pupils.write_text(PUPILS.replace("\\\n", ""), encoding="utf-8")
    rows = [
        *spread("1", "laat", 4, start=0, step=5),  # 31 August, then every Monday: stage 4 on 21 September
        *spread("2", "laat", 3, start=0),
        *spread("3", "laat", 1, start=0),
        *spread("4", "laat", 3, start=20),
        *spread("5", "medisch", 1, start=45),
    ]
    import_files(workspace, [pupils])
    import_files(workspace, [write_csv(folder / "export.csv", rows)])
    return open_snapshot(workspace)


def weeks(snapshot: Snapshot, on: date, selection: Selection = Selection()) -> dict[str, dict[str, int]]:  # noqa: B008
    found: dict[str, dict[str, int]] = {}
    rows = stage_weeks(snapshot, SCOPE, on, PROTOCOL, LADDER, selection)
    for monday, stage, students in rows_of(rows, "week_start", "stage", "students"):
        found.setdefault(str(monday), {})[str(stage)] = int(str(students))
    return found


def test_a_week_counts_who_was_there_then(snapshot: Snapshot) -> None:
    assert YEAR[20] == date(2026, 9, 28)
    assert weeks(snapshot, YEAR[45]) == {
        "2026-08-31": {"tl-1": 2, "tl-3": 1},
        "2026-09-07": {"tl-1": 2, "tl-3": 1},
        "2026-09-14": {"tl-1": 1, "tl-3": 2},
        "2026-09-21": {"tl-1": 1, "tl-3": 1, "tl-4": 1},
        "2026-09-28": {"tl-1": 1, "tl-3": 2, "tl-4": 1},  # on Friday 2 October pupil 2 is there for the last time
        "2026-10-05": {"tl-1": 1, "tl-3": 1, "tl-4": 1},
        "2026-10-12": {"tl-1": 1, "tl-3": 1, "tl-4": 1},
    }


def test_a_week_counts_in_the_afdeling_of_that_time(snapshot: Snapshot) -> None:
    havo, vwo = (weeks(snapshot, YEAR[25], Selection(afdelingen=(name,))) for name in ("havo", "vwo"))
    assert havo["2026-09-14"] == {"tl-1": 1, "tl-3": 2}
    assert havo["2026-09-21"] == {"tl-3": 1, "tl-4": 1}
    assert "2026-09-14" not in vwo
    assert vwo["2026-09-21"] == {"tl-1": 1}


def test_a_week_is_the_list_of_its_last_day(snapshot: Snapshot) -> None:
    for day, stage, students in rows_of(
        stage_weeks(snapshot, SCOPE, YEAR[45], PROTOCOL, LADDER), "date", "stage", "students"
    ):
        assert isinstance(day, date)
        listed = stages(snapshot, SCOPE, day, PROTOCOL)
        assert listed.filter(listed["ladder"] == LADDER, listed["stage"] == stage).height == students


def moved(snapshot: Snapshot, since: date, on: date, selection: Selection = Selection()) -> set[tuple[object, ...]]:  # noqa: B008
    rows = moves(snapshot, SCOPE, since, on, PROTOCOL, LADDER, selection)
    return set(rows_of(rows, "student_id", "was_here", "is_here", "stage_before", "stage_after"))


def test_moves_between_two_days(snapshot: Snapshot) -> None:
    assert moved(snapshot, date(2026, 9, 18), date(2026, 10, 9)) == {
        ("1", True, True, "tl-3", "tl-4"),
        ("2", True, False, "tl-3", None),
        ("3", True, True, "tl-1", "tl-1"),
        ("4", False, True, None, "tl-3"),
    }


def test_a_new_period_takes_everybody_off(snapshot: Snapshot) -> None:
    assert ("1", True, True, "tl-4", None) in moved(snapshot, date(2026, 10, 16), date(2026, 10, 26))


def test_a_mover_leaves_one_afdeling_and_joins_another(snapshot: Snapshot) -> None:
    days = date(2026, 9, 18), date(2026, 9, 25)
    assert ("3", True, False, "tl-1", None) in moved(snapshot, *days, Selection(afdelingen=("havo",)))
    assert moved(snapshot, *days, Selection(afdelingen=("vwo",))) == {("3", False, True, None, "tl-1")}


def test_without_rights_nobody_moves(snapshot: Snapshot) -> None:
    assert moves(snapshot, NOBODY, YEAR[0], YEAR[45], PROTOCOL, LADDER).is_empty()
    assert stage_weeks(snapshot, NOBODY, YEAR[45], PROTOCOL, LADDER).is_empty()
