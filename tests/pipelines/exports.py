"""Magister lists as a school exports them, written as small tables; and what a store then holds."""

from pathlib import Path

from pipelines.store.imports import FileReport, import_files
from pipelines.store.merge import Change
from pipelines.store.part import part_of
from pipelines.store.workspace import Workspace

REGISTRATIONS = (
    "verantwoording_id;stamnummer;moment;lesuur;aanwezigheidsreden_code;aanwezigheidsreden_geoorloofd;genoteerd_op"
)
PUPILS = "stamnummer;leerling_id;roepnaam;achternaam;stamklas_naam;studie_naam"
CODES = "absentiereden_id;absentiereden_code;absentiereden_omschrijving;verantwoordingstype_id;geoorloofd;luxeverzuim"


def _list(path: Path, header: str, rows: str) -> Path:
    lines = [";".join(cell.strip() for cell in line.split("|")) for line in rows.strip().splitlines()]
    width = header.count(";")
    lines = [line + ";" * (width - line.count(";")) for line in lines]
    path.write_text("\n".join([header, *lines]) + "\n", encoding="cp1252")
    return path


def registrations(path: Path, rows: str) -> Path:
    """`id | leerling | datum | uur | code | geoorloofd`; the flag may be left out."""
    return _list(path, REGISTRATIONS, rows)


def pupils(path: Path, rows: str) -> Path:
    """`leerling | leerling_id | roepnaam | achternaam | klas`."""
    return _list(path, PUPILS, rows)


def codes(path: Path, rows: str) -> Path:
    """`id | code | omschrijving | type | geoorloofd | luxeverzuim`."""
    return _list(path, CODES, rows)


def brought(workspace: Workspace, *paths: Path, school: str | None = None) -> Change:
    """Imports the files; the counts of the last."""
    return report(workspace, *paths, school=school).change


def report(workspace: Workspace, *paths: Path, school: str | None = None) -> FileReport:
    """Imports the files; the report on the last."""
    return import_files(workspace, paths, school).files[-1]


def kept(workspace: Workspace, school: str = "s") -> list[str]:
    """What the store holds of a school, as `leerling datum uur code`."""
    rows = part_of(workspace, school).store()["registrations"].sort("student_id", "date", "hour_from", "code")
    return [
        f"{row['student_id']} {row['date']:%d-%m} {row['hour_from'] or '-'} {row['code']}"
        for row in rows.iter_rows(named=True)
    ]


def files_of(folder: Path) -> dict[str, bytes]:
    """Every file under a folder with its bytes, but for locks, which hold nothing and stay."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != "lock" and path.suffix != ".lock"
    }
