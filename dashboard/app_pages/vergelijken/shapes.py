"""Protocols beside each other on the same pupils: key figures, first steps, stages and actions, as tables and bars."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import polars as pl

from dashboard import law, words
from dashboard.app_pages.vergelijken import cost
from protocols.load import comparison_file

MENTOR = "mentor"
PER_WEEK, HOURS = "Acties per week", "Uren per week"
LINK, REPORTED, MISSED, IDLE = "Protocol", "Gemelde leerlingen", "Gemist", "Zonder nadering"


def _per_week(total: int, weeks: int) -> str:
    return words.rate(total / weeks, 1) if weeks else words.UNKNOWN


def _both(total: int, weeks: int, minutes: int) -> str:
    """Actions per week, and between brackets the hours that they take."""
    if not weeks:
        return words.UNKNOWN
    return f"{_per_week(total, weeks)} ({cost.hours(total / weeks, minutes)})" if total else "0"


def actions_by(actions: pl.DataFrame, *keys: str) -> dict[tuple[Any, ...], int]:
    """Actions of the school year so far by protocol and more; what is not there was never asked."""
    found = actions.group_by("protocol", *keys).agg(pl.col("actions").sum())
    return {row[:-1]: row[-1] for row in found.iter_rows()}


def key_figures(
    names: Mapping[str, str],
    weeks: int,
    minutes: int,
    actions: pl.DataFrame,
    reports: pl.DataFrame,
    leads: pl.DataFrame,
    steps: pl.DataFrame,
    sides: pl.DataFrame,
) -> pl.DataFrame:
    """One row per variant (text -> name), with its text in `key`; `weeks` are the school weeks of the year so far.

    `minutes` is what one action takes.

    Who was seen in time says something of protocols with a ladder for unauthorised absence only, and of one without any
    ladder that the viewer may see nothing is said.
    """
    asked, of_mentor = actions_by(actions), actions_by(actions, "role")
    reported = {row["protocol"]: row for row in reports.iter_rows(named=True)}
    unauthorised = [row.track for row in comparison_file().track if row.unauthorised]
    watching = set(sides.filter(pl.col("track").is_in(unauthorised))["protocol"])
    seen, rows = set(sides["protocol"]), []
    for key, name in names.items():
        if key not in seen:
            rows.append({LINK: name, "key": key})
            continue
        of = leads.filter(protocol=key)
        early = of["lead_school_days"].drop_nulls()
        stepped = steps.filter(protocol=key)
        rows.append(
            {
                LINK: name,
                PER_WEEK: _per_week(asked.get((key,), 0), weeks),
                HOURS: cost.hours(asked.get((key,), 0) / weeks, minutes) if weeks else words.UNKNOWN,
                "Mentor per week": _per_week(of_mentor.get((key, MENTOR), 0), weeks),
                "Meldingen": words.number(reported[key]["reports"], 0),
                REPORTED: words.number(reported[key]["students"], 0),
                "Voorsprong": words.number(float(early.median())) if len(early) else words.UNKNOWN,  # type: ignore[arg-type]
                MISSED: f"{of['missed'].sum()} van {of.height}" if key in watching else words.UNKNOWN,
                IDLE: f"{stepped['idle'].sum()} van {stepped.height}" if key in watching else words.UNKNOWN,
                "key": key,
            }
        )
    columns = [LINK, PER_WEEK, HOURS, "Mentor per week", "Meldingen", REPORTED, "Voorsprong", MISSED, IDLE, "key"]
    return pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String)).fill_null(words.UNKNOWN)


def answer(own: str, others: list[str], weeks: int, actions: pl.DataFrame, reports: pl.DataFrame) -> str:
    """What the protocol in force asks, and between which numbers the others do."""
    if not weeks:
        return "Er is dit schooljaar nog geen schoolweek met gegevens."
    asked = {key: actions_by(actions).get((key,), 0) / weeks for key in (own, *others)}
    reported = dict(reports.select("protocol", "reports").iter_rows())
    said = (
        f"Het geldende protocol vraagt {words.rate(asked[own], 1)} acties per schoolweek en gaf dit schooljaar "
        f"{words.count(reported[own], 'melding', 'meldingen')}"
    )
    if not others:
        return f"{said}."
    per_week = _between(words.rate(pick(asked[key] for key in others), 1) for pick in (min, max))
    given = _between(words.number(pick(reported[key] for key in others), 0) for pick in (min, max))
    return f"{said}; de andere vragen er {per_week} en gaven {given} {'melding' if given == '1' else 'meldingen'}."


def _between(ends: Iterable[str]) -> str:
    """`1 tot 5`, and `1` where both are that."""
    return " tot ".join(dict.fromkeys(ends))


def first_steps(names: Mapping[str, str], sides: pl.DataFrame) -> pl.DataFrame:
    """One row per track and a column per variant: the stage of each ladder on which an adult first steps in, and who."""
    said = sides.with_columns(
        pl.when(pl.col("enters_at").is_null())
        .then(pl.col("ladder_name") + ": niemand")
        .otherwise(pl.col("enters_at") + ": " + pl.col("enters"))
        .alias("said")
    )
    rows = []
    for (track,), part in said.group_by("track_name", maintain_order=True):
        cells = {
            name: " · ".join(part.filter(protocol=key)["said"].to_list()) or words.UNKNOWN
            for key, name in names.items()
        }
        rows.append({"Spoor": str(track)} | cells)
    return pl.DataFrame(rows, schema=dict.fromkeys(["Spoor", *names.values()], pl.String))


def tracks(rows: pl.DataFrame) -> dict[str, str]:
    """The tracks of the rows of `compare`, in their order, with their labels."""
    found = rows.unique("track").sort("track_order")
    return dict(zip(found["track"], found["track_name"], strict=True))


def _headed(rows: pl.DataFrame, names: Mapping[str, str]) -> pl.DataFrame:
    """With the variant and ladder as the header of a row of small charts."""
    name = pl.col("protocol").replace_strict(dict(names), return_dtype=pl.String)
    return rows.with_columns((name + ": " + pl.col("ladder_name")).alias("header"))


def stage_bars(rows: pl.DataFrame, names: Mapping[str, str], track: str) -> pl.DataFrame:
    """Pupils per stage of the ladders on one track; `key` names variant, ladder and stage. Without uncomputable stages."""
    found = (
        _headed(rows.filter(track=track), names)
        .drop_nulls("students")
        .unique(["protocol", "ladder", "stage"], maintain_order=True)
    )
    order = {key: place for place, key in enumerate(names)}
    return (
        found.with_columns(
            (pl.col("stage") + ": " + pl.col("stage_name")).alias("stage_label"),
            (
                pl.col("protocol").str.replace_all("~", "%7E", literal=True)
                + "~"
                + pl.col("ladder")
                + "~"
                + pl.col("stage")
            ).alias("key"),
            pl.col("protocol").replace_strict(order, return_dtype=pl.Int64).alias("place"),
        )
        .sort("place", "ladder_order", "level", "stage_order")
        .select("header", "stage_label", "level", "students", "key")
    )


def stage_weeks(
    weeks: pl.DataFrame, rows: pl.DataFrame, names: Mapping[str, str], track: str
) -> tuple[pl.DataFrame, list[str]]:
    """Pupils per level of the ladders on one track at the end of each week, and the headers in their order."""
    ladders = (
        _headed(rows.filter(track=track), names)
        .unique(["protocol", "ladder"], maintain_order=True)
        .sort(pl.col("protocol").replace_strict({key: n for n, key in enumerate(names)}), "ladder_order")
    )
    found = (
        weeks.join(ladders.select("protocol", "ladder", "header"), on=["protocol", "ladder"])
        .group_by("header", "week_start", "level")
        .agg(pl.col("students").sum())
        .sort("header", "week_start", "level")
        .with_columns((pl.lit("trede ") + pl.col("level").cast(pl.String)).alias("level_label"))
    )
    return found, [header for header in ladders["header"] if header in set(found["header"])]


def roles(actions: pl.DataFrame) -> list[str]:
    """The roles that have something to do, the busiest first."""
    found = actions.group_by("role").agg(pl.col("actions").sum()).sort("actions", "role", descending=[True, False])
    return found["role"].to_list()


def role_table(names: Mapping[str, str], actions: pl.DataFrame, weeks: int, minutes: int) -> pl.DataFrame:
    """One row per role, a column per variant: actions per school week and their hours, of all roles together first."""
    asked, whole = actions_by(actions, "role"), actions_by(actions)
    rows = [{"Rol": "alle rollen"} | {name: _both(whole.get((key,), 0), weeks, minutes) for key, name in names.items()}]
    rows += [
        {"Rol": role} | {name: _both(asked.get((key, role), 0), weeks, minutes) for key, name in names.items()}
        for role in roles(actions)
    ]
    return pl.DataFrame(rows, schema=dict.fromkeys(["Rol", *names.values()], pl.String))


def role_weeks(names: Mapping[str, str], actions: pl.DataFrame, role: str, mondays: list[date]) -> pl.DataFrame:
    """Actions of one role in each school week so far, per variant that asks something of it; a week without has zero."""
    busy = set(actions.filter(role=role)["protocol"])
    names = {key: name for key, name in names.items() if key in busy}
    grid = pl.DataFrame({"week_start": mondays}).join(
        pl.DataFrame({"protocol": list(names), "variant": list(names.values())}), how="cross"
    )
    found = actions.filter(role=role).group_by("protocol", "week_start").agg(pl.col("actions").sum())
    return grid.join(found, on=["protocol", "week_start"], how="left").with_columns(pl.col("actions").fill_null(0))


def pupils(rows: pl.DataFrame, **more: pl.Expr) -> pl.DataFrame:
    """The rows of a query as a list of pupils, with more columns."""
    return rows.select(
        pl.col("student_id").alias("nummer"),
        pl.col("name").alias("Leerling"),
        pl.col("klas").alias("Klas"),
        pl.col("mentor").alias("Mentor"),
        **more,
    )


def missed(leads: pl.DataFrame) -> pl.DataFrame:
    """The pupils who reached the norm without an adult on an earlier day, as a list."""
    return pupils(leads.filter("missed"), **{f"{law.hours()} op": pl.col("norm_on")})


def idle(steps: pl.DataFrame) -> pl.DataFrame:
    """The pupils for whom an adult stepped in and who never came near the norm, as a list."""
    return pupils(
        steps.filter("idle"),
        **{"Eerste stap": pl.col("first_step"), "Treden": pl.col("stages"), "Acties": pl.col("actions")},
    )


def standing(rows: pl.DataFrame, stage_names: Mapping[str, str]) -> pl.DataFrame:
    """The pupils on stages of a draft, as a list."""
    label = pl.col("stage") + ": " + pl.col("stage").replace_strict(dict(stage_names), return_dtype=pl.String)
    return pupils(rows, Trede=label, Sinds=pl.col("reached_on"))
