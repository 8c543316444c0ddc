"""A protocol as rows of a form: read and built back as it was, new rows as a protocol, and what is wrong where it is."""

from typing import Any

import pytest

from protocols.counters import canonical
from protocols.errors import ProtocolError
from protocols.lint import lint
from protocols.load import load_protocol, load_protocols
from protocols.write import to_toml
from protocols.writing import Row, build, pack, rows, tried, unfinished, unpack

PROTOCOLS = load_protocols()
KGC = PROTOCOLS["kgc-2021"]


def condition(number: float, *count: str, unit: str = "keer", window: str = "maand", **more: Any) -> Row:
    terms = [{"count": list(count), "unit": unit}]
    counter = {"terms": terms, "window": window, "unit_basis": "document", "window_basis": "document"}
    return {"counter": counter | more, "operator": ">=", "number": number, "basis": "document"}


def stage(*conditions: Row, **more: Any) -> Row:
    row = {"level": 1, "name": "", "place": "gids, blz. 3", "basis": "document"}
    group = [{"conditions": list(conditions)}]
    return row | {"group": group, "action": [{"role": "mentor", "what": "belt de ouders"}]} | more


def ladder(*stages: Row) -> Row:
    return {"name": "Te laat", "track": "te_laat", "stage": list(stages)}


def wrong(*ladders: Row) -> list[tuple[tuple[int | str, ...], str]]:
    made, faults = tried(KGC, list(ladders), True, "nieuw")
    assert made is None
    return faults


@pytest.mark.parametrize("name", PROTOCOLS)
def test_a_shipped_protocol_opened_and_built_is_the_same(name: str) -> None:
    found = rows(PROTOCOLS[name])
    assert build(PROTOCOLS[name], found, False, name) == PROTOCOLS[name]
    assert unpack(PROTOCOLS[name], pack(PROTOCOLS[name], found, False)) == (found, False)


def test_a_ladder_from_nothing_has_codes_of_its_start_and_names_after_its_rules(tmp_path: Any) -> None:
    made = build(KGC, [ladder(stage(condition(3.0, "TL")), stage(condition(4.0, "TL"), level=2))], True, "nieuw")
    assert (made.code, made.klas, made.unauthorised) == (KGC.code, KGC.klas, KGC.unauthorised)
    assert (made.open_norm, made.not_computable, made.preset) == ((), (), False)
    assert [canonical(counter).id for counter in made.counters.values()] == ["keer[te_laat_ongeoorloofd]/maand"]
    assert [(each.id, each.name) for each in made.ladder[0].stage] == [
        ("te-laat-3", "3 keer te laat per maand"),
        ("te-laat-4", "4 keer te laat per maand"),
    ]
    assert lint(made, {}) is not None
    (tmp_path / "nieuw.toml").write_text(to_toml(made), encoding="utf-8")
    assert load_protocol(tmp_path / "nieuw.toml") == made


def test_what_changed_only_changes_and_names_go_along() -> None:
    found = rows(KGC)
    late = next(row for row in found if row["id"] == "te-laat")
    second = late["stage"][1]
    second["group"][0]["conditions"][0]["number"] = 6.0
    made = build(KGC, found, False, "ander")
    before, after = (next(each for each in of.ladder if each.id == "te-laat").stage for of in (KGC, made))
    assert [one.id for one, other in zip(before, after, strict=True) if one != other] == ["tl-5"]
    assert after[1].name == before[1].name.replace("5", "6")
    assert made.counters == KGC.counters
    # Only the ladder that changed is in the text.
    assert len(pack(KGC, found, False)) < len(pack(KGC, found, True)) / 2


def test_a_counter_that_nobody_counts_by_any_more_goes_with_what_was_open_about_it() -> None:
    found = [row for row in rows(KGC) if row["id"] != "gym"]
    made = build(KGC, found, False, "ander")
    assert set(KGC.counters) - set(made.counters) == {
        name for name, counter in KGC.counters.items() if any(term.subject for term in counter.terms)
    }
    assert {norm.ladder for norm in made.open_norm} <= {None, *(row["id"] for row in found)}


@pytest.mark.parametrize(
    ("row", "place", "said"),
    [
        (stage(condition(-1.0, "TL")), ("group", 0, "conditions", 0, "number"), "buiten het toegestane bereik"),
        (stage(condition(1.0)), ("group", 0, "conditions", 0, "counter", "terms", 0, "count"), "is leeg"),
        (stage(condition(1.0, "TL", window="lesweken")), ("group", 0, "conditions", 0, "weeks"), "lesweken"),
        (stage(condition(1.0, "zomaar")), ("group", 0, "conditions", 0, "terms", 0, "count"), "geen bekende categorie"),
        (
            stage(condition(1.0, "TL"), action=[{"role": "k", "like": "vorst", "what": "x"}]),
            ("action", 0, "like"),
            "Kies",
        ),
    ],
)
def test_what_is_wrong_is_said_at_its_row(row: Row, place: tuple[int | str, ...], said: str) -> None:
    ((found, text),) = wrong(ladder(row))
    assert found == ("ladder", 0, "stage", 0, *place)
    assert said in text


def test_a_task_without_words_counts_and_is_not_finished() -> None:
    row = stage(condition(1.0, "TL"), action=[{"role": "mentor", "what": " "}])
    assert build(KGC, [ladder(row)], True, "nieuw").ladder[0].stage[0].action[0].what
    assert [place for place, _ in unfinished([ladder(row)])] == [("ladder", 0, "stage", 0, "action", 0)]
    assert [place for place, _ in unfinished([ladder(stage(action=[]))])] == [("ladder", 0, "stage", 0)]
    assert unfinished([ladder(stage(condition(1.0, "TL")))]) == []


def test_nothing_is_no_protocol() -> None:
    assert [said for _, said in wrong()] == ["ladder is leeg. Zet er ten minste een waarde in."]


@pytest.mark.parametrize(
    "text", ["", "zomaar", "eJyrVjJUslIyBAAHIwGR", pack(KGC, [{"x": 1}], True), pack(KGC, rows(KGC), True)[:900]]
)
def test_a_text_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ProtocolError):
        unpack(KGC, text)
