"""What files of samples/deur do to a school: withdrawals, the last day of the data, steps and reports."""

from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest

from pipelines.errors import InputError
from pipelines.models.build import build_snapshot
from pipelines.models.data_range import data_range
from pipelines.models.snapshot import Snapshot, open_snapshot
from pipelines.questions.leerplicht import leerplicht
from pipelines.questions.sick import sick
from pipelines.questions.stages import stages
from pipelines.readers.here import read_here
from pipelines.settings.settings import School
from pipelines.store.imports import import_files
from pipelines.store.part import part_of
from pipelines.store.preview import preview
from pipelines.store.stores import empty_store, shaped
from pipelines.store.trial import FileReport, asked_for, laid_over, on_possible_days
from pipelines.store.workspace import Workspace, create_workspace, open_workspace
from pipelines.viewer import CARE, of_schools
from tests.shared import copied, once

DEUR = Path(__file__).parents[1] / "samples" / "deur"
CODES = {
    **dict.fromkeys(("OA", "A"), "ongeoorloofd"),
    **dict.fromkeys(("OT", "L"), "te_laat_ongeoorloofd"),
    **dict.fromkeys(("ZK", "Z"), "ziek"),
    "VL": "verlof",
    "U": "uitgestuurd",
}
# One school per file that must be built: each has the same pupils in it. The files without pupils are first: as soon as a
# list of another school knows them, such a file is refused as one of that school.
BUILT = {
    "c10": ("c10_redenen_met_present.csv", "c10_verantwoordingen.csv"),
    "e02": ("e02_eduarte_open_einde_tweede_rij.csv",),
    "c07": ("c07_ziek_zonder_einddatum.csv",),
    "c08": ("c08_datum_tm.csv",),
    "c11": ("c11_ziek_tot_eind_jaar.csv",),
    "c13": ("c13_lesuur_van_tm.csv",),
    "c14": ("c14_matrix_kruisjes.csv",),
    "c15": ("c15_lesuur_leeg_tijd_gevuld.csv",),
    "r09": ("r09_matrix_uren.csv",),
    "r09b": ("r09b_matrix_uren_met_reden.csv",),
    "r14": ("r14_aantal_uren.csv",),
    "r14b": ("r14b_van_tot_uur.csv",),
    "r14c": ("r14c_lesuur_van_tot.csv",),
    "r14e": ("r14e_lesuren.csv",),
    "r21": ("r21_leerling_alleen_eerste_rij.csv",),
    "r31": ("r31_nulde_uur.csv",),
    "r33e": ("r33e_datum_en_datumtot.csv",),
    "x03": ("x03_twee_kopregels_lesuur.xlsx",),
    "x04": ("x04_blad_per_maand.xlsx",),
}
# The lesson hours of each code that a file means, all pupils together.
HOURS = {
    "c14": {"OA": 2, "ZK": 3},
    "r09": {"A": 2, "L": 1, "Z": 3},
    "r09b": {"A": 2, "Z": 3},
    "r14": {"A": 3},
    "r14b": {"A": 3},
    "r14c": {"A": 3},
    "r14e": {"A": 3},
    "r21": {"A": 4},
    "r31": {"A": 3},
    "x03": {"A": 3, "Z": 8},
    "x04": {"A": 10},
}


@pytest.fixture(autouse=True)
def day_of_the_readme(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VERZUIMBEELD_TODAY", "2026-11-29")


def settings(*schools: str) -> str:
    codes = "".join(f'[[school.code]]\ncode = "{code}"\ncategory = "{category}"\n' for code, category in CODES.items())
    return "".join(
        f'[[school]]\nid = "{school}"\nname = "S"\nregion = "midden"\nprotocol = "leerlingenbureau-2020"\n'
        f"lessons_per_week = 32\n{codes}"
        for school in schools
    )


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """A school that imported the three registrations of c03."""

    def make(folder: Path) -> None:
        import_files(create_workspace(folder / "werkmap", settings("s")), [DEUR / "c03_totaal_export1.csv"])

    return open_workspace(copied(once("deur", make), tmp_path) / "werkmap")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """All schools of BUILT, each with its files, built once."""

    def make(folder: Path) -> None:
        workspace = create_workspace(folder / "werkmap", settings(*BUILT))
        with pytest.MonkeyPatch.context() as patched:
            patched.setenv("VERZUIMBEELD_TODAY", "2026-11-29")
            for name, files in BUILT.items():
                school, paths = workspace.school(name), [DEUR / file for file in files]
                asked = asked_for(workspace, school, paths, None, None, None, empty_store())
                read = on_possible_days(list(zip(paths, read_here(asked), strict=True)), school, empty_store())
                trial = laid_over(empty_store(), school, read, datetime(2026, 11, 29, tzinfo=UTC), False)
                assert not trial.elsewhere
                part = part_of(workspace, name)
                part.write_store(1, trial.store, [])
                build_snapshot(part, trial.store, 1)

    return open_snapshot(open_workspace(once("deur-scholen", make) / "werkmap"))


@pytest.fixture(scope="module")
def placed(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """A school with the lists of p11 and p09, and registrations that name other klassen."""

    def make(folder: Path) -> None:
        workspace = create_workspace(folder / "werkmap", settings("p"))
        lists = [DEUR / "p09_edexml_uitstroom.xml", DEUR / "p11_lesperiode_twee_klassen.csv"]
        rows = "201001;4h.ne1;07-09-2026;1;OA\n201001;4h.wisb2;08-09-2026;1;OA\n201002;ath5;07-09-2026;1;OA\n"
        import_files(workspace, [export(folder, rows)])
        import_files(workspace, [*lists, DEUR / "c06_groep_is_lesgroep.csv"])
        import_files(workspace, [export(folder, rows + "201001;H4A;16-11-2026;1;OA\n")])

    return open_snapshot(open_workspace(once("deur-klassen", make) / "werkmap"))


def dry(workspace: Workspace, path: Path, whole: bool = False) -> FileReport:
    found = preview(workspace, [path], whole=whole)
    for file in found.refused:
        raise file.error
    return found.files[0]


def export(tmp_path: Path, rows: str) -> Path:
    path = tmp_path / "export.csv"
    path.write_text("Stamnr;Klas;Datum;Lesuur;Code\n" + rows)
    return path


def test_a_line_of_totals_does_not_keep_a_deleted_hour(workspace: Workspace) -> None:
    change = dry(workspace, DEUR / "c03_totaal_export2.csv").change
    assert (change.new, change.withdrawn, change.told) == (0, 1, ())


@pytest.mark.parametrize(
    ("bad", "withdrawn", "told"),
    [
        # Of another pupil, or of the pupil on another day: the hour of the 7th is gone.
        ("201002;H4A;07-09-2026;99;OA\n", 1, 0),
        ("201001;H4A;08-09-2026;99;OA\n", 1, 0),
        # On the day itself the row may be the very hour; so it may when its day cannot be read.
        ("201001;H4A;07-09-2026;99;OA\n", 0, 1),
        ("201001;H4A;7 septembar;2;OA\n", 0, 1),
        # Without a pupil it says nothing of anybody, and that is said.
        (";H4A;07-09-2026;2;OA\n", 1, 1),
    ],
)
def test_a_refused_row_switches_nothing_off(
    workspace: Workspace, tmp_path: Path, bad: str, withdrawn: int, told: int
) -> None:
    report = dry(workspace, export(tmp_path, "201001;H4A;07-09-2026;1;OA\n201001;H4A;08-09-2026;1;OA\n" + bad))
    assert (report.refused.height, report.change.withdrawn, len(report.change.told)) == (1, withdrawn, told)
    assert set(report.change.told) <= set(report.warnings)


@pytest.mark.parametrize(("whole", "withdrawn"), [(False, 0), (True, 2)])
def test_an_export_of_the_whole_school_withdraws_for_who_is_not_in_it(
    workspace: Workspace, tmp_path: Path, whole: bool, withdrawn: int
) -> None:
    """Two hours of the 7th; the 8th is not in the period of the file."""
    path = export(tmp_path, "201009;V5B;07-09-2026;1;OA\n")
    assert dry(workspace, path, whole).change.withdrawn == withdrawn


@pytest.mark.parametrize(
    ("name", "values"),
    [("r23_typfout_jaar.csv", ["08-09-2062"]), ("r12_datum_vormen.csv", ["29-02-2028", "07-09-2062", "07-09-2099"])],
)
def test_a_day_outside_the_calendar_refuses_its_row(tmp_path: Path, name: str, values: list[str]) -> None:
    workspace = create_workspace(tmp_path / "map", settings("s"))
    refused = dry(workspace, DEUR / name).refused
    rows = refused.filter(pl.col("reason").str.contains("vooruit"))
    assert (rows["value"].to_list(), rows["column"].unique().to_list()) == (values, ["Datum"])
    assert rows["remedy"].null_count() == 0


@pytest.mark.parametrize(("day", "refused"), [("28-11-2027", 0), ("29-11-2027", 1)])
def test_more_than_a_year_ahead(tmp_path: Path, day: str, refused: int) -> None:
    workspace = create_workspace(tmp_path / "map", settings("s"))
    path = export(tmp_path, f"201001;H4A;07-09-2026;1;OA\n201001;H4A;{day};1;VL\n")
    assert dry(workspace, path).refused.height == refused


def test_a_file_of_impossible_days_only_is_refused(tmp_path: Path) -> None:
    workspace = create_workspace(tmp_path / "map", settings("s"))
    with pytest.raises(InputError, match=r"rij 2: 08-09-2062 ligt meer dan een jaar vooruit\."):
        dry(workspace, export(tmp_path, "201001;H4A;08-09-2062;1;OA\n"))


def highest(built: Snapshot, school: str, day: int, ladder: str = "ongeoorloofd") -> list[tuple[object, ...]]:
    rows = stages(built, of_schools(school, rights=CARE), date(2026, 9, day)).filter(pl.col("ladder") == ladder)
    return rows.select("student_id", "stage", "value").rows()


def states(built: Snapshot, school: str, day: int) -> list[tuple[object, ...]]:
    rows = leerplicht(built, of_schools(school, rights=CARE), date(2026, 9, day))
    return rows.select("student_id", "state", "hours", "begin_date", "end_date").rows()


@pytest.mark.parametrize("school", HOURS)
def test_a_file_means_so_many_hours(built: Snapshot, school: str) -> None:
    """Of each code; a slot counts once, and nothing of these files is a report to leerplicht."""
    counted = (
        "select code, count(*) from (select distinct student_id, date, lesson_hour, code from stg_registration "
        f"where school = '{school}') group by code order by code"
    )
    assert dict(built.rows(counted).rows()) == HOURS[school]
    assert states(built, school, 8) == []


@pytest.mark.parametrize(
    ("school", "who", "days"), [("c08", "201001", 10), ("r33e", "201001", 5), ("e02", "201002", 10)]
)
def test_a_range_is_all_its_days(built: Snapshot, school: str, who: str, days: int) -> None:
    ill = sick(built, of_schools(school, rights=CARE), date(2026, 9, 18)).filter(pl.col("student_id") == who)
    assert ill["days_year"].to_list() == [days]


def test_an_open_end_runs_on_in_eduarte_too(built: Snapshot) -> None:
    ill = sick(built, of_schools("e02", rights=CARE), date(2026, 9, 18)).filter(pl.col("student_id") == "201001")
    assert ill.select("days_year", "current_spell_days").rows() == [(10, 10)]


def test_sixteen_hours_are_a_report(built: Snapshot) -> None:
    assert states(built, "c13", 8) == [("201001", "melding", 16.0, date(2026, 9, 7), date(2026, 9, 8))]


def test_three_hours_by_number_are_three_and_no_report(built: Snapshot) -> None:
    assert states(built, "r14", 8) == []
    assert highest(built, "r14", 8) == [("201001", "oa-1", 3.0)]


def test_ten_minutes_late_are_one_late(built: Snapshot) -> None:
    """One late and one hour, where the late was six."""
    assert highest(built, "c15", 7) == [("201001", "oa-1", 1.0)]
    assert highest(built, "c15", 8) == [("201001", "oa-1", 2.0)]


def test_a_sick_pupil_without_an_end_is_still_ill(built: Snapshot) -> None:
    ill = sick(built, of_schools("c07", rights=CARE), date(2026, 9, 18))
    columns = ["student_id", "days_year", "current_spell_days", "mazl", "mazl_since"]
    assert ill.select(columns).rows() == [(who, 10, 10, True, date(2026, 9, 15)) for who in ("201001", "201002")]


@pytest.mark.parametrize(
    ("school", "last"), [("c11", date(2026, 9, 8)), ("c07", date(2026, 9, 18)), ("c13", date(2026, 9, 8))]
)
def test_the_data_run_to_the_last_day_that_was_registered(built: Snapshot, school: str, last: date) -> None:
    """A range until the end of the year does not move today; where there is nothing but ranges they tell it."""
    assert built.ranges[school] == (date(2026, 9, 7), last)


@pytest.mark.parametrize(
    ("category", "kind", "last"),
    [
        ("ziek", None, 10),
        ("verlof", None, 8),
        ("schoolactiviteit", None, 8),
        (None, "vrijgesteld", 8),
        (None, None, 10),
    ],
)
def test_what_is_planned_does_not_move_the_last_day(category: str | None, kind: str | None, last: int) -> None:
    """Registered on the 8th; on the 10th there is one row of this category, or of this kind at the source."""
    days = [date(2026, 9, 8), date(2026, 9, 10)]
    rows = pl.DataFrame({"school": "s", "date": days, "code": ["OA", "X"], "kind": [None, kind]})
    store = empty_store() | {"registrations": shaped("registrations", rows)}
    calendar = pl.DataFrame({"date": days, "is_school_day": True})
    known = {"OA": "ongeoorloofd"} | ({"X": category} if category else {})
    school = School.model_validate({"id": "s", "name": "S", "region": "midden", "protocol": "leerlingenbureau-2020"})
    assert data_range(school, store, known, calendar) == (days[0], date(2026, 9, last))


def test_present_is_no_absence(built: Snapshot) -> None:
    codes = built.rows("select code, category from stg_code where school = 'c10' order by code").rows()
    assert dict(codes)["PR"] == "aanwezig"
    counted = "select lesson_hour from stg_registration where school = 'c10' and date = '2026-09-07' order by 1"
    assert built.rows(counted)["lesson_hour"].to_list() == [0, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("day", "klassen"),
    [
        # Kim (201002) leaves after 2 October: nobody of V5B is left in week 11.
        (date(2026, 10, 2), [("201001", "H4A"), ("201002", "V5B")]),
        (date(2026, 10, 3), [("201001", "H4A")]),
        (date(2026, 11, 16), [("201001", "H4A")]),
    ],
)
def test_a_klas_of_a_pupil_list_is_never_replaced_by_registrations(
    placed: Snapshot, day: date, klassen: list[tuple[str, str]]
) -> None:
    """Read before the lists, with them and after them: a column klas with lesson groups, or with an older name."""
    on_day = (
        f"select student_id, klas from stg_placement where date '{day}' >= valid_from and date '{day}' < valid_until"
    )
    assert sorted(placed.rows(on_day).rows()) == klassen
