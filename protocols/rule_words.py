"""What a rule of a protocol says, in Dutch words that commands and pages share: conditions, limits, repetitions."""

from protocols.counters import WEEKDAYS, canonical, decimal, either
from protocols.ladders import Action, Condition, Group, Stage
from protocols.load import category_file, load_named_holidays, load_settings
from protocols.national import age_group, norm_name
from protocols.schema import Protocol, UnknownUntil

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


def appointment_words(action: Action) -> str:
    """What kind of appointment an action is, when it can be and how much is made up: `afspraak: inhalen, 2 lesuren`."""
    label = next(each.label for each in category_file().appointment if each.kind == action.followup)
    days = f", op {either(WEEKDAYS[day - 1] for day in action.weekdays)}" if action.weekdays else ""
    hours = f", {action.hours} {'lesuur' if action.hours == 1 else 'lesuren'}" if action.hours else ""
    per = " per registratie" if hours and action.per == "registratie" else ""
    return f"afspraak: {label}{days}{hours}{per}"


def unknown_words(until: UnknownUntil) -> str:
    """When absence without a known reason becomes unauthorised, with where the document says so."""
    days = "werkdag" if until.working_days == 1 else "werkdagen"
    return f"Zonder reden na {until.working_days} {days} wordt het ongeoorloofd ({until.basis}; {until.place})"


def pattern_words() -> str:
    """The rule of a stage that follows a tested pattern, with its numbers."""
    numbers = dict(load_settings().select("name", "value").rows())
    return PATTERN.format(spells=numbers["pattern_min_spells"], percent=100 * numbers["pattern_notable"])


def stage_words(protocol: Protocol, stage: Stage) -> str:
    """When a stage is reached: its groups of conditions, each with whom it holds for."""
    if stage.rule == "pattern":
        return pattern_words()
    if stage.rule != "groups":
        return f"volgens de {norm_name()}"
    return "; of ".join(_group_words(protocol, group) for group in stage.group)


def _group_words(protocol: Protocol, group: Group) -> str:
    said, limits = " en ".join(condition_words(protocol, each) for each in group.conditions), group_limits(group)
    return f"{said} ({limits})" if limits else said


def group_limits(group: Group) -> str:
    """For which pupils and registrations a group holds: `leerjaar 1; ...`; empty when it holds for all."""
    limits = []
    if group.leerjaar:
        limits.append(f"leerjaar {', '.join(map(str, group.leerjaar))}")
    if group.leerjaar_except:
        limits.append(f"niet leerjaar {', '.join(map(str, group.leerjaar_except))}")
    if group.afdeling:
        limits.append(f"afdeling {either(group.afdeling)}")
    if group.afdeling_except:
        limits.append(f"niet afdeling {either(group.afdeling_except)}")
    if group.studie:
        limits.append(f"opleiding {either(group.studie)}")
    if group.age_from or group.age_until:
        begins = f"vanaf {group.age_from} " if group.age_from else ""
        limits.append(f"{begins}{f'tot {group.age_until} ' if group.age_until else ''}jaar")
    for names, words in ((group.done, "pas na de gedane taak"), (group.not_done, "niet na de gedane taak")):
        if names:
            limits.append(f"{words} {either(f'‘{name}’' for name in names)}")
    if group.since:
        limits.append(f"opnieuw geteld na de dag van trede {group.since}")
    if group.since_done:
        limits.append("opnieuw geteld na de dag waarop die taak is gedaan")
    if group.trigger_after:
        limits.append(f"door een registratie na de {load_named_holidays()[group.trigger_after].label}")
    return "; ".join(limits)


def condition_words(protocol: Protocol, condition: Condition) -> str:
    """A condition in Dutch: `vanaf 16 keer te laat per schooljaar`."""
    return rule_words(condition, canonical(protocol.counters[condition.counter]).label)


def rule_words(condition: Condition, label: str) -> str:
    """The number of a condition with the label of its counter."""
    return f"{'vanaf' if condition.operator == '>=' else 'meer dan'} {amount(condition, label)}"


def amount(condition: Condition, label: str) -> str:
    """`16 keer te laat`, `1 lesuur ziek`; a label that begins with a weight stands apart: `16: 0,83 × lesuren`."""
    first, _, rest = label.partition(" ")
    unit = SINGULAR.get(first, first) if condition.number == 1 else first
    return f"{decimal(condition.number)}{':' if first[:1].isdigit() else ''} {unit} {rest}"


def who(action: Action) -> str:
    """Who does a task: `coach (als mentor)`."""
    return f"{action.role} (als {action.like})" if action.like else action.role


def action_limits(action: Action) -> str:
    """For which pupils an action is: `leerjaar 3 t/m 6; onder 18 jaar`; empty when it is for all."""
    limits = []
    if action.leerjaar_from is not None or action.leerjaar_until is not None:
        limits.append(f"leerjaar {action.leerjaar_from or 1} t/m {action.leerjaar_until or 6}")
    if action.adult is not None:
        limits.append(age_group(action.adult))
    return "; ".join(limits)
