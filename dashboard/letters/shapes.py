"""What a letter says of a pupil: to whom it goes, the days and hours it is about, the counters and the next step."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from dashboard import words
from dashboard.steps.tasks import age_on
from protocols.counters import canonical
from protocols.ladders import Condition, Ladder, Stage
from protocols.letters import HEALTH, Addressee, Letter, filled, in_lines, paragraphs
from protocols.load import category_file
from protocols.national import number
from protocols.rule_words import rule_words
from protocols.schema import Protocol

# More days make a letter that nobody reads; the older ones are counted.
MOST_DAYS = 20
WEEKDAYS = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")
PARENTS: Addressee = "ouders"
NO_DAYS = "- er staan geen dagen (meer) geregistreerd die hiervoor tellen"


@dataclass(frozen=True)
class Draft:
    """A letter to copy, print or mail. `text` is the whole of it as plain text, `parts` its paragraphs as lines.

    `copy_to` are those who get it too; `doubt` says what somebody has to look up before it goes; empty when nothing.
    """

    title: str
    school: str
    subject: str
    text: str
    parts: list[list[str]]
    addressee: Addressee
    copy_to: tuple[str, ...]
    doubt: str


def is_adult(birth: date | None, on: date) -> bool | None:
    """Whether the pupil is addressed and not the parents, by the age of the national norm; None: nobody knows."""
    age = age_on(birth, on)
    return None if age is None else age >= number("duty_until_age")


def addressees(letter: Letter, adult: bool | None) -> tuple[Addressee, ...]:
    """To whom a letter may go, the likeliest first: from the age of the norm to the pupil only."""
    if letter.to == "leerling" or adult:
        return ("leerling",)
    return (PARENTS,) if adult is False else (PARENTS, "leerling")


def doubt(letter: Letter, adult: bool | None) -> str:
    """What has to be looked up first when the date of birth is unknown."""
    if adult is not None or (letter.to == "leerling" and PARENTS not in letter.copy_to):
        return ""
    return (
        "De geboortedatum is niet bekend. Kijk na of de leerling "
        f"{words.number(number('duty_until_age'))} jaar of ouder is: dan gaat de brief naar de leerling en niet naar de ouders."
    )


def counted(protocol: Protocol, stage: Stage) -> frozenset[str]:
    """The categories that the conditions of a stage count."""
    names = {
        name
        for group in stage.group
        for condition in group.conditions
        for term in protocol.counters[condition.counter].terms
        for name in term.count
    }
    return frozenset(category for name in names for category in category_file().members(name))


def health() -> frozenset[str]:
    """The categories that no letter about absence holds, whatever a rule counts."""
    return frozenset(category for name in HEALTH for category in category_file().members(name))


def long_day(value: date) -> str:
    """`maandag 16 november 2026`."""
    return f"{WEEKDAYS[value.weekday()]} {value.day} {words.MONTH_NAMES[value.month - 1]} {value.year}"


def day_lines(slots: pl.DataFrame, categories: Collection[str], labels: Mapping[str, str]) -> list[str]:
    """A line per day and kind of the registrations of these categories, oldest first; what does not fit is counted."""
    mine = slots.filter(pl.col("category").is_in(list(categories)))
    rows = (
        mine.unique(["date", "lesson_hour", "category"])
        .sort("lesson_hour")
        .group_by("date", "category")
        .agg(pl.col("lesson_hour").drop_nulls())
        .sort("date", "category")
    )
    lines = [
        f"- {long_day(row['date'])}: {_hours(row['lesson_hour'])}, {labels.get(row['category'], row['category'])}"
        for row in rows.iter_rows(named=True)
    ]
    if len(lines) <= MOST_DAYS:
        return lines or [NO_DAYS]
    older = rows.head(len(lines) - MOST_DAYS)["date"].n_unique()
    return [f"- eerder dit schooljaar nog op {words.count(older, 'dag', 'dagen')}", *lines[-MOST_DAYS:]]


def _hours(hours: list[int]) -> str:
    if not hours:
        return "de dag, lesuren niet bekend"
    return f"lesuur {words.listed([str(hour) for hour in hours])}"


def standing(counters: pl.DataFrame, ladder: str, stage: str) -> str:
    """How the counters of a stage stand, in words. A share that nobody can tell is left out; what has no row is nought."""
    rows = counters.filter(ladder=ladder, stage=stage).unique("counter", maintain_order=True)
    told = [row for row in rows.iter_rows(named=True) if row["value"] is not None or not row["share"]]
    return words.listed([words.counter(row["value"] or 0, row["label"]) for row in told]) or "niet te tellen"


def next_step(protocol: Protocol, ladder: Ladder, stage: Stage, skipped: Collection[str]) -> str:
    """What the protocol says comes next on the ladder, past the stages of which the letter may not speak."""
    above = [
        each
        for each in ladder.stage
        if each.level > stage.level and each.computable and each.group and each.id not in skipped
    ]
    if not above:
        return "Dit is de laatste stap van het verzuimprotocol hierbij."
    first = min(above, key=lambda each: each.level)
    groups = [" en ".join(_condition(protocol, each) for each in group.conditions) for group in first.group]
    report = " Dan meldt de school het verzuim bij leerplicht." if any(act.report for act in first.action) else ""
    return f"De volgende stap van het verzuimprotocol komt {', of '.join(dict.fromkeys(groups))}.{report}"


def _condition(protocol: Protocol, condition: Condition) -> str:
    said = rule_words(condition, canonical(protocol.counters[condition.counter]).label)
    return said if condition.operator == ">=" else f"bij {said}"


def draft(
    letter: Letter, who: Mapping[str, Any], adult: bool | None, addressee: Addressee | None, values: Mapping[str, str]
) -> Draft:
    """The letter about a pupil; without an addressee, or with one it may not go to, to the likeliest."""
    may = addressees(letter, adult)
    to = addressee if addressee in may else may[0]
    # A value is one line of text, but for the list of days.
    known = {name: value if name == "dagen" else " ".join(value.split()) for name, value in values.items()}
    known |= {"leerling": " ".join(str(who["name"]).split()), "klas": who["klas"] or "onbekend"}
    parts = paragraphs(filled(letter.text_to(to), known))
    return Draft(
        letter.title,
        known["school"],
        " ".join(filled(letter.subject, known).split()),
        in_lines(parts),
        parts,
        to,
        tuple(each for each in letter.copy_to if each != PARENTS or not adult),
        doubt(letter, adult),
    )
