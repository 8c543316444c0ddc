"""Bounds of `school.toml`: below, on and above each; what is wrong, where and what to do, in Dutch."""

import re
from datetime import date, time
from pathlib import Path

import pytest

from pipelines.errors import WorkspaceError
from pipelines.readers.values import FIRST_DATE, FIRST_HOUR, LAST_DATE, LAST_HOUR
from pipelines.settings.settings import School, is_demo, load_schools

SCHOOL = '[[school]]\nid = "kgc"\nname = "School"\nregion = "noord"\nprotocol = "kgc-2021"\n'
# Words of a parser or of pydantic that would tell a school nothing.
ENGLISH = re.compile(
    r"\b(should|input|value|expected|error|field|required|greater|less|valid|string|integer|at line)\b", re.I
)


def loaded(folder: Path, text: str | bytes) -> School:
    path = folder / "school.toml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return load_schools(path)[0]


def fault(folder: Path, text: str | bytes) -> tuple[str, str]:
    with pytest.raises(WorkspaceError) as error:
        loaded(folder, text)
    assert "school.toml" in error.value.what
    assert not ENGLISH.search(error.value.what.replace(str(folder), ""))
    assert not ENGLISH.search(error.value.remedy)
    return error.value.what, error.value.remedy


# key | lowest | highest
NUMBERS = [
    ("lesson_minutes = {}", 20, 120),
    ("lessons_per_week = {}", 1, 60),
    ("lessons_per_week = {{ 3 = {} }}", 1, 60),
    ("lessons_per_week = {{ {} = 30 }}", 1, 6),
    ("default_term_days = {}", 1, 60),
    ("task_minutes = {}", 1, 240),
    ("[[school.lesson]]\nhour = {}\nstart = 08:30\nend = 09:15", FIRST_HOUR, LAST_HOUR),
    ("[retention]\nleft_years = {}", 1, 20),
    ("[retention]\nregistrations_years = {}", 2, 20),
    ("[retention]\ncare_months = {}", 1, 240),
    ("[retention]\nlog_years = {}", 1, 20),
]


@pytest.mark.parametrize(("line", "lowest", "highest"), NUMBERS)
def test_numbers_below_on_and_above_their_bounds(tmp_path: Path, line: str, lowest: int, highest: int) -> None:
    for number in (lowest, lowest + 1, highest - 1, highest):
        loaded(tmp_path, SCHOOL + line.format(number))
    for number in (lowest - 1, highest + 1, -5):
        what, _ = fault(tmp_path, SCHOOL + line.format(number))
        assert f"is {number}, buiten" in what or f".{number}' " in what


def test_minus_five_lessons_a_week_builds_no_rate(tmp_path: Path) -> None:
    what, remedy = fault(tmp_path, SCHOOL + "lessons_per_week = -5\n")
    assert "'school.0.lessons_per_week' (1e [[school]]) is -5, buiten het toegestane bereik" in what
    assert remedy == "Grens: 1 (ten minste)."


# what is written | the kind of value that is told
TYPES = [
    ('lesson_minutes = "50"', "een heel getal"),
    ("lesson_minutes = 50.0", "een heel getal"),
    ("lesson_minutes = true", "een heel getal"),
    ('lessons_per_week = "30"', "een heel getal"),
    ("lessons_per_week = true", "een heel getal"),
    ("lessons_per_week = [30]", "een heel getal"),
    ("only_own_holidays = 1", "true of false"),
    ('norm_crosses_summer = "ja"', "true of false"),
    ("lesson_minutes = { a = 1 }", "een heel getal"),
    ('free_day = "2026-10-10"', "een lijst"),
    ("free_day = [2026-10-10]", "een tabel"),
    ("[[school.free_day]]\ndate = 20261010", "jjjj-mm-dd"),
    ('[[school.free_day]]\ndate = "2026-10-10"', "jjjj-mm-dd"),
    ("[[school.free_day]]\ndate = 2026-10-10T08:30:00", "jjjj-mm-dd"),
    ('[[school.lesson]]\nhour = 1\nstart = "08:30"\nend = 09:15', "een tijd"),
    ('[[school.afdeling]]\nid = "h"\nname = "H"\nclasses = "H*"', "een lijst"),
    ('[[school.afdeling]]\nid = "h"\nname = "H"\nclasses = [4]', "tekst tussen aanhalingstekens"),
    ('[[school.afdeling]]\nid = 4\nname = "H"\nclasses = ["H*"]', "tekst tussen aanhalingstekens"),
]


@pytest.mark.parametrize(("line", "wanted"), TYPES)
def test_a_value_of_the_wrong_kind_is_told_which_is_meant(tmp_path: Path, line: str, wanted: str) -> None:
    assert wanted in fault(tmp_path, SCHOOL + line)[1]


# what is written | the key and what is wrong | what to do
WRONG = [
    ("lesen_per_week = 30", "'school.0.lesen_per_week' (1e [[school]]) is geen bekende sleutel", ""),
    ("lessons_a_week = 30", "is geen bekende sleutel", "Bedoelt u 'lessons_per_week'?"),
    ("[[school.vakantie]]\nstart = 2026-10-10", "'school.0.vakantie'", "Verwijder de sleutel"),
    (
        "[[school.holiday]]\nbegin = 2026-10-10\nend = 2026-10-12",
        "'school.0.holiday.0.begin' (1e [[school.holiday]])",
        "",
    ),
    ("[[school.holiday]]\nstrat = 2026-10-10\nend = 2026-10-12", "'school.0.holiday.0.strat'", "Bedoelt u 'start'?"),
    ("[retention]\nregistration_years = 3", "'retention.registration_years'", "Bedoelt u 'registrations_years'?"),
    ("[[free_days]]\ndate = 2026-10-10", "'free_days' is geen bekende sleutel", "Bedoelt u 'free_day'?"),
    ("[[school.holiday]]\nstart = 2026-10-18\nend = 2026-10-17", "'school.0.holiday.0.end'", "eerste dag bij start"),
    ("[[holiday]]\nstart = 2026-10-18\nend = 2026-10-17", "'holiday.0.end' (1e [[holiday]])", "eerste dag bij start"),
    (
        "[[school.test_week]]\nstart = 2026-11-06\nend = 2026-11-02",
        "'school.0.test_week.0.end'",
        "eerste dag bij start",
    ),
    (
        "[[school.period]]\nstart = 2026-08-24\n[[school.period]]\nstart = 2026-08-24",
        "'school.0.period.1.start' (2e [[school.period]]) is 2026-08-24, niet na de vorige",
        "op volgorde",
    ),
    ('[[school.afdeling]]\nid = "h"\nname = "H"\nclasses = []', "'school.0.afdeling.0.classes'", "ten minste een"),
    (
        '[[school.afdeling]]\nid = "h"\nname = "H"\nclasses = [" "]',
        "'school.0.afdeling.0.classes.0'",
        "Vul een tekst in",
    ),
    ('[[school.afdeling]]\nid = ""\nname = "H"\nclasses = ["H*"]', "'school.0.afdeling.0.id'", "Vul een tekst in"),
    ('[[school.afdeling]]\nid = "h"\nname = "  "\nclasses = ["H*"]', "'school.0.afdeling.0.name'", "Vul een tekst in"),
    ('[[school.afdeling]]\nid = "overig"\nname = "H"\nclasses = ["H*"]', "is 'overig'", "een andere id"),
    (
        '[[school.afdeling]]\nid = "h"\nname = "H"\nclasses = ["H*"]\n' * 2,
        "'school.0.afdeling.1.id'",
        "Laat er een staan",
    ),
    ('[[school.code]]\ncode = "X"\ncategory = "zeik"', "is 'zeik', geen bekende categorie", "ziek"),
    ('[[school.code]]\ncode = ""\ncategory = "ziek"', "'school.0.code.0.code'", "Vul een tekst in"),
    ('[[school.code]]\ncode = "X"\ncategory = "ziek"\n' * 2, "'school.0.code.1.code'", "Laat er een staan"),
    (
        "[[school.lesson]]\nhour = 1\nstart = 08:30\nend = 08:30",
        "'school.0.lesson.0.end'",
        "begin van het lesuur bij start",
    ),
    ("[[school.lesson]]\nhour = 1\nstart = 08:30\nend = 09:15\n" * 2, "'school.0.lesson.1.hour'", "Laat er een staan"),
    (
        "[[school.lesson]]\nhour = 2\nstart = 09:14\nend = 10:00\n[[school.lesson]]\nhour = 1\nstart = 08:30\nend = 09:15",
        "'school.0.lesson.0.start' (1e [[school.lesson]]) is 09:14, terwijl lesuur 1 duurt tot 09:15",
        "begint niet voor het einde",
    ),
    ('hour_unit = "uur"', "'school.0.hour_unit'", "'lesuur' of 'klokuur'"),
]


@pytest.mark.parametrize(("line", "what", "remedy"), WRONG)
def test_what_does_not_fit_is_named_with_a_remedy(tmp_path: Path, line: str, what: str, remedy: str) -> None:
    said = fault(tmp_path, SCHOOL + line)
    assert what in said[0]
    assert remedy in said[1]
    assert said[1]


@pytest.mark.parametrize(
    ("old", "new", "what", "remedy"),
    [
        ('"noord"', '"oost"', "'school.0.region'", "'noord', 'midden' of 'zuid'"),
        ('"kgc-2021"', '"kgc-2012"', "'school.0.protocol' (1e [[school]]) is 'kgc-2012', dat er niet is", "kgc-2021"),
        ('"kgc"', '""', "'school.0.id'", "kleine letters"),
        ('"kgc"', '"' + 61 * "k" + '"', "'school.0.id'", "korter"),
        ('"School"', '""', "'school.0.name'", "Vul een tekst in"),
        ('"School"', '"' + 201 * "k" + '"', "'school.0.name'", "korter"),
        ('name = "School"\n', "", "'school.0.name' (1e [[school]]) ontbreekt", "Voeg deze sleutel toe"),
        ('name = "School"', 'naam = "School"', "'school.0.naam' (1e [[school]]) is geen bekende", "Bedoelt u 'name'"),
        ("[[school]]", "[school]", "'school' is", "een lijst"),
        (SCHOOL, "", "'school' ontbreekt", "Voeg deze sleutel toe"),
        (SCHOOL, "school = []", "'school' is leeg", "ten minste een"),
        (SCHOOL, "[[school]", "regel 1 is vanaf teken 9 niet te lezen", "README"),
        (SCHOOL, 'naam = "', "geen geldige TOML", "README"),
    ],
)
def test_what_every_school_needs(tmp_path: Path, old: str, new: str, what: str, remedy: str) -> None:
    said = fault(tmp_path, SCHOOL.replace(old, new))
    assert what in said[0]
    assert remedy in said[1]


@pytest.mark.parametrize("line", ["[[school.free_day]]\ndate = {}", "[[school.holiday]]\nstart = {}\nend = {}"])
def test_the_first_and_the_last_year_that_can_be_meant(tmp_path: Path, line: str) -> None:
    for day in (FIRST_DATE, LAST_DATE):
        loaded(tmp_path, SCHOOL + line.format(day, day))
    for day in (date(1999, 12, 31), date(2100, 1, 1)):
        assert f"is {day}, buiten 2000-2099" in fault(tmp_path, SCHOOL + line.format(day, day))[0]


def test_a_single_day_is_a_holiday_and_a_test_week(tmp_path: Path) -> None:
    one = "start = 2026-10-10\nend = 2026-10-10\n"
    school = loaded(tmp_path, SCHOOL + f"[[school.holiday]]\n{one}[[school.test_week]]\n{one}")
    assert (len(school.holiday), len(school.test_week)) == (1, 1)


def test_what_is_new_is_read_and_has_a_default(tmp_path: Path) -> None:
    school = loaded(tmp_path, SCHOOL)
    assert (school.norm_crosses_summer, school.default_term_days, school.lesson) == (True, None, ())
    text = SCHOOL + "norm_crosses_summer = false\ndefault_term_days = 3\n[retention]\nlog_years = 2\n"
    more = "[[school.lesson]]\nhour = 2\nstart = 09:15\nend = 10:00\n[[school.lesson]]\nhour = 1\nstart = 08:30:00\nend = 09:15\n"
    school = loaded(tmp_path, text.replace("[retention]", f"{more}[retention]"))
    assert (school.norm_crosses_summer, school.default_term_days) == (False, 3)
    assert [(each.hour, each.start, each.end) for each in school.lesson] == [
        (2, time(9, 15), time(10)),
        (1, time(8, 30), time(9, 15)),
    ]
    assert school.lesson_times() == ((2, 555, 600), (1, 510, 555))


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_a_byte_order_mark_is_no_fault(tmp_path: Path, ends: str) -> None:
    text = "\ufeffdemo = true\n" + SCHOOL
    assert loaded(tmp_path, text.replace("\n", ends).encode()).id == "kgc"
    assert is_demo(tmp_path / "school.toml")


def test_what_is_no_text_or_no_file_is_told_so(tmp_path: Path) -> None:
    assert "is geen UTF-8" in fault(tmp_path, SCHOOL.replace("School", "Sch\u00f6ol").encode("cp1252"))[0]
    (tmp_path / "school.toml").unlink()
    (tmp_path / "school.toml").mkdir()
    with pytest.raises(WorkspaceError, match="is geen bestand"):
        load_schools(tmp_path / "school.toml")


REFERENCE = '[[school.reference]]\nyear = "{}"\narea = "{}"\nreported_per_100 = {}\nsource = "DUO"\n'


@pytest.mark.parametrize("figure", ["0.001", "3.1", "99.9", "100"])
def test_a_figure_of_duo_is_more_than_nothing_and_not_more_than_all(tmp_path: Path, figure: str) -> None:
    school = loaded(tmp_path, SCHOOL + REFERENCE.format("2024-2025", "land", figure))
    assert [(each.year, each.reported_per_100) for each in school.reference] == [("2024-2025", float(figure))]


@pytest.mark.parametrize(
    ("year", "area", "figure", "said", "remedy"),
    [
        ("2024-2025", "land", "0", "reported_per_100", "Grens: 0"),
        ("2024-2025", "land", "100.1", "reported_per_100", "Grens: 100"),
        ("2024-2025", "land", '"3,1"', "reported_per_100", "een getal zonder aanhalingstekens"),
        ("2024-2025", "stad", "3.1", "area", "regio"),
        ("2024-2026", "land", "3.1", "'2024-2026', geen schooljaar", "2024-2025"),
        ("2024", "land", "3.1", "'2024', geen schooljaar", "2024-2025"),
        ("jaar", "land", "3.1", "'jaar', geen schooljaar", "2024-2025"),
    ],
)
def test_another_figure_of_duo_is_refused_by_its_place(
    tmp_path: Path, year: str, area: str, figure: str, said: str, remedy: str
) -> None:
    what, todo = fault(tmp_path, SCHOOL + REFERENCE.format(year, area, figure))
    assert said in what
    assert "school.toml" in what
    assert remedy in todo


def test_one_figure_of_duo_for_a_year_and_area(tmp_path: Path) -> None:
    both = REFERENCE.format("2024-2025", "land", "3.1") + REFERENCE.format("2024-2025", "regio", "3.2")
    assert len(loaded(tmp_path, SCHOOL + both).reference) == 2
    what, _ = fault(tmp_path, SCHOOL + both + REFERENCE.format("2024-2025", "land", "3.3"))
    assert "'2024-2025 land' komt tweemaal voor" in what
