"""Requests of parents: who asks, who decides, what may follow what, and by which day the parents have an answer."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from pipelines.access.mapping import person_viewer
from pipelines.errors import InputError, UsageError
from pipelines.keeping import requests
from pipelines.keeping.forget import forget
from pipelines.keeping.requests import LOG, Outcome, Request
from pipelines.keeping.what_goes import Goes, what_goes
from pipelines.models.snapshot import open_snapshot
from pipelines.store.workspace import Workspace, open_workspace
from pipelines.today import today
from pipelines.viewer import Viewer
from tests.pipelines.histories import settings
from tests.pipelines.keeping.asking import FG, ICT, MENTOR, RECTOR, RECTOR_2, approved, asked, decided, table
from tests.pipelines.keeping.given import NAME, NUMBER, school

pytestmark = pytest.mark.usefixtures("own_list")


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return approved(school(tmp_path))


def viewer(workspace: Workspace, person: str) -> Viewer:
    return person_viewer(workspace, person, today())


def test_nobody_decides_about_an_own_request_or_without_the_right(workspace: Workspace) -> None:
    request = asked(workspace, "inzage")
    outcomes: list[tuple[str, Outcome]] = [
        (FG, "akkoord"),
        (ICT, "akkoord"),
        (FG, "geweigerd"),
        (RECTOR, "ingetrokken"),
    ]
    for person, outcome in outcomes:
        with pytest.raises(UsageError, match="U mag hierover niet beslissen"):
            requests.decide(workspace, viewer(workspace, person), request, outcome, "reden")
    for person in (RECTOR, ICT):
        with pytest.raises(UsageError, match="niets vragen"):
            requests.ask(workspace, viewer(workspace, person), "inzage", "s", NUMBER)
    # Who was FG when he asked and became rector, however the account is written.
    log = workspace.path / "audit" / LOG
    line = json.loads(log.read_text(encoding="utf-8"))
    log.write_text(json.dumps(line | {"door": RECTOR.upper()}) + "\n", encoding="utf-8")
    own = requests.requests(workspace)[0]
    assert not requests.may_give(workspace, viewer(workspace, RECTOR), own)
    assert requests.may_give(workspace, viewer(workspace, RECTOR_2), own)


def test_what_may_follow_what(workspace: Workspace) -> None:
    request = asked(workspace, "inzage")
    with pytest.raises(UsageError, match="intussen beslist"):
        decided(workspace, request, "gegeven")
    decided(workspace, request, "akkoord")
    with pytest.raises(UsageError, match="intussen beslist"):
        decided(workspace, request, "akkoord", by=RECTOR_2)
    given = decided(workspace, request, "gegeven", by=RECTOR_2)
    assert (given.outcome, given.decided_by, given.is_done) == ("gegeven", RECTOR, True)
    outcomes: tuple[Outcome, ...] = ("akkoord", "geweigerd", "ingetrokken", "gegeven")
    for outcome in outcomes:
        with pytest.raises(UsageError, match="intussen beslist"):
            requests.decide(workspace, viewer(workspace, RECTOR), request, outcome, "reden")
    # Forgetting is not given to anybody, and can be stopped as long as it is not done.
    forgetting = decided(workspace, asked(workspace, "vergeten"), "akkoord")
    with pytest.raises(UsageError, match="niet beslissen"):
        decided(workspace, forgetting, "gegeven")
    decided(workspace, forgetting, "ingetrokken", by=FG)
    with pytest.raises(UsageError, match="intussen beslist"):
        requests.insist_on_akkoord(workspace, viewer(workspace, RECTOR), forgetting)


@pytest.mark.parametrize(("length", "kept"), [(0, False), (1, True), (300, True), (301, False)])
def test_a_refusal_has_a_reason(workspace: Workspace, length: int, kept: bool) -> None:
    request = asked(workspace, "inzage")
    if kept:
        assert decided(workspace, request, "geweigerd", f" {'x' * length}\n").reason == "x" * length
    else:
        with pytest.raises(UsageError, match="Er staat niet waarom"):
            decided(workspace, request, "geweigerd", "x" * length)


def test_forgetting_asks_once_more_when_nobody_else_writes(workspace: Workspace) -> None:
    request = decided(workspace, asked(workspace, "vergeten"), "akkoord")
    decided(workspace, request, "ingetrokken", by=FG)

    def insist() -> None:
        requests.insist_on_akkoord(workspace, viewer(workspace, RECTOR), request)

    with pytest.raises(UsageError, match="intussen beslist"):
        forget(workspace, NUMBER, "s", RECTOR, None, insist)
    assert requests.requests(workspace)[0].student_id == NUMBER


def test_requests_of_who_is_forgotten_hold_nothing_and_lapse(workspace: Workspace) -> None:
    request = asked(workspace, "inzage")
    refused = decided(workspace, asked(workspace, "vergeten"), "geweigerd", f"{NAME} is nog op school")
    assert NAME in refused.reason
    forget(workspace, NUMBER, "s", "de rector")
    text = (workspace.path / "audit" / LOG).read_text(encoding="utf-8")
    assert not [word for word in (NUMBER, NAME) if word in text]
    assert all(each.is_gone and each.is_done for each in requests.requests(workspace))
    with pytest.raises(UsageError, match="intussen beslist"):
        decided(workspace, request, "akkoord")
    with pytest.raises(InputError, match="niets bewaard"):
        asked(workspace, "inzage")


def test_a_rector_of_another_school_has_nothing_to_say(workspace: Workspace) -> None:
    toml = (workspace.path / "school.toml").read_text(encoding="utf-8")
    other = settings("nl-leerplicht").replace('id = "s"', 'id = "t"').replace('"School"', '"Andere"')
    (workspace.path / "school.toml").write_text(f"{toml}\n{other}", encoding="utf-8")
    both = open_workspace(workspace.path)
    (both.path / "audit" / "toegang.jsonl").unlink()
    of = {
        RECTOR: 'role = "rector"\nschools = ["s", "t"]\n',
        RECTOR_2: 'role = "rector"\nschools = ["t"]\n',
        FG: 'role = "fg"\nschools = ["s"]\n',
        ICT: 'role = "ict"\nschools = ["s"]\n',
        MENTOR: 'role = "mentor"\nmentors = ["BRG"]\nschools = ["s"]\n',
    }
    approved(both, **of)
    request = asked(both, "inzage")
    with pytest.raises(UsageError, match="niet beslissen"):
        decided(both, request, "akkoord", by=RECTOR_2)
    with pytest.raises(UsageError, match="niets vragen"):
        asked(both, "inzage", school="t")
    assert decided(both, request, "akkoord").decided_by == RECTOR
    ended = f"until = {today() - timedelta(1)}\n"
    assert [requests.has_approver(both, place, today()) for place in ("s", "t")] == [True, True]
    table(both, **of | {RECTOR: of[RECTOR] + ended})
    assert [requests.has_approver(both, place, today()) for place in ("s", "t")] == [False, True]


def test_what_would_go_is_for_who_decides(workspace: Workspace) -> None:
    request = asked(workspace, "vergeten")
    snapshot = open_snapshot(workspace)
    try:
        # 24 hours, the list, the klas, the stay on the list and a correction; every note of the sample, whose
        # case begins on another day than the report does.
        found = what_goes(workspace, snapshot, viewer(workspace, RECTOR), request)
        with pytest.raises(UsageError, match="niet beslissen"):
            what_goes(workspace, snapshot, viewer(workspace, FG), request)
    finally:
        snapshot.close()
    assert found == Goes(NAME, rows=28, notes=9, enrolled=True, unsaid=1, unanswered=1)


def test_on_the_last_day_of_a_rector_somebody_decides(workspace: Workspace) -> None:
    last = today() + timedelta(3)
    row = f'role = "rector"\nuntil = {last}\n'
    (workspace.path / "audit" / "toegang.jsonl").unlink()
    approved(workspace, **{RECTOR: row, RECTOR_2: row})
    days = (last, last + timedelta(1))
    assert [requests.has_approver(workspace, "s", day) for day in days] == [True, False]


@pytest.mark.parametrize(
    ("asked_on", "last"),
    [
        (date(2026, 11, 30), date(2026, 12, 30)),
        (date(2026, 12, 1), date(2027, 1, 1)),
        (date(2027, 1, 31), date(2027, 2, 28)),
        (date(2028, 1, 31), date(2028, 2, 29)),
    ],
)
def test_parents_have_an_answer_within_a_month(asked_on: date, last: date) -> None:
    moment = datetime(asked_on.year, asked_on.month, asked_on.day, 12, tzinfo=UTC)
    request = Request("a", "inzage", "s", NUMBER, FG, moment)
    assert request.answer_by == last
    assert [request.is_late(last + timedelta(days)) for days in (-1, 0, 1)] == [False, False, True]
    done = Request("a", "inzage", "s", NUMBER, FG, moment, "gegeven")
    assert not done.is_late(last + timedelta(1))
