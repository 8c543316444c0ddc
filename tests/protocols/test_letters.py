"""Letters as data: which tasks are letters, what their texts may hold, and what is refused."""

import re
from pathlib import Path

import pytest

from protocols.errors import ProtocolError
from protocols.letters import HERE, PLACEHOLDERS, Letter, filled, load_letter, paragraphs, shipped_letters
from protocols.load import load_protocols

LETTERS = shipped_letters()
# Said of a task that is a letter, mail or invitation of the school itself.
WRITTEN = re.compile(r"\bmailt\b|\bschrijft\b|\bbrief\b|\bbericht\b|uitnodiging")
# What tells of somebody's health, in no letter about absence.
CARE_WORDS = re.compile(r"\bziek|\barts|\bzorg(?!en|coörd)|medisch|m@zl|niet-pluis|psych|diagnos|gezond|herstel", re.I)
GOOD = 'title = "T"\nkind = "mail"\nto = "ouders"\nsubject = "S {leerling}"\nparents = "A {dagen}"\npupil = "B"\n'


def actions() -> list[tuple[str, str, str, str, str | None]]:
    """Messages about missed appointments have no draft yet: those days are no registrations."""
    return [
        (protocol.id, stage.id, action.role, action.what, action.letter)
        for protocol in load_protocols().values()
        for ladder in protocol.ladder
        if ladder.track != "afspraken"
        for stage in ladder.stage
        for action in stage.action
    ]


def test_all_five_protocols_have_letters_and_every_letter_is_there() -> None:
    named = {(protocol, letter) for protocol, *_, letter in actions() if letter}
    assert {protocol for protocol, _ in named} == {
        "cgu-2024",
        "kgc-2021",
        "leerlingenbureau-2020",
        "maastricht-2019",
        "mlg-2020",
    }
    assert {letter for _, letter in named} == set(LETTERS)


def test_a_task_that_says_mail_or_letter_has_one() -> None:
    """What the leerplichtambtenaar sends is no letter of the school."""
    missing = [
        each for each in actions() if WRITTEN.search(each[3]) and not each[4] and each[2] != "leerplichtambtenaar"
    ]
    assert missing == []


@pytest.mark.parametrize("name", LETTERS)
def test_no_letter_about_absence_has_a_word_of_care(name: str) -> None:
    letter = LETTERS[name]
    texts = " ".join(filter(None, (letter.title, letter.subject, letter.parents, letter.pupil)))
    assert bool(CARE_WORDS.search(texts)) == (letter.side == "care")


@pytest.mark.parametrize("name", LETTERS)
def test_every_letter_speaks_of_the_facts_and_to_the_right_one(name: str) -> None:
    letter = LETTERS[name]
    assert "{stand}" in letter.pupil
    assert ("{dagen}" in letter.pupil) == (letter.side == "absence")
    assert not re.search(r"\b[Uu]w?\b", letter.pupil)
    assert letter.parents is None or not re.search(r"\b[Jj]e\b|\bjou", letter.parents)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (GOOD.replace("{dagen}", "{ziekte}"), "invulplek die er niet is: {ziekte}"),
        (GOOD.replace("{leerling}", "{naam}"), "'subject' heeft een invulplek die er niet is: {naam}"),
        (GOOD.replace("{dagen}", "{dagen"), "accolade"),
        (GOOD.replace("{dagen}", "{}"), "invulplek die er niet is: {}"),
        (GOOD.replace("{dagen}", "{{dagen}}"), "accolade"),
        (GOOD.replace('parents = "A {dagen}"\n', ""), "'parents' hoort bij"),
        (GOOD.replace('"ouders"', '"leerling"'), "'parents' hoort bij"),
        (GOOD + 'van = "x"\n', "'van' is geen bekende sleutel"),
        (GOOD.replace('kind = "mail"', 'kind = "sms"'), "'kind' is 'sms'"),
        ("title = ", "geen geldige TOML"),
    ],
)
def test_a_wrong_letter_is_refused_by_file_and_place(tmp_path: Path, wrong: str, said: str) -> None:
    path = tmp_path / "eigen.toml"
    path.write_text(wrong, encoding="utf-8")
    with pytest.raises(ProtocolError) as refused:
        load_letter(path)
    assert refused.value.what.startswith("eigen.toml: ") or "geen geldige TOML" in said
    assert said in refused.value.what


def test_a_value_is_text_and_no_placeholder() -> None:
    values = dict.fromkeys(PLACEHOLDERS, "x") | {"leerling": "{school} {0} {leerling.__class__}"}
    assert filled("Beste {leerling}, {klas}", values) == "Beste {school} {0} {leerling.__class__}, x"


def test_paragraphs_keep_their_lines() -> None:
    assert paragraphs("\na\nb \n\nc\n \nd\n") == [["a", "b"], ["c"], ["d"]]


def test_the_shipped_letters_are_beside_the_module() -> None:
    assert {path.stem for path in HERE.glob("*.toml")} == set(LETTERS)
    assert all(isinstance(letter, Letter) for letter in LETTERS.values())
