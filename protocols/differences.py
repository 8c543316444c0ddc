"""What a draft changes against its base, as a list of Dutch sentences."""

from collections.abc import Iterator

from protocols.counters import canonical
from protocols.ladders import Action, Condition, Group, Ladder, Stage
from protocols.national import age_group, norm_name
from protocols.rule_words import condition_words, group_limits, repeat_words, task_words, who
from protocols.schema import Protocol


def differences(base: Protocol, draft: Protocol) -> list[str]:
    """One sentence per difference in rules, readings and actions, in the order of the file; empty when there is none."""
    return [*_whole(base, draft), *_ladders(base, draft), *_open_norms(base, draft)]


def _whole(base: Protocol, draft: Protocol) -> Iterator[str]:
    if base.late_weight != draft.late_weight:
        yield (
            f"Een keer te laat weegt {draft.late_weight:g} uur voor de {norm_name()} in plaats van {base.late_weight:g}."
        )
    if base.unknown_counts != draft.unknown_counts:
        now = "telt mee" if draft.unknown_counts else "telt niet mee"
        yield f"Onbekend verzuim {now} als ongeoorloofd voor de {norm_name()}."
    if base.unauthorised != draft.unauthorised:
        yield f"Ongeoorloofd is {', '.join(draft.unauthorised)} in plaats van {', '.join(base.unauthorised)}."
    if base.code != draft.code:
        yield "De lijst van codes is anders."


def _ladders(base: Protocol, draft: Protocol) -> Iterator[str]:
    old, new = {ladder.id: ladder for ladder in base.ladder}, {ladder.id: ladder for ladder in draft.ladder}
    for ladder in base.ladder:
        if ladder.id not in new:
            yield f"Ladder {ladder.name} ({ladder.id}) vervalt."
    for ladder in draft.ladder:
        if ladder.id not in old:
            yield f"Ladder {ladder.name} ({ladder.id}) is nieuw."
        before = old.get(ladder.id)
        yield from _stages(base, before, draft, ladder)


def _stages(base: Protocol, before: Ladder | None, draft: Protocol, after: Ladder) -> Iterator[str]:
    old = {stage.id: stage for stage in before.stage} if before else {}
    new = {stage.id for stage in after.stage}
    where = f"Ladder {after.name}, trede"
    yield from (f"{where} {stage.id} ({stage.name}) vervalt." for stage in old.values() if stage.id not in new)
    for stage in after.stage:
        if stage.id not in old:
            rules = "; of ".join(_group(draft, group) for group in stage.group)
            yield f"{where} {stage.id} ({stage.name}) is nieuw: {rules}."
            yield from (f"{where} {stage.id}: {_action(action)}." for action in stage.action)
        else:
            yield from (f"{where} {stage.id}: {text}." for text in _stage(base, old[stage.id], draft, stage))


def _stage(base: Protocol, old: Stage, draft: Protocol, new: Stage) -> Iterator[str]:
    if old.computable != new.computable:
        yield "wordt berekend" if new.computable else "wordt niet meer berekend"
    shapes = [[len(group.conditions) for group in stage.group] for stage in (old, new)]
    if shapes[0] == shapes[1]:
        for before, after in zip(old.group, new.group, strict=True):
            if _limits(before) != _limits(after):
                yield f"geldt voor {_limits(after) or 'alle leerlingen'} in plaats van {_limits(before) or 'alle leerlingen'}"
            for was, now in zip(before.conditions, after.conditions, strict=True):
                if _content(base, was) != _content(draft, now):
                    yield f"{condition_words(draft, now)} in plaats van {condition_words(base, was)}"
    elif [_group(base, group) for group in old.group] != [_group(draft, group) for group in new.group]:
        instead = "; of ".join(_group(draft, group) for group in new.group) or "geen voorwaarde"
        yield f"{instead} in plaats van {'; of '.join(_group(base, group) for group in old.group) or 'geen voorwaarde'}"
    if (old.repeat, old.repeat_until) != (new.repeat, new.repeat_until):
        yield " in plaats van ".join(repeat_words(stage) or "geen herhaling" for stage in (new, old))
    yield from (f"niet meer: {_action(action)}" for action in old.action if action not in new.action)
    yield from (f"nieuw: {_action(action)}" for action in new.action if action not in old.action)


def _content(protocol: Protocol, condition: Condition) -> tuple[str, str, float]:
    return canonical(protocol.counters[condition.counter]).id, condition.operator, condition.number


def _group(protocol: Protocol, group: Group) -> str:
    words = " en ".join(condition_words(protocol, condition) for condition in group.conditions)
    return f"{words} ({_limits(group)})" if _limits(group) else words


def _limits(group: Group) -> str:
    parts = []
    if group.leerjaar:
        parts.append(f"leerjaar {', '.join(map(str, group.leerjaar))}")
    if group.leerjaar_except:
        parts.append(f"alle leerjaren behalve {', '.join(map(str, group.leerjaar_except))}")
    others = group.model_copy(update={"leerjaar": (), "leerjaar_except": ()})
    parts += [group_limits(others)] if others.limits else []
    return "; ".join(parts)


def _action(action: Action) -> str:
    limits = []
    if action.leerjaar_from is not None or action.leerjaar_until is not None:
        limits.append(f"leerjaar {action.leerjaar_from or 1} t/m {action.leerjaar_until or 6}")
    if action.adult is not None:
        limits.append(age_group(action.adult))
    if action.deadline_school_days is not None:
        limits.append(f"binnen {action.deadline_school_days} schooldagen")
    limits += task_words(action)
    return f"{who(action)} {action.what}" + (f" ({'; '.join(limits)})" if limits else "")


def _open_norms(base: Protocol, draft: Protocol) -> Iterator[str]:
    old = {norm.id: norm.reading for norm in base.open_norm}
    for norm in draft.open_norm:
        if norm.id in old and norm.reading != old[norm.id]:
            yield f"Open norm {norm.id}: gelezen als “{norm.reading}” in plaats van “{old[norm.id]}”"
