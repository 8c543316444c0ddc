"""A report in DUO's terms: first and last day, kind, days and lesson hours, unauthorised only."""

import io
import re
from collections.abc import Sequence
from datetime import date
from typing import Any

import polars as pl

from dashboard import law, words
from dashboard.harmless import FORMULA
from pipelines.calendar import school_year
from pipelines.notes.report_cases import CASE, LEFT, MADE, NORM

REPORT_KINDS = {
    "relatief": f"relatief verzuim: {law.hours()} in {law.weeks()}",
    "luxe": "luxeverzuim",
    "maand": "langdurig relatief verzuim: langer dan een maand",
}
LONG = "maand"
SAID = {MADE: "gemeld", LEFT: "bewust niet gemeld"}
UNKNOWN = "niet bekend"
# More lines do not fit on the page of the form.
MOST_LINES = 20


REPORT = [
    "school",
    "student_id",
    "kind",
    "report_number",
    "begin_date",
    "end_date",
    "reached_on",
    "due_on",
    "working_days_left",
    "age",
    "duty",
    "name",
    "sort_name",
    "birth_date",
    "klas",
    "leerjaar",
    "afdeling",
    "mentor",
]


def reports_of(days: pl.DataFrame) -> pl.DataFrame:
    """One row per report of the query, in the same order."""
    return days.select(REPORT).unique(maintain_order=True)


def choices(reports: pl.DataFrame, cases: pl.DataFrame) -> list[dict[str, Any]]:
    """What can be printed: a row of `reports_of` with what was said of its case, what is still to be done first.

    The duty without a startkwalificatie has a form of its own elsewhere.
    """
    said = cases.select(*CASE, "said", "said_on")
    rows = reports.filter(pl.col("kind").is_in(list(REPORT_KINDS))).join(
        said, on=CASE, how="left", maintain_order="left"
    )
    return sorted(rows.iter_rows(named=True), key=lambda row: (row["said"] is not None, row["kind"] != NORM))


def label(row: dict[str, Any]) -> str:
    """How a list of choices names a report: `Veld, Noor (H4a) · melding 1, di 17 nov · gemeld op vr 20 nov`."""
    what = f"melding {row['report_number']}" if row["kind"] == NORM else REPORT_KINDS[row["kind"]].split(":")[0]
    made = f" · {SAID[row['said']]} op {words.day(row['said_on'])}" if row["said"] else ""
    return f"{row['sort_name']} ({row['klas'] or 'zonder klas'}) · {what}, {words.day(row['end_date'])}{made}"


def form(row: dict[str, Any], days: pl.DataFrame, school: str, protocol: str, described: str) -> dict[str, Any]:
    """The values of the printed form: a row of `reports_of` with its days. No sick hour and no remark is in it."""
    own = _days_of(row, days)
    lessons, hours, late = (_sum(own, name) for name in ("missed_lessons", "hours", "late_hours"))
    unknown, unit = _sum(own, "unknown_lessons"), "lesuur" if lessons == 1 else "lesuren"
    notes = []
    if unknown:
        provisional = words.count(round(unknown), "lesuur is", "lesuren zijn")
        notes.append(f"{provisional} voorlopig: de reden is nog onbekend en het protocol telt ze mee.")
    if late:
        notes.append(f"Het protocol telt daarnaast {words.number(late)} uur voor te laat komen.")
    if lessons is None:
        notes.append("Van hele dagen zonder rooster en lessentabel zijn de lesuren niet bekend.")
    elif hours is not None and hours != lessons:
        notes.append(f"Voor de norm is dit {words.number(hours)} uur.")
    if row["kind"] == NORM and school_year(row["begin_date"]) != school_year(row["end_date"]):
        notes.append(f"De melding begint vóór de zomer ({law.over_summer()}).")
    if not row["duty"]:
        notes.append(f"De leerling is {law.of_age()}: {law.duty(row['kind'] == LONG, row['age'])}.")
    return {
        "school": school,
        "protocol": protocol,
        "gemaakt": described,
        "naam": row["name"],
        "nummer": row["student_id"],
        "geboren": _day(row["birth_date"]),
        "leeftijd": UNKNOWN if row["age"] is None else f"{row['age']} jaar op {_day(row['reached_on'])}",
        "klas": row["klas"] or UNKNOWN,
        "soort": REPORT_KINDS[row["kind"]],
        "melding": "" if row["report_number"] is None else str(row["report_number"]),
        "begin": _day(row["begin_date"]),
        "einde": _day(row["end_date"]),
        "uiterlijk": "meteen" if row["kind"] == "luxe" else f"{law.term()}: {_day(row['due_on'])}",
        "bron": "" if row["kind"] == "luxe" else law.source(),
        "omvang": f"{words.count(own.height, 'dag', 'dagen')}, "
        + ("lesuren niet bekend" if lessons is None else f"{words.number(lessons)} {unit} ongeoorloofd"),
        "kop": "Dag" if own.height <= MOST_LINES else "Week van",
        "dagen": _lines(own),
        "voorlopig": bool(unknown),
        "opmerkingen": notes,
    }


CSV_COLUMNS = (
    "School",
    "Leerlingnummer",
    "Naam",
    "Geboortedatum",
    "Leeftijd",
    "Klas",
    "Soort verzuim",
    "Melding",
    "Begindatum",
    "Einddatum",
    "Uiterlijk melden",
    "Meldplicht",
    "Dagen",
    "Lesuren",
    "Waarvan voorlopig (onbekend)",
    "Uren van de norm",
    "Alle lessen verzuimd",
    "Dagen en lesuren",
)


def csv(rows: Sequence[dict[str, Any]], days: pl.DataFrame, school: str) -> bytes:
    """Reports for a spreadsheet or a portal: semicolons, UTF-8 with a byte order mark, dd-mm-jjjj, decimal comma."""
    records = [_csv_row(row, _days_of(row, days), school) for row in rows]
    frame = pl.DataFrame(records, schema=dict.fromkeys(CSV_COLUMNS, pl.String), orient="row")
    buffer = io.BytesIO()
    frame.write_csv(buffer, separator=";", include_bom=True, line_terminator="\r\n")
    return buffer.getvalue()


def _csv_row(row: dict[str, Any], own: pl.DataFrame, school: str) -> tuple[str, ...]:
    every = {_all_missed(day) for day in own.iter_rows(named=True)}
    daily = [f"{_day(day['date'])}: {_decimal(day['missed_lessons'])}" for day in own.iter_rows(named=True)]
    values = (
        school,
        row["student_id"],
        row["name"],
        _day(row["birth_date"]),
        str(row["age"] or ""),
        row["klas"] or "",
        REPORT_KINDS[row["kind"]],
        str(row["report_number"] or ""),
        _day(row["begin_date"]),
        _day(row["end_date"]),
        "meteen" if row["kind"] == "luxe" else _day(row["due_on"]),
        "ja" if row["duty"] else law.WITHOUT_DIPLOMA if row["kind"] == LONG else "nee",
        str(own.height),
        _decimal(_sum(own, "missed_lessons")),
        _decimal(_sum(own, "unknown_lessons")),
        _decimal(_sum(own, "hours")),
        "ja" if every == {"ja"} else UNKNOWN if UNKNOWN in every else "nee",
        ", ".join(daily),
    )
    return tuple(f"'{value}" if re.match(FORMULA, value) else value for value in values)


def _lines(own: pl.DataFrame) -> list[dict[str, str]]:
    """A line per day, or per week when the days would not fit on one page."""
    if own.height > MOST_LINES:
        weeks = own.group_by(pl.col("date").dt.truncate("1w").alias("date"), maintain_order=True).agg(
            pl.len().alias("days"),
            pl.sum("unknown_lessons", "lessons"),
            pl.when(pl.col("missed_lessons").is_not_null().all())
            .then(pl.col("missed_lessons").sum())
            .alias("missed_lessons"),
            pl.col("lessons").count().alias("told"),
        )
        lines = [
            (
                f"{words.day(row['date'])[3:]}, {words.count(row['days'], 'dag', 'dagen')}",
                row | {"lessons": row["lessons"] if row["told"] == row["days"] else None},
            )
            for row in weeks.iter_rows(named=True)
        ]
    else:
        lines = [(words.day(row["date"], year=True), row) for row in own.iter_rows(named=True)]
    return [
        {
            "dag": name,
            "uren": _number(row["missed_lessons"]),
            "onbekend": words.number(row["unknown_lessons"]) if row["unknown_lessons"] else "",
            "alles": _all_missed(row),
        }
        for name, row in lines
    ]


def _days_of(row: dict[str, Any], days: pl.DataFrame) -> pl.DataFrame:
    return days.filter(
        (pl.col("student_id") == row["student_id"])
        & (pl.col("kind") == row["kind"])
        & (pl.col("end_date") == row["end_date"])
        & pl.col("date").is_not_null()
    )


def _sum(own: pl.DataFrame, column: str) -> float | None:
    """The sum over the days; None when one of them is unknown."""
    return None if own[column].null_count() else float(own.select(pl.col(column).sum()).item())


def _number(value: float | None) -> str:
    return UNKNOWN if value is None else words.number(value)


def _all_missed(day: dict[str, Any]) -> str:
    """Whether every lesson of the day was missed without leave; without a timetable nobody knows."""
    if not day["lessons"] or day["missed_lessons"] is None:
        return UNKNOWN
    return "ja" if day["missed_lessons"] >= day["lessons"] else "nee"


def _day(value: date | None) -> str:
    return f"{value:%d-%m-%Y}" if value else UNKNOWN


def _decimal(value: float | None) -> str:
    return UNKNOWN if value is None else words.number(value, 2).replace(".", "")
