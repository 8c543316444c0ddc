"""The management report from small frames: figures, what stays away, words about afdelingen, steps, reports and data."""

from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given, strategies as st

from dashboard.app_pages.mt_rapport import afdelingen, agenda, figures, quality, stages, steps, weekly
from dashboard.app_pages.mt_rapport.figures import HIDDEN, UNKNOWN
from dashboard.app_pages.mt_rapport.subject import Subject
from pipelines.questions.compliance import IN_TIME, LATE, OPEN

SCHOOL, HAVO, VWO = Subject("School"), Subject("School", "havo", "Havo"), Subject("School", "vwo", "Vwo")
ORDER = ["havo", "vwo", "tl"]
NAMES = {"havo": "Havo", "vwo": "Vwo", "tl": "Tl"}
NUMBERS = {"funnel_look": 1.96, "funnel_signal": 3.09, "small_group": 5.0}
MONDAY = date(2026, 8, 31)


def weeks(
    part: str, missed: list[int], week: int = 1, period: str | None = "nu", hours: float | None = 30
) -> pl.DataFrame:
    """A pupil per number of missed hours in one week, with thirty hours; lates and sick hours are one each."""
    size = len(missed)
    return pl.DataFrame(
        {
            "student_id": [f"{part}{n}" for n in range(size)],
            "part": [part] * size,
            "period": [period] * size,
            "school_year": ["2026-2027"] * size,
            "school_week": [week] * size,
            "week_start": [MONDAY + timedelta(7 * (week - 1))] * size,
            "days": [5] * size,
            "scheduled_hours": [hours] * size,
            "ongeoorloofd": missed,
            "ziek": [1] * size,
            "te_laat": [1] * size,
        },
        schema_overrides={"scheduled_hours": pl.Float64, "period": pl.String},
    )


def counts(**of: tuple[int, int, int]) -> pl.DataFrame:
    """Pupils, at the norm and ill too often, per afdeling, in the last period."""
    rows = [("nu", part, *numbers) for part, numbers in of.items()]
    return pl.DataFrame(rows, schema=["period", "part", "students", "reached", "worrying"], orient="row")


def told(frame: pl.DataFrame, subject: Subject = SCHOOL, care: bool = True) -> list[str]:
    people = counts(havo=(30, 6, 0), vwo=(30, 3, 12), tl=(20, 8, 9))
    return [figure.said[0] for figure in figures.figures(frame, people, subject, ORDER, care, 5)]


def test_a_rate_is_of_all_hours_together_and_late_beside_it() -> None:
    frame = pl.concat([weeks("havo", [3] * 10), weeks("vwo", [0] * 10)])
    found = figures.figures(frame, counts(), SCHOOL, ORDER, True, 5)
    assert found[0].said == ("5,00", UNKNOWN, UNKNOWN)
    assert found[0].values[0] == pytest.approx(100 * 30 / 600)
    assert found[1].said[0] == "3,33"


@pytest.mark.parametrize(("missed", "expected"), [(4, HIDDEN), (5, "0,83"), (6, "1,00")])
def test_a_rate_that_few_pupils_make_stays_away(missed: int, expected: str) -> None:
    """Twenty pupils, but four of them made the figure: who knows three of them knows the fourth."""
    assert told(weeks("havo", [1] * missed + [0] * (20 - missed)))[0] == expected


@pytest.mark.parametrize(("pupils", "hidden"), [(4, True), (5, False), (6, False)])
def test_a_rate_of_few_pupils_stays_away(pupils: int, hidden: bool) -> None:
    assert (told(weeks("havo", [1] * pupils))[0] == HIDDEN) == hidden


def test_counts_stay_away_with_the_one_that_subtracting_needs() -> None:
    """Vwo has three at the norm; havo and tl have six and eight: tl goes along, the school may be told."""
    frame = pl.concat([weeks(part, [1] * 30) for part in ORDER])
    assert told(frame)[3] == "17"
    assert told(frame, HAVO)[3] == "6"
    assert told(frame, VWO)[3] == HIDDEN
    assert told(frame, Subject("School", "tl", "Tl"))[3] == HIDDEN


def test_nobody_is_told() -> None:
    assert told(pl.concat([weeks(part, [1] * 30) for part in ORDER]), HAVO)[4] == "0"


def test_without_the_right_to_care_there_is_no_figure_of_it() -> None:
    assert told(weeks("havo", [1] * 30), care=False)[4] == UNKNOWN


def test_hours_that_are_unknown_somewhere_leave_the_rate_unknown() -> None:
    frame = pl.concat([weeks("havo", [1] * 10), weeks("vwo", [1] * 10, hours=None)])
    assert told(frame)[0] == UNKNOWN
    assert told(weeks("havo", [1] * 10, hours=None))[0] == "1,00"


def test_the_periods_in_words() -> None:
    rows = pl.DataFrame(
        {
            "period": ["nu", "vorig jaar"],
            "first_date": [date(2026, 10, 26), date(2025, 10, 27)],
            "last_date": [date(2026, 11, 20), date(2025, 11, 21)],
            "weeks": [4, 4],
            "incomplete": [0, 1],
            "running": [False, False],
        }
    )

    def said(rows: pl.DataFrame, on: date) -> str:
        return figures.period_words(rows, on, "Gedeeld door het rooster.").replace("\u00a0", " ")

    assert said(rows, date(2026, 11, 20)) == (
        "Nu: 4 schoolweken, 26 okt – 20 nov. Vorig jaar: 4 schoolweken, 27 okt – 21 nov 2025 (1 week onvolledig). "
        "Gedeeld door het rooster."
    )
    one = rows.head(1).with_columns(last_date="first_date", weeks=pl.lit(1))
    assert said(one, date(2026, 11, 20)) == "Nu: 1 schoolweek, 26 okt. Gedeeld door het rooster."
    running = one.with_columns(running=pl.lit(value=True))
    assert said(running, date(2026, 11, 20)).startswith("Nu: 1 schoolweek, 26 okt, die nog loopt.")
    assert said(rows.clear(), date(2026, 8, 20)) == "Er is dit schooljaar nog geen schoolweek geweest."


def trend_rows(part: str | None, registered: list[int]) -> pl.DataFrame:
    size = len(registered)
    return pl.DataFrame(
        {
            "week_start": [MONDAY + timedelta(7 * n) for n in range(size)],
            "school_year": ["2026-2027"] * size,
            "part": [part] * size,
            "registered": registered,
            "missed_hours": registered,
            "rate_per_100": [1.0] * size,
            "hours_per_pupil": [1.0] * size,
        },
        schema_overrides={"part": pl.String},
    )


def shown(subject: Subject, **of: list[int]) -> list[bool]:
    """Of which weeks a report shows the rate, when so many pupils of each afdeling of thirty are registered."""
    parts = pl.concat([trend_rows(part, registered) for part, registered in of.items()])
    own = trend_rows(None, [sum(week) for week in zip(*of.values(), strict=True)])
    own = parts.filter(pl.col("part") == subject.afdeling) if subject.afdeling else own
    periods = {MONDAY: "eerder", **{MONDAY + timedelta(7 * n): "nu" for n in (1, 2, 3)}}
    found = weekly.shown_weeks(own, parts, dict.fromkeys(ORDER, 30), periods, subject, 5)
    assert found["registered"].is_null().equals(found["rate_per_100"].is_null())
    return found["rate_per_100"].is_not_null().to_list()


TL = Subject("School", "tl", "Tl")


def test_an_afdeling_with_a_week_of_few_pupils_has_no_weeks_at_all() -> None:
    """Havo and vwo have enough in each week; tl has four in one, and vwo goes with it, in all weeks."""
    of = {"havo": [9, 9, 9, 9], "vwo": [9, 4, 9, 9], "tl": [9, 9, 9, 9]}
    assert shown(SCHOOL, **of) == [True] * 4
    assert shown(HAVO, **of) == [True] * 4
    assert shown(VWO, **of) == [False] * 4
    assert shown(TL, **of) == [False] * 4


def test_without_such_a_week_every_week_is_shown() -> None:
    of = {"havo": [9, 9, 9, 9], "vwo": [9, 5, 0, 9], "tl": [9, 9, 9, 9]}
    assert [shown(subject, **of) for subject in (SCHOOL, HAVO, VWO, TL)] == [[True] * 4] * 4


def test_a_week_of_few_pupils_of_the_school_takes_another_of_its_period_with_it() -> None:
    """The four weeks minus the three others are the one: of two weeks only the sum is known."""
    of = {"havo": [9, 9, 2, 9], "vwo": [9, 9, 1, 9], "tl": [9, 9, 0, 9]}
    for subject in (SCHOOL, HAVO, VWO, TL):
        assert shown(subject, **of) == [True, True, False, False]


def said(frame: pl.DataFrame, subject: Subject = SCHOOL) -> str:
    found = afdelingen.shown_parts(frame, "ongeoorloofd", "2026-2027", ORDER, 5, {})
    assert found
    names = afdelingen.names_of(NAMES, found[1])
    return afdelingen.statement("ongeoorloofd", found[0], names, NUMBERS, subject)


def test_equal_afdelingen_do_not_differ_more_than_chance_gives() -> None:
    frame = pl.concat([weeks("havo", [1, 2, 3] * 10), weeks("vwo", [1, 2, 3] * 10)])
    assert said(frame) == (
        "Ongeoorloofd afwezig: geen kijk of signaal tussen afdelingen. Een verschil van minder dan ongeveer 20 % is met deze "
        "aantallen meestal niet te zien."
    )
    assert "tegen de school" in said(frame, HAVO)


def test_a_signal_is_told_with_side_and_the_week_since_when() -> None:
    """Equal in the first two weeks; from the third on vwo misses so much that the year so far is a signal."""
    frame = pl.concat(
        [
            *(weeks("havo", [1, 2, 3] * 20, week) for week in (1, 2, 3, 4)),
            *(weeks("vwo", [1, 2, 3] * 20, week) for week in (1, 2)),
            *(weeks("vwo", [9, 10, 11] * 20, week) for week in (3, 4)),
        ]
    )
    assert "Vwo ligt sinds week 38 (ma 14 sep) hoger dan toeval geeft" in said(frame)
    assert "Havo ligt sinds week 38 (ma 14 sep) lager dan toeval geeft" in said(frame)
    assert "Havo" not in said(frame, VWO)
    assert "geen kijk of signaal" in said(frame.filter(pl.col("week_start") < date(2026, 9, 14)))


def test_between_the_limits_it_is_no_signal_and_not_called_chance_either() -> None:
    frame = pl.concat([weeks("havo", [0, 4] * 15), weeks("vwo", [0, 4] * 3 + [4] * 30)])
    assert said(frame) == "Ongeoorloofd afwezig: geen signaal; kijk: Havo (lager) en Vwo (hoger)."


def test_a_small_afdeling_is_taken_together_with_its_neighbour() -> None:
    frame = pl.concat([weeks("havo", [1] * 30), weeks("vwo", [1] * 30), weeks("tl", [1] * 4)])
    found = afdelingen.shown_parts(frame, "ongeoorloofd", "2026-2027", ORDER, 5, {})
    assert found
    assert found[1] == {"tl", "havo"}
    names = afdelingen.names_of(NAMES, found[1])
    compared = afdelingen.comparison(found[0], names, NUMBERS, {"vwo": 29, "havo": 28, "tl": 3})
    assert compared
    assert compared.table["Ingeschreven"].to_list() == [29, 31]
    assert compared.points.select("part_name", "pupils").rows() == [("Vwo", 30), ("Havo en Tl samen", 34)]
    assert "staat er niet apart" in said(frame, HAVO)


def test_pupils_of_whom_hours_are_known_must_be_enough_too() -> None:
    known, unknown = weeks("tl", [1] * 4), weeks("tl", [1] * 10, hours=None)
    unknown = unknown.with_columns(pl.col("student_id") + "x")
    frame = pl.concat([weeks("havo", [1] * 30), weeks("vwo", [1] * 30), known, unknown])
    found = afdelingen.shown_parts(frame, "ongeoorloofd", "2026-2027", ORDER, 5, {})
    assert found
    assert "tl" in found[1]


def test_an_afdeling_of_which_one_period_tells_too_much_is_not_shown_for_the_year_either() -> None:
    """Ten of tl missed hours in the first weeks, four of them in the last: the year minus those weeks are the four."""
    frame = pl.concat(
        [
            *(
                weeks(part, [1] * 30, week, period)
                for part in ("havo", "vwo")
                for week, period in ((1, "eerder"), (2, "nu"))
            ),
            weeks("tl", [1] * 10, 1, "eerder"),
            weeks("tl", [1] * 4 + [0] * 6, 2, "nu"),
        ]
    )
    found = afdelingen.shown_parts(frame, "ongeoorloofd", "2026-2027", ORDER, 5, {})
    assert found
    assert found[1] == {"tl", "havo"}


def test_a_school_of_few_pupils_has_no_afdelingen() -> None:
    assert afdelingen.shown_parts(weeks("havo", [1] * 4), "ongeoorloofd", "2026-2027", ORDER, 5, {}) is None


LADDERS = pl.DataFrame(
    {
        "ladder": ["te-laat", "te-laat", "ziek"],
        "ladder_name": ["Te laat", "Te laat", "Ziek"],
        "ladder_order": [1, 1, 2],
        "track": ["te_laat", "te_laat", "ziek"],
        "stage": ["tl-1", "tl-5", "zk-1"],
        "stage_name": ["eerste", "vijfde", "ziek"],
        "stage_order": [1, 2, 1],
        "level": [1, 2, 1],
        "computable": [True, True, True],
    }
)


def test_a_stage_of_few_pupils_is_left_out_and_named() -> None:
    found = pl.DataFrame(
        [("te-laat", "tl-1", "havo", 12), ("te-laat", "tl-1", "vwo", 9), ("te-laat", "tl-5", "vwo", 4)],
        schema=["ladder", "stage", "part", "students"],
        orient="row",
    )
    sizes = {"havo": 30, "vwo": 30}
    shown, left_out = stages.stages(found, LADDERS, sizes, SCHOOL, True, 5)
    assert dict(shown.select("key", "said").iter_rows()) == {"tl-1": "21", "zk-1": "0"}
    assert left_out == ["tl-5"]
    assert stages.left_out_said(left_out) == "Weggelaten om kleine groepen: trede tl-5."
    assert stages.stages_said(shown) == "Leerlingen per trede: tl-1 21 en zk-1 0."
    # Nobody of havo stands on it, but to say so would leave all four for vwo.
    assert stages.stages(found, LADDERS, sizes, HAVO, True, 5)[1] == ["tl-5"]
    assert stages.stages(found, LADDERS, sizes, SCHOOL, False, 5)[0]["key"].to_list() == ["tl-1"]


def asked(*rows: tuple[str, str, str, int]) -> pl.DataFrame:
    """Steps of the mentor: afdeling, status, prefix of the pupils, how many pupils with one step each."""
    made = [
        (f"{prefix}{n}", part, role, status)
        for part, status, prefix, size in rows
        for n in range(size)
        for role in ("mentor", None)
    ]
    return pl.DataFrame(made, schema=["student_id", "afdeling", "role", "status"], orient="row")


def test_steps_are_counted_per_role_and_status() -> None:
    frame = asked(("havo", IN_TIME, "a", 12), ("havo", LATE, "b", 6), ("vwo", IN_TIME, "c", 5))
    (row,) = steps.by_role(frame, {"havo": 30, "vwo": 30}, SCHOOL, 5).to_dicts()
    assert (row["Rol"], row["Gevraagd"], row["Op tijd"], row["Te laat"], row["Loopt nog"]) == (
        "mentor",
        "23",
        "17",
        "6",
        "0",
    )


def test_steps_of_few_pupils_stay_away_and_with_them_how_many_were_asked() -> None:
    frame = asked(("havo", IN_TIME, "a", 12), ("havo", OPEN, "b", 4), ("vwo", IN_TIME, "c", 9), ("vwo", OPEN, "d", 7))
    sizes = {"havo": 30, "vwo": 30}
    rows = {row["Afdeling"]: row for row in steps.by_afdeling(frame, sizes, NAMES, SCHOOL, 5).to_dicts()}
    assert (rows["Havo"]["Gevraagd"], rows["Havo"]["Op tijd"], rows["Havo"]["Loopt nog"]) == (HIDDEN, "12", HIDDEN)
    assert (rows["Vwo"]["Gevraagd"], rows["Vwo"]["Op tijd"], rows["Vwo"]["Loopt nog"]) == (HIDDEN, "9", HIDDEN)
    assert steps.by_role(frame, sizes, SCHOOL, 5)["Gevraagd"].to_list() == ["32"]


def test_steps_per_stage_are_told_of_the_whole_school_only() -> None:
    frame = pl.concat(
        [
            asked(("havo", IN_TIME, "a", 9), ("havo", LATE, "b", 6)).with_columns(stage=pl.lit("tl-3"), level=1),
            asked(("vwo", IN_TIME, "c", 4)).with_columns(stage=pl.lit("tl-6"), level=2),
            asked(("vwo", IN_TIME, "d", 8)).with_columns(stage=pl.lit("tl-9"), level=3),
        ]
    ).with_columns(ladder_order=1, ladder_name=pl.lit("Te laat"), stage_name=pl.lit("keer te laat"))
    shown, missing = steps.by_stage(frame, SCHOOL, 5)
    # Nine were late and eight in time in all: with the four of one stage goes the next.
    assert shown.select("Trede", "Gevraagd", "Op tijd", "Te laat").rows() == [("tl-3: keer te laat", "15", "9", "6")]
    assert missing == ["tl-6", "tl-9"]
    assert steps.by_stage(frame, HAVO, 5)[0].is_empty()


def duo(pupils: int = 9, kind: str = "relatief", **of: int) -> str:
    past = sum(amount for name, amount in of.items() if name not in ("open", "left"))
    row = {"kind": kind, "duty": True, "due": sum(of.values()), "pupils": pupils, "past": past}
    none = dict.fromkeys(["in_time", "late", "overdue", "unrecorded", "open", "left"], 0)
    return steps.duo(pl.DataFrame([row | none | of]), SCHOOL, 5)


def test_reports_are_told_with_how_many_were_in_time() -> None:
    assert duo(in_time=12, unrecorded=6) == (
        "DUO-meldingen van de 16 uur dit schooljaar: 18. Van 18 meldingen is de termijn voorbij: 12 op tijd gedaan; van 6 "
        "is niets vastgelegd. Op tijd is dus 67 tot 100 %."
    )


def test_reports_that_are_open_or_left_on_purpose_are_told() -> None:
    assert duo(in_time=12, unrecorded=6, left=5, open=7) == (
        "DUO-meldingen van de 16 uur dit schooljaar: 30. Van 18 meldingen is de termijn voorbij: 12 op tijd gedaan; van 6 "
        "is niets vastgelegd. Op tijd is dus 67 tot 100 %. 7 nog te melden en 5 bewust niet gemeld."
    )


def test_what_is_due_at_once_is_done_left_or_open() -> None:
    assert duo(kind="luxe", in_time=5, late=6, unrecorded=7, left=8) == (
        "DUO-meldingen van luxeverzuim dit schooljaar: 26. 11 gedaan, 8 bewust niet gemeld en 7 nog te melden."
    )


def test_kinds_of_few_are_told_in_one_sentence_with_the_duty_of_each() -> None:
    none = dict.fromkeys(["in_time", "late", "overdue", "unrecorded", "open", "left", "past"], 0)
    rows = [
        none | {"kind": kind, "duty": True, "due": 2, "pupils": 2, waits: 1}
        for kind, waits in (("relatief", "unrecorded"), ("luxe", "open"), ("maand", "in_time"))
    ]
    assert steps.duo(pl.DataFrame(rows), SCHOOL, 5) == (
        "DUO-meldingen van de 16 uur, luxeverzuim en meer dan 4 schoolweken: dit schooljaar te weinig om te noemen; hoe het "
        "ermee staat is te zien op de pagina Leerplicht. Er is nog te melden, ook over de termijn: dat is een plicht. "
        "Er is nog te melden, meteen: dat is een plicht."
    )


@pytest.mark.parametrize(
    ("of", "told"),
    [
        ({"in_time": 2, "open": 1}, "binnen de termijn: dat is een plicht."),
        ({"in_time": 2, "unrecorded": 1}, "ook over de termijn: dat is een plicht."),
        ({"in_time": 2, "left": 1}, ""),
        ({"in_time": 20, "left": 5, "unrecorded": 2}, "ook over de termijn: dat is een plicht."),
        ({"in_time": 20, "late": 5, "open": 2}, "binnen de termijn: dat is een plicht."),
        ({"in_time": 20, "late": 2, "left": 3}, ""),
    ],
)
def test_a_duty_is_never_hidden_by_a_small_number(of: dict[str, int], told: str) -> None:
    text = duo(9, "relatief", **of)
    assert text.endswith(told)
    assert ("dat is een plicht" in text) == bool(told)
    assert f" {of.get('open', of.get('unrecorded', 9))} " not in text


def test_few_reports_hide_each_other_but_not_the_others() -> None:
    text = duo(in_time=12, late=3, open=2)
    assert text == (
        "DUO-meldingen van de 16 uur dit schooljaar: 17. 12 op tijd gedaan. Hoe het met de andere staat blijft weg. "
        "Er is nog te melden, binnen de termijn: dat is een plicht."
    )


@pytest.mark.parametrize(("pupils", "reports", "told"), [(9, 4, False), (9, 5, True), (4, 9, False), (5, 9, True)])
def test_few_reports_or_of_few_pupils_are_not_counted(pupils: int, reports: int, told: bool) -> None:
    assert (f" {reports}." in duo(pupils, in_time=reports)) == told


def test_reports_are_told_of_the_whole_school() -> None:
    assert "niets gemeld" in steps.duo(pl.DataFrame({"kind": ["relatief"], "duty": [False]}), SCHOOL, 5)
    assert "hele school" in steps.duo(pl.DataFrame({"kind": ["relatief"], "duty": [True]}), HAVO, 5)


def test_what_the_data_lack() -> None:
    unknown = pl.DataFrame({"student_id": [str(n) for n in range(6)], "part": ["havo"] * 6})
    sizes = {"havo": 30, "vwo": 30}
    whole, hours = quality.data_words(11, [], unknown, sizes, SCHOOL, 5)
    assert whole == "Alle 11 schoolweken van dit schooljaar zijn volledig ingelezen."
    assert hours.endswith("6.")
    some, few = quality.data_words(11, [MONDAY], unknown.head(4), sizes, SCHOOL, 5)
    assert some == "Onvolledig: 1 van de 11 schoolweken (die van ma 31 aug)."
    assert "kleine groep" in few


@pytest.mark.parametrize(
    ("weeks", "incomplete", "expected"),
    [
        (0, [], "Er is dit schooljaar nog geen hele schoolweek voorbij."),
        (1, [], "De enige schoolweek van dit schooljaar die voorbij is, is volledig ingelezen."),
        (
            1,
            [MONDAY],
            "De enige schoolweek van dit schooljaar die voorbij is, is onvolledig ingelezen (die van ma 31 aug).",
        ),
        (2, [], "Alle 2 schoolweken van dit schooljaar zijn volledig ingelezen."),
    ],
)
def test_one_week_is_not_all_weeks(weeks: int, incomplete: list[date], expected: str) -> None:
    unknown = pl.DataFrame(schema={"student_id": pl.String, "part": pl.String})
    assert quality.data_words(weeks, incomplete, unknown, {}, SCHOOL, 5)[0] == expected


def test_decisions_in_words() -> None:
    rows = pl.DataFrame(
        {
            "decision": [1, 2, 3],
            "text": ["Bellen", "Praten", "Toch niet"],
            "owner": ["mentor", "ab", "ab"],
            "made_on": [MONDAY] * 3,
            "due_on": [None, date(2026, 9, 4), None],
            "status": ["open", "gedaan", "ingetrokken"],
            "status_on": [None, date(2026, 9, 3), date(2026, 9, 3)],
            "overdue": [True, False, False],
        }
    )
    assert agenda.table(rows).rows() == [
        ("Bellen", "mentor", "ma 31 aug 2026", "volgende overleg", "over de termijn"),
        ("Praten", "ab", "ma 31 aug 2026", "vr 4 sep 2026", "gedaan do 3 sep"),
    ]
    assert list(agenda.choices(rows)) == [1, 2]


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 12), st.integers(0, 12)), min_size=2, max_size=5))
def test_the_reports_of_a_school_and_of_its_afdelingen_leave_no_small_group(rows: list[tuple[int, int, int]]) -> None:
    """Whoever has them all subtracts the afdelingen that are told from the school: never a few pupils are left."""
    people = {f"a{n}": (max(size, one, other), one, other) for n, (size, one, other) in enumerate(rows)}
    frame = pl.concat([weeks(part, [1] * 9) for part in people])
    for place in (3, 4):
        told = {
            part: figures.figures(frame, counts(**people), Subject("School", part), list(people), True, 5)[
                place
            ].values[0]
            for part in ("", *people)
        }
        assert all(value is None or not 0 < value < 5 for value in told.values())
        if told[""] is not None:
            left = told[""] - sum(value for part, value in told.items() if part and value is not None)
            hidden = [part for part in people if told[part] is None]
            assert (not hidden and left == 0) or (len(hidden) > 1 and not 0 < left < 5)
