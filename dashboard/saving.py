"""The one button with which something leaves the dashboard as a file: made when it is asked for, and written down."""

from collections.abc import Callable, Sequence
from hashlib import sha256

import streamlit as st

from dashboard import access_log
from dashboard.view import View

TYPES = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
    "html": "text/html",
    "eml": "message/rfc822",
    "toml": "application/toml",
    "zip": "application/zip",
}


def download(
    view: View | None,
    label: str,
    make: Callable[[], bytes | str],
    kind: str,
    name: str,
    *,
    key: str,
    rows: int | None = None,
    pupils: Sequence[str] = (),
    school: str = "",
    help: str | None = None,  # noqa: A002  # as Streamlit calls it
    disabled: bool = False,
) -> None:
    """Draws the button; the ending of the name says what file it is.

    `kind` says in the log what was taken along, with how many `rows` and about which `pupils` (by number), of the
    `school` of the view or the one that is named. Who is signed in gets no file that could not be written down.
    """
    # The file is made outside this run of the page, where nobody knows any more who asked.
    actor = access_log.who()

    def made() -> bytes:
        found = make()
        data = found.encode() if isinstance(found, str) else found
        access_log.note(
            "export",
            person=actor.person,
            role=actor.role,
            school=view.school if view else school,
            pupils=tuple(dict.fromkeys(pupils)),
            count=rows,
            what=kind,
            sha256=sha256(data).hexdigest(),
        )
        return data

    st.download_button(
        label,
        made,
        file_name=name,
        mime=TYPES[name.rpartition(".")[2]],
        key=key,
        on_click="ignore",
        help=help,
        disabled=disabled,
    )
