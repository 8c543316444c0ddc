"""What the page Toegang knows: the table as it stands at each run, and which mentor codes and afdelingen there are."""

from dataclasses import dataclass

import polars as pl

from dashboard import access, school
from pipelines.access import draft, keep
from pipelines.access.mapping import Row, rows
from pipelines.settings.changes import Change
from pipelines.settings.settings import FALLBACK_AFDELING
from pipelines.today import today


@dataclass(frozen=True)
class Table:
    """The table as it stands: its rows, the version that tells it from another, and as what the file has each row."""

    rows: list[Row]
    seen: str
    raw: list[dict[str, object]]
    schools: tuple[str, ...]

    @property
    def several_schools(self) -> bool:
        """Whether a row has to say of which school it is."""
        return len(self.schools) > 1


def table() -> Table:
    """The table of the workspace. Raises AccessError for a wrong one."""
    there = access.workspace()
    schools = tuple(one.id for one in there.schools)
    return Table(rows(there, today()), keep.version(there), keep.raw_rows(there), schools)


def history() -> tuple[Change, ...]:
    """Every change of the table, the newest first."""
    return keep.history(access.workspace())


def last() -> Change | None:
    """The change that can be taken back."""
    return keep.last(access.workspace())


def afdelingen() -> list[str]:
    """The afdelingen of all schools."""
    found = [each.id for one in access.workspace().schools for each in one.afdeling]
    return list(dict.fromkeys([*found, FALLBACK_AFDELING]))


def proposed() -> dict[str, draft.Proposed]:
    """The mentor codes that no row names yet; of more schools with the school before it."""
    there, codes = access.workspace(), _codes()
    several = len(there.schools) > 1
    found = draft.proposed(there, codes)
    return {f"{each.school} {each.mentor}" if several else each.mentor: each for each in found}


def mentor_codes() -> list[str]:
    """The mentor codes that pupils have today, of all schools."""
    return sorted(_codes()["mentor"].unique().to_list())


def _codes() -> pl.DataFrame:
    there = access.workspace()
    viewer = access.viewer(there)
    none = pl.DataFrame(schema={"school": pl.String, "mentor": pl.String, "students": pl.Int64})
    codes = [school.mentor_codes(row["snapshot"], viewer) for row in school.in_sight(there, viewer).schools]
    return pl.concat([none, *codes]).sort("school", "mentor")
