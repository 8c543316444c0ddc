"""A school whose own protocol is in force."""

from datetime import date
from functools import cached_property
from pathlib import Path

from pipelines.settings.drafts import save_draft
from pipelines.settings.in_force import adopt
from pipelines.store.imports import import_files
from pipelines.store.workspace import create_workspace, open_workspace
from protocols.load import load_protocol
from protocols.schema import Protocol
from tests.pipelines.histories import School
from tests.shared import key, once

INVENTED = Path(__file__).parents[1] / "protocols" / "invented"
MADE = date(2026, 8, 20)


def invented(name: str) -> Protocol:
    """A protocol of an invented school."""
    return load_protocol(INVENTED / f"{name}.toml")


class OwnSchool(School):
    """As `School`, by a protocol that is no shipped one; it was adopted before anything was imported."""

    def __init__(self, protocol: Protocol, until: date, toml: str | None = None) -> None:
        super().__init__(until=until, toml=toml)
        self.protocol = protocol

    @cached_property
    def made(self) -> Path:
        """The folder in which it is built, with all cases; only to be read."""

        def make(place: Path) -> None:
            workspace = create_workspace(place / "werkmap", self.toml)
            save_draft(workspace, self.protocol, "nl-leerplicht", "A. Tester", "Eigen regels", MADE)
            adopt(workspace, self.protocol.id, "s", "A. Tester", MADE)
            import_files(open_workspace(workspace.path), self.files(place))

        return once(key(type(self), vars(self)), make)
