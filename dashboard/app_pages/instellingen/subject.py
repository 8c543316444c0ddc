"""What the parts of Instellingen share: the school, what `school.toml` says of it now, and the view once there are data."""

from dataclasses import dataclass
from typing import Any

from dashboard import access
from dashboard.view import View
from pipelines.settings.file import parsed, read_text
from pipelines.settings.keep import version
from pipelines.settings.settings import School


@dataclass(frozen=True)
class Subject:
    """One school: its settings with what holds for all schools, and as its own heading has them (`own`).

    `seen` is the version of the file that both are of; `view` is None as long as nothing was imported for it.
    """

    school: School
    own: dict[str, Any]
    retention: dict[str, Any]
    seen: str
    view: View | None

    def items(self, name: str) -> list[dict[str, Any]]:
        """The items of a list under the school's own heading."""
        found: list[dict[str, Any]] = self.own.get(name, [])
        return found


def subject(school: str, view: View | None) -> Subject:
    """The settings of a school as they stand in the file. Raises WorkspaceError when it cannot be read."""
    workspace = access.workspace()
    path = workspace.path / "school.toml"
    raw = parsed(read_text(path), path)
    own = next(each for each in raw["school"] if each["id"] == school)
    return Subject(
        workspace.school(school),
        own,
        raw.get("retention", {}),
        version(workspace),
        view if view and view.school == school else None,
    )
