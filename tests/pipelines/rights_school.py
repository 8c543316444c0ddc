"""A small school in which pupils joined, moved, left or stand on no list, to see whose they are."""

from datetime import date, timedelta
from pathlib import Path

from pipelines.store.imports import import_files
from pipelines.store.workspace import Workspace, create_workspace
from tests.pipelines.histories import Registration, settings
from tests.pipelines.test_rates import HEADER

AFDELINGEN = (
    '[[school.afdeling]]\nid = "havo"\nname = "Havo"\nclasses = ["H*"]\n'
    '[[school.afdeling]]\nid = "vwo"\nname = "Vwo"\nclasses = ["V*"]\n'
)
# Pupil | klas | leerjaar | mentor | from | until. Of mentor MC nobody ever moved.
PLACED = """lla1 | H2a | 2 | MA | 1-8-2025 | 31-7-2026
lla1 | H3a | 3 | MA | 1-8-2026 |
lla2 | V2a | 2 | MB | 1-8-2025 | 31-7-2026
lla2 | V3a | 3 | MB | 1-8-2026 | 4-10-2026
lla2 | H3a | 3 | MA | 5-10-2026 |
lla3 | H2a | 2 | MA | 1-8-2025 | 31-7-2026
lla3 | H3a | 3 | MA | 1-8-2026 | 4-10-2026
lla3 | V3a | 3 | MB | 5-10-2026 |
lla4 | H2a | 2 | MA | 1-8-2025 | 31-7-2026
lla4 | H3a | 3 | MA | 1-8-2026 | 9-10-2026
lla5 | H3a | 3 | MA | 2-11-2026 |
llb1 | V2a | 2 | MB | 1-8-2025 | 31-7-2026
llb1 | V3a | 3 | MB | 1-8-2026 |
llc1 | H2c | 2 | MC | 1-8-2025 | 31-7-2026
llc1 | H3c | 3 | MC | 1-8-2026 |
llc2 | H3c | 3 | MC | 1-8-2026 | """
# Of whom none ever moved: what is counted of a part is about them then and now.
STILL = frozenset({"lla1", "llb1", "llc1", "llc2", "llos"})
EVERYBODY = ("lla1", "lla2", "lla3", "lla4", "lla5", "llb1", "llc1", "llc2", "llos")
# Whose they are on the last day of the data: who left, and who is on no list, is of nobody but the school.
OWN = {"MA": {"lla1", "lla2", "lla5"}, "MB": {"lla3", "llb1"}, "MC": {"llc1", "llc2"}}
HAVO, VWO = {"lla1", "lla2", "lla5", "llc1", "llc2"}, {"lla3", "llb1"}
# In an earlier year, before and after the moves, after who left and before who joined, and the last day.
DAYS = (date(2025, 11, 14), date(2026, 10, 2), date(2026, 10, 9), date(2026, 10, 16), date(2026, 12, 11))
LAST = DAYS[-1]
# One week after another: what is registered of everybody in it.
KINDS = ("weg", "laat", "ziek", "onbekend", "laat", "weg", "ziek", "laat")
SHORT = {"weg": "ongeoorloofd", "laat": "te_laat_ongeoorloofd"}


def registrations() -> list[Registration]:
    """Of everybody the same in the weeks in which he or she is there: hours, lates and sick days enough for every list."""
    found = []
    for first, pupils in (
        (date(2025, 9, 1), ("lla1", "lla2", "lla3", "lla4", "llb1", "llc1")),
        (date(2026, 8, 31), EVERYBODY),
    ):
        for week in range(15):
            monday = first + timedelta(7 * week)
            for place, student in enumerate(pupils):
                if (student == "lla4" and monday > date(2026, 10, 5)) or (
                    student == "lla5" and monday < date(2026, 11, 2)
                ):
                    continue
                code = SHORT.get(KINDS[week % len(KINDS)], KINDS[week % len(KINDS)])
                hours = range(1, 6 + place % 3) if code != "te_laat_ongeoorloofd" else range(1, 2)
                found += [
                    Registration(student, monday + timedelta(day), hour, code) for day in (0, 1, 4) for hour in hours
                ]
    # The last day of the data is the same whoever is in them.
    return [*found, *(Registration(student, LAST, 6, "medisch") for student in ("llb1", "llc1", "lla1", "lla3"))]


def rights_school(
    folder: Path,
    only: frozenset[str] = frozenset(EVERYBODY),
    protocol: str = "kgc-2021",
    ill: bool = True,
    demo: bool = False,
) -> Workspace:
    """The school, or the same one with some of its pupils only, or in which nobody was ever `ill`.

    `demo` makes it one that is nobody's.
    """
    people = folder / "leerlingen.csv"
    placed = [[part.strip() for part in line.split("|")] for line in PLACED.splitlines()]
    people.write_text(
        HEADER
        + "".join(
            f"{student};Naam{student};;Achter{student};;03-02-2008;{klas};;;{year};{mentor};;{start};{end}\n"
            for student, klas, year, mentor, start, end in placed
            if student in only
        )
    )
    whose = "demo = true\n" if demo else ""
    workspace = create_workspace(folder / "werkmap", whose + settings(protocol, more=AFDELINGEN))
    hours = folder / "uren.csv"
    rows = [row for row in registrations() if row.student in only and (ill or row.code != "ziek")]
    lines = [f"{row.student};{row.date:%d-%m-%Y};{row.hour};{row.code}" for row in rows]
    hours.write_text("Stamnr;Datum;Lesuur;Code\n" + "\n".join(lines) + "\n")
    import_files(workspace, [people, hours], demo=demo)
    return workspace
