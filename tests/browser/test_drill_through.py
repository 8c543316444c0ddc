"""From every mark to exactly the pupils that it counts, from pupil to pupil, back again, and by a mailed address."""

import re
from pathlib import Path

import pytest
from selenium.webdriver import Chrome

from tests.browser.conftest import served
from tests.browser.screen import Screen, counted, label
from tests.dashboard import schools
from tests.dashboard.ziekte.test_page import ill_school
from tests.shared import some


@pytest.mark.parametrize("place", some((0, 5, -1), 5))
def test_a_part_of_a_week_opens_the_pupils_of_that_day(screen: Screen, place: int) -> None:
    screen.visit("ladders")
    screen.until(lambda: len([cell for cell in screen.marks("rect mark") if "Op: " in label(cell)]) > 5)
    marks = [cell for cell in screen.marks("rect mark") if "Op: " in label(cell)]
    students = counted(marks[place])
    assert students > 0
    screen.click(marks[place])
    screen.until(lambda: screen.path() == "leerlingen")
    screen.until_list_of(students)


@pytest.mark.parametrize("place", some((0, -1), -1))
def test_a_cell_opens_the_pupils_who_made_that_move(screen: Screen, place: int) -> None:
    screen.visit("ladders", sinds="schoolweek 3, vr 18 sep")
    cell = [mark for mark in screen.marks("rect mark") if "Stond op" in label(mark)][place]
    students = counted(cell)
    screen.click(cell)
    screen.until(lambda: screen.path() == "leerlingen")
    screen.until_list_of(students)


# What the label of a mark holds and does not, by chart of Trends: the small lines name their afdeling.
TRENDS = {
    "punt van een week": ("point", "^(?!.*Afdeling: ).*Week van: "),
    "punt van een week van een afdeling": ("point", "Afdeling: "),
    "punt van de trechter": ("point", "Leerlingen in het gemiddelde"),
    "vak": ("rect mark", "Dag: "),
}


@pytest.mark.parametrize("place", some((0, -1), -1))
@pytest.mark.parametrize("chart", some(TRENDS, "punt van een week", "vak"))
def test_a_mark_of_trends_opens_the_pupils_it_counts(screen: Screen, chart: str, place: int) -> None:
    kind, words = TRENDS[chart]
    screen.visit("trends", soort="te laat, ongeoorloofd")
    screen.until(lambda: [mark for mark in screen.marks(kind) if re.search(words, label(mark))])
    found = [mark for mark in screen.marks(kind) if re.search(words, label(mark))]
    # A cell without registrations has nobody to show.
    found = [mark for mark in found if counted(mark)]
    students = counted(found[place])
    screen.click(found[place])
    screen.until(lambda: screen.path() == "leerlingen")
    screen.until_list_of(students)


@pytest.mark.parametrize("place", some((0, 1), 1))
def test_a_name_in_the_table_of_the_funnel_opens_the_pupils_it_counts(screen: Screen, place: int) -> None:
    screen.visit("trends", soort="te laat, ongeoorloofd")
    students = int(screen.column("Leerlingen")[place])
    screen.click_name(place)
    screen.until(lambda: screen.path() == "leerlingen")
    screen.until_list_of(students)


def test_a_point_of_ziekte_opens_the_pupils_it_counts(browser: Chrome, tmp_path: Path) -> None:
    with served(ill_school(tmp_path)) as address:
        screen = Screen(browser, address)
        screen.visit("ziekte")
        [point] = screen.marks("point")
        assert counted(point) == 2
        screen.click(point)
        screen.until(lambda: screen.path() == "leerlingen")
        screen.until_list_of(2)
        first = screen.first_in_list()
        screen.click_name()
        screen.until(lambda: screen.title() == first)
        screen.until_text("Zorg")


def test_a_move_in_words_opens_its_pupils(screen: Screen) -> None:
    screen.visit("ladders", sinds="schoolweek 3, vr 18 sep")
    screen.until_text("naar een hogere trede")
    found = re.search(r"(\d+) naar een hogere trede", screen.text())
    assert found
    assert int(found[1]) > 0
    screen.press("naar een hogere trede")
    screen.until(lambda: screen.path() == "leerlingen")
    screen.until_list_of(int(found[1]))
    screen.browser.back()
    screen.until(lambda: screen.path() == "ladders" and screen.title() == "Ladders")
    assert screen.query()["sinds"] == ["schoolweek 3, vr 18 sep"]


def test_previous_and_next_follow_the_list(screen: Screen) -> None:
    screen.visit("leerlingen", lijst="trede~kgc-2021~te-laat~tl-10")
    first = screen.first_in_list()
    screen.click_name()
    pupils = schools.LATES["tl-10"][0]
    seen = []
    for place in range(1, pupils + 1):
        # The buttons stand above the name, and come first.
        screen.until_text(f"{place} van {pupils}")
        screen.until(lambda: screen.title() not in seen)
        seen.append(screen.title())
        if place < pupils:
            screen.press("Volgende")
    assert seen[0] == first
    assert len(set(seen)) == pupils
    screen.press("Vorige")
    screen.until(lambda: screen.title() == seen[-2])
    screen.press("Naar de lijst")
    screen.until(lambda: screen.path() == "leerlingen")
    screen.until_list_of(pupils)


def test_a_mailed_address_shows_the_same_list(screen: Screen) -> None:
    filters = {"afdeling": "Havo bovenbouw", "peildatum": "2026-11-27"}
    screen.visit("ladders", **filters)
    students = counted(screen.marks("bar")[0])
    screen.click(screen.marks("bar")[0])
    screen.until(lambda: screen.path() == "leerlingen")
    screen.until_list_of(students)
    address = screen.browser.current_url
    screen.browser.get("about:blank")
    screen.browser.execute_cdp_cmd("Network.clearBrowserCookies", {})
    Screen(screen.browser, screen.address)  # nothing is left but that the key was used
    screen.browser.get(address)
    screen.until_list_of(students)
    assert "Havo bovenbouw" in screen.text()
    assert "27 nov 2026" in screen.text()


NO_LISTS = ("", "geen", "trede~kgc-2021", "trede~kgc-2021~te-laat~tl-99", "week~ziek~gisteren")


@pytest.mark.parametrize("lijst", some(NO_LISTS, "", "trede~kgc-2021~te-laat~tl-99"))
def test_an_address_that_names_no_list_says_so(screen: Screen, lijst: str) -> None:
    screen.visit("leerlingen", lijst=lijst)
    assert "wijst geen lijst aan" in screen.text()
    assert screen.list_lengths() == []


def test_a_filter_of_an_address_that_is_not_there_is_said(screen: Screen) -> None:
    screen.visit("trends", klas="H9z", peildatum="2031-01-01")
    assert "klas ‘H9z’" in screen.text()
    assert "peildatum ‘2031-01-01’" in screen.text()
    screen.visit("trends", klas="H4a")
    assert "koppeling" not in screen.text()
