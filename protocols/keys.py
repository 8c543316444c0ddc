"""What each key of a ladder in the schema holds, for forms that follow the schema."""

from dataclasses import dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from protocols.ladders import Action, Condition, Counter, Group, Ladder, Part, Stage, Term

PARTS: dict[str, type[Part]] = {
    "ladder": Ladder,
    "stage": Stage,
    "group": Group,
    "condition": Condition,
    "counter": Counter,
    "term": Term,
    "action": Action,
}


@dataclass(frozen=True)
class Kind:
    """What a key holds: one value or `many`, of which `type`; `optional`: nothing may stand there; the bounds of a number."""

    type: type
    many: bool
    optional: bool
    values: tuple[Any, ...]
    least: float | None
    most: float | None
    default: Any


@cache
def kind(part: str, key: str) -> Kind:
    """What a key of the schema holds."""
    info = PARTS[part].model_fields[key]
    inner = [each for each in _alternatives(info.annotation) if each is not NoneType]
    many = any(get_origin(each) is tuple for each in inner)
    if many:
        # What may be one or several (`subject`) is a list of one.
        lists = [each for each in inner if get_origin(each) is tuple]
        inner = [each for of in lists for each in _alternatives(get_args(of)[0])]
    values = tuple(value for each in inner if get_origin(each) is Literal for value in get_args(each))
    plain = [each for each in inner if isinstance(each, type)]
    of = plain[0] if plain else type(values[0])
    least, most = (_bound(info, *names) for names in (("ge", "gt"), ("le", "lt")))
    default = None if info.is_required() else info.default
    return Kind(of, many, default is None and not info.is_required(), values, least, most, default)


def _alternatives(annotation: Any) -> list[Any]:
    if get_origin(annotation) in (Union, UnionType):
        return [each for of in get_args(annotation) for each in _alternatives(of)]
    if hasattr(annotation, "__metadata__"):
        return _alternatives(get_args(annotation)[0])
    return [annotation]


def _bound(info: FieldInfo, *names: str) -> float | None:
    return next((getattr(m, name) for m in info.metadata for name in names if hasattr(m, name)), None)
