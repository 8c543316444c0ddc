"""The table of who is signed in: its limits at n-1, n and n+1, and that nothing brings a session back."""

import pytest

from dashboard.server.handed import SECONDS, Handed
from dashboard.server.sessions import End, Sessions


class World:
    """A clock that stands still until a test moves it, and the rows that let people in."""

    def __init__(self) -> None:
        self.now, self.rows = 1000.0, {"ann", "ben"}

    def table(self) -> Sessions:
        return Sessions(8, 30, self.rows.__contains__, lambda: self.now)


def test_two_people_in_two_browsers_are_two_sessions() -> None:
    table = World().table()
    ann, ben = table.begin("ann"), table.begin("ben")
    assert (table.person(ann), table.person(ben)) == ("ann", "ben")
    assert table.end(ann, End.OUT) == "ann"
    assert (table.person(ann), table.person(ben)) == ("", "ben")


@pytest.mark.parametrize("token", ["", "x", "a" * 43])
def test_a_token_that_nobody_was_given_is_nobody(token: str) -> None:
    table = World().table()
    given = table.begin("ann")
    assert table.person(token) == table.person(given[:-1]) == table.person(f"{given} ") == ""
    assert table.why(token) is None
    assert table.end(token, End.OUT) == ""


def test_a_token_is_256_bits_and_never_the_same() -> None:
    table = World().table()
    assert len({table.begin("ann") for _ in range(20)}) == 20
    assert len(table.begin("ann")) >= 43


@pytest.mark.parametrize(("seconds", "person"), [(30 * 60 - 1, "ann"), (30 * 60, ""), (30 * 60 + 1, "")])
def test_who_does_nothing_is_signed_out(seconds: int, person: str) -> None:
    world = World()
    table = world.table()
    token = table.begin("ann")
    world.now += 100
    table.touch(token)
    world.now += seconds
    assert table.person(token) == person
    assert table.why(token) == (None if person else End.IDLE)


@pytest.mark.parametrize(("seconds", "person"), [(8 * 3600 - 1, "ann"), (8 * 3600, ""), (8 * 3600 + 1, "")])
def test_who_goes_on_is_signed_out_too(seconds: int, person: str) -> None:
    world = World()
    table = world.table()
    token = table.begin("ann")
    while world.now + 600 < 1000 + seconds:
        world.now += 600
        table.touch(token)
    world.now = 1000 + seconds
    assert table.person(token) == person
    assert table.why(token) == (None if person else End.LATE)


def test_nothing_brings_a_session_back() -> None:
    world = World()
    table = world.table()
    token = table.begin("ann")
    world.now += 30 * 60
    table.touch(token)
    assert table.person(token) == ""
    world.now -= 30 * 60
    table.touch(token)
    assert table.person(token) == ""
    other = table.begin("ann")
    world.rows.discard("ann")
    world.now += 1
    assert table.person(other) == ""
    world.rows.add("ann")
    assert (table.person(other), table.why(other)) == ("", End.REMOVED)


def test_a_row_that_goes_is_noticed_within_a_second_and_of_that_person_only() -> None:
    world = World()
    table = world.table()
    ann, ben = table.begin("ann"), table.begin("ben")
    world.rows.discard("ann")
    world.now += 1
    assert (table.person(ann), table.person(ben)) == ("", "ben")


def test_the_table_holds_no_token_and_forgets_what_is_long_over() -> None:
    world = World()
    table = world.table()
    token = table.begin("ann")
    assert token not in repr(vars(table))
    world.now += (8 + 24) * 3600
    table.begin("ben")
    assert table.why(token) is None
    assert len(vars(table)["_found"]) == 1


@pytest.mark.parametrize(("seconds", "there"), [(0, True), (SECONDS - 1, True), (SECONDS, False), (SECONDS + 1, False)])
def test_a_file_is_there_for_a_minute(seconds: int, there: bool) -> None:
    world = World()
    handed = Handed(lambda: world.now)
    token = handed.give("/media/1.xlsx", "ann")
    world.now += seconds
    assert handed.take(token, "ann") == ("/media/1.xlsx" if there else None)


def test_a_file_is_there_once_and_for_who_asked_only() -> None:
    handed = Handed()
    token, other = handed.give("/media/1.xlsx", "ann"), handed.give("/media/1.xlsx", "ann")
    assert (len(token) >= 43, token != other) == (True, True)
    assert handed.take(token, "ann") == "/media/1.xlsx"
    assert handed.take(token, "ann") is None
    # Whoever comes with it first uses it up.
    assert handed.take(other, "ben") is None
    assert handed.take(other, "ann") is None
    assert handed.take("", "ann") is None
