"""The year of a school on a calendar: what is no school day and why, with a form for each kind of day."""

from datetime import date
from pathlib import Path

import polars as pl
import streamlit as st

from dashboard import access, plain, view, words
from dashboard.app_pages.instellingen import charts, items, saving
from dashboard.app_pages.instellingen.fields import Field, by_key, drawn
from dashboard.app_pages.instellingen.subject import Subject
from pipelines.calendar import SchoolYear
from pipelines.holidays import Vacation
from pipelines.models.timetable import imported_vacations
from pipelines.settings.edit import with_values
from pipelines.settings.settings import School
from pipelines.store.part import part_of

PART = "Vakanties"
OWN_ONLY = by_key(
    Field(
        "only_own_holidays",
        "Alleen eigen vakanties",
        "yes",
        help="Dan gelden de vakanties van de regio niet, ook de zomer niet.",
        otherwise=False,
    )
)
TEST_WEEK = "toetsweek"


@st.cache_data(max_entries=16, show_spinner=False)
def _imported(_current: str, school: str) -> list[Vacation]:
    return imported_vacations(school, part_of(access.workspace(), school).store())


def imported(school: str) -> list[Vacation]:
    """The holidays that imported files brought."""
    current = part_of(access.workspace(), school).current()
    return _imported(str(current), school) if current else []


def years(school: School, today: date, brought: list[Vacation]) -> dict[str, SchoolYear]:
    """The school years around today of which the holidays are known, by their label."""
    first = SchoolYear.of(today).begins
    around = [SchoolYear(year) for year in range(first - 2, first + 2)]
    return {year.label: year for year in around if school.knows(year, brought)}


def days(school: School, year: SchoolYear, brought: list[Vacation]) -> pl.DataFrame:
    """One row per day of a school year: date, month (1: August), day of the month, kind, and the words for it."""
    rows = school.calendar(year.first_day, year.last_day, brought).filter(
        pl.col("date").is_between(year.first_day, year.last_day)
    )
    free = {each.date: each.name for each in school.free_day}
    tests = {each.name: (each.start, each.end) for each in school.test_week}

    def kind(row: dict[str, object]) -> tuple[str, str]:
        day, found = row["date"], str(row["day_kind"])
        if found == "schooldag":
            named = next((name for name, (start, end) in tests.items() if start <= day <= end), None)  # type: ignore[operator]
            return (TEST_WEEK, named) if named else (found, found)
        return found, str(row["vacation"] or free.get(day, found))  # type: ignore[call-overload]

    kinds = [kind(row) for row in rows.iter_rows(named=True)]
    return pl.DataFrame(
        {
            "date": rows["date"],
            "month": [(day.month - SchoolYear.of(day).first_day.month) % 12 for day in rows["date"]],
            "day": [day.day for day in rows["date"]],
            "kind": [each for each, _ in kinds],
            "said": [name for _, name in kinds],
            "when": [words.day(day, year=True) for day in rows["date"]],
        }
    )


def calendar(about: Subject, today: date) -> None:
    """The year as it holds for the figures; a table of it for who cannot see the drawing."""
    brought = imported(about.school.id)
    known = years(about.school, today, brought)
    if not known:
        st.warning("Van geen schooljaar rond vandaag zijn de vakanties bekend; vul ze hieronder aan, ook de zomer.")
        return
    own = SchoolYear.of(today).label
    label = st.selectbox(
        "Schooljaar", list(known), index=list(known).index(own) if own in known else 0, key="kalenderjaar", width=160
    )
    shown = days(about.school, known[label], brought)
    lessons = shown.filter(pl.col("kind").is_in(["schooldag", TEST_WEEK])).height
    st.altair_chart(
        charts.year(shown), alt=f"De dagen van schooljaar {label}: {words.count(lessons, 'schooldag', 'schooldagen')}."
    )
    st.caption(
        f"{words.count(lessons, 'schooldag', 'schooldagen')} in {label}. V: vakantie, F: feestdag, L: lesvrije dag van de "
        "school, T: toetsweek, ·: weekend; leeg: schooldag. Zo rekenen alle pagina's."
    )


def draw(about: Subject) -> None:
    """Holidays and free days: the calendar, then what the school itself has."""
    calendar(about, view.today())
    both = about.school.model_dump()
    shared = [each["name"] for name in ("holiday", "free_day") for each in both[name][len(about.items(name)) :]]
    if shared:
        st.info(
            f"Voor alle scholen van deze werkmap gelden ook: {words.listed(shared)}. Die staan bovenaan in school.toml."
        )
    left, right = st.columns(2)
    with left:
        st.subheader("Eigen vakanties", anchor=False)
        items.draw(about, items.HOLIDAY, PART)
    with right:
        st.subheader("Vrije dagen", anchor=False)
        items.draw(about, items.FREE_DAY, PART)
    with st.form("alleen-eigen"):
        answers, slots = drawn(OWN_ONLY, about.own, f"eigen-{about.seen}")
        sent = saving.button("Bewaren", about.seen, "eigen")
    if sent:
        values = saving.changed(OWN_ONLY, about.own, answers)

        def edit(text: str, path: Path) -> str:
            return with_values(text, path, about.school.id, values)

        what = saving.in_words(OWN_ONLY, about.own, values)
        saving.store(about.school.id, PART, plain.visible(what), about.seen, edit, slots, OWN_ONLY)
