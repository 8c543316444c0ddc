"""The log of who did what: its chain, what tampers with it, who writes at once, and what happens when it cannot be written."""

import errno
import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from pipelines.audit import events, key, log
from pipelines.audit.events import Actor, Event, Kind
from pipelines.audit.key import FILE, VARIABLE, own_keys
from pipelines.audit.log import add, log_path, record
from pipelines.audit.shorten import shorten, years_before
from pipelines.audit.verify import verify
from pipelines.errors import WorkspaceError
from tests.shared import amount, some

MENTOR = Actor("mentor1@school.example", "mentor")


@pytest.fixture(autouse=True)
def keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of keys of this test alone."""
    monkeypatch.setenv(VARIABLE, str(tmp_path / "sleutels"))
    return tmp_path / "sleutels"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A workspace, as far as the log needs one."""
    (tmp_path / "school" / "audit").mkdir(parents=True)
    return tmp_path / "school"


def told(folder: Path, count: int = 1, what: str = "werklijst") -> None:
    """As many pages opened, each a line."""
    for _ in range(count):
        assert record(folder, Event("page", "kgc", what=what), actor=MENTOR) == ""


def rows(folder: Path) -> list[dict[str, object]]:
    """The lines as they stand there."""
    return [json.loads(line) for line in log_path(folder).read_text(encoding="utf-8").splitlines()]


def faults(folder: Path) -> list[tuple[int, str]]:
    """What is wrong: line and words."""
    return [(found.line, found.what) for found in verify(folder).findings if found.level == "fout"]


def test_a_line_says_who_what_and_when_and_names_no_pupil(folder: Path) -> None:
    record(folder, Event("contact", "kgc", ("101005", "101006"), 2, "vastgelegd"), actor=MENTOR)
    first, line = rows(folder)
    assert (first["event"], first["n"], first["person"]) == ("begin", 1, "deze computer")
    assert {name: line[name] for name in line if name not in ("time", "pupils", "prev", "mac")} == {
        "n": 2,
        "person": "mentor1@school.example",
        "role": "mentor",
        "event": "contact",
        "school": "kgc",
        "count": 2,
        "what": "vastgelegd",
    }
    keys = own_keys(folder)
    assert line["pupils"] == [keys.tag("kgc", "101005"), keys.tag("kgc", "101006")]
    assert line["prev"] == first["mac"]
    assert str(line["time"]).endswith("+00:00")
    assert b"10100" not in log_path(folder).read_bytes()


def test_the_same_number_at_another_school_is_another_pupil(folder: Path) -> None:
    keys = own_keys(folder)
    assert keys.tag("kgc", "1") != keys.tag("maastricht", "1")
    assert keys.tag("kgc", "1") == own_keys(folder).tag("kgc", "1")


def test_a_log_that_nobody_touched_is_whole(folder: Path) -> None:
    assert verify(folder).is_whole
    told(folder, 3)
    found = verify(folder)
    assert (found.lines, found.findings) == (4, ())
    assert (found.first, found.last) == (rows(folder)[0]["time"], rows(folder)[3]["time"])


def each(lines: list[bytes], place: int, byte: Callable[[bytes], bytes]) -> list[bytes]:
    return [byte(line) if at == place else line for at, line in enumerate(lines, 1)]


def forged(lines: list[bytes]) -> bytes:
    return lines[3].replace(b'"n": 4', b'"n": 5').replace(b"werklijst", b"trends")


# What somebody does to the lines 1 to 8, and what is said of it.
TAMPERED: dict[str, tuple[Callable[[list[bytes]], list[bytes]], list[tuple[int, str]]]] = {
    "a word": (
        lambda lines: each(lines, 4, lambda line: line.replace(b"werklijst", b"ladders")),
        [(4, "Regel 4 is veranderd, of van een andere sleutel.")],
    ),
    "a space": (
        lambda lines: each(lines, 4, lambda line: line.replace(b", ", b",  ", 1)),
        [(4, "Regel 4 is veranderd, of van een andere sleutel.")],
    ),
    "the person of two lines": (
        lambda lines: each(each(lines, 4, lambda line: line.replace(b"mentor1", b"mentor2")), 5, bytes.upper),
        [(4, "Regels 4 tot en met 5 zijn veranderd, of van een andere sleutel.")],
    ),
    "its own hmac": (
        lambda lines: each(lines, 4, lambda line: line[:-4] + (b"0" if line[-4:-3] != b"0" else b"1") + line[-3:]),
        [(4, "Regel 4 is veranderd, of van een andere sleutel.")],
    ),
    "one taken away": (lambda lines: lines[:3] + lines[4:], [(4, "Voor regel 4 is 1 regel weggehaald.")]),
    "two taken away": (lambda lines: lines[:3] + lines[5:], [(4, "Voor regel 4 zijn 2 regels weggehaald.")]),
    "the first taken away": (lambda lines: lines[1:], [(1, "Voor regel 1 is 1 regel weggehaald.")]),
    "the last taken away": (lambda lines: lines[:-1], [(0, "Aan het einde is 1 regel weggehaald.")]),
    "the last three": (lambda lines: lines[:-3], [(0, "Aan het einde zijn 3 regels weggehaald.")]),
    "all": (lambda lines: [], [(0, "Aan het einde zijn 8 regels weggehaald.")]),
    "two in another order": (
        lambda lines: [*lines[:3], lines[4], lines[3], *lines[5:]],
        [(5, "Regel 5 staat niet op zijn plaats, of is een kopie: 4.")],
    ),
    "one copied": (lambda lines: [*lines, lines[3]], [(9, "Regel 9 staat niet op zijn plaats, of is een kopie: 4.")]),
    "one made up in between": (lambda lines: [*lines[:4], forged(lines), *lines[4:]], [(5, "Regel 5 is toegevoegd.")]),
    "one made up at the end": (
        lambda lines: [*lines, forged(lines)],
        [(9, "Regel 9 is veranderd, of van een andere sleutel.")],
    ),
    "one taken away and another changed": (
        lambda lines: [*lines[:3], lines[4].replace(b"kgc", b"xyz"), *lines[5:]],
        [(4, "Regel 4 is veranderd, of van een andere sleutel."), (5, "Voor regel 5 is 1 regel weggehaald.")],
    ),
    "the last changed": (
        lambda lines: each(lines, 8, lambda line: line.replace(b"werklijst", b"ladders")),
        [(8, "Regel 8 is veranderd, of van een andere sleutel.")],
    ),
    "no json any more": (
        lambda lines: each(lines, 4, lambda line: b"weg"),
        [(4, "Regel 4 is veranderd, of van een andere sleutel.")],
    ),
}


@pytest.mark.parametrize("how", TAMPERED)
def test_what_was_done_to_the_lines_is_found_and_named(folder: Path, how: str) -> None:
    told(folder, 7)
    tamper, said = TAMPERED[how]
    lines = log_path(folder).read_bytes().splitlines()
    log_path(folder).write_bytes(b"".join(line + b"\n" for line in tamper(lines)))
    assert faults(folder) == said
    # And it stays found when the log goes on.
    told(folder)
    assert not verify(folder).is_whole


@pytest.mark.parametrize("place", some(range(0, 1400, 7), 0, 203, 700))
def test_any_changed_byte_is_found(folder: Path, place: int) -> None:
    told(folder, 4)
    data = bytearray(log_path(folder).read_bytes())
    place %= len(data)
    data[place] ^= 1
    log_path(folder).write_bytes(bytes(data))
    assert not verify(folder).is_whole


def test_a_line_of_another_log_with_the_same_key_does_not_fit(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "ander" / "audit").mkdir(parents=True)
    told(folder, 3)
    told(tmp_path / "ander", 3, "trends")
    own, other = (log_path(each).read_bytes().splitlines(keepends=True) for each in (folder, tmp_path / "ander"))
    log_path(folder).write_bytes(b"".join([*own[:2], other[2], own[3]]))
    assert faults(folder) == [
        (3, "Regel 3 sluit niet aan op de regel ervoor."),
        (4, "Regel 4 sluit niet aan op de regel ervoor."),
    ]


@pytest.mark.parametrize("kept", [1, 40, 200])
def test_a_line_that_was_broken_off_goes_and_is_said(folder: Path, kept: int) -> None:
    """The program stopped while it wrote: nothing was done yet, as the line comes first."""
    told(folder, 2)
    with log_path(folder).open("ab") as file:
        file.write(log_path(folder).read_bytes().splitlines()[1][:kept])
    assert [(found.level, found.line) for found in verify(folder).findings] == [("let op", 4)]
    told(folder)
    found = verify(folder)
    assert found.is_whole
    assert [each.what for each in found.findings] == [
        f"Voor regel 4 is een afgebroken regel ({kept} tekens) verwijderd."
    ]
    assert [row["event"] for row in rows(folder)] == ["begin", "page", "page", "broken_off", "page"]


def test_a_last_line_that_was_cut_short_is_no_crash(folder: Path) -> None:
    told(folder, 3)
    log_path(folder).write_bytes(log_path(folder).read_bytes()[:-30])
    assert faults(folder) == [(0, "Aan het einde is 1 regel weggehaald.")]
    told(folder)
    assert faults(folder) == [(4, "Voor regel 4 is 1 regel weggehaald.")]


def test_a_program_that_stopped_before_the_anchor_lost_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told(folder, 2)
    with monkeypatch.context() as patched:
        patched.setattr(log, "keep_anchor", lambda *_: None)
        told(folder)
    assert verify(folder).findings == ()
    told(folder)
    found = verify(folder)
    assert (found.lines, found.findings) == (5, ())


WRITER = """
import sys
from pathlib import Path
from pipelines.audit.events import Actor, Event
from pipelines.audit.log import record
for number in range(int(sys.argv[2])):
    assert record(Path(sys.argv[1]), Event("page", what=sys.argv[3], count=number), actor=Actor(sys.argv[3])) == ""
"""


def test_programs_that_write_at_once_make_one_chain(folder: Path) -> None:
    """Real processes, also the first line and the key at once."""
    each_writes = amount(40, 400)
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(folder), str(each_writes), f"p{n}"], cwd=Path.cwd())
        for n in range(4)
    ]
    assert [writer.wait(timeout=120) for writer in writers] == [0, 0, 0, 0]
    found = verify(folder)
    assert (found.lines, found.findings) == (1 + 4 * each_writes, ())
    for n in range(4):
        own = [row["count"] for row in rows(folder) if row["person"] == f"p{n}"]
        assert own == list(range(each_writes))


def test_a_killed_writer_holds_nobody_up_and_loses_nothing(folder: Path) -> None:
    for _ in range(amount(3, 30)):
        writer = subprocess.Popen([sys.executable, "-c", WRITER, str(folder), "100000", "p"], cwd=Path.cwd())
        lines = log_path(folder).stat().st_size if log_path(folder).exists() else 0
        while not log_path(folder).exists() or log_path(folder).stat().st_size < lines + 2000:
            assert writer.poll() is None
        writer.kill()
        writer.wait()
    told(folder)
    assert verify(folder).is_whole
    counts = [row["n"] for row in rows(folder)]
    assert counts == list(range(1, len(counts) + 1))


def test_a_lost_key_is_said_and_a_new_one_goes_on(folder: Path, keys: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told(folder, 3)
    assert capsys.readouterr().err == ""
    (keys / FILE).unlink()
    assert [what for _, what in faults(folder)] == [
        "De sleutel van dit logboek is er niet voor dit account: er is niets na te kijken. Gebruik het account waaronder "
        "het dashboard draait, of zet de sleutel terug."
    ]
    told(folder, 2)
    # Once, to whoever runs the program.
    said = capsys.readouterr().err
    assert said.count("niet zoals het is achtergelaten") == 1
    assert said.endswith(f"verzuimbeeld access verify --map {folder}\n")
    assert faults(folder) == [
        (1, "Regels 1 tot en met 4 zijn veranderd, of van een andere sleutel."),
        (5, "Op regel 5 gaat het logboek verder met een nieuwe sleutel; ervoor is sindsdien niet veranderd."),
    ]
    data = log_path(folder).read_bytes()
    log_path(folder).write_bytes(data.replace(b"werklijst", b"wErklijst", 1))
    assert faults(folder)[1][1].endswith("ervoor is sindsdien ook veranderd.")
    assert [row["n"] for row in rows(folder)] == [1, 2, 3, 4, 5, 6, 7]


def test_a_damaged_key_is_never_replaced_in_silence(folder: Path, keys: Path) -> None:
    told(folder)
    before = log_path(folder).read_bytes()
    (keys / FILE).write_text("weg", encoding="utf-8")
    with pytest.raises(WorkspaceError, match="geen sleutel"):
        verify(folder)
    assert "geen sleutel" in record(folder, Event("page"))
    assert log_path(folder).read_bytes() == before


def test_a_folder_that_was_renamed_goes_on(folder: Path) -> None:
    told(folder, 2)
    moved = folder.rename(folder.with_name("school-2027"))
    assert verify(moved).findings == ()
    told(moved)
    assert (verify(moved).lines, verify(moved).findings) == (4, ())


def test_a_log_without_its_anchor_cannot_say_that_it_ends_here(folder: Path, keys: Path) -> None:
    told(folder, 2)
    for each_ in keys.glob("*.anker"):
        each_.unlink()
    said = "Of er aan het einde iets weg is, is niet te zeggen: voor deze map is er bij de sleutel geen merkteken."
    assert faults(folder) == [(0, said)]
    told(folder)
    why = "de werkmap is verplaatst of teruggezet, of het is gewist"
    assert faults(folder) == [(4, f"Voor regel 4 ontbrak het merkteken van het einde: {why}.")]


def test_key_and_log_are_for_their_owner_only(folder: Path, keys: Path) -> None:
    told(folder)
    if os.name != "nt":
        for path in (log_path(folder), keys / FILE, *keys.glob("*.anker")):
            assert path.stat().st_mode & 0o777 == 0o600, path
        assert keys.stat().st_mode & 0o777 == 0o700
    assert len((keys / FILE).read_text(encoding="utf-8").strip()) == 64


def test_the_key_never_stands_in_the_workspace(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, str(folder / "audit"))
    with pytest.raises(WorkspaceError, match="niet in de werkmap"):
        add(folder, [Event("page")], MENTOR)


def full_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("os.fsync", refused)


ALWAYS: list[Kind] = ["sign_out", "refused"]


def test_on_a_full_disk_who_is_signed_in_gets_nothing_and_the_log_stays_whole(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told(folder, 2)
    before = log_path(folder).read_bytes()
    with monkeypatch.context() as patched:
        full_disk(patched)
        with pytest.raises(WorkspaceError, match="schijf is vol"):
            record(folder, Event("page"), actor=MENTOR)
        for kind in ALWAYS:
            assert "niet vastgelegd" in record(folder, Event(kind), actor=MENTOR)
        # Whoever sits at this computer is not locked out of the own data, and reads it.
        assert record(folder, Event("page")).startswith("Wie wat doet wordt nu niet vastgelegd. De schijf is vol.")
    assert log_path(folder).read_bytes() == before
    told(folder)
    assert verify(folder).findings == ()


def test_without_a_place_for_the_key_it_is_said(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "bestand").write_text("", encoding="utf-8")
    monkeypatch.setenv(VARIABLE, str(folder.parent / "geen" / "map"))
    (folder.parent / "geen").write_text("", encoding="utf-8")
    assert VARIABLE in record(folder, Event("page"))
    with pytest.raises(WorkspaceError, match="sleutel"):
        record(folder, Event("page"), actor=MENTOR)


@pytest.mark.parametrize(
    ("platform", "given", "where"),
    [
        ("linux", {}, ".local/state/verzuimbeeld"),
        ("linux", {"XDG_STATE_HOME": "/x/state"}, "/x/state/verzuimbeeld"),
        ("darwin", {}, "Library/Application Support/Verzuimbeeld"),
        ("win32", {"LOCALAPPDATA": "/x/Local"}, "/x/Local/Verzuimbeeld"),
        ("win32", {}, "AppData/Local/Verzuimbeeld"),
    ],
)
def test_where_the_key_stands_by_itself(
    monkeypatch: pytest.MonkeyPatch, platform: str, given: dict[str, str], where: str
) -> None:
    for name in (VARIABLE, "XDG_STATE_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("sys.platform", platform)
    assert key.key_folder() == (Path(where) if where.startswith("/") else Path.home() / where)


def test_a_sum_of_a_file_is_kept_as_it_is(folder: Path) -> None:
    digest = sha256(b"lijst").hexdigest()
    record(folder, Event("export", "kgc", ("1",), 30, "lijst week", sha256=digest), actor=MENTOR)
    assert (rows(folder)[1]["sha256"], rows(folder)[1]["count"]) == (digest, 30)


def aged(monkeypatch: pytest.MonkeyPatch, moment: str) -> None:
    """Lines that are written from now on are of that moment."""

    class Clock(datetime):
        @classmethod
        def now(cls, tz: object = None) -> "Clock":
            return cls.fromisoformat(moment)

    monkeypatch.setattr(events, "datetime", Clock)


def aging(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two lines (with the first) of each of three days around a term."""
    for day in ("2025-11-29", "2025-11-30", "2025-12-01"):
        aged(monkeypatch, f"{day}T12:00:00+00:00")
        told(folder, 2)


def test_lines_past_their_term_go_and_the_rest_still_hangs_together(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    aging(folder, monkeypatch)
    assert shorten(folder, date(2025, 11, 29), MENTOR) == 0
    assert shorten(folder, date(2025, 11, 30), MENTOR) == 3
    found = verify(folder)
    assert found.is_whole
    assert [each.what for each in found.findings] == [
        "Regels tot en met nummer 3 zijn verwijderd na hun bewaartermijn."
    ]
    assert [(row["n"], row["event"]) for row in rows(folder)] == [(3, "shortened"), *((n, "page") for n in range(4, 8))]
    # It goes on, is cut again, and what is taken away meanwhile is found.
    told(folder)
    assert shorten(folder, date(2025, 11, 30), MENTOR) == 0
    assert shorten(folder, date(2025, 12, 1), MENTOR) == 2
    assert verify(folder).is_whole
    lines = log_path(folder).read_bytes().splitlines(keepends=True)
    log_path(folder).write_bytes(b"".join([lines[0], *lines[2:]]))
    assert not verify(folder).is_whole
    log_path(folder).write_bytes(b"".join(lines[1:]))
    assert not verify(folder).is_whole


def test_the_newest_line_stays_whatever_its_age(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    aging(folder, monkeypatch)
    assert shorten(folder, date(2026, 11, 30), MENTOR) == 6
    assert [row["event"] for row in rows(folder)] == ["shortened", "page"]
    told(folder)
    assert verify(folder).is_whole


def test_cutting_hides_no_tampering(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    aging(folder, monkeypatch)
    log_path(folder).write_bytes(log_path(folder).read_bytes().replace(b"werklijst", b"ladders", 1))
    shorten(folder, date(2025, 12, 1), MENTOR)
    said = "Regels tot en met nummer 5 zijn verwijderd na hun bewaartermijn; dat deel was niet heel."
    assert faults(folder) == [(1, said)]


@pytest.mark.parametrize(
    ("day", "years", "before"),
    [
        (date(2026, 11, 30), 2, date(2024, 11, 30)),
        (date(2028, 2, 29), 2, date(2026, 3, 1)),
        (date(2028, 2, 29), 4, date(2024, 2, 29)),
    ],
)
def test_a_term_is_the_same_day_of_an_earlier_year(day: date, years: int, before: date) -> None:
    assert years_before(day, years) == before
