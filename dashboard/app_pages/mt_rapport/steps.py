"""The management report: were steps done, and in time; what is not known is no reproach. All of it is rounded."""

from collections.abc import Iterable, Mapping, Sequence

import polars as pl

from dashboard import words
from dashboard.app_pages.mt_rapport.figures import HIDDEN
from dashboard.app_pages.mt_rapport.subject import Subject
from dashboard.rounded.said import said
from pipelines.questions.compliance import IN_TIME, LATE, OVERDUE, STATUSES, UNRECORDED
from pipelines.statistics.disclosure import Shown, blurs, cell, total

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
# Beside the roles: their figures are no sum of those of the steps.
TASKS = (
    "Dezelfde stappen als taken van elke rol: een stap telt bij elke rol die er iets voor doet, met haar eigen taken."
)


def cells(steps: pl.DataFrame, least: int) -> pl.DataFrame:
    """One row per finest cell: its `value`, and whether it is of `few`. A whole step has no `role`.

    Steps are counted by afdeling, stage and status. What a stage asks of one role stands as the step does. Where it asks
    more of them, a role is judged by its own tasks, which is no sum of those cells: it is a cell of its own, of the whole
    school. Without a value where steps and role together would tell of few pupils.
    """
    alone = pl.col("role").drop_nulls().n_unique().over("stage") <= 1
    steps = steps.with_columns(alone.alias("alone"))
    whole = _rounded(steps.filter(pl.col("alone") | pl.col("role").is_null()), ("afdeling", *STAGE, "role"), least)
    shared = steps.filter(~pl.col("alone"))
    amounts = dict(shared.filter(pl.col("role").is_null())["stage"].value_counts().iter_rows())
    roles = [whole]
    for _, own in shared.filter(pl.col("role").is_not_null()).group_by("role"):
        of_role = _rounded(own, ("role",), least)
        asks = dict(own["stage"].value_counts().iter_rows())
        always = [stage for stage, amount in asks.items() if amount == amounts[stage]]
        beside, surely = (
            whole.filter(pl.col("role").is_null() & pl.col("stage").is_in(list(of))) for of in (asks, always)
        )
        told = pl.when(pl.lit(_apart(of_role, beside, surely, least))).then("value")
        roles.append(of_role.with_columns(told.alias("value")))
    return pl.concat(roles, how="diagonal")


def _rounded(steps: pl.DataFrame, keys: Sequence[str], least: int) -> pl.DataFrame:
    found = steps.group_by(*keys, "status").agg(pl.col("student_id").n_unique().alias("pupils"), pl.len())
    shown = [cell(pupils, amount, least) for pupils, amount in found.select("pupils", "len").iter_rows()]
    return found.drop("pupils", "len").with_columns(
        pl.Series("value", [one.value for one in shown], pl.Int64),
        pl.Series("few", [one.few for one in shown], pl.Boolean),
    )


def _apart(role: pl.DataFrame, beside: pl.DataFrame, surely: pl.DataFrame, least: int) -> bool:
    """Whether the cells of a role tell nothing of those of steps: of stages that ask it (`beside`), all steps of them or not.

    A step of a stage that always asks the role (`surely`) is one of its tasks, and was in time for it if it was in time.
    """
    in_time = pl.col("status") == IN_TIME
    if not any(shown.few for shown in (*_shown(role), *_shown(beside))):
        return True
    return (
        blurs(_shown(role), _shown(beside), least)
        and blurs(_shown(surely), _shown(role), least)
        and blurs(_shown(surely.filter(in_time)), _shown(role.filter(in_time)), least)
    )


def _shown(cells: pl.DataFrame) -> list[Shown]:
    return [Shown(*row) for row in cells.select("value", "few").iter_rows()]


def by_role(cells: pl.DataFrame, subject: Subject, least: int) -> pl.DataFrame:
    """One row per role of which a step asked something: how many were asked, and how they stand; of the whole school only."""
    own = cells.filter(pl.col("role").is_not_null() & pl.lit(not subject.afdeling)).sort("role")
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
    told = answer(standing(_of(cells, subject).filter(pl.col("role").is_null())), least)
    return f"{told} Per rol staat het in het rapport van de hele school." if subject.afdeling else told


def standing(cells: pl.DataFrame) -> dict[str, Shown]:
    """Status -> the sum of these cells."""
    of_status = {status: _shown(rows) for (status,), rows in cells.group_by("status")}
    return {status: total(of_status.get(status, ())) for status in STATUSES}


def _of(cells: pl.DataFrame, subject: Subject) -> pl.DataFrame:
    return cells.filter(pl.col("afdeling") == subject.afdeling) if subject.afdeling else cells


def _table(parts: Iterable[tuple[str, pl.DataFrame]], first: str, least: int) -> pl.DataFrame:
    columns = [first, ASKED, *STATUS_COLUMNS.values()]
    rows = []
    for name, of_part in parts:
        if of_part["value"].null_count():
            rows.append([name, *[HIDDEN] * len(columns[1:])])
            continue
        found = standing(of_part)
        rows.append([name, *(said(shown, least) for shown in (total(found.values()), *found.values()))])
    return pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String), orient="row")


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
