"""Sick absence for the zorgcoördinator: signals, tested patterns, change, shares and cases in words."""

from typing import Any

import polars as pl

from dashboard import words
from dashboard.listing import INSIDE
from pipelines.care import KINDS

CARE_COLUMNS = ("nummer", "Leerling", "Klas", "Mentor")
NO_AFDELING = "Afdeling onbekend"
WEEKDAYS = {"1": "maandag", "2": "dinsdag", "3": "woensdag", "4": "donderdag", "5": "vrijdag"}
PATTERNS = {
    "weekdag": "Vaste weekdag",
    "lesuur": "Begin of eind van de dag",
    "vak": "Vast vak",
    "vakantie": "Rond een vakantie",
    "toetsweek": "In een toetsweek",
}
HOURS = {"begin": "het eerste lesuur", "einde": "het laatste lesuur"}
UNTESTED = {
    "geen_gegevens": "niet te toetsen: rooster of toetsweken ontbreken",
    "geen_meldingen": "nog geen ziekmelding op zo'n dag",
    "te_weinig": "nog niemand met genoeg ziekmeldingen",
}
STATES = {
    "stijgt": "vaker ziek gemeld dan voorheen",
    "hersteld": "minder vaak ziek gemeld dan voorheen",
    "rustig": "zorgwekkend ziek geweest, nu zonder ziektedag",
}
CHANCE, MORE = "niet meer dan toeval", "meer dan toeval"
FOUND = "Gevonden / verwacht bij toeval"
FOUND_NOTABLE = "Opvallend / verwacht bij toeval"
FOUND_FOLLOW = "Met volgen / verwacht"
SEEN = "Zo vaak zichtbaar als het echt is"
MOST_DATES = 8


def _who() -> list[pl.Expr]:
    names = ("student_id", "name", "klas", "mentor")
    return [pl.col(name).alias(column) for name, column in zip(names, CARE_COLUMNS, strict=True)]


def _dates(values: list[Any] | None) -> str:
    """The newest dates, oldest first; dots in front when there are more."""
    shown = [words.day(value) for value in (values or [])[-MOST_DATES:]]
    return ("… " if len(values or []) > MOST_DATES else "") + ", ".join(shown)


def _signal(row: dict[str, Any]) -> str:
    stage = f"{row['stage']}: {row['stage_name']}" if row["stage_name"] else row["stage"]
    return stage + (" (juridisch bezwaar)" if row["legal"] else "")


def signals(rows: pl.DataFrame, latest: pl.DataFrame) -> pl.DataFrame:
    """One row per pupil and sick ladder, newest first; `latest` has the last contact per pupil (`cases`).

    A contact from the day of the signal on counts as taken up. `binnen` marks what never leaves the school.
    """
    texts = [
        {
            "Signaal": _signal(row),
            "Dagen": _dates(row["dates"]),
            "Wie doet wat": "; ".join(row["who"] or []),
        }
        for row in rows.iter_rows(named=True)
    ]
    said = pl.DataFrame(texts, schema={"Signaal": pl.String, "Dagen": pl.String, "Wie doet wat": pl.String})
    contact = pl.when(pl.col("last_on") >= pl.col("reached_on")).then("last_on").alias("Opgepakt")
    joined = pl.concat([rows, said], how="horizontal").join(
        latest.select("student_id", "last_on"), on="student_id", how="left", maintain_order="left"
    )
    return joined.select(
        *_who(),
        "Signaal",
        pl.col("reached_on").alias("Sinds"),
        contact,
        "Dagen",
        "Wie doet wat",
        pl.col("protocol_name").alias("Criteria"),
        pl.col("protocol").alias("protocol"),
        pl.col("in_force").alias("geldend"),
        pl.col("legal").is_not_null().alias(INSIDE),
    )


def _choice(row: dict[str, Any]) -> str:
    names = {
        "weekdag": WEEKDAYS.get(row["choice"], row["choice"]),
        "lesuur": HOURS.get(row["choice"], row["choice"]),
        "vak": f"het vak {row['choice']}",
        "vakantie": "de schooldag voor of na een vakantie",
        "toetsweek": "een toetsweek",
    }
    return str(names[row["kind"]])


def chance_words(p: float) -> str:
    """`1 op de 250`: how often chance alone makes as much, rounded down so that it never sounds rarer than it is."""
    if p <= 0.001:
        return "hooguit 1 op de 1.000"
    return f"1 op de {words.number(int(1 / p), 0)}"


def pattern_pupils(rows: pl.DataFrame) -> pl.DataFrame:
    """One row per pupil and pattern that stands out, least explained by chance first."""
    texts = [
        {
            "Patroon": f"{row['count']} van de {row['spells']} meldingen op {_choice(row)}",
            "Bij anderen": f"{words.number(100 * row['share'], 0)} % ({'klas' if row['kind'] == 'vak' else 'school'})",
            "Wat toeval geeft": f"{chance_words(row['p'])} leerlingen zonder patroon",
            "Dagen": _dates(row["dates"]),
        }
        for row in rows.iter_rows(named=True)
    ]
    said = pl.DataFrame(texts, schema=dict.fromkeys(("Patroon", "Bij anderen", "Wat toeval geeft", "Dagen"), pl.String))
    return pl.concat([rows, said], how="horizontal").select(
        *_who(), "Patroon", pl.col("word").alias("Woord"), "Bij anderen", "Wat toeval geeft", "Dagen"
    )


def _beside(found: int, expected: float) -> str:
    return f"{words.number(found, 0)} / {words.number(expected, 1 if expected >= 1 else 2)}"


def _power(value: float | None) -> str:
    """How many of a hundred pupils with a real, strong pattern the test would show."""
    if value is None:
        return ""
    return f"{words.number(100 * value, 0)} van de 100" if value >= 0.005 else "bijna nooit"


def _verdict(row: dict[str, Any]) -> str:
    if row["tested"] == 0:
        return UNTESTED.get(row.get("reason") or "", "nog niemand te vergelijken")
    if row["found"] == 0:
        return "leeg"
    return CHANCE if row["no_more_than_chance"] else MORE


def pattern_tests(rows: pl.DataFrame) -> pl.DataFrame:
    """One row per kind of pattern: pupils tested, found and expected by chance at opvallend and at either word."""
    records = [
        {
            "Patroon": PATTERNS[row["kind"]],
            "Getoetst": row["tested"],
            FOUND_NOTABLE: _beside(row["found"], row["expected"]),
            FOUND_FOLLOW: _beside(row["found_follow"], row["expected_follow"]),
            "De lijst is": _verdict(row),
            SEEN: _power(row["power"]),
        }
        for row in rows.iter_rows(named=True)
    ]
    return pl.DataFrame(records)


def change_tests(rows: pl.DataFrame) -> pl.DataFrame:
    """One row per kind of change: pupils compared, found, expected by chance."""
    records = [
        {
            "Verandering": STATES[row["state"]],
            "Vergeleken": row["tested"],
            FOUND: _beside(row["found"], row["expected"]),
            "De lijst is": _verdict(row),
            SEEN: _power(row["power"]),
        }
        for row in rows.iter_rows(named=True)
    ]
    return pl.DataFrame(records)


def changed(rows: pl.DataFrame) -> pl.DataFrame:
    """One row per pupil whose sick reports rose or fell, rising first."""
    order = {state: place for place, state in enumerate(STATES)}
    ranked = rows.sort(pl.col("state").replace_strict(order, return_dtype=pl.Int64), "p", "sort_name")
    return ranked.select(
        *_who(),
        pl.col("state").replace_strict(STATES, return_dtype=pl.String).alias("Verandering"),
        pl.col("earlier").alias("Meldingen eerder"),
        pl.col("days_earlier").alias("In schooldagen"),
        pl.col("recent").alias("Meldingen nu"),
        pl.col("days_recent").alias("In schooldagen nu"),
        pl.col("expected_recent").round(1).alias("Verwacht nu"),
    )


def shares(rows: pl.DataFrame) -> pl.DataFrame:
    """One row per afdeling for the chart: shares in percent, the limits of chance, and what stands behind the bar."""
    percent = [
        (100 * pl.col(name)).alias(name)
        for name in ("share", "school_share", "national_share", "look_low", "look_high")
    ]
    said = [
        f"{row['worrying']} van {row['students']}" + (f" · {row['word']}" if row["word"] else "")
        for row in rows.iter_rows(named=True)
    ]
    return rows.with_columns(
        *percent,
        pl.col("afdeling_name").fill_null(NO_AFDELING),
        pl.Series("said", said, dtype=pl.String),
        (100 * pl.max_horizontal("share", "look_high")).alias("beside"),
        pl.col("word").fill_null("gewoon").alias("status"),
        pl.col("afdeling").alias("key"),
    )


def together(rows: pl.DataFrame) -> pl.DataFrame:
    """One row per pupil with worrying sick absence and unauthorised hours in the same weeks."""
    return rows.select(
        *_who(),
        pl.col("mazl_since").alias("Zorgwekkend sinds"),
        pl.col("sick_spells").alias("Ziekmeldingen"),
        pl.col("sick_days").alias("Ziektedagen"),
        pl.col("hours_judged").alias("Uren ongeoorloofd"),
        pl.col("hours_unknown").alias("Uren zonder reden"),
        pl.col("last_judged").alias("Laatst ongeoorloofd"),
    )


def early(rows: pl.DataFrame) -> pl.DataFrame:
    """One row per pupil who was ill most in the first school weeks."""
    return rows.select(
        *_who(),
        pl.col("days").alias("Ziektedagen"),
        pl.col("spells").alias("Ziekmeldingen"),
        pl.col("hours").alias("Lesuren"),
        pl.col("last_sick_day").alias("Laatste ziektedag"),
        pl.col("mazl_since").alias("Zorgwekkend sinds"),
    )


def outlook(rows: pl.DataFrame) -> str:
    """What last year's early list came to, in one sentence; empty when last year is not known."""
    groups = {row["group"]: row for row in rows.iter_rows(named=True)}
    if set(groups) != {"vroeg", "overig"}:
        return ""
    first, others = (
        f"{words.number(row['later_worrying'], 0)} van de {words.number(row['students'], 0)}"
        for row in (groups["vroeg"], groups["overig"])
    )
    return f"Vorig jaar werd van wie op deze lijst stond {first} later zorgwekkend ziek, van de anderen {others}."


def cases(rows: pl.DataFrame) -> pl.DataFrame:
    """One row per pupil with a contact or a mark, by review date."""
    overdue = pl.when(pl.col("overdue")).then(pl.lit("voorbij")).when(pl.col("review_on").is_not_null())
    return rows.select(
        *_who(),
        pl.col("review_on").alias("Evaluatie"),
        overdue.then(pl.lit("loopt")).otherwise(pl.lit("")).alias("Termijn"),
        pl.col("last_on").alias("Laatste contact"),
        pl.col("last_kind").replace_strict(KINDS, default="", return_dtype=pl.String).alias("Soort"),
        pl.col("last_initials").fill_null("").alias("Paraaf"),
        pl.col("contacts").alias("Contacten"),
        pl.col("concern_since").alias("Niet-pluis sinds"),
    )


def sick_pupils(rows: pl.DataFrame) -> pl.DataFrame:
    """One row per pupil who was sick this school year or in the national window, most days first."""
    return rows.select(
        *_who(),
        pl.col("current_spell_days").replace(0, None).alias("Nu ziek, schooldagen"),
        pl.col("spells_12_weeks").alias("Meldingen in 12 weken"),
        pl.col("spells_year").alias("Meldingen dit jaar"),
        pl.col("days_year").alias("Dagen dit jaar"),
        pl.col("hours_year").alias("Lesuren dit jaar"),
        pl.col("longest_spell_days").alias("Langste, schooldagen"),
        pl.col("last_sick_day").alias("Laatste ziektedag"),
        pl.col("mazl_since").alias("M@ZL sinds"),
    )
