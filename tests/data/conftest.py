"""The demo school, made once for all tests of it."""

import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from data.school import DemoFiles, make_school
from pipelines.calendar import school_days
from tests.data.counts import Export, Hour, Row, day_of, rows_of


@dataclass(frozen=True)
class Demo:
    """The files, the parsed school.toml and the export as rows."""

    files: DemoFiles
    school: dict[str, object]
    codes: tuple[Row, ...]
    registrations: tuple[Row, ...]
    export: Export


def read_demo(files: DemoFiles) -> Demo:
    """Everything that the tests look at."""
    school = tomllib.loads(files.school_toml)["school"][0]
    by_name = {path.name: rows_of(path) for path in files.files}
    registrations = [row for name, rows in by_name.items() if name.startswith("Verantwoordingen") for row in rows]
    free = {row["date"] for row in school["free_day"]}
    export = Export(
        hours=tuple(
            Hour(row["stamnummer"], day_of(row["moment"]), int(row["lesuur"]), row["aanwezigheidsreden_code"])
            for row in registrations
        ),
        placements=tuple(by_name["Leerlingen.csv"]),
        days=tuple(d for d in school_days("midden", date(2024, 8, 1), date(2026, 11, 20)) if d not in free),
        lessons_per_week={int(leerjaar): hours for leerjaar, hours in school["lessons_per_week"].items()},
    )
    return Demo(files, school, tuple(by_name["Absentieredenen.csv"]), tuple(registrations), export)


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """The demo school of the default seed."""
    folder: Path = tmp_path_factory.mktemp("demo")
    return read_demo(make_school(folder))
