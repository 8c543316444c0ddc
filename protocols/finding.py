"""What the linter reports about a protocol, and the walk over conditions that its checks share."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from protocols.counters import CanonicalCounter, canonical
from protocols.ladders import Condition, Counter, Group, Ladder, Stage
from protocols.rule_words import rule_words
from protocols.schema import Protocol

Kind = Literal[
    "overlap",
    "gat",
    "reeks",
    "operator",
    "volgorde",
    "naam",
    "dubbele-voorwaarde",
    "overbodige-groep",
    "onbereikbaar",
    "zonder-code",
    "minuten",
    "zonder-actie",
    "zonder-persoon",
    "rol-onbekend",
    "venster-lezing",
    "venster-kalender",
    "eenheid-lezing",
    "getal-lezing",
    "gewicht",
    "open-norm",
    "code-ontbreekt",
    "dubbele-code",
    "geen-codetabel",
    "vaststelling",
    "geldigheid",
    "termijn-wet",
    "ziek-leerplicht",
    "landelijk",
]
DOUBTS: dict[Kind, str] = {
    "overlap": "twee treden gelden voor hetzelfde aantal",
    "gat": "tussen twee treden valt een aantal",
    "reeks": "een reeks getallen breekt af",
    "operator": "vanaf en meer dan staan door elkaar",
    "volgorde": "een hogere trede begint niet later",
    "naam": "de naam noemt een ander getal",
    "dubbele-voorwaarde": "dezelfde voorwaarde staat er tweemaal",
    "overbodige-groep": "een voorwaarde die niemand toevoegt",
    "onbereikbaar": "een trede die niemand kan bereiken",
    "zonder-code": "een voorwaarde waarvoor de school geen code heeft",
    "minuten": "te laat komen dat nergens telt",
    "zonder-actie": "een trede waarop niemand iets doet",
    "zonder-persoon": "een ladder die nooit bij een mens uitkomt",
    "rol-onbekend": "een taak van een rol die geen mens heeft",
    "venster-lezing": "over welke tijd er geteld wordt is een lezing",
    "venster-kalender": "een venster dat de kalender van de school nodig heeft",
    "eenheid-lezing": "wat er geteld wordt is een lezing",
    "getal-lezing": "een getal is een lezing",
    "gewicht": "een gewicht dat het document niet noemt",
    "open-norm": "het document laat iets open",
    "code-ontbreekt": "een code uit de tekst ontbreekt in de lijst",
    "dubbele-code": "een code staat er tweemaal",
    "geen-codetabel": "er is geen lijst van codes",
    "vaststelling": "de datum van vaststelling ontbreekt",
    "geldigheid": "vanaf wanneer het geldt is een lezing",
    "termijn-wet": "een termijn is langer dan de landelijke",
    "ziek-leerplicht": "ziekte leidt naar leerplicht",
    "landelijk": "een verschil met de landelijke criteria",
}


@dataclass(frozen=True)
class Finding:
    """One doubt about a protocol: where it stands, what is the matter and what to decide (Dutch)."""

    protocol: str
    ladder: str | None
    stage: str | None
    kind: Kind
    what: str
    decide: str


@dataclass(frozen=True)
class Spot:
    """One condition in its place; `group_no` and `condition_no` count from 1."""

    ladder: Ladder
    stage: Stage
    group: Group
    group_no: int
    condition_no: int
    condition: Condition
    counter: Counter
    canonical: CanonicalCounter

    @property
    def words(self) -> str:
        """The condition in Dutch: `vanaf 16 keer te laat per schooljaar`."""
        return rule_words(self.condition, self.canonical.label)


def spots(protocol: Protocol, ladder: Ladder | None = None) -> Iterator[Spot]:
    """The conditions of a protocol, or of one ladder of it, in the order of the file."""
    for each in [ladder] if ladder else protocol.ladder:
        for stage in each.stage:
            for g, group in enumerate(stage.group, 1):
                for c, condition in enumerate(group.conditions, 1):
                    counter = protocol.counters[condition.counter]
                    yield Spot(each, stage, group, g, c, condition, counter, canonical(counter))


def counted(spot: Spot) -> frozenset[str]:
    """The categories that the counter of a condition counts."""
    return frozenset(category for term in spot.canonical.terms for category in term.categories)
