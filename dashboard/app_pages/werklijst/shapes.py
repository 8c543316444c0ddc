"""The worklist as it is read: the steps that are chosen, counted and printed, and the marks without a step."""

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from dashboard import words
from dashboard.listing import one_of
from dashboard.steps.shapes import OPEN, STANDINGS

SAID = {"loopt": "al langer en nog binnen de termijn"}
PRINTED = ("Leerling", "Klas", "Ladder", "Trede", "Waarom", "Wie doet wat", "Termijn", "Stand")
# Letters that five lines of a row on the screen hold.
LONGEST = {"Waarom": 140, "Wie doet wat": 220}


def parse_standings(text: str) -> tuple[str, ...]:
    """The standings that a link names, `nieuw+loopt`; none stands for all that is still to be done.

    Raises StaleLinkError for one that does not exist.
    """
    chosen = tuple(one_of(part, STANDINGS, "de stand") for part in text.split("+") if part)
    return chosen or OPEN


def chosen_steps(steps: pl.DataFrame, standings: Sequence[str], ladder: str) -> pl.DataFrame:
    """The part of the worklist with some standings and on one ladder; empty text means every ladder."""
    chosen = steps.filter(pl.col("Stand").is_in(standings))
    return chosen.filter(pl.col("ladder") == ladder) if ladder else chosen


def per_standing(steps: pl.DataFrame) -> dict[str, int]:
    """How many steps have each standing, zero included."""
    counts = dict(steps["Stand"].value_counts().iter_rows())
    return {standing: counts.get(standing, 0) for standing in STANDINGS}


def answer(steps: pl.DataFrame) -> str:
    """The sentence above the list; it counts exactly the rows of the list."""
    if steps.is_empty():
        return "Binnen deze keuze staat er niemand op de werklijst."
    counts = [f"{words.number(n, 0)} {SAID.get(now, now)}" for now, n in per_standing(steps).items() if n]
    return (
        f"{words.count(steps.height, 'stap', 'stappen')} van "
        f"{words.count(steps['nummer'].n_unique(), 'leerling', 'leerlingen')}: {words.listed(counts)}."
    )


def about(weeks: int) -> str:
    """What stands on the worklist, for below it; `weeks` are the school weeks that it looks back."""
    return (
        f"Stappen van de laatste {words.number(weeks, 0)} schoolweken. Nieuw: deze schoolweek bereikt en nog binnen de "
        "termijn. Terugkerend: een maatregel die bij elke volgende registratie of schoolweek weer nodig is, alleen die van "
        "deze week; het getal met × zegt hoe vaak die dag. "
        "Een ster bij de termijn: het protocol noemt er geen, dan geldt de termijn van de school zelf, in schooldagen; is "
        "die voorbij, dan blijft de taak liggen, en is zij niet over de termijn. "
        "Gedaan: elke taak met een vinkje met datum en paraaf, of doordat de leerling terugkwam waar dat alles was. "
        "Na … gaat de tekst verder bij de leerling, in Excel en in de afdruk."
    )


def loose_marks(lost: pl.DataFrame, names: Mapping[str, Mapping[str, Any]]) -> pl.DataFrame:
    """One row per mark whose task the data and rules no longer hold, of the pupils in `names`."""
    lost = lost.filter(pl.col("student_id").is_in(list(names)))
    who = [names[student] for student in lost["student_id"]]
    return lost.select(
        pl.col("student_id").alias("nummer"),
        pl.Series("Leerling", [pupil["name"] for pupil in who], pl.String),
        pl.Series("Klas", [pupil["klas"] for pupil in who], pl.String),
        (pl.col("ladder") + ": " + pl.col("stage")).alias("Trede"),
        (pl.col("role") + ": " + pl.col("what")).str.strip_chars(": ").alias("Taak"),
        pl.col("reached_on").alias("Dag van de stap"),
        pl.col("done_on").alias("Gedaan op"),
        pl.col("initials").alias("Paraaf"),
        *("school", "student_id", "task_key", "reached_on", "recurring", "hour", "protocol", "ladder", "stage"),
        *("role", "what"),
    )


def sheets(steps: pl.DataFrame, by: str) -> list[dict[str, Any]]:
    """The list as a printed sheet shows it: groups by name (of klas or mentor), each with its rows as text."""
    rows = steps.with_columns(
        pl.col(by).fill_null("onbekend").alias("group"),
        pl.col("Uiterlijk").map_elements(words.day, pl.String).fill_null("").alias("by"),
        pl.col("Klas").fill_null(""),
    ).sort("group", maintain_order=True)
    return [
        {"name": f"{by} {name}", "rows": part.select(*PRINTED, "by").to_dicts()}
        for (name,), part in rows.group_by("group", maintain_order=True)
    ]
