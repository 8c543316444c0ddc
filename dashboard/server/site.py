"""Where a browser finds the dashboard, and what of it a page elsewhere may have: nothing."""

from dataclasses import dataclass
from ipaddress import ip_address

# The addresses for signing in and out; a provider sends a browser back to the second.
ENTER, CALLBACK, LEAVE = "/inloggen", "/oauth2callback", "/uitloggen"
# Whether all is well, for who watches over the server.
HEALTH = "/gezond"
PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True)
class Site:
    """Where a browser finds the dashboard: the names of its host and its port.

    `any_number`: under every IP address as well, for a server that listens on all of them. A page elsewhere can give its
    own name the address of this computer (DNS rebinding), but a browser never takes a number for a name. `base`: the path
    under which all of it stands, such as `/verzuim`.
    """

    names: frozenset[str]
    port: int
    any_number: bool = False
    scheme: str = "http"
    base: str = ""

    def has(self, host: str) -> bool:
        """Whether a Host header, with its port, is one of ours."""
        suffix = "" if self.port == PORTS[self.scheme] else f":{self.port}"
        if not host.endswith(suffix):
            return False
        name = host.removesuffix(suffix)
        return name in {in_url(own) for own in self.names} or (self.any_number and _is_number(name))


def in_url(name: str) -> str:
    """A host as an address writes it: IPv6 between brackets."""
    return f"[{name}]" if ":" in name else name


def _is_number(name: str) -> bool:
    try:
        return in_url(str(ip_address(name.strip("[]")))) == name
    except ValueError:
        return False
