"""The router: filters in the sidebar, pages in the menu."""

from base64 import b64encode
from pathlib import Path

import streamlit as st

from dashboard import (
    access,
    access_log,
    filters,
    look,
    looking_panel,
    remembered,
    saved_views,
    saying,
    shut,
    signed_in,
    trouble,
)
from dashboard.first_page import UNLISTED, first_of

# Width of the sidebar in pixels.
SIDEBAR = 236
PAGES = Path(__file__).parent / "app_pages"
BEGIN = "nieuwe-school"
NEW = PAGES / "nieuwe_school" / "page.py"
# In the page itself: the server hands out no files but those that somebody asks for.
ICON = b64encode((Path(__file__).parent / "static" / "favicon.png").read_bytes()).decode()

st.set_page_config(
    page_title="Verzuimbeeld",
    page_icon=f"data:image/png;base64,{ICON}",
    layout="wide",
    # Room for the lists beside it, and still wide enough for a day.
    initial_sidebar_state=SIDEBAR,
)
look.draw()
# The address of a page is its name in `access_pages.toml`, with its folder and title; who may not open a page finds it
# neither in the menu nor by its address.
NAMED = {
    "overzicht": "Overzicht",
    "werklijst": "Mijn week",
    "onverklaard": "Onverklaard",
    "terugkomlijst": "Terugkomlijst",
    "trends": "Trends",
    "ladders": "Ladders",
    "leerplicht": "Leerplicht",
    "ziekte": "Ziekte",
    "mt-rapport": "MT-rapport",
    "bestuur": "Bestuur",
    "vergelijken": "Protocollen vergelijken",
    "leerling": "Leerling",
    "leerlingen": "Leerlingen",
    "brief": "Brief",
    "protocollen": "Protocollen",
    "inlezen": "Inlezen",
    "instellingen": "Instellingen",
    "datakwaliteit": "Datakwaliteit",
    "toegang": "Toegang",
    "logboek": "Logboek",
    "verzoeken": "Verzoeken",
    "uitleg": "Uitleg",
    BEGIN: "Nieuwe school",
}
if access.is_new():
    # Nothing else has a meaning before there is a school: every other address leads to the page that makes one.
    with trouble.in_sight():
        pages = {name: st.Page(NEW, title=NAMED[BEGIN], url_path=name, default=name == BEGIN) for name in NAMED}
        page = st.navigation(list(pages.values()), position="hidden")
        if page.url_path:
            st.switch_page(pages[BEGIN])
        page.run()
    st.stop()
# The page that opens with what was chosen on it the last time.
HOME = "overzicht"
# What can be done before there is anything to show.
WITHOUT_DATA = {"inlezen", "instellingen", BEGIN}
# Of all schools of the viewer at once: nothing is chosen in the sidebar. In the menu where there are more of them.
BESIDE = "bestuur"
# Of who looks, not of pupils.
ABOUT_PEOPLE = {access.TABLE, access.LOG, access.REQUESTS}
# How figures are made can be read before there are any.
EXPLAINED = "uitleg"
with trouble.in_sight(), access.one_look():
    try:
        open_to_me = access.all_open(NAMED)
        who = access.viewer(access.workspace())
        first = first_of(open_to_me, who.own_tasks)
        beside = who.for_figures().schools
        unlisted = UNLISTED if len(beside) > 1 else UNLISTED | {BESIDE}
        page = st.navigation(
            [
                st.Page(
                    PAGES / name.replace("-", "_") / "page.py",
                    title=title,
                    url_path=name,
                    default=name == first,
                    visibility="visible" if name in open_to_me and name not in unlisted else "hidden",
                )
                for name, title in NAMED.items()
            ],
            # A menu that is cut short says so in English.
            expanded=True,
        )
        asked = page.url_path or first
        looking_panel.draw()
        # Who sees no pupil has nothing to choose on a page about people.
        chooses = asked != BESIDE and (asked not in ABOUT_PEOPLE or bool(who.schools))
        kept = (remembered.afdelingen, remembered.keep) if asked == HOME else (None, None)
        drawn = asked in open_to_me and chooses and filters.draw(*kept)
        view = filters.view() if drawn else None
        if view:
            saved_views.button(asked, view)
    finally:
        # Under the choices, and before a page that has nothing more to draw ends the run.
        signed_in.line()
    if asked not in open_to_me:
        access_log.refused(asked)
        shut.refused(NAMED[asked])
    # A school without data has nothing to filter yet, and a few pages that can change that.
    elif (
        drawn
        or asked in ABOUT_PEOPLE
        or (asked == BESIDE and beside)
        or (asked == EXPLAINED and who.anyhow)
        or (asked in WITHOUT_DATA and access.schools())
    ):
        access_log.opened(asked, view)
        page.run()
    else:
        shut.nothing_to_see(NAMED[asked])
saying.said()
