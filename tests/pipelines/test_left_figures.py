"""What the figures make of who left by a list: the days around the end and around a return, the norm, and tasks."""

from datetime import date

import pytest

from pipelines.models.snapshot import Snapshot, open_snapshot
from pipelines.questions.leerplicht import leerplicht, reports
from pipelines.questions.pupil import students
from pipelines.questions.quality import left
from pipelines.questions.tasks_asked import asked
from pipelines.questions.worklist import worklist
from pipelines.store.imports import import_files
from pipelines.viewer import EVERYTHING
from tests.pipelines.histories import SCOPE, make_workspace, rows_of, table
from tests.pipelines.whole_lists import TODAY, written

# 101 has a report of the norm on 29 October and leaves by the list of Tuesday 3 November. 102 is on no list of that day and on
# the next again, of Tuesday 10 November: eight of the hours are of before, eight of after. The data run to 13 November.
ROWS = """101 | 2026-10-28 | 1-8 | weg
101 | 2026-10-29 | 1-8 | weg
102 | 2026-10-29 | 1-8 | weg
102 | 2026-11-11 | 1-8 | weg"""
UNTIL = date(2026, 11, 13)
# Last days of before this school year, on its first day and of after the list that 203 is not on.
DATED = """Stamnr;Achternaam;Klas;Begindatum;Einddatum
201;Eerder;H9Z;01-08-2025;31-07-2026
202;Zomer;H9Z;01-08-2025;01-08-2026
203;Later;H9Z;01-08-2025;05-11-2026
"""
LISTS = {"2026-09-01": [101, 102, 103, 104], "2026-11-03": [103, 104], "2026-11-10": [102, 103, 104]}


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    folder = tmp_path_factory.mktemp("school")
    workspace = make_workspace(folder, table(ROWS), until=UNTIL)
    dated = folder / "met datums 2026-09-01.csv"
    dated.write_text(DATED, encoding="utf-8")
    with pytest.MonkeyPatch.context() as today:
        today.setenv("VERZUIMBEELD_TODAY", TODAY)
        import_files(
            workspace, [dated, *(written(folder, numbers, day) for day, numbers in LISTS.items())], whole=True, left=3
        )
    return open_snapshot(workspace)


@pytest.mark.parametrize(
    ("day", "there"),
    [
        ("2026-10-30", {"101", "102", "103", "104"}),
        ("2026-11-02", {"101", "102", "103", "104"}),
        ("2026-11-03", {"103", "104"}),
        ("2026-11-04", {"103", "104"}),
        ("2026-11-09", {"103", "104"}),
        ("2026-11-10", {"102", "103", "104"}),
        ("2026-11-11", {"102", "103", "104"}),
    ],
)
def test_the_last_day_is_the_day_before_the_list_and_the_first_that_of_the_next(
    school: Snapshot, day: str, there: set[str]
) -> None:
    on = date.fromisoformat(day)
    assert set(students(school, SCOPE, on)["student_id"]) - {"slot", "203"} == there
    counted = school.rows(
        "select sum(students) as pupils from mart_enrolment_day where klas = 'H1A' and date = $on", {"on": on}
    )
    assert counted.item() == len(there)


@pytest.mark.parametrize(
    ("day", "reported"),
    [
        ("2026-10-28", set()),
        ("2026-10-29", {"101"}),
        ("2026-11-02", {"101"}),
        ("2026-11-03", set()),
        ("2026-11-10", set()),
        # The hours of before the gap lie in the same four weeks.
        ("2026-11-11", {"102"}),
    ],
)
def test_the_norm_counts_who_is_there_and_who_came_back_with_the_hours_of_before(
    school: Snapshot, day: str, reported: set[str]
) -> None:
    on = date.fromisoformat(day)
    found = leerplicht(school, SCOPE, on)
    assert set(found.filter(state="melding")["student_id"]) == reported
    assert set(worklist(school, SCOPE, on)["student_id"]) == reported


def test_a_report_that_was_owed_stays_in_the_list_of_reports_and_a_task_in_that_of_what_was_done(
    school: Snapshot,
) -> None:
    """Mijn week asks nothing any more; that nobody made the report stays to be seen."""
    assert rows_of(reports(school, SCOPE, UNTIL), "student_id", "klas") == [("101", "H1A"), ("102", "H1A")]
    tasks = asked(school, SCOPE, UNTIL).filter(student_id="101")
    assert rows_of(tasks, "reached_on", "gone_on") == [(date(2026, 10, 29), date(2026, 11, 3))]


def test_who_left_this_school_year_and_how_that_is_known(school: Snapshot) -> None:
    gone = left(school, SCOPE, UNTIL, "s", EVERYTHING)
    assert rows_of(gone, "student_id", "last_day", "list_date") == [
        ("203", date(2026, 11, 2), date(2026, 11, 3)),
        ("101", date(2026, 11, 2), date(2026, 11, 3)),
        ("202", date(2026, 8, 1), None),
    ]
