"""The demo workspace: an invented school, imported like a real one, with the notes of its people; or a board of them."""

import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tqdm import tqdm

from data.board import DIFFERENT, make_board, plan
from data.noted import make_notes
from data.school import make_school
from pipelines.errors import UsageError, WorkspaceError
from pipelines.settings.settings import is_demo
from pipelines.store.imports import import_files
from pipelines.store.lock import PARTS
from pipelines.store.part import part_of, parts_of
from pipelines.store.parting import is_older
from pipelines.store.renumbered import keep_renumbered
from pipelines.store.workspace import Workspace, create_workspace, open_workspace, private_umask
from protocols.load import load_protocols

DEFAULT_FOLDER = Path("werkmap") / "demo"
BOARD_FOLDER = Path("werkmap") / "bestuur"


def demo_workspace(folder: Path | None = None) -> Workspace:
    """The demo workspace in a folder; made on first use, by the same readers as a real school."""
    private_umask()
    path = folder or DEFAULT_FOLDER
    if any(path.glob(f"{PARTS}/*/snapshots/CURRENT")) or is_older(path):
        return open_workspace(path)
    if path.exists():
        _clear(path)
    with (
        TemporaryDirectory() as export,
        tqdm(
            total=100, desc="Demoschool", unit="%", file=sys.stderr, bar_format="{desc}: {percentage:3.0f}% {bar}"
        ) as bar,
    ):

        def advance(part: int, parts: int, start: int, end: int) -> None:
            bar.update(max(0, start + (end - start) * part // max(parts, 1) - bar.n))

        school = make_school(Path(export), progress=lambda done, total, _: advance(done, total, 0, 60))
        workspace = create_workspace(path, "demo = true\n\n" + school.school_toml)
        import_files(
            workspace,
            school.files,
            on_read=lambda _, done, total: advance(done, total, 60, 75),
            on_build=lambda done, total, _: advance(done, total, 75, 95),
            demo=True,
        )
        make_notes(workspace)
        advance(1, 1, 95, 100)
    return workspace


def board_workspace(schools: int, folder: Path | None = None) -> Workspace:
    """The demo of a board of so many schools in a folder; what was broken off is gone on with.

    Raises UsageError for a number of schools that is none, WorkspaceError for a folder with anything else.
    """
    if schools < 1:
        raise UsageError(f"Een bestuur van {schools} scholen kan niet.", "Kies er een of meer: --schools 8.")
    private_umask()
    path = folder or BOARD_FOLDER
    planned = plan(schools, [each.id for each in load_protocols().values() if not each.preset])
    workspace = _board_folder(path, "demo = true\n\n" + "\n".join(each.school_toml for each in planned))
    empty = {part.id for part in parts_of(workspace) if part.current() is None}
    told = {"desc": "Scholen", "unit": " school", "file": sys.stderr, "initial": schools - len(empty)}
    with TemporaryDirectory() as export, tqdm(total=schools, **told) as bar:
        first = [each for each in planned[:DIFFERENT] if each.id in empty]
        for school, files in make_board(Path(export), first):
            import_files(workspace, files, school.id, demo=True)
            bar.update()
        for school in [each for each in planned[DIFFERENT:] if each.id in empty]:
            like = part_of(workspace, planned[(school.number - 1) % DIFFERENT].id)
            keep_renumbered(part_of(workspace, school.id), like.store(), str(school.number))
            bar.update()
    return workspace


def _board_folder(path: Path, settings: str) -> Workspace:
    made = path / "school.toml"
    if made.exists() and made.read_text(encoding="utf-8") == settings:
        return open_workspace(path)
    if path.exists():
        _clear(path)
    return create_workspace(path, settings)


def _clear(path: Path) -> None:
    """Removes what a demo left that was broken off while it was made. Raises WorkspaceError for anything else."""
    if not path.is_dir():
        raise WorkspaceError(f"{path} is geen map.", "Kies een andere map met --map.")
    begun = (path / "school.toml").is_file() and is_demo(path / "school.toml")
    kept = (path / "notes.sqlite", path / "audit" / "imports.jsonl")
    if any(path.iterdir()) and (not begun or any(each.exists() and each.stat().st_size for each in kept)):
        raise WorkspaceError(
            f"{path} is niet leeg, en niet de demoschool.",
            f"Kies een andere map met --map, of kijk wat er is met: verzuimbeeld check {path}.",
        )
    shutil.rmtree(path)
