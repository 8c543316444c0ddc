"""The protocols as small tables that static SQL joins: rules are rows, a what-if is other rows."""

from collections.abc import Iterable, Mapping

import polars as pl

from protocols.counters import CanonicalCounter, CanonicalTerm, canonical, is_care, lessons_needed
from protocols.ladders import Action, Ladder, Stage
from protocols.load import category_file, comparison_file, load_categories, load_settings, load_year_notes
from protocols.recurrence import by_kind, first_number, handed_on, recurrences, restates
from protocols.roles import role_rows
from protocols.schema import Protocol
from protocols.since import rounds
from protocols.table_schema import SCHEMAS
from protocols.task_keys import keys_of, task_keys
from protocols.windows import lasting

Row = tuple[object, ...]
# So many minutes late nobody is: until whenever.
LONGEST = 24 * 60
Rows = Iterable[Row]


def tables(protocols: Mapping[str, Protocol]) -> dict[str, pl.DataFrame]:
    """The tables of `SCHEMAS` by name, with exactly those columns, also when empty.

    One row of each is what its name says. Stages that cannot be computed stand in `stage` and in
    `not_computable`, and have no groups or conditions here. Counters and category sets are shared by all
    protocols: their ids follow from their content.
    """
    chosen = list(protocols.values())
    counters = _counters(chosen)
    rows: dict[str, Rows] = {
        "protocol": [_protocol(p) for p in chosen],
        "protocol_unauthorised": [(p.id, c) for p in chosen for c in sorted(_members(p.unauthorised))],
        "klas_leerjaar": [(p.id, k.number, k.leerjaar) for p in chosen for k in p.klas],
        "code": [(p.id, c.code, c.category, c.basis, c.place) for p in chosen for c in p.code],
        "ladder": [
            (p.id, ladder.id, n, ladder.name, ladder.track) for p in chosen for n, ladder in enumerate(p.ladder, 1)
        ],
        "stage": [row for p in chosen for row in _stages(p)],
        "stage_group": [row for p in chosen for row in _groups(p)],
        "condition": [row for p in chosen for row in _conditions(p)],
        "recurrence": [row for p in chosen for row in recurrences(p)],
        "counter": [(c.id, c.window_kind, c.window_number, c.label, c.care, c.by_subject) for c in counters],
        "counter_term": [
            (c.id, n, t.category_set, t.unit, t.weight, t.max_spell_days, t.day_filter)
            for c in counters
            for n, t in enumerate(c.terms, 1)
        ],
        "category_set": _category_sets(counters),
        "action": [row for p in chosen for row in _actions(p, _norm_days(chosen))],
        "open_norm": [
            (p.id, n.id, n.ladder, n.stage, n.question, n.reading, " · ".join(n.alternatives), n.place)
            for p in chosen
            for n in p.open_norm
        ],
        "not_computable": [row for p in chosen for row in _not_computable(p)],
        "norm": [(p.id, n.name, n.value, n.unit, n.basis, n.source, n.checked) for p in chosen for n in p.norm],
    }
    kinds = category_file().appointment
    rows |= {
        "appointment": [(a.kind, a.label, a.missed) for a in kinds],
        "appointment_word": [
            (word, n, kind) for n, (word, kind) in enumerate(((w, a.kind) for a in kinds for w in a.words), 1)
        ],
        "track": [(t.track, n, t.label, t.unauthorised) for n, t in enumerate(comparison_file().track, 1)],
        "role": role_rows(chosen),
    }
    frames = {name: pl.DataFrame(list(rows[name]), schema=schema, orient="row") for name, schema in SCHEMAS.items()}
    return frames | {"category": load_categories(), "setting": load_settings(), "year_note": load_year_notes()}


def _members(names: Iterable[str]) -> set[str]:
    return {category for name in names for category in category_file().members(name)}


def _protocol(p: Protocol) -> Row:
    return (
        p.id,
        p.name,
        p.school_name,
        p.valid_from,
        p.valid_until,
        p.checked,
        p.document.title,
        p.document.adopted,
        p.lesson_minutes,
        p.late_weight,
        p.unknown_counts,
        p.unknown_until.working_days if p.unknown_until else None,
        p.preset,
    )


def _ladder_stages(p: Protocol) -> list[tuple[Ladder, Stage]]:
    return [(ladder, stage) for ladder in p.ladder for stage in ladder.stage]


def _stages(p: Protocol) -> Rows:
    for order, (ladder, s) in enumerate(_ladder_stages(p), 1):
        yield (
            p.id,
            ladder.id,
            s.id,
            order,
            s.level,
            s.name,
            s.rule,
            len(s.group) if s.computable else 0,
            s.repeat_every,
            s.repeat_until,
            s.legal,
            s.legal_reason,
            s.legal_export,
            s.place,
            s.basis,
            s.computable,
            s.needs or lessons_needed(s, p.counters),
            is_care(ladder.track, s, p.counters),
        )


def _counters(chosen: Iterable[Protocol]) -> list[CanonicalCounter]:
    """The counters that computable stages use, each once."""
    found: dict[str, CanonicalCounter] = {}
    for p in chosen:
        for _, stage in _ladder_stages(p):
            names: set[str | None] = {condition.counter for group in stage.group for condition in group.conditions}
            for name in names | {stage.repeat_counter} if stage.computable else ():
                if name is not None:
                    counter = canonical(p.counters[name])
                    found[counter.id] = counter
    return [found[key] for key in sorted(found)]


def _category_sets(counters: Iterable[CanonicalCounter]) -> Rows:
    sets = {term.category_set: term for counter in counters for term in counter.terms}
    return [
        (name, category, *lesson, *_late(sets[name]), sets[name].handled)
        for name in sorted(sets)
        for category in sets[name].categories
        for lesson in sets[name].lessons
    ]


def _late(term: CanonicalTerm) -> Row:
    of = term.minutes
    return (of.first, LONGEST if of.last is None else of.last, of.unknown) if of else (None, None, None)


def _groups(p: Protocol) -> Rows:
    for ladder, stage in _ladder_stages(p):
        for n, group in enumerate(stage.group if stage.computable else (), 1):
            yield (
                p.id,
                ladder.id,
                stage.id,
                n,
                len(group.conditions),
                lasting({p.counters[condition.counter].window for condition in group.conditions}),
                group.trigger_after,
                list(group.leerjaar),
                list(group.leerjaar_except),
                list(group.afdeling),
                list(group.afdeling_except),
                [studie.lower() for studie in group.studie],
                group.age_from,
                group.age_until,
                keys_of(p, group.done),
                keys_of(p, group.not_done),
                group.of_some,
                group.since,
                group.since_done,
                rounds(ladder, group),
            )


def _conditions(p: Protocol) -> Rows:
    for ladder, stage in _ladder_stages(p):
        for g, group in enumerate(stage.group if stage.computable else (), 1):
            for n, condition in enumerate(group.conditions, 1):
                counter = canonical(p.counters[condition.counter]).id
                place = condition.place or stage.place
                found = (counter, condition.operator, condition.number, condition.basis, place)
                yield (p.id, ladder.id, stage.id, g, n, *found)


def _norm_days(chosen: Iterable[Protocol]) -> dict[str, int]:
    """The numbers of the national norms, for actions whose deadline is such a norm."""
    return {norm.name: int(norm.value) for p in chosen for norm in p.norm}


def _actions(p: Protocol, norm_days: Mapping[str, int]) -> Rows:
    for ladder, stage in _ladder_stages(p):
        keys = task_keys(p, stage)
        for n, action in enumerate(stage.action, 1):
            yield (
                p.id,
                ladder.id,
                stage.id,
                n,
                action.role,
                action.what,
                action.leerjaar_from,
                action.leerjaar_until,
                action.adult,
                _deadline(action, norm_days),
                action.deadline_norm is not None,
                action.deadline_text,
                action.followup,
                list(action.weekdays),
                action.hours,
                action.planned,
                action.recurring,
                action.first,
                action.report,
                action.per == "registratie",
                sorted(_members(action.after)),
                _number(ladder, stage),
                action.task or f"{stage.id}/{n}",
                restates(ladder, stage, action),
                handed_on(p, ladder, stage, action),
                keys[n - 1],
            )


def _number(ladder: Ladder, stage: Stage) -> float | None:
    """Where tasks go by the category of a registration: the number of the one that reaches the stage."""
    return first_number(stage.group[0].conditions[0]) if by_kind(ladder) and stage.group else None


def _deadline(action: Action, norm_days: Mapping[str, int]) -> int | None:
    return norm_days.get(action.deadline_norm) if action.deadline_norm else action.deadline_school_days


def _not_computable(p: Protocol) -> Rows:
    yield from (
        (p.id, f"{ladder.id}/{stage.id}: {stage.name}", stage.needs, stage.place)
        for ladder, stage in _ladder_stages(p)
        if not stage.computable
    )
    yield from ((p.id, rule.rule, rule.needs, rule.place) for rule in p.not_computable)
