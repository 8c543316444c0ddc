"""A protocol as a document to read: one shape, which the screen draws and the printed copy prints."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dashboard import words
from dashboard.app_pages.protocollen import wording
from dashboard.app_pages.protocollen.blocks import Document, Item, Pairs, Section, Table
from dashboard.app_pages.protocollen.counting import codes, counting
from protocols.counters import lessons_needed
from protocols.differences import differences
from protocols.finding import DOUBTS, Finding
from protocols.ladders import Stage
from protocols.schema import OpenNorm, Protocol
from protocols.show import validity

READING_MEANS = (
    "Een lezing is een keuze: het document laat hier iets open en het programma moet toch kunnen tellen. Wat geen lezing "
    "is, staat zo in het document."
)


@dataclass(frozen=True)
class Standing:
    """Where a protocol stands: the school that looks at it, whether it is in force there, and on which day."""

    school: str
    in_force: bool
    on: date


def document(
    protocol: Protocol,
    base: Protocol | None,
    findings: Sequence[Finding],
    standing: Standing,
    defaults: wording.Defaults,
) -> Document:
    """The protocol with everything that the school has to know or decide; `base` is what a draft started from."""
    chapters = [
        *([_changes(base, protocol)] if base else []),
        _ladders(protocol, defaults),
        _open_norms(protocol),
        _not_computable(protocol),
        counting(protocol),
        codes(protocol),
        _findings(protocol, findings),
    ]
    return Document(label(protocol), status(protocol, standing), _about(protocol), _warnings(protocol), tuple(chapters))


def label(protocol: Protocol) -> str:
    """How a protocol is called in a choice; a draft says that it is one."""
    return f"{protocol.name} ({'concept ' if protocol.draft else ''}{protocol.id})"


def answer(protocol: Protocol, findings: Sequence[Finding]) -> str:
    """The sentence of the page: how large the protocol is and how much of it asks for a decision."""
    stages = _stages(protocol)
    conflicts = sum(stage.legal is not None for stage in stages)
    legal = f", waarvan {conflicts} in strijd met de wet" if conflicts else ""
    asks = [
        *([words.count(len(protocol.open_norm), "open norm", "open normen")] if protocol.open_norm else []),
        *([words.count(len(findings), "bevinding", "bevindingen")] if findings else []),
    ]
    return (
        f"{words.count(len(protocol.ladder), 'ladder', 'ladders')} met "
        f"{words.count(len(stages), 'trede', 'treden')}{legal}; {words.listed(asks) or 'niets'} om over te beslissen."
    )


def status(protocol: Protocol, standing: Standing) -> str:
    """In one sentence whether the protocol is in force at the school."""
    if protocol.draft:
        return "Concept: het doet mee in vergelijkingen en is nergens van kracht."
    if protocol.preset:
        return "Landelijke criteria: ze staan naast het protocol van elke school."
    if not standing.in_force:
        return f"Niet van kracht bij {standing.school}."
    text = f"Van kracht bij {standing.school}."
    if protocol.valid_until and standing.on >= protocol.valid_until:
        text += " De looptijd is voorbij; de school rekent er nog mee."
    return text


def _stages(protocol: Protocol) -> list[Stage]:
    return [stage for ladder in protocol.ladder for stage in ladder.stage]


def _about(p: Protocol) -> Pairs:
    version = f", versie {p.document.version}" if p.document.version else ""
    reading = " (lezing)" if p.valid_basis == "lezing" else ""
    pairs = [
        ("School", p.school_name),
        ("Geldig", f"{validity(p)}{reading}"),
        ("Bron", f"{p.document.title}{version}"),
        ("Vastgesteld", f"{p.document.adopted:%d-%m-%Y}" if p.document.adopted else "niet vermeld in het document"),
        ("Nagekeken", f"{p.checked:%d-%m-%Y}"),
    ]
    made = p.draft or p.adopted
    if made:
        pairs += [
            ("Gemaakt", f"door {made.author} op {made.made_on:%d-%m-%Y}, uitgaande van {made.base}"),
            ("Reden", made.reason),
        ]
    if p.adopted:
        pairs.append(("Van kracht", f"door {p.adopted.adopted_by} op {p.adopted.adopted_on:%d-%m-%Y}"))
    if p.document.note:
        pairs.append(("Opmerking", p.document.note))
    return tuple(pairs)


def _warnings(p: Protocol) -> tuple[str, ...]:
    return tuple(
        f"In strijd met de wet: {wording.where(p, ladder.id, stage.id)}. {stage.legal_reason} "
        "Uit deze trede volgt geen uitvoer voor leerplicht."
        for ladder in p.ladder
        for stage in ladder.stage
        if stage.legal
    )


def _changes(base: Protocol, p: Protocol) -> Section:
    found = differences(base, p)
    text = f"Verschil met {label(base)}: {words.count(len(found), 'regel', 'regels')}."
    if not found:
        text = f"Er is geen verschil met {label(base)}."
    items = tuple(Item(sentence, (), "") for sentence in found)
    return Section("Wat er verandert", text=(text,), items=items)


def _ladders(p: Protocol, defaults: wording.Defaults) -> Section:
    rows = tuple(
        (ladder.name, str(len(ladder.stage)), wording.numbers(p, ladder, defaults.norms)) for ladder in p.ladder
    )
    summary = Table("De ladders in het kort", ("Ladder", "Treden", "Wanneer"), rows, (5, 2, 12))
    sections = tuple(
        Section(ladder.name, steps=tuple(wording.step(p, stage, defaults) for stage in ladder.stage))
        for ladder in p.ladder
    )
    days = words.count(int(defaults.step_days), "schooldag", "schooldagen")
    text = (
        "Wie op een ladder een getal haalt, komt op die trede. Op een dag geldt de hoogste bereikte trede.",
        READING_MEANS,
        f"Een ster bij een termijn: het document noemt er geen, dan geldt die van het programma ({days}).",
    )
    return Section("Ladders", text=text, tables=(summary,), sections=sections)


def _open_norms(p: Protocol) -> Section:
    told = "Wat het document openlaat, hoe het nu wordt gelezen, en hoe het ook kan."
    return Section(
        f"Open normen ({len(p.open_norm)})",
        text=(told if p.open_norm else "Het document laat niets open.",),
        items=tuple(_open_norm(p, norm) for norm in p.open_norm),
    )


def _not_computable(p: Protocol) -> Section:
    stages = [
        _needs(f"{wording.where(p, ladder.id, stage.id)}: {stage.name}.", f"{stage.needs}.", stage.place)
        for ladder in p.ladder
        for stage in ladder.stage
        if not stage.computable
    ]
    items = (*stages, *_with_lessons(p), *(_needs(rule.rule, rule.needs, rule.place) for rule in p.not_computable))
    told = "Regels die uit registraties alleen niet volgen, en wat ervoor nodig is."
    return Section(
        f"Niet te berekenen ({len(items)})",
        text=(told if items else "Alle regels zijn uit registraties te berekenen.",),
        items=items,
    )


def _with_lessons(p: Protocol) -> list[Item]:
    return [
        _needs(
            f"{wording.where(p, ladder.id, stage.id)}: {stage.name}.",
            f"{needed}; waar dat is ingelezen wordt deze trede berekend.",
            stage.place,
        )
        for ladder in p.ladder
        for stage in ladder.stage
        if (needed := lessons_needed(stage, p.counters))
    ]


def _needs(rule: str, needs: str, place: str) -> Item:
    return Item(rule, (("Nodig", words.capital(needs)),), place)


def _open_norm(p: Protocol, norm: OpenNorm) -> Item:
    reasons = {change.alternative: change.why_not for change in norm.change if change.why_not}
    others = tuple(
        ("Kan ook", f"{text} Niet door te rekenen: {reasons[n]}" if n in reasons else text)
        for n, text in enumerate(norm.alternatives, 1)
    )
    where = wording.where(p, norm.ladder, norm.stage)
    return Item(norm.question, (("Geldt nu", norm.reading), *others), f"{where}; {norm.place}")


def _findings(p: Protocol, findings: Sequence[Finding]) -> Section:
    title = f"Bevindingen ({len(findings)})"
    if not findings:
        return Section(title, text=("De controle van dit protocol vond niets om over te beslissen.",))
    counts = Counter(DOUBTS[finding.kind] for finding in findings)
    kinds = tuple((words.capital(kind), str(amount)) for kind, amount in counts.most_common())
    places = [None, *(ladder.id for ladder in p.ladder)]
    tables = [_found(p, place, [f for f in findings if f.ladder == place]) for place in places]
    return Section(
        title,
        text=("Wat de controle van dit protocol vond: waar het staat, wat er is, en wat de school kan beslissen.",),
        tables=(
            Table("Soorten bevindingen", ("Soort", "Aantal"), kinds, (14, 3)),
            *(table for table in tables if table.rows),
        ),
    )


def _found(p: Protocol, ladder: str | None, findings: Sequence[Finding]) -> Table:
    stages = {stage.id: stage.level for each in p.ladder if each.id == ladder for stage in each.stage}
    rows = tuple((f"Trede {stages[f.stage]} ({f.stage})" if f.stage else "Geheel", f.what, f.decide) for f in findings)
    caption = f"{wording.where(p, ladder, None)}: {words.count(len(rows), 'bevinding', 'bevindingen')}"
    return Table(caption, ("Waar", "Wat", "Te beslissen"), rows, (4, 9, 7))
