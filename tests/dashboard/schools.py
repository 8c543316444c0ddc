"""A school of thirty pupils that can be counted by hand, and other small schools for the pages."""

from datetime import date
from pathlib import Path

from pipelines.notes import agenda
from pipelines.settings.drafts import save_draft
from pipelines.store.imports import import_files
from pipelines.store.workspace import Workspace, create_workspace
from pipelines.viewer import CARE, of_schools
from protocols.edits import Edit, apply
from protocols.load import load_protocols
from tests.pipelines.histories import YEAR, Registration, make_workspace, settings, spread, write_csv

PROTOCOL = "kgc-2021"
LAST = date(2026, 12, 11)
# Stage of the ladder te-laat -> how many pupils, and how often each of them was late.
LATES = {"tl-3": (12, 3), "tl-5": (7, 5), "tl-10": (4, 10)}
REPORTED, NEAR, SICK = "1024", "1025", "1026"
PUPILS = tuple(f"{number}" for number in range(1001, 1031))
AFDELINGEN = """
[[school.afdeling]]
id = "havo"
name = "Havo bovenbouw"
classes = ["H*"]
[[school.afdeling]]
id = "vwo"
name = "Vwo bovenbouw"
classes = ["V*"]
"""


def klas_of(student: str) -> str:
    """Pupils with an even number are in H4a, the others in V5b."""
    return "H4a" if int(student) % 2 == 0 else "V5b"


def late_pupils() -> dict[str, str]:
    """Pupil -> the stage that his or her number of lates reaches."""
    stages = [stage for stage, (pupils, _) in LATES.items() for _ in range(pupils)]
    return dict(zip(PUPILS, stages, strict=False))


def registrations() -> list[Registration]:
    """The whole school: lates from the first week on, and unauthorised hours and sickness in the last weeks."""
    late = [
        row
        for place, (student, stage) in enumerate(late_pupils().items())
        for row in spread(student, "laat", LATES[stage][1], start=place % 5, step=5)
    ]
    last = YEAR.index(LAST)
    return [
        *late,
        *spread(REPORTED, "weg", 16, start=last - 3, hours=4),
        *spread(NEAR, "weg", 12, start=last - 2, hours=4),
        *spread(SICK, "ziek", 30, start=last - 4, hours=6),
        *(Registration(student, LAST, 1, "medisch") for student in PUPILS[26:]),
    ]


def pupils_late_in(week: date) -> set[str]:
    """The pupils who were late in the school week that begins on a Monday."""
    return {
        row.student for row in registrations() if row.code == "te_laat_ongeoorloofd" and 0 <= (row.date - week).days < 7
    }


def whole_school(folder: Path, toml: str = "") -> Workspace:
    """The thirty pupils; `toml` stands before the settings of the school."""
    klassen = {student: klas_of(student) for student in PUPILS}
    return make_workspace(folder, registrations(), klas=klassen, toml=toml + settings(PROTOCOL, more=AFDELINGEN))


# The klas of a mentor: all but two of the pupils.
MENTORED = "M3c"


def mentor_group(folder: Path) -> Workspace:
    """The thirty pupils, of whom 28 are in the klas of one mentor and 14 were not explained on the last day."""
    klassen = dict.fromkeys(PUPILS[:28], MENTORED) | {student: klas_of(student) for student in PUPILS[28:]}
    unknown = [Registration(student, LAST, 2, "onbekend") for student in PUPILS[:14]]
    toml = settings(PROTOCOL, more=AFDELINGEN)
    return make_workspace(folder, [*registrations(), *unknown], klas=klassen, toml=toml)


def one_pupil(folder: Path) -> Workspace:
    """A school that has registered one pupil."""
    return make_workspace(folder, spread("1001", "laat", 5), PROTOCOL)


def without_lesson_table(folder: Path) -> Workspace:
    """A school that has not said how many lessons a week has."""
    toml = settings(PROTOCOL, more=AFDELINGEN).replace("lessons_per_week = 30\n", "")
    return make_workspace(folder, registrations(), toml=toml)


def first_week(folder: Path) -> Workspace:
    """A school on the third day of its first school year in the program."""
    rows = [row for student in PUPILS for row in spread(student, "laat", 3)]
    return make_workspace(folder, rows, PROTOCOL)


LOST_DAY = YEAR[22]


def incomplete_week(folder: Path) -> Workspace:
    """A school with thirty registrations a day, except on one day that has one."""
    rows = [
        Registration(student, day, 1, "te_laat_ongeoorloofd")
        for day in YEAR[:40]
        for student in (PUPILS if day != LOST_DAY else PUPILS[:1])
    ]
    return make_workspace(folder, rows, PROTOCOL)


def two_schools(folder: Path) -> Workspace:
    """Two schools with the same pupil numbers: all three were late at one, one of them at the other; a third is new."""
    names = {"s": "School", "t": "Tweede school", "u": "Nieuwe school"}
    toml = [
        settings(PROTOCOL).replace('id = "s"', f'id = "{key}"').replace('"School"', f'"{name}"')
        for key, name in names.items()
    ]
    workspace = create_workspace(folder / "werkmap", "\n".join(toml))
    one = [row for student in ("1", "2", "3") for row in spread(student, "laat", 5)]
    other = [*spread("1", "weg", 12, hours=6), *spread("2", "laat", 5)]
    import_files(workspace, [write_csv(folder / "een.csv", one)], "s")
    import_files(workspace, [write_csv(folder / "twee.csv", other)], "t")
    return workspace


SMALL = ("901", "902", "903")
BIG = tuple(str(number) for number in range(101, 161))


def small_afdeling(folder: Path) -> Workspace:
    """Sixty pupils in two afdelingen and three in a third; all of them miss hours, are late and are ill now and then."""
    rows = [
        row
        for place, student in enumerate((*BIG, *SMALL))
        for row in (
            *spread(student, "weg", 8, start=place % 5, step=10),
            *spread(student, "laat", 6, start=1 + place % 5, step=10),
            *spread(student, "ziek", 6, start=2 + place % 5, step=10),
        )
    ]
    klassen = {student: "H4a" if int(student) % 2 else "V5b" for student in BIG} | dict.fromkeys(SMALL, "T3a")
    tl = '[[school.afdeling]]\nid = "tl"\nname = "Vmbo-tl"\nclasses = ["T*"]\n'
    return make_workspace(folder, rows, klas=klassen, toml=settings(PROTOCOL, more=AFDELINGEN + tl))


def board(folder: Path, also: str = "") -> Workspace:
    """Two schools of thirty pupils with the same numbers, one of which misses many more hours, and one of three.

    `also` stands behind the name of each.
    """
    names = {"s": f"School{also}", "t": f"Tweede school{also}", "u": f"Kleine school{also}"}
    toml = [
        settings(PROTOCOL).replace('id = "s"', f'id = "{key}"').replace('"School"', f'"{name}"')
        for key, name in names.items()
    ]
    workspace = create_workspace(folder / "werkmap", "\n".join(toml))
    for school, pupils, hours in (("s", BIG[:30], 1), ("t", BIG[:30], 5), ("u", SMALL, 1)):
        rows = [
            row
            for place, student in enumerate(pupils)
            for row in spread(student, "weg", (8 + place % 2) * hours, start=place % 5, step=5, hours=hours)
        ]
        import_files(workspace, [write_csv(folder / f"{school}.csv", rows)], school)
    return workspace


# A picture, a colour, a formula, HTML and a mark that turns letters round, as somebody might write them in a name.
ELSEWHERE = "elders.test"
MARKUP = "![i](" + "//".join(["http:", ELSEWHERE]) + "/i.png) :red[r] $x$ <b> \u202e."


def hostile(folder: Path) -> Workspace:
    """The thirty pupils at a school where every name, klas, mentor, subject, code, period and draft is markup."""
    toml = settings(PROTOCOL, more=AFDELINGEN).replace('"School"', f'"School {MARKUP}"')
    toml = toml.replace("Havo bovenbouw", f"Havo {MARKUP}").replace("Vwo bovenbouw", f"Vwo {MARKUP}")
    toml += f'[[school.period]]\nname = "Periode {MARKUP}"\nstart = 2026-08-31\n'
    toml += f'[[school.test_week]]\nname = "Toetsweek {MARKUP}"\nstart = 2026-11-02\nend = 2026-11-06\n'
    workspace = create_workspace(folder / "werkmap", toml)
    rows = [*registrations(), *(Registration(student, LAST, 2, f"x{MARKUP}") for student in PUPILS[:5])]
    export = ["Stamnr;Roepnaam;Achternaam;Klas;Vak;Datum;Lesuur;Code"]
    export += [
        f"{row.student};Roep {MARKUP};{row.student} {MARKUP};{klas_of(row.student)} {MARKUP};vak {MARKUP};"
        f"{row.date:%d-%m-%Y};{row.hour};{row.code}"
        for row in rows
    ]
    mentors = ["leerling_id;stamnummer;mentorcode", *(f"{pupil}9;{pupil};mentor {MARKUP}" for pupil in PUPILS)]
    files = [folder / f"export {ELSEWHERE}.csv", folder / "mentoren.csv"]
    for path, lines in zip(files, (export, mentors), strict=True):
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        import_files(workspace, [path])
    base = load_protocols()[PROTOCOL]
    draft = apply(base, [Edit(ladder="te-laat", stage="tl-5", number=4)], "vijandig")
    draft = draft.model_copy(update={"name": f"Concept {MARKUP}"})
    save_draft(workspace, draft, PROTOCOL, f"maker {MARKUP}", f"reden {MARKUP}", LAST)
    agenda.decide(
        workspace, of_schools("s", rights=CARE), agenda.Decision("s", f"Besluit {MARKUP}", "mentor", LAST), "ab"
    )
    return workspace
