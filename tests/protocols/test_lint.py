"""The linter: every finding on the five protocols, and each kind of flaw with and without."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from protocols.edits import Edit, apply
from protocols.finding import DOUBTS, Finding
from protocols.lint import lint, lint_all, new_doubts, render_findings
from protocols.load import load_protocols
from protocols.schema import Protocol

# ladder/stage: kinds; a dash is the whole protocol or ladder. Open norms are held against the files themselves.
GOLDEN = {
    "cgu-2024": """
-: code-ontbreekt code-ontbreekt code-ontbreekt code-ontbreekt vaststelling
te-laat/-: zonder-persoon
te-laat/tl-1: venster-lezing
ongeoorloofd/ao-1: venster-lezing
uitgestuurd/us-1: venster-lezing
afspraken/nk-745: venster-lezing
afspraken/corvee-1: venster-lezing
ziek/zk-frequent: venster-lezing eenheid-lezing eenheid-lezing getal-lezing getal-lezing
leerplicht/combi: venster-lezing venster-lezing eenheid-lezing eenheid-lezing getal-lezing ziek-leerplicht
leerplicht/duo: venster-lezing
""",
    "kgc-2021": """
-: code-ontbreekt code-ontbreekt dubbele-code vaststelling
te-laat/tl-3: venster-lezing
te-laat/tl-10: landelijk
ongeoorloofd/oa-1: venster-lezing eenheid-lezing
ongeoorloofd/oa-16: venster-lezing landelijk
ziek/-: landelijk
ziek/zk-4x: getal-lezing
ziek/zk-10d: operator
gym/lo-20: onbereikbaar venster-lezing
gym/lo-50: onbereikbaar
luxe/lx-1: venster-lezing venster-lezing eenheid-lezing eenheid-lezing getal-lezing getal-lezing landelijk
leerplicht/duo: dubbele-voorwaarde dubbele-voorwaarde dubbele-voorwaarde dubbele-voorwaarde venster-lezing \
venster-lezing venster-lezing venster-lezing eenheid-lezing eenheid-lezing getal-lezing getal-lezing landelijk
""",
    "leerlingenbureau-2020": """
-: geen-codetabel vaststelling geldigheid
ongeoorloofd/oa-1: venster-lezing
ongeoorloofd/oa-5: overlap
ongeoorloofd/oa-16: venster-lezing eenheid-lezing gewicht landelijk overbodige-groep
ongeoorloofd/oa-21: operator landelijk
uitgestuurd/ul-1: venster-lezing
uitgestuurd/ul-4: overlap
ziek/-: landelijk
ziek/zk-40: venster-lezing venster-lezing eenheid-lezing
ziek/zk-200: reeks operator ziek-leerplicht
afspraken/nk-1: venster-lezing getal-lezing
""",
    "maastricht-2019": """
-: code-ontbreekt vaststelling
ziek/-: landelijk
ziek/zk-5d: venster-kalender getal-lezing
ziek/zk-15d: operator
verzuim/vz-1: venster-lezing
verzuim/vz-2: venster-lezing eenheid-lezing getal-lezing
te-laat/tl-1: venster-kalender
uitgestuurd/lv-1: venster-lezing
afspraken/nk-1: venster-lezing
leerplicht/duo: zonder-code venster-lezing venster-lezing venster-kalender eenheid-lezing getal-lezing termijn-wet landelijk
""",
    "mlg-2020": """
-: geen-codetabel vaststelling
te-laat/tl-3: venster-lezing
te-laat/tl-10: landelijk
ziek/-: landelijk
ziek/zk-5d: venster-lezing
ziek/zk-80u: operator
spijbelen/sp-1: venster-lezing
spijbelen/sp-7: landelijk
uitgestuurd/us-3: venster-lezing
uitgestuurd/us-9: venster-lezing venster-lezing
uitgestuurd/us-12: getal-lezing getal-lezing
""",
}
# Flaws of a kind that the files happen not to have are only in the small protocols below.
NOT_IN_THE_FILES = {"rol-onbekend", "gat", "minuten", "naam", "volgorde", "zonder-actie"}


def _where(finding: Finding) -> str:
    return f"{finding.ladder}/{finding.stage or '-'}" if finding.ladder else "-"


@pytest.fixture(scope="module")
def files() -> dict[str, Protocol]:
    return load_protocols()


@pytest.mark.parametrize("protocol", GOLDEN)
def test_the_findings_on_the_five_protocols(files: dict[str, Protocol], protocol: str) -> None:
    expected = dict(line.split(": ") for line in GOLDEN[protocol].strip().splitlines())
    found: dict[str, list[str]] = {}
    for finding in lint_all(files, protocol):
        if finding.kind != "open-norm":
            found.setdefault(_where(finding), []).append(finding.kind)
    assert {place: sorted(kinds) for place, kinds in found.items()} == {
        place: sorted(kinds.split()) for place, kinds in expected.items()
    }


@pytest.mark.parametrize("protocol", GOLDEN)
def test_every_open_norm_is_a_finding_in_its_place(files: dict[str, Protocol], protocol: str) -> None:
    found = [(f.ladder, f.stage) for f in lint_all(files, protocol) if f.kind == "open-norm"]
    expected = [(norm.ladder, norm.stage) for norm in files[protocol].open_norm]
    assert sorted(found, key=str) == sorted(expected, key=str)


def test_without_an_id_the_presets_are_left_out_and_every_kind_occurs(files: dict[str, Protocol]) -> None:
    found = lint_all(files)
    assert {finding.protocol for finding in found} == set(GOLDEN)
    assert set(DOUBTS) - {finding.kind for finding in found} == NOT_IN_THE_FILES
    assert all(finding.what.endswith((".", "?")) and finding.decide.endswith(".") for finding in found)


def test_a_preset_is_held_to_no_dates_codes_or_other_presets(files: dict[str, Protocol]) -> None:
    kinds = {f.kind for preset in ("nl-leerplicht", "nl-mazl") for f in lint_all(files, preset)}
    assert kinds == {"open-norm", "venster-lezing", "eenheid-lezing", "getal-lezing"}


def test_findings_as_text(files: dict[str, Protocol]) -> None:
    text = render_findings(lint_all(files, "leerlingenbureau-2020"))
    assert text.startswith("leerlingenbureau-2020: ")
    assert "  ziek/zk-200 · reeks (een reeks getallen breekt af)" in text
    assert "Beslis: Zeg of het 28 is of 30." in text
    assert render_findings([]) == "Geen bevindingen.\n"


def condition(number: float, counter: str = "laat", **more: object) -> dict[str, object]:
    return {"counter": counter, "operator": ">=", "number": number, "basis": "document"} | more


def stage(name: str, level: int, *conditions: dict[str, object], **more: object) -> dict[str, object]:
    """A stage with one group; the mentor talks."""
    return {
        "id": name,
        "level": level,
        "name": name,
        "place": "rij",
        "basis": "document",
        "group": [{"conditions": list(conditions)}],
        "action": [{"role": "mentor", "what": "praat"}],
    } | more


def counter(count: str = "TL", unit: str = "keer", window: str = "schooljaar", **more: object) -> dict[str, object]:
    term = {"count": [count], "unit": unit} | ({"weight": more.pop("weight")} if "weight" in more else {})
    return {"terms": [term], "window": window, "unit_basis": "document", "window_basis": "document"} | more


def good(**changes: object) -> dict[str, Any]:
    """A protocol without a flaw: two stages of lateness, everything stated, with a list of codes."""
    code = {"basis": "document", "place": "lijst"}
    return {
        "id": "proef",
        "name": "Proef",
        "school_name": "Proef",
        "valid_from": date(2026, 8, 1),
        "valid_basis": "document",
        "checked": date(2026, 11, 24),
        "late_weight": 0.0,
        "late_weight_basis": "lezing",
        "unknown_counts": False,
        "unknown_counts_basis": "document",
        "unauthorised": ["OA"],
        "document": {"title": "Proef", "adopted": date(2026, 6, 1)},
        "code": [
            {"code": "TO", "category": "te_laat_ongeoorloofd"} | code,
            {"code": "A", "category": "spijbelen"} | code,
            {"code": "Z", "category": "ziek"} | code,
        ],
        "counters": {
            "laat": counter(),
            "ziek": counter("ZK", "melding", "lesweken", weeks=12),
            "ziek_dag": counter("ZK", "aaneengesloten_dag", "dag"),
            "weg": counter("OA", "lesuur", "lesweken", weeks=4),
        },
        "ladder": [
            {
                "id": "te-laat",
                "track": "te_laat",
                "name": "Te laat",
                "stage": [stage("tl-3", 1, condition(3)), stage("tl-6", 2, condition(6))],
            }
        ],
    } | changes


def protocol(raw: dict[str, object]) -> Protocol:
    return Protocol.model_validate(raw)


def found(raw: dict[str, object]) -> set[tuple[str, str]]:
    """Place and kind of each finding on a small protocol, beside the national presets."""
    national = {name: p for name, p in load_protocols().items() if p.preset}
    return {(_where(finding), finding.kind) for finding in lint(protocol(raw), national)}


def ladder(*stages: dict[str, object], track: str = "te_laat") -> list[dict[str, object]]:
    return [{"id": "x", "track": track, "name": "X", "stage": list(stages)}]


def with_counters(**changed: dict[str, object]) -> dict[str, Any]:
    return good()["counters"] | changed  # type: ignore[no-any-return]


def two(first: float, second: float, **more: Any) -> list[dict[str, object]]:
    return ladder(stage("a", 1, condition(first, **more)), stage("b", 2, condition(second)))


def either(number: float, counts: dict[str, object], enough: dict[str, object]) -> dict[str, object]:
    """A stage of two groups: sixteen of one counter, or so many of the other."""
    groups = [{"conditions": [condition(16, "ruim")]}, {"conditions": [condition(number, "krap")]}]
    return good(counters=with_counters(krap=counts, ruim=enough), ladder=ladder(stage("a", 1, group=groups)))


FOUR = counter("OA", "lesuur", "lesweken", weeks=4)


def two_ways(first: float, other: float, second: float) -> list[dict[str, object]]:
    ways = [{"conditions": [condition(first, "weg")]}, {"conditions": [condition(other)]}]
    return ladder(stage("a", 1, group=ways), stage("b", 2, condition(second)))


def three(first: float, beside: float, second: float) -> list[dict[str, object]]:
    return ladder(
        stage("a", 1, condition(first)), stage("b", 1, condition(beside, "weg")), stage("c", 2, condition(second))
    )


def limited(low: list[int], high: list[int]) -> list[dict[str, object]]:
    groups = [[{"conditions": [condition(5)], "leerjaar": years}] for years in (low, high)]
    return ladder(stage("a", 1, group=groups[0]), stage("b", 2, group=groups[1]))


def called(name: str, number: float) -> list[dict[str, object]]:
    return ladder(stage("a", 1, condition(3)), stage("b", 2, condition(number)) | {"name": name})


def late(*terms: dict[str, object]) -> dict[str, object]:
    counts = [{"count": ["TL"], "unit": "keer"} | term for term in terms]
    return good(counters=with_counters(laat=counter(terms=counts)))


REPORT = [{"role": "mentor", "what": "meldt", "report": True}]
MAZL = {"group": [{"conditions": [condition(4, "ziek")]}, {"conditions": [condition(7, "ziek_dag")]}]}
# kind | place | with the flaw | the same without it
FLAWS: list[tuple[str, str, Callable[[], dict[str, object]], Callable[[], dict[str, object]]]] = [
    ("overlap", "x/b", lambda: good(ladder=two(1, 5, written="1-5")), lambda: good(ladder=two(1, 5, written="1-4"))),
    ("gat", "x/b", lambda: good(ladder=two(1, 6, written="1-4")), lambda: good(ladder=two(1, 5, written="1-4"))),
    ("volgorde", "x/b", lambda: good(ladder=two(5, 4)), lambda: good(ladder=two(4, 5))),
    ("volgorde", "x/b", lambda: good(ladder=two(5, 5)), lambda: good(ladder=two(5, 6))),
    (
        "minuten",
        "-",
        lambda: late({"minutes_from": 15}),
        lambda: late({"minutes_from": 15}, {"minutes_below": 15, "minutes_unknown": True}),
    ),
    # Stages of one height need not rise.
    (
        "volgorde",
        "x/b",
        lambda: good(ladder=two(5, 4)),
        lambda: good(ladder=ladder(stage("a", 1, condition(5)), stage("b", 1, condition(4)))),
    ),
    # More than five begins at six.
    ("volgorde", "x/b", lambda: good(ladder=two(6, 5, operator=">")), lambda: good(ladder=two(5, 7, operator=">"))),
    ("volgorde", "x/b", lambda: good(ladder=two(5, 6, operator=">")), lambda: good(ladder=two(4, 6, operator=">"))),
    # One of the ways to reach it is enough, and a stage between them hides nothing.
    ("volgorde", "x/b", lambda: good(ladder=two_ways(3, 5, 4)), lambda: good(ladder=two_ways(3, 5, 6))),
    ("volgorde", "x/c", lambda: good(ladder=three(5, 3, 4)), lambda: good(ladder=three(5, 3, 6))),
    # A limit to some pupils is no way out; another leerjaar is.
    ("volgorde", "x/b", lambda: good(ladder=limited([1], [1, 2])), lambda: good(ladder=limited([1], [2, 3]))),
    ("naam", "x/b", lambda: good(ladder=called("6e keer", 5)), lambda: good(ladder=called("5e keer", 5))),
    ("naam", "x/b", lambda: good(ladder=called("meer dan 5", 5)), lambda: good(ladder=called("meer dan 4", 5))),
    (
        "naam",
        "x/b",
        lambda: good(ladder=called("vier keer", 5)),
        lambda: good(ladder=called("vaak in vier schoolweken", 5)),
    ),
    (
        "reeks",
        "x/s28",
        lambda: good(ladder=ladder(*(stage(f"s{n}", m, condition(n)) for m, n in enumerate((6, 12, 18, 24, 28), 1)))),
        lambda: good(ladder=ladder(*(stage(f"s{n}", m, condition(n)) for m, n in enumerate((6, 12, 18, 24, 30), 1)))),
    ),
    (
        "operator",
        "x/b",
        lambda: good(ladder=ladder(stage("a", 1, condition(3)), stage("b", 2, condition(7, written="> 6")))),
        lambda: good(
            ladder=ladder(stage("a", 1, condition(4, written="> 3")), stage("b", 2, condition(7, written="> 6")))
        ),
    ),
    ("dubbele-voorwaarde", "x/b", lambda: good(ladder=two(5, 5)), lambda: good(ladder=two(5, 6))),
    (
        "onbereikbaar",
        "x/a",
        lambda: good(ladder=ladder(stage("a", 1, condition(3), computable=False, needs="rooster"))),
        lambda: good(ladder=ladder(stage("a", 1, condition(3)))),
    ),
    ("overbodige-groep", "x/a", lambda: either(16, FOUR, counter("OA")), lambda: either(15, FOUR, counter("OA"))),
    ("overbodige-groep", "x/a", lambda: either(17, FOUR, counter("OA")), lambda: either(17, counter("OA"), FOUR)),
    (
        "overbodige-groep",
        "x/a",
        lambda: either(16, FOUR, counter("OA", "lesuur", "lesweken", weeks=5)),
        lambda: either(17, FOUR, counter("OA", "lesuur", "lesweken", weeks=3)),
    ),
    (
        "overbodige-groep",
        "x/a",
        lambda: either(16, FOUR, counter("OA+")),
        lambda: either(16, counter("OA+", "lesuur", "lesweken", weeks=4), counter("OA")),
    ),
    (
        "overbodige-groep",
        "x/a",
        lambda: either(16, counter("OA", "dag"), counter("OA", "lesuur")),
        lambda: either(17, counter("OA", "lesuur"), counter("OA", "dag")),
    ),
    (
        "overbodige-groep",
        "x/a",
        lambda: either(16, counter("OA", window="periode"), counter("OA")),
        lambda: either(16, counter("OA", window="periode"), counter("OA", window="kwartaal")),
    ),
    ("overbodige-groep", "x/a", lambda: either(15, counter("OA"), FOUR), lambda: either(17, counter("OA"), FOUR)),
    ("onbereikbaar", "x/a", lambda: good(ladder=two(5, 5)), lambda: good(ladder=two(5, 6))),
    (
        "zonder-code",
        "x/a",
        lambda: good(
            counters=with_counters(luxe=counter("luxeverzuim", "lesuur")),
            ladder=ladder(stage("a", 1, condition(1, "luxe"))),
        ),
        lambda: good(
            counters=with_counters(luxe=counter("spijbelen", "lesuur")),
            ladder=ladder(stage("a", 1, condition(1, "luxe"))),
        ),
    ),
    (
        "zonder-actie",
        "x/a",
        lambda: good(ladder=ladder(stage("a", 1, condition(3), action=[]), stage("b", 2, condition(5)))),
        lambda: good(ladder=two(3, 5)),
    ),
    (
        "zonder-persoon",
        "x/-",
        lambda: good(ladder=ladder(stage("a", 1, condition(3), action=[{"role": "conciërge", "what": "corvee"}]))),
        lambda: good(ladder=ladder(stage("a", 1, condition(3)))),
    ),
    (
        "rol-onbekend",
        "x/a",
        lambda: good(ladder=ladder(stage("a", 1, condition(3), action=[{"role": "coach", "what": "praat"}]))),
        lambda: good(
            ladder=ladder(stage("a", 1, condition(3), action=[{"role": "coach", "like": "mentor", "what": "praat"}]))
        ),
    ),
    ("venster-lezing", "te-laat/tl-3", lambda: good(counters=with_counters(laat=counter(window_basis="lezing"))), good),
    ("venster-kalender", "te-laat/tl-3", lambda: good(counters=with_counters(laat=counter(window="periode"))), good),
    ("eenheid-lezing", "te-laat/tl-3", lambda: good(counters=with_counters(laat=counter(unit_basis="lezing"))), good),
    ("getal-lezing", "x/a", lambda: good(ladder=ladder(stage("a", 1, condition(3, basis="lezing")))), good),
    (
        "gewicht",
        "x/a",
        lambda: good(
            counters=with_counters(
                weg={**counter("OA", "lesuur"), "terms": [{"count": ["OA", "TL"], "unit": "lesuur"}]}
            ),
            ladder=ladder(stage("a", 1, condition(3, "weg"))),
        ),
        lambda: good(ladder=ladder(stage("a", 1, condition(3, "weg")))),
    ),
    ("gewicht", "-", lambda: good(late_weight=1.0), lambda: good(late_weight=1.0, late_weight_basis="document")),
    (
        "open-norm",
        "-",
        lambda: good(
            open_norm=[{"id": "n", "question": "Wat?", "reading": "Dit.", "alternatives": ["Dat."], "place": "rij"}]
        ),
        good,
    ),
    (
        "code-ontbreekt",
        "-",
        lambda: good(code=[{**code, "listed": code["code"] != "Z"} for code in good()["code"]]),
        good,
    ),
    (
        "dubbele-code",
        "-",
        lambda: good(code=[*good()["code"], {"code": "z", "category": "verlof", "basis": "document", "place": "x"}]),
        good,
    ),
    (
        "dubbele-code",
        "-",
        lambda: good(code=[*good()["code"], {"code": "Z", "category": "verlof", "basis": "document", "place": "x"}]),
        good,
    ),
    ("geen-codetabel", "-", lambda: good(code=[]), good),
    ("vaststelling", "-", lambda: good(document={"title": "Proef"}), good),
    ("geldigheid", "-", lambda: good(valid_basis="lezing"), good),
    (
        "termijn-wet",
        "x/a",
        lambda: good(
            ladder=ladder(stage("a", 1, condition(16, "weg"), action=[{**REPORT[0], "deadline_school_days": 6}]))
        ),
        lambda: good(
            ladder=ladder(stage("a", 1, condition(16, "weg"), action=[{**REPORT[0], "deadline_school_days": 5}]))
        ),
    ),
    (
        "ziek-leerplicht",
        "x/a",
        lambda: good(ladder=ladder(stage("a", 1, condition(4, "ziek"), action=REPORT))),
        lambda: good(ladder=ladder(stage("a", 1, condition(16, "weg"), action=REPORT))),
    ),
    (
        "landelijk",
        "x/a",
        lambda: good(ladder=ladder(stage("a", 1, condition(15, "weg"), action=REPORT))),
        lambda: good(ladder=ladder(stage("a", 1, condition(16, "weg"), action=REPORT))),
    ),
    (
        "landelijk",
        "x/-",
        lambda: good(ladder=ladder(stage("a", 1, condition(4, "ziek")), track="ziek")),
        lambda: good(ladder=ladder(stage("a", 1, **MAZL), track="ziek")),
    ),
]


@pytest.mark.parametrize(
    ("kind", "place", "flawed", "sound"), FLAWS, ids=[f"{row[0]}-{n}" for n, row in enumerate(FLAWS)]
)
def test_a_flaw_is_found_where_it_is_and_only_there(
    kind: str, place: str, flawed: Callable[[], dict[str, object]], sound: Callable[[], dict[str, object]]
) -> None:
    assert (place, kind) in found(flawed())
    assert (place, kind) not in found(sound())


def test_each_kind_has_a_small_protocol_with_the_flaw() -> None:
    assert {row[0] for row in FLAWS} == set(DOUBTS)


def test_a_protocol_without_flaws_has_no_findings() -> None:
    assert found(good()) == set()


@pytest.mark.parametrize(("number", "doubts"), [(6.0, 0), (5.0, 1), (4.0, 1), (3.0, 2)])
def test_a_draft_says_at_once_which_numbers_do_not_rise(files: dict[str, Protocol], number: float, doubts: int) -> None:
    """The ladder of three, five and ten lates; gym, which nobody can reach in the base either, is no news."""
    base = files["kgc-2021"]
    draft = apply(base, [Edit(ladder="te-laat", stage="tl-10", number=number)], "proef")
    told = new_doubts(draft, base)
    assert len(told) == doubts
    assert all("tl-10" in each and "niet na" in each for each in told)
    assert new_doubts(base, base) == []
