"""The figures built anew, with how far that is on a progress bar."""

from collections.abc import Callable

from pipelines.models.build import Progress


def building(progress: Callable[[float, str], object], start: float = 0.0) -> Progress:
    """Passes the progress of a build on as a share, from `start` on."""

    def on_build(done: int, total: int, _: str) -> None:
        progress(start + (1 - start) * done / max(total, 1), "Cijfers opbouwen")

    return on_build
