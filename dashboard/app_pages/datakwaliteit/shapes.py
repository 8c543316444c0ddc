"""The quality of the data: quiet weeks, hours without a reason, and every list of registrations to look at."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import polars as pl

from dashboard import words
from dashboard.whole_days.shapes import REMEDY
from protocols.settings_page import on_page

WHOLE_DAY = "hele dag"
LEFT = "van-school"


@dataclass(frozen=True)
class Issue:
    """One kind of thing to look at: its name, why it matters, and exactly the rows that its number counts."""

    key: str
    title: str
    why: str
    rows: pl.DataFrame

    @property
    def label(self) -> str:
        return f"{self.title}: {words.number(self.rows.height, 0)}"

    @property
    def asks(self) -> bool:
        """Whether somebody has to look at it: who left is only told."""
        return self.key != LEFT and not self.rows.is_empty()

    @property
    def of_pupils(self) -> bool:
        """Whether its rows are pupils, and not codes or weeks."""
        return "nummer" in self.rows.columns


@dataclass(frozen=True)
class Age:
    """Lesson hours without a reason of one age: `hours` is the sum of the column of hours in the list of pupils."""

    key: str
    title: str
    hours: int
    pupils: pl.DataFrame

    @property
    def label(self) -> str:
        return f"{self.title}: {words.count(self.hours, 'lesuur', 'lesuren')}"


def week_shares(rows: pl.DataFrame) -> pl.DataFrame:
    """One row per school week, a column per afdeling: registrations as a share of what this year makes likely."""
    if rows.is_empty():
        return rows
    said = [_share(row) for row in rows.iter_rows(named=True)]
    names = rows.sort("afdeling_order")["afdeling_name"].unique(maintain_order=True).to_list()
    return (
        rows.with_columns(pl.Series("said", said, dtype=pl.String))
        .pivot(on="afdeling_name", index=["week_start", "days_complete"], values="said")
        .sort("week_start", descending=True)
        .select(
            pl.col("week_start").alias("Week van"),
            *names,
            pl.when(pl.col("days_complete"))
            .then(pl.lit("ja"))
            .when(~pl.col("days_complete"))
            .then(pl.lit("nee"))
            .otherwise(pl.lit("te klein"))
            .alias("Elke dag compleet"),
        )
    )


def _share(row: dict[str, object]) -> str:
    if row["registrations"] is None:
        return "▼ geen" if row["suspicious"] else "geen"
    share = row["share"]
    text = "onbekend" if not isinstance(share, float) else f"{words.number(100 * share, 0)} %"
    return f"▼ {text}" if row["suspicious"] else text


def _quiet_weeks(rows: pl.DataFrame, incomplete: Collection[date]) -> pl.DataFrame:
    parts = rows.filter("suspicious").select(
        pl.col("week_start").alias("Week van"),
        pl.col("afdeling_name").alias("Waar"),
        pl.col("registrations").alias("Registraties"),
        pl.col("expected").round(0).cast(pl.Int64).alias("Verwacht"),
    )
    days = pl.DataFrame({"Week van": list(incomplete)}, schema={"Week van": pl.Date}).with_columns(
        pl.lit("hele school, minstens een dag").alias("Waar"),
        pl.lit(None, pl.Int64).alias("Registraties"),
        pl.lit(None, pl.Int64).alias("Verwacht"),
    )
    return pl.concat([parts, days]).sort("Week van", descending=True, maintain_order=True)


def who() -> list[pl.Expr]:
    """The columns that tell who a pupil is, as in every list."""
    return [
        pl.col("student_id").alias("nummer"),
        pl.col("name").alias("Leerling"),
        pl.col("klas").alias("Klas"),
        pl.col("mentor").alias("Mentor"),
    ]


def _hours() -> pl.Expr:
    first, last = pl.col("hour_from").cast(pl.String), pl.col("hour_to").cast(pl.String)
    several = pl.col("hour_to") > pl.col("hour_from")
    text = pl.when(several).then(first + pl.lit("–") + last).otherwise(first)
    return text.fill_null(WHOLE_DAY).alias("Lesuur")


def registrations(rows: pl.DataFrame) -> pl.DataFrame:
    """One row per registration: pupil, day, lesson hour and code."""
    return rows.select(*who(), pl.col("date").alias("Datum"), _hours(), pl.col("code").alias("Code"))


def double_slots(rows: pl.DataFrame) -> pl.DataFrame:
    """One row per pupil and lesson hour with registrations that exclude each other."""
    hour = pl.col("lesson_hour").cast(pl.String).fill_null(WHOLE_DAY).alias("Lesuur")
    return rows.select(*who(), pl.col("date").alias("Datum"), hour, pl.col("codes").alias("Codes"))


def without_minutes(rows: pl.DataFrame) -> pl.DataFrame:
    """One row per late of which nobody knows the minutes."""
    hour = pl.col("lesson_hour").cast(pl.String).fill_null(words.UNKNOWN).alias("Lesuur")
    return rows.select(*who(), pl.col("date").alias("Datum"), hour)


def without_klas(rows: pl.DataFrame) -> pl.DataFrame:
    """One row per pupil without a klas, and whether a pupil list knows the number."""
    return rows.select(
        *who(),
        pl.when("unlisted").then(pl.lit("nee")).otherwise(pl.lit("ja")).alias("Op een leerlingenlijst"),
        pl.col("registrations").alias("Registraties"),
        pl.col("last_date").alias("Laatste dag"),
    )


def corrections(rows: pl.DataFrame) -> pl.DataFrame:
    """One row per corrected registration: what it was and what stands there now."""
    return rows.with_columns(pl.col("hour_from").alias("hour_to")).select(
        *who(),
        pl.col("date").alias("Datum"),
        _hours(),
        pl.col("old_code").alias("Was"),
        pl.col("new_code").fill_null("niets meer").alias("Is nu"),
        pl.col("kind").alias("Hoe"),
    )


def issues(lists: Mapping[str, pl.DataFrame], weeks: pl.DataFrame, incomplete: Collection[date]) -> list[Issue]:
    """Everything to look at, in the order in which it bends the figures most.

    `weeks` tells of each week and afdeling of this year whether it is suspicious; `incomplete` are the Mondays of the
    weeks, in any year, in which the whole school has a quiet day.
    """
    shaped = {"stil": _quiet_weeks(weeks, incomplete), **lists}
    return [Issue(key, *ISSUES[key], shaped[key]) for key in ISSUES]


ISSUES = {
    "codes": (
        "Onbekende codes",
        "Registraties met deze codes tellen nergens mee. Geef elke code hieronder een categorie.",
    ),
    "stil": (
        "Stille weken",
        "In deze weken staan verdacht weinig registraties. Ontbreken is niet nul: lees de week opnieuw in als er een "
        "dag of een groep mist.",
    ),
    "tegenspraak": (
        "Tegenspraak bij codes",
        "De bron noemt deze registraties anders geoorloofd dan de categorie van de school. De categorie telt.",
    ),
    "dubbel": (
        "Dubbele lesuren",
        "In deze lesuren staan registraties die niet samen waar kunnen zijn: afwezig met nog iets, of tweemaal "
        "hetzelfde. Elke soort telt er één keer.",
    ),
    "hele-dagen": (
        "Dagen zonder lesuren",
        "Van deze hele dagen zijn de lesuren onbekend: ze tellen als dag en in ziekmeldingen, niet in lesuren en niet in de "
        f"norm voor leerplicht. {REMEDY}",
    ),
    "zonder-minuten": (
        "Te laat zonder minuten",
        "Het protocol telt minuten te laat, en van deze keren zijn ze niet bekend: ze tellen bij geen aantal minuten, tenzij "
        "het protocol dat zegt. Vul ze in bij de bron en lees de export opnieuw in.",
    ),
    "zonder-klas": (
        "Leerlingen zonder klas",
        "Deze leerlingen vallen onder afdeling overig. Lees een actuele leerlingenlijst in.",
    ),
    "buiten": (
        "Buiten inschrijving",
        "Op deze dagen zat de leerling in geen enkele klas. Klopt de datum van in- of uitschrijving?",
    ),
    "niet-op-lijst": (
        "Niet op de leerlingenlijst",
        "Deze leerlingen staan niet op de laatste lijst van de hele school en hebben registraties van die dag of later. Zij "
        "tellen mee tot een latere lijst. Klopt de lijst, of de registratie?",
    ),
    "vrij": (
        "Op lesvrije dagen",
        "Deze registraties tellen niet mee. Kloppen de vakanties en vrije dagen "
        f"{on_page('Vakanties', '[[school.holiday]] en [[school.free_day]]')}?",
    ),
    LEFT: (
        "Van school gegaan",
        "Deze leerlingen tellen na hun laatste dag nergens meer mee. Wie niet meer op een lijst van de hele school staat, telt "
        "mee tot en met de dag ervoor, of tot het schooljaar als zij er dit jaar nog op geen enkele dag waren. Wat nog te doen "
        "was, vraagt Mijn week niet meer; een melding aan leerplicht die nog moest, blijft op Leerplicht staan. Klopt het niet "
        "dat iemand weg is, lees dan een lijst van die dag of later in waar de leerling op staat.",
    ),
}


def unknown_ages(rows: pl.DataFrame, bounds: tuple[float, ...]) -> list[Age]:
    """Hours without a known reason by age in school days, each with the pupils behind them; youngest first."""
    edges = [-1, *(int(bound) for bound in bounds), None]
    ages = []
    for place, (after, until) in enumerate(pairwise(edges)):
        low = (after or 0) + 1
        age = pl.col("age_school_days")
        part = rows.filter(age >= low if until is None else age.is_between(low, until))
        title = f"meer dan {after} schooldagen" if until is None else f"{low} tot en met {until} schooldagen"
        ages.append(Age(str(place), title, part.height, _pupils(part)))
    return ages


def _pupils(rows: pl.DataFrame) -> pl.DataFrame:
    found = rows.group_by("student_id", "name", "klas", "mentor", maintain_order=True).agg(
        pl.len().cast(pl.Int64).alias("Lesuren"),
        pl.col("date").min().alias("Oudste dag"),
        pl.col("date").max().alias("Jongste dag"),
    )
    return found.select(*who(), "Lesuren", "Oudste dag", "Jongste dag").sort(
        "Lesuren", descending=True, maintain_order=True
    )
