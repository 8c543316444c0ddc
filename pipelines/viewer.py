"""Who is looking, and what he or she may see and chose to see. Without a viewer there are no rows."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any, Literal

from pipelines.today import today
from protocols.access_pages import access_part
from protocols.access_roles import access_roles

Right = Literal["care", "leerplicht", "policy", "data", "log"]
RIGHTS: frozenset[Right] = frozenset({"care", "leerplicht", "policy", "data", "log"})
CARE: frozenset[Right] = frozenset({"care"})
Dimension = Literal["afdeling", "leerjaar", "klas"]


@dataclass(frozen=True)
class Scope:
    """Of which pupils: those of whole schools, of afdelingen and of mentors, each of the latter two with its school.

    What is not named is not seen: the empty scope is nobody, and nothing in it means everybody.
    """

    schools: tuple[str, ...] = ()
    afdelingen: tuple[tuple[str, str], ...] = ()
    mentors: tuple[tuple[str, str], ...] = ()

    @property
    def somewhere(self) -> tuple[str, ...]:
        """The schools in which somebody is seen."""
        return tuple(dict.fromkeys([*self.schools, *(school for school, _ in (*self.afdelingen, *self.mentors))]))


@dataclass(frozen=True)
class Viewer:
    """A person, whose pupils he or she sees, which rights go beside that, and in which roles of a protocol he or she acts.

    `care` is sick absence as care: spells, signals, patterns, contacts; `leerplicht` marks reports; `policy` puts a
    protocol in force; `data` imports and decides about codes; `log` reads who looked at what. Without `care` the `roles`
    are those of which the tasks about sickness are shown all the same. `today` decides whose pupil somebody is, at most the
    last day of the data: a peildatum in the past shows the past figures of the pupils of today. `aggregates` are the schools
    of which the rounded figures are seen that leave the team, without a pupil; `at` the schools for which the rights hold,
    also where no pupil is seen. `offices` are roles of `access_roles.toml`: what every one of them may; none is whoever sits
    at this computer. `figures`: looks at figures only, no question that names pupils is answered. `initials` are signed
    with; a viewer with an office and without them looks and writes nothing. Two people with the same of all but name and
    initials are one viewer: they get the same answers.
    """

    person: str = field(default="", compare=False, repr=False)
    scope: Scope = Scope()
    rights: frozenset[Right] = frozenset()
    roles: frozenset[str] = frozenset()
    aggregates: tuple[str, ...] = ()
    at: tuple[str, ...] = ()
    offices: tuple[str, ...] = ()
    initials: str = field(default="", compare=False, repr=False)
    today: date = field(default_factory=today, compare=False)
    figures: bool = False

    @cached_property
    def in_words(self) -> str:
        """All but name and initials in words, by which answers are found again."""
        return repr(self)

    @property
    def schools(self) -> tuple[str, ...]:
        """The schools in which the viewer sees somebody."""
        return self.scope.somewhere

    @property
    def anyhow(self) -> tuple[str, ...]:
        """The schools with which the viewer has anything to do: sees somebody, or rounded figures, or has a right there."""
        return tuple(dict.fromkeys((*self.schools, *self.aggregates, *self.at)))

    def may(self, right: Right) -> bool:
        """Whether the viewer has a right."""
        return right in self.rights

    def sees_whole(self, school: str) -> bool:
        """Whether every pupil of a school is the viewer's."""
        return school in self.scope.schools

    def afdelingen(self, school: str) -> tuple[str, ...]:
        """The afdelingen of a school that are the viewer's as a whole."""
        return tuple(afdeling for own, afdeling in self.scope.afdelingen if own == school)

    def within(self, school: str) -> "Viewer":
        """The viewer as far as it goes for one school."""
        here = Scope(
            tuple(own for own in self.scope.schools if own == school),
            tuple(part for part in self.scope.afdelingen if part[0] == school),
            tuple(part for part in self.scope.mentors if part[0] == school),
        )
        figures, rights = ((school,) if school in those else () for those in (self.aggregates, self.at))
        return replace(self, scope=here, aggregates=figures, at=rights)

    def reads(self, part: str) -> bool:
        """Whether a part of `access_pages.toml` (a page, a field) is open to the viewer: to every one of the offices."""
        return all(access_part(part).reads(office) for office in self.offices)

    def writes(self, part: str) -> bool:
        """Whether the viewer may write on a page or in a field; who looks through the eyes of another writes nothing."""
        return all(self.initials and access_part(part).writes(office) for office in self.offices)

    @property
    def own_tasks(self) -> bool:
        """Whether of the tasks with the own pupils only those of the own roles are the viewer's."""
        return any(access_roles()[office].own_tasks for office in self.offices)

    @property
    def only_tasks(self) -> bool:
        """Whether the viewer sees name, klas and own tasks of pupils, and nothing else of them."""
        return any(access_roles()[office].sees == "tasks" for office in self.offices)

    def may_at(self, right: Right, school: str) -> bool:
        """Whether the viewer has a right at a school, whatever pupils he or she sees there."""
        return self.may(right) and school in self.at

    def for_care(self) -> "Viewer":
        """The viewer as far as it goes for care: nobody without that right."""
        return self if self.may("care") else replace(self, scope=Scope())

    def for_figures(self) -> "Viewer":
        """Whole schools of which rounded figures are seen: for what counts pupils, and names none."""
        return replace(self, scope=Scope(tuple(dict.fromkeys((*self.aggregates, *self.scope.schools)))), figures=True)

    def for_data(self) -> "Viewer":
        """Whole schools of which the viewer imports the data: how often a code occurs, of nobody."""
        return replace(self, scope=Scope(self.at), figures=True) if self.may("data") else self

    def school_wide(self) -> "Viewer":
        """Whole schools in place of the parts: only for what a page holds its pupils against, never for rows of pupils.

        Of the viewer nothing else is left but what decides which of it he or she may see, so that all others share it.
        """
        return Viewer(scope=Scope(self.schools), rights=self.rights & CARE, today=self.today, figures=self.figures)

    def bound(self) -> dict[str, Any]:
        """The value `$viewer` of a question."""

        def parts(found: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
            return [{"school": school, "part": part} for school, part in found]

        return {
            "schools": list(self.scope.schools),
            "afdelingen": parts(self.scope.afdelingen),
            "mentors": parts(self.scope.mentors),
            "somewhere": list(self.schools),
            "anyhow": list(self.anyhow),
            "care": self.may("care"),
            "roles": sorted(self.roles),
            "today": self.today,
        }


NOBODY = Viewer()


def of_schools(*schools: str, rights: Iterable[Right] = (), person: str = "") -> Viewer:
    """Who sees every pupil of some schools, and has the rights there; nobody without a school."""
    return Viewer(person, Scope(schools=schools), frozenset(rights), aggregates=schools, at=schools)


def of_afdelingen(school: str, *afdelingen: str, rights: Iterable[Right] = ()) -> Viewer:
    """Who sees the pupils of some afdelingen of a school; nobody without one."""
    return Viewer(
        scope=Scope(afdelingen=tuple((school, afdeling) for afdeling in afdelingen)), rights=frozenset(rights)
    )


def of_mentors(school: str, *mentors: str, rights: Iterable[Right] = ()) -> Viewer:
    """Who sees the pupils of some mentors of a school; nobody without one."""
    return Viewer(scope=Scope(mentors=tuple((school, mentor) for mentor in mentors)), rights=frozenset(rights))


@dataclass(frozen=True)
class Selection:
    """What a viewer chose to look at; an empty tuple means no choice, so everything that he or she may see."""

    afdelingen: tuple[str, ...] = ()
    leerjaren: tuple[int, ...] = ()
    klassen: tuple[str, ...] = ()
    mentors: tuple[str, ...] = ()

    def bound(self) -> dict[str, Any]:
        """The value `$selection` of a question."""
        return {name: list(getattr(self, name)) for name in ("afdelingen", "leerjaren", "klassen", "mentors")}


EVERYTHING = Selection()
