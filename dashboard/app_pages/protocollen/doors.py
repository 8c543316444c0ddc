"""Cached doors to the protocols as documents: the shipped ones and the school's own, drafts too."""

from datetime import date

import streamlit as st

from dashboard import access, school
from dashboard.app_pages.protocollen import boundaries as boundary_shapes
from dashboard.app_pages.protocollen import document as paper
from dashboard.app_pages.protocollen import shapes
from dashboard.app_pages.protocollen.blocks import Document, Section
from dashboard.app_pages.protocollen.wording import Defaults
from dashboard.school import KEPT
from dashboard.view import View
from pipelines.questions import school as school_queries
from pipelines.settings import drafts
from pipelines.whatif import boundaries, days
from protocols.lint import lint
from protocols.schema import Protocol

BOUNDARIES = boundary_shapes.TITLE
Version = tuple[tuple[str, int], ...]


def _version() -> Version:
    """In the key of every answer, so that a saved draft shows at once."""
    return drafts.files_version(access.workspace())


@st.cache_resource(max_entries=2, show_spinner=False)
def _read(path: str, version: Version) -> tuple[dict[str, Protocol], dict[str, str]]:
    """All protocols by id, and per file of the school's that cannot be read what is wrong; they never change."""
    found, wrong = drafts.readable(access.workspace())
    return found, {name: f"{error.what} {error.remedy}" for name, error in wrong.items()}


def _protocols() -> tuple[dict[str, Protocol], dict[str, str]]:
    return _read(str(access.workspace().path), _version())


def choices(view: View) -> dict[str, str]:
    """Protocol id -> how it is called: the one in force first, then the school's own, the others, and the national ones."""

    def order(protocol: Protocol) -> tuple[bool, bool, bool, str]:
        own = protocol.draft is not None or protocol.adopted is not None
        return protocol.id != view.protocol, not own, protocol.preset, protocol.id

    return {protocol.id: shapes.label(protocol) for protocol in sorted(_protocols()[0].values(), key=order)}


def unreadable() -> dict[str, str]:
    """File name -> what is wrong with it, of the school's own protocol files that cannot be read."""
    return _protocols()[1]


def answer(view: View, protocol_id: str) -> str:
    """The sentence above the page."""
    return _document(str(access.workspace().path), _version(), protocol_id, view)[0]


def document(view: View, protocol_id: str) -> Document:
    """The protocol as it is read, without its boundary table."""
    return _document(str(access.workspace().path), _version(), protocol_id, view)[1]


@st.cache_data(max_entries=KEPT, show_spinner=False)
def _document(path: str, version: Version, protocol_id: str, view: View) -> tuple[str, Document]:
    known = _protocols()[0]
    protocol = known[protocol_id]
    findings = lint(protocol, {p.id: p for p in known.values() if p.preset})
    made = protocol.draft or protocol.adopted
    settings = school.settings(view)
    own = school.schools(view.snapshot, view.viewer)[0]
    shown = shapes.document(
        protocol,
        known.get(made.base) if made else None,
        findings,
        shapes.Standing(str(own["name"]), protocol_id == view.protocol, view.on),
        Defaults(float(own["default_term_days"]), settings),
    )
    return shapes.answer(protocol, findings), shown


def boundary_chapter(view: View, protocol_id: str) -> Section:
    """The boundary table of a protocol on the calendar of the school."""
    return _boundaries(str(access.workspace().path), _version(), protocol_id, view)


@st.cache_data(max_entries=KEPT, show_spinner=False)
def _boundaries(path: str, version: Version, protocol_id: str, view: View) -> Section:
    drawn = days.example_days(school_queries.calendar(school.opened(view), view.school), view.on)
    if drawn is None:
        return boundary_shapes.unknown(
            "Voor grensgevallen zijn twee schooljaren met vakanties nodig; zet ze als [[school.holiday]] in school.toml."
        )
    protocol = _protocols()[0][protocol_id]
    return boundary_shapes.chapter(protocol, boundaries.boundaries(protocol, drawn))


def printed(view: View, protocol_id: str, boundary_table: bool) -> bytes:
    """The document as a PDF, when asked with its boundary table behind it."""
    more = [boundary_chapter(view, protocol_id)] if boundary_table else []
    return paper.printed(document(view, protocol_id), more, date.today())
