"""A what-if: a draft protocol computed on the data of a snapshot, without building anything.

Rules are rows, so a draft is other rows in the small `ref_` tables. A workbench holds one school year of one school in
memory with the protocol that drafts start from. The models run again for each draft, on what the draft changes only:
counters do not depend on thresholds, so a new number counts nothing anew, and a stage that kept its conditions keeps its
pupils. The 16-hour norm is the school's, as its protocol in force counts it, whatever a draft says.
"""

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from datetime import date
from threading import RLock
from typing import Any

import duckdb
import polars as pl

from pipelines.calendar import SchoolYear
from pipelines.models.build import add_rows, empty_model, load, refill, view_model
from pipelines.models.database import connect, fetch
from pipelines.models.model import model
from pipelines.models.snapshot import Snapshot
from pipelines.questions.macros import add_macros
from pipelines.viewer import Selection, Viewer
from pipelines.whatif import questions, workbench_sql
from pipelines.whatif.changes import changed_ladders, changed_repetitions, changed_stages, look_back_weeks
from protocols.schema import Protocol
from protocols.tables import tables

# The tables in which the rows of a draft differ; questions see base and draft, the models the draft alone where it matters.
SHADOWED = ("protocol", "ladder", "stage", "stage_group", "action")
OF_COUNTERS = ("counter", "counter_term", "category_set")
# Stages that no condition decides, and the model of each; other rules are groups of conditions.
BY_RULE = {"norm_near": "int_norm_stage", "norm_report": "int_norm_stage", "pattern": "int_pattern_stage"}


class Workbench:
    """One school year of one school, with a protocol as it was built and one draft of it at a time.

    Every question about `Rows` can be asked of it inside `holding`, about these two protocols; the rest of the tables
    are those of the snapshot. Opening takes about as long as a page, a draft a fraction of that.
    """

    def __init__(self, snapshot: Snapshot, base: Protocol, school: str, on: date) -> None:
        self.base, self.school = base, school
        self._lock = RLock()
        self._draft: Protocol | None = None
        self._asked: tuple[Viewer, Selection, date] | None = None
        self.chosen = self.base_standing = self.base_asked = pl.DataFrame()
        self.ladders: list[str] = []
        self.repetitions: list[str] = []
        self._root = connect(":memory:")
        self._root.execute(workbench_sql.ATTACH, {"path": str(snapshot.paths[school])})
        # A year of one school is so small that a second thread costs more than it brings.
        self._root.execute("set threads = 1")
        frames = tables({base.id: base})
        self._frames = {name: frames[name] for name in (*SHADOWED, *OF_COUNTERS, "condition")}
        self._conditions = frames["condition"]
        self._days: dict[str, date] = {}
        self._drafted: dict[str, pl.DataFrame] = {}
        self._counted: tuple[object, ...] | None = None
        self._filled: dict[str, pl.DataFrame] = {}
        load(self._root, {f"ref_{name}": frame for name, frame in self._frames.items()})
        self._root.execute("create schema draft")
        self._root.execute(workbench_sql.PATH)
        add_macros(self._root)
        start = SchoolYear.of(on).first_day
        span = self._root.execute(workbench_sql.SPAN, {"school": school, "start": start}).fetchone()
        first, last = span or (None, None)
        self._values = {"school": school, "first": first or start, "last": last or on, "base": base.id}
        self._models, self._repeats = self._root.cursor(), self._root.cursor()
        for cursor in (self._models, self._repeats):
            cursor.execute(workbench_sql.DRAFT_PATH)
        for name in workbench_sql.DRAFTED:
            empty_model(self._models, model(name))
        for sql in workbench_sql.SETUP:
            self._ask(self._root, sql, counters=frames["counter"]["counter"].to_list())
        self._companions = set(self._root.execute(workbench_sql.COMPANIONS).fetchall())
        self._counters = set(frames["counter"]["counter"])
        self._limited = set(fetch(self._root, workbench_sql.LIMITED)["counter"])
        self._numbered = set(fetch(self._root, workbench_sql.NUMBERED)["counter"])
        # What recurs is worked out on a cursor of its own, from all days, while others ask who stands where.
        self._repeats.execute(workbench_sql.ALL_DAYS)
        self._aside = ThreadPoolExecutor(1)
        self._recurred = self._aside.submit(lambda: None)
        view_model(self._models, model("mart_action"))
        _run(self._root, workbench_sql.ACTIONS)

    @contextmanager
    def holding(self, draft: Protocol) -> Iterator["Workbench"]:
        """The workbench with a draft on it; one draft at a time, others wait. The draft needs an id of its own."""
        with self._lock:
            if draft != self._draft:
                self._draft = None
                wait([self._recurred])
                self._evaluate(draft)
                self._draft = draft
            yield self

    def rows(self, sql: str, values: Mapping[str, Any] | None = None) -> pl.DataFrame:
        """Runs one of our static queries with bound values."""
        with self._lock:
            self._recurred.result()
            self._fill("ref_condition", self._conditions)
            return fetch(self._root, sql, values)

    def close(self) -> None:
        self._root.close()

    def choose(self, viewer: Viewer, selection: Selection, on: date) -> None:
        """Keeps the pupils whom a viewer may see and chose, and what the base says of them, until others are asked for."""
        with self._lock:
            if self._asked == (viewer, selection, on):
                return
            _run(self._root, questions.CHOSEN, {"viewer": viewer.bound(), "selection": selection.bound(), "on": on})
            first = fetch(self._root, questions.FIRST_DAY, {"school": self.school, "on": on}).item()
            self._days = {"first": first, "on": on}
            self.chosen = fetch(self._root, "select * from chosen")
            self.base_standing, self.base_asked = (
                fetch(self._root, sql, self._days) for sql in (questions.BASE_STANDING, questions.BASE_ASKED)
            )
            self._asked = (viewer, selection, on)

    def standing(self) -> pl.DataFrame:
        """On which stage the draft has everybody, on the ladders that it changed and the day that `choose` kept."""
        with self._lock:
            return fetch(self._models, questions.STANDING, self._days)

    def asked(self) -> pl.DataFrame:
        """What the draft asks of whom in which week on the ladders that it changed, of the pupils that `choose` kept."""
        with self._lock:
            self._recurred.result()
            return fetch(self._models, questions.ASKED, self._days)

    def _evaluate(self, draft: Protocol) -> None:
        frames = tables({draft.id: draft})
        self.ladders, self.repetitions = changed_ladders(self.base, draft), changed_repetitions(self.base, draft)
        stages = changed_stages(self.base, draft)
        self._fill("changed_ladder", pl.DataFrame({"ladder": self.ladders}, schema={"ladder": pl.String}))
        self._fill("changed_repetition", pl.DataFrame({"ladder": self.repetitions}, schema={"ladder": pl.String}))
        changed = pl.DataFrame(stages, schema={"ladder": pl.String, "stage": pl.String}, orient="row")
        self._fill("changed_stage", changed)
        self._fill("draft_id", pl.DataFrame({"protocol": [draft.id]}))
        for name in (*SHADOWED, *OF_COUNTERS):
            if self._drafted.get(name) is None or not frames[name].equals(self._drafted[name]):
                both = pl.concat([self._frames[name], frames[name]]).unique(maintain_order=True)
                refill(self._root, f"ref_{name}", both)
                self._drafted[name] = frames[name]
        own = frames["condition"]
        self._conditions = pl.concat([self._frames["condition"], own])
        repeated = frames["recurrence"].filter(pl.col("ladder").is_in(self.repetitions))
        judged = own.join(changed, on=["ladder", "stage"], how="semi")
        self._show("ref_condition", judged)
        _run(self._models, workbench_sql.BEFORE)
        self._make("int_age")
        self._make("int_group_mark")
        self._count(draft, frames, judged, repeated)
        altered = frames["stage"].join(changed, on=["ladder", "stage"], how="semi")
        self._show("ref_stage", altered)
        for table in sorted({BY_RULE[rule] for rule in altered["rule"] if rule in BY_RULE}):
            self._make(table)
        self._make("int_group_met")
        self._make("int_group_reached")
        self._make("mart_stage_reached")
        _run(self._models, workbench_sql.UNCHANGED)
        _run(self._models, workbench_sql.UNCHANGED_RECURRENCES)
        self._recurred = self._aside.submit(self._recur, repeated)

    def _recur(self, recurrences: pl.DataFrame) -> None:
        if self.repetitions:
            self._repeats.register("ref_recurrence", recurrences.to_arrow())
            add_rows(self._repeats, model("int_recurrence"))

    def _count(
        self, draft: Protocol, frames: Mapping[str, pl.DataFrame], judged: pl.DataFrame, repeated: pl.DataFrame
    ) -> None:
        """Lays out the days of the counters of these conditions; counts those anew that nobody has.

        A counter that is judged together with another one has a value on the days of that other one too.
        """
        groups = judged.group_by("ladder", "stage", "group_no").agg("counter")["counter"].to_list()
        together = [*map(set, groups), *({counter} for counter in repeated["counter"])]
        new = {a for counters in together for a in counters for b in counters if (a, b) not in self._companions}
        new |= set(repeated.filter("by_kind")["counter"]) - self._numbered
        # Who moves, or has a birthday, is looked at on that day.
        some = frames["stage_group"].filter("of_some").join(judged, on=["ladder", "stage", "group_no"])
        aged = pl.any_horizontal(pl.col("age_from", "age_until").is_not_null()) | (pl.col("done").list.len() > 0)
        new |= set(some.filter(aged | ~pl.col("counter").is_in(sorted(self._limited)))["counter"])
        others = set().union(*together) - new
        elsewhere, mine = others - self._counters, self._counters.intersection(judged["counter"]) - new
        # A counter is called after what it counts: where all are those of the draft before, nothing is counted anew.
        ages = some.select("counter", "age_from", "age_until", pl.col("done").list.join(" ")).iter_rows()
        weeks = look_back_weeks(draft)
        of = (weeks, *map(frozenset, (new, mine, map(frozenset, together), repeated.iter_rows(), ages)))
        if of == self._counted:
            return
        self._counted = None
        _run(self._models, workbench_sql.BEFORE_COUNTING)
        for sql, counters in ((workbench_sql.KNOWN_DAYS, mine), (workbench_sql.OTHER_DAYS, elsewhere)):
            if counters:
                self._ask(self._models, sql, counters=sorted(counters))
        self._fill("laid_out", pl.DataFrame({"counter": sorted(elsewhere | new)}, schema={"counter": pl.String}))
        if new:
            self._count_anew(weeks, frames, new, others, repeated)
        self._counted = of

    def _count_anew(
        self, weeks: int, frames: Mapping[str, pl.DataFrame], new: set[str], others: set[str], repeated: pl.DataFrame
    ) -> None:
        terms = frames["counter_term"].filter(pl.col("counter").is_in(sorted(new)))
        sets = frames["category_set"].filter(pl.col("category_set").is_in(terms["category_set"].to_list()))
        self._show("ref_counter", frames["counter"].filter(pl.col("counter").is_in(sorted(new))))
        self._show("ref_counter_term", terms)
        self._show("ref_recurrence", repeated)
        self._show("ref_category_set", sets)
        since = {"school": self.school, "first": self._values["first"], "weeks": weeks}
        cut = fetch(self._root, workbench_sql.CUT, since).item()
        # In the first year of the data there is nothing before it.
        for sql in workbench_sql.SINCE_CUT:
            self._ask(self._models, sql, cut=cut or date.min)
        for table in workbench_sql.COUNTING[:-1]:
            self._make(table)
        self._ask(self._models, workbench_sql.OTHER_CONTRIBUTIONS, counters=sorted(others))
        self._make("int_counter_day")
        _run(self._models, workbench_sql.AFTER_COUNTING)
        self._ask(self._models, workbench_sql.KNOWN_CONTRIBUTIONS, counters=sorted(others))

    def _fill(self, name: str, frame: pl.DataFrame) -> None:
        """Replaces the rows of a table, unless it holds them already."""
        if name not in self._filled or not frame.equals(self._filled[name]):
            refill(self._root, name, frame)
            self._filled[name] = frame

    def _show(self, name: str, frame: pl.DataFrame) -> None:
        """Lets the models see these rows and no others under a name; what questions see of it stays."""
        self._models.register(name, frame.to_arrow())

    def _make(self, table: str) -> None:
        add_rows(self._models, model(table))

    def _ask(self, connection: duckdb.DuckDBPyConnection, sql: str, **more: object) -> None:
        values = self._values | more
        _run(connection, sql, {name: value for name, value in values.items() if f"${name}" in sql})


def _run(connection: duckdb.DuckDBPyConnection, sql: str, values: Mapping[str, object] | None = None) -> None:
    """Runs a statement to its end: a result that is still open would block the next one."""
    connection.execute(sql, values).fetchall()
