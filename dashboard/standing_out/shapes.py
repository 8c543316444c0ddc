"""Who stands out, in words; the counts are days, and beside each stands what others give."""

from typing import Any

import polars as pl

from dashboard import words
from dashboard.chance import CHANCE, MORE, beside, seen

MEASURES = {"ongeoorloofd": "ongeoorloofd afwezig", "te_laat": "te laat"}
KINDS = {"stijgt": "vaker dan eerst", "eerste_uur": "vooral het eerste lesuur", "vak": "vooral één vak"}
UNTESTED = "nog te weinig om te toetsen"
SEEN = "Van de echte gezien"
FOUND_SIGNAL, FOUND_LOOK = "Signaal / toeval geeft", "Met kijk / toeval geeft"


def _fact(row: dict[str, Any], weeks: int) -> str:
    """`9 dagen te laat in de laatste 4 schoolweken; ...`: what was counted, and what is usual."""
    what, usual = MEASURES[row["measure"]], words.number(row["usual"])
    if row["kind"] == "stijgt":
        days = words.count(row["count"], "dag", "dagen")
        recent = words.count(weeks, "schoolweek", "schoolweken")
        return f"{days} {what} in de laatste {recent}; naar eerder dit schooljaar zou dat {usual} zijn"
    of = f"{words.number(row['count'], 0)} van de {words.count(row['total'], 'dag', 'dagen')} {what}"
    if row["kind"] == "eerste_uur":
        return f"{of} in het eerste lesuur; bij anderen van de klas zou dat {usual} zijn"
    return f"{of} bij het vak {row['choice']}; naar rooster en klas zou dat {usual} zijn"


def listed(rows: pl.DataFrame, weeks: int) -> pl.DataFrame:
    """One row per pupil and thing that stands out, least explained by chance first."""
    said = pl.Series("Wat", [_fact(row, weeks) for row in rows.iter_rows(named=True)], pl.String)
    return rows.with_columns(said).select(
        pl.col("student_id").alias("nummer"),
        pl.col("name").alias("Leerling"),
        pl.col("klas").alias("Klas"),
        pl.col("word").alias("Woord"),
        "Wat",
        pl.col("mentor").alias("Mentor"),
    )


def tests(rows: pl.DataFrame) -> pl.DataFrame:
    """One row per measure and kind: pupils tested, found and expected by chance, at signaal and at either word."""
    records = [
        {
            "Toets": f"{words.capital(MEASURES[row['measure']])}: {KINDS[row['kind']]}",
            "Getoetst": row["tested"],
            FOUND_SIGNAL: beside(row["signal"], row["signal_chance"]),
            FOUND_LOOK: beside(row["look"], row["look_chance"]),
            "De lijst is": _verdict(row),
            SEEN: seen(row["power"]),
        }
        for row in rows.iter_rows(named=True)
    ]
    return pl.DataFrame(records)


def _verdict(row: dict[str, Any]) -> str:
    if not row["tested"]:
        return UNTESTED
    if not row["look"]:
        return "leeg"
    return MORE if row["more_look"] else f"signaal: {MORE}" if row["more_signal"] else CHANCE


def answer(tests_: pl.DataFrame, here: int) -> str:
    """Who stands out, in figures: of the lists that are more than chance, else of all; `here` are within the choice."""
    tested = tests_.filter(pl.col("tested") > 0)
    if tested.is_empty():
        return "Er is dit schooljaar nog te weinig om te toetsen."
    more = [row for row in tested.iter_rows(named=True) if row["more_look"] or row["more_signal"]]
    if not more:
        found, given = sum(tested["look"].to_list()), words.number(sum(tested["look_chance"].to_list()))
        return f"Gevonden {words.number(found, 0)}, toeval geeft {given}: {CHANCE}. Daarom staan er geen namen."
    people = words.count(here, "leerling valt", "leerlingen vallen")
    lists = [_list(row, "look" if row["more_look"] else "signal") for row in more]
    return f"{people} op binnen deze keuze. Van al uw leerlingen: {'; '.join(lists)}."


def _list(row: dict[str, Any], word: str) -> str:
    found, given = words.number(row[word], 0), words.number(row[f"{word}_chance"])
    return f"{MEASURES[row['measure']]}, {KINDS[row['kind']]}: gevonden {found}, toeval geeft {given}"


def of_pupil(rows: pl.DataFrame, tests_: pl.DataFrame, weeks: int) -> list[str]:
    """What is found of one pupil, a sentence each; one sentence when there is nothing beyond chance."""
    if not tests_["tested"].sum():
        return ["Er is dit schooljaar nog te weinig om te toetsen."]
    if rows.is_empty():
        return ["Niets dat meer is dan toeval geeft: geen stijging, geen vast eerste lesuur en geen vast vak."]
    return [f"{words.capital(row['word'])}: {_fact(row, weeks)}." for row in rows.iter_rows(named=True)]


def explained(numbers: dict[str, float]) -> str:
    """How to read the list, in two sentences."""
    weeks = words.count(int(numbers["recent_weeks"]), "schoolweek", "schoolweken")
    least = words.count(int(numbers["standout_min_days"]), "dag", "dagen")
    loose = words.count(int(numbers["standout_loose_hours"]), "gemiste les", "gemiste lessen")
    look, signal = (round(1 / numbers[name]) for name in ("standout_look", "standout_signal"))
    return (
        f"Elke leerling is vergeleken met zichzelf (de laatste {weeks} tegen eerder dit schooljaar) en met wat in de klas en "
        f"naar het rooster gewoon is, vanaf {least} met ten hoogste {loose}. Zonder oorzaak heet 1 op de "
        f"{words.number(look, 0)} leerlingen kijk en 1 op de {words.number(signal, 0)} signaal; namen staan er alleen als er "
        "meer gevonden zijn dan toeval geeft."
    )
