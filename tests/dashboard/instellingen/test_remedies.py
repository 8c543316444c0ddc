"""What is to be changed in the settings is said with the page where that is done, for who never saw the file."""

from pathlib import Path
from typing import Any, get_args

import pytest

import dashboard
from protocols.settings_page import SettingsPart, on_page
from tests.architecture import sentences
from tests.dashboard.conftest import OpenPage, School

ROOT = Path(str(dashboard.__file__)).parents[1]
# About the file itself: it is broken, gone, or was written by hand.
ABOUT_THE_FILE = (
    "reservekopie",
    "toont een voorbeeld",
    "school.toml noemt protocol",
    "met de hand gezet",
    "pas school.toml daar aan",
    "wat daar staat, geldt",
    "ontbreekt school",
    "met de hand. Van u is niets bewaard",
    "bovenaan in school.toml",
    "Een tweede school",
    "aan waar nodig",
    "wordt eerst nagekeken",
)


def test_the_parts_that_remedies_name_are_those_of_the_page(school: School, open_page: OpenPage) -> None:
    shown = open_page(school("leeg"), "instellingen")
    groups: list[Any] = list(shown.get("button_group"))
    (parts,) = [each for each in groups if each.label == "Onderdeel"]
    assert list(parts.options) == list(get_args(SettingsPart))
    assert on_page("Codes", "x") == "op de pagina Instellingen, onderdeel Codes (in school.toml: x)"


@pytest.mark.parametrize("room", ["dashboard", "pipelines", "protocols"])
def test_no_remedy_names_the_file_only(room: str) -> None:
    found = {
        f"{path.relative_to(ROOT)}: {text}"
        for path in sorted((ROOT / room).rglob("*.py"))
        for text in sentences(path.read_text(encoding="utf-8"))
        if "school.toml" in text and "Instellingen" not in text and not any(part in text for part in ABOUT_THE_FILE)
    }
    assert found == set()
