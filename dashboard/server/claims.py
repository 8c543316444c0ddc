"""Who somebody is according to the provider: which claims are checked, and what of them stays the same for ever."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from pipelines.access.schema import SignIn


class ClaimsError(Exception):
    """The provider vouches for somebody who cannot be told apart, or for somebody of another organisation."""


@dataclass(frozen=True)
class Identity:
    """`subject` is what the provider never gives to anybody else, `name` the address under which somebody is listed."""

    subject: str
    name: str


def identity(settings: SignIn, claims: Mapping[str, Any]) -> Identity:
    """Who the claims of a checked ID token are about. Raises ClaimsError when they do not say so, or not for us.

    Entra: an address may be given to somebody else, and `oid` in the own `tid` never is (Microsoft's own advice). Google:
    `hd` says that the account is an organisation's: it must be the domain of the school, or else that of the address.
    """
    if claims.get("iss") != settings.issuer:
        raise ClaimsError("iss")
    audience = claims.get("aud")
    if settings.client_id not in (audience if isinstance(audience, list) else [audience]):
        raise ClaimsError("aud")
    if settings.provider == "entra":
        tenant = _text(claims, "tid")
        # The issuer of one organisation names its tenant; `common` would let in every other one.
        if urlsplit(settings.issuer).path.split("/")[1:2] != [tenant]:
            raise ClaimsError("tid")
        return Identity(f"{tenant}:{_text(claims, 'oid')}", _text(claims, "preferred_username"))
    name = _text(claims, "email")
    if claims.get("email_verified", True) is not True:
        raise ClaimsError("email_verified")
    if settings.provider == "google":
        domain = _text(claims, "hd")
        if domain.casefold() != (settings.domain or name.rpartition("@")[2]).casefold():
            raise ClaimsError("hd")
        return Identity(f"{domain}:{_text(claims, 'sub')}", name)
    return Identity(f"{settings.issuer}:{_text(claims, 'sub')}", name)


def _text(claims: Mapping[str, Any], name: str) -> str:
    found = claims.get(name)
    if not isinstance(found, str) or not found.strip():
        raise ClaimsError(name)
    return found.strip()
