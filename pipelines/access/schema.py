"""What `toegang.toml` may say: how people sign in, and a row per person. Unknown keys and wrong types are refused."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from pipelines.notes.notes import LONGEST_INITIALS, SHORTEST_INITIALS
from pipelines.settings.schema import Filled
from protocols.access_roles import AccessRole, role_called
from protocols.ladders import Many, Part

# A person is called as the provider of the school calls him or her: an address without spaces.
PersonId = Annotated[str, StringConstraints(pattern=r"^[^\s,;\"'\\]+$", max_length=200)]
Initials = Annotated[str, StringConstraints(min_length=SHORTEST_INITIALS, max_length=LONGEST_INITIALS)]


class SignIn(Part):
    """How people sign in. `hours` ends a session, `idle_minutes` one that nobody uses; secrets never stand here.

    `secret_file` names the file with the client secret, outside the workspace; `domain` is the school's own at Google.
    """

    provider: Literal["entra", "google", "other"]
    issuer: Filled
    client_id: Filled
    url: Filled
    hours: int = Field(default=8, ge=1, le=24)
    idle_minutes: int = Field(default=30, ge=1, le=480)
    domain: Filled | None = None
    secret_file: Filled | None = None


class Person(Part):
    """One person: who (`id`, and the pinned `subject` of the provider), in which role, of which pupils, from when until when.

    `schools` are those of which the mentors or afdelingen are, or which are seen whole; `until` is the last day.
    """

    id: PersonId
    subject: Filled | None = None
    initials: Initials
    role: Filled
    schools: Many[Filled] = ()
    mentors: Many[Filled] = ()
    afdelingen: Many[Filled] = ()
    from_: date | None = Field(default=None, alias="from")
    until: date | None = None

    @property
    def office(self) -> AccessRole | None:
        """The role in `access_roles.toml`; None for one that is not there."""
        return role_called(self.role)

    def holds(self, today: date) -> bool:
        """Whether the day lies between the first and the last, both included."""
        return (self.from_ or date.min) <= today <= (self.until or date.max)


class AccessSettings(Part):
    """All of `toegang.toml`."""

    signin: SignIn | None = None
    person: Many[Person] = ()
