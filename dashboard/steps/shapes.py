"""The worklist: one row per due step, with its reason, who does what, until when, and how it stands."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl

from dashboard import words
from dashboard.listing import one_of
from dashboard.steps import why
from protocols.national import number

# What somebody still has to do, in the order of urgency; then what only is there to see.
OPEN = ("nieuw", "loopt", "over de termijn")
RECURRING, DONE = "terugkerend", "gedaan"
SAID = {"loopt": "al langer en nog binnen de termijn"}
STANDINGS = (*OPEN, RECURRING, DONE)
PRINTED = ("Leerling", "Klas", "Ladder", "Trede", "Waarom", "Wie doet wat", "Termijn", "Stand")
# Letters that five lines of a row on the screen hold.
LONGEST = {"Waarom": 140, "Wie doet wat": 220}
STEP = ("school", "student_id", "protocol", "ladder", "stage", "reached_on", "recurring")

WORKLIST: dict[str, pl.DataType | type[pl.DataType]] = {
    "nummer": pl.String,
    "Leerling": pl.String,
    "Klas": pl.String,
    "Waarom": pl.String,
    "Uiterlijk": pl.Date,
    "Termijn": pl.String,
    "Wie doet wat": pl.String,
    "Stand": pl.String,
    "Rol": pl.List(pl.String),
    "Ladder": pl.String,
    "Trede": pl.String,
    "Mentor": pl.String,
    "met vinkje": pl.Boolean,
    "dagen": pl.Int64,
    "school": pl.String,
    "student_id": pl.String,
    "protocol": pl.String,
    "ladder": pl.String,
    "stage": pl.String,
    "reached_on": pl.Date,
    "recurring": pl.Boolean,
}


def age_on(birth: date | None, on: date) -> int | None:
    """Age in whole years on a day, when the birth date is known."""
    return None if birth is None else on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day))


def meant(row: Mapping[str, Any], on: date) -> list[dict[str, Any]]:
    """The actions of a step that are for this pupil: by leerjaar, and by being of age on the day looked from."""
    leerjaar, age = row["leerjaar"], age_on(row["birth_date"], on)

    def fits(action: Mapping[str, Any]) -> bool:
        if leerjaar is not None and not (action["leerjaar_from"] or 0) <= leerjaar <= (
            action["leerjaar_until"] or leerjaar
        ):
            return False
        return action["adult"] is None or age is None or action["adult"] == (age >= number("duty_until_age"))

    return [action for action in row["actions"] or [] if fits(action)]


def done_by_coming(row: Mapping[str, Any], actions: Sequence[Mapping[str, Any]]) -> bool:
    """Whether the pupil came, and coming was all that the step asked: a talk or a letter is not done by that."""
    return row["came_on"] is not None and bool(actions) and all(action["followup"] for action in actions)


def worklist(rows: pl.DataFrame, marks: pl.DataFrame, on: date, role: str = "") -> pl.DataFrame:
    """One row per due step, soonest deadline first; with a role only its steps, and with the deadline of that role."""
    marked = {tuple(mark[name] for name in STEP): mark for mark in marks.iter_rows(named=True)}
    records = []
    for row in rows.to_arrow().to_pylist():  # twice as fast as `iter_rows` for the lists inside
        actions = meant(row, on)
        mine = [action for action in actions if not role or action["role"] == role]
        if role and not mine:
            continue
        mark = marked.get(tuple(row[name] for name in STEP))
        records.append(_record(row, actions, mine, mark))
    found = pl.DataFrame(records, schema=WORKLIST, orient="row")
    return found.sort("dagen", nulls_last=True, maintain_order=True)


def _record(
    row: Mapping[str, Any],
    actions: Sequence[Mapping[str, Any]],
    mine: Sequence[Mapping[str, Any]],
    mark: Mapping[str, Any] | None,
) -> dict[str, Any]:
    # Of equal deadlines the one that the protocol names.
    first = min(mine, key=lambda action: (action["days_left"], action["is_default"]), default=None)
    came = done_by_coming(row, actions)
    if mark:
        standing, term = DONE, f"gedaan {words.day(mark['done_on'])} ({mark['initials']})"
    elif came:
        standing, term = DONE, f"gedaan {words.day(row['came_on'])} (teruggekomen)"
    else:
        standing = _standing(row, first)
        term = "" if first is None else words.days_left(first["days_left"]) + ("*" if first["is_default"] else "")
    return {
        "nummer": row["student_id"],
        "Leerling": row["name"],
        "Klas": row["klas"],
        "Stand": standing,
        "Uiterlijk": first["deadline"] if first else None,
        "Termijn": term,
        "Waarom": why.sentence(row),
        "Wie doet wat": _who_does_what(row, actions, first["deadline"] if first else None),
        "Rol": sorted({action["role"] for action in actions}),
        "Ladder": row["ladder_name"],
        "Trede": row["stage"],
        "Mentor": row["mentor"],
        "met vinkje": mark is not None,
        "dagen": first["days_left"] if first else None,
        **{name: row[name] for name in STEP},
    }


def _standing(row: Mapping[str, Any], first: Mapping[str, Any] | None) -> str:
    if row["recurring"]:
        return RECURRING
    if first is not None and first["days_left"] < 0:
        return "over de termijn"
    return "nieuw" if row["is_new"] else "loopt"


def _who_does_what(row: Mapping[str, Any], actions: Sequence[Mapping[str, Any]], deadline: date | None) -> str:
    """Every action with its role; its own deadline where that differs from the row's, and whether the pupil came."""
    parts = []
    for action in actions:
        notes = []
        if action["deadline"] != deadline:
            notes.append(words.day(action["deadline"]) + ("*" if action["is_default"] else ""))
        if action["followup"] and row["came_on"]:
            notes.append("gedaan")
        often = f" ({words.number(action['times'], 0)}×)" if action["times"] > 1 else ""
        parts.append(f"{action['role']}: {action['what']}{often}" + (f" ({', '.join(notes)})" if notes else ""))
    return "; ".join(parts) + (" (juridisch bezwaar)" if row["legal"] else "")


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
        "Een ster bij de termijn: het protocol noemt er geen, dan geldt de termijn van de school zelf, in schooldagen. "
        "Gedaan: door een vinkje met datum en paraaf, of doordat de leerling terugkwam en de stap niets anders vroeg. "
        "Na … gaat de tekst verder bij de leerling, in Excel en in de afdruk."
    )


def loose_marks(marks: pl.DataFrame, known: pl.DataFrame, names: Mapping[str, Mapping[str, Any]]) -> pl.DataFrame:
    """One row per mark whose step the data no longer hold, because a correction moved or removed its day."""
    lost = marks.join(known, on=STEP, how="anti").filter(pl.col("student_id").is_in(list(names)))
    who = [names[student] for student in lost["student_id"]]
    return lost.select(
        pl.col("student_id").alias("nummer"),
        pl.Series("Leerling", [pupil["name"] for pupil in who], pl.String),
        pl.Series("Klas", [pupil["klas"] for pupil in who], pl.String),
        (pl.col("ladder") + ": " + pl.col("stage")).alias("Trede"),
        pl.col("reached_on").alias("Dag van de stap"),
        pl.col("done_on").alias("Gedaan op"),
        pl.col("initials").alias("Paraaf"),
        pl.lit(DONE).alias("Stand"),
        pl.lit(True).alias("met vinkje"),
        *STEP,
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
