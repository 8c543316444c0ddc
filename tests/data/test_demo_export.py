"""The form of the demo school: same bytes for a seed, everything mapped, read by the normal readers."""

import hashlib
from collections import Counter
from itertools import pairwise
from pathlib import Path

import numpy as np

from data.klassen import KLASSEN
from data.names import draw_names
from data.school import make_school
from data.timetable import HOURS, NO_LESSON, make_timetable
from pipelines.readers import read_file
from pipelines.settings.settings import load_schools
from protocols.load import load_categories
from tests.data.conftest import Demo
from tests.data.counts import Hour, day_of


def _digests(paths: tuple[Path, ...]) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


def test_same_seed_gives_same_bytes(demo: Demo, tmp_path: Path) -> None:
    again = make_school(tmp_path)
    assert _digests(again.files) == _digests(demo.files.files)
    assert again.school_toml == demo.files.school_toml
    assert again.cases == demo.files.cases


def test_other_seed_gives_other_school_and_progress_is_told(demo: Demo, tmp_path: Path) -> None:
    seen: list[tuple[int, int, str]] = []
    made = make_school(tmp_path, seed=1, progress=lambda done, total, step: seen.append((done, total, step)))
    other = _digests(made.files)
    same = {name for name, digest in _digests(demo.files.files).items() if other[name] == digest}
    assert same == {"Absentieredenen.csv"}
    assert [done for done, _, _ in seen] == list(range(7))
    assert {total for _, total, _ in seen} == {6}
    assert all(step for _, _, step in seen)


def test_files_in_the_order_of_import(demo: Demo) -> None:
    assert [path.name for path in demo.files.files] == [
        "Absentieredenen.csv",
        "Leerlingen.csv",
        "Verantwoordingen_2024-2025.csv",
        "Verantwoordingen_2025-2026.csv",
        "Verantwoordingen_2026-2027.csv",
        "Terugkomers.csv",
        "Zermelo_2026-2027.json",
    ]


def test_normal_readers_read_all_of_it(demo: Demo) -> None:
    results = [read_file(path) for path in demo.files.files]
    assert [result.kind for result in results] == [
        "magister-absentieredenen",
        "magister-leerlingexport",
        *["magister-verantwoordingen"] * 3,
        "magister-terugkomers",
        "zermelo-afspraken",
    ]
    assert [(result.refused.height, result.warnings) for result in results] == [(0, ())] * 7
    frames = [result.registrations for result in results if result.registrations is not None]
    assert sum(frame.height for frame in frames) == len(demo.registrations)


def test_every_code_has_a_category(demo: Demo, tmp_path: Path) -> None:
    path = tmp_path / "school.toml"
    path.write_text(demo.files.school_toml, encoding="utf-8")
    (school,) = load_schools(path)
    mapped = {choice.code: choice.category for choice in school.code}
    listed = {row["absentiereden_code"] for row in demo.codes}
    assert {hour.code for hour in demo.export.hours} == listed == set(mapped)
    known = {row["category"]: row["authorised"] for row in load_categories().iter_rows(named=True)}
    for row in demo.codes:
        assert row["verantwoordingstype_omschrijving"]
        expected = known[mapped[row["absentiereden_code"]]]
        if expected is not None:
            assert row["geoorloofd"] == str(expected), row["absentiereden_code"]


def test_every_klas_has_an_afdeling(demo: Demo, tmp_path: Path) -> None:
    path = tmp_path / "school.toml"
    path.write_text(demo.files.school_toml, encoding="utf-8")
    (school,) = load_schools(path)
    afdelingen = Counter(school.afdeling_of(row["CLASS"]) for row in demo.export.placements)
    assert set(afdelingen) == {afdeling.id for afdeling in school.afdeling}
    assert len(afdelingen) == 6


def test_nothing_private_is_written(demo: Demo) -> None:
    assert {(row["GENDER"], row["PMENTORNAME"]) for row in demo.export.placements} == {("", "")}
    assert {row["opmerking"] for row in demo.registrations} == {""}


def test_registrations_lie_on_school_days_and_inside_a_stay(demo: Demo) -> None:
    days = set(demo.export.days)
    stays: dict[str, list[Hour]] = {}
    for hour in demo.export.hours:
        assert hour.day in days
        assert 1 <= hour.hour <= HOURS
        stays.setdefault(hour.pupil, []).append(hour)
    for pupil, listed in stays.items():
        spans = [
            (day_of(row["studiebegindatum"]), row["studieeinddatum"] and day_of(row["studieeinddatum"]))
            for row in demo.export.placements
            if row["STAMNR"] == pupil
        ]
        for hour in listed:
            assert any(begin <= hour.day and (not end or hour.day <= end) for begin, end in spans)


def test_ids_run_with_time(demo: Demo) -> None:
    ids = [int(row["verantwoording_id"]) for row in demo.registrations]
    assert ids == list(range(ids[0], ids[0] + len(ids)))
    days = [hour.day for hour in demo.export.hours]
    assert all(first <= second for first, second in pairwise(days))
    assert all(day_of(row["genoteerd_op"]) >= day_of(row["moment"]) for row in demo.registrations)
    assert max(day_of(row["genoteerd_op"]) for row in demo.registrations) <= demo.export.days[-1]


def test_timetable_holds_the_lesson_table(demo: Demo) -> None:
    table = make_timetable(np.random.default_rng(1))
    for klas, week in zip(KLASSEN, table, strict=True):
        assert (week != NO_LESSON).sum() == demo.export.lessons_per_week[klas.leerjaar]
        assert ((week != NO_LESSON).sum(axis=1) >= 6).all()


def test_names_fit_the_encoding() -> None:
    for name in draw_names(np.random.default_rng(3), 5_000):
        "".join((name.roepnaam, name.tussenvoegsel, name.achternaam)).encode("cp1252")
        assert name.roepnaam
        assert name.achternaam
