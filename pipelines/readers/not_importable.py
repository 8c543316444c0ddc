"""Files that are known and hold no registrations or pupils: refused with the name of the list to use instead."""

from dataclasses import dataclass

from pipelines.errors import InputError
from pipelines.readers.lists import Layout
from pipelines.readers.source import Source


@dataclass(frozen=True)
class NotImportable:
    """A known kind of file that cannot be read; `what` and `remedy` say why, and which file can."""

    layout: Layout
    what: str
    remedy: str


_TOTALS = NotImportable(
    Layout((("studentnummer",), ("totaleafwezigheid", "ongeoorloofdeafwezigheid", "laatsteverzuimmelding")), {}, ()),
    "dit is een totaaloverzicht: het telt het verzuim op, en uit totalen zijn dagen en lesuren niet terug te halen.",
    "Maak een export met een rij per registratie, met leerlingnummer, datum, lesuur en code,"
    " bijvoorbeeld de lijst Verantwoordingen of de absentielijst.",
)
_AGENDA = NotImportable(
    Layout((("agendaitemid",), ("agendaitemstart", "agendaitemomschrijving", "agendaitemtype")), {}, ()),
    "dit is de Magister-lijst Agendaitem: die noemt geen leerlingen en kan nog niet worden ingelezen.",
    "Gebruik voor het verzuim de lijst Verantwoordingen, en voor het rooster de afspraken uit Zermelo.",
)
NOT_IMPORTABLE = (_TOTALS, _AGENDA)


def refuse_known(source: Source) -> None:
    """Raises InputError for a file that is known and cannot be imported."""
    for known in NOT_IMPORTABLE:
        if source.find_header(known.layout.fits) is not None:
            raise InputError(f"{source.name}: {known.what}", known.remedy)
