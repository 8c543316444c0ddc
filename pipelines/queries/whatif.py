"""What a draft protocol changes against its base: pupils on another stage, and what it asks of whom in which week."""

from datetime import date

import polars as pl

from pipelines.queries.scope import EVERYTHING, Scope, Selection
from pipelines.trial import Workbench
from protocols.edits import read_otherwise
from protocols.schema import Protocol

# `chosen` holds the pupils of the viewer's scope and choice; both sides keep to ladders that the draft changed.
_MOVED = """
with here as (
    select c.school_year, c.school from ref_calendar as c where c.date = $on
),
sides as (
    select
        s.student_id, s.ladder, s.stage, s.level, s.reached_on, s.protocol = d.protocol as drafted,
        (s.level * 1000000 + f.day) * 1000000 + s.stage_order as rank
    from (
        select * from draft.mart_stage_reached
        union all
        select b.* from base_stage as b join changed_ladder as l on l.ladder = b.ladder
    ) as s
    cross join draft_id as d
    join ref_calendar as f on f.school = s.school and f.date = s.reached_on
    join here on here.school = s.school and here.school_year = f.school_year
    where s.reached_on <= $on and s.reached_until >= $on
)
select
    v.school, v.student_id, v.name, v.sort_name, v.klas, v.leerjaar, v.afdeling, v.mentor, s.ladder,
    arg_max(case when not s.drafted then s.stage end, case when not s.drafted then s.rank end) as base_stage,
    arg_max(case when not s.drafted then s.level end, case when not s.drafted then s.rank end) as base_level,
    arg_max(case when not s.drafted then s.reached_on end, case when not s.drafted then s.rank end) as base_reached_on,
    arg_max(case when s.drafted then s.stage end, case when s.drafted then s.rank end) as draft_stage,
    arg_max(case when s.drafted then s.level end, case when s.drafted then s.rank end) as draft_level,
    arg_max(case when s.drafted then s.reached_on end, case when s.drafted then s.rank end) as draft_reached_on
from sides as s
join chosen as v on v.student_id = s.student_id
group by v.school, v.student_id, v.name, v.sort_name, v.klas, v.leerjaar, v.afdeling, v.mentor, s.ladder
"""

_ASKED = """
select a.protocol, a.ladder, a.role, a.week_start, cast(sum(a.times) as bigint) as actions
from mart_action as a
join chosen as v on v.student_id = a.student_id
join ref_calendar as c on c.school = a.school and c.date = $on and c.school_year = a.school_year
where a.date <= $on
group by a.protocol, a.ladder, a.role, a.week_start
order by a.protocol, a.ladder, a.role, a.week_start
"""


def moved(bench: Workbench, scope: Scope, on: date, draft: Protocol, selection: Selection = EVERYTHING) -> pl.DataFrame:
    """One row per pupil and changed ladder with a stage under the base or the draft on the day; null where there is none.

    Counting by `base_stage` and `draft_stage` gives both distributions; rows where they differ are who moves.
    """
    with bench.holding(draft):
        bench.choose(scope, selection, on)
        return bench.rows(_MOVED, {"on": on}).sort("sort_name", "student_id", "ladder")


def asked_weeks(
    bench: Workbench, scope: Scope, on: date, draft: Protocol, selection: Selection = EVERYTHING
) -> pl.DataFrame:
    """One row per protocol (base and draft), ladder, role and school week: actions this school year up to the day."""
    with bench.holding(draft):
        bench.choose(scope, selection, on)
        return bench.rows(_ASKED, {"on": on})


PRICES: dict[str, type[pl.DataType]] = {
    "norm": pl.String, "ladder": pl.String, "stage": pl.String, "question": pl.String, "reading": pl.String,
    "alternative_no": pl.Int64, "alternative": pl.String, "why_not": pl.String, "students": pl.Int64,
    "students_higher": pl.Int64, "students_lower": pl.Int64, "actions": pl.Int64, "actions_otherwise": pl.Int64,
}  # fmt: skip


def open_norm_prices(bench: Workbench, scope: Scope, on: date, selection: Selection = EVERYTHING) -> pl.DataFrame:
    """One row per alternative reading of an open norm of the protocol on the workbench, against the chosen reading.

    `students` stand on another stage on the day (`students_higher` and `students_lower` of them on a higher or lower
    level of some ladder); `actions` are those of this school year up to the day under the chosen reading, and
    `actions_otherwise` under the alternative. All null where it cannot be computed, and then `why_not` says why.
    """
    rows: list[tuple[object, ...]] = []
    for norm in bench.base.open_norm:
        for number, text in enumerate(norm.alternatives, 1):
            of = [change for change in norm.change if change.alternative == number]
            why_not = next((change.why_not for change in of if change.why_not), None)
            known = (norm.id, norm.ladder, norm.stage, norm.question, norm.reading, number, text, why_not)
            if why_not is not None or not of:
                rows.append((*known, None, None, None, None, None))
                continue
            draft = read_otherwise(bench.base, norm.id, number, f"lezing-{norm.id}-{number}")
            with bench.holding(draft):
                people, asked = (question(bench, scope, on, draft, selection) for question in (moved, asked_weeks))
            rows.append((*known, *_moves(people), *(_sum(asked, each) for each in (bench.base.id, draft.id))))
    return pl.DataFrame(rows, schema=PRICES, orient="row")


def _moves(people: pl.DataFrame) -> tuple[int, int, int]:
    before, after = pl.col("base_level").fill_null(0), pl.col("draft_level").fill_null(0)
    differ = people.filter(pl.col("base_stage").ne_missing(pl.col("draft_stage")))
    higher, lower = differ.filter(after > before), differ.filter(after < before)
    return differ["student_id"].n_unique(), higher["student_id"].n_unique(), lower["student_id"].n_unique()


def _sum(asked: pl.DataFrame, protocol: str) -> int:
    return int(asked.filter(protocol=protocol)["actions"].sum())
