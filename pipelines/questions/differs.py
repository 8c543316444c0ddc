"""Who stands at another height under another protocol, by which rule, and the registrations behind it."""

from collections.abc import Sequence
from datetime import date

import polars as pl

from pipelines.models.snapshot import Tables
from pipelines.questions.protocols_compared import STANDING, asked
from pipelines.viewer import EVERYTHING, VISIBLE, Selection, Viewer, bound

_HEIGHTS = f"""
with {VISIBLE},
{STANDING},
tracked as (
    select s.*, l.track,
        row_number() over (
            partition by s.school, s.student_id, s.protocol, l.track order by s.level desc, s.reached_on desc, l.ladder_order
        ) as top
    from standing as s
    join ref_ladder as l on l.protocol = s.protocol and l.ladder = s.ladder
    where s.place = 1
),
holding as (
    select t.*, g.group_no,
        row_number() over (
            partition by t.school, t.student_id, t.protocol, t.ladder, t.stage order by g.reached_on, g.group_no
        ) as first_group
    from tracked as t
    left join int_group_reached as g
        on g.school = t.school and g.student_id = t.student_id and g.protocol = t.protocol and g.ladder = t.ladder
        and g.stage = t.stage and g.reached_on <= $on and g.reached_until >= $on
    where t.top = 1
),
rules as (
    select h.school, h.student_id, h.protocol, h.ladder, h.stage,
        string_agg(
            format('{{:g}} {{}} ({{}} {{:g}})', x.value, n.label, case c.operator when '>=' then 'vanaf' else 'meer dan' end,
                c.number),
            ' en ' order by c.condition_no
        ) as why
    from holding as h
    join ref_condition as c
        on c.protocol = h.protocol and c.ladder = h.ladder and c.stage = h.stage and c.group_no = h.group_no
    join ref_counter as n on n.counter = c.counter
    join int_group_reached as g
        on g.school = h.school and g.student_id = h.student_id and g.protocol = h.protocol and g.ladder = h.ladder
        and g.stage = h.stage and g.group_no = h.group_no and g.reached_on <= $on and g.reached_until >= $on
    join int_counter_day as x
        on x.counter = c.counter and x.school = h.school and x.student_id = h.student_id and x.date = g.reached_on
    where h.first_group = 1
    group by h.school, h.student_id, h.protocol, h.ladder, h.stage
)
select
    h.protocol, h.school, h.student_id, h.track, h.ladder, h.stage, s.name as stage_name, h.level, h.reached_on, r.why,
    v.name, v.sort_name, v.klas, v.leerjaar, v.afdeling, v.mentor
from holding as h
join visible as v on v.school = h.school and v.student_id = h.student_id
join ref_stage as s on s.protocol = h.protocol and s.ladder = h.ladder and s.stage = h.stage
left join rules as r
    on r.school = h.school and r.student_id = h.student_id and r.protocol = h.protocol and r.ladder = h.ladder
    and r.stage = h.stage
where h.first_group = 1
order by h.protocol, v.sort_name, h.student_id, h.track
"""

_BEHIND = f"""
with {VISIBLE},
reached as (
    select g.*
    from int_group_reached as g
    join visible as v on v.school = g.school and v.student_id = g.student_id
    where g.school = $school and g.student_id = $student_id and g.protocol = $protocol and g.ladder = $ladder
        and g.stage = $stage and g.reached_on <= $on and g.reached_until >= $on
    order by g.reached_on, g.group_no
    limit 1
),
registered as (
    select school, student_id, date, lesson_hour, category, subject, true as hours_known from int_slot
    where school = $school and student_id = $student_id
    union all
    select school, student_id, date, null, category, null, false from int_whole_day
    where school = $school and student_id = $student_id
)
select distinct s.date, s.lesson_hour, s.category, s.subject, n.label as counter, c.condition_no
from reached as g
join ref_condition as c
    on c.protocol = g.protocol and c.ladder = g.ladder and c.stage = g.stage and c.group_no = g.group_no
join ref_counter as n on n.counter = c.counter
join ref_counter_term as t on t.counter = c.counter
join ref_category_set as m on m.category_set = t.category_set
join registered as s
    on s.school = g.school and s.student_id = g.student_id and s.category = m.category and s.date <= g.reached_on
join ref_calendar as k on k.school = s.school and k.date = s.date
join ref_calendar as d on d.school = g.school and d.date = g.reached_on
left join ref_window as w on w.school = s.school and w.date = s.date and w.window_kind = n.window_kind
left join ref_window as e on e.school = g.school and e.date = g.reached_on and e.window_kind = n.window_kind
left join int_spell_day as p
    on p.school = s.school and p.student_id = s.student_id and p.category_set = t.category_set and p.date = s.date
left join int_spell_day as q
    on q.school = g.school and q.student_id = g.student_id and q.category_set = t.category_set and q.date = g.reached_on
where case n.window_kind
        when 'lesweken' then w.window_key = e.window_key and k.t > d.t - 7 * n.window_weeks
        when 'dag' then p.spell_start = q.spell_start
        else w.window_key = e.window_key
    end
    and (s.hours_known or t.unit <> 'lesuur')
    and (t.day_filter is null or k.vacation_edge)
    and (t.max_spell_days is null or p.day_in_spell <= t.max_spell_days)
order by s.date, s.lesson_hour, s.category, c.condition_no
"""


def heights(
    tables: Tables, viewer: Viewer, on: date, protocols: Sequence[str], selection: Selection = EVERYTHING
) -> pl.DataFrame:
    """One row per protocol, pupil and track on which he or she has a stage that day: the highest one, and why.

    `why` tells the counters and numbers of the group that holds, as they stood when it was reached; null for the
    national norm, whose rule is not a condition.
    """
    return tables.rows(_HEIGHTS, asked(viewer, selection, on, protocols))


def differences(first: pl.DataFrame, second: pl.DataFrame, by: str = "level") -> pl.DataFrame:
    """One row per pupil and track at another height: two frames of `heights`, of one protocol each, beside each other.

    `by="level"` compares heights (two protocols), `by="stage"` the stages themselves (a draft and its base, where a
    stage that is added moves the ones above it). Columns of the second end in `_second`; no stage is null.
    """
    keys = ["school", "student_id", "track"]
    people = ["name", "sort_name", "klas", "leerjaar", "afdeling", "mentor"]
    both = first.join(second, on=keys, how="full", coalesce=True, suffix="_second")
    both = both.with_columns(pl.coalesce(column, f"{column}_second") for column in people)
    return (
        both.drop(f"{column}_second" for column in people)
        .filter(pl.col(by).ne_missing(pl.col(f"{by}_second")))
        .sort("track", "sort_name", "student_id")
    )


def behind(
    tables: Tables, viewer: Viewer, on: date, school: str, student_id: str, protocol: str, ladder: str, stage: str
) -> pl.DataFrame:
    """One row per registration that made a pupil reach a stage: those in the window of the condition, up to that day.

    `counter` says for which condition it counts. Empty for a stage that does not hold on the day.
    """
    values = {"school": school, "student_id": student_id, "protocol": protocol, "ladder": ladder, "stage": stage}
    return tables.rows(_BEHIND, bound(viewer, EVERYTHING, on) | values)
