"""Cached doors to protocols beside each other as they leave the team: cells of one afdeling are rounded first, then added."""

from collections.abc import Iterable

import polars as pl

from dashboard import words
from dashboard.app_pages.vergelijken import cost, shapes
from dashboard.app_pages.vergelijken.doors import Chosen
from dashboard.doors import door
from dashboard.rounded.said import said, total_said
from dashboard.school import opened, parts, settings, week_ends
from dashboard.variants import answers, catalogue
from dashboard.view import View
from pipelines.questions import pupil_rates
from pipelines.statistics.disclosure import Shown, cell, total
from pipelines.viewer import Selection

OF_MENTOR, REPORTS = "Mentor per week", "Meldingen"
LADDER, STAGE, PUPILS = "Ladder", "Trede", "Leerlingen"


@door()
def _by_part(view: View, question: str, chosen: Chosen) -> pl.DataFrame:
    """The rows of a question that counts (`answers.QUESTIONS`), of each afdeling (`part`) by itself."""
    found = [
        answers.ask(view.choosing(Selection(afdelingen=(part,))), question, chosen).with_columns(
            pl.lit(part).alias("part")
        )
        for part in parts(view)["afdeling"].unique().sort()
    ]
    return pl.concat(found)


def _least(view: View) -> int:
    return int(settings(view)["small_group"])


def _cells(view: View, counts: Iterable[int]) -> list[Shown]:
    return [cell(count, count, _least(view)) for count in counts]


def _said(view: View, counts: Iterable[int]) -> str:
    return total_said(_cells(view, counts), _least(view), settings(view)["small_group_share"])


def _per_week(view: View, counts: Iterable[int], minutes: int = 0) -> str:
    """Rounded actions of the school year so far, per school week, or the hours that they take; few are told as few."""
    found, weeks = total(_cells(view, counts)), len(week_ends(view))
    if found.few:
        return f"{said(found, _least(view))} acties dit jaar"
    if not weeks:
        return words.UNKNOWN
    return cost.hours(found.value / weeks, minutes) if minutes else words.rate(found.value / weeks, 1)


def _asked(view: View, chosen: Chosen) -> pl.DataFrame:
    """Actions of the school year so far: the finest cells, those of a protocol, role and afdeling."""
    return _by_part(view, "action_weeks", chosen).group_by("protocol", "role", "part").agg(pl.col("actions").sum())


@door()
def key_figures(view: View, chosen: Chosen, minutes: int) -> pl.DataFrame:
    """One row per variant: actions per school week, of all and of the mentor, and reports of the school year so far."""
    actions = _asked(view, chosen)
    reports = _by_part(view, "report_counts", chosen)
    rows = []
    for each in chosen:
        asked, reported = actions.filter(protocol=each.text), reports.filter(protocol=each.text)
        rows.append(
            {
                shapes.LINK: catalogue.name(each),
                shapes.PER_WEEK: _per_week(view, asked["actions"]),
                shapes.HOURS: _per_week(view, asked["actions"], minutes),
                OF_MENTOR: _per_week(view, asked.filter(role=shapes.MENTOR)["actions"]),
                REPORTS: _said(view, reported["reports"]),
                shapes.REPORTED: _said(view, reported["students"]),
                "key": each.text,
            }
        )
    return pl.DataFrame(rows)


@door()
def pupils(view: View) -> int:
    """The pupils of the school on the day, rounded by afdeling."""
    found = pupil_rates.enrolled(opened(view), view.viewer, view.on, view.school, "afdeling")
    return total(_cells(view, found.values())).value


@door()
def role_hours(view: View, chosen: Chosen, minutes: int) -> pl.DataFrame:
    """One row per role, a column per variant: rounded hours per school week."""
    asked = _asked(view, chosen)
    return pl.DataFrame(
        [
            {"Rol": role}
            | {
                catalogue.short(each): _per_week(view, asked.filter(protocol=each.text, role=role)["actions"], minutes)
                for each in chosen
            }
            for role in shapes.roles(asked)
        ],
        schema=dict.fromkeys(["Rol", *(catalogue.short(each) for each in chosen)], pl.String),
    )


def answer(view: View, figures: pl.DataFrame) -> str:
    """What the protocol in force asks, of its row of `key_figures`."""
    own = figures.filter(pl.col("key") == view.protocol)
    if own.is_empty() or not week_ends(view):
        return "Naast elkaar, afgerond."
    row = own.row(0, named=True)
    return (
        f"Het geldende protocol vraagt per schoolweek {row[shapes.PER_WEEK]} acties en gaf dit schooljaar {row[REPORTS]} "
        "meldingen."
    )


@door()
def tracks(view: View, chosen: Chosen) -> dict[str, str]:
    """The tracks on which the variants have ladders, with their labels."""
    return shapes.tracks(answers.ask(view, "compare", chosen))


@door()
def stages(view: View, chosen: Chosen, track: str) -> pl.DataFrame:
    """One row per ladder and stage of a track that can be computed: the pupils there in words."""
    of_part = _by_part(view, "compare", chosen).filter(track=track).drop_nulls("students")
    keys = ["protocol", "ladder", "stage"]
    of_stage = of_part.unique([*keys, "part"]).group_by(keys).agg("students")
    told = {tuple(row[:3]): _said(view, row[3]) for row in of_stage.select(*keys, "students").iter_rows()}
    names = {each.text: catalogue.short(each) for each in chosen}
    bars = shapes.stage_bars(answers.ask(view, "compare", chosen), names, track)
    texts = [told[key.split("~", 2)[0].replace("%7E", "~"), *key.split("~", 2)[1:]] for key in bars["key"]]
    return bars.select(
        pl.col("header").alias(LADDER), pl.col("stage_label").alias(STAGE), pl.Series(PUPILS, texts, pl.String)
    )
