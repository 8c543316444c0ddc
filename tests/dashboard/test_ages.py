"""Who may not see a date of birth cannot find a birthday by going through the days: what tasks and lists say of age."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from dashboard import access, view as view_module
from dashboard.app_pages.leerplicht import doors as leerplicht
from dashboard.steps import doors as steps
from dashboard.view import View
from pipelines.access.mapping import viewer_of
from pipelines.access.schema import Person
from tests.dashboard.trends.test_page import view_of
from tests.pipelines.histories import AFDELINGEN, Registration, School, settings
from tests.pipelines.test_rates import HEADER

BIRTHDAY = date(2026, 9, 30)
# The day before, the day itself and the day after; the data go on for a week.
DAYS = (date(2026, 9, 29), BIRTHDAY, date(2026, 10, 1))
LAST = date(2026, 10, 9)
# Of age since the summer, on the day, and the day after it; all of age on the last day of the data, and one who is not.
BORN = {"lang": "01-08-2008", "dag": "30-09-2008", "later": "01-10-2008", "jong": "01-10-2012"}
WEEK = [date(2026, 9, day) for day in (28, 29, 30)] + [date(2026, 10, day) for day in (1, 2)]

PARENTS, PUPIL = "bericht de ouders", "bericht de leerling zelf"

SCHOOL = School("cgu-2024", until=LAST, toml=settings("cgu-2024", more=AFDELINGEN))
SCHOOL.rows += [
    Registration(pupil, day, hour, "ongeoorloofd") for pupil in BORN for day in WEEK for hour in (1, 2, 3, 4)
]
SCHOOL.beside["leerlingen.csv"] = HEADER + "".join(
    f"{pupil};{pupil};;B;;{born};H3a;;;3;MA;;1-8-2026;\n" for pupil, born in BORN.items()
)


@pytest.fixture
def view(monkeypatch: pytest.MonkeyPatch) -> View:
    monkeypatch.setenv(access.WORKSPACE_VARIABLE, str(SCHOOL.workspace.path))
    monkeypatch.setattr(view_module, "today", lambda: LAST)
    return replace(view_of(SCHOOL.workspace), protocol="cgu-2024")


def seen_by(view: View, role: str, on: date, **part: Sequence[str]) -> View:
    who = Person.model_validate({"id": "wie@school.test", "initials": "ABC", "role": role} | part)
    return replace(view, viewer=viewer_of(who, ("s",)), on=on)


def told(view: View, pupil: str) -> list[tuple[date, str]]:
    """The mails of a pupil about hours without leave, which go to the parents or to the pupil, by the day of their step."""
    found = steps.tasks(view).filter(pl.col("what").is_in([PARENTS, PUPIL]), student_id=pupil)
    return found.select("reached_on", "what").sort("reached_on", "what").rows()


@pytest.mark.parametrize("on", DAYS)
def test_tasks_of_an_earlier_day_tell_no_birthday(view: View, on: date) -> None:
    """All who are of age now are told of alike; a minor is told as one, on the days of the registrations too."""
    then = seen_by(view, "afdelingsleider", on, afdelingen=("havo",))
    assert told(then, "lang") == told(then, "dag") == told(then, "later")
    assert {what for _, what in told(then, "lang")} == {PUPIL}
    assert [day for day, what in told(then, "jong") if what == PARENTS] == [day for day in WEEK if day <= on]


@pytest.mark.parametrize(("on", "first"), [(DAYS[0], PARENTS), (DAYS[1], PUPIL), (DAYS[2], PUPIL)])
def test_who_may_see_it_is_told_by_the_age_of_the_day(view: View, on: date, first: str) -> None:
    """The first step by the age on the day looked from, what recurs by that of its own day: nothing is lost on a birthday."""
    found = told(seen_by(view, "verzuimcoördinator", on), "dag")
    expected = [PARENTS if day < BIRTHDAY else PUPIL for day in WEEK if day <= on]
    assert found == [(WEEK[0], first), *zip(WEEK[1:], expected[1:], strict=False)]


def test_on_the_last_day_everything_is_told(view: View) -> None:
    """It is the present: a task that is to be done is not held back."""
    week = replace(view, last=WEEK[-1])
    found = told(seen_by(week, "teamleider", WEEK[-1], afdelingen=("havo",)), "dag")
    assert [day for day, _ in found] == WEEK


@pytest.mark.parametrize(("role", "shown"), [("mentor", False), ("verzuimcoördinator", True)])
def test_lists_of_reports_tell_the_age_to_who_may_see_it(view: View, role: str, shown: bool) -> None:
    then = seen_by(view, role, LAST, **({} if shown else {"mentors": ("MA",)}))
    listings = [leerplicht.reports(then), leerplicht.due(then), leerplicht.adults(then)]
    listings += [leerplicht.of_kind(then, kind) for kind in (leerplicht.LONG, leerplicht.LUXE)]
    assert [listing.frame.height > 0 for listing in listings[:3]] == [True] * 3
    assert [("Leeftijd" in listing.frame.columns) for listing in listings] == [shown] * 5
