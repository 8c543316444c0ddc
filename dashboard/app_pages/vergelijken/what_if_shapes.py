"""What a change of a protocol does: stages, actions and pupils who move, and what other readings of open norms would."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl

from dashboard import words
from dashboard.app_pages.vergelijken import cost
from dashboard.app_pages.vergelijken.changeable import stage_label
from dashboard.app_pages.vergelijken.shapes import MENTOR, actions_by, pupils
from dashboard.variants.differing import NONE
from protocols.ladders import Stage
from protocols.schema import Protocol

NOW, THEN = "nu", "wordt"
PRICES = ("Leerlingen anders", "Hoger", "Lager", "Acties erbij")


def _counts(rows: pl.DataFrame, side: str) -> dict[str, int]:
    return dict(rows.drop_nulls(f"{side}_stage").group_by(f"{side}_stage").len().iter_rows())


def bars(rows: pl.DataFrame, base: Protocol, draft: Protocol, ladder: str) -> pl.DataFrame:
    """Pupils per stage of one ladder under both, lowest first; `key` names side, ladder and stage."""
    stages: dict[str, Stage] = {}
    for protocol in (draft, base):
        stages |= {s.id: s for each in protocol.ladder if each.id == ladder for s in each.stage if s.id not in stages}
    of = rows.filter(ladder=ladder)
    counts = {NOW: _counts(of, "base"), THEN: _counts(of, "draft")}
    found = [
        {
            "stage_label": stage_label(stage),
            "side": side,
            "students": counts[side].get(stage.id, 0),
            "key": f"{side}~{ladder}~{stage.id}",
        }
        for stage in sorted(stages.values(), key=lambda stage: stage.level)
        for side in (NOW, THEN)
    ]
    types = {"stage_label": pl.String, "side": pl.String, "students": pl.Int64, "key": pl.String}
    return pl.DataFrame(found, schema=types)


def moving(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows of pupils who stand on another stage of some ladder under the draft."""
    return rows.filter(pl.col("base_stage").ne_missing(pl.col("draft_stage")))


def answer(rows: pl.DataFrame, roles: pl.DataFrame) -> str:
    """Who moves, and what it asks of mentors in a week."""
    differ = moving(rows)
    before, after = pl.col("base_level").fill_null(0), pl.col("draft_level").fill_null(0)
    ways = (after > before, after < before, after == before)
    higher, lower, level = (differ.filter(way)["student_id"].n_unique() for way in ways)
    who = differ["student_id"].n_unique()
    said = (
        f"{words.count(who, 'leerling staat', 'leerlingen staan')} op een andere trede: {words.number(higher, 0)} hoger, "
        f"{words.number(lower, 0)} lager" + (f", {words.number(level, 0)} even hoog" if level else "")
        if who
        else "Geen leerling verandert van trede"
    )
    return f"{said}. {words.capital(_cost(roles, MENTOR))}; {_cost(roles, ALL)}."


ALL = "alle rollen"


def _cost(roles: pl.DataFrame, role: str) -> str:
    found = roles.filter(Rol=role)
    if found.is_empty() or found["more"][0] == 0:
        return f"{role}: evenveel acties per week"
    more = found["more"][0]
    return f"{role}: {words.rate(abs(more), 1)} acties per week {'meer' if more > 0 else 'minder'}"


def roles(whole: pl.DataFrame, asked: pl.DataFrame, base: str, draft: str, weeks: int, minutes: int) -> pl.DataFrame:
    """One row per role: actions per school week now, under the draft and the difference (`more`), also in hours; all last.

    `whole` is what the base asks on all its ladders; `asked` what both ask on the ladders that changed.
    """
    now, both = actions_by(whole, "role"), actions_by(asked, "role")
    names = sorted({role for _, role in (*now, *both)})
    found = [(role, now.get((base, role), 0), both.get((draft, role), 0) - both.get((base, role), 0)) for role in names]
    found = sorted(found, key=lambda row: (-row[1], row[0]))
    found.append((ALL, sum(row[1] for row in found), sum(row[2] for row in found)))
    per_week = max(weeks, 1)
    return pl.DataFrame(
        [
            {
                "Rol": role,
                "Nu": words.rate(before / per_week, 1),
                "Wordt": words.rate((before + more) / per_week, 1),
                "Verschil": words.signed(words.rate(more / per_week, 1)) if more else words.UNKNOWN,
                "In uren": words.signed(cost.hours(more / per_week, minutes)) if more else words.UNKNOWN,
                "more": more / per_week,
            }
            for role, before, more in found
        ],
        schema={"Rol": pl.String, "Nu": pl.String, "Wordt": pl.String, "Verschil": pl.String}
        | {"In uren": pl.String, "more": pl.Float64},
    )


def role_weeks(
    whole: pl.DataFrame, asked: pl.DataFrame, base: str, draft: str, role: str, mondays: list[date]
) -> pl.DataFrame:
    """Actions of one role in each school week so far, now and under the draft; the frames are those of `roles`."""
    now, both = actions_by(whole, "role", "week_start"), actions_by(asked, "role", "week_start")
    rows = []
    for monday in mondays:
        before = now.get((base, role, monday), 0)
        more = both.get((draft, role, monday), 0) - both.get((base, role, monday), 0)
        rows += [(monday, NOW, before), (monday, THEN, before + more)]
    types = {"week_start": pl.Date, "variant": pl.String, "actions": pl.Int64}
    return pl.DataFrame(rows, schema=types, orient="row")


def movers(rows: pl.DataFrame, ladders: Mapping[str, str]) -> pl.DataFrame:
    """Pupils by stage under base and draft, as a list."""
    return pupils(
        rows,
        Nu=pl.col("base_stage").fill_null(NONE),
        Wordt=pl.col("draft_stage").fill_null(NONE),
        Ladder=pl.col("ladder").replace_strict(dict(ladders), return_dtype=pl.String),
    )


def prices(protocol: Protocol, found: Mapping[tuple[str, int], Mapping[str, Any]]) -> pl.DataFrame:
    """One row per other reading of an open norm: what it asks, and what it changes.

    `found` has the rows of `open_norm_prices` by norm and number; what is not there yet has dots.
    """
    rows = [
        {"Vraag": norm.question, "Gekozen lezing": norm.reading, "Andere lezing": text}
        | _price(found.get((norm.id, number)))
        for norm in protocol.open_norm
        for number, text in enumerate(norm.alternatives, 1)
    ]
    columns = ["Vraag", "Gekozen lezing", "Andere lezing", *PRICES, "Waarom niet"]
    return pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String))


def _price(row: Mapping[str, Any] | None) -> dict[str, str]:
    if row is None:
        return dict.fromkeys(PRICES, "…") | {"Waarom niet": "…"}
    if row["students"] is None:
        return dict.fromkeys(PRICES, words.UNKNOWN) | {"Waarom niet": row["why_not"] or "Niet meer bekend."}
    more = row["actions_otherwise"] - row["actions"]
    numbers = [words.number(row[name], 0) for name in ("students", "students_higher", "students_lower")]
    said = words.signed(words.number(more, 0)) if more else "0"
    return dict(zip(PRICES, [*numbers, said], strict=True)) | {"Waarom niet": words.UNKNOWN}
