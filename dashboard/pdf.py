"""Printed pages: a Typst template in the folder of its page, filled with values, offline, as a tagged PDF."""

import json
from pathlib import Path
from typing import Any

import typst

from dashboard import plain

TEMPLATES = Path(__file__).parent / "app_pages"


def printed(template: str, values: dict[str, Any]) -> bytes:
    """The PDF of a template such as `werklijst/werklijst.typ`; the template reads `values` as JSON from `sys.inputs.values`.

    Values are data and never markup: what a pupil is called cannot change the page.
    """
    found: bytes = typst.compile(
        TEMPLATES / template,
        format="pdf",
        sys_inputs={"values": plain.visible(json.dumps(values, default=str, ensure_ascii=False))},
        pdf_standards=["ua-1"],
    )
    return found
