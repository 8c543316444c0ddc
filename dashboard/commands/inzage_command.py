"""The command `verzuimbeeld inzage`: what is held of one pupil, as a PDF for parents and tables with every row."""

import argparse
import os
import shutil
from pathlib import Path

from dashboard import words
from dashboard.commands.output import say
from dashboard.inzage_files import PAPER, files, tables
from pipelines.errors import UsageError
from pipelines.keeping.pupil_data import pupil_data
from pipelines.models.snapshot import open_snapshot
from pipelines.store.durable import sync_folder
from pipelines.store.part import narrowed
from pipelines.store.workspace import open_workspace, private_umask
from pipelines.today import today


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
    data = pupil_data(
        workspace, open_snapshot(narrowed(workspace, options.school), say), options.number, options.school, options.by
    )
    private_umask()
    new = out.with_name(f".{out.name}.new")
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(mode=0o700)
    try:
        for name, content in files(data, options.by.strip(), today()).items():
            (new / name).write_bytes(content)
        new.rename(out)
    finally:
        shutil.rmtree(new, ignore_errors=True)
    sync_folder(out.absolute().parent)
    made = tables(data)
    rows = words.count(sum(frame.height for frame in made.values()), "rij", "rijen")
    print(f"{out}: {PAPER} en {words.count(len(made), 'tabel', 'tabellen')} met samen {rows}, alleen voor u te openen.")
    print("Dat deze inzage is gegeven, en door wie, staat in het logboek.")
    return 0
