"""A protocol written to its file, and read back."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from protocols.load import load_protocol, load_protocols
from protocols.schema import Protocol
from protocols.write import to_toml

P = load_protocols()
# An invented protocol, laid out as versions up to 0.2 wrote it: logs of then hold the digest of such a text.
WRITTEN = r"""#:schema schema.json
id = "verzonnen"
name = "Een \"naam\" met \\ en é\n\u007f"
school_name = "Verzonnen College"
valid_from = 2026-08-01
valid_basis = "document"
checked = 2026-11-24
late_weight = 0.5
late_weight_basis = "lezing"
unknown_counts = true
unknown_counts_basis = "document"
unauthorised = ["OA", "TL"]
klas = [
  { number = 7, leerjaar = 1 },
  { number = 8, leerjaar = 2 },
]

[draft]
base = "kgc-2021"
author = "A. Tester"
reason = "Proef"
made_on = 2026-11-24

[document]
title = "Protocol"

[[code]]
code = "t+"
category = "te_laat_geoorloofd"
basis = "document"
place = "bijlage"
listed = false

[counters.te_laat]
terms = [
  { count = ["TL"], unit = "keer" },
  { count = ["OA"], unit = "lesuur", weight = 1e-05 },
]
window = "schooljaar"
unit_basis = "document"
window_basis = "lezing"

[counters."te laat"]
terms = [
  { count = ["TL"], unit = "keer" },
]
window = "dag"
unit_basis = "document"
window_basis = "lezing"

[[ladder]]
id = "te-laat"
track = "te_laat"
name = "Te laat"

[[ladder.stage]]
id = "tl-3"
level = 1
name = "3e keer"
place = "blz. 1"
basis = "document"
group = [
  { conditions = [{ counter = "te_laat", operator = ">=", number = 3.0, basis = "document" }], leerjaar = [1, 2] },
]
repeat = 3
action = [
  { role = "mentor", what = "belt", recurring = true },
]

[[norm]]
name = "uren"
label = "uren"
value = 16.0
unit = "uur"
basis = "bron"
source = "wet"
checked = 2026-11-24

[norm.read]
law = "uur"
by = "inspectie"
page = "uren"
address = "elders"
"""


@pytest.mark.parametrize("name", P)
def test_a_written_protocol_reads_back_the_same(tmp_path: Path, name: str) -> None:
    path = tmp_path / f"{name}.toml"
    path.write_text(to_toml(P[name]), encoding="utf-8")
    assert load_protocol(path) == P[name]


def test_the_text_is_that_of_earlier_versions() -> None:
    assert to_toml(Protocol.model_validate(tomllib.loads(WRITTEN))) == WRITTEN


@given(st.text(st.characters(exclude_categories=["Cs"])), st.floats(min_value=0, allow_infinity=False))
def test_awkward_values_survive(text: str, weight: float) -> None:
    base = P["nl-mazl"]
    note = base.document.model_copy(update={"note": text})
    counters = {text: next(iter(P["kgc-2021"].counters.values()))}
    odd = base.model_copy(update={"name": f"x{text}", "late_weight": weight, "document": note, "counters": counters})
    assert Protocol.model_validate(tomllib.loads(to_toml(odd))) == odd
