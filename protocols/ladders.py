"""Models of ladders in a protocol file: stages, the conditions that reach them, and who does what.

All are strict and frozen: unknown keys and wrong types are refused, nothing changes afterwards.
"""

from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from protocols.fixed_words import AppointmentKind, Basis, Role, Track, Unit
from protocols.windows import MOVING, Window

T = TypeVar("T")
# TOML knows lists only; the models keep tuples, whose items stay strict.
Many = Annotated[tuple[T, ...], Field(strict=False)]
Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*$")]
Text = Annotated[str, StringConstraints(min_length=1)]

Written = Annotated[str, StringConstraints(pattern=r"^(> \d+|\d+-\d+)$")]


# What limits the pupils for whom a group holds.
PUPILS = ("leerjaar", "leerjaar_except", "afdeling", "afdeling_except", "studie", "age_from", "age_until")
# What limits it to pupils with whom something was done, or was not.
MARKS = ("done", "not_done")


class Part(BaseModel):
    """A part of a protocol file."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)


class Term(Part):
    """One summand of a counter: categories (or named sets of them), a unit and a weight per unit.

    `max_spell_days` keeps to spells of at most that many school days, `day_filter` to school days of a kind. `subject`,
    `hours` (lesson hours) and `weekdays` (1 is Monday) keep to registrations there. `same`: each subject is counted by
    itself, and the highest of them is the count ("three times sent out by the same subject"). `minutes_from` and
    `minutes_below` keep to lates of at least and of less than so many minutes, and `minutes_unknown` says that one of which
    no source tells the minutes counts as well; else it does not. `handled` keeps to registrations of which the source says
    that they were handled (true) or not (false), beside their code.
    """

    count: Many[str] = Field(min_length=1)
    unit: Unit
    weight: float = Field(default=1.0, gt=0)
    max_spell_days: int | None = Field(default=None, ge=1)
    day_filter: Literal["vakantierand"] | None = None
    subject: Annotated[tuple[Text, ...], Field(strict=False, min_length=1)] | Text | None = None
    hours: Many[Annotated[int, Field(ge=0, le=14)]] = ()
    weekdays: Many[Annotated[int, Field(ge=1, le=5)]] = ()
    same: Literal["vak"] | None = None
    minutes_from: int | None = Field(default=None, ge=1, le=120)
    minutes_below: int | None = Field(default=None, ge=2, le=120)
    minutes_unknown: bool = False
    handled: bool | None = None

    @property
    def subjects(self) -> tuple[str, ...]:
        """The subjects to which it keeps, sorted; capitals are no difference."""
        told = (self.subject,) if isinstance(self.subject, str) else self.subject or ()
        return tuple(sorted({each.lower() for each in told}))


class Counter(Part):
    """What is counted over which window (`weeks` with `lesweken`, `months` with `maanden`); independent of any threshold."""

    terms: Many[Term] = Field(min_length=1)
    window: Window
    weeks: int | None = Field(default=None, ge=1, le=MOVING["lesweken"].most)
    months: int | None = Field(default=None, ge=1, le=MOVING["maanden"].most)
    unit_basis: Basis
    window_basis: Basis

    @property
    def moving(self) -> int | None:
        """How many school weeks or months a moving window is long; None for a fixed one."""
        return self.weeks or self.months


class Condition(Part):
    """A counter against a number, in the unit of the counter; `place` where it differs from the stage's.

    `written`: the number as the document has it, where that differs: `> 20` (read as 21 and more) or `1-5`.
    """

    counter: str
    operator: Literal[">=", ">"]
    number: float = Field(ge=0)
    basis: Basis
    place: str | None = None
    written: Written | None = None


class Group(Part):
    """Conditions that must all hold; any group of a stage suffices.

    `leerjaar` or `leerjaar_except` limit the pupils, as do `afdeling` or `afdeling_except` (ids of the school's settings)
    and `studie` (as the list of pupils has it, but for the leerjaar); `age_from` and `age_until` (up to, not including)
    by their age on the day, who has no known birth date being under each age. `done`: only from the day on which somebody
    marked one of these tasks (their `task`) as done in this school year; `not_done`: only before that. `trigger_after`
    limits the registrations that trigger: only those after a named holiday of `public_holidays.toml`, whatever a school
    calls it. Such a registration must itself be one at which the stage acts: its number, or a repetition of it.
    `since` counts only what is dated after the day on which that stage of the ladder was last reached, in the window of
    this group ("after the letter once more"); `since_done` after the first day on which a task of `done` was done. Such a
    group has one condition, in a fixed window.
    """

    conditions: Many[Condition] = Field(min_length=1)
    leerjaar: Many[int] = ()
    leerjaar_except: Many[int] = ()
    afdeling: Many[Text] = ()
    afdeling_except: Many[Text] = ()
    studie: Many[Text] = ()
    age_from: int | None = Field(default=None, ge=1, le=30)
    age_until: int | None = Field(default=None, ge=1, le=30)
    done: Many[Id] = ()
    not_done: Many[Id] = ()
    since: Id | None = None
    since_done: bool = False
    trigger_after: Literal["kerst"] | None = None

    @property
    def of_some(self) -> bool:
        """Whether it holds for some pupils only, at a time."""
        return any(getattr(self, name) for name in (*PUPILS, *MARKS))

    @property
    def limits(self) -> dict[str, object]:
        """What limits its pupils and registrations, as far as something does."""
        told = {name: getattr(self, name) for name in (*PUPILS, *MARKS, "since", "since_done", "trigger_after")}
        return {name: value for name, value in told.items() if value}


class Action(Part):
    """Who does what at a stage, in the project's own words.

    `role` is one of `Role` or one of the school's own, of which `like` says once whose people do its tasks: a coach is
    like a mentor. Without it only who does the tasks of every role sees them.

    `adult` true: only for pupils of 18 and over, false: only under 18. `deadline_school_days` counts from
    the day the stage is reached (0: the same day) and stands only where the document gives one;
    `deadline_text` says it in words; `deadline_norm` names a national norm instead, in working days.
    `followup`: the kind of appointment to which the pupil comes (to report, to make up hours); that reading of the
    document lets a follow-up record or a note tell whether it was done. `weekdays` (1 is Monday) are the days on which
    such an appointment can be, `hours` how many lesson hours are made up each time it is asked, and `planned` that its
    deadline is for planning it: the day itself is agreed with the pupil. `recurring`: done again at every repetition of
    the stage, with `first` false only then. `report`: a report of absence to leerplicht, in practice to DUO.

    `per` says how often a day with several registrations asks it: once for each (`registratie`: what is made up, or
    what the document asks per lesson hour), or once (`dag`: a talk, a call, a mail). `after` keeps it to registrations
    of these categories or sets of them. `task` names what several stages of a ladder ask: nobody is asked it twice for
    one registration, or on one day. `letter` is the text in `letters/` of a task that is a letter, mail or invitation.
    Asked per registration by a stage without `repeat`, it takes the place of the
    recurring one for the registration that reaches the stage, and is not asked where that one is not.
    """

    role: Annotated[str, StringConstraints(strip_whitespace=True, max_length=40, pattern=r"\S")]
    like: Role | None = None
    what: Text
    leerjaar_from: int | None = Field(default=None, ge=1, le=6)
    leerjaar_until: int | None = Field(default=None, ge=1, le=6)
    adult: bool | None = None
    deadline_school_days: int | None = Field(default=None, ge=0)
    deadline_text: str | None = None
    deadline_norm: Literal["due_working_days"] | None = None
    followup: AppointmentKind | None = None
    weekdays: Many[Annotated[int, Field(ge=1, le=5)]] = ()
    hours: int | None = Field(default=None, ge=1, le=8)
    planned: bool = False
    recurring: bool = False
    first: bool = True
    report: bool = False
    per: Literal["registratie", "dag"] = "dag"
    after: Many[str] = ()
    task: Id | None = None
    letter: Id | None = None


class Stage(Part):
    """One rung. `rule` is `groups`, one of the two rules of the national 16-hour norm, or the tested sick pattern.

    `repeat` is `each` (every further registration), a step (3: every third), up to `repeat_until`, or `week` (each next
    school week in which the counter counts something, until one without; a week with a report of the national norm
    asks nothing more). It counts what the first condition counts, or `repeat_counter`: then every registration from the
    day on which the stage is reached, and the stages below it no longer recur.
    `computable = false` needs a word on what it would take; its conditions are kept but never counted.
    """

    id: Id
    level: int = Field(ge=1)
    name: Text
    place: Text
    basis: Basis
    rule: Literal["groups", "norm_near", "norm_report", "pattern"] = "groups"
    group: Many[Group] = ()
    repeat: Literal["each", "week"] | int | None = None
    repeat_until: float | None = None
    repeat_counter: str | None = None
    legal: Literal["conflict"] | None = None
    legal_reason: str | None = None
    computable: bool = True
    needs: str | None = None
    action: Many[Action] = ()

    @property
    def by_norm(self) -> bool:
        """Whether the national 16-hour norm says who is here, and not the protocol's own conditions."""
        return self.rule in {"norm_near", "norm_report"}

    @property
    def repeat_every(self) -> int | None:
        """Every how many further registrations the stage acts again, None when it does not, or goes by the week."""
        return 1 if self.repeat == "each" else self.repeat if isinstance(self.repeat, int) else None

    @property
    def legal_export(self) -> bool:
        """Whether a leerplicht export may follow from this stage."""
        return self.legal is None


class Ladder(Part):
    """One track of the protocol, its stages in the order of the document and by rising level."""

    id: Id
    track: Track
    name: Text
    stage: Many[Stage] = Field(min_length=1)
