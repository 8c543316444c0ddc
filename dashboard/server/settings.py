"""How the web server behaves and looks: `server_settings.toml`, which travels with the package."""

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("server_settings.toml")


def options() -> dict[str, Any]:
    """The settings by their full names, such as `theme.light.primaryColor`; Streamlit itself would look elsewhere."""
    return dict(_named(tomllib.loads(FILE.read_text(encoding="utf-8"))))


def _named(part: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in part.items():
        if isinstance(value, dict):
            yield from _named(value, f"{prefix}{key}.")
        else:
            yield prefix + key, value
