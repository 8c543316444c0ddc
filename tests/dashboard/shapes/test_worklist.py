"""From query rows to the worklist, as small tables."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import polars as pl
import pytest

from dashboard.shapes import worklist as shapes

ON = date(2026, 11, 17)


STEP: dict[str, Any] = {
    "student_id": "1", "name": "Aap, Noot", "klas": "H3a", "leerjaar": 3, "mentor": "abc", "birth_date": None,
    "protocol": "p", "ladder": "l", "stage": "s", "stage_name": "derde keer", "legal": None, "reached_on": ON,
    "recurring": False, "is_new": True, "counter": "keer te laat", "value": 3.0, "deadline": date(2026, 11, 20),
    "is_default": False, "days_left": 3,
}  # fmt: skip
ACTION: dict[str, Any] = {
    "protocol": "p", "ladder": "l", "stage": "s", "role": "mentor", "what": "belt de ouders",
    "leerjaar_from": None, "leerjaar_until": None, "adult": None, "recurring": False,
}  # fmt: skip
TYPES = {"birth_date": pl.Date, "legal": pl.String, "leerjaar": pl.Int64, "counter": pl.String}
ACTION_TYPES = {"leerjaar_from": pl.Int64, "leerjaar_until": pl.Int64, "adult": pl.Boolean}


def worklist(steps: Sequence[dict[str, Any]], actions: Sequence[dict[str, Any]]) -> pl.DataFrame:
    return shapes.worklist(
        pl.DataFrame([STEP | step for step in steps], schema_overrides=TYPES),
        pl.DataFrame([ACTION | action for action in actions], schema_overrides=ACTION_TYPES),
        ON,
    )


def test_a_step_tells_pupil_reason_action_and_deadline() -> None:
    row = worklist([{}], [{}]).row(0, named=True)
    assert row["nummer"] == "1"
    assert row["Waarom"] == "3 keer te laat op di 17 nov"
    assert row["Wie doet wat"] == "mentor: belt de ouders"
    assert row["Uiterlijk"] == date(2026, 11, 20)
    assert row["Termijn"] == "nog 3 schooldagen"
    assert row["Rol"] == ["mentor"]


def test_a_step_without_counter_tells_its_name() -> None:
    assert worklist([{"counter": None}], [{}])["Waarom"][0] == "derde keer op di 17 nov"


@pytest.mark.parametrize(
    ("leerjaar", "meant"),
    [(1, "eerst"), (2, "eerst"), (3, "midden"), (4, "midden"), (5, "laatst"), (None, "eerst midden laatst")],
)
def test_an_action_is_for_its_own_leerjaren(leerjaar: int | None, meant: str) -> None:
    actions = [
        {"role": "eerst", "leerjaar_until": 2},
        {"role": "midden", "leerjaar_from": 3, "leerjaar_until": 4},
        {"role": "laatst", "leerjaar_from": 5},
    ]
    row = worklist([{"leerjaar": leerjaar}], actions).row(0, named=True)
    assert row["Wie doet wat"] == "; ".join(f"{role}: belt de ouders" for role in meant.split())
    # Who filters on a role finds only the pupils for whom that role has to do something.
    assert row["Rol"] == sorted(meant.split())


@pytest.mark.parametrize(
    ("birth", "meant"),
    [
        (date(2008, 11, 16), "leerling"),
        (date(2008, 11, 17), "leerling"),
        (date(2008, 11, 18), "ouders"),
        (None, "ouders leerling"),
    ],
)
def test_from_eighteen_on_other_actions_hold(birth: date | None, meant: str) -> None:
    actions = [{"role": "ouders", "adult": False}, {"role": "leerling", "adult": True}]
    found = worklist([{"birth_date": birth}], actions)["Wie doet wat"][0]
    assert found == "; ".join(f"{role}: belt de ouders" for role in meant.split())


def test_a_recurring_step_asks_only_for_recurring_actions() -> None:
    actions: list[dict[str, Any]] = [
        {"role": "mentor"},
        {"role": "conciërge", "what": "geeft corvee", "recurring": True},
    ]
    first, again = worklist([{}, {"recurring": True}], actions).iter_rows(named=True)
    assert first["Wie doet wat"] == "mentor: belt de ouders; conciërge: geeft corvee"
    assert again["Wie doet wat"] == "conciërge: geeft corvee"
    assert again["Rol"] == ["conciërge"]
    assert (first["terugkerend"], again["terugkerend"]) == (False, True)


@pytest.mark.parametrize(
    ("is_new", "days_left", "stand"),
    [
        (True, 3, "nieuw"),
        (False, 1, "loopt"),
        (False, 0, "loopt"),
        (False, -1, "over de termijn"),
    ],
)
def test_a_step_is_new_open_or_overdue(is_new: bool, days_left: int, stand: str) -> None:
    assert worklist([{"is_new": is_new, "days_left": days_left}], [{}])["stand"][0] == stand


def test_a_deadline_of_the_school_itself_has_a_star() -> None:
    own, named = worklist([{"is_default": True}, {"is_default": False}], [{}])["Termijn"]
    assert own == f"{named}*"


def test_an_empty_worklist_keeps_its_columns() -> None:
    steps = pl.DataFrame([STEP], schema_overrides=TYPES).clear()
    actions = pl.DataFrame([ACTION], schema_overrides=ACTION_TYPES)
    assert shapes.worklist(steps, actions, ON).columns == worklist([{}], [{}]).columns
