"""`--as PERSON` at a school in which pupils moved and left: no command names a pupil who is not that person's today."""

from datetime import date
from pathlib import Path

import pytest

from dashboard.commands.cli import main
from tests.dashboard.pdf_text import pages, squeezed
from tests.dashboard.test_rights_pages import BORN, ROLES, others
from tests.pipelines.rights_school import DAYS, LAST, OWN, rights_school
from tests.shared import amount, copied, once, some

# What names pupils or counts them, with the person after it; `{on}` is the day, `{out}` a new place.
COMMANDS = (
    "stages {map} --on {on}",
    "stages {map} --on {on} --protocol all --all --format json",
    "leerplicht {map} --on {on}",
    "leerplicht {map} --on {on} --reports",
    "sick {map} --on {on}",
    "trends {map} --from 2025-09-01 --to {on} --by klas",
    "signals {map} --on {on}",
    "compare {map} --on {on}",
    "maandag {map} --on {on} --out {out}",
    "report {map} --on {on} --out {out}.html",
    "access show --map {map}",
    "access draft --map {map}",
)
EVERY = tuple(range(len(COMMANDS)))
# Without a day, or with one file for the whole school, once is enough there.
SHORT = (1, 2, 8)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The school with a person per role, called after it."""
    made = once("rechten op pagina's", rights_school)
    there = copied(made, tmp_path_factory.mktemp("rechten")) / "werkmap"
    people = [
        f'[[person]]\nid = "{role}"\ninitials = "XX"\nrole = "{role}"\n'
        + "".join(f"{key} = {list(values)}\n" for key, values in own.items())
        for role, (own, _) in ROLES.items()
    ]
    (there / "toegang.toml").write_text("\n".join(people), encoding="utf-8")
    (there / "toegang.toml").chmod(0o600)
    return there


@pytest.mark.parametrize("number", some(EVERY, *SHORT), ids=lambda number: COMMANDS[number].split()[0])
@pytest.mark.parametrize("on", some(DAYS, LAST))
def test_no_command_names_a_pupil_of_another(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], number: int, on: date
) -> None:
    named: set[str] = set()
    for role in ROLES if amount(0, 1) else ("mentor", "rector"):
        out = tmp_path / role
        words = COMMANDS[number].format(map=folder, on=on, out=out).split()
        assert main([*words, "--as", role]) in (0, 3)
        told = "".join(capsys.readouterr())
        for path in sorted(tmp_path.rglob("*.*")):
            told += squeezed("".join(pages(path.read_bytes()))) if path.suffix == ".pdf" else path.read_text("utf-8")
            path.unlink()
        assert not others(role).search(told.encode()), role
        assert not BORN.search(told.encode()), role
        named |= {pupil for pupil in OWN["MA"] if role == "mentor" and pupil in told}
    if number in SHORT and on == LAST:
        assert named, "what names nobody shows nothing"
