"""The attack on the report: everything that was ever published laid together, and linear programming over it."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil, floor

import numpy as np
import polars as pl
from scipy.optimize import linprog
from scipy.sparse import coo_array

from dashboard.app_pages.mt_rapport import steps
from dashboard.app_pages.mt_rapport.subject import Subject
from pipelines.questions.compliance import IN_TIME, LAPSED, LATE, OPEN, STATUSES, UNRECORDED

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
        for cell in self.sought:
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
    return coo_array((np.concatenate([both.data, -both.data]), (rows, columns)), shape=(2 * both.shape[0], both.shape[1]))


def meant(text: str) -> tuple[int, int]:
    """Between which numbers a published cell lies, for who knows the rule and that each pupil has one step."""
    if text.startswith("<"):
        return 1, LEAST - 1
    number = int(text.replace(".", ""))
    return (0, 0) if not number else (max(LEAST, number - LEAST // 2), number + LEAST // 2)


def history(seed: int, weeks: int) -> pl.DataFrame:
    """One row per role of a step and one for the whole, of a school of that seed: with its week, and how it ends."""
    random = np.random.default_rng(seed)
    rows = []
    for part in PARTS:
        for stage, roles in ASKS.items():
            usual = random.choice([0.3, 1.0, 3.0])
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
        stage_name=pl.lit("trede"), ladder_order=1, level=1
    )


def reported(rows: pl.DataFrame, week: int) -> pl.DataFrame:
    """The steps of the report at the end of a week: those of its last weeks, of which the newest are not over yet."""
    young = (pl.col("week") == week) & (pl.col("status") != IN_TIME)
    status = pl.when(young).then(pl.lit(OPEN)).otherwise("status").alias("status")
    return rows.filter(pl.col("week").is_between(week - WEEKS + 1, week)).with_columns(status)


def published(rows: pl.DataFrame, part: str) -> dict[str, dict[str, list[str]]]:
    """The tables of one report as they are read: first column -> numbers, from how many were asked on."""
    subject = Subject("School", part, part)
    names = {name: name for name in PARTS}
    tables = {
        "trede": steps.by_stage(rows, subject, LEAST),
        "rol": steps.by_role(rows, subject, LEAST),
        "afdeling": steps.by_afdeling(rows, names, subject, LEAST),
    }
    return {
        name: {first.split(":")[0]: list(numbers) for first, *numbers in table.iter_rows()} for name, table in tables.items()
    }


def known_of(rows: pl.DataFrame, part: str, ends: Sequence[int]) -> Known:
    """All that the reports of an afdeling at the ends of some weeks tell, with what anybody knows of how they hang together.

    Every role that a stage asks has as many tasks as the stage has steps, and the weeks of two reports overlap.
    """
    known = Known()
    none = ["0"] * (len(STATUSES) + 1)
    for week in ends:
        told = published(reported(rows, week), part)
        for kind, every in (("trede", tuple(ASKS)), ("rol", ROLES)):
            for name in every:
                for status, text in zip(STATUSES, told[kind].get(name, none)[1:], strict=True):
                    known.read((kind, name, week, status), text)
        for stage in ASKS:
            begun = [("begonnen", stage, past) for past in range(week - WEEKS + 1, week + 1)]
            known.say([("trede", stage, week, status) for status in STATUSES], 0, 0, minus=begun)
        for role in ROLES:
            of_stages = [("trede", s, week, status) for s, roles in ASKS.items() if role in roles for status in STATUSES]
            known.say([("rol", role, week, status) for status in STATUSES], 0, 0, minus=of_stages)
    return known
