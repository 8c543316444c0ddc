"""A policy maker at work: from a bar to its pupils, a number changed, saved and laid beside the others."""

from collections.abc import Iterator

import pytest
from selenium.webdriver import Chrome, Keys
from selenium.webdriver.common.by import By

from tests.browser.conftest import served
from tests.browser.screen import Screen, counted, label
from tests.dashboard import schools
from tests.shared import some

FIVE = "kgc-2021;getal:te-laat:tl-10:1:1:5"


@pytest.fixture
def own(browser: Chrome, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Screen]:
    """A server of its own, for what is kept."""
    with served(schools.whole_school(tmp_path_factory.mktemp("beleid"))) as address:
        yield Screen(browser, address)


def bars(screen: Screen, word: str) -> list[tuple[str, int]]:
    return [(label(bar), counted(bar)) for bar in screen.marks("bar") if word in label(bar)]


BARS = {
    "Trede: tl-5": {"tonen": "leerlingen per trede"},
    "Spoor: Te laat": {"deel": "Wie verschilt", "b": "Verzuimregistratie MLG (mlg-2020)"},
    "Kant: wordt": {"deel": "Wat als", "concept": FIVE},
}


@pytest.mark.parametrize("word", some(BARS, "Kant: wordt"))
def test_a_bar_opens_exactly_the_pupils_it_counts(screen: Screen, word: str) -> None:
    query = BARS[word]
    screen.visit("vergelijken", **query)
    screen.until(lambda: bars(screen, word))
    mark = [bar for bar in screen.marks("bar") if word in label(bar) and counted(bar)][-1]
    students = counted(mark)
    screen.click(mark)
    screen.until(lambda: screen.path() == "leerlingen")
    screen.until_list_of(students)
    chosen = screen.first_in_list()
    screen.click_name()
    screen.until(lambda: screen.path() == "leerling" and screen.title() == chosen)
    screen.browser.back()
    screen.until(lambda: screen.path() == "leerlingen")
    screen.until_list_of(students)
    screen.browser.back()
    screen.until(lambda: screen.path() == "vergelijken")
    screen.until(lambda: bars(screen, word))
    assert {key: screen.query().get(key) for key in query} == {key: [value] for key, value in query.items()}


def test_a_key_figure_opens_the_pupils_it_counts(screen: Screen) -> None:
    screen.visit("vergelijken")
    found = [int(cell.split(" van ")[0]) if " van " in cell else 0 for cell in screen.column("Zonder nadering")]
    place = found.index(max(found))
    assert found[place] > 0
    screen.click_name(place, x=-40)
    screen.until(lambda: screen.path() == "leerlingen")
    screen.until_list_of(found[place])
    screen.until_text("kwam nooit dicht bij de norm")


def test_who_was_missed_is_behind_its_own_figure(screen: Screen) -> None:
    screen.visit("vergelijken")
    assert screen.column("Gemist")[0] == "0 van 1"
    screen.click_name(x=-150)
    screen.until(lambda: screen.path() == "leerlingen")
    screen.until_text("Van niemand is de 16 uur bereikt zonder eerdere stap.")


def write(screen: Screen, name: str, text: str) -> None:
    """Types in the field of that label, instead of what stands there."""
    screen.until(lambda: screen.browser.find_element(By.CSS_SELECTOR, f"input[aria-label='{name}']"))
    field = screen.browser.find_elements(By.CSS_SELECTOR, f"input[aria-label='{name}']")[-1]
    screen.into_view(field)
    field.send_keys(Keys.CONTROL, "a")
    field.send_keys(text, Keys.TAB)
    screen.rest()


def test_a_number_is_changed_saved_and_laid_beside_the_others(own: Screen) -> None:
    own.visit("vergelijken", deel="Wat als")
    # The highest stage is the last one.
    write(own, "Vanaf … keer te laat per schooljaar", "5")
    own.until_text("7 leerlingen staan op een andere trede: 7 hoger, 0 lager.")
    own.until_text("vanaf 5 keer te laat per schooljaar in plaats van vanaf 10 keer")
    own.until_list_of(7)
    assert own.query()["concept"] == [FIVE]
    for name, text in (("Naam", "Strenger"), ("Reden", "Eerder praten"), ("Paraaf", "ab")):
        write(own, name, text)
    own.press("Bewaar als concept")
    own.until_text("Bewaarde concepten")
    own.rest()
    (saved,) = own.query()["concept"]
    assert saved.startswith("strenger-")
    own.visit("vergelijken", deel="Wie verschilt", b=f"concept Strenger ({saved})")
    own.until_text("7 van de 30 leerlingen staan onder B op een andere hoogte")
    own.visit("vergelijken", deel="Wat als")
    assert "Verander links" in own.text()
