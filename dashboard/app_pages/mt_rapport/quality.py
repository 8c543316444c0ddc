"""The management report: what the data lack."""

from collections.abc import Sequence
from datetime import date

import polars as pl

from dashboard import words
from dashboard.app_pages.mt_rapport.subject import Subject
from dashboard.rounded.said import said
from dashboard.view import View
from pipelines.models.snapshot import Snapshot
from pipelines.questions import quality
from pipelines.statistics.disclosure import cell, total
from pipelines.viewer import EVERYTHING


def data_words(
    weeks: int, incomplete: Sequence[date], unknown: pl.DataFrame, subject: Subject, least: int
) -> list[str]:
    """What the data lack: incomplete weeks among the `weeks` of the year that are over, and lesson hours without a known reason.

    `unknown` has one row per lesson hour with the pupil and the afdeling (`part`) he or she is in.
    """
    named = words.listed([words.day(day) for day in incomplete])
    if not weeks:
        first = "Er is dit schooljaar nog geen hele schoolweek voorbij."
    elif weeks == 1:
        read = f"onvolledig ingelezen (die van {named})" if incomplete else "volledig ingelezen"
        first = f"De enige schoolweek van dit schooljaar die voorbij is, is {read}."
    elif incomplete:
        first = f"Onvolledig: {len(incomplete)} van de {weeks} schoolweken (die van {named})."
    else:
        first = f"Alle {weeks} schoolweken van dit schooljaar zijn volledig ingelezen."
    own = unknown.filter(pl.col("part") == subject.afdeling) if subject.afdeling else unknown
    parts = own.group_by("part").agg(pl.col("student_id").n_unique().alias("pupils"), pl.len().alias("hours"))
    shown = total(cell(pupils, hours, least) for _, pupils, hours in parts.iter_rows())
    amount = f"van {said(shown, least)} leerlingen" if shown.few else said(shown, least)
    return [first, f"Lesuren zonder bekende reden dit schooljaar, afgerond: {amount}."]


def unknown(snapshot: Snapshot, view: View, klassen: pl.DataFrame) -> pl.DataFrame:
    """One row per lesson hour of this school year without a known reason, with the pupil and the afdeling (`part`)."""
    rows = quality.unknown_hours(snapshot, view.viewer, view.on, view.school, EVERYTHING)
    of_klas = dict(klassen.select("klas", "afdeling").unique().iter_rows())
    part = pl.col("klas").replace_strict(of_klas, default="overig", return_dtype=pl.String)
    return rows.select("student_id", part.fill_null("overig").alias("part"))
