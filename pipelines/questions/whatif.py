"""What a draft protocol changes against its base: pupils on another stage, and what it asks of whom in which week."""

from datetime import date

import polars as pl

from pipelines.viewer import EVERYTHING, Selection, Viewer
from pipelines.whatif.changes import changed_ladders
from pipelines.whatif.workbench import Workbench
from protocols.counters import is_care
from protocols.edits import read_otherwise
from protocols.schema import Protocol

NO_CARE = "Deze lezing gaat over ziekte: u heeft geen recht om zorg te zien."


def unseen_ladders(viewer: Viewer, *protocols: Protocol) -> set[str]:
    """The ladders of which the viewer may see nothing: for who may not see care those with a stage that tells of sickness."""
    if viewer.may("care"):
        return set()
    return {
        ladder.id
        for protocol in protocols
        for ladder in protocol.ladder
        if any(is_care(ladder.track, stage, protocol.counters) for stage in ladder.stage)
    }


def moved(
    bench: Workbench, viewer: Viewer, on: date, draft: Protocol, selection: Selection = EVERYTHING
) -> pl.DataFrame:
    """One row per pupil and changed ladder with a stage under the base or the draft on the day; null where there is none.

    With name, klas, leerjaar, afdeling and mentor of that day. Counting by `base_stage` and `draft_stage` gives both
    distributions; rows where they differ are who moves.
    """
    with bench.holding(draft):
        bench.choose(viewer, selection, on)
        drafted = bench.standing()
        base = bench.base_standing.filter(pl.col("ladder").is_in(bench.ladders)).select(
            "student_id", "ladder", pl.col("stage", "level", "reached_on").name.prefix("base_")
        )
        people = bench.chosen
    both = base.join(drafted, on=["student_id", "ladder"], how="full", coalesce=True)
    both = both.filter(~pl.col("ladder").is_in(unseen_ladders(viewer, bench.base, draft)))
    return both.join(people, on="student_id").sort("sort_name", "student_id", "ladder")


def standing(
    bench: Workbench, viewer: Viewer, on: date, draft: Protocol, selection: Selection = EVERYTHING
) -> pl.DataFrame:
    """One row per pupil and ladder of the draft with a stage on the day, on ladders that it changed or not."""
    with bench.holding(draft):
        bench.choose(viewer, selection, on)
        own = bench.standing().select("student_id", "ladder", stage="draft_stage")
        base = bench.base_standing.filter(~pl.col("ladder").is_in(bench.ladders)).select(
            "student_id", "ladder", "stage"
        )
        people = bench.chosen
    seen = {ladder.id for ladder in draft.ladder} - unseen_ladders(viewer, draft)
    return pl.concat([own, base]).filter(pl.col("ladder").is_in(seen)).join(people, on="student_id", how="semi")


def asked_weeks(
    bench: Workbench, viewer: Viewer, on: date, draft: Protocol, selection: Selection = EVERYTHING
) -> pl.DataFrame:
    """One row per protocol (base and draft), changed ladder, role and school week: actions this year up to the day.

    On the ladders that are not there the draft asks what its base asks.
    """
    with bench.holding(draft):
        bench.choose(viewer, selection, on)
        own = bench.asked()
        base = bench.base_asked.filter(pl.col("ladder").is_in(bench.ladders))
    keys = ["protocol", "ladder", "role", "week_start"]
    parts = [(own, draft.id), (base, bench.base.id)]
    every = pl.concat([rows.with_columns(pl.lit(protocol).alias("protocol")) for rows, protocol in parts])
    every = every.filter(~pl.col("ladder").is_in(unseen_ladders(viewer, bench.base, draft)))
    return every.group_by(keys).agg(pl.col("actions").sum()).sort(keys)


PRICES: dict[str, type[pl.DataType]] = {
    "norm": pl.String,
    "ladder": pl.String,
    "stage": pl.String,
    "question": pl.String,
    "reading": pl.String,
    "alternative_no": pl.Int64,
    "alternative": pl.String,
    "why_not": pl.String,
    "students": pl.Int64,
    "students_higher": pl.Int64,
    "students_lower": pl.Int64,
    "actions": pl.Int64,
    "actions_otherwise": pl.Int64,
}


def open_norm_prices(
    bench: Workbench, viewer: Viewer, on: date, selection: Selection = EVERYTHING, only: tuple[str, int] | None = None
) -> pl.DataFrame:
    """One row per alternative reading of an open norm of the protocol on the workbench, against the chosen reading.

    `students` stand on another stage on the day (`students_higher` and `students_lower` of them on a higher or lower
    level of some ladder); `actions` are those of this school year up to the day on the ladders that the reading changes,
    and `actions_otherwise` those under the alternative. All null where it cannot be computed: `why_not` says why.
    `only` asks for one alternative (norm, number from 1): each takes as long as a draft.
    """
    rows: list[tuple[object, ...]] = []
    for norm in bench.base.open_norm:
        for number, text in enumerate(norm.alternatives, 1):
            if only not in (None, (norm.id, number)):
                continue
            of = [change for change in norm.change if change.alternative == number]
            why_not = next((change.why_not for change in of if change.why_not), None)
            known = (norm.id, norm.ladder, norm.stage, norm.question, norm.reading, number, text, why_not)
            if why_not is not None or not of:
                rows.append((*known, None, None, None, None, None))
                continue
            draft = read_otherwise(bench.base, norm.id, number, f"lezing-{norm.id}-{number}")
            if unseen_ladders(viewer, bench.base, draft).intersection(changed_ladders(bench.base, draft)):
                rows.append((*known[:-1], NO_CARE, None, None, None, None, None))
                continue
            with bench.holding(draft):
                people, asked = (question(bench, viewer, on, draft, selection) for question in (moved, asked_weeks))
            rows.append((*known, *_moves(people), *(_sum(asked, each) for each in (bench.base.id, draft.id))))
    return pl.DataFrame(rows, schema=PRICES, orient="row")


def _moves(people: pl.DataFrame) -> tuple[int, int, int]:
    before, after = pl.col("base_level").fill_null(0), pl.col("draft_level").fill_null(0)
    differ = people.filter(pl.col("base_stage").ne_missing(pl.col("draft_stage")))
    higher, lower = differ.filter(after > before), differ.filter(after < before)
    return differ["student_id"].n_unique(), higher["student_id"].n_unique(), lower["student_id"].n_unique()


def _sum(asked: pl.DataFrame, protocol: str) -> int:
    return int(asked.filter(protocol=protocol)["actions"].sum())
