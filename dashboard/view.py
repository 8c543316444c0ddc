"""What a viewer looks at: scalars only, so that cached answers can be found again."""

from dataclasses import dataclass, replace
from datetime import date

from pipelines.queries.scope import Scope, Selection


@dataclass(frozen=True)
class View:
    """A viewer's rights and choices on one snapshot; `first` and `last` are the ends of the imported data."""

    snapshot: str
    scope: Scope
    selection: Selection
    school: str
    protocol: str
    on: date
    first: date
    last: date

    def at(self, day: date) -> "View":
        """The same view on an earlier day. Raises ValueError for a day outside the data or after the peildatum."""
        if not self.first <= day <= self.on:
            raise ValueError(day)
        return replace(self, on=day)

    def choosing(self, selection: Selection) -> "View":
        """The same view with another choice of pupils."""
        return replace(self, selection=selection)
