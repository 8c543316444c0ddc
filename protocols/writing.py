"""A protocol as it is being written: its ladders as plain rows that a form changes, half written ones too.

In a row every condition holds its counter itself, so that a sentence says all that it counts; `build` gives the counters
their names again. What a form does not show stays as it stands in the file. `pack` makes one short text of what differs
from the start.
"""

import json
import re
import unicodedata
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import Field, ValidationError

from protocols.consistency import first_fault
from protocols.counters import canonical
from protocols.errors import ProtocolError
from protocols.faults import in_dutch, named
from protocols.ladders import Counter, Ladder, Many, Part, Stage
from protocols.load import category_file
from protocols.national import norm_name
from protocols.rule_words import amount
from protocols.schema import Document, Protocol
from protocols.stage_names import renamed

Row = dict[str, Any]
Place = tuple[str | int, ...]
# The title of the document of a protocol that begins with nothing, until it is saved under a name.
UNNAMED = "Nieuw protocol"
TO_FILL_IN = "nog in te vullen"
# Bytes of rows: no school has so many; a link that says more is none.
LONGEST = 1_000_000


class Ladders(Part):
    """All ladders of a protocol."""

    ladder: Many[Ladder] = Field(min_length=1)


def empty(start: Protocol) -> Protocol:
    """A protocol without a ladder: codes, klassen and what counts for the norm are those of the start."""
    bare = {"ladder": (), "counters": {}, "open_norm": (), "not_computable": (), "norm": (), "preset": False}
    return start.model_copy(update=bare | {"document": Document(title=UNNAMED), "valid_basis": "lezing"})


def rows(protocol: Protocol) -> list[Row]:
    """The ladders of a protocol as rows, with the counter of each condition in it."""
    found = [ladder.model_dump(exclude_defaults=True) for ladder in protocol.ladder]
    for condition in (
        c for ladder in found for s in ladder["stage"] for g in s.get("group", []) for c in g["conditions"]
    ):
        name = condition["counter"]
        condition["counter"] = protocol.counters[name].model_dump(exclude_defaults=True) | {"name": name}
    as_in_json: list[Row] = json.loads(json.dumps(found))
    return as_in_json


def pack(start: Protocol, written: list[Row], from_nothing: bool) -> str:
    """The rows as a text for a URL; a ladder that is as in the start is named only."""
    known = {} if from_nothing else {row["id"]: row for row in rows(start)}
    short = [row["id"] if known.get(row.get("id")) == row else row for row in written]
    text = json.dumps([from_nothing, short], ensure_ascii=False, separators=(",", ":"))
    return urlsafe_b64encode(zlib.compress(text.encode(), 9)).decode().rstrip("=")


def unpack(start: Protocol, text: str) -> tuple[list[Row], bool]:
    """The rows of such a text, and whether they began with nothing. Raises ProtocolError for a text that is none."""
    try:
        packed = urlsafe_b64decode(text + "=" * (-len(text) % 4))
        from_nothing, short = json.loads(zlib.decompressobj().decompress(packed, LONGEST))
        known = {row["id"]: row for row in rows(start)}
        written = [known[row] if isinstance(row, str) else row for row in short]
        # Rows of another shape are no rows; what is wrong inside a row is said beside it.
        tried(start, written, bool(from_nothing), "")
    except (ValueError, LookupError, TypeError, AttributeError, zlib.error) as error:
        raise ProtocolError(
            "Wat hier geschreven werd, is niet te lezen.", "Begin opnieuw, of open een concept."
        ) from error
    return written, bool(from_nothing)


def build(start: Protocol, written: list[Row], from_nothing: bool, new_id: str) -> Protocol:
    """The protocol that the rows say, under another id; as the start where they are as they were.

    Raises ProtocolError for the first thing that is not right.
    """
    made, faults = tried(start, written, from_nothing, new_id)
    if made is None:
        raise ProtocolError(faults[0][1], "Verbeter het waar dat staat.")
    return made


def tried(
    start: Protocol, written: list[Row], from_nothing: bool, new_id: str
) -> tuple[Protocol | None, list[tuple[Place, str]]]:
    """The protocol that the rows say, or None and what is wrong, in words, by the place of the row that it is about."""
    begun = empty(start) if from_nothing else start
    counters, faults = dict(begun.counters), []
    copied: list[Row] = json.loads(json.dumps(written))
    for n, ladder in enumerate(copied):
        ladder["id"] = ladder.get("id") or slug(ladder.get("name", ""), [row.get("id") for row in copied])
        for m, stage in enumerate(ladder["stage"]):
            for g, group in enumerate(stage.get("group", [])):
                for c, condition in enumerate(group["conditions"]):
                    counted = condition["counter"]
                    try:
                        condition["counter"] = _name(counters, counted.pop("name", ""), Counter.model_validate(counted))
                    except ValidationError as error:
                        place: Place = ("ladder", n, "stage", m, "group", g, "conditions", c)
                        faults += _of_schema(error, (*place, "counter"))
            _filled(stage, ladder, counters)
    if faults:
        return None, faults
    try:
        ladders = Ladders.model_validate({"ladder": copied}).ladder
    except ValidationError as error:
        return None, _of_schema(error)
    made = _whole(begun, ladders, counters, new_id)
    fault = first_fault(made, category_file())
    if fault is None:
        return made, []
    where = tuple(int(part) - 1 if part.isdigit() else part for part in fault.key.split("."))
    return None, [(_place(made, copied, where), f"{_field(where)} {fault.problem}. {fault.remedy}")]


def unfinished(written: list[Row]) -> list[tuple[Place, str]]:
    """Tasks of which nobody said what is done, and stages without a task: such a protocol is counted, but not kept."""
    found: list[tuple[Place, str]] = []
    for n, ladder in enumerate(written):
        for m, stage in enumerate(ladder["stage"]):
            place: Place = ("ladder", n, "stage", m)
            if not stage.get("action"):
                found.append((place, "Wie doet hier wat? Voeg een taak toe."))
            for k, action in enumerate(stage.get("action", [])):
                if not action.get("what", "").strip():
                    found.append(((*place, "action", k), "Vul in wat er gedaan wordt."))
    return found


def stage_name(stage: Stage, counters: Mapping[str, Counter]) -> str:
    """What a stage is called of which nobody said it: `3 keer te laat per maand`."""
    if not stage.group:
        return "patroon van ziekmeldingen" if stage.rule == "pattern" else norm_name()
    groups = (
        " en ".join(amount(each, canonical(counters[each.counter]).label) for each in group.conditions)
        for group in stage.group
    )
    return " of ".join(groups)


def slug(name: str, taken: Iterable[str | None] = ()) -> str:
    """A name as the id of a ladder, stage or file, other than those taken."""
    ascii_only = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    found = re.sub(r"[^a-z0-9]+", "-", ascii_only).strip("-") or "naamloos"
    used = set(taken)
    return next(each for each in (found, *(f"{found}-{n}" for n in range(2, len(used) + 3))) if each not in used)


def _name(counters: dict[str, Counter], name: str, counter: Counter) -> str:
    """The name under which a counter stands, or a new one under which it stands from now on."""
    if counters.get(name) == counter:
        return name
    wanted = canonical(counter)
    for other, content in counters.items():
        if canonical(content).id == wanted.id:
            return other
    found = slug(wanted.label, counters).replace("-", "_")
    counters[found] = counter
    return found


def _filled(stage: Row, ladder: Row, counters: Mapping[str, Counter]) -> None:
    """Gives a new stage a name and an id, and a task without words some, so that it can be counted."""
    for action in stage.get("action", []):
        action["what"] = action.get("what", "").strip() or TO_FILL_IN
    if not stage.get("name", "").strip():
        try:
            stage["name"] = stage_name(Stage.model_validate(stage | {"id": "nieuw", "name": "nieuw"}), counters)
        except (ValidationError, KeyError):
            stage["name"] = "nieuwe trede"
    if not stage.get("id"):
        numbers = [
            str(each["number"]).removesuffix(".0") for group in stage.get("group", []) for each in group["conditions"]
        ]
        stage["id"] = slug("-".join([ladder["id"], *numbers[:1]]), [each.get("id") for each in ladder["stage"]])


def _whole(begun: Protocol, ladders: tuple[Ladder, ...], counters: dict[str, Counter], new_id: str) -> Protocol:
    before = {(ladder.id, stage.id): stage for ladder in begun.ladder for stage in ladder.stage}

    def called(ladder: Ladder, stage: Stage) -> Stage:
        was = before.get((ladder.id, stage.id))
        if was is None or was.name != stage.name:
            return stage
        return stage.model_copy(update={"name": renamed(was, begun.counters, stage, counters)})

    named_ones = [each.model_copy(update={"stage": tuple(called(each, s) for s in each.stage)}) for each in ladders]
    used = _counted(stage for ladder in ladders for stage in ladder.stage)
    used |= {change.counter for norm in begun.open_norm for change in norm.change if change.counter}
    dropped = _counted(before.values()) - used
    kept = {name: counter for name, counter in counters.items() if name not in dropped}
    there = {ladder.id: {stage.id for stage in ladder.stage} for ladder in ladders}
    # Nothing is open any more about what is gone.
    norms = tuple(
        norm
        for norm in begun.open_norm
        if norm.ladder is None or (norm.ladder in there and (norm.stage is None or norm.stage in there[norm.ladder]))
    )
    return begun.model_copy(update={"id": new_id, "ladder": tuple(named_ones), "counters": kept, "open_norm": norms})


def _counted(stages: Iterable[Stage]) -> set[str]:
    found: set[str] = set()
    for stage in stages:
        found |= {condition.counter for group in stage.group for condition in group.conditions}
        found |= {stage.repeat_counter} if stage.repeat_counter else set()
    return found


def _place(made: Protocol, written: list[Row], place: Place) -> Place:
    """Where in the rows something is: what is wrong with a counter is said at the first condition that counts by it."""
    if place[0] != "counters":
        return place
    for n, ladder in enumerate(made.ladder):
        for m, stage in enumerate(ladder.stage):
            for g, group in enumerate(stage.group):
                for c, condition in enumerate(group.conditions):
                    if condition.counter == place[1]:
                        return "ladder", n, "stage", m, "group", g, "conditions", c, *place[2:]
    return ()


def _of_schema(error: ValidationError, at: Place = ()) -> list[tuple[Place, str]]:
    """What the schema says, without what follows from it: a list with one wrong row is called empty too."""
    found = []
    places = [tuple(named(each["loc"])) for each in error.errors()]
    for place, each in zip(places, error.errors(), strict=True):
        if not any(other != place and other[: len(place)] == place for other in places):
            said = in_dutch(each["type"], each.get("ctx", {}), each["msg"], each["input"], "de uitleg bij het veld")
            found.append(((*at, *place), f"{_field(place)} {said[0]}. {said[1]}"))
    return found


def _field(place: Place) -> str:
    return str(next((part for part in reversed(place) if isinstance(part, str)), "dit"))
