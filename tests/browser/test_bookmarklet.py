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

PATIENCE = 30
BOX = "verzuimbeeld-ophalen"
PERIOD = ("1-3-2026", "31-10-2026")
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


def answer(browser: Chrome, *days: str) -> None:
    """Types days in the questions, one after the other."""
    for day in days:
        question = alert(browser)
        question.send_keys(day)
        question.accept()


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
    browser.get(magister.address)
    click_bookmark(browser)
    answer(browser, *PERIOD)
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
    assert payload["verzuim_fouten"] == 0
    assert payload["entries"]["5002"][0] == {
        "date": "2026-09-07",
        "time": "09:05",
        "code": "TL",
        "period": 2,
        "subject": "wi",
    }
    pages = [request for request in magister.requests if "zoeken" in request]
    assert {parse_qs(urlsplit(request).query)["skip"][0] for request in pages} == {"0", "10", "20"}


def test_nothing_goes_elsewhere_and_nothing_stays_behind(browser: Chrome, magister: Magister, downloads: Path) -> None:
    magister.faults = {"5002": [BROKEN]}
    browser.get(magister.address)
    cookies = browser.get_cookies()
    click_bookmark(browser)
    answer(browser, *PERIOD)
    text = finished(browser)
    file = saved(browser, downloads).read_text(encoding="utf-8")
    messages = [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]  # type: ignore[no-untyped-call]
    sent = [entry["params"]["request"] for entry in messages if entry["method"] == "Network.requestWillBeSent"]
    assert len(sent) > 23
    assert [r["url"] for r in sent if not r["url"].startswith((magister.address, f"blob:{magister.address}"))] == []
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
    browser.get(magister.address)
    click_bookmark(browser)
    answer(browser, *PERIOD)
    assert "LET OP: van 3 van de 25 leerlingen ontbreken de registraties" in dismissed(browser)
    assert "LET OP" in finished(browser)
    assert browser.find_element(By.ID, BOX).get_attribute("role") == "alert"
    result = read_file(saved(browser, downloads))
    assert "3 leerlingen" in result.warnings[0]
    assert not result.whole_school
    assert rows(result) == truth(5002)
    # Once in the first round; the second round comes after all others, and does not go on for ever.
    asked = [key for name, key in magister.events if name in {"answer", "500"} and "skip" not in key]
    assert asked.count("5002") == 4
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
    browser.get(magister.address)
    click_bookmark(browser)
    answer(browser, *PERIOD)
    assert "alle 23 leerlingen" in finished(browser)
    assert rows(read_file(saved(browser, downloads))) == truth()
    refused = magister.events.index(("429", "5012"))
    milliseconds = next(what for name, what in magister.events[refused:] if name == "pause")
    assert least * 1000 <= int(milliseconds) <= most * 1000
    rest, over = (magister.events.index((name, milliseconds)) for name in ("pause", "over"))
    # What the three others had under way may still come in; the refused pupil comes after the rest.
    assert len(magister.events[rest + 1 : over]) <= 3
    assert magister.events.index(("answer", "5012")) > over
    assert magister.seen("pause").total() <= 2


def test_a_429_without_end_does_not_go_on_for_ever(browser: Chrome, magister: Magister, downloads: Path) -> None:
    magister.always = {"5002": BUSY}
    browser.get(magister.address)
    click_bookmark(browser)
    answer(browser, *PERIOD)
    assert "van 1 van de 23" in dismissed(browser)
    assert rows(read_file(saved(browser, downloads))) == truth(5002)
    assert magister.seen("429")["5002"] <= 25


def test_a_long_rest_is_left_to_the_user(browser: Chrome, magister: Magister, downloads: Path) -> None:
    magister.faults = {"5002": [Answer(429, (("Retry-After", "1800"),))]}
    browser.get(magister.address)
    click_bookmark(browser)
    answer(browser, *PERIOD)
    assert "pauze van 30 minuten" in dismissed(browser)
    assert "geen bestand" in finished(browser)
    assert list(downloads.iterdir()) == []


def test_at_most_four_pupils_at_once(browser: Chrome, magister: Magister, downloads: Path) -> None:
    magister.hold = 0.05
    browser.get(magister.address)
    click_bookmark(browser)
    answer(browser, *PERIOD)
    assert "alle 23 leerlingen" in finished(browser)
    assert magister.most_at_once <= 4
    saved(browser, downloads)


def test_pages_without_a_total_go_on_until_nobody_is_new(browser: Chrome, magister: Magister, downloads: Path) -> None:
    magister.total = None
    browser.get(magister.address)
    click_bookmark(browser)
    answer(browser, *PERIOD)
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
        answer(browser, *PERIOD)
    assert "niet (meer) ingelogd" in dismissed(browser)
    assert list(downloads.iterdir()) == []


def test_the_last_four_weeks_are_proposed(browser: Chrome, magister: Magister, downloads: Path) -> None:
    before = datetime.now(AMSTERDAM).date()
    days = [before + timedelta(days=number) for number in range(-29, 3)]
    magister.registrations = [Registration(5001, day, "08:15", (1, 1), "A", None) for day in days]
    browser.get(magister.address)
    click_bookmark(browser)
    for _ in PERIOD:
        alert(browser).accept()
    text = finished(browser)
    today = next(day for day in (before, datetime.now(AMSTERDAM).date()) if f"_{day}.json" in text)
    path = saved(browser, downloads, f"verzuim_{today - timedelta(days=27)}_{today}.json")
    assert sorted(row[1] for row in rows(read_file(path))) == [
        today - timedelta(days=number) for number in range(27, -1, -1)
    ]


@pytest.mark.parametrize("first", ["31-2-2026", "2026", "eergisteren", "", "1-13-2026"])
def test_a_day_that_does_not_exist_is_asked_again(
    browser: Chrome, magister: Magister, downloads: Path, first: str
) -> None:
    browser.get(magister.address)
    click_bookmark(browser)
    answer(browser, first)
    assert "geen bestaande datum" in alert(browser).text
    answer(browser, "1/3/2026", "28-2-2026")
    assert "laatste dag ligt voor de eerste" in alert(browser).text
    answer(browser, "31.10.2026")
    finished(browser)
    saved(browser, downloads)


def test_cancelling_fetches_nothing(browser: Chrome, magister: Magister, downloads: Path) -> None:
    browser.get(magister.address)
    click_bookmark(browser)
    alert(browser).dismiss()
    assert "niets opgehaald" in dismissed(browser)
    assert [request for request in magister.requests if "verantwoordingen" in request] == []
    browser.find_element(By.CSS_SELECTOR, f"#{BOX} button").click()
    assert browser.find_elements(By.ID, BOX) == []
    assert list(downloads.iterdir()) == []


def test_a_second_click_does_not_start_a_second_round(browser: Chrome, magister: Magister, downloads: Path) -> None:
    magister.hold = 0.5
    browser.get(magister.address)
    click_bookmark(browser)
    answer(browser, *PERIOD)
    until(browser, lambda _: magister.most_at_once)
    click_bookmark(browser)
    assert "al bezig" in dismissed(browser)
    browser.find_element(By.CSS_SELECTOR, f"#{BOX} button").click()
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
