"""Schools of a board against what chance and ordinary differences give, with the mix of their pupils."""

from collections.abc import Mapping
from datetime import date

import polars as pl

from dashboard.app_pages.bestuur.shapes import NOW, rates
from dashboard.rates.funnel import CALLED, NAMES, TOO_FEW, TYPES, Comparison, sentence
from dashboard.rates.units import PER_100
from pipelines.board.read import Board
from pipelines.board.summary import CATEGORIES
from pipelines.calendar import school_year
from pipelines.statistics.case_mix import Mix, cell_mix
from pipelines.statistics.funnel import Levels, Sums, funnel_of_sums

SUMS = pl.col("students", "total", "squares").sum()
NO_CURVES = pl.DataFrame(schema={"pupils": pl.Float64, "bound": pl.Float64, "line": pl.String})


def compared(board: Board, settings: Mapping[str, float], on: date) -> Comparison:
    """Points of rounded figures; what is kijk or signaal follows from the sums of the pupils, which are not shown.

    A school of which no rate is shown, as it rests on few pupils or hours are missing, is not held against the others.
    """
    levels, names = Levels.of(settings), dict(board.rows.select("school", "name").iter_rows())
    year = pl.col("school_year") == school_year(on)
    weeks = board.table("weeks").filter(year & (pl.col("category") == CATEGORIES[0]))
    shown = dict(rates(weeks, "school").drop_nulls("rate").iter_rows())
    cells = board.table("cells").filter(pl.col("school").is_in(list(shown)))
    # The pupils as they are told beside it: rounded once more, the whole would tell of its parts.
    sizes = dict(board.table("norm").filter(pl.col("period") == NOW).select("school", "students").iter_rows())
    mix = _mix(cells, settings, levels)
    of_schools = cells.group_by("school").agg(SUMS).sort("school")
    sums = {str(school): Sums(*rest) for school, *rest in of_schools.iter_rows()}
    found = funnel_of_sums(sums, levels, mix)
    points = []
    for part in found.parts if found else ():
        if part.pupils >= levels.pupils and (pupils := sizes.get(part.name)):
            rate, verdict = shown[part.name], CALLED.get(part.verdict or "", TOO_FEW)
            points.append((part.name, names[part.name], pupils, pupils, rate, rate, pupils, verdict))
    frame = pl.DataFrame(points, schema=dict(zip(NAMES, TYPES, strict=True)), orient="row")
    middle = frame["rate"].mean()
    return Comparison(
        sentence(found, "school", names, dict(settings)),
        PER_100,
        frame,
        NO_CURVES,
        pl.DataFrame(),
        middle if isinstance(middle, float) else None,
        _explained(mix),
    )


def _mix(cells: pl.DataFrame, settings: Mapping[str, float], levels: Levels) -> Mix | None:
    groups = [cells[name].cast(pl.String).fill_null("").to_list() for name in ("leerjaar", "study")]
    pupils, totals, squares = (cells[name].to_list() for name in ("students", "total", "squares"))
    schools = cells["school"].to_list()
    return cell_mix(schools, groups, pupils, totals, squares, settings["mix_parts"], levels.between)


def _explained(mix: Mix | None) -> str:
    mixed = (
        "Een school staat naast wat andere scholen hebben bij leerlingen van dezelfde leerjaren en studies."
        if mix
        else "Er zijn te weinig scholen om te verrekenen welke leerjaren en studies een school heeft."
    )
    return (
        "Een school is pas kijk of signaal bij een verschil dat groter is dan bij zo veel leerlingen toeval is, en dan scholen "
        "altijd al verschillen; een enkele leerling die veel weg is, telt niet zwaarder dan de anderen. "
        f"{mixed} Het oordeel volgt uit opgetelde uren per leerjaar en studie, en is dus niet uit de afgeronde cijfers na te "
        "rekenen. Uit de volgorde volgt geen rangorde."
    )
