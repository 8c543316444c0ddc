"""The command `verzuimbeeld inzage`: what is held of one pupil, as a PDF for parents and tables with every row."""

import argparse
import os
import shutil
from pathlib import Path

import polars as pl

from dashboard import words
from dashboard.commands.inzage_paper import printed
from dashboard.commands.output import harmless, say
from pipelines.errors import UsageError
from pipelines.keeping.pupil_data import PupilData, pupil_data
from pipelines.models.snapshot import open_snapshot
from pipelines.store.durable import sync_folder
from pipelines.store.workspace import open_workspace, private_umask
from pipelines.today import today

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
    "step_mark": "gedaan-per-trede",
    "step_mark_exception": "gedaan-toch-niet",
    "task_mark": "gedaan",
}


def run(options: argparse.Namespace) -> int:
    """Writes a new folder that nobody else can open, whole or not at all."""
    out: Path = options.out
    if os.path.lexists(out):
        raise UsageError(f"{out} bestaat al en wordt niet overschreven.", "Kies met --out een map die er nog niet is.")
    if not out.absolute().parent.is_dir():
        raise UsageError(
            f"De map {out.absolute().parent} bestaat niet.", "Maak haar eerst, of kies een andere bij --out."
        )
    workspace = open_workspace(options.map)
    data = pupil_data(workspace, open_snapshot(workspace, say), options.number, options.school, options.by)
    private_umask()
    new = out.with_name(f".{out.name}.new")
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(mode=0o700)
    try:
        files = tables(data)
        for name, frame in files.items():
            (new / f"{name}.csv").write_text(harmless(frame).write_csv(), encoding="utf-8")
        (new / PAPER).write_bytes(printed(data, options.by.strip(), today()))
        new.rename(out)
    finally:
        shutil.rmtree(new, ignore_errors=True)
    sync_folder(out.absolute().parent)
    rows = words.count(sum(frame.height for frame in files.values()), "rij", "rijen")
    print(
        f"{out}: {PAPER} en {words.count(len(files), 'tabel', 'tabellen')} met samen {rows}, alleen voor u te openen."
    )
    print("Dat deze inzage is gegeven, en door wie, staat in het logboek.")
    return 0


def tables(data: PupilData) -> dict[str, pl.DataFrame]:
    """File -> rows, with every column as it is kept; what there is nothing of is left out."""
    found = {NAMES.get(name, name): rows for name, rows in {**data.store, **data.notes}.items()}
    found |= {"codes": data.codes, "treden": data.stages, "meldingen": data.reports, "wie-keek": data.looked.rows}
    return {name: rows for name, rows in found.items() if rows.height}
