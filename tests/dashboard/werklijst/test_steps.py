"""Steps with their tasks against rows worked out in plain Python and by hand."""

from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from dashboard.app_pages.leerling import steps as shapes
from dashboard.steps.tasks import tasks as every_task, told as asked
from pipelines.models.snapshot import open_snapshot
from pipelines.notes.marks import mark_done, marks, withdraw
from pipelines.notes.settlements import settlements
from pipelines.questions.worklist import worklist
from pipelines.store.imports import import_files
from pipelines.store.workspace import Workspace
from tests.dashboard import schools
from tests.dashboard.conftest import School
from tests.pipelines.asking import tasks_of_step
from tests.pipelines.histories import SCOPE, YEAR, make_workspace, spread, table

UNTIL = date(2026, 12, 1)
DEFAULT_DAYS, LOOK_BACK_WEEKS = 5, 4
DAYS = YEAR[: YEAR.index(schools.LAST) + 1]
Row = tuple[Any, ...]


def shown(workspace: Workspace, on: date, role: str = "") -> pl.DataFrame:
    """The worklist as the page gets it."""
    return shapes.worklist(tasks(workspace, on), role)


def tasks(workspace: Workspace, on: date) -> pl.DataFrame:
    """The tasks behind it."""
    every = asked(worklist(open_snapshot(workspace), SCOPE, on), on)
    return every_task(every, marks(workspace, SCOPE, on), settlements(workspace, SCOPE, on), on)


def rows(workspace: Workspace, on: date, role: str = "") -> set[Row]:
    found = shown(workspace, on, role)
    return set(found.select("nummer", "ladder", "Trede", "reached_on", "Uiterlijk", "Termijn", "Stand").iter_rows())


# --- the small school, counted once more without SQL -----------------------------------------------------------------


def monday(day: date) -> date:
    return day - timedelta(day.weekday())


def reached(history: list[date], numbers: dict[str, int]) -> tuple[str, date] | None:
    """The highest stage by a count that only rises, and the day of the registration that reached it."""
    found = [(stage, history[number - 1]) for stage, number in numbers.items() if len(history) >= number]
    return found[-1] if found else None


def expected(on: date) -> set[Row]:
    """Every row of the small school on a school day, by the rules of kgc-2021 that its registrations touch."""
    known = [r for r in schools.registrations() if r.date <= on]
    weeks = sorted({monday(day) for day in YEAR if day <= on})[-LOOK_BACK_WEEKS:]
    found: set[Row] = set()

    def add(student: str, ladder: str, stage: str, day: date, days: int, star: str, recurring: bool = False) -> None:
        if monday(day) not in (weeks[-1:] if recurring else weeks):
            return
        left = days - (YEAR.index(on) - YEAR.index(day))
        amount = f"{abs(left)} {'schooldag' if abs(left) == 1 else 'schooldagen'}"
        passed = f"blijft {amount} liggen" if star else f"{amount} te laat"
        term = "vandaag" if left == 0 else f"nog {amount}" if left > 0 else passed
        overdue = "blijft liggen" if star else "over de termijn"
        stand = "terugkerend" if recurring else overdue if left < 0 else "loopt"
        if stand == "loopt" and monday(day) == weeks[-1]:
            stand = "nieuw"
        found.add((student, ladder, stage, day, YEAR[YEAR.index(day) + days], term + star, stand))

    for student in {r.student for r in known}:
        mine = sorted((r for r in known if r.student == student), key=lambda r: (r.date, r.hour or 0))
        late = [r.date for r in mine if r.code == "te_laat_ongeoorloofd"]
        away = [r.date for r in mine if r.code == "ongeoorloofd"]
        sick = sorted({r.date for r in mine if r.code == "ziek"})
        if stage := reached(late, {"tl-3": 3, "tl-5": 5, "tl-10": 10}):
            # The conciërge has one day by the protocol; the report of the tenth time five by law.
            days, star = {"tl-3": (1, ""), "tl-5": (DEFAULT_DAYS, "*"), "tl-10": (5, "")}[stage[0]]
            add(student, "te-laat", *stage, days, star)
        for number in range(6, len(late) + 1, 3):
            add(student, "te-laat", "tl-3", late[number - 1], 1, "", recurring=True)
        # Nobody is both late and away here, and nobody is away in more than one month.
        # Sixteen hours are a report of the norm, which the ladders over the same hours do not ask once more.
        if stage := reached(away, {"oa-1": 1, "oa-3": 3, "oa-16": 16}):
            if stage[0] == "oa-16":
                add(student, "leerplicht", "melding", stage[1], 5, "")
            else:
                add(student, "ongeoorloofd", *stage, DEFAULT_DAYS, "*")
        for day, hours in Counter(away).items():
            if len([d for d in away if d <= day]) > 1 and hours:
                add(student, "ongeoorloofd", "oa-1", day, DEFAULT_DAYS, "*", recurring=True)
        if stage := reached(late, {"duo": 10}):
            add(student, "leerplicht", *stage, 5, "")
        if len(sick) >= 5:
            add(student, "ziek", "zk-5d", sick[4], DEFAULT_DAYS, "*")
    return found


@pytest.mark.parametrize("on", [*DAYS[:12], *DAYS[13:60:6], *DAYS[60:]], ids=str)
def test_the_small_school_is_what_plain_python_makes_of_it(school: School, on: date) -> None:
    assert rows(school("normaal"), on) == expected(on)


def test_plain_python_saw_every_kind_of_row() -> None:
    seen = [row for on in DAYS for row in expected(on)]
    assert {row[6] for row in seen} == {"nieuw", "loopt", "over de termijn", "blijft liggen", "terugkerend"}
    assert {row[2] for row in seen} == {"tl-3", "tl-5", "tl-10", "oa-1", "oa-3", "melding", "duo", "zk-5d"}


# --- by hand ---------------------------------------------------------------------------------------------------------


def told(workspace: Workspace, on: date, ladder: str, role: str = "") -> set[Row]:
    found = shown(workspace, on, role).filter(ladder=ladder)
    return set(found.select("nummer", "Waarom", "Uiterlijk", "Termijn", "Stand").iter_rows())


def test_a_period_of_maastricht_by_hand(tmp_path: Path) -> None:
    history = """
    1 | 2026-10-12 | 1 | laat
    1 | 2026-10-14 | 1 | laat
    2 | 2026-10-12 | 1 | laat
    2 | 2026-10-13 | 1 | laat
    2 | 2026-10-16 | 1 | laat
    3 | 2026-10-15 | 1 | laat
    3 | 2026-10-16 | 1 | laat
    3 | 2026-10-26 | 1 | laat
    """
    workspace = make_workspace(tmp_path, table(history), "maastricht-2019", until=UNTIL)
    again = "(opnieuw bij elke volgende keer)"
    # The autumn holiday lies between Friday 16 and Monday 26 October.
    assert told(workspace, date(2026, 10, 16), "te-laat") == {
        (
            "1",
            "1e keer te laat in periode 1 op ma 12 okt (vanaf 1)",
            date(2026, 10, 13),
            "3 schooldagen te laat",
            "over de termijn",
        ),
        (
            "1",
            f"2e keer te laat in periode 1 op wo 14 okt {again}",
            date(2026, 10, 15),
            "1 schooldag te laat",
            "terugkerend",
        ),
        (
            "2",
            f"2e keer te laat in periode 1 op di 13 okt {again}",
            date(2026, 10, 14),
            "2 schooldagen te laat",
            "terugkerend",
        ),
        ("2", "3e keer te laat in periode 1 op vr 16 okt (vanaf 3)", date(2026, 10, 30), "nog 5 schooldagen*", "nieuw"),
        ("3", "1e keer te laat in periode 1 op do 15 okt (vanaf 1)", date(2026, 10, 16), "vandaag", "nieuw"),
        (
            "3",
            f"2e keer te laat in periode 1 op vr 16 okt {again}",
            date(2026, 10, 26),
            "nog 1 schooldag",
            "terugkerend",
        ),
    }
    # Another period: only who is late again has a step, and counts from one.
    assert told(workspace, date(2026, 10, 26), "te-laat") == {
        ("3", "1e keer te laat in periode 2 op ma 26 okt (vanaf 1)", date(2026, 10, 27), "nog 1 schooldag", "nieuw")
    }


@pytest.mark.parametrize(
    ("on", "mentor", "coordinator"),
    [
        ("2026-10-14", ("nog 1 schooldag", "nieuw"), ("nog 3 schooldagen", "nieuw")),
        ("2026-10-15", ("vandaag", "nieuw"), ("nog 2 schooldagen", "nieuw")),
        ("2026-10-16", ("1 schooldag te laat", "over de termijn"), ("nog 1 schooldag", "nieuw")),
        ("2026-10-26", ("2 schooldagen te laat", "over de termijn"), ("vandaag", "loopt")),
        ("2026-10-27", ("3 schooldagen te laat", "over de termijn"), ("1 schooldag te laat", "over de termijn")),
    ],
)
def test_mlg_gives_the_mentor_three_days_and_the_coordinator_two_more(
    tmp_path: Path, on: str, mentor: tuple[str, str], coordinator: tuple[str, str]
) -> None:
    workspace = make_workspace(tmp_path, table("1 | 2026-10-12 | 3 | weg"), "mlg-2020", until=UNTIL)
    why = "1e lesuur ongeoorloofd verzuim dit schooljaar op ma 12 okt (vanaf 1)"
    day = date.fromisoformat(on)
    asked = {
        "mentor": ("1", why, date(2026, 10, 15), *mentor),
        "verzuimcoördinator": ("1", why, date(2026, 10, 26), *coordinator),
        # Without a role the soonest of all.
        "": ("1", why, date(2026, 10, 15), *mentor),
    }
    for role, row in asked.items():
        assert told(workspace, day, "spijbelen", role) == {row}
    assert told(workspace, day, "spijbelen", "conciërge") == set()


def test_cgu_asks_something_else_of_the_lower_years(tmp_path: Path) -> None:
    klas = {"1": "H2a", "2": "H3a"}
    workspace = make_workspace(
        tmp_path, table("1 | 2026-10-12 | 1 | laat\n2 | 2026-10-12 | 1 | laat"), "cgu-2024", klas=klas, until=UNTIL
    )
    found = shown(workspace, date(2026, 10, 12)).sort("nummer")
    assert found.select("nummer", "Uiterlijk", "Termijn", "Wie doet wat").rows() == [
        ("1", date(2026, 10, 12), "vandaag", "conciërge: leerling doet corvee aan het eind van de dag"),
        ("2", date(2026, 10, 13), "nog 1 schooldag", "conciërge: leerling meldt zich de volgende schooldag vroeg"),
    ]


def test_a_legal_objection_is_said(tmp_path: Path) -> None:
    workspace = make_workspace(tmp_path, spread("1", "ziek", 28, step=2), "leerlingenbureau-2020", until=UNTIL)
    (row,) = shown(workspace, YEAR[54]).to_dicts()
    assert (row["Trede"], row["Wie doet wat"][-19:]) == ("zk-200", "(juridisch bezwaar)")


# --- done ------------------------------------------------------------------------------------------------------------

LATE = tasks_of_step("1", "kgc-2021", "te-laat", "tl-3", date(2026, 10, 14), hours=[1])


@pytest.fixture
def late(tmp_path: Path) -> Workspace:
    """One pupil, late for the third time on Wednesday 14 October; kgc-2021 asks for coming early on Thursday."""
    return make_workspace(tmp_path, spread("1", "laat", 3, start=30), "kgc-2021", until=UNTIL)


def stands(workspace: Workspace, on: date) -> list[tuple[str, str]]:
    return shown(workspace, on).filter(stage="tl-3").select("Stand", "Termijn").rows()


def test_a_mark_counts_from_its_day_on_and_is_gone_when_withdrawn(late: Workspace) -> None:
    before, day, after = date(2026, 10, 15), date(2026, 10, 16), date(2026, 10, 26)
    mark_done(late, SCOPE, LATE, day, "JdV", UNTIL)
    assert stands(late, before) == [("nieuw", "vandaag")]
    assert stands(late, day) == stands(late, after) == [("gedaan", "gedaan vr 16 okt (JdV)")]
    withdraw(late, SCOPE, LATE, "JdV")
    assert stands(late, day) == [("over de termijn", "1 schooldag te laat")]


def come_back(folder: Path, workspace: Workspace, *rows: str) -> None:
    path = folder / "terugkomers.csv"
    header = "terugkomer_id;stamnummer;gebruiktemaatregel;datum;gemeldok;gemeldnietofniettijdig"
    path.write_text("\n".join([header, *rows]) + "\n", encoding="cp1252")
    import_files(workspace, [path])


def test_coming_back_does_a_step_that_asks_nothing_else(tmp_path: Path, late: Workspace) -> None:
    come_back(tmp_path, late, "1;1;Vroeg;13-10-2026;1;0", "2;1;Vroeg;15-10-2026;0;1", "3;1;Vroeg;16-10-2026;1;0")
    assert stands(late, date(2026, 10, 15)) == [("nieuw", "vandaag")]
    missed = shown(late, date(2026, 10, 15)).filter(stage="tl-3")["Waarom"].item()
    assert missed == "3e keer te laat dit schooljaar op wo 14 okt (vanaf 3); kwam niet op do 15 okt"
    assert stands(late, date(2026, 10, 16)) == [("gedaan", "gedaan vr 16 okt (teruggekomen)")]
    came = shown(late, date(2026, 10, 16)).filter(stage="tl-3")["Waarom"].item()
    assert came.endswith("; kwam niet op do 15 okt; kwam op vr 16 okt")


def test_coming_back_does_not_talk_to_the_parents(tmp_path: Path) -> None:
    workspace = make_workspace(tmp_path, spread("1", "laat", 3, start=30), "maastricht-2019", until=UNTIL)
    come_back(tmp_path, workspace, "1;1;Nablijven;15-10-2026;1;0")
    (row,) = shown(workspace, date(2026, 10, 16)).filter(stage="tl-3").to_dicts()
    assert row["Stand"] == "nieuw"
    assert row["Wie doet wat"].endswith("mentor: houdt de leerling een uur na (gedaan)")
