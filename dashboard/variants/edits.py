"""The edits of a what-if as one text that fits in a URL: `getal:te-laat:tl-5:1:1:4;weg:te-laat:tl-3`.

| edit | what follows |
|---|---|
| `lezing` | open norm, number of the alternative (from 1) |
| `getal` | ladder, stage, group, condition (both from 1), number |
| `weg` | ladder, stage |
| `venster` | counter, window, how many school weeks or months (of a moving one) |
| `telt`, `eenheid`, `gewicht` | counter, term (from 1), then categories, the unit or the weight |
| `trede` | ladder, level, name, counter, number, role, what is done |
| `heel` | all that was written (`protocols.writing`); nothing stands beside it |
"""

from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import quote, unquote

from protocols.edits import Edit, apply, read_otherwise
from protocols.errors import ProtocolError
from protocols.ladders import Stage
from protocols.schema import Protocol
from protocols.stage_names import renamed
from protocols.windows import MOVING
from protocols.writing import build, slug, unpack

Parts = tuple[str, ...]
READING, NUMBER, DROP, WINDOW, COUNTS, UNIT, WEIGHT, STAGE, WHOLE = (
    "lezing",
    "getal",
    "weg",
    "venster",
    "telt",
    "eenheid",
    "gewicht",
    "trede",
    "heel",
)

# How many parts say what an edit changes; a second edit of the same goes instead of the first.
PLACE = {READING: 2, NUMBER: 5, DROP: 3, WINDOW: 2, COUNTS: 3, UNIT: 3, WEIGHT: 3, STAGE: 8, WHOLE: 1}


def to_text(edits: Iterable[Parts]) -> str:
    """The edits as one text."""
    return ";".join(":".join(quote(part, safe="") for part in parts) for parts in edits)


def from_text(text: str) -> tuple[Parts, ...]:
    """The edits that a text names; whether they fit is for `made` to say."""
    return tuple(tuple(unquote(part) for part in edit.split(":")) for edit in text.split(";") if edit)


def by_place(text: str) -> dict[Parts, Parts]:
    """The edits of a text by what they change; the value is what they make of it."""
    return {parts[: PLACE[parts[0]]]: parts[PLACE[parts[0]] :] for parts in from_text(text) if parts[0] in PLACE}


def joined(edits: Mapping[Parts, Parts]) -> str:
    """The text of edits by place."""
    return to_text((*place, *value) for place, value in edits.items())


def plain(number: float) -> str:
    """A number as it stands in an edit: `8`, `0.5`."""
    return f"{number:g}"


def made(protocol: Protocol, text: str, new_id: str) -> Protocol:
    """The protocol with the edits of a text, under another id: readings first, so that an own number goes before.

    Raises ProtocolError for an edit that fits nowhere or is none.
    """
    edits = from_text(text)
    try:
        if edits and edits[0][0] == WHOLE:
            ((_, packed),) = edits
            whole = build(protocol, *unpack(protocol, packed), new_id)
            # The numbers of the law are those of the preset, whoever starts from it.
            return whole.model_copy(update={"norm": (), "preset": False})
        for parts in edits:
            if parts[0] == READING:
                _, norm, number = parts
                protocol = read_otherwise(protocol, norm, int(number), new_id)
        taken = {ladder.id: [stage.id for stage in ladder.stage] for ladder in protocol.ladder}
        rules = [_edit(protocol, taken, parts) for parts in edits if parts[0] != READING]
        if rules:
            protocol = apply(protocol, rules, new_id)
    except (ValueError, KeyError) as error:
        raise ProtocolError(
            "Een van de wijzigingen is niet te lezen.", "Zet de wijzigingen terug en maak ze opnieuw."
        ) from error
    return protocol


def renumbered(protocol: Protocol, place: Parts, number: str) -> Parts:
    """An added stage with another number, and named after it."""
    was, now = place[2:], (*place[2:5], number, *place[6:])
    before, after = _stage(protocol, [], was), _stage(protocol, [], now)
    name = renamed(before, protocol.counters, after, protocol.counters)
    return (*place[:3], name, *now[2:])


def stage_named(protocol: Protocol, edits: Mapping[Parts, Parts], ladder: str, stage: str) -> Stage:
    """One stage as the edits name it. Raises ProtocolError when they do not fit together."""
    about = {
        place: value
        for place, value in edits.items()
        if place[0] in (READING, WINDOW) or place[:3] == (NUMBER, ladder, stage)
    }
    edited = made(protocol, joined(about), protocol.id)
    found = {(each.id, one.id): one for each in edited.ladder for one in each.stage}
    return found[ladder, stage]


def _edit(protocol: Protocol, taken: dict[str, list[str]], parts: Parts) -> Edit:
    kind, first, *rest = parts
    if kind == NUMBER:
        stage, group, condition, number = rest
        return Edit(ladder=first, stage=stage, group=int(group), condition=int(condition), number=float(number))
    if kind == DROP:
        (stage,) = rest
        return Edit(ladder=first, stage=stage, drop=True)
    if kind == WINDOW:
        return Edit.model_validate(
            {"counter": first, "window": rest[0]} | ({MOVING[rest[0]].field: int(rest[1])} if rest[1:] else {})
        )
    if kind == COUNTS:
        term, one, *more = rest
        return Edit(counter=first, term=int(term), count=(one, *more))
    if kind in (UNIT, WEIGHT):
        term, value = rest
        change = {"unit": value} if kind == UNIT else {"weight": float(value)}
        return Edit.model_validate({"counter": first, "term": int(term)} | change)
    if kind == STAGE:
        added = _stage(protocol, taken[first], rest)
        taken[first].append(added.id)
        return Edit(ladder=first, add_stage=added)
    raise ValueError(kind)


def _stage(protocol: Protocol, taken: Sequence[str], parts: Sequence[str]) -> Stage:
    level, name, counter, number, role, what = parts
    condition = {"counter": counter, "operator": ">=", "number": float(number), "basis": "lezing"}
    if counter not in protocol.counters:
        raise KeyError(counter)
    return Stage.model_validate(
        {
            "id": slug(name, taken),
            "level": int(level),
            "name": name,
            "place": "toegevoegd",
            "basis": "lezing",
            "group": [{"conditions": [condition]}],
            "action": [{"role": role, "what": what}],
        }
    )
