"""The one small exception family: errors that a user can act on."""


class VerzuimbeeldError(Exception):
    """An error for the user, in Dutch: one line what is wrong, one line what to do about it."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(what, remedy)
        self.what = what
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.what}\n{self.remedy}"


class ProtocolError(VerzuimbeeldError):
    """A protocol file that cannot be used: names the file and the key."""
