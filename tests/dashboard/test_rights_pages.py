"""Every role on every page: what is not in the matrix does not open, and nothing of another's pupil reaches the browser."""

import re
from contextlib import nullcontext
from dataclasses import replace
from datetime import date

import pytest

from dashboard import access, lists, signed_in
from dashboard.app_pages.ladders import doors as ladders
from dashboard.app_pages.leerling import doors as leerling
from dashboard.app_pages.vergelijken import write
from dashboard.letters import doors as letters
from dashboard.letters.tasks import Wanted
from dashboard.listing import Pick, StaleLinkError, parse_pick
from dashboard.variants import catalogue, edits
from pipelines.access.mapping import viewer_of
from pipelines.access.schema import Person
from pipelines.errors import UsageError
from pipelines.models.snapshot import open_snapshot
from pipelines.notes.appointments import note_coming
from pipelines.notes.contacts import Contact, add_contact
from pipelines.notes.marks import Task, mark_done, marks
from pipelines.notes.report_cases import LEFT, Case, Entry, enter
from pipelines.notes.settlements import settle
from pipelines.questions.ladders import stage_rules
from pipelines.store.workspace import Workspace, open_workspace
from pipelines.viewer import CARE, NOBODY, Viewer, of_mentors, of_schools
from protocols.access_pages import access_parts
from protocols.access_roles import access_roles
from protocols.load import load_protocols
from protocols.writing import pack, rows
from tests.dashboard.conftest import OpenPage
from tests.dashboard.test_care_apart import LINKS, drawn
from tests.dashboard.trends.test_page import view_of
from tests.pages import PAGES
from tests.pipelines.rights_school import DAYS, EVERYBODY, HAVO, LAST, OWN, rights_school
from tests.shared import copied, once, some
from tests.signing_in import table

ROLES = {
    "mentor": ({"mentors": ("MA",)}, OWN["MA"]),
    "afdelingsleider": ({"afdelingen": ("havo",)}, HAVO),
    "zorgcoördinator": ({}, set(EVERYBODY)),
    "leerlingbegeleider": ({"mentors": ("MB",)}, OWN["MB"]),
    "verzuimcoördinator": ({}, set(EVERYBODY)),
    "conciërge": ({}, set(EVERYBODY)),
    "rector": ({}, set()),
    "bestuur": ({}, set()),
    "ict": ({}, set()),
    "fg": ({}, set()),
}
REFUSED = "niet voor uw rol"
BORN = re.compile(rb"03-02-2008|2008-02-03|3 februari 2008|2008, 2, 3")


def viewer(role: str) -> Viewer:
    """Somebody of a role, as the table of the school makes a viewer of a row."""
    person = Person.model_validate({"id": f"{role}@school.nl", "initials": "ABC", "role": role} | ROLES[role][0])
    return viewer_of(person, ("s",))


def opens(role: str, part: str) -> bool:
    """Whether the matrix opens a page or field to a role, whatever is made of it."""
    return access_parts()[part].reads(role)


def let_in(workspace: Workspace) -> None:
    """A table of persons with one of each role, called after it, of whom each has to sign in."""
    rows = (
        f'[[person]]\nid = "{role}"\ninitials = "ABC"\nrole = "{role}"\n'
        + "".join(f"{key} = {list(values)}\n" for key, values in row.items())
        for role, (row, _) in ROLES.items()
    )
    table(workspace, "https://aanbieder.test", "http://localhost:1", "\n".join(rows))


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    made = once("rechten op pagina's", rights_school)
    return open_workspace(copied(made, tmp_path_factory.mktemp("rechten")) / "werkmap")


@pytest.fixture(scope="module")
def peopled(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The same school, in which people sign in."""
    made = once("rechten op pagina's", rights_school)
    there = open_workspace(copied(made, tmp_path_factory.mktemp("mensen")) / "werkmap")
    let_in(there)
    return there


def others(role: str) -> re.Pattern[bytes]:
    """The numbers (and names, which hold them) of the pupils who are not of somebody of this role."""
    return re.compile("|".join(sorted(set(EVERYBODY) - ROLES[role][1])).encode() or b"(?!)")


TRIED = [(role, page) for role in ROLES for page in PAGES]
QUICK = [
    ("mentor", page) for page in ("werklijst", "trends", "ladders", "leerplicht", "leerling", "ziekte", "mt_rapport")
]
QUICK += [
    ("rector", "mt_rapport"),
    ("rector", "overzicht"),
    ("afdelingsleider", "overzicht"),
    ("rector", "leerling"),
    ("rector", "trends"),
    ("bestuur", "ladders"),
    ("fg", "trends"),
    ("ict", "inlezen"),
    ("conciërge", "werklijst"),
]
QUICK += [
    ("bestuur", "mt_rapport"),
    ("bestuur", "bestuur"),
    ("afdelingsleider", "mt_rapport"),
    ("ict", "datakwaliteit"),
    ("rector", "vergelijken"),
]


@pytest.mark.parametrize(("role", "page"), some(TRIED, *QUICK))
def test_a_page_shows_only_what_the_matrix_gives(
    peopled: Workspace, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch, role: str, page: str
) -> None:
    """By its address, on a day before pupils moved, with the number of another's pupil in it."""
    monkeypatch.setattr(signed_in, "person", lambda: role)
    shown = open_page(peopled, page, leerling="lla3", peildatum="2026-10-02")
    assert not shown.exception
    refused = any(REFUSED in info.value for info in shown.info)
    assert refused == (not opens(role, page.replace("_", "-")))
    # A filter that offers nothing is not there.
    assert all(box.options for box in shown.sidebar.multiselect)
    for kind, raw in (*drawn(shown.main), *drawn(shown.sidebar)):
        assert not others(role).search(raw), kind
        if not opens(role, "geboortedatum"):
            assert not BORN.search(raw), kind


@pytest.mark.parametrize(("role", "form"), [("mentor", False), ("verzuimcoördinator", True)])
def test_the_form_with_the_date_of_birth_is_for_who_reports(
    workspace: Workspace, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch, role: str, form: bool
) -> None:
    who = viewer(role)
    monkeypatch.setattr(access, "viewer", lambda _: who)
    shown = open_page(workspace, "leerplicht")
    assert len(shown.dataframe[0].value)
    assert any("Formulier" in box.label for box in shown.selectbox) == form


@pytest.mark.parametrize(
    ("role", "ages", "adult"),
    [("mentor", ["18 jaar of ouder"] * 2, [True] * 2), ("verzuimcoördinator", ["17 jaar", "18 jaar"], [False, True])],
)
def test_moving_the_peildatum_tells_no_date_of_birth(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, role: str, ages: list[str], adult: list[bool]
) -> None:
    """Born on 3 February 2008: whose day of choice is before and after being of age, and who is told of today only."""
    monkeypatch.setenv(access.WORKSPACE_VARIABLE, str(workspace.path))
    view = replace(view_of(workspace), viewer=viewer(role))
    letter = Wanted("lla1", "te-laat", "tl-3", "brief", "mentor", "brief")
    for on, age, of_age in zip((DAYS[0], LAST), ages, adult, strict=True):
        then = replace(view, on=on)
        assert age in leerling.pupil(then, "lla1").about.split(" · ")
        assert letters._is_adult(then, letter) == of_age


@pytest.mark.parametrize(
    ("role", "tells"), [("mentor", True), ("afdelingsleider", True), ("verzuimcoördinator", False)]
)
@pytest.mark.parametrize("ages", [{"age_from": 19}, {"age_until": 18}, {}])
def test_a_draft_in_an_address_tells_nobody_ages_who_may_not_know_dates_of_birth(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, role: str, tells: bool, ages: dict[str, int]
) -> None:
    """One's own ages on a ladder, and a day of choice: on the page, in every list and beside the ladder of one pupil."""
    monkeypatch.setenv(access.WORKSPACE_VARIABLE, str(workspace.path))
    start, view = load_protocols()["kgc-2021"], replace(view_of(workspace), viewer=viewer(role))
    written = rows(start)
    late = written[0]["stage"][-1]
    late["group"][0] |= ages
    late["group"][0]["conditions"][0]["number"] = 9
    text = f"{start.id};{edits.to_text([(edits.WHOLE, pack(start, written, False))])}"
    hidden = tells and bool(ages)
    assert catalogue.tells_age(view, catalogue.Variant(text)) == hidden
    with pytest.raises(StaleLinkError, match="leeftijden") if hidden else nullcontext():
        catalogue.find(view, text)
    assert not catalogue.tells_age(replace(view, viewer=viewer("rector")), catalogue.Variant(text))


def test_schrijven_counts_nobody_at_an_age_for_who_may_not_know_it(
    peopled: Workspace, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is written shows its rule, and nobody on it."""
    start = load_protocols()["kgc-2021"]
    written = rows(start)
    written[0]["stage"][-1]["group"][0]["age_from"] = 19
    text = f"{start.id};{edits.to_text([(edits.WHOLE, pack(start, written, False))])}"
    for role, counted in (("afdelingsleider", False), ("verzuimcoördinator", True)):
        monkeypatch.setattr(signed_in, "person", lambda role=role: role)
        shown = open_page(peopled, "vergelijken", deel="Schrijven", schrijf=text)
        assert not shown.exception
        assert any("leerling" in button.label for button in shown.button) == counted
        assert any(write.AGES in raw.decode(errors="replace") for _, raw in drawn(shown.main)) != counted


@pytest.mark.parametrize("role", some(ROLES, "mentor", "rector"))
@pytest.mark.parametrize("on", some(DAYS, LAST))
def test_a_list_names_no_pupil_of_another(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, role: str, on: date
) -> None:
    """Every kind of list that an address can name, and it is of a page that the role may open."""
    monkeypatch.setenv(access.WORKSPACE_VARIABLE, str(workspace.path))
    who = viewer(role)
    view = replace(view_of(workspace), viewer=who, on=on)
    for link in LINKS:
        try:
            found = lists.find(view, parse_pick(link))
        except (StaleLinkError, UsageError):
            continue
        assert opens(role, lists.home(found.pick.kind)), link
        assert set(found.frame["nummer"]) <= ROLES[role][1], link
        # Its page and its file are made of these.
        assert not others(role).search(f"{found.title} {found.frame.rows()}".encode()), link


def test_a_list_that_is_shorter_says_why(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(access.WORKSPACE_VARIABLE, str(workspace.path))
    view = view_of(workspace)
    pick = Pick("week", ("totaal_ongeoorloofd", "2026-08-31"))
    found = lists.find(replace(view, viewer=of_mentors("s", "MA")), pick)
    assert found.title.endswith(": 1 van 3, 2 zijn niet meer van u")
    assert lists.find(view, pick).title.endswith("2026")


@pytest.mark.parametrize("on", some(["2026-09-18", "2026-10-02", "2026-10-09"], "2026-10-02"))
def test_a_list_behind_a_week_of_a_ladder_is_as_long_as_the_bar_or_says_why(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, on: str
) -> None:
    """Of each stage that the chart of weeks shows that day; of who sees the whole school every list is whole."""
    monkeypatch.setenv(access.WORKSPACE_VARIABLE, str(workspace.path))
    shorter = 0
    for who in (of_mentors("s", "MA"), of_mentors("s", "MB"), of_schools("s", rights=CARE)):
        view = replace(view_of(workspace), viewer=who)
        bars, _ = ladders.weeks(view, "kgc-2021", "te-laat")
        for stage, bar in bars.filter(date=date.fromisoformat(on)).select("stage", "students").iter_rows():
            found = lists.find(view, Pick("trede", ("kgc-2021", "te-laat", stage, on)))
            gone = bar - found.pupils()
            told = f": {found.pupils()} van {bar}, {gone} {'is' if gone == 1 else 'zijn'} niet meer van u"
            assert found.title.endswith(told) == bool(gone), (who, stage, found.title)
            shorter += bool(gone)
            assert not (gone and who.sees_whole("s"))
    assert shorter or on == "2026-09-18"


def test_every_list_is_of_a_page_of_the_matrix() -> None:
    assert {lists.home(kind) for kind in lists.LISTS} <= access_parts().keys()
    assert {page.replace("_", "-") for page in PAGES} == {part.id for part in access_parts().values() if part.page}


def test_the_matrix_as_the_design_has_it() -> None:
    """Who opens what, written out by hand."""
    parts, columns = access_parts(), list(ROLES)
    table = {name: " ".join(parts[name].cell(role) for role in columns) for name in parts}
    assert table["overzicht"] == "R R R R R – R R – –"
    assert table["werklijst"] == "RW RW RW RW RW RW – – – –"
    assert table["ziekte"] == "– – RW RW – – – – – –"
    assert table["leerplicht"] == "R R RW RW RW – – – – –"
    assert table["mt-rapport"] == "– RW R R R – RW R – –"
    assert table["bestuur"] == "– – – – – – R R – –"
    assert table["inlezen"] == "– – – – RW – – – RW –"
    assert table["trends"] == table["ladders"] == "R R R R R – R R – –"
    assert table["leerling"] == "R R R R R – – – – –"
    assert table["vergelijken"] == "– R R R RW – R – – –"
    assert table["datakwaliteit"] == "R R R R RW – – – RW –"
    assert table["geboortedatum"] == "– – R R R – – – – –"
    for role in access_roles().values():
        if role.sees != "pupils":
            assert not {"leerling", "leerlingen", "ziekte"} & {p for p in parts if parts[p].reads(role.id)}


def task(student: str, role: str, ladder: str = "te-laat", stage: str = "tl-3") -> Task:
    """A task of a pupil."""
    return Task(
        "s", student, "kgc-2021", ladder, stage, date(2026, 10, 16), False, f"{ladder}-{stage}-{role}", role, "doet"
    )


def test_a_write_refuses_what_is_not_the_viewers(workspace: Workspace) -> None:
    """Another's pupil, a task of another role, sickness of another role; and nothing is kept then."""
    mentor, snapshot = viewer("mentor"), open_snapshot(workspace)
    sick = stage_rules(snapshot).filter("sick", protocol="kgc-2021").row(0, named=True)
    ill = task("lla1", "verzuimcoördinator", sick["ladder"], sick["stage"])
    wrong = [
        (mentor, task("lla3", "mentor")),
        (mentor, task("lla4", "mentor")),
        (mentor, task("lla1", "verzuimcoördinator")),
        (of_mentors("s", "MA"), task("llb1", "mentor")),
        (of_schools("s"), ill),
        (replace(mentor, initials=""), task("lla1", "mentor")),
        (viewer("rector"), task("lla1", "rector")),
        (viewer("fg"), task("lla1", "mentor")),
        (NOBODY, task("lla1", "mentor")),
    ]
    for who, each in wrong:
        with pytest.raises(UsageError):
            mark_done(workspace, who, [each], LAST, "XY", LAST)
    entry = Entry(Case("s", "lla1", "relatief", date(2026, 9, 1)), LEFT, LAST, "")
    for who in (mentor, viewer("afdelingsleider"), viewer("zorgcoördinator")):
        with pytest.raises(UsageError, match=r"vastleggen|meldingen"):
            enter(workspace, snapshot, who, LAST, [entry], "XY", LAST)
    for who in (mentor, viewer("rector"), viewer("conciërge")):
        with pytest.raises(UsageError):
            settle(workspace, who, "s", LAST, "XY", LAST)
        with pytest.raises(UsageError):
            note_coming(workspace, who, [], True, "XY", LAST)
    with pytest.raises(UsageError):
        add_contact(workspace, snapshot, mentor, Contact("s", "lla3", LAST, "telefoon_ouders", "XY"), LAST)
    assert marks(workspace, of_schools("s"), LAST).is_empty()
    snapshot.close()


def test_the_initials_are_those_of_who_signed_in(tmp_path_factory: pytest.TempPathFactory) -> None:
    made = copied(once("rechten op pagina's", rights_school), tmp_path_factory.mktemp("paraaf"))
    there = open_workspace(made / "werkmap")
    assert mark_done(there, viewer("mentor"), [task("lla1", "mentor")], LAST, "ZZ", LAST) == 1
    assert mark_done(there, of_schools("s"), [task("lla2", "mentor")], LAST, "ZZ", LAST) == 1
    assert sorted(marks(there, of_schools("s"), LAST)["initials"]) == ["ABC", "ZZ"]


def test_who_looks_through_the_eyes_of_another_writes_nothing() -> None:
    """He or she has no initials then: no button, and nothing is kept."""
    for part in (part.id for part in access_parts().values() if part.writes("mentor")):
        assert viewer("mentor").writes(part)
        assert not replace(viewer("mentor"), initials="").writes(part)
