"""What a viewer looks at: scalars only, so that cached answers can be found again."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from dashboard import words
from pipelines.viewer import Selection, Viewer

# Said with every figure: without it nobody ill looks like nobody was ill.
WITHOUT_CARE = "ziekte staat er niet bij"
OWN_TASKS = "van ziekte alleen de eigen taken"


def today() -> date:
    """The real day, on which notes are made; no figure depends on it."""
    return date.today()


@dataclass(frozen=True)
class View:
    """A viewer's rights and choices on one snapshot; `first` and `last` are the ends of the imported data."""

    snapshot: str
    viewer: Viewer
    selection: Selection
    school: str
    protocol: str
    on: date
    first: date
    last: date

    @cached_property
    def in_words(self) -> str:
        """All of it in words, by which answers are found again."""
        return repr(self)

    @property
    def latest(self) -> date:
        """The last day of which something can be noted by hand: today, as data often end days before."""
        return max(self.last, today())

    @property
    def noted_until(self) -> date:
        """Up to which day notes count: on an earlier peildatum those of later days do not exist yet."""
        return self.latest if self.on == self.last else self.on

    @property
    def aged_on(self) -> date:
        """The day of which an age is told: an age that follows the peildatum tells the date of birth to whoever moves it."""
        return self.on if self.viewer.reads("geboortedatum") else self.latest

    @property
    def ages_then(self) -> bool:
        """Whether tasks may say what age somebody had on the day itself: always of the last day, for it is the present one."""
        return self.aged_on == self.on or self.on == self.last

    def at(self, day: date) -> "View":
        """The same view on an earlier day. Raises ValueError for a day outside the data or after the peildatum."""
        if not self.first <= day <= self.on:
            raise ValueError(day)
        return replace(self, on=day)

    def choosing(self, selection: Selection) -> "View":
        """The same view with another choice of pupils."""
        return replace(self, selection=selection)

    def described(
        self, chosen: str, incomplete: Collection[date], protocol: str | None = None, with_sickness: bool = False
    ) -> str:
        """What a figure is about, in one line: choices (in words), day, protocol, end of the data, a week that lacks some.

        Without the right to care it says that sickness is left out, unless the figure is about it (`with_sickness`).
        """
        parts = [
            words.capital(chosen),
            f"peildatum {words.day(self.on, year=True)}",
            f"protocol {protocol or self.protocol}",
            f"gegevens tot en met {words.day(self.last, year=True)}",
        ]
        if not (self.viewer.may("care") or with_sickness):
            parts.append(OWN_TASKS if self.viewer.roles else WITHOUT_CARE)
        if incomplete:
            parts.append(f"onvolledige week: die van {words.day(max(incomplete), year=True)}")
        return " · ".join(parts)
