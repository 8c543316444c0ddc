"""Tables that say something other than they seem to: read as a school means them, or refused by name; never misread.

Each line is a kind of file that was once read otherwise without a word.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from pipelines.errors import InputError

Read = Callable[..., Any]
SHORT = frozenset({"L", "U"})
LESSONS = ((1, 510, 555), (2, 555, 600), (3, 620, 670), (4, 670, 720))

# Table -> what a school means: pupil, day of September, hours ('dag' without), code.
MEANT = {
    "a first hour with a number of hours": (
        "Stamnr;Datum;Vanaf lesuur;Aantal lesuren;Reden\n1;07-09-2026;2;3;OA\n1;07-09-2026;5;1;OA\n2;08-09-2026;5;1;ZK\n",
        ["1 7 2-4 OA", "1 7 5-5 OA", "2 8 5-5 ZK"],
    ),
    "a late lasts one lesson, whatever number stands beside it": (
        "Stamnr;Datum;Lesuur;Aantal uren;Code\n1;07-09-2026;2;2;L\n",
        ["1 7 2-2 L"],
    ),
    "minutes of lates only": ("Stamnr;Datum;Minuten te laat;Code\n1;07-09-2026;10;L\n", ["1 7 dag L"]),
    "the day that a row is about, and the day of its report": (
        "Stamnr;Datum melding;Datum verzuim;Lesuur;Code\n1;09-09-2026;07-09-2026;1;OA\n",
        ["1 7 1-1 OA"],
    ),
    "the day of the lesson, and of its registration": (
        "Stamnr;Registratiedatum;Lesdatum;Lesuur;Code\n1;09-09-2026;07-09-2026;1;OA\n",
        ["1 7 1-1 OA"],
    ),
    "rows taken back": (
        "Stamnr;Datum;Lesuur;Code;Ingetrokken\n1;07-09-2026;1;OA;nee\n2;07-09-2026;1;OA;ja\n3;07-09-2026;1;OA;\n",
        ["1 7 1-1 OA", "3 7 1-1 OA"],
    ),
    "rows taken back on a day": (
        "Stamnr;Datum;Lesuur;Code;Verwijderd op\n1;07-09-2026;1;OA;\n2;07-09-2026;1;OA;08-09-2026\n",
        ["1 7 1-1 OA"],
    ),
    "rows of which the status says that they are void": (
        "Stamnr;Datum;Lesuur;Code;Status\n1;07-09-2026;1;OA;Verwerkt\n2;07-09-2026;1;OA;Geannuleerd\n",
        ["1 7 1-1 OA"],
    ),
    "a column that says who was there; a late was there too": (
        "Stamnr;Datum;Lesuur;Code;Aanwezig\n1;07-09-2026;1;OA;nee\n2;07-09-2026;1;OA;ja\n3;07-09-2026;1;L;ja\n",
        ["1 7 1-1 OA", "3 7 1-1 L"],
    ),
    "an hour written as les 1": ("Stamnr;Datum;Les;Code\n1;07-09-2026;les 1;OA\n", ["1 7 1-1 OA"]),
    "a late in words, of which no end is told": (
        "Stamnr;Begindatum;Einddatum;Soort\n1;07-09-2026;;Te laat\n2;18-09-2026;18-09-2026;Ziek\n",
        ["1 7 dag Te laat", "2 18 dag Ziek"],
    ),
    "English words": (
        "Student ID;Start date;End date;Reason\n1;2026-09-07;2026-09-08;ZK\n",
        ["1 7 dag ZK", "1 8 dag ZK"],
    ),
    "a number of the row beside that of the pupil": (
        "Nr;Leerlingnummer;Datum;Lesuur;Code\n1;7;07-09-2026;1;OA\n2;8;07-09-2026;1;OA\n",
        ["7 7 1-1 OA", "8 7 1-1 OA"],
    ),
}
# Table -> a part of the refusal, and the column that it names in what to do.
REFUSED = {
    "Stamnr;Datum;Periode;Code\n1;07-09-2026;3;OA\n": ("'Periode' wordt niet begrepen", "lesuur='Periode'"),
    "Stamnr;Datum;Dagdeel;Code\n1;07-09-2026;ochtend;ZK\n": ("'Dagdeel' wordt niet begrepen", "lesuur='Dagdeel'"),
    "Stamnr;Datum;Deel;Code\n1;07-09-2026;'s middags;ZK\n2;07-09-2026;middag;ZK\n": ("'Deel' wordt niet", "'Deel'"),
    "Stamnr;Datum;Halve dag;Code\n1;07-09-2026;ja;ZK\n": ("'Halve dag' wordt niet begrepen", "'Halve dag'"),
    "Stamnr;Eerste dag;Dagen;Code\n1;07-09-2026;3;ZK\n": ("'Dagen' wordt niet begrepen", "'Dagen'"),
    "Stamnr;Datum;Duur;Code\n1;07-09-2026;50;OA\n": ("'Duur' wordt niet begrepen", "'Duur'"),
    "Stamnr;Datum;Minuten;Code\n1;07-09-2026;50;OA\n": ("'Minuten' wordt niet begrepen", "'Minuten'"),
    "Stamnr;Datum;Blok;Code\n1;07-09-2026;A;OA\n": ("'Blok' wordt niet begrepen", "'Blok'"),
    "Stamnr;Datum;Wanneer;Code\n1;07-09-2026;eerste twee uren;OA\n": ("'Wanneer' wordt niet begrepen", "'Wanneer'"),
    "Stamnr;Datum;Vak;Code\n1;07-09-2026;NE;OA\n": ("'Vak' hoort bij een les", "niets='Vak'"),
    "Stamnr;Datum;Lesgroep;Code\n1;07-09-2026;4h.ne1;OA\n": ("'Lesgroep' hoort bij een les", "niets='Lesgroep'"),
    "Stamnr;Datum;Lokaal;Code\n1;07-09-2026;A12;OA\n": ("'Lokaal' hoort bij een les", "niets='Lokaal'"),
    "Stamnr;Datum;Lesuur;Code;Nieuwe code\n1;07-09-2026;1;OA;ZK\n": ("zeggen iets anders over 'code'", "code='Code'"),
    "Stamnr;Datum;Einddatum definitief;Lesuur;Einddatum;Code\n1;07-09-2026;09-09-2026;;08-09-2026;ZK\n": (
        "zeggen iets anders over 'einddatum'",
        "einddatum=",
    ),
    "Stamnr;Datum;Begindatum;Lesuur;Code\n1;08-09-2026;07-09-2026;1;OA\n": ("iets anders over 'datum'", "datum="),
    "Stamnr;Datum;Lesuur;Code;Lesuur;Code\n1;07-09-2026;1;OA;2;L\n": ("zeggen iets anders over 'lesuur'", "lesuur="),
    "Stamnr;Datum;Lesuur;Afwezig\n1;07-09-2026;1;ja\n2;07-09-2026;1;nee\n": ("'Afwezig' staat ja of nee", "code=KOLOM"),
    "Stamnr;Naam;Datum;Afwezig;Te laat\n1;Bo;07-09-2026;x;\n2;Mo;07-09-2026;;x\n": ("'Afwezig' staat", "code=KOLOM"),
    "Stamnr;Datum;Lesuur;Hersteld gemeld per;Beter per;Code\n1;07-09-2026;;;09-09-2026;ZK\n": (
        "'Beter per' wordt niet begrepen en kan de laatste dag zijn",
        "einddatum='Beter per'",
    ),
    "Stamnr;Datum;Lesuur;Code;Gewijzigd naar\n1;07-09-2026;1;OA;ZK\n2;07-09-2026;1;ZK;\n": (
        "anders over 'code'",
        "code=",
    ),
    "Stamnr;Datum;Lesuur;Code;Code\n1;07-09-2026;1;OA;ZK\n2;07-09-2026;1;ZK;OA\n": ("anders over 'code'", "code="),
    "Stamnr;Begindatum;Einddatum;Weekdag;Code\n1;07-09-2026;30-10-2026;maandag;VL\n": (
        "niet al die dagen",
        "'Weekdag'",
    ),
    "Stamnr;Begindatum;Einddatum;Herhaling;Code\n1;07-09-2026;30-10-2026;1;VL\n": ("niet al die dagen", "'Herhaling'"),
    "Stamnr;Datum;Lesuur;Uur (niet t/m);Code\n1;07-09-2026;1;3;OA\n": (
        "kan het laatste lesuur zijn",
        "lesuur-tm='Uur (niet t/m)'",
    ),
    "Stamnr;Datum;Begintijd;Duur;Code\n1;07-09-2026;08:30;90;OA\n": ("'Duur' kan zeggen hoe lang", "niets='Duur'"),
    "Nr;Datum;Lesuur;Code\n1;07-09-2026;1;OA\n2;07-09-2026;1;OA\n": ("'leerlingnummer' ontbreekt", "leerlingnummer="),
    "Stamnr;Naam;07-09-2026;;08-09-2026;\n;;1;2;1;2\n1;Bo;OA;;ZK;L\n": ("kolommen zonder kop (2)", "een rij per"),
    "Stamnr;Naam;07-09-2026 1;07-09-2026 2\n1;Bo;OA;ZK\n": ("een kolom per dag en lesuur", "een rij per"),
    "Stamnr;Naam;ma 1;ma 2\n1;Bo;OA;ZK\n": ("een kolom per dag en lesuur", "een rij per"),
}
# Table of which every row is refused -> column and value of the first.
ROWS = {
    "Stamnr;Datum;Begintijd;Einddatum;Code\n1;07-09-2026;08:30;;ZK\n": ("Einddatum", None),
    "Stamnr;Begindatum;Einddatum;Soort\n1;07-09-2026;09-09-2026;Te laat\n": ("Einddatum", "09-09-2026"),
    "Stamnr;Datum;Tijd;Code\n1;07-09-2026;8;OA\n": ("Tijd", "8"),
    "Stamnr;Datum;Hele dag;Lesuur;Code\n1;07-09-2026;ja;3;ZK\n": ("Hele dag", "ja"),
    "Stamnr;Datum;Lesuur;Aantal uren;Code\n1;07-09-2026;1;2;OA\n1;07-09-2026;2;2;OA\n": ("Aantal uren", "2"),
    "Stamnr;Datum;Lesuur;Aantal uren;Code\n1;07-09-2026;13;3;OA\n": ("Aantal uren", "3"),
    "Stamnr;Naam;07-09-2026;08-09-2026\n1;Bo;2;6\n": ("datum", "2"),
    "Stamnr;Naam;07-09-2026;08-09-2026\n1;Bo;OA 2;OA(1,2)\n": ("datum", "OA 2"),
    "Stamnr;Code;07-09-2026;08-09-2026\n1;OA;1;\n": ("datum", "1"),
    "Stamnr;Datum;1;2;3\n1;07-09-2026;L: 10;2;\n": ("lesuur", "L: 10"),
}


@pytest.mark.parametrize("case", MEANT)
def test_a_table_is_read_as_it_is_meant(read_bytes: Read, case: str) -> None:
    text, meant = MEANT[case]
    result = read_bytes(text, one_lesson=SHORT)
    rows = result.registrations.sort("student_id", "date", "hour_from").iter_rows(named=True)
    read = [
        f"{row['student_id']} {row['date'].day} "
        f"{'dag' if row['hour_from'] is None else '{hour_from}-{hour_to}'.format(**row)} {row['code']}"
        for row in rows
    ]
    assert (read, result.refused.height) == (meant, 0)
    assert len(result.warnings) == ("taken back" in case or "void" in case)


@pytest.mark.parametrize("text", REFUSED)
def test_what_can_be_read_in_two_ways_is_asked(read_bytes: Read, text: str) -> None:
    what, remedy = REFUSED[text]
    with pytest.raises(InputError) as error:
        read_bytes(text, one_lesson=SHORT)
    assert what in error.value.what
    assert remedy in error.value.remedy


@pytest.mark.parametrize("text", ROWS)
def test_a_row_that_contradicts_itself_is_refused(read_bytes: Read, text: str) -> None:
    result = read_bytes(text, one_lesson=SHORT, lesson_times=LESSONS)
    assert result.registrations.is_empty()
    assert result.refused.select("column", "value").row(0) == ROWS[text]
    assert result.refused.select("reason", "remedy").null_count().row(0) == (0, 0)


@pytest.mark.parametrize("field", ["niets", "hour_from"])
def test_a_column_that_is_pointed_at_is_not_doubted(read_bytes: Read, field: str) -> None:
    field = "ignored" if field == "niets" else field
    text = "Stamnr;Datum;Periode;Vak;Code\n1;07-09-2026;3;NE;OA\n"
    headers = "Periode\x1fVak" if field == "ignored" else "Periode"
    hours = read_bytes(text, mapping={field: headers}).registrations["hour_from"].to_list()
    assert hours == [None if field == "ignored" else 3]


@pytest.mark.parametrize(
    ("cells", "flags"),
    [("Geoorloofd;Ongeoorloofd\n1;x;\n2;;x", [True, False]), ("Ongeoorloofd\n1;nee\n2;ja", [True, False])],
)
def test_a_flag_of_its_own_for_no(read_bytes: Read, cells: str, flags: list[bool]) -> None:
    header, *rows = cells.split("\n")
    text = f"Stamnr;Datum;Lesuur;Code;{header}\n"
    text += "".join(f"{row[0]};07-09-2026;1;A;{row[2:]}\n" for row in rows)
    assert read_bytes(text).registrations["authorised"].to_list() == flags


def test_a_pupil_who_left_has_no_stay_without_an_end(read_bytes: Read) -> None:
    """By a last day under any of its words; without one not at all, and that is said."""
    ends = read_bytes("Stamnr;Naam;Klas;Uitgeschreven per\n1;Bo Proef;H4A;\n2;Mo Proef;H4A;02-10-2026\n")
    assert ends.placements["valid_until"].to_list() == [None, date(2026, 10, 3)]
    for header, cell in (("Actief", "nee"), ("Status", "Uitgeschreven")):
        gone = read_bytes(f"Stamnr;Naam;Klas;{header}\n1;Bo Proef;H4A;ja\n2;Mo Proef;H4A;{cell}\n")
        assert (gone.placements["student_id"].to_list(), gone.pupils.height) == (["1"], 2)
        assert [header in text and "rij 3" in text for text in gone.warnings] == [True]


def test_a_pupil_in_two_klassen_of_one_list_is_said(read_bytes: Read) -> None:
    """The upper one counts; a move with its days is no doubt."""
    twice = read_bytes("Stamnr;Naam;Klas\n1;Bo Proef;H4A\n1;Bo Proef;V5B\n2;Mo Proef;V5B\n")
    assert twice.placements.select("student_id", "klas").rows() == [("1", "H4A"), ("2", "V5B")]
    assert [text.startswith("LET OP: 1 leerling staat met meer dan één klas") for text in twice.warnings] == [True]
    moved = read_bytes("Stamnr;Naam;Klas;Begindatum\n1;Bo Proef;H4A;01-08-2026\n1;Bo Proef;V5B;01-11-2026\n")
    assert (moved.placements.height, moved.warnings) == (2, ())


def test_nobody_is_born_in_the_future(read_bytes: Read) -> None:
    born = read_bytes("Stamnr;Naam;Klas;Geboortedatum\n1;Bo Proef;H4A;12-04-2097\n2;Mo Proef;H4A;12-04-2010\n")
    assert born.pupils["birth_date"].to_list() == [None, date(2010, 4, 12)]
    assert ["rij 2" in text.lower() for text in born.warnings] == [True]


def test_the_end_of_a_day_is_its_last_lesson(read_bytes: Read) -> None:
    """From 10:20 until two days later: the first day until the last lesson that the school tells."""
    text = "Stamnr;Begindatum;Begintijd;Einddatum;Eindtijd;Code\n1;07-09-2026;10:20;09-09-2026;09:15;ZK\n"
    rows = read_bytes(text, lesson_times=LESSONS).registrations.sort("date")
    assert rows.select("hour_from", "hour_to").rows() == [(3, 4), (None, None), (1, 1)]
