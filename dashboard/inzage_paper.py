"""What is held of a pupil, on paper: the parts in Dutch for parents, of which the tables beside it hold every column."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from dashboard import pdf, words
from pipelines.keeping.pupil_data import PupilData
from pipelines.notes.contacts import labels
from protocols.counters import HANDLED
from protocols.load import case_file, load_categories

TEMPLATE = "leerling/inzage.typ"
SAID = {"gemeld": "gemeld bij DUO", "niet_gemeld": "bewust niet gemeld", "antwoord": "antwoord"}
Rows = Iterable[Sequence[object]]


def printed(data: PupilData, by: str, made: date) -> bytes:
    """The PDF."""
    return pdf.printed(TEMPLATE, values(data, by, made))


def values(data: PupilData, by: str, made: date) -> dict[str, Any]:
    """The values of the PDF: a title, an introduction and the parts, each with its rows as text."""
    who, until = data.person, words.day(data.until, year=True)
    called = f"{who.name} ({who.student_id})" if who.name else f"leerling {who.student_id}"
    return {
        "titel": f"Wat {data.school.name} bewaart over {called}",
        "inleiding": [
            f"Gemaakt op {words.day(made, year=True)} door {by}. De gegevens lopen tot en met {until}. "
            "Dit is alles wat het verzuimprogramma van de school over deze leerling bewaart.",
            "Dat een leerling ziek was staat erin, nooit waarom. Opmerkingen, het BSN, het adres en de namen van docenten "
            "worden niet bewaard. Bij dit blad horen tabellen (CSV) met dezelfde rijen zoals ze zijn opgeslagen.",
        ],
        "voet": f"Inzage {who.student_id}, {words.day(made, year=True)}",
        "delen": [
            _part("Wie", "Zoals de leerlingenlijst het zegt.", {"Wat": 1, "Gegeven": 2}, _who(data)),
            _part(
                "Klassen",
                "In welke klas de leerling wanneer zat.",
                {"Van": 2, "Tot": 2, "Klas": 1, "Leerjaar": 1, "Studie": 2, "Mentor": 1},
                _placements(data),
            ),
            _part(
                "Registraties",
                "Elke registratie van afwezigheid of te laat, met wat de code betekent en waarvoor zij telt.",
                {"Dag": 2, "Lesuur": 1, "Code": 1, "Betekenis": 3, "Telt als": 3, "Verder": 2, "Ingevoerd": 2},
                _registrations(data),
            ),
            _part(
                "Verbeteringen",
                "Registraties die bij een latere aanlevering veranderden of vervielen.",
                {"Dag": 2, "Lesuur": 1, "Was": 1, "Werd": 1, "Wat": 2, "Gezien": 2},
                _corrections(data),
            ),
            _part(
                "Opvolging",
                "Wat op verzuim volgde, volgens de aanlevering.",
                {"Dag": 2, "Maatregel": 3, "Gekomen": 2},
                _followups(data),
            ),
            _part(
                "Treden",
                f"Op welke trede van het protocol ({data.protocol}) de leerling kwam, en door welke regel.",
                {"Van": 2, "Tot en met": 2, "Trede": 4, "Regel": 6, "Plaats": 2},
                _stages(data),
            ),
            _part(
                "Meldingen leerplicht",
                "Wanneer het aantal uren van de wet was bereikt. Of er is gemeld, staat in het deel hieronder.",
                {"Begin": 2, "Einde": 2, "Uiterlijk": 2, "Plicht": 1, "Uren": 1},
                _reports(data),
            ),
            _part(
                "Wat er bij DUO is gedaan",
                "Wat de school over een melding vastlegde.",
                {"Begin": 2, "Einde": 2, "Wat": 3, "Op": 2, "Door": 1, "Ingetrokken": 2},
                _cases(data),
            ),
            _part(
                "Gedaan",
                "Stappen van het protocol die iemand afvinkte.",
                {"Trede van": 2, "Wat": 4, "Rol": 2, "Gedaan op": 2, "Door": 1, "Ingetrokken": 2},
                _marks(data),
            ),
            _part(
                "Contacten en zorg",
                "Contacten met de leerling, de ouders of anderen, en wanneer zorg is begonnen.",
                {"Dag": 2, "Wat": 4, "Evaluatie": 2, "Door": 1, "Ingetrokken": 2},
                _contacts(data),
            ),
            _part(
                "Afspraken",
                "Of de leerling kwam op een afspraak om zich te melden, in te halen, na te blijven of corvee te doen.",
                {"Dag": 2, "Wat": 2, "Gekomen": 1, "Door": 1, "Ingetrokken": 2},
                _appointments(data),
            ),
            _part(
                "Besluiten",
                "Besluiten van het managementteam waarin de naam of het nummer voorkomt.",
                {"Dag": 2, "Besluit": 6, "Van wie": 2},
                _decisions(data),
            ),
            _part(
                "Rooster",
                "Lesuren van het rooster staan alleen in de tabel ernaast.",
                {"Wat": 3, "Aantal": 1},
                [("lesuren in het rooster", data.store["lessons"].height)] if data.store["lessons"].height else [],
            ),
            _part(
                "Verzoeken",
                "Wat ouders of de leerling zelf over deze gegevens vroegen, en wat de school besloot.",
                {"Dag": 2, "Wat": 2, "Stand": 2, "Besloten op": 2, "Reden": 4},
                data.requests.select("asked_on", "kind", "outcome", "decided_on", "reason").iter_rows(),
            ),
            _part("Wie keek", _looked_words(data), {"Moment": 2, "Wie": 3, "Rol": 2, "Wat": 3}, _looked(data)),
        ],
    }


def _part(title: str, told: str, columns: Mapping[str, int], rows: Rows) -> dict[str, Any]:
    return {
        "titel": title,
        "uitleg": told,
        "kolommen": list(columns),
        "breedte": list(columns.values()),
        "rijen": [[_text(cell) for cell in row] for row in rows],
        "leeg": "Hiervan wordt niets bewaard.",
    }


def _text(cell: object) -> str:
    if cell is None or cell == "":
        return words.UNKNOWN
    if isinstance(cell, bool):
        return "ja" if cell else "nee"
    if isinstance(cell, date):
        return words.day(cell, year=True)
    return words.number(cell) if isinstance(cell, float) else str(cell)


def _day(text: str | None) -> object:
    """A day as notes keep it, or the day of a moment."""
    return date.fromisoformat(text[:10]) if text else None


def _who(data: PupilData) -> Rows:
    yield "Stamnummer", data.person.student_id
    for row in data.store["pupils"].iter_rows(named=True):
        yield "Naam", data.person.name
        yield "Geboortedatum", row["birth_date"]
        yield "Nummer in de bron", row["leerling_id"]


def _placements(data: PupilData) -> Rows:
    rows = data.store["placements"].sort("valid_from", descending=True, nulls_last=True)
    return rows.select("valid_from", "valid_until", "klas", "leerjaar", "studie", "mentor").iter_rows()


def _registrations(data: PupilData) -> Rows:
    known = {
        row[:3]: row[3:] for row in data.codes.select("code", "kind", "flag", "description", "category").iter_rows()
    }
    categories = dict(load_categories().select("category", "label").iter_rows())
    for row in data.store["registrations"].sort("date", "hour_from", descending=True).iter_rows(named=True):
        flag = "" if row["authorised"] is None else str(row["authorised"]).lower()
        meaning, category = known.get((row["code"], row["kind"] or "", flag), ("", ""))
        late = words.count(row["minutes_late"], "minuut te laat", "minuten te laat") if row["minutes_late"] else ""
        what = row["code"], meaning, categories.get(category, category)
        yield row["date"], _hours(row), *what, f"{late}{HANDLED[row['handled']]}".strip(), row["entered_on"]


def _hours(row: Mapping[str, Any]) -> str:
    if row["hour_from"] is None:
        return "hele dag"
    last = row["hour_to"]
    return str(row["hour_from"]) if last in (None, row["hour_from"]) else f"{row['hour_from']}–{last}"


def _corrections(data: PupilData) -> Rows:
    for row in data.store["corrections"].sort("date", descending=True).iter_rows(named=True):
        moment = row["moment"].date() if row["moment"] else None
        yield row["date"], row["hour_from"], row["old_code"], row["new_code"], row["kind"], moment


def _followups(data: PupilData) -> Rows:
    return data.store["followups"].sort("date", descending=True).select("date", "measure", "shown").iter_rows()


def _stages(data: PupilData) -> Rows:
    return data.stages.select("reached_on", "reached_until", "name", "rule", "place").iter_rows()


def _reports(data: PupilData) -> Rows:
    return data.reports.select("begin_date", "end_date", "due_on", "duty", "judged").iter_rows()


def _noted(data: PupilData, table: str) -> Iterable[dict[str, Any]]:
    return data.notes[table].iter_rows(named=True) if table in data.notes else ()


def _cases(data: PupilData) -> Rows:
    choices = {**case_file().reasons, **case_file().answers}
    for row in _noted(data, "report_case"):
        said = ": ".join(filter(None, [SAID[row["said"]], choices.get(row["choice"], row["choice"])]))
        days = (_day(row[name]) for name in ("begin_date", "end_date"))
        yield *days, said, _day(row["said_on"]), row["initials"], _day(row["withdrawn_at"])


def _marks(data: PupilData) -> Rows:
    for table in ("task_mark", "step_mark"):
        for row in _noted(data, table):
            what = row.get("what") or f"alles van trede {row['stage']}"
            days = _day(row["reached_on"]), _day(row["done_on"])
            yield days[0], what, row.get("role"), days[1], row["initials"], _day(row["withdrawn_at"])


def _contacts(data: PupilData) -> Rows:
    for row in _noted(data, "contact"):
        kind = labels().get(row["kind"], row["kind"])
        what = f"{kind} (zorg)" if row["side"] == "care" else kind
        yield _day(row["contact_on"]), what, _day(row["review_on"]), row["initials"], _day(row["withdrawn_at"])
    for row in _noted(data, "care_concern"):
        yield _day(row["since"]), "zorg begonnen", None, row["initials"], _day(row["withdrawn_at"])


def _appointments(data: PupilData) -> Rows:
    for row in _noted(data, "appointment_note"):
        came = bool(row["came"])
        yield _day(row["appointment_on"]), row["kind"], came, row["initials"], _day(row["withdrawn_at"])


def _decisions(data: PupilData) -> Rows:
    for row in _noted(data, "decision"):
        yield _day(row["made_on"]), row["text"], row["owner"]


def _looked(data: PupilData) -> Rows:
    for row in data.looked.rows.iter_rows(named=True):
        moment = f"{words.day(row['moment'], year=True)} {row['moment']:%H:%M}" if row["moment"] else None
        yield moment, row["person"], row["role"], " ".join(filter(None, [row["did"], row["what"]]))


def _looked_words(data: PupilData) -> str:
    told = "Wie deze leerling opende, iets vastlegde of in een bestand meenam, volgens het logboek. "
    if data.looked.other_key:
        told += "Een deel van het logboek is met een andere sleutel gemaakt: wat daarin staat is hier niet te vinden. "
    if data.looked.odd:
        told += f"Van {words.count(data.looked.odd, 'regel', 'regels')} is niet zeker dat zij onveranderd zijn. "
    return told.strip()
