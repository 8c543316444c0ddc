"""From query rows to the 16-hour norm, as small tables."""

from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest

from dashboard import words
from dashboard.app_pages.leerplicht import calibration as calibration_shapes, cases, near_norm, readings
from pipelines.norm.forecast import Forecast
from pipelines.statistics.calibration import calibration
from pipelines.whatif.readings import Difference, Standing

ON = date(2026, 11, 17)
BEGIN, LEAVES = ON - timedelta(9), date(2026, 11, 30)
STUDENTS = {"1": {"name": "Leerling 1", "klas": "H3a"}}

NORM: dict[str, Any] = {
    "school": "s",
    "student_id": "1",
    "name": "Leerling 1",
    "sort_name": "1, Leerling",
    "klas": "H3a",
    "mentor": None,
    "hours": 12.0,
    "hours_unknown": 0.0,
    "hours_left": 4.0,
    "window_start": date(2026, 10, 26),
    "counted": 12.0,
    "nears": True,
    "next_possible_from": None,
}
REPORT: dict[str, Any] = {
    "school": "s",
    "student_id": "1",
    "name": "Leerling 1",
    "sort_name": "1, Leerling",
    "klas": "H3a",
    "mentor": None,
    "kind": "relatief",
    "report_number": 1,
    "begin_date": BEGIN,
    "end_date": ON,
    "reached_on": ON,
    "due_on": ON + timedelta(7),
    "age": 15,
    "duty": True,
    "working_days_left": 5,
    "hours": 16.0,
}
CASE: dict[str, Any] = {
    "school": "s",
    "student_id": "1",
    "kind": "relatief",
    "begin_date": BEGIN,
    "end_date": ON,
    "said": "gemeld",
    "choice": "",
    "said_on": ON + timedelta(2),
    "initials": "JV",
    "entered_at": "toen",
    "answer": None,
    "answered_on": None,
    "answered_by": None,
}
LEFT = {"said": "niet_gemeld", "choice": "vrijstelling"}
ANSWER = {"answer": "halt", "answered_on": ON + timedelta(4), "answered_by": "AB"}


def known(*rows: dict[str, Any]) -> pl.DataFrame:
    dates = {name for name in CASE if name.endswith(("_date", "_on"))}
    return pl.DataFrame(
        [CASE | row for row in rows], schema={name: pl.Date if name in dates else pl.String for name in CASE}
    )


def reports(*rows: dict[str, Any], said: pl.DataFrame | None = None, on: date = ON) -> pl.DataFrame:
    """The list of cases of reports of one day each; a judged hour less than the hours of the norm is unknown."""
    days = pl.DataFrame([REPORT | row for row in rows], infer_schema_length=None)
    norm = days.filter(kind="relatief").with_columns(
        (pl.col("hours") - 1).alias("judged"), pl.lit(1.0).alias("unknown")
    )
    return cases.cases(days, norm, known() if said is None else said, on)


def due(found: pl.DataFrame) -> pl.DataFrame:
    return cases.standing(found, cases.TODO)


def nearing(*rows: dict[str, Any], told: Forecast | None = None) -> pl.DataFrame:
    leaving = pl.DataFrame(
        [("s", "1", date(2026, 11, 2), LEAVES, 3.0, 1.0), ("s", "1", date(2026, 11, 3), None, 1.0, 0.0)],
        schema={"school": pl.String, "student_id": pl.String, "date": pl.Date, "leaves_on": pl.Date}
        | {"judged": pl.Float64, "unknown": pl.Float64},
        orient="row",
    )
    frame = pl.DataFrame([NORM | row for row in rows], infer_schema_length=None)
    return near_norm.nearing(frame, leaving, {"1": told} if told else {})


def test_unknown_hours_stand_apart() -> None:
    assert words.hours(12.0, 2.0) == "12 + 2 onbekend"
    assert words.hours(12.0, 0.0) == "12"
    assert nearing({"hours_unknown": 2.0}).select("Ongeoorloofd", "Onbekend").row(0) == (12.0, 2.0)


def test_what_leaves_the_window_is_named_with_day_and_hours() -> None:
    assert nearing({})[near_norm.LEAVES].to_list() == ["ma 30 nov −4"]


def test_pupils_near_the_norm_are_sorted_by_what_is_left() -> None:
    found = nearing(
        {"student_id": "far", "hours_left": 6.0}, {"student_id": "near", "hours_left": 1.0}, {"nears": False}
    )
    assert found["nummer"].to_list() == ["near", "far"]


@pytest.mark.parametrize(("chance", "shown"), [(0.0, 0), (0.004, 1), (0.014, 1), (0.016, 2), (0.996, 99), (1.0, 100)])
def test_a_chance_is_not_rounded_to_certainty(chance: float, shown: int) -> None:
    assert nearing({}, told=Forecast(chance, None))[near_norm.CHANCE].to_list() == [shown]


def test_without_earlier_school_years_words_say_what_is_needed() -> None:
    """Two hours of the three leave; the unknown hour counts only where the protocol counts it."""
    leaving = pl.DataFrame(
        [("1", date(2026, 11, 2), LEAVES, 3.0, 1.0), ("1", date(2026, 11, 3), LEAVES + timedelta(1), 2.0, 0.0)],
        schema={
            "student_id": pl.String,
            "date": pl.Date,
            "leaves_on": pl.Date,
            "judged": pl.Float64,
            "unknown": pl.Float64,
        },
        orient="row",
    )
    rows: list[dict[str, Any]] = [{}, {"hours": 11.0, "hours_unknown": 1.0}, {"next_possible_from": date(2026, 11, 20)}]
    found = near_norm.nearing(pl.DataFrame([NORM | row for row in rows], infer_schema_length=None), leaving, None)
    assert found[near_norm.NEEDED].to_list() == [
        "nog 4 uur; vanaf ma 30 nov 7 uur; vanaf di 1 dec 9 uur",
        "nog 4 uur; vanaf ma 30 nov 8 uur; vanaf di 1 dec 10 uur",
        "volgende melding mogelijk vanaf vr 20 nov",
    ]
    assert not {near_norm.CHANCE, near_norm.DAY} & set(found.columns)
    assert near_norm.NEEDED not in nearing({}, told=Forecast(0.6, None)).columns


@pytest.mark.parametrize(("known", "said"), [("geen", "(nu geen)"), ("599", "(nu 599)")])
def test_why_there_is_no_chance_is_said(known: str, said: str) -> None:
    numbers = {"forecast_min_cases": 600.0, "forecast_school_days": 10.0, "forecast_likely": 0.8}
    text = near_norm.caption(numbers, known, able=False)
    assert "vanaf 600 voorbeelden" in text
    assert said in text
    assert "10 schooldagen" in near_norm.caption(numbers, known, able=True)
    assert all(len(near_norm.explained(numbers, able)) == 2 for able in (True, False))


def test_without_a_forecast_there_is_only_the_schedule() -> None:
    (row,) = nearing({}, told=Forecast(None, None)).iter_rows(named=True)
    assert (row[near_norm.CHANCE], row["Haalt de norm op"], row[near_norm.LEAVES]) == (
        None,
        "te weinig gegevens",
        "ma 30 nov −4",
    )


def test_the_day_that_is_likely_is_named() -> None:
    days = [nearing({}, told=Forecast(0.6, day))["Haalt de norm op"][0] for day in (LEAVES, None)]
    assert days == ["ma 30 nov", "te onzeker voor een dag"]


@pytest.mark.parametrize(
    ("working_days", "days", "term"),
    [
        (5, 7, "nog 5 werkdagen"),
        (1, 1, "nog 1 werkdag"),
        (0, 0, "vandaag"),
        (0, -1, "voorbij: 1 werkdag"),  # a Saturday after a Friday
        (-1, -1, "voorbij: 1 werkdag"),
        (-2, -4, "voorbij: 2 werkdagen"),
    ],
)
def test_how_long_a_report_may_still_wait(working_days: int, days: int, term: str) -> None:
    found = reports({"working_days_left": working_days, "due_on": ON + timedelta(days)})
    assert due(found)["Termijn"].to_list() == [term]


def test_a_kind_without_a_term_is_never_late() -> None:
    found = reports({"kind": "achttien", "working_days_left": None, "due_on": None, "duty": False, "age": 18})
    assert found.select("Soort", "Termijn", "Plicht").rows() == [
        ("18 jaar en ouder", "geen termijn", "zonder startkwalificatie")
    ]
    assert cases.overdue(due(found), ON + timedelta(99)) == 0


@pytest.mark.parametrize(
    ("more", "stand", "which"),
    [
        ({}, "gemeld do 19 nov (JV)", cases.DONE),
        (ANSWER, "gemeld do 19 nov (JV); verwezen naar Halt za 21 nov", cases.DONE),
        (LEFT, "bewust niet: vrijstelling of verlof is alsnog verleend, do 19 nov (JV)", cases.ON_PURPOSE),
        ({"begin_date": ON}, "te doen", cases.TODO),
        ({"kind": "luxe"}, "te doen", cases.TODO),
        ({"student_id": "2"}, "te doen", cases.TODO),
        ({"end_date": BEGIN}, "gemeld do 19 nov (JV)", cases.DONE),
    ],
)
def test_how_a_case_stands(more: dict[str, Any], stand: str, which: str) -> None:
    found = reports({}, said=known(more))
    assert found["Stand"].to_list() == [stand]
    assert {one: cases.standing(found, one).height for one in cases.STANDS} == {
        one: int(one == which) for one in cases.STANDS
    }
    assert (found["Termijn"][0] is None) == (which != cases.TODO)
    assert cases.orphans(known(more), pl.DataFrame([REPORT]), STUDENTS).height == (
        which == cases.TODO and more.get("student_id") != "2"
    )


def test_a_case_of_the_list_tells_who_and_of_how_many_hours() -> None:
    other = {"student_id": "2", "name": "Leerling 2", "duty": False, "age": 18}
    holiday = {"kind": "luxe", "student_id": "3", "report_number": None, "hours": 6.0}
    found = reports({}, other, holiday, said=known({}))
    assert found.select("nummer", "Soort", "Ongeoorloofd", "Onbekend", "Gemeld op", "Paraaf", "Plicht").rows() == [
        ("3", "luxeverzuim", 6.0, None, None, None, "ja"),
        ("1", "16 uur", 15.0, 1.0, ON + timedelta(2), "JV", "ja"),
        ("2", "16 uur", 15.0, 1.0, None, None, "18+, mag"),
    ]


def test_what_is_overdue_stands_on_top() -> None:
    days = {"1": 7, "2": -3, "3": 0}
    found = reports(*({"student_id": key, "due_on": ON + timedelta(n)} for key, n in days.items()))
    assert due(found)["nummer"].to_list() == ["2", "3", "1"]
    assert cases.counted(found, ON) == "Te melden: 3, te laat: 1"


@pytest.mark.parametrize(("days", "duty", "late"), [(-1, True, 1), (0, True, 0), (1, True, 0), (-1, False, 0)])
def test_a_choice_is_never_overdue(days: int, duty: bool, late: int) -> None:
    found = reports({"due_on": ON + timedelta(days), "duty": duty})
    assert cases.overdue(due(found), ON) == late


@pytest.mark.parametrize("moved", [-1, 0, 1])
def test_a_case_of_a_report_that_moved_stays_visible(moved: int) -> None:
    rows = pl.DataFrame([REPORT | {"begin_date": BEGIN + timedelta(moved), "end_date": ON + timedelta(3)}])
    found = cases.orphans(known({}, {"student_id": "elsewhere"}), rows, STUDENTS)
    expected = [("1", "16 uur", BEGIN, ON, "gemeld do 19 nov (JV)")] if moved else []
    assert found.select("nummer", "Soort", "Begin", "Einde", "Stand").rows() == expected


def test_who_is_of_age_may_or_must_be_reported() -> None:
    rows: list[dict[str, Any]] = [
        {"student_id": "1", "duty": False},
        {"student_id": "2", "kind": "achttien", "duty": False},
        {"student_id": "3"},
        {"student_id": "4", "kind": "maand", "duty": False},
    ]
    found = cases.adults(reports(*rows)).sort("nummer")
    assert [(row["nummer"], row["Waarom"].split(":")[0]) for row in found.iter_rows(named=True)] == [
        ("1", "16 uur bereikt"),
        ("2", "4 schoolweken achter elkaar"),
    ]


def test_both_readings_stand_side_by_side() -> None:
    one, two = (ON - timedelta(9), ON), (ON, ON + timedelta(1))
    given = [
        Difference("1", 4.0, Standing((), 12.0, True), Standing((one,), 0.0, False)),
        Difference("1", 4.0, Standing((one, two), 0.0, False), Standing((one,), 0.0, False)),
        Difference("1", 0.0, Standing((one,), 3.0, False), Standing((two,), 3.0, False)),
        Difference("1", 4.0, Standing((), 8.0, False), Standing((), 12.0, True)),
        Difference("1", 4.0, Standing((), 12.0, True), Standing((), 8.0, False)),
        Difference("unseen", 4.0, Standing((), 12.0, True), Standing((), 8.0, False)),
    ]
    found = readings.other_reading(given, STUDENTS, counts=False)
    assert sorted(found["Gevolg"]) == [
        "1 melding erbij",
        "1 melding minder",
        "melding verschuift",
        "nadert dan niet",
        "nadert dan ook",
    ]
    (row,) = found.filter(Gevolg="1 melding erbij").iter_rows(named=True)
    assert row["Zoals het protocol telt"] == "geen melding; nu 12 uur, nadert"
    assert row["Als ze ongeoorloofd blijken"] == "1 melding (di 17 nov); nu 0 uur"
    assert "Als ze geoorloofd blijken" in readings.other_reading(given, STUDENTS, counts=True).columns
    assert "1 melding erbij: 1 leerling;" in readings.consequences(found)
    assert readings.consequences(found[:0]) == "Geen verschil"


def test_how_well_chances_came_true_is_told_with_its_uncertainty() -> None:
    chances, came = [0.7] * 10 + [0.05] * 400, [True] * 7 + [False] * 3 + [True] * 20 + [False] * 380
    found = calibration(chances, came, list(range(410)), 0.2, 1.96)
    table = calibration_shapes.table(found)
    assert table["Kans"].to_list() == ["0–20 %", "20–40 %", "40–60 %", "60–80 %", "80–100 %"]
    assert table["In woorden"][3] == "haalden er 7 van de 10 de norm; onzeker, want weinig leerlingen: 40 tot 89 %"
    assert table["In woorden"][0] == "haalden er 20 van de 400 de norm; dat past bij 3 tot 8 %"
    assert table["In woorden"][1] == "kwam niet voor"
    sentences = calibration_shapes.sentences(found, 0.6)
    assert "past bij toeval" in sentences[0]
    assert sentences[1] == "Een kans van 60 % of meer kwam 10 keer voor; 7 keer werd de norm gehaald."
    assert calibration_shapes.sentences(found, 0.8)[1] == "Een kans van 80 % of meer kwam niet voor."


def test_chances_that_were_too_high_are_called_so() -> None:
    found = calibration([0.9] * 100, [False] * 90 + [True] * 10, list(range(100)), 0.2, 1.96)
    first, second = calibration_shapes.sentences(found, 0.8)
    assert "meer dan toeval" in first
    assert second == "Een kans van 80 % of meer kwam 100 keer voor; 10 keer werd de norm gehaald."
    (told,) = calibration_shapes.without_counts(found)
    assert "minder vaak gehaald dan verwacht; dat verschil is meer dan toeval" in told
    assert not any(sign.isdigit() for sign in told)


def test_without_earlier_weeks_nothing_is_measured() -> None:
    assert calibration_shapes.table(None).is_empty()
    assert calibration_shapes.sentences(None, 0.8) == calibration_shapes.without_counts(None)
