"""The sheets of the week: who gets one, what stands on it, and names of files from codes of others."""

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from dashboard.commands.cli import main
from dashboard.steps import sheets
from dashboard.steps.tasks import GROUPS, TASKS
from pipelines.models.snapshot import open_snapshot
from pipelines.questions.worklist import worklist
from pipelines.viewer import CARE, of_schools
from tests.dashboard import schools
from tests.dashboard.conftest import School
from tests.dashboard.pdf_text import pages, squeezed

ON = date(2026, 12, 11)
TASK: dict[str, Any] = {
    "school": "s",
    "student_id": "1",
    "name": "Zoë Meer",
    "klas": "H4a",
    "mentor": "ABC",
    "ladder_name": "Te laat",
    "stage": "tl-3",
    "reason": "3e keer te laat",
    "role": "mentor",
    "what": "spreekt de leerling",
    "times": 1,
    "deadline": date(2026, 12, 14),
    "is_default": False,
    "group": "later",
    "is_done": False,
}


def tasks(*rows: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame([dict.fromkeys(TASKS) | TASK | row for row in rows], schema=TASKS)


def titles(*rows: dict[str, Any]) -> list[str]:
    return [sheet.title for sheet in sheets.sheets(tasks(*rows))]


def test_a_sheet_per_mentor_and_per_other_role() -> None:
    rows: list[dict[str, Any]] = [
        {"role": "verzuimcoördinator"},
        {"mentor": None},
        {"mentor": "XYZ"},
        {},
        {"role": "afdelingsleider"},
    ]
    assert titles(*rows, {"role": "afdelingsleider", "mentor": "XYZ"}) == [
        "Mentor ABC",
        "Mentor XYZ",
        "Mentor onbekend",
        "Afdelingsleider",
        "Verzuimcoördinator",
    ]


def test_what_is_done_is_on_no_sheet() -> None:
    assert titles({"is_done": True}, {"is_done": True, "role": "afdelingsleider"}) == []
    (sheet,) = sheets.sheets(tasks({"is_done": True}, {"what": "belt"}))
    assert (sheet.tasks["what"].to_list(), sheet.pupils()) == (["belt"], 1)


def test_a_pupil_is_one_row_per_urgency_and_a_reason_is_said_once() -> None:
    later, late = {"group": "later"}, {"group": "te laat"}
    found = sheets.groups(
        tasks(later, later | {"what": "belt"}, late | {"student_id": "2", "name": "Bo"}, late | {"stage": "tl-5"})
    )
    assert [(group["name"], [row["pupil"] for row in group["rows"]]) for group in found] == [
        ("Te laat", ["Bo", "Zoë Meer"]),
        ("Later", ["Zoë Meer"]),
    ]
    assert [(task["why"], task["what"]) for task in found[1]["rows"][0]["tasks"]] == [
        ("Te laat, trede tl-3: 3e keer te laat", "spreekt de leerling"),
        ("", "belt"),
    ]


def test_the_order_of_the_groups_is_that_of_urgency() -> None:
    found = sheets.groups(tasks(*({"group": name} for name in reversed(GROUPS))))
    assert [group["name"].lower() for group in found] == list(GROUPS)


@pytest.mark.parametrize(
    ("row", "by"), [({}, "ma 14 dec"), ({"is_default": True}, "ma 14 dec*"), ({"deadline": None}, "")]
)
def test_a_default_term_has_a_star(row: dict[str, Any], by: str) -> None:
    assert sheets.groups(tasks(row))[0]["rows"][0]["tasks"][0]["by"] == by


HOSTILE = [
    "../../etc/passwd",
    "CON",
    "a/b",
    "a b",
    "A\\B",
    "é",
    "\u202egnp.exe",
    "'; rm -rf ~",
    "x" * 300,
    "..",
    "字",
    "*",
]


def test_names_of_files_are_safe_and_none_is_used_twice() -> None:
    names = sheets.file_names(sheets.sheets(tasks(*({"mentor": code} for code in HOSTILE))), ON)
    assert len(set(names)) == len(HOSTILE)
    for name in names:
        assert name.startswith("maandag_2026-12-11_mentor")
        assert set(name.removesuffix(".pdf")) <= set("abcdefghijklmnopqrstuvwxyz0123456789-_")
        assert len(name) < 80


def test_the_sheet_says_everything_and_takes_names_as_text() -> None:
    hostile = "#strong[x] $a$ <b> `c`"
    (sheet,) = sheets.sheets(tasks({"name": hostile}, {"student_id": "2", "is_default": True, "times": 2}))
    text = squeezed("".join(pages(sheets.printed(sheet, "School", "hele school"))))
    wanted = [hostile, "H4a", "Mentor ABC, School", "2 leerlingen, 2 taken.", "spreekt de leerling (2×)", "ma 14 dec*"]
    for said in [*wanted, "Een ster: het protocol noemt geen termijn", "3e keer te laat", "blad 1 van 1"]:
        assert squeezed(said) in text, said


def test_no_row_is_cut_over_two_pages() -> None:
    """Long rows of forty pupils: each name and its last task stand on one page."""
    tasks_ = [
        {"student_id": f"{n:02}", "name": f"Leerling{n:02}", "stage": f"t{task}", "what": f"taak{n:02}x{task}"}
        for n in range(40)
        for task in range(4)
    ]
    (sheet,) = sheets.sheets(tasks(*tasks_))
    printed = [squeezed(page) for page in pages(sheets.printed(sheet, "School", "hele school"))]
    assert len(printed) > 2
    for n in range(40):
        (page,) = [page for page in printed if f"Leerling{n:02}" in page]
        assert [f"taak{n:02}x{task}" in page for task in range(4)] == [True] * 4


def run(*arguments: object) -> int:
    return main(["maandag", *map(str, arguments)])


def test_the_command_writes_a_private_folder_and_says_what(
    school: School, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "bladen"
    assert run(school("normaal").path, "--out", out) == 0
    said = capsys.readouterr().out
    files = sorted(path.name for path in out.iterdir())
    assert files
    assert [name for name in files if name not in said] == []
    assert f"{len(files)} blad" in said
    assert out.stat().st_mode & 0o077 == 0
    assert [path.stat().st_mode & 0o077 for path in out.iterdir()] == [0] * len(files)
    assert all(path.read_bytes().startswith(b"%PDF") for path in out.iterdir())
    before = {path: path.read_bytes() for path in out.iterdir()}
    assert run(school("normaal").path, "--out", out) == 2
    assert "staat" in capsys.readouterr().err
    assert {path: path.read_bytes() for path in out.iterdir()} == before


def test_the_command_refuses_a_folder_that_others_can_open(
    school: School, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "open"
    out.mkdir(mode=0o755)
    out.chmod(0o755)
    assert run(school("normaal").path, "--out", out) == 2
    assert "ook voor anderen te openen" in capsys.readouterr().err
    assert not list(out.iterdir())
    out.chmod(0o700)
    assert run(school("normaal").path, "--out", out) == 0


@pytest.mark.parametrize(
    ("out", "said"), [("er/niet/bladen", "bestaat niet"), ("bestand", "geen map"), ("loos", "geen map")]
)
def test_where_no_sheets_can_stand(
    school: School, tmp_path: Path, capsys: pytest.CaptureFixture[str], out: str, said: str
) -> None:
    (tmp_path / "bestand").write_text("van iemand")
    (tmp_path / "loos").symlink_to(tmp_path / "nergens")
    assert run(school("normaal").path, "--out", tmp_path / out) == 2
    assert said in capsys.readouterr().err
    assert (tmp_path / "bestand").read_text() == "van iemand"
    assert not (tmp_path / "nergens").exists()


def test_without_open_tasks_nothing_is_made(
    school: School, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dashboard.steps.gathered.tasks", lambda *_: tasks({"is_done": True}))
    assert run(school("normaal").path, "--out", tmp_path / "bladen") == 0
    assert "staan er geen taken open: er is niets geschreven" in capsys.readouterr().out
    assert not (tmp_path / "bladen").exists()


@pytest.mark.parametrize(("on", "code"), [("2026-12-11", 0), ("2027-12-11", 2)])
def test_the_day_lies_in_the_data(school: School, tmp_path: Path, on: str, code: int) -> None:
    assert run(school("normaal").path, "--on", on, "--out", tmp_path / "bladen") == code


def test_of_two_schools_one_is_named(school: School, tmp_path: Path) -> None:
    path = school("twee scholen").path
    assert run(path, "--out", tmp_path / "een") == 2
    assert run(path, "--school", "s", "--out", tmp_path / "een") == 0


def test_tasks_on_paper_are_those_of_the_school_of_thirty(school: School, tmp_path: Path) -> None:
    """Whoever a step of the last school weeks asks something for is on some sheet, and nobody else."""
    out, workspace = tmp_path / "bladen", school("normaal")
    run(workspace.path, "--out", out)
    text = squeezed("".join(page for path in out.iterdir() for page in pages(path.read_bytes())))
    steps = worklist(open_snapshot(workspace), of_schools("s", rights=CARE), schools.LAST)
    asked = steps.filter(pl.col("actions").is_not_null())["student_id"].unique().sort().to_list()
    assert asked
    assert [number for number in map(str, range(1001, 1031)) if number in text] == asked
