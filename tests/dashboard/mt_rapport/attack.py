"""The attack on the report: everything that was ever published laid together, and linear programming over it."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from math import ceil, floor

import numpy as np
import polars as pl
from scipy.optimize import linprog
from scipy.sparse import coo_array

from dashboard.app_pages.mt_rapport import steps
from pipelines.questions.compliance import IN_TIME, LAPSED, LATE, OPEN, STATUSES, UNRECORDED
from pipelines.statistics import disclosure

LEAST, WEEKS = 5, 4
PARTS = ("havo", "vwo", "tl")
# Stage -> the roles that it asks something of.
ASKS = {"s1": ("mentor",), "s2": ("mentor", "coördinator"), "s3": ("coördinator",), "s4": ("mentor", "directie")}
WORST = (UNRECORDED, OPEN, LATE, LAPSED, IN_TIME)
ROLES = ("mentor", "coördinator", "directie")


@dataclass
class Known:
    """What an attacker knows: sums of cells (names of any kind) that lie between two numbers, and cells to find."""

    sums: list[tuple[Mapping[Hashable, int], float, float]] = field(default_factory=list)
    sought: list[Hashable] = field(default_factory=list)
    every: int = 1

    def say(self, cells: Iterable[Hashable], low: float, high: float, minus: Iterable[Hashable] = ()) -> None:
        """That these cells, minus the others, are together between two numbers."""
        self.sums.append((dict.fromkeys(cells, 1) | dict.fromkeys(minus, -1), low, high))

    def read(self, cell: Hashable, text: str) -> None:
        """That a finest cell is published so; one of few pupils is what he wants to know."""
        self.say([cell], *meant(text))
        if text.startswith("<"):
            self.sought.append(cell)

    def left(self) -> list[int]:
        """How many values each sought cell can still have."""
        place = {cell: n for n, cell in enumerate(dict.fromkeys(cell for cells, *_ in self.sums for cell in cells))}
        entries = [(n, place[cell], sign) for n, (cells, *_) in enumerate(self.sums) for cell, sign in cells.items()]
        rows, columns, signs = zip(*entries, strict=True)
        matrix = coo_array((signs, (rows, columns)), shape=(len(self.sums), len(place))).tocsr()
        low, high = (np.array([known[n] for known in self.sums]) for n in (1, 2))
        same = low == high
        told = {"A_ub": _stacked(matrix[~same]), "b_ub": np.concatenate([high[~same], -low[~same]])}
        if same.any():
            told |= {"A_eq": matrix[same], "b_eq": low[same]}
        found = []
        for cell in self.sought[:: self.every]:
            ends = []
            for sign in (1, -1):
                aim = np.zeros(len(place))
                aim[place[cell]] = sign
                solved = linprog(aim, **told, method="highs")
                assert solved.status == 0, "What is published contradicts itself."
                ends.append(sign * solved.fun)
            found.append(floor(ends[1] + 1e-6) - ceil(ends[0] - 1e-6) + 1)
        return found


def _stacked(matrix: coo_array) -> coo_array:
    both = coo_array(matrix)
    rows, columns = np.concatenate([both.row, both.row + both.shape[0]]), np.concatenate([both.col, both.col])
    return coo_array(
        (np.concatenate([both.data, -both.data]), (rows, columns)), shape=(2 * both.shape[0], both.shape[1])
    )


def meant(text: str) -> tuple[int, int]:
    """Between which numbers a published cell lies, for who knows the rule and that each pupil has one step."""
    if text.startswith("<"):
        return 1, LEAST - 1
    number = int(text.replace(".", ""))
    # What two cells of few pupils may hold together, eight, is rounded down.
    near = {0: (0, 0), 5: (5, 8), 10: (9, 12)}
    return near.get(number, (number - LEAST // 2, number + LEAST // 2))


def history(seed: int, weeks: int, busy: Sequence[float] = (0.3, 1.0, 3.0)) -> pl.DataFrame:
    """One row per role of a step and one for the whole, of a school of that seed, with its week and how it ends.

    `busy`: how many steps a week a stage has.
    """
    random = np.random.default_rng(seed)
    rows: list[tuple[object, ...]] = []
    for part in PARTS:
        for stage, roles in ASKS.items():
            usual = random.choice(busy)
            for week in range(weeks):
                for _ in range(random.poisson(usual)):
                    student = str(len(rows))
                    ends = [WORST[random.choice(len(WORST), p=[0.25, 0.1, 0.2, 0.1, 0.35])] for _ in roles]
                    whole = next(status for status in WORST if status in ends)
                    rows += [
                        (student, part, stage, week, role, status)
                        for role, status in ((None, whole), *zip(roles, ends, strict=True))
                    ]
    columns = ["student_id", "afdeling", "stage", "week", "role", "status"]
    schema = dict.fromkeys(columns, pl.String) | {"week": pl.Int64}
    return pl.DataFrame(rows, schema=schema, orient="row").with_columns(
        stage_name=pl.lit("trede"),
        ladder_order=1,
        level=1,
        recurring=1,
        reached_on="week",
        **dict.fromkeys(("school", "protocol", "ladder"), pl.lit("s")),
    )


def reported(rows: pl.DataFrame, week: int) -> pl.DataFrame:
    """The steps of the report at the end of a week: those of its last weeks, of which the newest are not over yet."""
    young = (pl.col("week") == week) & (pl.col("status") != IN_TIME)
    status = pl.when(young).then(pl.lit(OPEN)).otherwise("status").alias("status")
    return rows.filter(pl.col("week").is_between(week - WEEKS + 1, week)).with_columns(status)


def published(rows: pl.DataFrame, ends: Sequence[int]) -> Known:
    """All that the reports at the ends of some weeks tell, every finest cell, with how they hang together.

    Sums of cells tell nothing that the cells do not. But of every role there are as many tasks as there are steps that
    ask it, a step in time was so for each, and the weeks of two reports overlap.
    """
    known = Known()
    for week in ends:
        cells = steps.cells(reported(rows, week), LEAST)
        names: dict[tuple[str, str, str | None, str], Hashable] = {}
        for part, stage, role, status, value, few in cells.select(
            "afdeling", "stage", "role", "status", "value", "few"
        ).iter_rows():
            if value is not None and (role is None or part is None):
                names[part, stage, role, status] = (week, part, stage, role, status)
                known.read((week, part, stage, role, status), f"< {LEAST}" if few else str(value))
        for role in {role for _, _, role, _ in names if role}:
            mine = [name for (_, _, whose, _), name in names.items() if whose == role]
            beside = [
                (name, status)
                for (_, stage, whose, status), name in names.items()
                if whose is None and role in ASKS[stage] and len(ASKS[stage]) > 1
            ]
            known.say(mine, 0, 0, minus=[name for name, _ in beside])
            in_time = [name for (_, _, whose, status), name in names.items() if whose == role and status == IN_TIME]
            known.say(in_time, 0, 1000, minus=[name for name, status in beside if status == IN_TIME])
        for part, stage in product(PARTS, ASKS):
            of_stage = [
                name for (of, at, whose, _), name in names.items() if whose is None and (of, at) == (part, stage)
            ]
            _overlap(known, week, part, stage, of_stage)
    return known


def _overlap(known: Known, week: int, part: str, stage: str, cells: Sequence[Hashable]) -> None:
    begun = [("begonnen", part, stage, past) for past in range(week - WEEKS + 1, week + 1)]
    known.say(cells, 0, 0, minus=begun)


def each_figure_rounded(rows: pl.DataFrame, ends: Sequence[int]) -> Known:
    """What they would tell if each figure of steps and roles, of a part and of the school, were rounded by itself."""
    known = Known()
    for week in ends:
        here = reported(rows, week)
        for role, stage in product((None, *ROLES), ASKS):
            if role is None or role in ASKS[stage]:
                for status in STATUSES:
                    of = here.filter(
                        pl.col("role").eq_missing(role) & (pl.col("stage") == stage) & (pl.col("status") == status)
                    )
                    names = [(week, part, role, stage, status) for part in PARTS]
                    for name in names:
                        known.read(name, _rounded(of.filter(pl.col("afdeling") == name[1]).height))
                    known.say(names, *meant(_rounded(of.height)))
        for part, stage in product(PARTS, ASKS):
            for role in (None, *ASKS[stage]):
                _overlap(known, week, part, stage, [(week, part, role, stage, status) for status in STATUSES])
    return known


def _rounded(count: int) -> str:
    found = disclosure.cell(count, count, LEAST)
    return f"< {LEAST}" if found.few else str(found.value)
