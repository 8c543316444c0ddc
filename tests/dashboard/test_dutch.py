"""The words that Streamlit knows in English only, as they leave the server."""

import re

import pytest

from dashboard.server import dutch


@pytest.mark.parametrize("name", dutch.WORDS)
def test_each_text_still_stands_in_its_script(name: str) -> None:
    files = [path for path in dutch._files() if re.match(rf"{dutch.SCRIPTS}{name}\.", path)]
    there = "".join((dutch.STATIC / path.strip("/")).read_text(encoding="utf-8") for path in files)
    served = "".join(script.text for path in files if (script := dutch.script(path)))
    assert [english for english in dutch.WORDS[name] if english not in there] == []
    assert [english for english in dutch.WORDS[name] if english in served] == []
    assert [ours for ours in dutch.WORDS[name].values() if ours not in served] == []
    # A text of ours ends no text of theirs.
    assert there.count("`") - served.count("`") == 2 * ("streamlit run" in there)


def test_another_file_is_left_to_the_server() -> None:
    assert dutch.script("/static/js/../../index.html") is None
    assert dutch.script("/static/js/") is None
    assert dutch.script("/overzicht") is None


def test_the_page_says_that_it_is_dutch() -> None:
    page = (dutch.STATIC / "index.html").read_bytes()
    said = dutch.page({"type": "http.response.body", "body": page})["body"]
    assert (b'lang="nl"' in said, len(said)) == (True, len(page))
    assert dutch.page({"type": "http.response.start", "status": 200}) == {"type": "http.response.start", "status": 200}
