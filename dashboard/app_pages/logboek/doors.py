"""What the page asks: the log, the table of who may see what, and the register of processing; never of a cache."""

from dataclasses import asdict
from typing import Any

import polars as pl

from dashboard import access, words
from dashboard.app_pages.logboek import shapes
from pipelines.access.people import AccessError, there_is
from pipelines.access.show import table
from pipelines.audit import asked
from pipelines.audit.asked import Found
from pipelines.audit.verify import Verdict, verify
from pipelines.settings.terms import terms_of
from pipelines.today import today
from pipelines.viewer import Viewer
from protocols.processing import register

NO_TABLE = "Er is geen toegang.toml: wie aan deze computer zit, ziet alles."


def viewer() -> Viewer:
    """Who is looking."""
    return access.viewer(access.workspace())


def schools() -> dict[str, str]:
    """The schools of which the log may be read, with their names."""
    return {school.id: school.name for school in access.workspace().schools if viewer().may_at("log", school.id)}


def answer() -> str:
    """How much there is, and from when."""
    return shapes.extent(asked.extent(access.folder()))


def checked() -> Verdict:
    """Whether the log is whole. Raises WorkspaceError when the key cannot be read."""
    return verify(access.folder())


def about_pupil(school: str, student_id: str) -> Found:
    """Who looked at a pupil, newest first."""
    return asked.about_pupil(access.folder(), viewer(), school, student_id)


def by_person(person: str) -> Found:
    """What a person did, newest first."""
    return asked.by_person(access.folder(), viewer(), person)


def persons() -> list[str]:
    """Who stands in the log."""
    return asked.persons(access.folder(), viewer())


def refused() -> Found:
    """Every refused attempt, newest first."""
    return asked.of_kind(access.folder(), viewer(), "refused")


def changed_rights() -> Found:
    """Every change of who may see what, newest first."""
    return asked.of_kind(access.folder(), viewer(), "right")


def matrix() -> tuple[pl.DataFrame, str]:
    """Who may see what, one row per person and school of which the log may be read; why there is none, else empty."""
    workspace = access.workspace()
    if not there_is(workspace):
        return pl.DataFrame(), NO_TABLE
    try:
        found = table(workspace, today())
    except AccessError as error:
        return pl.DataFrame(), f"{error.what} {error.remedy}"
    return shapes.matrix(found.filter(pl.col("school").is_in(list(schools())))), ""


def processing() -> list[dict[str, str]]:
    """The register of processing, one row per kind, with the terms that this school keeps."""
    terms = terms_of(access.folder())
    return shapes.processing(register(), {**asdict(terms), "registrations_years": terms.kept_years})


def printed() -> dict[str, Any]:
    """The values of the printed register, with the table of who may see what behind it."""
    found, problem = matrix()
    return {
        "title": "Register van verwerkingsactiviteiten",
        "about": f"{words.listed(list(schools().values()))}, afgedrukt op {words.day(today(), year=True)}",
        "source": f"{register().source}, nagekeken op {words.day(register().checked, year=True)}",
        "proposal": shapes.PROPOSAL,
        "rows": processing(),
        "measures": [measure.text for measure in register().measure],
        "head": found.columns,
        "matrix": shapes.as_text(found),
        "problem": problem,
    }
