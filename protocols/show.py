"""A protocol as readable Dutch text, for `verzuimbeeld protocols list | show ID`."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from textwrap import wrap

from protocols.counters import canonical, lessons_needed
from protocols.ladders import Action, Condition, Group, Stage
from protocols.load import load_settings
from protocols.national import due, norm_name
from protocols.rule_words import (
    action_limits,
    amount,
    appointment_words,
    group_limits,
    pattern_words,
    repeat_words,
    task_words,
    unknown_words,
    who,
)
from protocols.schema import OpenNorm, Protocol

WIDTH = 110


def render_list(protocols: Mapping[str, Protocol]) -> str:
    """One line per protocol: id, school, validity, number of ladders, stages and open norms."""
    head = ("protocol", "school", "geldig", "ladders", "treden", "open normen")
    rows = [
        (
            p.id,
            p.school_name,
            validity(p),
            str(len(p.ladder)),
            str(sum(len(ladder.stage) for ladder in p.ladder)),
            str(len(p.open_norm)),
        )
        for p in protocols.values()
    ]
    widths = [max(len(row[n]) for row in [head, *rows]) for n in range(len(head))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in [head, *rows]]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def render(protocol: Protocol) -> str:
    """All that a protocol file holds; every number says whether the document states it or it is a reading."""
    lines = [*_head(protocol), *_norms(protocol), *_ladders(protocol), *_open(protocol), *_codes(protocol)]
    return "\n".join(lines).strip() + "\n"


def _day(day: date) -> str:
    return f"{day:%d-%m-%Y}"


def validity(p: Protocol) -> str:
    """From when until when a protocol holds: `vanaf 01-08-2021 t/m 31-07-2022`."""
    until = f" t/m {_day(p.valid_until - timedelta(1))}" if p.valid_until else ""
    return f"vanaf {_day(p.valid_from)}{until}"


def _indented(text: str, indent: int, mark: str = "") -> list[str]:
    return wrap(text, WIDTH, initial_indent=" " * indent + mark, subsequent_indent=" " * (indent + len(mark)))


def _title(text: str) -> list[str]:
    return ["", text, "=" * len(text)]


def _head(p: Protocol) -> Iterator[str]:
    yield f"{p.name} ({p.id})"
    yield f"School: {p.school_name} · geldig {validity(p)} ({p.valid_basis}) · nagekeken {_day(p.checked)}"
    adopted = _day(p.document.adopted) if p.document.adopted else "niet vermeld"
    version = f", versie {p.document.version}" if p.document.version else ""
    yield from _indented(f"Bron: {p.document.title}{version}; vastgesteld: {adopted}", 0)
    if p.document.note:
        yield from _indented(p.document.note, 0)
    yield (
        f"Lesduur: {p.lesson_minutes} minuten ({p.lesson_minutes_basis})"
        if p.lesson_minutes
        else "Lesduur: niet vermeld"
    )
    counted = "telt mee als ongeoorloofd" if p.unknown_counts else "telt niet mee voordat het beoordeeld is"
    yield f"Onbekend verzuim {counted} ({p.unknown_counts_basis})"
    if p.unknown_until:
        yield from _indented(unknown_words(p.unknown_until), 0)
    yield f"Een keer te laat weegt {p.late_weight:g} uur voor de {norm_name()} ({p.late_weight_basis})"


def _norms(p: Protocol) -> Iterator[str]:
    if p.norm:
        yield from _title("Getallen van de norm")
    for norm in p.norm:
        yield from _indented(f"{norm.label}: {norm.value:g} {norm.unit} ({norm.basis}; {norm.source})", 2)
        if norm.read:
            yield from _indented(f"{norm.read.by}, ‘{norm.read.page}’: {norm.read.address}", 4)


def _ladders(p: Protocol) -> Iterator[str]:
    for ladder in p.ladder:
        yield from _title(f"Ladder {ladder.id}: {ladder.name}")
        for stage in ladder.stage:
            yield from _stage(p, stage)
    days = load_settings().filter(name="step_deadline_school_days")["value"].item()
    yield ""
    yield f"Bij stappen zonder termijn geldt die van de school (standaard {days:g} schooldagen)."


def _stage(p: Protocol, stage: Stage) -> Iterator[str]:
    yield f"  Trede {stage.level} · {stage.id}: {stage.name}"
    yield from _indented(f"Plaats: {stage.place} ({stage.basis})", 4)
    if not stage.computable:
        yield f"    Niet te berekenen zonder: {stage.needs}"
    if needed := lessons_needed(stage, p.counters):
        yield f"    Alleen te berekenen met: {needed}; zonder heeft deze trede geen getal"
    if stage.rule == "pattern":
        yield from _indented(f"{pattern_words()} (lezing)", 4, "Als: ")
    elif stage.rule != "groups":
        yield "    Als: de landelijke norm van hierboven"
    for n, group in enumerate(stage.group):
        yield from _indented(_group(p, stage, group), 4, "Als: " if n == 0 else "of:  ")
    if repeat_words(stage):
        yield f"    O{repeat_words(stage)[1:]}"
    for action in stage.action:
        yield from _indented(_action(action), 4, "- ")
    if stage.legal_reason:
        yield from _indented(f"Wettelijk conflict, geen uitvoer naar leerplicht: {stage.legal_reason}", 4, "! ")


def _group(p: Protocol, stage: Stage, group: Group) -> str:
    limits = group_limits(group)
    words = " en ".join(_condition(p, stage, condition) for condition in group.conditions)
    return f"{words} [{limits}]" if limits else words


def _condition(p: Protocol, stage: Stage, condition: Condition) -> str:
    counter = p.counters[condition.counter]
    compare = "ten minste" if condition.operator == ">=" else "meer dan"
    bases = [f"getal: {condition.basis}", f"eenheid: {counter.unit_basis}"]
    if counter.window != "dag":
        bases.append(f"venster: {counter.window_basis}")
    if condition.place and condition.place != stage.place:
        bases.append(condition.place)
    return f"{compare} {amount(condition, canonical(counter).label)} ({'; '.join(bases)})"


def _action(action: Action) -> str:
    limits = [action_limits(action)] if action_limits(action) else []
    if deadline := _deadline(action):
        limits.append(f"termijn: {deadline}")
    if action.followup:
        limits.append(f"{appointment_words(action)}; gedaan als is geregistreerd dat de leerling kwam (lezing)")
    limits += task_words(action)
    return f"{who(action)}: {action.what}" + (f" [{'; '.join(limits)}]" if limits else "")


def _deadline(action: Action) -> str:
    if action.deadline_norm:
        return due() + (f"; {action.deadline_text}" if action.deadline_text else "")
    if action.deadline_text or action.deadline_school_days is None:
        return action.deadline_text or ""
    return f"{action.deadline_school_days} schooldagen"


def _open(p: Protocol) -> Iterator[str]:
    yield from _title("Open normen: wat het document openlaat")
    for norm in p.open_norm:
        yield from _open_norm(norm)
    yield from _title("Niet te berekenen uit registraties")
    for rule in p.not_computable:
        yield from _indented(f"{rule.rule} Nodig: {rule.needs} ({rule.place})", 2, "- ")


def _open_norm(norm: OpenNorm) -> Iterator[str]:
    where = "/".join(part for part in (norm.ladder, norm.stage) if part) or "hele protocol"
    yield from _indented(f"{norm.question} ({where}; {norm.place})", 2, "- ")
    yield from _indented(f"Gekozen lezing: {norm.reading}", 4)
    yield from _indented(f"Andere lezing: {' · '.join(norm.alternatives)}", 4)


def _codes(p: Protocol) -> Iterator[str]:
    if p.code:
        yield from _title("Codes (hoofdletters en kleine letters verschillen)")
    for code in p.code:
        yield f"  {code.code.ljust(4)} {code.category.ljust(22)} {code.basis.ljust(9)} {code.place}"
