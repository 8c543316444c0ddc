"""Files in any order, whole or day by day, give the same: the store of a small school, and every table of the demo."""

import random
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from data.school import make_school
from pipelines.errors import InputError
from pipelines.models.snapshot import open_snapshot
from pipelines.readers import read_file
from pipelines.settings.settings import School
from pipelines.store.imports import import_files
from pipelines.store.stores import Store, empty_store
from pipelines.store.trial import laid_over
from pipelines.store.workspace import create_workspace
from tests.pipelines.histories import YEAR
from tests.shared import amount

SCHOOL = School.model_validate({"id": "s", "name": "S", "region": "midden", "protocol": "leerlingenbureau-2020"})
HEADER = "Stamnr;Naam;Klas;Datum;Lesuur;Code\n"
NAMELESS = "Stamnr;Datum;Lesuur;Code\n"
LIST = "Stamnr;Naam;Klas\n"


def merged(paths: Sequence[Path]) -> tuple[Store, list[str]]:
    """The store after importing these files one after the other, and what was said of it."""
    store, said = empty_store(), []
    for path in paths:
        result = read_file(path, one_lesson=frozenset({"L", "U"}))
        trial = laid_over(store, SCHOOL, [(path, result)], datetime(2026, 11, 29, tzinfo=UTC), False)
        for error in trial.elsewhere.values():
            raise error
        store = trial.store
        said += [text for report in trial.files for text in report.warnings if "leerlingenlijst" in text]
    return store, said


def write(path: Path, header: str, rows: Sequence[str]) -> Path:
    path.write_text(header + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    return path


class Days:
    """A school of 12 pupils over eight days: some move to another klas, some come new, a day may hold nobody else."""

    def __init__(self, seed: int, with_klas: bool) -> None:
        chance = random.Random(seed)
        self.rows: dict[date, list[str]] = {}
        klas = {number: f"H3{'ab'[number % 2]}" for number in range(101, 113)}
        for place, day in enumerate(YEAR[:8]):
            for number in chance.sample(sorted(klas), 2):
                klas[number] = f"H3{chance.choice('abc')}"
            present = [112, 111] if place == 4 else sorted(klas)
            self.rows[day] = []
            for number in present:
                for hour in (1, 2, 3):
                    if chance.random() < 0.4:
                        who = f"{number};Kind {number};{klas[number]}" if with_klas else str(number)
                        self.rows[day].append(f"{who};{day:%d-%m-%Y};{hour};{chance.choice(['OA', 'ZK', 'L'])}")
            self.rows[day] = self.rows[day] or [f"{who};{day:%d-%m-%Y};1;OA"]
        self.header = HEADER if with_klas else NAMELESS

    def whole(self, folder: Path) -> Path:
        return write(folder / "alles.csv", self.header, [row for day in self.rows for row in self.rows[day]])

    def by_day(self, folder: Path) -> list[Path]:
        return [write(folder / f"{day}.csv", self.header, rows) for day, rows in self.rows.items()]


@pytest.mark.parametrize("with_klas", [True, False])
@pytest.mark.parametrize("seed", range(amount(3, 100)))
def test_day_files_in_any_order_are_one_import(tmp_path: Path, seed: int, with_klas: bool) -> None:
    """Without a list, and with one that two newcomers are not on; some files are read twice."""
    days, chance = Days(seed, with_klas), random.Random(-seed)
    listed = write(tmp_path / "lijst.csv", LIST, [f"{number};Kind {number};H3a" for number in range(101, 111)])
    for lists in ([], [listed]):
        whole, _ = merged([*lists, days.whole(tmp_path)])
        files = days.by_day(tmp_path)
        chance.shuffle(files)
        again, _ = merged([*lists, *files, *files[:2]])
        assert {name: sorted(frame.rows(), key=repr) for name, frame in again.items()} == {
            name: sorted(frame.rows(), key=repr) for name, frame in whole.items()
        }
        assert again["corrections"].is_empty()


@pytest.mark.parametrize(
    ("listed", "strangers", "kept"), [(12, 1, 1), (12, 5, 1), (12, 6, 0), (4, 2, 1), (4, 3, 0), (1, 1, 1), (1, 2, 0)]
)
def test_a_file_of_newcomers_only_is_read_and_said(tmp_path: Path, listed: int, strangers: int, kept: int) -> None:
    """A few may be newcomers; more are another school's, however small this one is."""
    list_ = write(tmp_path / "lijst.csv", LIST, [f"{100 + n};Kind;H3a" for n in range(listed)])
    day = write(tmp_path / "dag.csv", NAMELESS, [f"{900 + n};07-09-2026;1;OA" for n in range(strangers)])
    if not kept:
        with pytest.raises(InputError, match=r"dag\.csv, rij 2: leerling 900"):
            merged([list_, day])
        return
    store, said = merged([list_, day])
    assert store["registrations"].height == strangers
    assert ["niet op de leerlingenlijst" in sentence for sentence in said] == [True]
    # Who was registered before is known, although on no list.
    assert len(merged([list_, day, day])[1]) == 1


@pytest.mark.long
def test_the_demo_in_shuffled_day_files_is_the_demo(tmp_path: Path) -> None:
    """Every table of the figures, row by row: the lists first, and the registrations by the day in any order."""
    (tmp_path / "export").mkdir()
    school = make_school(tmp_path / "export")
    lists = [path for path in school.files if "verantwoording_id" not in path.read_text("cp1252")[:400]]
    days: dict[str, list[str]] = {}
    for path in set(school.files) - set(lists):
        header, *rows = path.read_text("cp1252").splitlines()
        place = next(n for n, name in enumerate(header.split(";")) if name in ("moment", "verantwoording_datum"))
        for row in rows:
            days.setdefault(row.split(";")[place][:10], []).append(row)
    assert len(days) > 150
    files = []
    for day, rows in days.items():
        files.append(tmp_path / f"{day}.csv")
        files[-1].write_text("\n".join([header, *rows, ""]), "cp1252")
    random.Random(1).shuffle(files)
    made = []
    for name, chosen in (("ineens", school.files), ("dagen", [*files[:80], *lists, *files[80:]])):
        workspace = create_workspace(tmp_path / name, "demo = true\n\n" + school.school_toml)
        import_files(workspace, chosen)
        made.append(open_snapshot(workspace))
    names = made[0].rows("select table_name from information_schema.tables order by 1")["table_name"].to_list()
    assert len(names) > 20
    for table in names:
        one, other = (built.rows(f"select * from {table} order by all") for built in made)
        assert one.equals(other), table
