"""The router: filters in the sidebar, pages in the menu."""

from pathlib import Path

import streamlit as st

from dashboard import access, access_log, components, filters, saying, trouble

# Width of the sidebar in pixels.
SIDEBAR = 236
PAGES = Path(__file__).parent / "app_pages"
# The page that opens first has no address of its own.
START = "werklijst"
NEW = PAGES / "nieuwe_school" / "page.py"

st.set_page_config(
    page_title="Verzuimbeeld",
    page_icon=str(Path(__file__).parent / "static" / "favicon.png"),
    layout="wide",
    # Room for the lists beside it, and still wide enough for a day.
    initial_sidebar_state=SIDEBAR,
)
if access.is_new():
    # Nothing else has a meaning before there is a school.
    with trouble.in_sight():
        st.navigation([st.Page(NEW, title="Nieuwe school", url_path="nieuwe-school")], position="hidden").run()
    st.stop()
importing = st.Page(PAGES / "inlezen" / "page.py", title="Inlezen", url_path="inlezen")
settings = st.Page(PAGES / "instellingen" / "page.py", title="Instellingen", url_path="instellingen")
log = st.Page(PAGES / "logboek" / "page.py", title="Logboek", url_path="logboek")
new = st.Page(NEW, title="Nieuwe school", url_path="nieuwe-school", visibility="hidden")
page = st.navigation(
    [
        st.Page(PAGES / "werklijst" / "page.py", title="Mijn week", url_path=START, default=True),
        st.Page(PAGES / "onverklaard" / "page.py", title="Onverklaard", url_path="onverklaard"),
        st.Page(PAGES / "terugkomlijst" / "page.py", title="Terugkomlijst", url_path="terugkomlijst"),
        st.Page(PAGES / "trends" / "page.py", title="Trends", url_path="trends"),
        st.Page(PAGES / "ladders" / "page.py", title="Ladders", url_path="ladders"),
        st.Page(PAGES / "leerplicht" / "page.py", title="Leerplicht", url_path="leerplicht"),
        st.Page(PAGES / "ziekte" / "page.py", title="Ziekte", url_path="ziekte"),
        st.Page(PAGES / "mt_rapport" / "page.py", title="MT-rapport", url_path="mt-rapport"),
        st.Page(PAGES / "vergelijken" / "page.py", title="Protocollen vergelijken", url_path="vergelijken"),
        st.Page(PAGES / "leerling" / "page.py", title="Leerling", url_path="leerling"),
        st.Page(PAGES / "leerlingen" / "page.py", title="Leerlingen", url_path="leerlingen", visibility="hidden"),
        st.Page(PAGES / "brief" / "page.py", title="Brief", url_path="brief", visibility="hidden"),
        st.Page(PAGES / "protocollen" / "page.py", title="Protocollen", url_path="protocollen"),
        importing,
        settings,
        st.Page(PAGES / "datakwaliteit" / "page.py", title="Datakwaliteit", url_path="datakwaliteit"),
        # Also for who sees no pupil.
        *([log] if access.reads_log() else []),
        new,
    ],
    # A menu that is cut short says so in English.
    expanded=True,
)
# A school without data has nothing to filter yet, and a few pages that can change that.
with trouble.in_sight():
    drawn = filters.draw()
    without = page.url_path in {importing.url_path, settings.url_path, new.url_path} and access.schools()
    if drawn or without or page.url_path == log.url_path:
        access_log.opened(page.url_path or START, filters.view() if drawn else None)
        page.run()
    else:
        components.nothing_to_see()
saying.said()
