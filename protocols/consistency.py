"""What the schema cannot say about one protocol file: names that must exist, be unique or stand in order."""

from collections.abc import Iterator, Mapping

from protocols.errors import Fault, doubles
from protocols.ladders import Counter, Ladder, Stage
from protocols.late_faults import late_faults
from protocols.reference import CategoryFile
from protocols.schema import Protocol
from protocols.since import since_faults
from protocols.task_faults import mark_faults, role_faults, task_faults
from protocols.windows import FIXED, MOVING

# What keeps a counter to some lessons, and the units in which those can be counted.
LESSONS = ("subject", "hours", "weekdays", "same", "minutes_from", "minutes_below")
OF_LESSONS = ("keer", "lesuur", "dag", "week_na_week", "procent")
# What has a length, which no window limits.
OF_LENGTH = ("aaneengesloten_dag", "aaneengesloten_week", "week_na_week")


def first_fault(protocol: Protocol, categories: CategoryFile) -> Fault | None:
    """The first fault in a protocol file, or None when it can be used."""
    return next(_faults(protocol, categories), None)


def _faults(protocol: Protocol, categories: CategoryFile) -> Iterator[Fault]:
    yield from _validity(protocol)
    yield from doubles("code", (c.code for c in protocol.code), "code")
    yield from doubles("klas", (str(k.number) for k in protocol.klas), "number")
    yield from doubles("ladder", (ladder.id for ladder in protocol.ladder), "id")
    yield from doubles("open_norm", (norm.id for norm in protocol.open_norm), "id")
    yield from doubles("norm", (norm.name for norm in protocol.norm), "name")
    used = [("unauthorised", protocol.unauthorised)]
    used += [
        (f"counters.{name}.terms.{n}.count", term.count)
        for name, counter in protocol.counters.items()
        for n, term in enumerate(counter.terms, 1)
    ]
    used += [
        (f"ladder.{n}.stage.{m}.action.{k}.after", action.after)
        for n, ladder in enumerate(protocol.ladder, 1)
        for m, stage in enumerate(ladder.stage, 1)
        for k, action in enumerate(stage.action, 1)
    ]
    for key, names in used:
        yield from (_unknown_category(key, name) for name in names if not categories.members(name))
    for n, code in enumerate(protocol.code, 1):
        if code.category not in {c.category for c in categories.category}:
            yield _unknown_category(f"code.{n}.category", code.category)
    for name, counter in protocol.counters.items():
        yield from _counter(f"counters.{name}", counter)
        yield from late_faults(f"counters.{name}", counter, categories)
    for n, ladder in enumerate(protocol.ladder, 1):
        yield from _ladder(f"ladder.{n}", ladder, protocol.counters)
        yield from since_faults(f"ladder.{n}", ladder, protocol.counters)
    yield from role_faults(protocol)
    yield from mark_faults(protocol)
    yield from _open_norms(protocol)


def _validity(protocol: Protocol) -> Iterator[Fault]:
    if protocol.draft is not None and protocol.adopted is not None:
        yield Fault("draft", "staat naast adopted", "Een concept is niet van kracht: laat een van beide weg.")
    if protocol.valid_until is not None and protocol.valid_until <= protocol.valid_from:
        yield Fault("valid_until", "ligt niet na valid_from", "Geef de eerste dag waarop het protocol niet meer geldt.")


def _unknown_category(key: str, name: str) -> Fault:
    return Fault(key, f"noemt '{name}', geen bekende categorie", "Kies een categorie uit categories.toml.")


def _counter(key: str, counter: Counter) -> Iterator[Fault]:
    for window, of in MOVING.items():
        if (counter.window == window) != (getattr(counter, of.field) is not None):
            yield Fault(
                f"{key}.{of.field}",
                f"hoort bij het venster {window}, en alleen daarbij",
                f"Verbeter window of {of.field}.",
            )
    lengths = [term for term in counter.terms if term.unit in OF_LENGTH]
    if bool(lengths) != (counter.window == "dag"):
        yield Fault(
            f"{key}.window",
            f"is '{counter.window}'",
            f"Het venster dag hoort bij de eenheden {', '.join(OF_LENGTH)}, en alleen daarbij.",
        )
    for n, term in enumerate(counter.terms, 1):
        kept = next((name for name in LESSONS if getattr(term, name)), None)
        if kept and (term.unit not in OF_LESSONS or term.max_spell_days):
            yield Fault(
                f"{key}.terms.{n}.{kept}",
                "kiest lessen, maar een ziekteperiode loopt over hele dagen",
                f"Tel dit in {', '.join(OF_LESSONS)}, zonder max_spell_days, of laat {kept} weg.",
            )
        if term.unit == "week_na_week" and (term.same or term.max_spell_days or term.day_filter or len(lengths) > 1):
            yield Fault(f"{key}.terms.{n}", "telt weken op rij met iets erbij", "Geef weken op rij een eigen teller.")
        if term.same and term.unit != "procent" and len(counter.terms) > 1:
            yield Fault(
                f"{key}.terms.{n}.same",
                "staat naast iets anders dat opgeteld wordt",
                "Geef wat per vak telt een eigen teller; meer soorten mogen samen in count.",
            )
    yield from _shares(key, counter)


def _shares(key: str, counter: Counter) -> Iterator[Fault]:
    """A share is of the lessons of a whole window."""
    shares = [term for term in counter.terms if term.unit == "procent"]
    if len(shares) > 1 and counter.window in MOVING:
        yield Fault(
            f"{key}.terms", "telt procenten op in een venster dat meeschuift", f"Neem er een, of: {', '.join(FIXED)}."
        )
    if shares and len(shares) < len(counter.terms):
        yield Fault(f"{key}.terms", "telt procenten op bij iets anders", "Geef procent een eigen teller.")
    if len(shares) > 1 and any(term.same for term in shares):
        yield Fault(f"{key}.terms", "telt procenten op die per vak zijn", "Geef wat per vak telt een eigen teller.")
    if any(term.max_spell_days or term.day_filter for term in shares):
        yield Fault(f"{key}.terms", "beperkt een procent", "Laat max_spell_days en day_filter weg bij procent.")


def _ladder(key: str, ladder: Ladder, counters: Mapping[str, Counter]) -> Iterator[Fault]:
    yield from doubles(f"{key}.stage", (stage.id for stage in ladder.stage), "id")
    level = 0
    for n, stage in enumerate(ladder.stage, 1):
        if not level <= stage.level <= level + 1 or (n == 1 and stage.level != 1):
            yield Fault(
                f"{key}.stage.{n}.level",
                f"is {stage.level} na {level}",
                "Begin bij 1 en laat treden in volgorde van het bestand gelijk blijven of met 1 stijgen.",
            )
        level = stage.level
        yield from _stage(f"{key}.stage.{n}", stage, counters)


def _stage(key: str, stage: Stage, counters: Mapping[str, Counter]) -> Iterator[Fault]:
    if stage.computable and (stage.rule == "groups") != bool(stage.group):
        yield Fault(f"{key}.group", "past niet bij rule", "Geef bij rule groups ten minste een groep, anders geen.")
    if stage.computable == (stage.needs is not None):
        yield Fault(f"{key}.needs", "past niet bij computable", "Zeg bij computable = false wat er nodig is.")
    if (stage.legal is None) != (stage.legal_reason is None):
        yield Fault(f"{key}.legal_reason", "past niet bij legal", "Geef bij een wettelijk conflict de reden.")
    if isinstance(stage.repeat, int) and stage.repeat < 1:
        yield Fault(f"{key}.repeat", f"is {stage.repeat}", "Gebruik each of een getal vanaf 1.")
    if stage.repeat is None and stage.repeat_until is not None:
        yield Fault(f"{key}.repeat_until", "staat zonder repeat", "Voeg repeat toe of verwijder repeat_until.")
    if stage.repeat is not None and not stage.group:
        yield Fault(f"{key}.repeat", "staat zonder groep", "Alleen een trede met voorwaarden kan zich herhalen.")
    if stage.repeat_counter is not None and (stage.repeat != "each" or stage.repeat_counter not in counters):
        yield Fault(
            f"{key}.repeat_counter",
            f"is '{stage.repeat_counter}'",
            "Noem bij repeat = each een teller uit dit bestand.",
        )
    again = counters.get(stage.repeat_counter or (stage.group[0].conditions[0].counter if stage.group else ""))
    if stage.repeat is not None and again and any(term.same for term in again.terms):
        yield Fault(f"{key}.repeat", "herhaalt een telling per vak", "Laat repeat weg, of tel over alle vakken samen.")
    yield from task_faults(f"{key}.action", stage)
    for g, group in enumerate(stage.group, 1):
        for name in ("leerjaar", "afdeling"):
            if getattr(group, name) and getattr(group, f"{name}_except"):
                yield Fault(f"{key}.group.{g}", f"heeft {name} en {name}_except", "Gebruik er een van.")
        if group.age_from and group.age_until and group.age_from >= group.age_until:
            yield Fault(f"{key}.group.{g}.age_until", "ligt niet boven age_from", "Zo is niemand die leeftijd.")
        for c, condition in enumerate(group.conditions, 1):
            if condition.counter not in counters:
                yield Fault(
                    f"{key}.group.{g}.conditions.{c}.counter",
                    f"noemt '{condition.counter}', een onbekende teller",
                    f"Kies een van: {', '.join(sorted(counters))}.",
                )


def _open_norms(protocol: Protocol) -> Iterator[Fault]:
    stages = {(ladder.id, stage.id) for ladder in protocol.ladder for stage in ladder.stage}
    ladders = {ladder.id for ladder in protocol.ladder}
    for n, norm in enumerate(protocol.open_norm, 1):
        if norm.ladder is not None and norm.ladder not in ladders:
            yield Fault(
                f"open_norm.{n}.ladder", f"noemt '{norm.ladder}', geen ladder", "Noem een ladder uit dit bestand."
            )
        if norm.stage is not None and (norm.ladder, norm.stage) not in stages:
            yield Fault(f"open_norm.{n}.stage", f"noemt '{norm.stage}', geen trede", "Noem een trede van deze ladder.")
        told = {change.alternative for change in norm.change}
        if not protocol.draft and not protocol.adopted and told != set(range(1, len(norm.alternatives) + 1)):
            yield Fault(
                f"open_norm.{n}.change",
                "zegt niet van elke andere lezing wat zij verandert",
                "Voeg een wijziging toe, of why_not met de reden waarom het niet te berekenen is.",
            )
        for m, change in enumerate(norm.change, 1):
            if change.alternative > len(norm.alternatives):
                yield Fault(
                    f"open_norm.{n}.change.{m}.alternative",
                    f"is {change.alternative}, maar er zijn {len(norm.alternatives)} andere lezingen",
                    "Noem het volgnummer van een van de alternatives.",
                )
