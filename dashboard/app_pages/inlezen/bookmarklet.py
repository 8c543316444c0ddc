"""The bookmark "Ophalen uit Magister": a readable script turned into an address that a browser can keep.

`python -m dashboard.app_pages.inlezen.bookmarklet > ophalen.html` writes a page from which it can be dragged to the bookmark bar.
"""

import re
import sys
from html import escape
from pathlib import Path
from urllib.parse import quote

TITLE = "Ophalen uit Magister"
SCRIPT = Path(__file__).with_name("ophalen.js")

# What must stay as it is (texts, templates without templates inside, patterns), what may shrink, and the rest.
_TOKEN = re.compile(
    r"""
    (?P<kept>'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`)
    |(?P<gap>(?:\s|//[^\n]*|/\*.*?\*/)+)
    |(?P<pattern>(?:(?<=[(,=:!&|?{};\[])|(?<=[(,=:!&|?{};\[][ ]))/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n\[])+/)
    |(?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_OPENS = "{([,;=?:&|"
_CLOSES = "})].,;=?:&|"
_ALONE = "{}()[],;:=?&|"
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


def minified(source: str) -> str:
    """JavaScript without comments and needless white space.

    A line break stays where a statement might end without a semicolon. Templates inside templates are not known.
    """
    tokens = [(match.lastgroup, match[0]) for match in _TOKEN.finditer(source.strip())]
    parts: list[str] = []
    for number, (group, text) in enumerate(tokens):
        if group != "gap":
            parts.append(text)
        elif parts and number + 1 < len(tokens):
            parts.append(_gap(parts[-1][-1], text, tokens[number + 1][1][0]))
    return "".join(parts)


def _gap(before: str, gap: str, after: str) -> str:
    if "\n" in gap:
        return "" if before in _OPENS or after in _CLOSES else "\n"
    return "" if before in _ALONE or after in _ALONE else " "


def bookmarklet(source: str) -> str:
    """The `javascript:` address that runs a script, in ASCII and without quotes."""
    return "javascript:" + quote(minified(source), safe=_SAFE)


def address() -> str:
    """The address of "Ophalen uit Magister"."""
    return bookmarklet(SCRIPT.read_text(encoding="utf-8"))


def page() -> str:
    """A page of its own, in ASCII, with the bookmark as a link to drag."""
    return _PAGE.format(title=TITLE, link=escape(address()))


if __name__ == "__main__":
    sys.stdout.write(page())
