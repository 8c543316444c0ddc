"""The management report: what followed the steps, beside what was expected, in words no stronger than the noise."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from dashboard import words
from dashboard.rounded.week_end import week_end
from dashboard.stages.shapes import labelled
from dashboard.view import View
from pipelines.models.snapshot import Snapshot
from pipelines.questions.followed import ALL, followed
from pipelines.statistics.followed import BY_CHANCE, LOWER
from pipelines.statistics.normal import by_chance
from pipelines.store.workspace import Workspace


@dataclass(frozen=True)
class After:
    """`rows` to draw (stage_label, after, expected, share, low, high, said, verdict), and what is said of them.

    `share` is the hours after the step where the expected ones are 100, `low` to `high` where chance alone puts it.
    """

    rows: pl.DataFrame
    sentences: tuple[str, ...]
    explained: str


def what_followed(workspace: Workspace, snapshot: Snapshot, view: View) -> After | None:
    """What followed the steps of the protocol up to the day of the report; of the whole school only, and it takes a while."""
    if view.selection.afdelingen:
        return None
    until, view = view.noted_until, week_end(snapshot, view)
    rows = followed(workspace, snapshot, view.viewer, view.on, view.school, noted_until=until)
    return after(rows, snapshot.settings)


def after(rows: pl.DataFrame, settings: dict[str, float]) -> After:
    """What can be told of `pipelines.questions.followed.followed`."""
    weeks, least = int(settings["followed_weeks"]), int(settings["followed_min_pupils"])
    deviations = settings["followed_deviations"]
    asked = rows.filter(pl.col("group") == ALL)
    told = asked.filter(pl.col("verdict").is_not_null() & (pl.col("expected") > 0))
    shown = labelled(told).with_columns(
        *(
            (100 * pl.col(name) / pl.col("expected")).alias(to)
            for name, to in (("after", "share"), ("lower", "low"), ("upper", "high"))
        ),
        pl.Series("said", [_hours(row) for row in told.iter_rows(named=True)], pl.String),
    )
    # Nothing finer than the words leaves the team.
    shown = shown.with_columns(pl.col("after", "expected").round(1), pl.col("share", "low", "high").round(0))
    outside = [row for row in shown.iter_rows(named=True) if row["verdict"] != BY_CHANCE]
    return After(
        rows=shown.select("stage_label", "after", "expected", "share", "low", "high", "said", "verdict"),
        sentences=(
            beyond_chance(asked, deviations),
            *(f"{row['stage_label']}. {sentence(row, weeks, least)}" for row in outside),
        ),
        explained=about(weeks, deviations),
    )


def _hours(row: dict[str, float]) -> str:
    return f"{words.number(row['after'])} (verwacht {words.number(row['expected'])})"


def about(weeks: int, deviations: float) -> str:
    """The method in two sentences, for below the numbers."""
    return (
        f"Verwacht is wat leerlingen met ongeveer evenveel uren in de {words.number(weeks, 0)} schoolweken ervoor, en een "
        "ongeveer gelijk tempo daarvoor, zonder deze stap daarna hadden: na een drukke tijd wordt het vaak ook vanzelf "
        f"rustiger. Alleen wat buiten de band valt waarin toeval blijft ({words.number(100 * (1 - by_chance(deviations)), 0)} "
        "van de 100 keer) heet een verschil, en ook dan is niet gezegd dat het door de stap komt."
    )


def sentence(row: Mapping[str, Any], weeks: int, least: int) -> str:
    """What can be said of one row of `followed`; `least` is the fewest pupils of the settings."""
    if not row["comparable"]:
        return "Hier is geen vergelijking mogelijk: wie zo lang achter elkaar weg is, krijgt altijd deze stap."
    if row["verdict"] is None:
        pupils = words.count(row["pupils"], "leerling", "leerlingen")
        return f"Te weinig om iets te zeggen: {pupils} met vergelijkbare leerlingen ernaast, nodig zijn er {least}."
    numbers = (
        f"In de {words.number(weeks, 0)} schoolweken na de stap {words.number(row['after'])} uur per leerling, ervoor "
        f"{words.number(row['before'])}; verwacht was {words.number(row['expected'])}"
    )
    if row["verdict"] == BY_CHANCE:
        return f"{numbers}. Het verschil past bij toeval."
    side = "minder" if row["verdict"] == LOWER else "meer"
    return f"{numbers}. Dat is {side} dan bij vergelijkbare leerlingen zonder deze stap, en meer verschil dan toeval geeft."


def beyond_chance(rows: pl.DataFrame, deviations: float) -> str:
    """How many comparisons fall outside chance, beside how many chance alone puts there."""
    judged = rows.filter(pl.col("verdict").is_not_null())
    if judged.is_empty():
        return "Er is nog geen stap waarover iets te zeggen is."
    outside = judged.filter(pl.col("verdict") != BY_CHANCE).height
    return (
        f"Van {words.count(judged.height, 'vergelijking', 'vergelijkingen')} "
        f"{'valt' if outside == 1 else 'vallen'} er {words.number(outside, 0)} buiten toeval; toeval alleen zet er "
        f"ongeveer {words.number(judged.height * by_chance(deviations))} daarbuiten."
    )
