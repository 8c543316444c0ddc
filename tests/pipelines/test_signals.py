"""Signals of sick absence beside each other: which stage, since when, by which dates, and who acts."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from pipelines.models.snapshot import open_snapshot
from pipelines.questions.signals import signals, who_acts
from pipelines.store.imports import import_files
from pipelines.store.workspace import create_workspace
from pipelines.viewer import CARE, NOBODY, Viewer, of_schools
from tests.pipelines import histories
from tests.pipelines.histories import SCOPE, YEAR, Registration, School, make_snapshot, rows_of, spread
from tests.pipelines.test_rates import HEADER

TYPES = {"leerjaar": pl.Int64, "adult": pl.Boolean, "leerjaar_from": pl.Int64, "leerjaar_until": pl.Int64}
FOUR = [YEAR[0], YEAR[5], YEAR[10], YEAR[15]]


def reports(student: str, days: list[date]) -> list[Registration]:
    """One sick lesson hour on each day."""
    return [Registration(student, day, 1, "ziek") for day in days]


KGC = School("kgc-2021", until=YEAR[30])
NATIONAL = School("nl-leerplicht", until=YEAR[75])
BUREAU = School("leerlingenbureau-2020", until=YEAR[54])

FOUR_REPORTS = KGC.case(reports("a", FOUR))


def test_every_ladder_in_force_and_the_national_criteria() -> None:
    """kgc-2021: three and four reports in a quarter; nationally the fourth in twelve school weeks."""
    found = FOUR_REPORTS.ask(signals, SCOPE, YEAR[20], "s")
    assert rows_of(found, "student_id", "protocol", "stage", "reached_on", "in_force") == [
        ("a", "kgc-2021", "zk-4x", FOUR[3], True),
        ("a", "nl-mazl", "mazl", FOUR[3], False),
    ]
    assert found["dates"].to_list() == [FOUR, FOUR]
    assert found["unit"].to_list() == ["melding", "melding"]
    assert rows_of(found, "value", "number") == [(4.0, 4.0), (4.0, 4.0)]
    assert signals(KGC.snapshot, SCOPE, YEAR[20], "s").height == 2, "nobody else has a signal"


def test_one_report_less_is_one_stage_less() -> None:
    found = FOUR_REPORTS.ask(signals, SCOPE, YEAR[14], "s")
    assert rows_of(found, "protocol", "stage", "reached_on") == [("kgc-2021", "zk-3x", FOUR[2])]
    assert found["dates"].to_list() == [FOUR[:3]]
    assert FOUR_REPORTS.ask(signals, SCOPE, YEAR[9], "s").is_empty()


LONG = {days: NATIONAL.case([*spread("a", "ziek", 2), *spread("a", "ziek", days, start=5)]) for days in (6, 7, 8)}


@pytest.mark.parametrize(("days", "dates"), [(6, None), (7, 7), (8, 7)])
def test_a_long_spell_is_made_by_its_days(days: int, dates: int | None) -> None:
    """An earlier spell in the year is not among them."""
    found = LONG[days].ask(signals, SCOPE, YEAR[20], "s")
    expected = [YEAR[5 : 5 + dates]] if dates else []
    assert found["dates"].to_list() == expected
    assert found["unit"].to_list() == ["aaneengesloten_dag"] * len(expected)


FAR = date(2026, 8, 31)
NEAR = [date(2026, 11, 30), date(2026, 12, 2), date(2026, 12, 7), date(2026, 12, 9)]
FAR_AND_NEAR = NATIONAL.case(reports("a", [FAR, *NEAR]))


def test_days_that_left_the_window_made_nothing() -> None:
    """A report of twelve school weeks before the fourth is not among its dates."""
    assert FAR_AND_NEAR.ask(signals, SCOPE, NEAR[-1], "s")["dates"].to_list() == [NEAR]


FORTY_HOURS = BUREAU.case(spread("a", "ziek", 40, step=2, hours=8))


def test_hours_of_the_year_are_made_by_every_sick_day() -> None:
    """leerlingenbureau-2020: 40 sick hours, or 6 days; the group that came first gives the dates."""
    found = FORTY_HOURS.ask(signals, SCOPE, YEAR[8], "s").filter(protocol="leerlingenbureau-2020")
    assert rows_of(found, "stage", "unit", "value", "number") == [("zk-40", "lesuur", 40.0, 40.0)]
    assert found["dates"].to_list() == [[YEAR[n] for n in (0, 2, 4, 6, 8)]]


CHOSEN = NATIONAL.case(reports("a", FOUR))


def test_other_protocols_by_choice() -> None:
    assert set(CHOSEN.ask(signals, SCOPE, YEAR[30], "s")["protocol"]) == {"nl-mazl"}
    chosen = CHOSEN.ask(signals, SCOPE, YEAR[30], "s", ["cgu-2024", "maastricht-2019"])
    assert set(chosen["protocol"]) == {"nl-mazl", "cgu-2024", "maastricht-2019"}


def test_a_ladder_of_leerplicht_is_no_signal_of_care(tmp_path: Path) -> None:
    """cgu-2024 `combi` counts short sick spells on its ladder of leerplicht: it does not stand here."""
    rows = [*spread("a", "ziek", 8, hours=8), *spread("a", "ziek", 8, start=3, hours=8), *spread("a", "weg", 16, 5)]
    snapshot = make_snapshot(tmp_path, rows, protocol="cgu-2024", until=YEAR[30])
    assert signals(snapshot, SCOPE, YEAR[30], "s").is_empty()


CONFLICT = BUREAU.case(spread("a", "ziek", 28, step=2))


def test_a_stage_with_a_conflict_says_so() -> None:
    found = CONFLICT.ask(signals, SCOPE, YEAR[54], "s").filter(protocol="leerlingenbureau-2020")
    assert rows_of(found, "stage", "legal") == [("zk-200", "conflict")]
    assert found["legal_reason"].null_count() == 0


# 18 tomorrow, today and yesterday; unknown: both ways are shown
BORN = [("2008-09-29", ["ouders"]), ("2008-09-28", ["leerling"]), ("2008-09-27", ["leerling"])]
BORN += [("", ["ouders", "leerling"])]


@pytest.fixture(scope="module")
def told_of(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[list[str]]]:
    """Who acts on the signal of cgu-2024 on 28 September, by date of birth; one pupil of each."""
    folder = tmp_path_factory.mktemp("geboren")
    numbers = {born: f"{101 + n}" for n, (born, _) in enumerate(BORN)}
    people = folder / "people.csv"
    lines = [f"{number};A;;B;;{born};H3a;;;3;BRK;;1-8-2026;\n" for born, number in numbers.items()]
    people.write_text(HEADER + "".join(lines))
    workspace = create_workspace(folder / "map", histories.settings("cgu-2024"))
    rows = [row for number in numbers.values() for row in reports(number, [*FOUR])]
    rows += [Registration(number, date(2026, 9, 28), 1, "medisch") for number in numbers.values()]
    import_files(workspace, [people, histories.write_csv(folder / "r.csv", rows)])
    found = signals(open_snapshot(workspace), SCOPE, date(2026, 9, 28), "s").filter(protocol="cgu-2024")
    return {born: found.filter(student_id=number)["who"].to_list() for born, number in numbers.items()}


@pytest.mark.parametrize(("born", "told"), BORN)
def test_of_age_another_is_told(told_of: dict[str, list[list[str]]], born: str, told: list[str]) -> None:
    """cgu-2024: the parents, from 18 on the pupil."""
    assert [text.rsplit(" ", 2)[1] for text in told_of[born][0]] == told


@pytest.mark.parametrize(("leerjaar", "roles"), [(1, ["a"]), (2, ["a", "b"]), (3, ["b"]), (None, ["a", "b"])])
def test_who_acts_by_leerjaar(leerjaar: int | None, roles: list[str]) -> None:
    """Up to leerjaar 2 one, from leerjaar 2 on another; of an unknown leerjaar both."""
    key = {"protocol": "p", "ladder": "l", "stage": "s"}
    found = pl.DataFrame([key | {"student_id": "1", "leerjaar": leerjaar, "adult": None}], schema_overrides=TYPES)
    limits = {"action_no": [1, 2], "role": ["a", "b"], "what": ["x", "x"], "adult": [None, None]}
    limits |= {"leerjaar_from": [None, 2], "leerjaar_until": [2, None]}
    actions = pl.DataFrame({name: [value, value] for name, value in key.items()} | limits, schema_overrides=TYPES)
    assert who_acts(found, actions)["who"].to_list() == [[f"{role}: x" for role in roles]]


@pytest.mark.parametrize("viewer", [NOBODY, of_schools("s"), of_schools("t", rights=CARE)])
def test_without_the_right_to_care_there_are_no_signals(viewer: Viewer) -> None:
    assert signals(KGC.snapshot, SCOPE, FOUR[3], "s").height == 2
    assert signals(KGC.snapshot, viewer, FOUR[3], "s").is_empty()
