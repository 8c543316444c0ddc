"""The findings in the imported data, counted: of nobody which."""

import polars as pl

from dashboard.app_pages.datakwaliteit.shapes import ISSUES

# What a finding of the imported data is called: as the subjects of the page, as far as they are the same.
FINDINGS = {
    "onbekende_code": ISSUES["codes"][0],
    "tegenspraak": ISSUES["tegenspraak"][0],
    "dag_zonder_lesuren": ISSUES["hele-dagen"][0],
    "zonder_minuten": ISSUES["zonder-minuten"][0],
    "zonder_klas": ISSUES["zonder-klas"][0],
    "buiten_inschrijving": ISSUES["buiten"][0],
    "niet_op_lijst": ISSUES["niet-op-lijst"][0],
    "zonder_leerling": "Op geen enkele leerlingenlijst",
    "lesvrije_dag": ISSUES["vrij"][0],
}


def findings(rows: pl.DataFrame) -> pl.DataFrame:
    """One row per kind of finding, counted: codes or pupils (none for days), registrations, first and last day."""
    order = {key: place for place, key in enumerate(FINDINGS)}
    return rows.sort(pl.col("finding").replace_strict(order, return_dtype=pl.Int64)).select(
        pl.col("finding").replace_strict(FINDINGS).alias("Onderwerp"),
        pl.when(pl.col("subjects") > 0).then("subjects").alias("Leerlingen of codes"),
        pl.col("registrations").alias("Registraties"),
        pl.col("first_date").alias("Eerste dag"),
        pl.col("last_date").alias("Laatste dag"),
    )
