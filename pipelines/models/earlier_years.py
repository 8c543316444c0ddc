"""School years that a build takes over from the snapshot before it, because nothing of what they rest on changed.

A model with a `part` in its header is built by school year: a row of before 1 August rests on rows of before that day
only, and a row of after it on rows that still say something then (`part` names both days). So where all that such a
model reads is as it was up to some day, its rows of the school years before that day are those of the snapshot before.
What it reads are other such models, for which the same holds; what the program, settings, protocols and choices of codes
make, of which the fingerprint says that they are the same; and the tables in `COMPARED`, which are held against those of
the snapshot before, day by day. Every other model is built whole.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import duckdb

from pipelines.calendar import SchoolYear
from pipelines.models.database import connect
from pipelines.models.model import Model, models, reads
from pipelines.store.recovery import lost_tables

NOTHING = date.min
WITH = re.compile(r"^with ", re.M)
# What is made of settings, protocols and rule files alone, or of `ref_calendar` by the day.
BY_FINGERPRINT = frozenset(
    {
        "ref_action",
        "ref_appointment",
        "ref_appointment_word",
        "ref_category",
        "ref_category_set",
        "ref_condition",
        "ref_counter",
        "ref_counter_term",
        "ref_lesson_hour",
        "ref_lesson_table",
        "ref_named_holiday",
        "ref_norm",
        "ref_protocol",
        "ref_protocol_unauthorised",
        "ref_recurrence",
        "ref_school",
        "ref_setting",
        "ref_stage",
        "ref_stage_group",
        "ref_test_week",
        "ref_window",
    }
)
# Per table the rows with `day`: the first day on which they say something to a model that is built by school year.
COMPARED = {
    "raw_registration": "select date as day, * from raw_registration",
    "raw_lesson": "select date as day, * from raw_lesson",
    "raw_followup": "select date as day, * from raw_followup",
    "raw_appointment": "select date as day, * from raw_appointment",
    "raw_frozen_absence": "select date as day, * from raw_frozen_absence",
    "raw_frozen_enrolment": "select date as day, * from raw_frozen_enrolment",
    "ref_calendar": "select date as day, * from ref_calendar",
    "ref_data_range": """
        select calendar.date as day, calendar.school
        from ref_data_range as imported
        join ref_calendar as calendar
            on calendar.school = imported.school and calendar.date >= imported.first_date
            and calendar.date <= imported.last_date
    """,
    # A code says nothing before the first registration with it.
    "stg_code": """
        select min(registration.date) as day, of_code.school, of_code.code, of_code.kind, of_code.flag, of_code.category
        from raw_registration as registration
        join stg_code as of_code
            on of_code.school = registration.school
            and of_code.code = registration.code
            and of_code.kind = coalesce(registration.kind, '')
            and of_code.flag = coalesce(cast(registration.authorised as varchar), '')
        group by of_code.school, of_code.code, of_code.kind, of_code.flag, of_code.category
    """,
    # Of a placement that ends sooner than it did only the days since are others.
    "stg_placement": """
        select valid_from as day, true as begins, school, student_id, klas, leerjaar, afdeling, studie, mentor
        from stg_placement
        union all
        select valid_until, false, school, student_id, klas, leerjaar, afdeling, studie, mentor from stg_placement
    """,
    "int_spell_day": """
        select date as day, school, student_id, category_set, spell_start, day_in_spell, hours, hours_known
        from int_spell_day
    """,
    "int_short_spell": "select date as day, * from int_short_spell",
    "int_share_day": "select date as day, * from int_share_day",
    "int_scheduled_window": "select date as day, * from int_scheduled_window",
    "int_move": "select date as day, * from int_move",
    "int_age": "select reached_on as day, * from int_age",
    "int_group_mark": "select least(done_on, undone_until) as day, * from int_group_mark",
    "int_norm_report": "select begin_date as day, * from int_norm_report",
    "mart_stage_reached": "select reached_on as day, * from mart_stage_reached",
    # The age of a pupil says nothing before the first day that anything is known of him or her.
    "mart_student": """
        select min(known.date) as day, student.school, student.student_id, student.adult_on
        from mart_student as student
        join (
            select school, student_id, date from raw_registration
            union all
            select school, student_id, date from raw_followup
            union all
            select school, student_id, date from raw_appointment
        ) as known on known.school = student.school and known.student_id = student.student_id
        group by student.school, student.student_id, student.adult_on
    """,
}
# Tables that are built whole of which only the rows with a later last day are read.
LAST_DAYS = {
    "raw_registration": "date",
    "raw_lesson": "date",
    "int_spell_day": "date",
    "mart_stage_reached": "reached_until",
}


class EarlierYears:
    """The rows of earlier school years in a snapshot that was made with the same fingerprint, attached as `earlier`.

    `since` is the first day of the school years that have to be built anew, as far as is known: tables are compared as
    soon as they stand, and what differs in one moves the day back for the models after it.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection
        self._own = connection.execute("select current_database()").fetchall()[0][0]
        self.since = date.max

    def compare(self, table: str) -> None:
        """Holds a table that stands against that of before, when a model by school year reads it."""
        if table not in COMPARED or self.since == NOTHING:
            return
        try:
            self._connection.execute("use earlier.main")
            before = self._days(COMPARED[table])
        finally:
            self._connection.execute(f'use "{self._own}".main')
        differing = {row[0] for row in before ^ self._days(COMPARED[table])}
        # Of a row without a day nobody knows where it counts.
        days = [NOTHING if day is None else SchoolYear.of(day).first_day for day in differing]
        self.since = min([self.since, *days])
        self._connection.execute("set variable since = $since", {"since": self.since})

    def _days(self, rows: str) -> set[tuple[date | None, int, int]]:
        # The hash of a row alone would let values change places between rows of a day.
        sql = f"select said.day, count(*), sum(hash(hash(said))) from ({rows}) as said group by said.day"
        return set(self._connection.execute(sql).fetchall())

    def fresh(self, model: Model) -> bool:
        """Makes the temporary table `fresh` of the rows of a model since that day; False when it is built whole."""
        if model.part is None or self.since == NOTHING:
            return False
        own = {each.table: each.part[1] for each in models() if each.part} | LAST_DAYS
        limited = [
            f"{table} as not materialized (select * from main.{table} where {own[table]} >= getvariable('since'))"
            for table in reads(model.sql, own)
        ]
        # A name that stands in the list of the query goes before the table of that name.
        sql = WITH.sub(f"with {', '.join(limited)}, ", model.sql, count=1) if limited else model.sql
        day = model.part[0]
        self._connection.execute(
            f"create or replace temp table fresh as select * from ({sql}) where {day} >= getvariable('since')"
        )
        return True

    def lay(self, model: Model) -> None:
        """Makes the table of a model: its rows of before as they were, and those of `fresh`."""
        table, day = model.table, (model.part or ("",))[0]
        self._connection.execute(
            f"create table {table} as select * from earlier.{table} where {day} < getvariable('since')"
        )
        self._connection.execute(f"insert into {table} select * from fresh")
        self._connection.execute("drop table fresh")


@contextmanager
def earlier_years(
    connection: duckdb.DuckDBPyConnection, before: Path | None, made_with: str
) -> Iterator[EarlierYears | None]:
    """What a snapshot has of earlier school years, for as long as the block lasts; None when it is of no use.

    That is one that lost something, or was made with other settings, rules, choices of codes or another program.
    """
    if before is None or not _serves(before, made_with):
        yield None
        return
    connection.execute("attach $path as earlier (read_only)", {"path": str(before)})
    try:
        yield EarlierYears(connection)
    finally:
        connection.execute("detach earlier")


def _serves(snapshot: Path, made_with: str) -> bool:
    try:
        if lost_tables(snapshot):
            return False
        with connect(snapshot, read_only=True) as connection:
            return connection.execute("select fingerprint from ref_build").fetchall() == [(made_with,)]
    except (OSError, duckdb.Error):
        return False
