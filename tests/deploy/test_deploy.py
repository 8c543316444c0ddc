"""What a server gets: every file that is named is there, every command of `beheer.md` exists, and all agree on the places."""

import argparse
import re
import shlex
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from dashboard.commands.cli import parser
from dashboard.server.set_up import SECRET_FILE
from dashboard.server.site import CALLBACK, HEALTH
from pipelines.access.schema import AccessSettings
from pipelines.audit.key import VARIABLE
from pipelines.keeping.health import PARTS
from pipelines.store.inbox_files import number

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
UNITS = sorted(path.name for path in DEPLOY.glob("*.service"))
# What a unit may not do without: the account, nothing outside its folders, and nothing to become more with.
HARDENED = {
    "User=verzuimbeeld",
    "UMask=0077",
    "NoNewPrivileges=yes",
    "CapabilityBoundingSet=",
    "ProtectSystem=strict",
    "ProtectHome=yes",
    "PrivateTmp=yes",
    "PrivateDevices=yes",
    "RestrictNamespaces=yes",
    "SystemCallFilter=@system-service",
    # What draws for paper asks for more than that, and goes on without; killed, the whole dashboard would stop with it.
    "SystemCallErrorNumber=EPERM",
}
PROGRAM = "/usr/local/lib/verzuimbeeld/huidig/bin/verzuimbeeld "
COMMAND = re.compile(r"(?:^|\s)verzuimbeeld ((?:[a-z]+)\b.*)")


def text(name: str) -> str:
    return (DEPLOY / name).read_text(encoding="utf-8")


def blocks(name: str, language: str) -> list[str]:
    """The code blocks of a document in a language."""
    return re.findall(rf"```{language}\n(.*?)```", text(name), re.S)


def commands() -> Iterator[str]:
    """Every command of ours that `beheer.md` gives to copy, without the name of the program."""
    for block in blocks("beheer.md", "sh"):
        for line in block.splitlines():
            found = COMMAND.search(line.partition(" run --rm ")[2] or line)
            if found and not line.startswith(("systemctl", "install", "bash", "ls", "usermod", "chown")):
                yield found[1]


def subcommands() -> dict[str, argparse.ArgumentParser]:
    actions = [each for each in parser()._actions if isinstance(each, argparse._SubParsersAction)]
    return {name: sub for action in actions for name, sub in action.choices.items()}


def test_the_commands_are_found() -> None:
    found = list(commands())
    assert len(found) >= 15
    assert {line.split()[0] for line in found} >= {"init", "import", "backup", "restore", "check", "access", "inzage"}


@pytest.mark.parametrize("line", dict.fromkeys(commands()))
def test_every_command_can_be_given_as_it_stands(line: str) -> None:
    options = parser().parse_args(shlex.split(line))
    # The parser would also take the beginning of an option.
    known = {name for each in subcommands()[line.split()[0]]._actions for name in each.option_strings}
    assert {word for word in line.split() if word.startswith("--")} <= known
    folder = options.folder if getattr(options, "folder", None) else options.map if hasattr(options, "map") else None
    assert folder is None or str(folder).startswith(("/var/lib/verzuimbeeld/school", "/var/spool/verzuimbeeld"))


@pytest.mark.parametrize("line", ["inzage /m 1", "check /m --heel", "acces lint --map /m", "backup /m --encrypt zip"])
def test_a_command_that_does_not_exist_is_found(line: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parser().parse_args(shlex.split(line))
    assert capsys.readouterr().err


def test_every_command_in_a_sentence_exists() -> None:
    prose = re.sub(r"```.*?```", "", text("beheer.md"), flags=re.S)
    named = [words.split() for words in re.findall(r"`verzuimbeeld ([a-z][^`]*)`", prose)]
    assert named
    actions = {"access": {"lint", "show", "draft", "approve", "verify"}}
    assert [words for words in named if words[0] not in subcommands()] == []
    assert [words for words in named if words[1:] and words[0] in actions and words[1] not in actions[words[0]]] == []


def test_the_example_of_the_table_of_persons_is_one() -> None:
    (example,) = blocks("beheer.md", "toml")
    content = AccessSettings.model_validate(tomllib.loads(example))
    assert content.signin is not None
    assert [person.office and person.office.access for person in content.person] == ["approve", "edit"]
    assert f"{content.signin.url}{CALLBACK}" in text("beheer.md")
    approved = next(line for line in commands() if line.startswith("access approve"))
    assert {person.id for person in content.person} <= set(approved.split())


def test_every_part_of_the_health_is_explained() -> None:
    table = text("beheer.md").split("## Bewaken")[1].split("\n## ")[0]
    assert [part for part in PARTS if f"`{part}`" not in table] == []
    assert f"minder dan {number('disk_free_megabytes') / 1000:.0f} GB" in table
    assert f"http://localhost:8501{HEALTH}" in text("beheer.md")
    assert f"http://localhost:8501{HEALTH}" in text("Containerfile")


@pytest.mark.parametrize("unit", UNITS)
def test_a_unit_is_shut_in_and_has_its_key_outside_the_workspace(unit: str) -> None:
    lines = set(text(unit).splitlines())
    assert HARDENED - lines == set()
    assert f"Environment={VARIABLE}=/var/lib/verzuimbeeld/sleutels" in lines
    assert f"{VARIABLE}=/var/lib/verzuimbeeld/sleutels " in text("verzuimbeeld")
    # A secret stands in no unit: everybody on the server may read those.
    assert not re.search(r"secret=|SECRET=", text(unit), re.I)


@pytest.mark.parametrize("unit", UNITS)
def test_what_a_unit_starts_is_a_command_that_exists(unit: str) -> None:
    (line,) = re.findall(r"^ExecStart=(.*)$", text(unit), re.M)
    if line.startswith("/bin/sh -c "):
        line = shlex.split(line)[2].removeprefix("exec ")
    line = line.replace("%%", "%").replace("$$VERSLEUTELEN", "").replace("$$", "$")
    assert line.startswith(PROGRAM)
    parser().parse_args(shlex.split(line.removeprefix(PROGRAM)))


def test_the_backup_can_be_encrypted_as_is_said() -> None:
    (more,) = re.findall(r"VERSLEUTELEN=([^']*)'", text("beheer.md"))
    parser().parse_args(shlex.split(f"backup /m --out /x {more}"))
    assert "$$VERSLEUTELEN" in text("verzuimbeeld-backup.service")


def test_the_service_gets_its_secret_as_a_file_that_only_it_may_read() -> None:
    (name,) = re.findall(r"^LoadCredential=(\w+):/etc/verzuimbeeld/inloggeheim$", text("verzuimbeeld.service"), re.M)
    assert f"Environment={SECRET_FILE}=%d/{name}" in text("verzuimbeeld.service")
    assert f"{SECRET_FILE}: /run/secrets/{name}" in text("compose.yaml")
    assert "/etc/verzuimbeeld/inloggeheim" in text("beheer.md")


def test_what_is_put_in_the_image_is_there_and_it_runs_as_nobody() -> None:
    lines = text("Containerfile").replace("\\\n", " ").splitlines()
    for line in lines:
        if line.startswith("COPY ") and "--from" not in line:
            *sources, _ = line.split()[1:]
            # The wheel is made by `make wheel`.
            assert [each for each in sources if not each.startswith("dist/") and not (ROOT / each).exists()] == []
    users = [line for line in lines if line.startswith("USER ")]
    assert users == ["USER 10001:10001"]
    assert "-o 10001 -g 10001" in text("beheer.md")
    (start,) = [line for line in lines if line.startswith("CMD ")]
    parser().parse_args(re.findall(r'"([^"]*)"', start))
    images = [line.split()[1] for line in lines if line.startswith("FROM ")]
    assert set(images) == {"python:3.11-slim"}
    # A name without a registry, and the lock without a host.
    assert not any("/" in name for name in [*images, *re.findall(r"image: (\S+)", text("compose.yaml"))])


def test_what_is_mounted_and_built_is_there() -> None:
    compose = text("compose.yaml")
    (context,) = re.findall(r"context: (\S+)", compose)
    (file,) = re.findall(r"dockerfile: (\S+)", compose)
    assert (DEPLOY / context / file).is_file()
    for source in re.findall(r"- (\./\S+?):", compose):
        assert (DEPLOY / source).is_file()
    (line,) = re.findall(r"do verzuimbeeld (.*?);", compose)
    parser().parse_args(shlex.split(line))
    assert compose.count("read_only: true") == compose.count("cap_drop: [ALL]") == compose.count("image: verzuimbeeld")


def test_what_the_script_puts_in_place_is_there() -> None:
    script = text("install.sh")
    assert "install -m 0755 verzuimbeeld /usr/local/bin/verzuimbeeld" in script
    for place in ("/var/lib/verzuimbeeld", "/var/backups/verzuimbeeld", "/var/spool/verzuimbeeld", "/etc/verzuimbeeld"):
        assert re.search(rf"install -d .*{place}\b", script), place
    for unit in UNITS:
        for place in re.findall(r"^ReadWritePaths=(.*)$", text(unit), re.M)[0].split():
            assert f"| `{place}" in text("beheer.md"), place


def test_a_server_gets_the_packages_that_were_tested_and_none_of_the_tests() -> None:
    first, *others = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    assert first == "-r deploy/requirements.lock"
    ours, only_tests = locked(text("requirements.lock").splitlines()), locked(others)
    # What both need stands in one of them.
    assert ours & only_tests == set()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert called(project["dependencies"]) - ours == set()
    assert called(project["optional-dependencies"]["dev"]) - only_tests == set()


def locked(lines: list[str]) -> set[str]:
    """The packages of a lock, all with the digests of their files and none with a host."""
    assert [line for line in lines if re.search(r"^\s*-(?!-hash=sha256:[0-9a-f]{64}\b)|https?:|file:", line)] == []
    names = [line.partition("==")[0] for line in lines if not line.startswith(" ")]
    assert len(names) <= sum("--hash" in line for line in lines)
    return set(names)


def called(wanted: list[str]) -> set[str]:
    return {re.split(r"[>=<\[]", each)[0] for each in wanted}
