"""Importing as a whole: all or nothing, codes and their meaning, several schools, findings."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from pipelines.errors import InputError, UsageError, WorkspaceError
from pipelines.models.rebuild import rebuild
from pipelines.models.snapshot import open_snapshot
from pipelines.questions.findings import findings
from pipelines.store.imports import import_files
from pipelines.store.merge import Change
from pipelines.store.part import part_of
from pipelines.store.preview import preview
from pipelines.store.workspace import Workspace, create_workspace, open_workspace
from tests.pipelines.exports import brought, codes, files_of, kept, pupils, registrations, report
from tests.pipelines.histories import SCOPE, settings
from tests.shared import copied, once

WEEK = """
1 | 101 | 2026-09-07 | 1 | ongeoorloofd
2 | 101 | 2026-09-08 | 1 | ongeoorloofd
"""
LIST = "101 | 5101 | Zoë | Meer | H3a\n102 | 5102 | Bo | Dijk | H3a"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """A school with two pupils and one import."""

    def make(folder: Path) -> None:
        opened = create_workspace(folder / "werkmap", settings("nl-leerplicht"))
        brought(opened, pupils(folder / "leerlingen.csv", LIST), registrations(folder / "week.csv", WEEK))

    return open_workspace(copied(once("imports", make), tmp_path) / "werkmap")


def categories(workspace: Workspace) -> dict[str, tuple[str, str]]:
    """Category and basis per code."""
    rows = open_snapshot(workspace).rows("select distinct code, category, basis from stg_code order by code")
    return {code: (category, basis) for code, category, basis in rows.iter_rows()}


def named(workspace: Workspace) -> dict[str, tuple[str | None, int]]:
    """The kinds of findings, with subject and number of registrations."""
    rows = open_snapshot(workspace).rows("select finding, subject, registrations from mart_finding order by all")
    return {finding: (subject, amount) for finding, subject, amount in rows.iter_rows()}


def test_one_bad_file_of_two_changes_nothing(workspace: Workspace, tmp_path: Path) -> None:
    before = files_of(workspace.path)
    good = registrations(tmp_path / "goed.csv", WEEK + "3 | 102 | 2026-09-08 | 1 | ziek")
    for bad in ("", "zomaar wat tekst\n", '{"Items": [{"Id": 1'):
        (tmp_path / "slecht.csv").write_text(bad, encoding="utf-8")
        for order in ([good, tmp_path / "slecht.csv"], [tmp_path / "slecht.csv", good]):
            with pytest.raises(InputError, match=r"slecht\.csv"):
                import_files(workspace, order)
    assert files_of(workspace.path) == before


def test_a_file_without_a_single_usable_row_is_refused(workspace: Workspace, tmp_path: Path) -> None:
    before = files_of(workspace.path)
    with pytest.raises(InputError, match=r"leeg\.csv, rij 2: .*Geen enkele rij is bruikbaar") as error:
        brought(workspace, registrations(tmp_path / "leeg.csv", "1 | 101 | 2026-09-07 | 88 | ziek"))
    assert error.value.remedy
    assert files_of(workspace.path) == before


def test_a_failing_build_changes_nothing(workspace: Workspace, tmp_path: Path) -> None:
    """The store is written before the models run; the pointer moves last."""
    school = workspace.schools[0].model_copy(update={"protocol": "bestaat-niet"})
    broken = Workspace(workspace.path, (school,), demo=False)
    pointer, rows = part_of(workspace).pointer.read_bytes(), kept(workspace)
    with pytest.raises(WorkspaceError, match="bestaat-niet"):
        brought(broken, registrations(tmp_path / "meer.csv", "3 | 102 | 2026-09-08 | 1 | ziek"))
    assert (part_of(workspace).pointer.read_bytes(), kept(workspace)) == (pointer, rows)
    assert not list(part_of(workspace).snapshots.glob(".0*"))


def test_a_dry_run_tells_all_and_stores_nothing(workspace: Workspace, tmp_path: Path) -> None:
    before = files_of(workspace.path)
    path = registrations(tmp_path / "meer.csv", "1 | 101 | 2026-09-07 | 1 | ziek\n3 | 102 | 2026-09-08 | 1 | ziek")
    found = preview(workspace, [path])
    assert found.usable
    assert found.files[0].change == Change(new=1, changed=1, withdrawn=1)
    assert files_of(workspace.path) == before


def test_an_import_that_changes_nothing_builds_nothing(workspace: Workspace, tmp_path: Path) -> None:
    before = files_of(workspace.path)
    found = import_files(workspace, [tmp_path / "week.csv"])
    assert (found.stored, found.snapshot) == (False, part_of(workspace).current())
    after = files_of(workspace.path)
    # That somebody read the file in is written down all the same.
    assert {name for name in after if after[name] != before.get(name)} == {"audit/access.jsonl"}
    assert before.keys() == after.keys()


def test_an_unknown_code_is_kept_and_named_and_counts_once_it_is_mapped(workspace: Workspace, tmp_path: Path) -> None:
    brought(workspace, registrations(tmp_path / "q.csv", "9 | 102 | 2026-09-08 | 2 | Qq"))
    assert categories(workspace)["Qq"] == ("onbekend_code", "geen")
    assert "102 08-09 2 Qq" in kept(workspace)
    snapshot = open_snapshot(workspace)
    counted = "select count(*) from int_slot where student_id = '102' and category <> 'onbekend_code'"
    assert snapshot.rows(counted).item() == 0
    assert snapshot.rows("select count(*) from int_norm_day where student_id = '102'").item() == 0
    assert snapshot.rows("select count(*) from int_contribution where student_id = '102'").item() == 0
    rate = "select count(*) from mart_absence_day where category = 'onbekend_code'"
    assert snapshot.rows(rate).item() == 0
    assert named(workspace)["onbekende_code"] == ("Qq", 1)
    sentence = next(text for text in findings(snapshot, SCOPE) if "onbekende code" in text)
    assert "(Qq)" in sentence
    assert "[[school.code]]" in sentence

    toml = workspace.path / "school.toml"
    toml.write_text(toml.read_text() + '[[school.code]]\ncode = "Qq"\ncategory = "spijbelen"\n', encoding="utf-8")
    mapped = open_workspace(workspace.path)
    rebuild(part_of(mapped))
    assert categories(mapped)["Qq"] == ("spijbelen", "school")
    assert open_snapshot(mapped).rows("select judged from int_norm_day where student_id = '102'").item() == 1
    assert "onbekende_code" not in named(mapped)


def test_codes_are_case_sensitive(tmp_path: Path) -> None:
    """kgc-2021: T is late without reason, t+ late with reason, t nothing."""
    workspace = create_workspace(tmp_path / "werkmap", settings("kgc-2021", codes=False))
    rows = "1 | 101 | 2026-09-07 | 1 | T\n2 | 101 | 2026-09-07 | 2 | t+\n3 | 101 | 2026-09-07 | 3 | t"
    brought(workspace, registrations(tmp_path / "week.csv", rows))
    assert {code: category for code, (category, _) in categories(workspace).items()} == {
        "T": "te_laat_ongeoorloofd",
        "t+": "te_laat_geoorloofd",
        "t": "onbekend_code",
    }


def test_the_reason_table_of_the_source_fills_what_the_school_and_protocol_leave_open(tmp_path: Path) -> None:
    workspace = create_workspace(tmp_path / "werkmap", settings("kgc-2021", codes=False))
    table = """
    1 | T  | Tandarts        | 1 | True  | False
    2 | W  | Afwezig         | 1 | False | False
    3 | LW | Te laat         | 2 | False | False
    4 | LG | Te laat, brief  | 2 | True  | False
    5 | ZM | Ziek gemeld     | 3 | True  | False
    6 | ER | Eruit           | 4 | False | False
    7 | VS | Vrijgesteld     | 6 | True  | False
    8 | HW | Huiswerk        | 8 | False | False
    9 | VK | Vakantie        | 1 | False | True
    10 | X | Zonder type     |   |       |
    """
    found = ["T", "W", "LW", "LG", "ZM", "ER", "VS", "HW", "VK", "X"]
    rows = "\n".join(f"{n} | 101 | 2026-09-07 | {n} | {code}" for n, code in enumerate(found, 1))
    brought(workspace, codes(tmp_path / "codes.csv", table), registrations(tmp_path / "week.csv", rows))
    assert categories(workspace) == {
        "T": ("te_laat_ongeoorloofd", "protocol"),
        "W": ("ongeoorloofd", "bron"),
        "LW": ("te_laat_ongeoorloofd", "bron"),
        "LG": ("te_laat_geoorloofd", "bron"),
        "ZM": ("ziek", "bron"),
        "ER": ("uitgestuurd", "bron"),
        "VS": ("vrijstelling", "bron"),
        "HW": ("les_incident", "bron"),
        "VK": ("luxeverzuim", "bron"),
        "X": ("onbekend_code", "geen"),
    }


def test_a_flag_that_contradicts_the_code_table_is_a_finding(tmp_path: Path) -> None:
    """BV is special leave at kgc-2021; the source calls this one unauthorised."""
    workspace = create_workspace(tmp_path / "werkmap", settings("kgc-2021", codes=False))
    table = codes(tmp_path / "codes.csv", "1 | BV | Boeken vergeten | 1 | False | False")
    brought(workspace, table, registrations(tmp_path / "week.csv", "1 | 101 | 2026-09-07 | 1 | BV | False"))
    assert categories(workspace) == {"BV": ("verlof", "protocol")}
    assert named(workspace)["tegenspraak"] == ("BV", 1)
    told = findings(open_snapshot(workspace), SCOPE)[0]
    assert told.startswith(
        "LET OP: code BV (Boeken vergeten): 1 van de 1 registratie is in de bron ongeoorloofd en telt als 'verlof'."
    )


def test_a_file_of_another_school_is_refused(workspace: Workspace, tmp_path: Path) -> None:
    before = files_of(workspace.path)
    path = registrations(tmp_path / "vreemd.csv", "1 | 901 | 2026-09-07 | 1 | ziek\n2 | 902 | 2026-09-07 | 1 | ziek")
    with pytest.raises(InputError, match=r"vreemd\.csv, rij 2: leerling 901 .* school 's'") as error:
        brought(workspace, path)
    assert "--school" in error.value.remedy
    assert files_of(workspace.path) == before


def test_one_unknown_pupil_is_a_finding(workspace: Workspace, tmp_path: Path) -> None:
    brought(workspace, registrations(tmp_path / "meer.csv", WEEK + "3 | 901 | 2026-09-08 | 1 | ziek"))
    found = named(workspace)
    assert (found["zonder_leerling"], found["zonder_klas"]) == (("901", 1), ("901", 1))
    assert "901 08-09 1 ziek" in kept(workspace)


def test_registrations_on_days_without_lessons_are_a_finding_and_count_nowhere(
    workspace: Workspace, tmp_path: Path
) -> None:
    path = registrations(tmp_path / "meer.csv", WEEK + "3 | 102 | 2026-10-20 | 1 | ongeoorloofd")
    brought(workspace, path)
    assert named(workspace)["lesvrije_dag"] == (None, 1)
    assert open_snapshot(workspace).rows("select count(*) from int_norm_day where student_id = '102'").item() == 0


def test_a_whole_day_stands_for_the_lessons_of_an_average_day(workspace: Workspace, tmp_path: Path) -> None:
    """30 lessons a week: six a day; a range stands for its own hours."""
    path = tmp_path / "dagen.csv"
    path.write_text("Stamnr;Datum;Lesuur;Code\n102;08-09-2026;;ziek\n102;09-09-2026;3-5;ziek\n", encoding="utf-8")
    brought(workspace, path)
    rows = open_snapshot(workspace).rows(
        "select date, lesson_hour from stg_registration where student_id = '102' order by date, lesson_hour"
    )
    hours = {day: sorted(rows.filter(pl.col("date") == day)["lesson_hour"]) for day in rows["date"].unique()}
    assert hours == {date(2026, 9, 8): [1, 2, 3, 4, 5, 6], date(2026, 9, 9): [3, 4, 5]}


def test_present_rows_are_dropped(workspace: Workspace, tmp_path: Path) -> None:
    found = report(workspace, registrations(tmp_path / "meer.csv", WEEK + "3 | 102 | 2026-09-08 | 1 | Aanwezig"))
    assert (found.rows_read, found.change) == (3, Change(unchanged=2))


TWO = settings("nl-leerplicht") + settings("cgu-2024").replace('id = "s"', 'id = "b"')


@pytest.fixture
def two(tmp_path: Path) -> Workspace:
    """Two schools with the same numbers and the same week; the first pupil has another name at the second."""

    def make(folder: Path) -> None:
        opened = create_workspace(folder / "werkmap", TWO)
        week = registrations(folder / "week.csv", WEEK)
        list_a, list_b = pupils(folder / "a.csv", LIST), pupils(folder / "b.csv", LIST.replace("Zoë", "Mia"))
        brought(opened, list_a, week, school="s")
        assert brought(opened, list_b, week, school="b") == Change(new=2)

    return open_workspace(copied(once("imports two", make), tmp_path) / "werkmap")


def test_two_schools_in_one_workspace_stay_apart(two: Workspace, tmp_path: Path) -> None:
    week = tmp_path / "week.csv"
    with pytest.raises(UsageError, match="meer scholen"):
        brought(two, week)
    with pytest.raises(UsageError, match="'x' is hier niet bekend"):
        brought(two, week, school="x")
    names = open_snapshot(two).rows("select school, name from mart_student where student_id = '101' order by school")
    assert [(school, name.split(" ")[0]) for school, name in names.iter_rows()] == [("b", "Mia"), ("s", "Zoë")]
    assert kept(two, "s") == kept(two, "b")
    assert len(kept(two, "s")) == 2


def test_a_correction_at_one_school_leaves_the_other_alone(two: Workspace, tmp_path: Path) -> None:
    corrected = registrations(tmp_path / "nieuw.csv", WEEK.replace("1 | ongeoorloofd", "1 | ziek"))
    assert brought(two, corrected, school="b") == Change(changed=2)
    assert kept(two, "b") == ["101 07-09 1 ziek", "101 08-09 1 ziek"]
    assert kept(two, "s") == ["101 07-09 1 ongeoorloofd", "101 08-09 1 ongeoorloofd"]


def test_a_file_with_the_pupils_of_another_school_is_refused(tmp_path: Path) -> None:
    workspace = create_workspace(tmp_path / "werkmap", TWO)
    brought(workspace, pupils(tmp_path / "s.csv", LIST), registrations(tmp_path / "s2.csv", WEEK), school="s")
    list_b = pupils(tmp_path / "leerlingen.csv", LIST.replace("10", "90"))
    brought(workspace, list_b, registrations(tmp_path / "b2.csv", WEEK.replace("101", "901")), school="b")
    screen = tmp_path / "scherm.csv"
    screen.write_text("Stamnr;Klas;Datum;Lesuur;Code\n901;H3a;08-09-2026;1;ziek\n", encoding="utf-8")
    for name in ("leerlingen", "scherm"):
        with pytest.raises(InputError, match=f"{name}.csv"):
            brought(workspace, tmp_path / f"{name}.csv", school="s")


def test_the_audit_log_counts_and_names_no_pupil(workspace: Workspace) -> None:
    log = (workspace.path / "audit" / "imports.jsonl").read_text(encoding="utf-8")
    assert len(log.splitlines()) == 2
    assert '"new": 2' in log
    assert not any(word in log for word in ("Zoë", "Meer", '"101"'))
