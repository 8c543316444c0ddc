"""For whom an action of a stage is: by the leerjaar and the klas of its own day, the first and the last included."""

from collections.abc import Iterator
from datetime import date

import pytest

from pipelines.models.snapshot import Snapshot
from pipelines.questions.protocols_compared import compare
from pipelines.viewer import Selection
from tests.pipelines.histories import SCOPE, YEAR, Registration, settings
from tests.pipelines.test_rates import snapshot_of

MOVED = date(2026, 10, 5)
LOW, HIGH = {"conciërge", "conrector", "vakdocent"}, {"vakdocent", "verzuimcoördinator"}
# leerjaar -> who acts under cgu-2024 when a pupil is sent out.
ROLES = {1: LOW, 2: LOW, 3: HIGH, 4: HIGH, 5: HIGH, 6: HIGH}


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    """A pupil of every leerjaar who is sent out once, one of whom no list knows a klas, and one who moves up in October."""
    placements = "\n".join(f"{leerjaar};H{leerjaar}a;{leerjaar};1-8-2026;" for leerjaar in ROLES)
    placements += "\n8;H2b;2;1-8-2026;4-10-2026\n8;H3b;3;5-10-2026;"
    rows = [Registration(f"{number}", YEAR[5], 1, "uitgestuurd") for number in (*ROLES, 7)]
    rows += [Registration("8", day, 1, "uitgestuurd") for day in (date(2026, 10, 2), MOVED)]
    opened = snapshot_of(tmp_path_factory.mktemp("leerjaren"), placements, rows, settings("cgu-2024"))
    yield opened
    opened.close()


def acting(snapshot: Snapshot, on: date, selection: Selection) -> dict[str, int]:
    """Role -> how many actions it had because of being sent out, without roles that had none."""
    found = compare(snapshot, SCOPE, on, ["cgu-2024"], selection).filter(stage="us-1")
    return {role: actions for role, actions in found.select("role", "actions").iter_rows() if actions}


@pytest.mark.parametrize("leerjaar", ROLES)
def test_every_leerjaar_has_its_own_actions(snapshot: Snapshot, leerjaar: int) -> None:
    found = acting(snapshot, YEAR[5], Selection(leerjaren=(leerjaar,)))
    assert found == dict.fromkeys(ROLES[leerjaar], 1)


def test_an_unknown_leerjaar_excludes_nothing(snapshot: Snapshot) -> None:
    everyone = acting(snapshot, YEAR[5], Selection())
    assert everyone == {"conciërge": 3, "conrector": 3, "vakdocent": 7, "verzuimcoördinator": 5}


@pytest.mark.parametrize(
    ("on", "klas", "expected"),
    [
        (date(2026, 10, 4), "H2b", dict.fromkeys(LOW, 1)),
        (MOVED, "H2b", {}),
        (MOVED, "H3b", {"conciërge": 1, "conrector": 1, "vakdocent": 2, "verzuimcoördinator": 1}),
    ],
)
def test_on_the_day_of_a_move_the_new_leerjaar_counts(
    snapshot: Snapshot, on: date, klas: str, expected: dict[str, int]
) -> None:
    assert acting(snapshot, on, Selection(klassen=(klas,))) == expected
