"""A draft on the workbench tells exactly what a snapshot built with it would tell."""

from collections.abc import Iterator
from datetime import date
from time import sleep
from typing import Any

import duckdb
import polars as pl
import pytest

import pipelines.whatif.workbench as trial_module
from pipelines.models.build import add_rows
from pipelines.models.model import Model
from pipelines.models.snapshot import Snapshot
from pipelines.questions.differs import differences, heights
from pipelines.questions.lead import lead, steps
from pipelines.questions.protocols_compared import action_weeks, compare, report_counts, stage_weeks
from pipelines.questions.stages import stages
from pipelines.questions.whatif import asked_weeks, moved, open_norm_prices, standing
from pipelines.viewer import NOBODY, Selection, Viewer, of_mentors, of_schools
from pipelines.whatif.changes import changed_ladders
from pipelines.whatif.workbench import Workbench
from protocols.edits import Edit, apply, read_otherwise
from protocols.load import load_protocols
from protocols.schema import Protocol
from protocols.writing import Row, build
from tests.pipelines.histories import SCOPE
from tests.pipelines.variants import EDITS, LAST, draft, school
from tests.shared import some

YEARS = {"dit jaar": LAST, "vorig jaar": date(2026, 7, 3), "midden in het jaar": date(2026, 1, 20)}
OWN = "concept-"


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    """The school as it is."""
    snapshot = school(tmp_path_factory.mktemp("gewoon"), "kgc-2021")
    yield snapshot
    snapshot.close()


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    """The same school, built with every draft as a protocol."""
    snapshot = school(tmp_path_factory.mktemp("gebouwd"), "kgc-2021", [draft(name)[1] for name in EDITS])
    yield snapshot
    snapshot.close()


@pytest.fixture(scope="module")
def benches(request: pytest.FixtureRequest, plain: Snapshot) -> Iterator[tuple[date, dict[str, Workbench]]]:
    """A workbench per base, all of one school year."""
    on = YEARS[request.param]
    bases = load_protocols()
    found = {base: Workbench(plain, bases[base], "s", on) for base in {base for base, _ in EDITS.values()}}
    yield on, found
    for bench in found.values():
        bench.close()


def years_of_edits() -> list[Any]:
    """Every draft in one of the years in `make test`, in turn; in all of them in `make long`."""
    turn = {name: list(YEARS)[place % len(YEARS)] for place, name in enumerate(EDITS)}
    return some([(year, name) for year in YEARS for name in EDITS], *((year, name) for name, year in turn.items()))


@pytest.mark.parametrize(("benches", "name"), years_of_edits(), indirect=["benches"])
def test_a_draft_is_what_a_build_with_it_would_be(
    benches: tuple[date, dict[str, Workbench]], built: Snapshot, name: str
) -> None:
    on, found = benches
    base, changed = draft(name)
    both = [base.id, changed.id]
    with found[base.id].holding(changed) as trial:
        for question in (compare, action_weeks, stage_weeks, report_counts, lead, steps):
            told, real = question(trial, SCOPE, on, both), question(built, SCOPE, on, both)
            unlike = pl.concat([told, real]).filter(pl.concat([told, real]).is_duplicated().not_())
            assert unlike.rows() == [], question.__name__
        told, real = heights(trial, SCOPE, on, both), heights(built, SCOPE, on, both)
        assert told.equals(real)
        for every in (False, True):
            told, real = (stages(of, SCOPE, on, changed.id, every_stage=every) for of in (trial, built))
            unlike = pl.concat([told, real]).filter(pl.concat([told, real]).is_duplicated().not_())
            assert unlike.rows() == [], every
    assert compare(built, SCOPE, on, [base.id])["students"].sum() > 0
    moves = moved(found[base.id], SCOPE, on, changed)
    there = heights(built, SCOPE, on, both)
    expected = differences(there.filter(protocol=base.id), there.filter(protocol=changed.id), by="stage")
    differing = moves.filter(pl.col("base_stage").ne_missing(pl.col("draft_stage")))
    tracks = {ladder.track for ladder in base.ladder}
    if len(tracks) == len(base.ladder):
        assert sorted(differing["student_id"]) == sorted(expected["student_id"])
    weeks = asked_weeks(found[base.id], SCOPE, on, changed)
    whole = action_weeks(built, SCOPE, on, both).filter(pl.col("ladder").is_in(changed_ladders(base, changed)))
    keys = ["protocol", "ladder", "role", "week_start", "actions"]
    assert weeks.select(keys).rows() == whole.select(keys).rows()


def test_most_drafts_change_something(built: Snapshot) -> None:
    """Else the test above would prove little."""
    same = []
    for name in EDITS:
        base, changed = draft(name)
        rows = compare(built, SCOPE, LAST, [base.id, changed.id])
        sides = [
            rows.filter(protocol=each.id).select("ladder", "stage", "level", "role", "students", "actions")
            for each in (base, changed)
        ]
        if sides[0].equals(sides[1]):
            same.append(name)
    assert same == ["niets"]


def test_drafts_follow_each_other_without_a_trace(plain: Snapshot) -> None:
    """The third draft tells the same after others as alone."""
    base = load_protocols()["kgc-2021"]
    order = ["lesweken", "getal", "eenheid", "nieuw-paar", "gewicht", "getal"]
    drafts = {name: draft(name)[1] for name in EDITS if EDITS[name][0] == "kgc-2021"}
    drafts["getal"] = apply(base, [Edit(ladder="te-laat", stage="tl-5", number=4)], "concept-getal")
    shared = Workbench(plain, base, "s", LAST)
    for name in order:
        alone = Workbench(plain, base, "s", LAST)
        with shared.holding(drafts[name]) as one, alone.holding(drafts[name]) as other:
            both = [base.id, drafts[name].id]
            assert compare(one, SCOPE, LAST, both).equals(compare(other, SCOPE, LAST, both))
        alone.close()
    shared.close()


@pytest.mark.parametrize("after_another_draft", [False, True])
def test_what_recurs_is_waited_for(
    plain: Snapshot, built: Snapshot, monkeypatch: pytest.MonkeyPatch, after_another_draft: bool
) -> None:
    """However long it takes: before a question, and before the next draft empties its table."""
    recur = Workbench._recur

    def slowly(bench: Workbench, conditions: pl.DataFrame) -> None:
        sleep(0.3)
        recur(bench, conditions)

    monkeypatch.setattr(Workbench, "_recur", slowly)
    base, changed = draft("herhaling")
    expected = action_weeks(built, SCOPE, LAST, [changed.id])
    for whole in (True, False):
        bench = Workbench(plain, base, "s", LAST)
        if after_another_draft:
            moved(bench, SCOPE, LAST, changed)
            moved(bench, SCOPE, LAST, apply(base, [], "concept-niets"))
        if whole:
            with bench.holding(changed) as trial:
                assert action_weeks(trial, SCOPE, LAST, [changed.id]).equals(expected)
        else:
            told = asked_weeks(bench, SCOPE, LAST, changed).filter(protocol=changed.id)["actions"].sum()
            ladders = changed_ladders(base, changed)
            assert told == expected.filter(pl.col("ladder").is_in(ladders))["actions"].sum()
        bench.close()


def test_a_failure_of_what_recurs_is_told_and_does_not_stay(plain: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    base, changed = draft("herhaling")
    bench = Workbench(plain, base, "s", LAST)
    with monkeypatch.context() as broken:
        broken.setattr(trial_module, "add_rows", _refuse_recurrences)
        with pytest.raises(RuntimeError, match="herhaling"):
            asked_weeks(bench, SCOPE, LAST, changed)
        with pytest.raises(RuntimeError, match="herhaling"), bench.holding(changed) as trial:
            action_weeks(trial, SCOPE, LAST, [changed.id])
    other = draft("getal-lager")[1]
    assert asked_weeks(bench, SCOPE, LAST, other).height > 0
    bench.close()


def _refuse_recurrences(connection: duckdb.DuckDBPyConnection, made: Model) -> None:
    if made.table == "int_recurrence":
        raise RuntimeError("herhaling")
    add_rows(connection, made)


def test_the_snapshot_stays_as_it_is(plain: Snapshot) -> None:
    before = plain.paths["s"].read_bytes()
    base, changed = draft("lesweken")
    bench = Workbench(plain, base, "s", LAST)
    with bench.holding(changed) as trial:
        assert changed.id in compare(trial, SCOPE, LAST, [changed.id])["protocol"].to_list()
    bench.close()
    assert plain.paths["s"].read_bytes() == before
    assert compare(plain, SCOPE, LAST, [changed.id]).is_empty()


@pytest.mark.parametrize("viewer", [NOBODY, of_mentors("s", "niemand")])
def test_without_rights_nobody_moves(plain: Snapshot, viewer: Viewer) -> None:
    base, changed = draft("lesweken")
    bench = Workbench(plain, base, "s", LAST)
    assert moved(bench, SCOPE, LAST, changed).height > 0
    assert moved(bench, viewer, LAST, changed).is_empty()
    assert asked_weeks(bench, viewer, LAST, changed).is_empty()
    one = moved(bench, SCOPE, LAST, changed, Selection(leerjaren=(1,)))
    assert 0 < one.height < moved(bench, SCOPE, LAST, changed).height
    bench.close()


def test_every_open_norm_has_its_price_or_a_reason(plain: Snapshot) -> None:
    base = load_protocols()["kgc-2021"]
    bench = Workbench(plain, base, "s", LAST)
    found = open_norm_prices(bench, SCOPE, LAST)
    alternatives = [(norm.id, n) for norm in base.open_norm for n, _ in enumerate(norm.alternatives, 1)]
    assert found.select("norm", "alternative_no").rows() == alternatives
    numbers = ["students", "students_higher", "students_lower", "actions", "actions_otherwise"]
    for row in found.iter_rows(named=True):
        assert [row[name] is None for name in numbers] == [row["why_not"] is not None] * len(numbers)
    drafted = read_otherwise(base, "venster", 1, "concept")
    row = found.row(by_predicate=pl.col("norm") == "venster", named=True)
    differ = moved(bench, SCOPE, LAST, drafted).filter(pl.col("base_stage").ne_missing(pl.col("draft_stage")))
    assert row["students"] == differ["student_id"].n_unique() > 0
    weeks = asked_weeks(bench, SCOPE, LAST, drafted).group_by("protocol").agg(pl.col("actions").sum())
    assert dict(weeks.iter_rows()) == {"kgc-2021": row["actions"], "concept": row["actions_otherwise"]}
    assert open_norm_prices(bench, SCOPE, LAST, only=("venster", 1)).equals(found.filter(norm="venster"))
    assert open_norm_prices(bench, NOBODY, LAST)["students"].sum() == 0
    bench.close()


def written(
    number: float, *, window: str = "maand", repeat: str | None = None, ill: bool = False, age: int = 12
) -> Protocol:
    """A protocol from nothing: counters that no base has, one of which with a number; or `ill` too, from an age on."""

    def condition(number: float, count: str, unit: str, window: str) -> Row:
        terms = [{"count": [count], "unit": unit}]
        counter = {"terms": terms, "window": window, "unit_basis": "document", "window_basis": "document"}
        return {"counter": counter, "operator": ">=", "number": number, "basis": "document"}

    def stage(level: int, number: float, count: str, unit: str, window: str) -> Row:
        conditions = [condition(number, count, unit, window)]
        if ill and level == 1 and count == "TL":
            conditions.append(condition(2.0, "ZK", "dag", "halfjaar"))
        group, action = [{"conditions": conditions, "age_from": age}], [{"role": "mentor", "what": "belt"}]
        row = {"level": level, "name": "", "place": "gids", "basis": "document", "group": group, "action": action}
        return row | ({"repeat": repeat} if repeat else {})

    late = [stage(1, number, "TL", "keer", window), stage(2, 6.0, "TL", "keer", "trimester")]
    ladders = [
        {"id": "laat", "track": "te_laat", "name": "Te laat", "stage": late},
        {"id": "ziek", "track": "ziek", "name": "Ziek", "stage": [stage(1, 2.0, "ZK", "dag", "halfjaar")]},
    ]
    return build(load_protocols()["kgc-2021"], ladders, True, "nieuw")


@pytest.mark.parametrize(
    ("second", "anew"),
    [
        (written(3.0), False),
        (written(2.0, window="kwartaal"), True),
        (written(2.0, repeat="each"), True),
        (written(2.0, ill=True), True),
        (written(2.0, age=14), True),
    ],
    ids=["getal", "venster", "herhaling", "samen", "leeftijd"],
)
def test_the_next_draft_counts_anew_only_what_counts_otherwise(
    plain: Snapshot, monkeypatch: pytest.MonkeyPatch, second: Protocol, anew: bool
) -> None:
    base, counted = load_protocols()["kgc-2021"], []
    count_anew = Workbench._count_anew

    def noted(bench: Workbench, *args: Any) -> None:
        counted.append(bench)
        count_anew(bench, *args)

    monkeypatch.setattr(Workbench, "_count_anew", noted)
    told = []
    for drafts in ([written(2.0), second], [second]):
        bench = Workbench(plain, base, "s", LAST)
        counted.clear()
        for each in drafts:
            with bench.holding(each) as trial:
                found = (compare(trial, SCOPE, LAST, ["nieuw"]), stages(trial, SCOPE, LAST, "nieuw"))
        told.append([*(rows.rows() for rows in found), len(counted) > 1])
        bench.close()
    assert told[0] == [*told[1][:2], anew]
    assert told[0][0]


def test_who_stands_where_is_what_the_stages_say(plain: Snapshot) -> None:
    base = load_protocols()["kgc-2021"]
    changed = apply(base, [Edit(ladder="te-laat", stage="tl-5", number=4)], "ander")
    bench = Workbench(plain, base, "s", LAST)
    with bench.holding(changed) as trial:
        real = stages(trial, SCOPE, LAST, "ander").select("student_id", "ladder", "stage").sort(pl.all())
    told = standing(bench, SCOPE, LAST, changed)
    assert told.sort(pl.all()).rows() == real.rows()
    assert {row[1] for row in real.rows()} > {"te-laat"}
    assert "ziek" not in standing(bench, of_schools("s"), LAST, changed)["ladder"]
    assert standing(bench, of_mentors("s", "niemand"), LAST, changed).is_empty()
    assert standing(bench, NOBODY, LAST, changed).is_empty()
    bench.close()
