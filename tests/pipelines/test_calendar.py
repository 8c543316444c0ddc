"""The school calendar: holidays, public holidays, school weeks with the axis t, periods, the school's own days."""

from datetime import date, timedelta
from functools import cache

import polars as pl
import pytest
from hypothesis import given, strategies as st

from pipelines.calendar import SchoolYear, merge_vacations, school_calendar, school_year
from pipelines.errors import WorkspaceError
from pipelines.holidays import Vacation, easter, public_holidays, regional_vacations
from pipelines.models.reference import named_ends

REGIONS = ("noord", "midden", "zuid")
YEARS = range(2019, 2028)
# region | school year | holiday | first Saturday | last Sunday, as the ministry publishes them
PUBLISHED = """
noord  | 2019-2020 | voorjaar | 2020-02-15 | 2020-02-23
midden | 2019-2020 | herfst   | 2019-10-19 | 2019-10-27
zuid   | 2019-2020 | herfst   | 2019-10-12 | 2019-10-20
noord  | 2020-2021 | herfst   | 2020-10-10 | 2020-10-18
midden | 2020-2021 | voorjaar | 2021-02-20 | 2021-02-28
zuid   | 2020-2021 | voorjaar | 2021-02-13 | 2021-02-21
noord  | 2021-2022 | kerst    | 2021-12-25 | 2022-01-09
midden | 2021-2022 | zomer    | 2022-07-09 | 2022-08-21
zuid   | 2021-2022 | herfst   | 2021-10-23 | 2021-10-31
noord  | 2022-2023 | zomer    | 2023-07-22 | 2023-09-03
midden | 2022-2023 | mei      | 2023-04-29 | 2023-05-07
zuid   | 2022-2023 | kerst    | 2022-12-24 | 2023-01-08
noord  | 2023-2024 | herfst   | 2023-10-21 | 2023-10-29
midden | 2023-2024 | voorjaar | 2024-02-17 | 2024-02-25
zuid   | 2023-2024 | zomer    | 2024-07-06 | 2024-08-18
noord  | 2024-2025 | voorjaar | 2025-02-15 | 2025-02-23
midden | 2024-2025 | herfst   | 2024-10-26 | 2024-11-03
zuid   | 2024-2025 | herfst   | 2024-10-19 | 2024-10-27
noord  | 2025-2026 | zomer    | 2026-07-04 | 2026-08-16
midden | 2025-2026 | voorjaar | 2026-02-14 | 2026-02-22
zuid   | 2025-2026 | herfst   | 2025-10-11 | 2025-10-19
noord  | 2026-2027 | herfst   | 2026-10-10 | 2026-10-18
midden | 2026-2027 | mei      | 2027-04-24 | 2027-05-02
zuid   | 2026-2027 | zomer    | 2027-07-24 | 2027-09-05
noord  | 2027-2028 | mei      | 2028-04-29 | 2028-05-07
midden | 2027-2028 | kerst    | 2027-12-25 | 2028-01-09
zuid   | 2027-2028 | zomer    | 2028-07-22 | 2028-09-03
"""
# year | Easter Monday | Ascension | Whit Monday | King's Day
MOVING = """
2020 | 2020-04-13 | 2020-05-21 | 2020-06-01 | 2020-04-27
2021 | 2021-04-05 | 2021-05-13 | 2021-05-24 | 2021-04-27
2022 | 2022-04-18 | 2022-05-26 | 2022-06-06 | 2022-04-27
2023 | 2023-04-10 | 2023-05-18 | 2023-05-29 | 2023-04-27
2024 | 2024-04-01 | 2024-05-09 | 2024-05-20 | 2024-04-27
2025 | 2025-04-21 | 2025-05-29 | 2025-06-09 | 2025-04-26
2026 | 2026-04-06 | 2026-05-14 | 2026-05-25 | 2026-04-27
2027 | 2027-03-29 | 2027-05-06 | 2027-05-17 | 2027-04-27
2028 | 2028-04-17 | 2028-05-25 | 2028-06-05 | 2028-04-27
"""


def cells(text: str) -> list[list[str]]:
    """The rows of a small table."""
    return [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]


@cache
def calendar(region: str = "midden", year: int = 2026) -> pl.DataFrame:
    """The default calendar of one school year, and of the next."""
    return school_calendar(region, date(year, 9, 1), date(year, 9, 1))


def of(days: pl.DataFrame, day: date, column: str) -> object:
    """One value of one day."""
    return days.filter(pl.col("date") == day)[column].item()


def school_days_of(days: pl.DataFrame) -> list[date]:
    """The school days of a calendar."""
    return days.filter("is_school_day")["date"].to_list()


@pytest.mark.parametrize(("region", "year", "name", "start", "end"), cells(PUBLISHED))
def test_the_regional_holidays_are_those_published(region: str, year: str, name: str, start: str, end: str) -> None:
    vacation = Vacation(name, date.fromisoformat(start), date.fromisoformat(end))
    assert vacation in regional_vacations(region)
    days = calendar(region, int(year[:4]))
    inside = days.filter(pl.col("date").is_between(vacation.start, vacation.end))
    assert inside["vacation"].unique().to_list() == [name]
    assert not inside["is_school_day"].any()
    assert of(days, vacation.start - timedelta(1), "vacation") is None
    assert of(days, vacation.end + timedelta(1), "vacation") is None


@pytest.mark.parametrize("region", REGIONS)
@pytest.mark.parametrize("year", YEARS)
def test_every_year_has_its_five_holidays_from_saturday_to_sunday(region: str, year: int) -> None:
    found = [v for v in regional_vacations(region) if date(year, 9, 10) < v.start < date(year + 1, 9, 1)]
    assert [v.name for v in found] == ["herfst", "kerst", "voorjaar", "mei", "zomer"]
    assert [(v.end - v.start).days + 1 for v in found] == [9, 16, 9, 9, 44]
    assert {(v.start.isoweekday(), v.end.isoweekday()) for v in found} == {(6, 7)}


@pytest.mark.parametrize(("year", "easter_monday", "ascension", "whit_monday", "kings_day"), cells(MOVING))
def test_public_holidays_that_move(
    year: str, easter_monday: str, ascension: str, whit_monday: str, kings_day: str
) -> None:
    days = {name: day for day, name in public_holidays(int(year)).items()}
    found = [days["Tweede Paasdag"], days["Hemelvaartsdag"], days["Tweede Pinksterdag"], days["Koningsdag"]]
    assert [day.isoformat() for day in found] == [easter_monday, ascension, whit_monday, kings_day]
    assert days["Vrijdag na Hemelvaartsdag"] == days["Hemelvaartsdag"] + timedelta(1)
    assert easter(int(year)) == days["Tweede Paasdag"] - timedelta(1)
    assert ("Bevrijdingsdag" in days) == (int(year) in (2020, 2025))


def test_a_public_holiday_is_no_school_day_and_no_working_day() -> None:
    days = calendar(year=2024)
    for day in (date(2025, 4, 21), date(2025, 5, 5), date(2025, 5, 29), date(2025, 5, 30), date(2025, 6, 9)):
        assert (of(days, day, "is_school_day"), of(days, day, "is_working_day")) == (False, False)
    # Outside lustrum years 5 May is an ordinary day.
    assert of(calendar(year=2025), date(2026, 5, 5), "is_school_day") is True


def test_holiday_weeks_do_not_exist_on_the_axis() -> None:
    """norms.md 1: four Mondays around the autumn holiday lie 21 apart, not 28."""
    days = calendar()
    t = [of(days, day, "t") for day in (date(2026, 10, 5), date(2026, 10, 12), date(2026, 10, 26), date(2026, 11, 2))]
    assert [value - t[0] for value in t] == [0, 7, 14, 21]  # type: ignore[operator]
    holiday = days.filter(pl.col("vacation") == "herfst", pl.col("iso_weekday") <= 5, pl.col("date").dt.year() == 2026)
    assert holiday["date"].to_list() == [date(2026, 10, 19) + timedelta(n) for n in range(5)]
    assert holiday["t"].null_count() == holiday["week_rank"].null_count() == holiday["school_week"].null_count() == 5


def test_school_weeks_start_at_one_each_year() -> None:
    weeks = calendar().filter("is_school_day").select("school_year", "school_week", "week_start").unique()
    for year in ("2026-2027", "2027-2028"):
        own = weeks.filter(pl.col("school_year") == year).sort("week_start")
        assert own["school_week"].to_list() == list(range(1, own.height + 1))
    assert of(calendar(), date(2026, 8, 31), "school_week") == 1


@pytest.mark.parametrize("region", REGIONS)
@pytest.mark.parametrize("year", YEARS)
def test_the_edges_of_holidays(region: str, year: int) -> None:
    days = calendar(region, year)
    taught = school_days_of(days)
    edges = set(days.filter("vacation_edge")["date"])
    expected = set()
    for v in regional_vacations(region):
        expected |= {max((d for d in taught if d < v.start), default=None)}
        expected |= {min((d for d in taught if d > v.end), default=None)}
    last = date(year + 2, 7, 1)  # what borders on the end of the table is not all known
    assert {d for d in edges if d < last} == {d for d in expected if d is not None and d < last}


def test_an_own_holiday_replaces_the_regional_one_that_it_overlaps_or_is_named_after() -> None:
    regional = [Vacation("herfst", date(2026, 10, 17), date(2026, 10, 25))]
    by_overlap = Vacation("vakantie", date(2026, 10, 24), date(2026, 11, 1))
    assert merge_vacations(regional, [by_overlap]) == [Vacation("herfst", by_overlap.start, by_overlap.end)]
    by_name = Vacation("Herfstvakantie", date(2026, 10, 10), date(2026, 10, 16))
    assert merge_vacations(regional, [by_name]) == [by_name]
    year_after = Vacation("Herfstvakantie", date(2027, 10, 16), date(2027, 10, 24))
    assert merge_vacations(regional, [year_after]) == [*regional, year_after]
    other = Vacation("studiereis", date(2026, 11, 2), date(2026, 11, 6))
    assert merge_vacations(regional, [other]) == [*regional, other]


@pytest.mark.parametrize(
    ("start", "end", "replaces"),
    [
        (date(2026, 10, 12), date(2026, 10, 15), False),
        (date(2026, 10, 12), date(2026, 10, 16), False),  # touches it
        (date(2026, 10, 12), date(2026, 10, 17), True),
        (date(2026, 10, 25), date(2026, 10, 30), True),
        (date(2026, 10, 26), date(2026, 10, 30), False),  # touches it
        (date(2026, 10, 27), date(2026, 10, 30), False),
    ],
)
def test_holidays_that_touch_do_not_overlap(start: date, end: date, replaces: bool) -> None:
    """One common day replaces the regional holiday, and gives its name to one that has none; days beside it do not."""
    own = Vacation("studiereis", start, end)
    assert merge_vacations([AUTUMN], [own]) == ([own] if replaces else sorted([AUTUMN, own], key=lambda v: v.start))
    unnamed = Vacation("vakantie", start, end)
    names = {vacation.start: vacation.name for vacation in merge_vacations([AUTUMN], [unnamed])}
    assert names[start] == ("herfst" if replaces else "vakantie")


@pytest.mark.parametrize(
    ("first_name", "first_end", "second_name", "second_start", "last_day"),
    [
        ("winter", 27, "nieuwjaar", 28, date(2026, 12, 27)),
        ("winter", 25, "nieuwjaar", 26, date(2026, 12, 25)),  # ends on the day itself
        ("winter", 24, "nieuwjaar", 25, date(2027, 1, 3)),  # begins on it
        ("winter", 24, "nieuwjaar", 26, date(2026, 12, 25)),  # a day between the two, in no holiday
        ("winter", 27, "winter", 28, date(2027, 1, 3)),  # written in two parts
        ("winter", 27, "winter", 29, date(2026, 12, 27)),  # two, with a day between them
    ],
)
def test_the_holiday_of_25_december_ends_where_another_begins(
    first_name: str, first_end: int, second_name: str, second_start: int, last_day: date
) -> None:
    own = (
        Vacation(first_name, date(2026, 12, 19), date(2026, 12, first_end)),
        Vacation(second_name, date(2026, 12, second_start), date(2027, 1, 3)),
    )
    calendar = own_calendar(*SUMMERS, AUTUMN, *own).with_columns(pl.lit("s").alias("school"))
    found = named_ends(calendar).filter(vacation="kerst", school_year="2026-2027")
    assert found["last_day"].to_list() == [last_day]


@pytest.mark.parametrize(
    ("second_start", "edges"),
    [
        (date(2026, 10, 24), [date(2026, 10, 16), date(2026, 11, 2)]),
        (date(2026, 10, 26), [date(2026, 10, 16), date(2026, 11, 2)]),  # only a weekend between the two
        (date(2026, 10, 27), [date(2026, 10, 16), date(2026, 10, 26), date(2026, 11, 2)]),  # a Monday between them
        (date(2026, 10, 28), [date(2026, 10, 16), date(2026, 10, 26), date(2026, 10, 27), date(2026, 11, 2)]),
    ],
)
def test_the_edges_of_holidays_that_follow_each_other(second_start: date, edges: list[date]) -> None:
    own = (Vacation("rust", date(2026, 10, 19), date(2026, 10, 23)), Vacation("reis", second_start, date(2026, 11, 1)))
    found = own_calendar(*SUMMERS, *own).filter(
        "vacation_edge", pl.col("date").is_between(date(2026, 9, 7), date(2026, 12, 1))
    )
    assert found["date"].to_list() == edges


def test_an_own_holiday_moves_the_school_weeks() -> None:
    own = [Vacation("herfst", date(2026, 10, 10), date(2026, 10, 18))]
    days = school_calendar("midden", date(2026, 9, 1), date(2026, 9, 1), own_vacations=own)
    assert of(days, date(2026, 10, 12), "is_school_day") is False
    assert of(days, date(2026, 10, 19), "is_school_day") is True
    assert of(days, date(2026, 10, 19), "vacation_edge") is True


def test_a_free_day_has_no_lessons_but_is_a_working_day() -> None:
    day = date(2026, 11, 12)
    days = school_calendar("midden", date(2026, 9, 1), date(2026, 9, 1), free_days=[(day, "Studiedag")])
    assert (of(days, day, "is_school_day"), of(days, day, "is_working_day")) == (False, True)
    assert of(days, day, "day_kind") == "lesvrij"
    assert of(days, day, "t") == of(calendar(), day, "t")
    assert of(days, day, "school_day_rank") == of(days, day - timedelta(1), "school_day_rank")
    assert not days.filter("vacation_edge")["date"].is_in([day - timedelta(1), day + timedelta(1)]).any()


def test_periods_are_cut_after_the_autumn_christmas_and_may_holidays() -> None:
    days = calendar()
    starts = (
        days.filter(pl.col("school_year") == "2026-2027").group_by("period").agg(pl.col("date").min()).sort("period")
    )
    assert starts.rows() == [
        (1, date(2026, 8, 1)),
        (2, date(2026, 10, 26)),
        (3, date(2027, 1, 4)),
        (4, date(2027, 5, 3)),
    ]
    assert days["period"].null_count() == 0


def test_own_periods_replace_the_default_ones_of_that_year() -> None:
    own = [date(2026, 8, 31), date(2027, 2, 1)]
    days = school_calendar("midden", date(2026, 9, 1), date(2026, 9, 1), period_starts=own)
    days_before = (date(2026, 8, 3), date(2027, 1, 31), date(2027, 2, 1), date(2027, 7, 31))
    assert [of(days, day, "period") for day in days_before] == [1, 1, 2, 2]
    assert of(days, date(2028, 5, 8), "period") == 4


@pytest.mark.parametrize(("region", "year"), [(r, y) for r in REGIONS for y in (2010, 2040)] + [("midden", 2028)])
def test_a_year_without_known_holidays_is_refused(region: str, year: int) -> None:
    with pytest.raises(WorkspaceError) as error:
        school_calendar(region, date(year, 10, 1), date(year, 10, 1))
    assert f"schooljaar {year}-{year + 1}" in error.value.what
    assert "[[school.holiday]]" in error.value.remedy


@pytest.mark.parametrize(("region", "year"), [(r, 2018) for r in REGIONS] + [("zuid", 2028)])
def test_a_summer_holiday_alone_makes_no_year_known(region: str, year: int) -> None:
    with pytest.raises(WorkspaceError):
        school_calendar(region, date(year, 10, 1), date(year, 10, 1))


AUTUMN = Vacation("herfst", date(2026, 10, 17), date(2026, 10, 25))
SUMMERS = (
    Vacation("zomer", date(2026, 7, 18), date(2026, 8, 30)),
    Vacation("zomer", date(2027, 7, 10), date(2027, 8, 22)),
)


def own_calendar(*own: Vacation) -> pl.DataFrame:
    """The calendar of 2026-2027 of a school with its own holidays only."""
    return school_calendar("midden", date(2026, 9, 1), date(2027, 3, 1), own_vacations=own, only_own=True)


def test_own_holidays_only_with_both_summers_are_understood() -> None:
    days = own_calendar(AUTUMN, *SUMMERS)
    for day in (date(2026, 8, 1), date(2026, 8, 30), date(2027, 7, 10), date(2027, 7, 31), date(2027, 8, 20)):
        assert (of(days, day, "is_school_day"), of(days, day, "is_working_day")) == (False, False)
    taught = (date(2026, 8, 31), date(2027, 7, 9), date(2027, 8, 23))
    assert [of(days, day, "is_school_day") for day in taught] == [True, True, True]
    assert of(days, date(2026, 8, 31), "school_week") == of(days, date(2027, 8, 23), "school_week") == 1
    # The Christmas holiday of the region is no holiday here.
    assert of(days, date(2026, 12, 28), "is_school_day") is True


@pytest.mark.parametrize(
    ("own", "missing"),
    [
        ((AUTUMN,), "zomervakantie van 2026"),
        ((AUTUMN, SUMMERS[0]), "zomervakantie van 2027"),
        ((AUTUMN, SUMMERS[1]), "zomervakantie van 2026"),
        (SUMMERS, "geen vakanties"),
        ((), "geen vakanties"),
    ],
)
def test_own_holidays_only_without_a_summer_are_refused_by_name(own: tuple[Vacation, ...], missing: str) -> None:
    with pytest.raises(WorkspaceError, match="only_own_holidays") as error:
        own_calendar(*own)
    assert "schooljaar 2026-2027" in error.value.what
    assert missing in error.value.what
    assert "[[school.holiday]]" in error.value.remedy
    assert "only_own_holidays op false" in error.value.remedy


@pytest.mark.parametrize(
    ("start", "end", "known"),
    [
        (date(2027, 7, 10), date(2027, 7, 31), False),
        (date(2027, 7, 10), date(2027, 8, 1), True),
        (date(2027, 8, 1), date(2027, 8, 22), True),
        (date(2027, 8, 2), date(2027, 8, 22), False),
    ],
)
def test_a_summer_is_the_holiday_in_which_the_school_year_changes(start: date, end: date, known: bool) -> None:
    own = (AUTUMN, SUMMERS[0], Vacation("zomer", start, end))
    if known:
        assert of(own_calendar(*own), date(2027, 8, 1), "day_kind") == "vakantie"
    else:
        with pytest.raises(WorkspaceError, match="zomervakantie van 2027"):
            own_calendar(*own)


def test_an_own_holiday_may_not_silently_take_the_place_of_a_summer() -> None:
    feast = Vacation("zomerfeest", date(2027, 7, 26), date(2027, 7, 27))
    with pytest.raises(WorkspaceError, match=r"zomervakantie van 2027 .*regio midden") as error:
        school_calendar("midden", date(2026, 9, 1), date(2026, 9, 1), own_vacations=[feast])
    assert "only_own_holidays" not in error.value.remedy


@pytest.mark.parametrize(
    ("day", "label"),
    [
        (date(2026, 7, 31), "2025-2026"),
        (date(2026, 8, 1), "2026-2027"),
        (date(2026, 12, 31), "2026-2027"),
        (date(2027, 7, 31), "2026-2027"),
        (date(2027, 8, 1), "2027-2028"),
    ],
)
def test_a_school_year_runs_from_august_to_july(day: date, label: str) -> None:
    year = SchoolYear.of(day)
    assert (year.label, school_year(day)) == (label, label)
    assert SchoolYear.labelled(label) == year
    assert year.first_day <= day <= year.last_day
    assert year.first_day - timedelta(1) == year.before.last_day
    assert year.before < year


@pytest.mark.parametrize("text", ["geen", "2026", "2026-2028", "2026/2027", "2026-27"])
def test_another_text_is_no_school_year(text: str) -> None:
    with pytest.raises(ValueError, match=text):
        SchoolYear.labelled(text)


def test_a_date_in_a_year_without_holidays_is_refused_with_the_days_of_the_data() -> None:
    summers = [Vacation("zomer", date(year, 7, 10), date(year, 8, 20)) for year in range(2027, 2034)]
    autumns = [Vacation("herfst", date(year, 10, 16), date(year, 10, 24)) for year in (2028, 2029, 2030)]
    with pytest.raises(WorkspaceError, match="Voor schooljaar 2031-2032 zijn geen vakanties bekend") as error:
        school_calendar("noord", date(2026, 9, 1), date(2031, 8, 1), own_vacations=summers + autumns)
    assert "van 01-09-2026 tot en met 01-08-2031" in error.value.remedy


@given(
    region=st.sampled_from(REGIONS),
    first=st.dates(date(2019, 9, 1), date(2027, 7, 1)),
    length=st.integers(0, 400),
    free=st.lists(st.dates(date(2019, 9, 1), date(2028, 7, 1)), max_size=5),
)
def test_ranks_and_weeks_of_any_calendar(region: str, first: date, length: int, free: list[date]) -> None:
    last = min(first + timedelta(length), date(2028, 6, 30))
    days = school_calendar(region, first, last, free_days=[(day, "lesvrij") for day in free])
    assert (days["date"].diff().drop_nulls() == timedelta(1)).all()
    assert days["date"][0] <= first
    assert days["date"][-1] >= last
    for rank, flag in (("school_day_rank", "is_school_day"), ("working_day_rank", "is_working_day")):
        assert (days[rank].diff().drop_nulls() == days[flag].cast(pl.Int64)[1:]).all()
    weeks = days.filter(pl.col("week_rank").is_not_null())
    assert (weeks["t"] == 7 * weeks["week_rank"] + weeks["iso_weekday"]).all()
    mondays = weeks.filter(pl.col("iso_weekday") == 1)["t"]
    assert (mondays.diff().drop_nulls() == 7).all()
    with_lessons = set(days.filter("is_school_day")["week_start"])
    assert set(weeks["week_start"]) == with_lessons
