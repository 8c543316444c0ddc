"""Tested patterns and changes in sick reports, always with what chance alone gives beside it."""

from typing import Any

import polars as pl

from dashboard import words
from dashboard.care.signals import newest_dates, who
from dashboard.chance import CHANCE, MORE, SEEN, beside, seen

WEEKDAYS = {"1": "maandag", "2": "dinsdag", "3": "woensdag", "4": "donderdag", "5": "vrijdag"}
PATTERNS = {
    "weekdag": "Vaste weekdag",
    "lesuur": "Begin of eind van de dag",
    "vak": "Vast vak",
    "vakantie": "Rond een vakantie",
    "toetsweek": "In een toetsweek",
}
HOURS = {"begin": "het eerste lesuur", "einde": "het laatste lesuur"}
NO_DATA = {"lesuur": "geen lesuren bekend", "vak": "geen vakken bekend", "toetsweek": "geen toetsweken bekend"}
UNTESTED = {"geen_meldingen": "nog geen ziekmelding op zo'n dag", "te_weinig": "nog niemand met genoeg ziekmeldingen"}
STATES = {"stijgt": "vaker ziek gemeld dan voorheen", "rustig": "was zorgwekkend ziek, nu geen ziektedag"}
FOUND = "Gevonden / toeval geeft"
FOUND_SIGNAL, FOUND_LOOK = "Signaal / toeval geeft", "Met kijk / toeval geeft"


def _choice(row: dict[str, Any]) -> str:
    names = {
        "weekdag": WEEKDAYS.get(row["choice"], row["choice"]),
        "lesuur": HOURS.get(row["choice"], row["choice"]),
        "vak": f"het vak {row['choice']}",
        "vakantie": "de schooldag voor of na een vakantie",
        "toetsweek": "een toetsweek",
    }
    return str(names[row["kind"]])


def pattern_pupils(rows: pl.DataFrame) -> pl.DataFrame:
    """One row per pupil and pattern that stands out, least explained by chance first."""
    texts = [
        {
            "Patroon": f"{row['count']} van de {row['spells']} meldingen op {_choice(row)}",
            "Bij anderen": f"{words.number(100 * row['share'], 0)} % ({'klas' if row['kind'] == 'vak' else 'school'})",
            "Dagen": newest_dates(row["dates"]),
        }
        for row in rows.iter_rows(named=True)
    ]
    said = pl.DataFrame(texts, schema=dict.fromkeys(("Patroon", "Bij anderen", "Dagen"), pl.String))
    return pl.concat([rows, said], how="horizontal").select(
        *who(), "Patroon", pl.col("word").alias("Woord"), "Bij anderen", "Dagen"
    )


def _verdict(row: dict[str, Any]) -> str:
    if row.get("reason") == "geen_gegevens":
        return NO_DATA.get(row["kind"], "nog geen ziekmeldingen")
    if row["tested"] == 0:
        return UNTESTED.get(row.get("reason") or "", "nog niemand te vergelijken")
    if row["found"] == 0:
        return "leeg"
    return CHANCE if row["no_more_than_chance"] else MORE


def _pattern_verdict(row: dict[str, Any]) -> str:
    if row["tested"] == 0:
        return _verdict(row)
    if row["found_follow"] == 0:
        return "leeg"
    if row["no_more_than_chance_follow"]:
        return CHANCE if row["no_more_than_chance"] else f"signaal: {MORE}"
    return MORE


def pattern_tests(rows: pl.DataFrame) -> pl.DataFrame:
    """One row per kind of pattern: pupils tested, found and expected by chance at signaal and at either word."""
    records = [
        {
            "Patroon": PATTERNS[row["kind"]],
            "Getoetst": row["tested"],
            FOUND_SIGNAL: beside(row["found"], row["expected"]),
            FOUND_LOOK: beside(row["found_follow"], row["expected_follow"]),
            "De lijst is": _pattern_verdict(row),
            SEEN: seen(row["power"]),
        }
        for row in rows.iter_rows(named=True)
    ]
    return pl.DataFrame(records)


def pattern_news(rows: pl.DataFrame) -> str:
    """How many names chance alone gives in the lists that are shown; without any, why there are no names."""
    if not rows["tested"].sum():
        return "Er zijn dit schooljaar nog te weinig ziekmeldingen om een patroon te toetsen."
    more = rows.filter(~pl.col("no_more_than_chance_follow") | ~pl.col("no_more_than_chance"))
    if more.is_empty():
        found, given = sum(rows["found_follow"].to_list()), words.number(sum(rows["expected_follow"].to_list()))
        return f"Gevonden {words.number(found, 0)}, toeval geeft {given}: {CHANCE}. Daarom staan er geen namen."
    return " ".join(_list(row) for row in more.iter_rows(named=True))


def explained(look: float, signal: float) -> str:
    """How to read the lists, by how often chance alone gives each word."""
    once = [words.number(1 / level, 0) for level in (look, signal)]
    return (
        "Elke leerling met genoeg ziekmeldingen is vergeleken met de school, voor een vak met de klas, en voor een weekdag en "
        "een vak alleen met wie dezelfde schooldagen heeft (zonder rooster: ten minste de weekdagen waarop de leerling "
        f"geregistreerd is). Zonder patroon heet hooguit 1 op de {once[0]} leerlingen kijk en 1 op de {once[1]} signaal; namen "
        "staan er alleen als er meer gevonden zijn dan toeval geeft. Wie weinig meldingen heeft, valt ook met een echt "
        "patroon meestal niet op."
    )


def _list(row: dict[str, Any]) -> str:
    end = "" if row["no_more_than_chance_follow"] else "_follow"
    found, given = words.number(row["found" + end], 0), words.number(row["expected" + end])
    return f"{PATTERNS[row['kind']]}: gevonden {found}, ook zonder patroon geeft toeval er {given}."


def change_tests(rows: pl.DataFrame) -> pl.DataFrame:
    """One row per kind of change: pupils compared, found, expected by chance."""
    records = [
        {
            "Verandering": STATES[row["state"]],
            "Vergeleken": row["tested"],
            FOUND: beside(row["found"], row["expected"]) if row["state"] == "stijgt" else words.number(row["found"], 0),
            "De lijst is": _verdict(row) if row["state"] == "stijgt" else "een feit, geen toets",
            SEEN: seen(row["power"]),
        }
        for row in rows.iter_rows(named=True)
    ]
    return pl.DataFrame(records)


def changed(rows: pl.DataFrame) -> pl.DataFrame:
    """One row per pupil whose sick reports rose or who is quiet, rising first."""
    order = {state: place for place, state in enumerate(STATES)}
    ranked = rows.sort(pl.col("state").replace_strict(order, return_dtype=pl.Int64), "p", "sort_name")
    return ranked.select(
        *who(),
        pl.col("state").replace_strict(STATES, return_dtype=pl.String).alias("Verandering"),
        pl.col("earlier").alias("Meldingen eerder"),
        pl.col("days_earlier").alias("In schooldagen"),
        pl.col("recent").alias("Meldingen nu"),
        pl.col("days_recent").alias("In schooldagen nu"),
        pl.col("expected_recent").round(1).alias("Verwacht nu"),
    )
