"""Who has not the right to care is answered as by a school in which nobody was ever ill."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from pipelines.models.snapshot import Snapshot, open_snapshot
from pipelines.questions.care_apart import COUNTED
from pipelines.questions.question import Question, ask
from pipelines.questions.worklist import worklist
from pipelines.store.workspace import Workspace
from pipelines.viewer import RIGHTS, Viewer, of_schools
from tests.dashboard import schools
from tests.pipelines.every_question import questions
from tests.pipelines.histories import YEAR, Registration, make_workspace, settings, spread
from tests.pipelines.test_questions import OTHERWISE, VALUES

WITHOUT = of_schools("s", rights=RIGHTS - {"care"})
ILL, OFTEN_ILL = "kuch1", "kuch2"
SICK_KINDS = {"ziek", "ziek_naar_huis", "ziekrooster"}
# What counts registrations of every kind together, or says what a code stands for, tells of nobody that he or she was ill.
ASKED = [each for each in questions() if "viewer" in each.values and each.care != COUNTED]


def registrations() -> list[Registration]:
    """The thirty pupils, two more who are ill only, and one who is ill and has every other kind of absence too."""
    last = YEAR.index(schools.LAST)
    return [
        *schools.registrations(),
        *(row for start in range(0, last, 8) for row in spread(OFTEN_ILL, "ziek", 6, start=start, hours=6)),
        *spread(ILL, "zh", 2, start=last - 1),
        *spread(ILL, "ziekrooster", 12, start=last - 8, hours=2),
        *spread("1024", "ziek", 18, start=last - 9, hours=6),
    ]


def sick_school(folder: Path) -> Workspace:
    """The school with its pupils who are ill."""
    return school_of(folder, registrations())


def school_of(folder: Path, rows: list[Registration], protocol: str = schools.PROTOCOL) -> Workspace:
    """A school with these registrations; each of its pupils is there, ill or not."""
    klassen = {student: schools.klas_of(student) for student in schools.PUPILS} | {ILL: "V5b", OFTEN_ILL: "H4a"}
    # What counts neither as absence nor as anything else keeps a pupil who was ill only among the pupils.
    there = [Registration(student, YEAR[0], 1, "betermelding") for student in (schools.SICK, ILL, OFTEN_ILL)]
    toml = settings(protocol, more=schools.AFDELINGEN)
    return make_workspace(folder, [*rows, *there], klas=klassen, toml=toml)


@dataclass
class Schools:
    """The school, and the same one in which nobody was ever ill."""

    ill: Snapshot
    well: Snapshot


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Schools]:
    rows = registrations()
    well = [row for row in rows if row.code not in SICK_KINDS]
    made = Schools(*(open_snapshot(school_of(tmp_path_factory.mktemp("school"), each)) for each in (rows, well)))
    yield made
    made.ill.close()
    made.well.close()


def values(asked: Question, viewer: Viewer) -> dict[str, object]:
    """What a question asks for; of the pupils who are ill, where it asks for one."""
    known = VALUES | OTHERWISE.get(asked.name, {}) | {"viewer": viewer, "student_id": OFTEN_ILL, "care": False}
    if known["students"]:
        known["students"] = [ILL, OFTEN_ILL]
    return {name: known[name] for name in asked.values}


@pytest.mark.parametrize("asked", ASKED, ids=lambda asked: asked.name)
def test_without_care_a_question_knows_nothing_of_sickness(both: Schools, asked: Question) -> None:
    seen, expected = (
        sorted(ask(school, asked.name, **values(asked, WITHOUT)).rows(), key=repr) for school in (both.ill, both.well)
    )
    assert seen == expected


@pytest.mark.parametrize(("role", "stages"), [("mentor", {"zk-5d"}), ("rector", set())])
def test_a_role_has_its_own_tasks_about_sickness(both: Schools, role: str, stages: set[str]) -> None:
    """With the reason, and no task of another role in the same step."""
    found = worklist(both.ill, replace(WITHOUT, roles=frozenset({role})), schools.LAST).filter(track="ziek")
    assert set(found["stage"]) == stages
    assert {task["role"] for tasks in found["actions"] for task in tasks} <= {role}
    assert found["reasons"].null_count() == 0
