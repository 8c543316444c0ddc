"""After a purge nobody of before is in any decoded value, the figures are those of before it, and no import brings it back."""

import json
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from dashboard.app_pages.mt_rapport.board import beside
from dashboard.commands.cli import main
from dashboard.rates import judged, weekly
from dashboard.retention import due_line
from dashboard.view import View
from pipelines.audit.verify import verify
from pipelines.calendar import SchoolYear
from pipelines.errors import UsageError
from pipelines.keeping import purge as purging, taking_out
from pipelines.keeping.due import due, since
from pipelines.keeping.purge import purge
from pipelines.models.snapshot import Snapshot, open_snapshot
from pipelines.notes.file import notes_path, opened
from pipelines.notes.old_rows import DAYS
from pipelines.notes.one_pupil import about_pupils
from pipelines.questions import mt_report, school as school_questions, weekly_rates
from pipelines.questions.completeness import completeness
from pipelines.questions.denominator import denominator
from pipelines.settings.terms import Terms
from pipelines.store.check import check
from pipelines.store.imports import import_files
from pipelines.store.part import part_of
from pipelines.store.pending import pending_purge
from pipelines.store.preview import preview
from pipelines.store.stores import empty_store
from pipelines.store.workspace import Workspace, open_workspace
from pipelines.today import VARIABLE
from pipelines.viewer import EVERYTHING, RIGHTS, Dimension, Selection, Viewer, of_mentors, of_schools
from tests.pipelines.exports import files_of
from tests.pipelines.keeping.test_vergeten import standing
from tests.pipelines.keeping.years import (
    GONE,
    GONE_NAME,
    GONE_NAMESAKE,
    GONE_UNLISTED,
    KEPT_FROM,
    NAMESAKE,
    PRESENT_NAMESAKE,
    SMALL,
    STAYED,
    STAYED_UNLISTED,
    files,
    note,
    school,
)
from tests.shared import amount, some

pytestmark = pytest.mark.usefixtures("own_list")

ROOT = Path(__file__).parents[3]
ALL = of_schools("s", rights=RIGHTS)
VIEWERS = {"alles": ALL, "zonder zorg": of_schools("s"), "mentor": of_mentors("s", "HAA", rights=RIGHTS)}
CHOSEN = {"alles": EVERYTHING, "leerjaar 2": Selection(leerjaren=(2,)), "klas": Selection(klassen=("H1a", "V2b"))}
# In the year that goes, in the first one after it, which lies beside frozen weeks, and today.
LOOKED_AT = (date(2024, 7, 31), date(2025, 3, 12), date(2027, 7, 16))
LOOKS: list[tuple[str, str, tuple[Dimension | None, ...]]] = [
    ("alles", "alles", (None, "afdeling", "klas")),
    ("alles", "leerjaar 2", (None, "leerjaar")),
    ("zonder zorg", "klas", (None,)),
    ("mentor", "alles", (None,)),
]
OUT = (GONE, GONE_NAMESAKE, GONE_UNLISTED)
SOUGHT = (*OUT, GONE_NAME, "Quastenberg")


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return school(tmp_path / "school")


def rates(snapshot: Snapshot, viewer: Viewer, on: date, by: Dimension | None, chosen: Selection) -> pl.DataFrame:
    """Every week until a day, divided as the pages do; who was registered is not kept of frozen weeks."""
    divided = denominator(snapshot, ALL, on, "s")
    asked = weekly_rates.trends(
        snapshot, viewer, date(2023, 8, 1), on, by, chosen, count_students=False, denominator=divided
    )
    return asked.drop("registered").sort(pl.all())


def told(workspace: Workspace) -> dict[tuple[object, ...], Any]:
    """What the pages lay beside each other: weeks of every year, how weeks are judged, silent weeks, the report."""
    snapshot = open_snapshot(workspace)
    found: dict[tuple[object, ...], Any] = {}
    for on in LOOKED_AT:
        found["divided", on] = denominator(snapshot, ALL, on, "s")
        silent = completeness(snapshot, ALL, on, "s", EVERYTHING)
        found["silent", on] = silent.filter(pl.col("afdeling").is_in(["havo", "vwo"])).rows()
        for name, chosen, parts in LOOKS:
            for by in parts:
                found["weeks", on, name, chosen, by] = rates(snapshot, VIEWERS[name], on, by, CHOSEN[chosen]).rows()
        if on >= KEPT_FROM + timedelta(365):
            found["report", on] = mt_report.pupil_weeks(snapshot, ALL, on, "s").sort(pl.all()).rows()
            # Whom no list ever placed is counted as `overig`: who is gone is not.
            counts = mt_report.counts(snapshot, ALL, on, "s").filter(pl.col("part") != "overig")
            found["report counts", on] = counts.rows()
        if on > KEPT_FROM:
            first = SchoolYear.of(on).before.before.first_day
            asked = (snapshot, ALL, first, on, None, EVERYTHING, "totaal_afwezig")
            rows = weekly_rates.trends(*asked, count_students=False, denominator=denominator(snapshot, ALL, on, "s"))
            call = judged.judge(rows, on, denominator(snapshot, ALL, on, "s"), True, {})
            shown, reading = weekly.week_trend(rows, on, call, denominator(snapshot, ALL, on, "s"))
            found["line", on] = (call, shown.rows(), reading)
    snapshot.close()
    return found


@pytest.mark.parametrize("table", some([True, False], True))
def test_figures_of_every_year_stay_as_they_were(tmp_path: Path, table: bool) -> None:
    """With a lesson table and without any hours, where a whole day counts as a day; twice gives the same as once."""
    workspace = school(tmp_path / "school", table)
    before = told(workspace)
    old = {name: rows for name, rows in before.items() if "weeks" in name and rows}
    assert any(row[3] < KEPT_FROM for rows in old.values() for row in rows)
    done = purge(workspace, "rector")
    assert done is not None
    after = told(workspace)
    small = {name for name in before if "weeks" in name and name[-1]}
    assert [name for name in before if name not in small and before[name] != after[name]] == []
    # A klas too small to be told apart has gone from the frozen weeks, and nothing else.
    for name in small:
        left = [row for row in before[name] if row not in after[name]]
        assert {row[4] for row in left} <= {"Z1", "1", "overig"}, name
        assert all(row[3] < KEPT_FROM for row in left)
    snapshot = open_snapshot(workspace)
    assert snapshot.ranges["s"] == (KEPT_FROM, date(2027, 7, 16))
    assert school_questions.school_years(snapshot, ALL, LOOKED_AT[-1], "s") == ["2026-2027", "2025-2026", "2024-2025"]
    klassen = snapshot.rows("select distinct klas from mart_enrolment_day where date < date '2024-08-01' order by 1")
    assert klassen["klas"].to_list() == ["H1a", "V1b", None]
    snapshot.close()
    assert purge(workspace, "rector") is None
    assert after == told(workspace)


@pytest.mark.parametrize("on", some(["2026-06-19", "2027-06-18"], "2026-06-19"))
def test_signals_the_report_and_the_board_say_what_they_said(
    workspace: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str], on: str
) -> None:
    """Of last year, and of this one beside it: to the letter."""
    place, paper = str(workspace.path), tmp_path / "rapport.html"

    def said() -> tuple[str, str, list[tuple[object, ...]]]:
        assert main(["report", place, "--on", on, "--out", str(paper)]) == 0
        capsys.readouterr()
        assert main(["signals", place, "--on", on]) == 0
        signals = capsys.readouterr().out
        snapshot = open_snapshot(open_workspace(workspace.path))
        try:
            first, last = snapshot.ranges["s"]
            view = View(
                str(snapshot.paths["s"]), ALL, EVERYTHING, "s", "nl-leerplicht", date.fromisoformat(on), first, last
            )
            return signals, paper.read_text(encoding="utf-8"), beside([(snapshot, view)]).table.rows()
        finally:
            snapshot.close()

    before = said()
    assert purge(workspace, "rector") is not None
    assert said() == before
    assert (len(before[0].splitlines()) > 1, len(before[2])) == (True, 1)


def called(workspace: Workspace) -> None:
    """A call about somebody who left."""
    note(
        workspace,
        "contact",
        student_id=GONE,
        contact_on="2024-05-01",
        side="absence",
        kind="telefoon",
        initials="A",
        entered_at="x",
    )


def test_nothing_is_left_of_who_left_and_of_what_is_too_old(workspace: Workspace) -> None:
    folder = workspace.path
    called(workspace)
    made = {"owner": "mentor", "made_on": "2024-05-01", "initials": "AB", "entered_at": "2024-05-01"}
    note(workspace, "decision", text=f"Gesprek met {GONE_NAME} en {NAMESAKE}", **made)
    with (folder / "audit" / "imports.jsonl").open("a") as lines:
        lines.write(json.dumps({"moment": "2024-05-01", "school": "s", "file": f"{GONE} {GONE_NAME}.csv"}) + "\n")
    aside = folder / "voor-herstel-20240501-100000"
    aside.mkdir()
    (aside / "notes.sqlite").write_bytes(GONE.encode())
    assert {name.split("/")[0] for name in standing(folder, SOUGHT)} >= {"scholen", "audit", "notes.sqlite"}
    found = due(workspace)
    assert [who.student_id for who in found.people] == sorted(OUT)
    assert (dict(found.left), found.years, found.kept_from) == ({"2023-2024": 3}, ("2023-2024",), KEPT_FROM)
    done = purge(workspace, "rector")
    assert done is not None
    assert (done.due, done.still) == (found, ())
    assert standing(folder, SOUGHT) == []
    assert check(folder) == []
    store = part_of(open_workspace(folder)).store()
    assert store["registrations"].filter(pl.col("date") < KEPT_FROM).is_empty()
    assert {STAYED, STAYED_UNLISTED, *SMALL} <= set(store["placements"]["student_id"]) | set(
        store["registrations"]["student_id"]
    )
    # Somebody of the same name is still there: of him or her nothing is taken.
    assert store["pupils"].filter(student_id=PRESENT_NAMESAKE).height == 1
    with closing(sqlite3.connect(folder / "notes.sqlite")) as notes:
        assert notes.execute("select text from decision").fetchall() == [(f"Gesprek met [leerling] en {NAMESAKE}",)]
        assert notes.execute("select count(*) from contact").fetchone() == (0,)
    line = json.loads((folder / "audit" / "access.jsonl").read_text().splitlines()[-1])
    assert (line["event"], line["person"], line["count"]) == ("purge", "rector", 3)
    assert verify(folder).is_whole
    assert (len(part_of(workspace).built()), len(part_of(workspace).stored())) == (1, 1)


def test_old_files_bring_nothing_back_and_a_pupil_who_returns_does_come(workspace: Workspace, tmp_path: Path) -> None:
    purge(workspace, "rector")
    before = part_of(workspace).store()
    old = files(tmp_path, last=2023)
    tried, report = preview(workspace, old), import_files(workspace, old)
    for each in (tried, report):
        warnings = [warning for file in each.files for warning in file.warnings if "bewaartermijn" in warning]
        assert len(warnings) == 3, warnings
        assert "2 leerlingen die vertrokken, blijven weg (bewaartermijn)" in warnings[1]
        assert all("van voor 01-08-2024 overgeslagen" in warnings[place] for place in (0, 2))
    assert standing(workspace.path, SOUGHT) == []
    assert part_of(workspace).store()["registrations"].equals(before["registrations"])
    # Who is registered again, or placed from a day in the years that are kept, is a pupil again.
    (tmp_path / "terug.csv").write_text(
        f"Stamnr;Datum;Lesuur;Code\n{GONE};31-07-2024;1;medisch\n{GONE};02-09-2026;1;medisch\n"
    )
    import_files(workspace, [*old[:1], tmp_path / "terug.csv"])
    rows = part_of(workspace).store()["registrations"].filter(student_id=GONE)
    assert rows["date"].to_list() == [date(2026, 9, 2)]
    assert part_of(workspace).store()["pupils"].filter(student_id=GONE).height == 1
    assert part_of(workspace).store()["pupils"].filter(student_id=GONE_NAMESAKE).is_empty()


def last_weeks(workspace: Workspace) -> list[tuple[object, ...]]:
    """Every week of the whole school."""
    snapshot = open_snapshot(workspace)
    try:
        return rates(snapshot, ALL, LOOKED_AT[-1], None, EVERYTHING).rows()
    finally:
        snapshot.close()


# A step, and whether it is stopped behind it; each costs two builds.
ROOMS = {"build_snapshot": taking_out}
STEPS = {
    f"{where} {step}": (step, where == "after")
    for step in (
        "begin",
        "remember_purged",
        "from_notes",
        "from_logs",
        "from_figures",
        "build_snapshot",
        "shorten",
        "searched",
        "done",
    )
    for where in ("before", "after")
}


@pytest.mark.parametrize(("step", "after"), some(STEPS.values(), ("from_figures", True)))
def test_stopped_at_any_step_it_goes_on(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], step: str, after: bool
) -> None:
    called(workspace)
    room, folder = ROOMS.get(step, purging), workspace.path
    before = last_weeks(workspace)
    real = getattr(room, step)

    def stopped(*arguments: object, **more: object) -> None:
        if after:
            real(*arguments, **more)
        raise KeyboardInterrupt

    monkeypatch.setattr(room, step, stopped)
    with pytest.raises(KeyboardInterrupt):
        purge(workspace, "rector")
    monkeypatch.undo()
    assert [each for each in check(folder) if each.level == "fout"] == []
    if pending_purge(folder):
        for command in (
            ["backup", str(folder), "--out", str(folder.parent / "b.zip")],
            ["vergeten", str(folder), STAYED, "--by", "x"],
        ):
            assert main(command) == 1
            assert f"verzuimbeeld purge {folder} --yes --by rector" in capsys.readouterr().err
    assert main(["purge", str(folder), "--yes", "--by", "rector"]) == 0
    assert standing(folder, SOUGHT) == []
    assert check(folder) == []
    assert pending_purge(folder) is None
    assert last_weeks(open_workspace(folder)) == before


@pytest.mark.long
def test_killed_at_any_touch_all_is_whole_and_the_next_command_goes_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    chance, before = random.Random("purge"), None
    for turn in range(amount(4, 40)):
        workspace = school(tmp_path / f"{turn}")
        place, before = str(workspace.path), before or last_weeks(workspace)
        moment = [str(chance.randint(1, 150)), str(turn % 2 * chance.randint(1, 40))]
        command = ["purge", place, "--yes", "--by", "rector"]
        done = subprocess.run([sys.executable, "-m", "tests.killed", *moment, *command], cwd=ROOT, capture_output=True)
        assert done.returncode in (0, -signal.SIGKILL), done.stderr
        assert main(["check", place]) == 0, (moment, capsys.readouterr())
        assert last_weeks(open_workspace(workspace.path)) == before, moment
        assert main(command) == 0
        assert standing(workspace.path, SOUGHT) == [], moment
        assert main(["check", place]) == 0
        assert last_weeks(open_workspace(workspace.path)) == before, moment
        shutil.rmtree(tmp_path / f"{turn}")


def test_the_command_shows_first_and_takes_away_when_told_who_decided(
    workspace: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    place, before = str(workspace.path), files_of(workspace.path)
    for words in ([], ["--dry-run"]):
        assert main(["purge", place, *words]) == 0
        said = capsys.readouterr().out
        assert "3 leerlingen die vertrokken (3 in 2023-2024)" in said
        assert "Er is niets veranderd." in said
        assert GONE not in said
        assert "Quastenberg" not in said
    assert main(["purge", place, "--yes"]) == 2
    with pytest.raises(SystemExit, match="2"):
        main(["purge", place, "--yes", "--dry-run", "--by", "x"])
    assert "--by" in capsys.readouterr().err
    assert files_of(workspace.path) == before
    with pytest.raises(UsageError):
        purge(workspace, " ")
    # Parents who wait for what is held of a pupil get it first.
    asked = {"moment": "2027-07-01T10:00:00+00:00", "id": "1", "school": "s", "leerling": STAYED, "door": "fg"}
    log = workspace.path / "audit" / "verzoeken.jsonl"
    for what in ("inzage", "akkoord"):
        with log.open("a") as lines:
            lines.write(json.dumps(asked | {"wat": what}) + "\n")
        before = files_of(workspace.path)
        assert main(["purge", place, "--yes", "--by", "rector"]) == 2
        assert "verzoek om inzage" in capsys.readouterr().err
        assert files_of(workspace.path) == before
    with log.open("a") as lines:
        lines.write(json.dumps(asked | {"wat": "ingetrokken"}) + "\n")
    assert main(["purge", place, "--yes", "--by", "rector"]) == 0
    assert main(["purge", place]) == 0
    assert "niets ouder dan de bewaartermijnen" in capsys.readouterr().out


def test_every_import_says_what_is_due(
    workspace: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "een.csv").write_text("Stamnr;Datum;Lesuur;Code\n101;01-06-2027;1;medisch\n")
    assert main(["import", str(workspace.path), str(tmp_path / "een.csv")]) == 0
    said = [line for line in capsys.readouterr().err.splitlines() if "bewaartermijnen" in line]
    assert len(said) == 1
    assert said[0].startswith("Ouder dan de bewaartermijnen: 3 leerlingen die vertrokken en ")
    assert f"verzuimbeeld purge {workspace.path}" in said[0]
    assert due_line(workspace) == said[0]
    assert due_line(replace(workspace, demo=True)) == ""


DUE = {
    "2026-07-31": ([], []),
    "2026-08-01": ([GONE, GONE_UNLISTED, GONE_NAMESAKE], ["2023-2024"]),
    "2027-07-31": ([GONE, GONE_UNLISTED, GONE_NAMESAKE], ["2023-2024"]),
    "2027-08-01": ([GONE, STAYED, GONE_UNLISTED, STAYED_UNLISTED, GONE_NAMESAKE], ["2023-2024", "2024-2025"]),
}


def test_the_term_of_who_left_runs_from_the_end_of_the_school_year(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    for on, (people, old) in DUE.items():
        monkeypatch.setenv(VARIABLE, on)
        found = due(workspace)
        assert [who.student_id for who in found.people] == sorted(people), on
        assert list(found.years) == old, on


def test_a_shorter_term_for_who_left_shortens_that_of_registrations(tmp_path: Path) -> None:
    """Else of a year that is looked at some pupils would be gone, and its figures be of the others."""
    workspace = school(tmp_path / "school", more="[retention]\nleft_years = 1\n")
    found = due(workspace)
    assert (found.kept_from, found.years) == (date(2025, 8, 1), ("2023-2024", "2024-2025"))
    assert STAYED in {who.student_id for who in found.people}


@pytest.mark.parametrize(
    ("noted", "months", "kept", "due_on"),
    [
        (date(2026, 3, 15), 12, date(2027, 3, 14), date(2027, 3, 15)),
        (date(2024, 2, 29), 12, date(2025, 2, 28), date(2025, 3, 1)),
        (date(2024, 2, 29), 48, date(2028, 2, 28), date(2028, 2, 29)),
        (date(2026, 12, 31), 2, date(2027, 2, 28), date(2027, 3, 1)),
        (date(2026, 8, 31), 1, date(2026, 9, 30), date(2026, 10, 1)),
        (date(2026, 11, 30), 1, date(2026, 12, 29), date(2026, 12, 30)),
        (date(2025, 12, 31), 12, date(2026, 12, 30), date(2026, 12, 31)),
    ],
)
def test_a_care_note_stays_until_the_same_day_of_a_later_month(
    noted: date, months: int, kept: date, due_on: date
) -> None:
    terms = Terms(2, 3, months, 2)
    assert not terms.care_is_due(noted, kept)
    assert terms.care_is_due(noted, due_on)


@pytest.mark.parametrize(
    ("left", "registrations", "today", "kept_from", "left_from"),
    [
        (2, 3, date(2026, 7, 31), date(2023, 8, 1), date(2023, 8, 1)),
        (2, 3, date(2026, 8, 1), date(2024, 8, 1), date(2024, 8, 1)),
        (2, 2, date(2026, 8, 1), date(2025, 8, 1), date(2024, 8, 1)),
        (1, 3, date(2028, 2, 29), date(2026, 8, 1), date(2026, 8, 1)),
        (5, 3, date(2027, 7, 31), date(2024, 8, 1), date(2021, 8, 1)),
    ],
)
def test_years_are_school_years(left: int, registrations: int, today: date, kept_from: date, left_from: date) -> None:
    terms = Terms(left, registrations, 12, 2)
    assert (terms.kept_from(today), terms.left_from(today)) == (kept_from, left_from)


def test_every_table_of_the_notes_about_pupils_has_a_term(workspace: Workspace) -> None:
    with opened(notes_path(workspace), "ro") as notes:
        assert set(about_pupils(notes)) - set(DAYS) == set()


def test_notes_go_by_their_own_term(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """Today is 31 July 2027: care of before 1 August 2026 goes, stages and contacts of before 1 August 2024."""
    contact = {"student_id": "101", "kind": "gesprek", "initials": "A", "entered_at": "x"}
    care = dict(contact, side="care")
    note(workspace, "contact", contact_on="2026-07-31", **care)  # goes
    note(workspace, "contact", contact_on="2026-08-01", **care)
    note(workspace, "contact", contact_on="2026-02-01", review_on="2026-09-01", **care)  # to be looked at later
    note(workspace, "contact", contact_on="2024-07-31", side="absence", **contact)  # goes
    note(workspace, "contact", contact_on="2024-08-01", side="absence", **contact)
    concern = {"initials": "A", "entered_at": "x"}
    note(workspace, "care_concern", student_id="101", since="2024-09-01", **concern)  # stands, with contact since
    note(workspace, "care_concern", student_id="102", since="2026-07-31", **concern)  # goes
    note(
        workspace,
        "care_concern",
        student_id="103",
        since="2025-01-01",
        withdrawn_at="2026-07-31T10:00:00+00:00",
        withdrawn_by="A",
        **concern,
    )
    note(
        workspace,
        "care_concern",
        student_id="104",
        since="2025-01-01",
        withdrawn_at="2026-08-01T10:00:00+00:00",
        withdrawn_by="A",
        **concern,
    )
    case = {
        "student_id": "101",
        "kind": "relatief",
        "choice": "",
        "said_on": "2024-09-02",
        "initials": "A",
        "entered_at": "x",
    }
    note(workspace, "report_case", begin_date="2024-06-03", end_date="2024-07-31", said="gemeld", **case)  # goes
    note(workspace, "report_case", begin_date="2024-06-04", end_date="2024-08-01", said="gemeld", **case)
    assert dict(due(workspace).notes) == {"care": 3, "old": 2}
    done = purge(workspace, "rector")
    assert done is not None
    assert done.notes == 5
    with closing(sqlite3.connect(workspace.path / "notes.sqlite")) as notes:
        kept = notes.execute("select contact_on from contact order by contact").fetchall()
        assert kept == [("2026-08-01",), ("2026-02-01",), ("2024-08-01",)]
        assert notes.execute("select student_id from care_concern order by concern").fetchall() == [("101",), ("104",)]
        assert notes.execute("select end_date from report_case").fetchall() == [("2024-08-01",)]


def test_a_placement_that_is_over_goes_when_a_later_one_follows() -> None:
    """The last one stays, whatever its end: without it a list without days would make a pupil of who left."""
    stays = [
        ("1", date(2022, 8, 1), date(2024, 8, 1), True),  # goes: over on the day before the first
        ("1", date(2024, 8, 1), None, True),
        ("2", date(2022, 8, 1), date(2024, 8, 2), True),
        ("2", date(2024, 8, 2), None, True),
        ("3", date(2022, 8, 1), date(2023, 8, 1), True),
        ("4", date(2023, 9, 1), None, False),  # goes: another klas from the first day on
        ("4", date(2024, 8, 1), None, False),
        ("5", date(2023, 9, 1), None, False),
        ("5", date(2024, 8, 2), None, False),
        ("5", None, None, True),
    ]
    schema = {"student_id": pl.String, "valid_from": pl.Date, "valid_until": pl.Date, "listed": pl.Boolean}
    frame = pl.DataFrame(stays, schema=schema, orient="row").with_columns(
        pl.lit("s").alias("school"), *(pl.lit(None, pl.String).alias(name) for name in ("klas", "studie", "mentor"))
    )
    kept = since({**empty_store(), "placements": frame}, KEPT_FROM)["placements"]
    assert kept.select(list(schema)).rows() == [row for place, row in enumerate(stays) if place not in (0, 5)]


def test_a_stay_on_lists_that_is_over_goes_when_a_later_one_follows() -> None:
    """Who left follows from the last one, and from where the next begins when that is later than the first day."""
    stays = [
        ("1", date(2023, 9, 1), date(2024, 7, 31)),
        ("1", date(2024, 9, 2), date(2024, 9, 2)),
        ("2", date(2023, 9, 1), date(2024, 7, 1)),  # goes
        ("2", date(2024, 8, 1), date(2024, 9, 2)),
        ("3", date(2023, 9, 1), date(2024, 7, 1)),
        ("3", date(2024, 8, 2), date(2024, 9, 2)),
        ("4", date(2022, 9, 1), date(2022, 9, 1)),  # goes
        ("4", date(2023, 9, 1), date(2023, 9, 1)),
    ]
    schema = {"student_id": pl.String, "first": pl.Date, "last": pl.Date}
    frame = pl.DataFrame(stays, schema=schema, orient="row").select(pl.lit("s").alias("school"), *schema)
    kept = since({**empty_store(), "list_stays": frame}, KEPT_FROM)["list_stays"]
    assert kept.select(list(schema)).rows() == [row for place, row in enumerate(stays) if place not in (2, 6)]
