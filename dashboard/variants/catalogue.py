"""Which protocols, saved drafts and edits that nobody saved yet there are, what each holds and how it is called."""

from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from dashboard import access
from dashboard.listing import StaleLinkError, one_of, said
from dashboard.stages.doors import ladders
from dashboard.variants import edits
from dashboard.view import View
from pipelines.settings.drafts import files_version, readable
from pipelines.whatif.changes import changed_ladders
from protocols.consistency import first_fault
from protocols.errors import ProtocolError
from protocols.load import category_file
from protocols.schema import Draft, Protocol

UNSAVED = "in-bewerking"


@dataclass(frozen=True)
class Variant:
    """A protocol, a draft or one of them with edits, as a URL names it: `mlg-2020`, `mlg-2020;getal:te-laat:tl-3:1:1:4`.

    `stamp` is when the file of a draft last changed, so that a remembered answer is never that of an earlier file.
    """

    text: str
    stamp: int = 0

    @property
    def start(self) -> str:
        """The protocol or draft that the edits start from."""
        return self.text.partition(";")[0]

    @property
    def edits(self) -> str:
        """The edits as a text (`dashboard.variants.edits`), empty for one that is saved."""
        return self.text.partition(";")[2]


@lru_cache(maxsize=4)
def _files(_path: Path, _changed: object) -> tuple[dict[str, Protocol], dict[str, str]]:
    every, wrong = readable(access.workspace())
    return every, {name: f"{error.what} {error.remedy}" for name, error in wrong.items()}


def files() -> tuple[dict[str, Protocol], dict[str, str]]:
    """Every protocol and draft by id, and what is wrong with each file of the school's that cannot be read."""
    workspace = access.workspace()
    return _files(workspace.path, files_version(workspace))


def problem() -> str:
    """What is wrong with the files of the workspace's own protocols, so that they are left out; empty when nothing."""
    return " ".join(files()[1].values())


@lru_cache(maxsize=256)
def _made(path: Path, changed: object, text: str) -> Protocol:
    start, _, changes = text.partition(";")
    found = _files(path, changed)[0][start]
    if not changes:
        return found
    # What nobody saved is a draft as well.
    unsaved = Draft(base=found.draft.base if found.draft else start, author="?", reason="?", made_on=found.checked)
    edited = edits.made(found, changes, UNSAVED).model_copy(update={"draft": unsaved})
    fault = first_fault(edited, category_file())
    if fault is not None:
        raise ProtocolError(f"Zo klopt het protocol niet: {fault.key} {fault.problem}.", fault.remedy)
    return edited


def protocol(variant: Variant) -> Protocol:
    """What a variant holds. Raises KeyError when it is gone, ProtocolError when its edits do not fit."""
    workspace = access.workspace()
    return _made(workspace.path, files_version(workspace), variant.text)


def base(variant: Variant) -> Protocol:
    """The built protocol that a variant starts from in the end; of a built one that protocol itself."""
    draft = protocol(variant).draft
    return files()[0][draft.base if draft else variant.start]


def find(view: View, text: str) -> Variant:
    """The variant that a URL names. Raises StaleLinkError when there is none, its edits do not fit, or it tells of ages."""
    there = {each.text: each for each in choices(view)}
    found = replace(there[one_of(text.partition(";")[0], there, "het protocol of concept")], text=text)
    try:
        protocol(found)
    except ProtocolError as error:
        raise StaleLinkError(f"de wijzigingen van {said(found.start)} passen niet (meer)") from error
    if tells_age(view, found):
        raise StaleLinkError("een concept met leeftijden is niet voor uw rol")
    return found


def tells_age(view: View, variant: Variant) -> bool:
    """Whether a draft would tell somebody who may not see dates of birth how old pupils are: by ages in what it changes."""
    who = view.viewer
    if not is_draft(variant) or not who.schools or who.reads("geboortedatum"):
        return False
    draft = protocol(variant)
    changed = changed_ladders(base(variant), draft)
    stages = [stage for ladder in draft.ladder if ladder.id in changed for stage in ladder.stage]
    return any(group.age_from or group.age_until for stage in stages for group in stage.group)


def choices(view: View) -> list[Variant]:
    """The built protocols of which the viewer may see a ladder, the one in force, and the drafts that start from them.

    Without the drafts that tell of ages to who may not know them.
    """
    every = files()[0]
    stamps = dict(files_version(access.workspace()))
    there = [
        name
        for name in dict.fromkeys((*ladders(view)["protocol"], view.protocol))
        if name in every and not every[name].draft
    ]
    usable = [name for name, each in every.items() if each.draft and each.draft.base in there]
    found = [Variant(name, stamps.get(f"{name}.toml", 0)) for name in (*there, *usable)]
    return [each for each in found if not tells_age(view, each)]


def built(view: View) -> tuple[Variant, ...]:
    """The protocols that a build knows: those that somebody may be measured by."""
    return tuple(each for each in choices(view) if not is_draft(each))


def is_draft(variant: Variant) -> bool:
    """Whether a variant is not in force anywhere: a saved draft, or edits."""
    start = files()[0].get(variant.start)
    return bool(variant.edits) or (start is not None and start.draft is not None)


def is_preset(variant: Variant) -> bool:
    """Whether a variant is a national norm."""
    return not variant.edits and protocol(variant).preset


def name(variant: Variant) -> str:
    """How a variant is called where there is room."""
    if variant.edits:
        return f"in bewerking, uit {variant.start}"
    return ("concept " if is_draft(variant) else "") + f"{protocol(variant).name} ({variant.text})"


def short(variant: Variant) -> str:
    """How a variant is called in a chart or a column."""
    return "in bewerking" if variant.edits else variant.text
