"""One name for one counter: what is counted over which window, whichever protocol counts it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import product

from protocols.ladders import Counter, Group, Stage, Term
from protocols.late_minutes import Minutes, minutes_of
from protocols.load import category_file, comparison_file
from protocols.windows import FIXED, moving_words

UNIT_WORDS = {
    "keer": "keer",
    "lesuur": "lesuren",
    "dag": "schooldagen",
    "melding": "meldingen",
    "aaneengesloten_dag": "schooldagen achter elkaar",
    "aaneengesloten_week": "schoolweken achter elkaar",
    "week_na_week": "schoolweken op rij",
    "procent": "procent van de lessen",
}


def decimal(value: float) -> str:
    """A number the Dutch way, to two decimals at most: `0,83`."""
    return f"{round(value, 2):g}".replace(".", ",")


# Of what was done with registrations, told behind what they are.
HANDLED = {None: "", True: " (afgehandeld)", False: " (niet afgehandeld)"}
WEEKDAYS = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag")


@dataclass(frozen=True)
class CanonicalTerm:
    """One summand: a sorted set of categories, perhaps of some lessons only, its id, and what of it counts."""

    category_set: str
    categories: tuple[str, ...]
    unit: str
    weight: float
    max_spell_days: int | None
    day_filter: str | None
    subjects: tuple[str, ...] = ()
    hours: tuple[int, ...] = ()
    weekdays: tuple[int, ...] = ()
    same: str | None = None
    minutes: Minutes | None = None
    handled: bool | None = None

    @property
    def id(self) -> str:
        """Everything that distinguishes this summand, in a fixed spelling."""
        return (
            (f"{self.weight:g}*" if self.weight != 1 else "")
            + f"{self.unit}[{self.category_set}]"
            + (f":hoogste {self.same}" if self.same else "")
            + (f"<={self.max_spell_days}d" if self.max_spell_days else "")
            + (f"@{self.day_filter}" if self.day_filter else "")
        )

    @property
    def label(self) -> str:
        """The summand in Dutch words."""
        return (
            (f"{decimal(self.weight)} × " if self.weight != 1 else "")
            + self._counted
            + self._lessons
            + (f" (ziekteperioden tot en met {self.max_spell_days} schooldagen)" if self.max_spell_days else "")
            + (" op de laatste schooldag voor of de eerste na een vakantie" if self.day_filter else "")
        )

    @property
    def lessons(self) -> list[tuple[str | None, int | None, int | None]]:
        """Every subject, lesson hour and weekday to which it keeps; None for whichever."""
        return list(product(self.subjects or (None,), self.hours or (None,), self.weekdays or (None,)))

    @property
    def _lessons(self) -> str:
        """To which lessons it keeps, in Dutch words."""
        subjects = either(each.upper() for each in self.subjects)
        return (
            (self.minutes.words if self.minutes else "")
            + (f" bij het vak {subjects}" if subjects else "")
            + (" bij hetzelfde vak" if self.same else "")
            + (f" in lesuur {either(map(str, self.hours))}" if self.hours else "")
            + HANDLED[self.handled]
            + (f" op {either(WEEKDAYS[day - 1] for day in self.weekdays)}" if self.weekdays else "")
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
    def by_subject(self) -> bool:
        """Whether each subject is counted by itself, of which the highest counts."""
        return any(term.same for term in self.terms)

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
    """What must be imported before anybody can be on a stage that goes by a share of lessons or some lessons, in Dutch.

    None for a stage that cannot be computed at all, and for one that has another way to be reached.
    """
    ways = [
        [
            *_of_pupils(group),
            *(
                needed
                for condition in group.conditions
                for term in canonical(counters[condition.counter]).terms
                for needed in _needed(term)
            ),
        ]
        for group in stage.group
    ]
    if not stage.computable or not ways or not all(ways):
        return None
    return " of ".join(dict.fromkeys(" en ".join(dict.fromkeys(way)) for way in ways))


def _of_pupils(group: Group) -> Iterator[str]:
    if group.afdeling:
        yield f"een afdeling {either(group.afdeling)} bij de instellingen"
    if group.studie:
        yield f"een leerlingenlijst met de opleiding {either(group.studie)}"
    if group.age_from:
        yield "geboortedatums"
    if group.done:
        yield f"een vinkje bij de taak {either(f'‘{name}’' for name in group.done)}"


def _needed(term: CanonicalTerm) -> Iterator[str]:
    subjects = either(each.upper() for each in term.subjects)
    if term.unit == "procent":
        yield "rooster" if term.same or term.lessons != [(None, None, None)] else "rooster of lessentabel"
    elif subjects:
        yield f"rooster of registraties met het vak {subjects}"
    elif term.same:
        yield "rooster of registraties met vakken"
    if term.hours and term.unit != "procent":
        yield "registraties met lesuren"
    if term.minutes and not term.minutes.unknown:
        yield "registraties met minuten te laat"
    if term.handled is not None:
        yield "registraties waarvan de bron zegt of ze zijn afgehandeld"


def either(words: Iterable[str]) -> str:
    """Words of which each will do: `1, 2 of 3`."""
    *others, last = [*words] or [""]
    return f"{', '.join(others)} of {last}" if others else last


def _term(term: Term) -> CanonicalTerm:
    categories = tuple(sorted({c for name in term.count for c in category_file().members(name)}))
    subjects, hours, weekdays = term.subjects, tuple(sorted({*term.hours})), tuple(sorted({*term.weekdays}))
    minutes = minutes_of(term)
    handled = () if term.handled is None else ("ja" if term.handled else "nee",)
    late = (minutes.id,) if minutes else ()
    kept = (("vak", subjects), ("uur", hours), ("dag", weekdays), ("minuten", late), ("afgehandeld", handled))
    # A set of categories in some lessons is a set of its own.
    lessons = "".join(f";{kind}={','.join(map(str, told))}" for kind, told in kept if told)
    return CanonicalTerm(
        "+".join(categories) + lessons,
        categories,
        term.unit,
        term.weight,
        term.max_spell_days,
        term.day_filter,
        subjects,
        hours,
        weekdays,
        term.same,
        minutes,
        term.handled,
    )
