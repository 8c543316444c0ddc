"""The cached door to an answer: remembered per snapshot, rights, choices, arguments and, where asked, version of the notes."""

from collections.abc import Callable
from functools import partial, wraps
from operator import attrgetter
from typing import Any, Concatenate, ParamSpec, TypeVar

import streamlit as st

from dashboard.marks import Drawing, finished
from dashboard.view import View
from pipelines.viewer import Viewer

# Answers of one question: eighty people with a few choices each, and some days. How large they are together is bounded in
# `server/settings.toml`.
KEPT = 1024
# How Streamlit tells views and viewers apart: all that they may see and chose is in their words, and who they are is not, so
# that people of the same scope and rights share an answer. By itself it would walk through all their parts, the name of the
# person too, at twice the price of an answer.
BY_WORDS: dict[str | type[Any], Callable[[Any], Any]] = {each: attrgetter("in_words") for each in (View, Viewer)}
P = ParamSpec("P")
Answer = TypeVar("Answer")
Version = tuple[object, ...]
Question = Callable[Concatenate[View, P], Answer]


def door(
    notes: Callable[[View], Version] | None = None, waiting: str | bool = False
) -> Callable[[Question[P, Answer]], Question[P, Answer]]:
    """Makes a question about a view, with scalars as arguments, remember its answers.

    `notes` gives what changes with every note that the answer rests on: what people enter by hand shows at once.
    `waiting` is said while an answer takes long.
    """

    def opened(question: Question[P, Answer]) -> Question[P, Answer]:
        def answered(key: str, _ask: Callable[[], Answer]) -> Answer:
            return _ask()

        # By name Streamlit keeps the answers of one question from those of another.
        answered.__module__, answered.__qualname__ = question.__module__, question.__qualname__
        cached = st.cache_data(max_entries=KEPT, show_spinner=waiting)(answered)

        @wraps(question)
        def ask(view: View, /, *args: P.args, **kwargs: P.kwargs) -> Answer:
            # One text, by name: Streamlit would look up the names of arguments and walk through each, for half of the time
            # that an answer of before takes.
            asked = repr((view.in_words, notes(view) if notes else (), args, kwargs))
            return cached(key=asked, _ask=partial(question, view, *args, **kwargs))

        return ask

    return opened


def drawing(
    notes: Callable[[View], Version] | None = None,
) -> Callable[[Question[P, Drawing | None]], Question[P, dict[str, Any] | None]]:
    """A door to a chart, finished as Vega-Lite: drawing takes longer than all its figures. None where there is nothing."""

    def opened(question: Question[P, Drawing | None]) -> Question[P, dict[str, Any] | None]:
        @wraps(question)
        def drawn(view: View, /, *args: P.args, **kwargs: P.kwargs) -> dict[str, Any] | None:
            chart = question(view, *args, **kwargs)
            return finished(chart) if chart else None

        return door(notes)(drawn)

    return opened
