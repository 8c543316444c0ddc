"""Models of the files that hold for all protocols: categories, settings and public holidays."""

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from protocols.fixed_words import AppointmentKind, Role, Track, Unit
from protocols.ladders import Many, Part, Text
from protocols.schema import NormBasis


class Category(Part):
    """One canonical category; without `authorised` neither is true of it. `provisional`: not judged yet.

    `one_lesson`: it happens in one lesson hour, however long the lesson or the day is. `late`: the pupil came late.
    `planned`: it is registered before its day, so it does not tell that the day itself was registered. `care`: it tells of
    sickness. `words`: what a source calls a code that may be this.
    """

    category: Text
    authorised: bool | None = None
    provisional: bool = False
    absent: bool
    one_lesson: bool = False
    late: bool = False
    planned: bool = False
    care: bool = False
    label: Text
    remark: Text
    words: Many[Text] = ()


class CategorySet(Part):
    """A named group of categories that protocol files may count."""

    id: Text
    label: Text
    categories: Many[str] = Field(min_length=1)


class Appointment(Part):
    """A kind of appointment of a pupil: the category of a missed one, and the words by which a measure names it."""

    kind: AppointmentKind
    label: Text
    missed: Text
    words: Many[Text] = Field(min_length=1)


class CategoryFile(Part):
    """`categories.toml`; the kinds of appointment in the order in which their words are looked for."""

    category: Many[Category]
    appointment: Many[Appointment]
    set: Many[CategorySet]

    @property
    def missed(self) -> frozenset[str]:
        """The categories of missed appointments, which no code stands for."""
        return frozenset(each.missed for each in self.appointment)

    @property
    def late(self) -> frozenset[str]:
        """The categories of coming late, of which minutes may be known."""
        return frozenset(each.category for each in self.category if each.late)

    def members(self, name: str) -> tuple[str, ...]:
        """The categories that a set or category name stands for; empty when the name is unknown."""
        for named in self.set:
            if named.id == name:
                return named.categories
        return (name,) if any(c.category == name for c in self.category) else ()

    def label(self, members: frozenset[str]) -> str:
        """Dutch words for a group of categories: those of the named sets in it, else of the categories."""
        for named in self.set:
            if frozenset(named.categories) == members:
                return named.label
        words, left = [], members
        for named in sorted(self.set, key=lambda named: -len(named.categories)):
            if named.id != "AFWEZIG" and left.issuperset(named.categories):
                words.append(named.label)
                left -= frozenset(named.categories)
        return " of ".join([*words, *(c.label for c in self.category if c.category in left)])


class Setting(Part):
    """One number that no protocol sets, with its unit and source."""

    name: Text
    value: float
    unit: Text
    basis: NormBasis
    source: Text
    checked: date


class SettingFile(Part):
    """`settings.toml`."""

    setting: Many[Setting]


class TrackRow(Part):
    """A track with its label; `unauthorised`: pupils move on it by the absence that the 16-hour norm counts.

    `care`: what stands on it tells of sickness. `count` and `unit`: what a new ladder counts, until somebody says otherwise.
    """

    track: Track
    label: Text
    count: Many[str] = Field(min_length=1)
    unit: Unit
    unauthorised: bool
    care: bool = False


class RoleRow(Part):
    """A role; `steps_in`: an adult who talks or decides, and does not only register or carry out a measure."""

    role: Role
    steps_in: bool


class ComparisonFile(Part):
    """`comparison.toml`; tracks in the order in which they are shown."""

    track: Many[TrackRow]
    role: Many[RoleRow]


class CaseWord(Part):
    """One thing that somebody can say of a report for DUO: the id that notes keep, and how it reads."""

    id: str = Field(pattern=r"^[a-z]+(-[a-z]+)*$")
    label: Text


class CaseFile(Part):
    """`duo_cases.toml`; both lists in the order in which they are shown."""

    reason: Many[CaseWord]
    answer: Many[CaseWord]

    @model_validator(mode="after")
    def _every_id_once(self) -> Self:
        for words in (self.reason, self.answer):
            if len({word.id for word in words}) < len(words):
                raise ValueError("elke id mag één keer voorkomen")
        return self

    @property
    def reasons(self) -> dict[str, str]:
        """Why a report is deliberately not made: id -> label."""
        return {word.id: word.label for word in self.reason}

    @property
    def answers(self) -> dict[str, str]:
        """What came back on a report that was made: id -> label."""
        return {word.id: word.label for word in self.answer}


class YearNote(Part):
    """What to say when a school year that is not like the others is shown."""

    school_year: Text
    note: Text
    source: Text
    checked: date


class YearNoteFile(Part):
    """`year_notes.toml`."""

    year_note: Many[YearNote]


Side = Literal["absence", "care"]


class ContactKind(Part):
    """A kind of contact, and where somebody may keep one: about absence from lessons, or about sickness as care."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z_]{2,29}$")]
    label: Text
    sides: Many[Side] = Field(min_length=1)


class ContactFile(Part):
    """`contacts.toml`; kinds in the order in which they are offered."""

    kind: Many[ContactKind]


class PublicHoliday(Part):
    """Rule for one day a year: days from Easter Sunday, or a fixed month and day."""

    name: Text
    easter_offset: int | None = None
    month: int = Field(default=0, ge=0, le=12)
    day: int = Field(default=0, ge=0, le=31)
    every_years: int | None = Field(default=None, ge=1)
    from_year: int | None = None
    not_on_sunday: bool = False

    @model_validator(mode="after")
    def _one_rule(self) -> Self:
        if (self.easter_offset is None) != (self.month > 0 and self.day > 0):
            raise ValueError("geef easter_offset, of month en day")
        return self


class NamedHoliday(Part):
    """A holiday that rules name: the one that holds this month and day, whatever a school calls it."""

    name: Text
    label: Text
    month: int = Field(ge=1, le=12)
    day: int = Field(ge=1, le=31)


class PublicHolidayFile(Part):
    """`public_holidays.toml`."""

    # Holidays after which a new period begins at a school that has not said when its periods start; a reading.
    period_cut: Many[Text]
    named_holiday: Many[NamedHoliday]
    public_holiday: Many[PublicHoliday]
