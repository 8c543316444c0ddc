"""Who stands on the Terugkomlijst of a day, in which group, and what is printed: one task at a time."""

from datetime import date
from typing import Any

import polars as pl
import pytest

from dashboard.app_pages.terugkomlijst import shapes
from dashboard.app_pages.terugkomlijst.shapes import ABSENT, CAME, DAY, EXPECTED, MISSED, UNPLANNED, UNRECORDED
from pipelines.notes.appointments import NOTED

MON, TUE, WED, THU = (date(2026, 11, day) for day in (16, 17, 18, 19))
ROWS: dict[str, Any] = {
    "school": pl.String, "student_id": pl.String, "name": pl.String, "sort_name": pl.String, "klas": pl.String,
    "afdeling": pl.String, "protocol": pl.String, "ladder": pl.String, "stage": pl.String, "task": pl.String,
    "task_key": pl.String, "role": pl.String, "kind": pl.String, "kind_label": pl.String, "what": pl.String,
    "deadline_text": pl.String, "times": pl.Int64, "hours": pl.Int64, "asked_on": pl.Date, "appointment_on": pl.Date,
    "came_on": pl.Date, "missed_on": pl.List(pl.Date), "excused_on": pl.List(pl.Date),
}  # fmt: skip


def task(**more: object) -> dict[str, object]:
    """An appointment of pupil 1, asked on Monday for Tuesday."""
    return {
        "school": "s", "student_id": "1", "name": "Noor", "sort_name": "Noor", "klas": "H4a", "afdeling": "havo", "protocol": "p",
        "ladder": "l", "stage": "t", "task": "melden", "task_key": "k", "role": "conciërge", "kind": "melden",
        "kind_label": "vroeg melden", "what": "meldt zich", "deadline_text": "de volgende dag om 7.45 uur", "times": 1,
        "hours": None, "asked_on": MON, "appointment_on": TUE, "came_on": None, "missed_on": None, "excused_on": None,
    } | more  # fmt: skip


def note(on: date, came: bool, **more: object) -> dict[str, object]:
    key = {
        name: task()[name]
        for name in ("school", "student_id", "protocol", "ladder", "stage", "task", "kind", "asked_on")
    }
    return key | {"lesson_hour": None, "appointment_on": on, "came": came, "initials": "ab", "noted_at": ""} | more


def listed(
    day: date, tasks: list[dict[str, object]], notes: list[dict[str, object]] | None = None
) -> list[dict[str, Any]]:
    return shapes.appointments(
        pl.DataFrame(tasks, schema=ROWS, orient="row"), pl.DataFrame(notes or [], schema=NOTED, orient="row"), day
    )


# What is known of the one task, on which day one looks, and how it stands there.
CASES: list[tuple[dict[str, object], list[dict[str, object]], date, tuple[str, str] | None]] = [
    ({}, [], MON, None),
    ({}, [], TUE, (DAY, EXPECTED)),
    ({}, [], WED, (UNRECORDED, EXPECTED)),
    ({}, [note(TUE, True)], TUE, (DAY, CAME)),
    ({}, [note(TUE, True)], WED, None),
    ({}, [note(TUE, False)], TUE, (DAY, ABSENT)),
    ({}, [note(TUE, False)], WED, (MISSED, EXPECTED)),
    ({}, [note(TUE, False), note(WED, True)], WED, (MISSED, CAME)),
    ({}, [note(TUE, False), note(WED, True)], THU, None),
    ({}, [note(TUE, False), note(WED, False)], THU, (MISSED, EXPECTED)),
    ({}, [note(TUE, True, asked_on=TUE)], TUE, (DAY, EXPECTED)),
    ({"came_on": TUE}, [], TUE, (DAY, CAME)),
    ({"came_on": TUE}, [], WED, None),
    ({"missed_on": [TUE]}, [], TUE, (DAY, ABSENT)),
    ({"missed_on": [TUE]}, [], WED, (MISSED, EXPECTED)),
    ({"missed_on": [TUE]}, [note(TUE, True)], TUE, (DAY, CAME)),
    ({"appointment_on": None}, [], TUE, (UNPLANNED, EXPECTED)),
    ({"appointment_on": None}, [note(TUE, False)], WED, (MISSED, EXPECTED)),
    ({"appointment_on": None}, [note(TUE, True)], TUE, (UNPLANNED, CAME)),
]


@pytest.mark.parametrize(("more", "notes", "day", "stands"), CASES)
def test_where_a_task_stands_on_a_day(
    more: dict[str, object], notes: list[dict[str, object]], day: date, stands: tuple[str, str] | None
) -> None:
    found = [(row["groep"], row["uitkomst"]) for row in listed(day, [task(**more)], notes)]
    assert found == ([stands] if stands else [])


def test_one_pupil_comes_once_for_all_tasks_of_a_kind_and_the_hours_are_added() -> None:
    late = [task(), task(task="melden-2", asked_on=MON)]
    hours = [
        task(task="inhalen", kind="inhalen", kind_label="inhalen", deadline_text=None, hours=amount, asked_on=on)
        for amount, on in ((2, MON), (1, TUE))
    ]
    rows = listed(TUE, [*late, *[each | {"appointment_on": None} for each in hours]])
    assert [(row["Afspraak"], row["Inhalen"], row["Gevraagd"], len(row["taken"])) for row in rows] == [
        ("Vroeg melden", None, "ma 16 nov", 2),
        ("Inhalen", "3 lesuren", "ma 16 nov en di 17 nov", 2),
    ]
    assert {each.appointment_on for row in rows for each in row["taken"]} == {TUE}


def test_the_stand_says_by_whom_and_when() -> None:
    def stand(day: date, notes: list[dict[str, object]], **more: object) -> str:
        (row,) = listed(day, [task(**more)], notes)
        return str(row["Stand"])

    assert stand(TUE, []) == "Verwacht"
    assert stand(TUE, [note(TUE, False)]) == "Niet gekomen (ab)"
    assert stand(WED, [note(TUE, False)]) == "Niet gekomen op di 17 nov"
    # Away with a valid reason on another day, and on that day: by a note and by a file.
    assert stand(WED, [note(TUE, False)], excused_on=[MON, WED]) == "Niet gekomen op di 17 nov"
    assert stand(WED, [note(TUE, False)], excused_on=[TUE]) == "Was er niet (geldige reden) op di 17 nov"
    assert stand(WED, [], missed_on=[TUE], excused_on=[TUE]) == "Was er niet (geldige reden) op di 17 nov"
    assert stand(TUE, [], came_on=TUE) == "Gekomen (volgens Terugkomers)"


@pytest.mark.parametrize(
    ("tasks", "said"),
    [
        ([], "Op di 17 nov hoeft er niemand te komen."),
        ([task()], "1 leerling moet op di 17 nov komen."),
        ([task(), task(student_id="2")], "2 leerlingen moeten op di 17 nov komen."),
        (
            [task(asked_on=date(2026, 11, 12), appointment_on=MON, missed_on=[MON])],
            "Niemand hoeft op di 17 nov te komen; 1 leerling miste eerder een afspraak die openstaat.",
        ),
    ],
)
def test_the_sentence_counts_the_pupils(tasks: list[dict[str, object]], said: str) -> None:
    assert shapes.answer(listed(TUE, tasks), TUE) == said


def test_a_sheet_holds_names_and_klas_only() -> None:
    rows = listed(
        TUE, [task(), task(student_id="2", name="Ali", klas="H3b"), task(student_id="3", name="Bo", klas=None)]
    )
    assert shapes.sheets(rows) == [
        {
            "name": "Vroeg melden, de volgende dag om 7.45 uur",
            "rows": [
                {"name": "Bo", "klas": "", "came": False},
                {"name": "Ali", "klas": "H3b", "came": False},
                {"name": "Noor", "klas": "H4a", "came": False},
            ],
        }
    ]


def test_measures_that_nobody_knows_are_told_with_their_number() -> None:
    schema = {"measure": pl.String, "followups": pl.Int64}
    told = shapes.left_out(pl.DataFrame([("Gesprek", 1)], schema=schema, orient="row"))
    assert told == "1 terugkomer met een maatregel die het programma niet herkent, telt niet mee: ‘Gesprek’."
    assert shapes.left_out(pl.DataFrame(schema=schema)) == ""


MARKS = {"school": pl.String, "student_id": pl.String, "task_key": pl.String, "reached_on": pl.Date, "hour": pl.Int64}
STARTS = {"school": pl.String, "afdeling": pl.String, "role": pl.String, "until_on": pl.Date}


@pytest.mark.parametrize(
    ("hours", "starts", "left"),
    [
        ([], [], 1),
        ([0], [], 0),
        ([None], [], 0),
        ([3], [], 1),
        ([3, 4], [], 0),
        ([], [(None, None, date(2026, 11, 15))], 1),
        ([], [(None, None, MON)], 0),
        ([], [("havo", "conciërge", MON)], 0),
        ([], [("vwo", None, MON)], 1),
        ([], [(None, "mentor", MON)], 1),
    ],
)
def test_what_a_mark_or_a_clean_start_closed_is_off_the_list(
    hours: list[int | None], starts: list[tuple[str | None, str | None, date]], left: int
) -> None:
    marks = pl.DataFrame([("s", "1", "k", MON, hour) for hour in hours], schema=MARKS, orient="row")
    begun = pl.DataFrame([("s", *start) for start in starts], schema=STARTS, orient="row")
    rows = pl.DataFrame([task(times=2)], schema=ROWS, orient="row")
    assert shapes.still_asked(rows, marks, begun).height == left
