"""A what-if: a draft protocol computed on the data of a snapshot, without building anything.

Rules are rows, so a draft is other rows in the small `ref_` tables. A workbench holds one school year of one school in
memory with the protocol that drafts start from. The models are planned once and run again for each draft, on what the
draft changes only: counters do not depend on thresholds, so a new number counts nothing anew, and a stage that kept its
conditions keeps its pupils.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from threading import RLock
from typing import Any

import duckdb
import polars as pl

from pipelines.build import connect, load, prepare_model, refill, view_model
from pipelines.changes import changed_ladders, changed_repetitions, changed_stages, look_back_weeks
from pipelines.models import model
from pipelines.queries.scope import VISIBLE, Scope, Selection, bound
from pipelines.snapshot import Snapshot
from pipelines.trial_questions import ASKED, BASE_ASKED, BASE_STANDING, CHOSEN_DAY, DROP_QUESTIONS, STANDING
from pipelines.trial_sql import (
    ACTIONS,
    AFTER_COUNTING,
    ATTACH,
    BEFORE,
    COMPANIONS,
    CROSSINGS,
    CUT,
    DRAFT_PATH,
    KNOWN_DAYS,
    NO_DAYS,
    OTHER_CONTRIBUTIONS,
    OTHER_DAYS,
    PATH,
    RULE_STAGES,
    SETUP,
    SLOTS,
    SPAN,
    UNCHANGED,
)  # fmt: skip
from protocols.schema import Protocol
from protocols.tables import tables

# The tables in which the rows of a draft differ; questions see base and draft, the models the draft alone where it matters.
SHADOWED = ("protocol", "ladder", "stage", "stage_group", "group_leerjaar", "condition", "action")
OF_COUNTERS = ("counter", "counter_term", "category_set")
COUNTING = ("int_set_day", "int_spell_day", "int_contribution", "int_counter_day")
REACHING = ("int_group_reached", "mart_stage_reached", "mart_recurrence")

_CHOSEN = f"create or replace table chosen as with {VISIBLE} select * from visible"


class Workbench(Snapshot):
    """One school year of one school, with a protocol as it was built and one draft of it at a time.

    Every question of `pipelines.queries` about these two protocols can be asked of it inside `holding`; the rest of the
    tables are those of the snapshot. Opening takes about as long as a page, a draft a fraction of that.
    """

    def __init__(self, snapshot: Snapshot, base: Protocol, school: str, on: date) -> None:
        self.path, self.base, self.school = snapshot.path, base, school
        self._lock = RLock()
        self._draft: Protocol | None = None
        self._asked: tuple[Scope, Selection, date] | None = None
        self.chosen = self.base_standing = self.base_asked = pl.DataFrame()
        self.ladders: list[str] = []
        self.repetitions: list[str] = []
        self._root = connect(":memory:")
        self._root.execute(ATTACH, {"path": str(snapshot.path)})
        # A year of one school is so small that a second thread costs more than it brings.
        self._root.execute("set threads = 1")
        frames = tables({base.id: base})
        self._frames = {name: frames[name] for name in (*SHADOWED, *OF_COUNTERS)}
        self._drafted: dict[str, pl.DataFrame] = {}
        self._filled: dict[str, pl.DataFrame] = {}
        load(self._root, {f"ref_{name}": frame for name, frame in self._frames.items()})
        self._root.execute(PATH)
        start = date(on.year if on.month >= 8 else on.year - 1, 8, 1)
        first, last = self._root.execute(SPAN, {"school": school, "start": start}).fetchone() or (None, None)
        self._values: dict[str, object] = {
            "school": school,
            "first": first or start,
            "last": last or on,
            "base": base.id,
        }
        for sql in SETUP:
            self._ask(self._root, sql, counters=frames["counter"]["counter"].to_list())
        self._companions = set(self._root.execute(COMPANIONS).fetchall())
        self._counters = set(frames["counter"]["counter"])
        self._models = self._root.cursor()
        self._models.execute(DRAFT_PATH)
        for table in (*COUNTING, *REACHING):
            prepare_model(self._models, model(table))
        view_model(self._models, model("mart_action"))
        _run(self._root, ACTIONS)
        _run(self._models, UNCHANGED)

    @contextmanager
    def holding(self, draft: Protocol) -> Iterator["Workbench"]:
        """The workbench with a draft on it; one draft at a time, others wait. The draft needs an id of its own."""
        with self._lock:
            if draft != self._draft:
                self._draft = None
                self._evaluate(draft)
                self._draft = draft
            yield self

    def rows(self, sql: str, values: Mapping[str, Any] | None = None) -> pl.DataFrame:
        """Runs one of our static queries with bound values."""
        with self._lock:
            found: pl.DataFrame = self._root.sql(sql, params=dict(values or {})).pl()
            return found

    def choose(self, scope: Scope, selection: Selection, on: date) -> None:
        """Keeps the pupils whom a viewer may see and chose, and what the base says of them, until others are asked for."""
        with self._lock:
            if self._asked == (scope, selection, on):
                return
            _run(self._root, _CHOSEN, bound(scope, selection, on))
            _run(self._root, CHOSEN_DAY, {"school": self.school, "on": on})
            for sql in (DROP_QUESTIONS if self._asked else ()) + (STANDING, ASKED):
                _run(self._models, sql)
            self.chosen = self.rows("select * from chosen")
            self.base_standing, self.base_asked = (self.rows(sql, {"on": on}) for sql in (BASE_STANDING, BASE_ASKED))
            self._asked = (scope, selection, on)

    def standing(self) -> pl.DataFrame:
        """On which stage the draft has everybody, on the ladders that it changed and the day that `choose` kept."""
        with self._lock:
            found: pl.DataFrame = self._models.sql("execute standing_of_draft").pl()
            return found

    def asked(self) -> pl.DataFrame:
        """What the draft asks of whom in which week on the ladders that it changed, of the pupils that `choose` kept."""
        with self._lock:
            found: pl.DataFrame = self._models.sql("execute asked_of_draft").pl()
            return found

    def _evaluate(self, draft: Protocol) -> None:
        frames = tables({draft.id: draft})
        ladders, stages = changed_ladders(self.base, draft), changed_stages(self.base, draft)
        repetitions = changed_repetitions(self.base, draft)
        self.ladders, self.repetitions = list(ladders), list(repetitions)
        changed = pl.DataFrame(stages, schema={"ladder": pl.String, "stage": pl.String}, orient="row")
        self._fill("changed_ladder", pl.DataFrame({"ladder": ladders}, schema={"ladder": pl.String}))
        self._fill("changed_repetition", pl.DataFrame({"ladder": repetitions}, schema={"ladder": pl.String}))
        self._fill("changed_stage", changed)
        self._fill("draft_id", pl.DataFrame({"protocol": [draft.id]}))
        for name in (*SHADOWED, *OF_COUNTERS):
            if self._drafted.get(name) is None or not frames[name].equals(self._drafted[name]):
                both = pl.concat([self._frames[name], frames[name]]).unique(maintain_order=True)
                refill(self._root, f"ref_{name}", both)
                self._drafted[name] = frames[name]
        own = frames["condition"]
        judged = own.join(changed, on=["ladder", "stage"], how="semi")
        repeated = own.filter(pl.col("ladder").is_in(repetitions))
        self._fill("draft.ref_condition", judged)
        for sql in BEFORE:
            _run(self._models, sql)
        self._count(draft, frames, pl.concat([judged, repeated]).unique(), _single(frames, judged, repeated))
        rules = {stage.rule for ladder in draft.ladder for stage in ladder.stage if (ladder.id, stage.id) in stages}
        if rules - {"groups"}:
            _run(self._models, RULE_STAGES)
        self._make("int_group_reached")
        self._make("mart_stage_reached")
        _run(self._models, "execute keep_unchanged")
        if repetitions:
            self._fill("draft.ref_condition", repeated)
            self._make("mart_recurrence")

    def _count(
        self, draft: Protocol, frames: Mapping[str, pl.DataFrame], wanted: pl.DataFrame, single: set[str]
    ) -> None:
        """Lays out the days of the counters that the changed stages need; counts those anew that nobody has.

        Of `single` counters the days on which a number may be met first are enough.

        A counter that is judged together with another one has a value on the days of that other one too.
        """
        keys = ["ladder", "stage", "group_no"]
        pairs = wanted.select(*keys, "counter").join(wanted.select(*keys, "counter"), on=keys)
        new = sorted(
            {a for a, b in pairs.select("counter", "counter_right").iter_rows() if (a, b) not in self._companions}
        )
        others = sorted(set(wanted["counter"]) - set(new))
        _run(self._models, NO_DAYS)
        elsewhere = [counter for counter in others if counter not in self._counters]
        mine = [counter for counter in others if counter in self._counters]
        crossings = set() if new else set(mine) & single
        self._ask(self._models, CROSSINGS, counters=sorted(crossings))
        self._ask(self._models, KNOWN_DAYS, counters=sorted(set(mine) - crossings))
        self._fill("laid_out", pl.DataFrame({"counter": [*elsewhere, *new]}, schema={"counter": pl.String}))
        if elsewhere:
            self._ask(self._models, OTHER_DAYS, counters=elsewhere)
        if not new:
            return
        terms = frames["counter_term"].filter(pl.col("counter").is_in(new))
        sets = frames["category_set"].filter(pl.col("category_set").is_in(terms["category_set"].to_list()))
        self._fill("draft.ref_counter", frames["counter"].filter(pl.col("counter").is_in(new)))
        self._fill("draft.ref_counter_term", terms)
        self._fill("draft.ref_category_set", sets)
        weeks = {"school": self.school, "first": self._values["first"], "weeks": look_back_weeks(draft)}
        ((cut,),) = self._root.execute(CUT, weeks).fetchall()
        # In the first year of the data there is nothing before it.
        self._ask(self._models, SLOTS, cut=cut or date.min)
        for table in COUNTING[:-1]:
            self._make(table)
        self._ask(self._models, OTHER_CONTRIBUTIONS, counters=others)
        self._make("int_counter_day")
        for sql in AFTER_COUNTING:
            _run(self._models, sql)

    def _fill(self, name: str, frame: pl.DataFrame) -> None:
        """Replaces the rows of a table, unless it holds them already."""
        if name not in self._filled or not frame.equals(self._filled[name]):
            refill(self._root, name, frame)
            self._filled[name] = frame

    def _make(self, table: str) -> None:
        _run(self._models, f"execute make_{table}")

    def _ask(self, connection: duckdb.DuckDBPyConnection, sql: str, **more: object) -> None:
        values = self._values | more
        _run(connection, sql, {name: value for name, value in values.items() if f"${name}" in sql})


def _single(frames: Mapping[str, pl.DataFrame], judged: pl.DataFrame, repeated: pl.DataFrame) -> set[str]:
    """The counters that only decide alone, for every pupil and every day of the year alike."""
    group = ["ladder", "stage", "group_no"]
    limited = [frames["group_leerjaar"].select(group), frames["stage_group"].drop_nulls("trigger_after").select(group)]
    alone = judged.filter(pl.len().over(group) == 1).join(pl.concat(limited), on=group, how="anti")
    others = judged.join(alone, on=[*group, "counter"], how="anti")
    return set(alone["counter"]) - set(others["counter"]) - set(repeated["counter"])


def _run(connection: duckdb.DuckDBPyConnection, sql: str, values: Mapping[str, object] | None = None) -> None:
    """Runs a statement to its end: a result that is still open would block the next one."""
    connection.execute(sql, values).fetchall()
