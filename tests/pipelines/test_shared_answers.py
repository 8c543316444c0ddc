"""An answer about a whole school is shared, and everybody gets of it what he or she would be told alone."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import polars as pl
import pytest

from pipelines.models.snapshot import Snapshot
from pipelines.questions import kept
from pipelines.questions.kept import Kept
from pipelines.questions.question import Question, ask
from pipelines.viewer import CARE, EVERYTHING, NOBODY, Selection, Viewer, of_mentors, of_schools
from tests.pipelines.every_question import questions
from tests.pipelines.rights_school import DAYS, LAST, OWN
from tests.pipelines.test_rights import VIEWERS, opened_school, values

APART = [each for each in questions() if each.apart]
ALIKE = [each for each in questions() if each.about != "pupils" and "viewer" in each.values]
CHOSEN = (EVERYTHING, Selection(klassen=("H3a",)), Selection(afdelingen=("vwo",)), Selection(leerjaren=(2,)))
WHOLE = of_schools("s", rights=CARE)


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    yield from opened_school(tmp_path_factory)


def ordered(asked: Question, rows: pl.DataFrame) -> pl.DataFrame:
    """The rows of an answer as it orders them; of one that does not, by what they are about."""
    ends = asked.sql.rsplit("\n)", 1)[-1]
    return rows if "order by" in ends else rows.sort(asked.grain)


def alone(snapshot: Snapshot, asked: Question, given: dict[str, object]) -> pl.DataFrame:
    """What a question answers when it is asked for this viewer and choice and for nobody else."""
    bound = {key: value.bound() if isinstance(value, Viewer | Selection) else value for key, value in given.items()}
    viewer = given["viewer"]
    assert isinstance(viewer, Viewer)
    return snapshot.rows(asked.sql if viewer.may("care") else asked.sql_without_care, bound)


@pytest.mark.parametrize("asked", APART, ids=lambda asked: asked.name)
def test_of_some_pupils_the_answer_is_that_of_all_without_the_others(school: Snapshot, asked: Question) -> None:
    found = 0
    for viewer in (WHOLE, *(each for each, _ in VIEWERS.values())):
        for on in (DAYS[0], LAST):
            for chosen in CHOSEN if viewer in (WHOLE, of_mentors("s", "MA")) else CHOSEN[:1]:
                given = values(asked, viewer, on) | {"selection": chosen}
                told = ask(school, asked.name, **given)
                assert ordered(asked, told).equals(ordered(asked, alone(school, asked, given))), (viewer, on, chosen)
                found += told.height
    assert found > 0


def test_people_of_equal_rights_share_what_is_found(school: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    rows = Snapshot.rows

    def counting(self: Snapshot, sql: str, given: dict[str, object] | None = None) -> pl.DataFrame:
        asked.append(sql)
        return rows(self, sql, given)

    monkeypatch.setattr(Snapshot, "rows", counting)
    monkeypatch.setattr(school, "kept", Kept())
    for mentor, on in (("MA", LAST), ("MB", LAST), ("MC", LAST), ("MA", DAYS[1])):
        found = ask(school, "worklist", viewer=of_mentors("s", mentor), selection=EVERYTHING, on=on, older=True)
        assert set(found["student_id"]) <= OWN[mentor]
    assert len([sql for sql in asked if "actions.actions" in sql]) == 2
    assert len(asked) == 2 + 4, "whose pupils they are, each once"
    ask(school, "report_steps", viewer=of_mentors("s", "MA"), selection=EVERYTHING, on=LAST)
    assert len(asked) == 2 + 4 + 1
    with_care = of_mentors("s", "MA", rights=CARE)
    ask(school, "worklist", viewer=with_care, selection=EVERYTHING, on=LAST, older=True)
    assert len([sql for sql in asked if "actions.actions" in sql]) == 3


def test_who_asks_meanwhile_waits_and_a_fault_is_not_remembered() -> None:
    known, both, times = Kept(), Barrier(2), list[int]()

    def find() -> pl.DataFrame:
        times.append(1)
        both.wait(10)
        return pl.DataFrame({"a": [len(times)]})

    def wrong() -> pl.DataFrame:
        raise ValueError("weg")

    with pytest.raises(ValueError, match="weg"):
        known.get("a", wrong)
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(known.get, "a", find)
        second = pool.submit(known.get, "a", find)
        both.wait(10)
        assert (first.result(10).item(), second.result(10).item(), len(times)) == (1, 1, 1)


def test_the_oldest_answers_go_when_there_is_no_room() -> None:
    answer = pl.DataFrame({"a": list(range(100))})
    known, found = Kept(2 * int(answer.estimated_size())), list[str]()

    def asking(key: str) -> None:
        def find() -> pl.DataFrame:
            found.append(key)
            return answer

        known.get(key, find)

    for key in ("a", "b", "a", "c", "a", "b"):
        asking(key)
    assert found == ["a", "b", "c", "b"]
    with kept.nothing_kept():
        asking("b")
        asking("d")
        asking("d")
    assert found[4:] == ["b", "d", "d"]
    known.get("large", lambda: pl.concat([answer] * 3))
    for key in ("a", "b"):
        asking(key)
    assert found[7:] == ["a", "b"], "what has no room of its own takes that of others, and is not kept"


@pytest.mark.parametrize("asked", ALIKE, ids=lambda asked: asked.name)
def test_what_is_of_a_school_is_the_same_for_all_who_see_somebody_there(school: Snapshot, asked: Question) -> None:
    for viewer in (WHOLE, NOBODY, *(each for each, _ in VIEWERS.values())):
        given = values(asked, viewer, LAST)
        told = ask(school, asked.name, **given)
        assert ordered(asked, told).equals(ordered(asked, alone(school, asked, given))), viewer


def test_the_day_of_today_is_part_of_what_is_asked(school: Snapshot) -> None:
    """Whose pupil somebody is follows from today, and an answer of yesterday is not one of today."""
    viewer = of_mentors("s", "MA")
    earlier = Viewer(scope=viewer.scope, today=date(2026, 10, 2))
    told = [
        set(ask(school, "pupil_placements", viewer=each, selection=EVERYTHING, on=DAYS[1], school="s")["student_id"])
        for each in (viewer, earlier, viewer)
    ]
    assert told[0] == told[2] != told[1]
