"""The care for one pupil: signals, contacts, mark and review, as a line of time, a table and a sentence."""

from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from dashboard import words
from pipelines.notes.contacts import labels

# The lanes of the drawing, from top to bottom.
SPELL, SIGNAL, CONTACT, CONCERN, REVIEW = "Ziek", "Signaal", "Contact", "Niet-pluis", "Evaluatie"
LANES = (SPELL, SIGNAL, CONTACT, CONCERN, REVIEW)
EVENT = {"lane": pl.String, "first_day": pl.Date, "until": pl.Date, "said": pl.String}


@dataclass(frozen=True)
class Case:
    """`timeline` has a row per spell, signal, contact, mark and review."""

    sentence: str
    signals: pl.DataFrame
    timeline: pl.DataFrame
    vacations: pl.DataFrame


def case(
    signals: pl.DataFrame,
    spells: pl.DataFrame,
    contacts: pl.DataFrame,
    concerns: pl.DataFrame,
    vacations: pl.DataFrame,
    today: date,
) -> Case:
    """The case of one pupil from the rows about him or her; reviews are late from the day after."""
    kinds = pl.col("kind").replace(labels())
    return Case(
        sentence=_sentence(signals, contacts, concerns, today),
        signals=signals.select("Signaal", "Sinds", "Opgepakt", "Dagen", "Wie doet wat", "Criteria"),
        timeline=_timeline(signals, spells, contacts.with_columns(kinds.alias("kind")), concerns),
        vacations=vacations,
    )


def _sentence(signals: pl.DataFrame, contacts: pl.DataFrame, concerns: pl.DataFrame, today: date) -> str:
    open_signals = signals["Opgepakt"].null_count()
    parts = ["Er is geen ziektesignaal."]
    if not signals.is_empty():
        parts = [
            f"{words.count(signals.height, 'ziektesignaal', 'ziektesignalen')}, "
            + ("opgepakt." if not open_signals else f"waarvan {words.number(open_signals, 0)} nog niet opgepakt.")
        ]
    if not contacts.is_empty():
        latest = contacts.row(0, named=True)
        parts.append(
            f"Laatste contact op {words.day(latest['contact_on'])}: {labels().get(latest['kind'], latest['kind'])}."
        )
        if latest["review_on"]:
            late = " en is voorbij" if latest["review_on"] < today else ""
            parts.append(f"De evaluatie is op {words.day(latest['review_on'])}{late}.")
    if not concerns.is_empty():
        parts.append(f"Niet-pluis sinds {words.day(concerns['since'][0])}.")
    return " ".join(parts)


def _timeline(
    signals: pl.DataFrame, spells: pl.DataFrame, contacts: pl.DataFrame, concerns: pl.DataFrame
) -> pl.DataFrame:
    rows: list[tuple[str, date, date, str]] = []
    for spell in spells.iter_rows(named=True):
        length = words.count(spell["school_days"], "schooldag", "schooldagen")
        rows.append((SPELL, spell["spell_start"], spell["last_day"], f"{length} ziek"))
    rows += [(SIGNAL, row["Sinds"], row["Sinds"], row["Signaal"]) for row in signals.iter_rows(named=True)]
    for row in contacts.iter_rows(named=True):
        rows.append((CONTACT, row["contact_on"], row["contact_on"], row["kind"]))
    # A later contact replaces the review of an earlier one.
    for row in contacts.head(1).filter(pl.col("review_on").is_not_null()).iter_rows(named=True):
        rows.append((REVIEW, row["review_on"], row["review_on"], "afgesproken evaluatie"))
    rows += [(CONCERN, row["since"], row["since"], "gemarkeerd") for row in concerns.iter_rows(named=True)]
    # Drawn up to the end of the last day.
    ends = [(lane, first, last + timedelta(days=1), said) for lane, first, last, said in rows]
    return pl.DataFrame(ends, schema=EVENT, orient="row")
