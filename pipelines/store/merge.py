"""What an import changes: new, changed and withdrawn registrations against the store, before anything is stored.

A registration is recognised by the source's own id, else by pupil, date, hours and code. One that is missing from
a re-exported period was withdrawn at the source; only pupils whom the file covers can lose one.
"""

from dataclasses import dataclass
from datetime import datetime

import polars as pl

from pipelines.readers.base import ReadResult
from pipelines.readers.people import MENTOR_GROUP
from pipelines.store.corrections import corrections
from pipelines.store.stores import STORE_TABLES, Store
from pipelines.store.withdrawals import withdrawn
from pipelines.today import today

NAMES = ("roepnaam", "tussenvoegsel", "achternaam")
NATURAL = ["student_id", "date", "hour_from", "hour_to", "code"]


@dataclass(frozen=True)
class Change:
    """Counts of registrations for one file: what storing it does; `told` what of it could not be checked."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    withdrawn: int = 0
    told: tuple[str, ...] = ()


def source_system(kind: str) -> str:
    """Readers of one system share its ids: both Magister lists name the same registrations."""
    return "magister" if kind.startswith("magister-verantwoordingen") else kind


def _fitted(frame: pl.DataFrame, table: str) -> pl.DataFrame:
    schema = STORE_TABLES[table]
    return frame.select(pl.col(name).cast(dtype) for name, dtype in schema.items())


def _upsert(old: pl.DataFrame, new: pl.DataFrame, keys: list[str], table: str) -> pl.DataFrame:
    """Rows of `new` over rows of `old` with the same keys; a value the new file lacks keeps the old one."""
    new = _fitted(new, table).unique(keys, keep="last", maintain_order=True)
    joined = old.join(new, on=keys, how="full", coalesce=True, suffix="_new", nulls_equal=True)
    values = [name for name in STORE_TABLES[table] if name not in keys]
    return _fitted(joined.select(*keys, *(_better(name) for name in values)), table).sort(keys)


def _better(name: str) -> pl.Expr:
    """The new value, unless it is empty, or a name that lost letters in an ANSI export (`Y?ld?z`)."""
    new = pl.col(f"{name}_new")
    if name == "mentor":
        # A mentor whom a list names says more than the lesson group of the mentor hour.
        group = [column.str.contains(f"(?i){MENTOR_GROUP.pattern}").fill_null(False) for column in (new, pl.col(name))]
        new = pl.when(group[0] & ~group[1] & pl.col(name).is_not_null()).then(None).otherwise(new)
    if name in NAMES:
        new = pl.when(new.str.contains("?", literal=True) & pl.col(name).is_not_null()).then(None).otherwise(new)
    return pl.coalesce(new, name).alias(name)


def with_people(store: Store, school: str, result: ReadResult) -> Store:
    """The store with the pupils, placements and reason codes of one file laid over it."""
    merged = dict(store)
    keys = {
        "pupils": ["school", "student_id"],
        "placements": ["school", "student_id", "valid_from", "listed"],
        "codes": ["school", "code"],
    }
    for table, key in keys.items():
        frame: pl.DataFrame | None = getattr(result, table)
        if frame is not None and frame.height:
            merged[table] = _upsert(store[table], frame.with_columns(pl.lit(school).alias("school")), key, table)
    return _one_number_each(merged, school)


def _one_number_each(store: Store, school: str) -> Store:
    """Pupils whom a source named by Magister's leerling_id get the stamnummer as soon as a list tells it."""
    own = store["pupils"].filter(pl.col("school") == school)
    provisional = own.filter(pl.col("student_id") == pl.col("leerling_id")).select("student_id")
    numbers = (
        own.filter(pl.col("student_id") != pl.col("leerling_id"))
        .select(pl.col("leerling_id").alias("student_id"), pl.col("student_id").alias("number"))
        .join(provisional, on="student_id", how="semi")
        .unique("student_id", keep="first", maintain_order=True)
    )
    if numbers.is_empty():
        return store
    left = store["pupils"].join(
        numbers.select("student_id", pl.lit(school).alias("school")), on=["school", "student_id"], how="anti"
    )
    renumbered = {
        name: _fitted(
            store[name]
            .join(numbers, on="student_id", how="left", maintain_order="left")
            .with_columns(
                pl.when(pl.col("school") == school)
                .then(pl.coalesce("number", "student_id"))
                .otherwise("student_id")
                .alias("student_id")
            ),
            name,
        )
        for name in ("registrations", "placements", "list_stays", "corrections")
    }
    return {**store, **renumbered, "pupils": left}


def resolve_pupils(frame: pl.DataFrame, pupils: pl.DataFrame) -> pl.DataFrame:
    """Replaces a Magister leerling_id by the stamnummer that the pupil list knows for it."""
    known = pupils.filter(pl.col("leerling_id").is_not_null()).select(
        pl.col("leerling_id").alias("internal"), pl.col("student_id").alias("listed")
    )
    numbers = pupils["student_id"].implode()
    internal = pl.coalesce(
        pl.when(pl.col("student_id").is_in(numbers)).then(None).otherwise("student_id"), "leerling_id"
    )
    return (
        frame.with_columns(internal.alias("internal"))
        .join(known.unique("internal"), on="internal", how="left", maintain_order="left")
        .with_columns(pl.coalesce("listed", "student_id", "leerling_id").alias("student_id"))
        .drop("internal", "listed")
    )


def _matched(old: pl.DataFrame, new: pl.DataFrame) -> pl.DataFrame:
    """The new rows with `place`: the number of the old row that is the same registration, or null."""
    by_id = old.filter(pl.col("source_id").is_not_null()).select("source_id", "place")
    new = new.join(by_id.unique("source_id"), on="source_id", how="left", maintain_order="left")
    # Another layout of the same data carries no id, or ids of its own; the same slot and code is the same row then.
    by_content = old.select(*NATURAL, pl.col("source").alias("other"), pl.col("source_id").alias("other_id"), "place")
    candidates = (
        new.filter(pl.col("place").is_null())
        .select("number", "source", "source_id", *NATURAL)
        .join(by_content, on=NATURAL, nulls_equal=True)
        .join(new.select("place").drop_nulls(), on="place", how="anti")
        .filter(pl.col("other_id").is_null() | pl.col("source_id").is_null() | (pl.col("other") != pl.col("source")))
        .unique("number", keep="first", maintain_order=True)
        .unique("place", keep="first", maintain_order=True)
        .select("number", pl.col("place").alias("by_content"))
    )
    return (
        new.join(candidates, on="number", how="left", maintain_order="left")
        .with_columns(pl.coalesce("place", "by_content").alias("place"))
        .drop("by_content")
    )


def with_registrations(
    store: Store, school: str, result: ReadResult, moment: datetime, whole: bool = False
) -> tuple[Store, Change]:
    """The store with the registrations of one file laid over it, and the counts of what that changes.

    `whole` says that the file holds the whole school. Every change and withdrawal is added to the history of corrections
    with the moment of the import (UTC).
    """
    if result.registrations is None:
        return store, Change()
    pupils = store["pupils"].filter(pl.col("school") == school)
    placements = store["placements"].filter(pl.col("school") == school)
    incoming = resolve_pupils(result.registrations, pupils).with_columns(
        pl.lit(school).alias("school"),
        pl.lit(source_system(result.kind)).alias("source"),
        (pl.col("date") > pl.lit(today())).alias("ahead"),
    )
    with_id = pl.col("source_id").is_not_null()
    new = pl.concat(
        [
            incoming.filter(with_id).unique("source_id", keep="last", maintain_order=True),
            incoming.filter(~with_id).unique(NATURAL, keep="last", maintain_order=True),
        ]
    )
    new = _fitted(new, "registrations").with_row_index("number")
    old = store["registrations"].with_row_index("place")
    own = old.filter(pl.col("school") == school)
    new = _matched(own, new)
    found = withdrawn(own, new, placements, result, whole)
    gone = found.rows
    new = _with_old_values(new, own)
    pairs = new.filter(pl.col("place").is_not_null()).join(own, on="place", suffix="_old")
    differs = pl.any_horizontal(pl.col(name).ne_missing(pl.col(f"{name}_old")) for name in [*NATURAL, "authorised"])
    changed = pairs.filter(differs)
    history = corrections(changed, gone, new.filter(pl.col("place").is_null()), school, moment)
    kept = old.join(new.select("place").drop_nulls(), on="place", how="anti").join(
        gone.select("place"), on="place", how="anti"
    )
    rows = pl.concat([_fitted(kept, "registrations"), _fitted(new, "registrations")])
    order = ["school", "student_id", "date", "hour_from", "code", "source_id"]
    merged = {
        **store,
        "registrations": rows.sort(order, nulls_last=False),
        "corrections": pl.concat([store["corrections"], history]),
    }
    counts = Change(new["place"].null_count(), changed.height, pairs.height - changed.height, gone.height, found.told)
    return merged, counts


def _with_old_values(new: pl.DataFrame, own: pl.DataFrame) -> pl.DataFrame:
    """What a layout does not tell keeps the value that another layout gave: all of `kept`."""
    kept = ["source_id", "authorised", "kind", "subject", "entered_on", "minutes_late", "handled"]
    joined = new.join(own.select("place", "source", *kept), on="place", how="left", suffix="_old")
    lacks_id = pl.col("source_id").is_null() & pl.col("source_id_old").is_not_null()
    return joined.with_columns(
        pl.when(lacks_id).then("source_old").otherwise("source").alias("source"),
        *(pl.coalesce(name, f"{name}_old").alias(name) for name in kept),
    ).select(new.columns)
