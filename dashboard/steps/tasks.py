"""Tasks: one row per task of a pupil's step, with its term and how it stands; pages make their lists of these."""

from datetime import date, timedelta

import polars as pl

from dashboard.steps import why
from pipelines.notes.standing import standing
from protocols.national import number

# The order of urgency. Only a term of law or of the protocol can be overdue; of our own default term it is said otherwise.
LATE, TODAY, THIS_WEEK, LATER, STAYS = "te laat", "vandaag", "deze week", "later", "blijft liggen"
GROUPS = (LATE, TODAY, THIS_WEEK, LATER, STAYS)
# What closed a task.
MARK, CAME, SETTLED = "vinkje", "teruggekomen", "afgehandeld"
STEP = ("school", "student_id", "protocol", "ladder", "stage", "reached_on", "recurring")

TASKS: dict[str, pl.DataType | type[pl.DataType]] = {
    "school": pl.String,
    "student_id": pl.String,
    "name": pl.String,
    "sort_name": pl.String,
    "klas": pl.String,
    "leerjaar": pl.Int64,
    "afdeling": pl.String,
    "mentor": pl.String,
    "protocol": pl.String,
    "ladder": pl.String,
    "ladder_name": pl.String,
    "track": pl.String,
    "stage": pl.String,
    "stage_name": pl.String,
    "rule": pl.String,
    "level": pl.Int64,
    "reached_on": pl.Date,
    "recurring": pl.Boolean,
    "is_new": pl.Boolean,
    "reason": pl.String,
    "legal": pl.String,
    "norm_hours": pl.Float64,
    "action_no": pl.Int64,
    "task_key": pl.String,
    "role": pl.String,
    "what": pl.String,
    "times": pl.Int64,
    "hours": pl.List(pl.Int64),
    "open_hours": pl.List(pl.Int64),
    "followup": pl.String,
    "report": pl.Boolean,
    "deadline": pl.Date,
    "days_left": pl.Int64,
    "in_working_days": pl.Boolean,
    "is_default": pl.Boolean,
    "deadline_text": pl.String,
    "group": pl.String,
    "is_done": pl.Boolean,
    "done_by": pl.String,
    "by_mark": pl.Boolean,
    "done_on": pl.Date,
    "initials": pl.String,
    "marked_at": pl.String,
    "settled_on": pl.Date,
    "came_on": pl.Date,
    "missed_on": pl.List(pl.Date),
}


def age_on(birth: date | None, on: date) -> int | None:
    """Age in whole years on a day, when the birth date is known."""
    return None if birth is None else on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day))


def asked(rows: pl.DataFrame, aged_on: date, ages_then: bool = True) -> pl.DataFrame:
    """One row per task that steps (rows with `actions`) ask of somebody for this pupil, with the columns of the step.

    Which tasks are for a pupil goes by leerjaar, and by being of age on the day `aged_on`; of what recurs the step itself
    says it, by the age of its own day. Without `ages_then` that is not told of who is of age: the first day with a task for
    18 and over would be a birthday. What is not known of a pupil excludes none.
    """
    ages = [age_on(birth, aged_on) for birth in rows["birth_date"]]
    of_age = [None if age is None else age >= number("duty_until_age") for age in ages]
    found = (
        rows.drop("times", strict=False)
        .with_columns(pl.Series("of_age", of_age, pl.Boolean))
        .explode("actions")
        .filter(pl.col("actions").is_not_null())
        .unnest("actions")
    )
    leerjaar, told = pl.col("leerjaar"), pl.lit(ages_then) | ~pl.col("of_age")
    return found.filter(
        (leerjaar >= pl.col("leerjaar_from")).fill_null(True),
        (leerjaar <= pl.col("leerjaar_until")).fill_null(True),
        pl.when("recurring")
        .then(told | pl.col("adult").is_null())
        .otherwise(pl.col("adult") == pl.col("of_age"))
        .fill_null(True),
    )


def told(rows: pl.DataFrame, aged_on: date, ages_then: bool = True) -> pl.DataFrame:
    """As `asked`, of the rows of question `worklist`, each with the `reason` of its step: all that no mark changes."""
    # Twice as fast as `iter_rows` for the lists inside.
    reasons = [why.sentence(row) for row in rows.to_arrow().to_pylist()]
    return asked(rows.with_columns(pl.Series("reason", reasons, pl.String)).drop("reasons"), aged_on, ages_then)


def tasks(asked: pl.DataFrame, marks: pl.DataFrame, settlements: pl.DataFrame, on: date) -> pl.DataFrame:
    """One row per task of `told`, in their order, with the columns of `TASKS`; see `doors.tasks`."""
    found = standing(asked, marks, settlements)
    left = pl.when(pl.col("open_hours").list.len() > 0).then(pl.col("open_hours").list.len()).otherwise("times")
    return found.with_columns(
        pl.when("is_done").then("times").otherwise(left).cast(pl.Int64).alias("times"),
        pl.when(~pl.col("is_done")).then(_group(on)).alias("group"),
        pl.when(pl.col("marked_on").is_not_null())
        .then(pl.lit(MARK))
        .when(pl.col("done_on").is_not_null())
        .then(pl.lit(CAME))
        .when(pl.col("settled_on").is_not_null())
        .then(pl.lit(SETTLED))
        .alias("done_by"),
    ).select(pl.col(name).cast(kind) for name, kind in TASKS.items())


def _group(on: date) -> pl.Expr:
    left, sunday = pl.col("days_left"), on + timedelta(6 - on.weekday())
    return (
        pl.when((left < 0) & pl.col("is_default"))
        .then(pl.lit(STAYS))
        .when(left < 0)
        .then(pl.lit(LATE))
        .when(left == 0)
        .then(pl.lit(TODAY))
        .when(pl.col("deadline") <= sunday)
        .then(pl.lit(THIS_WEEK))
        .otherwise(pl.lit(LATER))
    )
