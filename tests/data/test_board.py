"""A board of invented schools: who is in which, and what of them never arrived."""

from pathlib import Path

import polars as pl
import pytest

from data import board
from data.board import GAP, MOMENT, BoardSchool, make_board, plan
from data.school import DemoFiles
from data.school_toml import school_toml
from pipelines.settings.settings import schools_in
from tests.data.conftest import exported


def _read(path: Path) -> pl.DataFrame:
    return pl.read_csv(path.read_bytes().decode("cp1252").encode(), separator=";", infer_schema=False)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[BoardSchool, list[Path]]]:
    """The first five schools, all of the pupils of the demo school."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(board, "make_school", lambda *_, **__: exported())
        found = make_board(tmp_path_factory.mktemp("bestuur"), plan(5, ["kgc-2021"]))
        return {school.id: (school, files) for school, files in found}


def test_schools_differ_and_the_first_are_the_same_in_a_larger_board() -> None:
    few, many = plan(4, ["kgc-2021", "mlg-2020"]), plan(50, ["kgc-2021", "mlg-2020"])
    assert many[:4] == few
    assert len({school.id for school in many}) == len({school.name for school in many}) == 50
    assert {school.region for school in many} == {"noord", "midden", "zuid"}
    assert {school.protocol for school in few} == {"kgc-2021", "mlg-2020"}
    assert len({school.made for school in many}) <= 20
    toml = "\n".join(school.school_toml for school in many)
    assert len(schools_in(toml, Path("school.toml"))) == 50


def test_each_pupil_is_of_one_school_and_has_its_number(made: dict[str, tuple[BoardSchool, list[Path]]]) -> None:
    whole = _read(exported().files[1])["STAMNR"].n_unique()
    pupils = {}
    for name, (school, files) in made.items():
        listed = _read(next(path for path in files if path.name == "Leerlingen.csv"))
        assert {study[0] for study in listed["STUDY"].str.split("/").list.first()} == {
            {"T": "V", "H": "H", "V": "V"}[track] for track in school.tracks
        }
        numbers = set(listed["STAMNR"])
        assert all(number.startswith(str(school.number)) and len(number) == 7 for number in numbers)
        for path in files[2:]:
            assert set(_read(path)["stamnummer"]) <= numbers
        pupils[name] = numbers
    assert len(pupils["school-1"]) == whole
    assert sum(map(len, pupils.values())) == len(set().union(*pupils.values()))
    assert len(pupils["school-2"]) + len(pupils["school-3"]) < whole


def test_of_one_school_the_newest_registrations_never_arrived(made: dict[str, tuple[BoardSchool, list[Path]]]) -> None:
    last = {}
    for school, files in made.values():
        [newest] = [path for path in files if "2026-" in path.name]
        last[school.number] = str(_read(newest)["moment"].str.to_date(MOMENT).max())
    assert last == {number: "2026-11-06" if number == GAP else "2026-11-20" for number in last}


def test_the_settings_of_the_demo_school_are_what_they_were() -> None:
    files: DemoFiles = exported()
    assert school_toml() == files.school_toml
