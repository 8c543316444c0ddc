"""A protocol as text: numbers with their basis, who does what, doubts, and what is not computed."""

import pytest

from protocols.load import load_protocols
from protocols.schema import Protocol
from protocols.show import WIDTH, render, render_list


@pytest.fixture(scope="module")
def protocols() -> dict[str, Protocol]:
    return load_protocols()


def test_the_list_has_a_line_for_each_protocol(protocols: dict[str, Protocol]) -> None:
    lines = render_list(protocols).splitlines()
    assert [line.split()[0] for line in lines] == ["protocol", *protocols]
    assert "vanaf 01-08-2021 t/m 31-07-2022" in lines[2]


@pytest.mark.parametrize(
    ("protocol", "words"),
    [
        ("kgc-2021", "Trede 1 · tl-3: elke 3e keer te laat"),
        ("kgc-2021", "[leerjaar 1; door een registratie na de kerstvakantie]"),
        ("kgc-2021", "Opnieuw bij elke 3e registratie"),
        ("kgc-2021", "ten minste 1 lesuur luxeverzuim per schooljaar (getal: lezing"),
        ("kgc-2021", "Alleen te berekenen met: rooster; zonder heeft deze trede geen getal"),
        ("kgc-2021", "termijn: dezelfde dag voor 12.00 uur"),
        ("maastricht-2019", "Opnieuw bij elke volgende registratie, tot en met de 2e"),
        ("maastricht-2019", "vastgesteld: niet vermeld"),
        ("cgu-2024", "! Wettelijk conflict, geen uitvoer naar leerplicht"),
        ("cgu-2024", "[18 jaar en ouder]"),
        ("cgu-2024", "AZ   ziek                   lezing"),
        ("mlg-2020", "Andere lezing: Vier schoolweken. · Twaalf schoolweken. · De lopende periode."),
        ("nl-leerplicht", "uren voor een melding: 16 lesuren (bron;"),
        ("nl-leerplicht", "meer dan 4 schoolweken achter elkaar ongeoorloofd verzuim"),
        ("nl-mazl", "ten minste 4 ziekmeldingen in 12 schoolweken"),
    ],
)
def test_what_a_protocol_says(protocols: dict[str, Protocol], protocol: str, words: str) -> None:
    assert " ".join(words.split()) in " ".join(render(protocols[protocol]).split())


def test_every_stage_place_and_open_norm_is_shown(protocols: dict[str, Protocol]) -> None:
    for protocol in protocols.values():
        text = " ".join(render(protocol).split())
        for ladder in protocol.ladder:
            assert all(f"{s.id}: {s.name} Plaats: {s.place}" in text for s in ladder.stage)
        assert all(norm.question in text and norm.reading in text for norm in protocol.open_norm)
        assert all(rule.rule in text for rule in protocol.not_computable)


def test_lines_stay_within_the_width(protocols: dict[str, Protocol]) -> None:
    assert all(len(line) <= WIDTH for protocol in protocols.values() for line in render(protocol).splitlines())
