"""Whole days of which nothing tells the lesson hours: they count as days, and in no sum of hours."""

from datetime import date

import polars as pl

from pipelines.models.snapshot import Snapshot
from pipelines.questions.quality import OWNED
from pipelines.viewer import EVERYTHING, Selection, Viewer, bound

_WHOLE_DAYS = f"""
with {OWNED}
select
    w.student_id, o.name, o.klas, o.mentor, w.date, w.category, g.absent,
    u.category is not null or w.category = 'onbekend' as unauthorised,
    w.category in (
        select m.category
        from ref_category_set as m
        join ref_counter_term as t on t.category_set = m.category_set
        join ref_condition as c on c.counter = t.counter and c.protocol = 'nl-mazl'
    ) as sick
from int_whole_day as w
join owned as o on o.school = w.school and o.student_id = w.student_id
join ref_category as g on g.category = w.category
join ref_school as s on s.school = w.school
left join ref_protocol_unauthorised as u on u.protocol = s.protocol and u.category = w.category
join ref_calendar as k on k.school = w.school and k.date = w.date
join ref_calendar as n on n.school = w.school and n.date = $on and n.school_year = k.school_year
where w.date <= $on
order by w.date desc, o.sort_name, w.student_id, w.category
"""


def whole_days(
    snapshot: Snapshot, viewer: Viewer, on: date, school: str, selection: Selection = EVERYTHING
) -> pl.DataFrame:
    """One row per pupil, school day of this year up to the day and category of which the lesson hours are unknown.

    `unauthorised`: by the protocol in force, or without a known reason yet; `sick`: by the national criteria.
    """
    return snapshot.rows(_WHOLE_DAYS, bound(viewer, selection, on) | {"school": school})
