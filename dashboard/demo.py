"""The demo workspace: an invented school, imported like a real one."""

import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tqdm import tqdm

from data.school import make_school
from pipelines.imports import import_files
from pipelines.workspace import Workspace, create_workspace, open_workspace, private_umask

DEFAULT_FOLDER = Path("werkmap") / "demo"


def demo_workspace(folder: Path | None = None) -> Workspace:
    """The demo workspace in a folder; made on first use, by the same readers as a real school."""
    private_umask()
    path = folder or DEFAULT_FOLDER
    if (path / "snapshots" / "CURRENT").exists():
        return open_workspace(path)
    # An attempt that was broken off left nothing to keep: the school can be made again.
    shutil.rmtree(path, ignore_errors=True)
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
            on_build=lambda done, total, _: advance(done, total, 75, 100),
            demo=True,
        )
    return workspace
