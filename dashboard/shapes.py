"""From query rows to what a page shows: Dutch column names, sentences, order. No data access, no widgets."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import polars as pl

from dashboard import words
from pipelines.calendar import school_year
from pipelines.statistics import xmr

# How long a report stays on the list of reports to make after its last day: nobody has marked it as done yet.
RECENT_REPORT_DAYS = 14
TOTAL_LABELS = {
    "totaal_afwezig": "Alle afwezigheid",
    "totaal_ongeoorloofd": "Ongeoorloofd samen (volgens het protocol)",
}


@dataclass(frozen=True)
class Band:
    """The band of chance around a weekly rate, and what it says in words."""

    sentence: str
    centre: float | None = None
    lower: float | None = None
    upper: float | None = None


@dataclass(frozen=True)
class Pupil:
    """What the page of one pupil shows."""

    calendar: pl.DataFrame
    steps: pl.DataFrame
    spells: pl.DataFrame
    standing: pl.DataFrame
    sentences: list[str] = field(default_factory=list)


def _age(birth: date | None, on: date) -> int | None:
    return None if birth is None else on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day))


def _fits(action: dict[str, Any], row: dict[str, Any], on: date) -> bool:
    """Whether an action is meant for this pupil: by leerjaar and by being of age."""
    leerjaar, age = row["leerjaar"], _age(row["birth_date"], on)
    if leerjaar is not None and not (action["leerjaar_from"] or 0) <= leerjaar <= (action["leerjaar_until"] or 99):
        return False
    if action["adult"] is not None and age is not None and action["adult"] != (age >= 18):
        return False
    return not row["recurring"] or bool(action["recurring"])


def _who_does_what(actions: dict[tuple[str, str, str], list[dict[str, Any]]], row: dict[str, Any], on: date) -> str:
    fitting = [a for a in actions.get((row["protocol"], row["ladder"], row["stage"]), []) if _fits(a, row, on)]
    return "; ".join(f"{action['role']}: {action['what']}" for action in fitting)


def _reason(row: dict[str, Any]) -> str:
    counted = f"{words.number(row['value'])} {row['counter']}" if row["counter"] else row["stage_name"]
    return f"{counted} op {words.day(row['reached_on'])}"


def worklist(rows: pl.DataFrame, actions: pl.DataFrame, on: date) -> pl.DataFrame:
    """One row per due step in the order of urgency: pupil, reason, who does what, deadline, days left."""
    by_stage: dict[tuple[str, str, str], list[dict[str, Any]]] = {}
    for action in actions.iter_rows(named=True):
        by_stage.setdefault((action["protocol"], action["ladder"], action["stage"]), []).append(action)
    return pl.DataFrame(
        [
            {
                "nummer": row["student_id"],
                "Leerling": row["name"],
                "Klas": row["klas"],
                "Mentor": row["mentor"],
                "Waarom": _reason(row),
                "Wie doet wat": _who_does_what(by_stage, row, on) + (" (juridisch bezwaar)" if row["legal"] else ""),
                "Rol": sorted(
                    {a["role"] for a in by_stage.get((row["protocol"], row["ladder"], row["stage"]), [])}
                ),
                "Uiterlijk": row["deadline"],
                "Termijn": words.days_left(row["days_left"]) + ("*" if row["is_default"] else ""),
                "Trede": row["stage"],
                "stand": "nieuw" if row["is_new"] else "over de termijn" if row["days_left"] < 0 else "loopt",
                "terugkerend": row["recurring"],
            }
            for row in rows.iter_rows(named=True)
        ],
        schema={
            "nummer": pl.String,
            "Leerling": pl.String,
            "Klas": pl.String,
            "Mentor": pl.String,
            "Waarom": pl.String,
            "Wie doet wat": pl.String,
            "Rol": pl.List(pl.String),
            "Uiterlijk": pl.Date,
            "Termijn": pl.String,
            "Trede": pl.String,
            "stand": pl.String,
            "terugkerend": pl.Boolean,
        },
        orient="row",
    )


def trend_categories(present: pl.DataFrame, labels: dict[str, str]) -> dict[str, str]:
    """Categories to choose from, totals first, then the most frequent."""
    found = present["category"].to_list()
    names = TOTAL_LABELS | labels
    return {category: names[category] for category in [*TOTAL_LABELS, *found] if category in found}


def _years(rows: pl.DataFrame, on: date) -> tuple[pl.DataFrame, pl.DataFrame]:
    this, last = school_year(on), school_year(on.replace(day=1) - timedelta(366))
    return rows.filter(pl.col("school_year") == this), rows.filter(pl.col("school_year") == last)


def _beside_last_year(rows: pl.DataFrame, on: date, keys: list[str]) -> pl.DataFrame:
    """This year's weeks with the rate of the same school week a year before; incomplete weeks have no rate then."""
    rows = rows.with_columns(pl.col("rate_per_100").alias("rate"))
    this, last = _years(rows, on)
    before = last.filter(pl.col("complete").fill_null(True)).select(
        *keys, "school_week", pl.col("rate").alias("last_year")
    )
    return this.join(before, on=[*keys, "school_week"], how="left").with_columns(
        pl.col("week_start").dt.to_string("%Y-%m-%d").alias("key")
    )


def _with_gaps(weeks: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    """A row without values in every week without lessons, so that a line does not run across a holiday."""
    if weeks.is_empty():
        return weeks
    first, last = weeks["week_start"].min(), weeks["week_start"].max()
    every = pl.DataFrame({"week_start": pl.date_range(first, last, "1w", eager=True)})
    if keys:
        every = weeks.select(keys).unique(maintain_order=True).join(every, how="cross")
    return every.join(weeks, on=[*keys, "week_start"], how="left").sort(*keys, "week_start")


def week_trend(rows: pl.DataFrame, on: date, settings: dict[str, float]) -> tuple[pl.DataFrame, Band]:
    """Weeks of the school year for one category, with their status, and the band of chance in words."""
    weeks = _beside_last_year(rows, on, []).sort("week_start")
    sure = weeks.filter(pl.col("complete").fill_null(True) & pl.col("rate").is_not_null())
    band = xmr(
        sure["rate"].to_list(),
        settings["xmr_factor"],
        int(settings["xmr_min_weeks"]),
        int(settings["xmr_run"]),
    )
    keys = sure["key"].to_list()
    signals = [keys[place] for place in (band.outside if band else ())]
    status = (
        pl.when(~pl.col("complete").fill_null(True))
        .then(pl.lit("onvolledig"))
        .when(pl.col("key").is_in(signals))
        .then(pl.lit("signaal"))
        .when(pl.col("rate").is_null())
        .then(pl.lit("vakantie"))
        .otherwise(pl.lit("gewoon"))
    )
    columns = ["week_start", "school_week", "rate", "last_year", "missed_hours", "students", "complete", "key"]
    shown = _with_gaps(weeks.select(columns), []).with_columns(status.alias("status"))
    if band is None:
        needed = int(settings["xmr_min_weeks"])
        text = f"Er zijn {words.count(sure.height, 'volledige week', 'volledige weken')}; vanaf {needed} is te zeggen wat meer is dan toeval."
        return shown, Band(text)
    if signals:
        dates = words.listed([words.day(date.fromisoformat(key)) for key in signals])
        text = f"Buiten wat toeval geeft: de week van {dates}."
    elif band.runs:
        since = words.day(date.fromisoformat(keys[band.runs[0]]))
        text = f"Sinds de week van {since} liggen de weken langdurig aan één kant van het gemiddelde: meer dan toeval."
    else:
        text = "Geen enkele week wijkt meer af dan toeval geeft."
    return shown, Band(text, band.centre, band.lower, band.upper)


def part_trends(rows: pl.DataFrame, names: pl.DataFrame, on: date) -> pl.DataFrame:
    """Weeks of the school year per afdeling, in the school's own order."""
    weeks = _beside_last_year(rows, on, ["part"]).filter(pl.col("complete").fill_null(True))
    columns = ["part", "week_start", "school_week", "rate", "last_year", "missed_hours"]
    return (
        _with_gaps(weeks.select(columns), ["part"])
        .join(names.select(pl.col("afdeling").alias("part"), pl.col("name").alias("part_name"), "afdeling_order"), on="part")
        .sort("afdeling_order", "week_start")
    )


def week_pupils(rows: pl.DataFrame) -> pl.DataFrame:
    """Pupils behind one point of the trend."""
    return rows.select(
        pl.col("student_id").alias("nummer"),
        pl.col("name").alias("Leerling"),
        pl.col("klas").alias("Klas"),
        pl.col("mentor").alias("Mentor"),
        pl.col("hours").alias("Lesuren"),
        pl.col("days").alias("Dagen"),
    )


def _stage_label(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns((pl.col("stage") + ": " + pl.col("stage_name")).alias("stage_label"))


def standing(rows: pl.DataFrame, ahead: pl.DataFrame, ladders: pl.DataFrame) -> pl.DataFrame:
    """One row per pupil and ladder: present stage, since when, counter, next stage and what is missing to it."""
    names = ladders.select("protocol", "ladder", "ladder_name", "stage", "stage_name", "stage_order", "legal", "place")
    joined = rows.join(names, on=["protocol", "ladder", "stage"], how="left").join(
        ahead.select("school", "student_id", "ladder", "next_stage", "label", "distance"),
        on=["school", "student_id", "ladder"],
        how="left",
    )
    distance = [
        f"nog {words.number(row['distance'])} ({row['label']}) tot {row['next_stage']}" if row["next_stage"] else "hoogste trede"
        for row in joined.iter_rows(named=True)
    ]
    return _stage_label(joined.with_columns(pl.Series("distance_words", distance, dtype=pl.String))).sort(
        "level", "sort_name", descending=[True, False]
    )


def on_stage(standing_rows: pl.DataFrame, ladder: str, stage: str | None) -> pl.DataFrame:
    """The pupils of one ladder, or of one stage of it, as a list."""
    chosen = standing_rows.filter(pl.col("ladder") == ladder)
    if stage is not None:
        chosen = chosen.filter(pl.col("stage") == stage)
    return chosen.select(
        pl.col("student_id").alias("nummer"),
        pl.col("name").alias("Leerling"),
        pl.col("klas").alias("Klas"),
        pl.col("mentor").alias("Mentor"),
        pl.col("stage_label").alias("Trede"),
        pl.col("reached_on").alias("Sinds"),
        pl.col("value").alias("Teller nu"),
        pl.col("distance_words").alias("Volgende trede"),
    )


def stage_bars(standing_rows: pl.DataFrame, ladders: pl.DataFrame, protocol: str, ladder: str) -> pl.DataFrame:
    """Pupils per stage; a stage that needs data which are missing says so instead of counting zero."""
    counts = (
        standing_rows.filter(pl.col("ladder") == ladder).group_by("stage").agg(pl.len().cast(pl.Int64).alias("students"))
    )
    stages = _stage_label(ladders.filter((pl.col("protocol") == protocol) & (pl.col("ladder") == ladder)))
    return (
        stages.filter("computable")
        .join(counts, on="stage", how="left")
        # Every pupil is on the list of stages or on none: no row here truly means nobody.
        .with_columns(pl.col("students").fill_null(0), pl.col("stage").alias("key"))
        .sort("level", "stage_order")
        .select("stage_label", "level", "students", "key")
    )


def stage_weeks(
    rows: pl.DataFrame, ladders: pl.DataFrame, protocol: str, ladder: str
) -> tuple[pl.DataFrame, list[str]]:
    """Pupils per stage and week, and the labels of the stages from low to high."""
    stages = _stage_label(
        ladders.filter((pl.col("protocol") == protocol) & (pl.col("ladder") == ladder) & pl.col("computable"))
    ).sort("level", "stage_order")
    return rows.join(stages.select("stage", "stage_label"), on="stage"), stages["stage_label"].to_list()


def _hours(row: dict[str, Any]) -> str:
    unknown = f" + {words.number(row['hours_unknown'])} onbekend" if row["hours_unknown"] else ""
    return words.number(row["hours"]) + unknown


def leerplicht(rows: pl.DataFrame, leaving: pl.DataFrame, on: date) -> pl.DataFrame:
    """Pupils with a report this year or near the norm, with the next hours to leave the window."""
    first: dict[str, dict[str, Any]] = {}
    for row in leaving.sort("leaves_on", "date").iter_rows(named=True):
        first.setdefault(row["student_id"], row)
    records = []
    for row in rows.iter_rows(named=True):
        goes = first.get(row["student_id"])
        words_ = ""
        if goes and goes["leaves_on"]:
            amount = words.count(round(goes["judged"] + goes["unknown"]), "uur", "uur")
            words_ = f"{amount} van {words.day(goes['date'])} vervalt op {words.day(goes['leaves_on'])}"
        records.append(
            {
                "nummer": row["student_id"],
                "Leerling": row["name"],
                "Klas": row["klas"],
                "Mentor": row["mentor"],
                "staat": row["state"],
                "Leeftijd": _age(row.get("birth_date"), on) if row["age"] is None else row["age"],
                "Uren nu": _hours(row),
                "Nog tot de norm": words.number(row["hours_left"]),
                "Venster vanaf": row["window_start"],
                "Vervalt het eerst": words_,
                "Melding": row["report_number"],
                "Begin": row["begin_date"],
                "Einde": row["end_date"],
                "Melden uiterlijk": row["due_on"],
                "Plicht": {True: "ja", False: "18+, mag", None: ""}[row["duty"]],
                "Termijn": "" if not row["due_on"] else "voorbij" if row["due_on"] < on else "loopt",
                "dagen": (row["due_on"] - on).days if row["due_on"] else None,
                "over": row["hours_left"],
            }
        )
    return pl.DataFrame(records, infer_schema_length=None) if records else pl.DataFrame()


def nearing(rows: pl.DataFrame) -> pl.DataFrame:
    """Pupils near the norm without a report this year, nearest first."""
    if rows.is_empty():
        return rows
    columns = ["nummer", "Leerling", "Klas", "Mentor", "Uren nu", "Nog tot de norm", "Venster vanaf", "Vervalt het eerst"]
    return rows.filter(pl.col("staat") == "nadert").sort("over", "Leerling").select(columns)


def due(rows: pl.DataFrame) -> pl.DataFrame:
    """Reports of the last weeks, soonest due first; nothing here knows yet whether one was made."""
    if rows.is_empty():
        return rows
    columns = ["nummer", "Leerling", "Klas", "Leeftijd", "Melding", "Begin", "Einde", "Melden uiterlijk", "Termijn", "Plicht"]
    recent = (pl.col("staat") == "melding") & (pl.col("dagen") >= -RECENT_REPORT_DAYS)
    return rows.filter(recent).sort("Melden uiterlijk", "Leerling").select(columns)


def reports(rows: pl.DataFrame, on: date) -> pl.DataFrame:
    """Every report of the school year, latest first; hours are unauthorised lesson hours only."""
    return rows.sort("end_date", "sort_name", descending=[True, False]).select(
        pl.col("student_id").alias("nummer"),
        pl.col("name").alias("Leerling"),
        pl.col("klas").alias("Klas"),
        pl.col("report_number").alias("Melding"),
        pl.col("begin_date").alias("Begin"),
        pl.col("end_date").alias("Einde"),
        pl.col("due_on").alias("Melden uiterlijk"),
        pl.col("judged").alias("Uren ongeoorloofd"),
        pl.col("unknown").alias("Uren onbekend"),
        pl.when("duty").then(pl.lit("ja")).otherwise(pl.lit("18+, mag")).alias("Plicht"),
    )


def pupil(
    slots: pl.DataFrame,
    steps: pl.DataFrame,
    spells: pl.DataFrame,
    standing: pl.DataFrame,
    norm: pl.DataFrame,
    leaving: pl.DataFrame,
    labels: dict[str, str],
    on: date,
) -> Pupil:
    """The page of one pupil: calendar, steps, spells, and the sentences that say why he or she is on a list."""
    sentences = [
        f"{row['ladder_name']}: trede {row['stage']} sinds {words.day(row['reached_on'])}, {row['distance_words']}."
        for row in standing.iter_rows(named=True)
    ]
    for row in norm.iter_rows(named=True):
        text = f"16-uursnorm: {_hours(row)} uur in het venster vanaf {words.day(row['window_start'])}"
        if row["report_number"]:
            text += f"; melding {row['report_number']} bereikt op {words.day(row['end_date'])}"
        sentences.append(text + ".")
    for row in leaving.iter_rows(named=True) if norm.height else ():
        if row["leaves_on"]:
            hours = words.number(row["judged"] + row["unknown"])
            sentences.append(f"{hours} uur van {words.day(row['date'])} telt mee tot {words.day(row['leaves_on'])}.")
    calendar = slots.with_columns(pl.col("category").replace_strict(labels, default="Overig").alias("label"))
    return Pupil(
        calendar=calendar,
        steps=steps.select(
            pl.col("reached_on").alias("Bereikt op"),
            pl.col("ladder_name").alias("Ladder"),
            (pl.col("stage") + ": " + pl.col("stage_name")).alias("Trede"),
            pl.when("holds").then(pl.lit("ja")).otherwise(pl.lit("vervallen")).alias("Geldt nu"),
            pl.col("place").alias("Plaats in het protocol"),
        ),
        spells=spells.select(
            pl.col("spell_start").alias("Eerste dag"),
            pl.col("last_day").alias("Laatste dag"),
            pl.col("school_days").alias("Schooldagen"),
            pl.col("hours").alias("Lesuren"),
            pl.when("running").then(pl.lit("loopt")).otherwise(pl.lit("voorbij")).alias("Stand"),
        ),
        standing=standing,
        sentences=sentences,
    )
