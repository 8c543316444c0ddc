"""The invented samples in every layout, imported whole: the same registrations and the expected reports."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pipelines.models.snapshot import Snapshot, open_snapshot
from pipelines.questions.leerplicht import reports
from pipelines.questions.sick import sick
from pipelines.store.imports import import_files
from pipelines.store.workspace import create_workspace
from tests.pipelines.histories import SCOPE, rows_of

SAMPLES = Path(__file__).parent.parent / "samples"
EXPECTED: dict[str, dict[str, Any]] = json.loads((SAMPLES / "truth_expected.json").read_text())["pupils"]
CATEGORIES = {
    "A": "ongeoorloofd",
    "L": "te_laat_ongeoorloofd",
    "LG": "te_laat_geoorloofd",
    "ZK": "ziek",
    "U": "uitgestuurd",
    "D": "medisch",
    "B": "les_incident",
    "H": "les_incident",
    "ON": "onbekend",
}
LAYOUTS = {
    "lijst": ["magister_mws_leerlingen_header_twice.csv", "magister_mws_verantwoordingen.csv"],
    "lijst-2": ["magister_mws_verantwoordingen2.csv"],
    "excel-csv": ["generiek_excel_nl.csv"],
    "excel-xlsx": ["generiek_excel_nl_titelregels.xlsx"],
    "alles-over-elkaar": [
        "magister_mws_verantwoordingen.csv",
        "generiek_excel_nl.csv",
        "magister_mws_verantwoordingen2.csv",
        "generiek_excel_nl_titelregels.xlsx",
        "magister_absenties_101005.json",
        "magister_absenties_101008.json",
        "magister_m6_verantwoordingen_101001.json",
    ],
}


def snapshot_of(folder: Path, files: list[str], protocol: str) -> Snapshot:
    """A school with the sample's own code table, after importing the files one by one."""
    codes = "".join(f'[[school.code]]\ncode = "{c}"\ncategory = "{k}"\n' for c, k in CATEGORIES.items())
    toml = f'[[school]]\nid = "s"\nname = "S"\nregion = "midden"\nprotocol = "{protocol}"\n{codes}'
    workspace = create_workspace(folder / "map", toml)
    for name in files:
        import_files(workspace, [SAMPLES / name])
    return open_snapshot(workspace)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_gives_the_same_answer(tmp_path: Path, layout: str) -> None:
    snapshot = snapshot_of(tmp_path, LAYOUTS[layout], "maastricht-2019")
    last = snapshot.ranges["s"][1]
    assert snapshot.rows("select count(*) from raw_registration").item() == 137
    counts = snapshot.rows("select student_id, code, count(*) as n from raw_registration group by all")
    codes: dict[str, dict[str, int]] = {student: {} for student in EXPECTED}
    for student, code, n in counts.iter_rows():
        codes[student][code] = n
    assert codes == {student: pupil["codes"] for student, pupil in EXPECTED.items()}
    assert rows_of(reports(snapshot, SCOPE, last), "student_id", "begin_date", "end_date") == [
        (student, *_dates(report)) for student, pupil in EXPECTED.items() for report in pupil["melding16"]
    ]
    ill = {row["student_id"]: row for row in sick(snapshot, SCOPE, last).iter_rows(named=True)}
    assert {student: (row["hours_year"], row["days_year"]) for student, row in ill.items()} == {
        student: (pupil["ziek_uren"], pupil["ziek_dagen"]) for student, pupil in EXPECTED.items() if pupil["ziek_uren"]
    }
    norm = "select student_id, cast(sum(judged + unknown) as integer) as n from int_norm_day group by student_id"
    hours = dict(snapshot.rows(norm).iter_rows())
    assert hours == {s: p["ongeoorloofd_absent_uren"] for s, p in EXPECTED.items() if p["ongeoorloofd_absent_uren"]}


def test_a_late_that_weighs_an_hour(tmp_path: Path) -> None:
    """kgc-2021 counts an unauthorised late as an hour: one report more."""
    snapshot = snapshot_of(tmp_path, LAYOUTS["lijst"], "kgc-2021")
    assert rows_of(reports(snapshot, SCOPE, snapshot.ranges["s"][1]), "student_id", "begin_date", "end_date") == [
        (student, *_dates(report))
        for student, pupil in EXPECTED.items()
        for report in pupil["melding16_te_laat_telt_als_uur"]
    ]


def _dates(report: dict[str, str]) -> tuple[date, date]:
    return date.fromisoformat(report["begindatum"]), date.fromisoformat(report["einddatum"])
