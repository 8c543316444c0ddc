"""A new workspace: the same `school.toml` from the command `init` and from the page Nieuwe school."""

import json
from pathlib import Path

from pipelines.settings.settings import schools_in
from pipelines.store.lock import PARTS
from pipelines.store.swap import BEFORE_PARTS
from pipelines.store.workspace import Workspace, create_workspace, private_umask

LESSONS_PER_WEEK = 32
# What a folder holds once anything was imported or noted: then its settings are lost, not yet to be made.
MADE = (PARTS, *BEFORE_PARTS, "notes.sqlite")
SCHOOL_TOML = """# Instellingen van deze werkmap; de README legt elke sleutel uit.
[[school]]
id = {id}
name = {name}
region = {region}
protocol = {protocol}
"""


def is_unmade(folder: Path) -> bool:
    """Whether a workspace can be made in a folder: it is not there, or holds nothing of a workspace."""
    if folder.exists() and not folder.is_dir():
        return False
    return not any((folder / name).exists() for name in ("school.toml", *MADE))


def make_school(
    folder: Path, school: str, name: str, region: str, protocol: str, lessons_per_week: int | None = LESSONS_PER_WEEK
) -> Workspace:
    """Makes a workspace with one school.

    Raises SettingsError for a value that may not be, WorkspaceError when there is a workspace already or the folder
    cannot be made.
    """
    private_umask()
    values = {"id": school, "name": name, "region": region, "protocol": protocol}
    text = SCHOOL_TOML.format(**{key: json.dumps(value, ensure_ascii=False) for key, value in values.items()})
    if lessons_per_week is not None:
        text += f"lessons_per_week = {lessons_per_week}\n"
    schools_in(text, folder / "school.toml")
    return create_workspace(folder, text)
