"""The table of who may see what as rows, for the functionaris gegevensbescherming: every person with role, scope and days."""

from datetime import date

import polars as pl

from pipelines.access.checks import places
from pipelines.access.mapping import rows
from pipelines.store.workspace import Workspace

SCHEMA = {
    "person": pl.String,
    "initials": pl.String,
    "role": pl.String,
    "school": pl.String,
    "scope": pl.String,
    "rights": pl.String,
    "sees": pl.String,
    "from": pl.Date,
    "until": pl.Date,
    "standing": pl.String,
    "approved_by": pl.String,
    "approved_on": pl.Date,
}
SEES = {
    "pupils": "leerlingen",
    "tasks": "alleen eigen taken",
    "figures": "afgeronde cijfers, geen leerling",
    "nothing": "geen leerling",
}


def table(workspace: Workspace, today: date) -> pl.DataFrame:
    """One row per person and school: role, pupils (`scope`), rights, what is seen, days, and what the row does today.

    Raises AccessError for a wrong table.
    """
    schools = [school.id for school in workspace.schools]
    found = []
    for row in rows(workspace, today):
        person, office = row.person, row.person.office
        if office is None:
            continue
        parts = [f"mentor {code}" for code in person.mentors] + [f"afdeling {each}" for each in person.afdelingen]
        scope = ", ".join(parts) or ("hele school" if office.scope == "school" else "geen leerling")
        found += [
            (
                person.id,
                person.initials,
                office.id,
                school,
                scope,
                ", ".join(office.rights),
                SEES[office.sees],
                person.from_,
                person.until,
                row.standing,
                row.approval.by if row.approval else None,
                row.approval.moment.astimezone().date() if row.approval else None,
            )
            for school in places(person, schools)
        ]
    return pl.DataFrame(found, schema=SCHEMA, orient="row").sort("school", "person")
