"""Linter: a protocol against the law and the national criteria."""

from collections.abc import Iterator, Mapping

from protocols.finding import Finding, Spot, counted, spots
from protocols.ladders import Ladder, Stage
from protocols.load import category_file
from protocols.national import due
from protocols.schema import Protocol

LAW, SICK = "nl-leerplicht", "nl-mazl"


def norm_findings(protocol: Protocol, national: Mapping[str, Protocol]) -> Iterator[Finding]:
    """Findings on deadlines, on sickness that reaches leerplicht and on criteria that differ from the national ones."""
    yield from _sick_to_leerplicht(protocol)
    if protocol.preset:
        return
    if LAW in national:
        numbers = {norm.name: norm.value for norm in national[LAW].norm}
        yield from _deadlines(protocol, numbers["due_working_days"])
        yield from _reports(protocol, numbers["hours"], int(numbers["weeks"]))
    if SICK in national:
        yield from _sick_criteria(protocol, national[SICK])


def _stages(protocol: Protocol) -> Iterator[tuple[Ladder, Stage]]:
    yield from ((ladder, stage) for ladder in protocol.ladder for stage in ladder.stage)


def _sick_to_leerplicht(protocol: Protocol) -> Iterator[Finding]:
    sick = set(category_file().members("ZK"))
    for ladder, stage in _stages(protocol):
        named = any(action.report or "leerplichtambtenaar" in (action.role, action.like) for action in stage.action)
        counts_sick = any(counted(spot) & sick for spot in spots(protocol, ladder) if spot.stage is stage)
        if stage.legal == "conflict" or (counts_sick and (named or ladder.track == "leerplicht")):
            yield Finding(
                protocol.id,
                ladder.id,
                stage.id,
                "ziek-leerplicht",
                stage.legal_reason
                or "Ziekte leidt hier naar leerplicht. Ziekte is geoorloofd en mag niet met leerplicht worden gedeeld.",
                "Houd dit binnen de school, of laat ziekte hier buiten; er volgt geen uitvoer uit deze trede.",
            )


def _deadlines(protocol: Protocol, working_days: float) -> Iterator[Finding]:
    for ladder, stage in _stages(protocol):
        for action in stage.action:
            if action.report and action.deadline_school_days is not None and action.deadline_school_days > working_days:
                yield Finding(
                    protocol.id,
                    ladder.id,
                    stage.id,
                    "termijn-wet",
                    f"De melding mag {action.deadline_school_days} schooldagen duren ({action.deadline_text}); "
                    f"landelijk is het {due()}.",
                    f"Meld binnen {working_days:g} werkdagen na de dag waarop de norm is bereikt.",
                )


def _is_norm(spot: Spot, hours: float, weeks: int) -> bool:
    """The condition of the law: hours of unauthorised absence, and nothing else, in so many school weeks."""
    unauthorised = set(category_file().members("OA+"))
    terms = spot.canonical.terms
    return (
        len(spot.group.conditions) == 1
        and (spot.counter.window, spot.counter.weeks) == ("lesweken", weeks)
        and (spot.condition.operator, spot.condition.number) == (">=", hours)
        and all(t.unit == "lesuur" and t.weight == 1 and set(t.categories) <= unauthorised for t in terms)
    )


def _reports(protocol: Protocol, hours: float, weeks: int) -> Iterator[Finding]:
    for ladder, stage in _stages(protocol):
        if not any(action.report for action in stage.action):
            continue
        of_stage = [spot for spot in spots(protocol, ladder) if spot.stage is stage]
        # Leave without permission has no minimum in the law either.
        others = [s for s in of_stage if counted(s) != {"luxeverzuim"} and not _is_norm(s, hours, weeks)]
        if others:
            own = "; of ".join(dict.fromkeys(spot.words for spot in others))
            yield Finding(
                protocol.id,
                ladder.id,
                stage.id,
                "landelijk",
                f"Grond voor een melding is hier ook: {own}. Landelijk is het vanaf {hours:g} uur ongeoorloofd "
                f"verzuim in {weeks} schoolweken.",
                "Spreek met leerplicht af of een melding op deze grond welkom is.",
            )


def _sick_criteria(protocol: Protocol, preset: Protocol) -> Iterator[Finding]:
    wanted = {(s.canonical.id, s.condition.operator, s.condition.number): s for s in spots(preset)}
    for ladder in protocol.ladder:
        if ladder.track != "ziek":
            continue
        own = {(s.canonical.id, s.condition.operator, s.condition.number) for s in spots(protocol, ladder)}
        missing = [spot.words for key, spot in wanted.items() if key not in own]
        if missing:
            yield Finding(
                protocol.id,
                ladder.id,
                None,
                "landelijk",
                f"De landelijke criteria voor zorgwekkend ziekteverzuim staan niet op deze ladder: {'; of '.join(missing)}.",
                "Neem ze over, of zeg waarom de school andere getallen kiest.",
            )
