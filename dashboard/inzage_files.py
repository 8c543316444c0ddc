"""What is held of a pupil as files: the paper for parents, and a table of every kind of row."""

import io
import zipfile
from collections.abc import Mapping
from datetime import date

import polars as pl

from dashboard.harmless import harmless
from dashboard.inzage_paper import printed
from pipelines.keeping.pupil_data import PupilData

PAPER = "inzage.pdf"
# Table of the import -> the name of its file.
NAMES = {
    "registrations": "registraties",
    "pupils": "leerling",
    "placements": "klassen",
    "list_stays": "op-de-lijst",
    "lessons": "rooster",
    "followups": "opvolging",
    "corrections": "verbeteringen",
    "appointment_note": "afspraken",
    "care_concern": "zorg",
    "contact": "contacten",
    "decision": "besluiten",
    "report_case": "leerplicht-gedaan",
    "saved_view": "bewaarde-keuzes",
    "step_mark": "gedaan-per-trede",
    "step_mark_exception": "gedaan-toch-niet",
    "task_mark": "gedaan",
}


def tables(data: PupilData) -> dict[str, pl.DataFrame]:
    """File -> rows, with every column as it is kept; what there is nothing of is left out."""
    found = {NAMES.get(name, name): rows for name, rows in {**data.store, **data.notes}.items()}
    found |= {"codes": data.codes, "treden": data.stages, "meldingen": data.reports, "verzoeken": data.requests}
    found["wie-keek"] = data.looked.rows
    return {name: rows for name, rows in found.items() if rows.height}


def files(data: PupilData, by: str, made: date) -> dict[str, bytes]:
    """Name -> content: the paper as `by` gives it, and the tables."""
    kept = {f"{name}.csv": harmless(frame).write_csv().encode() for name, frame in tables(data).items()}
    return {PAPER: printed(data, by, made), **kept}


def packed(found: Mapping[str, bytes]) -> bytes:
    """Files in one (zip)."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in found.items():
            archive.writestr(name, content)
    return whole.getvalue()
