"""The management report: were steps and reports done, and in time; what is not known is no reproach."""

from collections.abc import Mapping, Sequence

import polars as pl

from dashboard import law, words
from dashboard.app_pages.mt_rapport.figures import HIDDEN, beside_sizes
from dashboard.app_pages.mt_rapport.subject import Subject
from pipelines.notes.report_cases import NORM
from pipelines.questions.compliance import STATUSES, counts
from pipelines.statistics.disclosure import hidden, left_out, tells

ASKED = "Gevraagd"
STATUS_COLUMNS = {status: words.capital(status) for status in STATUSES}
PURPOSELY, WITHIN, BEYOND = "bewust niet gemeld", "nog te melden", "te melden over de termijn"
AT_ONCE = ("luxe",)
DUO_KINDS = {NORM: f"de {law.hours()}", "luxe": "luxeverzuim", "maand": law.long_absence()}


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
        closed = subject.hides(hidden(beside_sizes(of_status.get(status, pupils.clear()), sizes), least))
        said.append(HIDDEN if closed else words.number(amounts.get(status, 0), 0))
    return [HIDDEN if HIDDEN in said else words.number(own.height, 0), *said]


def _beside(amounts: Mapping[str, int], least: int) -> list[str]:
    """Amounts of which the sum is told, each in words or left out."""
    gone = hidden({name: (amount,) for name, amount in amounts.items()}, least).parts
    return [HIDDEN if name in gone else words.number(amount, 0) for name, amount in amounts.items()]


def duo(reports: pl.DataFrame, subject: Subject, least: int) -> str:
    """Were the reports that are a duty made, and in time? Told of the whole school only, a kind at a time."""
    if subject.afdeling:
        return "DUO-meldingen staan in het rapport van de hele school."
    found = {row["kind"]: row for row in reports.filter(pl.col("duty")).iter_rows(named=True)}
    kinds = [kind for kind in DUO_KINDS if kind in found]
    few = [kind for kind in kinds if tells((found[kind]["due"], found[kind]["pupils"]), least)]
    said = [_of_kind(kind, found[kind], least) for kind in kinds if kind not in few]
    if few:
        said += [
            f"DUO-meldingen van {words.listed([DUO_KINDS[kind] for kind in few])}: dit schooljaar te weinig om te noemen; "
            "hoe het ermee staat is te zien op de pagina Leerplicht.",
            *dict.fromkeys(filter(None, (_waits(found[kind], kind in AT_ONCE) for kind in few))),
        ]
    return " ".join(said) or "DUO: dit schooljaar hoefde er niets gemeld te worden."


def _of_kind(kind: str, row: Mapping[str, int], least: int) -> str:
    """How the reports of one kind stand. Numbers of few stay away; that a duty is not met never does."""
    told = f"DUO-meldingen van {DUO_KINDS[kind]} dit schooljaar: {words.number(row['due'], 0)}."
    amounts = {word: sum(row[part] for part in parts) for word, parts in _words_of(kind).items()}
    said = dict(zip(amounts, _beside(amounts, least), strict=True))
    if HIDDEN not in said.values() and kind not in AT_ONCE:
        rest = [f"{said[word]} {word}" for word in (WITHIN, PURPOSELY) if said[word] != "0"]
        return " ".join([told, answer(row, "melding", "meldingen"), *([f"{words.listed(rest)}."] if rest else [])])
    parts = [f"{amount} {word}" for word, amount in said.items() if amount not in ("0", HIDDEN)]
    hides = HIDDEN in said.values()
    away = "Hoe het met de andere staat blijft weg." if parts else "Hoe het ermee staat blijft weg."
    unsaid = _waits(row, kind in AT_ONCE) if HIDDEN in [said.get(word) for word in (WITHIN, BEYOND)] else ""
    sentences = [told, f"{words.capital(words.listed(parts))}." if parts else "", away if hides else "", unsaid]
    return " ".join(sentence for sentence in sentences if sentence)


def _words_of(kind: str) -> Mapping[str, Sequence[str]]:
    """What is told of a kind -> the counts in it. What is due at once has no term that it could be in time for."""
    if kind in AT_ONCE:
        return {"gedaan": ("in_time", "late"), PURPOSELY: ("left",), WITHIN: ("open", "unrecorded")}
    return {
        "op tijd gedaan": ("in_time",),
        "te laat gedaan": ("late",),
        PURPOSELY: ("left",),
        WITHIN: ("open",),
        BEYOND: ("unrecorded",),
    }


def _waits(row: Mapping[str, int], at_once: bool) -> str:
    """That something is still to be reported, without how much; empty when all was made or left on purpose."""
    if not row["open"] + row["unrecorded"]:
        return ""
    term = "meteen" if at_once else "ook over de termijn" if row["unrecorded"] else "binnen de termijn"
    return f"Er is nog te melden, {term}: dat is een plicht."


def in_time_share(row: Mapping[str, int]) -> tuple[float, float] | None:
    """At least and at most so large a share of the steps past their term was in time; None when there are none.

    Between the two lie the steps of which nothing is recorded; without any record it is 0 to 1, so unknown.
    """
    if not row["past"]:
        return None
    return row["in_time"] / row["past"], (row["in_time"] + row["unrecorded"]) / row["past"]


def answer(row: Mapping[str, int], one: str = "stap", more: str = "stappen") -> str:
    """A row of counts in a sentence, of steps or of reports."""
    if not row["due"]:
        return f"In deze tijd waren er geen {more}."
    share = in_time_share(row)
    if share is None:
        return f"Nog van geen {one} is de termijn voorbij."
    past = f"Van {words.count(row['past'], one, more)} is de termijn voorbij"
    if row["unrecorded"] == row["past"]:
        return f"{past}. Of dat op tijd gebeurde is niet bekend: er is niets vastgelegd."
    least, most = (words.number(100 * part, 0) for part in share)
    parts = [f"{words.number(row['in_time'], 0)} op tijd gedaan"]
    parts += [f"{words.number(row['late'], 0)} te laat gedaan"] if row["late"] else []
    parts += [f"{words.number(row['overdue'], 0)} niet gedaan"] if row["overdue"] else []
    if not row["unrecorded"]:
        return f"{past}: {words.listed(parts)} ({least} % op tijd)."
    unknown = f"van {words.number(row['unrecorded'], 0)} is niets vastgelegd"
    return f"{past}: {words.listed(parts)}; {unknown}. Op tijd is dus {least} tot {most} %."
