"""What followed a step, in words that claim no more than chance leaves, and never that the step caused it."""

from collections.abc import Mapping
from typing import Any

import polars as pl

from dashboard import words
from pipelines.statistics.followed import BY_CHANCE, LOWER
from pipelines.statistics.normal import by_chance


def about(weeks: int, deviations: float) -> str:
    """The method in two sentences, for below the numbers."""
    return (
        f"Verwacht is wat leerlingen met ongeveer evenveel uren in de {words.number(weeks, 0)} schoolweken ervoor, en een "
        "ongeveer gelijk tempo daarvoor, zonder deze stap daarna hadden: na een drukke tijd wordt het vaak ook vanzelf "
        f"rustiger. Alleen wat buiten de band valt waarin toeval blijft ({words.number(100 * (1 - by_chance(deviations)), 0)} "
        "van de 100 keer) heet een verschil, en ook dan is niet gezegd dat het door de stap komt."
    )


def sentence(row: Mapping[str, Any], weeks: int, least: int) -> str:
    """What can be said of one row of `followed`; `least` is the fewest pupils of the settings."""
    if not row["comparable"]:
        return "Hier is geen vergelijking mogelijk: wie zo lang achter elkaar weg is, krijgt altijd deze stap."
    if row["verdict"] is None:
        pupils = words.count(row["pupils"], "leerling", "leerlingen")
        return f"Te weinig om iets te zeggen: {pupils} met vergelijkbare leerlingen ernaast, nodig zijn er {least}."
    numbers = (
        f"In de {words.number(weeks, 0)} schoolweken na de stap {words.number(row['after'])} uur per leerling, ervoor "
        f"{words.number(row['before'])}; verwacht was {words.number(row['expected'])}"
    )
    if row["verdict"] == BY_CHANCE:
        return f"{numbers}. Het verschil past bij toeval."
    side = "minder" if row["verdict"] == LOWER else "meer"
    return f"{numbers}. Dat is {side} dan bij vergelijkbare leerlingen zonder deze stap, en meer verschil dan toeval geeft."


def beyond_chance(rows: pl.DataFrame, deviations: float) -> str:
    """How many comparisons fall outside chance, beside how many chance alone puts there."""
    judged = rows.filter(pl.col("verdict").is_not_null())
    if judged.is_empty():
        return "Er is nog geen stap waarover iets te zeggen is."
    outside = judged.filter(pl.col("verdict") != BY_CHANCE).height
    return (
        f"Van {words.count(judged.height, 'vergelijking', 'vergelijkingen')} "
        f"{'valt' if outside == 1 else 'vallen'} er {words.number(outside, 0)} buiten toeval; toeval alleen zet er "
        f"ongeveer {words.number(judged.height * by_chance(deviations))} daarbuiten."
    )
