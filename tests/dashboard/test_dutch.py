"""The words that Streamlit knows in English only, as they leave the server."""

import re
from gzip import decompress

import pytest
from streamlit.elements import exception
from streamlit.proto.Exception_pb2 import Exception as Shown

from dashboard import trouble
from dashboard.server import dutch
from dashboard.server.answers import Message
from dashboard.server.script_words import WORDS

ANY: Message = {"headers": []}


@pytest.mark.parametrize("name", WORDS)
def test_each_text_still_stands_in_its_script(name: str) -> None:
    files = [path for path in dutch._files() if re.match(rf"{dutch.SCRIPTS}{name}\.", path)]
    there = "".join((dutch.STATIC / path.strip("/")).read_text(encoding="utf-8") for path in files)
    served = "".join(script.body().decode() for path in files if (script := dutch.script(path, ANY)))
    assert [english for english in WORDS[name] if english not in there] == []
    assert [english for english in WORDS[name] if english in served] == []
    assert [ours for ours in WORDS[name].values() if ours not in served] == []
    # A text of ours ends no text of theirs.
    assert there.count("`") - served.count("`") == 2 * ("streamlit run" in there)


def test_a_script_is_packed_for_who_can_unpack_it() -> None:
    path = next(iter(dutch._files()))
    plain, packed = (dutch.script(path, {"headers": [(b"Accept-Encoding", told)]}) for told in (b"br", b"br, gzip"))
    assert plain
    assert packed
    assert decompress(packed.body()) == plain.body()
    assert [b"gzip" in dict(each.headers).values() for each in (plain, packed)] == [False, True]
    assert len(packed.body()) < len(plain.body()) / 2


def test_another_file_is_left_to_the_server() -> None:
    assert dutch.script("/static/js/../../index.html", ANY) is None
    assert dutch.script("/static/js/", ANY) is None
    assert dutch.script("/overzicht", ANY) is None


def test_the_page_says_that_it_is_dutch() -> None:
    page = (dutch.STATIC / "index.html").read_bytes()
    said = dutch.page({"type": "http.response.body", "body": page})["body"]
    assert (b'lang="nl"' in said, len(said)) == (True, len(page))
    assert dutch.page({"type": "http.response.start", "status": 200}) == {"type": "http.response.start", "status": 200}


def test_a_page_comes_unpacked_and_a_file_as_it_was_asked() -> None:
    asked = [(b"accept-encoding", b"gzip"), (b"host", b"localhost")]
    assert dutch.unpacked({"path": "/basis/overzicht", "headers": asked})["headers"] == asked[1:]
    assert dutch.unpacked({"path": "/basis/static/js/index.js", "headers": asked})["headers"] == asked


def test_a_fault_of_the_program_is_told_in_dutch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        exception, "_error_detail_visibility", lambda _: exception._ErrorDetailVisibility(False, False, False)
    )
    shown = Shown()
    exception.marshall(shown, ValueError("Jansen"), apply_show_error_details=True)
    assert shown.message == trouble.FAULT
