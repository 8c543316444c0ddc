"""What the buttons of the form do with the rows of a protocol: something added, taken away or moved."""

from typing import Any

from protocols.counters import canonical
from protocols.ladders import Action, Condition, Counter, Group
from protocols.load import comparison_file
from protocols.national import norm_name
from protocols.reference import TrackRow
from protocols.rule_words import action_limits, group_limits, pattern_words, rule_words, who
from protocols.writing import TO_FILL_IN, Place, Row, slug

TRACKS: dict[str, TrackRow] = {row.track: row for row in comparison_file().track}

UNFINISHED = "Deze trede is nog niet af."


def new_counter(track: str) -> Row:
    """What a new ladder on a track counts, as long as nobody said otherwise."""
    usual = TRACKS[track]
    return {
        "terms": [{"count": list(usual.count), "unit": usual.unit}],
        "window": "schooljaar",
        "unit_basis": "document",
        "window_basis": "document",
    }


def new_ladder(written: list[Row], track: str) -> Row:
    """A ladder on a track with one stage."""
    found: Row = {"track": track, "name": TRACKS[track].label, "stage": []}
    found["id"] = slug(found["name"], [row.get("id") for row in written])
    found["stage"].append(new_stage(found))
    return found


def new_stage(ladder: Row) -> Row:
    """A stage above all others, that counts what the last one counts and whose number nobody gave yet."""
    last = ladder["stage"][-1] if ladder["stage"] else {}
    conditions = [each for group in last.get("group", []) for each in group["conditions"]]
    counter = {**conditions[0]["counter"]} if conditions else new_counter(ladder["track"])
    number = conditions[0]["number"] + 1 if conditions else 1
    return {
        "level": last.get("level", 0) + 1,
        "name": "",
        "place": "niet genoemd",
        "basis": "document",
        "group": [{"conditions": [new_condition(counter, number)]}],
        "action": [new_action(last.get("action", []))],
    }


def new_condition(counter: Row, number: float) -> Row:
    """A condition on a counter."""
    return {"counter": counter, "operator": ">=", "number": number, "basis": "document"}


def new_action(others: list[Row]) -> Row:
    """A task of the role that has the last one, of which nobody said yet what it is."""
    return {"role": others[-1]["role"] if others else "mentor", "what": ""}


def with_condition(stage: Row, place: int | None, track: str) -> Row:
    """A stage with one condition more: in the group of that place, or as another way to reach it (None)."""
    groups = [{**group, "conditions": list(group["conditions"])} for group in stage.get("group", [])]
    last = groups[-1 if place is None else place]["conditions"][-1] if groups else new_condition(new_counter(track), 1)
    more = new_condition({**last["counter"]}, last["number"])
    if place is None:
        groups.append({"conditions": [more]})
    else:
        groups[place]["conditions"].append(more)
    return stage | {"group": groups}


def without_condition(stage: Row, place: int, condition: int) -> Row:
    """A stage without a condition; a group without any goes too."""
    groups = [{**group, "conditions": list(group["conditions"])} for group in stage["group"]]
    del groups[place]["conditions"][condition]
    return stage | {"group": [group for group in groups if group["conditions"]]}


def with_terms(stage: Row, place: tuple[int, int], terms: list[Row]) -> Row:
    """A stage of which a condition counts other terms."""
    groups = [{**group, "conditions": list(group["conditions"])} for group in stage["group"]]
    of = groups[place[0]]["conditions"]
    of[place[1]] = of[place[1]] | {"counter": of[place[1]]["counter"] | {"terms": terms}}
    return stage | {"group": groups}


def with_action(stage: Row) -> Row:
    """A stage with one task more, of which nobody said yet what it is."""
    return stage | {"action": [*stage.get("action", []), new_action(stage.get("action", []))]}


def without_action(stage: Row, place: int) -> Row:
    """A stage without a task."""
    return stage | {"action": [*stage["action"][:place], *stage["action"][place + 1 :]]}


def levelled(stages: list[Row], ties: list[bool]) -> list[Row]:
    """Stages with levels that rise by one, except where a stage is as high as the one before."""
    found, level = [], 0
    for place, (stage, tied) in enumerate(zip(stages, ties, strict=True)):
        level += 0 if tied and place else 1
        found.append(stage | {"level": level})
    return found


def ties(stages: list[Row]) -> list[bool]:
    """Of each stage whether it is as high as the one before."""
    return [place > 0 and stage["level"] == stages[place - 1]["level"] for place, stage in enumerate(stages)]


def without(stages: list[Row], place: int) -> list[Row]:
    """The stages without one; the ones above come down when nobody else is as high."""
    left, height = stages[:place] + stages[place + 1 :], ties(stages)
    if place + 1 < len(stages) and not height[place]:
        height[place + 1] = False
    del height[place]
    return levelled(left, height)


def moved(items: list[Row], place: int, by: int) -> list[Row]:
    """Rows with one of them moved up or down."""
    found = list(items)
    found.insert(place + by, found.pop(place))
    return found


def changed(before: Row, after: Row) -> Row:
    """A condition that somebody changed: what it says does not stand so in the document any more.

    In a protocol that begins with nothing the school writes what its own document says.
    """
    if _bare(before) == _bare(after):
        return before
    found = after | {"basis": "lezing" if before.get("counter", {}).get("name") else before["basis"]}
    if before["number"] != after["number"] and before.get("written") == after.get("written"):
        found.pop("written", None)
    return found


def counted(before: Row, after: Row) -> Row:
    """A counter that somebody changed: of one of the file it is a reading which unit and window it has."""
    if before == after or "name" not in before:
        return after
    found = dict(after)
    if before["terms"] != after["terms"]:
        found["unit_basis"] = "lezing"
    if any(before.get(key) != after.get(key) for key in ("window", "weeks", "months")):
        found["window_basis"] = "lezing"
    return found


def _bare(condition: Row) -> dict[str, Any]:
    return {key: value for key, value in condition.items() if key != "basis"}


def at(place: Place) -> tuple[int, ...]:
    """The numbers of ladder, stage, and what is in it, of a place where something is wrong."""
    return tuple(part for part in place if isinstance(part, int))


def sentence(stage: Row) -> tuple[str, list[str]]:
    """When a stage is reached, and who does what then, as far as its row says so."""
    try:
        return _when(stage), [_task(each) for each in stage.get("action", [])]
    except (KeyError, ValueError):  # what the schema refuses is a ValueError
        return UNFINISHED, []


def _when(stage: Row) -> str:
    rule = stage.get("rule", "groups")
    if rule != "groups":
        return pattern_words() if rule == "pattern" else f"volgens de {norm_name()}"
    return "; of ".join(_group(row) for row in stage.get("group", [])) or UNFINISHED


def _group(row: Row) -> str:
    said = []
    for condition in row["conditions"]:
        counter = {key: value for key, value in condition["counter"].items() if key != "name"}
        label = canonical(Counter.model_validate(counter)).label
        said.append(rule_words(Condition.model_validate(condition | {"counter": ""}), label))
    limits = group_limits(Group.model_validate(row | {"conditions": [condition | {"counter": ""}]}))
    return " en ".join(said) + (f" ({limits})" if limits else "")


def _task(row: Row) -> str:
    action = Action.model_validate(row | {"what": row.get("what") or TO_FILL_IN})
    days = action.deadline_school_days
    within = f"binnen {days} {'schooldag' if days == 1 else 'schooldagen'}"
    term = action.deadline_text or ("" if days is None else "dezelfde dag" if days == 0 else within)
    return f"{who(action)} {action.what}" + "".join(f", {each}" for each in (term, action_limits(action)) if each)
