"""`school.toml`: what it may say, and what a wrong one is told."""

from datetime import date
from pathlib import Path

import pytest

from pipelines.errors import WorkspaceError
from pipelines.models.reference import klas_number
from pipelines.settings.settings import School, is_demo, load_schools

SCHOOL = '[[school]]\nid = "kgc"\nname = "School"\nregion = "noord"\nprotocol = "kgc-2021"\n'


def loaded(folder: Path, text: str) -> tuple[School, ...]:
    """The schools of a file with that text."""
    path = folder / "school.toml"
    path.write_text(text, encoding="utf-8")
    return load_schools(path)


def test_the_example_of_the_readme(tmp_path: Path, root: Path) -> None:
    readme = (root / "README.md").read_text(encoding="utf-8")
    example = next(part.split("```")[0] for part in readme.split("```toml\n")[1:] if "[[school]]" in part)
    [school] = loaded(tmp_path, example)
    assert (school.id, school.afdeling_of("H4b"), school.afdeling_of("V4b")) == ("kgc", "havo-bovenbouw", "overig")
    assert school.code[0].category == "les_incident"


def test_four_keys_are_enough(tmp_path: Path) -> None:
    [school] = loaded(tmp_path, SCHOOL)
    assert (school.lesson_minutes, school.lessons_per_week, school.hour_unit) == (None, None, "lesuur")
    assert not is_demo(tmp_path / "school.toml")


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("", "school"),
        (SCHOOL.replace('"noord"', '"oost"'), "school.0.region"),
        (SCHOOL.replace('"kgc"', '"K G C"'), "school.0.id"),
        (SCHOOL.replace('name = "School"\n', ""), "school.0.name"),
        (SCHOOL + "lesson_minutes = 500\n", "school.0.lesson_minutes"),
        (SCHOOL + "lessen = 30\n", "school.0.lessen"),
        (SCHOOL + '[[school.code]]\ncode = "X"\n', "school.0.code.0.category"),
        (SCHOOL + '[[school.holiday]]\nstart = "morgen"\nend = 2026-10-01\n', "school.0.holiday.0.start"),
    ],
)
def test_a_wrong_key_is_named(tmp_path: Path, text: str, key: str) -> None:
    with pytest.raises(WorkspaceError) as error:
        loaded(tmp_path, text)
    assert f"'{key}'" in error.value.what
    assert "school.toml" in error.value.what
    assert error.value.remedy


def test_other_wrong_files(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match="geen geldige TOML"):
        loaded(tmp_path, "[[school]\n")
    with pytest.raises(WorkspaceError, match="tweemaal"):
        loaded(tmp_path, SCHOOL + SCHOOL)
    with pytest.raises(WorkspaceError, match="bestaat niet"):
        load_schools(tmp_path / "elders.toml")


def test_holidays_at_the_top_hold_for_every_school(tmp_path: Path) -> None:
    top = '[[holiday]]\nname = "herfst"\nstart = 2026-10-03\nend = 2026-10-11\n[[free_day]]\ndate = 2026-11-12\n'
    one, two = loaded(tmp_path, SCHOOL + SCHOOL.replace("kgc", "mlg", 1) + top)
    for school in (one, two):
        days = school.calendar(date(2026, 9, 1), date(2026, 9, 1))
        taught = dict(days.select("date", "is_school_day").iter_rows())
        found = [taught[date(2026, 10, 5)], taught[date(2026, 10, 12)], taught[date(2026, 11, 12)]]
        assert found == [False, True, False]


def test_a_school_with_only_own_holidays_is_named_when_its_summer_is_missing(tmp_path: Path) -> None:
    autumn = '[[school.holiday]]\nname = "herfst"\nstart = 2026-10-17\nend = 2026-10-25\n'
    [school] = loaded(tmp_path, f"{SCHOOL}only_own_holidays = true\n{autumn}")
    with pytest.raises(WorkspaceError, match=r"School 'kgc': .*schooljaar 2026-2027.*zomervakantie van 2026"):
        school.calendar(date(2026, 9, 1), date(2026, 9, 1))


def test_the_first_pattern_that_fits_gives_the_afdeling() -> None:
    afdelingen = [
        {"id": "havo", "name": "Havo", "classes": ["H*"]},
        {"id": "top", "name": "Top", "classes": ["H5*", "V?a"]},
    ]
    school = School.model_validate(
        {"id": "s", "name": "S", "region": "zuid", "protocol": "x", "afdeling": tuple(afdelingen)}
    )
    found = {klas: school.afdeling_of(klas) for klas in ("H5a", "h5a", "V6a", "V6b", None)}
    assert found == {"H5a": "havo", "h5a": "overig", "V6a": "top", "V6b": "overig", None: "overig"}


@pytest.mark.parametrize(("klas", "number"), [("H4b", 4), ("10a", 10), ("3", 3), ("brug", None)])
def test_the_number_in_a_klas(klas: str, number: int | None) -> None:
    assert klas_number(klas) == number
