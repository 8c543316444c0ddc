"""Every damage of a workspace: found and named, told by every command, and mended by the command that is printed."""

import io
import shutil
from contextlib import redirect_stdout
from hashlib import sha256
from pathlib import Path

import pytest

from dashboard.commands.cli import main
from pipelines.models.program import program_version
from pipelines.notes.migrations import steps
from tests.damage import DAMAGES, FILES, ON, Damage, commands, made
from tests.pipelines.exports import files_of
from tests.shared import LONG, copied, once, some

STAGES = ("stages", "--on", ON.isoformat(), "--all")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the whole workspace and the files that were imported; only copied."""
    return copied(once("damage", made), tmp_path_factory.mktemp("heel"))


@pytest.fixture
def folder(whole: Path, tmp_path: Path) -> Path:
    """A workspace of one's own to break."""
    shutil.copytree(whole, tmp_path, dirs_exist_ok=True)
    return tmp_path / "de werkmap"


@pytest.fixture(scope="module")
def figures(whole: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What `stages` prints after the second import, and after going back to the first."""
    again = tmp_path_factory.mktemp("eerst")
    shutil.copytree(whole, again, dirs_exist_ok=True)
    second = _out("stages", again / "de werkmap", *STAGES[1:])
    store = min(int(path.name) for path in (again / "de werkmap" / "scholen" / "s" / "store").iterdir())
    _out("build", again / "de werkmap", "--store", store)
    first = _out("stages", again / "de werkmap", *STAGES[1:])
    assert first != second
    return {"first": first, "second": second}


def _out(command: str, folder: Path, *more: object) -> str:
    with redirect_stdout(io.StringIO()) as out:
        assert main([command, str(folder), *map(str, more)]) == 0
    return out.getvalue()


class Ran:
    """A command run in this process, with its exit code and outputs."""

    def __init__(self, capsys: pytest.CaptureFixture[str], *arguments: object) -> None:
        capsys.readouterr()
        self.code = main([str(argument) for argument in arguments])
        self.out, self.err = capsys.readouterr()
        assert "Traceback" not in self.out + self.err
        assert "onverwacht" not in self.err


def asked(capsys: pytest.CaptureFixture[str], folder: Path, command: tuple[str, ...] = STAGES) -> Ran:
    return Ran(capsys, command[0], folder, *command[1:])


def digests(folder: Path) -> dict[str, str]:
    """Every file with its digest; not the journal of the notes, which whoever reads them shares with others."""
    own = {name: data for name, data in files_of(folder).items() if not name.endswith(("-wal", "-shm"))}
    return {name: sha256(data).hexdigest() for name, data in own.items()}


def test_a_whole_workspace_is_whole(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = digests(folder)
    found = asked(capsys, folder, ("check",))
    program = program_version()
    versions = f"Ingelezen met versie {program}, cijfers van versie {program}, notities van versie {len(steps())}."
    assert (found.code, found.out, found.err) == (0, f"{folder} is heel.\n{versions}\n", "")
    assert asked(capsys, folder, ("check", "--format", "csv")).out == "level,what,remedy\n"
    assert digests(folder) == before


# One of each kind: figures, pointer, a table, all stores, both at once, notes, settings.
KINDS = (
    "figures cut off",
    "figures flipped",
    "pointer odd",
    "table flipped",
    "manifest cut off",
    "all stores gone",
    "table and figures",
    "litter",
    "one table of the notes",
    "notes gone",
    "school renamed",
)


@pytest.mark.parametrize("name", some(DAMAGES, *KINDS))
def test_a_damage_is_named_and_mended_by_the_printed_command(
    folder: Path, figures: dict[str, str], capsys: pytest.CaptureFixture[str], name: str
) -> None:
    damage = DAMAGES[name]
    damage.act(folder)
    before = digests(folder)
    found = asked(capsys, folder, ("check",))
    assert damage.said in found.out
    assert found.code == (0 if damage.whole else 1)
    assert ("niet heel" in found.out) == (not damage.whole)
    rows = asked(capsys, folder, ("check", "--format", "csv"))
    assert damage.said in rows.out
    assert digests(folder) == before

    said = asked(capsys, folder)
    if damage.stages == "told":
        assert (said.code, said.out) == (1, "")
        assert len(said.err.strip().splitlines()) == 2
    else:
        assert (said.code, said.out) == (0, figures["second"])
        assert ("opnieuw opgebouwd" in said.err) == (damage.stages == "built")
    _mended(folder, damage, found.out, capsys)
    assert asked(capsys, folder, ("check",)).code == 0
    after = asked(capsys, folder)
    assert (after.code, after.out) == (0, figures[damage.left])


def _mended(folder: Path, damage: Damage, text: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Does what the text says: its commands, or the change by hand that it asks."""
    if damage.by_hand:
        damage.by_hand(folder)
        return
    named = commands(text, [folder.parent / file for file in FILES])
    assert bool(named) == (not damage.whole)
    for command in named:
        assert command[1] == str(folder)
        assert Ran(capsys, *command).code == 0


# A question that needs no flipped part is answered rightly.
TOLD = [name for name, damage in DAMAGES.items() if damage.stages == "told" and name != "figures flipped"]

QUESTIONS = (STAGES, ("sick", "--on", ON.isoformat()), ("compare", "--on", ON.isoformat()))


@pytest.mark.parametrize("name", TOLD)
def test_every_command_tells_and_names_a_way_back(folder: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    """Also an import, which would add to what is no longer there."""
    DAMAGES[name].act(folder)
    for command in QUESTIONS if LONG else [QUESTIONS[TOLD.index(name) % len(QUESTIONS)]]:
        told = asked(capsys, folder, command)
        assert told.code == 1
        assert len(told.err.strip().splitlines()) == 2
        assert DAMAGES[name].by_hand or commands(told.err, [])
