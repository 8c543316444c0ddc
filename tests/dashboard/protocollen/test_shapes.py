"""A protocol in words: deadlines, what is a reading, and where it stands."""

from datetime import date

import pytest

from dashboard.app_pages.protocollen import boundaries, shapes, wording as said
from dashboard.app_pages.protocollen.blocks import Section, Step, Task
from protocols.finding import Finding
from protocols.ladders import Action, Condition, Counter, Group, Ladder, Stage, Term
from protocols.load import load_protocols
from protocols.schema import NotComputable, Protocol
from tests.dashboard.protocollen.document import texts

PROTOCOLS = load_protocols()
KGC = PROTOCOLS["kgc-2021"]
NORMS = {norm.name: norm.value for norm in PROTOCOLS["nl-leerplicht"].norm}
DEFAULTS = said.Defaults(5, NORMS)
HERE = shapes.Standing("De School", True, date(2022, 7, 31))


def stage(protocol: str, stage_id: str) -> Step:
    found = PROTOCOLS[protocol]
    (wanted,) = (s for ladder in found.ladder for s in ladder.stage if s.id == stage_id)
    return said.step(found, wanted, DEFAULTS)


def task(**change: object) -> Task:
    wanted = Action.model_validate({"role": "mentor", "what": "belt", **change})
    made = Stage(id="a", level=1, name="n", place="p", basis="document", action=(wanted,))
    return said.step(KGC, made, DEFAULTS).tasks[0]


def chapter(protocol: Protocol, start: str, *findings: Finding) -> Section:
    document = shapes.document(protocol, None, findings, HERE, DEFAULTS)
    return next(each for each in document.chapters if each.title.startswith(start))


@pytest.mark.parametrize(
    ("change", "until"),
    [
        ({}, "binnen 5 schooldagen*"),
        ({"deadline_text": "na overleg"}, "na overleg"),
        ({"deadline_school_days": 0}, "dezelfde dag"),
        ({"deadline_school_days": 0, "deadline_text": "voor 12.00 uur"}, "voor 12.00 uur"),
        ({"deadline_school_days": 1}, "binnen 1 schooldag"),
        ({"deadline_school_days": 2, "deadline_text": "twee dagen"}, "binnen 2 schooldagen (twee dagen)"),
        ({"deadline_norm": "due_working_days"}, "onverwijld (Onderwijsinspectie: binnen 5 werkdagen)"),
    ],
)
def test_a_deadline_in_words(change: dict[str, object], until: str) -> None:
    assert task(**change).until == until


def test_for_whom_and_how_often_stands_with_the_task() -> None:
    assert task().more == ""
    whole = task(leerjaar_from=3, adult=False, recurring=True, followup="melden").more
    assert whole == (
        "leerjaar 3 t/m 6; onder 18 jaar; ook bij herhaling, één keer per dag; "
        "afspraak: vroeg melden; gedaan als is geregistreerd dat de leerling kwam (lezing)"
    )


@pytest.mark.parametrize(
    ("protocol", "stage_id", "basis"),
    [
        ("kgc-2021", "zk-3x", ["Staat zo in het document."]),
        ("kgc-2021", "tl-5", ["Lezing: over welke tijd."]),
        ("kgc-2021", "zk-4x", ["Lezing: het getal."]),
        ("kgc-2021", "zk-10d", ["Staat zo in het document; het document schrijft ‘meer dan 10’."]),
        ("leerlingenbureau-2020", "oa-1", ["Lezing: over welke tijd; het document schrijft ‘1 tot en met 5’."]),
        ("kgc-2021", "lx-1", ["Lezing: het getal, wat er geteld wordt en over welke tijd."] * 2),
        (
            "cgu-2024",
            "combi",
            [
                "Bij 16: lezing: wat er geteld wordt en over welke tijd. "
                "Bij 2: lezing: het getal, wat er geteld wordt en over welke tijd."
            ],
        ),
    ],
)
def test_what_is_a_reading_and_what_the_document_states(protocol: str, stage_id: str, basis: list[str]) -> None:
    assert [way.basis for way in stage(protocol, stage_id).when] == basis


def test_a_stage_as_it_is_read() -> None:
    late = stage("kgc-2021", "tl-3")
    assert (late.title, late.key, late.marks) == ("Trede 1: elke 3e keer te laat", "tl-3", ())
    assert [way.rule for way in late.when] == [
        "vanaf 3 keer te laat per schooljaar (niet leerjaar 1)",
        "vanaf 3 keer te laat per schooljaar (leerjaar 1; door een registratie na de kerstvakantie)",
    ]
    assert late.again == "Opnieuw bij elke 3e registratie."
    assert stage("maastricht-2019", "tl-1").again == "Opnieuw bij elke volgende registratie, tot en met de 2e."
    assert late.tasks[0].until == "binnen 1 schooldag (de volgende ochtend)"


def test_marks_say_what_is_the_matter() -> None:
    assert stage("cgu-2024", "combi").marks == (said.CONFLICT,)
    assert "AVG" in stage("cgu-2024", "combi").warning
    assert stage("kgc-2021", "lo-20").marks == ("alleen met rooster",)
    assert stage("kgc-2021", "lo-20").place.endswith("Zonder rooster heeft deze trede geen getal.")
    assert stage("nl-leerplicht", "nadert").marks == ("lezing",)


def test_the_national_norm_and_the_tested_pattern_have_words() -> None:
    assert stage("nl-leerplicht", "nadert").when[0].rule == "vanaf 10 uur ongeoorloofd verzuim in 4 schoolweken"
    report = stage("nl-leerplicht", "melding").when[0].rule
    assert report == ("vanaf 16 uur ongeoorloofd verzuim in 4 schoolweken; na een melding begint de telling opnieuw")
    pattern = stage("mlg-2020", "zk-patroon").when[0]
    assert "ten minste 4 meldingen" in pattern.rule
    assert pattern.basis.startswith("Lezing")


@pytest.mark.parametrize(
    ("protocol", "ladder", "told"),
    [
        ("kgc-2021", "te-laat", "vanaf 3 · 5 · 10 keer te laat per schooljaar"),
        ("kgc-2021", "gym", "vanaf meer dan 20 · meer dan 50 procent"),
        ("mlg-2020", "ziek", "vanaf 81 lesuren ziek per schooljaar; een getoetst patroon"),
        ("cgu-2024", "te-laat", "vanaf 1 keer te laat per schooljaar"),
    ],
)
def test_a_ladder_in_short(protocol: str, ladder: str, told: str) -> None:
    found = next(each for each in PROTOCOLS[protocol].ladder if each.id == ladder)
    assert told in said.numbers(PROTOCOLS[protocol], found, NORMS)


@pytest.mark.parametrize(
    ("on", "over"), [(date(2022, 7, 31), False), (date(2022, 8, 1), True), (date(2022, 8, 2), True)]
)
def test_a_protocol_that_ended_and_is_still_used_says_so(on: date, over: bool) -> None:
    told = shapes.status(KGC, shapes.Standing("De School", True, on))
    assert told.startswith("Van kracht bij De School.")
    assert ("De looptijd is voorbij" in told) == over


def test_where_other_protocols_stand() -> None:
    other = shapes.Standing("De School", False, date(2026, 9, 1))
    assert shapes.status(KGC, other) == "Niet van kracht bij De School."
    assert shapes.status(PROTOCOLS["nl-mazl"], other).startswith("Landelijke criteria")


def test_every_kind_of_unit_and_window_is_explained() -> None:
    for protocol in PROTOCOLS.values():
        counting = chapter(protocol, "Zo wordt geteld")
        assert len(counting.tables[0].rows) == len(said.counters(protocol))
        assert all(text for _, text in counting.sections[0].pairs + counting.sections[1].pairs)


def test_open_norms_say_which_reading_holds_and_which_cannot_be_computed() -> None:
    first = chapter(KGC, "Open normen").items[0]
    assert first.pairs == (
        ("Geldt nu", "Vier schoolweken achter elkaar, verschuivend per dag."),
        (
            "Kan ook",
            "28 kalenderdagen. Niet door te rekenen: Het programma telt in schoolweken, niet in kalenderdagen.",
        ),
        ("Kan ook", "Vijf schoolweken."),
    )
    assert first.place == "Ongeoorloofd afwezig, trede 3 (oa-16); paragraaf 3.6, derde alinea"


def test_what_cannot_be_computed_says_what_it_would_take() -> None:
    found = chapter(KGC, "Niet te berekenen")
    assert found.title == "Niet te berekenen (12)"
    assert found.items[0].title.startswith("Gemiste gymlessen, trede 1 (lo-20): ")
    assert {name for item in found.items for name, _ in item.pairs} == {"Nodig"}


def test_a_code_that_the_list_lacks_or_that_is_a_reading_says_so() -> None:
    rows = {row[0]: row for row in chapter(PROTOCOLS["cgu-2024"], "Codes").tables[0].rows}
    assert rows["AA"][3] == "bijlage Codes in Magister"
    assert rows["AZ"][3].endswith("; lezing; staat niet in de lijst")
    assert rows["AO"][1:3] == ("Ongeoorloofd afwezig", "Beoordeeld: er is geen geldige reden.")


def test_findings_are_counted_by_kind_and_stand_by_ladder() -> None:
    findings = [
        Finding("kgc-2021", None, None, "vaststelling", "Geen datum.", "Stel vast."),
        Finding("kgc-2021", "te-laat", None, "open-norm", "Iets.", "Kies."),
        Finding("kgc-2021", "te-laat", "tl-5", "open-norm", "Nog iets.", "Kies ook."),
    ]
    found = chapter(KGC, "Bevindingen", *findings)
    assert found.title == "Bevindingen (3)"
    kinds, whole, late = found.tables
    assert kinds.rows[0] == ("Het document laat iets open", "2")
    assert (whole.caption, whole.rows) == ("Hele protocol: 1 bevinding", (("Geheel", "Geen datum.", "Stel vast."),))
    assert (late.caption, late.rows[1]) == ("Te laat: 2 bevindingen", ("Trede 2 (tl-5)", "Nog iets.", "Kies ook."))


def small(**change: object) -> Protocol:
    """A protocol of one stage that leaves nothing to decide."""
    counter = Counter(
        terms=(Term(count=("TL",), unit="keer"),), window="schooljaar", unit_basis="document", window_basis="document"
    )
    condition = Condition(counter="laat", operator=">=", number=2, basis="document")
    rung = Stage(
        id="a",
        level=1,
        name="vaak",
        place="p. 1",
        basis="document",
        group=(Group(conditions=(condition,)),),
        action=(Action(role="mentor", what="belt"),),
    )
    ladder = Ladder(id="te-laat", track="te_laat", name="Te laat", stage=(rung,))
    kept = {"counters": {"laat": counter}, "ladder": (ladder,), "open_norm": (), "not_computable": (), "code": ()}
    return KGC.model_copy(update={**kept, **change})


def test_a_protocol_without_doubts_has_words_for_that() -> None:
    document = shapes.document(small(), None, (), HERE, DEFAULTS)
    told = texts(document)
    for text in (
        "Het document laat niets open.",
        "Alle regels zijn uit registraties te berekenen.",
        "Het document noemt geen codes.",
        "De controle van dit protocol vond niets om over te beslissen.",
    ):
        assert text in told
    assert document.warnings == ()
    assert shapes.answer(small(), ()) == ("1 ladder met 1 trede; niets om over te beslissen.")
    assert shapes.document(small(), small(), (), HERE, DEFAULTS).chapters[0].text == (
        f"Er is geen verschil met {shapes.label(small())}.",
    )


def test_one_rule_that_cannot_be_computed_is_counted() -> None:
    rule = NotComputable(rule="Een oordeel.", needs="een mens.", place="p. 2")
    found = chapter(small(not_computable=(rule,)), "Niet te berekenen (1)")
    assert found.items[0].pairs == (("Nodig", "Een mens."),)


def test_a_calendar_without_holidays_has_words() -> None:
    assert texts(boundaries.unknown("Er is geen kalender.")) == ["Grensgevallen", "Er is geen kalender."]
