"""The worklist: one row per due step, with its reason and who does what."""

from datetime import date
from typing import Any

import polars as pl

from dashboard import words

WORKLIST: dict[str, pl.DataType | type[pl.DataType]] = {
    "nummer": pl.String,
    "Leerling": pl.String,
    "Klas": pl.String,
    "Mentor": pl.String,
    "Waarom": pl.String,
    "Wie doet wat": pl.String,
    "Rol": pl.List(pl.String),
    "Uiterlijk": pl.Date,
    "Termijn": pl.String,
    "Trede": pl.String,
    "stand": pl.String,
    "terugkerend": pl.Boolean,
}


def age_on(birth: date | None, on: date) -> int | None:
    """Age in whole years on a day, when the birth date is known."""
    return None if birth is None else on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day))


def _fits(action: dict[str, Any], row: dict[str, Any], on: date) -> bool:
    """Whether an action is meant for this pupil: by leerjaar and by being of age."""
    leerjaar, age = row["leerjaar"], age_on(row["birth_date"], on)
    if leerjaar is not None and not (action["leerjaar_from"] or 0) <= leerjaar <= (action["leerjaar_until"] or 99):
        return False
    if action["adult"] is not None and age is not None and action["adult"] != (age >= 18):
        return False
    return not row["recurring"] or bool(action["recurring"])


def _reason(row: dict[str, Any]) -> str:
    counted = words.counter(row["value"], row["counter"]) if row["counter"] else row["stage_name"]
    return f"{counted} op {words.day(row['reached_on'])}"


def worklist(rows: pl.DataFrame, actions: pl.DataFrame, on: date) -> pl.DataFrame:
    """One row per due step in the order of urgency: pupil, reason, who does what, deadline, days left."""
    by_stage: dict[tuple[str, str, str], list[dict[str, Any]]] = {}
    for action in actions.iter_rows(named=True):
        by_stage.setdefault((action["protocol"], action["ladder"], action["stage"]), []).append(action)
    records = []
    for row in rows.iter_rows(named=True):
        found = by_stage.get((row["protocol"], row["ladder"], row["stage"]), [])
        meant = [action for action in found if _fits(action, row, on)]
        what = "; ".join(f"{action['role']}: {action['what']}" for action in meant)
        records.append(
            {
                "nummer": row["student_id"],
                "Leerling": row["name"],
                "Klas": row["klas"],
                "Mentor": row["mentor"],
                "Waarom": _reason(row),
                "Wie doet wat": what + (" (juridisch bezwaar)" if row["legal"] else ""),
                "Rol": sorted({action["role"] for action in meant}),
                "Uiterlijk": row["deadline"],
                "Termijn": words.days_left(row["days_left"]) + ("*" if row["is_default"] else ""),
                "Trede": row["stage"],
                "stand": "nieuw" if row["is_new"] else "over de termijn" if row["days_left"] < 0 else "loopt",
                "terugkerend": row["recurring"],
            }
        )
    return pl.DataFrame(records, schema=WORKLIST, orient="row")


def chosen_steps(steps: pl.DataFrame, shown: str, role: str) -> pl.DataFrame:
    """The part of the worklist with one standing and for one role; empty text chooses everything."""
    if shown == "terugkerend":
        steps = steps.filter("terugkerend")
    else:
        steps = steps.filter(~pl.col("terugkerend") & (pl.lit(not shown) | (pl.col("stand") == shown)))
    if role:
        steps = steps.filter(pl.col("Rol").list.contains(role))
    return steps.select(
        "nummer", "Leerling", "Klas", "Trede", "Waarom", "Uiterlijk", "Termijn", "Wie doet wat", "Mentor"
    )
