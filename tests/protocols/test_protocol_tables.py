"""The tables that the models join: names, columns, types, keys and the values that stand in other files."""

import polars as pl
import pytest

from protocols.load import load_protocols
from protocols.tables import tables

COLUMNS = {
    "protocol": "protocol name school_name valid_from valid_until checked source_document adopted"
    " lesson_minutes late_weight unknown_counts unknown_until_working_days preset",
    "protocol_unauthorised": "protocol category",
    "klas_leerjaar": "protocol klas_number leerjaar",
    "code": "protocol code category basis place",
    "category": "category authorised provisional absent one_lesson planned care label remark",
    "ladder": "protocol ladder ladder_order name track",
    "stage": "protocol ladder stage stage_order level name rule groups repeat_every repeat_until legal legal_reason"
    " legal_export place basis computable needs care",
    "stage_group": "protocol ladder stage group_no conditions lasts trigger_after leerjaren leerjaren_except"
    " afdelingen afdelingen_except studies age_from age_until done not_done of_some since since_done rounds",
    "condition": "protocol ladder stage group_no condition_no counter operator number basis place",
    "recurrence": "protocol ladder stage counter every by_week first_number last_number until_stage by_kind",
    "counter": "counter window_kind window_number label care by_subject",
    "counter_term": "counter term_no category_set unit weight max_spell_days day_filter",
    "category_set": "category_set category subject lesson_hour iso_weekday minutes_from minutes_until minutes_unknown handled",
    "action": "protocol ladder stage action_no role what leerjaar_from leerjaar_until adult"
    " deadline_school_days deadline_working_days deadline_text followup weekdays hours planned recurring first report"
    " per_registration after number task restates handed_on task_key",
    "appointment": "kind label missed",
    "appointment_word": "word word_order kind",
    "track": "track track_order label unauthorised",
    "role": "role steps_in",
    "open_norm": "protocol norm ladder stage question reading alternatives place",
    "not_computable": "protocol rule needs place",
    "norm": "protocol name value unit basis source checked",
    "setting": "name value unit basis source checked",
    "year_note": "school_year note source checked",
}
KEYS = {
    "protocol": ["protocol"],
    "code": ["protocol", "code"],
    "category": ["category"],
    "ladder": ["protocol", "ladder"],
    "stage": ["protocol", "ladder", "stage"],
    "counter": ["counter"],
    "counter_term": ["counter", "term_no"],
    "category_set": ["category_set", "category", "subject", "lesson_hour", "iso_weekday"],
    "condition": ["protocol", "ladder", "stage", "group_no", "condition_no"],
    "action": ["protocol", "ladder", "stage", "action_no"],
    "recurrence": ["protocol", "ladder", "stage"],
    "open_norm": ["protocol", "norm"],
    "setting": ["name"],
    "year_note": ["school_year"],
}
OA = ["luxeverzuim", "niet_toegelaten", "ongeoorloofd", "spijbelen"]


@pytest.fixture(scope="module")
def found() -> dict[str, pl.DataFrame]:
    return tables(load_protocols())


def test_names_and_columns(found: dict[str, pl.DataFrame]) -> None:
    assert {name: " ".join(frame.columns) for name, frame in found.items()} == COLUMNS


def test_types_do_not_depend_on_the_rows(found: dict[str, pl.DataFrame]) -> None:
    empty = tables({})
    assert {name: frame.schema for name, frame in empty.items()} == {n: f.schema for n, f in found.items()}
    assert not any(frame.schema.get(name) == pl.Null for frame in empty.values() for name in frame.columns)


@pytest.mark.parametrize("name", KEYS)
def test_keys_are_unique(found: dict[str, pl.DataFrame], name: str) -> None:
    assert found[name].select(KEYS[name]).is_duplicated().sum() == 0


def test_a_counter_is_named_by_its_content(found: dict[str, pl.DataFrame]) -> None:
    row = found["counter"].filter(counter="keer[te_laat_ongeoorloofd]/periode")
    assert row.rows() == [
        ("keer[te_laat_ongeoorloofd]/periode", "periode", None, "keer te laat per periode", False, False)
    ]
    used = found["condition"].filter(counter="aaneengesloten_dag[ziek+ziek_naar_huis]/dag")["protocol"]
    assert used.n_unique() == 6


def test_conditions_and_terms_refer_to_rows_that_exist(found: dict[str, pl.DataFrame]) -> None:
    assert found["condition"].join(found["counter"], on="counter", how="anti").is_empty()
    assert found["counter"].join(found["counter_term"], on="counter", how="anti").is_empty()
    assert found["counter_term"].join(found["category_set"], on="category_set", how="anti").is_empty()
    assert found["category_set"].join(found["category"], on="category", how="anti").is_empty()
    assert found["code"].join(found["category"], on="category", how="anti").is_empty()
    groups = ["protocol", "ladder", "stage", "group_no"]
    assert found["stage_group"].join(found["condition"], on=groups, how="anti").is_empty()


def test_unauthorised_follows_the_protocol(found: dict[str, pl.DataFrame]) -> None:
    sets = {
        protocol: rows["category"].to_list()
        for (protocol,), rows in found["protocol_unauthorised"].group_by("protocol", maintain_order=True)
    }
    with_unknown = {"kgc-2021", "maastricht-2019"}
    assert {name for name, members in sets.items() if "onbekend" in members} == with_unknown
    assert all(members == OA for name, members in sets.items() if name not in with_unknown)
    counts = found["protocol"].filter("unknown_counts")["protocol"].to_list()
    assert set(counts) == with_unknown


def test_the_numbers_of_the_national_norm(found: dict[str, pl.DataFrame]) -> None:
    assert dict(found["norm"].select("name", "value").rows()) == {
        "hours": 16,
        "weeks": 4,
        "near_hours": 10,
        "due_working_days": 5,
        "days_between_reports": 7,
        "duty_until_age": 18,
        "adult_weeks": 4,
        "adult_until_age": 23,
        "lesson_minutes": 60,
    }


def test_a_duo_report_takes_its_deadline_from_the_norm(found: dict[str, pl.DataFrame]) -> None:
    report = found["action"].filter(protocol="cgu-2024", stage="duo", action_no=1)
    assert report["deadline_school_days"].to_list() == [5]
    alone = tables({"cgu-2024": load_protocols()["cgu-2024"]})["action"]
    assert alone.filter(stage="duo", action_no=1)["deadline_school_days"].to_list() == [None]


@pytest.mark.parametrize(
    ("protocol", "stage", "role", "days"),
    [
        ("mlg-2020", "sp-1", "mentor", [3]),
        ("kgc-2021", "lx-1", "verzuimcoördinator", [0]),
        ("maastricht-2019", "duo", "verzuimcoördinator", [10, 5]),
        ("cgu-2024", "tl-1", "conciërge", [1, 0]),
        ("kgc-2021", "tl-3", "conciërge", [1]),
        ("leerlingenbureau-2020", "oa-5", "leerlingenbureau", [1, None]),
        ("maastricht-2019", "tl-1", "conciërge", [1]),
        ("maastricht-2019", "vz-2", "mentor", [0, None]),
        ("leerlingenbureau-2020", "oa-5", "mentor", [None]),
    ],
)
def test_deadlines_stand_where_the_document_states_them(
    found: dict[str, pl.DataFrame], protocol: str, stage: str, role: str, days: list[int | None]
) -> None:
    rows = found["action"].filter(protocol=protocol, stage=stage, role=role)
    assert rows["deadline_school_days"].to_list() == days


def test_cgu_differs_by_leerjaar_and_age(found: dict[str, pl.DataFrame]) -> None:
    late = found["action"].filter(protocol="cgu-2024", stage="tl-1")
    assert late.select("leerjaar_from", "leerjaar_until").rows() == [(3, 6), (1, 2)]
    duo = found["action"].filter(protocol="cgu-2024", stage="duo")
    assert duo["adult"].to_list() == [None, False, True]


@pytest.mark.parametrize(
    ("protocol", "codes"),
    [
        ("leerlingenbureau-2020", "OT:te_laat_ongeoorloofd OA:ongeoorloofd UL:uitgestuurd"),
        ("mlg-2020", ""),
        (
            "maastricht-2019",
            "BZ:begeleiding DV:diversen EA:schoolactiviteit UI:uitgestuurd LE:uitgestuurd MB:medisch"
            " ON:onbekend SC:schorsing SP:spijbelen SA:afgehandeld ST:schoolactiviteit"
            " TG:te_laat_geoorloofd TH:schorsing"
            " TO:te_laat_ongeoorloofd VE:verlof VP:vervoersprobleem ZK:ziek IB:in_behandeling",
        ),
        (
            "kgc-2021",
            "ON:onbekend A:ongeoorloofd T:te_laat_ongeoorloofd t+:te_laat_geoorloofd V:uitgestuurd"
            " S:spijbelen NT:niet_toegelaten HV:les_incident BO:les_incident z:ziek Z:ziek"
            " Z1:betermelding ZR:ziekrooster"
            " DT:medisch a+:verlof EI:schoolactiviteit BV:verlof OD:verlof VR:vrijstelling LX:luxeverzuim",
        ),
        (
            "cgu-2024",
            "AA:schoolactiviteit AF:afgehandeld AM:medisch AN:onbekend AO:ongeoorloofd AV:verlof AZ:ziek"
            " Z:ziek ZK:ziek LG:te_laat_geoorloofd LO:te_laat_ongeoorloofd ZH:ziek_naar_huis U:uitgestuurd"
            " DD:les_incident BV:les_incident HV:les_incident",
        ),
    ],
)
def test_code_tables(found: dict[str, pl.DataFrame], protocol: str, codes: str) -> None:
    rows = found["code"].filter(protocol=protocol).select("code", "category").rows()
    assert " ".join(f"{code}:{category}" for code, category in rows) == codes


def test_which_actions_are_appointments_on_which_days_and_for_how_many_hours(found: dict[str, pl.DataFrame]) -> None:
    named = found["action"].filter(pl.col("followup").is_not_null())
    told = {
        (row["protocol"], row["stage"], row["followup"], row["hours"], row["planned"], *row["weekdays"])
        for row in named.iter_rows(named=True)
    }
    assert told == {
        *(("leerlingenbureau-2020", stage, "melden", None, False) for stage in ("oa-1", "oa-5", "oa-10")),
        *(("leerlingenbureau-2020", stage, "inhalen", 2, False) for stage in ("oa-1", "oa-5", "oa-10")),
        ("mlg-2020", "tl-3", "melden", None, False),
        ("mlg-2020", "tl-6", "inhalen", 1, False),
        *(("mlg-2020", stage, "inhalen", None, False) for stage in ("tl-9", "tl-10")),
        *(("mlg-2020", stage, "inhalen", 2, True) for stage in ("sp-1", "sp-5", "sp-6", "sp-7")),
        ("maastricht-2019", "vz-1", "inhalen", 1, False),
        *(("maastricht-2019", stage, "inhalen", 2, False) for stage in ("vz-2", "vz-8")),
        # Double what was missed: how much that is, the stage does not tell.
        *(("maastricht-2019", stage, "inhalen", None, False) for stage in ("nk-1", "nk-2")),
        ("maastricht-2019", "tl-1", "melden", None, False),
        *(("maastricht-2019", stage, "nablijven", 1, False) for stage in ("tl-3", "tl-4")),
        ("kgc-2021", "tl-3", "melden", None, False),
        ("kgc-2021", "oa-1", "inhalen", 2, False),
        ("cgu-2024", "tl-1", "melden", None, False),
        ("cgu-2024", "ao-1", "inhalen", 2, False, 1, 3, 4),
        ("cgu-2024", "us-1", "inhalen", None, False, 1, 3, 4),
        *(("cgu-2024", stage, "corvee", None, False) for stage in ("tl-1", "ao-1", "us-1")),
        *(("cgu-2024", stage, "corvee", None, False) for stage in ("nk-745", "corvee-1", "corvee-2")),
    }


def test_each_kind_of_appointment_is_named_by_some_word_and_has_its_own_missed_category(
    found: dict[str, pl.DataFrame],
) -> None:
    kinds = found["appointment"]
    assert kinds["kind"].sort().to_list() == ["corvee", "inhalen", "melden", "nablijven"]
    assert set(found["appointment_word"]["kind"]) == set(kinds["kind"])
    assert set(kinds["missed"]) <= set(found["category"]["category"])
    assert kinds["missed"].n_unique() == 4


def test_only_cgu_says_after_how_many_days_an_unexplained_hour_is_unauthorised(found: dict[str, pl.DataFrame]) -> None:
    told = found["protocol"].filter(pl.col("unknown_until_working_days").is_not_null())
    assert told.select("protocol", "unknown_until_working_days").rows() == [("cgu-2024", 1)]
