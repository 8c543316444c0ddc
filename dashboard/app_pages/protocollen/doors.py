"""Cached doors to the protocols as documents: the shipped ones and the school's own, drafts too."""

from dataclasses import asdict, replace
from datetime import date

from dashboard import access, pdf, school, words
from dashboard.app_pages.protocollen import boundaries, shapes
from dashboard.app_pages.protocollen.blocks import Document, Section
from dashboard.app_pages.protocollen.wording import Defaults
from dashboard.doors import Version, door
from dashboard.variants.catalogue import files
from dashboard.view import View
from pipelines.questions.school import calendar
from pipelines.settings.drafts import files_version
from pipelines.whatif.boundaries import boundaries as boundary_rows
from pipelines.whatif.days import example_days
from protocols.finding import Finding
from protocols.lint import lint
from protocols.schema import Protocol
from protocols.settings_page import on_page


def _changed(_view: View) -> Version:
    """In the key of every answer, so that a saved draft shows at once."""
    return files_version(access.workspace())


def choices(view: View) -> dict[str, str]:
    """Protocol id -> how it is called: the one in force first, then the school's own, the others, and the national ones."""

    def order(protocol: Protocol) -> tuple[bool, bool, bool, str]:
        own = protocol.draft is not None or protocol.adopted is not None
        return protocol.id != view.protocol, not own, protocol.preset, protocol.id

    return {protocol.id: shapes.label(protocol) for protocol in sorted(files()[0].values(), key=order)}


def unreadable() -> dict[str, str]:
    """File name -> what is wrong with it, of the school's own protocol files that cannot be read."""
    return files()[1]


@door(notes=_changed)
def _findings(_view: View, protocol_id: str) -> list[Finding]:
    known = files()[0]
    return lint(known[protocol_id], {each.id: each for each in known.values() if each.preset})


def answer(view: View, protocol_id: str) -> str:
    """The sentence above the page."""
    return shapes.answer(files()[0][protocol_id], _findings(view, protocol_id))


@door(notes=_changed)
def document(view: View, protocol_id: str) -> Document:
    """The protocol as it is read, without its boundary table."""
    known = files()[0]
    protocol = known[protocol_id]
    made = protocol.draft or protocol.adopted
    own = school.schools(view.snapshot, view.viewer)[0]
    return shapes.document(
        protocol,
        known.get(made.base) if made else None,
        _findings(view, protocol_id),
        shapes.Standing(str(own["name"]), protocol_id == view.protocol, view.on),
        Defaults(float(own["default_term_days"]), school.settings(view)),
    )


@door(notes=_changed)
def boundary_chapter(view: View, protocol_id: str) -> Section:
    """The boundary table of a protocol on the calendar of the school."""
    days = example_days(calendar(school.opened(view), view.school), view.on)
    if days is None:
        return boundaries.unknown(
            "Voor grensgevallen zijn twee schooljaren met vakanties nodig; zet ze "
            f"{on_page('Vakanties', '[[school.holiday]]')}."
        )
    protocol = files()[0][protocol_id]
    return boundaries.chapter(protocol, boundary_rows(protocol, days))


def printed(view: View, protocol_id: str, boundary_table: bool) -> bytes:
    """The document as a tagged PDF on A4, when asked with its boundary table behind it."""
    shown = document(view, protocol_id)
    more = [boundary_chapter(view, protocol_id)] if boundary_table else []
    return pdf.printed(
        "protocollen/protocol.typ",
        {
            "document": asdict(replace(shown, chapters=(*shown.chapters, *more))),
            "printed": words.day(date.today(), year=True),
            "approve": boundary_table,
        },
    )
