"""The reason codes of the demo school and the category of each."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Code:
    """One reason code; `type_id` and `type_name` are Magister's own kinds of registration."""

    code: str
    description: str
    type_id: int
    type_name: str
    authorised: bool
    category: str
    luxeverzuim: bool = False


CODES: tuple[Code, ...] = (
    Code("OA", "Ongeoorloofd absent", 1, "Absent", False, "ongeoorloofd"),
    Code("ON", "Onbekend", 1, "Absent", False, "onbekend"),
    Code("LX", "Luxeverzuim", 1, "Absent", False, "luxeverzuim", luxeverzuim=True),
    Code("OT", "Te laat ongeoorloofd", 2, "Te laat", False, "te_laat_ongeoorloofd"),
    Code("TG", "Te laat geoorloofd", 2, "Te laat", True, "te_laat_geoorloofd"),
    Code("UL", "Uit de les gestuurd", 4, "Verwijderd", False, "uitgestuurd"),
    Code("ZK", "Ziek", 3, "Ziek", True, "ziek"),
    Code("ZH", "Ziek naar huis", 3, "Ziek", True, "ziek_naar_huis"),
    Code("MB", "Medisch bezoek", 1, "Absent", True, "medisch"),
    Code("VL", "Verlof", 1, "Absent", True, "verlof"),
    Code("SC", "Schorsing", 1, "Absent", True, "schorsing"),
    Code("EX", "Excursie of schoolactiviteit", 1, "Absent", True, "schoolactiviteit"),
    Code("BG", "Begeleiding", 1, "Absent", True, "begeleiding"),
    Code("BV", "Boeken vergeten", 7, "Materiaal", False, "les_incident"),
    Code("HV", "Huiswerk vergeten", 8, "Huiswerk", False, "les_incident"),
)
# Place in the register grid; 0 is a lesson hour without a registration.
NUMBER = {code.code: number for number, code in enumerate(CODES, 1)}
