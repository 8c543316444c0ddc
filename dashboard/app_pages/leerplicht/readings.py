"""What hangs on the hours without a known reason: both readings of the 16-hour norm side by side."""

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from dashboard import words
from pipelines.whatif.readings import Difference, Standing

COLUMNS = ("Zoals het protocol telt", "Als ze geoorloofd blijken", "Als ze ongeoorloofd blijken")


def other_reading(
    differences: Sequence[Difference], students: Mapping[str, Mapping[str, Any]], counts: bool
) -> pl.DataFrame:
    """Side by side per pupil: the reading of the protocol, and the one in which the unknown hours turn out otherwise."""
    as_is, *others = COLUMNS
    other = others[0] if counts else others[1]
    records = [
        {
            "nummer": row.student_id,
            "Leerling": students[row.student_id]["name"],
            "Klas": students[row.student_id]["klas"],
            "Onbekend nu": row.unknown,
            as_is: _standing_words(row.now),
            other: _standing_words(row.other),
            "Gevolg": _consequence(row),
        }
        for row in differences
        if row.student_id in students
    ]
    schema = dict.fromkeys(("nummer", "Leerling", "Klas", "Onbekend nu", as_is, other, "Gevolg"), pl.String) | {
        "Onbekend nu": pl.Float64
    }
    return pl.DataFrame(records, schema=schema).sort("Gevolg", "Leerling")


def _standing_words(standing: Standing) -> str:
    ends = [words.day(end) for _, end in standing.reports]
    reported = f"{words.count(len(ends), 'melding', 'meldingen')} ({words.listed(ends)})" if ends else "geen melding"
    near = ", nadert" if standing.nears else ""
    return f"{reported}; nu {words.number(standing.hours)} uur{near}"


def _consequence(row: Difference) -> str:
    more = len(row.other.reports) - len(row.now.reports)
    if more:
        return f"{words.count(abs(more), 'melding', 'meldingen')} {'erbij' if more > 0 else 'minder'}"
    if row.now.reports != row.other.reports:
        return "melding verschuift"
    return "nadert dan ook" if row.other.nears else "nadert dan niet"


def consequences(frame: pl.DataFrame) -> str:
    """How often each consequence occurs: `1 melding erbij: 2 leerlingen; nadert dan ook: 3 leerlingen`."""
    counted = frame.group_by("Gevolg").len().sort("Gevolg")
    parts = [f"{what}: {words.count(many, 'leerling', 'leerlingen')}" for what, many in counted.iter_rows()]
    return "; ".join(parts) or "Geen verschil"
