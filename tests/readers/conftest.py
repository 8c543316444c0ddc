"""What the reader tests share: the samples, the ground truth, and reading bytes as a file."""

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from pipelines.readers import ReadResult, read_file

SLOT = ["student_id", "date", "hour_from", "hour_to", "code"]


@pytest.fixture(scope="session")
def samples() -> Path:
    return Path(__file__).parents[1] / "samples"


@pytest.fixture(scope="session")
def truth(samples: Path) -> pl.DataFrame:
    """The 137 registrations of the ground truth: pupil, date, hour (twice) and code, sorted."""
    events = pl.read_csv(samples / "truth_events.csv", schema_overrides={"stamnummer": pl.String})
    return events.select(
        pl.col("stamnummer").alias("student_id"),
        pl.col("datum").str.to_date().alias("date"),
        pl.col("lesuur").alias("hour_from"),
        pl.col("lesuur").alias("hour_to"),
        "code",
    ).sort(SLOT)


@pytest.fixture(scope="session")
def slots() -> Callable[[ReadResult], pl.DataFrame]:
    """The registrations of a result as comparable rows."""

    def of(result: ReadResult) -> pl.DataFrame:
        assert result.registrations is not None
        return result.registrations.select(SLOT).sort(SLOT)

    return of


@pytest.fixture(scope="session")
def read_sample(samples: Path) -> Callable[[str], ReadResult]:
    """Reads one of the samples by its name."""
    return lambda name: read_file(samples / name)


@pytest.fixture(scope="session")
def read_bytes(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., ReadResult]:
    """Reads bytes or text as if they were a file of that name."""
    folder = tmp_path_factory.mktemp("exports")

    def read(data: bytes | str, name: str = "export.csv", **options: object) -> ReadResult:
        path = folder / name
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        return read_file(path, **options)  # type: ignore[arg-type]

    return read
