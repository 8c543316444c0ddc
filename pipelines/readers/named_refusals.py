"""Files that are recognised as something that cannot be read: each refused by its name, with what to do instead."""

from pipelines.errors import InputError
from pipelines.readers.first_bytes import RESAVE
from pipelines.readers.generic_headers import looks_like_pupils, looks_like_registrations
from pipelines.readers.header_words import header_key
from pipelines.readers.source import Source
from pipelines.readers.table import HEAD_ROWS

_SEARCHED = 400
_ONE_ROSTER = {"sourcedid", "datelastmodified"}


def refuse_text(source: Source) -> None:
    """Raises InputError for text of a kind that is known and is no table."""
    if source.is_excel or source.is_json:
        return
    start = source.text[:2000].lstrip().lower()
    if source.xml_root == "Workbook" and "urn:schemas-microsoft-com:office:spreadsheet" in source.text[:4000]:
        raise InputError(f"{source.name} is een Excel-bestand in oude XML-vorm (SpreadsheetML).", RESAVE)
    if (source.xml_root or "").lower() == "html" or start.startswith(("<!doctype html", "<html", "<table")):
        raise InputError(f"{source.name} is een webpagina (HTML), ook al heet het anders.", RESAVE)


def refuse_table(source: Source) -> None:
    """Raises InputError for a table that is known and holds no absence, or of which the header stands too low."""
    for row in source.head:
        keys = {header_key(cell or "") for cell in row}
        if keys >= _ONE_ROSTER:
            raise InputError(
                f"{source.name} is een OneRoster-lijst; die kan niet worden ingelezen.",
                "Gebruik de leerlingenlijst van Magister of Somtoday, of EDEXML.",
            )
    for place, row in enumerate(source.rows_below(_SEARCHED)[HEAD_ROWS:], HEAD_ROWS + 1):
        if looks_like_registrations(row) or looks_like_pupils(row):
            raise InputError(
                f"{source.name}: de kopregel staat in rij {place}, en er wordt in de eerste twintig rijen naar gezocht.",
                "Verwijder de regels boven de kopregel en lees het bestand opnieuw in.",
            )


def unknown(source: Source) -> InputError:
    """What to say of a file that nothing recognises: what it looks like, and what would be read."""
    if source.is_json:
        looks = "JSON, maar geen antwoord van Magister, Somtoday of Zermelo dat bekend is"
    elif source.xml_root:
        looks = f"XML met hoofdelement '{source.xml_root[:40]}', en geen EDEXML of Ed-Fi"
    else:
        cells = [cell.strip() for row in source.head for cell in row if cell and cell.strip()]
        filled = next((row for row in source.head if sum(bool(c and c.strip()) for c in row) > 1), ())
        shown = ", ".join(f"'{' '.join(cell.split())[:30]}'" for cell in filled[:6] if cell and cell.strip())
        looks = f"een tabel met de kolommen {shown}" if shown else ("tekst zonder kolommen" if cells else "leeg")
    return InputError(
        f"{source.name}: dit soort bestand wordt niet herkend. Het lijkt {looks}.",
        "Nodig is een lijst met een kopregel: leerlingnummer, datum en code (bijvoorbeeld de Magister-lijst Verantwoordingen), "
        "of een leerlingenlijst met leerlingnummer, naam en klas. Wijs anders kolommen aan: --column leerlingnummer=KOLOM.",
    )
