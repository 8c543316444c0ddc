"""Which program this is: its version, and a digest of all of it that decides what stands in a snapshot."""

import re
from functools import cache
from hashlib import sha256
from importlib import metadata
from pathlib import Path

import protocols

ROOM = Path(__file__).parents[1]
RULES = Path(protocols.__file__).parent
UNKNOWN = "onbekend"
# What makes rows of a snapshot, with all that these import; reading files is done before, and not done again.
STARTS = ("pipelines.models.build", "pipelines.models.pattern_table", "pipelines.models.reference", "protocols.tables")
NOT_FILLING = ("pipelines.board", "pipelines.readers", "pipelines.notes.notes", "pipelines.settings.drafts")
IMPORT = re.compile(r"^(?:from|import) ((?:pipelines|protocols)[.\w]*)", re.M)


def filling() -> list[Path]:
    """The Python modules that decide which rows a snapshot gets."""
    found: dict[str, Path] = {}
    todo = list(STARTS)
    while todo:
        module = todo.pop()
        path = ROOM.parent / f"{module.replace('.', '/')}.py"
        if module not in found and path.exists() and not module.startswith(NOT_FILLING):
            found[module] = path
            todo += IMPORT.findall(path.read_text(encoding="utf-8"))
    return list(found.values())


@cache
def program_version() -> str:
    """The version that is installed, for people who look back at what wrote a file."""
    try:
        return metadata.version("verzuimbeeld")
    except metadata.PackageNotFoundError:
        return UNKNOWN


@cache
def rules_fingerprint() -> str:
    """Changes with the version, every model, every rule file and every module that makes rows of a snapshot."""
    digest = sha256(program_version().encode())
    models = (ROOM / "models").glob("*/*.sql")
    rules = [*RULES.glob("*.toml"), *RULES.glob("*.csv"), *RULES.glob("files/*.toml")]
    for path in sorted([*models, *filling(), *rules]):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()
