"""The management report from small frames: figures, what stays away, words about afdelingen, steps, reports and data."""

from collections.abc import Mapping
from datetime import date, timedelta

import polars as pl
import pytest

from dashboard.app_pages.mt_rapport import afdelingen, agenda, duo as reports, figures, quality, steps
from dashboard.app_pages.mt_rapport.figures import HIDDEN, UNKNOWN
from dashboard.app_pages.mt_rapport.subject import Subject
from dashboard.rounded import stages, weekly
from pipelines.questions.compliance import IN_TIME, LATE, OPEN

SCHOOL, HAVO, VWO = Subject("School"), Subject("School", "havo", "Havo"), Subject("School", "vwo", "Vwo")
ORDER = ["havo", "vwo", "tl"]
NAMES = {"havo": "Havo", "vwo": "Vwo", "tl": "Tl"}
NUMBERS = {
    "funnel_look": 1.96,
    "funnel_signal": 3.09,
    "funnel_between": 0.0,
    "funnel_cap": 1.0,
    "small_group": 5.0,
    "small_group_share": 0.25,
    "parts_year_look": 0.1,
    "parts_year_signal": 0.005,
}
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
            **{f"{measure}_{what}": [0] * size for measure in figures.LABELS for what in ("together", "lessons")},
        },
        schema_overrides={"scheduled_hours": pl.Float64, "period": pl.String},
    )


def counts(**of: tuple[int, int, int]) -> pl.DataFrame:
    """Pupils, at the norm and ill too often, per afdeling, in the last period."""
    rows = [("nu", part, *numbers) for part, numbers in of.items()]
    return pl.DataFrame(rows, schema=["period", "part", "students", "reached", "worrying"], orient="row")


def told(frame: pl.DataFrame, subject: Subject = SCHOOL, care: bool = True) -> list[str]:
    people = counts(havo=(30, 6, 0), vwo=(30, 3, 12), tl=(20, 9, 9))
    return [figure.said[0] for figure in figures.figures(frame, people, subject, care, 5, 0.25)]


def test_a_count_that_few_pupils_make_says_how_far_it_may_be_off() -> None:
    """At the norm 3, 2 and 6: shown as 2, 2 and 5; and of one afdeling the cell says it itself."""
    people = counts(havo=(30, 3, 1), vwo=(30, 2, 0), tl=(20, 6, 0))
    frame = weeks("havo", [3] * 10)

    for subject, told in ((SCHOOL, ["9 (7\u00a0tot\u00a016)", "< 5"]), (HAVO, ["< 5", "< 5"])):
        found = figures.figures(frame, people, subject, True, 5, 0.25)
        assert [figure.said[0] for figure in found[-2:]] == told
        assert ("haakjes" in figures.between_said(found)) == (subject == SCHOOL)


def test_a_rate_is_of_all_hours_together_and_late_beside_it() -> None:
    frame = pl.concat([weeks("havo", [3] * 10), weeks("vwo", [0] * 10)])
    found = figures.figures(frame, counts(), SCHOOL, True, 5, 0.25)
    assert found[0].said == ("5,0", UNKNOWN, UNKNOWN)
    assert found[0].values[0] == pytest.approx(100 * 30 / 600)
    assert found[1].said[0] == "3,3"


@pytest.mark.parametrize(("missed", "expected"), [(4, HIDDEN), (5, "0,83"), (7, "0,83"), (8, "1,67"), (13, "2,5")])
def test_a_rate_that_few_pupils_make_stays_away(missed: int, expected: str) -> None:
    """Twenty pupils, but four of them made the figure: who knows three of them knows the fourth."""
    assert told(weeks("havo", [1] * missed + [0] * (20 - missed)))[0] == expected


@pytest.mark.parametrize(("pupils", "hidden"), [(4, True), (5, False), (6, False)])
def test_a_rate_of_few_pupils_stays_away(pupils: int, hidden: bool) -> None:
    assert (told(weeks("havo", [1] * pupils))[0] == HIDDEN) == hidden


def test_what_few_pupils_missed_counts_as_of_two_like_the_others() -> None:
    """Havo has thirty hours of ten pupils; so the one of vwo who missed twelve counts as two pupils of three hours."""
    frame = pl.concat([weeks("havo", [3] * 10), weeks("vwo", [12] + [0] * 9)])
    assert told(frame)[0] == "6,0"
    assert told(frame, HAVO)[0] == "10,0"
    assert told(frame, VWO)[0] == HIDDEN


def test_a_period_is_the_sum_of_weeks_that_are_rounded_first() -> None:
    """Seven hours in each of two weeks are five and five."""
    frame = pl.concat([weeks("havo", [1] * 7 + [0] * 3, week) for week in (1, 2)])
    assert told(frame)[0] == "1,67"


def test_a_count_of_the_school_is_the_sum_of_its_afdelingen() -> None:
    """Havo, vwo and tl have six, three and nine at the norm: five, "< 5" and ten, which is seventeen."""
    frame = pl.concat([weeks(part, [1] * 30) for part in ORDER])
    assert [told(frame, subject)[3] for subject in (HAVO, VWO, TL, SCHOOL)] == ["5", "< 5", "10", "17"]


def test_nobody_is_told() -> None:
    assert told(pl.concat([weeks(part, [1] * 30) for part in ORDER]), HAVO)[4] == "0"


def test_without_the_right_to_care_there_is_no_figure_of_it() -> None:
    assert told(weeks("havo", [1] * 30), care=False)[4] == UNKNOWN


def test_hours_that_are_unknown_somewhere_leave_the_rate_unknown() -> None:
    frame = pl.concat([weeks("havo", [1] * 10), weeks("vwo", [1] * 10, hours=None)])
    assert told(frame)[0] == UNKNOWN
    assert told(weeks("havo", [1] * 10, hours=None))[0] == "1,00"
    assert told(weeks("havo", [3] * 10, hours=None))[0] == "3,0"


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
            "part": [part] * size,
            "registered": registered,
            "missed_hours": [2 * pupils for pupils in registered],
            "scheduled_hours": [1000.0] * size,
            "student_days": [150] * size,
        },
        schema_overrides={"part": pl.String},
    )


def shown(subject: Subject, **of: list[int]) -> list[float | None]:
    """The rate of each week in a report, when so many pupils of each afdeling are registered, with two hours each."""
    parts = pl.concat([trend_rows(part, registered) for part, registered in of.items()])
    own = trend_rows(None, [sum(week) for week in zip(*of.values(), strict=True)])
    own = parts.filter(pl.col("part") == subject.afdeling) if subject.afdeling else own
    found = weekly.shown_weeks(own, parts, 5, subject.chosen)
    assert found["registered"].is_null().equals(found["rate_per_100"].is_null())
    return found["rate_per_100"].to_list()


TL = Subject("School", "tl", "Tl")


def test_a_week_of_few_pupils_has_no_point_in_the_report_of_its_afdeling() -> None:
    of = {"havo": [9, 9, 9], "vwo": [9, 4, 0]}
    assert shown(HAVO, **of) == [2.0, 2.0, 2.0]
    assert shown(VWO, **of) == [2.0, None, 0.0]


def test_the_week_of_the_school_is_the_sum_of_its_afdelingen() -> None:
    """Eight hours of four pupils count as four: those of two pupils as the ten of havo, of twenty hours, have them."""
    assert shown(SCHOOL, havo=[9, 9, 2], vwo=[9, 4, 1]) == [4.0, 2.4, None]


def said(frame: pl.DataFrame, subject: Subject = SCHOOL) -> str:
    found = afdelingen.shown_parts(frame, "ongeoorloofd", "2026-2027", 5, {})
    assert found is not None
    differ = afdelingen.differing(found, NAMES, NUMBERS, subject)
    return afdelingen.statement("ongeoorloofd", found, NAMES, NUMBERS, subject, differ)


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
    assert said(frame) == (
        "Ongeoorloofd afwezig: signaal: Havo is sinds week 38 (ma 14 sep) lager en Vwo is sinds week 38 (ma 14 sep) hoger."
    )
    assert "Havo" not in said(frame, VWO)
    assert "geen kijk of signaal" in said(frame.filter(pl.col("week_start") < date(2026, 9, 14)))


def test_between_the_limits_it_is_no_signal_and_not_called_chance_either() -> None:
    frame = pl.concat([weeks("havo", [0, 4] * 15), weeks("vwo", [0, 4] * 3 + [4] * 30)])
    assert said(frame) == "Ongeoorloofd afwezig: geen signaal; kijk: Havo (lager) en Vwo (hoger)."


def test_what_was_left_out_is_told_by_measure_and_sickness_to_care_only() -> None:
    days = [date(2026, 9, 7), date(2026, 9, 7), date(2026, 9, 8)]
    away = pl.DataFrame({"measure": ["ongeoorloofd"] * 3, "date": days})
    ill = pl.DataFrame({"measure": ["ziek"], "date": days[:1]})
    text = (
        "Voor dit oordeel niet meegeteld: lesuren waarin een klas, of een groot deel ervan, samen weg was (ongeoorloofd "
        "afwezig 3 lesuren op ma 7 sep en di 8 sep"
    )
    assert afdelingen.together(away, True) == f"{text})."
    assert afdelingen.together(pl.concat([away, ill]), True) == f"{text} en ziek 1 lesuur op ma 7 sep)."
    assert afdelingen.together(pl.concat([away, ill]), False) == f"{text})."
    assert afdelingen.together(away.clear(), True) == ""


def parts_of(frame: pl.DataFrame, enrolled: Mapping[str | None, int] | None = None) -> list[str]:
    found = afdelingen.shown_parts(frame, "ongeoorloofd", "2026-2027", 5, enrolled or {})
    return [] if found is None else found["part"].unique(maintain_order=True).to_list()


def test_a_small_afdeling_is_in_nothing_of_the_comparison() -> None:
    frame = pl.concat([weeks("havo", [1] * 33), weeks("vwo", [2] * 30), weeks("tl", [9] * 4)])
    rows = afdelingen.shown_parts(frame, "ongeoorloofd", "2026-2027", 5, {})
    assert rows is not None
    cells = figures.cells(frame, "ongeoorloofd", 5)
    compared = afdelingen.comparison(rows, cells, NAMES, NUMBERS, {"vwo": 29, "havo": 28, "tl": 3})
    assert compared
    # Thirty-three hours and pupils are thirty-five; nothing that is compared shows what is not rounded.
    assert compared.table.select("Naam", "Ingeschreven", "Cijfer").rows() == [
        ("Havo", "30", "3,5"),
        ("Vwo", "30", "6,7"),
    ]
    assert compared.points["pupils"].to_list() == [35, 30]
    assert compared.mean == 5.0
    assert compared.curves.is_empty()
    assert compared.points["value"].to_list() == compared.points["rate"].to_list()
    assert "te klein" in said(frame, TL)


def test_every_way_to_be_small_counts() -> None:
    """By pupils of known hours, by those who make the figure in one period of the year, and by who is left on the day."""
    others = [
        weeks(part, [1] * 30, week, period) for part in ("havo", "vwo") for week, period in ((1, "eerder"), (2, "nu"))
    ]
    unknown = weeks("tl", [1] * 10, hours=None).with_columns(pl.col("student_id") + "x")
    assert parts_of(pl.concat([*others, weeks("tl", [1] * 4), unknown])) == ["havo", "vwo"]
    once = [weeks("tl", [1] * 10, 1, "eerder"), weeks("tl", [1] * 4 + [0] * 6, 2, "nu")]
    assert parts_of(pl.concat([*others, *once])) == ["havo", "vwo"]
    assert parts_of(pl.concat([*others, weeks("tl", [1] * 10)]), {"tl": 4}) == ["havo", "vwo"]
    assert parts_of(pl.concat([*others, weeks("tl", [1] * 10)]), {"tl": 5}) == ["havo", "vwo", "tl"]


def test_a_school_of_few_pupils_has_no_afdelingen() -> None:
    assert parts_of(weeks("havo", [1] * 4)) == []


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


def test_a_stage_of_the_school_is_the_sum_of_its_afdelingen() -> None:
    found = pl.DataFrame(
        [("te-laat", "tl-1", "havo", 12), ("te-laat", "tl-1", "vwo", 4), ("te-laat", "tl-5", "vwo", 4)],
        schema=["ladder", "stage", "part", "students"],
        orient="row",
    )

    def bars(subject: Subject) -> dict[str, tuple[str, int]]:
        shown = stages.stages(found, LADDERS, 5, 0.25, subject.chosen)
        return {key: (text, drawn) for key, text, drawn in shown.select("key", "said", "students").iter_rows()}

    assert bars(SCHOOL) == {"tl-1": ("12", 12), "tl-5": ("< 5", 2), "zk-1": ("0", 0)}
    assert bars(HAVO) == {"tl-1": ("10", 10), "tl-5": ("0", 0), "zk-1": ("0", 0)}
    assert bars(VWO)["tl-1"] == ("< 5", 2)
    words = stages.stages_said(stages.stages(found, LADDERS, 5, 0.25))
    assert words == "Leerlingen per trede, afgerond: tl-1 12, tl-5 < 5 en zk-1 0."


def asked(*rows: tuple[str, str, str, int], stage: str = "tl-3") -> pl.DataFrame:
    """Steps of the mentor: afdeling, status, prefix of the pupils, how many pupils with one step each."""
    made = [
        (f"{prefix}{n}", part, role, status)
        for part, status, prefix, size in rows
        for n in range(size)
        for role in ("mentor", None)
    ]
    frame = pl.DataFrame(made, schema=["student_id", "afdeling", "role", "status"], orient="row")
    same = dict.fromkeys(("school", "protocol", "ladder", "ladder_name", "reached_on"), pl.lit("s"))
    return frame.with_columns(
        **same, recurring=False, stage=pl.lit(stage), stage_name=pl.lit("keer te laat"), ladder_order=1, level=1
    )


def test_steps_are_sums_of_rounded_cells() -> None:
    cells = steps.cells(
        pl.concat(
            [
                asked(
                    ("havo", IN_TIME, "a", 12), ("havo", OPEN, "b", 4), ("vwo", IN_TIME, "c", 9), ("vwo", OPEN, "d", 7)
                ),
                asked(("vwo", IN_TIME, "e", 3), stage="tl-6"),
            ]
        ),
        5,
    )
    read = ("Gevraagd", "Op tijd", "Te laat", "Loopt nog")
    assert steps.by_role(cells, SCHOOL, 5).select("Rol", *read).rows() == [("mentor", "29", "22", "0", "7")]
    assert steps.by_afdeling(cells, NAMES, SCHOOL, 5).select("Afdeling", *read).rows() == [
        ("Havo", "12", "10", "0", "< 5"),
        ("Vwo", "17", "12", "0", "5"),
        ("Tl", "0", "0", "0", "0"),
    ]
    assert steps.by_stage(cells, SCHOOL, 5).select("Trede", *read).rows() == [
        ("tl-3: keer te laat", "27", "20", "0", "7"),
        ("tl-6: keer te laat", "< 5", "< 5", "0", "0"),
    ]
    assert steps.by_afdeling(cells, NAMES, HAVO, 5)["Afdeling"].to_list() == ["Havo"]
    assert steps.by_stage(cells, VWO, 5)["Gevraagd"].to_list() == ["15", "< 5"]


def test_a_cell_counts_pupils_and_not_steps() -> None:
    """Two pupils with three steps each are few."""
    thrice = [asked(("havo", LATE, "a", 2)).with_columns(reached_on=pl.lit(day)) for day in ("1", "2", "3")]
    assert steps.by_stage(steps.cells(pl.concat(thrice), 5), SCHOOL, 5)["Gevraagd"].to_list() == ["< 5"]


def duo(most: int | None = None, kind: str = "relatief", **of: int) -> str:
    """The sentence of so many reports of each status, of at most so many pupils each."""
    row = {"kind": kind, "duty": True}
    none = dict.fromkeys(["in_time", "late", "overdue", "unrecorded", "open", "left"], 0)
    counts = none | of
    people = {f"{name}_pupils": min(count, count if most is None else most) for name, count in counts.items()}
    return reports.duo(pl.DataFrame([row | counts | people]), SCHOOL, 5)


def test_reports_are_told_rounded_and_add_up() -> None:
    assert duo(in_time=12, unrecorded=6, left=5, open=9) == (
        "DUO-meldingen dit schooljaar, afgerond. De 16 uur: 30, 10 op tijd gedaan, 5 bewust niet gemeld, 10 nog te melden "
        "en 5 te melden over de termijn."
    )


def test_what_is_due_at_once_is_done_left_or_open() -> None:
    assert duo(kind="luxe", in_time=5, late=6, unrecorded=7, left=9) == (
        "DUO-meldingen dit schooljaar, afgerond. Luxeverzuim: 25, 10 gedaan, 10 bewust niet gemeld en 5 nog te melden."
    )


@pytest.mark.parametrize(
    ("of", "told"),
    [
        ({"in_time": 2, "open": 1}, "Er is nog te melden"),
        ({"in_time": 20, "unrecorded": 2}, "Er staan meldingen over de termijn open"),
        ({"open": 1, "unrecorded": 2}, "Er is nog te melden en er staan meldingen over de termijn open"),
        ({"in_time": 2, "left": 1}, ""),
        ({"in_time": 20, "late": 2, "left": 3}, ""),
    ],
)
def test_a_duty_is_never_hidden_by_a_small_number(of: dict[str, int], told: str) -> None:
    text = duo(None, "relatief", **of)
    assert ("dat is een plicht, het aantal staat op Leerplicht." in text) == bool(told)
    assert told in text


def test_reports_of_few_pupils_are_not_counted() -> None:
    assert "De 16 uur: < 5 op tijd gedaan." in duo(4, in_time=9)
    assert "De 16 uur: 10 op tijd gedaan." in duo(5, in_time=9)


def test_reports_are_told_of_the_whole_school() -> None:
    assert "niets gemeld" in reports.duo(pl.DataFrame({"kind": ["relatief"], "duty": [False]}), SCHOOL, 5)
    assert "hele school" in reports.duo(pl.DataFrame({"kind": ["relatief"], "duty": [True]}), HAVO, 5)


def test_what_the_data_lack() -> None:
    unknown = pl.DataFrame({"student_id": [str(n) for n in range(13)], "part": ["havo"] * 9 + ["vwo"] * 4})
    whole, hours = quality.data_words(11, [], unknown, SCHOOL, 5)
    assert whole == "Alle 11 schoolweken van dit schooljaar zijn volledig ingelezen."
    assert hours.endswith("afgerond: 12.")
    some, few = quality.data_words(11, [MONDAY], unknown, VWO, 5)
    assert some == "Onvolledig: 1 van de 11 schoolweken (die van ma 31 aug)."
    assert few.endswith("afgerond: van < 5 leerlingen.")


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
    assert quality.data_words(weeks, incomplete, unknown, SCHOOL, 5)[0] == expected


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
