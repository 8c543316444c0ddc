"""Property tests: any JSON or XML is read, or refused with a remedy; never anything else."""

import json
from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, given, settings, strategies as st

from protocols.errors import VerzuimbeeldError
from tests.shared import amount

Read = Callable[..., Any]
slow = settings(
    max_examples=amount(25, 1000),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)

KEYS = [
    "id",
    "reden",
    "code",
    "afspraak",
    "verantwoordingen",
    "afspraken",
    "begin",
    "lesuur",
    "klassen",
    "studies",
    "stamnummer",
    "type",
    "date",
    "period",
    "Afspraak",
    "Start",
    "Eind",
    "Lesuur",
    "LesuurVan",
    "Verantwoordingtype",
    "Code",
    "absentieReden",
    "absentieMelding",
    "leerling",
    "links",
    "leerlingnummer",
    "waarnemingSoort",
    "afkorting",
    "absentieSoort",
    "beginDatumTijd",
    "eindDatumTijd",
    "beginLesuur",
    "eindLesuur",
    "roepnaam",
    "stamgroep",
    "schooljaar",
    "startdatum",
    "mentoren",
    "plaatsingen",
    "naam",
    "registratieSoort",
    "appointmentInstance",
    "start",
    "end",
    "startTimeSlot",
    "endTimeSlot",
    "students",
    "subjects",
    "valid",
    "lastModified",
    "name",
]
plain = st.none() | st.booleans() | st.integers(-3, 40) | st.floats() | st.text(max_size=8)
json_values = st.recursive(
    plain | st.just("2026-09-07T06:15:00Z"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=8),
    max_leaves=20,
)


# First items by which each JSON reader recognises its file; what they hold is any value.
SIGNATURES = (
    ["afspraak", "verantwoordingen"],
    ["afspraken"],
    ["id", "klassen"],
    ["Verantwoordingtype"],
    ["absentieReden", "beginDatumTijd", "leerling"],
    ["waarnemingSoort"],
    ["leerlingnummer", "roepnaam"],
    ["stamgroep", "startdatum"],
    ["appointmentInstance"],
    ["name", "start", "end"],
)


def refused_or_whole(read_bytes: Read, text: str, name: str) -> None:
    """Reads a document: a refusal has a remedy, and rows that were read have what they cannot miss."""
    try:
        result = read_bytes(text, name)
    except VerzuimbeeldError as error:
        result = error
    if isinstance(result, VerzuimbeeldError):
        assert result.remedy
    elif result.registrations is not None:
        assert result.registrations.select("date", "code").null_count().row(0) == (0, 0)
    elif result.lessons is not None:
        assert result.lessons.select("student_id", "date", "lesson_hour").null_count().row(0) == (0, 0, 0)


@slow
@given(
    items=st.lists(json_values, max_size=4),
    key=st.sampled_from(["items", "Items", "students", "teLaat", "data"]),
    signature=st.sampled_from(SIGNATURES),
    extra=json_values,
)
def test_any_json_is_read_or_refused(
    read_bytes: Read, items: list[Any], key: str, signature: list[str], extra: Any
) -> None:
    totals = dict.fromkeys(["TotalCount", "totalCount", "verzuim_fouten", "totalRows", "verwijderd"], extra)
    first = dict.fromkeys(signature, extra)
    for listed in (items, [first, *items]):
        document = {key: listed, "entries": {"1": items}, "response": {"data": listed}, **totals}
        refused_or_whole(read_bytes, json.dumps(document), "iets_101001.json")


TAGS = ["groepen", "groep", "leerlingen", "leerling", "naam", "geboortedatum", "bsn", "StudentSchoolAttendanceEvent"]
TAGS += ["AttendanceEvent", "EventDate", "AttendanceEventCategory", "StudentUniqueId"]
xml_texts = st.recursive(
    st.sampled_from(["", "2026-09-07", "x#Tardy", "101001", "&amp;", "&nep;", "<", "\u00e9"]),
    lambda inner: st.builds(
        "<{0}{1}>{2}</{0}>".format,
        st.sampled_from(TAGS),
        st.sampled_from(["", ' key="1"', " key='g'", " key="]),
        st.lists(inner, max_size=4).map("".join),
    ),
    max_leaves=20,
)


@slow
@given(inner=xml_texts, root=st.sampled_from(["EDEX", "InterchangeStudentAttendance"]), share=st.floats(0.5, 1))
def test_any_xml_is_read_or_refused(read_bytes: Read, inner: str, root: str, share: float) -> None:
    text = f"<{root}>{inner}</{root}>"
    for document in (text, text[: int(len(text) * share)]):
        refused_or_whole(read_bytes, document, "iets.xml")
