"""A report of the 16-hour norm is a task of the role that the protocol names, and is asked once."""

from datetime import date
from pathlib import Path

import pytest

from dashboard.steps.tasks import told
from pipelines.models.snapshot import open_snapshot
from pipelines.notes.marks import marks, tasks_of
from pipelines.notes.norm_marks import apart, as_task_marks
from pipelines.notes.report_cases import LEFT, MADE, Case, Entry, Said, enter, report_marks
from pipelines.questions.norm_task import report_steps
from pipelines.questions.worklist import worklist
from protocols.load import load_protocols
from tests.pipelines.histories import SCOPE, YEAR, Case as Pupils, Registration, School, make_workspace, spread

UNTIL = YEAR[20]
REPORTS = {
    action.what
    for protocol in load_protocols().values()
    for ladder in protocol.ladder
    for stage in ladder.stage
    for action in stage.action
    if action.report
}
STEPS = ("school", "student_id", "protocol", "ladder", "stage", "reached_on", "recurring")


def asked(case: Pupils, on: date) -> set[tuple[object, ...]]:
    """Protocol, stage, day, role and deadline of every report to leerplicht or DUO that the worklist asks of pupil a."""
    found: set[tuple[object, ...]] = set()
    for row in worklist(case.snapshot, SCOPE, on).filter(student_id=case.pupil("a")).iter_rows(named=True):
        for action in row["actions"] or []:
            if action["what"] in REPORTS:
                found.add((row["protocol"], row["stage"], row["reached_on"], action["role"], action["deadline"]))
    return found


ROLES = {
    "cgu-2024": "verzuimcoördinator",
    "kgc-2021": "verzuimcoördinator",
    "maastricht-2019": "verzuimcoördinator",
    "leerlingenbureau-2020": "zorgcoördinator",
    "nl-mazl": "verzuimcoördinator",
    "nl-leerplicht": "verzuimcoördinator",
}
HOURS = (15, 16, 17)
SCHOOLS = {protocol: School(protocol, until=UNTIL) for protocol in (*ROLES, "mlg-2020")}
# On two days that border on no holiday.
ROUND_SIXTEEN = {
    (protocol, hours): SCHOOLS[protocol].case(spread("a", "weg", hours, start=2, hours=(hours + 1) // 2))
    for protocol in ROLES
    for hours in HOURS
}


@pytest.mark.parametrize("hours", HOURS)
@pytest.mark.parametrize(("protocol", "role"), ROLES.items())
def test_sixteen_hours_ask_one_report(protocol: str, role: str, hours: int) -> None:
    """Due five working days later, whatever the document says."""
    found = asked(ROUND_SIXTEEN[protocol, hours], YEAR[3])
    assert found == ({("nl-leerplicht", "melding", YEAR[3], role, YEAR[8])} if hours >= 16 else set())


def test_the_words_are_those_of_the_protocol() -> None:
    case = ROUND_SIXTEEN["cgu-2024", 16]
    found = worklist(case.snapshot, SCOPE, YEAR[3]).filter(student_id=case.pupil("a"))
    said = {row["stage"]: [action["what"] for action in row["actions"]] for row in found.iter_rows(named=True)}
    assert said["melding"] == ["doet de DUO-melding en licht mentor en conrector in"]
    assert said["duo"] == ["vertelt de ouders van de melding", "vertelt de leerling zelf van de melding"]


WITH_LATES = SCHOOLS["leerlingenbureau-2020"].case(
    [*spread("a", "weg", 10, start=2, hours=5), *spread("a", "laat", 6, start=4, hours=3)]
)


def test_a_step_over_other_registrations_keeps_its_report() -> None:
    """leerlingenbureau-2020 counts lates among the sixteen, the norm does not: nobody else would ask that report."""
    found = asked(WITH_LATES, YEAR[5])
    assert {row[:4] for row in found} == {("leerlingenbureau-2020", "oa-16", YEAR[5], "zorgcoördinator")}


OF_MLG = SCHOOLS["mlg-2020"].case(spread("a", "weg", 16, start=2, hours=8))


def test_an_earlier_report_of_the_document_stands_beside_that_of_the_norm() -> None:
    """mlg-2020 reports at seven hours; the sixteen hours of the norm are another report."""
    assert {row[:2] for row in asked(OF_MLG, YEAR[3])} == {("mlg-2020", "sp-7"), ("nl-leerplicht", "melding")}


LUXE = SCHOOLS["maastricht-2019"].case([Registration("a", YEAR[5], 1, "luxeverzuim")])


def test_luxe_keeps_its_report() -> None:
    assert {row[:2] for row in asked(LUXE, YEAR[5])} == {("maastricht-2019", "duo")}


LATER = {protocol: School(protocol, until=YEAR[40]) for protocol in ("cgu-2024", "nl-leerplicht")}
# norms.md: 7-8 and 9-10 September.
TWO_REPORTS = {
    protocol: school.case(spread("a", "weg", 32, start=YEAR.index(date(2026, 9, 7)), hours=8))
    for protocol, school in LATER.items()
}
# Eight hours a day in the last week of the year.
LAST_WEEK = {
    protocol: school.case(
        Registration("a", date(2026, 7, day), hour, "ongeoorloofd") for day in range(13, 18) for hour in range(1, 9)
    )
    for protocol, school in LATER.items()
}


@pytest.mark.parametrize("protocol", LATER)
def test_every_report_is_a_task_from_the_day_on_which_it_can_be_made(protocol: str) -> None:
    """The second can be made from 15 September."""
    case = TWO_REPORTS[protocol]
    first = ("nl-leerplicht", "melding", date(2026, 9, 8), "verzuimcoördinator", date(2026, 9, 15))
    second = ("nl-leerplicht", "melding", date(2026, 9, 15), "verzuimcoördinator", date(2026, 9, 22))
    assert asked(case, date(2026, 9, 7)) == set()
    assert asked(case, date(2026, 9, 14)) == {first}
    assert asked(case, date(2026, 9, 15)) == {first, second}
    of_pupil = worklist(case.snapshot, SCOPE, YEAR[40], older=True).filter(student_id=case.pupil("a"))
    assert of_pupil.filter(of_pupil["stage"] == "melding")["reached_on"].to_list() == [first[2], second[2]]


@pytest.mark.parametrize("protocol", LATER)
def test_a_report_of_the_last_days_is_still_a_task_after_the_summer(protocol: str) -> None:
    """Two reports, of which the terms run on after the holiday."""
    case = LAST_WEEK[protocol]
    first = ("nl-leerplicht", "melding", date(2026, 7, 14), "verzuimcoördinator", date(2026, 9, 1))
    second = ("nl-leerplicht", "melding", date(2026, 7, 21), "verzuimcoördinator", date(2026, 9, 4))
    assert asked(case, date(2026, 7, 20)) == {first}
    for day in (date(2026, 7, 21), date(2026, 7, 31), date(2026, 8, 31), date(2026, 9, 4)):
        assert asked(case, day) == {first, second}


@pytest.mark.parametrize(("said", "choice"), [(MADE, ""), (LEFT, "leerplicht-betrokken")])
def test_a_case_counts_on_both_pages(tmp_path: Path, said: Said, choice: str) -> None:
    rows = spread("a", "weg", 16, start=2, hours=8)
    workspace = make_workspace(tmp_path, rows, protocol="cgu-2024", until=UNTIL)
    snapshot = open_snapshot(workspace)
    tasks = tasks_of(told(worklist(snapshot, SCOPE, YEAR[3]), YEAR[3]))
    own, reports = apart(tasks, report_steps(snapshot, SCOPE, YEAR[3]))
    assert {task.stage for task in own} == {"ao-1", "duo"}
    assert reports == [Case("s", "a", "relatief", YEAR[2])]
    entries = [Entry(report, said, YEAR[4], choice) for report in reports]
    assert enter(workspace, snapshot, SCOPE, YEAR[3], entries, "abc", YEAR[4]) == 1
    assert as_task_marks(report_steps(snapshot, SCOPE, YEAR[5]), report_marks(workspace, SCOPE, YEAR[3])).is_empty()
    made = as_task_marks(report_steps(snapshot, SCOPE, YEAR[5]), report_marks(workspace, SCOPE, YEAR[5]))
    assert made.columns == marks(workspace, SCOPE, YEAR[5]).columns
    assert made.select("stage", "reached_on", "recurring", "done_on", "initials").rows() == [
        ("melding", YEAR[3], False, YEAR[4], "abc")
    ]
