"""The pages of the dashboard by name, and a way to open one as if by its address."""

from pathlib import Path

from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

APP = Path(__file__).parents[1] / "dashboard" / "app.py"
PAGES = sorted(path.parent.name for path in (APP.parent / "app_pages").glob("*/page.py"))
# Pages about people of the school or about several schools, without pupils, peildatum and protocol.
APART = {"bestuur", "logboek", "toegang", "verzoeken"}
FIGURES = [page for page in PAGES if page not in APART]


def at(test: AppTest, page: str) -> AppTest:
    """The test with a page opened that it did not run yet.

    Streamlit knows a page by its address; its own `switch_page` only learns that address from a run of another page.
    """
    if page not in PAGES:
        raise ValueError(page)
    test._page_hash = calc_hash(page.replace("_", "-"))
    return test
