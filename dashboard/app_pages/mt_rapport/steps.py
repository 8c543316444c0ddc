"""The management report: were steps done, and in time; what is not known is no reproach. All of it is rounded."""

from collections.abc import Iterable, Mapping, Sequence

import polars as pl

from dashboard import words
from dashboard.app_pages.mt_rapport.figures import said
from dashboard.app_pages.mt_rapport.subject import Subject
from pipelines.questions.compliance import IN_TIME, LATE, OVERDUE, STATUSES, UNRECORDED
from pipelines.statistics.disclosure import Shown, cell, total

ASKED = "Gevraagd"
STATUS_COLUMNS = {status: words.capital(status) for status in STATUSES}
# The statuses of a step of which the term is over, as they are told of.
PAST = {
    IN_TIME: "op tijd gedaan",
    LATE: "te laat gedaan",
    OVERDUE: "niet gedaan",
    UNRECORDED: "zonder dat er iets is vastgelegd",
}
STAGE = ("ladder_order", "level", "stage", "stage_name")
Standing = Mapping[str, Shown]


def by_role(steps: pl.DataFrame, subject: Subject, least: int) -> pl.DataFrame:
    """One row per role of which a step asked something: how many were asked, and how they stand, in words.

    A role is judged by its own tasks, so its cells are no sums of those of steps: each is one of its own.
    """
    own = _of(steps, subject).filter(pl.col("role").is_not_null())
    return _table(
        [[str(role), rows] for (role,), rows in own.sort("role").group_by("role", maintain_order=True)],
        "Rol",
        ("role",),
        least,
    )


def by_afdeling(steps: pl.DataFrame, names: Mapping[str, str], subject: Subject, least: int) -> pl.DataFrame:
    """The same of whole steps, one row per afdeling; in a report of one afdeling only its own."""
    own = _of(steps, subject).filter(pl.col("role").is_null())
    parts = [part for part in names if not subject.afdeling or part == subject.afdeling]
    return _table([[names[part], own.filter(pl.col("afdeling") == part)] for part in parts], "Afdeling", STAGE, least)


def by_stage(steps: pl.DataFrame, subject: Subject, least: int) -> pl.DataFrame:
    """The same of whole steps, one row per stage."""
    own = _of(steps, subject).filter(pl.col("role").is_null()).sort(STAGE)
    stages = own.group_by(STAGE, maintain_order=True)
    return _table([[f"{stage}: {name}", rows] for (*_, stage, name), rows in stages], "Trede", STAGE, least)


def steps_said(steps: pl.DataFrame, subject: Subject, least: int) -> str:
    """Were the steps done in time, in a sentence of the figures of the tables."""
    return answer(standing(_of(steps, subject).filter(pl.col("role").is_null()), STAGE, least), least)


def standing(steps: pl.DataFrame, keys: Sequence[str], least: int) -> dict[str, Shown]:
    """Status -> how many of these steps, the sum of the cells: those of one afdeling and the same `keys`."""
    cells: dict[str, list[Shown]] = {status: [] for status in STATUSES}
    found = steps.group_by("afdeling", *keys, "status").agg(pl.col("student_id").n_unique().alias("pupils"), pl.len())
    for status, pupils, amount in found.select("status", "pupils", "len").iter_rows():
        cells[status].append(cell(pupils, amount, least))
    return {status: total(of_status) for status, of_status in cells.items()}


def _of(steps: pl.DataFrame, subject: Subject) -> pl.DataFrame:
    return steps.filter(pl.col("afdeling") == subject.afdeling) if subject.afdeling else steps


def _table(parts: Iterable[Sequence], first: str, keys: Sequence[str], least: int) -> pl.DataFrame:
    rows = []
    for name, steps in parts:
        found = standing(steps, keys, least)
        rows.append([name, *(said(shown, least) for shown in (total(found.values()), *found.values()))])
    return pl.DataFrame(rows, schema=dict.fromkeys([first, ASKED, *STATUS_COLUMNS.values()], pl.String), orient="row")


def answer(found: Standing, least: int) -> str:
    """How steps stand in a sentence; a share of them only where no figure in it is of few pupils."""
    if not total(found.values()).value:
        return "In deze tijd waren er geen stappen."
    past = {status: found[status] for status in PAST if found[status].value}
    whole = total(past.values())
    if not whole.value:
        return "Nog van geen stap is de termijn voorbij."
    text = f"Afgerond is van {said(whole, least)} stappen de termijn voorbij"
    if list(past) == [UNRECORDED]:
        return f"{text}. Of dat op tijd gebeurde is niet bekend: er is niets vastgelegd."
    text = f"{text}: {words.listed([f'{said(shown, least)} {PAST[status]}' for status, shown in past.items()])}"
    if any(shown.few for shown in past.values()):
        return f"{text}."
    surely = found[IN_TIME].value
    low, high = (words.number(100 * part / whole.value, 0) for part in (surely, surely + found[UNRECORDED].value))
    return f"{text}. Op tijd is dus ongeveer {low}{f' tot {high}' if high != low else ''}\u00a0%."
