"""The bookmark "Ophalen uit Magister" in a real browser, against a stand-in for Magister."""

import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from selenium.common.exceptions import NoAlertPresentException
from selenium.webdriver import Chrome
from selenium.webdriver.common.alert import Alert
from selenium.webdriver.common.by import By
from selenium.webdriver.support import expected_conditions
from selenium.webdriver.support.wait import WebDriverWait

from dashboard.app_pages.inlezen.bookmarklet import address, bookmarklet, page
from pipelines.readers import ReadResult, read_file
from tests.browser.magister_stand_in import (
    AMSTERDAM,
    FAMILY_NAME,
    FIRST_ID,
    REMARK,
    TEACHER,
    Answer,
    Magister,
    Registration,
    serving,
)
from tests.shared import amount

PATIENCE = 30
BOX = "verzuimbeeld-ophalen"
FORM = f"#{BOX} form"
PERIOD = ("2026-03-01", "2026-10-31")
NAME = "verzuim_2026-03-01_2026-10-31.json"
BUSY, BROKEN = Answer(429), Answer(500)

# pupil | date | time | hours | code | subject; the clock changes on 29 March and 25 October 2026.
TRUTH = [
    Registration(5001, date(2026, 3, 1), "00:00", None, "ZK", None),
    Registration(5001, date(2026, 3, 27), "08:15", (1, 1), "A", "ne"),
    Registration(5001, date(2026, 3, 29), "00:00", None, "ZK", None),
    Registration(5001, date(2026, 3, 30), "00:00", None, "ZK", None),
    Registration(5001, date(2026, 3, 30), "08:15", (1, 1), "A", "ne"),
    Registration(5002, date(2026, 9, 7), "09:05", (2, 2), "TL", "wi"),
    Registration(5002, date(2026, 9, 7), "09:05", (2, 2), "U", "wi"),
    Registration(5002, date(2026, 9, 8), "09:05", (2, 4), "tl", "wi", in_lesson=False),
    Registration(5003, date(2026, 9, 9), "23:30", (9, 9), "+V2", None),
    Registration(5004, date(2026, 10, 25), "00:00", None, "ZK", None),
    Registration(5004, date(2026, 10, 25), "02:30", (1, 1), "A", "lo"),
    Registration(5004, date(2026, 10, 26), "00:00", None, "ZK", None),
    Registration(5004, date(2026, 10, 26), "08:15", (1, 1), "A", "lo"),
    Registration(5023, date(2026, 10, 31), "23:59", None, "ZK", None),
]
NOT_FETCHED = [
    replace(TRUTH[1], day=date(2026, 2, 28), time="23:59"),
    replace(TRUTH[-1], day=date(2026, 11, 1), time="00:00"),
    replace(TRUTH[5], code="P", type="present"),
    replace(TRUTH[6], code="Aanwezig", type=""),
]

Fetch = Callable[..., str]


def truth(*without: int) -> list[tuple[Any, ...]]:
    """The registrations that a file must hold, without those of some pupils."""
    rows = [
        (str(row.leerling_id), row.day, *(row.hours or (None, None)), row.code, row.subject)
        for row in TRUTH
        if row.leerling_id not in without
    ]
    return sorted(rows, key=str)


def rows(result: ReadResult) -> list[tuple[Any, ...]]:
    """The registrations that the reader found."""
    assert result.registrations is not None
    columns = ["leerling_id", "date", "hour_from", "hour_to", "code", "subject"]
    return sorted(result.registrations.select(columns).rows(), key=str)


@pytest.fixture
def magister() -> Iterator[Magister]:
    with serving(Magister(registrations=[*TRUTH, *NOT_FETCHED])) as served:
        yield served


@pytest.fixture
def downloads(browser: Chrome, tmp_path: Path) -> Iterator[Path]:
    """The folder into which the browser saves."""
    browser.execute_cdp_cmd("Browser.setDownloadBehavior", {"behavior": "allow", "downloadPath": str(tmp_path)})
    yield tmp_path
    with suppress(NoAlertPresentException):
        browser.switch_to.alert.dismiss()
    browser.execute_cdp_cmd("Browser.setDownloadBehavior", {"behavior": "default"})


def until(browser: Chrome, condition: Callable[[Chrome], Any]) -> Any:
    """What the condition gives as soon as it gives something."""
    return WebDriverWait(browser, PATIENCE, poll_frequency=0.05).until(condition)


def click_bookmark(browser: Chrome) -> None:
    """Does what a click on the bookmark does."""
    browser.execute_script(
        "document.body.insertAdjacentHTML('afterbegin', '<a id=bladwijzer>Ophalen</a>');"
        "document.getElementById('bladwijzer').href = arguments[0];",
        address(),
    )
    browser.find_element(By.ID, "bladwijzer").click()


def alert(browser: Chrome) -> Alert:
    """The question or message on the screen."""
    found: Alert = until(browser, expected_conditions.alert_is_present())
    return found


def dismissed(browser: Chrome) -> str:
    """The loud message on the screen, which is then clicked away."""
    message = alert(browser)
    text = message.text
    message.accept()
    return text


def fill(browser: Chrome, begin: str, end: str) -> None:
    """Fills the two days in, as the calendar of the browser does, and asks for them."""
    until(browser, lambda b: b.find_elements(By.CSS_SELECTOR, FORM))
    browser.execute_script(
        "document.querySelectorAll(arguments[0] + ' input[type=date]').forEach((day, n) => day.value = arguments[n + 1]);",
        FORM,
        begin,
        end,
    )
    browser.find_element(By.CSS_SELECTOR, f"{FORM} button:not([type])").click()


def untick(browser: Chrome, *klassen: str) -> None:
    """Takes the ticks of klassen away."""
    until(browser, lambda b: b.find_elements(By.CSS_SELECTOR, FORM))
    for klas in klassen:
        browser.find_element(By.CSS_SELECTOR, f"{FORM} input[value='{klas}']").click()


def fetch(browser: Chrome, magister: Magister) -> None:
    """Opens the tab, clicks the bookmark and asks for the whole period and all klassen."""
    browser.get(magister.address)
    click_bookmark(browser)
    fill(browser, *PERIOD)


def finished(browser: Chrome) -> str:
    """The words in the box when all is over."""
    until(browser, lambda b: b.find_element(By.ID, BOX).get_attribute("data-bezig") is None)
    return browser.find_element(By.CSS_SELECTOR, f"#{BOX} p").text


def saved(browser: Chrome, folder: Path, name: str = NAME) -> Path:
    """The file, once the browser has saved it whole."""
    path = folder / name
    until(browser, lambda _: path.exists() and path.stat().st_size)
    assert [found.name for found in folder.iterdir()] == [name]
    return path


def test_the_file_holds_exactly_the_registrations(browser: Chrome, magister: Magister, downloads: Path) -> None:
    magister.faults = {
        "5002": [BROKEN],
        "5003": [Answer(200, body=b"<html>")],
        "5004": [BUSY, BROKEN],
        "skip=10": [BROKEN, BUSY],
    }
    fetch(browser, magister)
    assert "alle 23 leerlingen" in finished(browser)
    path = saved(browser, downloads)
    result = read_file(path)
    assert (result.kind, result.whole_school, result.warnings) == ("magister-browser", True, ())
    assert rows(result) == truth()
    assert result.refused.is_empty()
    assert result.pupils is not None
    assert result.placements is not None
    assert result.pupils["leerling_id"].to_list() == [str(FIRST_ID + number) for number in range(23)]
    assert result.pupils.select("student_id", "roepnaam", "tussenvoegsel", "achternaam").rows()[:2] == [
        ("101001", "Leerling0", None, f"{FAMILY_NAME}0"),
        ("5002", "Leerling1", "van den", f"{FAMILY_NAME}1"),
    ]
    assert result.placements.select("klas", "leerjaar").unique(maintain_order=True).rows() == [("H4A", 4), ("H4B", 4)]
    payload = json.loads(path.read_text(encoding="utf-8"))
    assert payload["period"] == {"begin": "2026-03-01", "einde": "2026-10-31"}
    assert (payload["verzuim_fouten"], payload["klassen"]) == ([], None)
    assert payload["entries"]["5002"][0] == {
        "date": "2026-09-07",
        "time": "09:05",
        "code": "TL",
        "period": 2,
        "subject": "wi",
        "naam": "Soort absent",
        "type": "absent",
        "isGeoorloofd": False,
    }
    assert result.codes is not None
    assert ("ZK", "Soort absent") in result.codes.select("code", "description").rows()
    assert result.placements["mentor"].unique().to_list() == ["h4mtu1"]
    pages = [request for request in magister.requests if "zoeken" in request]
    assert {parse_qs(urlsplit(request).query)["skip"][0] for request in pages} == {"0", "10", "20"}


def test_nothing_goes_elsewhere_and_nothing_stays_behind(browser: Chrome, magister: Magister, downloads: Path) -> None:
    magister.faults = {"5002": [BROKEN]}
    browser.get(magister.address)
    cookies = browser.get_cookies()
    click_bookmark(browser)
    fill(browser, *PERIOD)
    text = finished(browser)
    file = saved(browser, downloads).read_text(encoding="utf-8")
    messages = [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]  # type: ignore[no-untyped-call]
    sent = [entry["params"]["request"] for entry in messages if entry["method"] == "Network.requestWillBeSent"]
    assert len(sent) > 23
    # The browser draws its own calendar sign in a field for a day; that is no request.
    here = (magister.address, f"blob:{magister.address}", "data:image/svg")
    assert [r["url"] for r in sent if not r["url"].startswith(here)] == []
    assert {request["method"] for request in sent} == {"GET"}
    console = json.dumps(browser.get_log("browser"))  # type: ignore[no-untyped-call]
    assert [place for place in (text, console) if FAMILY_NAME in place] == []
    assert FAMILY_NAME in file
    assert [secret for secret in (TEACHER, REMARK, "school.invalid", "login") if secret.lower() in file.lower()] == []
    assert browser.execute_script("return [localStorage.length, sessionStorage.length]") == [0, 0]
    assert browser.get_cookies() == cookies


def test_pupils_who_are_missed_are_counted_loudly(browser: Chrome, magister: Magister, downloads: Path) -> None:
    magister.total = 25
    magister.always = {"5002": BROKEN}
    fetch(browser, magister)
    assert "LET OP: van 3 van de 25 leerlingen ontbreken de registraties (5002)" in dismissed(browser)
    assert "LET OP" in finished(browser)
    assert browser.find_element(By.ID, BOX).get_attribute("role") == "alert"
    path = saved(browser, downloads)
    assert json.loads(path.read_text(encoding="utf-8"))["verzuim_fouten"] == ["5002", None, None]
    result = read_file(path)
    assert "3 leerlingen" in result.warnings[0]
    assert "5002" in result.warnings[0]
    assert not result.whole_school
    assert rows(result) == truth(5002)
    # Once by each route; the last round comes after all others, and does not go on for ever.
    asked = [key for name, key in magister.events if name in {"answer", "500"} and "skip" not in key]
    assert asked.count("5002") == 5
    assert asked[-3:] == ["5002"] * 3


@pytest.mark.parametrize(
    ("headers", "least", "most"),
    [
        ((("Retry-After", "7"),), 7, 7),
        ((("Retry-After", format_datetime(datetime.now(UTC) + timedelta(minutes=9), usegmt=True)),), 60, 540),
        ((("Retry-After", "straks"),), 2, 2),
        ((), 2, 2),
    ],
    ids=["seconden", "datum", "onleesbaar", "zonder"],
)
def test_a_request_for_rest_is_honoured(
    browser: Chrome, magister: Magister, downloads: Path, headers: tuple[tuple[str, str], ...], least: int, most: int
) -> None:
    magister.faults = {"5012": [Answer(429, headers)]}
    fetch(browser, magister)
    assert "alle 23 leerlingen" in finished(browser)
    assert rows(read_file(saved(browser, downloads))) == truth()
    refused = magister.events.index(("429", "5012"))
    milliseconds = next(what for name, what in magister.events[refused:] if name == "pause")
    assert least * 1000 <= int(milliseconds) <= most * 1000
    rest, over = (magister.events.index((name, milliseconds)) for name in ("pause", "over"))
    # What the five others had under way may still come in; the refused pupil comes after the rest.
    assert len(magister.events[rest + 1 : over]) <= 5
    assert magister.events.index(("answer", "5012")) > over
    assert magister.seen("pause").total() <= 2


def test_a_429_without_end_does_not_go_on_for_ever(browser: Chrome, magister: Magister, downloads: Path) -> None:
    magister.always = {"5002": BUSY}
    fetch(browser, magister)
    assert "van 1 van de 23" in dismissed(browser)
    assert rows(read_file(saved(browser, downloads))) == truth(5002)
    assert magister.seen("429")["5002"] <= 25


def test_a_long_rest_is_left_to_the_user(browser: Chrome, magister: Magister, downloads: Path) -> None:
    magister.faults = {"5002": [Answer(429, (("Retry-After", "1800"),))]}
    fetch(browser, magister)
    assert "pauze van 30 minuten" in dismissed(browser)
    assert "geen bestand" in finished(browser)
    assert list(downloads.iterdir()) == []


def test_at_most_six_pupils_at_once_and_two_by_the_slow_route(
    browser: Chrome, magister: Magister, downloads: Path
) -> None:
    magister.hold = 0.05
    fetch(browser, magister)
    assert "alle 23 leerlingen" in finished(browser)
    assert 2 < magister.most_at_once <= 6
    saved(browser, downloads).unlink()
    magister.fast, magister.most_at_once = "other", 0
    magister.registrations = []
    browser.execute_script("document.getElementById(arguments[0]).remove()", BOX)
    click_bookmark(browser)
    fill(browser, *PERIOD)
    assert "alle 23 leerlingen" in finished(browser)
    assert magister.most_at_once <= 6
    saved(browser, downloads)


def test_a_school_comes_by_the_route_that_is_not_throttled(
    browser: Chrome, magister: Magister, downloads: Path
) -> None:
    count = amount(200, 1150)
    magister.pupils = magister.total = count
    fetch(browser, magister)
    assert f"alle {count:,} leerlingen".replace(",", ".") in finished(browser)
    payload = json.loads(saved(browser, downloads).read_text(encoding="utf-8"))
    assert len(payload["entries"]) == len(payload["students"]) == count
    # Six pupils are asked by both routes, to compare them; nobody is asked twice besides, and nothing has to rest.
    assert magister.routes == {"fast": count, "slow": 6}
    assert magister.seen("429").total() == 0


@pytest.mark.parametrize(
    ("fast", "asked", "throttled", "words"),
    [("gone", 10, True, ""), ("other", 10, True, ""), ("bare", 35, False, ""), ("less", 40, True, "andere gegevens")],
)
def test_where_the_fast_route_fails_the_throttled_one_loses_nobody(
    browser: Chrome, magister: Magister, downloads: Path, fast: str, asked: int, throttled: bool, words: str
) -> None:
    """A route that gives nothing is left after a few pupils; one that fails for some is asked for the others."""
    magister.fast = fast
    magister.pupils = magister.total = 35
    fetch(browser, magister)
    text = finished(browser)
    assert "alle 35 leerlingen" in text
    assert words in text
    path = saved(browser, downloads)
    assert rows(read_file(path)) == truth()
    assert len(json.loads(path.read_text(encoding="utf-8"))["entries"]) == 35
    assert magister.routes["fast"] <= asked
    assert (magister.seen("429")["throttle"] > 0) == throttled


def test_only_the_chosen_klassen_are_fetched(browser: Chrome, magister: Magister, downloads: Path) -> None:
    browser.get(magister.address)
    click_bookmark(browser)
    untick(browser, "H4A", "H4B")
    fill(browser, *PERIOD)
    said = browser.find_element(By.CSS_SELECTOR, f"{FORM} [role=alert]")
    assert "ten minste één klas" in said.text
    untick(browser, "H4A")
    fill(browser, *PERIOD[::-1])
    assert "laatste dag ligt voor de eerste" in said.text
    fill(browser, "", PERIOD[1])
    assert "bestaande eerste en laatste dag" in said.text
    assert not magister.routes
    fill(browser, *PERIOD)
    assert "alle 12 leerlingen" in finished(browser)
    path = saved(browser, downloads)
    payload = json.loads(path.read_text(encoding="utf-8"))
    assert (payload["scope"], payload["klassen"]) == ("klassen H4A", ["H4A"])
    assert set(payload["entries"]) == {str(FIRST_ID + number) for number in range(12)}
    assert rows(read_file(path)) == truth(5023)


def test_pages_without_a_total_go_on_until_nobody_is_new(browser: Chrome, magister: Magister, downloads: Path) -> None:
    magister.total = None
    fetch(browser, magister)
    assert "alle 23 leerlingen" in finished(browser)
    assert rows(read_file(saved(browser, downloads))) == truth()


@pytest.mark.parametrize("path", ["/elders", "/elders/diep"])
def test_another_site_is_refused(browser: Chrome, magister: Magister, downloads: Path, path: str) -> None:
    magister.always = {"skip=0": Answer(404, body=b"<html>niet gevonden</html>")}
    browser.get(magister.address)
    browser.get(magister.address + path)
    click_bookmark(browser)
    assert "geen tabblad van Magister" in dismissed(browser)
    assert [request for request in magister.requests if "verantwoordingen" in request] == []
    assert magister.seen("404").total() == 1
    assert list(downloads.iterdir()) == []


def test_an_empty_tab_is_refused(browser: Chrome, downloads: Path) -> None:
    click_bookmark(browser)
    assert "geen tabblad van Magister" in dismissed(browser)
    assert list(downloads.iterdir()) == []


@pytest.mark.parametrize("when", ["vooraf", "onderweg"])
def test_without_a_session_it_says_so(browser: Chrome, magister: Magister, downloads: Path, when: str) -> None:
    browser.get(magister.address)
    if when == "vooraf":
        browser.delete_all_cookies()
    else:
        magister.always = {"5012": Answer(401)}
    click_bookmark(browser)
    if when == "onderweg":
        fill(browser, *PERIOD)
    assert "niet (meer) ingelogd" in dismissed(browser)
    assert list(downloads.iterdir()) == []


def test_the_last_four_weeks_are_proposed(browser: Chrome, magister: Magister, downloads: Path) -> None:
    before = datetime.now(AMSTERDAM).date()
    days = [before + timedelta(days=number) for number in range(-29, 3)]
    magister.registrations = [Registration(5001, day, "08:15", (1, 1), "A", None) for day in days]
    browser.get(magister.address)
    click_bookmark(browser)
    until(browser, lambda b: b.find_elements(By.CSS_SELECTOR, FORM))
    browser.find_element(By.CSS_SELECTOR, f"{FORM} button:not([type])").click()
    text = finished(browser)
    today = next(day for day in (before, datetime.now(AMSTERDAM).date()) if f"_{day}.json" in text)
    path = saved(browser, downloads, f"verzuim_{today - timedelta(days=27)}_{today}.json")
    assert sorted(row[1] for row in rows(read_file(path))) == [
        today - timedelta(days=number) for number in range(27, -1, -1)
    ]


def test_cancelling_fetches_nothing(browser: Chrome, magister: Magister, downloads: Path) -> None:
    browser.get(magister.address)
    click_bookmark(browser)
    until(browser, lambda b: b.find_elements(By.CSS_SELECTOR, FORM))
    browser.find_element(By.XPATH, "//button[.='Stoppen']").click()
    assert "gestopt" in dismissed(browser)
    assert [request for request in magister.requests if "verantwoordingen" in request] == []
    browser.find_element(By.CSS_SELECTOR, f"#{BOX} button").click()
    assert browser.find_elements(By.ID, BOX) == []
    assert list(downloads.iterdir()) == []


def test_a_second_click_does_not_start_a_second_round(browser: Chrome, magister: Magister, downloads: Path) -> None:
    magister.hold = 0.5
    fetch(browser, magister)
    until(browser, lambda _: magister.most_at_once)
    click_bookmark(browser)
    assert "al bezig" in dismissed(browser)
    browser.find_element(By.XPATH, "//button[.='Stoppen']").click()
    assert "gestopt" in dismissed(browser)
    assert "geen bestand" in finished(browser)
    assert list(downloads.iterdir()) == []


def test_an_address_is_plain_and_holds_the_whole_script() -> None:
    script = "f('50% én \"meer\" & <b>#'); // weg\n"
    link = bookmarklet(script)
    assert link.isascii()
    assert not set(link) & set("\"'<>&# \n")
    assert unquote(link.removeprefix("javascript:")) == script


def test_the_bookmark_fits_in_a_bookmark_bar() -> None:
    # Firefox keeps no bookmark longer than this.
    assert len(address()) < 65_536
    assert page().isascii()
    assert f'<a href="{address()}">Ophalen uit Magister</a>' in page()
