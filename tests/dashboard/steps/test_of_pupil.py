"""What is asked of a klas at once is for each pupil what would be asked of him or her alone."""

from dataclasses import replace
from datetime import timedelta

import pytest
from polars.testing import assert_frame_equal

from dashboard import access
from dashboard.school import opened, students
from dashboard.steps import tasks as task_rows
from dashboard.steps.doors import tasks_of_pupil
from pipelines.questions.worklist import worklist
from pipelines.viewer import EVERYTHING, NOBODY, Selection, of_schools
from tests.dashboard.conftest import School
from tests.dashboard.trends.test_page import view_of

# What does not hang on what people noted.
TOLD = ["student_id", "protocol", "ladder", "stage", "reached_on", "recurring", "action_no", "role", "what", "reason"]


@pytest.mark.parametrize("back", [0, 21])
def test_a_klas_at_once_is_as_each_pupil_alone(school: School, monkeypatch: pytest.MonkeyPatch, back: int) -> None:
    workspace = school("normaal")
    monkeypatch.setenv(access.WORKSPACE_VARIABLE, str(workspace.path))
    # Without the right to care fewer steps are there.
    view = replace(view_of(workspace, Selection(klassen=("nergens",))), viewer=of_schools("s"))
    view = replace(view, on=view.on - timedelta(back))
    everyone = students(view.choosing(EVERYTHING))
    assert len({row["klas"] for row in everyone.values()}) < len(everyone)
    found, every = 0, worklist(opened(view), view.viewer, view.on, older=True)
    for student in everyone:
        alone = task_rows.told(every.filter(student_id=student), view.on)
        shown = tasks_of_pupil(view, student)
        assert_frame_equal(shown.select(TOLD), alone.select(TOLD), check_row_order=False)
        found += shown.height
    assert found > 3


def test_a_pupil_of_nobody_has_no_tasks(school: School, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace = school("normaal")
    monkeypatch.setenv(access.WORKSPACE_VARIABLE, str(workspace.path))
    view = view_of(workspace)
    student = next(iter(students(view)))
    assert tasks_of_pupil(view, student).height
    assert tasks_of_pupil(replace(view, viewer=NOBODY), student).is_empty()
