"""From query rows to what a page shows, as small tables."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest

from dashboard import shapes
from tests.pipelines.histories import rows_of

ON = date(2026, 11, 17)
NUMBERS = {"xmr_factor": 2.66, "xmr_min_weeks": 12.0, "xmr_run": 8.0}

# --- worklist ------------------------------------------------------------------------------------------------------

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


# --- trends --------------------------------------------------------------------------------------------------------


def week_rows(
    rates: Sequence[float | None], first: date = date(2026, 8, 31), year: str = "2026-2027", part: str = "havo"
) -> pl.DataFrame:
    """A row per week; None is a week without lessons and so without a row; a negative rate is an incomplete week."""
    places = [place for place, rate in enumerate(rates) if rate is not None]
    return pl.DataFrame(
        {
            "school_year": [year] * len(places),
            "school_week": list(range(1, len(places) + 1)),
            "week_start": [first + timedelta(7 * place) for place in places],
            "part": [part] * len(places),
            "rate_per_100": [abs(rates[place] or 0.0) for place in places],
            "missed_hours": [10] * len(places),
            "student_days": [50] * len(places),
            "timetable_days": [0] * len(places),
            "students": [30] * len(places),
            "complete": [(rates[place] or 0.0) >= 0 for place in places],
        }
    )


AFTER = date(2027, 1, 15)


def test_a_week_beyond_the_band_is_a_signal() -> None:
    weeks, band = shapes.week_trend(week_rows([2.0, 2.2] * 5 + [2.0, 6.0]), AFTER, NUMBERS)
    assert weeks["status"].to_list() == ["gewoon"] * 11 + ["signaal"]
    assert band.upper is not None
    assert band.upper < 6.0
    assert "ma 16 nov" in band.sentence


def test_quiet_weeks_are_no_signal() -> None:
    weeks, band = shapes.week_trend(week_rows([2.0, 2.2] * 6), AFTER, NUMBERS)
    assert set(weeks["status"]) == {"gewoon"}
    assert band.centre == pytest.approx(2.1)


@pytest.mark.parametrize(("weeks", "known"), [(11, False), (12, True)])
def test_twelve_weeks_make_a_band(weeks: int, known: bool) -> None:
    _, band = shapes.week_trend(week_rows([2.0, 2.2, 2.1] * 4)[:weeks], AFTER, NUMBERS)
    assert (band.centre is not None) == known
    assert (band.lower is not None) == known


def test_a_holiday_is_a_row_without_values() -> None:
    weeks, _ = shapes.week_trend(week_rows([2.0, None, 3.0]), AFTER, NUMBERS)
    assert rows_of(weeks, "week_start", "rate", "status") == [
        (date(2026, 8, 31), 2.0, "gewoon"),
        (date(2026, 9, 7), None, "vakantie"),
        (date(2026, 9, 14), 3.0, "gewoon"),
    ]


def test_an_incomplete_week_is_marked_and_left_out_of_the_band() -> None:
    rates: list[float | None] = [2.0, 2.2] * 6
    _, clean = shapes.week_trend(week_rows(rates), AFTER, NUMBERS)
    weeks, band = shapes.week_trend(week_rows([*rates, -0.1]), AFTER, NUMBERS)
    assert weeks["status"].to_list() == ["gewoon"] * 12 + ["onvolledig"]
    assert band == clean


def test_a_school_too_small_to_tell_has_ordinary_weeks() -> None:
    rows = week_rows([2.0, 2.2] * 6).with_columns(pl.lit(None, dtype=pl.Boolean).alias("complete"))
    weeks, band = shapes.week_trend(rows, AFTER, NUMBERS)
    assert set(weeks["status"]) == {"gewoon"}
    assert band.centre is not None


def test_without_rates_there_is_no_band() -> None:
    rows = week_rows([2.0] * 12).with_columns(pl.lit(None, dtype=pl.Float64).alias("rate_per_100"))
    weeks, band = shapes.week_trend(rows, AFTER, NUMBERS)
    assert weeks["rate"].null_count() == 12
    assert band.centre is None


@pytest.mark.parametrize(
    "on", [date(2026, 8, 31), date(2026, 9, 30), date(2027, 1, 1), date(2027, 3, 31), date(2027, 7, 16)]
)
def test_last_year_stands_beside_the_same_school_week(on: date) -> None:
    before = week_rows([4.0, -5.0, 6.0], date(2025, 8, 25), "2025-2026")
    long_ago = week_rows([8.0, 8.0, 8.0], date(2024, 9, 2), "2024-2025")
    weeks, _ = shapes.week_trend(pl.concat([long_ago, before, week_rows([1.0, 2.0, 3.0])]), on, NUMBERS)
    assert rows_of(weeks, "school_week", "rate", "last_year") == [(1, 1.0, 4.0), (2, 2.0, None), (3, 3.0, 6.0)]


def test_parts_have_the_schools_own_order_and_gaps() -> None:
    rows = pl.concat([week_rows([1.0, None, 2.0], part="vwo"), week_rows([3.0, -9.0, 4.0], part="havo")])
    names = pl.DataFrame({"afdeling": ["havo", "vwo"], "name": ["Havo", "Vwo"], "afdeling_order": [2, 1]})
    assert rows_of(shapes.part_trends(rows, names, AFTER), "part_name", "rate") == [
        ("Vwo", 1.0), ("Vwo", None), ("Vwo", 2.0), ("Havo", 3.0), ("Havo", None), ("Havo", 4.0),
    ]  # fmt: skip


def test_categories_start_with_the_totals() -> None:
    present = pl.DataFrame({"category": ["ziek", "totaal_afwezig", "verlof"]})
    chosen = shapes.trend_categories(present, {"ziek": "ziek", "verlof": "verlof", "medisch": "medisch"})
    assert list(chosen) == ["totaal_afwezig", "ziek", "verlof"]


# --- ladders -------------------------------------------------------------------------------------------------------


def ladder_frame() -> pl.DataFrame:
    return pl.DataFrame(
        {
            "protocol": ["p"] * 4,
            "ladder": ["l", "l", "l", "m"],
            "ladder_name": ["Te laat", "Te laat", "Te laat", "Ziek"],
            "stage": ["s2", "s1", "s9", "z1"],
            "stage_name": ["vijf", "drie", "procent", "ziek"],
            "level": [2, 1, 3, 1],
            "stage_order": [2, 1, 3, 1],
            "computable": [True, True, False, True],
            "legal": [None] * 4,
            "place": ["par. 1"] * 4,
        }
    )


def standing_frame() -> pl.DataFrame:
    stages = {"1": "s1", "2": "s2", "3": "s1"}
    rows = [
        {
            "school": "s", "student_id": student, "protocol": "p", "ladder": "l", "stage": stage,
            "level": int(stage[1]), "reached_on": ON, "value": 4.0, "name": f"Leerling {student}",
            "sort_name": student, "klas": "H3a", "mentor": None,
        }
        for student, stage in stages.items()
    ]  # fmt: skip
    ahead = pl.DataFrame(
        {
            "school": ["s"],
            "student_id": ["1"],
            "ladder": ["l"],
            "next_stage": ["s2"],
            "label": ["keer"],
            "distance": [1.0],
        }
    )
    return shapes.standing(pl.DataFrame(rows), ahead, ladder_frame())


def test_a_bar_is_as_long_as_its_list() -> None:
    bars = shapes.stage_bars(standing_frame(), ladder_frame(), "p", "l")
    assert rows_of(bars, "key", "students") == [("s1", 2), ("s2", 1)]
    for stage, students in rows_of(bars, "key", "students"):
        assert shapes.on_stage(standing_frame(), "l", str(stage)).height == students
    assert shapes.on_stage(standing_frame(), "l", None).height == 3


def test_a_stage_without_pupils_is_zero_and_one_without_data_is_absent() -> None:
    bars = shapes.stage_bars(standing_frame().clear(), ladder_frame(), "p", "l")
    assert rows_of(bars, "key", "students") == [("s1", 0), ("s2", 0)]


def test_the_distance_to_the_next_stage_is_told() -> None:
    listed = shapes.on_stage(standing_frame(), "l", None)
    told = dict(zip(listed["nummer"], listed["Volgende trede"], strict=True))
    assert "1" in told["1"]
    assert "s2" in told["1"]
    assert told["2"] == "hoogste trede"


# --- leerplicht ----------------------------------------------------------------------------------------------------

NORM: dict[str, Any] = {
    "school": "s", "student_id": "1", "name": "Leerling 1", "klas": "H3a", "mentor": None, "state": "nadert",
    "hours": 12.0, "hours_unknown": 0.0, "hours_left": 4.0, "window_start": date(2026, 10, 26), "report_number": None,
    "begin_date": None, "end_date": None, "due_on": None, "duty": None, "age": None, "counted": 12.0, "nears": True,
}  # fmt: skip
REPORT = {
    "state": "melding",
    "report_number": 1,
    "begin_date": ON,
    "end_date": ON,
    "duty": True,
    "age": 15,
    "nears": False,
}


def leerplicht(*rows: dict[str, Any]) -> pl.DataFrame:
    kinds = {"school": pl.String, "student_id": pl.String, "date": pl.Date, "leaves_on": pl.Date}
    leaving = pl.DataFrame(
        [("s", "1", date(2026, 11, 2), date(2026, 11, 30), 3.0, 1.0), ("s", "1", date(2026, 11, 3), None, 1.0, 0.0)],
        schema=kinds | {"judged": pl.Float64, "unknown": pl.Float64},
        orient="row",
    )
    return shapes.leerplicht(pl.DataFrame([NORM | row for row in rows], infer_schema_length=None), leaving, ON)


def test_unknown_hours_stand_apart() -> None:
    plain, mixed = leerplicht({}, {"student_id": "2", "hours_unknown": 2.0})["Uren nu"]
    assert (plain, mixed) == ("12", "12 + 2 onbekend")


def test_the_hours_that_leave_first_are_named() -> None:
    told = leerplicht({})["Vervalt het eerst"][0]
    assert "4 uur" in told
    assert "ma 2 nov" in told
    assert "ma 30 nov" in told


def test_pupils_near_the_norm_are_sorted_by_what_is_left() -> None:
    rows = leerplicht({"student_id": "far", "hours_left": 6.0}, {"student_id": "near", "hours_left": 1.0}, REPORT)
    assert shapes.nearing(rows)["nummer"].to_list() == ["near", "far"]


@pytest.mark.parametrize(("days", "listed"), [(5, True), (0, True), (-14, True), (-15, False)])
def test_a_report_leaves_the_list_two_weeks_after_its_last_day(days: int, listed: bool) -> None:
    rows = leerplicht(REPORT | {"due_on": ON + timedelta(days)})
    assert (shapes.due(rows).height == 1) == listed


def test_nobody_near_the_norm_is_no_error() -> None:
    nobody = leerplicht({})[:0]
    assert shapes.due(nobody).is_empty()
    assert shapes.nearing(nobody).is_empty()


# --- one pupil -----------------------------------------------------------------------------------------------------


def test_a_week_list_names_every_pupil() -> None:
    rows = pl.DataFrame(
        {"student_id": ["1"], "name": ["A"], "klas": ["H3a"], "mentor": [None], "hours": [3], "days": [2]}
    )
    assert rows_of(shapes.week_pupils(rows), "nummer", "Lesuren", "Dagen") == [("1", 3, 2)]
