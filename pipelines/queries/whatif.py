"""What a draft protocol changes against its base: pupils on another stage, and what it asks of whom in which week."""

from datetime import date

import polars as pl

from pipelines.queries.scope import EVERYTHING, Scope, Selection
from pipelines.trial import Workbench
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
