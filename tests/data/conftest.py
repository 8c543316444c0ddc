"""The demo school, made once for all tests of it."""

import json
import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from data.school import DemoFiles, make_school
from pipelines.calendar import school_days
from tests.data.counts import Export, Hour, Row, day_of, rows_of
from tests.shared import once


# One demo is like no other: what is counted of it is kept by it.
@dataclass(frozen=True, eq=False)
class Demo:
    """The files, the parsed school.toml and the export as rows; appointments are those of Zermelo."""

    files: DemoFiles
    school: dict[str, object]
    codes: tuple[Row, ...]
    registrations: tuple[Row, ...]
    followups: tuple[Row, ...]
    appointments: tuple[dict[str, Any], ...]
    export: Export

    def pupils(self, case: str) -> tuple[str, ...]:
        """The pupils of one of the cases that README.md names."""
        return self.files.cases[case]


def read_demo(files: DemoFiles) -> Demo:
    """Everything that the tests look at."""
    school = tomllib.loads(files.school_toml)["school"][0]
    by_name = {path.name: rows_of(path) for path in files.files if path.suffix == ".csv"}
    (timetable,) = (path for path in files.files if path.suffix == ".json")
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
    return Demo(
        files=files,
        school=school,
        codes=tuple(by_name["Absentieredenen.csv"]),
        registrations=tuple(registrations),
        followups=tuple(by_name["Terugkomers.csv"]),
        appointments=tuple(json.loads(timetable.read_text(encoding="utf-8"))["response"]["data"]),
        export=export,
    )


def exported() -> DemoFiles:
    """The files of the default seed, made once a run; only to be read."""

    def make(place: Path) -> None:
        made = make_school(place)
        (place / "gemaakt.json").write_text(
            json.dumps([[path.name for path in made.files], made.school_toml, made.cases]), encoding="utf-8"
        )

    folder = once("demo export", make)
    names, toml, cases = json.loads((folder / "gemaakt.json").read_text(encoding="utf-8"))
    return DemoFiles(tuple(folder / name for name in names), toml, {case: tuple(who) for case, who in cases.items()})


@pytest.fixture(scope="session")
def demo() -> Demo:
    """The demo school of the default seed."""
    return read_demo(exported())
