"""The management report: were steps done, and in time; what is not known is no reproach. All of it is rounded."""

from collections.abc import Iterable, Mapping

import polars as pl

from dashboard import words
from dashboard.app_pages.mt_rapport.figures import said
from dashboard.app_pages.mt_rapport.subject import Subject
from pipelines.questions.compliance import IN_TIME, LATE, OVERDUE, STATUSES, STEP, UNRECORDED
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


def cells(steps: pl.DataFrame, least: int) -> pl.DataFrame:
    """One row per role, and one for the whole (`role` null), of each finest cell: its `value`, and whether it is of `few`.

    A cell are the steps of one afdeling and stage that stand alike for every role. So what a role did, judged by its own
    tasks, and how whole steps stand are sums of the same cells, and neither tells more of the other.
    """
    alike = pl.concat_str(pl.col("role").fill_null(""), "status", separator="=").sort().str.join(";").over(STEP)
    keys = ("afdeling", *STAGE, "alike", "role", "status")
    found = (
        steps.with_columns(alike.alias("alike"))
        .group_by(keys)
        .agg(pl.col("student_id").n_unique().alias("pupils"), pl.len())
    )
    shown = [cell(pupils, amount, least) for pupils, amount in found.select("pupils", "len").iter_rows()]
    return found.drop("pupils", "len").with_columns(
        pl.Series("value", [one.value for one in shown], pl.Int64),
        pl.Series("few", [one.few for one in shown], pl.Boolean),
    )


def by_role(cells: pl.DataFrame, subject: Subject, least: int) -> pl.DataFrame:
    """One row per role of which a step asked something: how many were asked, and how they stand, in words."""
    own = _of(cells, subject).filter(pl.col("role").is_not_null()).sort("role")
    return _table([(str(role), rows) for (role,), rows in own.group_by("role", maintain_order=True)], "Rol", least)


def by_afdeling(cells: pl.DataFrame, names: Mapping[str, str], subject: Subject, least: int) -> pl.DataFrame:
    """The same of whole steps, one row per afdeling; in a report of one afdeling only its own."""
    own = _of(cells, subject).filter(pl.col("role").is_null())
    parts = [part for part in names if not subject.afdeling or part == subject.afdeling]
    return _table([(names[part], own.filter(pl.col("afdeling") == part)) for part in parts], "Afdeling", least)


def by_stage(cells: pl.DataFrame, subject: Subject, least: int) -> pl.DataFrame:
    """The same of whole steps, one row per stage."""
    own = _of(cells, subject).filter(pl.col("role").is_null()).sort(STAGE)
    stages = own.group_by(STAGE, maintain_order=True)
    return _table([(f"{stage}: {name}", rows) for (*_, stage, name), rows in stages], "Trede", least)


def steps_said(cells: pl.DataFrame, subject: Subject, least: int) -> str:
    """Were the steps done in time, in a sentence of the figures of the tables."""
    return answer(standing(_of(cells, subject).filter(pl.col("role").is_null())), least)


def standing(cells: pl.DataFrame) -> dict[str, Shown]:
    """Status -> the sum of these cells."""
    of_status = {status: rows.select("value", "few").rows() for (status,), rows in cells.group_by("status")}
    return {status: total(Shown(*row) for row in of_status.get(status, ())) for status in STATUSES}


def _of(cells: pl.DataFrame, subject: Subject) -> pl.DataFrame:
    return cells.filter(pl.col("afdeling") == subject.afdeling) if subject.afdeling else cells


def _table(parts: Iterable[tuple[str, pl.DataFrame]], first: str, least: int) -> pl.DataFrame:
    rows = []
    for name, of_part in parts:
        found = standing(of_part)
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
