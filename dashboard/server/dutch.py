"""Streamlit's own words in Dutch: it knows no other language than English, so its scripts leave the server with ours."""

import re
from dataclasses import dataclass
from functools import cache
from gzip import compress
from pathlib import Path
from typing import ClassVar

import streamlit as st

from dashboard.server.answers import Answer, Message, values
from dashboard.server.script_words import WORDS

STATIC = Path(st.__file__).parent / "static"
SCRIPTS = "/static/js/"
ENGLISH, OURS = b'<html lang="en">', b'<html lang="nl">'


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
