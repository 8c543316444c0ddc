"""The contract of the command line: columns, formats, exit codes, and errors that tell what to do."""

import json
import os
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from dashboard.commands.cli import main
from pipelines.errors import InputError
from pipelines.settings.drafts import save_draft
from pipelines.store.workspace import create_workspace, open_workspace
from pipelines.viewer import Viewer
from protocols.edits import Edit, apply
from protocols.load import load_protocols
from tests.pipelines.exports import files_of, pupils, registrations
from tests.pipelines.histories import make_workspace, settings, table
from tests.shared import amount, some

ROOT = Path(__file__).parent.parent
COLUMNS = {
    "stages --on 2026-09-30": "school,student_id,protocol,ladder,stage,level,reached_on,value",
    "stages --on 2026-09-30 --all": "school,student_id,protocol,ladder,stage,level,reached_on,value",
    "stages --on 2026-09-30 --protocol all": "school,student_id,protocol,ladder,stage,level,reached_on,value",
    "leerplicht --on 2026-09-30": "school,student_id,state,hours,hours_unknown,hours_left,window_start,report_number,"
    "begin_date,end_date,due_on",
    "leerplicht --on 2026-09-30 --reports": "school,student_id,report_number,begin_date,end_date,due_on,duty",
    "sick --on 2026-09-30": "school,student_id,hours_year,days_year,spells_year,spells_12_weeks,current_spell_days,"
    "longest_spell_days,mazl,mazl_since",
    "compare --on 2026-09-30": "protocol,ladder,stage,level,role,students,actions",
    "compare --on 2026-09-30 --protocols kgc-2021,nl-mazl": "protocol,ladder,stage,level,role,students,actions",
    "trends --from 2026-09-01 --to 2026-09-30": "school,school_week,week_start,afdeling,category,missed_hours,"
    "scheduled_hours,rate_per_100,students",
    "trends --from 2026-09-01 --to 2026-09-30 --by klas": "school,school_week,week_start,klas,category,missed_hours,"
    "scheduled_hours,rate_per_100,students",
    "trends --from 2026-09-01 --to 2026-09-30 --by leerjaar": "school,school_week,week_start,leerjaar,category,"
    "missed_hours,scheduled_hours,rate_per_100,students",
}
ROWS = """
10 | 2026-09-07 | 1-8 | weg
10 | 2026-09-08 | 1-8 | weg
2  | 2026-09-14 | 1-6 | weg
2  | 2026-09-15 | 1-6 | weg
3  | 2026-09-09 | 1-6 | ziek
3  | 2026-09-10 | 1   | ziek
4  | 2026-09-30 | 1   | medisch
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with a report, a pupil near the norm, one ill, and data up to 30 September 2026."""
    return make_workspace(tmp_path_factory.mktemp("opdrachten"), table(ROWS)).path


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace of two schools with one registration each."""
    where = tmp_path_factory.mktemp("twee")
    toml = settings("nl-leerplicht") + settings("nl-leerplicht").replace('id = "s"', 'id = "b"')
    path = create_workspace(where / "werkmap", toml).path
    for school, number in (("s", "101"), ("b", "901")):
        list_ = pupils(where / f"{school}.csv", f"{number} | 5 | Zoë | Meer | H3a")
        day = registrations(where / f"{school}2.csv", f"1 | {number} | 2026-09-07 | 1 | luxeverzuim")
        assert main(["import", str(path), str(list_), str(day), "--school", school]) == 0
    return path


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> "Run":
    """Runs a command inside this process."""
    return Run(capsys)


class Run:
    """A command with its exit code and both outputs; a wrong use ends argparse with SystemExit."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self.capsys = capsys

    def __call__(self, *arguments: object) -> tuple[int, str, str]:
        self.capsys.readouterr()
        try:
            code = main([str(argument) for argument in arguments])
        except SystemExit as ending:
            code = int(ending.code or 0)
        out, err = self.capsys.readouterr()
        return code, out, err

    def refused(self, code: int, *arguments: object) -> str:
        """What a failing command says: two lines on standard error, nothing on the other, no traceback."""
        found, out, err = self(*arguments)
        assert (found, out) == (code, "")
        assert len(err.strip().splitlines()) == 2, err
        assert "Traceback" not in err
        return err


def asked(folder: Path, command: str) -> list[str]:
    """The words of a command on a workspace."""
    name, *rest = command.split(" ")
    return [name, str(folder), *rest]


@pytest.mark.parametrize("command", COLUMNS)
def test_the_columns(folder: Path, run: Run, command: str) -> None:
    code, out, err = run(*asked(folder, command))
    assert (code, err) == (0, "")
    assert out.splitlines()[0] == COLUMNS[command]
    assert len(out.splitlines()) > 1


def test_rows_as_they_are_written(folder: Path, run: Run) -> None:
    """ISO dates, whole numbers plain, others with a dot, empty for unknown, pupils in the order of text."""
    assert run(*asked(folder, "leerplicht --on 2026-09-30"))[1].splitlines()[1:] == [
        "s,10,melding,0,0,16,2026-09-09,1,2026-09-07,2026-09-08,2026-09-15",
        "s,2,nadert,12,0,4,2026-09-03,,,,",
    ]
    assert run(*asked(folder, "leerplicht --on 2026-09-30 --reports"))[1].splitlines()[1:] == [
        "s,10,1,2026-09-07,2026-09-08,2026-09-15,true"
    ]
    assert run(*asked(folder, "sick --on 2026-09-30"))[1].splitlines()[1:] == ["s,3,7,2,1,1,0,2,false,"]
    assert run(*asked(folder, "stages --on 2026-09-30"))[1].splitlines()[1:] == [
        "s,10,nl-leerplicht,leerplicht,melding,2,2026-09-08,0",
        "s,2,nl-leerplicht,leerplicht,nadert,1,2026-09-15,12",
    ]
    weeks = [
        line.split(",") for line in run(*asked(folder, "trends --from 2026-09-07 --to 2026-09-13"))[1].splitlines()
    ]
    assert ["s", "2", "2026-09-07", "overig", "ongeoorloofd", "16"] in [week[:6] for week in weeks]
    rate = next(week[7] for week in weeks if week[4:6] == ["ongeoorloofd", "16"])
    assert float(rate) == pytest.approx(100 * 16 / 120, abs=1e-4)


def test_the_sort_order_of_stages(folder: Path, run: Run) -> None:
    rows = [
        line.split(",") for line in run(*asked(folder, "stages --on 2026-09-30 --protocol all --all"))[1].splitlines()
    ]
    keys = [row[:4] for row in rows[1:]]
    assert keys == sorted(keys)
    assert {row[2] for row in rows[1:]} > {"nl-leerplicht", "mlg-2020"}


@pytest.mark.parametrize("command", COLUMNS)
def test_other_formats_hold_the_same(folder: Path, run: Run, command: str) -> None:
    lines = run(*asked(folder, command))[1].splitlines()
    rows = json.loads(run(*asked(folder, command), "--format", "json")[1])
    assert [list(row) for row in rows] == [COLUMNS[command].split(",")] * (len(lines) - 1)
    assert rows[0].get("school", "s") == "s"
    shown = run(*asked(folder, command), "--format", "table")[1]
    assert all(row.get("student_id", "") in shown for row in rows)


def test_dates_are_text_in_json(folder: Path, run: Run) -> None:
    rows = json.loads(run(*asked(folder, "leerplicht --on 2026-09-30 --format json"))[1])
    assert (rows[0]["due_on"], rows[1]["due_on"], rows[0]["hours_left"]) == ("2026-09-15", None, 16)


def test_one_school_of_two(shared: Path, run: Run) -> None:
    command = asked(shared, "stages --on 2026-09-07")
    assert [line.split(",")[:2] for line in run(*command)[1].splitlines()[1:]] == [["b", "901"], ["s", "101"]]
    assert [line.split(",")[:2] for line in run(*command, "--school", "b")[1].splitlines()[1:]] == [["b", "901"]]
    assert "'x' is hier niet bekend" in run.refused(2, *command, "--school", "x")


@pytest.mark.parametrize("on", ["2026-10-01", "2030-01-01", "2026-07-31"])
@pytest.mark.parametrize(
    "command", ["stages --on", "leerplicht --on", "sick --on", "signals --on", "trends --from 2026-09-01 --to"]
)
def test_a_day_outside_the_data_says_how_far_they_run(folder: Path, run: Run, command: str, on: str) -> None:
    said = run.refused(2, *asked(folder, command), on)
    assert "30-09-2026" in said
    assert "2026-09-30" in said.splitlines()[1]


@pytest.mark.parametrize("name", some(["rapport.pdf", "rapport.html", "rapport.PDF"], "rapport.html", "rapport.PDF"))
def test_a_report_is_written_to_the_file_that_is_asked_for(folder: Path, tmp_path: Path, run: Run, name: str) -> None:
    code, out, err = run(*asked(folder, "report --on 2026-09-30"), "--out", tmp_path / name)
    assert (code, err) == (0, "")
    # A Wednesday: the report is of the last whole week.
    assert "peildatum vr 25 sep 2026" in out
    start = (tmp_path / name).read_bytes()[:15]
    assert start.startswith(b"%PDF-") if name.lower().endswith("pdf") else start == b"<!doctype html>"
    assert (tmp_path / name).stat().st_mode & 0o77 == 0


def test_a_report_of_an_afdeling_or_of_one_of_two_schools(folder: Path, shared: Path, tmp_path: Path, run: Run) -> None:
    out = tmp_path / "rapport.html"
    assert run(*asked(folder, "report --on 2026-09-30 --afdeling overig"), "--out", out)[0] == 0
    command = asked(shared, "report --on 2026-09-07")
    assert "--school" in run.refused(2, *command, "--out", out)
    assert run(*command, "--school", "b", "--out", out)[0] == 0


@pytest.mark.parametrize(
    ("command", "out", "word"),
    [
        ("report --on 2026-10-01", "r.pdf", "30-09-2026"),
        ("report --on 2026-09-30 --afdeling zomaar", "r.pdf", "Afdeling 'zomaar' bestaat niet"),
        ("report --on 2026-09-30 --school x", "r.pdf", "'x' is hier niet bekend"),
        ("report --on 2026-09-30", "r.docx", ".pdf of .html"),
        ("report --on 2026-09-30", "nergens/r.pdf", "bestaat niet"),
        ("report --on morgen", "r.pdf", "geen datum"),
    ],
)
def test_a_report_that_cannot_be_made_leaves_no_file(
    folder: Path, tmp_path: Path, run: Run, command: str, out: str, word: str
) -> None:
    assert word in run.refused(2, *asked(folder, command), "--out", tmp_path / out)
    assert list(tmp_path.iterdir()) == []


def test_a_report_asks_for_a_file(folder: Path, run: Run) -> None:
    assert "--out" in run.refused(2, *asked(folder, "report --on 2026-09-30"))


@pytest.mark.parametrize(
    ("command", "word"),
    [
        ("stages", "--on"),
        ("stages --on gisteren", "geen datum"),
        ("signals", "--on"),
        ("stages --on 2026-02-30", "geen datum"),
        ("stages --on 2026-09-30 --protocol zomaar", "Protocol 'zomaar' bestaat niet"),
        ("trends --from 2026-09-30 --to 2026-09-01", "ligt na de laatste"),
        ("stages --on 2026-09-30 --format xml", "'xml' bestaat niet"),
        ("stages --on 2026-09-30 --onzin", "onbekende onderdelen"),
        ("trends --from 2026-09-01", "--to"),
        ("trends --from 2026-09-01 --to 2026-09-30 --by mentor", "'mentor' bestaat niet"),
    ],
)
def test_wrong_use(folder: Path, run: Run, command: str, word: str) -> None:
    assert word in run.refused(2, *asked(folder, command))


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("stages m", "deze onderdelen ontbreken: --on"),
        ("stages m --on", "bij --on: hier hoort één waarde bij"),
        ("stages m --on 2026-09-30 weg", "onbekende onderdelen: weg"),
        ("trends m --f x", "--f kan meer betekenen: --from, --format"),
        ("build m --store 1.5", "bij --store: '1.5' is hier geen geldige waarde"),
        ("import m x --dry-run=ja", "bij --dry-run: hier hoort geen waarde bij, ook niet 'ja'"),
        ("check m --format pdf", "bij --format: 'pdf' bestaat niet (kies uit 'csv', 'json', 'table')"),
    ],
)
def test_what_is_wrong_is_said_in_dutch(run: Run, command: str, said: str) -> None:
    # Later versions of Python write the choices without quotes.
    told = run.refused(2, *command.split()).splitlines()[0]
    assert told.replace("'", "") == f"Onjuist gebruik: {said}".replace("'", "")


def test_help_is_dutch(run: Run) -> None:
    code, out, _ = run("stages", "--help")
    words = [line.split(":")[0] for line in out.splitlines() if line and not line.startswith(" ")]
    assert (code, words[0], words[2:]) == (0, "gebruik", ["onderdelen", "opties"])
    assert "toont deze uitleg" in out


def test_no_command_or_an_unknown_one(run: Run) -> None:
    assert "deze onderdelen ontbreken" in run.refused(2)
    assert "'zomaar' bestaat niet" in run.refused(2, "zomaar")


def test_protocols(run: Run) -> None:
    code, out, _ = run("protocols", "list")
    assert code == 0
    assert all(name in out for name in load_protocols())
    code, out, _ = run("protocols", "show", "kgc-2021")
    assert (code, "tl-10" in out) == (0, True)
    assert "kgc-2021" in run.refused(2, "protocols", "show", "zomaar")
    assert "Welk protocol?" in run.refused(2, "protocols", "show")


def init(path: Path, **other: str) -> list[object]:
    """The words of `init`."""
    options = {"school": "s", "name": 'De "Linde"', "protocol": "cgu-2024", "region": "zuid"} | other
    return ["init", path, *(word for key, value in options.items() for word in (f"--{key}", value))]


def test_init_once_and_twice(tmp_path: Path, run: Run) -> None:
    path = tmp_path / "werkmap"
    assert run(*init(path))[0] == 0
    before = files_of(path)
    assert 'name = "De \\"Linde\\""' in before["school.toml"].decode()
    assert "is al een werkmap" in run.refused(1, *init(path))
    assert "Protocol 'x' bestaat niet" in run.refused(2, *init(tmp_path / "b", protocol="x"))
    assert "'oost' bestaat niet" in run.refused(2, *init(tmp_path / "b", region="oost"))
    assert files_of(tmp_path) == {f"werkmap/{name}": data for name, data in before.items()}


def test_init_with_an_impossible_id_leaves_nothing(tmp_path: Path, run: Run) -> None:
    run.refused(2, *init(tmp_path / "werkmap", school="K G C"))
    assert not (tmp_path / "werkmap" / "school.toml").exists()


@pytest.mark.parametrize("name", ["", "  ", "a" * 201])
def test_init_with_an_impossible_name_leaves_nothing(tmp_path: Path, run: Run, name: str) -> None:
    assert "'school.0.name'" in run.refused(2, *init(tmp_path / "werkmap", name=name))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["twee\nregels", "tab\t", 'slash \\ en "', "é\u202e"])
def test_init_keeps_a_name_as_it_is(tmp_path: Path, run: Run, name: str) -> None:
    assert run(*init(tmp_path / "werkmap", name=name))[0] == 0
    assert open_workspace(tmp_path / "werkmap").schools[0].name == name


def test_what_is_no_file_is_not_imported(tmp_path: Path, run: Run) -> None:
    path = tmp_path / "werkmap"
    run(*init(path))
    before = files_of(path)
    os.mkfifo(tmp_path / "pijp.csv")
    assert "pijp.csv is een doorgeefluik" in run.refused(3, "import", path, tmp_path / "pijp.csv")
    assert "werkmap is een map, geen bestand" in run.refused(3, "import", path, path)
    assert "zero is een apparaat" in run.refused(3, "import", path, "/dev/zero")
    assert files_of(path) == before


def test_commands_before_the_first_import(tmp_path: Path, run: Run) -> None:
    path = tmp_path / "werkmap"
    run(*init(path))
    for command in ("build", "stages --on 2026-09-30", "trends --from 2026-09-01 --to 2026-09-30"):
        code = 2 if command == "build" else 1
        assert "verzuimbeeld import" in run.refused(code, *asked(path, command)).splitlines()[1]
    for command in ("build", "stages --on 2026-09-30", "import x.csv"):
        assert "school.toml bestaat niet" in run.refused(1, *asked(tmp_path / "nergens", command))


HEADER = "Stamnr;Datum;Lesuur;Code\n"
BAD = {
    "leeg.csv": (b"", "is leeg"),
    "soort.csv": (b"naam;waarde\nx;1\n", "niet herkend"),
    "kolom.csv": (b"Stamnr;Lesuur;Code\n10;1;ziek\n", "'datum' ontbreekt"),
    "datum.csv": (HEADER.encode() + b"10;31-02-2026;1;ziek\n", "rij 2: Deze datum bestaat niet"),
    "lesuur.csv": (HEADER.encode() + b"10;07-09-2026;77;ziek\n", "rij 2: Onmogelijk lesuur"),
    "half.json": (b'{"Items": [{"Id": 1, "Start"', "afgebroken"),
    "half.csv": (HEADER.encode() + b'10;07-09-2026;1;"zi', "rij 2"),
    "tekens.csv": (HEADER.encode() + b"10;07-09-2026;1;\x81\n", "rij 2: de tekens zijn niet te lezen"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_refused_and_changes_nothing(folder: Path, tmp_path: Path, run: Run, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(BAD[name][0])
    before = files_of(folder)
    said = run.refused(3, "import", folder, path)
    assert name in said.splitlines()[0]
    assert BAD[name][1] in said
    assert files_of(folder) == before
    assert path.read_bytes() == BAD[name][0]


def test_a_file_that_is_not_there_and_an_unknown_kind(folder: Path, tmp_path: Path, run: Run) -> None:
    assert "weg.csv is niet te openen" in run.refused(3, "import", folder, tmp_path / "weg.csv")
    path = tmp_path / "goed.csv"
    path.write_text(HEADER + "10;07-09-2026;1;ziek\n")
    assert "generiek" in run.refused(2, "import", folder, path, "--kind", "zomaar").splitlines()[1]


def test_a_file_that_must_be_asked_about_names_the_option_that_answers(folder: Path, tmp_path: Path, run: Run) -> None:
    path = tmp_path / "blok.csv"
    path.write_text("Stamnr;Datum;Welke;Code\n10;07-09-2026;3;ziek\n")
    assert "--column lesuur='Welke'" in run.refused(3, "import", folder, path, "--dry-run").splitlines()[1]
    for field in ("lesuur", "hour_from", "niets"):
        code, out, _ = run("import", folder, path, "--dry-run", "--column", f"{field}=Welke")
        assert (code, "1 rijen gelezen" in out) == (0, True)
    for wrong in ("lesuur", "kleur=Welke", "lesuur="):
        assert "Schrijf VELD=KOP" in run.refused(2, "import", folder, path, "--column", wrong)
    twice = ("--column", "lesuur=Welke", "--column", "uur=Code")
    assert "al aangewezen" in run.refused(2, "import", folder, path, *twice)
    # The choice holds for the files that have the column.
    (tmp_path / "lijst.csv").write_text("Stamnr;Naam;Klas\n10;Bo Testers;H3a\n")
    code, out, _ = run(
        "import", folder, path, tmp_path / "lijst.csv", "--dry-run", "--whole", "--column", "lesuur=Welke"
    )
    assert (code, "lijst.csv (leerlingenlijst)" in out) == (0, True)


def test_debug_shows_the_cause(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError):
        main(["--debug", "import", str(folder), str(tmp_path / "weg.csv")])


def test_a_fault_of_ours_is_told_in_two_lines(folder: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> Viewer:
        raise ZeroDivisionError("kapot")

    monkeypatch.setattr("dashboard.commands.row_commands.looking", broken)
    said = run.refused(1, *asked(folder, "stages --on 2026-09-30"))
    assert "kapot" in said
    assert "--debug" in said


def test_one_bad_row_in_a_large_file(tmp_path: Path, run: Run) -> None:
    """All the others are read; the bad one is named, and a second time nothing changes."""
    workspace = create_workspace(tmp_path / "werkmap", settings("nl-leerplicht"))
    days = ["07-09-2026", "08-09-2026", "09-09-2026", "10-09-2026", "11-09-2026"]
    many = amount(10_000, 50_000)
    rows = [f"{n // 50 + 1};{days[n % 5]};{n % 50 // 5 + 1};ziek\n" for n in range(many)]
    bad = many - 1_767
    rows[bad] = f"{bad // 50 + 1};09-09-2026;elf;ziek\n"
    path = tmp_path / "groot.csv"
    path.write_text(HEADER + "".join(rows), encoding="utf-8")
    code, out, err = run("import", workspace.path, path)
    assert code == 0
    assert f"{many} rijen gelezen, {many - 1} nieuw, 0 gewijzigd, 0 ingetrokken, 1 geweigerd" in out
    assert "Opgeslagen." in out
    assert f"groot.csv, rij {bad + 2}: Onmogelijk lesuur" in err
    code, out, err = run("import", workspace.path, path)
    assert (code, "0 nieuw, 0 gewijzigd, 0 ingetrokken, 1 geweigerd" in out) == (0, True)
    assert "Er is niets veranderd." in out


def test_a_dry_run_says_what_would_change(folder: Path, tmp_path: Path, run: Run) -> None:
    path = tmp_path / "meer.csv"
    path.write_text(HEADER + "10;29-09-2026;1;ziek\n", encoding="utf-8")
    before = files_of(folder)
    code, out, _ = run("import", folder, path, "--dry-run")
    assert code == 0
    assert "1 rijen gelezen, 1 nieuw" in out
    assert "Er is niets veranderd." in out
    assert files_of(folder) == before


def test_a_dry_run_says_columns_codes_and_days_and_refuses_like_an_import(
    folder: Path, tmp_path: Path, run: Run
) -> None:
    path = tmp_path / "week.csv"
    path.write_text(
        "Stamnr;Datum;Lesuur;Code;Omschrijving;Opmerking\n"
        "10;07-09-2026;1;QX;Tandarts;\n11;08-09-2026;1;QX;Tandarts;\n10;07-09-2062;1;ziek;;\n",
        encoding="utf-8",
    )
    before = files_of(folder)
    code, out, err = run("import", folder, path, "--dry-run")
    assert code == 0
    assert "Datum = datum, Lesuur = lesuur, Code = code, Omschrijving = soort; niet gelezen: Opmerking" in out
    assert "Code QX (Tandarts) is onbekend: 2 registraties tellen nergens mee. Voorstel: medische afspraak." in err
    assert "week.csv, rij 4: 07-09-2062 ligt meer dan een jaar vooruit." in err
    # A file that cannot be read does not hide the others, and ends it as it would end the import.
    code, out, err = run("import", folder, path, tmp_path / "weg.csv", "--dry-run")
    assert (code, "week.csv (generiek)" in out, "weg.csv is niet te openen" in err.splitlines()[-2]) == (3, True, True)
    assert files_of(folder) == before


# As `python -m dashboard.commands.cli` runs, once for each list of words: exit code and both outputs.
SEVERAL = """
import io, json, runpy, sys
from contextlib import redirect_stderr, redirect_stdout
told = []
for words in json.loads(sys.argv[1]):
    sys.argv, out, err, code = ["verzuimbeeld", *words], io.StringIO(), io.StringIO(), 0
    with redirect_stdout(out), redirect_stderr(err):
        try:
            runpy.run_module("dashboard.commands.cli", run_name="__main__")
        except SystemExit as ending:
            code = ending.code
        except Exception:
            code = "traceback"
    told.append((code, out.getvalue(), err.getvalue()))
print(json.dumps(told))
"""


def shell(*command: str) -> subprocess.CompletedProcess[str]:
    """Python in a process of its own."""
    return subprocess.run([sys.executable, *command], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)


def test_as_a_process(folder: Path, tmp_path: Path) -> None:
    """One process of one command, and the others in one more."""
    missing = ["import", str(folder), str(tmp_path / "weg.csv")]
    loud = shell("-m", "dashboard.commands.cli", "--debug", *missing)
    assert (loud.returncode, "Traceback" in loud.stderr) == (1, True)
    bad = [
        (2, asked(folder, "stages --on 2030-01-01")),
        (2, asked(folder, "stages")),
        (3, missing),
        (1, asked(tmp_path / "nergens", "build")),
    ]
    words = [asked(folder, "stages --on 2026-09-30"), *(arguments for _, arguments in bad)]
    several = shell("-c", SEVERAL, json.dumps(words))
    assert (several.returncode, several.stderr) == (0, "")
    (code, out, err), *others = json.loads(several.stdout)
    assert (code, err) == (0, "")
    assert out.splitlines()[0] == COLUMNS["stages --on 2026-09-30"]
    assert [(code, out, len(err.splitlines())) for code, out, err in others] == [(code, "", 2) for code, _ in bad]


def test_protocols_beside_each_other_and_an_unknown_one(folder: Path, run: Run) -> None:
    code, out, _ = run(*asked(folder, "compare --on 2026-09-30 --protocols nl-leerplicht,mlg-2020"))
    rows = out.splitlines()[1:]
    assert code == 0
    assert rows == sorted(rows)
    assert "nl-leerplicht,leerplicht,melding,2,verzuimcoördinator,1,1" in rows
    assert {row.split(",")[0] for row in rows} == {"mlg-2020", "nl-leerplicht"}
    every = run(*asked(folder, "compare --on 2026-09-30"))[1].splitlines()[1:]
    assert {row.split(",")[0] for row in every} == set(load_protocols())
    assert "'weg' bestaat niet" in run.refused(2, *asked(folder, "compare --on 2026-09-30 --protocols weg"))
    assert "Kies een peildatum" in run.refused(2, *asked(folder, "compare --on 2030-09-30"))


def test_what_the_linter_finds(run: Run) -> None:
    code, out, _ = run("protocols", "lint", "leerlingenbureau-2020")
    assert (code, "ziek/zk-200 · reeks" in out) == (0, True)
    rows = run("protocols", "lint", "--format", "csv")[1].splitlines()
    assert rows[0] == "protocol,ladder,stage,kind,what,decide"
    assert {row.split(",")[0] for row in rows[1:] if row[0].islower()} >= {"kgc-2021", "mlg-2020"}
    assert "bestaat niet" in run.refused(2, "protocols", "lint", "weg")


def test_numbers_that_do_not_rise_are_said_when_a_draft_comes_into_force(tmp_path: Path, run: Run) -> None:
    workspace = create_workspace(tmp_path / "werkmap", settings("kgc-2021"))
    draft = apply(load_protocols()["kgc-2021"], [Edit(ladder="te-laat", stage="tl-5", number=10)], "scheef")
    save_draft(workspace, draft, "kgc-2021", "A. Tester", "Later praten", date(2026, 11, 24))
    place = ["--map", str(workspace.path)]
    assert "te-laat/tl-10 · volgorde" in run("protocols", "lint", "scheef", *place)[1]
    code, _, said = run("protocols", "adopt", "scheef", *place, "--by", "De rector")
    assert code == 0
    assert said.startswith("Let op: Ladder te-laat: Trede tl-10 staat hoger dan tl-5")


def test_a_draft_from_saved_to_in_force(tmp_path: Path, run: Run) -> None:
    workspace = make_workspace(tmp_path, table(ROWS), protocol="kgc-2021")
    draft = apply(load_protocols()["kgc-2021"], [Edit(ladder="te-laat", stage="tl-5", number=4)], "strenger")
    save_draft(workspace, draft, "kgc-2021", "A. Tester", "Eerder praten", date(2026, 11, 24))
    place = ["--map", str(workspace.path)]
    assert "strenger" not in run("protocols", "list")[1]
    assert "strenger" in run("protocols", "list", *place)[1]
    assert "ten minste 4 keer te laat" in run("protocols", "show", "strenger", *place)[1]
    assert "te-laat/tl-10 · landelijk" in run("protocols", "lint", "strenger", *place)[1]
    compared = run("compare", workspace.path, "--on", "2026-09-30", "--protocols", "strenger,kgc-2021")[1]
    assert {row.split(",")[0] for row in compared.splitlines()[1:]} == {"kgc-2021", "strenger"}
    assert 'base = "kgc-2021"' in run("protocols", "export", "strenger", *place)[1]
    assert "Wie besluit dit" in run.refused(2, "protocols", "adopt", "strenger", *place)
    assert "--map" in run.refused(2, "protocols", "adopt", "strenger")
    code, _, said = run("protocols", "adopt", "strenger", *place, "--by", "De rector")
    assert (code, said) == (0, "")
    standing = run("stages", workspace.path, "--on", "2026-09-30")[1].splitlines()[1:]
    assert {row.split(",")[2] for row in standing} == {"strenger"}
    assert "bestaat niet" in run.refused(2, "protocols", "delete", "strenger", *place, "--by", "De rector")


def test_a_protocol_is_put_in_force_and_back(tmp_path: Path, run: Run) -> None:
    workspace = make_workspace(tmp_path, table(ROWS), protocol="kgc-2021")
    place = ["--map", str(workspace.path)]

    def standing() -> set[str]:
        return {row.split(",")[2] for row in run("stages", workspace.path, "--on", "2026-09-30")[1].splitlines()[1:]}

    assert "niets terug te draaien" in run.refused(2, "protocols", "undo", *place, "--by", "De rector")
    assert "bestaat niet" in run.refused(2, "protocols", "adopt", "weg", *place, "--by", "De rector")
    assert "Wie besluit dit" in run.refused(2, "protocols", "undo", *place)
    assert "--map" in run.refused(2, "protocols", "undo", "--by", "De rector")
    assert "Laat mlg-2020 weg" in run.refused(2, "protocols", "undo", "mlg-2020", *place, "--by", "De rector")
    code, out, _ = run("protocols", "adopt", "mlg-2020", *place, "--by", "De rector")
    assert (code, "mlg-2020 is van kracht bij s, in plaats van kgc-2021" in out) == (0, True)
    assert standing() == {"mlg-2020"}
    assert "al van kracht" in run.refused(2, "protocols", "adopt", "mlg-2020", *place, "--by", "De rector")
    code, out, _ = run("protocols", "undo", *place, "--by", "De conrector")
    assert (code, "kgc-2021 is van kracht bij s, in plaats van mlg-2020" in out) == (0, True)
    assert standing() == {"kgc-2021"}
    told = run("protocols", "list", *place)[1].split("Van kracht bij s:")[1].split("\n")
    assert [line.split()[0] for line in told if line.strip()] == ["kgc-2021", "mlg-2020", "kgc-2021"]
    assert "vanaf het begin" in told[1]
    assert told[2].endswith("vastgesteld door De rector")
    assert told[3].endswith("teruggedraaid door De conrector")


def test_a_folder_is_read_with_nobody_there(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """0 when nothing was refused, 3 when all was, 1 when a part was; each with what to do."""
    place = create_workspace(tmp_path / "werkmap", settings("nl-leerplicht")).path
    folder = tmp_path / "invoer"
    folder.mkdir()
    command = ["import", place, "--from", folder]
    assert run(*command) == (0, f"In {folder} staat niets om nu in te lezen.\n", "")
    pupils(folder / "leerlingen.csv", "101 | 5 | Zoë | Meer | H3a")
    code, out, err = run(*command)
    assert (code, out) == (0, f"In {folder} staat niets om nu in te lezen.\n")
    assert err == "leerlingen.csv is net veranderd en wacht op de volgende keer.\n"
    monkeypatch.setattr("pipelines.store.inbox_files.time.time", lambda: datetime.now(UTC).timestamp() + 3600)
    assert "leerlingen.csv (magister-leerlingen)" in run(*command)[1]
    (folder / "brief.pdf").write_bytes(b"%PDF-1.7")
    code, out, err = run(*command)
    assert (code, out) == (3, "")
    assert "brief.pdf is geweigerd: brief.pdf is een PDF" in err
    assert len(err.splitlines()) == 2
    registrations(folder / "week.csv", "1 | 101 | 2026-09-07 | 1 | luxeverzuim")
    code, out, _ = run(*command, "--dry-run", "--column", "datum=Onbekend")
    assert (code, (folder / "week.csv").exists()) == (0, True)
    assert "week.csv" in out
    (folder / "brief.pdf").write_bytes(b"%PDF-1.7")
    code, out, err = run(*command, "--column", "datum=Onbekend")
    assert code == 1
    assert "week.csv (magister-verantwoordingen): 1 rijen gelezen, 1 nieuw" in out
    assert "Opgeslagen." in out
    assert "brief.pdf is geweigerd" in err
    for wrong in (["import", place], [*command, place], [*command, "--afresh"]):
        run.refused(2, *wrong)
    run.refused(2, "import", place, "--from", tmp_path / "nergens")
