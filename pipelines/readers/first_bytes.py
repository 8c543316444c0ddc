"""Files that are no text and no workbook: refused by what their first bytes say they are."""

import zipfile
from io import BytesIO

from pipelines.errors import InputError
from pipelines.readers.workbook import AS_XLSX, OLD_MARK, ZIP_MARK

AS_TABLE = "Exporteer de gegevens als CSV of Excel (.xlsx), met een rij per registratie of per leerling."
UNREAD = "dat wordt niet gelezen, ook niet voor een deel."
# A part that an old Office file of another kind than Excel has.
OLD_PARTS = {"oud Word-bestand (.doc)": "WordDocument", "oud PowerPoint-bestand (.ppt)": "PowerPoint Document"}
IMAGES = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"II*\x00", b"MM\x00*")
RESAVE = "Open het bestand in Excel en bewaar het als .xlsx of CSV."


def refuse_bytes(data: bytes, name: str) -> None:
    """Raises InputError for what is no text, no workbook and no table, by its first bytes."""
    if data[:1024].lstrip().startswith(b"%PDF"):
        raise InputError(f"{name} is een PDF; {UNREAD}", AS_TABLE)
    if data.startswith(OLD_MARK) and "EncryptedPackage".encode("utf-16-le") in data:
        raise InputError(
            f"{name} is met een wachtwoord beveiligd.",
            "Open het bestand in Excel, haal het wachtwoord weg (Bestand, Info, Werkmap beveiligen) en bewaar het opnieuw.",
        )
    if data.startswith(OLD_MARK):
        for what, part in OLD_PARTS.items():
            if part.encode("utf-16-le") in data:
                raise InputError(f"{name} is een {what}; {UNREAD}", AS_TABLE)
        raise InputError(f"{name} is een oude Excel-werkmap (.xls).", AS_XLSX)
    if data.startswith(IMAGES) or data[4:8] == b"ftyp" or (data[:4] == b"RIFF" and data[8:12] == b"WEBP"):
        raise InputError(f"{name} is een afbeelding; {UNREAD}", AS_TABLE)
    if data.startswith((b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf")):
        raise InputError(f"{name} is een ingepakt bestand.", "Pak het uit en lees de bestanden erin in.")
    if data.startswith(b"{\\rtf"):
        raise InputError(f"{name} is een Word-bestand (RTF); {UNREAD}", AS_TABLE)
    if data.startswith(ZIP_MARK):
        _refuse_other_zip(data, name)


def _refuse_other_zip(data: bytes, name: str) -> None:
    try:
        with zipfile.ZipFile(BytesIO(data)) as book:
            names = {part.filename.lower() for part in book.infolist()}
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return  # a damaged workbook is named where workbooks are measured
    if "word/document.xml" in names:
        raise InputError(f"{name} is een Word-bestand; {UNREAD}", AS_TABLE)
    if "ppt/presentation.xml" in names:
        raise InputError(f"{name} is een PowerPoint-bestand; {UNREAD}", AS_TABLE)
    if "content.xml" in names:
        raise InputError(f"{name} is een OpenDocument-bestand (zoals .ods).", RESAVE)
    if not any(each.startswith("xl/") for each in names):
        raise InputError(f"{name} is een zip-bestand.", "Pak het uit en lees de bestanden erin in.")
