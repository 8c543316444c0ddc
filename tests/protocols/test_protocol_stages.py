"""Every stage of every protocol: level, conditions, windows, operators, numbers and repetition."""

import polars as pl
import pytest

from protocols.load import category_file, load_protocols
from protocols.tables import tables

# protocol | ladder | stage | level | repeat | condition & condition or other group
# condition: unit set window operator number; window: jaar, periode, kwartaal, n w (school weeks), - (a spell)
EXPECTED = """
leerlingenbureau-2020 | ongeoorloofd | oa-1   | 1 | 1 | keer OA+TL jaar >= 1
leerlingenbureau-2020 | ongeoorloofd | oa-5   | 2 | 1 | keer OA+TL jaar >= 5
leerlingenbureau-2020 | ongeoorloofd | oa-10  | 3 |   | keer OA+TL jaar >= 10
leerlingenbureau-2020 | ongeoorloofd | oa-16  | 4 |   | keer OA+TL jaar >= 16 or lesuur OA+TL 4w >= 16
leerlingenbureau-2020 | ongeoorloofd | oa-21  | 5 |   | keer OA+TL jaar >= 21
leerlingenbureau-2020 | uitgestuurd  | ul-1   | 1 |   | keer US jaar >= 1
leerlingenbureau-2020 | uitgestuurd  | ul-4   | 2 |   | keer US jaar >= 4
leerlingenbureau-2020 | uitgestuurd  | ul-8   | 3 |   | keer US jaar >= 8
leerlingenbureau-2020 | uitgestuurd  | ul-12  | 4 |   | keer US jaar >= 12
leerlingenbureau-2020 | ziek         | zk-3d  | 1 |   | aaneengesloten_dag ZK - >= 3
leerlingenbureau-2020 | ziek         | zk-40  | 2 |   | lesuur ZK jaar >= 40 or dag ZK jaar >= 6
leerlingenbureau-2020 | ziek         | zk-80  | 3 |   | lesuur ZK jaar >= 80 or dag ZK jaar >= 12
leerlingenbureau-2020 | ziek         | zk-120 | 4 |   | lesuur ZK jaar >= 120 or dag ZK jaar >= 18
leerlingenbureau-2020 | ziek         | zk-160 | 5 |   | lesuur ZK jaar >= 160 or dag ZK jaar >= 24
leerlingenbureau-2020 | ziek         | zk-200 | 6 |   | lesuur ZK jaar >= 201 or dag ZK jaar >= 28
leerlingenbureau-2020 | afspraken    | nk-1   | 1 |   | keer NI jaar >= 1
mlg-2020 | te-laat     | tl-3       | 1 |   | keer TL jaar >= 3
mlg-2020 | te-laat     | tl-6       | 2 |   | keer TL jaar >= 6
mlg-2020 | te-laat     | tl-9       | 3 |   | keer TL jaar >= 9
mlg-2020 | te-laat     | tl-10      | 4 |   | keer TL jaar >= 10
mlg-2020 | ziek        | zk-3d      | 1 |   | aaneengesloten_dag ZK - >= 3
mlg-2020 | ziek        | zk-5d      | 2 |   | aaneengesloten_dag ZK - >= 5 or melding ZK 8w >= 3
mlg-2020 | ziek        | zk-patroon | 2 |   |
mlg-2020 | ziek        | zk-80u     | 3 |   | lesuur ZK jaar >= 81
mlg-2020 | spijbelen   | sp-1       | 1 | 1 | lesuur OA jaar >= 1
mlg-2020 | spijbelen   | sp-5       | 2 |   | lesuur OA jaar >= 5
mlg-2020 | spijbelen   | sp-6       | 3 |   | lesuur OA jaar >= 6
mlg-2020 | spijbelen   | sp-7       | 4 |   | lesuur OA jaar >= 7 or aaneengesloten_dag OA - >= 3
mlg-2020 | uitgestuurd | us-3       | 1 |   | keer US jaar >= 3
mlg-2020 | uitgestuurd | us-6       | 2 |   | keer US jaar >= 6
mlg-2020 | uitgestuurd | us-7       | 3 |   | keer US jaar >= 7
mlg-2020 | uitgestuurd | us-9       | 4 |   | keer US jaar >= 9 & keer TL jaar >= 9 \
or keer US jaar >= 9 & lesuur OA jaar >= 5
mlg-2020 | uitgestuurd | us-12      | 5 |   | keer US jaar >= 12 & keer TL jaar >= 1 \
or keer US jaar >= 12 & lesuur OA jaar >= 1
maastricht-2019 | ziek        | zk-3d  | 1 |       | aaneengesloten_dag ZK - >= 3
maastricht-2019 | ziek        | zk-5d  | 2 |       | aaneengesloten_dag ZK - >= 5 or melding ZK periode >= 3
maastricht-2019 | ziek        | zk-15d | 3 |       | aaneengesloten_dag ZK - >= 16 or melding ZK periode >= 5
maastricht-2019 | verzuim     | vz-1   | 1 | 1     | lesuur OA+ON jaar >= 1
maastricht-2019 | verzuim     | vz-2   | 2 | 1     | dag OA+ON jaar >= 2
maastricht-2019 | verzuim     | vz-8   | 3 |       | lesuur OA+ON jaar >= 8
maastricht-2019 | te-laat     | tl-1   | 1 | 1..2  | keer TL periode >= 1
maastricht-2019 | te-laat     | tl-3   | 2 |       | keer TL periode >= 3
maastricht-2019 | te-laat     | tl-4   | 3 |       | keer TL periode >= 4
maastricht-2019 | uitgestuurd | lv-1   | 1 | 1     | keer US jaar >= 1
maastricht-2019 | uitgestuurd | lv-3   | 2 |       | keer US jaar >= 3
maastricht-2019 | uitgestuurd | lv-4   | 3 |       | keer US jaar >= 4
maastricht-2019 | leerplicht  | duo    | 1 |       | lesuur OA+ON 4w >= 16 or keer TL periode >= 6 \
or lesuur LX jaar >= 1
maastricht-2019 | afspraken   | nk-1   | 1 |       | keer NI jaar >= 1
maastricht-2019 | afspraken   | nk-2   | 2 |       | keer NI jaar >= 2
kgc-2021 | te-laat      | tl-3   | 1 | 3 | keer TL jaar >= 3 or keer TL jaar >= 3
kgc-2021 | te-laat      | tl-5   | 2 |   | keer TL jaar >= 5
kgc-2021 | te-laat      | tl-10  | 3 |   | keer TL jaar >= 10
kgc-2021 | ongeoorloofd | oa-1   | 1 | 1 | lesuur OA+ON jaar >= 1
kgc-2021 | ongeoorloofd | oa-3   | 2 |   | lesuur OA+ON jaar >= 3
kgc-2021 | ongeoorloofd | oa-16  | 3 |   | lesuur OA+ON + lesuur TL 4w >= 16
kgc-2021 | ziek         | zk-5d  | 1 |   | aaneengesloten_dag ZK - >= 5
kgc-2021 | ziek         | zk-3x  | 2 |   | melding ZK kwartaal >= 3
kgc-2021 | ziek         | zk-4x  | 3 |   | melding ZK kwartaal >= 4
kgc-2021 | ziek         | zk-10d | 3 |   | aaneengesloten_dag ZK - >= 11
kgc-2021 | gym          | lo-20  | 1 |   | procent AFWEZIG :lo jaar > 20
kgc-2021 | gym          | lo-50  | 2 |   | procent AFWEZIG :lo jaar > 50
kgc-2021 | luxe         | lx-1   | 1 |   | lesuur LX jaar >= 1 or lesuur OA+ON @vakantierand jaar >= 1
kgc-2021 | leerplicht   | duo    | 1 |   | lesuur OA+ON + lesuur TL 4w >= 16 or keer TL jaar >= 10 \
or lesuur LX jaar >= 1 \
or lesuur OA+ON @vakantierand jaar >= 1
cgu-2024 | te-laat      | tl-1        | 1 | 1 | keer TL jaar >= 1
cgu-2024 | ongeoorloofd | ao-1        | 1 | 1 | lesuur OA jaar >= 1
cgu-2024 | uitgestuurd  | us-1        | 1 | 1 | keer US jaar >= 1
cgu-2024 | afspraken    | nk-745      | 1 | 1 | keer NG+NI jaar >= 1
cgu-2024 | afspraken    | corvee-1    | 2 |   | keer CG jaar >= 1
cgu-2024 | afspraken    | corvee-2    | 3 |   | keer CG jaar >= 2
cgu-2024 | ziek         | zk-frequent | 1 |   | melding ZK 12w >= 4 or aaneengesloten_dag ZK - >= 7
cgu-2024 | leerplicht   | combi       | 1 |   | lesuur OA + lesuur ZK <=3d 4w >= 16 & melding ZK <=3d 4w >= 2
cgu-2024 | leerplicht   | duo         | 2 |   | lesuur OA 4w >= 16
nl-leerplicht | leerplicht | nadert  | 1 |  |
nl-leerplicht | leerplicht | melding | 2 |  |
nl-leerplicht | maand      | maand   | 1 |  | aaneengesloten_week OA - > 4
nl-leerplicht | luxe       | luxe    | 1 |  | lesuur LX jaar >= 1
nl-mazl       | ziek       | mazl    | 1 |  | melding ZK 12w >= 4 or aaneengesloten_dag ZK - >= 7
"""

SHORT = {
    category_file().members("OA"): "OA",
    category_file().members("OA+"): "OA+ON",
    category_file().members("OA") + category_file().members("TL"): "OA+TL",
    category_file().members("TL"): "TL",
    category_file().members("US"): "US",
    category_file().members("ZK"): "ZK",
    ("luxeverzuim",): "LX",
    ("niet_ingehaald",): "NI",
    ("niet_gemeld", "niet_ingehaald"): "NG+NI",
    ("corvee_gemist",): "CG",
    category_file().members("AFWEZIG"): "AFWEZIG",
}
SETS = {"+".join(sorted(members)): short for members, short in SHORT.items()}
WINDOWS = {"schooljaar": "jaar", "dag": "-"}


@pytest.fixture(scope="module")
def found() -> dict[str, pl.DataFrame]:
    return tables(load_protocols())


def _counters(found: dict[str, pl.DataFrame]) -> dict[str, str]:
    """Counter id → the short notation of this table."""
    words: dict[str, list[str]] = {}
    for term in found["counter_term"].sort("counter", "term_no").iter_rows(named=True):
        limits = f" <={term['max_spell_days']}d" if term["max_spell_days"] else ""
        limits += f" @{term['day_filter']}" if term["day_filter"] else ""
        categories, _, lessons = term["category_set"].partition(";vak=")
        limits += f" :{lessons}" if lessons else ""
        words.setdefault(term["counter"], []).append(f"{term['unit']} {SETS[categories]}{limits}")
    return {
        row["counter"]: " + ".join(words[row["counter"]])
        + " "
        + (f"{row['window_number']}w" if row["window_number"] else WINDOWS.get(row["window_kind"], row["window_kind"]))
        for row in found["counter"].iter_rows(named=True)
    }


def _conditions(found: dict[str, pl.DataFrame]) -> dict[tuple[str, str, str], str]:
    """Stage key → its groups in the short notation."""
    counters = _counters(found)
    groups: dict[tuple[str, str, str], dict[int, list[str]]] = {}
    for row in found["condition"].iter_rows(named=True):
        key = (row["protocol"], row["ladder"], row["stage"])
        text = f"{counters[row['counter']]} {row['operator']} {row['number']:g}"
        groups.setdefault(key, {}).setdefault(row["group_no"], []).append(text)
    return {key: " or ".join(" & ".join(texts) for texts in of.values()) for key, of in groups.items()}


def _repeat(stage: dict[str, object]) -> str:
    until = f"..{stage['repeat_until']:g}" if stage["repeat_until"] else ""
    return f"{stage['repeat_every']}{until}" if stage["repeat_every"] else ""


def test_every_stage_is_there_with_its_numbers(found: dict[str, pl.DataFrame]) -> None:
    expected = [tuple(cell.strip() for cell in line.split("|")) for line in EXPECTED.strip().splitlines()]
    conditions = _conditions(found)
    real = [
        (
            s["protocol"],
            s["ladder"],
            s["stage"],
            str(s["level"]),
            _repeat(s),
            conditions.get((s["protocol"], s["ladder"], s["stage"]), ""),
        )
        for s in found["stage"].iter_rows(named=True)
    ]
    assert sorted(real) == sorted(expected)


# protocol | stage | every | registrations that are its own, or the stage from which they no longer are
RECURRING = """
cgu-2024              | tl-1 | 1    | 1-
cgu-2024              | ao-1 | 1    | 1-
cgu-2024              | us-1 | 1    | 1-
cgu-2024              | nk-745 | 1  | 1-
kgc-2021              | tl-3 | 3    | 3-
kgc-2021              | oa-1 | 1    | 1-
leerlingenbureau-2020 | oa-1 | 1    | 1-4
leerlingenbureau-2020 | oa-5 | 1    | 5-
maastricht-2019       | vz-1 | 1    | 1- vz-2
maastricht-2019       | vz-2 | 1    | all
maastricht-2019       | tl-1 | 1    | 1-2
maastricht-2019       | lv-1 | 1    | 1-
maastricht-2019       | duo  | week | 16-
mlg-2020              | sp-1 | 1    | 1-
"""


def test_what_recurs_and_which_registrations_are_its_own(found: dict[str, pl.DataFrame]) -> None:
    real = []
    for r in found["recurrence"].iter_rows(named=True):
        own = "all" if r["first_number"] is None else f"{r['first_number']:g}-"
        own += f"{r['last_number']:g}" if r["last_number"] is not None else ""
        own += f" {r['until_stage']}" if r["until_stage"] else ""
        real.append((r["protocol"], r["stage"], "week" if r["by_week"] else str(r["every"]), own))
    expected = [tuple(cell.strip() for cell in line.split("|")) for line in RECURRING.strip().splitlines()]
    assert sorted(real) == sorted(expected)


def test_every_late_weighs_one_hour_at_kgc(found: dict[str, pl.DataFrame]) -> None:
    weights = found["counter_term"].select("weight").unique().to_series().to_list()
    late = found["protocol"].filter(pl.col("late_weight") > 0).select("protocol", "late_weight").rows()
    assert (weights, late) == ([1.0], [("kgc-2021", 1.0)])


def test_klas_seven_is_held_to_registrations_after_christmas(found: dict[str, pl.DataFrame]) -> None:
    key = ("kgc-2021", "te-laat", "tl-3")
    groups = found["stage_group"].filter(stage="tl-3", protocol="kgc-2021").rows()
    anybody: tuple[object, ...] = ([], [], [], None, None, [], [], True, None, False, 0)
    assert groups == [
        (*key, 1, 1, "schooljaar", None, [], [1], *anybody),
        (*key, 2, 1, "schooljaar", "kerst", [1], [], *anybody),
    ]
    assert found["klas_leerjaar"].rows() == [("kgc-2021", klas, klas - 6) for klas in range(7, 13)]


@pytest.mark.parametrize(
    ("protocol", "stage", "group", "lasts"),
    [
        ("maastricht-2019", "tl-1", 1, "periode"),
        ("maastricht-2019", "zk-5d", 1, "schooljaar"),
        ("maastricht-2019", "zk-5d", 2, "periode"),
        ("maastricht-2019", "duo", 1, "schooljaar"),
        ("maastricht-2019", "duo", 2, "periode"),
        ("kgc-2021", "zk-3x", 1, "kwartaal"),
        ("kgc-2021", "zk-5d", 1, "schooljaar"),
        ("mlg-2020", "us-9", 1, "schooljaar"),
    ],
)
def test_how_long_a_group_stays_reached(
    found: dict[str, pl.DataFrame], protocol: str, stage: str, group: int, lasts: str
) -> None:
    row = found["stage_group"].filter(protocol=protocol, stage=stage, group_no=group)
    assert row["lasts"].to_list() == [lasts]


def test_sick_hours_that_lead_to_leerplicht_are_a_conflict(found: dict[str, pl.DataFrame]) -> None:
    conflicts = found["stage"].filter(legal="conflict")
    assert conflicts.select("protocol", "stage", "legal_export").rows() == [
        ("cgu-2024", "combi", False),
        ("leerlingenbureau-2020", "zk-200", False),
    ]
    assert conflicts["legal_reason"].null_count() == 0


def test_what_needs_more_than_registrations(found: dict[str, pl.DataFrame]) -> None:
    assert found["stage"]["computable"].all()
    rows = found["stage"].filter(pl.col("needs").is_not_null()).select("protocol", "stage", "needs").rows()
    assert rows == [("kgc-2021", "lo-20", "rooster"), ("kgc-2021", "lo-50", "rooster")]
    gym = load_protocols()["kgc-2021"].ladder[3]
    numbers = [(s.group[0].conditions[0].operator, s.group[0].conditions[0].number) for s in gym.stage]
    assert numbers == [(">", 20.0), (">", 50.0)]


def test_readings_are_marked_as_readings() -> None:
    protocols = load_protocols()
    windows = {(p.id, name): counter.window_basis for p in protocols.values() for name, counter in p.counters.items()}
    assert windows["leerlingenbureau-2020", "verzuim_keer"] == "lezing"
    assert windows["mlg-2020", "ziek_lesuur"] == "document"
    assert windows["maastricht-2019", "te_laat_keer"] == "document"
    assert protocols["leerlingenbureau-2020"].counters["ziek_lesuur"].unit_basis == "lezing"
