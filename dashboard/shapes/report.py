"""The management report: five figures of three periods, without any that is about a small group."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from dashboard import words
from dashboard.shapes.trends import PER_100, PER_PUPIL
from pipelines.disclosure import Hidden, hidden
from pipelines.queries.report import BEFORE, LAST_YEAR, MEASURES, NOW

HIDDEN = "kleine groep"
UNKNOWN = "–"
# Period -> what it is called above its column.
PERIODS = {NOW: "Nu", BEFORE: "Daarvoor", LAST_YEAR: "Vorig jaar"}
PUPILS, WORRYING = "leerlingen, dit schooljaar", "Zorgwekkend ziek (M@ZL)"
# What each measure is called as a figure, and in a sentence.
LABELS = {
    "ongeoorloofd": "Ongeoorloofd afwezig",
    "ziek": "Ziek",
    "te_laat": "Te laat zonder geldige reden",
}


@dataclass(frozen=True)
class Subject:
    """What a report is about: the whole school (no afdeling), or one afdeling of it."""

    school: str
    afdeling: str = ""
    afdeling_name: str = ""

    @property
    def name(self) -> str:
        return self.afdeling_name or "Hele school"

    def hides(self, found: Hidden) -> bool:
        """Whether a figure of this report would tell of a small group, here or in another report."""
        return self.afdeling in found.parts if self.afdeling else found.whole


@dataclass(frozen=True)
class Figure:
    """One figure: name, unit, and its value in each of the three periods, in words and as a number (None: not shown)."""

    name: str
    unit: str
    said: tuple[str, str, str]
    values: tuple[float | None, float | None, float | None]


def period_words(rows: pl.DataFrame, on: date) -> str:
    """The days of each period that has data, below the figures."""
    found = {row["period"]: row for row in rows.iter_rows(named=True)}
    parts = [
        f"{PERIODS[period]}: {words.count(row['weeks'], 'schoolweek', 'schoolweken')}, "
        + (f"{_short(row['first_date'])}\u00a0– " if row["first_date"] < row["last_date"] else "")
        + _short(row["last_date"], row["last_date"].year != on.year)
        + (f" ({words.count(row['incomplete'], 'week', 'weken')} onvolledig)" if row["incomplete"] else "")
        for period in PERIODS
        if (row := found.get(period))
    ]
    return f"{'. '.join(parts)}." if parts else "Er is dit schooljaar nog geen schoolweek geweest."


def _short(day: date, year: bool = False) -> str:
    # Spaces that do not break: the column above a figure is narrow.
    return words.day(day, year).split(" ", 1)[1].replace(" ", "\u00a0")


def per_part(weeks: pl.DataFrame) -> pl.DataFrame:
    """One row per period and part: pupils, days, hours, and of each measure the hours and the pupils who have any."""
    pupils = (
        weeks.filter(pl.col("period").is_not_null())
        .group_by("period", "part", "student_id")
        .agg(pl.col("days", *MEASURES).sum(), hours())
    )
    return pupils.group_by("period", "part").agg(
        pl.len().cast(pl.Int64).alias("students"),
        pl.col("days", *MEASURES).sum(),
        hours(),
        *((pl.col(measure) > 0).sum().cast(pl.Int64).alias(f"{measure}_students") for measure in MEASURES),
    )


def hours() -> pl.Expr:
    """The sum of scheduled hours; hours that are unknown somewhere leave the sum unknown, not smaller."""
    return pl.when(pl.col("scheduled_hours").null_count() == 0).then(pl.col("scheduled_hours").sum())


def in_order(rows: pl.DataFrame, order: Sequence[str], columns: Sequence[str]) -> dict[str, tuple[int, ...]]:
    """Part -> its numbers of pupils, in the order of the school; a part without a row has nobody."""
    found = {row["part"]: tuple(row[column] or 0 for column in columns) for row in rows.iter_rows(named=True)}
    none = (0,) * len(columns)
    return {part: found.get(part, none) for part in [*order, *sorted(set(found) - set(order))]}


def figures(
    weeks: pl.DataFrame, counts: pl.DataFrame, subject: Subject, order: Sequence[str], care: bool, least: int
) -> tuple[Figure, ...]:
    """The five figures. `weeks` and `counts` are of the whole school (`pipelines.queries.report`), whatever the subject."""
    parts, unit = per_part(weeks), unit_of(weeks)

    def told(name: str, rows: pl.DataFrame, column: str, rate: bool) -> Figure:
        said: list[str] = []
        values: list[float | None] = []
        for period in PERIODS:
            here = rows.filter(pl.col("period") == period)
            own = here.filter(pl.col("part") == subject.afdeling) if subject.afdeling else here
            rests_on = in_order(here, order, ("students", f"{column}_students" if rate else column))
            closed = subject.hides(hidden(rests_on, least))
            value = None if closed else _rate(own, column, unit) if rate else _sum(own, column)
            values.append(value)
            text = UNKNOWN if value is None else words.rate(value) if rate else words.number(value, 0)
            said.append(HIDDEN if closed else text)
        return Figure(name, unit if rate else PUPILS, (said[0], said[1], said[2]), (values[0], values[1], values[2]))

    return (
        *(told(name, parts, measure, rate=True) for measure, name in LABELS.items()),
        told("16 uur ongeoorloofd bereikt", counts, "reached", rate=False),
        told(WORRYING, counts, "worrying", rate=False)
        if care
        else Figure(WORRYING, "geen recht om zorg te zien", (UNKNOWN,) * 3, (None,) * 3),
    )


def unit_of(weeks: pl.DataFrame) -> str:
    """Per 100 lesson hours, or per pupil when no hours are known in the last weeks."""
    known = weeks.filter(pl.col("period") == NOW)["scheduled_hours"]
    return PER_PUPIL if known.len() and known.null_count() == known.len() else PER_100


def _rate(rows: pl.DataFrame, measure: str, unit: str) -> float | None:
    """Of five school days, when per pupil; None when hours are missing."""
    amount = rows["days"] if unit == PER_PUPIL else rows["scheduled_hours"]
    total = float(amount.sum())
    if not total or amount.null_count():
        return None
    return (5.0 if unit == PER_PUPIL else 100.0) * int(rows[measure].sum()) / total


def _sum(rows: pl.DataFrame, column: str) -> float | None:
    return float(rows[column].sum()) if rows.height else None


def table(found: Sequence[Figure]) -> pl.DataFrame:
    """The figures to read: one row each, a column per period."""
    rows = [[figure.name, figure.unit, *figure.said] for figure in found]
    return pl.DataFrame(rows, schema=dict.fromkeys(["Cijfer", "Eenheid", *PERIODS.values()], pl.String), orient="row")


def shown_weeks(
    own: pl.DataFrame, parts: pl.DataFrame, sizes: Mapping[str, int], subject: Subject, least: int
) -> pl.DataFrame:
    """The weekly rates of the subject; a week that tells of a small group, here or in another report, has no rate.

    `own` has the rows of the subject, `parts` those of every afdeling (`pipelines.queries.trends`); `sizes` gives the
    pupils of each, in the order of the school.
    """
    closed = []
    for (week,), rows in parts.group_by("week_start", maintain_order=True):
        registered = dict(rows.select("part", "registered").iter_rows())
        order = sorted(registered, key=lambda part: list(sizes).index(part) if part in sizes else len(sizes))
        if subject.hides(hidden({part: (sizes.get(part, 0), registered[part]) for part in order}, least)):
            closed.append(week)
    gone = pl.col("week_start").is_in(closed)
    names = ("rate_per_100", "hours_per_pupil", "missed_hours", "registered")
    return own.with_columns(pl.when(~gone).then(pl.col(name)).alias(name) for name in names)


def explained(settings: Mapping[str, float], about: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """The second page: what each figure is, how to read the charts, what stays away, and by which protocol."""
    weeks, least = int(settings["recent_weeks"]), int(settings["small_group"])
    counts = "wel" if about["unknown_counts"] else "niet"
    return (
        (
            "Perioden",
            f"De laatste {weeks} schoolweken tot en met de peildatum, de {weeks} daarvoor, en dezelfde schoolweken van "
            "vorig jaar tot en met dezelfde weekdag. Vakantieweken bestaan niet; een periode loopt niet over de zomer "
            "heen. Onvolledige weken tellen niet mee: ontbreken is niet nul.",
        ),
        (
            "Ongeoorloofd afwezig",
            "Gemiste lesuren die het geldende protocol ongeoorloofd noemt, op elke 100 lesuren die ingeschreven leerlingen "
            f"hadden. Uren zonder bekende reden tellen bij dit protocol {counts} mee. Elk lesuur telt een keer.",
        ),
        ("Ziek", "Gemiste lesuren met ziek of ziek naar huis, op elke 100 lesuren. Nooit ongeoorloofd."),
        ("Te laat", "Lesuren waarin een leerling zonder geldige reden te laat kwam, op elke 100 lesuren."),
        (
            "16 uur bereikt",
            f"Leerlingen die er op de laatste dag van de periode zijn en dat schooljaar minstens een keer "
            f"{words.number(settings['hours'])} uur ongeoorloofd verzuim in {words.number(settings['weeks'])} schoolweken "
            "hadden.",
        ),
        (
            "Zorgwekkend ziek",
            "Leerlingen die er dan zijn en dat schooljaar aan de landelijke criteria voldeden: de 4e ziekmelding in 12 "
            "schoolweken, of de 7e schooldag achter elkaar ziek. Een reden voor zorg.",
        ),
        (
            "Waarom deze vijf",
            "Ze volgen alle vijf uit de registraties, dus zijn ze met vorig jaar te vergelijken, ook toen nog niemand "
            "vinkjes zette. Wat de school zelf doet (stappen, meldingen, besluiten) staat er apart onder.",
        ),
        (
            "Trend",
            "Donker: dit schooljaar; grijs: vorig jaar in dezelfde schoolweek. De lichte band is wat toeval geeft. Een "
            "ruit valt daarbuiten, een driehoek hoort bij een lange reeks aan een kant van het gemiddelde.",
        ),
        (
            "Afdelingen",
            "Elk punt is een afdeling: het gemiddelde van de cijfers van haar leerlingen dit schooljaar. Hoe minder "
            "leerlingen, hoe verder toeval dat wegduwt: dat zijn de lijnen. Alleen voorbij de doorgetrokken lijn heet een "
            "verschil meer dan toeval. Uit de volgorde volgt geen rangorde.",
        ),
        (
            "Treden",
            "Een leerling telt per ladder op de hoogste bereikte trede van het geldende protocol.",
        ),
        (
            "Stappen",
            "Stappen van de laatste periode. Gedaan is een vinkje, of teruggekomen zijn als de stap niets anders vroeg. "
            "Niets vastgelegd: de termijn is voorbij zonder vinkje; of het gebeurd is, weet dit programma dan niet. "
            "Vervallen: niet meer gevraagd voordat de termijn voorbij was.",
        ),
        (
            "Kleine groepen",
            f"Een cijfer over minder dan {least} leerlingen blijft weg, ook als noemer of als wie het cijfer maakt. Waar "
            "zo'n cijfer door aftrekken terug te vinden was, blijft er nog een weg. Nul staat er wel.",
        ),
        ("Protocol", _protocol(about)),
    )


def _protocol(about: Mapping[str, Any]) -> str:
    since = f", geldig vanaf {words.day(about['valid_from'], year=True)}" if about["valid_from"] else ""
    checked = f", nagekeken op {words.day(about['checked'], year=True)}" if about["checked"] else ""
    return f"{about['protocol_name']} ({about['protocol']}){since}{checked}."
