"""Cached doors to the chances of the 16-hour norm: learned from the whole school, and how well they came true."""

from dataclasses import replace

import polars as pl
import streamlit as st

from dashboard import words
from dashboard.app_pages.leerplicht import calibration
from dashboard.doors import BY_WORDS, door
from dashboard.rounded.said import said
from dashboard.school import opened, settings
from dashboard.view import View
from pipelines.norm import forecast as learning
from pipelines.norm.history import NormHistory
from pipelines.questions import norm
from pipelines.statistics.calibration import Calibration
from pipelines.statistics.disclosure import cell
from pipelines.viewer import EVERYTHING


def whole(view: View) -> View:
    """The view as far as the whole school goes: what chances are learned from, once for everybody.

    Of pupils only those are shown of it whom another question gave with the rights of the viewer.
    """
    return replace(view, viewer=view.viewer.school_wide(), selection=EVERYTHING)


def calibrated(view: View) -> tuple[pl.DataFrame, list[str]]:
    """How well earlier chances came true, for the whole school: the table and what it says.

    Who sees a part of the school gets no counts of it: less the own pupils they would be those of others.
    """
    found = _backtest(whole(view))
    if not view.viewer.sees_whole(view.school):
        return calibration.table(None), calibration.without_counts(found)
    return calibration.table(found), calibration.sentences(found, settings(view)["forecast_likely"])


def chances_from(view: View) -> tuple[str, bool]:
    """How many cases of earlier school years the whole school has, and whether chances can be learned from so many.

    In words, and rounded for who sees a part of the school.
    """
    everyone, least = whole(view), int(settings(view)["small_group"])
    known = _past(everyone).cases.place.size
    exact = view.viewer.sees_whole(view.school) or not known
    there = words.number(known, 0) if exact else said(cell(known, known, least), least)
    return there if known else "geen", learned(everyone) is not None


@st.cache_resource(max_entries=8, show_spinner=False, hash_funcs=BY_WORDS)
def history(view: View) -> NormHistory:
    """The hours of the whole school as arrays; ask with `whole`."""
    return norm.history(opened(view), view.viewer, view.on, view.school)


@st.cache_resource(max_entries=8, show_spinner=False, hash_funcs=BY_WORDS)
def _past_of(year: View, _known: NormHistory) -> learning.Past:
    return learning.past(_known)


def _past(view: View) -> learning.Past:
    """What chances are learned from: once for all days of a school year, as nothing of that year is in it."""
    known = history(view)
    begins = known.days[known.year_begin] if known.days else view.on
    return _past_of(replace(view, on=begins), known)


@st.cache_resource(max_entries=8, show_spinner=False, hash_funcs=BY_WORDS)
def learned(view: View) -> learning.Learned | None:
    """What the school taught; None when it has too few earlier cases. Ask with `whole`."""
    return learning.learned(history(view).rule, _past(view))


@door()
def forecasts(view: View) -> dict[str, learning.Forecast]:
    """The chance of each pupil near the norm, by number; ask with `whole`."""
    return learning.forecast(history(view), learned(view))


@door()
def _backtest(view: View) -> Calibration | None:
    return learning.backtest(history(view), _past(view))
