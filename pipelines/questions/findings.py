"""What in the imported data asks for a decision of the school, in sentences."""

import polars as pl

from pipelines.questions.code_findings import code_findings, said
from pipelines.questions.question import Rows, ask
from pipelines.viewer import Viewer

SENTENCES = {
    "onbekende_code": "{registrations} registraties met een onbekende code ({named}) tellen nergens mee. "
    "Geef elke code een categorie op de pagina Datakwaliteit, of als [[school.code]] in school.toml; draai in dat geval: "
    "verzuimbeeld build.",
    "zonder_leerling": "{subjects} leerlingen met registraties staan op geen leerlingenlijst. Lees de lijst in, of "
    "controleer de nummers: {named}.",
    "zonder_klas": "{subjects} leerlingen hebben geen klas en vallen onder afdeling overig: {named}.",
    "buiten_inschrijving": "{registrations} registraties vallen buiten de inschrijving van {subjects} leerlingen: {named}.",
    "dag_zonder_lesuren": "Van {registrations} hele dagen ({subjects} leerlingen) zijn de lesuren onbekend: ze tellen als dag "
    "en in ziekmeldingen, niet in lesuren en niet in de norm voor leerplicht. Zet lessons_per_week in school.toml en draai: "
    "verzuimbeeld build, of lees het rooster in.",
    "lesvrije_dag": "{registrations} registraties vallen op een dag zonder les en tellen niet mee "
    "({first_date:%d-%m-%Y} tot en met {last_date:%d-%m-%Y}). Klopt de vakantie in school.toml?",
}
LONGEST_LIST = 80


def findings(snapshot: Rows, viewer: Viewer) -> list[str]:
    """Dutch sentences: one per code that the source contradicts, loudly and first, then one per kind of finding."""
    loud = [said(code) for code in code_findings(snapshot, viewer) if code.contradicted]
    return [*loud, *other_findings(snapshot, viewer).values()]


def other_findings(snapshot: Rows, viewer: Viewer) -> dict[str, str]:
    """One Dutch sentence per kind of finding but contradictions, which are told per code."""
    rows = ask(snapshot, "findings", viewer=viewer).filter(pl.col("finding") != "tegenspraak")
    return {
        row["finding"]: SENTENCES[row["finding"]].format(**row | {"named": _shortened(row["named"])})
        for row in rows.iter_rows(named=True)
    }


def _shortened(named: str | None) -> str:
    text = named or ""
    return text if len(text) <= LONGEST_LIST else text[:LONGEST_LIST].rsplit(", ", 1)[0] + ", ..."
