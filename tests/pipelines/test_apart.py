"""Care and leerplicht stay apart: sick absence changes nothing that goes to leerplicht, nor the other way round."""

from datetime import date
from pathlib import Path

import pytest

from pipelines.models.snapshot import Snapshot
from pipelines.questions.leerplicht import leaving, leerplicht, reports
from pipelines.questions.sickness import sick_pupils
from pipelines.viewer import Viewer
from tests.pipelines.histories import SCOPE, YEAR, Registration, make_snapshot, spread

ON = YEAR[30]
AWAY = [*spread("a", "weg", 17), *spread("b", "weg", 12, start=3), *spread("c", "onbekend", 11)]
ILL = [
    Registration(student, day, hour, code)
    for student in ("a", "b", "c", "d")
    for day in YEAR[:28:3]
    for hour, code in ((4, "ziek"), (5, "ziek_naar_huis"), (6, "schorsing"))
]


@pytest.fixture(scope="module")
def away(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """Unauthorised absence only."""
    return make_snapshot(tmp_path_factory.mktemp("weg"), AWAY, until=ON)


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """The same, and much sick absence of the same pupils on the same days."""
    return make_snapshot(tmp_path_factory.mktemp("beide"), [*AWAY, *ILL], until=ON)


@pytest.mark.parametrize("question", [leerplicht, reports, leaving])
@pytest.mark.parametrize("on", [YEAR[12], YEAR[16], YEAR[18], ON])
def test_no_sick_hour_is_in_any_figure_for_leerplicht(
    away: Snapshot, both: Snapshot, question: object, on: date
) -> None:
    assert callable(question)
    assert question(both, SCOPE, on).equals(question(away, SCOPE, on))
    assert not leerplicht(both, SCOPE, ON).is_empty()


def test_leerplicht_needs_no_right_to_care(both: Snapshot) -> None:
    without = Viewer(schools=("s",))
    assert leerplicht(both, without, ON).equals(leerplicht(both, SCOPE, ON))
    assert sick_pupils(both, without, ON, "s").is_empty()


def test_unauthorised_absence_makes_nobody_ill(tmp_path: Path, both: Snapshot) -> None:
    ill = make_snapshot(tmp_path, ILL, until=ON)
    assert sick_pupils(both, SCOPE, ON, "s").equals(sick_pupils(ill, SCOPE, ON, "s"))
    assert sick_pupils(ill, SCOPE, ON, "s").height == 4
