"""Words for the rules of a protocol: conditions and what they rest on, tasks and deadlines, counters and windows."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from dashboard import law, words
from dashboard.app_pages.protocollen.blocks import Step, Task, When
from protocols.counters import CanonicalCounter, canonical, lessons_needed
from protocols.ladders import Action, Condition, Group, Ladder, Stage
from protocols.load import category_file
from protocols.rule_words import (
    action_limits,
    appointment_words,
    condition_words,
    group_limits,
    pattern_words,
    repeat_words,
    rule_words,
    task_words,
    who,
)
from protocols.schema import Protocol

CONFLICT = "wettelijk conflict"
NOT_COMPUTED = "niet te berekenen"
DEFAULT = "*"
UNITS = {
    "keer": ("Keer", "elke registratie telt: twee lesuren op één dag zijn twee keer."),
    "lesuur": ("Lesuren", "elk gemist lesuur telt één keer, ook als er twee registraties op staan."),
    "dag": ("Schooldagen", "elke schooldag met ten minste één registratie telt één keer."),
    "melding": (
        "Meldingen",
        "schooldagen achter elkaar zijn samen één melding, die op de eerste dag telt. Een weekend, vakantie of lesvrije "
        "dag breekt de reeks niet.",
    ),
    "aaneengesloten_dag": (
        "Schooldagen achter elkaar",
        "zo veel schooldagen duurt het al, tot en met de dag zelf. Een weekend, vakantie of lesvrije dag telt niet mee en "
        "breekt de reeks niet.",
    ),
    "aaneengesloten_week": (
        "Schoolweken achter elkaar",
        "zo veel schoolweken duurt het al, elke schooldag, tot en met de dag zelf. Een vakantieweek bestaat niet.",
    ),
    "week_na_week": (
        "Schoolweken op rij",
        "zo veel schoolweken achter elkaar met ten minste één registratie, deze week erbij. Een vakantieweek bestaat niet.",
    ),
    "procent": (
        "Procent van de lessen",
        "gemiste lesuren als deel van de lesuren in het rooster van het hele tijdvak. Een week zonder rooster telt als de "
        "laatste bekende week van dat schooljaar.",
    ),
}
# The school says its own periods; these follow from its calendar.
PART = (
    "het schooljaar in {parts} delen met (op een na) even veel schoolweken; een vakantie hoort bij het deel ervoor. Bij elk "
    "deel begint de telling bij nul."
)
WINDOWS = {
    "schooljaar": ("Per schooljaar", "bij een nieuw schooljaar begint de telling bij nul."),
    "periode": (
        "Per periode",
        "de perioden staan in de jaarkalender van de school; bij elke nieuwe begint de telling bij nul.",
    ),
    "kwartaal": (
        "Per kwartaal",
        "een kwartaal van het kalenderjaar; bij elk nieuw kwartaal begint de telling bij nul.",
    ),
    "halfjaar": ("Per halfjaar", PART.format(parts="twee")),
    "trimester": ("Per trimester", PART.format(parts="drie")),
    "kwart": ("Per kwart van het schooljaar", PART.format(parts="vier")),
    "maand": ("Per maand", "een maand van de kalender; op de eerste begint de telling bij nul."),
    "week": ("Per week", "van maandag tot en met vrijdag; elke week begint de telling bij nul."),
    "maanden": (
        "In een aantal maanden",
        "zo veel maanden van de kalender, die elke dag een dag opschuiven: op 15 maart telt in een maand mee wat er sinds "
        "16 februari was. Vakantiedagen tellen voor de duur mee.",
    ),
    "lesweken": (
        "In een aantal schoolweken",
        "zo veel schoolweken achter elkaar, die elke dag een dag opschuiven: wat ouder is, valt eruit. Een vakantieweek "
        "bestaat niet.",
    ),
    "dag": ("Zonder tijdvak", "de reeks tot en met de dag zelf telt, hoe lang geleden die ook begon."),
}


@dataclass(frozen=True)
class Defaults:
    """What holds where a protocol says nothing: days for a step, and the numbers of the national norms."""

    step_days: float
    norms: Mapping[str, float]


def where(protocol: Protocol, ladder_id: str | None, stage_id: str | None) -> str:
    """`Te laat, trede 2 (tl-5)`, the name of a ladder, or the whole protocol."""
    ladder = next((each for each in protocol.ladder if each.id == ladder_id), None)
    if ladder is None:
        return "Hele protocol"
    stage = next((each for each in ladder.stage if each.id == stage_id), None)
    return f"{ladder.name}, trede {stage.level} ({stage.id})" if stage else ladder.name


def numbers(protocol: Protocol, ladder: Ladder, norms: Mapping[str, float]) -> str:
    """What the stages of a ladder begin at, counter by counter: `3 · 5 · 10 keer te laat per schooljaar`."""
    lines: list[str] = []
    alone: dict[str, list[Condition]] = {}
    for stage in ladder.stage:
        if stage.rule == "pattern":
            lines.append("een getoetst patroon")
        elif stage.rule != "groups":
            lines.append(_norm_rule(stage, norms))
        for group in stage.group:
            if len(group.conditions) > 1:
                lines.append(" en ".join(condition_words(protocol, each) for each in group.conditions))
            else:
                alone.setdefault(canonical(protocol.counters[group.conditions[0].counter]).label, []).append(
                    group.conditions[0]
                )
    return "; ".join([*(_begins(label, conditions) for label, conditions in alone.items()), *lines])


def _begins(label: str, conditions: list[Condition]) -> str:
    if len({each.number for each in conditions}) == 1:
        return rule_words(conditions[0], label)
    begins = dict.fromkeys(("meer dan " if c.operator == ">" else "") + words.number(c.number) for c in conditions)
    return f"vanaf {' · '.join(begins)} {label}"


def step(protocol: Protocol, stage: Stage, defaults: Defaults) -> Step:
    """A stage as it is read: when, who does what and until when, where it stands."""
    marks = [CONFLICT] if stage.legal else []
    if not stage.computable:
        marks.append(NOT_COMPUTED)
    if stage.basis == "lezing":
        marks.append("lezing")
    place = f"Plaats: {stage.place}."
    if not stage.computable:
        place += f" Niet te berekenen zonder: {stage.needs}."
    if needed := lessons_needed(stage, protocol.counters):
        marks.append(f"alleen met {needed}")
        place += f" Zonder {needed} heeft deze trede geen getal."
    if any(group.done or group.not_done for group in stage.group):
        place += " Een vinkje bij een taak telt hier vanaf de volgende keer inlezen."
    return Step(
        title=f"Trede {stage.level}: {stage.name}",
        key=stage.id,
        marks=tuple(marks),
        when=tuple(_when(protocol, stage, defaults.norms)),
        again=f"{words.capital(repeat_words(stage))}." if repeat_words(stage) else "",
        tasks=tuple(_task(action, defaults) for action in stage.action),
        place=place,
        warning=stage.legal_reason or "",
    )


def _norm_rule(stage: Stage, norms: Mapping[str, float]) -> str:
    hours = norms["near_hours" if stage.rule == "norm_near" else "hours"]
    anew = "" if stage.rule == "norm_near" else "; na een melding begint de telling opnieuw"
    return f"vanaf {words.number(hours)} uur ongeoorloofd verzuim in {words.number(norms['weeks'])} schoolweken{anew}"


def _when(protocol: Protocol, stage: Stage, norms: Mapping[str, float]) -> Iterator[When]:
    if stage.rule == "pattern":
        yield When(pattern_words(), "Lezing: de hele toets, ook de getallen.")
    elif stage.rule != "groups":
        yield When(_norm_rule(stage, norms), "Bij ‘Zo wordt geteld’ staat waar elk getal van de norm vandaan komt.")
    for group in stage.group:
        told = " en ".join(condition_words(protocol, condition) for condition in group.conditions)
        limits = group_limits(group)
        basis = _basis(protocol, stage, group)
        yield When(f"{told} ({limits})" if limits else told, basis)


def _basis(protocol: Protocol, stage: Stage, group: Group) -> str:
    """What of the conditions is a reading, in one sentence each."""
    told = []
    for condition in group.conditions:
        readings = _readings(protocol, condition)
        name = f"Bij {words.number(condition.number)}: " if len(group.conditions) > 1 else ""
        text = f"lezing: {words.listed(readings)}" if readings else "staat zo in het document"
        written = f"; het document schrijft {_written(condition)}" if condition.written else ""
        place = f" ({condition.place})" if condition.place and condition.place != stage.place else ""
        told.append(words.capital(f"{name}{text}{written}{place}."))
    return " ".join(dict.fromkeys(told))


def _readings(protocol: Protocol, condition: Condition) -> list[str]:
    counter = protocol.counters[condition.counter]
    found = ["het getal"] if condition.basis == "lezing" else []
    if counter.unit_basis == "lezing":
        found.append("wat er geteld wordt")
    if counter.window_basis == "lezing" and counter.window != "dag":
        found.append("over welke tijd")
    return found


def _written(condition: Condition) -> str:
    text = condition.written or ""
    return f"‘meer dan {text[2:]}’" if text.startswith("> ") else f"‘{text.replace('-', ' tot en met ')}’"


def _task(action: Action, defaults: Defaults) -> Task:
    more = [action_limits(action)] if action_limits(action) else []
    more += task_words(action)
    if action.followup:
        more.append(f"{appointment_words(action)}; gedaan als is geregistreerd dat de leerling kwam (lezing)")
    return Task(who(action), action.what, _until(action, defaults), "; ".join(more))


def _until(action: Action, defaults: Defaults) -> str:
    text = action.deadline_text
    if action.deadline_norm:
        return law.term() + (f"; {text}" if text else "")
    days = action.deadline_school_days
    if days is None:
        return text or f"binnen {words.count(int(defaults.step_days), 'schooldag', 'schooldagen')}{DEFAULT}"
    if days == 0:
        return text or "dezelfde dag"
    return f"binnen {words.count(days, 'schooldag', 'schooldagen')}" + (f" ({text})" if text else "")


def counters(protocol: Protocol) -> list[tuple[CanonicalCounter, list[str]]]:
    """Each counter that a stage uses, once, with what of it is a reading."""
    found: dict[str, tuple[CanonicalCounter, list[str]]] = {}
    for ladder in protocol.ladder:
        for stage in ladder.stage:
            for condition in (condition for group in stage.group for condition in group.conditions):
                counter = canonical(protocol.counters[condition.counter])
                readings = [text for text in _readings(protocol, condition) if text != "het getal"]
                found.setdefault(counter.id, (counter, readings))
    return list(found.values())


def categories(members: tuple[str, ...]) -> str:
    """The labels of categories, in the order of the list of categories."""
    return words.listed([each.label for each in category_file().category if each.category in members])
