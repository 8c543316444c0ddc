"""The edits of a what-if as text: what a URL holds is what is made."""

import pytest

from dashboard.variants import edits
from protocols.edits import Edit, apply, read_otherwise
from protocols.errors import ProtocolError
from protocols.ladders import Stage
from protocols.load import load_protocols
from protocols.schema import Protocol
from protocols.writing import slug

KGC = load_protocols()["kgc-2021"]
NEW = Stage.model_validate(
    {
        "id": "8e-keer-te-laat",
        "level": 3,
        "name": "8e keer: te laat;",
        "place": "toegevoegd",
        "basis": "lezing",
        "group": [{"conditions": [{"counter": "te_laat_keer", "operator": ">=", "number": 8, "basis": "lezing"}]}],
        "action": [{"role": "mentor", "what": "belt de ouders"}],
    }
)

# edit as it stands in the URL | the same edit made by hand
SAME: list[tuple[edits.Parts, Protocol]] = [
    (("getal", "te-laat", "tl-5", "1", "1", "4"), apply(KGC, [Edit(ladder="te-laat", stage="tl-5", number=4)], "c")),
    (("weg", "te-laat", "tl-3"), apply(KGC, [Edit(ladder="te-laat", stage="tl-3", drop=True)], "c")),
    (("venster", "te_laat_keer", "periode"), apply(KGC, [Edit(counter="te_laat_keer", window="periode")], "c")),
    (
        ("venster", "te_laat_keer", "lesweken", "8"),
        apply(KGC, [Edit(counter="te_laat_keer", window="lesweken", weeks=8)], "c"),
    ),
    (
        ("telt", "verzuim_lesuur", "1", "ongeoorloofd", "spijbelen"),
        apply(KGC, [Edit(counter="verzuim_lesuur", term=1, count=("ongeoorloofd", "spijbelen"))], "c"),
    ),
    (("eenheid", "verzuim_lesuur", "1", "dag"), apply(KGC, [Edit(counter="verzuim_lesuur", term=1, unit="dag")], "c")),
    (
        ("gewicht", "verzuim_vier_weken", "2", "0.5"),
        apply(KGC, [Edit(counter="verzuim_vier_weken", term=2, weight=0.5)], "c"),
    ),
    (("lezing", "drie-keer", "1"), read_otherwise(KGC, "drie-keer", 1, "c")),
    (
        ("trede", "te-laat", "3", "8e keer: te laat;", "te_laat_keer", "8", "mentor", "belt de ouders"),
        apply(KGC, [Edit(ladder="te-laat", add_stage=NEW)], "c"),
    ),
]


@pytest.mark.parametrize(("parts", "expected"), SAME)
def test_an_edit_from_the_url_is_the_edit(parts: edits.Parts, expected: Protocol) -> None:
    text = edits.to_text([parts])
    assert edits.from_text(text) == (parts,)
    assert edits.joined(edits.by_place(text)) == text
    assert edits.made(KGC, text, "c") == expected


def test_a_reading_comes_before_an_own_number() -> None:
    bureau = load_protocols()["leerlingenbureau-2020"]
    text = "getal:ongeoorloofd:oa-5:1:1:7;lezing:overlap-vijf:1"
    (ladder, *_) = edits.made(bureau, text, "c").ladder
    assert [stage.group[0].conditions[0].number for stage in ladder.stage if stage.id == "oa-5"] == [7]


@pytest.mark.parametrize(
    "text",
    [
        "onzin",
        "getal:te-laat",
        "getal:te-laat:tl-5:1:1:veel",
        "getal:te-laat:tl-99:1:1:4",
        "weg:te-laat:tl-99",
        "venster:te_laat_keer:eeuw",
        "venster:geen:periode",
        "telt:te_laat_keer:1",
        "gewicht:te_laat_keer:1:0",
        "lezing:drie-keer:2",
        "lezing:geen:1",
        "trede:te-laat:3:naam:geen:8:mentor:belt",
        "trede:te-laat:3:naam",
    ],
)
def test_what_is_no_edit_or_fits_nowhere_is_refused(text: str) -> None:
    with pytest.raises(ProtocolError):
        edits.made(KGC, text, "c")


@pytest.mark.parametrize(
    ("name", "taken", "expected"),
    [
        ("Eerder praten!", [], "eerder-praten"),
        ("Één  ", [], "een"),
        ("…", [], "naamloos"),
        ("tl 3", ["tl-3"], "tl-3-2"),
        ("tl 3", ["tl-3", "tl-3-2"], "tl-3-3"),
    ],
)
def test_a_name_becomes_an_id_of_its_own(name: str, taken: list[str], expected: str) -> None:
    assert slug(name, taken) == expected
