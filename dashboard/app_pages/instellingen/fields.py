"""The fields of the forms on Instellingen: how a value of `school.toml` is asked, and what becomes of the answer."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard import plain, words
from pipelines.readers.values import FIRST_DATE, LAST_DATE

Kind = Literal["text", "number", "decimal", "day", "time", "choice", "yes", "patterns"]
# Field -> the line below it.
Slots = dict[str, DeltaGenerator]
LONGEST = 200
WHOLE, DECIMAL = re.compile(r"-?\d{1,6}"), re.compile(r"-?\d{1,6}([.,]\d{1,3})?")


@dataclass(frozen=True)
class Field:
    """One key of `school.toml` as a form asks it; an empty answer takes the key away."""

    key: str
    label: str
    kind: Kind
    help: str = ""
    options: Mapping[str, str] = field(default_factory=dict)
    otherwise: Any = None

    def draw(self, value: Any, key: str) -> Any:
        """Draws the field with the value that stands now; the answer as `school.toml` holds it."""
        shown = self.otherwise if value is None else value
        hint = self.help or None
        match self.kind:
            case "number":
                # A field of Streamlit for numbers cannot be made empty once there is a number in it.
                text = st.text_input(self.label, value="" if shown is None else str(shown), key=key, help=hint).strip()
                return int(text) if WHOLE.fullmatch(text) else text or None
            case "decimal":
                text = st.text_input(
                    self.label, value="" if shown is None else words.number(shown, 3), key=key, help=hint
                ).strip()
                return float(text.replace(",", ".")) if DECIMAL.fullmatch(text) else text or None
            case "day":
                return st.date_input(
                    self.label,
                    value=shown,
                    min_value=FIRST_DATE,
                    max_value=LAST_DATE,
                    format="DD-MM-YYYY",
                    key=key,
                    help=hint,
                )
            case "time":
                return st.time_input(self.label, value=shown, step=60, key=key, help=hint)
            case "choice":
                names = list(self.options)
                index = names.index(shown) if shown in names else None
                return st.selectbox(
                    self.label, names, index=index, format_func=plain.shown(self.options), key=key, help=hint
                )
            case "yes":
                return st.checkbox(self.label, value=bool(shown), key=key, help=hint)
            case "patterns":
                written = plain.visible(", ".join(shown or ()))
                text = st.text_input(self.label, value=written, key=key, help=hint)
                return value if text == written else [part.strip() for part in text.split(",") if part.strip()] or None
        # Marks that cannot be seen are written out; who changes nothing leaves them in the file as they are.
        written = plain.visible(shown or "")
        text = st.text_input(self.label, value=written, max_chars=LONGEST, key=key, help=hint)
        return value if text == written else text.strip() or None

    def kept(self, before: Any, answer: Any) -> Any:
        """What goes into the file: what is as the program takes it without the key gets no key."""
        return None if before is None and answer == self.otherwise else answer


def drawn(fields: Mapping[str, Field], values: Mapping[str, Any], key: str) -> tuple[dict[str, Any], Slots]:
    """Draws fields below each other, each with a line for what may be wrong; the answers by key."""
    answers, slots = {}, {}
    for name, each in fields.items():
        answers[name] = each.draw(values.get(name), f"{key}-{name}")
        slots[name] = st.empty()
    return answers, slots


def by_key(*fields: Field) -> dict[str, Field]:
    """Fields by the key that they are about."""
    return {each.key: each for each in fields}
