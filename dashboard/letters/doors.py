"""Cached doors to the draft of a letter: texts of the school, facts of the registrations, for who may see them."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import polars as pl

from dashboard import access, words
from dashboard.doors import door
from dashboard.letters import shapes, tasks
from dashboard.letters.tasks import Wanted
from dashboard.of_pupils import counters
from dashboard.school import category_labels, opened, schools, students
from dashboard.view import View
from pipelines.errors import UsageError
from pipelines.questions import differs, pupil as pupil_questions
from pipelines.questions.ladders import stage_rules
from pipelines.settings.letters import FOLDER, Letters, letters
from pipelines.viewer import EVERYTHING
from protocols.errors import VerzuimbeeldError
from protocols.letters import Addressee, Letter


@lru_cache(maxsize=4)
def _letters(_path: Path, _changed: object) -> Letters:
    return letters(access.workspace())


def known() -> Letters:
    """The letters of the school, read again when a file of its own changes."""
    folder = access.workspace().path / FOLDER
    return _letters(folder, tuple((path.name, path.stat().st_mtime_ns) for path in sorted(folder.glob("*.toml"))))


def title(name: str) -> str:
    """What a letter is called; its id when it is not there or cannot be read."""
    return known().found[name].title if name in known().found else name


def sick_stages(view: View, ladder: str) -> frozenset[str]:
    """The stages of a ladder that count sick absence, also beside other absence: their letters are of care."""
    rules = stage_rules(opened(view)).filter(protocol=view.protocol, ladder=ladder)
    return frozenset(rules.filter(pl.col("sick"))["stage"])


def letter(view: View, wanted: Wanted) -> Letter:
    """The letter that a step asks.

    Raises what is wrong with a file of the school, and UsageError for a letter that is not there or does not fit the
    stage, and for one about sickness without the right to care.
    """
    every, name = known(), wanted.letter
    wrong: VerzuimbeeldError | None = every.wrong.get(f"{name}.toml")
    if wrong is not None:
        raise wrong
    if name not in every.found:
        raise UsageError(
            f"Er is geen brief '{name}'.",
            f"Zet {name}.toml in de map {FOLDER} van de werkmap, of verbeter het protocol.",
        )
    found = every.found[name]
    sick = wanted.stage in sick_stages(view, wanted.ladder)
    if sick and not view.viewer.may("care"):
        raise UsageError("Deze brief is er niet (meer).", "Vraag het de zorgcoördinator.")
    if sick != (found.side == "care"):
        side = "care" if sick else "absence"
        raise UsageError(
            f"De brief '{name}' past niet bij deze trede: alleen een brief van de zorg gaat over ziekte.",
            f'Kies in het protocol een brief met side = "{side}".',
        )
    return found


def addressees(view: View, wanted: Wanted) -> tuple[Addressee, ...]:
    """To whom the letter may go today, the likeliest first."""
    return shapes.addressees(letter(view, wanted), _is_adult(view, wanted))


def draft(view: View, wanted: Wanted, to: Addressee | None = None) -> shapes.Draft:
    """The draft of a letter; raises as `letter`, and UsageError for a pupil or stage that the viewer does not see."""
    every = view.choosing(EVERYTHING)
    return _draft(every, letter(view, wanted), wanted, to, view.noted_until, _is_adult(every, wanted))


def _is_adult(view: View, wanted: Wanted) -> bool | None:
    """Whether the pupil is of age on the day of the letter; None when the date of birth is unknown.

    For who may not see it the day is today: a day of choice would tell the date of birth.
    """
    on = view.noted_until if view.viewer.reads("geboortedatum") else view.latest
    return shapes.is_adult(_who(view, wanted)["birth_date"], on)


def _who(view: View, wanted: Wanted) -> dict[str, Any]:
    mine = students(view.choosing(EVERYTHING)).get(wanted.student_id)
    if mine is None:
        raise UsageError("Deze leerling is er niet binnen uw keuze.", "Kies een leerling op de pagina Leerling.")
    return mine


@door()
def _draft(
    view: View, letter: Letter, wanted: Wanted, to: Addressee | None, today: date, adult: bool | None
) -> shapes.Draft:
    snapshot, who = opened(view), _who(view, wanted)
    protocol, (ladder, stage) = tasks.protocol(view), tasks.place(view, wanted.ladder, wanted.stage)
    one = (snapshot, view.viewer, view.on, view.school, wanted.student_id)
    care = letter.side == "care"
    # Whatever a rule counts: sick absence is in no letter about absence.
    categories = shapes.counted(protocol, stage) - (frozenset() if care else shapes.health())
    slots = pupil_questions.slots(*one)
    if wanted.day is not None:
        slots = slots.filter(date=wanted.day)
    else:
        behind = differs.behind(*one, view.protocol, ladder.id, stage.id)
        # The norm and a stage that holds no more have no days of their own: then the school year.
        slots = slots if behind.is_empty() else slots.filter(pl.col("date") >= behind["date"].min())
    names = {row["school"]: row["name"] for row in schools(view.snapshot, view.viewer)}
    values = {
        "school": names.get(view.school, view.school),
        "datum": shapes.long_day(today),
        "stand": shapes.standing(counters(view, wanted.student_id), ladder.id, stage.id),
        "dagen": "\n".join(shapes.day_lines(slots, categories, category_labels(view))),
        "vervolg": shapes.next_step(protocol, ladder, stage, frozenset() if care else sick_stages(view, ladder.id)),
        "afzender": words.capital(wanted.role),
    }
    return shapes.draft(letter, who, adult, to, values)


def may_see(view: View, wanted: Wanted) -> bool:
    """Whether the viewer may see the draft: of a stage about sickness only with the right to care."""
    return view.viewer.may("care") or wanted.stage not in sick_stages(view, wanted.ladder)


def has_draft(view: View, task: Mapping[str, Any]) -> bool:
    """Whether a task is a letter of which the viewer may see the draft."""
    wanted = tasks.wanted(view, task)
    return wanted is not None and may_see(view, wanted)
