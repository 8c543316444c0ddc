"""Roles of the school's own, points, and how much is made up: who does what, and how many hours."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from pipelines.access.mapping import person_viewer
from pipelines.access.unmanned import unmanned
from pipelines.errors import UsageError
from pipelines.notes.agenda import owners
from pipelines.notes.marks import mark_done, tasks_of
from pipelines.questions.appointments import appointments
from pipelines.questions.stages import stages
from pipelines.questions.tasks_asked import asked
from protocols.roles import also_does, own_roles, role_rows
from protocols.rule_words import who
from protocols.schema import Protocol
from protocols.show import render
from tests.pipelines.histories import SCOPE, YEAR, Case, rows_of, spread
from tests.pipelines.own_protocol import OwnSchool, invented

RULES = invented("kadehuis-2026")
LAST = date(2026, 9, 25)
SCHOOL = OwnSchool(RULES, LAST)
FOUR = SCHOOL.case([*spread("a", "laat", 1), *spread("a", "uit", 1, 1)])
FIVE = SCHOOL.case([*spread("a", "laat", 2), *spread("a", "uit", 1, 2)])
NINE = SCHOOL.case(spread("a", "uit", 3))
AWAY = SCHOOL.case(spread("a", "weg", 3, hours=2))
PERSON = '[[person]]\nid = "x@school.nl"\ninitials = "XYZ"\nrole = "{role}"\n{lists}'


def with_like(**like: str | None) -> Protocol:
    """The protocol in which these roles are like others."""
    content = RULES.model_dump()
    for action in (a for ladder in content["ladder"] for stage in ladder["stage"] for a in stage["action"]):
        action["like"] = like.get(action["role"], action["like"])
    return Protocol.model_validate(content)


@pytest.mark.parametrize(
    ("case", "expected"),
    [(FOUR, []), (FIVE, [("pt-5", YEAR[2])]), (NINE, [("pt-9", YEAR[2])])],
    ids=["4 punten", "5 punten", "9 punten"],
)
def test_points_are_weights(case: Case, expected: list[tuple[str, date]]) -> None:
    assert rows_of(case.ask(stages, SCOPE, LAST), "stage", "reached_on") == expected


def test_a_stage_has_its_own_amount_and_each_missed_lesson_twice() -> None:
    found = [
        rows_of(case.ask(appointments, SCOPE, LAST, LAST), "asked_on", "role", "times", "hours")
        for case in (FIVE, NINE, AWAY)
    ]
    assert found == [
        [(YEAR[2], "receptie", 1, 2)],
        [(YEAR[1], "receptie", 1, 2), (YEAR[2], "receptie", 1, 4)],
        [(YEAR[0], "receptie", 2, 4), (YEAR[1], "receptie", 1, 2)],
    ]


@pytest.mark.parametrize(
    ("role", "lists", "own"),
    [
        ("mentor", 'mentors = ["BRG"]\n', {"mentor", "coach"}),
        ("conciërge", "", {"conciërge", "receptie"}),
        ("verzuimcoördinator", "", {"verzuimcoördinator"}),
        ("ict", "", set()),
    ],
)
def test_a_person_does_the_tasks_of_the_roles_that_are_like_the_own(
    role: str, lists: str, own: set[str], tmp_path: Path
) -> None:
    workspace = SCHOOL.copy(tmp_path)
    path = workspace.path / "toegang.toml"
    path.write_text(PERSON.format(role=role, lists=lists), encoding="utf-8")
    path.chmod(0o600)
    assert person_viewer(workspace, "x@school.nl", LAST).roles == own


def test_who_is_like_it_marks_a_task_and_another_does_not(tmp_path: Path) -> None:
    workspace = SCHOOL.copy(tmp_path)
    path = workspace.path / "toegang.toml"
    path.write_text(PERSON.format(role="conciërge", lists=""), encoding="utf-8")
    path.chmod(0o600)
    porter = person_viewer(workspace, "x@school.nl", LAST)
    rows = asked(SCHOOL.snapshot, SCOPE, LAST).filter(student_id=NINE.pupil("a"), stage="pt-9")
    tasks = {task.role: task for task in tasks_of(rows.with_columns(pl.lit("plant het").alias("what")))}
    assert mark_done(workspace, porter, [tasks["receptie"]], LAST, "", LAST) == 1
    with pytest.raises(UsageError, match="andere rol"):
        mark_done(workspace, porter, [tasks["coördinator leerlingzaken"]], LAST, "", LAST)


def test_a_role_that_nobody_has_is_said(tmp_path: Path) -> None:
    workspace = SCHOOL.copy(tmp_path)
    path = workspace.path / "toegang.toml"

    def told(*people: str) -> list[tuple[str, str]]:
        rows = [PERSON.format(role=role, lists="").replace("x@", f"{role[:3]}@") for role in people]
        path.write_text("\n".join(rows), encoding="utf-8")
        path.chmod(0o600)
        return unmanned(workspace, LAST)

    mentor = PERSON.format(role="mentor", lists='mentors = ["BRG"]\n')
    assert told("conciërge") == [("s", "coach"), ("s", "coördinator leerlingzaken")]
    path.write_text(f"{mentor}\n{path.read_text(encoding='utf-8')}", encoding="utf-8")
    assert unmanned(workspace, LAST) == [("s", "coördinator leerlingzaken")]
    assert told("ict") == [("s", role) for role in own_roles(RULES)]


def test_a_decision_may_be_of_an_own_role() -> None:
    assert owners(SCHOOL.workspace, "s")[-3:] == ["coach", "receptie", "coördinator leerlingzaken"]


def test_who_steps_in_is_as_whom_the_role_is_like() -> None:
    told = dict(role_rows([RULES]))
    assert (told["coach"], told["receptie"], told["coördinator leerlingzaken"]) == (True, False, True)
    assert dict(role_rows([RULES, with_like(coach=None)]))["coach"] is False
    assert dict(role_rows([RULES, with_like(coach="conciërge")]))["coach"] is False


def test_where_two_protocols_differ_a_role_is_whose_it_is_in_both() -> None:
    other = with_like(coach="zorgcoördinator")
    assert also_does([RULES], {"mentor"}) == {"coach"}
    assert also_does([RULES, other], {"mentor"}) == also_does([with_like(coach=None)], {"mentor"}) == frozenset()
    assert also_does([RULES, other], {"mentor", "zorgcoördinator"}) == {"coach"}


def test_the_words_say_as_whom() -> None:
    (first, *_), *_ = [[who(action) for action in stage.action] for stage in RULES.ladder[0].stage]
    assert first == "coach (als mentor)"
    assert "receptie: plant het nablijven" in render(RULES)
