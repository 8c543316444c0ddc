"""One name for one counter: what is counted over which window, whichever protocol counts it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from protocols.ladders import Counter, Stage, Term
from protocols.load import category_file, comparison_file
from protocols.windows import FIXED, moving_words

UNIT_WORDS = {
    "keer": "keer",
    "lesuur": "lesuren",
    "dag": "schooldagen",
    "melding": "meldingen",
    "aaneengesloten_dag": "schooldagen achter elkaar",
    "aaneengesloten_week": "schoolweken achter elkaar",
    "procent": "procent van de lessen",
}


def decimal(value: float) -> str:
    """A number the Dutch way, to two decimals at most: `0,83`."""
    return f"{round(value, 2):g}".replace(".", ",")


@dataclass(frozen=True)
class CanonicalTerm:
    """One summand: a sorted set of categories, its id, and what of it counts."""

    category_set: str
    categories: tuple[str, ...]
    unit: str
    weight: float
    max_spell_days: int | None
    day_filter: str | None
    subject: str | None

    @property
    def id(self) -> str:
        """Everything that distinguishes this summand, in a fixed spelling."""
        return (
            (f"{self.weight:g}*" if self.weight != 1 else "")
            + f"{self.unit}[{self.category_set}]"
            + (f":{self.subject}" if self.subject else "")
            + (f"<={self.max_spell_days}d" if self.max_spell_days else "")
            + (f"@{self.day_filter}" if self.day_filter else "")
        )

    @property
    def label(self) -> str:
        """The summand in Dutch words."""
        return (
            (f"{decimal(self.weight)} × " if self.weight != 1 else "")
            + self._counted
            + (f" bij het vak {self.subject.upper()}" if self.subject else "")
            + (f" (ziekteperioden tot en met {self.max_spell_days} schooldagen)" if self.max_spell_days else "")
            + (" op de laatste schooldag voor of de eerste na een vakantie" if self.day_filter else "")
        )

    @property
    def _counted(self) -> str:
        what = category_file().label(frozenset(self.categories))
        if self.unit == "melding" and what == "ziek":
            return "ziekmeldingen"
        return f"{UNIT_WORDS[self.unit]} {what}"


@dataclass(frozen=True)
class CanonicalCounter:
    """A counter under the id that its content gives, e.g. `keer[te_laat_ongeoorloofd]/periode`."""

    id: str
    window_kind: str
    window_number: int | None
    terms: tuple[CanonicalTerm, ...]
    label: str

    @property
    def care(self) -> bool:
        """Whether it counts sickness, also beside other absence."""
        sick = {category.category for category in category_file().category if category.care}
        return any(not sick.isdisjoint(term.categories) for term in self.terms)


def window_words(window: str, moving: int | None) -> str:
    """Over which time is counted: `per schooljaar`, `in 4 schoolweken`; empty for the length of a spell."""
    return moving_words(window, moving) if moving else FIXED[window].per if window in FIXED else ""


@cache
def canonical(counter: Counter) -> CanonicalCounter:
    """The counter of a protocol file under its canonical id, with its label in Dutch."""
    terms = tuple(sorted((_term(term) for term in counter.terms), key=lambda term: term.id))
    window = f"{counter.window}({counter.moving})" if counter.moving else counter.window
    words = window_words(counter.window, counter.moving)
    label = f"{' plus '.join(term.label for term in terms)} {words}".strip()
    return CanonicalCounter(
        f"{' + '.join(term.id for term in terms)}/{window}", counter.window, counter.moving, terms, label
    )


def is_care(track: str, stage: Stage, counters: Mapping[str, Counter]) -> bool:
    """Whether a stage tells of sickness: by its track, by a sick pattern, or by any of its counters."""
    if stage.rule == "pattern" or track in {row.track for row in comparison_file().track if row.care}:
        return True
    names = [condition.counter for group in stage.group for condition in group.conditions]
    again = [stage.repeat_counter] if stage.repeat_counter else []
    return any(canonical(counters[name]).care for name in [*names, *again])


def lessons_needed(stage: Stage, counters: Mapping[str, Counter]) -> str | None:
    """What must be imported before anybody can be on a stage that goes by a share of lessons, in Dutch.

    None for a stage that cannot be computed at all, and for one that has another way to be reached.
    """
    shares = [
        [term for condition in group.conditions for term in counters[condition.counter].terms if term.unit == "procent"]
        for group in stage.group
    ]
    if not stage.computable or not shares or not all(shares):
        return None
    return "rooster" if any(term.subject for terms in shares for term in terms) else "rooster of lessentabel"


def _term(term: Term) -> CanonicalTerm:
    categories = tuple(sorted({c for name in term.count for c in category_file().members(name)}))
    return CanonicalTerm(
        "+".join(categories), categories, term.unit, term.weight, term.max_spell_days, term.day_filter, term.subject
    )
