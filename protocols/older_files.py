"""Protocol files that earlier versions of the program wrote, brought to what a file says now."""

from collections.abc import Iterator, Mapping
from typing import Any

# Up to 0.2.0 a file did not tell one kind of appointment from another.
ANY_APPOINTMENT, USUAL_KIND = "terugkomen", "melden"


def has_any_appointment(raw: Mapping[str, Any]) -> bool:
    """Whether a file still has appointments without their kind."""
    return any(action.get("followup") == ANY_APPOINTMENT for action in _actions(raw))


def with_kinds(raw: dict[str, Any], kinds: Mapping[str, str]) -> dict[str, Any]:
    """The file with a kind for every appointment: that of the task with the same words (`kinds`), else to report."""
    for action in _actions(raw):
        if action.get("followup") == ANY_APPOINTMENT:
            action["followup"] = kinds.get(str(action.get("what")), USUAL_KIND)
    return raw


def _actions(raw: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The tables of actions of a file that nobody has checked yet."""
    for ladder in _tables(raw.get("ladder")):
        for stage in _tables(ladder.get("stage")):
            yield from _tables(stage.get("action"))


def _tables(value: object) -> list[dict[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []
