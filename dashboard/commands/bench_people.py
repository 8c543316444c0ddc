"""What the pages Toegang and Logboek are measured with: a table of persons and a log as of a whole school, of invented people."""

from itertools import cycle, islice

from pipelines.access.people import file_of
from pipelines.audit.events import Actor, Event
from pipelines.audit.log import add
from pipelines.models.snapshot import open_snapshot
from pipelines.questions.school import mentor_codes
from pipelines.store.workspace import Workspace
from pipelines.viewer import of_schools

PERSONS, LINES = 80, 2000
OTHERS = ("zorgcoördinator", "verzuimcoördinator", "rector", "ict", "fg")
PAGES = ("werklijst", "trends", "ladders", "leerplicht", "leerling")
PUPILS = 600


def fill(workspace: Workspace) -> None:
    """Writes a table of so many persons, and so many lines of the log of what they did. Both are added to a new workspace."""
    snapshot = open_snapshot(workspace)
    school = workspace.schools[0].id
    codes = mentor_codes(snapshot, of_schools(school))["mentor"].to_list()
    snapshot.close()
    others = [(role, "") for role in OTHERS]
    # A school without mentors has more of the others.
    mentors = [("mentor", f'mentors = ["{code}"]') for code in codes] or others
    rows = [*others, *islice(cycle(mentors), PERSONS - len(others))]
    ids = [f"persoon{n:02d}@school.example" for n in range(PERSONS)]
    table = [
        f'[[person]]\nid = "{who}"\ninitials = "P{chr(65 + n // 26)}{chr(65 + n % 26)}"\nrole = "{role}"\n{own}\n'
        for n, (who, (role, own)) in enumerate(zip(ids, rows, strict=True))
    ]
    path = file_of(workspace)
    path.write_text("\n".join(table), encoding="utf-8")
    path.chmod(0o600)
    # Somebody signs in, opens pages and pupils, and takes a list along; the ones next to each other are of one person.
    for n, (who, (role, _)) in enumerate(zip(ids, rows, strict=True)):
        done = [Event("sign_in")]
        for k in range(LINES // PERSONS - 1):
            page, pupil = PAGES[k % len(PAGES)], str(100001 + (n * 7 + k) % PUPILS)
            done.append(
                Event("pupil", school, (pupil,))
                if page == "leerling"
                else Event("page", school, what=page, chosen="klas H4a; peildatum 2026-11-27")
            )
        add(workspace.path, done, Actor(who, role))
