"""What in the imported data asks for a decision of the school, in sentences."""

from pipelines.questions.question import Rows, ask
from pipelines.viewer import Viewer
from protocols.settings_page import on_page

SENTENCES = {
    "onbekende_code": "{registrations} registraties met een onbekende code ({named}) tellen nergens mee. "
    f"Geef elke code een categorie {on_page('Codes', '[[school.code]]')}, of op de pagina Datakwaliteit.",
    "tegenspraak": "{registrations} registraties met code {named} zijn in de bron anders geoorloofd dan de categorie van "
    f"de school zegt. Controleer de codes {on_page('Codes', '[[school.code]]')}.",
    "zonder_leerling": "{subjects} leerlingen met registraties staan op geen leerlingenlijst. Lees de lijst in, of "
    "controleer de nummers: {named}.",
    "zonder_klas": "{subjects} leerlingen hebben geen klas en vallen onder afdeling overig: {named}.",
    "buiten_inschrijving": "{registrations} registraties vallen buiten de inschrijving van {subjects} leerlingen: {named}.",
    "dag_zonder_lesuren": "Van {registrations} hele dagen ({subjects} leerlingen) zijn de lesuren onbekend: ze tellen als dag "
    "en in ziekmeldingen, niet in lesuren en niet in de norm voor leerplicht. "
    f"Zet de lesuren per week {on_page('Algemeen', 'lessons_per_week')}, of lees het rooster in.",
    "lesvrije_dag": "{registrations} registraties vallen op een dag zonder les en tellen niet mee "
    "({first_date:%d-%m-%Y} tot en met {last_date:%d-%m-%Y}). "
    f"Kloppen de vakanties {on_page('Vakanties', '[[school.holiday]]')}?",
}
LONGEST_LIST = 80


def findings(snapshot: Rows, viewer: Viewer) -> list[str]:
    """One Dutch sentence per kind of finding."""
    rows = ask(snapshot, "findings", viewer=viewer)
    return [
        SENTENCES[row["finding"]].format(**row | {"named": _shortened(row["named"])})
        for row in rows.iter_rows(named=True)
    ]


def _shortened(named: str | None) -> str:
    text = named or ""
    return text if len(text) <= LONGEST_LIST else text[:LONGEST_LIST].rsplit(", ", 1)[0] + ", ..."
