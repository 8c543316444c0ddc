"""What the register of processing (AVG art. 30) says of this program: `processing.toml`."""

from datetime import date
from functools import cache
from typing import Literal

from protocols.ladders import Many, Part, Text
from protocols.load import HERE, read_toml, validated


class Processing(Part):
    """One kind of processing. `kept` is a key of `[retention]` in school.toml; without one `kept_otherwise` says how long."""

    id: Text
    name: Text
    purpose: Text
    basis: Text
    people: Many[Text]
    data: Many[Text]
    recipients: Many[Text]
    kept: Literal["registrations_years", "care_months", "log_years"] | None = None
    kept_otherwise: Text | None = None


class Measure(Part):
    """How data are kept safe."""

    text: Text


class ProcessingFile(Part):
    """`processing.toml`; `checked` is the day on which somebody last held it against the source."""

    source: Text
    checked: date
    processing: Many[Processing]
    measure: Many[Measure]


@cache
def register() -> ProcessingFile:
    """The register as the program proposes it."""
    path = HERE / "processing.toml"
    return validated(ProcessingFile, read_toml(path), path)
