"""The roles of people in a school, and what each may see: `access_roles.toml`."""

from functools import cache
from typing import Literal

from protocols.fixed_words import Role
from protocols.ladders import Many, Part, Text
from protocols.load import HERE, read_toml, validated

ScopeKind = Literal["mentors", "afdelingen", "own", "school", "none"]
Sees = Literal["pupils", "tasks", "figures", "nothing"]
Doing = Literal["edit", "approve", "read"]


class AccessRole(Part):
    """A role of a person. `scope`: which lists say who the own pupils are; `sees`: what is shown of them.

    `own_tasks`: of the own pupils only the tasks of `acts_in`, the roles of protocols that this one plays; `aggregates`:
    rounded figures of the whole school too; `rights` go beside the scope; `access`: what this role does with the table of
    persons; `also`: other names of it.
    """

    id: Text
    label: Text
    scope: ScopeKind
    sees: Sees
    own_tasks: bool = False
    aggregates: bool = False
    rights: Many[Literal["care", "leerplicht", "policy", "data", "log"]] = ()
    acts_in: Many[Role] = ()
    access: Doing | None = None
    also: Many[Text] = ()


class AccessRoleFile(Part):
    """`access_roles.toml`, in the order in which roles are offered."""

    role: Many[AccessRole]


@cache
def access_roles() -> dict[str, AccessRole]:
    """The roles by id."""
    path = HERE / "access_roles.toml"
    return {role.id: role for role in validated(AccessRoleFile, read_toml(path), path).role}


@cache
def _names() -> dict[str, AccessRole]:
    roles = access_roles().values()
    return {name.casefold(): role for role in roles for name in (role.id, *role.also)}


def role_called(name: str) -> AccessRole | None:
    """The role of that id, or of another name of it, in whatever letters; None when there is none."""
    return _names().get(name.strip().casefold())
