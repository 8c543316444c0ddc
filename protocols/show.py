"""A protocol as readable Dutch text, for `verzuimbeeld protocols list | show ID`."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from textwrap import wrap

from protocols.counters import canonical, decimal, lessons_needed
from protocols.ladders import Action, Condition, Group, Stage
from protocols.load import category_file, load_named_holidays, load_settings
from protocols.national import age_group, due, norm_name
from protocols.schema import OpenNorm, Protocol

WIDTH = 110
PATTERN = (
    "bij een nieuwe ziekmelding is een getoetst patroon opvallend: ten minste {spells:g} meldingen dit schooljaar, en "
    "toeval geeft zo veel daarvan op een weekdag, lesuur, vak, vakantierand of toetsweek in minder dan {percent:g} van "
    "de 100 gevallen, gecorrigeerd voor het aantal mogelijkheden en patronen"
)
SINGULAR = {
    "lesuren": "lesuur",
    "schooldagen": "schooldag",
    "schoolweken": "schoolweek",
    "ziekmeldingen": "ziekmelding",
    "meldingen": "melding",
}


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


def repeat_words(stage: Stage) -> str:
    """When a stage acts again: `opnieuw bij elke 3e registratie`; empty when it does not."""
    if stage.repeat == "week":
        return "opnieuw in elke volgende schoolweek waarin het doorgaat, tot een week zonder"
    if stage.repeat_every is None:
        return ""
    every = "elke volgende registratie" if stage.repeat_every == 1 else f"elke {stage.repeat_every}e registratie"
    return f"opnieuw bij {every}" + (f", tot en met de {stage.repeat_until:g}e" if stage.repeat_until else "")


def task_words(action: Action) -> list[str]:
    """After which registrations a task is asked, and how often: `alleen bij te laat`, `ook bij elke herhaling`."""
    found = []
    if action.after:
        members = {category for name in action.after for category in category_file().members(name)}
        found.append(f"alleen bij {category_file().label(frozenset(members))}")
    if action.recurring:
        often = "voor elke registratie" if action.per == "registratie" else "één keer per dag"
        found.append(f"ook bij herhaling, {often}" if action.first else "alleen bij herhaling")
    elif action.task and action.per == "registratie":
        found.append("in plaats van dezelfde taak op een eerdere trede")
    return found


def pattern_words() -> str:
    """The rule of a stage that follows a tested pattern, with its numbers."""
    numbers = dict(load_settings().select("name", "value").rows())
    return PATTERN.format(spells=numbers["pattern_min_spells"], percent=100 * numbers["pattern_notable"])


def group_limits(group: Group) -> str:
    """For which pupils and registrations a group holds: `leerjaar 1; ...`; empty when it holds for all."""
    limits = []
    if group.leerjaar:
        limits.append(f"leerjaar {', '.join(map(str, group.leerjaar))}")
    if group.leerjaar_except:
        limits.append(f"niet leerjaar {', '.join(map(str, group.leerjaar_except))}")
    if group.trigger_after:
        limits.append(f"door een registratie na de {load_named_holidays()[group.trigger_after].label}")
    return "; ".join(limits)


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
    return f"{compare} {_amount(condition, canonical(counter).label)} ({'; '.join(bases)})"


def condition_words(protocol: Protocol, condition: Condition) -> str:
    """A condition in Dutch: `vanaf 16 keer te laat per schooljaar`."""
    return rule_words(condition, canonical(protocol.counters[condition.counter]).label)


def rule_words(condition: Condition, label: str) -> str:
    """The number of a condition with the label of its counter."""
    return f"{'vanaf' if condition.operator == '>=' else 'meer dan'} {_amount(condition, label)}"


def _amount(condition: Condition, label: str) -> str:
    """`16 keer te laat`, `1 lesuur ziek`; a label that begins with a weight stands apart: `16: 0,83 × lesuren`."""
    first, _, rest = label.partition(" ")
    unit = SINGULAR.get(first, first) if condition.number == 1 else first
    return f"{decimal(condition.number)}{':' if first[:1].isdigit() else ''} {unit} {rest}"


def action_limits(action: Action) -> str:
    """For which pupils an action is: `leerjaar 3 t/m 6; onder 18 jaar`; empty when it is for all."""
    limits = []
    if action.leerjaar_from is not None or action.leerjaar_until is not None:
        limits.append(f"leerjaar {action.leerjaar_from or 1} t/m {action.leerjaar_until or 6}")
    if action.adult is not None:
        limits.append(age_group(action.adult))
    return "; ".join(limits)


def _action(action: Action) -> str:
    limits = [action_limits(action)] if action_limits(action) else []
    if deadline := _deadline(action):
        limits.append(f"termijn: {deadline}")
    if action.followup:
        limits.append("de leerling komt terug; gedaan als dat is geregistreerd (lezing)")
    limits += task_words(action)
    return f"{action.role}: {action.what}" + (f" [{'; '.join(limits)}]" if limits else "")


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
