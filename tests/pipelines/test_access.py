"""`toegang.toml`: who may see what, what is wrong with a table, and that no row holds before it is approved."""

import os
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest

from pipelines.access import draft, keep
from pipelines.access.approvals import LOG
from pipelines.access.mapping import both, person_viewer, row_of, rows, still_admitted, viewer_of
from pipelines.access.people import AccessError, load, person_called, sign_in_settings, wrong_in
from pipelines.access.show import table
from pipelines.audit.key import VARIABLE
from pipelines.errors import UsageError
from pipelines.store.workspace import Workspace, create_workspace, open_workspace
from pipelines.viewer import CARE, NOBODY, Scope, Viewer, of_schools
from protocols.access_roles import access_roles
from tests.pipelines.histories import AFDELINGEN, settings

TODAY = date(2026, 11, 30)
SIGN_IN = """[signin]
provider = "entra"
issuer = "https://localhost/v2.0"
client_id = "abc"
url = "https://localhost"
"""
MENTOR = '[[person]]\nid = "brg@school.nl"\ninitials = "BRG"\nrole = "mentor"\nmentors = ["BRG"]\n'
LEADER = '[[person]]\nid = "lei@school.nl"\ninitials = "LEI"\nrole = "afdelingsleider"\nafdelingen = ["havo"]\n'
CARER = '[[person]]\nid = "zorg@school.nl"\ninitials = "ZRG"\nrole = "zorgcoördinator"\n'
RECTOR = '[[person]]\nid = "rector@school.nl"\ninitials = "REC"\nrole = "rector"\n'
ICT = '[[person]]\nid = "ict@school.nl"\ninitials = "ICT"\nrole = "ict"\n'
ROW = MENTOR.replace('"brg@', '"{id}@')
Made = Callable[..., Workspace]


@pytest.fixture
def made(tmp_path: Path) -> Made:
    """A workspace of one school, or of two, with a table of persons."""

    def make(text: str, two: bool = False, mode: int = 0o600) -> Workspace:
        toml = settings("nl-leerplicht", codes=False, more=AFDELINGEN)
        toml = toml.replace("lessons_per_week = 30", "lessons_per_week = { 1 = 30, 4 = 33 }")
        other = toml.replace('id = "s"', 'id = "t"') if two else ""
        workspace = create_workspace(tmp_path / "werkmap", toml + other)
        write(workspace, text, mode)
        return workspace

    return make


def write(workspace: Workspace, text: str, mode: int = 0o600) -> None:
    path = workspace.path / "toegang.toml"
    path.write_bytes(text.encode())
    path.chmod(mode)


def faults(workspace: Workspace) -> list[str]:
    return [f"{error.what} {error.remedy}".removeprefix(f"{workspace.path}/") for error in wrong_in(workspace)]


def seen(workspace: Workspace, person: str, today: date = TODAY) -> Viewer:
    return person_viewer(workspace, person, today)


def test_without_a_table_nobody_is_in_it_and_nothing_is_wrong(tmp_path: Path) -> None:
    workspace = create_workspace(tmp_path / "werkmap", settings("nl-leerplicht"))
    assert seen(workspace, "brg@school.nl") == NOBODY
    assert (wrong_in(workspace), sign_in_settings(workspace)) == ([], None)
    assert rows(workspace, TODAY) == []


# Role, lists -> scope, rights, roles of protocols, schools of which rounded figures are seen.
ROLES: dict[str, tuple[str, Scope, set[str], set[str], bool]] = {
    "mentor": ('mentors = ["BRG", "DJK"]', Scope(mentors=(("s", "BRG"), ("s", "DJK"))), set(), {"mentor"}, False),
    "afdelingsleider": ('afdelingen = ["havo"]', Scope(afdelingen=(("s", "havo"),)), set(), {"afdelingsleider"}, True),
    "teamleider": ('afdelingen = ["overig"]', Scope(afdelingen=(("s", "overig"),)), set(), {"teamleider"}, True),
    "conrector": (
        'afdelingen = ["havo", "vwo"]',
        Scope(afdelingen=(("s", "havo"), ("s", "vwo"))),
        set(),
        {"conrector"},
        True,
    ),
    "zorgcoördinator": ("", Scope(("s",)), {"care"}, {"zorgcoördinator"}, True),
    "verzuimcoördinator": ("", Scope(("s",)), {"leerplicht", "data"}, {"verzuimcoördinator"}, True),
    "leerlingbegeleider": (
        'mentors = ["BRG"]',
        Scope(mentors=(("s", "BRG"),)),
        {"care"},
        {"leerlingbegeleider"},
        False,
    ),
    "ondersteuningscoördinator": (
        'afdelingen = ["vwo"]',
        Scope(afdelingen=(("s", "vwo"),)),
        {"care"},
        {"ondersteuningscoördinator"},
        False,
    ),
    "leerlingenbureau": ("", Scope(("s",)), set(), {"leerlingenbureau"}, False),
    "absentieadministratie": ("", Scope(("s",)), set(), {"absentieadministratie"}, False),
    "dagcoördinator": ("", Scope(("s",)), set(), {"dagcoördinator"}, False),
    "conciërge": ("", Scope(("s",)), set(), {"conciërge"}, False),
    "rector": ("", Scope(), {"policy"}, set(), True),
    "bestuur": ("", Scope(), set(), set(), True),
    "ict": ("", Scope(), {"data"}, set(), False),
    "fg": ("", Scope(), {"log"}, set(), False),
}


def test_every_role_is_tried() -> None:
    assert set(access_roles()) == set(ROLES)
    named = [name.casefold() for role in access_roles().values() for name in (role.id, *role.also)]
    assert len(named) == len(set(named))


@pytest.mark.parametrize("role", ROLES)
def test_what_a_role_sees(made: Made, role: str) -> None:
    lists, scope, rights, acts_in, figures = ROLES[role]
    workspace = made(f'[[person]]\nid = "x@school.nl"\ninitials = "XYZ"\nrole = "{role}"\n{lists}\n')
    assert faults(workspace) == []
    viewer = seen(workspace, "X@School.nl")
    assert viewer.scope == scope
    assert viewer.rights == rights
    assert viewer.roles == acts_in
    assert viewer.aggregates == (("s",) if figures else ())
    assert (viewer.at, viewer.offices) == (("s",), (role,))
    assert (viewer.person, viewer.initials) == ("x@school.nl", "XYZ")
    # Nobody sees a pupil without a scope, and the functionaris gegevensbescherming and ICT never do.
    assert (access_roles()[role].sees in ("pupils", "tasks")) == bool(viewer.schools)


def test_of_more_schools_a_row_names_its_own(made: Made) -> None:
    workspace = made(CARER + 'schools = ["t"]\n' + MENTOR + 'schools = ["s"]\n', two=True)
    assert faults(workspace) == []
    assert seen(workspace, "zorg@school.nl").scope == Scope(("t",))
    assert seen(workspace, "brg@school.nl").scope == Scope(mentors=(("s", "BRG"),))
    assert seen(workspace, "zorg@school.nl").within("s").schools == ()
    board = '[[person]]\nid = "b@x.nl"\ninitials = "BST"\nrole = "board"\nschools = ["s", "t"]\n'
    write(workspace, board)
    assert seen(workspace, "b@x.nl").aggregates == ("s", "t")
    assert seen(workspace, "b@x.nl").schools == ()


# Text -> the end of what is said of its first fault.
WRONG = {
    MENTOR + "mentor = 3\n": (
        "1e [[person]] (brg@school.nl): 'mentor' is geen bekende sleutel.",
        "Bedoelt u 'mentors'?",
    ),
    MENTOR.replace('["BRG"]', "[]"): (
        "'mentors' ontbreekt of is leeg, en dan ziet deze persoon niemand.",
        "lijst nodig",
    ),
    MENTOR.replace('mentors = ["BRG"]\n', ""): (
        "'mentors' ontbreekt of is leeg",
        "mentor heeft een lijst nodig: mentors",
    ),
    MENTOR.replace('["BRG"]', '[""]'): ("'mentors' is leeg", "Vul een tekst in."),
    MENTOR.replace('"mentor"', '"conrektor"'): ("'role' is 'conrektor', een onbekende rol.", "Kies een van: mentor,"),
    LEADER.replace('"havo"', '"mavo"'): ("'afdelingen' is 'mavo', geen afdeling van s.", "havo, vwo, overig"),
    MENTOR + 'afdelingen = ["havo"]\n': ("'afdelingen' hoort niet bij de rol mentor.", "Haal afdelingen weg"),
    CARER + 'mentors = ["BRG"]\n': ("'mentors' hoort niet bij de rol zorgcoördinator.", "Haal mentors weg"),
    MENTOR + 'schools = ["t"]\n': ("'schools' is 't', geen school van deze werkmap.", "Kies uit: s."),
    MENTOR + MENTOR: ("2e [[person]] (brg@school.nl): 'id' is 'brg@school.nl', en die persoon staat er al.", "één rij"),
    MENTOR + MENTOR.replace("brg@", "BRG@"): ("en die persoon staat er al", "één rij"),
    MENTOR + 'subject = "a"\n' + CARER + 'subject = "a"\n': ("'subject' is 'a', en die account staat er al", "één rij"),
    MENTOR.replace('"BRG"\nrole', '"B"\nrole'): ("'initials' is 'B', te kort.", "Vul de paraaf in"),
    MENTOR.replace('"BRG"\nrole', '"B1"\nrole'): ("'initials' is 'B1', geen paraaf.", "Gebruik alleen letters."),
    MENTOR.replace('"BRG"\nrole', '"BERGE"\nrole'): ("'initials' is langer dan 4 tekens.", "korter"),
    MENTOR.replace("brg@school.nl", "brg @school.nl"): ("'id' is 'brg @school.nl'.", "zonder spaties"),
    MENTOR + "from = 2026-09-01\nuntil = 2026-08-31\n": (
        "'until' is 2026-08-31, voor from (2026-09-01).",
        "eerste dag",
    ),
    MENTOR + 'until = "morgen"\n': ("'until' is 'morgen', geen datum.", "jjjj-mm-dd"),
    MENTOR.replace('initials = "BRG"\n', ""): ("'initials' ontbreekt.", "Voeg deze sleutel toe"),
    "[[person]\n": ("is geen geldige TOML", "Verbeter die regel"),
    "person = 3\n": ("'person' is '3', van de verkeerde soort.", "Verwacht"),
    SIGN_IN.replace("https://localhost/v2.0", "http:/" + "/school.test"): (
        "'signin.issuer' is 'http:/" + "/school.test', geen adres",
        "https",
    ),
    SIGN_IN.replace('url = "https:', 'url = "ftp:'): ("geen adres met https", "https"),
    SIGN_IN.replace("entra", "okta"): ("'signin.provider' is 'okta'.", "Kies een van: 'entra', 'google' of 'other'."),
    SIGN_IN.replace("entra", "google"): ("'signin.domain' ontbreekt.", "domein van de school"),
    SIGN_IN + "hours = 25\n": ("'signin.hours' is 25, buiten het toegestane bereik.", "Grens: 24"),
    SIGN_IN + "idle_minutes = 0\n": ("'signin.idle_minutes' is 0, buiten", "Grens: 1"),
    SIGN_IN + 'client_secret = "x"\n': (
        "'signin.client_secret' is geen bekende sleutel.",
        "Een geheim staat nooit in dit bestand",
    ),
    SIGN_IN.replace('client_id = "abc"\n', ""): ("'signin.client_id' ontbreekt.", "Voeg deze sleutel toe"),
}


@pytest.mark.parametrize("text", WRONG)
def test_a_wrong_table_lets_nobody_in_and_says_why(made: Made, text: str) -> None:
    whole = CARER.replace("zorg@", "heel@")
    workspace = made(text + whole if text.endswith("\n") and "[" in text else text)
    where, remedy = WRONG[text]
    said = faults(workspace)
    assert any(where in line and remedy in line for line in said), said
    # Also whoever stands in a whole row.
    assert seen(workspace, "heel@school.nl") == NOBODY
    assert not still_admitted(workspace, "heel@school.nl", TODAY)
    with pytest.raises(AccessError):
        sign_in_settings(workspace)


def test_every_fault_is_said(made: Made) -> None:
    workspace = made(MENTOR.replace('["BRG"]', "[]") + LEADER.replace("havo", "mavo"))
    assert [error.person for error in wrong_in(workspace)] == ["brg@school.nl", "lei@school.nl"]


@pytest.mark.skipif(os.name != "posix", reason="rights of files are of POSIX")
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o660, 0o644])
def test_a_table_that_others_may_open_lets_nobody_in(made: Made, mode: int) -> None:
    workspace = made(MENTOR, mode=mode)
    assert "chmod 600" in faults(workspace)[0]
    assert seen(workspace, "brg@school.nl") == NOBODY
    (workspace.path / "toegang.toml").chmod(0o600)
    assert seen(workspace, "brg@school.nl") != NOBODY


@pytest.mark.skipif(os.name != "posix", reason="owners of files are of POSIX")
def test_a_table_of_another_user_lets_nobody_in(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace = made(MENTOR)
    owner = os.geteuid()
    monkeypatch.setattr(os, "geteuid", lambda: owner + 1)
    assert "andere gebruiker" in faults(workspace)[0]
    assert seen(workspace, "brg@school.nl") == NOBODY


def test_what_is_no_file_lets_nobody_in(made: Made) -> None:
    workspace = made(MENTOR)
    (workspace.path / "toegang.toml").unlink()
    (workspace.path / "toegang.toml").mkdir()
    assert "is geen bestand" in faults(workspace)[0]
    (workspace.path / "toegang.toml").rmdir()
    (workspace.path / "toegang.toml").symlink_to(workspace.path / "weg.toml")
    # A link to nothing is no absent table: then whoever sits here would see all.
    assert "is niet te lezen" in faults(workspace)[0]


def test_a_table_is_read_again_when_it_changes_and_behind_a_mark(made: Made) -> None:
    workspace = made("\ufeff" + MENTOR)
    assert seen(workspace, "brg@school.nl").scope == Scope(mentors=(("s", "BRG"),))
    write(workspace, MENTOR.replace('["BRG"]', '["DJK"]'))
    assert seen(workspace, "brg@school.nl").scope == Scope(mentors=(("s", "DJK"),))
    write(workspace, "")
    assert seen(workspace, "brg@school.nl") == NOBODY
    (workspace.path / "toegang.toml").write_bytes(b"\xff\xfe")
    assert "geen UTF-8" in faults(workspace)[0]


@pytest.mark.parametrize(
    ("today", "standing"),
    [
        (date(2026, 8, 1), "nog niet"),
        (date(2026, 8, 2), "geldt"),
        (date(2026, 8, 3), "geldt"),
        (date(2027, 7, 30), "geldt"),
        (date(2027, 7, 31), "geldt"),
        (date(2027, 8, 1), "verlopen"),
    ],
)
def test_both_days_of_a_row_count(made: Made, today: date, standing: str) -> None:
    workspace = made(MENTOR + "from = 2026-08-02\nuntil = 2027-07-31\n")
    row = row_of(workspace, "brg@school.nl", today)
    assert row is not None
    assert row.standing == standing
    assert (seen(workspace, "brg@school.nl", today) != NOBODY) == (standing == "geldt")
    assert still_admitted(workspace, "brg@school.nl", today) == (standing == "geldt")


def approved(workspace: Workspace, *persons: str, by: str = "") -> None:
    found = [person_called(load(workspace), person) for person in persons]
    keep.approve(workspace, [person for person in found if person], by, TODAY)


def test_where_people_sign_in_no_row_holds_before(made: Made) -> None:
    workspace = made(SIGN_IN + RECTOR + ICT + MENTOR)
    assert [row.standing for row in rows(workspace, TODAY)] == ["wacht op akkoord"] * 3
    assert seen(workspace, "brg@school.nl") == NOBODY
    # The first are approved by who has the files: those who edit and approve, and nobody else.
    with pytest.raises(UsageError, match=r"brg@school\.nl is niet aan u"):
        approved(workspace, "brg@school.nl")
    approved(workspace, "rector@school.nl")
    assert [row.standing for row in rows(workspace, TODAY)] == ["geldt", "wacht op akkoord", "wacht op akkoord"]
    # From then on it is the rector's, also for ICT, and not on the own row.
    with pytest.raises(UsageError, match=r"ict@school\.nl is niet aan u"):
        approved(workspace, "ict@school.nl")
    for who in ("brg@school.nl", "ict@school.nl", "iemand"):
        with pytest.raises(UsageError, match="niet aan u"):
            approved(workspace, "brg@school.nl", by=who)
    with pytest.raises(UsageError, match="niet op zichzelf"):
        approved(workspace, "rector@school.nl", by="rector@school.nl")
    approved(workspace, "ict@school.nl", "brg@school.nl", by="rector@school.nl")
    assert seen(workspace, "brg@school.nl").scope == Scope(mentors=(("s", "BRG"),))
    shown = {row["person"]: row for row in table(workspace, TODAY).iter_rows(named=True)}
    assert (shown["brg@school.nl"]["standing"], shown["brg@school.nl"]["approved_by"]) == ("geldt", "rector@school.nl")
    keep.withdraw(workspace, "brg@school.nl", "rector@school.nl", TODAY)
    assert seen(workspace, "brg@school.nl") == NOBODY


def test_a_rector_of_one_school_approves_no_row_of_another(made: Made) -> None:
    text = SIGN_IN + RECTOR + 'schools = ["s"]\n' + MENTOR + 'schools = ["t"]\n' + CARER + 'schools = ["s", "t"]\n'
    workspace = made(text, two=True)
    approved(workspace, "rector@school.nl")
    for person in ("brg@school.nl", "zorg@school.nl"):
        with pytest.raises(UsageError, match="niet aan u"):
            approved(workspace, person, by="rector@school.nl")


def test_a_row_that_changed_is_narrower_at_once_and_wider_only_after_approval(made: Made) -> None:
    text = SIGN_IN + RECTOR + MENTOR.replace('["BRG"]', '["BRG", "DJK"]')
    workspace = made(text)
    approved(workspace, "rector@school.nl")
    approved(workspace, "brg@school.nl", by="rector@school.nl")
    write(workspace, text.replace('["BRG", "DJK"]', '["DJK", "VOS"]'))
    assert row_of(workspace, "brg@school.nl", TODAY).standing == "gewijzigd, wacht op akkoord"  # type: ignore[union-attr]
    now = seen(workspace, "brg@school.nl")
    assert now.scope == Scope(mentors=(("s", "DJK"),))
    assert (now.initials, now.offices) == ("BRG", ("mentor",))
    # Another role gives at most what both give.
    write(workspace, text.replace('role = "mentor"\nmentors = ["BRG", "DJK"]', 'role = "zorgcoördinator"'))
    more = seen(workspace, "brg@school.nl")
    assert more.scope == Scope(mentors=(("s", "BRG"), ("s", "DJK")))
    assert (more.rights, more.offices) == (frozenset(), ("mentor", "zorgcoördinator"))
    # Days count both: neither a longer approval nor a longer row opens one that ended.
    write(workspace, text + f"until = {TODAY - timedelta(1)}\n")
    assert seen(workspace, "brg@school.nl") == NOBODY
    write(workspace, text)
    assert seen(workspace, "brg@school.nl").scope == Scope(mentors=(("s", "BRG"), ("s", "DJK")))


def test_an_approval_that_ended_opens_nothing(made: Made) -> None:
    text = SIGN_IN + RECTOR + MENTOR + f"until = {TODAY}\n"
    workspace = made(text)
    approved(workspace, "rector@school.nl")
    approved(workspace, "brg@school.nl", by="rector@school.nl")
    write(workspace, text.replace(str(TODAY), str(TODAY + timedelta(90))))
    assert seen(workspace, "brg@school.nl", TODAY).scope == Scope(mentors=(("s", "BRG"),))
    assert seen(workspace, "brg@school.nl", TODAY + timedelta(1)) == NOBODY


def test_what_was_seen_is_what_is_approved(made: Made) -> None:
    workspace = made(SIGN_IN + RECTOR + MENTOR)
    approved(workspace, "rector@school.nl")
    before = person_called(load(workspace), "brg@school.nl")
    write(workspace, SIGN_IN + RECTOR + MENTOR.replace('["BRG"]', '["BRG", "VOS"]'))
    assert before is not None
    with pytest.raises(UsageError, match="Intussen"):
        keep.approve(workspace, [before], "rector@school.nl", TODAY)
    assert seen(workspace, "brg@school.nl") == NOBODY


def test_the_first_sign_in_pins_the_subject(made: Made) -> None:
    text = SIGN_IN + RECTOR + "# onze mentor\n" + MENTOR
    workspace = made(text)
    approved(workspace, "rector@school.nl")
    with pytest.raises(AccessError, match="wacht nog op akkoord"):
        keep.person_of(workspace, "tid:1", "BRG@school.nl", TODAY)
    approved(workspace, "brg@school.nl", by="rector@school.nl")
    assert keep.person_of(workspace, "tid:9", "vreemd@school.nl", TODAY) is None
    assert keep.person_of(workspace, "tid:1", "BRG@school.nl", TODAY) == "brg@school.nl"
    assert (workspace.path / "toegang.toml").read_text() == text + 'subject = "tid:1"\n'
    # It holds without another approval, and from now on the subject counts, also under another name.
    assert seen(workspace, "brg@school.nl") != NOBODY
    assert keep.person_of(workspace, "tid:1", "nieuwe.naam@school.nl", TODAY) == "brg@school.nl"
    with pytest.raises(AccessError, match="een ander dan waarmee eerder is ingelogd"):
        keep.person_of(workspace, "tid:2", "brg@school.nl", TODAY)
    # Whoever edits the table gives the row to no other account.
    for line in ("", 'subject = "tid:2"\n'):
        write(workspace, text + line)
        with pytest.raises(AccessError, match="wacht nog op akkoord"):
            keep.person_of(workspace, "tid:2", "brg@school.nl", TODAY)
        assert seen(workspace, "brg@school.nl") == NOBODY


def test_a_row_that_expired_or_a_wrong_table_signs_nobody_in(made: Made) -> None:
    workspace = made(MENTOR + "until = 2026-11-29\n")
    with pytest.raises(AccessError, match="is verlopen"):
        keep.person_of(workspace, "tid:1", "brg@school.nl", TODAY)
    write(workspace, MENTOR + "x = 1\n")
    with pytest.raises(AccessError, match="geen bekende sleutel"):
        keep.person_of(workspace, "tid:1", "brg@school.nl", TODAY)


def test_an_approval_is_made_by_nobody_who_edits_files(
    made: Made, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    workspace = made(SIGN_IN + RECTOR + ICT)
    approved(workspace, "rector@school.nl")
    approved(workspace, "ict@school.nl", by="rector@school.nl")
    log = workspace.path / "audit" / LOG
    whole = log.read_text()
    first, second = whole.splitlines(keepends=True)
    keep.withdraw(workspace, "ict@school.nl", "rector@school.nl", TODAY)
    withdrawn = log.read_text()
    assert (seen(workspace, "rector@school.nl") != NOBODY, seen(workspace, "ict@school.nl")) == (True, NOBODY)
    # Nothing; half a line; another row; another person; an old approval once more, behind what took it away.
    forged = ["", first[:-20], first.replace('"rol', '"x'), first.replace("rector@", "ict@"), withdrawn + second]
    for text in forged:
        log.write_text(text)
        assert seen(workspace, "ict@school.nl") == NOBODY
    log.write_text(whole)
    assert seen(workspace, "ict@school.nl") != NOBODY
    # Another account, or a server without the key, can tell of nobody.
    monkeypatch.setenv(VARIABLE, str(tmp_path / "elders"))
    assert seen(workspace, "rector@school.nl") == seen(workspace, "ict@school.nl") == NOBODY


@pytest.mark.skipif(os.name != "posix", reason="rights of files are of POSIX")
def test_what_is_written_is_the_owners_alone(made: Made) -> None:
    workspace = made(SIGN_IN + RECTOR)
    approved(workspace, "rector@school.nl")
    keep.person_of(workspace, "a", "rector@school.nl", TODAY)
    for name in ("toegang.toml", f"audit/{LOG}"):
        assert (workspace.path / name).stat().st_mode & 0o077 == 0


def test_changes_keep_remarks_and_are_taken_back(made: Made) -> None:
    text = (
        "# Wie mag wat\n\n# mentor van H3a\n"
        + MENTOR.replace("role =", "# van de import\nrole =")
        + "\n# zorg\n"
        + CARER
    )
    workspace = made(text)
    items = keep.raw_rows(workspace)
    changed = [{**items[0], "mentors": ["BRG", "DJK"]}, items[1], {"id": "r@x.nl", "initials": "RR", "role": "rector"}]
    assert keep.change(workspace, keep.version(workspace), "wat", "", changed, TODAY)
    now = (workspace.path / "toegang.toml").read_text()
    assert (
        now
        == text.replace('["BRG"]', '["BRG", "DJK"]') + '[[person]]\nid = "r@x.nl"\ninitials = "RR"\nrole = "rector"\n'
    )
    assert not keep.change(workspace, keep.version(workspace), "wat", "", changed, TODAY)
    done = keep.last(workspace)
    assert done is not None
    assert (done.what, done.by) == ("wat", "deze computer")
    keep.undo(workspace, done.moment, "", TODAY)
    assert (workspace.path / "toegang.toml").read_text() == text
    assert [change.undone for change in keep.history(workspace)] == [True, False]
    assert keep.last(workspace) is None


def test_a_change_that_may_not_be_leaves_the_table(made: Made) -> None:
    workspace = made(MENTOR)
    before = keep.version(workspace)
    with pytest.raises(AccessError, match="een onbekende rol"):
        keep.change(workspace, before, "wat", "", [{"id": "x", "initials": "XX", "role": "baas"}], TODAY)
    with pytest.raises(UsageError, match="Intussen"):
        keep.change(workspace, "anders", "wat", "", [], TODAY)
    assert keep.version(workspace) == before
    assert keep.history(workspace) == ()


def test_only_who_edits_changes_the_table(made: Made) -> None:
    workspace = made(SIGN_IN + RECTOR + ICT + MENTOR)
    approved(workspace, "rector@school.nl")
    approved(workspace, "ict@school.nl", "brg@school.nl", by="rector@school.nl")
    items = keep.raw_rows(workspace)
    for who in ("", "rector@school.nl", "brg@school.nl", "vreemd"):
        with pytest.raises(UsageError, match="niet wijzigen"):
            keep.change(workspace, keep.version(workspace), "weg", who, items[:-1], TODAY)
    assert keep.change(workspace, keep.version(workspace), "weg", "ict@school.nl", items[:-1], TODAY)
    # Who is out of the table is out at once, whatever was approved.
    assert seen(workspace, "brg@school.nl") == NOBODY


def test_what_two_people_both_may_see() -> None:
    school, care = of_schools("s", "t"), CARE
    mentor = Viewer("m", Scope(mentors=(("s", "A"), ("s", "B"))), roles=frozenset({"mentor"}), offices=("mentor",))
    leader = Viewer(
        "l", Scope(afdelingen=(("s", "havo"), ("s", "vwo"))), aggregates=("s",), offices=("afdelingsleider",)
    )
    assert both(school, mentor).scope == both(mentor, school).scope == mentor.scope
    assert both(leader, school).scope == leader.scope
    assert both(leader, school).aggregates == ("s",)
    other = Viewer(scope=Scope(mentors=(("s", "B"), ("t", "A"))))
    assert both(mentor, other).scope == Scope(mentors=(("s", "B"),))
    # What both see of an afdeling and of a mentor cannot be said in whole parts.
    assert both(leader, mentor).scope == Scope()
    # Without care the tasks about sickness are those of roles that both have, with it those of the other.
    assert both(mentor, leader).roles == frozenset()
    assert both(Viewer(rights=care), mentor).roles == {"mentor"}
    assert both(mentor, Viewer(rights=care)).rights == frozenset()
    looking = both(school, mentor)
    assert (looking.person, looking.initials, looking.offices) == ("", "", ("mentor",))
    assert both(NOBODY, school) == NOBODY


def test_a_row_without_its_school_is_nobody(made: Made) -> None:
    workspace = made(MENTOR)
    person = load(workspace).person[0]
    assert viewer_of(person, ("s", "t")).scope == Scope()
    # A second school makes the table wrong until every row says which school it is about.
    toml = (workspace.path / "school.toml").read_text()
    (workspace.path / "school.toml").write_text(toml + toml.replace('id = "s"', 'id = "t"'))
    assert "meer scholen" in faults(open_workspace(workspace.path))[0]


def test_rows_are_proposed_for_codes_that_have_none(made: Made) -> None:
    workspace = made(MENTOR)
    codes = pl.DataFrame(
        [("s", "7", 1), ("s", "BRG", 3), ("s", "D'jk", 2)], schema=["school", "mentor", "students"], orient="row"
    )
    found = draft.proposed(workspace, codes)
    assert [(each.mentor, each.pupils) for each in found] == [("7", 1), ("D'jk", 2)]
    text = draft.as_text(found, several_schools=False)
    assert 'mentors = ["D\'jk"]' in text
    # What has no initials of its own is refused until somebody fills them in.
    write(workspace, MENTOR + text)
    assert [error.person for error in wrong_in(workspace)] == ["7@"]
    write(workspace, MENTOR + text.replace('initials = ""', 'initials = "ZEV"'))
    assert faults(workspace) == []
