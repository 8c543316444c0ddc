"""`--as PERSON` on every command: what that person may see, and nothing else.

The oracle: what somebody sees is what is said of a school that has only those pupils, of whom nobody is ill unless he or she
may see care. That is another import, looked at by who has the files: no filter of ours is in it.
"""

import argparse
import csv
import io
import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from dashboard.commands.cli import main, parser
from pipelines.store.imports import import_files
from pipelines.store.workspace import create_workspace
from protocols.access_roles import access_roles
from tests.dashboard.pdf_text import pages
from tests.dashboard.schools import AFDELINGEN, LAST, PROTOCOL, PUPILS, klas_of, registrations
from tests.pipelines.histories import Registration, settings, write_csv
from tests.shared import amount, key, once, some

SICK = ("ziek", "ziek_naar_huis")
MENTOR = {pupil: "DJK" if klas_of(pupil) == "V5b" else "BRG" if pupil > "1010" else "VOS" for pupil in PUPILS}
# Who has the right to care, or works with the pupils of a part of the school.
LISTS = {"mentors": 'mentors = ["BRG"]', "afdelingen": 'afdelingen = ["vwo"]', "own": 'mentors = ["BRG", "VOS"]'}
OWN = {
    "mentors": [pupil for pupil in PUPILS if MENTOR[pupil] == "BRG"],
    "afdelingen": [pupil for pupil in PUPILS if klas_of(pupil) == "V5b"],
    "own": [pupil for pupil in PUPILS if klas_of(pupil) == "H4a"],
    "school": list(PUPILS),
    "none": [],
}
# Commands that print rows about pupils or weeks; each with whether it is about sickness only.
ABOUT = {
    f"stages --on {LAST} --protocol all --all": False,
    f"stages --on {LAST}": False,
    f"leerplicht --on {LAST}": False,
    f"leerplicht --on {LAST} --reports": False,
    f"trends --from 2026-09-01 --to {LAST} --by klas": False,
    f"sick --on {LAST}": True,
}
Rows = list[dict[str, str]]


def made(own: Sequence[str], ill: bool = True) -> Path:
    """The workspace of a school with these pupils only, and with a table of a person per role called after it."""

    def make(folder: Path) -> None:
        workspace = create_workspace(folder / "werkmap", settings(PROTOCOL, more=AFDELINGEN))
        # So that the data of every pupil run to the same day.
        last = [Registration(pupil, LAST, 8, "medisch") for pupil in PUPILS]
        rows = [row for row in (*registrations(), *last) if row.student in own and (ill or row.code not in SICK)]
        list_ = folder / "lijst.csv"
        lines = [f"{pupil};Naam{pupil};{klas_of(pupil)};{MENTOR[pupil]}" for pupil in own]
        list_.write_text("\n".join(["Stamnr;Naam;Klas;Mentor", *lines]) + "\n", encoding="utf-8")
        klas = {pupil: klas_of(pupil) for pupil in own}
        import_files(workspace, [list_, write_csv(folder / "export.csv", rows, klas)])
        people = [
            f'[[person]]\nid = "{role.id}"\ninitials = "XX"\nrole = "{role.id}"\n{LISTS.get(role.scope, "")}\n'
            for role in access_roles().values()
        ]
        (workspace.path / "toegang.toml").write_text("\n".join(people), encoding="utf-8")
        (workspace.path / "toegang.toml").chmod(0o600)

    return once(key("as", tuple(own), ill), make) / "werkmap"


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]) -> "Said":
    """Runs a command; its code, rows and what it says beside them."""
    return Said(capsys)


class Said:
    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self.capsys = capsys

    def __call__(self, command: str, folder: Path, *more: str) -> tuple[int, str, str]:
        name, *rest = command.split()
        self.capsys.readouterr()
        code = main([name, str(folder), *rest, *more])
        return code, *self.capsys.readouterr()

    def rows(self, command: str, folder: Path, *more: str) -> Rows:
        code, out, _ = self(command, folder, *more)
        assert code == 0
        return list(csv.DictReader(io.StringIO(out)))


def commands() -> dict[str, argparse.ArgumentParser]:
    """Every subcommand with its parser."""
    actions = [a for a in parser()._actions if isinstance(a, argparse._SubParsersAction)]
    return {name: sub for action in actions for name, sub in action.choices.items()}


def test_every_command_that_prints_or_writes_rows_takes_a_person() -> None:
    # What prints no rows of pupils: it makes, reads in, serves, checks, or is about protocols and the program itself. A copy
    # of everything, all of one pupil, and how much is past its term, are for who can read the files.
    without = {"demo", "init", "import", "build", "check", "dashboard", "protocols", "bench"}
    without |= {"backup", "restore", "inzage", "vergeten", "purge"}
    taking = {name for name, sub in commands().items() if any("--as" in a.option_strings for a in sub._actions)}
    assert taking == set(commands()) - without
    assert {command.split()[0] for command in ABOUT} | {"signals", "compare", "report", "maandag", "access"} == taking


@pytest.mark.parametrize(
    "role", some(access_roles(), "mentor", "afdelingsleider", "leerlingbegeleider", "conciërge", "rector")
)
def test_what_somebody_sees_is_what_a_school_of_those_pupils_says(said: Said, role: str) -> None:
    office = access_roles()[role]
    own = OWN[office.scope] if office.sees == "pupils" else []
    care = "care" in office.rights
    for command, sickness in ABOUT.items():
        seen = said.rows(command, made(PUPILS), "--as", role)
        if not own or (sickness and not care):
            assert seen == []
            assert len(said(command, made(PUPILS), "--as", role)[2].splitlines()) == 1, "why there are none"
            continue
        assert seen == said.rows(command, made(own, ill=care)), command
        assert seen or own != list(PUPILS), command
        assert {row["student_id"] for row in seen if "student_id" in row} <= set(own)
        assert said.rows(command, made(PUPILS), "--as", role, "--school", "s") == seen


# Rows (and the pupils in them) that each command prints to each role, as the matrix has it: all is 26 pupils on a stage, of
# which one for sickness only; of each afdeling thirteen; of mentor BRG ten pupils of the havo, seven of them on a stage.
COUNTED = (
    f"stages --on {LAST}",
    f"leerplicht --on {LAST}",
    f"leerplicht --on {LAST} --reports",
    f"sick --on {LAST}",
    f"trends --from 2026-09-01 --to {LAST}",
    f"compare --on {LAST} --protocols kgc-2021",
    f"signals --on {LAST}",
)
OF_PART = ((15, 13), (1, 1), (0, 0), (0, 0), (42, 0), (10, 0), (0, 0))
OF_CARE = ((16, 13), (1, 1), (1, 1), (1, 1), (56, 0), (20, 0), (0, 0))
NO_PUPIL = ((0, 0),) * 7
ONLY_FIGURES = ((0, 0), (0, 0), (0, 0), (0, 0), (56, 0), (0, 0), (0, 0))
PINNED = {
    "mentor": ((10, 7), (1, 1), (1, 1), (0, 0), (42, 0), (0, 0), (0, 0)),
    "afdelingsleider": OF_PART,
    "teamleider": OF_PART,
    "conrector": OF_PART,
    "zorgcoördinator": ((31, 26), (2, 2), (1, 1), (1, 1), (112, 0), (20, 0), (0, 0)),
    "leerlingbegeleider": OF_CARE,
    "ondersteuningscoördinator": OF_CARE,
    "verzuimcoördinator": ((30, 25), (2, 2), (1, 1), (0, 0), (84, 0), (10, 0), (0, 0)),
    "leerlingenbureau": NO_PUPIL,
    "absentieadministratie": NO_PUPIL,
    "dagcoördinator": NO_PUPIL,
    "conciërge": NO_PUPIL,
    "rector": ONLY_FIGURES,
    "bestuur": ONLY_FIGURES,
    "ict": NO_PUPIL,
    "fg": NO_PUPIL,
}


@pytest.mark.parametrize("role", access_roles())
def test_what_each_role_gets_is_pinned(said: Said, role: str) -> None:
    for command, expected in [*zip(COUNTED, PINNED[role], strict=True)][: amount(1, len(COUNTED))]:
        seen = said.rows(command, made(PUPILS), "--as", role)
        assert (len(seen), len({row["student_id"] for row in seen if row.get("student_id")})) == expected, command


@pytest.mark.parametrize("role", some(["rector", "bestuur"], "rector"))
def test_who_sees_figures_gets_them_rounded_by_afdeling(said: Said, role: str) -> None:
    """Of whole weeks; nothing of few pupils, and what is told is what a page shows: fives, of three kinds of hours none."""
    first, last = "--from 2026-09-01", f"--to {LAST}"
    code, out, err = said(f"trends {first} {last}", made(PUPILS), "--as", role)
    rows = list(csv.DictReader(io.StringIO(out)))
    exact = said.rows(f"trends {first} {last}", made(PUPILS))
    assert code == 0
    assert "afgerond" in err
    assert {row["category"] for row in rows} == {"totaal_ongeoorloofd", "te_laat_ongeoorloofd"}
    of = {(row["week_start"], row["afdeling"]): row for row in exact if row["category"] == "te_laat_ongeoorloofd"}
    late = [row for row in rows if row["category"] == "te_laat_ongeoorloofd"]
    assert any(row["missed_hours"] not in ("", "0") for row in late)
    for row in late:
        there = int(of[row["week_start"], row["afdeling"]]["missed_hours"])
        # Of every late another pupil: fewer than five of them are few pupils.
        assert row["missed_hours"] in (("", "0") if there < 5 else (str(5 * round(there / 5)),)), row
        assert bool(row["missed_hours"]) == bool(row["rate_per_100"])
        assert not row["students"]
    # A week that is not over yet says nothing of it.
    until = said.rows(f"trends {first} --to 2026-12-09", made(PUPILS), "--as", role)
    assert {row["week_start"] for row in until} == {row["week_start"] for row in rows} - {"2026-12-07"}
    for command in (f"compare --on {LAST} --protocols kgc-2021", f"stages --on {LAST}"):
        assert said.rows(command, made(PUPILS), "--as", role) == []


@pytest.mark.parametrize("role", some(access_roles(), "mentor", "bestuur"))
def test_signals_name_own_pupils_only(said: Said, role: str) -> None:
    office = access_roles()[role]
    own = OWN[office.scope] if office.sees == "pupils" else []
    rows = said.rows(f"signals --on {LAST}", made(PUPILS), "--as", role)
    assert {row["student_id"] for row in rows if row["student_id"]} <= set(own)
    if "care" not in office.rights:
        # Of sickness only what the rounded report of the whole school says.
        assert not [row for row in rows if row["measure"].startswith("ziek") or row["part"] == "ziek"]
    if not office.aggregates:
        assert not [row for row in rows if row["measure"].startswith("rapport_")]


@pytest.mark.parametrize("role", some(access_roles(), "mentor", "conrector"))
def test_who_compares_protocols_counts_own_pupils(said: Said, role: str) -> None:
    office, command = access_roles()[role], f"compare --on {LAST} --protocols kgc-2021,cgu-2024"
    seen = said.rows(command, made(PUPILS), "--as", role)
    if office.sees != "pupils" or not office.aggregates:
        assert seen == []
        return
    # A ladder of sickness is not there for who may not see it; of a school without anybody ill it counts nobody.
    expected = said.rows(command, made(OWN[office.scope], ill="care" in office.rights))
    assert [row for row in expected if row not in seen and row["students"] not in ("", "0")] == []
    assert [row for row in seen if row not in expected] == []
    assert any(row["students"] not in ("", "0") for row in seen)


@pytest.mark.parametrize(
    ("command", "told"),
    [
        (f"compare --on {LAST}", "pagina Protocollen vergelijken, en in wat verzuimbeeld report schrijft"),
        (f"stages --on {LAST}", "pagina Ladders, en in wat verzuimbeeld report schrijft"),
        (f"leerplicht --on {LAST}", "ziet niets van Leerplicht. Afgeronde cijfers schrijft verzuimbeeld report"),
        (f"sick --on {LAST}", "ziet niets van Ziekte. Afgeronde cijfers schrijft verzuimbeeld report"),
    ],
)
def test_who_sees_figures_is_told_where_they_are(said: Said, command: str, told: str) -> None:
    code, _, err = said(command, made(PUPILS), "--as", "rector")
    assert (code, err.splitlines()) == (0, [err.strip()])
    assert told in err
    assert "cijfers" not in said(command, made(PUPILS), "--as", "ict")[2]


@pytest.mark.parametrize("role", some(access_roles(), "mentor", "rector"))
def test_the_report_is_for_who_sees_rounded_figures(said: Said, tmp_path: Path, role: str) -> None:
    out = tmp_path / "rapport.html"
    code, _, err = said(f"report --on {LAST} --out {out}", made(PUPILS), "--as", role)
    assert (code, out.exists()) == ((0, True) if access_roles()[role].aggregates else (3, False))
    if code:
        assert "niet voor deze persoon" in err
    else:
        said(f"report --on {LAST} --out {tmp_path / 'al.html'}", made(PUPILS))
        assert out.read_text() == (tmp_path / "al.html").read_text()


@pytest.mark.parametrize("role", some(access_roles(), "mentor", "verzuimcoördinator", "conciërge", "ict"))
def test_the_sheets_hold_own_tasks_of_own_pupils(said: Said, tmp_path: Path, role: str) -> None:
    office, out = access_roles()[role], tmp_path / "bladen"
    # A day on which the conciërge has tasks of now, and one on which the mentor has.
    on = "2026-09-18" if office.sees == "tasks" else LAST
    code, _, err = said(f"maandag --on {on} --out {out}", made(PUPILS), "--as", role)
    if office.sees not in ("pupils", "tasks"):
        assert (code, out.exists()) == (3, False)
        assert "geen taken" in err
        return
    assert code == 0
    text = "".join(page for sheet in out.glob("*.pdf") for page in pages(sheet.read_bytes())) if out.exists() else ""
    named = set(re.findall(r"Naam(\d{4})", text))
    assert named <= set(OWN[office.scope])
    sheets = {sheet.name.split("_")[2].split("-")[0].removesuffix(".pdf") for sheet in out.glob("*.pdf")}
    if office.own_tasks:
        assert sheets <= {"mentor"} if role == "mentor" else all(sheet[:4] == role[:4] for sheet in sheets)
    if office.sees == "tasks":
        assert "trede" not in text
    if role in ("mentor", "afdelingsleider", "verzuimcoördinator", "conciërge"):
        assert named


@pytest.mark.parametrize(
    "command", [*ABOUT, f"signals --on {LAST}", f"compare --on {LAST}", "maandag --out", "report --out"]
)
def test_somebody_unknown_gets_nothing(said: Said, tmp_path: Path, command: str) -> None:
    out = tmp_path / "uit.html"
    asked = command.replace("--out", f"--on {LAST} --out {out}")
    code, printed, err = said(asked, made(PUPILS), "--as", "vreemd@school.nl")
    assert (code, printed, out.exists()) == (3, "", False)
    assert err.startswith("'vreemd@school.nl' staat niet in toegang.toml.\n")
    assert len(err.splitlines()) == 2
