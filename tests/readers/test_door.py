"""A table of truth, written as schools write it: the same registrations, or a refusal by name; never others."""

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings, strategies as st

from pipelines.errors import InputError
from pipelines.readers.people import split_name
from tests.shared import amount

Read = Callable[..., Any]
slow = settings(
    max_examples=amount(25, 3000),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)

# Words of a header, to be joined by whatever a school puts between them.
PUPIL = [
    ["leerling", "nummer"],
    ["stam", "nr"],
    ["llnr"],
    ["Leerling", "nr."],
    ["student", "nummer"],
    ["Nummer"],
    ["Leerling"],
]
DATE = [
    ["datum"],
    ["datum", "van"],
    ["begin", "datum"],
    ["start", "datum"],
    ["Dag"],
    ["datum", "verzuim"],
    ["Eerste", "dag"],
]
CODE = [
    ["code"],
    ["absentie", "code"],
    ["reden", "code"],
    ["verzuim", "soort"],
    ["absentie", "reden"],
    ["Reden"],
    ["Afkorting"],
]
HOUR = [["lesuur"], ["uur"], ["les", "uren"], ["les", "uur"]]
FIRST = [
    ["lesuur", "van"],
    ["van", "uur"],
    ["begin", "lesuur"],
    ["eerste", "uur"],
    ["lesuur", "vanaf"],
    ["start", "lesuur"],
]
LAST = [
    ["lesuur", "t/m"],
    ["tot en met", "uur"],
    ["eind", "lesuur"],
    ["laatste", "uur"],
    ["lesuur", "tm"],
    ["lesuur", "tot"],
]
GLUE = ["", " ", "-", "_", ".", " / ", "  "]
MONTHS = ["jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"]
WEEKDAYS = ["ma", "di", "wo", "do", "vr", "za", "zo"]
DAYS: dict[str, Callable[[date], str]] = {
    "dd-mm-jjjj": lambda day: f"{day:%d-%m-%Y}",
    "d-m-jj": lambda day: f"{day.day}-{day.month}-{day:%y}",
    "iso": lambda day: day.isoformat(),
    "punten": lambda day: f"{day:%d.%m.%Y}",
    "strepen": lambda day: f"{day:%d/%m/%Y}",
    "aaneen": lambda day: f"{day:%Y%m%d}",
    "maand": lambda day: f"{day.day} {MONTHS[day.month - 1]} {day.year}",
    "weekdag": lambda day: f"{WEEKDAYS[day.weekday()]} {day.day}-{day.month}-{day.year}",
    "serieel": lambda day: str(day.toordinal() - 693594),
    "middernacht": lambda day: f"{day.day}-{day.month}-{day.year} 0:00",
}
RANGES = ["{}-{}", "{} t/m {}", "{} \u2013 {}", "{} tm {}", "{} tot en met {}"]


@dataclass(frozen=True)
class Writing:
    """One way to write the table."""

    layout: str
    pupil: list[str]
    day: list[str]
    code: list[str]
    hour: list[str]
    first: list[str]
    last: list[str]
    glue: str
    capitals: bool
    days: str
    range_form: str
    delimiter: str
    encoding: str
    line_end: str
    titles: int
    totals: bool
    names: str
    order: int
    unknown: bool

    def spelled(self, words: list[str]) -> str:
        text = self.glue.join(words)
        return text.upper() if self.capitals else text

    def bytes(self, truth: list[tuple[str, date, int, int, str]]) -> bytes:
        """The file: a header, a row per registration (of the wide layout a row per pupil and day), and more."""
        name = {"een": ["Naam"], "drie": ["Roepnaam", "Tussenv.", "Achternaam"], "geen": []}[self.names]
        cells = {"een": ["Bo van Testers"], "drie": ["Bo", "van", "Testers"], "geen": []}[self.names]
        hours = {
            "uur": [self.spelled(self.hour)],
            "reeks": [self.spelled(self.hour)],
            "van-tot": [self.spelled(self.first), self.spelled(self.last)],
            "breed": [str(n) for n in range(1, 9)],
            "aantal": [self.spelled(self.first), self.spelled(["aantal", "uren"])],
            "dagdeel": [self.spelled(["dag", "deel"])],
            "vak": ["Vak"],
            "ingetrokken": [self.spelled(self.hour), "Ingetrokken"],
            "oud en nieuw": [self.spelled(self.hour), self.spelled(["nieuwe", *self.hour])],
        }[self.layout]
        header = [self.spelled(self.pupil), *name, "Klas", self.spelled(self.day), *hours]
        header += [] if self.layout == "breed" else [self.spelled(self.code)]
        rows = []
        for who, day, first, last, code in truth:
            begin = [who, *cells, "H4A", DAYS[self.days](day)]
            if self.layout == "uur":
                rows += [[*begin, str(hour), code] for hour in range(first, last + 1)]
            elif self.layout == "reeks":
                span = str(first) if first == last else self.range_form.format(first, last)
                rows.append([*begin, span, code])
            elif self.layout == "aantal":
                rows.append([*begin, str(first), str(last - first + 1), code])
            elif self.layout == "dagdeel":
                rows.append([*begin, "ochtend" if last < 5 else "middag", code])
            elif self.layout == "vak":
                rows += [[*begin, "NE", code] for _ in range(first, last + 1)]
            elif self.layout == "ingetrokken":
                rows += [[*begin, str(hour), "nee", code] for hour in range(first, last + 1)]
                rows.append([*begin, str(last + 1), "ja", code])
            elif self.layout == "oud en nieuw":
                rows += [[*begin, str(hour + 1), str(hour), code] for hour in range(first, last + 1)]
            elif self.layout == "van-tot":
                rows.append([*begin, str(first), str(last), code])
            else:
                rows.append([*begin, *(code if first <= hour <= last else "" for hour in range(1, 9))])
        if self.unknown:
            header, rows = [*header, "Kleur"], [[*row, "blauw"] for row in rows]
        turn = self.order % len(header)
        lines = [[*row[turn:], *row[:turn]] for row in [header, *rows]]
        if self.totals:
            lines.append(["Totaal", *[""] * (len(header) - 2), "9"])
        out = io.StringIO(newline="")
        writer = csv.writer(out, delimiter=self.delimiter, lineterminator=self.line_end)
        writer.writerows([["Overzicht verzuim"]] * self.titles)
        writer.writerows(lines)
        return out.getvalue().encode(self.encoding, errors="replace")


writings = st.builds(
    Writing,
    layout=st.sampled_from(
        ["uur", "reeks", "van-tot", "breed", "aantal", "dagdeel", "vak", "ingetrokken", "oud en nieuw"]
    ),
    pupil=st.sampled_from(PUPIL),
    day=st.sampled_from(DATE),
    code=st.sampled_from(CODE),
    hour=st.sampled_from(HOUR),
    first=st.sampled_from(FIRST),
    last=st.sampled_from(LAST),
    glue=st.sampled_from(GLUE),
    capitals=st.booleans(),
    days=st.sampled_from(list(DAYS)),
    range_form=st.sampled_from(RANGES),
    delimiter=st.sampled_from([";", ",", "\t", "|"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16"]),
    line_end=st.sampled_from(["\r\n", "\n"]),
    titles=st.integers(0, 3),
    totals=st.booleans(),
    names=st.sampled_from(["een", "drie", "geen"]),
    order=st.integers(0, 12),
    unknown=st.booleans(),
)
registrations = st.lists(
    st.tuples(
        st.sampled_from(["201001", "201002", "020103"]),
        st.dates(date(2026, 9, 1), date(2026, 11, 20)),
        st.integers(1, 8),
        st.integers(0, 3),
        st.sampled_from(["A", "OA", "ZK", "A+"]),
    ).map(lambda row: (*row[:3], min(row[2] + row[3], 8), row[4])),
    min_size=1,
    max_size=8,
    unique_by=lambda row: row[:2],
)


def hours_of(result: Any) -> set[tuple[str, date, int | None, str]]:
    """Every hour of every registration; None for a whole day."""
    found = set()
    for row in result.registrations.iter_rows(named=True):
        first, last = row["hour_from"], row["hour_to"]
        for hour in [None] if first is None else range(first, last + 1):
            found.add((row["student_id"], row["date"], hour, row["code"]))
    return found


def outcome(read_bytes: Read, data: bytes) -> Any:
    """The result of reading, or the refusal; anything else is a failure."""
    try:
        return read_bytes(data, "verzuim.csv")
    except InputError as error:
        return error


@slow
@given(writing=writings, truth=registrations)
def test_a_table_of_truth_is_read_or_refused_by_name(
    read_bytes: Read, writing: Writing, truth: list[tuple[str, date, int, int, str]]
) -> None:
    expected = {(who, day, hour, code) for who, day, first, last, code in truth for hour in range(first, last + 1)}
    result = outcome(read_bytes, writing.bytes(truth))
    if isinstance(result, InputError):
        assert "verzuim.csv" in result.what, writing
        assert result.remedy, writing
        return
    assert result.registrations is not None, writing
    found = hours_of(result)
    assert found <= expected, writing
    if not result.refused.height:
        assert found == expected, writing


@pytest.mark.parametrize("layout", ["uur", "reeks", "van-tot", "breed", "aantal", "ingetrokken"])
@pytest.mark.parametrize("glue", ["", " ", "/"])
@pytest.mark.parametrize("delimiter", [";", "|"])
def test_the_usual_ways_are_read(read_bytes: Read, layout: str, glue: str, delimiter: str) -> None:
    """Not all is refused: the words of the README in every layout."""
    writing = Writing(
        layout, ["leerling", "nr"], ["datum"], ["absentie", "code"], ["lesuur"], ["lesuur", "van"], ["lesuur", "t/m"],
        glue, False, "dd-mm-jjjj", RANGES[1], delimiter, "cp1252", "\r\n", 1, True, "een", 0, True,
    )  # fmt: skip
    truth = [("201001", date(2026, 9, 7), 2, 4, "OA"), ("020103", date(2026, 9, 14), 8, 8, "ZK")]
    result = read_bytes(writing.bytes(truth), "verzuim.csv")
    assert result.refused.height == 0
    assert hours_of(result) == {
        *(("201001", date(2026, 9, 7), hour, "OA") for hour in (2, 3, 4)),
        ("020103", date(2026, 9, 14), 8, "ZK"),
    }


UNTOLD = ["Blok", "Waar", "Iets"]


@pytest.mark.parametrize("header", UNTOLD)
@pytest.mark.parametrize("cells", [("3", "4"), ("08:30", "10:20"), ("1-3", "2"), ("18-09-2026", "20-09-2026")])
def test_a_column_that_may_be_the_hours_is_asked_about(read_bytes: Read, header: str, cells: tuple[str, str]) -> None:
    rows = "".join(f"20100{n};0{7 + n}-09-2026;{cell};OA\n" for n, cell in enumerate(cells))
    text = f"Stamnr;Datum;{header}x;Code\n{rows}"
    with pytest.raises(InputError, match=f"'{header}x' wordt niet begrepen") as error:
        read_bytes(text)
    assert f"--column lesuur='{header}x'" in error.value.remedy
    whole = read_bytes(text, mapping={"ignored": f"{header}x"})
    assert whole.registrations["hour_from"].to_list() == [None, None]


REGISTRATIONS = [["Stamnr", "Klas", "Datum", "Lesuur", "Code"], ["201001", "H4A", "07-09-2026", "2", "OA"]]
PUPILS = [["Stamnummer", "Naam", "Klas", "Mentor"], ["201001", "Bo van Testers", "H4A", "PRW"]]
CODES = [["Code", "Omschrijving"], *([letter, f"uitleg {letter}"] for letter in "ABCDEFGHIJ")]


def book(**sheets: list[list[str]]) -> bytes:
    """A workbook; a sheet whose name begins with `verborgen` is hidden."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as made:
        for title, rows in sheets.items():
            sheet = made.add_worksheet(title)
            for place, row in enumerate(rows):
                sheet.write_row(place, 0, row)
            if title.startswith("verborgen"):
                sheet.hide()
    return out.getvalue()


def test_a_pupil_list_may_stand_beside_the_registrations(read_bytes: Read) -> None:
    result = read_bytes(book(leerlingen=PUPILS, absenties=REGISTRATIONS), "map.xlsx")
    assert result.registrations.select("student_id", "hour_from", "code").rows() == [("201001", 2, "OA")]
    assert ("201001", "Bo", "van", "Testers") in result.pupils.select(
        "student_id", "roepnaam", "tussenvoegsel", "achternaam"
    ).rows()
    assert "PRW" in result.placements["mentor"].to_list()


def test_a_hidden_sheet_is_named_and_not_read(read_bytes: Read) -> None:
    more = [*REGISTRATIONS, ["201002", "H4A", "07-09-2026", "3", "OA"]]
    result = read_bytes(book(absenties=REGISTRATIONS, verborgen=more, uitleg=CODES), "map.xlsx")
    assert result.registrations["student_id"].to_list() == ["201001"]
    assert any("verborgen en niet gelezen blad: 'verborgen'" in warning for warning in result.warnings)
    assert any("'uitleg'" in warning for warning in result.warnings)


def test_a_workbook_of_hidden_sheets_only_is_refused(read_bytes: Read) -> None:
    with pytest.raises(InputError, match="verborgen"):
        read_bytes(book(leeg=[], verborgen=REGISTRATIONS), "map.xlsx")


def test_a_refused_row_tells_its_sheet(read_bytes: Read) -> None:
    bad = [*REGISTRATIONS, ["201002", "H4A", "07-09-2026", "99", "OA"]]
    result = read_bytes(book(september=REGISTRATIONS, oktober=bad), "map.xlsx")
    assert result.refused.select("row", "value").rows() == [(3, "99")]
    assert result.refused["reason"][0].startswith("blad 'oktober': Onmogelijk lesuur")


def test_a_sheet_that_is_a_list_and_cannot_be_read_refuses_the_workbook(read_bytes: Read) -> None:
    """Half a workbook would pass for the whole of it."""
    american = [REGISTRATIONS[0], ["201001", "H4A", "9/14/2026", "2", "OA"]]
    with pytest.raises(InputError, match="maand voorop"):
        read_bytes(book(september=REGISTRATIONS, oktober=american), "map.xlsx")


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        # Until the pupil is there again, or until the last day of the file; a late is there.
        (["201001;07-09-2026;;ZK", "201001;10-09-2026;10-09-2026;aanwezig"], "07 08 09"),
        (["201001;07-09-2026;;ZK", "201001;09-09-2026;09-09-2026;beter"], "07 08"),
        (["201001;07-09-2026;;ZK", "201002;09-09-2026;09-09-2026;OA"], "07 08 09"),
        (["201001;07-09-2026;;ZK"], "07"),
    ],
)
def test_a_start_without_an_end_runs(read_bytes: Read, rows: list[str], expected: str) -> None:
    result = read_bytes("\n".join(["Stamnr;Begindatum;Einddatum;Code", *rows]) + "\n")
    days = sorted({day for who, day, _, code in hours_of(result) if (who, code) == ("201001", "ZK")})
    assert " ".join(f"{day:%d}" for day in days) == expected
    assert any("een begin en geen einde" in warning for warning in result.warnings)


@pytest.mark.parametrize(
    ("row", "column"),
    [
        # A lesson hour over several days, and a day that is not whole and has no hour.
        ("201001;07-09-2026;09-09-2026;3;;OA", "Einddatum"),
        ("201001;07-09-2026;07-09-2026;;nee;OA", "Hele dag"),
    ],
)
def test_a_part_of_a_day_that_is_not_told_is_refused(read_bytes: Read, row: str, column: str) -> None:
    whole = "201001;10-09-2026;10-09-2026;;ja;OA"
    result = read_bytes(f"Stamnr;Begindatum;Einddatum;Lesuur;Hele dag;Code\n{row}\n{whole}\n")
    assert result.refused.select("row", "column").rows() == [(2, column)]
    assert hours_of(result) == {("201001", date(2026, 9, 10), None, "OA")}


def test_a_late_is_never_several_days(read_bytes: Read) -> None:
    text = "Stamnr;Begindatum;Einddatum;Code\n1;07-09-2026;09-09-2026;TL\n2;07-09-2026;;TL\n"
    result = read_bytes(text, one_lesson=frozenset({"TL"}))
    assert result.refused.select("row", "column").rows() == [(2, "Einddatum")]
    assert hours_of(result) == {("2", date(2026, 9, 7), None, "TL")}


@pytest.mark.parametrize("kept", ["L;Aanwezig", "Te laat;Aanwezig", "U;Aanwezig"])
def test_a_late_that_is_present_is_kept(read_bytes: Read, kept: str) -> None:
    text = f"Stamnr;Datum;Lesuur;Code;Soort\n1;07-09-2026;1;{kept}\n1;07-09-2026;2;P;Aanwezig\n"
    result = read_bytes(text, one_lesson=frozenset({"L", "U"}))
    assert (result.registrations["hour_from"].to_list(), result.dropped_present) == ([1], 1)


def test_rows_that_fall_together_are_told(read_bytes: Read) -> None:
    result = read_bytes("Stamnr;Datum;Lesuur;Code\n" + "1;07-09-2026;1;A\n" * 3)
    assert any("2 van de 3 registraties" in warning for warning in result.warnings)


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("Testers, Bo", ("Bo", None, "Testers")),
        ("Testers, Bo van der", ("Bo", "van der", "Testers")),
        ("van der Testers, Bo", ("Bo", "van der", "Testers")),
        ("Bo van der Testers", ("Bo", "van der", "Testers")),
        ("Bo Testers", ("Bo", None, "Testers")),
        ("Testers", (None, None, "Testers")),
        ("Bo Testers (H4A)", ("Bo", None, "Testers")),
    ],
)
def test_a_name_in_one_column(name: str, parts: tuple[str | None, str | None, str | None]) -> None:
    assert split_name(name) == parts


def test_a_list_of_absence_without_a_code_is_no_pupil_list(read_bytes: Read) -> None:
    """Neither a stay of three days nor a column that is not understood passes in silence."""
    for header, row in (("Begindatum;Einddatum", "07-09-2026;09-09-2026"), ("Datum;Waarom", "07-09-2026;OA")):
        with pytest.raises(InputError, match="'code' ontbreekt"):
            read_bytes(f"Stamnr;Naam;Klas;{header}\n201001;Bo Testers;H4A;{row}\n")
