"""Opgeknapt: pupils who went down on a ladder, and pupils with whom it stayed quiet after their step was done."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl

from dashboard import words
from dashboard.steps import why
from dashboard.steps.tasks import STEP
from pipelines.notes.settlements import SETTLEMENTS
from pipelines.notes.standing import standing

RECOVERED: dict[str, type[pl.DataType]] = {
    "nummer": pl.String,
    "Leerling": pl.String,
    "Klas": pl.String,
    "Ladder": pl.String,
    "Van": pl.String,
    "Naar": pl.String,
    "Sinds": pl.Date,
    "Waardoor": pl.String,
    "Mentor": pl.String,
}


def about(weeks: int, days: int) -> str:
    """What recovered means here and how much of it comes by itself; `days` are the school days without anything new."""
    return (
        f"Wie in de laatste {words.number(weeks, 0)} schoolweken een trede daalde, of na een gedane stap ten minste "
        f"{words.number(days, 0)} schooldagen niets meer op die ladder had staan. Wie een trede bereikt, had net een "
        "drukke tijd; daarna wordt het vaak ook vanzelf rustiger. Het getal tussen haakjes is wat het tempo van daarvoor "
        "zou geven. Het begin van een schooljaar telt niet: dan begint elke ladder opnieuw."
    )


def recovered(lapsed: pl.DataFrame, quiet: list[dict[str, Any]]) -> pl.DataFrame:
    """One row per pupil and ladder, the newest first: from which stage, to what, since when and by what."""
    records = [_went_down(row) for row in lapsed.iter_rows(named=True)] + quiet
    return pl.DataFrame(records, schema=RECOVERED, orient="row").sort("Sinds", descending=True, maintain_order=True)


def _went_down(row: Mapping[str, Any]) -> dict[str, Any]:
    return _row(row, row["now_stage"] or "geen trede", row["since"], _by_what(row))


def _row(row: Mapping[str, Any], to: str, since: date, by_what: str) -> dict[str, Any]:
    return {
        "nummer": row["student_id"],
        "Leerling": row["name"],
        "Klas": row["klas"],
        "Ladder": row["ladder_name"],
        "Van": row["stage"],
        "Naar": to,
        "Sinds": since,
        "Waardoor": by_what,
        "Mentor": row["mentor"],
    }


def _by_what(row: Mapping[str, Any]) -> str:
    """A stage that ends with its period is no praise: the sentence says so, and how the running period goes."""
    if row["lasts"] is None:
        return "uren vielen uit het venster van de norm"
    kind = row["lasts"]
    ended = why.window(kind, row["ended_key"]).removeprefix("in ")
    label = str(row["label"]).removesuffix(f" per {kind}")
    now = f"{words.number(row['value_now'] or 0)} {label} {why.window(kind, row['now_key'])}"
    return f"{ended} is voorbij en de telling begint opnieuw, dat zegt nog niets over de leerling; tot nu toe {now}"


def quiet(
    tasks: pl.DataFrame, marks: pl.DataFrame, counted: pl.DataFrame, days: pl.DataFrame, least: int, on: date
) -> list[dict[str, Any]]:
    """Pupils whose step was done in the last school weeks and who had nothing counted on that ladder for `least` days.

    A step is done when the last of its `tasks` is; one that a clean start closed was not. Days are school days after the
    day of doing. Beside them stands how many days with a registration the pace up to the step would have given by now:
    without it, a quiet fortnight of a pupil who is late once a month looks like success.
    """
    stood = standing(tasks, marks, pl.DataFrame(schema=SETTLEMENTS))
    done = pl.when(pl.col("done_on").is_not_null().all()).then(pl.col("done_on").max()).alias("done_on")
    told = ["name", "klas", "mentor", "ladder_name"]
    steps = stood.group_by(STEP, maintain_order=True).agg(pl.col(told).first(), done)
    school_days: list[date] = days["date"].to_list()
    recent = set(days.filter("is_recent")["date"])
    on_ladder: dict[tuple[str, str], list[date]] = {}
    for student, ladder, day in counted.select("student_id", "ladder", "date").iter_rows():
        on_ladder.setdefault((student, ladder), []).append(day)
    found = []
    for row in steps.iter_rows(named=True):
        done_on = row["done_on"]
        registered = on_ladder.get((row["student_id"], row["ladder"]), [])
        if done_on is None or done_on < min(recent) or any(day > done_on for day in registered):
            continue
        since = [day for day in school_days if done_on < day <= on]
        if len(since) < least:
            continue
        before = [day for day in school_days if day <= row["reached_on"]]
        pace = len([day for day in registered if day <= row["reached_on"]]) / len(before)
        sentence = (
            f"stap gedaan op {words.day(done_on)}; daarna {words.number(len(since), 0)} schooldagen niets geregistreerd "
            f"(in het tempo van daarvoor waren het er {words.number(pace * len(since))} geweest)"
        )
        found.append(_row(row, f"{row['stage']}, rustig", since[0], sentence))
    return found
