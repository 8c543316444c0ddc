"""Edits of a protocol as data: what another reading of an open norm, or a what-if, changes in its rules."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from protocols.errors import ProtocolError
from protocols.ladders import Condition, Counter, Group, Ladder, Stage, Term
from protocols.schema import Edit, OpenNorm, Protocol
from protocols.stage_names import renamed as renamed_stage

__all__ = ["Edit", "apply", "read_otherwise"]


def apply(protocol: Protocol, edits: Iterable[Edit], new_id: str) -> Protocol:
    """The protocol with the edits made in turn, under another id. Raises ProtocolError when an edit fits nowhere."""
    # The numbers of the law are those of the preset, whoever starts from it.
    edited = protocol.model_copy(update={"id": new_id, "norm": (), "preset": False})
    for edit in edits:
        edited = _edited(edited, edit)
    # All edits together: halfway a name could tell a number of which nobody knows any more whose it is.
    named = tuple(_named(protocol, ladder, edited.counters) for ladder in edited.ladder)
    edited = edited.model_copy(update={"ladder": named})
    return Protocol.model_validate(edited.model_dump())


def _edited(protocol: Protocol, edit: Edit) -> Protocol:
    change: dict[str, Any] = {}
    if edit.late_weight is not None:
        change |= {"late_weight": edit.late_weight, "late_weight_basis": "lezing"}
    if edit.unknown_counts is not None:
        change |= {"unknown_counts": edit.unknown_counts, "unknown_counts_basis": "lezing"}
    counters = dict(protocol.counters)
    if edit.add_counter and edit.counter_content:
        counters[edit.add_counter] = edit.counter_content
    renamed: Mapping[str, str] = {}
    if edit.counter and edit.counts:
        if edit.counter not in counters:
            raise _nowhere(protocol, edit)
        name = f"{edit.counter}_{edit.stage.replace('-', '_')}" if edit.stage else edit.counter
        counters[name] = _counter(counters[edit.counter], edit)
        renamed = {edit.counter: name}
    change["counters"] = counters
    touches = edit.add_stage is not None or edit.drop or edit.number is not None or edit.operator or edit.stage
    ladders = list(_ladders(protocol, edit, renamed)) if touches else list(protocol.ladder)
    if touches and ladders == list(protocol.ladder) and not (edit.counter and edit.counts):
        raise _nowhere(protocol, edit)
    return protocol.model_copy(update=change | {"ladder": tuple(ladders), "open_norm": _asked(protocol, ladders)})


def _named(protocol: Protocol, ladder: Ladder, counters: Mapping[str, Counter]) -> Ladder:
    """The ladder with stages named after their rules; a stage that was not there keeps its name."""
    before = {(each.id, stage.id): stage for each in protocol.ladder for stage in each.stage}
    stages = [
        stage.model_copy(update={"name": renamed_stage(was, protocol.counters, stage, counters)})
        if (was := before.get((ladder.id, stage.id)))
        else stage
        for stage in ladder.stage
    ]
    return ladder.model_copy(update={"stage": tuple(stages)})


def _asked(protocol: Protocol, ladders: Iterable[Ladder]) -> tuple[OpenNorm, ...]:
    """The open norms without those about a stage that is gone: nothing is open about it any more."""
    left = {(ladder.id, stage.id) for ladder in ladders for stage in ladder.stage}
    return tuple(norm for norm in protocol.open_norm if norm.stage is None or (norm.ladder, norm.stage) in left)


def _nowhere(protocol: Protocol, edit: Edit) -> ProtocolError:
    where = "/".join(part for part in (edit.ladder, edit.stage, edit.counter) if part)
    return ProtocolError(
        f"De wijziging bij '{where}' verandert niets in {protocol.id}.", "Noem een ladder, trede en teller die er zijn."
    )


def _counter(counter: Counter, edit: Edit) -> Counter:
    window = edit.window or counter.window
    weeks = (edit.weeks or counter.weeks) if window == "lesweken" else None
    months = (edit.months or counter.months) if window == "maanden" else None
    terms = tuple(
        _term(term, edit) if edit.term in (None, number) else term for number, term in enumerate(counter.terms, 1)
    )
    change: dict[str, Any] = {"terms": terms, "window": window, "weeks": weeks, "months": months}
    if terms != counter.terms:
        change["unit_basis"] = "lezing"
    if (window, weeks, months) != (counter.window, counter.weeks, counter.months):
        change["window_basis"] = "lezing"
    return counter.model_copy(update=change)


def _term(term: Term, edit: Edit) -> Term:
    wanted = {
        "count": edit.count or None,
        "unit": edit.unit,
        "weight": edit.weight,
        "max_spell_days": edit.max_spell_days,
    }
    return term.model_copy(update={name: value for name, value in wanted.items() if value is not None})


def _ladders(protocol: Protocol, edit: Edit, renamed: Mapping[str, str]) -> Iterator[Ladder]:
    for ladder in protocol.ladder:
        if ladder.id != edit.ladder:
            yield ladder
            continue
        stages: list[Stage] = list(ladder.stage)
        if edit.add_stage is not None:
            stages = _with(stages, edit.add_stage)
        elif edit.drop:
            stages = _without(stages, edit.stage)
        else:
            stages = [_stage(stage, edit, renamed) if stage.id == edit.stage else stage for stage in stages]
        yield ladder.model_copy(update={"stage": tuple(stages)})


def _with(stages: list[Stage], new: Stage) -> list[Stage]:
    below = [stage for stage in stages if stage.level < new.level]
    above = [stage.model_copy(update={"level": stage.level + 1}) for stage in stages if stage.level >= new.level]
    return [*below, new, *above]


def _without(stages: list[Stage], stage_id: str | None) -> list[Stage]:
    """The others; the ones above move down when nobody else stands at that level."""
    gone = next((stage for stage in stages if stage.id == stage_id), None)
    left = [stage for stage in stages if stage is not gone]
    if gone is None or any(stage.level == gone.level for stage in left):
        return left
    return [s.model_copy(update={"level": s.level - 1}) if s.level > gone.level else s for s in left]


def _stage(stage: Stage, edit: Edit, renamed: Mapping[str, str]) -> Stage:
    groups = tuple(
        _group(group, edit, renamed) if edit.group in (None, number) else group
        for number, group in enumerate(stage.group, 1)
    )
    return stage.model_copy(update={"group": groups})


def _group(group: Group, edit: Edit, renamed: Mapping[str, str]) -> Group:
    conditions = tuple(
        _condition(condition, edit, renamed)
        if edit.condition in (None, number) and edit.counter in (None, condition.counter)
        else condition
        for number, condition in enumerate(group.conditions, 1)
    )
    return group.model_copy(update={"conditions": conditions})


def _condition(condition: Condition, edit: Edit, renamed: Mapping[str, str]) -> Condition:
    change: dict[str, Any] = {"counter": renamed.get(condition.counter, condition.counter)}
    if edit.number is not None:
        change["number"] = edit.number
    if edit.operator is not None:
        change["operator"] = edit.operator
    if edit.number is not None or edit.operator is not None:
        # What an edit sets does not stand in the document.
        change |= {"written": None, "basis": "lezing"}
    return condition.model_copy(update=change)


def read_otherwise(protocol: Protocol, norm_id: str, alternative: int, new_id: str) -> Protocol:
    """The protocol with one open norm read as one of its alternatives (numbered from 1), under another id.

    Raises ProtocolError when the norm or the alternative does not exist, or cannot be computed.
    """
    norm = next((n for n in protocol.open_norm if n.id == norm_id), None)
    if norm is None or not 1 <= alternative <= len(norm.alternatives):
        raise ProtocolError(
            f"{protocol.id} heeft geen open norm '{norm_id}' met lezing {alternative}.", "Kies er een uit het protocol."
        )
    edits = [change for change in norm.change if change.alternative == alternative and change.why_not is None]
    if not edits:
        raise ProtocolError(f"Lezing {alternative} van '{norm_id}' is niet door te rekenen.", "Kies een andere lezing.")
    others = [norm.reading, *(text for n, text in enumerate(norm.alternatives, 1) if n != alternative)]
    read = norm.model_copy(
        update={"reading": norm.alternatives[alternative - 1], "alternatives": tuple(others), "change": ()}
    )
    chosen = protocol.model_copy(update={"open_norm": tuple(read if n is norm else n for n in protocol.open_norm)})
    return apply(chosen, edits, new_id)
