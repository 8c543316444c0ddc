"""The roles of a protocol: the fixed ones, and those of the school's own, each like a fixed one whose people do its tasks."""

from collections.abc import Collection, Iterable, Iterator
from typing import get_args

from protocols.fixed_words import Role
from protocols.ladders import Action
from protocols.load import comparison_file
from protocols.schema import Protocol

FIXED_ROLES: tuple[str, ...] = get_args(Role)


def actions(protocol: Protocol) -> Iterator[Action]:
    """Every task of a protocol, in the order of the file."""
    yield from (action for ladder in protocol.ladder for stage in ladder.stage for action in stage.action)


def roles(protocol: Protocol) -> list[str]:
    """The fixed roles, and behind them those of the school's own."""
    return [*FIXED_ROLES, *own_roles(protocol)]


def own_roles(protocol: Protocol) -> dict[str, str | None]:
    """The roles of the school's own in the order of the file, each with the fixed one that it is like, if somebody said so."""
    found: dict[str, str | None] = {}
    for action in actions(protocol):
        if action.role not in FIXED_ROLES:
            found[action.role] = found.get(action.role) or action.like
    return found


def role_rows(protocols: Iterable[Protocol]) -> list[tuple[str, bool]]:
    """Every role and whether it steps in (see `RoleRow`); one of the school's own only where all protocols say so."""
    found: dict[str, bool] = {row.role: row.steps_in for row in comparison_file().role}
    own: dict[str, bool] = {}
    for protocol in protocols:
        for role, like in own_roles(protocol).items():
            own[role] = own.get(role, True) and like is not None and found[like]
    return [*found.items(), *sorted(own.items())]


def also_does(protocols: Collection[Protocol], acts_in: Collection[str]) -> frozenset[str]:
    """The own roles of these protocols whose tasks are those of who acts in some fixed roles, wherever they occur."""
    told = [own_roles(protocol) for protocol in protocols]
    return frozenset(
        role for own in told for role in own if all(other[role] in acts_in for other in told if role in other)
    )
