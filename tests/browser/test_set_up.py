"""From a folder that is not there to the first list, in the browser only: as somebody does who has two exports of Magister."""

import os
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import xlsxwriter
from selenium.webdriver import Chrome, Keys
from selenium.webdriver.common.by import By

from pipelines.calendar import school_days
from tests.browser.screen import COOKIES, Screen
from tests.serving import started

DAYS = school_days("midden", date(2026, 8, 31), date(2026, 9, 25))
TODAY = {"VERZUIMBEELD_TODAY": "2026-09-28"}
# Hours of absence that counts, and hours with a code that no protocol knows; near the norm is from 12 hours on.
PUPILS = {
    "2001": ("Arends, Jip", "H4A", 15, 0),
    "2002": ("Bos, Noor van den", "H4B", 16, 0),
    "2003": ("Cohen, Sam", "H5A", 3, 0),
    "2004": ("Dam, Lot", "V5A", 0, 14),
    "2005": ("Evers, Bo", "V5A", 0, 1),
}


def workbook(path: Path, rows: Sequence[Sequence[object]]) -> Path:
    """A workbook as Excel saves it, with dates as dates."""
    with xlsxwriter.Workbook(path, {"default_date_format": "dd-mm-yyyy"}) as book:
        sheet = book.add_worksheet("Blad1")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return path


def exports(folder: Path) -> list[Path]:
    """A screen of Magister saved from Excel, with a title line above it, and a list of pupils."""
    absences: list[list[object]] = [["Absentieoverzicht leerlingen"], []]
    absences.append(["Stamnr", "Naam", "Klas", "Datum", "Lesuur", "Code", "Omschrijving"])
    for number, (name, klas, judged, own) in PUPILS.items():
        for hour in range(judged + own):
            code, words = ("A", "Absent zonder geldige reden") if hour < judged else ("OW", "Ongeoorloofd afwezig")
            absences.append([number, name, klas, DAYS[hour // 2], hour % 2 + 1, code, words])
    pupils = [[number, name, klas, "BRG"] for number, (name, klas, _, _) in PUPILS.items()]
    return [
        workbook(folder / "verzuim.xlsx", absences),
        workbook(folder / "leerlingen.xlsx", [["Stamnummer", "Naam", "Klas", "Klassenmentor 1"], *pupils]),
    ]


def pressed(screen: Screen, label: str) -> None:
    """Presses a button on a page that came to rest."""
    screen.rest()
    screen.press(label)


def named(screen: Screen) -> list[list[str]]:
    """The pupils of each list on the page."""
    names = {f"{first} {last}" for last, first in (name.split(", ") for name, *_ in PUPILS.values())}
    names |= {"Noor van den Bos"}
    lists = screen.browser.find_elements(By.CSS_SELECTOR, "[data-testid=stDataFrame] table")
    cells = [
        [str(cell.get_attribute("textContent")) for cell in found.find_elements(By.TAG_NAME, "td")] for found in lists
    ]
    return [[cell for cell in row if cell in names] for row in cells]


def looked(screen: Screen, name: str) -> None:
    """Keeps a picture, for who wants to look: `BEELD=FOLDER pytest ...`."""
    if os.environ.get("BEELD"):
        screen.rest()
        screen.browser.save_screenshot(f"{os.environ['BEELD']}/{name}.png")


def test_from_an_empty_folder_to_the_first_list(browser: Chrome, tmp_path: Path) -> None:
    folder = tmp_path / "nieuwe school"
    with started(folder, environment=TODAY) as server:
        browser.get(server.last_address())
        # Beside the cookie of the key stands one of Streamlit against forgery, which a page must be able to read.
        key = browser.get_cookie(f"verzuimbeeld-{server.port}")
        COOKIES[server.address] = f"{key['name']}={key['value']}" if key else ""
        screen = Screen(browser, server.address)
        screen.until_text("Vijf vragen")
        screen.rest()
        assert browser.find_elements(By.CSS_SELECTOR, "[data-testid=stSidebarNav] a") == []
        looked(screen, "1-vragen")
        name = browser.find_element(By.CSS_SELECTOR, "input[aria-label='Hoe heet de school?']")
        name.send_keys("Het Proefcollege", Keys.TAB)
        screen.until_text("het-proefcollege")
        pressed(screen, "Maak de school")
        screen.until_text("Kies de regio")
        screen.click(browser.find_element(By.XPATH, "//label[.//p[text()='Midden']]"))
        pressed(screen, "Maak de school")
        screen.until_text("stappen tot de eerste lijst")
        looked(screen, "2-stappen")

        pressed(screen, "Bestanden inlezen")
        screen.until_text("Er is nog niets ingelezen")
        screen.rest()
        chosen = "\n".join(map(str, exports(tmp_path)))
        browser.find_element(By.CSS_SELECTOR, "input[type=file]").send_keys(chosen)
        screen.until_text("Codes een categorie geven")
        looked(screen, "3-inlezen")
        pressed(screen, "Inlezen")
        screen.until_text("Ingelezen: 2 bestanden")
        looked(screen, "4-ingelezen")

        pressed(screen, "Verder met de nieuwe school")
        screen.until_text("Elke ingelezen code heeft een betekenis.")
        pressed(screen, "Afdelingen")
        screen.until_text("Voorstel uit de klassen")
        looked(screen, "5-afdelingen")
        pressed(screen, "Neem dit voorstel over")
        screen.until_text("Laatste wijziging, Afdelingen")
        pressed(screen, "Verder met de nieuwe school")
        screen.until_text("2 afdelingen.")
        looked(screen, "6-stappen")
        pressed(screen, "De eerste lijst")
        screen.until_text("Naderen de norm")
        screen.rest()
        looked(screen, "7-leerplicht")
        assert screen.title() == "Leerplicht"
        assert "Te melden: 1, te laat: 0; 2 leerlingen naderen de norm." in screen.text()
        screen.until(lambda: named(screen) == [["Noor van den Bos"], ["Jip Arends", "Lot Dam"]])
    settings = (folder / "school.toml").read_text(encoding="utf-8")
    assert 'classes = ["H4*", "H5*"]' in settings
    assert settings.startswith("# Instellingen van deze werkmap")
