"""EDEXML and Ed-Fi: pupils and groups, whole days, and XML that is refused."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from pipelines.errors import InputError
from pipelines.readers.xml_elements import parse_xml, root_name

Read = Callable[..., Any]

PUPIL = """<leerling key="{key}"><achternaam>Meer</achternaam><voorvoegsel>van der</voorvoegsel>
<roepnaam>Zoë</roepnaam><geboortedatum>2011-04-12</geboortedatum><geslacht>2</geslacht>
<bsn>999999990</bsn><postcode>1234AB</postcode><jaargroep>3</jaargroep>{groep}</leerling>"""
GROUPS = '<groepen><groep key="g1"><naam>H3A</naam><jaargroep>3</jaargroep></groep></groepen>'


def edex(*pupils: str, root: str = "<EDEX>", groups: str = GROUPS) -> str:
    return f'<?xml version="1.0" encoding="utf-8"?>\n{root}{groups}<leerlingen>{"".join(pupils)}</leerlingen></EDEX>'


VERSIONS = {
    "1.0.3": edex(PUPIL.format(key="101001", groep="<groep>H3A</groep>"), groups=""),
    "2.0": edex(PUPIL.format(key="101001", groep='<groep key="g1"/>')),
    "2.1": edex(
        PUPIL.format(key="101001", groep='<groep key="g1"/>').replace("<jaargroep>3</jaargroep>", ""),
        root='<EDEX xmlns="urn:edexml:2.1">',
    ),
}


@pytest.mark.parametrize("version", VERSIONS)
def test_pupils_of_every_version(read_bytes: Read, version: str) -> None:
    result = read_bytes(VERSIONS[version], "edexml.xml")
    assert result.kind == "edexml"
    assert result.pupils.rows() == [("101001", "101001", "Zoë", "van der", "Meer", date(2011, 4, 12), 1)]
    assert result.placements.select("klas", "leerjaar").rows() == [("H3A", 3)]
    assert result.warnings == ()


def test_a_number_of_the_school_goes_before_the_key(read_bytes: Read) -> None:
    pupil = '<leerling key="k-7"><leerlingnummer>00123</leerlingnummer></leerling>'
    result = read_bytes(edex(pupil), "e.xml")
    assert result.pupils.select("student_id", "leerling_id").rows() == [("00123", "k-7")]
    assert result.placements.is_empty()


def test_national_numbers_reach_no_element() -> None:
    root = parse_xml(VERSIONS["2.0"], "e.xml")
    assert "999999990" not in [element.text for element in root.iter()]
    assert "2011-04-12" in [element.text for element in root.iter()]


def test_private_data_is_not_kept(read_bytes: Read) -> None:
    shown = str((read_bytes(VERSIONS["2.0"], "e.xml").pupils.rows(), read_bytes(VERSIONS["2.0"], "e.xml").placements))
    assert not any(word in shown for word in ("999999990", "1234AB"))


def test_a_pupil_without_a_key_is_refused_and_a_bad_birth_date_is_said(read_bytes: Read) -> None:
    whole = PUPIL.format(key="101001", groep="")
    nobody, unborn = whole.replace(' key="101001"', ""), whole.replace("2011-04-12", "2011-02-31")
    result = read_bytes(edex(unborn, nobody), "e.xml")
    assert result.refused.select("row", "column").rows() == [(2, "key")]
    assert result.pupils["birth_date"].to_list() == [None]
    assert "'2011-02-31'" in result.warnings[0]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_letters_survive_every_encoding(read_bytes: Read, encoding: str) -> None:
    declared = VERSIONS["2.0"].replace('encoding="utf-8"', 'encoding="ISO-8859-1"' if encoding == "cp1252" else "")
    result = read_bytes(declared.replace(" ?>", "?>").encode(encoding), "e.xml")
    assert result.pupils["roepnaam"].to_list() == ["Zoë"]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (VERSIONS["2.0"][:-20], "afgebroken"),
        ("<EDEX><leerlingen></EDEX>", "regel 1"),
        ('<!DOCTYPE EDEX [<!ENTITY a "aaa">]><EDEX>&a;</EDEX>', "DOCTYPE"),
        ("<EDEX>&onbekend;</EDEX>", "afgebroken of beschadigd"),
        ("<!-- iets --><html><body/></html>", "een webpagina"),
        ("<!DOCTYPE html><html><body/></html>", "een webpagina"),
        ("<?xml version='1.0'", "niet herkend"),
    ],
)
def test_bad_xml_is_refused_by_name(read_bytes: Read, text: str, what: str) -> None:
    with pytest.raises(InputError, match=r"slecht\.xml") as error:
        read_bytes(text, "slecht.xml")
    assert what in error.value.what


@pytest.mark.parametrize("kind", ["edexml", "ed-fi"])
def test_a_table_read_as_xml_is_refused(read_sample: Read, read_bytes: Read, kind: str) -> None:
    with pytest.raises(InputError):
        read_bytes("Stamnr;Datum;Code\n", kind=kind)


@pytest.mark.parametrize(
    ("text", "name"),
    [("  <a:EDEX x='1'>", "EDEX"), ("<?xml?><!-- <b/> --><EDEX/>", "EDEX"), ("a<EDEX>", None), ("<EDEX", None)],
)
def test_the_root_is_found_without_parsing(text: str, name: str | None) -> None:
    assert root_name(text) == name


EVENT = """<StudentSchoolAttendanceEvent><AttendanceEvent><EventDate>2026-09-07</EventDate>
<AttendanceEventCategory>AttendanceEventCategoryDescriptor#{}</AttendanceEventCategory>
<AttendanceEventReason>geheim</AttendanceEventReason></AttendanceEvent>
<StudentReference><StudentIdentity><StudentUniqueId>604821</StudentUniqueId></StudentIdentity></StudentReference>
</StudentSchoolAttendanceEvent>"""


def interchange(*categories: str) -> str:
    events = "".join(EVENT.format(category) for category in categories)
    return f'<InterchangeStudentAttendance xmlns="urn:ed-fi">{events}</InterchangeStudentAttendance>'


def test_ed_fi_events_are_days_and_name_no_hour(read_bytes: Read) -> None:
    names = ["Excused Absence", "Unexcused Absence", "Tardy", "Partial", "In Attendance"]
    result = read_bytes(interchange(*names), "ed-fi.xml")
    assert result.registrations.select("code", "kind", "authorised", "hour_from").rows() == [
        ("Excused Absence", "absent", True, None),
        ("Unexcused Absence", "absent", False, None),
        ("Tardy", "te_laat", None, None),
        ("Partial", None, None, None),
    ]
    assert set(result.registrations.select("student_id", "date").rows()) == {("604821", date(2026, 9, 7))}
    assert (result.rows_read, result.dropped_present, result.refused.height) == (5, 1, 0)
    assert "'Partial'" in result.warnings[0]
    assert "geheim" not in str(result.registrations.rows())


def test_a_bad_ed_fi_event_is_refused(read_bytes: Read) -> None:
    good = EVENT.format("Tardy")
    bad = [good.replace("604821", ""), good.replace("2026-09-07", "2026-09-31"), EVENT.format("")]
    text = f"<InterchangeStudentAttendance>{''.join([good, *bad])}</InterchangeStudentAttendance>"
    result = read_bytes(text, "ed-fi.xml")
    assert result.refused.select("row", "column").rows() == [
        (2, "StudentUniqueId"),
        (3, "EventDate"),
        (4, "AttendanceEventCategory"),
    ]
