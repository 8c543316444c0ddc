"""Rows for mentors, proposed from the codes that were imported: a text to review, which changes nothing by itself."""

import json
from dataclasses import dataclass

import polars as pl

from pipelines.access.people import load
from pipelines.notes.notes import LONGEST_INITIALS, SHORTEST_INITIALS
from pipelines.store.workspace import Workspace


@dataclass(frozen=True)
class Proposed:
    """A mentor code of today's placements that no row names yet, with how many pupils it has."""

    school: str
    mentor: str
    pupils: int


def proposed(workspace: Workspace, codes: pl.DataFrame) -> list[Proposed]:
    """The mentor codes without a row; `codes` are those of `questions.school.mentor_codes`."""
    content = load(workspace)
    only = workspace.schools[0].id if len(workspace.schools) == 1 else None
    taken = {
        (school, mentor)
        for person in content.person
        for school in (person.schools or ((only,) if only else ()))
        for mentor in person.mentors
    }
    return [Proposed(*row) for row in codes.iter_rows() if (row[0], row[1]) not in taken]


def row_for(mentor: Proposed, several_schools: bool) -> dict[str, object]:
    """The row that stands for a mentor code, without an address yet: whoever reviews it fills that in."""
    letters = "".join(sign for sign in mentor.mentor.upper() if sign.isalpha())[:LONGEST_INITIALS]
    found: dict[str, object] = {
        "id": "".join(sign for sign in mentor.mentor.lower() if sign.isalnum()) + "@",
        "initials": letters if len(letters) >= SHORTEST_INITIALS else "",
        "role": "mentor",
        "mentors": [mentor.mentor],
    }
    return found | ({"schools": [mentor.school]} if several_schools else {})


def as_text(mentors: list[Proposed], several_schools: bool) -> str:
    """The rows as TOML to paste, each behind a remark that says whose code it is and how many pupils it has."""
    blocks = []
    for mentor in mentors:
        remark = (
            f"# mentorcode {_plain(mentor.mentor)} van {mentor.school}, {mentor.pupils} leerlingen: vul het adres aan"
        )
        row = row_for(mentor, several_schools)
        blocks.append("\n".join([remark, "[[person]]", *(f"{key} = {_written(row[key])}" for key in row)]))
    return "\n\n".join(blocks) + ("\n" if blocks else "")


def _plain(text: str) -> str:
    return "".join(sign if sign.isprintable() else "?" for sign in text)


def _written(value: object) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(_written(each) for each in value) + "]"
    return json.dumps(str(value), ensure_ascii=False)
