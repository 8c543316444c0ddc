"""A purge leaves who is enrolled and who left by lists of the whole school as they were, from the first day that is kept."""

import random
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest

from pipelines.keeping.due import due, since
from pipelines.keeping.purge import purge
from pipelines.models.build import load, run_aside
from pipelines.models.database import connect
from pipelines.models.model import model
from pipelines.models.reference import protocol_tables, school_tables
from pipelines.models.snapshot import open_snapshot
from pipelines.settings.settings import School
from pipelines.store.imports import import_files
from pipelines.store.list_stays import joined
from pipelines.store.stores import STORE_TABLES, Store
from pipelines.store.workspace import Workspace, open_workspace
from protocols.load import load_protocols
from tests.pipelines.keeping.test_vergeten import standing
from tests.pipelines.keeping.years import KEPT_FROM, school
from tests.shared import amount

pytestmark = pytest.mark.usefixtures("own_list")

BEGIN, END = date(2023, 8, 1), date(2027, 7, 16)
ENDED, SINCE = "748301", "748302"


def placed(store: Store) -> tuple[list[tuple[object, ...]], dict[str, date]]:
    """Where everybody is placed from the first day that is kept, and the first day after the last placement of everybody."""
    own = School(id="s", name="School", region="midden", protocol="nl-leerplicht")
    choices = pl.DataFrame(schema=dict.fromkeys(["school", "code", "category"], pl.String))
    protocols = load_protocols()
    asked = """
        select student_id, klas, mentor, greatest(valid_from, $day), valid_until
        from stg_placement where valid_until > $day order by all
    """
    with connect(":memory:") as connection:
        load(connection, {f"raw_{name[:-1]}": frame for name, frame in store.items()})
        load(connection, protocol_tables(protocols) | school_tables([own], store, choices, protocols))
        for name in ("stg_left", "stg_placement"):
            run_aside(connection, model(name))
        stays = connection.execute(asked, {"day": KEPT_FROM}).fetchall()
        last = connection.execute("select student_id, max(valid_until) from stg_placement group by all").fetchall()
    return stays, dict(last)


def world(chance: random.Random) -> Store:
    """Pupils on lists with and without days, or placed by registrations alone, of four school years, in any order."""

    def day() -> date:
        return BEGIN + timedelta(chance.randrange((END - BEGIN).days))

    rows: dict[str, list[dict[str, object]]] = {name: [] for name in STORE_TABLES}
    for number in range(200):
        who: dict[str, object] = {"school": "s", "student_id": f"{number}"}
        kind = chance.choice(["dated", "undated", "registered"])
        begins = sorted({day() for _ in range(chance.randint(1, 3))})
        for turn, begin in enumerate(begins[:1] if kind == "undated" else begins):
            ends = begins[turn + 1] if turn + 1 < len(begins) else chance.choice([None, begin + timedelta(90)])
            of = {"klas": f"H{turn + 1}A", "listed": kind != "registered"}
            days = {
                "valid_from": None if kind == "undated" else begin,
                "valid_until": ends if kind == "dated" else None,
            }
            rows["placements"].append(who | of | days)
            if kind == "dated":  # a list shows it up to its end, or to the day of the list
                last = chance.choice([begin, begin + timedelta(200)])
                shown = {"first": begin, "last": min(last, ends - timedelta(1)) if ends else last}
                rows["list_stays"].append(who | shown)
        for _ in range(chance.randint(0, 3) if kind == "undated" else 0):  # as of before days were kept, with none
            first = day()
            rows["list_stays"].append(who | {"first": first, "last": first + timedelta(chance.choice([0, 0, 200]))})
        for _ in range(chance.randint(0, 4)):
            told = {"date": day(), "code": "X", "spread": chance.random() < 0.1, "ahead": chance.random() < 0.1}
            rows["registrations"].append(who | told)
    for at in (BEGIN, END):
        rows["registrations"].append({"school": "s", "student_id": "slot", "date": at, "code": "X"})
    rows["whole_lists"] = [{"school": "s", "date": at} for at in sorted({day() for _ in range(chance.randint(1, 5))})]
    store = {name: pl.DataFrame(rows[name], schema=schema) for name, schema in STORE_TABLES.items()}
    purges = pl.DataFrame([("s", BEGIN, KEPT_FROM, None)], schema=STORE_TABLES["purges"], orient="row")
    return store | {"list_stays": joined(store["list_stays"]), "purges": purges}


@pytest.mark.parametrize("seed", range(amount(3, 100)))
def test_what_goes_ends_nobody_and_brings_nobody_back(seed: int) -> None:
    store = world(random.Random(seed))
    left = since(store, KEPT_FROM)
    old = [stays["list_stays"].filter(pl.col("first") <= KEPT_FROM)["student_id"] for stays in (store, left)]
    assert [each.is_duplicated().any() for each in old] == [True, False]
    assert left["whole_lists"].equals(store["whole_lists"])
    assert placed(left) == placed(store)
    again = since(left, KEPT_FROM)
    assert [name for name in left if not again[name].equals(left[name])] == []


def ends(workspace: Workspace) -> dict[str, date]:
    """The first day after the last placement of everybody."""
    snapshot = open_snapshot(workspace)
    try:
        return dict(snapshot.rows("select student_id, max(valid_until) from stg_placement group by all").iter_rows())
    finally:
        snapshot.close()


def test_who_left_by_a_list_goes_and_who_was_registered_after_it_stays(tmp_path: Path) -> None:
    workspace = school(tmp_path / "school")
    lists = [tmp_path / f"lijst {day}.csv" for day in ("2023-09-04", "2023-11-06")]
    for path, rows in zip(lists, (["101;H1a", f"{ENDED};H1a", f"{SINCE};H1a"], ["101;H1a"]), strict=True):
        path.write_text("\n".join(["Stamnr;Klas", *rows]) + "\n")
    (tmp_path / "later.csv").write_text(f"Stamnr;Datum;Lesuur;Code\n{SINCE};04-12-2023;1;medisch\n")
    import_files(workspace, [tmp_path / "later.csv"])
    import_files(workspace, lists, whole=True, left=1)
    before = ends(workspace)
    assert (before[ENDED], before[SINCE]) == (date(2023, 11, 6), date(2999, 1, 1))
    found = due(workspace)
    assert ENDED in {who.student_id for who in found.people}
    assert purge(workspace, "rector") is not None
    assert standing(workspace.path, (ENDED,)) == []
    gone = {who.student_id for who in found.people}
    assert ends(open_workspace(workspace.path)) == {who: day for who, day in before.items() if who not in gone}
    # The same lists, of before the years that are kept, end nobody and bring nobody back.
    import_files(workspace, lists, whole=True)
    assert standing(workspace.path, (ENDED,)) == []
    assert set(ends(open_workspace(workspace.path))) == set(before) - gone
    assert due(workspace).people == ()
