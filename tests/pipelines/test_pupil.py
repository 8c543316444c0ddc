"""What stands on the page of one pupil, from the real import."""

from datetime import date
from pathlib import Path

import pytest

from pipelines.models.snapshot import Snapshot
from pipelines.questions.school import vacations, week_ends
from pipelines.viewer import NOBODY
from tests.pipelines.asking import counters, of_pupil
from tests.pipelines.histories import SCOPE, YEAR, make_snapshot, rows_of, spread


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    folder: Path = tmp_path_factory.mktemp("school")
    rows = [*spread("1", "laat", 4), *spread("1", "uit", 2, start=30), *spread("2", "medisch", 1, start=40)]
    return make_snapshot(folder, rows, protocol="mlg-2020", until=YEAR[40])


def test_counters_stand_beside_every_stage(snapshot: Snapshot) -> None:
    rows = counters(snapshot, SCOPE, YEAR[40], "1", "mlg-2020")
    late = rows.filter(rows["ladder"] == "te-laat")
    assert rows_of(late, "stage", "number", "value", "with_others") == [
        ("tl-3", 3.0, 4.0, False),
        ("tl-6", 6.0, 4.0, False),
        ("tl-9", 9.0, 4.0, False),
        ("tl-10", 10.0, 4.0, False),
    ]
    together = rows.filter(rows["stage"] == "us-9")
    assert set(rows_of(together, "number", "value", "with_others")) >= {(9.0, 2.0, True), (9.0, 4.0, True)}


def test_a_counter_holds_on_its_day(snapshot: Snapshot) -> None:
    rows = counters(snapshot, SCOPE, YEAR[2], "1", "mlg-2020")
    assert rows.filter(rows["stage"] == "tl-3")["value"].to_list() == [3.0]
    assert rows.filter(rows["stage"] == "us-3")["value"].to_list() == [None]


def test_without_rights_there_is_nothing_to_see(snapshot: Snapshot) -> None:
    assert of_pupil(snapshot, "pupil_counters", NOBODY, YEAR[40], "1", "mlg-2020").is_empty()
    assert of_pupil(snapshot, "pupil_placements", NOBODY, YEAR[40], "1").is_empty()
    assert of_pupil(snapshot, "pupil_followups", NOBODY, YEAR[40], "1").is_empty()


def test_summer_is_two_holidays_of_a_school_year(snapshot: Snapshot) -> None:
    found = rows_of(vacations(snapshot, YEAR[0], "s"), "vacation", "first_day", "last_day")
    assert found[0][1:] == (date(2026, 8, 1), date(2026, 8, 30))
    assert found[-1][2] == date(2027, 7, 31)
    assert found[1] == ("herfst", date(2026, 10, 17), date(2026, 10, 25))
    assert len(found) == 6


def test_weeks_end_on_their_last_school_day_or_the_day_itself(snapshot: Snapshot) -> None:
    assert rows_of(week_ends(snapshot, date(2026, 9, 9), "s"), "school_week", "date") == [
        (1, date(2026, 9, 4)),
        (2, date(2026, 9, 9)),
    ]
