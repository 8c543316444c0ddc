"""What a worker does: it builds the figures of one school in a new file, wherever it runs.

It gets all that people decided along, for a shared disk is no place for SQLite or a lock; who sent the job holds the lock and
puts the file in force.
"""

from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import duckdb
import polars as pl

from pipelines.errors import StoreError
from pipelines.models.build import Given, write_figures
from pipelines.models.database import Limits
from pipelines.models.program import rules_fingerprint
from pipelines.store.part import Part
from pipelines.store.recovery import imported
from pipelines.trouble import in_words
from protocols.errors import VerzuimbeeldError


@dataclass(frozen=True)
class Job:
    """The figures of one school to be built from a store version, in a file whose name begins with `unfinished`."""

    part: Part
    version: int
    unfinished: Path
    decided: Given
    limits: Limits


@dataclass(frozen=True)
class Made:
    """The file that a worker wrote, or why it did not. `lost`: what was imported lost something, and may be restored."""

    path: Path | None
    what: str = ""
    remedy: str = ""
    lost: bool = False


def make(job: Job) -> Made:
    """Builds the figures of a school, if this is the program that the job comes from. Raises what is a fault of the program."""
    if job.decided.rules != rules_fingerprint():
        return Made(
            None,
            "Een werker heeft een andere versie van dit programma, of andere protocolbestanden.",
            "Zet overal dezelfde versie neer, start de werkers opnieuw en herhaal de opdracht.",
        )
    # A name of its own: a worker that was given up may still be writing.
    path = job.unfinished.with_name(f"{job.unfinished.name}.{uuid4().hex[:8]}")
    try:
        write_figures(path, job.part, imported(job.part, job.version), job.decided, job.limits)
    except (VerzuimbeeldError, OSError, duckdb.Error, pl.exceptions.PolarsError) as error:
        understood = in_words(error, job.part.path)
        if understood is None:
            raise
        return Made(None, understood.what, understood.remedy, isinstance(error, StoreError))
    return Made(path)
