"""From query rows to weekly rates, as small tables."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest

from dashboard.rates import judged, weekly
from pipelines.questions.denominator import LESSON_TABLE, OWN, TIMETABLE, Denominator
from pipelines.statistics.week_trend import NO_EARLIER, NO_REST, Judged
from tests.pipelines.histories import rows_of


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
            "hours_per_pupil": [3 * abs(rates[place] or 0.0) for place in places],
            "missed_hours": [round(100 * abs(rates[place] or 0.0)) for place in places],
            "scheduled_hours": [10_000.0] * len(places),
            "student_days": [1_700] * len(places),
            "timetable_days": [0] * len(places),
            "registered": [7] * len(places),
            "finished": [True] * len(places),
            "complete": [(rates[place] or 0.0) >= 0 for place in places],
        }
    )


AFTER = date(2027, 1, 15)


LAST, BEFORE = "2025-2026", "2024-2025"
# A whole school year, with a wobble so that no two weeks are alike.
USUAL = [2.0 + 0.02 * week + 0.1 * (week % 3) for week in range(40)]
RISEN = [rate * (1.8 if 10 <= week < 16 else 1) for week, rate in enumerate(USUAL)]


def three_years(this: Sequence[float | None], part: str = "havo") -> pl.DataFrame:
    """This year up to some week, and two whole ones before it."""
    return pl.concat(
        [
            week_rows(USUAL, date(2024, 9, 2), BEFORE, part),
            week_rows(USUAL, date(2025, 9, 1), LAST, part),
            week_rows(this, part=part),
        ]
    )


def read(
    rows: pl.DataFrame, on: date = AFTER, divided: Denominator = LESSON_TABLE, odd: Sequence[str] = ()
) -> tuple[pl.DataFrame, weekly.Reading]:
    return weekly.week_trend(rows, on, judged.judge(rows, on, divided, sick=False, odd=odd))


def test_a_rise_of_weeks_is_a_signal_with_since_when() -> None:
    weeks, reading = read(three_years(RISEN[:14]))
    assert weeks["status"].to_list()[:10] == ["gewoon"] * 10
    assert weeks["status"].to_list()[-1] == "signaal"
    assert weeks["said"].to_list()[-1] == "signaal, hoger sinds ma 9 nov"
    assert reading.sentence.startswith(
        "4,25 per 100 lesuren in de week van ma 30 nov, vorig jaar 2,36. Signaal: hoger sinds"
    )
    assert "sinds ma 9 nov (" in reading.sentence
    assert "verwacht 2," in reading.sentence


def test_a_rise_that_is_over_says_until_when() -> None:
    _, reading = read(three_years(RISEN[:22]), date(2027, 2, 12))
    assert "sinds ma 9 nov tot en met de week van ma " in reading.sentence


def test_weeks_as_every_year_are_no_signal() -> None:
    weeks, reading = read(three_years(USUAL[:14]))
    assert set(weeks["status"]) == {"gewoon"}
    assert reading.sentence.endswith("Dit schooljaar geen kijk of signaal.")
    assert "driehoek" in reading.legend


@pytest.mark.parametrize(
    ("more", "counts"),
    [
        ({}, True),
        ({"divided": OWN}, False),
        ({"divided": TIMETABLE}, False),
        ({"odd": (LAST, BEFORE)}, False),
        ({"odd": (LAST,)}, True),
    ],
)
def test_which_earlier_years_count(more: dict[str, Any], counts: bool) -> None:
    """None with another denominator (without a timetable here), and none of which a note says that it is no measure."""
    rows = three_years(RISEN[:14])
    _, reading = read(rows, **more)
    assert (reading.judged.why != NO_EARLIER) == counts
    assert ("Signaal" in reading.sentence) == counts
    assert ("Nog geen oordeel: daarvoor is een eerder schooljaar nodig" in reading.sentence) != counts
    assert bool(reading.legend) == counts


def test_a_running_week_and_a_week_of_missing_data_end_no_step() -> None:
    rows = three_years([*RISEN[:12], -RISEN[12], RISEN[13]])
    late = rows.with_columns((pl.col("week_start") < date(2026, 11, 30)).alias("finished"))
    weeks, reading = read(late)
    assert weeks["status"].to_list()[-2:] == ["onvolledig", "lopend"]
    assert " in de week van ma 16 nov" in reading.sentence
    assert date(2026, 11, 23) not in reading.judged.weeks
    assert date(2026, 11, 30) not in reading.judged.weeks


NAMES = pl.DataFrame({"afdeling": ["havo", "vwo"], "name": ["Havo", "Vwo"], "afdeling_order": [2, 1]})
NONE_SILENT = pl.DataFrame(schema={"afdeling": pl.String, "week_start": pl.Date})


def parts_judged(
    rows: pl.DataFrame, silent: pl.DataFrame = NONE_SILENT, divided: Denominator = LESSON_TABLE
) -> dict[str, Judged]:
    return judged.judge_parts(rows, silent, ["vwo", "havo", "tl"], AFTER, divided, sick=False, odd=())


def test_an_afdeling_is_judged_against_the_others_and_named() -> None:
    rows = pl.concat([three_years(RISEN[:14], "havo"), three_years(USUAL[:14], "vwo")])
    found = parts_judged(rows)
    assert list(found) == ["vwo", "havo"]
    said = judged.part_words(found, {"havo": "Havo", "vwo": "Vwo"})
    assert "Havo hoger sinds ma 9 nov (" in said
    weeks = weekly.part_trends(rows, NONE_SILENT, NAMES, AFTER, found)
    havo = weeks.filter(pl.col("part") == "havo")
    assert (havo["status"][-1], havo["said"][-1]) == ("signaal", "signaal, hoger sinds ma 9 nov")


def test_what_the_whole_school_does_is_nothing_of_an_afdeling() -> None:
    rows = pl.concat([three_years(RISEN[:14], "havo"), three_years(RISEN[:14], "vwo")])
    assert judged.part_words(parts_judged(rows), {"havo": "Havo", "vwo": "Vwo"}).startswith(
        "Geen afdeling is dit schooljaar"
    )


def test_an_afdeling_alone_has_nothing_to_be_compared_with() -> None:
    found = parts_judged(three_years(RISEN[:14]))
    assert judged.part_words(found, {"havo": "Havo"}) == judged.WHY[NO_REST]


def test_who_cannot_be_judged_is_named_with_why() -> None:
    small = three_years(USUAL[:14], "vwo").with_columns(pl.col("missed_hours") // 100)
    rows = pl.concat([three_years(USUAL[:14], "havo"), three_years(USUAL[:14], "tl"), small])
    said = judged.part_words(parts_judged(rows), {"havo": "Havo", "vwo": "Vwo", "tl": "Tl"})
    assert said.startswith("Geen afdeling is")
    assert "Vwo: geen oordeel: met zo weinig uren" in said


def test_a_week_in_which_one_is_silent_judges_nobody() -> None:
    rows = pl.concat([three_years(USUAL[:14], "havo"), three_years(USUAL[:14], "vwo")])
    silent = pl.DataFrame({"afdeling": ["havo"], "week_start": [date(2026, 11, 30)]})
    assert {found.weeks[-1] for found in parts_judged(rows, silent).values()} == {date(2026, 11, 23)}


def test_the_page_says_how_many_charts_and_false_ones() -> None:
    assert judged.false_ones(0) == ""
    assert judged.false_ones(1) == (
        "Beoordeeld: 1 weekgrafiek. Ook zonder oorzaak geeft die per schooljaar ongeveer 0,2 keer kijk en 0,05 keer signaal."
    )
    assert judged.false_ones(14) == (
        "Beoordeeld: 14 weekgrafieken. Ook zonder oorzaak geven die per schooljaar samen ongeveer 2,8 keer kijk en 0,7 keer "
        "signaal."
    )


def test_two_sentences_tell_the_method() -> None:
    assert len(judged.explained()) == 2
    assert "een daling moet nog 25 % groter zijn" in judged.explained()[1]
    assert "1 van de 5 schooljaren een kijk en in 1 van de 20 een signaal" in judged.explained()[1]


def test_a_holiday_is_a_row_without_values() -> None:
    weeks, _ = read(week_rows([2.0, None, 3.0]))
    assert rows_of(weeks, "week_start", "rate", "status") == [
        (date(2026, 8, 31), 2.0, "gewoon"),
        (date(2026, 9, 7), None, "vakantie"),
        (date(2026, 9, 14), 3.0, "gewoon"),
    ]


def test_a_school_too_small_to_tell_has_ordinary_weeks() -> None:
    rows = three_years(USUAL[:14]).with_columns(pl.lit(None, dtype=pl.Boolean).alias("complete"))
    weeks, reading = read(rows)
    assert set(weeks["status"]) == {"gewoon"}
    assert len(reading.judged.weeks) == 12


def test_without_lesson_hours_the_weeks_count_per_pupil_and_are_judged_so() -> None:
    unknown = [pl.lit(None, dtype=pl.Float64).alias(name) for name in ("rate_per_100", "scheduled_hours")]
    weeks, reading = read(three_years(RISEN[:14]).with_columns(unknown))
    assert weeks["rate"].to_list()[:3] == pytest.approx([3 * rate for rate in USUAL[:3]])
    assert reading.unit == "lesuren per leerling per volle week"
    assert "lessons_per_week" in reading.denominator
    (call,) = reading.judged.told
    weeks_since = RISEN[10:14]
    assert call.value == pytest.approx(5 * 100 * sum(weeks_since) / (1_700 * 4), rel=0.001)


def test_hours_known_in_some_weeks_leave_gaps_in_the_others() -> None:
    known = pl.when(pl.col("school_week") > 1).then("rate_per_100").alias("rate_per_100")
    weeks, reading = read(week_rows([2.0, 2.2, 2.4]).with_columns(known))
    assert weeks["rate"].to_list() == [None, 2.2, 2.4]
    assert reading.unit == "per 100 lesuren"


@pytest.mark.parametrize(
    "on", [date(2026, 8, 31), date(2026, 9, 30), date(2027, 1, 1), date(2027, 3, 31), date(2027, 7, 16)]
)
def test_last_year_stands_beside_the_same_school_week(on: date) -> None:
    before = week_rows([4.0, -5.0, 6.0], date(2025, 8, 25), "2025-2026")
    long_ago = week_rows([8.0, 8.0, 8.0], date(2024, 9, 2), "2024-2025")
    weeks, _ = read(pl.concat([long_ago, before, week_rows([1.0, 2.0, 3.0])]), on)
    assert rows_of(weeks, "school_week", "rate", "last_year") == [(1, 1.0, 4.0), (2, 2.0, None), (3, 3.0, 6.0)]


def test_parts_have_the_schools_own_order_and_gaps() -> None:
    rows = pl.concat([week_rows([1.0, None, 2.0], part="vwo"), week_rows([3.0, -9.0, 4.0], part="havo")])
    names = pl.DataFrame({"afdeling": ["havo", "vwo"], "name": ["Havo", "Vwo"], "afdeling_order": [2, 1]})
    silent = pl.DataFrame({"afdeling": ["havo"], "week_start": [date(2026, 9, 14)]})
    shown = weekly.part_trends(rows, silent.clear(), names, AFTER, {})
    assert rows_of(shown, "part_name", "rate") == [
        ("Vwo", 1.0),
        ("Vwo", None),
        ("Vwo", 2.0),
        ("Havo", 3.0),
        ("Havo", None),
        ("Havo", 4.0),
    ]
    assert shown["key"].drop_nulls()[0] == "2026-08-31~vwo"
    quiet = weekly.part_trends(rows, silent, names, AFTER, {})
    assert quiet.filter(pl.col("part_name") == "Havo")["rate"].to_list() == [3.0, None, None]


def test_a_silent_week_of_last_year_is_not_laid_beside_this_one() -> None:
    before = week_rows([7.0, 0.1, 8.0], date(2025, 8, 25), "2025-2026", part="havo")
    rows = pl.concat([before, week_rows([1.0, 2.0, 3.0], part="havo")])
    names = pl.DataFrame({"afdeling": ["havo"], "name": ["Havo"], "afdeling_order": [1]})
    silent = pl.DataFrame({"afdeling": ["havo"], "week_start": [date(2025, 9, 1)]})
    shown = weekly.part_trends(rows, silent, names, AFTER, {})
    assert rows_of(shown, "rate", "last_year") == [(1.0, 7.0), (2.0, None), (3.0, 8.0)]


def test_categories_start_with_the_totals() -> None:
    chosen = weekly.trend_categories(
        ["ziek", "totaal_afwezig", "verlof"], {"ziek": "ziek", "verlof": "verlof", "medisch": "medisch"}
    )
    assert list(chosen) == ["totaal_afwezig", "ziek", "verlof"]
