"""Colours stand in one place: what is no Python has the same, and no module has one of its own."""

import re
from pathlib import Path

import pytest

import dashboard
from dashboard import colours
from dashboard.server import settings

ROOM = Path(dashboard.__file__).parent
HEX = re.compile(r"#(?:[0-9a-f]{6}|[0-9a-f]{3})\b", re.I)
# A typeset page is black on white, with greys.
PAINT = re.compile(r"\b(?:rgb|cmyk|oklch|color\.\w+)\(")


def known() -> set[str]:
    return {text.lower() for text in HEX.findall((ROOM / "colours.py").read_text(encoding="utf-8"))}


def whole(colour: str) -> str:
    """`#fff` as `#ffffff`."""
    return "#" + "".join(2 * letter for letter in colour[1:]) if len(colour) == 4 else colour.lower()


def test_no_other_module_has_a_colour() -> None:
    modules = [file for file in ROOM.rglob("*.py") if file.name != "colours.py"]
    assert [
        file.name for file in modules if re.search(r"[\"']#[0-9a-fA-F]{3,8}[\"']", file.read_text(encoding="utf-8"))
    ] == []


@pytest.mark.parametrize("place", ["app_pages/mt_rapport/frame.html", "app_pages/inlezen/ophalen.js"])
def test_what_is_no_python_has_the_same_colours(place: str) -> None:
    found = {whole(colour) for colour in HEX.findall((ROOM / place).read_text(encoding="utf-8"))}
    assert found
    assert found <= known()


def test_the_pages_have_the_accent_of_the_charts() -> None:
    options = settings.options()
    assert options["theme.light.primaryColor"] == colours.ACCENT
    assert options["theme.light.linkColor"] == colours.ACCENT
    assert options["theme.light.backgroundColor"] == colours.WHITE


def test_printed_pages_are_black_and_grey() -> None:
    templates = list(ROOM.rglob("*.typ"))
    assert templates
    assert [file.name for file in templates if PAINT.search(file.read_text(encoding="utf-8"))] == []
