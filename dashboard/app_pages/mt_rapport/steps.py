"""The management report: pupils per stage, what was done with steps and reports, and what the data lack."""

from collections.abc import Mapping, Sequence
from datetime import date

import polars as pl

from dashboard import words
from dashboard.app_pages.mt_rapport.compliance import answer
from dashboard.app_pages.mt_rapport.shapes import HIDDEN, Subject, in_order
from dashboard.stages.shapes import labelled
from pipelines.questions.compliance import STATUSES, counts
from pipelines.statistics.disclosure import hidden, left_out, tells

ASKED = "Gevraagd"
STATUS_COLUMNS = {status: words.capital(status) for status in STATUSES}
DUO_WORDS = {
    "in_time": "op tijd gedaan",
    "late": "te laat gedaan",
    "open": "open binnen de termijn",
    "unrecorded": "over de termijn zonder merk",
}


def stages(
    standing: pl.DataFrame, ladders: pl.DataFrame, sizes: Mapping[str, int], subject: Subject, care: bool, least: int
) -> tuple[pl.DataFrame, list[str]]:
    """Pupils per stage of the protocol in force, and the stages that are left out because few pupils stand there.

    `standing` has the pupils of the whole school per stage and afdeling, `ladders` the stages of the protocol, `sizes`
    the pupils of each afdeling in the order of the school. Ladders of sick absence only for who may see care.
    The numbers together, and who stands on no stage, are not told: they would give a small stage away.
    """
    known = labelled(ladders.filter(pl.col("computable") & (pl.lit(care) | (pl.col("track") != "ziek"))))
    found = dict(iter(standing.group_by("ladder", "stage")))
    rows, left_out = [], []
    for row in known.sort("ladder_order", "level", "stage_order").iter_rows(named=True):
        here = found.get((row["ladder"], row["stage"]), standing.clear())
        if subject.hides(hidden(_beside_sizes(here, sizes), least)):
            left_out.append(row["stage"])
            continue
        own = here.filter(pl.col("part") == subject.afdeling) if subject.afdeling else here
        students = int(own["students"].sum())
        said = words.number(students, 0)
        rows.append([row["ladder_name"], row["stage_label"], row["level"], students, said, row["stage"]])
    schema = {
        "ladder_name": pl.String,
        "stage_label": pl.String,
        "level": pl.Int64,
        "students": pl.Int64,
        "said": pl.String,
        "key": pl.String,
    }
    return pl.DataFrame(rows, schema=schema, orient="row"), left_out


def stages_said(shown: pl.DataFrame) -> str:
    """The pupils per stage in words, for who cannot see the bars."""
    said = [f"{key} {number}" for key, number in shown.select("key", "said").iter_rows()]
    return f"Leerlingen per trede: {words.listed(said)}."


def left_out_said(stages: Sequence[str]) -> str:
    """Which stages have no number, in words; empty when all have one."""
    if not stages:
        return ""
    return f"Weggelaten om kleine groepen: {'trede' if len(stages) == 1 else 'treden'} {words.listed(list(stages))}."


def by_role(steps: pl.DataFrame, sizes: Mapping[str, int], subject: Subject, least: int) -> pl.DataFrame:
    """One row per role of which a step asked something: how many were asked, and how they stand, in words.

    `sizes` gives the pupils of each afdeling in the order of the school.
    """
    rows = []
    for (role,), asked in steps.filter(pl.col("role").is_not_null()).group_by("role"):
        rows.append([role, *_told(asked, sizes, subject, least)])
    return _table(rows, "Rol").sort("Rol")


def by_afdeling(
    steps: pl.DataFrame, sizes: Mapping[str, int], names: Mapping[str, str], subject: Subject, least: int
) -> pl.DataFrame:
    """The same of whole steps, one row per afdeling; in a report of one afdeling only its own."""
    whole = steps.filter(pl.col("role").is_null())
    shown = [part for part in names if not subject.afdeling or part == subject.afdeling]
    rows = [[names[part], *_told(whole, sizes, Subject(subject.school, part, names[part]), least)] for part in shown]
    return _table(rows, "Afdeling")


def by_stage(steps: pl.DataFrame, subject: Subject, least: int) -> tuple[pl.DataFrame, list[str]]:
    """The same of whole steps, one row per stage, and the stages that are left out; told of the whole school only.

    A stage with a figure about few pupils stays away with its neighbours: how many steps there were in all is told.
    """
    keys = ["ladder_order", "level", "ladder_name", "stage", "stage_name"]
    whole = steps.filter(pl.col("role").is_null() & pl.lit(not subject.afdeling)).sort(keys)
    found = dict(iter(whole.group_by(keys, maintain_order=True)))
    pupils = [
        {str(status): set(own["student_id"]) for (status,), own in rows.group_by("status")} for rows in found.values()
    ]
    gone = left_out(pupils, least)
    told = []
    for place, ((*_, stage, name), rows) in enumerate(found.items()):
        amounts = dict(rows["status"].value_counts().iter_rows())
        if place not in gone:
            numbers = [rows.height, *(amounts.get(status, 0) for status in STATUSES)]
            told.append([f"{stage}: {name}", *(words.number(number, 0) for number in numbers)])
    missing = [str(stage) for place, (*_, stage, _) in enumerate(found) if place in gone]
    return _table(told, "Trede"), missing


def steps_said(steps: pl.DataFrame, sizes: Mapping[str, int], subject: Subject, least: int) -> str:
    """Were the steps done in time, in a sentence; empty when some number in it must stay away."""
    whole = steps.filter(pl.col("role").is_null())
    if HIDDEN in _told(whole, sizes, subject, least):
        return ""
    own = whole.filter(pl.col("afdeling") == subject.afdeling) if subject.afdeling else whole
    return answer(counts(own, "all").row(0, named=True)).replace(" %", "\u00a0%")


def _table(rows: Sequence[Sequence[str]], first: str) -> pl.DataFrame:
    columns = [first, ASKED, *STATUS_COLUMNS.values()]
    return pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String), orient="row")


def _told(steps: pl.DataFrame, sizes: Mapping[str, int], subject: Subject, least: int) -> list[str]:
    """How many steps, and how many of each status; a figure rests on the pupils of whom the steps are.

    How many were asked is only told when every status is: else it would give away what stays away.
    """
    own = steps.filter(pl.col("afdeling") == subject.afdeling) if subject.afdeling else steps
    amounts = dict(own["status"].value_counts().iter_rows())
    pupils = steps.group_by("status", pl.col("afdeling").alias("part")).agg(
        pl.col("student_id").n_unique().cast(pl.Int64).alias("students")
    )
    of_status = {status: rows for (status,), rows in pupils.group_by("status")}
    said = []
    for status in STATUSES:
        closed = subject.hides(hidden(_beside_sizes(of_status.get(status, pupils.clear()), sizes), least))
        said.append(HIDDEN if closed else words.number(amounts.get(status, 0), 0))
    return [HIDDEN if HIDDEN in said else words.number(own.height, 0), *said]


def _beside_sizes(rows: pl.DataFrame, sizes: Mapping[str, int]) -> dict[str, tuple[int, ...]]:
    """Part -> its pupils, and those of them whom a figure counts (`part`, `students`)."""
    found = in_order(rows, list(sizes), ["students"])
    return {part: (sizes.get(part, 0), *counted) for part, counted in found.items()}


def _beside(amounts: Mapping[str, int], least: int) -> list[str]:
    """Amounts of which the sum is told, each in words or left out."""
    gone = hidden({name: (amount,) for name, amount in amounts.items()}, least).parts
    return [HIDDEN if name in gone else words.number(amount, 0) for name, amount in amounts.items()]


def duo(reports: pl.DataFrame, subject: Subject, least: int) -> str:
    """Were the reports that are a duty made in time? Told of the whole school only."""
    if subject.afdeling:
        return "DUO-meldingen staan in het rapport van de hele school."
    row = next(reports.filter(pl.col("duty")).iter_rows(named=True), None)
    if row is None:
        return "DUO: dit schooljaar hoefde er niets gemeld te worden."
    if tells((row["due"], row["pupils"]), least):
        return "DUO-meldingen: dit schooljaar te weinig om te noemen; hoe het ermee staat is te zien op de pagina Leerplicht."
    told = f"DUO-meldingen dit schooljaar: {words.number(row['due'], 0)}."
    said = _beside({name: row[name] for name in DUO_WORDS}, least)
    if HIDDEN not in said:
        return f"{told} {answer(row, 'melding', 'meldingen')}"
    parts = [
        f"{amount} {DUO_WORDS[name]}"
        for name, amount in zip(DUO_WORDS, said, strict=True)
        if amount not in ("0", HIDDEN)
    ]
    rest = "Hoe het met de andere staat blijft weg." if parts else "Hoe het ermee staat blijft weg."
    return " ".join([told, *([f"{words.capital(words.listed(parts))}."] if parts else []), rest])


def data_words(
    weeks: int,
    incomplete: Sequence[date],
    unknown: pl.DataFrame,
    sizes: Mapping[str, int],
    subject: Subject,
    least: int,
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
    pupils = unknown.group_by("part").agg(pl.col("student_id").n_unique().cast(pl.Int64).alias("students"))
    own = unknown.filter(pl.col("part") == subject.afdeling) if subject.afdeling else unknown
    if subject.hides(hidden(_beside_sizes(pupils, sizes), least)):
        return [first, "Lesuren zonder bekende reden: weggelaten, kleine groep."]
    return [first, f"Lesuren zonder bekende reden dit schooljaar: {words.number(own.height, 0)}."]
