"""Magister pupil lists: Leerlingen, LeerlingMentoren and the two other layouts in use (formats.md 1.1).

One row is one pupil, or one stay of a pupil in a klas where the list has dates.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from pipelines.readers.base import Progress, ReadResult
from pipelines.readers.checks import no_pupil, refuse
from pipelines.readers.lists import Layout, open_list
from pipelines.readers.people import garbled_names, placements, pupils, unread_days, with_school_years
from pipelines.readers.source import Source


@dataclass(frozen=True)
class PupilListReader:
    """Reads one layout of pupil list. Gender, profile and teacher names in it are not kept."""

    kind: str
    title: str
    layout: Layout
    # Who has no mentor is not on the list of mentors.
    lists_everybody: bool = True

    def recognise(self, source: Source) -> bool:
        """By the header."""
        return source.find_header(self.layout.fits) is not None

    def read(
        self, source: Source, progress: Progress | None = None, chosen: Mapping[str, str] | None = None
    ) -> ReadResult:
        """Pupils and their stays. Raises InputError when the pupil number column is missing."""
        opened = open_list(source, self.layout, chosen)
        good, refused = refuse(opened.raw, [no_pupil("student_id")], opened.names)
        if "period" in good.columns:
            good = with_school_years(good)
        people = pupils(good)
        stays = placements(good).unique(["student_id", "valid_from"], keep="first", maintain_order=True)
        if progress:
            progress(opened.rows_read, opened.rows_read)
        return ReadResult(
            kind=self.kind,
            pupils=people,
            placements=stays,
            refused=pl.concat([opened.refused, refused]).sort("row"),
            rows_read=opened.rows_read,
            warnings=(*garbled_names(people), *unread_days(good, opened.names)),
            whole_school=True,
            columns=opened.names,
            unused=opened.unused,
            header=opened.header,
            is_list=self.lists_everybody,
        )


LEERLINGEN = PupilListReader(
    "magister-leerlingen",
    "Magister-lijst Leerlingen",
    Layout(
        signature=(("leerlingid",), ("stamklasnaam", "studienaam", "voornamen", "voorletters")),
        columns={
            "student_id": "stamnummer",
            "leerling_id": "leerlingid",
            "roepnaam": "roepnaam",
            "tussenvoegsel": "tussenvoegsel",
            "achternaam": "achternaam",
            "studie": "studienaam",
            "klas": "stamklasnaam",
        },
        required=("student_id", "klas"),
    ),
)
MENTOREN = PupilListReader(
    "magister-leerlingmentoren",
    "Magister-lijst LeerlingMentoren",
    Layout(
        signature=(("leerlingid",), ("mentorcode", "mentorid")),
        columns={"student_id": "stamnummer", "leerling_id": "leerlingid", "mentor": "mentorcode"},
        required=("student_id", "mentor"),
    ),
    lists_everybody=False,
)
EXPORT = PupilListReader(
    "magister-leerlingexport",
    "Leerlingenlijst met plaatsingen (STAMNR, LASTNAME, CLASS)",
    Layout(
        signature=(("stamnr",), ("lastname", "firstname", "pmentorcode"), ("class", "study", "studyyear")),
        columns={
            "student_id": "stamnr",
            "roepnaam": "firstname",
            "tussenvoegsel": "prefix",
            "achternaam": "lastname",
            "birth_date": "birthdate",
            "klas": "class",
            "studie": "study",
            "leerjaar": "studyyear",
            "mentor": "pmentorcode",
            "valid_from": "studiebegindatum",
            "last_day": "studieeinddatum",
        },
        required=("student_id", "klas"),
    ),
)
LESPERIODE = PupilListReader(
    "magister-leerlingoverzicht",
    "Leerlingenlijst met lesperiode (Stamnr, Lesperiode, Klas)",
    Layout(
        signature=(("stamnr",), ("lesperiode",)),
        columns={
            "student_id": "stamnr",
            "roepnaam": "roepnaam",
            "tussenvoegsel": "tussenv",
            "achternaam": "achternaam",
            "period": "lesperiode",
            "leerjaar": "leerjaar",
            "klas": "klas",
            "studie": "studie",
        },
        required=("student_id", "klas"),
    ),
)
