"""From query rows to the worklist, as small tables."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import polars as pl
import pytest

from dashboard.app_pages.leerling import steps as shapes
from dashboard.steps import tasks as task_rows
from pipelines.notes.marks import MARKS, TASK
from pipelines.notes.settlements import SETTLEMENTS

ON = date(2026, 11, 17)


REASON: dict[str, Any] = {
    "label": "keer te laat per schooljaar",
    "unit": "keer",
    "terms": 1,
    "value": 3.0,
    "operator": ">=",
    "number": 3.0,
    "window_kind": "schooljaar",
    "window_number": None,
    "window_key": "2026-2027",
    "window_start": None,
    "spell_start": None,
    "spell_days": None,
    "done_on": None,
    "counted_after": None,
}
ACTION: dict[str, Any] = {
    "action_no": 1,
    "task_key": "bellen",
    "report": False,
    "hours": None,
    "in_working_days": False,
    "role": "mentor",
    "what": "belt de ouders",
    "leerjaar_from": None,
    "leerjaar_until": None,
    "adult": None,
    "followup": None,
    "deadline_text": None,
    "times": 1,
    "is_default": False,
    "deadline": date(2026, 11, 20),
    "days_left": 3,
}
STEP: dict[str, Any] = {
    "school": "s",
    "student_id": "1",
    "name": "Aap, Noot",
    "sort_name": "Noot, Aap",
    "klas": "H3a",
    "leerjaar": 3,
    "afdeling": "havo",
    "mentor": "abc",
    "birth_date": None,
    "protocol": "p",
    "ladder": "l",
    "ladder_name": "Ladder",
    "track": "te_laat",
    "stage": "s",
    "stage_name": "derde keer",
    "rule": "groups",
    "level": 1,
    "legal": None,
    "repeat_every": 1,
    "reached_on": ON,
    "times": 1,
    "recurring": False,
    "is_new": True,
    "norm_hours": None,
    "came_on": None,
    "missed_on": None,
    "excused_on": None,
}
TYPES = {
    "birth_date": pl.Date,
    "came_on": pl.Date,
    "legal": pl.String,
    "norm_hours": pl.Float64,
    "leerjaar": pl.Int64,
    "missed_on": pl.List(pl.Date),
    "excused_on": pl.List(pl.Date),
}
IN_ACTION = {
    "hours": pl.List(pl.Int64),
    "leerjaar_from": pl.Int64,
    "leerjaar_until": pl.Int64,
    "adult": pl.Boolean,
    "followup": pl.String,
    "deadline_text": pl.String,
}


def asked(
    steps: Sequence[dict[str, Any]],
    actions: Sequence[dict[str, Any]] = ({},),
    reasons: Sequence[dict[str, Any]] = ({},),
) -> pl.DataFrame:
    found = [
        STEP
        | {
            "actions": [ACTION | {"action_no": n} | a for n, a in enumerate(actions, 1)],
            "reasons": [REASON | r for r in reasons],
        }
        | step
        for step in steps
    ]
    kinds: dict[str, Any] = {**pl.DataFrame([ACTION]).schema, **IN_ACTION}
    schema: dict[str, Any] = {"actions": pl.List(pl.Struct(kinds)), **TYPES}
    return task_rows.told(pl.DataFrame(found, schema_overrides=schema, infer_schema_length=None), ON)


def tasks(
    steps: Sequence[dict[str, Any]] = ({},),
    actions: Sequence[dict[str, Any]] = ({},),
    reasons: Sequence[dict[str, Any]] = ({},),
    marks: Sequence[dict[str, Any]] = (),
    settled: Sequence[dict[str, Any]] = (),
    on: date = ON,
) -> pl.DataFrame:
    """The tasks of steps; a mark is one of the first task of the first step unless it says otherwise."""
    task = {name: (STEP | ACTION)[name] for name in TASK} | {"hour": 0, "initials": "AB", "done_on": ON}
    made = pl.DataFrame([task | mark for mark in marks], schema=MARKS)
    said = pl.DataFrame([{"school": "s", "settled_on": ON} | each for each in settled], schema=SETTLEMENTS)
    return task_rows.tasks(asked(steps, actions, reasons), made, said, on)


def worklist(*given: Any, role: str = "", **more: Any) -> pl.DataFrame:
    return shapes.worklist(tasks(*given, **more), role)


def why(reasons: Sequence[dict[str, Any]], **step: Any) -> str:
    found: str = worklist([step], reasons=reasons)["Waarom"].item()
    return found


def test_a_step_tells_pupil_reason_action_and_deadline() -> None:
    row = worklist([{}], [{}]).row(0, named=True)
    assert row["nummer"] == "1"
    assert row["Waarom"] == "3e keer te laat dit schooljaar op di 17 nov (vanaf 3)"
    assert row["Wie doet wat"] == "mentor: belt de ouders"
    assert row["Uiterlijk"] == date(2026, 11, 20)
    assert row["Termijn"] == "nog 3 schooldagen"
    assert row["Rol"] == ["mentor"]


@pytest.mark.parametrize(
    ("reason", "text"),
    [
        (
            {"label": "keer te laat per periode", "window_kind": "periode", "window_key": "2026-2027/2"},
            "3e keer te laat in periode 2 op di 17 nov (vanaf 3)",
        ),
        (
            {"label": "ziekmeldingen per kwartaal", "window_kind": "kwartaal", "window_key": "2026-K4"},
            "3e ziekmelding in kwartaal 4 op di 17 nov (vanaf 3)",
        ),
        (
            {
                "label": "lesuren ongeoorloofd verzuim in 4 schoolweken",
                "window_kind": "lesweken",
                "window_number": 4,
                "window_start": date(2026, 10, 14),
                "value": 17.0,
                "number": 16.0,
            },
            "17e lesuur ongeoorloofd verzuim in 4 schoolweken op di 17 nov, sinds wo 14 okt (vanaf 16)",
        ),
        (
            {"label": "keer te laat per halfjaar", "window_kind": "halfjaar", "window_key": "2026-2027/1"},
            "3e keer te laat in halfjaar 1 op di 17 nov (vanaf 3)",
        ),
        (
            {"label": "keer te laat per trimester", "window_kind": "trimester", "window_key": "2026-2027/2"},
            "3e keer te laat in trimester 2 op di 17 nov (vanaf 3)",
        ),
        (
            {"label": "keer te laat per kwart van het schooljaar", "window_kind": "kwart", "window_key": "2026-2027/2"},
            "3e keer te laat in het 2e kwart van het schooljaar op di 17 nov (vanaf 3)",
        ),
        (
            {"label": "keer te laat per maand", "window_kind": "maand", "window_key": "2026-2027/2026-11"},
            "3e keer te laat in november op di 17 nov (vanaf 3)",
        ),
        (
            {"label": "keer te laat per week", "window_kind": "week", "window_key": "2026-2027/2026-11-16"},
            "3e keer te laat in de week van ma 16 nov op di 17 nov (vanaf 3)",
        ),
        (
            {
                "label": "keer te laat in 2 maanden",
                "window_kind": "maanden",
                "window_number": 2,
                "window_start": date(2026, 9, 18),
            },
            "3e keer te laat in 2 maanden op di 17 nov, sinds vr 18 sep (vanaf 3)",
        ),
        (
            {
                "label": "schooldagen achter elkaar ziek",
                "window_kind": "dag",
                "spell_start": date(2026, 11, 13),
                "spell_days": 3,
            },
            "3e schooldag achter elkaar ziek op di 17 nov, sinds vr 13 nov (vanaf 3)",
        ),
        (
            {
                "label": "schooldagen achter elkaar ziek",
                "window_kind": "dag",
                "spell_start": date(2026, 11, 13),
                "spell_days": 4,
            },
            "3e schooldag achter elkaar ziek op di 17 nov, sinds vr 13 nov (vanaf 3); inmiddels 4 schooldagen",
        ),
        (
            {"label": "keer te laat plus lesuren ziek per schooljaar", "terms": 2, "operator": ">"},
            "samen 3 (keer te laat plus lesuren ziek) dit schooljaar op di 17 nov (meer dan 3)",
        ),
        ({"value": 2.5, "number": 2.0}, "2,5 keer te laat dit schooljaar op di 17 nov (vanaf 2)"),
    ],
)
def test_a_reason_names_count_window_day_and_rule(reason: dict[str, Any], text: str) -> None:
    assert why([reason]) == text


def test_two_conditions_are_both_told() -> None:
    assert why([{}, {"label": "keer uitgestuurd per schooljaar", "value": 9.0, "number": 9.0}]) == (
        "3e keer te laat dit schooljaar en 9e keer uitgestuurd dit schooljaar op di 17 nov (vanaf 3 en vanaf 9)"
    )


def test_the_national_norm_tells_its_hours() -> None:
    assert why([], norm_hours=16.0) == "derde keer op di 17 nov, 16 uur in het venster"


def test_a_tested_pattern_says_so() -> None:
    assert why([], rule="pattern") == "derde keer op di 17 nov (getoetst: meer dan toeval geeft)"


@pytest.mark.parametrize(
    ("every", "times", "rule"),
    [(1, 1, "elke volgende keer"), (1, 2, "elke volgende keer; 2 die dag"), (3, 1, "elke 3e keer")],
)
def test_a_recurring_action_tells_how_often(every: int, times: int, rule: str) -> None:
    assert why([{"value": 6.0}], recurring=True, repeat_every=every, times=times) == (
        f"6e keer te laat dit schooljaar op di 17 nov (opnieuw bij {rule})"
    )


def test_what_goes_on_by_the_week_says_so() -> None:
    assert why([{"value": 6.0}], recurring=True, repeat_every=None) == (
        "6e keer te laat dit schooljaar op di 17 nov (opnieuw elke schoolweek waarin het doorgaat)"
    )


def test_a_task_tells_how_many_times_it_is_asked_that_day() -> None:
    row = worklist([{"recurring": True}], [{"times": 3}, {"role": "conciërge"}]).row(0, named=True)
    assert row["Wie doet wat"] == "mentor: belt de ouders (3×); conciërge: belt de ouders"


@pytest.mark.parametrize(
    ("came", "missed", "text"),
    [
        (None, [], ""),
        (None, [18, 19], "; kwam niet op wo 18 nov en do 19 nov"),
        (19, [], "; kwam op do 19 nov"),
        (19, [18, 20], "; kwam niet op wo 18 nov; kwam op do 19 nov"),
        (None, [18, 18, 19, 19], "; kwam niet op wo 18 nov en do 19 nov"),
    ],
)
def test_whether_the_pupil_came_is_told(came: int | None, missed: list[int], text: str) -> None:
    step = {"came_on": came and date(2026, 11, came), "missed_on": [date(2026, 11, day) for day in missed]}
    reason = "3e keer te laat dit schooljaar op di 17 nov (vanaf 3)"
    assert worklist([step], [{}, {"followup": "melden"}])["Waarom"].item() == reason + text
    # A step without an appointment, such as a report at DUO, has nothing to do with it.
    assert worklist([step], [{}, {}])["Waarom"].item() == reason


@pytest.mark.parametrize(
    ("came", "text"),
    [
        (None, "; kwam niet op wo 18 nov; was er niet, met een geldige reden, op do 19 nov en vr 20 nov"),
        (20, "; kwam niet op wo 18 nov; was er niet, met een geldige reden, op do 19 nov; kwam op vr 20 nov"),
    ],
)
def test_who_was_away_with_a_valid_reason_did_not_stay_away(came: int | None, text: str) -> None:
    days = [date(2026, 11, day) for day in (19, 20)]
    step = {"came_on": came and date(2026, 11, came), "missed_on": [date(2026, 11, 18), *days], "excused_on": days}
    assert worklist([step], [{"followup": "melden"}])["Waarom"].item().endswith(f"(vanaf 3){text}")


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


@pytest.mark.parametrize(("leerjaar", "meant"), [(2, "onderbouw"), (3, "bovenbouw"), (6, "bovenbouw")])
def test_the_first_and_the_last_leerjaar_are_meant(leerjaar: int, meant: str) -> None:
    actions = [
        {"role": "onderbouw", "leerjaar_until": 2},
        {"role": "bovenbouw", "leerjaar_from": 3, "leerjaar_until": 6},
    ]
    assert worklist([{"leerjaar": leerjaar}], actions).row(0, named=True)["Rol"] == [meant]


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


@pytest.mark.parametrize(
    ("is_new", "days_left", "stand"),
    [
        (True, 3, "nieuw"),
        (True, 0, "nieuw"),
        (True, -1, "over de termijn"),
        (False, 1, "loopt"),
        (False, 0, "loopt"),
        (False, -1, "over de termijn"),
    ],
)
def test_a_step_is_new_open_or_overdue(is_new: bool, days_left: int, stand: str) -> None:
    assert worklist([{"is_new": is_new}], [{"days_left": days_left}])["Stand"][0] == stand


def test_a_recurring_action_is_not_among_the_steps() -> None:
    assert worklist([{"recurring": True}], [{"days_left": -1}])["Stand"][0] == "terugkerend"


def test_a_deadline_of_the_school_itself_has_a_star() -> None:
    own, named = (worklist([{}], [{"is_default": default}])["Termijn"].item() for default in (True, False))
    assert (own, named) == ("nog 3 schooldagen*", "nog 3 schooldagen")


def test_the_soonest_deadline_counts_and_the_other_is_told() -> None:
    later = {"role": "conciërge", "deadline": date(2026, 11, 24), "days_left": 5, "is_default": True}
    row = worklist([{}], [later, {}]).row(0, named=True)
    assert (row["Termijn"], row["Wie doet wat"]) == (
        "nog 3 schooldagen",
        "conciërge: belt de ouders (di 24 nov*); mentor: belt de ouders",
    )
    mine = worklist([{}], [later, {}], role="conciërge").row(0, named=True)
    assert (mine["Termijn"], mine["Uiterlijk"]) == ("nog 5 schooldagen*", date(2026, 11, 24))
    assert worklist([{}], [later, {}], role="schoolarts").is_empty()


def test_of_equal_deadlines_the_one_of_the_protocol_counts() -> None:
    assert worklist([{}], [{"is_default": True}, {"is_default": False}])["Termijn"].item() == "nog 3 schooldagen"


def test_only_the_marked_task_is_done() -> None:
    steps: list[dict[str, Any]] = [{}, {"student_id": "2"}, {"reached_on": date(2026, 11, 16)}, {"school": "t"}]
    found = worklist(steps, marks=[{"done_on": date(2026, 11, 18)}])
    assert found.sort("met vinkje", descending=True)["Stand"].to_list() == ["gedaan", "nieuw", "nieuw", "nieuw"]
    done = found.filter("met vinkje")
    assert (done["Termijn"].item(), done["Uiterlijk"].item()) == ("gedaan wo 18 nov (AB)", None)


MENTOR: dict[str, Any] = {}
OFFICE: dict[str, Any] = {"role": "leerlingenbureau", "task_key": "melden", "what": "laat melden"}


def test_a_step_shows_the_deadline_of_what_is_open_and_a_role_only_its_own() -> None:
    soon = OFFICE | {"deadline": date(2026, 11, 16), "days_left": -1}
    marked: dict[str, Any] = {"marks": [{"task_key": "melden"}]}
    assert worklist([{}], [MENTOR, soon])["Stand"].item() == "over de termijn"
    row = worklist([{}], [MENTOR, soon], **marked).row(0, named=True)
    assert (row["Stand"], row["Uiterlijk"]) == ("nieuw", date(2026, 11, 20))
    assert row["Wie doet wat"] == "mentor: belt de ouders; leerlingenbureau: laat melden (gedaan)"
    mine = worklist([{}], [MENTOR, soon], role="leerlingenbureau", **marked).row(0, named=True)
    assert (mine["Stand"], mine["Uiterlijk"]) == ("gedaan", None)
    assert worklist([{}], [MENTOR, soon], role="mentor", **marked)["Stand"].item() == "nieuw"


def test_coming_fulfils_the_appointment_and_nothing_else() -> None:
    came = {"came_on": date(2026, 11, 17)}
    found = tasks([came], [MENTOR, OFFICE | {"followup": "melden", "days_left": -1}])
    assert found.select("role", "is_done", "done_by", "group").rows() == [
        ("mentor", False, None, "deze week"),
        ("leerlingenbureau", True, "teruggekomen", None),
    ]
    assert tasks([{}], [OFFICE | {"followup": "melden"}])["is_done"].item() is False


@pytest.mark.parametrize(
    ("left", "deadline", "own", "protocol"),
    [
        (-1, 16, "blijft liggen", "te laat"),
        (0, 17, "vandaag", "vandaag"),
        (1, 18, "deze week", "deze week"),
        (4, 22, "deze week", "deze week"),
        (5, 23, "later", "later"),
    ],
)
def test_only_a_term_of_law_or_protocol_can_be_too_late(left: int, deadline: int, own: str, protocol: str) -> None:
    # Looked from Tuesday 17 November.
    for is_default, group in ((True, own), (False, protocol)):
        action = {"days_left": left, "deadline": date(2026, 11, deadline), "is_default": is_default}
        found = tasks([{}], [action])
        assert (found["group"].item(), found["is_done"].item()) == (group, False)
        assert tasks([{}], [action], marks=[{}])["group"].item() is None


def test_a_default_term_that_passed_stays_lying_and_hides_no_term_of_the_protocol() -> None:
    own = {"days_left": -4, "is_default": True}
    row = worklist([{}], [own]).row(0, named=True)
    assert (row["Stand"], row["Termijn"]) == ("blijft liggen", "blijft 4 schooldagen liggen*")
    passed = OFFICE | {"days_left": -1, "deadline": date(2026, 11, 16)}
    row = worklist([{}], [own, passed]).row(0, named=True)
    assert (row["Stand"], row["Uiterlijk"]) == ("over de termijn", date(2026, 11, 16))


def test_a_task_per_registration_is_done_when_every_hour_is() -> None:
    action = {"hours": [2, 5], "times": 2}
    one = tasks([{}], [action], marks=[{"hour": 2}])
    assert one.select("is_done", "times", "open_hours", "by_mark").row(0) == (False, 1, [5], True)
    both = tasks([{}], [action], marks=[{"hour": 2}, {"hour": 5, "done_on": date(2026, 11, 18), "initials": "CD"}])
    assert both.select("is_done", "open_hours", "done_on", "initials").row(0) == (True, [], date(2026, 11, 18), "CD")
    # An hour that is imported later is open; one that proved to be no registration leaves nothing open.
    later = tasks([{}], [{"hours": [1, 2, 5], "times": 3}], marks=[{"hour": 2}, {"hour": 5}])
    assert later.select("is_done", "times", "open_hours").row(0) == (False, 1, [1])
    assert tasks([{}], [{"hours": [5]}], marks=[{"hour": 2}, {"hour": 5}])["is_done"].item()


@pytest.mark.parametrize(
    ("settled", "closed"),
    [
        ({"until_on": date(2026, 11, 16)}, []),
        ({"until_on": ON}, ["mentor", "leerlingenbureau"]),
        ({"until_on": ON, "role": "mentor"}, ["mentor"]),
        ({"until_on": ON, "afdeling": "havo"}, ["mentor", "leerlingenbureau"]),
        ({"until_on": ON, "afdeling": "vwo"}, []),
        ({"until_on": ON, "school": "t"}, []),
    ],
)
def test_a_clean_start_closes_what_was_reached_up_to_its_day(settled: dict[str, Any], closed: list[str]) -> None:
    found = tasks([{}], [MENTOR, OFFICE], settled=[settled])
    assert found.filter("is_done")["role"].to_list() == closed
    assert found["done_on"].is_null().all()
    assert found.filter("is_done")["done_by"].to_list() == ["afgehandeld"] * len(closed)


def test_what_was_done_before_a_clean_start_stays_done() -> None:
    found = tasks([{}], settled=[{"until_on": ON}], marks=[{}])
    assert found.select("done_by", "settled_on").row(0) == ("vinkje", None)
    assert worklist([{}], settled=[{"until_on": ON}])["Termijn"].item() == "afgehandeld di 17 nov"


def test_a_mark_of_a_whole_step_is_one_of_every_hour_of_that_step() -> None:
    old = {"hour": None, "recurring": False}
    found = tasks([{}, {"recurring": True}], [{"hours": [2, 5]}], marks=[old])
    assert found.select("recurring", "is_done").rows() == [(False, True), (True, False)]


def test_what_is_for_nobody_of_this_age_is_no_task() -> None:
    young = {"came_on": ON, "birth_date": date(2012, 1, 1)}
    assert tasks([young], [{"adult": True, "followup": "melden"}]).is_empty()


def test_an_empty_worklist_keeps_its_columns() -> None:
    full, none = tasks([{}]), tasks([{"actions": []}])
    assert (none.columns, none.height, none.schema) == (full.columns, 0, full.schema)
    assert worklist([{"actions": []}]).schema == worklist([{}]).schema
