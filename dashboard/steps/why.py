"""Why a step is due, in one Dutch sentence: what was counted over which time, on which day, and from which number."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from dashboard import words
from protocols.rule_words import SINGULAR
from protocols.windows import FIXED, MOVING, moving_words


def sentence(row: Mapping[str, Any]) -> str:
    """`3e keer te laat in periode 2 op di 17 nov (vanaf 3)`: the reason of one row of the worklist query.

    For a spell and for a moving window it tells the first day too, and how long the spell is by now.
    """
    reasons, day = row["reasons"] or [], words.day(row["reached_on"])
    if not reasons:
        # The national norm has a rule of its own, and hours instead of conditions; a pattern is a test.
        hours = "" if row["norm_hours"] is None else f", {words.number(row['norm_hours'])} uur in het venster"
        tested = " (getoetst: meer dan toeval geeft)" if row["rule"] == "pattern" else ""
        text = f"{row['stage_name']} op {day}{hours}{tested}"
    else:
        since = next(
            (r["spell_start"] or r["window_start"] for r in reasons if r["spell_start"] or r["window_start"]), None
        )
        text = words.listed([counted(reason) for reason in reasons]) + f" op {day}"
        text += (f", sinds {words.day(since)}" if since else "") + f" ({_rule(row, reasons)})"
    running = [r for r in reasons if r["spell_days"] and r["spell_days"] > r["value"]]
    if running:
        text += f"; inmiddels {words.count(running[0]['spell_days'], 'schooldag', 'schooldagen')}"
    return text + _followups(row)


def counted(reason: Mapping[str, Any]) -> str:
    """`3e keer te laat in periode 2`: one counter with its value and the time it counts over."""
    value, what = reason["value"], _what(reason)
    if reason["terms"] > 1:
        text = f"samen {words.number(value)} ({what})"
    elif float(value).is_integer() and reason["unit"] != "procent":
        first, _, rest = what.partition(" ")
        text = f"{words.number(value, 0)}e {SINGULAR.get(first, first)} {rest}".rstrip()
    else:
        text = f"{words.number(value)} {what}"
    return f"{text} {_over(reason)}".rstrip()


def _what(reason: Mapping[str, Any]) -> str:
    """The label of a counter without its window."""
    label: str = reason["label"]
    if reason["window_kind"] in MOVING:
        return label.removesuffix(f" {_over(reason)}")
    for each in FIXED.values():
        label = label.removesuffix(f" {each.per}")
    return label


def _over(reason: Mapping[str, Any]) -> str:
    kind = reason["window_kind"]
    if reason["counted_after"]:
        return f"na {words.day(reason['counted_after'])}"
    if kind in MOVING:
        return moving_words(kind, reason["window_number"])
    return "" if kind == "dag" else window(kind, reason["window_key"])


def window(kind: str, key: str) -> str:
    """`in periode 2`, `in kwartaal 4`, `in maart`, from the key of a window such as 2026-2027/2 or 2026-2027/2027-03."""
    if kind == "schooljaar":
        return FIXED[kind].now
    own = key.rpartition("/")[2]
    if kind == "maand":
        return f"in {words.MONTH_NAMES[int(own[-2:]) - 1]}"
    if kind == "week":
        return f"in de week van {words.day(date.fromisoformat(own))}"
    if kind == "kwart":
        return f"in het {own}e kwart van het schooljaar"
    return f"in {kind} {own.rpartition('K')[2]}"


def _rule(row: Mapping[str, Any], reasons: list[Mapping[str, Any]]) -> str:
    if not row["recurring"]:
        limits = [("meer dan " if r["operator"] == ">" else "vanaf ") + words.number(r["number"]) for r in reasons]
        done = reasons[0]["done_on"]
        return words.listed(limits) + (f"; na de taak die op {words.day(done)} is gedaan" if done else "")
    if row["repeat_every"] is None:
        return "opnieuw elke schoolweek waarin het doorgaat"
    every = "elke volgende keer" if row["repeat_every"] == 1 else f"elke {words.number(row['repeat_every'], 0)}e keer"
    return f"opnieuw bij {every}" + (f"; {words.number(row['times'], 0)} die dag" if row["times"] > 1 else "")


def _followups(row: Mapping[str, Any]) -> str:
    """Whether the pupil came when the step asks to come back; each day missed before that is named once.

    A day on which the pupil was away with a valid reason is none of staying away.
    """
    if not any(action["followup"] for action in row["actions"] or []):
        return ""
    came = row["came_on"]
    days = [day for day in dict.fromkeys(row["missed_on"] or []) if came is None or day < came]
    excused = [day for day in days if day in (row["excused_on"] or [])]
    missed = [day for day in days if day not in excused]
    parts = [f"kwam niet op {words.listed([words.day(day) for day in missed])}"] if missed else []
    # Without the reason: who reads this may not be who may know of illness.
    parts += (
        [f"was er niet, met een geldige reden, op {words.listed([words.day(day) for day in excused])}"]
        if excused
        else []
    )
    parts += [f"kwam op {words.day(came)}"] if came else []
    return "".join(f"; {part}" for part in parts)
