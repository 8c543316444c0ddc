"""Every filter of rights dropped in turn: a test of who may see what says so, and says nothing when none is dropped."""

import inspect
import sys
import textwrap
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from types import FunctionType

import pytest

from dashboard import lists
from dashboard.server.handed import SECONDS, Handed
from dashboard.server.sessions import Sessions
from dashboard.variants import catalogue
from pipelines.models.snapshot import Snapshot, open_snapshot
from pipelines.notes import signing
from pipelines.questions import care_apart, macros, question
from pipelines.store.workspace import Workspace, open_workspace
from pipelines.viewer import Viewer
from tests.dashboard import test_oracle as oracle, test_rights_pages as pages, test_sessions as sessions
from tests.dashboard.conftest import OpenPage
from tests.pipelines import test_care_apart as apart, test_questions as asked, test_rights as rights
from tests.pipelines.every_question import questions
from tests.pipelines.rights_school import LAST, OWN, rights_school
from tests.shared import copied, once, some

HOURS, MINUTES = 8 * 3600, 30 * 60
Patch = pytest.MonkeyPatch


@dataclass
class World:
    """What a test of rights is given, made anew for it: what was asked before a filter was dropped is not known in it."""

    folders: pytest.TempPathFactory
    open_page: OpenPage
    patch: Patch
    left: ExitStack

    @cached_property
    def workspace(self) -> Workspace:
        made = once("rechten op pagina's", rights_school)
        return open_workspace(copied(made, self.folders.mktemp("zonder")) / "werkmap")

    @cached_property
    def peopled(self) -> Workspace:
        pages.let_in(self.workspace)
        return self.workspace

    @cached_property
    def school(self) -> Snapshot:
        return self._opened(self.workspace)

    @cached_property
    def only_mc(self) -> Snapshot:
        only = frozenset(OWN["MC"])
        made = once(f"rechten {sorted(only)}", lambda place: rights_school(place, only))
        return self._opened(open_workspace(copied(made, self.folders.mktemp("zonder")) / "werkmap"))

    @cached_property
    def opened(self) -> oracle.Opened:
        return oracle.Opened(self.folders, self.left)

    @cached_property
    def sick_and_well(self) -> apart.Schools:
        """The school with pupils who are ill; no test here asks the one in which nobody was."""
        made = once("ziek naar taken", apart.sick_school)
        snapshot = self._opened(open_workspace(copied(made, self.folders.mktemp("zonder")) / "werkmap"))
        return apart.Schools(snapshot, snapshot)

    def _opened(self, workspace: Workspace) -> Snapshot:
        snapshot = open_snapshot(workspace)
        self.left.callback(snapshot.close)
        return snapshot


@dataclass(frozen=True)
class Dropped:
    """A filter: the function or macro it stands in, its text and what stands there without it; and a test that is held."""

    where: Callable[..., object] | str
    old: str
    new: str
    test: Callable[[World], object]

    def drop(self, patch: Patch) -> None:
        """Takes the filter out. It has to be there, once, or this tries nothing."""
        if isinstance(self.where, str):
            made, head = macros._macros(), f"create macro {self.where}("
            text = next(each for each in made if each.startswith(head))
            assert text.count(self.old) == 1
            without = tuple(each.replace(self.old, self.new) if each == text else each for each in made)
            patch.setattr(macros, "_macros", lambda: without)
            return
        function = self.where
        assert isinstance(function, FunctionType)
        text = textwrap.dedent(inspect.getsource(function))
        assert text.count(self.old) == 1
        # The code of the function itself: whoever imported it by name has it too.
        room = dict(vars(sys.modules[function.__module__]))
        exec(text.replace(self.old, self.new), room)
        patch.setattr(function, "__code__", room[function.__name__].__code__)


def named(who: str) -> Callable[[World], None]:
    return lambda world: rights.test_no_question_names_a_pupil_of_another(world.school, who)


def counted(world: World) -> None:
    for each in rights.OF_PUPILS:
        if each.name not in rights.OF_SCHOOL:
            rights.test_a_viewer_is_answered_as_by_a_school_with_those_pupils_only(world.school, world.only_mc, each)


def nobody(about: str) -> Callable[[World], None]:
    def test(world: World) -> None:
        for each in questions():
            if about in each.sql and each.about != "nobody":
                asked.test_nobody_sees_nothing(world.school, each)

    return test


def page(role: str, name: str) -> Callable[[World], None]:
    return lambda world: pages.test_a_page_shows_only_what_the_matrix_gives(
        world.peopled, world.open_page, world.patch, role, name
    )


def aged(world: World) -> None:
    pages.test_a_draft_in_an_address_tells_nobody_ages_who_may_not_know_dates_of_birth(
        world.workspace, world.patch, "mentor", True, {"age_from": 19}
    )


def written(world: World) -> None:
    pages.test_a_write_refuses_what_is_not_the_viewers(world.workspace)


DROPPED: dict[str, Dropped] = {
    "van wie een leerling is": Dropped("is_visible", "coalesce(", "true or coalesce(", named("mentor MA met zorg")),
    "wie de eigen leerlingen zijn": Dropped(
        "own_pupils", "where is_visible(", "where true or is_visible(", named("fg")
    ),
    "van welke school een mentor is": Dropped(
        "is_visible",
        "list_contains(viewer.mentors, {'school': in_school, 'part': of_mentor})",
        "list_contains(list_transform(viewer.mentors, lambda own: own.part), of_mentor)",
        named("andere school"),
    ),
    "wie vertrok is van de school": Dropped(
        "own_pupils", "and (sees_whole(", "and (true or sees_whole(", named("afdeling overig")
    ),
    "vandaag en niet de peildatum": Dropped(
        "visible_pupils",
        "join own_pupils(viewer) as own on own.school = enrolled.school and own.student_id = enrolled.student_id",
        "where is_visible(viewer, enrolled.school, enrolled.afdeling, enrolled.mentor)",
        named("mentor MA met zorg"),
    ),
    "vandaag en niet de laatste dag": Dropped(
        "todays_day",
        "least(viewer.today, last_day)",
        "last_day",
        lambda world: rights.test_the_day_before_of_and_after_a_move(
            world.school, date(2026, 10, 4), {"lla1", "lla3", "lla4"}
        ),
    ),
    "wie wordt geteld": Dropped("counted_pupils", "where is_visible(", "where true or is_visible(", counted),
    "van welke school iets wordt gezegd": Dropped(
        "is_in_reach", "coalesce(", "true or coalesce(", nobody("is_in_reach($viewer")
    ),
    "met welke school iemand te maken heeft": Dropped(
        "is_anyhow", "coalesce(", "true or coalesce(", nobody("is_anyhow($viewer")
    ),
    "cijfers zonder namen": Dropped(
        question.ask,
        "and not asked.tells_figures",
        "and False",
        lambda world: rights.test_who_sees_figures_or_nothing_is_told_of_no_pupil(world.school, "cijfers"),
    ),
    "wie er van een gedeeld antwoord is": Dropped(
        question._of_some, ".filter(pl.col(NAMED).is_in(own[NAMED]))", "", named("mentor MA met zorg")
    ),
    "leeftijden in een concept": Dropped(catalogue.tells_age, 'or who.reads("geboortedatum")', "or True", aged),
    "ziekte weg uit een vraag": Dropped(
        care_apart.without_sickness,
        "if not over:",
        "if True:",
        lambda world: oracle.test_every_question(world.opened, "afdelingsleider"),
    ),
    "zorg weg voor wie dat recht niet heeft": Dropped(
        Viewer.for_care,
        'self if self.may("care") else ',
        "self if True else ",
        lambda world: rights.test_without_care_nobody_is_seen_as_care(world.school),
    ),
    "de taken van een rol": Dropped(
        care_apart._tasks,
        "dict(_limits())[OF_ROLE]",
        '"true"',
        lambda world: apart.test_a_role_has_its_own_tasks_about_sickness(world.sick_and_well, "rector", set()),
    ),
    "welke pagina's": Dropped(Viewer.reads, "access_part(part).reads(office)", "True", page("mentor", "ziekte")),
    "welke lijsten": Dropped(
        lists.find,
        "not view.viewer.reads(home(pick.kind)) or ",
        "",
        lambda world: pages.test_a_list_names_no_pupil_of_another(world.workspace, world.patch, "mentor", LAST),
    ),
    "wie schrijft waar": Dropped(Viewer.writes, "access_part(part).writes(office)", "True", written),
    "wie zonder paraaf kijkt": Dropped(
        Viewer.writes,
        "self.initials and ",
        "",
        lambda _: pages.test_who_looks_through_the_eyes_of_another_writes_nothing(),
    ),
    "van wie de leerling is die men afvinkt": Dropped(
        signing.insist_on_pupils, "if unsure and ", "if False and ", written
    ),
    "van wie de taak is die men afvinkt": Dropped(signing.insist_on_tasks, "if others and ", "if False and ", written),
    "wie meldingen vastlegt": Dropped(Viewer.may_at, "self.may(right) and ", "", written),
    "op welke school een recht geldt": Dropped(
        Viewer.may_at, " and school in self.at", "", lambda _: rights.test_a_right_holds_at_its_own_schools_only()
    ),
    "een bestand van wie het vroeg": Dropped(
        Handed.take,
        "found.session != session or ",
        "",
        lambda _: sessions.test_a_file_is_there_once_and_for_who_asked_only(),
    ),
    "een bestand één keer": Dropped(
        Handed.take,
        "self._files.pop(token, None)",
        "self._files.get(token)",
        lambda _: sessions.test_a_file_is_there_once_and_for_who_asked_only(),
    ),
    "een bestand een minuut": Dropped(
        Handed.take,
        " or found.until <= self._clock()",
        "",
        lambda _: sessions.test_a_file_is_there_for_a_minute(SECONDS, False),
    ),
    "uitgelogd blijft uitgelogd": Dropped(
        Sessions.person,
        " or found.end is not None",
        "",
        lambda _: sessions.test_two_people_in_two_browsers_are_two_sessions(),
    ),
    "wie niets doet": Dropped(
        Sessions._over,
        "now - session.active >= self._idle",
        "False",
        lambda _: sessions.test_who_does_nothing_is_signed_out(MINUTES, ""),
    ),
    "wie doorgaat": Dropped(
        Sessions._over,
        "now - session.began >= self._longest",
        "False",
        lambda _: sessions.test_who_goes_on_is_signed_out_too(HOURS, ""),
    ),
    "een rij die weg is": Dropped(
        Sessions._over,
        "not self._admitted(session.person)",
        "False",
        lambda _: sessions.test_a_row_that_goes_is_noticed_within_a_second_and_of_that_person_only(),
    ),
}


@pytest.fixture
def fresh() -> Iterator[None]:
    """A question keeps its SQL: what was made without a filter does not stay."""
    question.question.cache_clear()
    yield
    question.question.cache_clear()


@pytest.mark.usefixtures("fresh")
@pytest.mark.parametrize("name", some(DROPPED, "van wie een leerling is", "een bestand van wie het vroeg"))
def test_a_filter_that_is_dropped_is_noticed(
    tmp_path_factory: pytest.TempPathFactory, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    dropped = DROPPED[name]
    with ExitStack() as left:
        dropped.test(World(tmp_path_factory, open_page, monkeypatch, left))
        dropped.drop(monkeypatch)
        question.question.cache_clear()
        with pytest.raises((AssertionError, pytest.fail.Exception)):
            dropped.test(World(tmp_path_factory, open_page, monkeypatch, left))
