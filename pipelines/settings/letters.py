"""The letters of a school: those that come with the program, and its own in the folder `brieven` of the workspace."""

from collections.abc import Mapping
from dataclasses import dataclass

from pipelines.store.workspace import Workspace
from protocols.errors import VerzuimbeeldError
from protocols.letters import Letter, load_letter, shipped_letters

FOLDER = "brieven"


@dataclass(frozen=True)
class Letters:
    """Letters by id, and what is wrong with each file of the school that cannot be used, by file name."""

    found: Mapping[str, Letter]
    wrong: Mapping[str, VerzuimbeeldError]


def letters(workspace: Workspace) -> Letters:
    """Every letter; a file of the school takes the place of the one that came with the program under that name.

    A file that cannot be used leaves no letter of that name: the school meant another text than ours.
    """
    found, wrong = dict(shipped_letters()), {}
    for path in sorted((workspace.path / FOLDER).glob("*.toml")):
        try:
            found[path.stem] = load_letter(path)
        except VerzuimbeeldError as error:
            found.pop(path.stem, None)
            wrong[path.name] = error
    return Letters(found, wrong)
