"""Rows and sentences of the page: lines of the log, the table of rights and the register, as a user reads them."""

from collections.abc import Mapping
from datetime import datetime

import polars as pl

from dashboard import words
from pipelines.audit.asked import Extent, Found
from protocols.access_roles import access_roles
from protocols.processing import ProcessingFile

MATRIX = {
    "person": "Wie",
    "role": "Rol",
    "school": "School",
    "scope": "Leerlingen",
    "rights": "Rechten",
    "sees": "Ziet",
    "days": "Geldt",
    "standing": "Stand",
    "approved": "Akkoord",
}
RIGHTS = {"care": "zorg", "policy": "protocol vaststellen", "data": "inlezen", "log": "logboek"}
TERMS = {"registrations_years": ("jaar", "jaar"), "care_months": ("maand", "maanden"), "log_years": ("jaar", "jaar")}
# What the register is, on the page and on paper.
PROPOSAL = (
    "Een voorstel van het programma: de school kijkt het na en stelt het vast. De grondslagen heeft nog geen jurist "
    "nagekeken; laat dat eerst doen."
)


def extent(found: Extent) -> str:
    """`1.234 regels, van ma 2 nov 2026 tot en met …`."""
    if not found.lines:
        return "Er is nog niets vastgelegd."
    days = " tot en met ".join(dict.fromkeys(_day(moment) for moment in (found.first, found.last)))
    return f"{words.count(found.lines, 'regel', 'regels')}, van {days}."


def _day(moment: str) -> str:
    try:
        return words.day(datetime.fromisoformat(moment).astimezone().date(), year=True)
    except ValueError:
        return "onbekend"


def lines(found: Found) -> pl.DataFrame:
    """One row per line of the log: when, who, in which role, what, where and with which choices, how many."""
    return found.rows.select(
        pl.col("moment").dt.to_string("%d-%m-%Y %H:%M:%S").alias("Wanneer"),
        pl.col("person").alias("Wie"),
        pl.col("role").alias("Rol"),
        pl.col("did").alias("Wat"),
        pl.col("what").alias("Waar of wat"),
        pl.col("chosen").alias("Keuze"),
        pl.col("count").alias("Aantal"),
    ).with_columns(pl.col(pl.String).replace("", None))


def warnings(found: Found, pupil: bool = False) -> list[str]:
    """What a reader has to know of these lines."""
    told = []
    if found.more:
        told.append(f"Er zijn nog {words.count(found.more, 'oudere regel', 'oudere regels')}; die staan hier niet.")
    if found.odd:
        told.append(f"{words.count(found.odd, 'regel is', 'regels zijn')} veranderd, of van een andere sleutel.")
    if found.other_key and pupil:
        told.append(
            "Een deel van het logboek heeft een andere sleutel: daarin is op een leerlingnummer niets te vinden."
        )
    return told


def matrix(found: pl.DataFrame) -> pl.DataFrame:
    """The table of who may see what, with its days, under Dutch heads; the school where there are more of them."""
    labels = {role.id: role.label for role in access_roles().values()}
    rights = pl.col("rights").str.split(", ").list.eval(pl.element().replace(RIGHTS)).list.join(", ").replace("", None)
    first, last, approved = (pl.col(name).dt.to_string("%d-%m-%Y") for name in ("from", "until", "approved_on"))
    named = found.with_columns(
        pl.col("role").replace(labels),
        rights,
        pl.concat_str(pl.format("vanaf {}", first), pl.format("tot en met {}", last), separator=" ", ignore_nulls=True)
        .replace("", None)
        .alias("days"),
        pl.concat_str("approved_by", approved, separator=", ", ignore_nulls=True).replace("", None).alias("approved"),
    )
    several = found["school"].n_unique() > 1
    return named.select(pl.col(name).alias(head) for name, head in MATRIX.items() if several or name != "school")


def as_text(found: pl.DataFrame) -> list[list[str]]:
    """The cells of a table as text, a dash where there is nothing."""
    return [[value or words.UNKNOWN for value in row] for row in found.iter_rows()]


def processing(content: ProcessingFile, terms: Mapping[str, int]) -> list[dict[str, str]]:
    """One row per kind of processing, by the heads of AVG art. 30."""
    return [
        {
            "Verwerking": each.name,
            "Doel": each.purpose,
            "Grondslag": each.basis,
            "Van wie": "; ".join(each.people),
            "Gegevens": "; ".join(each.data),
            "Voor wie": "; ".join(each.recipients),
            "Bewaard": _term(each.kept, terms) if each.kept else str(each.kept_otherwise),
        }
        for each in content.processing
    ]


def _term(key: str, terms: Mapping[str, int]) -> str:
    return words.count(terms[key], *TERMS[key])
