"""The errors of the pipelines: a refused import, a workspace that cannot be used, a wrong question."""

from protocols.errors import VerzuimbeeldError


class InputError(VerzuimbeeldError):
    """A file that is refused as a whole: names the file, and the row where there is one."""


class WorkspaceError(VerzuimbeeldError):
    """A workspace or its settings that cannot be used: names the file and the key."""


class UsageError(VerzuimbeeldError):
    """A question that cannot be answered as asked: an unknown name, a date outside the data."""
