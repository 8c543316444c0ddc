"""Edits of a protocol, and the differences in words."""

import pytest

from protocols.differences import differences
from protocols.edits import Edit, apply, read_otherwise
from protocols.errors import ProtocolError
from protocols.ladders import Stage
from protocols.load import load_protocols
from protocols.schema import Protocol

P = load_protocols()


def stage(level: int, **more: object) -> Stage:
    condition = {"counter": "te_laat_keer", "operator": ">=", "number": 4, "basis": "lezing"}
    return Stage.model_validate(
        {
            "id": "tl-4",
            "level": level,
            "name": "4e keer",
            "place": "concept",
            "basis": "lezing",
            "group": [{"conditions": [condition]}],
            "action": [{"role": "mentor", "what": "belt"}],
        }
        | more
    )


# base | edits | sentences
CASES: list[tuple[str, list[Edit], list[str]]] = [
    ("kgc-2021", [], []),
    (
        "leerlingenbureau-2020",
        [Edit(ladder="ongeoorloofd", stage="oa-10", number=8)],
        [
            "Ladder Te laat en ongeoorloofd afwezig, trede oa-10: vanaf 8 keer ongeoorloofd verzuim of te laat per schooljaar "
            "in plaats van vanaf 10 keer ongeoorloofd verzuim of te laat per schooljaar."
        ],
    ),
    (
        "kgc-2021",
        [Edit(ladder="te-laat", stage="tl-5", operator=">")],
        [
            "Ladder Te laat, trede tl-5: meer dan 5 keer te laat per schooljaar in plaats van vanaf 5 keer te laat per "
            "schooljaar."
        ],
    ),
    (
        "maastricht-2019",
        [Edit(counter="uitgestuurd_keer", window="lesweken", weeks=8)],
        [
            f"Ladder Uit de les gestuurd, trede {name}: vanaf {n} keer uitgestuurd in 8 schoolweken in plaats van vanaf {n} "
            "keer uitgestuurd per schooljaar."
            for name, n in (("lv-1", 1), ("lv-3", 3), ("lv-4", 4))
        ],
    ),
    (
        "kgc-2021",
        [Edit(ladder="ongeoorloofd", stage="oa-3", counter="verzuim_lesuur", unit="dag")],
        [
            "Ladder Ongeoorloofd afwezig, trede oa-3: vanaf 3 schooldagen ongeoorloofd of onbekend verzuim per schooljaar in "
            "plaats van vanaf 3 lesuren ongeoorloofd of onbekend verzuim per schooljaar."
        ],
    ),
    (
        "kgc-2021",
        [Edit(ladder="te-laat", add_stage=stage(2))],
        [
            "Ladder Te laat, trede tl-4 (4e keer) is nieuw: vanaf 4 keer te laat per schooljaar.",
            "Ladder Te laat, trede tl-4: mentor belt.",
        ],
    ),
    (
        "maastricht-2019",
        [Edit(ladder="te-laat", stage="tl-3", drop=True)],
        ["Ladder Te laat per periode, trede tl-3 (3e keer te laat in de periode) vervalt."],
    ),
    (
        "kgc-2021",
        [Edit(late_weight=0.5, unknown_counts=False)],
        [
            "Een keer te laat weegt 0.5 uur voor de 16-uursnorm in plaats van 1.",
            "Onbekend verzuim telt niet mee als ongeoorloofd voor de 16-uursnorm.",
        ],
    ),
]


@pytest.mark.parametrize(("base", "edits", "sentences"), CASES)
def test_what_an_edit_changes_in_words(base: str, edits: list[Edit], sentences: list[str]) -> None:
    assert differences(P[base], apply(P[base], edits, "concept")) == sentences


def levels(protocol: Protocol, ladder: str) -> list[tuple[str, int]]:
    return [(s.id, s.level) for each in protocol.ladder if each.id == ladder for s in each.stage]


def test_a_new_stage_lifts_the_ones_above_and_one_dropped_lowers_them() -> None:
    more = apply(P["kgc-2021"], [Edit(ladder="te-laat", add_stage=stage(2))], "concept")
    assert levels(more, "te-laat") == [("tl-3", 1), ("tl-4", 2), ("tl-5", 3), ("tl-10", 4)]
    on_top = apply(P["kgc-2021"], [Edit(ladder="te-laat", add_stage=stage(4))], "concept")
    assert levels(on_top, "te-laat")[-1] == ("tl-4", 4)
    less = apply(P["kgc-2021"], [Edit(ladder="te-laat", stage="tl-3", drop=True)], "concept")
    assert levels(less, "te-laat") == [("tl-5", 1), ("tl-10", 2)]
    shared = apply(P["kgc-2021"], [Edit(ladder="ziek", stage="zk-4x", drop=True)], "concept")
    assert levels(shared, "ziek") == [("zk-5d", 1), ("zk-3x", 2), ("zk-10d", 3)]


def test_nothing_is_open_about_a_stage_that_is_gone() -> None:
    base = P["leerlingenbureau-2020"]
    less = apply(base, [Edit(ladder="ongeoorloofd", stage="oa-5", drop=True)], "concept")
    assert {norm.id for norm in base.open_norm} - {norm.id for norm in less.open_norm} == {"overlap-vijf"}


def test_a_counter_changes_everywhere_or_for_one_stage() -> None:
    base = P["kgc-2021"]
    everywhere = apply(base, [Edit(counter="verzuim_lesuur", unit="dag")], "concept")
    assert {c.unit for c in everywhere.counters["verzuim_lesuur"].terms} == {"dag"}
    one = apply(base, [Edit(ladder="ongeoorloofd", stage="oa-3", counter="verzuim_lesuur", unit="dag")], "concept")
    assert one.counters["verzuim_lesuur"] == base.counters["verzuim_lesuur"]
    assert one.counters["verzuim_lesuur_oa_3"].terms[0].unit == "dag"


@pytest.mark.parametrize(
    "edit",
    [
        Edit(ladder="weg", stage="tl-5", number=4),
        Edit(ladder="te-laat", stage="weg", number=4),
        Edit(ladder="te-laat", stage="tl-5", group=3, number=4),
        Edit(counter="weg", weeks=4),
        Edit(ladder="te-laat", stage="weg", drop=True),
    ],
)
def test_an_edit_that_fits_nowhere_is_refused(edit: Edit) -> None:
    with pytest.raises(ProtocolError, match="verandert niets"):
        apply(P["kgc-2021"], [edit], "concept")


READINGS = [
    (name, norm.id, number, next((c.why_not for c in norm.change if c.alternative == number and c.why_not), None))
    for name, protocol in P.items()
    for norm in protocol.open_norm
    for number in range(1, len(norm.alternatives) + 1)
]


@pytest.mark.parametrize(("name", "norm", "number", "why_not"), READINGS)
def test_every_other_reading_changes_something_or_says_why_not(
    name: str, norm: str, number: int, why_not: str | None
) -> None:
    if why_not is not None:
        with pytest.raises(ProtocolError, match="niet door te rekenen"):
            read_otherwise(P[name], norm, number, "concept")
        return
    read = read_otherwise(P[name], norm, number, "concept")
    told = differences(P[name], read)
    alternative = next(n for n in P[name].open_norm if n.id == norm).alternatives[number - 1]
    assert len(told) > 1
    assert any(f"Open norm {norm}: gelezen als “{alternative}”" in sentence for sentence in told)


def test_a_reading_that_is_not_there_is_refused() -> None:
    for norm, number in (("weg", 1), ("kwartaal", 0), ("kwartaal", 2)):
        with pytest.raises(ProtocolError, match="geen open norm"):
            read_otherwise(P["kgc-2021"], norm, number, "concept")


def test_a_weight_is_told_the_dutch_way() -> None:
    read = read_otherwise(P["kgc-2021"], "lessen-of-uren", 1, "concept")
    (told, *_) = differences(P["kgc-2021"], read)
    assert "vanaf 16: 0,83 × lesuren ongeoorloofd of onbekend verzuim plus lesuren te laat in 4 schoolweken" in told


def test_what_an_edit_sets_does_not_stand_in_the_document() -> None:
    base = P["kgc-2021"]
    edits = [
        Edit(ladder="te-laat", stage="tl-5", number=4),
        Edit(counter="ziek_meldingen", window="periode"),
        Edit(counter="verzuim_vier_weken", term=2, weight=0.5),
        Edit(late_weight=0.5, unknown_counts=False),
    ]
    draft = apply(base, edits, "concept")
    late, before = ({s.id: s for s in p.ladder[0].stage} for p in (draft, base))
    assert late["tl-5"].group[0].conditions[0].basis == "lezing"
    assert late["tl-10"] == before["tl-10"]
    assert (draft.late_weight_basis, draft.unknown_counts_basis) == ("lezing", "lezing")
    sick, sick_before = draft.counters["ziek_meldingen"], base.counters["ziek_meldingen"]
    assert (sick_before.unit_basis, sick_before.window_basis) == ("document", "document")
    assert (sick.unit_basis, sick.window_basis) == ("document", "lezing")
    assert draft.counters["verzuim_vier_weken"].unit_basis == "lezing"
    assert draft.counters["te_laat_keer"] == base.counters["te_laat_keer"]


def numbered(stage: str, number: float, group: int | None = None, condition: int | None = None) -> Edit:
    """Another number for a stage, wherever its ladder is."""
    ladder = next(each.id for p in P.values() for each in p.ladder for one in each.stage if one.id == stage)
    return Edit(ladder=ladder, stage=stage, number=number, group=group, condition=condition)


# base | edits | stage | name
NAMES: list[tuple[str, list[Edit], str, str]] = [
    ("mlg-2020", [Edit(ladder="te-laat", stage="tl-3", number=3)], "tl-3", "3e keer te laat"),
    ("mlg-2020", [Edit(ladder="te-laat", stage="tl-3", number=4)], "tl-3", "4e keer te laat"),
    ("mlg-2020", [Edit(ladder="te-laat", stage="tl-3", operator=">")], "tl-3", "meer dan 3 keer te laat"),
    # `>= 11` is what the document calls more than ten.
    ("kgc-2021", [numbered("zk-10d", 12)], "zk-10d", "meer dan 11 schooldagen achter elkaar ziek"),
    ("kgc-2021", [numbered("lo-20", 30)], "lo-20", "meer dan 30 procent van de gymlessen gemist"),
    ("kgc-2021", [Edit(ladder="te-laat", stage="tl-3", number=4)], "tl-3", "elke 3e keer te laat, vanaf de 4e"),
    (
        "kgc-2021",
        [Edit(ladder="te-laat", stage="tl-3", number=4, group=2)],
        "tl-3",
        "elke 3e keer te laat, vanaf de 3e of 4e",
    ),
    ("cgu-2024", [Edit(ladder="te-laat", stage="tl-1", number=2)], "tl-1", "elke keer te laat, vanaf de 2e"),
    (
        "cgu-2024",
        [Edit(ladder="te-laat", stage="tl-1", number=2), Edit(ladder="te-laat", stage="tl-1", number=1)],
        "tl-1",
        "elke keer te laat",
    ),
    # Which of two equal numbers it is, follows from the order of the conditions.
    (
        "mlg-2020",
        [numbered("us-9", 8, condition=1)],
        "us-9",
        "8e keer uitgestuurd, met 9 keer te laat of 5 uur spijbelen",
    ),
    ("mlg-2020", [numbered("us-9", 8, 1, 2)], "us-9", "9e keer uitgestuurd, met 8 keer te laat of 5 uur spijbelen"),
    (
        "mlg-2020",
        [numbered("us-9", 8, 1, 1)],
        "us-9",
        "8e of 9e keer uitgestuurd, met 9 keer te laat of 5 uur spijbelen",
    ),
    (
        "mlg-2020",
        [numbered("us-9", 8, 1, 1), numbered("us-9", 8, 2, 1)],
        "us-9",
        "8e keer uitgestuurd, met 9 keer te laat of 5 uur spijbelen",
    ),
    (
        "maastricht-2019",
        [numbered("zk-15d", 6, 2)],
        "zk-15d",
        "meer dan 15 schooldagen achter elkaar ziek, of meer dan 5 meldingen in een periode",
    ),
    ("nl-leerplicht", [numbered("maand", 5)], "maand", "meer dan 5 schoolweken achter elkaar ongeoorloofd"),
    # The four of the window is no number of a condition, and follows the window.
    ("cgu-2024", [numbered("duo", 4)], "duo", "4 uur ongeoorloofd in vier schoolweken"),
    ("kgc-2021", [Edit(counter="ziek_meldingen", window="periode")], "zk-3x", "3e ziekmelding in de periode"),
    (
        "nl-mazl",
        [Edit(counter="ziek_meldingen", weeks=8)],
        "mazl",
        "4e ziekmelding in 8 schoolweken, of 7e schooldag achter elkaar",
    ),
    # Without a number there is nothing to keep right.
    ("kgc-2021", [numbered("lx-1", 2)], "lx-1", "luxeverzuim of onverklaard weg rond een vakantie"),
    ("maastricht-2019", [numbered("vz-2", 3)], "vz-2", "3e dag zonder geldige reden"),
]


@pytest.mark.parametrize(("base", "made", "stage_id", "name"), NAMES)
def test_a_stage_is_named_after_its_number(base: str, made: list[Edit], stage_id: str, name: str) -> None:
    edited = apply(P[base], made, "proef")
    before = {one.id: one.name for each in P[base].ladder for one in each.stage}
    after = {one.id: one.name for each in edited.ladder for one in each.stage}
    assert after[stage_id] == name
    changed = {one for one, told in after.items() if told != before[one]} - {stage_id}
    assert changed == ({"zk-4x"} if made[0].window else set())


def test_a_stage_that_is_added_keeps_the_name_it_was_given() -> None:
    added = stage(2, id="tl-3", name="3e keer")
    edited = apply(
        P["kgc-2021"], [Edit(ladder="te-laat", stage="tl-3", drop=True), Edit(ladder="te-laat", add_stage=added)], "c"
    )
    assert [one.name for one in edited.ladder[0].stage] == ["5e keer te laat", "3e keer", "10e keer te laat"]
