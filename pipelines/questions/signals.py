"""Signals of sick absence beside each other: every sick ladder of the chosen protocols, with the dates that make it."""

from collections.abc import Sequence
from datetime import date

import polars as pl

from pipelines.models.snapshot import Snapshot
from pipelines.viewer import EVERYTHING, VISIBLE, Selection, Viewer, bound, care_only

NATIONAL = "nl-mazl"

# The highest stage of each sick ladder on the day, for the chosen protocols.
_NOW = f"""{VISIBLE},
ranked as (
    select
        r.*,
        row_number() over (
            partition by r.student_id, r.protocol, r.ladder order by r.level desc, r.reached_on desc, r.stage_order desc
        ) as place
    from mart_stage_reached as r
    join ref_ladder as l on l.protocol = r.protocol and l.ladder = r.ladder and l.track = 'ziek'
    where r.school = $school and list_contains($protocols, r.protocol) and r.reached_on <= $on and r.reached_until >= $on
),
now as (
    select r.* from ranked as r
    join visible as v on v.school = r.school and v.student_id = r.student_id
    where r.place = 1
),
holding as (
    -- The group that brought the pupil to the stage.
    select n.school, n.protocol, n.ladder, n.stage, n.student_id, n.reached_on, min(g.group_no) as group_no
    from now as n
    join int_group_reached as g
        on g.school = n.school and g.protocol = n.protocol and g.ladder = n.ladder and g.stage = n.stage
        and g.student_id = n.student_id and g.reached_on = n.reached_on
    group by n.school, n.protocol, n.ladder, n.stage, n.student_id, n.reached_on
)"""

_SIGNALS = f"""
with {_NOW},
reasons as (
    select h.protocol, h.ladder, h.stage, h.student_id, n.label, t.unit, c.number, x.value
    from holding as h
    join ref_condition as c
        on c.protocol = h.protocol and c.ladder = h.ladder and c.stage = h.stage
        and c.group_no = h.group_no and c.condition_no = 1
    join ref_counter as n on n.counter = c.counter
    join ref_counter_term as t on t.counter = c.counter and t.term_no = 1
    join int_counter_day as x
        on x.counter = c.counter and x.school = h.school and x.student_id = h.student_id and x.date = h.reached_on
)
select
    v.student_id, v.name, v.sort_name, v.klas, v.leerjaar, v.afdeling, v.mentor,
    year($on) - year(v.birth_date) - case
        when month($on) * 100 + day($on) < month(v.birth_date) * 100 + day(v.birth_date) then 1 else 0
    end >= (select value from ref_norm where name = 'duty_until_age') as adult,
    n.protocol, p.name as protocol_name, n.ladder, l.name as ladder_name, n.stage, s.name as stage_name, n.level,
    n.reached_on, case s.rule when 'pattern' then 'melding' else r.unit end as unit, r.label, r.value, r.number,
    s.place, s.basis, s.legal, s.legal_reason
from now as n
join visible as v on v.school = n.school and v.student_id = n.student_id
join ref_protocol as p on p.protocol = n.protocol
join ref_ladder as l on l.protocol = n.protocol and l.ladder = n.ladder
join ref_stage as s on s.protocol = n.protocol and s.ladder = n.ladder and s.stage = n.stage
left join reasons as r
    on r.protocol = n.protocol and r.ladder = n.ladder and r.stage = n.stage and r.student_id = n.student_id
order by n.reached_on desc, v.sort_name, v.student_id, n.protocol, l.ladder_order
"""

_DATES = f"""
with {_NOW},
counted as (
    select
        h.protocol, h.ladder, h.stage, h.student_id, h.school, h.reached_on, c.counter, n.window_kind, n.window_weeks,
        k.t, w.window_key, t.category_set
    from holding as h
    join ref_condition as c
        on c.protocol = h.protocol and c.ladder = h.ladder and c.stage = h.stage and c.group_no = h.group_no
    join ref_counter as n on n.counter = c.counter
    join ref_counter_term as t on t.counter = c.counter and t.term_no = 1
    join ref_calendar as k on k.school = h.school and k.date = h.reached_on
    left join ref_window as w on w.school = h.school and w.date = h.reached_on and w.window_kind = n.window_kind
)
select distinct m.student_id, m.protocol, m.ladder, m.stage, c.date
from counted as m
join int_contribution as c
    on c.counter = m.counter and c.school = m.school and c.student_id = m.student_id and c.date <= m.reached_on
left join int_spell_day as x
    on x.school = m.school and x.student_id = m.student_id and x.category_set = m.category_set and x.date = m.reached_on
where (c.expires_on is null or c.expires_on > m.reached_on)
    and case m.window_kind
        when 'lesweken' then c.window_key = m.window_key and c.t > m.t - 7 * m.window_weeks
        when 'dag' then c.date >= x.spell_start
        else c.window_key = m.window_key
    end
union
select n.student_id, n.protocol, n.ladder, n.stage, x.spell_start
from now as n
join int_pattern_stage as p
    on p.school = n.school and p.protocol = n.protocol and p.ladder = n.ladder and p.stage = n.stage
    and p.student_id = n.student_id and p.reached_on = n.reached_on
join ref_calendar as k on k.school = p.school and k.date = p.reached_on
join int_spell_trait as x
    on x.school = p.school and x.student_id = p.student_id and x.school_year = k.school_year
    and x.kind = p.kind and x.base = p.base and x.choice = p.choice and x.spell_start <= p.reached_on
"""

_ACTIONS = """
select a.protocol, a.ladder, a.stage, a.action_no, a.role, a.what, a.leerjaar_from, a.leerjaar_until, a.adult
from ref_action as a
where list_contains($protocols, a.protocol)
order by a.protocol, a.ladder, a.stage, a.action_no
"""

_IN_FORCE = """
select s.protocol from ref_school as s where s.school = $school and list_contains($schools, s.school)
"""
_KEYS = ["student_id", "protocol", "ladder", "stage"]


def signals(
    snapshot: Snapshot,
    viewer: Viewer,
    on: date,
    school: str,
    protocols: Sequence[str] = (),
    selection: Selection = EVERYTHING,
) -> pl.DataFrame:
    """One row per pupil and sick ladder on which he or she stands, newest first: the stage of that day.

    Always of the protocol in force at the school and of the national criteria, and of the `protocols` asked for.
    `reached_on` is since when; `dates` are the days that made it then: first days of spells where `unit` is melding,
    else sick days; `label`, `value` and `number` are the counter of its first condition, null at a tested pattern.
    `who` says who does what for this pupil. A stage with `legal` conflicts with the law and goes nowhere outside the
    school.
    """
    values = bound(care_only(viewer), selection, on) | {"school": school}
    in_force = snapshot.rows(_IN_FORCE, {"school": school, "schools": values["schools"]})["protocol"].to_list()
    values["protocols"] = sorted({*in_force, NATIONAL, *protocols})
    found = snapshot.rows(_SIGNALS, values).with_columns(pl.col("protocol").is_in(in_force).alias("in_force"))
    dates = snapshot.rows(_DATES, values).group_by(_KEYS).agg(pl.col("date").sort().alias("dates"))
    who = who_acts(found, snapshot.rows(_ACTIONS, {"protocols": values["protocols"]}))
    return found.join(dates, on=_KEYS, how="left", maintain_order="left").join(
        who, on=_KEYS, how="left", maintain_order="left"
    )


def who_acts(found: pl.DataFrame, actions: pl.DataFrame) -> pl.DataFrame:
    """Who does what for each pupil: by leerjaar and being of age, as the protocol says; unknown means all."""
    meant = found.select(*_KEYS, "leerjaar", pl.col("adult").alias("of_age")).join(actions, on=_KEYS[1:])
    fits = [
        pl.col("leerjaar") >= pl.col("leerjaar_from"),
        pl.col("leerjaar") <= pl.col("leerjaar_until"),
        pl.col("of_age") == pl.col("adult"),
    ]
    return (
        meant.filter(*(fit.fill_null(True) for fit in fits))
        .sort(*_KEYS, "action_no")
        .group_by(_KEYS, maintain_order=True)
        .agg(pl.format("{}: {}", "role", "what").alias("who"))
    )
