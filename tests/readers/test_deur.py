"""Every line of samples/deur/README.md: what a file means to a school, by the readers alone."""

from datetime import date
from pathlib import Path

import pytest

from pipelines.errors import InputError
from pipelines.readers import ReadResult, read_file
from pipelines.readers.lesson_clock import LessonTimes

DEUR = Path(__file__).parents[1] / "samples" / "deur"
# The codes of the README that happen in one lesson: te laat and uitgestuurd.
ONE_LESSON = frozenset({"OT", "L", "U"})
LESSONS: LessonTimes = ((1, 510, 555), (2, 555, 600), (3, 620, 670))


@pytest.fixture(autouse=True)
def day_of_the_readme(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VERZUIMBEELD_TODAY", "2026-11-29")


def read(name: str, lesson_times: LessonTimes = ()) -> ReadResult:
    return read_file(DEUR / name, one_lesson=ONE_LESSON, lesson_times=lesson_times)


def hours(first: int | None, last: int | None) -> str:
    return "dag" if first is None else str(first) if first == last else f"{first}-{last}"


def said(result: ReadResult) -> list[str]:
    """Registrations as `leerling dag uren code`; a whole day has no hours."""
    assert result.registrations is not None
    rows = result.registrations.select("student_id", "date", "hour_from", "hour_to", "code").rows()
    return [f"{who} {day:%d-%m} {hours(first, last)} {code}" for who, day, first, last, code in rows]


def school_days(first: date, last: date) -> list[str]:
    days = (date.fromordinal(n) for n in range(first.toordinal(), last.toordinal() + 1))
    return [f"{day:%d-%m}" for day in days]


READ = {
    "c03_totaal_export1.csv": ["201001 07-09 1 OA", "201001 07-09 2 OA", "201001 08-09 1 OA"],
    "c13_lesuur_van_tm.csv": ["201001 07-09 1-8 OA", "201001 08-09 1-8 OA"],
    "c14_matrix_kruisjes.csv": [
        *("201001 07-09 1 OA", "201001 07-09 2 OA"),
        *("201002 07-09 6 ZK", "201002 07-09 7 ZK", "201002 07-09 8 ZK"),
    ],
    # Late is one lesson, whichever it was; the model counts it once.
    "c15_lesuur_leeg_tijd_gevuld.csv": ["201001 07-09 dag OT", "201001 08-09 2 OA"],
    "r04_pijp.csv": ["201001 07-09 1 A"],
    "r06_serieel.csv": ["201001 07-09 1 A", "201001 07-09 2 A", "201001 07-09 3 A"],
    "r09_matrix_uren.csv": [
        *("201001 07-09 1 A", "201001 07-09 2 A", "201002 07-09 3 L"),
        *("201002 07-09 6 Z", "201002 07-09 7 Z", "201002 07-09 8 Z"),
    ],
    "r09b_matrix_uren_met_reden.csv": [
        *("201001 07-09 1 A", "201001 07-09 2 A"),
        *("201002 07-09 6 Z", "201002 07-09 7 Z", "201002 07-09 8 Z"),
    ],
    "r11_2cijferjaar.csv": ["201001 07-09 1 A", "201001 07-09 2 A"],
    "r14_aantal_uren.csv": ["201001 07-09 1-2 A", "201001 08-09 1 A"],
    "r14b_van_tot_uur.csv": ["201001 07-09 2-4 A"],
    "r14c_lesuur_van_tot.csv": ["201001 07-09 2-4 A"],
    "r14e_lesuren.csv": ["201001 07-09 2-4 A"],
    **{f"r15s_{n:02}.csv": ["201001 07-09 1 A"] for n in range(1, 12)},
    **{f"r15c_{n:02}.csv": ["201001 07-09 1 A"] for n in range(1, 13)},
    "r15_synoniemen.csv": ["201001 07-09 1 A"],
    "r21_leerling_alleen_eerste_rij.csv": [
        *("201001 07-09 1 A", "201001 07-09 2 A", "201001 08-09 1 A", "201002 07-09 2 A")
    ],
    "r31_nulde_uur.csv": ["201001 07-09 0 A", "201001 07-09 0-2 A", "201001 07-09 1 A"],
    "x03_twee_kopregels_lesuur.xlsx": ["201001 07-09 2-4 A", "201002 07-09 1-8 Z"],
    "x04_blad_per_maand.xlsx": [
        *(f"201001 07-09 {n} A" for n in (1, 2, 3)),
        *(f"201001 06-10 {n} A" for n in (1, 2, 3, 4, 5)),
        *(f"201001 06-11 {n} A" for n in (1, 2)),
    ],
    "x06_codeblad_groter.xlsx": ["201001 07-09 1 A"],
    "x12_matrix_datumkop.xlsx": ["201001 07-09 dag A", "201002 07-09 dag Z", "201002 08-09 dag Z"],
    "c07_ziek_zonder_einddatum.csv": [
        f"{who} {day} dag ZK"
        for who in ("201001", "201002")
        for day in school_days(date(2026, 9, 7), date(2026, 9, 18))
    ],
    "c08_datum_tm.csv": [f"201001 {day} dag ZK" for day in school_days(date(2026, 9, 7), date(2026, 9, 18))],
    "r33e_datum_en_datumtot.csv": [f"201001 {day} dag ZK" for day in school_days(date(2026, 9, 7), date(2026, 9, 11))],
    "e01_eduarte_9_zonder_eind.csv": [
        *(f"201001 {day} dag zk" for day in school_days(date(2026, 9, 7), date(2026, 9, 11))),
        *(f"201002 {day} dag zk" for day in school_days(date(2026, 9, 7), date(2026, 9, 10))),
        "201002 11-09 1-8 zk",
    ],
}


@pytest.mark.parametrize("name", READ)
def test_what_a_file_means(name: str) -> None:
    result = read(name)
    assert said(result) == READ[name]
    assert result.refused.height == 0


REFUSED = {
    "o01_oneroster_users.csv": "OneRoster",
    "r05_kop_na_25_regels.csv": "kopregel staat in rij 25, en er wordt in de eerste twintig rijen",
    "r27_moodle_matrix.csv": "aanwezigheidsmatrix",
    "r10_us_datums.csv": r"rij 4: '9/14/2026'.* maand voorop",
    "r13_tijden_geen_lesuur.csv": "noemt tijden en geen lesuren",
    "r13b_moment_met_tijd.csv": "noemt tijden en geen lesuren",
    "d02_edfi_section.xml": "StudentSectionAttendanceEvent",
    "x09_wachtwoord.xlsx": "met een wachtwoord beveiligd",
    "r24b_spreadsheetml.xls": "SpreadsheetML",
    "r25_pdf.pdf": "is een PDF",
}


def test_an_agenda_gives_the_holiday() -> None:
    vacations = read("i01_vakantie.ics").vacations
    assert vacations is not None
    assert vacations.drop("row").rows() == [("Herfstvakantie", date(2026, 10, 17), date(2026, 10, 25))]


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_is_refused_is_called_by_its_name(name: str) -> None:
    with pytest.raises(InputError, match=REFUSED[name]) as error:
        read(name)
    assert name in error.value.what
    assert error.value.remedy
    assert len(error.value.remedy) < 300


def test_the_lesson_times_of_the_school_give_the_hours() -> None:
    assert said(read("r13_tijden_geen_lesuur.csv", LESSONS)) == ["201001 07-09 1 L", "201001 08-09 3 A"]
    assert said(read("r13b_moment_met_tijd.csv", LESSONS)) == ["201001 07-09 1 L", "201001 08-09 3 A"]
    assert said(read("c15_lesuur_leeg_tijd_gevuld.csv", LESSONS)) == ["201001 07-09 1 OT", "201001 08-09 2 OA"]


def people(name: str) -> list[tuple[object, ...]]:
    """Pupils with their klas, mentor and stay: the last day is the first one after it."""
    result = read(name)
    assert result.pupils is not None
    assert result.placements is not None
    rows = result.pupils.join(result.placements, on="student_id", how="left", maintain_order="left")
    columns = ("student_id", "roepnaam", "tussenvoegsel", "achternaam", "birth_date", "klas", "mentor")
    return rows.select(*columns, "valid_from", "valid_until").rows()


YEAR = (date(2026, 8, 1), date(2027, 8, 1))
PUPILS: dict[str, list[tuple[object, ...]]] = {
    "p01_magister_klassenmentor.csv": [
        ("201001", "Bo", None, "Testers", None, "H4A", "Wil Proef", None, None),
        ("201002", "Kim", "van", "Monster", None, "V5B", None, None, None),
    ],
    "p03_eigen_sjabloon.csv": [("201001", "Bo", None, "Testers", None, "H4A", "Wil Proef", *YEAR)],
    "p05_export_2cijferjaar.csv": [
        ("201001", "Bo", None, "Testers", date(2010, 4, 12), "H4A", "PRW", *YEAR),
        ("201002", "Kim", None, "Monster", date(2009, 1, 30), "V5B", "PRW", *YEAR),
    ],
    "p08_leerlingen_voorloopnul.csv": [
        ("020101", "Bo", None, "Testers", None, "H4A", None, None, None),
        ("020102", "Kim", None, "Monster", None, "V5B", None, None, None),
        ("020103", "Jo", None, "Bakjes", None, "V5B", None, None, None),
    ],
    "p09_edexml_uitstroom.xml": [
        ("201001", "Bo", None, "Testers", date(2010, 4, 12), "H4A", None, date(2024, 8, 26), None),
        ("201002", "Kim", "van", "Monster", date(2009, 1, 30), "V5B", None, date(2022, 8, 22), date(2026, 10, 3)),
    ],
    "p11_lesperiode_twee_klassen.csv": [("201001", "Bo", None, "Testers", None, "H4A", None, *YEAR)],
}


@pytest.mark.parametrize("name", PUPILS)
def test_who_stands_in_a_pupil_list(name: str) -> None:
    assert people(name) == PUPILS[name]


def test_every_way_to_write_lesson_hours() -> None:
    result = read("r07_lesuur_vormen.csv")
    found = {line.split()[0][-2:]: line.split()[2] for line in said(result)}
    three = dict.fromkeys(("01", "02", "03", "04", "05", "07", "08"), "1-3")
    two = dict.fromkeys(("09", "10", "12"), "1-2")
    one = dict.fromkeys(("13", "14", "15", "16", "17", "18", "19", "21"), "3")
    assert found == three | two | one | {"20": "1", "22": "0", "25": "dag", "26": "dag"}
    assert result.refused["value"].to_list() == [
        *("1 tot 3", "1/3", "-1", "15", "ochtend", "08:30", "08:30-09:20", "3-mei", "3-5-2026", "2026-05-03 00:00:00"),
        *("P3", "3a", "III"),
    ]


def test_every_way_to_write_a_date() -> None:
    """The years 2028, 2062 and 2099 are refused by the calendar of the school: see test_deur_school."""
    result = read("r12_datum_vormen.csv")
    assert result.registrations is not None
    right = (
        result.registrations.filter(result.registrations["date"] == date(2026, 9, 7))["student_id"]
        .str.slice(4)
        .to_list()
    )
    assert right == [*(f"{n:02}" for n in range(1, 13)), "14", "15", "16", "25"]
    assert result.refused["value"].to_list() == [
        *("07-09-2026 8:15:00 AM", "07-09", "31-09-2026", "29-02-2027", "07-09-0026", "07-09-1926")
    ]


def test_words_for_authorised() -> None:
    result = read("r16_geoorloofd_woorden.csv")
    assert result.registrations is not None
    assert result.registrations["authorised"].to_list() == [False, True, False, True]


def test_lesson_groups_are_no_klas() -> None:
    result = read("c06_groep_is_lesgroep.csv")
    assert result.placements is None
    assert any("'Groep'" in warning and "lesgroepen" in warning for warning in result.warnings)


def test_present_is_a_code_of_who_was_there() -> None:
    codes = read("c10_redenen_met_present.csv").codes
    assert codes is not None
    assert dict(codes.select("code", "kind").rows()) == {
        **dict.fromkeys(("A", "AA", "A+", "GI"), "absent"),
        **dict.fromkeys(("Z", "Zb"), "ziek"),
        **dict.fromkeys(("T", "L"), "te_laat"),
        "PR": "aanwezig",
    }


def test_a_magister_item_with_a_time_and_no_lesson_hour_is_no_whole_day() -> None:
    result = read("m01_magister_absenties_201001.json")
    assert said(result) == ["201001 25-10 0 A", "201001 26-10 3-4 A"]
    assert result.refused.select("row", "column").rows() == [(3, "Start")]
    assert "een tijd maar geen lesuur" in result.refused["reason"][0]


def test_a_part_of_a_day_is_said() -> None:
    result = read("d01_edfi_duur.xml")
    assert said(result) == ["201001 07-09 dag Unexcused Absence", "201001 08-09 dag Early departure"]
    assert any("een deel van de dag" in warning for warning in result.warnings)


@pytest.mark.parametrize(
    ("name", "lessons"),
    [
        ("z01_zermelo_slotnaam.json", ["23-10 1", "26-10 1"]),
        ("z02_zermelo_alleen_slotnaam.json", ["23-10 3", "23-10 4", "26-10 3", "26-10 4"]),
    ],
)
def test_lesson_hours_from_the_names_of_slots(name: str, lessons: list[str]) -> None:
    found = read(name).lessons
    assert found is not None
    assert [f"{day:%d-%m} {hour}" for day, hour in found.select("date", "lesson_hour").rows()] == lessons


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("c03_totaal_export1.csv", "totaalregel"),
        ("c07_ziek_zonder_einddatum.csv", "een begin en geen einde"),
        ("e01_eduarte_9_zonder_eind.csv", "een begin en geen einde"),
        ("e02_eduarte_open_einde_tweede_rij.csv", "een begin en geen einde"),
        ("r14_aantal_uren.csv", "een aantal lesuren en niet welke"),
        ("r21_leerling_alleen_eerste_rij.csv", "in een rij erboven"),
        ("x04_blad_per_maand.xlsx", "'september', 'oktober', 'november'"),
        ("x06_codeblad_groter.xlsx", "'codes'"),
    ],
)
def test_what_was_filled_in_or_left_is_said(name: str, words: str) -> None:
    assert any(words in warning for warning in read(name).warnings)


def test_an_eduarte_melding_that_is_not_over_runs_on() -> None:
    found = [line for line in said(read("e02_eduarte_open_einde_tweede_rij.csv")) if line.startswith("201001")]
    assert found == [f"201001 {day} dag ZK" for day in school_days(date(2026, 9, 7), date(2026, 9, 18))]


def test_every_file_of_the_door_is_tried() -> None:
    tried = {*READ, *REFUSED, *PUPILS}
    elsewhere = {
        *("README.md", "c03_totaal_export2.csv", "c06_groep_is_lesgroep.csv", "c10_redenen_met_present.csv"),
        *("c10_verantwoordingen.csv", "c11_ziek_tot_eind_jaar.csv", "d01_edfi_duur.xml", "r07_lesuur_vormen.csv"),
        *("e02_eduarte_open_einde_tweede_rij.csv", "m01_magister_absenties_201001.json", "r12_datum_vormen.csv"),
        *("r16_geoorloofd_woorden.csv", "r23_typfout_jaar.csv", "z01_zermelo_slotnaam.json"),
        *("z02_zermelo_alleen_slotnaam.json", "i01_vakantie.ics"),
    }
    assert {path.name for path in DEUR.iterdir()} == tried | elsewhere
