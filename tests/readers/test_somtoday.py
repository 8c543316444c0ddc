"""Somtoday: both routes give the same hours; spans over days; what has no melding, no hour, or no pupil."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import polars as pl
import pytest

from pipelines.errors import InputError
from pipelines.readers.somtoday_waarnemingen import WITHOUT_MELDING

Read = Callable[..., Any]

# The samples' code of the truth -> the afkorting in Somtoday; B and H are no absence there.
CODES = {"A": "ao", "L": "tl", "ZK": "zk", "U": "uv", "D": "do", "LG": "tg", "ON": "on"}
HOURS_A_DAY = 8
PUPIL = {"leerlingnummer": 101001, "roepnaam": "Zoë", "voorvoegsel": "van der", "achternaam": "Meer", "UUID": "u-1"}
REASON = {"absentieSoort": "Absent", "afkorting": "ao", "omschrijving": "Ongeoorloofd", "geoorloofd": False}
MELDING = {
    "links": [{"id": 7, "rel": "self"}],
    "leerling": PUPIL,
    "absentieReden": REASON,
    "beginDatumTijd": "2026-09-07T08:15:00.000+02:00",
    "eindDatumTijd": "2026-09-07T09:45:00.000+02:00",
    "beginLesuur": 1,
    "eindLesuur": 2,
}
SEEN = {
    **{key: MELDING[key] for key in ("leerling", "beginDatumTijd", "eindDatumTijd")},
    "links": [{"id": 9, "rel": "self"}],
    "beginLesuur": 1,
    "eindLesuur": 1,
    "waarnemingSoort": "Afwezig",
}
NO_HOURS = {"beginLesuur": None, "eindLesuur": None}
Hours = tuple[date, int | None, int | None]


def moment(day: int, clock: str) -> str:
    return f"2026-09-{day:02}T{clock}:00.000+02:00"


def span(begin: str, end: str, **hours: int | None) -> dict[str, Any]:
    return {**MELDING, **NO_HOURS, "beginDatumTijd": begin, "eindDatumTijd": end, **hours}


def on(day: int, first: int | None = None, last: int | None = None) -> Hours:
    return date(2026, 9, day), first, last


@pytest.fixture
def items(read_bytes: Read) -> Read:
    """Reads items as one answer."""
    return lambda *items: read_bytes(json.dumps({"items": items}), "somtoday.json")


def hours(result: Any) -> list[Hours]:
    rows: list[Hours] = result.registrations.select("date", "hour_from", "hour_to").rows()
    return rows


def expanded(result: Any) -> pl.DataFrame:
    """A row per lesson hour, as the pipeline makes them: a whole day holds the hours of the lesson table."""
    first, last = pl.col("hour_from").fill_null(1), pl.col("hour_to").fill_null(HOURS_A_DAY)
    rows = result.registrations.with_columns(pl.int_ranges(first, last + 1).alias("hour")).explode("hour")
    frame: pl.DataFrame = rows.select("student_id", "date", "hour", "code").sort(pl.all())
    return frame


@pytest.mark.parametrize("name", ["somtoday_absentiemeldingen.json", "somtoday_waarnemingen.json"])
def test_both_routes_give_the_hours_of_the_truth(read_sample: Read, truth: pl.DataFrame, name: str) -> None:
    known = truth.filter(pl.col("code").is_in(list(CODES)))
    expected = known.select("student_id", "date", hour="hour_from", code=pl.col("code").replace_strict(CODES))
    result = read_sample(name)
    assert expanded(result).equals(expected.sort(pl.all()))
    assert result.whole_school
    assert result.refused.is_empty()


def test_the_sick_week_is_a_row_per_day_with_ids_of_its_own(read_sample: Read) -> None:
    sick = read_sample("somtoday_absentiemeldingen.json").registrations.filter(pl.col("code") == "zk")
    assert [(d, f, t) for d, f, t in sick.select("date", "hour_from", "hour_to").rows()] == [
        on(day) for day in range(14, 19)
    ]
    assert sick["source_id"].n_unique() == 5
    assert sick["source_id"][0] == "somtoday-melding:4035@2026-09-14"


def test_flags_kinds_pupils_and_reasons_are_kept(read_sample: Read) -> None:
    for name, id_ in (("absentiemeldingen", "somtoday-melding:4000"), ("waarnemingen", "somtoday-waarneming:3000")):
        result = read_sample(f"somtoday_{name}.json")
        row = result.registrations.row(0, named=True)
        assert (row["source_id"], row["kind"], row["authorised"]) == (id_, "absent", False)
        kinds = dict(result.registrations.select("code", "kind").unique().rows())
        assert (kinds["tl"], kinds["uv"], kinds["zk"]) == ("te_laat", "uitgestuurd", "absent")
        assert result.pupils.row(0)[:5] == (
            *("101001", "00000000-0000-4000-8000-000000101001", "Zoë", "van der", "Meijden"),
        )
        assert result.codes.filter(pl.col("code") == "tg").select("description", "kind", "authorised").row(0) == (
            *("Te laat geoorloofd", "te_laat", True),
        )


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        (MELDING, [on(7, 1, 2)]),
        (span(moment(7, "00:00"), moment(7, "23:59")), [on(7)]),
        (span(moment(7, "00:00"), moment(8, "00:00")), [on(7)]),
        (span("2026-09-07T00:00:00", "2026-09-08T00:00:00"), [on(7)]),
        (span("2026-09-06T22:00:00Z", "2026-09-07T21:59:00Z"), [on(7)]),
        (span(moment(7, "00:00"), moment(9, "00:00")), [on(7), on(8)]),
        (span(moment(7, "08:15"), moment(9, "09:45"), beginLesuur=1, eindLesuur=2), [on(7), on(8), on(9, 1, 2)]),
    ],
)
def test_a_melding_is_spread_over_its_days(items: Read, item: dict[str, Any], expected: list[Hours]) -> None:
    result = items(item)
    assert hours(result) == expected
    assert result.warnings == ()


def test_going_home_ill_runs_to_the_last_hour_of_the_file_and_says_so(items: Read) -> None:
    result = items(span(moment(8, "10:50"), moment(9, "23:59"), beginLesuur=4), {**MELDING, "eindLesuur": 7})
    assert hours(result) == [on(8, 4, 7), on(9), on(7, 1, 7)]
    assert "Bij 1 registraties (de eerste in rij 1)" in result.warnings[0]
    assert "lesuur 7" in result.warnings[0]


def test_times_without_hours_get_the_hours_that_the_file_shows_for_them(items: Read) -> None:
    result = items(MELDING, span(moment(8, "08:15"), moment(8, "09:45")), span(moment(9, "00:00"), moment(9, "09:45")))
    assert hours(result) == [on(7, 1, 2), on(8, 1, 2), on(9, 1, 2)]


def test_times_without_hours_are_refused_when_nothing_tells_the_hour(items: Read) -> None:
    result = items(MELDING, span(moment(8, "10:30"), moment(8, "12:00")))
    assert hours(result) == [on(7, 1, 2)]
    assert result.refused.select("row", "column").row(0) == (2, "beginDatumTijd")
    assert "geen lesuur" in result.refused["reason"][0]


def test_times_without_hours_get_the_hours_that_the_school_tells(read_bytes: Read) -> None:
    told = ((1, 495, 540), (2, 540, 585), (4, 630, 675), (5, 675, 720))
    unknown = span(moment(8, "10:30"), moment(8, "12:00"))
    result = read_bytes(json.dumps({"items": [MELDING, unknown]}), "export.json", lesson_times=told)
    assert hours(result) == [on(7, 1, 2), on(8, 4, 5)]
    # What the school says of its own hours goes before what a file shows.
    other = {**MELDING, "beginLesuur": 2, "eindLesuur": 3}
    shown = span(moment(8, "08:15"), moment(8, "09:45"))
    result = read_bytes(json.dumps({"items": [other, shown]}), "export.json", lesson_times=told)
    assert hours(result) == [on(7, 2, 3), on(8, 1, 2)]


def test_one_time_with_two_hours_in_the_file_tells_nothing(items: Read) -> None:
    short_day = {**MELDING, "beginLesuur": 2, "eindLesuur": 3}
    assert items(MELDING, short_day, span(moment(8, "08:15"), moment(8, "09:45"))).refused["row"].to_list() == [3]


@pytest.mark.parametrize(
    ("change", "column", "word"),
    [
        ({"beginLesuur": -1}, "beginLesuur", "lesuur"),
        ({"beginLesuur": 3}, "eindLesuur", "voor het eerste"),
        ({"beginLesuur": None}, "eindLesuur", "eerste lesuur"),
        ({"beginDatumTijd": None}, "beginDatumTijd", "geen datum"),
        ({"beginDatumTijd": "gisteren"}, "beginDatumTijd", "datum"),
        ({"eindDatumTijd": moment(1, "09:45")}, "eindDatumTijd", "voor de begindatum"),
        ({"eindDatumTijd": "2028-09-01T09:45:00Z"}, "eindDatumTijd", "langer dan een jaar"),
        ({"leerling": {}}, "leerlingnummer", "leerlingnummer"),
        ({"leerling": 3}, "leerlingnummer", "leerlingnummer"),
        ({"absentieReden": None}, "afkorting", "absentiecode"),
    ],
)
def test_a_bad_melding_is_refused(items: Read, change: dict[str, Any], column: str, word: str) -> None:
    result = items(MELDING, {**MELDING, **change}, MELDING)
    assert result.registrations.height == 2
    assert result.refused.select("row", "column").rows() == [(2, column)]
    assert word in result.refused["reason"][0]


@pytest.mark.parametrize(
    ("change", "codes", "dropped", "refused"),
    [
        ({}, [WITHOUT_MELDING], 0, 0),
        ({"absentieMelding": MELDING}, ["ao"], 0, 0),
        ({"waarnemingSoort": "Aanwezig"}, [], 1, 0),
        ({"waarnemingSoort": "Aanwezig", "absentieMelding": MELDING}, ["ao"], 0, 0),
        ({"waarnemingSoort": "Onduidelijk"}, [], 0, 1),
        ({"waarnemingSoort": None}, [], 0, 1),
    ],
)
def test_what_a_waarneming_becomes(
    items: Read, change: dict[str, Any], codes: list[str], dropped: int, refused: int
) -> None:
    result = items({**SEEN, **change})
    assert result.registrations["code"].to_list() == codes
    assert (result.dropped_present, result.refused.height) == (dropped, refused)


def test_absence_without_a_melding_is_not_judged_and_said_aloud(items: Read) -> None:
    result = items(SEEN)
    row = result.registrations.row(0, named=True)
    assert (row["kind"], row["authorised"], row["source_id"]) == ("absent", None, "somtoday-waarneming:9")
    assert WITHOUT_MELDING in result.warnings[0]


def test_the_overview_of_one_pupil_gives_all_its_hours(read_sample: Read, truth: pl.DataFrame, slots: Read) -> None:
    own_words = {"B": "(materiaal niet in orde)", "H": "(huiswerk niet gemaakt)"}
    expected = truth.filter(pl.col("student_id") == "101008").with_columns(pl.col("code").replace(own_words))
    result = read_sample("somtoday_registratieoverzicht_101008.json")
    assert slots(result).equals(expected.sort(expected.columns))
    assert (result.rows_read, result.refused.height, result.whole_school) == (7, 0, False)
    facts = {row["code"]: row for row in result.registrations.iter_rows(named=True)}
    assert (facts["ON"]["kind"], facts["ON"]["authorised"]) == ("absent", None)
    assert (facts["L"]["kind"], facts["U"]["kind"], facts["D"]["authorised"]) == ("te_laat", "uitgestuurd", True)
    assert (facts[own_words["B"]]["kind"], facts[own_words["H"]]["subject"]) == ("materiaal", "ne")


def test_an_overview_without_a_pupil_in_its_name_is_refused(read_bytes: Read) -> None:
    with pytest.raises(InputError, match="leerling"):
        read_bytes('{"teLaat": [], "verwijderd": []}', "overzicht.json")
    assert read_bytes('{"teLaat": [], "verwijderd": []}', "overzicht_101001.json").registrations.is_empty()


def test_an_overview_item_without_a_known_hour_is_refused(read_bytes: Read) -> None:
    late = {"begin": moment(7, "08:15"), "eind": moment(7, "09:00"), "registratieSoort": "L", "registratieId": 1}
    result = read_bytes(json.dumps({"teLaat": [late, 3], "verwijderd": []}), "overzicht_101001.json")
    assert result.refused["row"].to_list() == [1, 2]
    known = {"beginDatumTijd": late["begin"], "eindDatumTijd": late["eind"], "beginLesuur": 1}
    document = {"teLaat": [late, late], "huiswerkNietGemaakt": [known]}
    result = read_bytes(json.dumps(document), "overzicht_101001.json")
    assert hours(result) == [on(7, 1, 1)] * 3
    assert result.registrations["source_id"].null_count() == 3  # a number that occurs twice is no id
