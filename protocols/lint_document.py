"""Linter: what a protocol rests on. Readings, open norms, codes, dates."""

from collections.abc import Iterator

from protocols.finding import Finding, counted, spots
from protocols.load import category_file
from protocols.national import norm_name
from protocols.schema import Protocol
from protocols.settings_page import on_page

# Categories that no school code stands for: they follow from something else.
UNCODED = frozenset({"onbekend_code"})


def document_findings(protocol: Protocol) -> Iterator[Finding]:
    """Findings on the document itself, on numbers, units and windows that are readings, and on codes."""
    if not protocol.preset:
        yield from _dates(protocol)
        yield from _codes(protocol)
        yield from _uncoded(protocol)
    yield from _readings(protocol)
    yield from _weights(protocol)
    for norm in protocol.open_norm:
        others = " of ".join(f"“{text.rstrip('.')}”" for text in norm.alternatives)
        yield Finding(
            protocol.id,
            norm.ladder,
            norm.stage,
            "open-norm",
            f"{norm.question} Gelezen als: {norm.reading}",
            f"Leg vast of het zo is, of {others}.",
        )


def _dates(protocol: Protocol) -> Iterator[Finding]:
    if protocol.document.adopted is None:
        yield Finding(
            protocol.id,
            None,
            None,
            "vaststelling",
            "In het document staat niet wanneer het is vastgesteld.",
            "Stel het vast, met datum, zodat iedereen weet welke versie geldt.",
        )
    if protocol.valid_basis == "lezing":
        yield Finding(
            protocol.id,
            None,
            None,
            "geldigheid",
            f"Het document noemt geen begindatum; gelezen als {protocol.valid_from:%d-%m-%Y}.",
            "Zet in het document vanaf en tot wanneer het geldt.",
        )


def _codes(protocol: Protocol) -> Iterator[Finding]:
    if not any(code.listed for code in protocol.code):
        named = ", ".join(code.code for code in protocol.code)
        yield Finding(
            protocol.id,
            None,
            None,
            "geen-codetabel",
            "Het document heeft geen lijst van codes" + (f"; alleen {named} komen in de tekst voor." if named else "."),
            "Voeg de lijst toe: welke code betekent wat, en wat is ongeoorloofd.",
        )
    else:
        for code in protocol.code:
            if not code.listed:
                yield Finding(
                    protocol.id,
                    None,
                    None,
                    "code-ontbreekt",
                    f"Code {code.code} ({code.category}) ontbreekt in de lijst van het document: {code.place}.",
                    f"Neem {code.code} op in de lijst, of gebruik een code die er wel in staat.",
                )
    seen: dict[str, str] = {}
    for code in protocol.code:
        lower = code.code.lower()
        other = seen.get(lower)
        seen[lower] = code.code
        if other is not None:
            same = "staat er tweemaal" if other == code.code else f"verschilt alleen in hoofdletter van {other}"
            yield Finding(
                protocol.id,
                None,
                None,
                "dubbele-code",
                f"Code {code.code} ({code.category}) {same}.",
                "Houd één schrijfwijze aan, of geef ze elk een eigen betekenis die niemand kan verwarren.",
            )


def _uncoded(protocol: Protocol) -> Iterator[Finding]:
    """Conditions on categories that none of the document's codes stands for; not where there is no list at all."""
    known = {code.category for code in protocol.code}
    if not any(code.listed for code in protocol.code):
        return
    for spot in spots(protocol):
        # A missed appointment is known from follow-ups and notes: it needs no code.
        if not counted(spot) & (known | category_file().missed) - UNCODED:
            yield Finding(
                protocol.id,
                spot.ladder.id,
                spot.stage.id,
                "zonder-code",
                f"Deze trede wacht op {spot.words}, maar geen code in de lijst betekent dat.",
                "Voeg een code toe, of zeg hoe dit dan geregistreerd wordt.",
            )


def _readings(protocol: Protocol) -> Iterator[Finding]:
    seen: set[tuple[str, str, str]] = set()
    for spot in spots(protocol):
        place = (protocol.id, spot.ladder.id)
        label = spot.canonical.label
        for kind, basis in (("window", spot.counter.window_basis), ("unit", spot.counter.unit_basis)):
            key = (spot.ladder.id, spot.canonical.id, kind)
            if basis == "document" or key in seen or (kind == "window" and spot.counter.window == "dag"):
                continue
            seen.add(key)
            first = spot.stage.id
            if kind == "window":
                yield Finding(
                    *place,
                    first,
                    "venster-lezing",
                    f"Over welke tijd er precies geteld wordt is een lezing: {label} (vanaf trede {first}).",
                    "Zet bij de getallen over welke tijd zij gelden.",
                )
            else:
                yield Finding(
                    *place,
                    first,
                    "eenheid-lezing",
                    f"Wat er precies geteld wordt is een lezing: {label} (vanaf trede {first}).",
                    "Zet erbij of het om keren, lesuren, dagen of meldingen gaat.",
                )
        if spot.condition.basis == "lezing":
            yield Finding(
                *place,
                spot.stage.id,
                "getal-lezing",
                f"Het getal {spot.condition.number:g} staat niet in het document: {spot.words}.",
                "Zet het getal in het document, of kies een ander.",
            )
        if spot.counter.window == "periode" and (spot.ladder.id, "periode", "") not in seen:
            seen.add((spot.ladder.id, "periode", ""))
            yield Finding(
                *place,
                spot.stage.id,
                "venster-kalender",
                "Deze ladder telt per periode, maar wanneer een periode begint staat niet in het document.",
                f"Zet de begindatums van de perioden {on_page('Perioden', '[[school.period]]')}.",
            )


def _weights(protocol: Protocol) -> Iterator[Finding]:
    """Registrations that are no absence, counted as hours although the document gives them no weight."""
    present = {c.category for c in category_file().category if not c.absent}
    stated = protocol.late_weight > 0 and protocol.late_weight_basis == "document"
    seen: set[tuple[str, str]] = set()
    for spot in spots(protocol):
        mixed = [
            term
            for term in spot.canonical.terms
            if term.weight != 1 or (term.unit == "lesuur" and present & set(term.categories))
        ]
        absent = counted(spot) - present
        key = (spot.ladder.id, spot.canonical.id)
        if mixed and absent and not stated and key not in seen:
            seen.add(key)
            yield Finding(
                protocol.id,
                spot.ladder.id,
                spot.stage.id,
                "gewicht",
                f"In {spot.canonical.label} telt te laat mee met een gewicht dat het document niet noemt.",
                "Zeg voor hoeveel uur een keer te laat meetelt, of tel alleen gemiste uren.",
            )
    if protocol.late_weight > 0 and not stated:
        yield Finding(
            protocol.id,
            None,
            None,
            "gewicht",
            f"Een keer te laat weegt {protocol.late_weight:g} uur voor de {norm_name()}; het document noemt dat niet.",
            "Zeg voor hoeveel uur een keer te laat meetelt.",
        )
