"""Every number of the protocols at n-1, n and n+1, through the real import and build."""

from datetime import date
from pathlib import Path

import pytest

from pipelines.models.snapshot import Snapshot
from pipelines.questions.stages import stages
from pipelines.viewer import NOBODY
from tests.pipelines.histories import SCOPE, YEAR, Registration, School, make_snapshot, rows_of, settings, spread

# protocol | ladder | stage | n | stage at n-1 | how the pupil gets to n
BOUNDARIES = """
leerlingenbureau-2020 | ongeoorloofd | oa-1   | 1   | -      | laat
leerlingenbureau-2020 | ongeoorloofd | oa-5   | 5   | oa-1   | laat
leerlingenbureau-2020 | ongeoorloofd | oa-10  | 10  | oa-5   | laat
leerlingenbureau-2020 | ongeoorloofd | oa-16  | 16  | oa-10  | laat
leerlingenbureau-2020 | ongeoorloofd | oa-21  | 21  | oa-16  | laat
leerlingenbureau-2020 | uitgestuurd  | ul-1   | 1   | -      | uit
leerlingenbureau-2020 | uitgestuurd  | ul-4   | 4   | ul-1   | uit
leerlingenbureau-2020 | uitgestuurd  | ul-8   | 8   | ul-4   | uit
leerlingenbureau-2020 | uitgestuurd  | ul-12  | 12  | ul-8   | uit
leerlingenbureau-2020 | ziek         | zk-3d  | 3   | -      | ziek aaneen
leerlingenbureau-2020 | ziek         | zk-40  | 40  | zk-3d  | ziek hele dagen
leerlingenbureau-2020 | ziek         | zk-40  | 6   | -      | ziek losse dagen
leerlingenbureau-2020 | ziek         | zk-80  | 80  | zk-40  | ziek hele dagen
leerlingenbureau-2020 | ziek         | zk-80  | 12  | zk-40  | ziek losse dagen
leerlingenbureau-2020 | ziek         | zk-120 | 120 | zk-80  | ziek hele dagen
leerlingenbureau-2020 | ziek         | zk-120 | 18  | zk-80  | ziek losse dagen
leerlingenbureau-2020 | ziek         | zk-160 | 160 | zk-120 | ziek hele dagen
leerlingenbureau-2020 | ziek         | zk-160 | 24  | zk-120 | ziek losse dagen
leerlingenbureau-2020 | ziek         | zk-200 | 201 | zk-160 | ziek hele dagen
leerlingenbureau-2020 | ziek         | zk-200 | 28  | zk-160 | ziek losse dagen
mlg-2020              | te-laat      | tl-3   | 3   | -      | laat
mlg-2020              | te-laat      | tl-6   | 6   | tl-3   | laat
mlg-2020              | te-laat      | tl-9   | 9   | tl-6   | laat
mlg-2020              | te-laat      | tl-10  | 10  | tl-9   | laat
mlg-2020              | ziek         | zk-3d  | 3   | -      | ziek aaneen
mlg-2020              | ziek         | zk-5d  | 5   | zk-3d  | ziek aaneen
mlg-2020              | ziek         | zk-5d  | 3   | -      | ziek losse dagen
mlg-2020              | ziek         | zk-80u | 81  | zk-5d  | ziek hele dagen
mlg-2020              | spijbelen    | sp-1   | 1   | -      | weg
mlg-2020              | spijbelen    | sp-5   | 5   | sp-1   | weg
mlg-2020              | spijbelen    | sp-6   | 6   | sp-5   | weg
mlg-2020              | spijbelen    | sp-7   | 7   | sp-6   | weg
mlg-2020              | spijbelen    | sp-7   | 3   | sp-1   | weg aaneen
mlg-2020              | uitgestuurd  | us-3   | 3   | -      | uit
mlg-2020              | uitgestuurd  | us-6   | 6   | us-3   | uit
mlg-2020              | uitgestuurd  | us-7   | 7   | us-6   | uit
maastricht-2019       | ziek         | zk-3d  | 3   | -      | ziek aaneen
maastricht-2019       | ziek         | zk-5d  | 5   | zk-3d  | ziek aaneen
maastricht-2019       | ziek         | zk-5d  | 3   | -      | ziek losse dagen
maastricht-2019       | ziek         | zk-15d | 16  | zk-5d  | ziek aaneen
maastricht-2019       | ziek         | zk-15d | 5   | zk-5d  | ziek losse dagen
maastricht-2019       | verzuim      | vz-1   | 1   | -      | onbekend
maastricht-2019       | verzuim      | vz-2   | 2   | vz-1   | weg
maastricht-2019       | verzuim      | vz-8   | 8   | vz-2   | onbekend
maastricht-2019       | te-laat      | tl-1   | 1   | -      | laat
maastricht-2019       | te-laat      | tl-3   | 3   | tl-1   | laat
maastricht-2019       | te-laat      | tl-4   | 4   | tl-3   | laat
maastricht-2019       | uitgestuurd  | lv-1   | 1   | -      | uit
maastricht-2019       | uitgestuurd  | lv-3   | 3   | lv-1   | uit
maastricht-2019       | uitgestuurd  | lv-4   | 4   | lv-3   | uit
maastricht-2019       | leerplicht   | duo    | 16  | -      | onbekend hele dagen
maastricht-2019       | leerplicht   | duo    | 6   | -      | laat
maastricht-2019       | leerplicht   | duo    | 1   | -      | luxeverzuim
kgc-2021              | te-laat      | tl-3   | 3   | -      | laat
kgc-2021              | te-laat      | tl-5   | 5   | tl-3   | laat
kgc-2021              | te-laat      | tl-10  | 10  | tl-5   | laat
kgc-2021              | ongeoorloofd | oa-1   | 1   | -      | weg
kgc-2021              | ongeoorloofd | oa-3   | 3   | oa-1   | onbekend
kgc-2021              | ongeoorloofd | oa-16  | 16  | oa-3   | weg hele dagen
kgc-2021              | ziek         | zk-5d  | 5   | -      | ziek aaneen
kgc-2021              | ziek         | zk-10d | 11  | zk-5d  | ziek aaneen
kgc-2021              | ziek         | zk-3x  | 3   | -      | ziek losse dagen
kgc-2021              | ziek         | zk-4x  | 4   | zk-3x  | ziek losse dagen
kgc-2021              | luxe         | lx-1   | 1   | -      | luxeverzuim
kgc-2021              | leerplicht   | duo    | 16  | -      | weg hele dagen
kgc-2021              | leerplicht   | duo    | 10  | -      | laat
kgc-2021              | leerplicht   | duo    | 1   | -      | luxeverzuim
cgu-2024              | te-laat      | tl-1   | 1   | -      | laat
cgu-2024              | ongeoorloofd | ao-1   | 1   | -      | weg
cgu-2024              | uitgestuurd  | us-1   | 1   | -      | uit
cgu-2024              | ziek         | zk-frequent | 7 | -   | ziek aaneen
cgu-2024              | ziek         | zk-frequent | 4 | -   | ziek losse dagen
cgu-2024              | leerplicht   | duo    | 16  | -      | weg hele dagen
nl-leerplicht         | leerplicht   | nadert | 10  | -      | weg hele dagen
nl-leerplicht         | leerplicht   | melding | 16 | nadert | weg hele dagen
nl-leerplicht         | luxe         | luxe   | 1   | -      | luxeverzuim
nl-mazl               | ziek         | mazl   | 7   | -      | ziek aaneen
nl-mazl               | ziek         | mazl   | 4   | -      | ziek losse dagen
"""
CASES = [tuple(part.strip() for part in line.split("|")) for line in BOUNDARIES.strip().splitlines()]
ON = YEAR[75]
SCHOOL = School(until=date(2027, 1, 5))


def history(student: str, how: str, amount: int) -> list[Registration]:
    """`amount` registrations the way the words say; not on the first day after the holiday, which is luxe at kgc."""
    code, _, manner = how.partition(" ")
    if manner == "hele dagen":
        return spread(student, code, amount, start=1, hours=8)
    return spread(student, code, amount, start=1, step=1 if manner == "aaneen" or code in ("laat", "uit") else 2)


def pupil(how: str, amount: int) -> str:
    """The number of the pupil who got that far that way."""
    return f"{how.replace(' ', '-')}-{amount}"


def all_histories() -> list[Registration]:
    """The pupils of all boundaries, one below, on and one above each."""
    rows: list[Registration] = []
    for _, _, _, n, _, how in CASES:
        for amount in {int(n) - 1, int(n), int(n) + 1}:
            rows += history(pupil(how, amount), how, amount)
    return list({(r.student, r.date, r.hour): r for r in rows}.values())


HISTORIES = all_histories()
EVERYBODY = SCHOOL.case(HISTORIES)


@pytest.fixture(scope="module")
def reached() -> dict[tuple[str, str, str], tuple[str, date]]:
    """Stage and date per pupil, protocol and ladder, on the day of the pupil's last registration."""
    last = {r.student: r.date for r in sorted(HISTORIES, key=lambda r: r.date)}
    return {
        (row["student_id"], row["protocol"], row["ladder"]): (row["stage"], row["reached_on"])
        for day in set(last.values())
        for row in EVERYBODY.ask(stages, SCOPE, day, every_protocol=True).iter_rows(named=True)
        if last[row["student_id"]] == day
    }


@pytest.mark.parametrize(("protocol", "ladder", "stage", "n", "below", "how"), CASES)
def test_boundary(
    reached: dict[tuple[str, str, str], tuple[str, date]],
    protocol: str,
    ladder: str,
    stage: str,
    n: str,
    below: str,
    how: str,
) -> None:
    number = int(n)
    before = reached.get((pupil(how, number - 1), protocol, ladder))
    assert (before[0] if before else "-") == below
    assert reached[pupil(how, number), protocol, ladder] == (stage, history("x", how, number)[-1].date)
    after = reached[pupil(how, number + 1), protocol, ladder]
    if after[0] == stage:
        assert after[1] == history("x", how, number)[-1].date


COMBINED = SCHOOL.case(
    [
        *spread("alleen", "uit", 9),
        *spread("met-8-laat", "uit", 9),
        *spread("met-8-laat", "laat", 8, start=10),
        *spread("met-9-laat", "uit", 9),
        *spread("met-9-laat", "laat", 9, start=10),
        *spread("met-4-uur", "uit", 9),
        *spread("met-4-uur", "weg", 4, start=10, step=2),
        *spread("met-5-uur", "uit", 9),
        *spread("met-5-uur", "weg", 5, start=10, step=2),
        *spread("eerst-laat", "laat", 9),
        *spread("eerst-laat", "uit", 9, start=10),
        *spread("twaalf", "uit", 12),
        *spread("twaalf-1-laat", "uit", 12),
        *spread("twaalf-1-laat", "laat", 1, start=20),
    ]
)


def test_combined_conditions() -> None:
    """mlg-2020: nine times sent out counts only together with nine lates or five hours."""
    found = COMBINED.ask(stages, SCOPE, ON, "mlg-2020")
    found = found.filter(found["ladder"] == "uitgestuurd")
    assert rows_of(found, "student_id", "stage", "reached_on", "value") == [
        ("alleen", "us-7", YEAR[6], 9.0),
        ("eerst-laat", "us-9", YEAR[18], 9.0),
        ("met-4-uur", "us-7", YEAR[6], 9.0),
        ("met-5-uur", "us-9", YEAR[18], 9.0),
        ("met-8-laat", "us-7", YEAR[6], 9.0),
        ("met-9-laat", "us-9", YEAR[18], 9.0),
        ("twaalf", "us-7", YEAR[6], 12.0),
        ("twaalf-1-laat", "us-12", YEAR[20], 12.0),
    ]


def test_klas_7_has_no_corvee_before_christmas(tmp_path: Path) -> None:
    """kgc-2021: in leerjaar 1 only a 3rd, 6th ... late that comes after the Christmas holiday asks for corvee."""
    autumn = [("brugklas", "7a"), ("drie-herfst", "7b"), ("achtste", "8a"), ("onbekende-klas", "x")]
    others = [("drie", "7a", 2, 1), ("vijf", "7a", 3, 2), ("zes", "7a", 3, 3), ("zeven", "7a", 3, 4)]
    january = YEAR.index(date(2027, 1, 4))
    rows = [r for student, _ in autumn for r in spread(student, "laat", 3)]
    rows += spread("brugklas", "laat", 1, start=january)
    for student, _, before, after in others:
        rows += [*spread(student, "laat", before), *spread(student, "laat", after, start=january)]
    on = YEAR[january + 5]
    klassen = dict(autumn) | {student: klas for student, klas, _, _ in others}
    for name in ("Kerstvakantie", "Winterrust"):
        holiday = f'[[school.holiday]]\nname = "{name}"\nstart = 2026-12-19\nend = 2027-01-03\n'
        folder = tmp_path / name
        folder.mkdir()
        toml = settings("kgc-2021") + holiday
        snapshot = make_snapshot(folder, rows, toml=toml, klas=klassen, until=on)
        found = stages(snapshot, SCOPE, on)
        # A fourth or fifth late of the year asks nothing in klas 7: the third came before Christmas, the sixth counts.
        assert rows_of(found.filter(found["ladder"] == "te-laat"), "student_id", "stage", "reached_on") == [
            ("achtste", "tl-3", YEAR[2]),
            ("drie", "tl-3", date(2027, 1, 4)),
            ("onbekende-klas", "tl-3", YEAR[2]),
            ("vijf", "tl-5", date(2027, 1, 5)),
            ("zes", "tl-5", date(2027, 1, 5)),
            ("zeven", "tl-5", date(2027, 1, 5)),
        ], name
        every = stages(snapshot, SCOPE, on, every_stage=True)
        assert rows_of(every.filter(every["stage"] == "tl-3"), "student_id", "reached_on")[3:] == [
            ("zes", date(2027, 1, 6)),
            ("zeven", date(2027, 1, 6)),
        ], name


AUTUMN_ENDS = YEAR.index(date(2026, 10, 16))
PERIOD = SCHOOL.case([*spread("a", "laat", 3, start=AUTUMN_ENDS - 2), *spread("b", "laat", 3, start=AUTUMN_ENDS - 1)])


def test_a_stage_of_a_period_ends_with_the_period() -> None:
    """maastricht-2019: lates count per period; a new period starts from nothing."""

    def late(on: date) -> list[tuple[object, ...]]:
        found = PERIOD.ask(stages, SCOPE, on, "maastricht-2019")
        return rows_of(found.filter(found["ladder"] == "te-laat"), "student_id", "stage", "reached_on", "value")

    assert late(date(2026, 10, 16)) == [("a", "tl-3", date(2026, 10, 16), 3.0), ("b", "tl-1", date(2026, 10, 15), 2.0)]
    assert late(date(2026, 10, 25)) == late(date(2026, 10, 16)), "a holiday belongs to the period before it"
    assert late(date(2026, 10, 26)) == [("b", "tl-1", date(2026, 10, 26), 1.0)]
    every = PERIOD.ask(stages, SCOPE, date(2026, 10, 26), "maastricht-2019", every_stage=True)
    assert ("a", "tl-3", None) in rows_of(every, "student_id", "stage", "value")


QUARTER = SCHOOL.case(
    [
        *spread("over-de-grens", "ziek", 3, start=YEAR.index(date(2026, 9, 28)), step=2),
        *spread("binnen", "ziek", 3, start=YEAR.index(date(2026, 10, 1)), step=2),
    ]
)


def test_a_quarter_is_a_calendar_quarter() -> None:
    """kgc-2021: the third report within a quarter; two in September and one in October are not three."""
    found = QUARTER.ask(stages, SCOPE, date(2026, 12, 31), "kgc-2021")
    assert rows_of(found, "student_id", "stage", "reached_on") == [("binnen", "zk-3x", date(2026, 10, 7))]
    assert QUARTER.ask(stages, SCOPE, date(2027, 1, 1), "kgc-2021").is_empty()


AROUND = {"donderdag": "2026-10-15", "vrijdag": "2026-10-16", "maandag": "2026-10-26", "dinsdag": "2026-10-27"}
LUXE = SCHOOL.case(Registration(name, date.fromisoformat(day), 2, "onbekend") for name, day in AROUND.items())


def test_luxe_on_the_days_around_a_holiday() -> None:
    """kgc-2021: unauthorised absence counts as luxe on the last day before and the first day after a holiday."""
    found = LUXE.ask(stages, SCOPE, ON, "kgc-2021")
    assert rows_of(found.filter(found["ladder"] == "luxe"), "student_id", "reached_on") == [
        ("maandag", date(2026, 10, 26)),
        ("vrijdag", date(2026, 10, 16)),
    ]


SHORT_SPELLS = SCHOOL.case(
    [
        # 8 sick hours twice, apart: 16 hours in two spells.
        *spread("twee", "ziek", 8, hours=8),
        *spread("twee", "ziek", 8, start=3, hours=8),
        # 15 hours.
        *spread("vijftien", "ziek", 8, hours=8),
        *spread("vijftien", "ziek", 7, start=3, hours=8),
        # One spell of two days: 16 hours but a single spell.
        *spread("een", "ziek", 16, hours=8),
        # The second spell becomes four days long; it counted until then.
        *spread("lang", "ziek", 1),
        *spread("lang", "weg", 8, start=5, hours=8),
        *spread("lang", "ziek", 4, start=10),
        *spread("lang", "weg", 7, start=16, hours=8),
    ]
)


def test_short_spells_and_hours_together() -> None:
    """cgu-2024 combi: sick hours count while the spell is at most three days, and only with two such spells."""
    found = SHORT_SPELLS.ask(stages, SCOPE, ON, "cgu-2024")
    assert rows_of(found.filter(found["ladder"] == "leerplicht"), "student_id", "stage", "reached_on") == [
        ("twee", "combi", YEAR[3])
    ]


ONE_LEVEL = SCHOOL.case(
    [
        *spread("a", "ziek", 4, step=2),
        *spread("a", "ziek", 11, start=20),
        *spread("b", "ziek", 11),
        *spread("b", "ziek", 3, start=13, step=2),
    ]
)


def test_two_stages_of_one_level_the_latest_counts() -> None:
    """kgc-2021: zk-4x and zk-10d share level 3."""
    found = ONE_LEVEL.ask(stages, SCOPE, YEAR[40], "kgc-2021")
    assert rows_of(found.filter(found["ladder"] == "ziek"), "student_id", "stage") == [("a", "zk-10d"), ("b", "zk-10d")]


JULY = SCHOOL.case(Registration("a", date(2026, 7, day), 1, "te_laat_ongeoorloofd") for day in (13, 14, 15))


def test_a_new_school_year_starts_from_nothing() -> None:
    assert rows_of(JULY.ask(stages, SCOPE, date(2026, 7, 31), "mlg-2020"), "stage", "value") == [("tl-3", 3.0)]
    assert JULY.ask(stages, SCOPE, date(2026, 8, 1), "mlg-2020").is_empty()
    assert JULY.ask(stages, SCOPE, date(2026, 9, 4), "mlg-2020").is_empty()


def test_nobody_else_and_without_a_scope_nobody() -> None:
    """`slot`, who has leave, stands on no stage."""
    found = stages(SCHOOL.snapshot, SCOPE, date(2027, 1, 5), every_protocol=True)
    assert found.height
    assert found["student_id"].str.contains("-").all()
    assert stages(SCHOOL.snapshot, SCOPE, YEAR[2], "mlg-2020").height
    assert stages(SCHOOL.snapshot, NOBODY, YEAR[2], "mlg-2020").is_empty()


TWENTY = [f"{1000 + number}" for number in range(20)]
TWO_GROUPS = SCHOOL.case(
    Registration(student, YEAR[day], hour, "spijbelen")
    for student in TWENTY
    for day, hours in ((0, 3), (1, 3), (2, 1))
    for hour in range(1, hours + 1)
)


def test_two_groups_that_are_met_on_one_day_are_one_stretch() -> None:
    """The seventh hour falls on the third school day in a row."""
    groups = "select student_id from int_group_reached where protocol = 'mlg-2020' and stage = 'sp-7'"
    stretches = "select student_id from mart_stage_reached where protocol = 'mlg-2020' and stage = 'sp-7'"
    assert sorted(TWO_GROUPS.ask(Snapshot.rows, groups)["student_id"]) == sorted(TWENTY * 2)
    assert sorted(TWO_GROUPS.ask(Snapshot.rows, stretches)["student_id"]) == TWENTY
