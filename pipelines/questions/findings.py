"""What in the imported data asks for a decision of the school, in sentences."""

from collections.abc import Mapping
from typing import Any

import polars as pl

from pipelines.questions.code_findings import code_findings, counted, said
from pipelines.questions.question import Rows, ask
from pipelines.viewer import Viewer
from protocols.settings_page import on_page

SENTENCES = {
    "onbekende_code": "{rows} met een onbekende code ({named}) {count} nergens mee. "
    f"Geef elke code een categorie {on_page('Codes', '[[school.code]]')}, of op de pagina Datakwaliteit.",
    "zonder_leerling": "{pupils} met registraties {stand} op geen leerlingenlijst. Lees de lijst in, of "
    "controleer de nummers: {named}.",
    "zonder_klas": "{pupils} {have} geen klas en {fall} onder afdeling overig: {named}.",
    "buiten_inschrijving": "{rows} buiten de inschrijving van {pupils}: {named}.",
    "niet_op_lijst": "{pupils} {stand} niet op de laatste lijst van de hele school, met registraties van die dag of later, "
    "en {count_on} mee. Klopt de lijst, of de registratie? {named}.",
    "dag_zonder_lesuren": "Van {days} ({pupils}) zijn de lesuren onbekend: dat telt als dag "
    "en in ziekmeldingen, niet in lesuren en niet in de norm voor leerplicht. "
    f"Zet de lesuren per week {on_page('Algemeen', 'lessons_per_week')}, of lees het rooster in.",
    "zonder_minuten": "{rows} te laat zonder minuten. Waar het protocol minuten telt, telt zo'n registratie alleen mee als "
    "het dat zegt. Vul de minuten in bij de bron, en neem in de export een kolom 'Minuten te laat' op.",
    "lesvrije_dag": "{rows} op een dag zonder les {count} niet mee ({between}). "
    f"Kloppen de vakanties {on_page('Vakanties', '[[school.holiday]]')}?",
}
LONGEST_LIST = 80


def findings(snapshot: Rows, viewer: Viewer) -> list[str]:
    """Dutch sentences: one per code that the source contradicts, loudly and first, one per kind of finding, proposals."""
    codes = code_findings(snapshot, viewer)
    loud = [said(code) for code in codes if code.contradicted]
    proposed = [said(code) for code in codes if code.asks and code.proposal and not code.contradicted]
    return [*loud, *other_findings(snapshot, viewer).values(), *proposed]


def other_findings(snapshot: Rows, viewer: Viewer) -> dict[str, str]:
    """One Dutch sentence per kind of finding but contradictions, which are told per code."""
    rows = ask(snapshot, "findings", viewer=viewer).filter(pl.col("finding") != "tegenspraak")
    said_of = (row | _words(row) | {"named": _shortened(row["named"])} for row in rows.iter_rows(named=True))
    return {row["finding"]: SENTENCES[row["finding"]].format(**row) for row in said_of}


def _words(row: Mapping[str, Any]) -> dict[str, str]:
    """The counts of a finding in words, with verbs that go with them."""
    one, alone = row["registrations"] == 1, row["subjects"] == 1
    begin, end = f"{row['first_date']:%d-%m-%Y}", f"{row['last_date']:%d-%m-%Y}"
    return {
        "rows": counted(row["registrations"], "registratie", "registraties"),
        "days": counted(row["registrations"], "hele dag", "hele dagen"),
        "pupils": counted(row["subjects"], "leerling", "leerlingen"),
        "between": begin if begin == end else f"{begin} tot en met {end}",
        "count": "telt" if one else "tellen",
        "stand": "staat" if alone else "staan",
        "count_on": "telt" if alone else "tellen",
        "have": "heeft" if alone else "hebben",
        "fall": "valt" if alone else "vallen",
    }


def _shortened(named: str | None) -> str:
    text = named or ""
    return text if len(text) <= LONGEST_LIST else text[:LONGEST_LIST].rsplit(", ", 1)[0] + ", ..."
