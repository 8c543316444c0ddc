"""What Streamlit has no setting for: room above and beside the page, and its own English words that say nothing here."""

import streamlit as st

STYLE = """
/* What Streamlit says in a field while somebody types is English, and stands over the text of a small one. */
[data-testid=InputInstructions] { display: none }
/* The page of an upload says itself how large a file may be. */
[data-testid=stFileUploaderDropzoneInstructions] { display: none }
/* A file leaves by a button that the log hears of, with the cells that a sheet may hold; those of Streamlit do not. */
[data-testid=stElementToolbar] button:is([aria-label^="Download as"], [aria-label^="Copy Vega"]) {
  display: none
}
/* The answer of a page stands at the top of the screen, and its tables have the width. */
[data-testid=stMainBlockContainer] { padding: 2.25rem 2.5rem 4rem }
[data-testid=stMainBlockContainer] h1 { padding: 0 0 0.25rem }
[data-testid=stMainBlockContainer] h2 { padding: 0.25rem 0 }
[data-testid=stMetricValue] { font-size: 1.6rem }
/* A drawing that is wider than a small screen moves within its own room; the page does not. */
[data-testid=stVegaLiteChart] { overflow-x: auto }
/* What a table shows without it. */
[data-testid=stElementToolbar] button[aria-label^="Show data"],
[data-testid=stDataFrameColumnVisibilityMenu] label:has([aria-label="(index)"]) { display: none }
/* The button that brings the menu back has a bar of its own, over whatever stands there. */
[data-testid=stApp]:has([data-testid=stExpandSidebarButton]) [data-testid=stMainBlockContainer] { padding-top: 3.75rem }
/* Figures beside each other go to the next line before their names are cut. */
[data-testid=stHorizontalBlock]:has([data-testid=stMetric]) {
  flex-wrap: wrap;
  > [data-testid=stColumn] { min-width: min(12rem, 100%) }
}
[data-testid=stBaseButton-tertiary] p { text-align: left }
/* White on the colour that stands out in the dark cannot be read. */
[data-testid=stMultiSelect] [data-tag] { background: transparent; border: 1px solid; &, * { color: inherit } }
[data-testid^=stBaseButton-primary]:enabled, [data-testid^=stBaseButton-primary]:enabled * { color: Canvas }
/* A bin has no room for words. */
[class*=st-key-schrijf][class*=-bak-] button p { position: absolute; clip-path: inset(50%) }
/* For who has no mouse: it has no place and is not seen until the keyboard is on it. */
[class*=st-key-uit-lijst]:not(:focus-within) { position: absolute; clip-path: inset(50%) }
/* Where the keyboard is. */
[data-testid=stSidebarNavLink]:focus-visible { outline: 2px solid currentColor !important; outline-offset: -2px }
[data-testid=data-grid-canvas]:focus-visible { outline: 2px solid currentColor; outline-offset: -2px }
[data-testid=stElementToolbar]:focus-within { opacity: 1; z-index: 1; top: -2.75rem }
[data-testid=stElementToolbar] button:focus-visible { outline: 2px solid currentColor !important }
@media (max-width: 640px) { [data-testid=stMainBlockContainer] { padding: 3.75rem 1rem 3rem } }
"""


def draw() -> None:
    """Dresses the page."""
    st.html(f"<style>{STYLE}</style>")
