"""`toegang.toml` of a workspace: read whenever it changes, and refused as a whole when anything in it is wrong."""

import os
import stat
from collections.abc import Sequence
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path

from pydantic import BaseModel, ValidationError

from pipelines.access.checks import Parts, faults, parts_of
from pipelines.access.schema import AccessSettings, Person, SignIn
from pipelines.errors import WorkspaceError
from pipelines.settings.checks import Fault, Key
from pipelines.settings.file import parsed, read_text
from pipelines.store.workspace import Workspace, open_to_others
from protocols.faults import in_dutch, named

NAME = "toegang.toml"
SEE = "de README"


class AccessError(WorkspaceError):
    """A `toegang.toml` that lets nobody in: `key` is the place of the fault, `problem` how it is wrong."""

    def __init__(
        self, what: str, remedy: str, key: Sequence[int | str] = (), problem: str = "", person: str = ""
    ) -> None:
        super().__init__(what, remedy)
        self.key, self.problem, self.person = tuple(key), problem, person


def file_of(workspace: Workspace) -> Path:
    """Where the table of a workspace is, or would be."""
    return workspace.path / NAME


def there_is(workspace: Workspace) -> bool:
    """Whether a workspace has a table of persons, right or wrong."""
    return os.path.lexists(file_of(workspace))


def load(workspace: Workspace) -> AccessSettings:
    """All of the table; without a file nobody is in it. Raises AccessError for the first fault of a wrong one."""
    if not there_is(workspace):
        return AccessSettings()
    now = _insist_on_private(file_of(workspace))
    return _loaded(file_of(workspace), (now.st_ino, now.st_mtime_ns, now.st_size), parts_of(workspace.schools))


def sign_in_settings(workspace: Workspace) -> SignIn | None:
    """How people sign in; None when whoever sits at this computer sees all. Raises AccessError for a wrong table."""
    return load(workspace).signin


def person_called(content: AccessSettings, name: str) -> Person | None:
    """The row of a person, however the letters of the id are written; None when there is none."""
    wanted = name.strip().casefold()
    return next((person for person in content.person if person.id.casefold() == wanted), None)


@lru_cache(maxsize=16)
def _loaded(path: Path, _changed: tuple[int, int, int], parts: Parts) -> AccessSettings:
    return settings_in(_text(path), path, parts)


def settings_in(text: str, path: Path, parts: Parts) -> AccessSettings:
    """All that the text of a table says. Raises AccessError for its first fault."""
    content, wrong = _looked_at(text, path, parts)
    if content is None or wrong:
        raise wrong[0]
    return content


def wrong_in(workspace: Workspace) -> list[AccessError]:
    """Every fault of the table of a workspace, in the order of its lines; none when there is no table."""
    if not there_is(workspace):
        return []
    path = file_of(workspace)
    try:
        _insist_on_private(path)
        return _looked_at(_text(path), path, parts_of(workspace.schools))[1]
    except AccessError as error:
        return [error]


def _looked_at(text: str, path: Path, parts: Parts) -> tuple[AccessSettings | None, list[AccessError]]:
    try:
        raw = parsed(text, path)
    except WorkspaceError as error:
        return None, [AccessError(error.what, "Verbeter die regel; de README toont een voorbeeld van toegang.toml.")]
    ids = [each.get("id", "") if isinstance(each, dict) else "" for each in _rows(raw.get("person"))]
    try:
        content = AccessSettings.model_validate(raw)
    except ValidationError as error:
        # A misspelt key goes first: it is why another one is missing.
        found = sorted(error.errors(), key=lambda each: each["type"] != "extra_forbidden")
        return None, [_told(path, ids, *_misread(each)) for each in found]  # type: ignore[arg-type]
    return content, [_told(path, ids, *fault) for fault in faults(content, parts)]


def _rows(raw: object) -> list[object]:
    return raw if isinstance(raw, list) else []


def _misread(error: dict[str, object]) -> Fault:
    """A fault that pydantic found, in our words."""
    kind, key = str(error["type"]), tuple(named(error["loc"]))  # type: ignore[arg-type]
    problem, remedy = in_dutch(kind, error.get("ctx") or {}, str(error["msg"]), error["input"], SEE)  # type: ignore[arg-type]
    if kind == "string_pattern_mismatch" and key[-1] == "id":
        remedy = "Schrijf het adres waarmee deze persoon inlogt, zonder spaties."
    if kind == "string_too_short" and key[-1] == "initials":
        problem, remedy = f"is '{error['input']}', te kort", "Vul de paraaf in, van enkele letters."
    if kind == "extra_forbidden" and "secret" in str(key[-1]):
        remedy = "Een geheim staat nooit in dit bestand: noem met secret_file het bestand waarin het staat."
    elif kind == "extra_forbidden":
        near = get_close_matches(str(key[-1]), _names(key), n=1)
        remedy = f"Bedoelt u '{near[0]}'? Verbeter de spelling, of verwijder de sleutel." if near else remedy
    return key, problem, remedy


def _names(key: Key) -> list[str]:
    models: dict[str, type[BaseModel]] = {"signin": SignIn, "person": Person}
    model = models.get(str(key[0])) if len(key) > 1 else AccessSettings
    return [field.alias or name for name, field in (model.model_fields if model else {}).items()]


def _told(path: Path, ids: Sequence[object], key: Key, problem: str, remedy: str) -> AccessError:
    """A fault with the file, the row and whose it is."""
    row = next((part for part in key if isinstance(part, int)), None) if key[:1] == ("person",) else None
    who = str(ids[row]) if row is not None and row < len(ids) else ""
    named_ = ".".join(str(part) for part in key if isinstance(part, str) and part != "person") or "person"
    where = f", {row + 1}e [[person]]{f' ({who})' if who else ''}" if row is not None else ""
    return AccessError(f"{path}{where}: '{named_}' {problem}.", remedy, key, problem, who)


def _text(path: Path) -> str:
    try:
        return read_text(path)
    except WorkspaceError as error:
        raise AccessError(
            error.what, "Bewaar het bestand opnieuw, als UTF-8, of zet het terug uit een reservekopie."
        ) from None


def _insist_on_private(path: Path) -> os.stat_result:
    """The state of the file. Raises AccessError for one that somebody else may read or write, or whose owner is another."""
    try:
        now = path.stat()
    except OSError as error:
        raise AccessError(
            f"{path} is niet te lezen ({error.strerror}).", "Controleer de rechten op het bestand en de schijf."
        ) from None
    if not stat.S_ISREG(now.st_mode):
        raise AccessError(f"{path} is geen bestand.", f"Zet {NAME} terug uit een reservekopie.")
    # Windows has no such owners and rights: there the folder of the user is the border.
    own = getattr(os, "geteuid", None)
    if own is not None:
        if now.st_uid != own():
            raise AccessError(
                f"{path} is van een andere gebruiker dan die dit programma draait.",
                f"Maak het bestand van die gebruiker: chown $(id -un) {path}",
            )
        if open_to_others(now):
            raise AccessError(
                f"{path} is ook voor anderen te lezen of te schrijven.", f"Sluit het voor anderen: chmod 600 {path}"
            )
    return now
