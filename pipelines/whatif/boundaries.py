"""The boundary table of a protocol: histories just under, on and over each number, and what they lead to.

Made from the rules; what each leads to is what the models say of such a pupil. A school approves the table on the page of
its protocol.
"""

from collections.abc import Sequence

from pipelines.whatif.boundary_case import ALONE, Case
from pipelines.whatif.boundary_rows import Asking, Boundary, norm_rows
from pipelines.whatif.days import Days
from pipelines.whatif.histories import Histories, History, Stretches
from protocols.ladders import Stage
from protocols.schema import Protocol

# What hangs on what was done, or on a stage before: of a condition alone nothing does.
_EVERYBODY: dict[str, object] = {"done": (), "not_done": (), "since": None, "since_done": False}


def boundaries(protocol: Protocol, days: Days) -> list[Boundary]:
    """The table of a protocol on a calendar of at least two school years, in the order of the file.

    Of each condition that registrations can decide: one too few, exactly enough (the day before, the day itself), one
    more, across a holiday, and after counting starts anew. A tested pattern has no rows: it has no number to lie at; nor
    has a share of lessons, which goes by the timetable of each pupil.
    """
    asking: list[Asking] = []
    alone: list[Stage] = []
    for ladder in protocol.ladder:
        for stage in ladder.stage:
            if stage.by_norm:
                asking.append(norm_rows(protocol, ladder, stage, days))
            elif stage.computable and stage.rule == "groups":
                for group in stage.group:
                    for condition in group.conditions:
                        if any(term.unit == "procent" for term in protocol.counters[condition.counter].terms):
                            continue
                        one = group.model_copy(update={"conditions": (condition,), **_EVERYBODY})
                        alone.append(stage.model_copy(update={"id": str(len(alone)), "group": (one,)}))
                        asking.append(Case(protocol, ladder, stage, group, condition, days, alone[-1].id).rows())
    ladders = [ladder.model_copy(update={"id": ALONE, "stage": tuple(alone)}) for ladder in protocol.ladder[:1]]
    apart = protocol.model_copy(update={"id": ALONE, "ladder": tuple(ladders)})
    models = Histories({protocol.id: protocol, ALONE: apart}, days)
    try:
        return _answered(asking, models)
    finally:
        models.close()


def _answered(asking: Sequence[Asking], models: Histories) -> list[Boundary]:
    """The rows of all who ask: what they ask at one time goes through the models at once."""
    found: list[list[Boundary]] = [[] for _ in asking]
    answers: dict[int, list[Stretches] | None] = dict.fromkeys(range(len(asking)))
    while answers:
        asked: dict[int, list[History]] = {}
        for number, answer in answers.items():
            try:
                asked[number] = asking[number].send(answer)  # type: ignore[arg-type]
            except StopIteration as ended:
                found[number] = ended.value
        every = iter(models.stretches([history for histories in asked.values() for history in histories]))
        answers = {number: [next(every) for _ in histories] for number, histories in asked.items()}
    return [row for rows in found for row in rows]
