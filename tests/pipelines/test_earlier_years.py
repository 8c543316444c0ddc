"""A build that takes over earlier school years is the build that makes all of them, whatever changed since."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

import duckdb
import polars as pl
import pytest

from pipelines.calendar import SchoolYear, school_days
from pipelines.keeping.forget import forget
from pipelines.models.build import build_snapshot, fill, given
from pipelines.models.database import connect, fetch, table_names
from pipelines.models.earlier_years import BY_FINGERPRINT, COMPARED, EarlierYears
from pipelines.models.model import Model, models
from pipelines.store.imports import import_files
from pipelines.store.part import Part, part_of
from pipelines.store.stores import STORE_TABLES, Store
from pipelines.trouble import DAMAGED_TEXTS
from tests.pipelines.histories import Registration, make_workspace, settings, write_csv
from tests.shared import amount, some

FIRST, LAST = date(2024, 9, 2), date(2026, 11, 20)
DAYS = school_days("midden", FIRST, date(2027, 1, 29))
PUPILS = [str(number) for number in range(1, 9)]
CODES = (
    ["ongeoorloofd"] * 4
    + ["ziek"] * 4
    + ["te_laat_ongeoorloofd"] * 3
    + ["onbekend", "verlof", "betermelding", "uitgestuurd"]
)
TODAY = DAYS.index(LAST)
# The last school days of a year and the first of the next.
EDGE = [n for n, day in enumerate(DAYS[1:TODAY], 1) if SchoolYear.of(day) != SchoolYear.of(DAYS[n - 1])]
Change = Callable[[Store, Random], Store]


def rows(table: str, *values: tuple[object, ...], **columns: object) -> pl.DataFrame:
    """Rows of a store table; columns that are not given are null."""
    frame = pl.DataFrame(list(values), schema=list(columns), orient="row") if values else pl.DataFrame([columns])
    return frame.select(
        (pl.col(name) if name in frame.columns else pl.lit(None)).cast(dtype).alias(name)
        for name, dtype in STORE_TABLES[table].items()
    )


def added(store: Store, table: str, **columns: object) -> Store:
    """The store with one row more."""
    return store | {table: pl.concat([store[table], rows(table, school="s", **columns)])}


def registered(store: Store, student: str, day: date, hour: int, code: str) -> Store:
    """The store with one registration more."""
    more = {"source": "tabel", "spread": False, "ahead": False}
    return added(store, "registrations", student_id=student, date=day, hour_from=hour, hour_to=hour, code=code, **more)


def away(store: Store, student: str, first: int, days: int, code: str, hours: int) -> Store:
    """The store with a pupil away on school days that follow each other, from the `first` of all."""
    for day in DAYS[first : first + days]:
        for hour in range(1, hours + 1):
            store = registered(store, student, day, hour, code)
    return store


def new_day(store: Store, random: Random) -> Store:
    """Registrations of the next school day."""
    last = store["registrations"]["date"].max()
    day = next(day for day in DAYS if isinstance(last, date) and day > last)
    for student in random.sample(PUPILS, 4):
        store = registered(store, student, day, random.randint(1, 8), random.choice(CODES))
    return store


def over_the_summer(store: Store, random: Random) -> Store:
    """Somebody ill, or away without leave, before and after a summer."""
    first = random.choice(EDGE) - random.randint(1, 8)
    return away(store, random.choice(PUPILS), first, random.randint(2, 14), random.choice(CODES), random.randint(1, 8))


def somewhere(store: Store, random: Random) -> Store:
    """Some days away in any year."""
    first = random.randrange(TODAY)
    return away(store, random.choice(PUPILS), first, random.randint(1, 9), random.choice(CODES), random.randint(1, 8))


def withdrawn(store: Store, random: Random) -> Store:
    """Some registrations withdrawn, of any year."""
    gone = random.sample(range(store["registrations"].height), 3)
    return store | {"registrations": store["registrations"].filter(~pl.int_range(pl.len()).is_in(gone))}


def recoded(store: Store, random: Random) -> Store:
    """Registrations of one day with another code, which may be a new one."""
    day, code = random.choice(store["registrations"]["date"].to_list()), random.choice([*CODES, "nieuw"])
    changed = pl.when(pl.col("date") == day).then(pl.lit(code)).otherwise("code").alias("code")
    return store | {"registrations": store["registrations"].with_columns(changed)}


def moved(store: Store, random: Random) -> Store:
    """A pupil in another klas from some day on, by a list."""
    student, day = random.choice(PUPILS), DAYS[random.randrange(TODAY)]
    klas = random.choice(["H3a", "H4b", "V5c"])
    return added(store, "placements", student_id=student, klas=klas, mentor="abc", valid_from=day, listed=True)


def gone(store: Store, random: Random) -> Store:
    """A pupil no longer enrolled from some day on."""
    ends, student = DAYS[random.randrange(TODAY)], random.choice(PUPILS)
    until = pl.when(pl.col("student_id") == student).then(pl.lit(ends)).otherwise("valid_until").alias("valid_until")
    return store | {"placements": store["placements"].with_columns(until)}


def newcomer(store: Store, random: Random) -> Store:
    """A pupil of whom nothing was known, on a list, with some days away."""
    student = f"n{random.randrange(1000)}"
    store = added(store, "pupils", student_id=student, achternaam="Nieuw", birth_date=date(2009, 5, 5))
    day = random.randrange(TODAY - 40, TODAY)
    store = added(store, "placements", student_id=student, klas="H3a", valid_from=DAYS[day], listed=True)
    return away(store, student, day, 5, random.choice(CODES), 4)


def born(store: Store, random: Random) -> Store:
    """The day of birth of a pupil becomes known, or is another one."""
    student, day = random.choice(PUPILS), date(2008, 1, 1) + timedelta(random.randrange(900))
    store = store | {"pupils": store["pupils"].filter(pl.col("student_id") != student)}
    return added(store, "pupils", student_id=student, achternaam="Zomer", birth_date=day)


def taught(store: Store, random: Random) -> Store:
    """Lessons of some days of any year."""
    first, students = random.randrange(TODAY), random.sample(PUPILS, 3)
    new = [
        rows("lessons", school="s", student_id=student, date=day, lesson_hour=hour, subject=random.choice(["wi", "lo"]))
        for student in students
        for day in DAYS[first : first + 6]
        for hour in (1, 2, 5)
    ]
    return store | {"lessons": pl.concat([store["lessons"], *new]).unique(["student_id", "date", "lesson_hour"])}


def holiday(store: Store, random: Random) -> Store:
    """A day or more without lessons that a file brought."""
    start = DAYS[random.randrange(TODAY)]
    return added(store, "vacations", name="Studiedag", start=start, end=start + timedelta(random.randrange(4)))


def not_come(store: Store, random: Random) -> Store:
    """A pupil who did not come to an appointment."""
    number, day = f"t{random.randrange(10**6)}", DAYS[random.randrange(TODAY)]
    measure = random.choice(["Corvee", "Melden 7.45", "Inhalen"])
    return added(
        store, "followups", source_id=number, student_id=random.choice(PUPILS), date=day, measure=measure, shown=False
    )


def not_listed(store: Store, random: Random) -> Store:
    """A list of the whole school without some of those who were on it."""
    day = DAYS[random.randrange(TODAY)]
    for student in random.sample(PUPILS, 2):
        store = added(store, "list_stays", student_id=student, first=FIRST, last=day - timedelta(7))
    return added(store, "whole_lists", date=day)


def planned(store: Store, random: Random) -> Store:
    """Leave of a day that is still to come."""
    more = {"source": "tabel", "spread": True, "ahead": True, "hour_from": 1, "hour_to": 1, "code": "verlof"}
    return added(store, "registrations", student_id=random.choice(PUPILS), date=DAYS[-1], **more)


def forgotten(store: Store, random: Random) -> Store:
    """Nothing is left of a pupil."""
    student = random.choice(PUPILS)
    left = {name: frame for name, frame in store.items() if "student_id" in frame.columns}
    return store | {name: frame.filter(pl.col("student_id") != student) for name, frame in left.items()}


def purged(store: Store, random: Random) -> Store:
    """The first school year is gone but for one week added up."""
    kept = date(2025, 8, 1)
    store = store | {"registrations": store["registrations"].filter(pl.col("date") >= kept)}
    store = added(
        store,
        "purges",
        known_from=FIRST,
        kept_from=kept,
        moment=datetime(2026, 11, 20, tzinfo=UTC).replace(tzinfo=None),
    )
    return added(store, "frozen_weeks", week_start=date(2025, 3, 3), complete=True)


CHANGES: tuple[Change, ...] = (
    new_day,
    over_the_summer,
    somewhere,
    withdrawn,
    recoded,
    moved,
    gone,
    newcomer,
    born,
    taught,
    holiday,
    not_come,
    not_listed,
    planned,
    forgotten,
    purged,
)


def school(folder: Path, protocol: str = "maastricht-2019", more: str = "") -> Part:
    """Three school years of eight pupils."""
    random = Random(protocol)
    found = {
        Registration(student, day, hour, random.choice(CODES))
        for student in PUPILS
        for day in random.sample(DAYS[: TODAY + 1], 30)
        for hour in range(1, random.randint(1, 4))
    }
    ordered = sorted(found, key=lambda row: (row.date, row.student, row.hour or 0, row.code))
    klas = {student: ("H3a", "V5c")[n % 2] for n, student in enumerate(PUPILS)}
    return part_of(make_workspace(folder, ordered, protocol, klas, settings(protocol, more=more), until=LAST))


def built(workspace: Part, store: Store) -> Path:
    """A snapshot of a store, which takes over what it can from the newest one before."""
    version = workspace.next_version()
    workspace.write_store(version, store)
    return build_snapshot(workspace, store, version, None, workspace.current())


@contextmanager
def opened(path: Path | None) -> Iterator[duckdb.DuckDBPyConnection]:
    """A snapshot, to read."""
    assert path
    with connect(path, read_only=True) as connection:
        yield connection


def differing(one: duckdb.DuckDBPyConnection, other: duckdb.DuckDBPyConnection) -> list[tuple[str, list[str]]]:
    """The tables that do not hold the same rows, each with some of them."""
    # What a snapshot says of its own rows is added when it is whole.
    names = {*table_names(one)} - {"ref_table"}
    assert names == {*table_names(other)} - {"ref_table"}
    found = []
    for table in sorted(names):
        left, right = (sorted(map(repr, fetch(each, f"from {table}").rows())) for each in (one, other))
        if left != right:
            found.append((table, sorted({*left} ^ {*right})[:4]))
    return found


@pytest.mark.parametrize("seed", range(amount(2, 60)))
def test_what_is_taken_over_is_what_would_be_made(tmp_path: Path, seed: int) -> None:
    """Some changes at a time, each build from the one before."""
    random = Random(seed)
    protocol = random.choice(["maastricht-2019", "kgc-2021", "cgu-2024", "mlg-2020", "leerlingenbureau-2020"])
    crosses = random.choice(["norm_crosses_summer = false", ""])
    workspace = school(tmp_path, protocol, crosses)
    store = workspace.store()
    for _ in range(amount(2, 4)):
        changes = [new_day, *random.sample(CHANGES, random.randrange(3))]
        for change in changes:
            store = change(store, random)
        with opened(built(workspace, store)) as part, connect(":memory:") as whole:
            fill(whole, workspace, store, given(workspace))
            assert differing(part, whole) == [], [change.__name__ for change in changes]


def marked(workspace: Part) -> Path:
    """The newest snapshot with a mark on every row of the first school year of a table, which no build would make."""
    path = workspace.current()
    assert path
    with connect(path) as connection:
        connection.execute("update mart_pupil_day set mentor = 'merk' where date < date '2025-08-01'")
        assert taken_over(connection)
    return path


def taken_over(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether rows with the mark stand in a database."""
    return fetch(connection, "from mart_pupil_day").filter(mentor="merk").height > 0


def later(store: Store) -> Store:
    """One registration more on the last day."""
    return registered(store, "1", LAST, 8, "ongeoorloofd")


def test_a_new_day_takes_over_the_years_before(tmp_path: Path) -> None:
    workspace = school(tmp_path)
    marked(workspace)
    with opened(built(workspace, later(workspace.store()))) as made:
        assert taken_over(made)


OLD = date(2024, 10, 7)
BEFORE: dict[str, Callable[[Store], Store]] = {
    "a registration": lambda store: registered(store, "1", OLD, 8, "ongeoorloofd"),
    "withdrawn": lambda store: store | {"registrations": store["registrations"][1:]},
    "a klas": lambda store: added(store, "placements", student_id="1", klas="H4b", valid_from=OLD, listed=True),
    "a lesson": lambda store: added(store, "lessons", student_id="1", date=OLD, lesson_hour=1, subject="wi"),
    "a holiday": lambda store: added(store, "vacations", name="Studiedag", start=OLD, end=OLD),
    "not come": lambda store: added(
        store, "followups", source_id="t", student_id="1", date=OLD, measure="Corvee", shown=False
    ),
    "a birthday": lambda store: added(store, "pupils", student_id="1", achternaam="Zomer", birth_date=date(2008, 1, 1)),
    "forgotten": lambda store: forgotten(store, Random(0)),
    "purged": lambda store: purged(store, Random(0)),
}


@pytest.mark.parametrize("name", some(BEFORE, "a registration", "forgotten"))
def test_a_change_in_a_year_makes_it_anew(tmp_path: Path, name: str) -> None:
    workspace = school(tmp_path)
    marked(workspace)
    with opened(built(workspace, BEFORE[name](workspace.store()))) as made:
        assert not taken_over(made)


UNFIT: dict[str, str] = {
    "another program or setting": "update ref_build set fingerprint = 'een andere'",
    "rows that are lost": "delete from mart_pupil_day where date = date '2025-09-01'",
    "a table that is lost": "drop table mart_pupil_day",
    "of before there was a fingerprint": "drop table ref_build",
}


@pytest.mark.parametrize("name", some(UNFIT, "another program or setting", "rows that are lost"))
def test_from_a_snapshot_that_does_not_fit_nothing_is_taken_over(tmp_path: Path, name: str) -> None:
    workspace = school(tmp_path)
    with connect(marked(workspace)) as connection:
        connection.execute(UNFIT[name])
    with opened(built(workspace, workspace.store())) as made:
        assert not taken_over(made)


def test_damage_that_shows_when_the_rows_are_read_is_built_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(years: EarlierYears, model: Model) -> None:
        raise duckdb.IOException(DAMAGED_TEXTS[0])

    workspace = school(tmp_path)
    marked(workspace)
    monkeypatch.setattr(EarlierYears, "lay", broken)
    with opened(built(workspace, later(workspace.store()))) as made:
        assert not taken_over(made)
        assert fetch(made, "from mart_pupil_day").height


@pytest.mark.usefixtures("own_list")
def test_an_import_takes_over_and_forgetting_does_not(tmp_path: Path) -> None:
    workspace = school(tmp_path)
    day = write_csv(tmp_path / "dag.csv", [Registration("2", DAYS[TODAY + 1], 1, "ziek")], {"2": "V5c"})
    marked(workspace)
    for take_out, kept in (
        (lambda: import_files(workspace, [day]), True),
        (lambda: forget(workspace, "1", "s", "x"), False),
    ):
        take_out()
        with opened(workspace.current()) as made:
            assert taken_over(made) == kept


def test_every_table_that_a_model_by_school_year_reads_is_looked_after() -> None:
    """A table is built by school year too, held against the one before, or the fingerprint speaks for it."""
    by_year = {each.table for each in models() if each.part}
    known = by_year | {*COMPARED} | BY_FINGERPRINT
    read = {
        (each.table, name)
        for each in models()
        if each.part
        for name in re.findall(r"\b(?:from|join) ((?:raw|ref|stg|int|mart)_[a-z_]+)", each.sql)
    }
    assert {(table, name) for table, name in read if name not in known} == set()
    assert by_year.isdisjoint(COMPARED)
    # No list keeps a table that nobody reads.
    assert {*COMPARED, *BY_FINGERPRINT} <= {name for _, name in read} | {"raw_followup"}
