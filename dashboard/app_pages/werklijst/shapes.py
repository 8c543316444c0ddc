"""Mijn week as it is read: one row per pupil with what is to be done, in groups by term, the heaviest first in each."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl

from dashboard import plain, words
from dashboard.listing import one_of
from dashboard.steps.tasks import GROUPS, STAYS
from pipelines.each import each

# How the sentence above the list says how many pupils a group has.
SAID = {group: group for group in GROUPS} | {STAYS: "blijven liggen"}
# Letters that a row on the screen holds.
LONGEST = {"Waarom": 24, "Wat u doet": 26}
PRINTED = ("Leerling", "Klas", "Trede", "Waarom", "Wanneer")


def parse_groups(text: str) -> tuple[str, ...]:
    """The groups that a link names, `te laat+vandaag`; none stands for all of them.

    Raises StaleLinkError for one that does not exist.
    """
    return tuple(one_of(part, GROUPS, "de groep") for part in text.split("+") if part) or GROUPS


def open_tasks(tasks: pl.DataFrame, role: str) -> pl.DataFrame:
    """What is still to be done, of one role or (empty) of all; of one pupil the most urgent first, then the heaviest."""
    mine = tasks.filter(pl.col("group").is_not_null())
    if role:
        mine = mine.filter(pl.col("role") == role)
    return mine.with_columns(urgency=pl.col("group").replace_strict(_ORDER, return_dtype=pl.Int64)).sort(
        "urgency", pl.col("norm_hours").is_null(), -pl.col("level"), "days_left", maintain_order=True
    )


_ORDER = {group: place for place, group in enumerate(GROUPS)}


def pupils(tasks: pl.DataFrame, last_weeks: pl.DataFrame, contacts: pl.DataFrame, role: str) -> pl.DataFrame:
    """One row per pupil with an open task of a role (empty: of any), in the order of the page.

    `tasks` has one row per task, `last_weeks` the hours of the last school weeks of each pupil, `contacts` the last
    contact. How heavy a pupil weighs does not depend on the role: a report of the norm in any of the steps, then the
    highest stage, then the hours that are drawn. How many days late is no weight.
    """
    weight = tasks.group_by("student_id").agg(
        norm=pl.col("norm_hours").is_not_null().any(), height=pl.col("level").max()
    )
    mine = open_tasks(tasks, role).with_columns(said=_said(role))
    found = mine.group_by("student_id", maintain_order=True).agg(
        *(pl.col(name).first() for name in ("name", "sort_name", "klas", "mentor", "group", "urgency")),
        *(pl.col(name).first() for name in ("deadline", "is_default")),
        pl.col("stage").unique(maintain_order=True),
        pl.col("reason").unique(maintain_order=True),
        pl.col("said").alias("tasks"),
        pl.col("role").unique(maintain_order=True).alias("roles"),
    )
    rows = (
        found.join(weight, on="student_id", how="left")
        .join(last_weeks.select("student_id", pl.col("hours").alias("weken")), on="student_id", how="left")
        .join(contacts.select("student_id", "contact_on", "kind"), on="student_id", how="left")
        .sort(
            "urgency",
            ~pl.col("norm"),
            -pl.col("height"),
            -pl.col("weken").list.sum().fill_null(0),
            "sort_name",
            maintain_order=True,
        )
    )
    return rows.select(
        pl.col("student_id").alias("nummer"),
        pl.col("name").alias("Leerling"),
        pl.col("klas").alias("Klas"),
        each(rows["tasks"], _numbered, pl.String).alias("Wat u doet"),
        pl.col("group").alias("Wanneer"),
        pl.col("deadline").alias("Uiterlijk"),
        pl.col("stage").list.join(", ").alias("Trede"),
        pl.col("reason").list.join("; ").alias("Waarom"),
        pl.col("contact_on").alias("Laatste contact"),
        pl.col("kind").alias("Soort contact"),
        pl.col("mentor").alias("Mentor"),
        pl.col("roles").list.join(", ").alias("Rol"),
        pl.col("is_default").alias("eigen termijn"),
        pl.col("tasks").alias("taken"),
        "weken",
    )


def _said(role: str) -> pl.Expr:
    often = pl.when(pl.col("times") > 1).then(pl.format(" ({}×)", "times")).otherwise(pl.lit(""))
    return (pl.lit("") if role else pl.col("role") + ": ") + pl.col("what") + often


def _numbered(tasks: Sequence[str]) -> str:
    return tasks[0] if len(tasks) == 1 else " · ".join(f"{place}. {task}" for place, task in enumerate(tasks, 1))


def in_groups(rows: pl.DataFrame, groups: Collection[str]) -> pl.DataFrame:
    """The pupils of some groups."""
    return rows.filter(pl.col("Wanneer").is_in(list(groups)))


def per_group(rows: pl.DataFrame) -> dict[str, int]:
    """How many pupils each group has, zero included."""
    counts = dict(rows["Wanneer"].value_counts().iter_rows())
    return {group: counts.get(group, 0) for group in GROUPS}


def answer(rows: pl.DataFrame, role: str) -> str:
    """The figures above the list: how many pupils, and how many of each group."""
    whose = f" voor de {role}" if role else ""
    if rows.is_empty():
        return f"Er staat niets open{whose}."
    counts = [f"{words.number(n, 0)} {SAID[group] if n != 1 else group}" for group, n in per_group(rows).items() if n]
    tasks = int(rows["taken"].list.len().sum())
    return (
        f"{words.count(rows.height, 'leerling', 'leerlingen')} met {words.count(tasks, 'taak', 'taken')}{whose}: "
        f"{words.listed(counts)}."
    )


def shown(rows: pl.DataFrame, letters: Mapping[str, Collection[int]]) -> pl.DataFrame:
    """The list as the screen draws it, with a button for the first task of each pupil and one for what else there is.

    `letters` gives by pupil the places, from 0, of the tasks that are letters.
    """
    written = [letters.get(number, ()) for number in rows["nummer"]]
    said = rows.with_columns(each(rows[name], words.day, pl.String) for name in ("Uiterlijk", "Laatste contact"))
    drawn = said.with_columns(
        pl.concat_list("Wanneer").alias("Wanneer"),
        pl.col("Uiterlijk") + star(),
        *(
            pl.Series(name, [words.shortened(text, most) for text in rows[name]], pl.String)
            for name, most in LONGEST.items()
        ),
        _first_of("Trede"),
        **_buttons(rows["taken"].to_list(), written),
    ).with_columns(pl.col("Klas", "Trede", "Uiterlijk", "Laatste contact").fill_null(words.UNKNOWN))
    return plain.cells(drawn.select(name for name in SHOWN if name in drawn.columns))


def _first_of(name: str) -> pl.Expr:
    """The first of some words, with how many there are more."""
    several = pl.col(name).str.split(", ")
    more = pl.when(several.list.len() > 1).then(pl.format(" +{}", several.list.len() - 1)).otherwise(pl.lit(""))
    return (several.list.first() + more).alias(name)


def _buttons(pupils: list[list[str]], letters: Sequence[Collection[int]]) -> dict[str, pl.Series]:
    first, others = BUTTONS
    found = {first: pl.Series([[DONE_LABEL]] * len(pupils), dtype=LABELS)}
    more = [_others(tasks, written) for tasks, written in zip(pupils, letters, strict=True)]
    if any(more):
        found[others] = pl.Series(more, dtype=LABELS)
    return found


def _others(tasks: list[str], letters: Collection[int]) -> list[str]:
    """A button for a second task or one letter, a menu with what they ask for more; each begins with the task's number."""
    entries = [(TICK, place) for place in range(SECOND, len(tasks) + 1)]
    entries += [(LETTER, place + 1) for place in sorted(letters)]
    if len(entries) == 1:
        return [f"{sign} {place}" if len(tasks) > 1 else sign for sign, place in entries]
    said = {TICK: "", LETTER: "Brief of mail: "}
    return [f"{sign} {place} {said[sign]}{plain.visible(tasks[place - 1])}" for sign, place in entries]


TICK, LETTER = ":material/check:", ":material/mail:"
BUTTONS = ("knop", "knop voor meer")
SHOWN = (
    "Leerling",
    *BUTTONS,
    "Wat u doet",
    "Wanneer",
    "Uiterlijk",
    "Klas",
    "Trede",
    "Waarom",
    "Laatste contact",
    "weken",
)
DONE_LABEL, SECOND = f"{TICK} Gedaan", 2
LABELS = pl.List(pl.String)


def is_letter(label: str) -> bool:
    """Whether a button opens the draft of a letter; else it sets a task to done."""
    return label.startswith(LETTER)


def clicked_task(label: str) -> int:
    """The place of the task, from 0, that a button stands for."""
    number = label.removeprefix(TICK).removeprefix(LETTER).strip().partition(" ")[0]
    return int(number) - 1 if number.isdigit() else 0


def done_since(tasks: pl.DataFrame, since: date, role: str) -> pl.DataFrame:
    """The tasks with a mark of a day from `since` on, the newest day first; of one role, or (empty) of all.

    Columns with a capital are for the eye.
    """
    made = tasks.filter("by_mark", pl.col("done_on") >= since)
    if role:
        made = made.filter(pl.col("role") == role)
    return made.sort("done_on", descending=True, maintain_order=True).with_columns(
        Leerling="name", Klas="klas", Wat="what", Rol="role", Paraaf="initials", **{"Gedaan op": "done_on"}
    )


def loose(lost: pl.DataFrame, names: Mapping[str, Mapping[str, Any]]) -> pl.DataFrame:
    """The marks whose task the data and rules no longer hold, of the pupils in `names`; capitals are for the eye."""
    hours = pl.when(pl.col("hour").is_not_null()).then(pl.concat_list("hour"))
    found = lost.filter(pl.col("student_id").is_in(list(names)))
    return found.with_columns(
        pl.Series("name", [names[number]["name"] for number in found["student_id"]], pl.String),
        pl.Series("Klas", [names[number]["klas"] for number in found["student_id"]], pl.String),
        pl.col("recurring").fill_null(False),
        hours.alias("hours"),
    ).with_columns(
        Leerling="name",
        Taak=(pl.col("role") + ": " + pl.col("what")).str.strip_chars(": "),
        Trede=pl.col("ladder") + ": " + pl.col("stage"),
        Paraaf="initials",
        **{"Dag van de stap": "reached_on", "Gedaan op": "done_on"},
    )


def sheets(rows: pl.DataFrame, by: str) -> list[dict[str, Any]]:
    """The list as a printed sheet shows it: groups by name (of klas or mentor), each with its rows as text."""
    said = rows.with_columns(each(rows[name], words.day, pl.String) for name in ("Uiterlijk", "Laatste contact"))
    printed = said.with_columns(
        pl.col(by).fill_null("onbekend").alias("deel"),
        (pl.col("Uiterlijk").fill_null("") + star()).alias("by"),
        pl.col("Klas").fill_null(""),
        pl.col("Laatste contact").fill_null(words.UNKNOWN).alias("contact"),
    ).sort("deel", maintain_order=True)
    return [
        {"name": f"{by} {name}", "rows": part.select(*PRINTED, "by", "contact", tasks="taken").to_dicts()}
        for (name,), part in printed.group_by("deel", maintain_order=True)
    ]


def star() -> pl.Expr:
    """The sign behind a day that the protocol does not name."""
    return pl.when(pl.col("eigen termijn")).then(pl.lit("*")).otherwise(pl.lit(""))
