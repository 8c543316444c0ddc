"""The tables and sentences of a board: rounded figures of schools, and of nobody in them."""

from collections.abc import Mapping
from datetime import date

import polars as pl

from dashboard import law, words
from dashboard.rates.funnel import Comparison
from dashboard.rounded.said import said
from pipelines.board.read import Board
from pipelines.board.summary import CATEGORIES
from pipelines.calendar import SchoolYear, school_year
from pipelines.each import each
from pipelines.questions.compliance import IN_TIME, LAPSED, LATE, OPEN, OVERDUE, UNRECORDED
from pipelines.statistics.disclosure import Shown, decimals, total

QUESTION = "Hoe staan de scholen ervoor naast vorig jaar en naast elkaar, en welke stuurde deze week niets?"
MISSING_ALT = "Scholen zonder gegevens van deze week, of die nu niet te zien zijn."
RATES = {"Ongeoorloofd": CATEGORIES[0], "Te laat": CATEGORIES[1]}
THEN, LINE, UNTIL = "vorig jaar", "Ongeoorloofd per week", "Gegevens tot en met"
NOW = "nu"
# How many columns of each table of protocols are names.
NAMED = {"Treden": 3, "Stappen": 2}
STATUSES = (IN_TIME, LATE, OVERDUE, UNRECORDED, OPEN, LAPSED)


def late(board: Board, on: date) -> pl.DataFrame:
    """The schools of which no day of the school week of a day is in the data, or of the last one before it."""
    begun = board.table("to_come").filter(pl.col("first") <= on)
    newest = begun.group_by("school").agg(pl.col("first").max())
    known = board.rows.select("school", "name", "last_date")
    return known.join(newest, on="school").filter(pl.col("last_date") < pl.col("first"))


def missing(board: Board, on: date | None) -> pl.DataFrame:
    """One row per school that sent nothing this week or ever, or that cannot be seen now: what is with it."""
    behind = late(board, on).to_dicts() if on else []
    rows = [(row["name"], row["last_date"], "Deze week nog geen gegevens.") for row in behind]
    rows += [(name, None, "Nog nooit iets ingelezen.") for name in board.empty]
    rows += [(school, None, f"{error.what} {error.remedy}") for school, error in board.wrong.items()]
    return pl.DataFrame(rows, schema={"School": pl.String, UNTIL: pl.Date, "Wat er is": pl.String}, orient="row")


def answer(board: Board, left: pl.DataFrame, compared: Comparison) -> str:
    """The page in one line."""
    schools = words.count(board.rows.height + len(board.empty) + len(board.wrong), "school", "scholen")
    lacks = f"{words.count(left.height, 'school', 'scholen')} zonder gegevens van deze week" if left.height else ""
    out = compared.points.filter(pl.col("verdict").is_in(["kijk", "signaal"]))
    differ = f"{words.count(out.height, 'school', 'scholen')} anders dan toeval" if out.height else ""
    return f"{schools}: {words.listed([*filter(None, (lacks, differ))]) or 'alle met gegevens, en geen anders dan toeval'}."


def recent(board: Board, category: str, settings: Mapping[str, float], on: date) -> pl.DataFrame:
    """One row per school: the rate of its last school weeks (`now`) and of the same school weeks of last year (`then`)."""
    year = SchoolYear.of(on)
    weeks = board.table("weeks").filter(pl.col("category") == category).sort("school", "week_start")
    own = weeks.filter(pl.col("school_year") == year.label).group_by("school").tail(int(settings["recent_weeks"]))
    before = weeks.filter(pl.col("school_year") == year.before.label)
    then = before.join(own.select("school", "school_week"), on=["school", "school_week"], how="semi")
    return (
        rates(own, "school")
        .rename({"rate": "now"})
        .join(rates(then, "school").rename({"rate": "then"}), on="school", how="left")
    )


def rates(weeks: pl.DataFrame, *keys: str) -> pl.DataFrame:
    """Hours per 100 lesson hours of what was shown; null where a part of it is unknown."""
    sums = weeks.group_by(*keys).agg(_sum("missed_hours"), _sum("scheduled_hours"))
    hours = pl.when(pl.col("scheduled_hours") > 0).then("scheduled_hours")
    return sums.with_columns(decimals(100.0 * pl.col("missed_hours") / hours).alias("rate")).drop(
        "missed_hours", "scheduled_hours"
    )


def _sum(name: str) -> pl.Expr:
    return pl.when(pl.col(name).null_count() == 0).then(pl.col(name).sum()).alias(name)


def schools(board: Board, settings: Mapping[str, float], on: date) -> pl.DataFrame:
    """One row per school, by name."""
    least = int(settings["small_group"])
    found = board.rows.select("school", "name", "last_date")
    for label, category in RATES.items():
        own = recent(board, category, settings, on).rename({"now": label, "then": f"{label} {THEN}"})
        found = found.join(own, on="school", how="left", maintain_order="left")
    weeks = board.table("weeks").filter(
        (pl.col("category") == CATEGORIES[0]) & (pl.col("school_year") == school_year(on))
    )
    lines = rates(weeks, "school", "week_start").sort("week_start").group_by("school").agg(pl.col("rate").alias(LINE))
    norm = board.table("norm").filter(pl.col("period") == NOW)
    reached = [said(Shown(row["reached"], row["few"]), least) for row in norm.iter_rows(named=True)]
    hours = norm.select("school", pl.Series(law.hours(), reached, pl.String))
    joined = found.join(lines, on="school", how="left", maintain_order="left")
    joined = joined.join(hours, on="school", how="left", maintain_order="left")
    told = [name for label in RATES for name in (label, f"{label} {THEN}")]
    return joined.select(
        pl.col("name").alias("School"),
        *(each(joined[name], rate_said, pl.String) for name in told),
        LINE,
        law.hours(),
        pl.col("last_date").alias(UNTIL),
    )


def rate_said(rate: float | None) -> str:
    """A rate as fine as it may be, or that there is none."""
    return words.UNKNOWN if rate is None else words.rate(rate, 2 if rate < 2 else 1)


def figures(board: Board, settings: Mapping[str, float], on: date) -> list[tuple[str, str, str]]:
    """What all schools are together: name, figure, and what stands beside it."""
    norm = board.table("norm").filter(pl.col("period") == NOW)
    found = [
        ("Scholen met cijfers", words.number(board.rows.height, 0), f"leerlingen, afgerond: {_all(norm['students'])}")
    ]
    for label, category in RATES.items():
        own = recent(board, category, settings, on).drop_nulls("now")
        higher = own.filter(pl.col("now") > pl.col("then")).height
        # Not the rate of all together: large schools would decide.
        middle = own["now"].median()
        figure = rate_said(float(middle)) if isinstance(middle, float) else words.UNKNOWN
        beside = f"de middelste school, per 100 lesuren; hoger dan vorig jaar: {higher} van {own['then'].count()}"
        found.append((label, figure, beside))
    shown = total(Shown(value, few) for value, few in norm.select("reached", "few").iter_rows())
    return [*found, (f"{law.hours()} bereikt", said(shown, int(settings["small_group"])), "leerlingen dit schooljaar")]


def _all(students: pl.Series) -> str:
    return words.number(int(students.sum()), 0)


def stages(board: Board, least: int) -> tuple[pl.DataFrame, str, str]:
    """One row per school and ladder of its protocol: the pupils whose highest stage has that level."""
    rows = board.table("stages").join(board.rows.select("school", "name", "protocol"), on="school")
    keys = ["name", "school", "protocol", "ladder_order", "ladder_name"]
    # As `total`: one cell among empty ones is that cell.
    alone = ((pl.col("pupils") > 0).sum() == 1) & (pl.col("few") & (pl.col("pupils") > 0)).any()
    sums = rows.group_by(*keys, "level").agg(pl.col("pupils").sum(), alone.alias("few"))
    shown = [said(Shown(pupils, few), least) for pupils, few in sums.select("pupils", "few").iter_rows()]
    told = sums.select(*keys, "level", pl.Series("said", shown, pl.String))
    levels = sorted(rows["level"].unique().to_list())
    wide = told.pivot("level", on_columns=levels, index=keys, values="said").sort(keys)
    table = wide.select(
        pl.col("name").alias("School"),
        pl.col("protocol").alias("Protocol"),
        pl.col("ladder_name").alias("Ladder"),
        *(pl.col(str(level)).fill_null("").alias(f"Trede {level}") for level in levels),
    )
    return table, "Leerlingen per school, ladder en hoogte van de trede, afgerond.", "Geen school heeft treden."


def steps(board: Board, least: int) -> tuple[pl.DataFrame, str, str]:
    """One row per school: the steps that its protocol asked in the last school weeks, by what became of them."""
    rows = board.table("steps")
    shown = {(row["school"], row["status"]): Shown(row["steps"], row["few"]) for row in rows.iter_rows(named=True)}
    found = []
    for school, name, protocol in board.rows.select("school", "name", "protocol").iter_rows():
        own = [shown.get((school, status), Shown(0)) for status in STATUSES]
        found.append([name, protocol, said(total(own), least), *(said(cell, least) for cell in own)])
    columns = ["School", "Protocol", "Gevraagd", *map(words.capital, STATUSES)]
    table = pl.DataFrame(found, schema=dict.fromkeys(columns, pl.String), orient="row")
    return table, "Stappen per school van de laatste schoolweken, afgerond.", "Er is geen school met cijfers."


def afdelingen(board: Board, school: str, names: Mapping[str, str]) -> pl.DataFrame:
    """The rates of the afdelingen of a school over the finished weeks of the school year."""
    own = board.table("afdelingen").filter(pl.col("school") == school)
    found = own.select("afdeling").unique().sort("afdeling")
    for label, category in RATES.items():
        of = rates(own.filter(pl.col("category") == category), "afdeling").rename({"rate": label})
        found = found.join(of, on="afdeling", how="left", maintain_order="left")
    return found.select(
        pl.col("afdeling").replace(dict(names)).alias("Afdeling"),
        *(each(found[label], rate_said, pl.String) for label in RATES),
    )


def explained(settings: Mapping[str, float], funnel: str) -> dict[str, list[str]]:
    """How the page is read, by subhead."""
    least, weeks = words.number(settings["small_group"], 0), words.number(settings["recent_weeks"], 0)
    return {
        "Cijfers": [
            f"Ongeoorloofd en te laat: lesuren per 100, in de laatste {weeks} schoolweken van elke school; vorig jaar: "
            "dezelfde schoolweken. Onvolledige weken tellen niet mee: ontbreken is niet nul.",
            f"Per afdeling en week, of per afdeling en trede, is een aantal eerst afgerond op {least}, en onder {least} "
            "staat het er niet precies; elk cijfer hier is de som daarvan. Niemand is door aftrekken te vinden.",
        ],
        "Scholen vergeleken": [funnel],
        "Protocollen": [
            "Elk protocol heeft eigen treden: trede 1 is de laagste van haar ladder. Een leerling telt per ladder op de hoogste.",
            "Stappen zijn die van de laatste schoolweken, met de vinkjes van de laatste opbouw.",
        ],
    }
