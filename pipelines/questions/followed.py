"""What followed the steps of a protocol, per stage: after all of them, those done in time and those not."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date

import numpy as np
import polars as pl

from pipelines.models.snapshot import Snapshot
from pipelines.questions.compliance import IN_TIME, LATE, OVERDUE, UNRECORDED, steps
from pipelines.questions.ladder_weeks import LadderWeeks, ladder_weeks
from pipelines.statistics.followed import Bools, Floats, Followed, Rule, Windows, compare, windows
from pipelines.store.workspace import Workspace
from pipelines.viewer import Viewer

ALL, DONE, NOT_DONE = "alle stappen", "op tijd gedaan", "niet op tijd als gedaan vastgelegd"
STATUSES = {DONE: (IN_TIME,), NOT_DONE: (LATE, OVERDUE, UNRECORDED)}
STAGE = ("ladder", "ladder_name", "ladder_order", "stage", "stage_name", "level")
FOLLOWED: dict[str, type[pl.DataType]] = {
    "ladder": pl.String,
    "ladder_name": pl.String,
    "ladder_order": pl.Int64,
    "stage": pl.String,
    "stage_name": pl.String,
    "level": pl.Int64,
    "comparable": pl.Boolean,
    "group": pl.String,
    "steps": pl.Int64,
    "compared": pl.Int64,
    "pupils": pl.Int64,
    "before": pl.Float64,
    "after": pl.Float64,
    "expected": pl.Float64,
    "lower": pl.Float64,
    "upper": pl.Float64,
    "verdict": pl.String,
}


def followed(
    workspace: Workspace, snapshot: Snapshot, viewer: Viewer, on: date, school: str, noted_until: date | None = None
) -> pl.DataFrame:
    """One row per stage that was reached and group of steps: mean hours before and after, beside the expected ones.

    Steps from the first day of the data up to the day, of pupils of the viewer; similar pupils are sought in the whole
    school. Hours are distinct lesson hours with a registration that the ladder counts, in the school weeks of the
    settings before (the week of the step is the last) and after. Recurring actions are no steps of their own here:
    after most of them the next follows within those weeks. Not `comparable`: stages for being away so many days without
    a break, because everybody who is gets the step; they have no numbers. `group`: all steps; those done in time; those
    not, only for stages of which anything is recorded at all. For the others see `Followed`.
    """
    if school not in snapshot.ranges:
        return pl.DataFrame(schema=FOLLOWED)
    found = steps(workspace, snapshot, viewer, on, snapshot.ranges[school][0], noted_until=noted_until)
    found = found.filter(pl.col("role").is_null() & ~pl.col("recurring") & (pl.col("school") == school))
    history = ladder_weeks(snapshot, viewer, on, school)
    found = found.join(history.ranks, on="reached_on")
    table = _Table(history, rule(snapshot.settings))
    rows = []
    for stage, of_stage in found.group_by(STAGE, maintain_order=True):
        ladder, name = str(stage[0]), str(stage[3])
        comparable = history.by_length.filter(ladder=ladder, stage=name).is_empty()
        for group, part in _groups(of_stage).items():
            result = table.of(ladder, name, part) if comparable else Followed(part.height, 0, 0)
            named = dict(zip(STAGE, stage, strict=True)) | {"comparable": comparable, "group": group}
            rows.append(named | asdict(result))
    return pl.DataFrame(rows, schema=FOLLOWED, orient="row").sort("ladder_order", "level", "stage", maintain_order=True)


def _groups(rows: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """Not done is known only where somebody records what is done."""
    split = STATUSES if rows["recorded"].any() else {}
    return {ALL: rows} | {name: rows.filter(pl.col("status").is_in(found)) for name, found in split.items()}


def rule(numbers: Mapping[str, float]) -> Rule:
    """The numbers of the settings by which is compared."""
    return Rule(
        weeks=int(numbers["followed_weeks"]),
        earlier_weeks=int(numbers["followed_earlier_weeks"]),
        min_earlier_weeks=int(numbers["followed_min_earlier_weeks"]),
        min_pupils=int(numbers["followed_min_pupils"]),
        min_similar=int(numbers["followed_min_similar"]),
        deviations=numbers["followed_deviations"],
        unlike=numbers["followed_unlike"],
    )


class _Table:
    """The school as rows of pupils and columns of school weeks."""

    def __init__(self, history: LadderWeeks, rule: Rule) -> None:
        self._history, self._rule = history, rule
        names, ranks = history.there["student_id"].unique(maintain_order=True), history.weeks["week_rank"]
        self._pupils = pl.DataFrame({"student_id": names}).with_row_index("row")
        self._weeks = pl.DataFrame({"week_rank": ranks}).with_row_index("column")
        days = self._spread(history.there, "days")
        needed = history.weeks["school_days"].to_numpy()
        self._there: Bools = (days == needed) & history.weeks["whole"].to_numpy()
        self._cut: dict[str, Windows] = {}

    def of(self, ladder: str, stage: str, steps: pl.DataFrame) -> Followed:
        """What followed some steps of a stage."""
        if ladder not in self._cut:
            hours = self._spread(self._history.hours.filter(ladder=ladder), "hours")
            self._cut[ladder] = windows(hours, self._there, self._history.weeks["year"].to_numpy(), self._rule)
        reached = self._spread(self._history.reached.filter(ladder=ladder, stage=stage)) > 0
        return compare(self._cut[ladder], reached, self._spread(steps) > 0)

    def _spread(self, rows: pl.DataFrame, value: str | None = None) -> Floats:
        """A value per pupil and week (else that there is a row) as an array, zero where there is no row."""
        placed = rows.join(self._pupils, on="student_id").join(self._weeks, on="week_rank")
        found = np.zeros((self._pupils.height, self._weeks.height))
        found[placed["row"].to_numpy(), placed["column"].to_numpy()] = (
            1.0 if value is None else placed[value].to_numpy()
        )
        return found
