"""Whose pupils a viewer sees: those of today, whatever the day, the question or the list; and what others get of them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from pipelines.models.snapshot import Snapshot, open_snapshot
from pipelines.questions.pupil import own, students
from pipelines.questions.question import OWN as OWN_LIMITS, Question, ask
from pipelines.questions.references import COUNTED_IN_REPORT, REFERENCES
from pipelines.questions.registered import Mark, counted, registered
from pipelines.questions.school import parts
from pipelines.questions.weekly_rates import trends
from pipelines.store.workspace import open_workspace
from pipelines.viewer import CARE, NOBODY, Scope, Viewer, of_afdelingen, of_mentors, of_schools
from tests.pipelines.every_question import questions
from tests.pipelines.rights_school import DAYS, EVERYBODY, HAVO, LAST, OWN, VWO, rights_school
from tests.pipelines.test_questions import OTHERWISE, VALUES
from tests.shared import amount, copied, once, some

WHOLE = of_schools("s", rights=CARE)
# Who looks, and whose pupils those are today.
VIEWERS: dict[str, tuple[Viewer, set[str]]] = {
    "mentor MA": (of_mentors("s", "MA"), OWN["MA"]),
    "mentor MA met zorg": (of_mentors("s", "MA", rights=CARE), OWN["MA"]),
    "mentor MB": (replace(of_mentors("s", "MB"), roles=frozenset({"mentor"})), OWN["MB"]),
    "twee mentoren": (of_mentors("s", "MB", "MC"), OWN["MB"] | OWN["MC"]),
    "afdeling vwo": (of_afdelingen("s", "vwo"), VWO),
    "afdeling havo met zorg": (of_afdelingen("s", "havo", rights=CARE), HAVO),
    "afdeling overig": (of_afdelingen("s", "overig"), {"llos"}),
    "mentor van niemand": (of_mentors("s", "M9"), set()),
    "andere school": (of_mentors("t", "MA"), set()),
    "cijfers": (replace(Viewer(aggregates=("s",), at=("s",)), rights=frozenset({"policy"})), set()),
    "ict": (Viewer(at=("s",), rights=frozenset({"data"})), set()),
    "fg": (Viewer(at=("s",), rights=frozenset({"log"})), set()),
    "niemand": (NOBODY, set()),
}
# In an earlier year and on the last day; the days around moves in `make long`.
TRIED = DAYS if amount(0, 1) else (DAYS[0], LAST)
NAMED = [each for each in questions() if "student_id" in {column.name for column in each.columns}]
OF_PUPILS = [each for each in questions() if each.about == "pupils"]


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    yield from opened_school(tmp_path_factory)


@pytest.fixture(scope="module")
def only_mc(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    """The school as if there were only the pupils of mentor MC."""
    yield from opened_school(tmp_path_factory, frozenset(OWN["MC"]))


def opened_school(folders: pytest.TempPathFactory, only: frozenset[str] = frozenset(EVERYBODY)) -> Iterator[Snapshot]:
    """The school of `rights_school`, opened for as long as a module lasts."""
    folder = once(f"rechten {sorted(only)}", lambda place: rights_school(place, only))
    copied(folder, there := folders.mktemp("rechten"))
    opened = open_snapshot(open_workspace(there / "werkmap"))
    yield opened
    opened.close()


def values(asked: Question, viewer: Viewer, on: date, student_id: str = "lla1") -> dict[str, object]:
    """What a question asks for, on a day."""
    monday = date(2026, 8, 31) if on > date(2026, 8, 1) else date(2025, 9, 1)
    known = VALUES | OTHERWISE.get(asked.name, {})
    known |= {"viewer": viewer, "on": on, "last": on, "until": on, "since": monday, "first": monday, "days": [on, on]}
    known |= {"student_id": student_id, "year": "2026-2027" if on.year == 2026 else "2025-2026"}
    if known["students"]:
        known["students"] = list(EVERYBODY)
    return {name: known[name] for name in asked.values}


@pytest.mark.parametrize("who", some(VIEWERS, "mentor MA met zorg", "afdeling vwo", "cijfers"))
def test_no_question_names_a_pupil_of_another(school: Snapshot, who: str) -> None:
    """Every question with pupils, on every day; of one pupil asked by number too."""
    viewer, mine = VIEWERS[who]
    for asked in NAMED:
        if asked.name in REFERENCES:
            continue
        for on in TRIED:
            for student in EVERYBODY if "student_id" in asked.values and amount(0, 1) else ("lla1", "lla3"):
                rows = ask(school, asked.name, **values(asked, viewer, on, student))
                assert set(rows["student_id"]) <= mine, (asked.name, on, student)


@pytest.mark.parametrize("who", some(VIEWERS, "mentor MA met zorg", "fg"))
def test_what_is_held_against_the_whole_school_names_nobody(school: Snapshot, who: str) -> None:
    """Questions of the named list give numbers of others, and never a name; to who sees nobody nothing at all."""
    viewer, mine = VIEWERS[who]
    for name in REFERENCES:
        asked = next(each for each in questions() if each.name == name)
        rows = ask(school, name, **values(asked, viewer, LAST))
        assert "s" in viewer.schools or rows.is_empty(), name
        others = rows.filter(~pl.col("student_id").is_in(sorted(mine)))
        for column in {"name", "sort_name", "birth_date"} & set(rows.columns):
            assert others[column].null_count() == others.height, (name, column)


def test_the_named_list_holds_no_more_than_it_needs() -> None:
    """A question that is limited by itself stands on no list."""
    known = {each.name: each for each in questions()}
    assert set(REFERENCES) | set(COUNTED_IN_REPORT) <= known.keys()
    for name in set(REFERENCES) - {"early_pupils"}:
        assert not any(limit in known[name].sql for limit in OWN_LIMITS)


@pytest.mark.parametrize("who", VIEWERS)
def test_whose_pupils_they_are_does_not_hang_on_the_day(school: Snapshot, who: str) -> None:
    """A peildatum in the past shows the own pupils of today who were there then."""
    viewer, mine = VIEWERS[who]
    assert set(own(school, viewer)["student_id"]) == mine
    for on in DAYS:
        there = set(students(school, WHOLE, on)["student_id"])
        assert set(students(school, viewer, on)["student_id"]) == mine & there


@pytest.mark.parametrize(
    ("today", "mine"),
    [
        (date(2026, 10, 4), {"lla1", "lla3", "lla4"}),
        (date(2026, 10, 5), {"lla1", "lla2", "lla4"}),
        (date(2026, 10, 9), {"lla1", "lla2", "lla4"}),
        (date(2026, 10, 10), {"lla1", "lla2"}),
        (date(2026, 11, 1), {"lla1", "lla2"}),
        (date(2026, 11, 2), {"lla1", "lla2", "lla5"}),
        # After the last day of the data that day decides.
        (date(2027, 7, 31), {"lla1", "lla2", "lla5"}),
        (date(2025, 8, 1), {"lla1", "lla3", "lla4"}),
        (date(2025, 7, 31), set()),
    ],
)
def test_the_day_before_of_and_after_a_move(school: Snapshot, today: date, mine: set[str]) -> None:
    assert set(own(school, replace(of_mentors("s", "MA"), today=today))["student_id"]) == mine


def test_a_mark_counts_who_was_there_then_and_its_list_names_who_is_there_now(school: Snapshot) -> None:
    """In the first week of September lla1, lla3 and lla4 were with MA; lla3 has another mentor since, lla4 left."""
    asked = (school, of_mentors("s", "MA"), LAST, "s", "totaal_ongeoorloofd", Mark(week=date(2026, 8, 31)))
    assert counted(*asked) == 3
    assert registered(*asked)["student_id"].to_list() == ["lla1"]
    weeks = trends(school, of_mentors("s", "MA"), date(2026, 8, 31), date(2026, 9, 4), by="klas", count_students=True)
    first = weeks.filter(pl.col("week_start") == date(2026, 8, 31), category="totaal_ongeoorloofd")
    assert first.select("part", "registered", "students").rows() == [("H3a", 3, 3)]


def test_klassen_and_mentors_are_the_own_ones(school: Snapshot) -> None:
    assert set(parts(school, of_mentors("s", "MA"), LAST, "s").select("klas", "mentor").iter_rows()) == {("H3a", "MA")}
    assert set(parts(school, of_afdelingen("s", "vwo"), LAST, "s")["mentor"]) == {"MB"}
    assert parts(school, VIEWERS["cijfers"][0], LAST, "s").is_empty()


# What counts a whole school, or says what was built, differs in a school of two pupils.
OF_SCHOOL = REFERENCES.keys() | {"completeness", "codes", "mt_counts"}


@pytest.mark.parametrize(
    "asked", [each for each in OF_PUPILS if each.name not in OF_SCHOOL], ids=lambda each: each.name
)
def test_a_viewer_is_answered_as_by_a_school_with_those_pupils_only(
    school: Snapshot, only_mc: Snapshot, asked: Question
) -> None:
    """Lists, counts and rates; of mentor MC, whose pupils never moved, in two years."""
    for on in TRIED:
        mine = ask(school, asked.name, **values(asked, of_mentors("s", "MC", rights=CARE), on, "llc1"))
        alone = ask(only_mc, asked.name, **values(asked, WHOLE, on, "llc1"))
        assert sorted(mine.rows(), key=repr) == sorted(alone.rows(), key=repr), on


@pytest.mark.parametrize("who", ["cijfers", "ict", "fg"])
def test_who_sees_figures_or_nothing_is_told_of_no_pupil(school: Snapshot, who: str) -> None:
    """Looking at figures, a question that names pupils is refused; only the report counts two of them."""
    figures = VIEWERS[who][0].for_figures()
    for asked in NAMED:
        if asked.name in REFERENCES or asked.name in COUNTED_IN_REPORT or "viewer" not in asked.values:
            continue
        with pytest.raises(TypeError, match="figures"):
            ask(school, asked.name, **values(asked, figures, LAST))


def test_a_board_sees_the_figures_of_its_own_schools_only(school: Snapshot) -> None:
    board = Viewer(aggregates=("s",), at=("s",)).for_figures()
    of_other = Viewer(aggregates=("t",), at=("t",)).for_figures()
    assert board.scope == Scope(schools=("s",))
    [counts] = [each for each in questions() if each.name == "mt_stage_counts"]
    assert not ask(school, "mt_stage_counts", **values(counts, board, LAST)).is_empty()
    assert ask(school, "mt_stage_counts", **values(counts, of_other, LAST)).is_empty()


def test_a_right_holds_at_its_own_schools_only() -> None:
    who = Viewer(at=("s",), rights=frozenset({"data"}))
    assert who.may_at("data", "s")
    assert not who.may_at("data", "t")
    assert not who.may_at("log", "s")
    assert not who.within("t").may_at("data", "s")


def test_without_care_nobody_is_seen_as_care(school: Snapshot) -> None:
    assert own(school, WHOLE.for_care()).height == len(EVERYBODY)
    for who in (of_schools("s"), of_mentors("s", "MA"), VIEWERS["cijfers"][0]):
        assert own(school, who.for_care()).is_empty()
