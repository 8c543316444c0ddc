"""Names of files in the log: still to be recognised, and telling of no pupil."""

from pathlib import Path

import polars as pl
import pytest

from pipelines.store.file_names import logged_name
from pipelines.store.import_log import imported_files
from pipelines.store.imports import import_files
from tests.pipelines.histories import make_workspace, spread, write_csv

TWO = pl.DataFrame({"student_id": ["1", "2"], "leerling_id": [None, None]})
NAMES = [
    ("week.csv", "week.csv"),
    ("leerling_101005.json", "leerling_….json"),
    ("101005", "…"),
    ("klas 3b week 36.csv", "klas 3b week 36.csv"),
    ("nr 99.csv", "nr 99.csv"),
    ("nr 100.csv", "nr ….csv"),
    ("verzuim_2026-09-07_2026-10-02.json", "verzuim_2026-09-07_2026-10-02.json"),
    ("7-9-2026 101005.csv", "7-9-2026 ….csv"),
    ("101005-2026-09-07.csv", "…-2026-09-07.csv"),
    ("2026-09-071.csv", "…-09-….csv"),
    ("schooljaar 2026-2027.csv", "schooljaar 2026-2027.csv"),
    ("20260907.csv", "….csv"),
    ("2026-13-07.csv", "…-13-07.csv"),
    ("a1234b5678.csv", "a…b….csv"),
    ("nr ١٢٣٤.csv", "nr ….csv"),
]


@pytest.mark.parametrize(("name", "logged"), NAMES)
def test_numbers_of_pupils_go_and_dates_stay(name: str, logged: str) -> None:
    assert logged_name(name, [TWO, None]) == logged


@pytest.mark.parametrize(
    ("frames", "logged"),
    [
        ([TWO], "Jansen, Piet.json"),
        ([TWO[:1]], "bestand van één leerling.json"),
        ([TWO[:1], TWO], "Jansen, Piet.json"),
        ([TWO.select(student_id=pl.lit(None, pl.String), leerling_id="student_id")], "Jansen, Piet.json"),
        ([TWO[:0]], "Jansen, Piet.json"),
        ([None], "Jansen, Piet.json"),
    ],
)
def test_a_file_about_one_pupil_has_no_name(frames: list[pl.DataFrame | None], logged: str) -> None:
    assert logged_name("Jansen, Piet.json", frames) == logged


def test_no_file_of_a_workspace_holds_the_number_in_the_name_of_an_import(tmp_path: Path) -> None:
    rows = spread("1", "laat", 2) + spread("2", "laat", 2)
    workspace = make_workspace(tmp_path, rows)
    import_files(workspace, [write_csv(tmp_path / "klas_987654.csv", rows + spread("3", "laat", 1))])
    import_files(workspace, [write_csv(tmp_path / "987654 Jansen.csv", spread("3", "laat", 2))])
    assert imported_files(workspace)["file"].to_list()[:2] == ["bestand van één leerling.csv", "klas_….csv"]
    files = [path for path in workspace.path.rglob("*") if path.is_file()]
    assert [path.name for path in files if b"987654" in path.read_bytes() or b"Jansen" in path.read_bytes()] == []
