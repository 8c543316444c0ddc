"""The same pupils under more protocols, on small histories that can be counted by hand."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from pipelines.models.snapshot import Snapshot
from pipelines.questions.differs import behind, differences, heights
from pipelines.questions.lead import lead, steps
from pipelines.questions.protocols_compared import action_weeks, compare, report_counts, side_by_side, stage_weeks
from pipelines.questions.stages import stages
from pipelines.viewer import NOBODY, Selection, Viewer, of_mentors, of_schools
from protocols.load import comparison_file, load_protocols
from tests.pipelines.histories import SCOPE, School, make_snapshot, rows_of, table
from tests.pipelines.variants import LAST, school

LATE = """
1 | 2026-09-07 | 1   | laat
1 | 2026-09-08 | 1   | laat
1 | 2026-09-09 | 1   | laat
2 | 2026-09-07 | 1-5 | weg
3 | 2026-09-14 | 1-8 | weg
3 | 2026-09-15 | 1-8 | weg
4 | 2026-09-16 | 1   | weg
"""
ON = date(2026, 9, 30)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """Four pupils in September 2026: one late three times, one away five hours, one sixteen, one a single hour."""
    return make_snapshot(tmp_path_factory.mktemp("klein"), table(LATE), protocol="mlg-2020", until=ON)


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """Thirty pupils over two school years."""
    return school(tmp_path_factory.mktemp("groot"), "kgc-2021")


def counts(frame: pl.DataFrame, ladder: str) -> dict[tuple[str, str], tuple[int, int]]:
    """Stage and role -> pupils and actions."""
    return {
        (r["stage"], r["role"]): (r["students"], r["actions"])
        for r in frame.filter(ladder=ladder).iter_rows(named=True)
    }


def test_pupils_and_actions_by_hand(small: Snapshot) -> None:
    found = compare(small, SCOPE, ON, ["mlg-2020"])
    assert counts(found, "te-laat")["tl-3", "verzuimcoördinator"] == (1, 1)
    assert counts(found, "te-laat")["tl-6", "mentor"] == (0, 0)
    absent = counts(found, "spijbelen")
    # One pupil stays at the first hour. Five and eight hours in a day pass over the stages below, which ask nothing but
    # what recurs: 4 of the five hours of the one, 15 of the sixteen of the other; the fifth and seventh are a stage's own.
    assert absent["sp-1", "mentor"] == (1, 1 + 4 + 15)
    assert absent["sp-5", "mentor"] == (1, 1)
    assert absent["sp-6", "mentor"] == (0, 0)
    # A mail, the report, the double hour and the minutes of the talk.
    assert absent["sp-7", "verzuimcoördinator"] == (1, 4)


def test_a_stage_that_cannot_be_computed_has_no_number(small: Snapshot) -> None:
    found = compare(small, SCOPE, ON, ["kgc-2021"]).filter(ladder="gym")
    assert found.select("stage", "role", "students", "actions").rows() == [
        ("lo-20", "vakdocent", None, None),
        ("lo-50", "zorgcoördinator", None, None),
    ]


MLG = School("mlg-2020", until=ON)
MLG.case(table("1 | 2026-09-07 | 1 | weg\n1 | 2026-09-08 | 1,2 | weg\n1 | 2026-09-10 | 1,2 | weg"), klas={"1": "H5"})


def test_an_action_that_recurs_counts_every_time() -> None:
    alone = Selection(klassen=("H5",))
    found = {
        day: counts(compare(MLG.snapshot, SCOPE, day, ["mlg-2020"], alone), "spijbelen")
        for day in (date(2026, 9, 7), date(2026, 9, 8), ON)
    }
    assert [found[day]["sp-1", "mentor"][1] for day in found] == [1, 3, 4]
    # The fifth hour is the next stage, which asks the same in its own name.
    assert [found[day]["sp-5", "mentor"] for day in found] == [(0, 0), (0, 0), (1, 1)]


CGU = School("cgu-2024", until=ON)
LATE_ONCE = {klas: CGU.case(table("1 | 2026-09-07 | 1 | laat"), klas={"1": klas}) for klas in ("H1a", "H4b", "??")}


@pytest.mark.parametrize(("klas", "roles"), [("H1a", {"corvee"}), ("H4b", {"vroeg"}), ("??", {"corvee", "vroeg"})])
def test_actions_are_for_the_leerjaar_of_the_day(klas: str, roles: set[str]) -> None:
    """An unknown leerjaar excludes nothing."""
    found = LATE_ONCE[klas].ask(
        Snapshot.rows,
        "select m.student_id, a.what from mart_action as m"
        " join ref_action as a using (protocol, ladder, stage, action_no) where m.protocol = 'cgu-2024'",
    )
    assert {"vroeg" if "vroeg" in what else "corvee" for what in found["what"]} == roles


def test_pupils_per_stage_are_those_of_the_stages_command(large: Snapshot) -> None:
    for on in (LAST, date(2026, 7, 3), date(2025, 10, 8)):
        told = compare(large, SCOPE, on, list(load_protocols()))
        standing = stages(large, SCOPE, on, every_protocol=True).group_by("protocol", "ladder", "stage").len("n")
        both = told.unique(["protocol", "ladder", "stage"]).join(
            standing, on=["protocol", "ladder", "stage"], how="left"
        )
        assert both.filter(pl.col("students").fill_null(0) != pl.col("n").fill_null(0)).is_empty()
        assert both["n"].sum() == standing["n"].sum() > 0


def test_weeks_add_up_and_end_where_the_day_is(large: Snapshot) -> None:
    names = list(load_protocols())
    told = compare(large, SCOPE, LAST, names)
    weeks = action_weeks(large, SCOPE, LAST, names)
    assert weeks["actions"].sum() == told["actions"].sum()
    by_week = stage_weeks(large, SCOPE, LAST, names)
    last = by_week.filter(pl.col("week_start") == pl.col("week_start").max())
    now = told.unique(["protocol", "ladder", "stage"]).filter(pl.col("students") > 0)
    columns = ["protocol", "ladder", "stage", "students"]
    assert sorted(last.select(columns).rows()) == sorted(now.select(columns).rows())


def test_what_two_ladders_report_of_one_pupil_on_a_day_is_one_report(tmp_path: Path) -> None:
    """At kgc-2021 both the ladder of absence and that of leerplicht ask for the report of sixteen hours."""
    rows = table("1 | 2026-09-14 | 1-8 | weg\n1 | 2026-09-15 | 1-8 | weg")
    snapshot = make_snapshot(tmp_path, rows, protocol="kgc-2021", until=ON)
    asked = snapshot.rows("select ladder from mart_action where protocol = 'kgc-2021' and report")["ladder"]
    assert sorted(asked) == ["leerplicht", "ongeoorloofd"]
    found = report_counts(snapshot, SCOPE, ON, ["kgc-2021", "nl-leerplicht", "nl-mazl"])
    assert found.rows() == [("kgc-2021", 1, 1), ("nl-leerplicht", 1, 1), ("nl-mazl", 0, 0)]


# day of the first step | school days from it to the sixteenth hour, on 22 September
LEADS = [("2026-09-21", 1), ("2026-09-18", 2), ("2026-09-07", 11)]
FIRST = {first: MLG.case(table(f"1 | {first} | 1-4 | weg\n1 | 2026-09-22 | 1-12 | weg")) for first, _ in LEADS}


@pytest.mark.parametrize(("first", "days"), LEADS)
def test_the_lead_of_the_first_adult(first: str, days: int) -> None:
    found = FIRST[first].ask(lead, SCOPE, ON, ["mlg-2020"])
    assert rows_of(found, "norm_on", "lead_school_days", "missed") == [(date(2026, 9, 22), days, False)]


def test_a_first_step_on_the_day_of_the_norm_itself_is_too_late(tmp_path: Path) -> None:
    """The school counts hours without a reason, mlg-2020 only the one that was judged."""
    rows = table("1 | 2026-09-21 | 1-8 | onbekend\n1 | 2026-09-22 | 1-7 | onbekend\n1 | 2026-09-22 | 8 | weg")
    snapshot = make_snapshot(tmp_path, rows, protocol="kgc-2021", until=ON)
    found = lead(snapshot, SCOPE, ON, ["kgc-2021", "mlg-2020", "nl-mazl"])
    assert rows_of(found, "protocol", "first_step", "lead_school_days", "missed") == [
        ("kgc-2021", date(2026, 9, 21), 1, False),
        ("mlg-2020", None, None, True),
        ("nl-mazl", None, None, True),
    ]


def test_idle_is_who_had_a_step_and_never_came_near(small: Snapshot) -> None:
    """Three pupils had a step for absence; one reached the norm. Lateness is another track, sickness none of it.

    The stages of the two others: the first hour of both, and the fifth of one.
    """
    found = steps(small, SCOPE, ON, ["mlg-2020", "nl-mazl"])
    assert found["protocol"].unique().to_list() == ["mlg-2020"]
    assert (found.height, found["idle"].sum(), found.filter("idle")["stages"].sum()) == (3, 2, 3)


NEAR = MLG.case(table("1 | 2026-09-14 | 1-9 | weg\n2 | 2026-09-14 | 1-10 | weg\n3 | 2026-09-14 | 1-11 | weg"))


def test_near_at_the_hour_of_the_setting() -> None:
    assert rows_of(NEAR.ask(steps, SCOPE, ON, ["mlg-2020"]), "student_id", "idle") == [
        ("1", True),
        ("2", False),
        ("3", False),
    ]


def test_who_first_steps_in_by_track(small: Snapshot) -> None:
    found = side_by_side(small, SCOPE, ["cgu-2024", "kgc-2021", "mlg-2020"])
    late = found.filter(track="te_laat").select("protocol", "enters_at", "enters").rows()
    assert late == [
        ("cgu-2024", None, None),
        ("kgc-2021", "tl-5", "mentor"),
        ("mlg-2020", "tl-3", "verzuimcoördinator"),
    ]
    assert found["track"].unique(maintain_order=True).to_list() == [
        row.track for row in comparison_file().track if row.track in set(found["track"])
    ]


def test_who_differs_by_which_rule_and_the_registrations_behind(small: Snapshot) -> None:
    both = heights(small, SCOPE, ON, ["kgc-2021", "mlg-2020"])
    found = differences(both.filter(protocol="kgc-2021"), both.filter(protocol="mlg-2020"))
    columns = ("student_id", "stage", "why", "stage_second", "why_second")
    absent = {row[0]: row[1:] for row in rows_of(found.filter(track="ongeoorloofd"), *columns)}
    assert absent["3"] == (
        "oa-16",
        "16 lesuren ongeoorloofd of onbekend verzuim plus lesuren te laat in 4 schoolweken (vanaf 16)",
        "sp-7",
        "8 lesuren ongeoorloofd verzuim per schooljaar (vanaf 7)",
    )
    assert "4" not in absent
    hours = behind(small, SCOPE, ON, "s", "3", "mlg-2020", "spijbelen", "sp-7")
    assert hours["date"].unique().to_list() == [date(2026, 9, 14)]
    assert hours.height == 8
    assert behind(small, SCOPE, ON, "s", "3", "kgc-2021", "ongeoorloofd", "oa-16").height == 16
    assert behind(small, SCOPE, ON, "s", "3", "mlg-2020", "spijbelen", "sp-5").height == 8
    assert behind(small, SCOPE, ON, "s", "1", "mlg-2020", "spijbelen", "sp-7").is_empty()


def test_behind_a_moving_window_lies_what_is_still_in_it(tmp_path: Path) -> None:
    """Of four sick reports the first lies in the ninth school week before the last: mlg-2020 counts eight."""
    days = ["2026-08-31", "2026-10-12", "2026-11-02", "2026-11-09"]
    snapshot = make_snapshot(tmp_path, table("\n".join(f"1 | {day} | 1 | ziek" for day in days)), protocol="mlg-2020")
    found = behind(snapshot, SCOPE, date(2026, 11, 9), "s", "1", "mlg-2020", "ziek", "zk-5d")
    assert [str(day) for day in found["date"]] == days[1:]


@pytest.mark.parametrize("viewer", [NOBODY, of_schools("ander"), of_mentors("s", "niemand")])
def test_without_rights_there_are_no_pupils(small: Snapshot, viewer: Viewer) -> None:
    names = ["mlg-2020", "kgc-2021"]
    told = compare(small, viewer, ON, names)
    assert (told["students"].sum(), told["actions"].sum()) == (0, 0)
    for question in (action_weeks, stage_weeks, heights, lead, steps):
        assert question(small, viewer, ON, names).is_empty()
    assert report_counts(small, viewer, ON, names)["reports"].sum() == 0
    assert behind(small, viewer, ON, "s", "3", "mlg-2020", "spijbelen", "sp-7").is_empty()


def test_a_selection_narrows_everything(large: Snapshot) -> None:
    names = ["kgc-2021"]
    parts = [compare(large, SCOPE, LAST, names, Selection(leerjaren=(year,))) for year in (1, 4)]
    whole = compare(large, SCOPE, LAST, names)
    assert [part["actions"].sum() > 0 for part in parts] == [True, True]
    assert sum(part["actions"].sum() for part in parts) == whole["actions"].sum()
