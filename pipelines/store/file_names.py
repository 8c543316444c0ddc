"""Names of imported files as they may stand in a log: recognisable, and without anything that tells who a pupil is."""

import re
from collections.abc import Iterable
from pathlib import PurePath

import polars as pl

HIDDEN = "…"
ONE_PUPIL = "bestand van één leerling"
_YEAR, _MONTH, _DAY = r"(?:19|20)\d\d", r"(?:0?[1-9]|1[0-2])", r"(?:0?[1-9]|[12]\d|3[01])"
_DATES = "|".join((rf"{_YEAR}[-_.]{_MONTH}[-_.]{_DAY}", rf"{_DAY}[-_.]{_MONTH}[-_.]{_YEAR}", rf"{_YEAR}[-_]{_YEAR}"))
# Dates and school years stay; any other number may be that of a pupil, from three digits on.
_NUMBERS = re.compile(rf"(?<!\d)(?P<day>{_DATES})(?!\d)|\d{{3,}}")


def logged_name(name: str, frames: Iterable[pl.DataFrame | None]) -> str:
    """The name without numbers of pupils; of a file about one pupil, which is often called after him or her, no name."""
    counts = [
        frame[column].n_unique()
        for frame in frames
        if frame is not None and frame.height
        for column in ("student_id", "leerling_id")
        if column in frame
    ]
    if counts and max(counts) == 1:
        return ONE_PUPIL + PurePath(name).suffix
    return _NUMBERS.sub(lambda found: found[0] if found["day"] else HIDDEN, name)
