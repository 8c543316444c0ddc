"""Data are text: whatever a school, file or person is called, it is drawn as it is written and does nothing.

Streamlit reads titles, captions, labels and messages as Markdown, in which `![i](…)` is a picture that the browser
fetches. Loading this module makes all of those plain text. What is left to read Markdown takes its values through
`text`: `st.markdown`, `st.table`, and options that are drawn as buttons.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import polars as pl
from streamlit.delta_generator import DeltaGenerator
from streamlit.proto.Markdown_pb2 import Markdown

from pipelines.each import each

# What changes the direction of letters or takes no room: two names may look the same, or one as another.
HIDDEN = (
    "[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f\\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
_HIDDEN = re.compile(HIDDEN)
_SPACE = re.compile(r"\s+")
# A low line between letters is no markup.
_MARKUP = re.compile(r"[\\`*{}\[\]<>#~|$&]|(?<![^\W_])_|_(?![^\W_])|:(?=[^\W\d_])")
# A list, a line or a heading, each at the start of a line only.
_START = re.compile(r"([-+=]|\d+[.)])(?=[\s=-]|$)")
# These are found in text that was already told to be text; a joint without width in the middle hides them.
_FOUND_LATER = re.compile(
    r"""(?P<before>
    :(?=[\w+-]+(?:/\w+)?:)              # :smile: and :material/bolt:
    | https?:(?=//) | www(?=\.)         # an address
    | (?<=[\w.+-])@(?=[\w-]+\.[\w-])    # an address for mail
    | (?<!\S)[<>~-](?=[=>-]+(?!\S))     # -> becomes an arrow
    )""",
    re.VERBOSE | re.IGNORECASE,
)
_JOINT = "\u2060"
# What a cell with a button takes for several buttons or for an icon.
_BUTTONS = re.compile(r"\s*[\[:]")
_ODD_CELL = rf"{HIDDEN}|^\s*[\[:]"
# The fields of Streamlit's messages that are drawn as Markdown.
_DRAWN = frozenset({"body", "delta", "help", "label", "text", "title"})
# The words for who cannot see a table or chart are read as they are.
_SPOKEN = "alt"
_OWN_MARKUP, _CAPTION = frozenset({"Html", "Markdown", "Text"}), Markdown.Type.CAPTION


def visible(value: str) -> str:
    """The text with marks that cannot be seen written out, such as `‹U+202E›`; for places that read no Markdown."""
    return _HIDDEN.sub(lambda mark: f"‹U+{ord(mark[0]):04X}›", value)


def shown(names: Mapping[Any, str]) -> Callable[[Any], str]:
    """How options are drawn that have these names."""
    return lambda key: visible(names[key])


def text(value: object) -> str:
    """The text for a place that reads Markdown, on one line: it is drawn as it is, and is no link, picture or sign."""
    line = _SPACE.sub(" ", visible(str(value))).strip()
    joined = _FOUND_LATER.sub(rf"\g<before>{_JOINT}", line)
    escaped = _MARKUP.sub(r"\\\g<0>", joined)
    start = _START.match(escaped)
    return f"{escaped[: start.end() - 1]}\\{escaped[start.end() - 1 :]}" if start else escaped


def bullets(sentences: Iterable[object]) -> str:
    """Sentences as a list for `st.markdown`."""
    return "\n".join(f"- {text(sentence)}" for sentence in sentences)


def cells(frame: pl.DataFrame, program: Iterable[str] = ()) -> pl.DataFrame:
    """A table with its texts as cells draw them, except in columns that are for the program."""
    own = [name for name, dtype in frame.schema.items() if dtype == pl.String and name not in program]
    found = frame.select(pl.col(own).str.contains(_ODD_CELL).any()) if own else pl.DataFrame()
    odd = [name for name in found.columns if found[name].item()]
    return frame.with_columns(each(frame[name], _cell, pl.String) for name in odd)


def table(frame: pl.DataFrame) -> Any:
    """A table for `st.dataframe`, with its texts as cells draw them.

    In the form in which it leaves: of a frame Streamlit makes one of pandas first, in eight times the time.
    """
    return cells(frame).to_arrow()


def _cell(value: str) -> str:
    shown = visible(value)
    return f"{_JOINT}{shown}" if _BUTTONS.match(shown) else shown


def _as_text(message: Any) -> None:
    own_markup = message.DESCRIPTOR.name in _OWN_MARKUP and getattr(message, "element_type", None) != _CAPTION
    for field, value in message.ListFields():
        if hasattr(value, "ListFields"):
            _as_text(value)
        elif field.name in _DRAWN and isinstance(value, str) and not own_markup:
            setattr(message, field.name, text(value))
        elif field.name == _SPOKEN:
            setattr(message, field.name, visible(value))


def _as_text_first(draw: Callable[..., DeltaGenerator]) -> Callable[..., DeltaGenerator]:
    def drawn(place: DeltaGenerator, *given: Any, **named: Any) -> DeltaGenerator:
        for message in (*given, *named.values()):
            if hasattr(message, "ListFields"):
                _as_text(message)
        return draw(place, *given, **named)

    return drawn


# Streamlit has no setting for this; every element that it draws and every container that it opens passes here.
DeltaGenerator._enqueue = _as_text_first(DeltaGenerator._enqueue)  # type: ignore[method-assign]
DeltaGenerator._block = _as_text_first(DeltaGenerator._block)  # type: ignore[method-assign]
