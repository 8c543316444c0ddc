"""Files read in a process of their own: the same rows, and a named refusal of whatever that process dies of."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pipelines.errors import InputError, UsageError
from pipelines.readers import apart
from pipelines.readers.apart import Limits, heads_apart, limits_for, look_apart, read_apart
from pipelines.readers.here import Asked, Refused, read_here
from pipelines.readers.passed import send_asked
from pipelines.readers.resident import resident

GOOD = b"Stamnr;Naam;Datum;Lesuur;Code\n101;Bo van Testers;07-09-2026;1;ziek\n102;Mo Proef;08-09-2026;99;ziek\n"
PLENTY = Limits(memory=1e9, seconds=300)


@pytest.fixture(autouse=True)
def reading_here() -> None:
    """These tests read in another process, as the program does."""


def asked(data: bytes, name: str = "export.csv", **more: object) -> Asked:
    return Asked(Path(name), data=data, **more)  # type: ignore[arg-type]


@contextmanager
def started(monkeypatch: pytest.MonkeyPatch, source: str) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Reading is done by a program of the test; the processes that were started."""
    made: list[subprocess.Popen[bytes]] = []
    popen = subprocess.Popen

    def start(_: object, **options: object) -> subprocess.Popen[bytes]:
        made.append(popen([sys.executable, "-c", source], **options))  # type: ignore[call-overload]
        return made[-1]

    with monkeypatch.context() as patched:
        patched.setattr(apart.subprocess, "Popen", start)  # type: ignore[attr-defined]
        yield made


def test_what_is_read_apart_is_what_is_read_here(
    samples: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every frame, name and sentence; of files on a disk and from memory, in one process, with its progress."""
    for name in ("TMPDIR", "TEMP", "TMP"):
        monkeypatch.setenv(name, str(tmp_path))
    files = [
        *(Asked(samples / name) for name in ("magister_mws_verantwoordingen.csv", "zermelo_appointments.json")),
        Asked(samples / "generiek_excel_nl_titelregels.xlsx"),
        asked(GOOD),
        asked(b"A;Datum;B\n101;07-09-2026;OA\n", mapping={"student_id": "A", "code": "B"}),
        asked(b"Stamnr;Datum;Tijd;Code\n101;07-09-2026;08:30;OA\n", lesson_times=((3, 510, 560),)),
    ]
    seen: list[tuple[str, int, int]] = []
    found = read_apart(files, lambda path, done, total: seen.append((path.name, done, total)))
    for there, here in zip(found, read_here(files), strict=True):
        for name, value in vars(here).items():
            other = getattr(there, name)
            assert (
                (other.schema, other.rows()) == (value.schema, value.rows())
                if hasattr(value, "rows")
                else (other == value)
            ), name
    assert ("export.csv", 2, 2) in seen
    assert {name for name, _, _ in seen} >= {"magister_mws_verantwoordingen.csv", "zermelo_appointments.json"}
    assert list(tmp_path.iterdir()) == []


def test_each_file_is_refused_by_itself(tmp_path: Path) -> None:
    """In one process: what is no file, what is not there, and a table of which the columns must be chosen."""
    os.mkfifo(tmp_path / "pijp.csv")
    files = [
        Asked(tmp_path / "pijp.csv"),
        Asked(Path("/dev/zero")),
        asked(b"a;b;c\n1;2;3\n"),
        asked(GOOD, kind="zomaar"),
        asked(GOOD),
    ]
    *refused, good = look_apart(files)
    assert isinstance(good, type(read_here([asked(GOOD)])[0]))
    assert [type(each.error) for each in refused if isinstance(each, Refused)] == [*[InputError] * 3, UsageError]
    said = [each.error.what for each in refused if isinstance(each, Refused)]
    assert ["doorgeefluik" in said[0], "apparaat" in said[1], "niet herkend" in said[2]] == [True] * 3
    assert [each.head for each in refused if isinstance(each, Refused)][2] == (("a", "b", "c"), ("1", "2", "3"))
    with pytest.raises(InputError, match="doorgeefluik") as error:
        read_apart(files)
    assert "Traceback" in str(error.value.__cause__)
    assert heads_apart([files[2], files[0]]) == [(("a", "b", "c"), ("1", "2", "3")), ()]


@pytest.mark.parametrize(
    ("source", "limits", "said"),
    [
        (
            "x = bytearray(b'1') * 400_000_000; import time; time.sleep(600)",
            Limits(2e8, 300),
            "meer dan 200 MB geheugen",
        ),
        ("import time; time.sleep(600)", Limits(1e9, 1), "na 1 seconden nog niet gelezen"),
        ("import os; os.kill(os.getpid(), 9)", PLENTY, "stopte onverwacht (-9)"),
        ("import sys; sys.stdin.buffer.readline(); sys.stdout.buffer.write(b'{')", PLENTY, "stopte onverwacht (0)"),
    ],
)
def test_what_a_process_dies_of_is_told(
    monkeypatch: pytest.MonkeyPatch, source: str, limits: Limits, said: str
) -> None:
    """Too much memory, no end, killed, and stopped in the middle of a sentence: by name, and it is gone."""
    with started(monkeypatch, source) as made, pytest.raises(InputError, match=r"groot\.csv") as error:
        read_apart([asked(GOOD, "groot.csv")], limits=limits)
    assert said in error.value.what
    assert error.value.remedy
    assert [process.returncode is None for process in made] == [False]


def test_a_file_that_ends_the_process_does_not_end_the_others(samples: Path) -> None:
    """A text of a million rows takes more than this process may; the two around it are read."""
    bomb = asked(b"Stamnr;Datum;Lesuur;Code\n" + b"101;07-09-2026;1;ziek\n" * 1_000_000, "bom.csv")
    first, middle, last = look_apart([asked(GOOD), bomb, asked(GOOD)], limits=Limits(2e8, 300))
    assert isinstance(middle, Refused)
    assert "bom.csv vraagt bij het lezen meer dan 200 MB" in middle.error.what
    assert [each.rows_read for each in (first, last) if not isinstance(each, Refused)] == [2, 2]


def test_a_fault_of_ours_is_a_refusal_with_its_cause(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = (
        'import sys; out = sys.stdout.buffer; out.write(b\'{"begins": 0, "parts": []}\\n\');'
        'out.write(b\'{"fault": "KeyError", "trace": "hier", "parts": []}\\n\'); out.flush()'
    )
    with started(monkeypatch, answers), pytest.raises(InputError, match=r"liep vast \(KeyError\)") as error:
        read_apart([asked(GOOD)])
    assert str(error.value.__cause__) == "hier"


def test_the_process_ends_with_who_started_it() -> None:
    """Also in the middle of a file that has no end: what it can hear is that nobody is there any more."""
    source = "import time; from pipelines.readers import child; child.answer = lambda *_: time.sleep(600); child.main()"
    with subprocess.Popen(
        [sys.executable, "-c", source], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=Path(__file__).parents[2]
    ) as process:
        send_asked(process.stdin, "read", [asked(GOOD)])  # type: ignore[arg-type]
        time.sleep(1)
        assert process.poll() is None
        process.stdin.close()  # type: ignore[union-attr]
        assert process.wait(timeout=60) == 1


def test_memory_is_seen_while_it_is_held() -> None:
    source = "import sys; x = bytearray(b'1') * 100_000_000; print(flush=True); sys.stdin.read()"
    with subprocess.Popen([sys.executable, "-c", source], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout
        process.stdout.readline()
        assert 1e8 < (resident(process) or 0) < 1.5e8
        assert process.stdin
        process.stdin.close()
        process.wait()
    assert not resident(process)


def test_limits_grow_with_the_files_up_to_a_point(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"x" * 2_000_000)
    assert limits_for([asked(b"")]) == Limits(600e6, 120)
    assert limits_for([Asked(path), asked(b"x" * 1_000_000), Asked(tmp_path / "weg")]) == Limits(720e6, 132)
    assert limits_for([asked(b"x" * 36_000_000)]).memory == 2e9
