"""Golden numbers: rates, lesson hours, subjects and lists of a small school, against plain Python on the same rows."""

from collections import Counter, defaultdict
from datetime import date, timedelta

import polars as pl
import pytest

from pipelines.models.snapshot import Snapshot, open_snapshot
from pipelines.questions.lesson_hours import slots, subjects
from pipelines.questions.pupil_rates import pupil_rates
from pipelines.questions.question import ask
from pipelines.questions.registered import Mark, registered
from pipelines.questions.weekly_rates import categories_present, trends
from pipelines.store.imports import import_files
from pipelines.store.workspace import create_workspace
from pipelines.viewer import CARE, EVERYTHING, NOBODY, Selection, Viewer, of_afdelingen, of_mentors
from tests.pipelines.histories import SCOPE, YEAR, settings

DAYS = YEAR[:60]
LAST = DAYS[-1]
TAUGHT_FROM = DAYS[30]
LOST = DAYS[21]
LOST_WEEK = LOST - timedelta(LOST.weekday())
AFDELINGEN = (
    '[[school.afdeling]]\nid = "onder"\nname = "Onderbouw"\nclasses = ["H1*", "H2*"]\n'
    '[[school.afdeling]]\nid = "boven"\nname = "Bovenbouw"\nclasses = ["H*"]\n'
)
HEADER = (
    "STAMNR;FIRSTNAME;PREFIX;LASTNAME;GENDER;BIRTHDATE;CLASS;STUDY;LOCATION;STUDYYEAR;PMENTORCODE;PMENTORNAME;"
    "studiebegindatum;studieeinddatum\n"
)
Placement = tuple[str, str, int, str, date, date]
Row = tuple[str, date, int, str, str]
SUBJECTS = ("ne", "wi", "en", "gs", "lo", "bi")


def placements() -> list[Placement]:
    """Sixty pupils: number, klas, leerjaar, mentor, first and last day; one joins, one leaves, one moves up."""
    end = date(2027, 7, 31)
    found = []
    for n in range(1, 61):
        klas, year = (("H1a", 1), ("H2b", 2), ("H4c", 4))[n % 3]
        found.append((str(n), klas, year, f"M{n % 4}", date(2026, 8, 1), end))
    found[4] = (*found[4][:4], DAYS[12], end)
    found[5] = (*found[5][:5], DAYS[17])
    found[6] = (*found[6][:5], DAYS[24])
    return [*found, ("7", "H4c", 4, "M1", DAYS[25], end)]


def registrations() -> list[Row]:
    """Registrations that look like chance but are always the same: number, day, lesson hour, code, subject."""
    rows = []
    for n in range(1, 61):
        for place, day in enumerate(DAYS):
            if day == LOST:
                continue
            for hour in range(1, 7):
                mixed = (n * 7919 + place * 104729 + hour * 1299709) % 97
                if mixed < 8:
                    code = ("ziek", "ziek", "ziek", "ongeoorloofd", "te_laat_ongeoorloofd", "verlof", "ziek", "medisch")
                    rows.append((str(n), day, hour, code[mixed], SUBJECTS[(n + hour) % 6] if mixed % 3 else ""))
    inside = [row for row in rows if place_of(row[0], row[1])]
    return [*inside, ("1", LOST, 1, "ziek", "")]


def place_of(student: str, day: date) -> Placement | None:
    return next((p for p in placements() if p[0] == student and p[4] <= day <= p[5]), None)


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """The school without a timetable: thirty lesson hours a week."""
    folder = tmp_path_factory.mktemp("school")
    people = folder / "leerlingen.csv"
    people.write_text(
        HEADER
        + "".join(
            f"{n};A;;B{n};;;{klas};;;{year};{mentor};;{first:%d-%m-%Y};{last:%d-%m-%Y}\n"
            for n, klas, year, mentor, first, last in placements()
        )
    )
    lines = [
        "Stamnr;Datum;Lesuur;Code;Vak",
        *(f"{n};{day:%d-%m-%Y};{hour};{code};{subject}" for n, day, hour, code, subject in registrations()),
    ]
    absences = folder / "r.csv"
    absences.write_text("\n".join(lines) + "\n")
    workspace = create_workspace(folder / "map", settings("nl-leerplicht", more=AFDELINGEN))
    import_files(workspace, [people, absences])
    return open_snapshot(workspace)


def shown() -> list[Row]:
    """The registrations of ill pupils outside the week of which a day was lost."""
    return [row for row in registrations() if row[3] == "ziek" and not 0 <= (row[1] - LOST_WEEK).days < 7]


def shown_days() -> list[date]:
    return [day for day in DAYS if not 0 <= (day - LOST_WEEK).days < 7]


def afdeling(klas: str) -> str:
    return "boven" if klas.startswith("H4") else "onder"


def test_the_pupils_of_a_klas_add_up_to_the_klas(snapshot: Snapshot) -> None:
    pupils = snapshot.rows(
        "select date, klas, mentor, count(*) as students, sum(scheduled_fifths) as fifths from mart_pupil_day "
        "group by date, klas, mentor order by date, klas, mentor"
    )
    klassen = snapshot.rows(
        "select date, klas, mentor, students, scheduled_fifths as fifths from mart_enrolment_day order by date, klas, mentor"
    )
    assert pupils.equals(klassen)
    expected = Counter((day, p[1], p[3]) for day in DAYS for p in placements() if p[4] <= day <= p[5])
    assert {(day, klas, mentor): n for day, klas, mentor, n, _ in klassen.iter_rows()} == expected


def test_weekly_rates(snapshot: Snapshot) -> None:
    found = trends(snapshot, SCOPE, DAYS[0], LAST, "afdeling", category="ziek")
    hours: Counter[tuple[date, str]] = Counter()
    missed: Counter[tuple[date, str]] = Counter()
    pupils = defaultdict(set)
    for day in DAYS:
        for p in placements():
            if p[4] <= day <= p[5]:
                hours[day - timedelta(day.weekday()), afdeling(p[1])] += 6
    for student, day, _, code, _ in registrations():
        place = place_of(student, day)
        if code == "ziek" and place:
            missed[day - timedelta(day.weekday()), afdeling(place[1])] += 1
            pupils[day - timedelta(day.weekday()), afdeling(place[1])].add(student)
    assert found.height == len(hours) > 20
    for row in found.iter_rows(named=True):
        key = (row["week_start"], row["part"])
        assert row["scheduled_hours"] == hours[key]
        assert row["missed_hours"] == missed[key]
        assert row["rate_per_100"] == pytest.approx(100 * missed[key] / hours[key])
        assert row["hours_per_pupil"] == pytest.approx(5 * missed[key] / (hours[key] / 6))
        assert row["registered"] == len(pupils[key])
        assert row["complete"] == (row["week_start"] != LOST_WEEK)


def test_a_category_that_nobody_has_is_zero_and_not_missing(snapshot: Snapshot) -> None:
    found = trends(snapshot, SCOPE, DAYS[0], LAST, None, category="schorsing", count_students=False)
    assert found.height > 10
    assert set(found["missed_hours"]) == {0}
    assert found["students"].null_count() == found.height


def test_pupil_rates_by_klas(snapshot: Snapshot) -> None:
    found = pupil_rates(snapshot, SCOPE, LAST, "s", "ziek", "klas")
    days = Counter((p[0], p[1]) for day in shown_days() for p in placements() if p[4] <= day <= p[5])
    missed: Counter[tuple[str, str]] = Counter()
    for student, day, *_ in shown():
        place = place_of(student, day)
        assert place is not None
        missed[student, place[1]] += 1
    expected = {key: (n, 6.0 * n, missed[key]) for key, n in days.items()}
    columns = found.select("student_id", "part", "days", "scheduled_hours", "missed_hours").iter_rows()
    assert {(s, p): (n, h, m) for s, p, n, h, m in columns} == expected
    assert found.select("together_hours", "together_lessons").sum().row(0) == (0, 0.0)
    assert set(found.select("part", "leerjaar", "afdeling").unique().iter_rows()) == {
        ("H1a", 1, "onder"),
        ("H2b", 2, "onder"),
        ("H4c", 4, "boven"),
    }
    assert len([key for key in expected if key[0] == "7"]) == 2


def test_lesson_hours_are_counted_without_a_timetable(snapshot: Snapshot) -> None:
    found = slots(snapshot, SCOPE, LAST, "s", "ziek")
    missed = Counter((day.isoweekday(), hour) for _, day, hour, *_ in shown())
    pupils = {key: len({s for s, day, hour, *_ in shown() if (day.isoweekday(), hour) == key}) for key in missed}
    assert {(r["iso_weekday"], r["lesson_hour"]): r["missed_hours"] for r in found.iter_rows(named=True)} == missed
    assert {(r["iso_weekday"], r["lesson_hour"]): r["registered"] for r in found.iter_rows(named=True)} == pupils


KLAS_HOURS = [
    "klas",
    "date",
    "lesson_hour",
    "missed",
    "present",
    "others_missed",
    "others_offered",
    "others_in_hour",
    "others_students",
    "all_missed",
]


def ill_together() -> dict[tuple[str, date, int], int]:
    """Klas, day and hour -> pupils who were ill."""
    return dict(Counter((klas_of(row), row[1], row[2]) for row in shown()))


def klas_of(row: Row) -> str:
    place = place_of(row[0], row[1])
    assert place is not None
    return place[1]


@pytest.mark.parametrize("least", [1, 2, 3])
def test_how_many_of_a_klas_missed_the_same_hour(snapshot: Snapshot, least: int) -> None:
    """Beside them the hours of the other klassen that day, six for each pupil, and those of everybody in the year."""
    values = {"on": LAST, "school": "s", "year": "2026-2027", "week": None, "category": "ziek", "at_least": least}
    found = ask(snapshot, "klas_hours", viewer=SCOPE, selection=EVERYTHING, **values)
    students = Counter((p[1], day) for day in shown_days() for p in placements() if p[4] <= day <= p[5])
    of_day, of_klas, of_hour = Counter[date](), Counter[tuple[str, date]](), Counter[tuple[date, int]]()
    for (klas, day, hour), pupils in ill_together().items():
        of_day[day] += pupils
        of_hour[day, hour] += pupils
        of_klas[klas, day] += pupils
    there = Counter[date]()
    for (_, day), pupils in students.items():
        there[day] += pupils
    expected = {
        (klas, day, hour): (
            pupils,
            students[klas, day],
            of_day[day] - of_klas[klas, day],
            6.0 * (there[day] - students[klas, day]),
            of_hour[day, hour] - pupils,
            there[day] - students[klas, day],
            sum(of_day.values()),
        )
        for (klas, day, hour), pupils in ill_together().items()
        if pupils >= least
    }
    assert {row[:3]: row[3:] for row in found.select(KLAS_HOURS).iter_rows()} == expected
    # Nowhere were three ill in one hour.
    assert (found.height > 5) == (least < 3)
    assert set(found["all_offered"]) == ({6.0 * sum(students.values())} if least < 3 else set())


def test_hours_in_which_a_klas_was_away_together_stand_apart(snapshot: Snapshot) -> None:
    """Two hours on one day and one on another: of who was in the klas then, and of those hours the ones missed."""
    hours = [("H1a", DAYS[10], 2), ("H1a", DAYS[10], 3), ("H1a", DAYS[30], 1), ("H4c", DAYS[30], 2)]
    away = pl.DataFrame(hours, schema={"klas": pl.String, "date": pl.Date, "lesson_hour": pl.Int64}, orient="row")
    found = pupil_rates(snapshot, SCOPE, LAST, "s", "ziek", "klas", away=away)
    lessons, missed = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for klas, day, hour in hours:
        for p in placements():
            if p[1] == klas and p[4] <= day <= p[5]:
                lessons[p[0], klas] += 1
        for row in shown():
            if (klas_of(row), row[1], row[2]) == (klas, day, hour):
                missed[row[0], klas] += 1
    assert sum(missed.values()) > 2
    columns = found.select("student_id", "part", "together_lessons", "together_hours").iter_rows()
    assert {(s, p): (n, m) for s, p, n, m in columns if n} == {
        key: (float(n), missed[key]) for key, n in lessons.items()
    }
    assert found["missed_hours"].sum() == len(shown())


def test_subjects_of_the_registrations(snapshot: Snapshot) -> None:
    found = subjects(snapshot, SCOPE, LAST, "s", "ziek")
    missed = Counter(subject or None for *_, subject in shown())
    assert dict(found.select("subject", "missed_hours").iter_rows()) == missed
    assert missed[None] > 0


@pytest.mark.parametrize(
    "mark",
    [
        Mark(),
        Mark(week=DAYS[10] - timedelta(DAYS[10].weekday())),
        Mark(week=LOST_WEEK),
        Mark(by="afdeling", part="boven"),
        Mark(by="klas", part="H1a"),
        Mark(by="klas", part=None),
        Mark(weekday=1, hour=3),
        Mark(subject="wi"),
        Mark(week=DAYS[50] - timedelta(DAYS[50].weekday()), by="afdeling", part="onder"),
    ],
)
@pytest.mark.parametrize("selection", [EVERYTHING, Selection(mentors=("M2",)), Selection(afdelingen=("boven",))])
def test_a_list_holds_exactly_the_pupils_of_its_mark(snapshot: Snapshot, mark: Mark, selection: Selection) -> None:
    found = registered(snapshot, SCOPE, LAST, "s", "ziek", mark, selection)
    rows = [row for row in registrations() if row[3] == "ziek"] if mark.week else shown()
    expected: Counter[str] = Counter()
    for student, day, hour, _, subject in rows:
        place = place_of(student, day)
        assert place is not None
        part = {"afdeling": afdeling(place[1]), "klas": place[1], None: None}[mark.by]
        if (
            (mark.week is None or 0 <= (day - mark.week).days < 7)
            and part == mark.part
            and mark.weekday in (None, day.isoweekday())
            and mark.hour in (None, hour)
            and mark.subject in (None, subject)
            and (not selection.mentors or place[3] in selection.mentors)
            and (not selection.afdelingen or afdeling(place[1]) in selection.afdelingen)
        ):
            expected[student] += 1
    assert dict(found.select("student_id", "hours").iter_rows()) == expected


@pytest.mark.parametrize("on", [DAYS[0], DAYS[1], DAYS[33]])
def test_everything_stops_at_the_chosen_day(snapshot: Snapshot, on: date) -> None:
    until = [row for row in shown() if row[1] <= on]
    assert registered(snapshot, SCOPE, on, "s", "ziek")["hours"].sum() == len(until)
    assert slots(snapshot, SCOPE, on, "s", "ziek")["missed_hours"].sum() == len(until)
    assert pupil_rates(snapshot, SCOPE, on, "s", "ziek")["missed_hours"].sum() == len(until)
    assert subjects(snapshot, SCOPE, on, "s", "ziek")["missed_hours"].sum() == len(until)


def test_the_most_frequent_category_comes_first(snapshot: Snapshot) -> None:
    found = categories_present(snapshot, SCOPE, LAST, "s")
    counted = Counter(code for _, _, _, code, _ in registrations())
    assert next(c for c in found if not c.startswith("totaal")) == counted.most_common(1)[0][0]
    assert set(found) == {*counted, "totaal_afwezig", "totaal_ongeoorloofd"}


@pytest.mark.parametrize("viewer", [NOBODY, of_mentors("s", "M9"), of_afdelingen("s")])
def test_who_may_see_nobody_gets_no_rows(snapshot: Snapshot, viewer: Viewer) -> None:
    assert registered(snapshot, viewer, LAST, "s", "ziek").is_empty()
    assert slots(snapshot, viewer, LAST, "s", "ziek").is_empty()
    assert pupil_rates(snapshot, viewer, LAST, "s", "ziek").is_empty()
    assert subjects(snapshot, viewer, LAST, "s", "ziek").is_empty()


def test_a_mentor_is_that_of_the_day(snapshot: Snapshot) -> None:
    """The mentor choice and the mentor right give the same pupils."""
    chosen = pupil_rates(snapshot, SCOPE, LAST, "s", "ziek", selection=Selection(mentors=("M3",)))
    allowed = pupil_rates(snapshot, of_mentors("s", "M3", rights=CARE), LAST, "s", "ziek")
    assert chosen.equals(allowed)
    assert set(chosen["student_id"]) == {p[0] for p in placements() if p[3] == "M3"}
