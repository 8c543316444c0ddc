"""The management report: were the reports that are a duty made; a small count never hides that one is not."""

from collections.abc import Mapping, Sequence

import polars as pl

from dashboard import law, words
from dashboard.app_pages.mt_rapport.subject import Subject
from dashboard.rounded.said import said
from pipelines.notes.report_cases import NORM
from pipelines.statistics.disclosure import Shown, cell, total

LEFT, WITHIN, BEYOND = "bewust niet gemeld", "nog te melden", "te melden over de termijn"
AT_ONCE = ("luxe",)
KINDS = {NORM: f"de {law.hours()}", "luxe": "luxeverzuim", "maand": law.long_absence()}
# What a small number must not hide.
WAITS = {WITHIN: "er is nog te melden", BEYOND: "er staan meldingen over de termijn open"}


def duo(reports: pl.DataFrame, subject: Subject, least: int) -> str:
    """Were the reports that are a duty made, and in time? Told of the whole school only, a kind at a time."""
    if subject.afdeling:
        return "DUO-meldingen staan in het rapport van de hele school."
    found = {row["kind"]: row for row in reports.filter(pl.col("duty")).iter_rows(named=True)}
    told = [_of_kind(kind, found[kind], least) for kind in KINDS if kind in found]
    if not told:
        return "DUO: dit schooljaar hoefde er niets gemeld te worden."
    waits = [text for word, text in WAITS.items() if any(of[word].few for _, of in told if word in of)]
    duty = f" {words.capital(words.listed(waits))}: dat is een plicht, het aantal staat op Leerplicht." if waits else ""
    return f"DUO-meldingen dit schooljaar, afgerond. {' '.join(text for text, _ in told)}{duty}"


def _of_kind(kind: str, row: Mapping[str, int], least: int) -> tuple[str, dict[str, Shown]]:
    """How the reports of one kind stand, in words and as they are shown; the sum only where there is one."""
    cells = {
        word: total(cell(row[f"{part}_pupils"], row[part], least) for part in parts)
        for word, parts in _words_of(kind).items()
    }
    parts = [f"{said(shown, least)} {word}" for word, shown in cells.items() if shown.value]
    whole = f" {said(total(cells.values()), least)}," if len(parts) > 1 else ""
    return f"{words.capital(KINDS[kind])}:{whole} {words.listed(parts)}.", cells


def _words_of(kind: str) -> Mapping[str, Sequence[str]]:
    """What is told of a kind -> the counts in it. What is due at once has no term that it could be in time for."""
    if kind in AT_ONCE:
        return {"gedaan": ("in_time", "late"), LEFT: ("left",), WITHIN: ("open", "unrecorded")}
    return {
        "op tijd gedaan": ("in_time",),
        "te laat gedaan": ("late",),
        LEFT: ("left",),
        WITHIN: ("open",),
        BEYOND: ("unrecorded",),
    }
