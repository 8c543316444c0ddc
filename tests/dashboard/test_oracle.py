"""The oracle: what somebody sees is what is said of a school that has only those pupils, of whom nobody was ill without care.

That is another import, looked at by who sees everything: no filter of ours is in it. Nobody of this school ever moved, so
that what is counted of a part is about the same pupils then and now. What is held against the whole school stands on named
lists: the questions in `references.py`, the lists of pupils below.
"""

from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace

import polars as pl
import pytest

from dashboard import access, export, lists
from dashboard.listing import StaleLinkError, parse_pick
from dashboard.steps import gathered
from pipelines.access.mapping import viewer_of
from pipelines.access.schema import Person
from pipelines.errors import UsageError
from pipelines.models.snapshot import Snapshot, open_snapshot
from pipelines.questions.care_apart import COUNTED, TASKS
from pipelines.questions.question import Question, ask
from pipelines.store.workspace import Workspace, open_workspace
from pipelines.viewer import CARE, Viewer, of_schools
from protocols.access_roles import access_roles
from tests.dashboard.test_care_apart import LINKS
from tests.dashboard.trends.test_page import view_of
from tests.pipelines.rights_school import LAST, STILL, rights_school
from tests.pipelines.test_rights import OF_PUPILS, OF_SCHOOL, values
from tests.shared import amount, copied, once, some

HAVO = frozenset({"lla1", "llc1", "llc2"})
# Role -> what its row names, and whose pupils those are; a school-wide role without care sees everybody, and nobody ill.
OFFICES: dict[str, tuple[dict[str, tuple[str, ...]], frozenset[str]]] = {
    "mentor": ({"mentors": ("MC",)}, frozenset({"llc1", "llc2"})),
    "afdelingsleider": ({"afdelingen": ("havo",)}, HAVO),
    "leerlingbegeleider": ({"mentors": ("MB", "MC")}, frozenset({"llb1", "llc1", "llc2"})),
    "ondersteuningscoördinator": ({"afdelingen": ("havo",)}, HAVO),
    "verzuimcoördinator": ({}, STILL),
    "absentieadministratie": ({}, STILL),
}
# That a pupil was away on the day of an appointment is told to who asked him or her to come, and not for which valid reason.
EXCUSED = {"excused_on"}


@dataclass
class Sides:
    """Who looks at the whole school, and the school of those pupils alone."""

    who: Viewer
    school: Snapshot
    alone: Snapshot
    places: tuple[Workspace, Workspace]


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator["Opened"]:
    with ExitStack() as left:
        yield Opened(tmp_path_factory, left)


class Opened:
    """Makes and opens each school once."""

    def __init__(self, folders: pytest.TempPathFactory, left: ExitStack) -> None:
        self.folders, self.left = folders, left
        self.known: dict[tuple[frozenset[str], bool], tuple[Workspace, Snapshot]] = {}

    def school(self, only: frozenset[str], ill: bool) -> tuple[Workspace, Snapshot]:
        if (only, ill) not in self.known:
            made = once(f"orakel {sorted(only)} {ill}", lambda place: rights_school(place, only, ill=ill))
            there = open_workspace(copied(made, self.folders.mktemp("orakel")) / "werkmap")
            snapshot = open_snapshot(there)
            self.left.callback(snapshot.close)
            self.known[only, ill] = there, snapshot
        return self.known[only, ill]

    def sides(self, role: str) -> Sides:
        row, own = OFFICES[role]
        person = Person.model_validate({"id": f"{role}@school.nl", "initials": "ABC", "role": role} | row)
        who = viewer_of(person, ("s",))
        (place, whole), (apart, alone) = self.school(STILL, True), self.school(own, who.may("care"))
        return Sides(who, whole, alone, (place, apart))


@pytest.mark.parametrize("role", some(OFFICES, "afdelingsleider"))
def test_every_question(opened: Opened, role: str) -> None:
    sides = opened.sides(role)
    asked = [each for each in OF_PUPILS if each.name not in OF_SCHOOL]
    if not sides.who.may("care"):
        asked = [each for each in asked if each.care != COUNTED]
    assert len(asked) > 50
    assert [each.name for each in asked if not same(each, sides)] == []


def same(asked: Question, sides: Sides) -> bool:
    """Whether who looks is told what is said of the school of those pupils alone; tasks as one without any of sickness."""
    who = replace(sides.who, roles=frozenset()) if asked.care == TASKS else sides.who
    everybody = of_schools("s", rights=who.rights & CARE)
    seen, expected = (
        ask(school, asked.name, **values(asked, viewer, LAST, "llc1"))
        for school, viewer in ((sides.school, who), (sides.alone, everybody))
    )
    told = [column for column in seen.columns if column not in EXCUSED or who.may("care")]
    return sorted(seen.select(told).rows(), key=repr) == sorted(expected.select(told).rows(), key=repr)


# A list that is held against the whole school: the expected pattern is that of `spell_traits` of all of its pupils.
HELD_AGAINST = {"ziek-patroon"}
KGC = "kgc-2021"
# Kinds that the links about sickness lack.
MORE = [
    *(f"{kind}~{KGC}~{ladder}" for kind in ("trede", "bijna") for ladder in ("te-laat", "luxe", "leerplicht")),
    f"stroom~{KGC}~te-laat~2026-10-02~omhoog",
    f"van-naar~{KGC}~te-laat~2026-10-02~tl-5~tl-10",
    *(
        f"week~{kind}~2026-11-30"
        for kind in ("totaal_ongeoorloofd", "ongeoorloofd", "te_laat_ongeoorloofd", "onbekend")
    ),
    "deel~totaal_ongeoorloofd~2026-2027~klas~H3c",
    "cel~totaal_ongeoorloofd~2026-2027~1~1",
    f"verschil~{KGC}~mlg-2020~te_laat",
    "variant~mlg-2020~te-laat~tl-10",
    "onverklaard~onbekend",
    "zonder-reden~week",
    "werklijst",
]


@pytest.mark.parametrize("role", some(OFFICES, "leerlingbegeleider"))
def test_every_list_and_its_file(opened: Opened, monkeypatch: pytest.MonkeyPatch, role: str) -> None:
    sides = opened.sides(role)
    everybody = replace(of_schools("s", rights=sides.who.rights), offices=sides.who.offices, roles=sides.who.roles)
    seen, expected = (
        told(monkeypatch, place, who) for place, who in zip(sides.places, (sides.who, everybody), strict=True)
    )
    assert seen.keys() == expected.keys()
    wrong = {link for link, rows in seen.items() if not rows.equals(expected[link])}
    assert {link.partition("~")[0] for link in wrong} <= HELD_AGAINST
    assert len([rows for rows in seen.values() if rows.height]) > (5 if sides.who.reads("ladders") else 0)


def told(monkeypatch: pytest.MonkeyPatch, place: Workspace, who: Viewer) -> dict[str, pl.DataFrame]:
    """The rows, as a file has them, of every list that an address can name and that is there."""
    monkeypatch.setenv(access.WORKSPACE_VARIABLE, str(place.path))
    view, found = replace(view_of(place), viewer=who), {}
    for link in (*LINKS, *MORE) if amount(0, 1) else MORE:
        with suppress(StaleLinkError, UsageError):
            found[link] = export.taken(lists.find(view, parse_pick(link)))
    return found


@pytest.mark.parametrize("role", some(OFFICES, "absentieadministratie"))
def test_the_tasks_of_a_role_are_those_of_the_school_that_are_its_own(opened: Opened, role: str) -> None:
    """Held against the tasks of everybody, by hand: of own pupils, of the own role where it has no others, of now."""
    sides, own = opened.sides(role), OFFICES[role][1]
    place, office = sides.places[0], access_roles()[role]
    view = view_of(place)
    every = gathered.tasks(place, view, gathered.told(sides.school, view), gathered.marks(place, sides.school, view))
    view = replace(view, viewer=sides.who)
    found = gathered.tasks(place, view, gathered.told(sides.school, view), gathered.marks(place, sides.school, view))
    expected = every.filter(pl.col("student_id").is_in(sorted(own)))
    mine = pl.col("role").is_in(office.acts_in)
    if not sides.who.may("care"):
        # Of sickness a role has its own tasks, where it has no right to care.
        expected = expected.filter(mine if office.own_tasks else mine | ~pl.col("stage").str.starts_with("zk-"))
    if office.sees == "tasks":
        expected = expected.filter(pl.col("days_left").fill_null(0) <= 1)
        assert set(found["reason"]) <= {""}
    key = ("student_id", "task_key", "reached_on")
    assert sorted(found.select(key).rows(), key=repr) == sorted(expected.select(key).rows(), key=repr)
    assert found.height or not office.rights
