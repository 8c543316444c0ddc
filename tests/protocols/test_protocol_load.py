"""Reading the protocol files, and refusing wrong ones with file, key and remedy."""

import re
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from protocols.errors import ProtocolError
from protocols.load import (
    FILES,
    HERE,
    category_file,
    load_categories,
    load_holidays,
    load_protocol,
    load_protocols,
    load_public_holidays,
    load_settings,
)
from protocols.schema import json_schema

GOOD = """
id = "proef"
name = "Proef"
school_name = "Proefschool"
valid_from = 2026-08-01
valid_basis = "document"
checked = 2026-11-24
late_weight = 0.0
late_weight_basis = "lezing"
unknown_counts = false
unknown_counts_basis = "lezing"
unauthorised = ["OA"]
document = { title = "Proef" }

[[code]]
code = "OA"
category = "ongeoorloofd"
basis = "document"
place = "lijst"

[[code]]
code = "oa"
category = "verlof"
basis = "document"
place = "lijst"

[counters.laat]
terms = [{ count = ["TL"], unit = "keer" }]
window = "periode"
unit_basis = "document"
window_basis = "document"

[[ladder]]
id = "te-laat"
track = "te_laat"
name = "Te laat"

[[ladder.stage]]
id = "tl-3"
level = 1
name = "3e keer"
place = "rij 1"
basis = "document"
group = [{ conditions = [{ counter = "laat", operator = ">=", number = 3, basis = "document" }] }]
action = [{ role = "mentor", what = "praat" }]

[[ladder.stage]]
id = "tl-6"
level = 2
name = "6e keer"
place = "rij 2"
basis = "document"
group = [{ conditions = [{ counter = "laat", operator = ">=", number = 6, basis = "document" }] }]
"""

# what is replaced | by what | key in the message | words in the remedy
WRONG = [
    ('name = "Proef"\nschool', 'naam = "Proef"\nschool', "'name' ontbreekt", "Voeg deze sleutel toe"),
    ("late_weight = 0.0", "late_weight = 0.0\nkleur = 1", "'kleur' is geen bekende sleutel", "Verwijder"),
    ("number = 3, ", "", "'ladder.1.stage.1.group.1.conditions.1.number' ontbreekt", "Voeg deze sleutel toe"),
    (
        "number = 3",
        'number = "3"',
        "conditions.1.number' is '3', van de verkeerde soort",
        "een getal zonder aanhalingstekens",
    ),
    ('operator = ">=", number = 6', 'operator = "=>", number = 6', "operator' is '=>'", "'>='"),
    ('category = "verlof"', 'category = "vrij"', "'code.2.category' noemt 'vrij'", "categories.toml"),
    ('count = ["TL"]', 'count = ["XX"]', "'counters.laat.terms.1.count' noemt 'XX'", "categories.toml"),
    ('unauthorised = ["OA"]', 'unauthorised = ["OB"]', "'unauthorised' noemt 'OB'", "categories.toml"),
    ('code = "oa"', 'code = "OA"', "'code.2.code' 'OA' komt tweemaal voor", "Laat er een staan"),
    ('id = "tl-6"', 'id = "tl-3"', "'ladder.1.stage.2.id' 'tl-3' komt tweemaal voor", "Laat er een staan"),
    ("level = 2", "level = 3", "'ladder.1.stage.2.level' is 3 na 1", "met 1 stijgen"),
    ("level = 1", "level = 2", "'ladder.1.stage.1.level' is 2 na 0", "Begin bij 1"),
    (
        'counter = "laat", operator = ">=", number = 6',
        'counter = "lat", operator = ">=", number = 6',
        "conditions.1.counter' noemt 'lat', een onbekende teller",
        "Kies een van: laat",
    ),
    ("valid_from = 2026-08-01", 'valid_from = "1-8-2026"', "'valid_from' is '1-8-2026', geen datum", "jjjj-mm-dd"),
    ("valid_from = 2026-08-01", "valid_from = 2026-08-32", "geen geldige TOML", "Verbeter de genoemde regel"),
    (
        "valid_from = 2026-08-01",
        "valid_from = 2026-08-01\nvalid_until = 2026-08-01",
        "'valid_until' ligt niet na",
        "eerste dag",
    ),
    ('window = "periode"', 'window = "lesweken"', "'counters.laat.weeks' hoort bij", "Verbeter window of weeks"),
    ('window = "periode"', 'window = "maanden"', "'counters.laat.months' hoort bij", "Verbeter window of months"),
    (
        'window = "periode"',
        'window = "maand"\nmonths = 2',
        "'counters.laat.months' hoort bij",
        "Verbeter window of months",
    ),
    ('window = "periode"', 'window = "maanden"\nmonths = 12', "'counters.laat.months'", "11 (ten hoogste)"),
    ('window = "periode"', 'window = "dag"', "'counters.laat.window' is 'dag'", "aaneengesloten"),
    ('window = "periode"', 'window = "dagdeel"', "'counters.laat.window' is 'dagdeel'", "'kwartaal'"),
    ('role = "mentor"', 'role = " "', "action.1.role' is leeg", "een tekst"),
    ('role = "mentor"', 'role = "tante", like = "oma"', "action.1.like' is 'oma'", "'mentor'"),
    (
        'role = "mentor"',
        'role = "mentor", like = "conrector"',
        "like' staat bij de vaste rol 'mentor'",
        "Laat like weg",
    ),
    (
        'what = "praat" }]',
        'what = "praat" }, { role = "coach", like = "mentor", what = "a" },'
        ' { role = "coach", like = "conrector", what = "b" }]',
        "3.like' noemt 'coach' als conrector, en eerder als mentor",
        "Kies er een",
    ),
    ('place = "rij 2"', 'place = "rij 2"\nlegal = "conflict"', "'ladder.1.stage.2.legal_reason'", "de reden"),
    ('place = "rij 2"', 'place = "rij 2"\ncomputable = false', "'ladder.1.stage.2.needs'", "wat er nodig is"),
    ('place = "rij 2"', 'place = "rij 2"\nrule = "norm_near"', "'ladder.1.stage.2.group'", "rule groups"),
    ('place = "rij 2"', 'place = "rij 2"\nrepeat = 0', "'ladder.1.stage.2.repeat' is 0", "vanaf 1"),
    ('place = "rij 2"', 'place = "rij 2"\nrepeat_until = 2', "'ladder.1.stage.2.repeat_until'", "repeat"),
    ('place = "rij 2"', 'place = "rij 2"\nrepeat = "elke"', "'ladder.1.stage.2.repeat' is 'elke'", "'each'"),
    ('place = "rij 2"', 'place = "rij 2"\nrepeat_counter = "laat"', "'ladder.1.stage.2.repeat_counter'", "each"),
    (
        'place = "rij 2"',
        'place = "rij 2"\nrepeat = "each"\nrepeat_counter = "lat"',
        "repeat_counter' is 'lat'",
        "een teller uit dit bestand",
    ),
    (
        'role = "mentor"',
        'role = "mentor", recurring = true',
        "recurring' staat bij een trede zonder repeat",
        "repeat toe",
    ),
    ('role = "mentor"', 'role = "mentor", first = false', "first' is false zonder recurring", "nooit gevraagd"),
    ('role = "mentor"', 'role = "mentor", after = ["LT"]', "after' noemt 'LT', geen bekende", "categories.toml"),
    ('count = ["TL"]', 'count = "TL"', "'counters.laat.terms.1.count' is 'TL'", "een lijst"),
    ("number = 3", "number = inf", "conditions.1.number' klopt niet", "Verbeter de waarde"),
    ("level = 1", "level = 0", "'ladder.1.stage.1.level' is 0, buiten", "Grens: 1"),
    ('id = "proef"', 'id = "ander"', "'id' is 'ander', maar het bestand heet proef", "ander.toml"),
]


def _write(folder: Path, text: str) -> Path:
    path = folder / "proef.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_seven_protocols_load_sorted_by_id() -> None:
    assert list(load_protocols()) == [
        "cgu-2024",
        "kgc-2021",
        "leerlingenbureau-2020",
        "maastricht-2019",
        "mlg-2020",
        "nl-leerplicht",
        "nl-mazl",
    ]


def test_a_good_file_loads_and_codes_keep_their_case(tmp_path: Path) -> None:
    protocol = load_protocol(_write(tmp_path, GOOD))
    assert [code.code for code in protocol.code] == ["OA", "oa"]


@pytest.mark.parametrize(("old", "new", "what", "remedy"), WRONG, ids=[row[1][:40] for row in WRONG])
def test_a_wrong_file_is_refused_with_file_key_and_remedy(
    tmp_path: Path, old: str, new: str, what: str, remedy: str
) -> None:
    assert GOOD.count(old) >= 1
    with pytest.raises(ProtocolError) as refused:
        load_protocol(_write(tmp_path, GOOD.replace(old, new, 1)))
    assert refused.value.what.startswith("proef.toml")
    assert what in refused.value.what
    assert remedy in refused.value.remedy


def test_a_missing_file_and_an_empty_folder_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ProtocolError, match=r"proef\.toml bestaat niet"):
        load_protocol(tmp_path / "proef.toml")
    monkeypatch.setattr("protocols.load.FILES", tmp_path)
    with pytest.raises(ProtocolError, match="geen protocolbestanden"):
        load_protocols()


def test_a_file_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "proef.toml"
    path.write_bytes('name = "coördinator"'.encode("cp1252"))
    with pytest.raises(ProtocolError, match="geen UTF-8"):
        load_protocol(path)


def test_the_json_schema_is_up_to_date_and_every_file_names_it() -> None:
    assert (HERE / "schema.json").read_text(encoding="utf-8") == json_schema()
    first_lines = {path.read_text(encoding="utf-8").splitlines()[0] for path in FILES.glob("*.toml")}
    assert first_lines == {"#:schema ../schema.json"}


def test_the_files_hold_no_addresses_or_telephone_numbers() -> None:
    for path in [*FILES.glob("*.toml"), *HERE.glob("*.toml")]:
        text = path.read_text(encoding="utf-8")
        if path.name == "nl-leerplicht.toml":
            # The one address that is shown: of the page that says how the law is read.
            addresses = [norm.read.address for norm in load_protocol(path).norm if norm.read]
            assert [address.split("/")[0] for address in addresses] == ["www.onderwijsinspectie.nl"]
            text = text.replace(addresses[0], "")
        assert not re.search(r"\S@\S+\.\w|https?:|www\.", text), path.name
        assert not re.search(r"\b0\d{1,3}[ -]+\d{6,8}\b|\+31|\b\d{10}\b", text), path.name


def test_categories_follow_the_agreed_table() -> None:
    rows = load_categories().select("category", "authorised", "provisional", "absent").rows()
    assert len(rows) == 32
    chosen = {row[0]: row[1:] for row in rows}
    assert chosen["onbekend"] == (False, True, True)
    assert chosen["in_behandeling"] == (None, True, True)
    assert chosen["uitgestuurd"] == (False, False, False)
    assert chosen["ziek_naar_huis"] == (True, False, True)
    assert chosen["onbekend_code"] == (None, False, False)
    # A missed appointment is no absence, and counts for nothing but the stages that ask for it.
    assert {chosen[name] for name in category_file().missed} == {(None, False, False)}
    assert len(category_file().missed) == 4


def test_the_set_of_all_absence_holds_every_absent_category() -> None:
    gym = load_protocols()["kgc-2021"].counters["gym_procent"].terms[0]
    absent = load_categories().filter("absent")["category"].to_list()
    assert set(category_file().members(gym.count[0])) == set(absent)


def test_settings_have_a_unit_source_and_date() -> None:
    settings = load_settings()
    values = dict(settings.select("name", "value").rows())
    assert values["step_deadline_school_days"] == 5
    assert (values["funnel_look"], values["funnel_signal"]) == (1.96, 3.09)
    assert (values["incomplete_day_share"], values["incomplete_day_min_median"]) == (0.2, 20)
    assert settings.null_count().sum_horizontal().item() == 0


def test_holidays_are_dates_for_three_regions() -> None:
    holidays = load_holidays()
    autumn = holidays.filter(schooljaar="2026-2027", vakantie="herfst", regio="M")
    assert holidays.schema["start"] == pl.Date
    assert set(holidays["regio"]) == {"N", "M", "Z"}
    assert autumn.select("start", "eind").rows() == [(date(2026, 10, 17), date(2026, 10, 25))]


def test_public_holidays_are_rules() -> None:
    rules = {rule.name: rule for rule in load_public_holidays()}
    assert len(rules) == 9
    assert rules["Hemelvaartsdag"].easter_offset == 39
    assert rules["Bevrijdingsdag"].every_years == 5
    assert rules["Koningsdag"].not_on_sunday


def test_a_byte_order_mark_is_no_fault_and_a_line_that_cannot_be_read_is_told_in_dutch(tmp_path: Path) -> None:
    path = tmp_path / "proef.toml"
    path.write_text("\ufeff" + GOOD, encoding="utf-8")
    assert load_protocol(path).id == "proef"
    path.write_text("naam = \n", encoding="utf-8")
    with pytest.raises(ProtocolError, match=r"geen geldige TOML: regel 1 is vanaf teken 8 niet te lezen\."):
        load_protocol(path)
