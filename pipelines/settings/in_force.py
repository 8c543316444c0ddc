"""Which protocol is in force at a school: put in force, gone back from, and since when.

`school.toml` alone decides what is in force, and its rename is the one step that changes it. `audit/protocols.jsonl`
has a line before that step and one after it: when the second is missing because the program was stopped, the line that
follows (which says what was in force then), or `school.toml` itself, tells whether the step was taken.
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from pipelines.errors import UsageError, WorkspaceError
from pipelines.models.reference import checked_protocols
from pipelines.settings.drafts import content, drafts, known_protocols, log, log_path, write
from pipelines.settings.file import read_text, replace, with_protocol
from pipelines.settings.logbook import lines
from pipelines.settings.settings import schools_in
from pipelines.store.workspace import Workspace, open_workspace
from protocols.schema import Adopted, Protocol

How = Literal["begin", "vastgesteld", "teruggedraaid", "school.toml"]
BEGUN: dict[How, str] = {"vastgesteld": "vaststellen begonnen", "teruggedraaid": "terugdraaien begonnen"}
DONE = "van kracht bij "


@dataclass(frozen=True)
class InForce:
    """A protocol that was or is in force at a school.

    `since` (UTC) is None where nobody wrote it down: from the beginning, or by hand in school.toml. `rules` tells
    whether the file still holds the rules of then; None when that is not known.
    """

    protocol: str
    since: datetime | None
    by: str
    how: How
    rules: str | None = None


def history(workspace: Workspace, school: str) -> tuple[InForce, ...]:
    """What was in force at a school, oldest first; the last one is in force now."""
    now = workspace.school(school).protocol
    steps = _steps(workspace, school)
    # What the step after it found in force, and at last what is in force now.
    after = [*(step["van"] for step in steps), now][1:]
    taken = [step for step, left in zip(steps, after, strict=False) if step["done"] or left == step["protocol"]]
    found: list[InForce] = []
    for step in taken:
        if step["van"] is not None and (not found or found[-1].protocol != step["van"]):
            found.append(InForce(step["van"], None, "", "school.toml" if found else "begin"))
        moment = datetime.fromisoformat(step["moment"])
        found.append(InForce(step["protocol"], moment, step["door"], step["how"], step["inhoud"]))
    if not found or found[-1].protocol != now:
        found.append(InForce(now, None, "", "school.toml" if found else "begin"))
    return tuple(found)


def former(workspace: Workspace, school: str) -> InForce | None:
    """To what the next `undo` goes back: what was in force before, and before that after an `undo`; None without any."""
    stack: list[InForce] = []
    for each in history(workspace, school):
        if each.how == "teruggedraaid" and len(stack) > 1:
            stack.pop()
        else:
            stack.append(each)
    return stack[-2] if len(stack) > 1 else None


def adopt(workspace: Workspace, protocol: str, school: str, by: str, today: date) -> None:
    """Puts a draft, or a protocol that comes with the program, in force at a school.

    Figures follow with a build. Raises UsageError for an unknown protocol or school, for what is in force already, or
    when nobody says who decides; then, and when it cannot be written (WorkspaceError), nothing has changed.
    """
    who = _decider(by)
    workspace.school(school)
    with workspace.locked():
        fresh = open_workspace(workspace.path)  # somebody else may have decided since
        found = {**known_protocols(fresh), **drafts(fresh)}
        if protocol not in found:
            raise UsageError(f"Protocol '{protocol}' bestaat niet.", f"Kies een van: {', '.join(found)}.")
        if fresh.school(school).protocol == protocol:
            raise UsageError(f"'{protocol}' is al van kracht bij '{school}'.", "Kies een ander protocol of concept.")
        _put(fresh, school, found[protocol], who, today, "vastgesteld")


def undo(workspace: Workspace, school: str, by: str, today: date) -> InForce:
    """Goes back to what was in force at a school before, one step at a time; what is in force now.

    Raises UsageError when there is nothing to go back to, when that protocol is gone or has other rules by now, or when
    nobody says who decides; then nothing has changed.
    """
    who = _decider(by)
    workspace.school(school)
    with workspace.locked():
        fresh = open_workspace(workspace.path)
        back = former(fresh, school)
        if back is None:
            raise UsageError(
                f"Er is niets terug te draaien: van voor '{fresh.school(school).protocol}' is bij '{school}' geen "
                "protocol bekend.",
                f"Stel zelf een protocol vast: verzuimbeeld protocols adopt ID --map {workspace.path} --by NAAM",
            )
        own, known = drafts(fresh), known_protocols(fresh)
        found = own.get(back.protocol) or known.get(back.protocol)
        if found is None:
            raise UsageError(
                f"Terug kan niet: '{back.protocol}', dat daarvoor gold, is er niet meer.",
                f"Zet protocols/{back.protocol}.toml terug uit een reservekopie, of stel een ander protocol vast.",
            )
        if (found.draft or found.adopted) and back.rules not in (None, content(found)):
            raise UsageError(
                f"Terug kan niet: '{back.protocol}' heeft nu andere regels dan toen het gold.",
                "Bekijk het, en stel het zelf vast als het zo goed is.",
            )
        _put(fresh, school, found, who, today, "teruggedraaid")
        return history(open_workspace(workspace.path), school)[-1]


def _put(workspace: Workspace, school: str, protocol: Protocol, by: str, today: date, how: How) -> None:
    """The step itself; the caller holds the lock. What comes before the rename of `school.toml` changes nothing yet."""
    path = workspace.path / "school.toml"
    text = with_protocol(read_text(path), path, school, protocol.id)
    made = protocol.draft
    if made is not None:
        adopted = Adopted(**made.model_dump(), adopted_by=by, adopted_on=today)
        protocol = protocol.model_copy(update={"draft": None, "adopted": adopted})
    checked_protocols(schools_in(text, path), {**known_protocols(workspace), protocol.id: protocol})
    if made is not None:
        write(workspace, protocol)
    step = {"school": school, "van": workspace.school(school).protocol, "hoe": how}
    log(workspace, BEGUN[how], protocol, by, **step)
    replace(path, text)
    with suppress(WorkspaceError):  # the step is taken, and its first line says enough
        log(workspace, f"{DONE}{school}", protocol, by, **step)


def _decider(by: str) -> str:
    if not by.strip():
        raise UsageError("Wie besluit dit?", "Vul in wie het protocol vaststelt of terugdraait (--by NAAM).")
    return by.strip()


def _steps(workspace: Workspace, school: str) -> list[dict[str, Any]]:
    """The steps of one school in the log, each once; `done` when its second line is there.

    A line of before the first line was kept has no `van`, and no `inhoud` that can be held against the file of now.
    """
    found: list[dict[str, Any]] = []
    for line in lines(log_path(workspace)):
        if line.get("wat") == f"{DONE}{school}" and "van" not in line:
            found.append({**line, "van": None, "how": "vastgesteld", "inhoud": None, "done": True})
        elif line.get("school") != school:
            continue
        elif line["wat"] in BEGUN.values():
            found.append({**line, "how": line["hoe"], "done": False})
        elif found and line["wat"] == f"{DONE}{school}" and found[-1]["protocol"] == line["protocol"]:
            found[-1]["done"] = True
    return found
