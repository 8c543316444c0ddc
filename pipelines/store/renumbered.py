"""An invented school once more, as another one: for a board of more schools than are worth making."""

import polars as pl

from pipelines.store.part import Part
from pipelines.store.provenance import mark_demo
from pipelines.store.stores import Store
from pipelines.store.unbuilt import leave_unbuilt


def renumbered(store: Store, school: str, number: str) -> Store:
    """The same rows of another school, with `number` before the number of each pupil."""
    found = {}
    for name, frame in store.items():
        pupils = [column for column in ("student_id", "leerling_id") if column in frame.columns]
        found[name] = frame.with_columns(
            pl.lit(school).alias("school"), *((pl.lit(number) + pl.col(column)).alias(column) for column in pupils)
        )
    return found


def keep_renumbered(part: Part, store: Store, number: str) -> None:
    """Stores what was imported of one invented school as that of another, which is built when it is asked for."""
    with part.locked():
        version = part.next_version()
        part.write_store(version, renumbered(store, part.id, number))
        mark_demo(part, version)
        leave_unbuilt(part, part.next_version(), version)
