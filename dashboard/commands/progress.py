"""Progress on standard error while files are read and figures are built; none where nobody looks."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tqdm import tqdm


@contextmanager
def progress_bars() -> Iterator[tuple[Callable[[Path, int, int], None], Callable[[int, int, str], None]]]:
    """What to call while files are read (path, rows done, rows) and while tables are built (done, all, table)."""
    bars: dict[Path, tqdm] = {}

    def on_read(path: Path, done: int, total: int) -> None:
        bar = bars.setdefault(path, tqdm(total=total, desc=path.name, unit=" rijen", file=sys.stderr, disable=None))
        bar.update(done - bar.n)

    with tqdm(desc="Opbouwen", unit=" tabel", file=sys.stderr, disable=None, delay=0.3) as building:

        def on_build(done: int, total: int, _: str) -> None:
            building.total = total
            building.update(done - building.n)

        yield on_read, on_build
    for bar in bars.values():
        bar.close()


@contextmanager
def progress_of_schools() -> Iterator[Callable[[int, int, str], None]]:
    """What to call when a school of several is done (done, all, school)."""
    with tqdm(desc="Opbouwen", unit=" school", file=sys.stderr, disable=None) as bar:

        def on_school(done: int, total: int, school: str) -> None:
            bar.total = total
            bar.set_postfix_str(school, refresh=False)
            bar.update(done - bar.n)

        yield on_school
