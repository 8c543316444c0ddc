"""Drafts of letters: to whom, about which days, what never stands in them, and that names are text everywhere."""

import email
import email.policy
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from dashboard import access
from dashboard.contacts.doors import of_pupil as contacts_of
from dashboard.letters import asked, doors, mail, panel, shapes, tasks
from dashboard.letters.tasks import Wanted
from dashboard.view import View
from pipelines.errors import UsageError
from pipelines.settings.letters import FOLDER
from pipelines.store.part import part_of
from pipelines.store.workspace import Workspace, open_workspace
from pipelines.viewer import CARE, EVERYTHING, NOBODY, of_afdelingen, of_schools
from protocols.errors import ProtocolError
from protocols.letters import shipped_letters
from protocols.load import load_protocols
from protocols.national import number
from tests.dashboard.conftest import OpenPage
from tests.dashboard.pdf_text import pages, squeezed
from tests.pipelines.histories import YEAR, Registration, make_workspace, spread
from tests.shared import copied

PUPIL = "7"
LAST = YEAR[60]
HOSTILE = "Eve\r\nBcc: x@y.nl #strong[x] ![i](//x) {school} $1$ <b> \\u{41} =1+1"
FIVE = ("cgu-2024", "kgc-2021", "leerlingenbureau-2020", "maastricht-2019", "mlg-2020")
# A pupil who reaches every rung of every ladder about absence, and is ill as well.
ROWS = [
    *spread(PUPIL, "laat", 12, start=0, step=2),
    *spread(PUPIL, "spijbelen", 30, start=1, step=2, hours=3),
    *spread(PUPIL, "uit", 14, start=20, step=1),
    *(Registration(PUPIL, YEAR[day], hour, "ziek") for day in range(40, 56) for hour in range(1, 8)),
    *(Registration(PUPIL, YEAR[57], hour, "medisch") for hour in (1, 2)),
    Registration(PUPIL, LAST, 3, "spijbelen"),
    *spread("8", "laat", 1, start=3),
]


@pytest.fixture(scope="module")
def schools(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Workspace]:
    made: dict[str, Workspace] = {}

    def find(protocol: str) -> Workspace:
        if protocol not in made:
            made[protocol] = make_workspace(tmp_path_factory.mktemp("s"), ROWS, protocol)
        return made[protocol]

    return find


ViewOf = Callable[..., View]


@pytest.fixture
def view_of(schools: Callable[[str], Workspace], monkeypatch: pytest.MonkeyPatch) -> ViewOf:
    def make(protocol: str = "kgc-2021", viewer: Any = None) -> View:
        workspace = schools(protocol)
        monkeypatch.setenv(access.WORKSPACE_VARIABLE, str(workspace.path))
        who = of_schools("s", rights=CARE) if viewer is None else viewer
        return View(str(part_of(workspace).current()), who, EVERYTHING, "s", protocol, LAST, YEAR[0], LAST)

    return make


def every_letter(protocol: str) -> list[Wanted]:
    return [
        Wanted(PUPIL, ladder.id, stage.id, action.letter, action.role, action.what)
        for ladder in load_protocols()[protocol].ladder
        for stage in ladder.stage
        for action in stage.action
        if action.letter
    ]


def who(birth: date | None, name: str = "Noor Veld") -> dict[str, Any]:
    return {"name": name, "klas": "H4a", "birth_date": birth}


VALUES = {
    "school": "De School",
    "datum": "maandag 16 november 2026",
    "stand": "5 keer te laat",
    "dagen": "- a\n- b",
    "vervolg": "Verder.",
    "afzender": "Mentor",
}


@pytest.mark.parametrize("protocol", FIVE)
def test_each_letter_of_each_protocol_has_facts_and_never_sickness(view_of: ViewOf, protocol: str) -> None:
    view = view_of(protocol)
    for wanted in every_letter(protocol):
        draft = doors.draft(view, wanted)
        letter = shipped_letters()[wanted.letter]
        assert "{" not in draft.text, wanted
        if letter.side == "absence":
            assert re.search(r"- \w+dag \d+ \w+ 2026: lesuur", draft.text), wanted
            assert not re.search(r"\bziek|medisch|arts\b", draft.text), wanted
            # He was ill on all of these days, and nothing else.
            assert not re.search(rf"{shapes.long_day(YEAR[45])}|{shapes.long_day(YEAR[57])}", draft.text)
        else:
            assert "ziek" in draft.text


@pytest.mark.parametrize("protocol", ["leerlingenbureau-2020"])
def test_a_letter_about_sickness_is_for_care_only(view_of: ViewOf, protocol: str) -> None:
    view = view_of(protocol)
    [wanted] = [each for each in every_letter(protocol) if each.letter == "uitnodiging-zorg"]
    assert "gezond" not in doors.draft(view, wanted).text
    without = replace(view, viewer=of_schools("s"))
    with pytest.raises(UsageError, match="niet"):
        doors.draft(without, wanted)
    # Nor can it be had for another stage, or a letter about absence for a sick one.
    for odd in (replace(wanted, ladder="ongeoorloofd", stage="oa-10"), replace(wanted, letter="waarschuwing-verzuim")):
        with pytest.raises(UsageError, match="past niet"):
            doors.draft(view, odd)


@pytest.mark.parametrize("viewer", [NOBODY, of_schools("t", rights=CARE), of_afdelingen("s", "x")])
def test_nobody_else_gets_a_draft(view_of: ViewOf, viewer: Any) -> None:
    with pytest.raises(UsageError):
        doors.draft(
            view_of("kgc-2021", viewer), Wanted(PUPIL, "te-laat", "tl-5", "aankondiging-melding", "mentor", "x")
        )


def test_the_days_are_those_of_the_rung_up_to_the_day_looked_from(view_of: ViewOf) -> None:
    view = view_of("kgc-2021")
    wanted = Wanted("8", "te-laat", "tl-5", "aankondiging-melding", "mentor", "x")
    assert "De stand is nu: 1 keer te laat dit schooljaar. " in doors.draft(view, wanted).text
    assert "De stand is nu: 0 keer te laat dit schooljaar. " in doors.draft(replace(view, on=YEAR[2]), wanted).text
    assert doors.draft(view, wanted).text.count("\n- ") == 1
    assert f"- {shapes.long_day(YEAR[3])}: lesuur 1, te laat, ongeoorloofd" in doors.draft(view, wanted).text
    assert shapes.NO_DAYS in doors.draft(replace(view, on=YEAR[2]), wanted).text
    one_day = Wanted(PUPIL, "ongeoorloofd", "oa-1", "verzuim-bericht", "verzuimcoördinator", "x", LAST)
    assert doors.draft(view, one_day).text.count("\n- ") == 1
    assert "De volgende stap van het verzuimprotocol komt vanaf 10 keer te laat per schooljaar. Dan meldt" in (
        doors.draft(view, wanted).text
    )


def test_a_pupil_is_addressed_from_the_age_of_the_norm_on() -> None:
    letter, age = shipped_letters()["aankondiging-melding"], int(number("duty_until_age"))
    today = date(2026, 11, 16)
    for birth, to in (
        (date(2026 - age, 11, 17), "ouders"),
        (date(2026 - age, 11, 16), "leerling"),
        (date(2026 - age, 11, 15), "leerling"),
    ):
        draft = shapes.draft(letter, who(birth), shapes.is_adult(birth, today), None, VALUES)
        assert (draft.addressee, draft.doubt) == (to, "")
        assert draft.text.startswith("Beste ouders" if to == "ouders" else "Beste Noor Veld")
        # Nobody can choose the parents of an adult, or leave them out below that age.
        other = "leerling" if to == "ouders" else "ouders"
        assert shapes.draft(letter, who(birth), shapes.is_adult(birth, today), other, VALUES).addressee == to  # type: ignore[arg-type]


def test_an_unknown_date_of_birth_is_said_and_leaves_a_choice() -> None:
    letter = shipped_letters()["aankondiging-melding"]
    assert shapes.addressees(letter, None) == ("ouders", "leerling")
    draft = shapes.draft(letter, who(None), None, "leerling", VALUES)
    assert draft.addressee == "leerling"
    assert "De geboortedatum is niet bekend" in draft.doubt


def test_parents_of_an_adult_get_no_copy() -> None:
    letter = shipped_letters()["verzuim-leerling"]
    assert shapes.draft(letter, who(None), False, None, VALUES).copy_to == ("ouders", "mentor")
    assert shapes.draft(letter, who(None), True, None, VALUES).copy_to == ("mentor",)


def hostile() -> shapes.Draft:
    letter = shipped_letters()["aankondiging-melding"]
    return shapes.draft(letter, who(date(2011, 1, 1), HOSTILE), False, None, VALUES)


def test_a_mail_is_read_back_as_it_was_written() -> None:
    letter = shipped_letters()["aankondiging-melding"]
    draft = shapes.draft(letter, who(date(2011, 1, 1), "José Ahmed-Çelik"), False, None, VALUES)
    found = email.message_from_bytes(mail.eml(draft), policy=email.policy.default)
    assert found["Subject"] == "José Ahmed-Çelik komt vaak te laat"
    assert not found["To"]
    assert found.get_content_charset() == "utf-8"
    assert found.get_content().replace("\r\n", "\n") == draft.text
    assert found["X-Unsent"] == "1"


def test_no_name_makes_a_header_of_a_mail() -> None:
    found = email.message_from_bytes(mail.eml(hostile()), policy=email.policy.default)
    assert set(found.keys()) == {
        "X-Unsent",
        "To",
        "Subject",
        "Content-Type",
        "Content-Transfer-Encoding",
        "MIME-Version",
    }
    assert "Bcc: x@y.nl" in found["Subject"]
    assert "Bcc: x@y.nl #strong[x]" in found.get_content()


def test_no_name_changes_the_printed_letter() -> None:
    [page] = pages(panel.printed(hostile()))
    assert squeezed("#strong[x] ![i](//x) {school} $1$ <b>") in squeezed(page)


def test_a_school_has_letters_of_its_own(view_of: ViewOf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:

    view = view_of("kgc-2021")
    folder = copied(access.folder(), tmp_path / "werkmap")
    monkeypatch.setenv(access.WORKSPACE_VARIABLE, str(folder))
    (folder / FOLDER).mkdir()
    own = folder / FOLDER / "aankondiging-melding.toml"
    text = 'title = "Eigen"\nkind = "mail"\nto = "ouders"\nsubject = "Over {leerling}"\nparents = "Eigen {stand}"\npupil = "P"\n'
    own.write_text(text, encoding="utf-8")
    wanted = Wanted("8", "te-laat", "tl-5", "aankondiging-melding", "mentor", "x")
    assert doors.draft(view, wanted).text == "Eigen 1 keer te laat dit schooljaar\n"
    own.write_text(text.replace("{stand}", "{ziekte}"), encoding="utf-8")
    with pytest.raises(ProtocolError, match=r"aankondiging-melding\.toml.*\{ziekte\}"):
        doors.draft(view, wanted)
    # Another letter is none the worse for it.
    assert doors.draft(view, replace(wanted, stage="tl-10", letter="melding-gedaan")).text


def test_the_steps_of_a_pupil_offer_their_letters(view_of: ViewOf) -> None:
    view = view_of("mlg-2020")
    offered = tasks.of_pupil(view, PUPIL)
    assert {each.letter for each in offered} >= {"verzuim-leerling"}
    assert len(set(offered)) == len(offered)
    assert tasks.of_pupil(view, "8") == []


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ({}, ""),
        ({"leerling": "zz", "ladder": "te-laat", "trede": "tl-5", "brief": "melding-gedaan"}, "is er niet"),
        ({"leerling": "8", "ladder": "te-laat", "trede": "tl-99", "brief": "melding-gedaan"}, "klopt niet"),
        ({"leerling": "8", "ladder": "te-laat", "trede": "tl-5", "brief": "melding-gedaan"}, "hoort geen brief"),
        (
            {"leerling": "8", "ladder": "te-laat", "trede": "tl-5", "brief": "aankondiging-melding", "dag": "x"},
            "geen dag",
        ),
    ],
)
def test_a_link_that_does_not_fit_says_why(view_of: ViewOf, address: dict[str, str], said: str) -> None:
    wanted, problem = asked.letter(view_of("kgc-2021"), address)
    assert wanted is None
    assert said in problem


def test_making_a_letter_is_a_contact_in_one_click(
    schools: Callable[[str], Workspace],
    view_of: ViewOf,
    open_page: OpenPage,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:

    workspace = open_workspace(copied(schools("kgc-2021").path, tmp_path / "werkmap"))
    link = {"leerling": "8", "ladder": "te-laat", "trede": "tl-5", "brief": "aankondiging-melding"}
    page = open_page(workspace, "brief", **link)
    assert not page.exception
    assert "Beste ouders" in page.code[0].value
    assert any("geboortedatum" in each.value for each in page.warning)
    for _ in range(2):
        page.text_input(key="contact-paraaf").input("ab")
        next(button for button in page.button if button.label == "Gemaild").click()
        page.run()
        assert not page.exception
        assert not page.error
    assert [each.value.startswith("Vastgelegd als contact: mail") for each in page.success] == [True]
    view = replace(view_of("kgc-2021"), snapshot=str(part_of(workspace).current()))
    monkeypatch.setenv(access.WORKSPACE_VARIABLE, str(workspace.path))
    kept = contacts_of(view, "8")
    assert kept.select("Op", "Wat", "Over", "Bij").rows() == [(view.latest, "mail", "Te laat, trede tl-5", "verzuim")]


def test_only_these_categories_are_health() -> None:
    assert shapes.health() == {"ziek", "ziek_naar_huis", "ziekrooster", "betermelding", "medisch"}


def test_what_does_not_fit_is_counted() -> None:
    days = [date(2026, 9, 1) + timedelta(n) for n in range(shapes.MOST_DAYS + 2)]
    slots = pl.DataFrame({"date": days, "lesson_hour": [1] * len(days), "category": ["x"] * len(days)})
    lines = shapes.day_lines(slots, {"x"}, {"x": "weg"})
    assert len(lines) == shapes.MOST_DAYS + 1
    assert lines[0] == "- eerder dit schooljaar nog op 2 dagen"
    assert shapes.day_lines(slots.head(shapes.MOST_DAYS), {"x"}, {})[0].startswith("- dinsdag 1 september 2026")
