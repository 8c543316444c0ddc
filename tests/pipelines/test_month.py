"""A month of daily exports, with late corrections, against the one export at the end."""

import random
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from pipelines.store.imports import import_files
from pipelines.store.part import part_of
from pipelines.store.workspace import Workspace, create_workspace
from tests.pipelines.histories import YEAR, settings
from tests.shared import amount

LIST_HEADER = (
    "verantwoording_id;stamnummer;agendaitem_id;moment;lesuur;aanwezigheidsreden_code;aanwezigheidsreden_geoorloofd;"
    "genoteerd_door;genoteerd_op;opmerking\n"
)
PUPILS = (
    "leerling_id;stamnummer;voorletters;roepnaam;voornamen;tussenvoegsel;achternaam;studie_naam;stamklas_naam\n"
    + ("".join(f"{5000 + n};{1000 + n};A.;A;A;;B;HAVO/3;H3{'ab'[n % 2]}\n" for n in range(20)))
)
# Every import builds: a week and a half in `make test`, so that a day drops out of what is looked back on.
DAYS = YEAR[: amount(8, 20)]
LOOK_BACK = 5


class Source:
    """A school's Magister: every day brings registrations, corrections of earlier ones, and withdrawals."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.rows: dict[int, tuple[int, date, int, str]] = {}
        self.next_id = 1

    def days(self) -> Iterator[tuple[date, list[date]]]:
        """Each day with the days that its export covers: the last five school days."""
        for place, today in enumerate(DAYS):
            covered = DAYS[max(0, place - LOOK_BACK + 1) : place + 1]
            self._correct(covered)
            for pupil in range(20):
                for hour in range(1, 9):
                    if self.chance.random() < 0.1:
                        code = self.chance.choice(["onbekend", "ziek", "ongeoorloofd", "te_laat_ongeoorloofd"])
                        self.rows[self.next_id] = (1000 + pupil, today, hour, code)
                        self.next_id += 1
            # Every klas has a registration every day, as in a real school: an export of nothing covers nobody.
            for pupil in (0, 1):
                self.rows[-self.next_id] = (1000 + pupil, today, 9, "medisch")
                self.next_id += 1
            yield today, covered

    def _correct(self, covered: list[date]) -> None:
        for number, (pupil, day, hour, code) in list(self.rows.items()):
            if number > 0 and day in covered:
                if code == "onbekend" and self.chance.random() < 0.4:
                    self.rows[number] = (pupil, day, hour, self.chance.choice(["ziek", "ongeoorloofd"]))
                elif self.chance.random() < 0.03:
                    del self.rows[number]

    def export(self, path: Path, covered: list[date]) -> Path:
        """A list of the web service with the registrations of these days."""
        lines = [
            f"{abs(number)};{pupil};;{day:%d-%m-%Y} 00:00:00;{hour};{code};;;;\n"
            for number, (pupil, day, hour, code) in self.rows.items()
            if day in covered
        ]
        path.write_text(LIST_HEADER + "".join(lines), encoding="cp1252")
        return path


def registrations(workspace: Workspace) -> pl.DataFrame:
    """What the store holds, in a fixed order."""
    columns = ["source_id", "student_id", "date", "hour_from", "code"]
    return part_of(workspace).store()["registrations"].select(columns).sort(columns)


@pytest.mark.parametrize("seed", range(amount(1, 4)))
def test_a_month_of_daily_exports_equals_the_last_one(tmp_path: Path, seed: int) -> None:
    pupils = tmp_path / "leerlingen.csv"
    pupils.write_text(PUPILS)
    daily = create_workspace(tmp_path / "dagelijks", settings("nl-leerplicht"))
    import_files(daily, [pupils])
    source = Source(seed)
    for today, covered in source.days():
        import_files(daily, [source.export(tmp_path / f"{today}.csv", covered)])
    once = create_workspace(tmp_path / "ineens", settings("nl-leerplicht"))
    import_files(once, [pupils, source.export(tmp_path / "alles.csv", DAYS)])
    assert registrations(daily).equals(registrations(once))
    assert part_of(daily).store()["corrections"].height > 0
