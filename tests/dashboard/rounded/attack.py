"""The attack on Trends, Ladders and the MT-rapport together: all that one rector can read of a year, laid side by side.

The pages show cells of afdeling and week (`Trends`, and the trend of the MT-rapport), and cells of afdeling and stage at
each week end (`Ladders`, and the stages of the MT-rapport of that week); every other figure is a sum of those.
"""

from collections.abc import Mapping, Sequence
from itertools import combinations, pairwise, product

import numpy as np
import polars as pl

from dashboard.rounded.said import TO, said
from dashboard.rounded.stages import stages as stages_of, through_weeks
from dashboard.rounded.weekly import shown_weeks
from pipelines.statistics.disclosure import cell
from tests.dashboard.mt_rapport.attack import LEAST, Known

PARTS = ("havo", "vwo", "tl")
SIZES = (8, 25, 60)
# Stage -> from how many times late.
STAGES = {"tl-3": 3, "tl-5": 5, "tl-10": 10}
# Those of another protocol, beside it on Vergelijken.
OTHER = {"b-4": 4, "b-6": 6}
LATE, AWAY = "late", "away"
# Of a number of which more is of few pupils it is told how far it may be off.
SHARE = 0.25
MONDAY = pl.date(2026, 8, 31)


def history(seed: int, weeks: int, busy: Sequence[float]) -> pl.DataFrame:
    """One row per pupil and week of a school of that seed: afdeling, and hours away and late. `busy`: how many a week."""
    random = np.random.default_rng(seed)
    rows = []
    for part, size in zip(PARTS, random.permutation(SIZES), strict=True):
        usual = random.choice(busy)
        for pupil, week in product(range(size), range(weeks)):
            rows.append((part, f"{part}{pupil}", week, int(random.poisson(usual)), int(random.poisson(usual))))
    return pl.DataFrame(rows, schema=["part", "student_id", "week", AWAY, LATE], orient="row")


def weeks_shown(rows: pl.DataFrame, measure: str, part: str) -> pl.DataFrame:
    """The weeks of one afdeling as the pages have them: registered pupils rounded, null where they are few."""
    cells = (
        rows.group_by("part", "week")
        .agg((pl.col(measure) > 0).sum().alias("registered"), pl.col(measure).sum().alias("missed_hours"), pl.len())
        .with_columns(
            (MONDAY + pl.duration(weeks="week")).alias("week_start"),
            (pl.col("len") * 30.0).alias("scheduled_hours"),
            (pl.col("len") * 5).alias("student_days"),
        )
    )
    own = cells.filter(pl.col("part") == part)
    return shown_weeks(own, cells, LEAST, (part,)).sort("week")


def standing(rows: pl.DataFrame, ladder: Mapping[str, int] = STAGES) -> pl.DataFrame:
    """The pupils on each stage of a ladder, by afdeling and week end."""
    so_far = rows.sort("week").with_columns(pl.col(LATE).cum_sum().over("student_id").alias("times"))
    level = pl.sum_horizontal((pl.col("times") >= number).cast(pl.Int64) for number in ladder.values())
    names = dict(enumerate(ladder, 1))
    found = so_far.with_columns(level.alias("level")).filter(pl.col("level") > 0)
    counted = found.group_by("part", "week", "level").agg(pl.len().cast(pl.Int64).alias("students"))
    return counted.with_columns(pl.col("level").replace_strict(names, return_dtype=pl.String).alias("stage"))


def stages_shown(rows: pl.DataFrame, part: str) -> pl.DataFrame:
    """The stages of one afdeling at each week end as the pages have them."""
    own = standing(rows).filter(pl.col("part") == part)
    keys = (pl.col("week").alias("week_start"), pl.col("week").alias("date"))
    return through_weeks(own.select(*keys, "stage", "level", "students"), LEAST)


def totals(rows: pl.DataFrame, week: int, parts: Sequence[str]) -> dict[str, str]:
    """The stages of some afdelingen together at a week end, as the bars of the pages have them, in words."""
    ladder = pl.DataFrame(
        [
            {"ladder": "tl", "ladder_name": "te laat", "stage": stage, "stage_name": stage, "level": level}
            | {"ladder_order": 1, "stage_order": level, "computable": True}
            for level, stage in enumerate(STAGES, 1)
        ]
    )
    counted = standing(rows).filter(pl.col("week") == week).with_columns(pl.lit("tl").alias("ladder"))
    return dict(stages_of(counted, ladder, LEAST, SHARE, parts).select("key", "said").iter_rows())


def read_ranges(known: Known, rows: pl.DataFrame) -> int:
    """Tells what stands in brackets beside the totals, of all afdelingen and of each two; how many there are."""
    last, found = int(rows["week"].max()), 0  # type: ignore[arg-type]
    for week, parts in product(range(last + 1), (PARTS, *combinations(PARTS, 2))):
        for stage, text in totals(rows, week, parts).items():
            if TO in text:
                low, high = text.partition("(")[2].rstrip(")").split(TO)
                known.say([(part, week, stage) for part in parts], int(low), int(high))
                found += 1
    return found


def published(rows: pl.DataFrame) -> Known:
    """Every cell that the pages tell, with how they hang together.

    Lates are never taken back in a school year: who reached a stage stays on it or rises, and rises only in a week in
    which he or she was late. So the pupils from a stage on grow by at most the pupils who were late that week.
    """
    known, last = Known(), int(rows["week"].max())  # type: ignore[arg-type]
    for part in PARTS:
        for measure in (AWAY, LATE):
            for week, registered in weeks_shown(rows, measure, part).select("week", "registered").iter_rows():
                known.read((part, week, measure), f"< {LEAST}" if registered is None else str(round(registered)))
        told = {
            (week, stage): text
            for week, stage, text in stages_shown(rows, part).select("date", "stage", "said").iter_rows()
        }
        for week, stage in product(range(last + 1), STAGES):
            known.read((part, week, stage), told.get((week, stage), "0"))
        names = list(STAGES)
        for week, place in product(range(1, last + 1), range(len(names))):
            now, before = ([(part, at, stage) for stage in names[place:]] for at in (week, week - 1))
            known.say(now, 0, 1000, minus=before)
            known.say([(part, week, LATE), *before], 0, 1000, minus=now)
    return known


def read_other(known: Known, rows: pl.DataFrame) -> None:
    """Tells the cells of another protocol at each week end: more than its page, which shows their sums of the whole school.

    Who is late often enough for a stage of one protocol is so for every lower number of the other.
    """
    cells = {
        tuple(key): pupils for *key, pupils in standing(rows, OTHER).select("part", "week", "stage", "students").rows()
    }
    every = sorted((STAGES | OTHER).items(), key=lambda stage: stage[1])
    for part, week in product(PARTS, range(int(rows["week"].max()) + 1)):  # type: ignore[arg-type]
        for stage in OTHER:
            count = cells.get((part, week, stage), 0)
            known.read((part, week, stage), said(cell(count, count, LEAST), LEAST))
        from_on = [
            [(part, week, other) for other, least in (STAGES if stage in STAGES else OTHER).items() if least >= number]
            for stage, number in every
        ]
        for lower, higher in pairwise(from_on):
            known.say(lower, 0, 1000, minus=higher)
