"""Where a school changes a setting, for remedies: the page for who sits at a screen, the key for who edits the file."""

from typing import Literal

# The parts of the page Instellingen, as its menu calls them.
SettingsPart = Literal[
    "Algemeen",
    "Vakanties",
    "Perioden",
    "Toetsweken",
    "Lestijden",
    "Afdelingen",
    "Codes",
    "Protocol",
    "Vergelijken",
    "Brieven",
    "Bewaartermijnen",
    "Wijzigingen",
]


def on_page(part: SettingsPart, key: str) -> str:
    """`op de pagina Instellingen, onderdeel Vakanties (in school.toml: [[school.holiday]])`."""
    return f"op de pagina Instellingen, onderdeel {part} (in school.toml: {key})"
