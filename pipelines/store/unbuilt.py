"""What was imported of a school and of which no figures were built yet: whoever asks for them builds them."""

from pipelines.models.database import connect
from pipelines.models.program import program_version
from pipelines.store.part import Part

# A snapshot without figures: made with no rules at all, so that it does not fit and is built when it is asked for.
UNBUILT = (
    "create table ref_build as select '' as fingerprint, $program as program",
    "create table ref_table as select 'ref_build' as table_name, 1::bigint as rows",
)


def leave_unbuilt(part: Part, number: int, version: int) -> None:
    """Puts a store version in force, by a snapshot of this number in which there is nothing yet."""
    part.snapshots.mkdir(mode=0o700, parents=True, exist_ok=True)
    unbuilt = part.snapshots / f"{number:06d}-{version:06d}.duckdb"
    with connect(unbuilt) as connection:
        connection.execute(UNBUILT[0], {"program": program_version()})
        connection.execute(UNBUILT[1])
    part.point_to(unbuilt)
