"""The bookmark "Ophalen uit Magister": a readable script turned into an address that a browser can keep.

`python -m dashboard.app_pages.inlezen.bookmarklet > ophalen.html` writes a page from which it can be dragged to the bookmark bar.
"""

import sys
from html import escape
from pathlib import Path
from urllib.parse import quote

TITLE = "Ophalen uit Magister"
SCRIPT = Path(__file__).with_name("ophalen.js")

# What encodeURIComponent leaves alone, and what needs no escape in a link either.
_SAFE = "!~*();:@=+$,/?"
_PAGE = """<!doctype html>
<html lang="nl">
<meta charset="utf-8">
<title>{title}</title>
<h1>{title}</h1>
<p>Sleep deze link naar de bladwijzerbalk van uw browser (Ctrl+Shift+B toont de balk):</p>
<p><a href="{link}">{title}</a></p>
<p>Open daarna Magister, log in zoals altijd en klik in dat tabblad op de bladwijzer.</p>
</html>
"""


def bookmarklet(source: str) -> str:
    """The `javascript:` address that runs a script, in ASCII and without quotes; comments and line breaks go along."""
    return "javascript:" + quote(source, safe=_SAFE)


def address() -> str:
    """The address of "Ophalen uit Magister"."""
    return bookmarklet(SCRIPT.read_text(encoding="utf-8"))


def page() -> str:
    """A page of its own, in ASCII, with the bookmark as a link to drag."""
    return _PAGE.format(title=TITLE, link=escape(address()))


if __name__ == "__main__":
    sys.stdout.write(page())
