"""What is wrong with the tasks of a protocol file that the schema cannot say."""

from collections.abc import Iterator
from typing import get_args

from protocols.errors import Fault, doubles
from protocols.fixed_words import Role
from protocols.ladders import Stage
from protocols.schema import Protocol


def role_faults(protocol: Protocol) -> Iterator[Fault]:
    """What `like` says of the roles of the school's own."""
    told: dict[str, str] = {}
    for n, ladder in enumerate(protocol.ladder, 1):
        for m, stage in enumerate(ladder.stage, 1):
            for k, action in enumerate(stage.action, 1):
                if action.like is None:
                    continue
                key = f"ladder.{n}.stage.{m}.action.{k}.like"
                if action.role in get_args(Role):
                    yield Fault(
                        key, f"staat bij de vaste rol '{action.role}'", "Laat like weg: een vaste rol is zichzelf."
                    )
                elif told.setdefault(action.role, action.like) != action.like:
                    yield Fault(
                        key,
                        f"noemt '{action.role}' als {action.like}, en eerder als {told[action.role]}",
                        "Kies er een; het één keer zeggen is genoeg.",
                    )


def mark_faults(protocol: Protocol) -> Iterator[Fault]:
    """What `done` and `not_done` of a group name: tasks that somebody marks, before the stage is reached."""
    asked: dict[str, list[Stage]] = {}
    marked: set[str] = set()
    for stage in (stage for ladder in protocol.ladder for stage in ladder.stage):
        for action in stage.action:
            if action.task:
                asked.setdefault(action.task, []).append(stage)
                marked |= {action.task} if action.followup is None else set()
    found = _reachable([stage for ladder in protocol.ladder for stage in ladder.stage], asked)
    for n, ladder in enumerate(protocol.ladder, 1):
        for m, stage in enumerate(ladder.stage, 1):
            for g, group in enumerate(stage.group, 1):
                key = f"ladder.{n}.stage.{m}.group.{g}"
                for field, names in (("done", group.done), ("not_done", group.not_done)):
                    for name in names:
                        if name not in asked:
                            yield Fault(
                                f"{key}.{field}",
                                f"noemt '{name}', een taak die geen trede vraagt",
                                f"Geef die taak deze naam met task, of kies een van: {', '.join(sorted(asked)) or 'geen'}.",
                            )
                        elif name not in marked:
                            yield Fault(
                                f"{key}.{field}",
                                f"noemt '{name}', een afspraak waarvoor de leerling komt",
                                "Tel wie niet kwam met een teller van gemiste afspraken, zoals niet_gemeld.",
                            )
                if group.done and id(stage) not in found:
                    yield Fault(
                        f"{key}.done",
                        "wacht op een taak die pas na deze trede zelf gevraagd wordt",
                        "Noem een taak van een trede die zonder deze te bereiken is.",
                    )


def _reachable(stages: list[Stage], asked: dict[str, list[Stage]]) -> set[int]:
    """The stages that wait for no task of their own, also not by way of others."""
    found: set[int] = set()
    while True:
        new = {
            id(stage)
            for stage in stages
            if not stage.group
            or any(
                not group.done or any(id(other) in found for name in group.done for other in asked.get(name, ()))
                for group in stage.group
            )
        }
        if new == found:
            return found
        found = new


def task_faults(key: str, stage: Stage) -> Iterator[Fault]:
    """What recurs, is done first or goes by kind where it cannot."""
    yield from doubles(key, (a.task or f"{n}" for n, a in enumerate(stage.action)), "task")
    for n, action in enumerate(stage.action, 1):
        if action.recurring and stage.repeat is None:
            yield Fault(f"{key}.{n}.recurring", "staat bij een trede zonder repeat", "Voeg repeat toe aan de trede.")
        if not action.first and not action.recurring:
            yield Fault(f"{key}.{n}.first", "is false zonder recurring", "Zo wordt het nooit gevraagd: zet recurring.")
        if action.after and (len(stage.group) != 1 or len(stage.group[0].conditions) != 1):
            yield Fault(
                f"{key}.{n}.after",
                "staat bij een trede met meer voorwaarden",
                "Welke registratie de trede bereikt, zegt alleen een trede met één voorwaarde.",
            )
