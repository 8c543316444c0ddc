"""The 16-hour norm under the other reading of the hours without a known reason: its models with another protocol row."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from pipelines.models.build import run_aside
from pipelines.models.database import fetch
from pipelines.models.model import model
from pipelines.models.snapshot import Snapshot
from pipelines.questions.norm import standings, year_reports
from pipelines.viewer import Viewer

OTHER_PROTOCOLS = """
create temp table ref_protocol as
select * replace (not unknown_counts as unknown_counts) from ref_protocol
"""
# Who has no unknown hours stands as he stood.
ONLY_UNSURE = """
delete from int_norm_day
where not exists (
    select 1
    from int_norm_day as unsure
    where unsure.school = int_norm_day.school and unsure.student_id = int_norm_day.student_id and unsure.unknown > 0
)
"""


@dataclass(frozen=True)
class Standing:
    """One pupil under one reading: `reports` (first and last day) of the school year, and `hours` in the window."""

    reports: tuple[tuple[date, date], ...]
    hours: float
    nears: bool


@dataclass(frozen=True)
class Difference:
    """One pupil for whom the readings differ: as it is `now`, and as it would be in the `other` reading."""

    student_id: str
    unknown: float
    now: Standing
    other: Standing


class OtherReading:
    """The pupils with unknown hours, at schools that count them when they do not, and the other way round."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._connection = snapshot.cursor()
        self._connection.execute(OTHER_PROTOCOLS)
        run_aside(self._connection, model("int_norm_day"))
        self._connection.execute(ONLY_UNSURE)
        run_aside(self._connection, model("int_norm_report"))
        # Questions ask for one day of the window only.
        run_aside(self._connection, model("int_norm_window"), "view")

    def rows(self, sql: str, values: Mapping[str, Any] | None = None) -> pl.DataFrame:
        """Runs one of our static queries with bound values."""
        return fetch(self._connection, sql, values)

    def close(self) -> None:
        self._connection.close()


def differences(snapshot: Snapshot, viewer: Viewer, on: date, school: str) -> list[Difference]:
    """Everybody whose reports of the school year of a day, or whose nearing the norm, hang on the unknown hours.

    Holds the whole school, as `pipelines.questions.norm.history`; nobody without rights on it.
    """
    other = OtherReading(snapshot)
    try:
        both = [
            (standings(tables, viewer, on, school), year_reports(tables, viewer, on, school))
            for tables in (snapshot, other)
        ]
    finally:
        other.close()
    (now, unknown), (then, _) = (_standings(*each) for each in both)
    return [
        Difference(student, unknown[student], now[student], then[student])
        for student in now
        if (now[student].reports, now[student].nears) != (then[student].reports, then[student].nears)
    ]


def _standings(rows: pl.DataFrame, reports: pl.DataFrame) -> tuple[dict[str, Standing], dict[str, float]]:
    made: dict[str, list[tuple[date, date]]] = {}
    for student, begin, end in reports.iter_rows():
        made.setdefault(student, []).append((begin, end))
    found = {
        student: Standing(tuple(made.get(student, ())), hours, nears)
        for student, hours, nears in rows.select("student_id", "hours", "nears").iter_rows()
    }
    return found, dict(rows.select("student_id", "unknown").iter_rows())
