"""Streamlit's own words in Dutch: it knows no other language than English, so its scripts leave the server with ours.

And the keyboard on a button in a table, which Streamlit does not know either (`KEYS`).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from gzip import compress
from pathlib import Path
from typing import ClassVar

import streamlit as st

from dashboard.server.answers import Answer, Message, values

STATIC = Path(st.__file__).parent / "static"
SCRIPTS = "/static/js/"
ENGLISH, OURS = b'<html lang="en">', b'<html lang="nl">'
_LABEL = '"aria-label":`%s`'


def _labels(**words: str) -> dict[str, str]:
    """What a screen reader says, as the scripts write it; `_` is a space."""
    return {_LABEL % english.replace("_", " "): _LABEL % dutch for english, dutch in words.items()}


# Streamlit hears a button in a cell from the mouse only. The grid says Enter and space as well (`onCellActivated`), to which it
# does not listen; who has no mouse points at no place of the button, and goes to the menu that it opens. A screen reader says
# no name of an icon.
KEYS = {
    "onCellClicked:ke?void 0:_t,onColumnResize": (
        'onCellClicked:ke?void 0:_t,onCellActivated:(e,t)=>{!ke&&t.inputType==="keyboard"&&'
        "_t(e,{bounds:O.current.getBounds(...e),preventDefault(){}})},onColumnResize"
    ),
    "if(kd(Od(": "if(n===void 0||kd(Od(",
    "tabIndex:0,allowWrap:!0,": (
        "allowWrap:!0,tabIndex:0,"
        "ref:e=>{t||e?.parentNode.contains(document.activeElement)||e?.focus({preventScroll:!0})},"
    ),
    "copyData:Array.isArray(t)?t.join(`, `):t,": (
        r'copyData:(Array.isArray(t)?t.join(`, `):t).replace(/:material\/\w+: ?/g,""),'
    ),
}

# Name of a script up to its first dot -> text in it -> ours. Each text stands there (`tests/dashboard/test_dutch.py`).
WORDS: Mapping[str, Mapping[str, str]] = {
    "DataFrame": {
        **KEYS,
        "`Sort ascending`": "`Oplopend sorteren`",
        "`Sort descending`": "`Aflopend sorteren`",
        "),`Statistics`]": "),`Verdeling`]",
        "`Format`]": "`Weergave`]",
        "`Autosize`]": "`Passend maken`]",
        "`Pin column`": "`Kolom vastzetten`",
        "`Unpin column`": "`Kolom losmaken`",
        "`Hide column`": "`Kolom verbergen`",
        "`Show/hide columns`": "`Kolommen tonen of verbergen`",
        "`Select all`": "`Alle kolommen`",
        "label:`Search`": "label:`Zoeken`",
        "`Type to search`": "`Typ wat u zoekt`",
        "?`over ": "?`meer dan ",
        "`${v.results} result$": "`${v.results} treffer$",
        "selectedIndex+1} of ${": "selectedIndex+1} van ${",
        "label:`Automatic`": "label:`Vanzelf`",
        "label:`Localized`": "label:`Met punten`",
        "label:`Plain`": "label:`Zonder punten`",
        "label:`Compact`": "label:`Kort`",
        "label:`Percent`": "label:`Procent`",
        "label:`Scientific`": "label:`Macht van tien`",
        "label:`Accounting`": "label:`Boekhouding`",
        **_labels(
            Previous_Result="Vorige treffer",
            Next_Result="Volgende treffer",
            Close_Search="Zoeken sluiten",
            Dataframe_column_menu="Menu van de kolom",
            Copy_column_name="Naam van de kolom kopiëren",
            Button_action_menu="Menu van de knop",
        ),
    },
    "Toolbar": {"`Fullscreen`,icon": "`Groter`,icon", "`Close fullscreen`": "`Weer klein`"},
    "NumberInput": _labels(Clear_value="Leegmaken", Increment="Hoger", Decrement="Lager"),
    "Selectbox": {**_labels(Clear_value="Leegmaken", Open="Openen"), "`No results`": "`Niets gevonden`"},
    "Multiselect": {
        **_labels(Open="Openen", Clear_all="Alles weghalen", Selected_values="Gekozen"),
        "`Remove ${": "`Weghalen: ${",
        "`No results`": "`Niets gevonden`",
        "`Select all`": "`Alles kiezen`",
    },
    "DateInput": _labels(
        Choose_date="Datum kiezen", Choose_date_range="Dagen kiezen", Clear_date="Leegmaken", Clear_dates="Leegmaken"
    ),
    "ReorderedSegments": _labels(Previous_month="Vorige maand", Next_month="Volgende maand"),
    "StreamlitMarkdown": {"?`Help`:`Help for ${": "?`Uitleg`:`Uitleg bij ${"},
    "FileUploader": {"} files are not allowed.`": "}: zo'n bestand kan hier niet.`"},
    "utils": {
        **_labels(file_upload="Bestand kiezen"),
        "`File must be ${": "`Een bestand is hier hooguit ${",
        "} or smaller.`": "}.`",
        "} files are not allowed.`": "}: zo'n bestand kan hier niet.`",
        "`Cancel upload of ${": "`Stoppen met ${",
        "`Remove ${e.name}`": "`Weghalen: ${e.name}`",
    },
    "index": {
        **_labels(
            App_pages="Pagina's",
            Expand_sidebar="Menu openen",
            Collapse_sidebar="Menu sluiten",
            Sidebar="Menu en keuzes",
            **{"Running...": "Bezig"},
        ),
        "`Skip to main content`": "`Naar de inhoud`",
        "=`Connecting`,": "=`Verbinden`,",
        "=`Connecting to Streamlit server`": "=`Het dashboard wordt gezocht`",
        "=`Unable to connect to Streamlit server`": "=`Geen verbinding met het dashboard`",
        "(`Connection error`": "(`Geen verbinding`",
        "`Is Streamlit still running? If you accidentally stopped Streamlit, just restart it in your terminal:`,"
        "codeBlock:`streamlit run yourscript.py`": "`Het dashboard antwoordt niet. Is het gestopt, start het dan opnieuw.`",
        "`Streamlit server is not responding. Are you connected to the internet?`": (
            "`Het dashboard antwoordt niet. Hebt u verbinding met het netwerk?`"
        ),
    },
}


@dataclass(frozen=True)
class Script(Answer):
    """A script of Streamlit with our words. Its name changes with each version of Streamlit, not with our words."""

    data: bytes = b""

    kind: ClassVar[bytes] = b"text/javascript; charset=utf-8"

    def body(self) -> bytes:
        """The text, packed for who can unpack it."""
        return self.data


@cache
def _files() -> dict[str, Path]:
    """The scripts with words of ours, by the path under which a browser asks for them."""
    found = (STATIC / SCRIPTS.strip("/")).glob("*.js")
    return {f"{SCRIPTS}{file.name}": file for file in found if file.name.split(".")[0] in WORDS}


def script(path: str, scope: Message) -> Script | None:
    """A script with our words, or None for any other path."""
    return _script(path, "gzip" in ",".join(values(scope, "accept-encoding"))) if path in _files() else None


@cache
def _script(path: str, packed: bool) -> Script:
    file = _files()[path]
    words = WORDS[file.name.split(".")[0]]
    either = "|".join(map(re.escape, words))
    data = re.sub(either, lambda found: words[found[0]], file.read_text(encoding="utf-8")).encode()
    headers = ((b"cache-control", b"max-age=86400"), (b"vary", b"accept-encoding"))
    if packed:
        return Script(200, "", headers=(*headers, (b"content-encoding", b"gzip")), data=compress(data, mtime=0))
    return Script(200, "", headers=headers, data=data)


def unpacked(scope: Message) -> Message:
    """A request for a page of which the answer comes as it is, so that its words are found in it; a file may be packed."""
    if "/static/" in scope["path"]:
        return scope
    return {**scope, "headers": [pair for pair in scope["headers"] if pair[0].lower() != b"accept-encoding"]}


def page(message: Message) -> Message:
    """A part of an answer, in which the page says that its words are Dutch: a screen reader speaks it so."""
    body = message.get("body", b"")
    return {**message, "body": body.replace(ENGLISH, OURS, 1)} if ENGLISH in body[:4096] else message
