"""Invented pupils put through the models: a tiny database with a calendar, the rules of some protocols and their days."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from pipelines.models.build import empty_model, load, refill, run_aside
from pipelines.models.database import connect, fetch
from pipelines.models.model import model
from pipelines.models.reference import protocol_tables
from pipelines.whatif.days import SCHOOL, Days, Event
from protocols.schema import Protocol

COUNTING = (
    "int_set_day",
    "int_spell_day",
    "int_week_run",
    "int_short_spell",
    "int_lesson_amount",
    "int_contribution",
    "int_age",
    "int_group_mark",
    "int_move",
    "int_counter_day",
)
NORM = ("int_norm_day", "int_norm_report", "int_norm_window", "int_norm_stage")
REACHING = ("int_group_met", "int_group_reached", "mart_stage_reached")
# What an invented pupil has nothing of: whole days, a betermelding, a timetable, a tested pattern.
NOTHING = (
    "int_whole_day",
    "int_missed_appointment",
    "stg_registration",
    "int_scheduled_window",
    "int_share_day",
    "int_pattern_stage",
)
MARKS = {"school": pl.String, "student_id": pl.String, "task_key": pl.String, "done_on": pl.Date}
# What an invented registration says of whether it was handled.
ANSWERS = {"ja": True, "nee": False}
# From when until when a pupil is on a stage, by protocol, ladder and stage.
Stretches = dict[tuple[str, str, str], list[tuple[date, date]]]


@dataclass(frozen=True)
class Pupil:
    """What rules for some pupils ask of an invented one, who stays in one klas; without a birth date of no known age.

    `done`: tasks by their key with the day on which they were done.
    """

    leerjaar: int = 4
    afdeling: str | None = None
    studie: str | None = None
    born: date | None = None
    done: tuple[tuple[str, date], ...] = ()

    @property
    def words(self) -> str:
        """`leerjaar 4, afdeling vwo`: what is told of the pupil."""
        afdeling = f", afdeling {self.afdeling}" if self.afdeling else ""
        studie = f", opleiding {self.studie}" if self.studie else ""
        born = f", geboren op {self.born:%d-%m-%Y}" if self.born else ""
        done = "".join(f", taak gedaan op {on:%d-%m-%Y}" for on in sorted({on for _, on in self.done}))
        return f"leerjaar {self.leerjaar}{afdeling}{studie}{born}{done}"


History = tuple[Sequence[Event], Pupil]


def since(stretches: Stretches, stage: tuple[str, str, str], on: date) -> date | None:
    """The day on which the stage was reached that holds on a day, or None."""
    return next((first for first, last in stretches.get(stage, ()) if first <= on <= last), None)


class Histories:
    """The models over invented pupils: who is on which stage of these protocols, from when until when."""

    def __init__(self, protocols: Mapping[str, Protocol], days: Days) -> None:
        stages = [stage for protocol in protocols.values() for ladder in protocol.ladder for stage in ladder.stage]
        norm = NORM if any(stage.by_norm for stage in stages) else ()
        self._models = [model(name) for name in (*COUNTING, *norm, *REACHING)]
        self._connection = connect(":memory:")
        self._connection.execute("set threads = 1")
        first, last = days.calendar["date"].min(), days.calendar["date"].max()
        school = {"school": SCHOOL, "protocol": next(iter(protocols)), "hour_factor": 1.0, "norm_crosses_summer": False}
        read = {word for each in self._models for word in re.findall(r"ref_\w+", each.sql)}
        load(
            self._connection,
            {name: frame for name, frame in protocol_tables(protocols).items() if name in read}
            | {
                "ref_calendar": days.calendar,
                "ref_window": days.windows,
                "ref_named_holiday": days.named,
                "ref_school": pl.DataFrame([school]),
                "ref_data_range": pl.DataFrame([{"school": SCHOOL, "first_date": first, "last_date": last}]),
            },
        )
        for name in (*NOTHING, *(() if norm else NORM[-1:]), "int_slot", "stg_placement", "mart_student"):
            empty_model(self._connection, model(name))
        load(self._connection, {"raw_mark": pl.DataFrame(schema=MARKS)})

    def stretches(self, pupils: Sequence[History]) -> list[Stretches]:
        """Per pupil the stages and days."""
        if not pupils:
            return []
        slots = [
            (str(n), e.date, e.hour, e.category, e.subject or None, e.minutes or None, ANSWERS.get(e.handled))
            for n, (events, _) in enumerate(pupils)
            for e in events
        ]
        slot = {"student_id": pl.String, "date": pl.Date, "lesson_hour": pl.Int64, "category": pl.String}
        slot |= {"subject": pl.String, "minutes_late": pl.Int64, "handled": pl.Boolean}
        told = [
            (str(n), p.leerjaar, p.afdeling, p.studie and p.studie.lower(), p.born) for n, (_, p) in enumerate(pupils)
        ]
        names = ("student_id", "afdeling", "studie")
        types = dict.fromkeys(names, pl.String) | {"leerjaar": pl.Int64, "birth_date": pl.Date}
        order = ("student_id", "leerjaar", "afdeling", "studie", "birth_date")
        people = pl.DataFrame(told, schema={name: types[name] for name in order}, orient="row")
        school = pl.lit(SCHOOL).alias("school")
        refill(self._connection, "int_slot", pl.DataFrame(slots, schema=slot, orient="row").with_columns(school))
        always = people.drop("birth_date").with_columns(
            school, pl.lit(date.min).alias("valid_from"), pl.lit(date.max).alias("valid_until")
        )
        refill(self._connection, "stg_placement", always)
        done = [(SCHOOL, str(n), key, on) for n, (_, p) in enumerate(pupils) for key, on in p.done]
        refill(self._connection, "raw_mark", pl.DataFrame(done, schema=MARKS, orient="row"))
        refill(self._connection, "mart_student", people.select("student_id", "birth_date").with_columns(school))
        for each in self._models:
            run_aside(self._connection, each)
        found: list[Stretches] = [{} for _ in pupils]
        for student, *stage, since, until in fetch(self._connection, _STRETCHES).iter_rows():
            found[int(student)].setdefault((stage[0], stage[1], stage[2]), []).append((since, until))
        return found

    def close(self) -> None:
        self._connection.close()


_STRETCHES = """
select student_id, protocol, ladder, stage, reached_on, reached_until
from mart_stage_reached
order by student_id, protocol, ladder, stage, reached_on
"""
