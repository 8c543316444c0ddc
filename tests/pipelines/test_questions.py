"""The questions hold what their headers say, and show nothing to who sees nobody."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipelines.models.model import ModelError
from pipelines.models.snapshot import Snapshot, open_snapshot
from pipelines.questions import question as door
from pipelines.questions.question import Question, ask, question
from pipelines.viewer import EVERYTHING, NOBODY, RIGHTS, Selection, Viewer, of_schools
from tests.dashboard.schools import LAST, PROTOCOL, SICK, whole_school
from tests.pipelines.every_question import questions
from tests.pipelines.histories import YEAR

LATE = "1001"
# What a question asks for, by the name of the value.
VALUES: dict[str, Any] = {
    "viewer": of_schools("s", rights=RIGHTS),
    "selection": EVERYTHING,
    "on": LAST,
    "first": YEAR[0],
    "last": LAST,
    "until": LAST,
    "before": LAST,
    "since": YEAR[0],
    "school": "s",
    "year": "2026-2027",
    "year_before": "2025-2026",
    "student_id": LATE,
    "students": [LATE, SICK],
    "older": True,
    "days": [LAST, LAST],
    "protocol": PROTOCOL,
    "protocols": [PROTOCOL, "nl-mazl"],
    "ladder": "te-laat",
    "stage": "tl-3",
    "every_protocol": False,
    "every_stage": True,
    "category": "totaal_afwezig",
    "by": "klas",
    "part": None,
    "week": None,
    "weekday": None,
    "hour": None,
    "subject": None,
    "count_students": True,
    "care": True,
    "denominator": "eigen",
    "at_least": 1,
    "cap": 0.95,
    "measures": ["te_laat", "te_laat"],
    "klassen": ["H4a", "H4a"],
    "hours": [1, 2],
    "moment": datetime(2026, 12, 11, tzinfo=UTC),
}
# A question of which these values would find nothing asks for others.
OTHERWISE: dict[str, dict[str, Any]] = {
    "current_steps": {"students": None},
    "ladder_stage_weeks": {"by": "afdeling"},
    "registered": {"by": None},
    "registered_count": {"by": None},
}
# What this school has not: follow-ups, corrections, registrations that cannot be true, a stage that lapsed, who left.
WITHOUT_ROWS = frozenset(
    {
        "came_back",
        "code_findings",
        "corrections",
        "double_slots",
        "findings",
        "free_days",
        "held_reports",
        "incomplete_weeks",
        "lapsed",
        "left",
        "lesson_cells",
        "mentor_codes",
        "norm_standings",
        "outside_enrolment",
        "pupil_followups",
        "pupil_left",
        "standout_lessons",
        "unexplained",
        "unknown_hours",
        "unnamed_measures",
        "whole_days",
        "without_klas",
        "without_minutes",
    }
)
# With nobody in sight a question about rules has its rows all the same, and counts nobody in them.
COUNTED = {"protocols_compared": ("students", "actions"), "report_counts": ("reports", "students")}
HEADER = """-- question: planted
-- row: one pupil
-- about: pupils
-- grain: student_id
-- column: student_id | VARCHAR | pupil number
select pupil.student_id from visible_pupils($viewer, $selection, $on) as pupil
"""


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    """The school of thirty pupils."""
    opened = open_snapshot(whole_school(tmp_path_factory.mktemp("vragen")))
    yield opened
    opened.close()


def values(asked: Question, viewer: Viewer | None = None) -> dict[str, Any]:
    """What a question asks for."""
    found = {name: (VALUES | OTHERWISE.get(asked.name, {}))[name] for name in asked.values}
    return found | ({"viewer": viewer} if viewer and "viewer" in found else {})


def bound(asked: Question) -> dict[str, Any]:
    """What a question asks for, as DuckDB takes it."""
    return {
        name: value.bound() if isinstance(value, Viewer | Selection) else value for name, value in values(asked).items()
    }


def every(*about: str) -> pytest.MarkDecorator:
    """Every question, or those about some."""
    chosen = [asked for asked in questions() if not about or asked.about in about]
    return pytest.mark.parametrize("asked", chosen, ids=lambda asked: asked.name)


@every()
def test_the_columns_are_those_of_the_header(snapshot: Snapshot, asked: Question) -> None:
    described = snapshot.cursor().execute(f"describe {asked.sql}", bound(asked)).fetchall()
    assert [(name, kind) for name, kind, *_ in described] == [(column.name, column.type) for column in asked.columns]


@every()
def test_no_column_is_huge_or_decimal(asked: Question) -> None:
    """Charts draw decimals unscaled, and sums become huge integers by themselves."""
    assert [column for column in asked.columns if "HUGEINT" in column.type or "DECIMAL" in column.type] == []


@every()
def test_the_grain_is_unique(snapshot: Snapshot, asked: Question) -> None:
    rows = ask(snapshot, asked.name, **values(asked))
    assert rows.select(asked.grain).is_duplicated().sum() == 0
    assert rows.is_empty() == (asked.name in WITHOUT_ROWS)


@every("pupils", "school")
def test_nobody_sees_nothing(snapshot: Snapshot, asked: Question) -> None:
    rows = ask(snapshot, asked.name, **values(asked, NOBODY))
    counted = COUNTED.get(asked.name)
    assert rows.is_empty() if counted is None else not any(any(row) for row in rows.select(counted).iter_rows())


@every()
def test_a_missing_or_unknown_value_is_refused(snapshot: Snapshot, asked: Question) -> None:
    given = values(asked)
    for name in given:
        with pytest.raises(TypeError, match="asks for"):
            ask(snapshot, asked.name, **{other: value for other, value in given.items() if other != name})
    with pytest.raises(TypeError, match="asks for"):
        ask(snapshot, asked.name, **given, unasked=1)


def test_every_part_and_macro_says_what_it_is() -> None:
    for path in (*door.FOLDER.glob("parts/*.sql"), *door.FOLDER.glob("macros/*.sql")):
        header, _ = door.read(path)
        kind = path.parent.name.removesuffix("s")
        assert header[kind][0].split("(")[0] == path.stem
        assert header["says"]


def test_every_part_and_macro_is_used() -> None:
    texts = {path: path.read_text(encoding="utf-8") for path in door.FOLDER.rglob("*.sql")}
    unused = [path.stem for path in texts if path.parent.name in {"parts", "macros"} and not _used(path, texts)]
    assert unused == []


def _used(path: Path, texts: dict[Path, str]) -> bool:
    mark = f"-- with: {path.stem}\n" if path.parent.name == "parts" else f"{path.stem}("
    return any(mark in text for other, text in texts.items() if other != path)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("-- question: planted\n", ""),
        ("-- question: planted", "-- question: another"),
        ("-- row: one pupil\n", ""),
        ("-- grain: student_id\n", ""),
        ("-- about: pupils\n", ""),
        ("-- about: pupils", "-- about: everybody"),
        ("-- column: student_id | VARCHAR | pupil number\n", ""),
        ("VARCHAR | pupil number", "VARCHAR"),
        ("visible_pupils($viewer, $selection, $on) as pupil", "mart_student as pupil"),
        ("-- about: pupils", "-- about: school"),
        ("-- about: pupils", "-- about: nobody"),
        # Shared by all who see somebody in a school, and not the same for them.
        ("-- about: pupils", "-- about: school\n-- where: is_in_reach($viewer, school) and visible_pupils($viewer"),
    ],
)
def test_a_question_that_is_not_whole_or_not_limited_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, old: str, new: str
) -> None:
    monkeypatch.setattr(door, "FOLDER", tmp_path)
    (tmp_path / "planted.sql").write_text(HEADER, encoding="utf-8")
    assert question.__wrapped__("planted").grain == ("student_id",)
    assert old in HEADER
    (tmp_path / "planted.sql").write_text(HEADER.replace(old, new), encoding="utf-8")
    with pytest.raises(ModelError, match="planted: "):
        question.__wrapped__("planted")


def test_without_a_bound_viewer_a_question_is_refused(snapshot: Snapshot) -> None:
    with pytest.raises(duckdb.Error):
        snapshot.rows(question("students").sql, {"selection": EVERYTHING.bound(), "on": LAST})
