"""The documentation is complete: what the program knows is described, and what is described is there."""

import argparse
import re
import shlex
import tomllib
from functools import cache
from pathlib import Path
from typing import get_args

import pytest
from pydantic import BaseModel

from dashboard.commands.cli import main, parser
from pipelines.access.schema import AccessSettings, Person, SignIn
from pipelines.models.database import connect
from pipelines.models.model import FOLDER, ModelError, models, parse_model
from pipelines.models.run_model import run_model
from pipelines.readers import READERS
from pipelines.settings.schema import Afdeling, CodeChoice, FreeDay, Holiday, Period, School, Toetsweek
from pipelines.store.part import part_of
from pipelines.store.workspace import open_workspace
from protocols.access_roles import access_roles
from protocols.fixed_words import Role, Track, Unit
from protocols.load import load_categories, load_protocols
from protocols.show import render, render_list
from protocols.windows import Window
from tests.pages import PAGES
from tests.pipelines.exports import codes, pupils, registrations

ROOT = Path(__file__).parent.parent
DOCUMENTS = ["README.md", "GLOSSARY.md", "CONTRIBUTING.md", "CHANGELOG.md", "data/README.md", "deploy/beheer.md"]
# Commands that go on until somebody stops them.
SERVES = {"dashboard", "demo"}
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")


@cache
def text(name: str) -> str:
    """One of the documents."""
    return (ROOT / name).read_text(encoding="utf-8")


def commands() -> dict[str, argparse.ArgumentParser]:
    """Every subcommand with its parser."""
    actions = [a for a in parser()._actions if isinstance(a, argparse._SubParsersAction)]
    found = {name: sub for action in actions for name, sub in action.choices.items()}
    assert found
    return found


def missing(words: list[str], document: str) -> list[str]:
    """Words that a document does not name as code."""
    assert words
    return [
        word
        for word in words
        if not re.search(rf"`[^`\n]*(?<![\w-]){re.escape(word)}(?![\w-])[^`\n]*`", text(document))
    ]


def test_a_missing_word_is_found() -> None:
    assert missing(["demo", "no-such-word", "emo"], "README.md") == ["no-such-word", "emo"]


@pytest.mark.parametrize("page", PAGES)
def test_every_page_is_in_the_readme(page: str) -> None:
    assert missing([page], "README.md") == []


@pytest.mark.parametrize("command", sorted(commands()))
def test_every_command_and_option_is_in_the_readme(command: str) -> None:
    options = [o for a in commands()[command]._actions for o in a.option_strings if o not in {"-h", "--help"}]
    assert missing([f"verzuimbeeld {command}", *options], "README.md") == []


def test_every_command_of_the_readme_exists() -> None:
    named = set(re.findall(r"verzuimbeeld ([a-z]+)\b", " ".join(re.findall(r"`[^`]+`", text("README.md")))))
    assert sorted(named - set(commands())) == []


def examples(language: str) -> list[str]:
    """The lines of the code blocks of the README in that language."""
    return [
        line
        for block in re.findall(rf"```{language}\n(.*?)```", text("README.md"), re.S)
        for line in block.splitlines()
    ]


def run_example(line: str) -> None:
    """Runs a command of ours as the README gives it; what serves until it is stopped only tells how it is used."""
    words = shlex.split(line)[1:]
    if words[0] in SERVES:
        with pytest.raises(SystemExit, match=r"^0$"):
            main([*words, "--help"])
    else:
        assert main(words) == 0, line


def test_the_examples_of_the_readme_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a folder with the exports that they name."""
    monkeypatch.chdir(tmp_path)
    pupils(Path("Leerlingen.csv"), "101 | 5 | Zoë | Meer | H3a")
    codes(Path("Absentieredenen.csv"), "1 | OA | Ongeoorloofd afwezig | 1 | 0 | 0")
    registrations(Path("Verantwoordingen.csv"), "1 | 101 | 2026-09-07 | 1 | OA")
    lines = examples("sh")
    ours = [line for line in lines if line.startswith("verzuimbeeld ")]
    assert [line for line in lines if line not in ours] == ["source .venv/bin/activate"]
    assert '"$python" -m venv .venv' in text(".ci/install")
    for line in ours:
        run_example(line)
    assert part_of(open_workspace(tmp_path / "school")).store()["registrations"].height == 1


def test_the_examples_for_windows_install_this_version(capsys: pytest.CaptureFixture[str]) -> None:
    version = tomllib.loads(text("pyproject.toml"))["project"]["version"]
    scripts = "verzuim\\Scripts\\"
    assert examples("bat") == [
        "py -m venv verzuim",
        f"{scripts}pip install verzuimbeeld-{version}-py3-none-any.whl",
        f"{scripts}verzuimbeeld demo",
    ]
    run_example(examples("bat")[-1].removeprefix(scripts))
    assert "demo" in capsys.readouterr().out


def test_every_make_target_of_the_documents_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", text("Makefile"), re.M))
    named = {name for document in DOCUMENTS[:3] for name in re.findall(r"`make ([a-z]+)", text(document))}
    assert {"demo", "test", "check"} <= named
    assert sorted(named - targets) == []


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.kind)
def test_every_kind_of_file_is_in_the_readme(reader: object) -> None:
    assert missing([getattr(reader, "kind")], "README.md") == []  # noqa: B009  # modules and objects are readers


def test_every_setting_of_a_school_is_in_the_readme() -> None:
    example = "\n".join(re.findall(r"```toml\n(.*?)```", text("README.md"), re.S))
    parsed = tomllib.loads(example)
    School.model_validate(parsed["school"][0])
    parts: list[type[BaseModel]] = [School, Afdeling, Period, Holiday, FreeDay, Toetsweek, CodeChoice]
    fields = {name for part in parts for name in part.model_fields}
    assert sorted(name for name in fields if not re.search(rf"\b{name}\b", example)) == []


def test_every_key_of_the_table_of_persons_is_in_the_readme() -> None:
    example = next(
        block for block in re.findall(r"```toml\n(.*?)```", text("README.md"), re.S) if "[[person]]" in block
    )
    AccessSettings.model_validate(tomllib.loads(example))
    fields = [field.alias or name for part in (SignIn, Person) for name, field in part.model_fields.items()]
    part = text("README.md").split("### Wie mag wat zien")[1].split("\n### ")[0]
    assert sorted(name for name in [*fields, *access_roles()] if not re.search(rf"\b{name}\b", part)) == []


@pytest.mark.parametrize("protocol", sorted(load_protocols()))
def test_every_ladder_and_stage_is_shown(protocol: str) -> None:
    shown = load_protocols()[protocol]
    words = [ladder.id for ladder in shown.ladder] + [stage.id for ladder in shown.ladder for stage in ladder.stage]
    lines = render(shown)
    assert [word for word in words if not re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", lines)] == []
    assert protocol in render_list(load_protocols())


def test_every_word_of_the_field_is_in_the_glossary() -> None:
    fixed = [str(word) for words in (Unit, Window, Track, Role) for word in get_args(words)]
    assert missing(fixed + load_categories()["category"].to_list(), "GLOSSARY.md") == []


def test_every_model_file_is_a_documented_table() -> None:
    files = sorted(path.stem for path in FOLDER.rglob("*.sql"))
    assert files == sorted(model.table for model in models())
    assert all(name.split("_")[0] in {"stg", "int", "mart"} for name in files)


@pytest.mark.parametrize("model", models(), ids=lambda model: model.table)
def test_every_column_has_a_meaning(model: object) -> None:
    columns = getattr(model, "columns")  # noqa: B009
    assert columns
    # One word explains a column only when the glossary explains the word.
    terse = [column.meaning for column in columns if len(column.meaning.split()) < 2]
    assert [word for word in terse if f"| {word} |" not in text("GLOSSARY.md")] == []


HEADER = "-- table: mart_x\n-- row: one number\n-- grain: n\n-- source: nothing\n-- column: n | INTEGER | a number\n"


@pytest.mark.parametrize("select", ["select 1 as n, 2 as m", "select 1::bigint as n", "select 1 as other"])
def test_a_table_that_differs_from_its_header_is_refused(select: str) -> None:
    connection = connect(":memory:")
    with pytest.raises(ModelError, match="documented"):
        run_model(connection, parse_model(HEADER + select, "mart_x"))
    connection.close()


@pytest.mark.parametrize("line", ["-- row: ", "-- grain: ", "-- source: ", "-- column: ", "-- table: "])
def test_a_header_that_lacks_a_line_is_refused(line: str) -> None:
    lines = [kept for kept in HEADER.splitlines() if not kept.startswith(line)]
    with pytest.raises(ModelError):
        parse_model("\n".join([*lines, "select 1 as n"]), "mart_x")


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_link_leads_somewhere(document: str) -> None:
    places = [(ROOT / document).parent / link for link in LINK.findall(text(document))]
    assert [str(place) for place in places if not place.exists()] == []


def test_every_test_that_contributing_names_is_there() -> None:
    """With the names of one file after another in the same folder, and of what stands in them."""
    named = re.findall(r"`(tests/[\w/]+\.py)`", text("CONTRIBUTING.md"))
    assert len(named) > 10
    assert [name for name in named if not (ROOT / name).exists()] == []
    bare = set(re.findall(r"`(test_\w+\.py)`", text("CONTRIBUTING.md")))
    assert sorted(bare - {path.name for path in (ROOT / "tests").rglob("test_*.py")}) == []
    everything = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("*.py"))
    tables = set(re.findall(r"`([A-Z]{4,})`", text("CONTRIBUTING.md"))) - {"READERS", "PAGES", "DATED"}
    assert sorted(name for name in tables if not re.search(rf"^{name}\b.*=", everything, re.M)) == []


def test_the_changelog_has_this_version_with_its_date_and_a_place_for_the_next() -> None:
    headings = re.findall(r"^## (.*)$", text("CHANGELOG.md"), re.M)
    released = [re.fullmatch(r"(\d+)\.(\d+)\.(\d+) \(\d{1,2} [a-z]+ \d{4}\)", heading) for heading in headings[1:]]
    assert headings[0] == "Nog niet uitgebracht"
    assert all(released), headings
    numbers = [tuple(map(int, match.groups())) for match in released if match]
    assert numbers == sorted(set(numbers), reverse=True)
    version = tomllib.loads(text("pyproject.toml"))["project"]["version"]
    assert tuple(map(int, version.split("."))) in numbers


def test_the_licence_is_whole() -> None:
    licence = text("LICENSE")
    assert licence.startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2")
    assert [n for n in range(1, 16) if not re.search(rf"^{n}\.\s?[A-Z]", licence, re.M)] == []
    assert "Appendix" in licence
