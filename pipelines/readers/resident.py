"""How much memory another process really holds, as its system tells it."""

import subprocess
import sys
from pathlib import Path


def resident(process: subprocess.Popen[bytes]) -> int | None:
    """The bytes of memory that a process of ours holds now; None when it has ended, or the system does not tell."""
    if sys.platform == "win32":
        return _of_windows(process)
    try:
        about = Path(f"/proc/{process.pid}/status").read_text(encoding="ascii", errors="replace")
        return int(about.partition("VmRSS:")[2].split()[0]) * 1024
    except (OSError, IndexError, ValueError):
        return None if sys.platform == "linux" else _of_ps(process.pid)


def _of_ps(number: int) -> int | None:
    """For macOS, which has no files about processes."""
    try:
        told = subprocess.run(["ps", "-o", "rss=", "-p", str(number)], capture_output=True, check=False)  # noqa: S603, S607
        return int(told.stdout) * 1024
    except (OSError, ValueError):
        return None


def _of_windows(process: subprocess.Popen[bytes]) -> int | None:
    """The working set; the structure is PROCESS_MEMORY_COUNTERS of the Windows API."""
    import ctypes

    class Counters(ctypes.Structure):
        _fields_ = (
            ("cb", ctypes.c_ulong),
            ("page_faults", ctypes.c_ulong),
            *((name, ctypes.c_size_t) for name in ("peak", "working_set", "a", "b", "c", "d", "page_file", "e")),
        )

    counters = Counters()
    counters.cb = ctypes.sizeof(counters)
    ask = getattr(ctypes, "windll").kernel32.K32GetProcessMemoryInfo  # noqa: B009  # exists on Windows only
    ask.argtypes = (ctypes.c_void_p, ctypes.c_void_p, ctypes.c_ulong)
    handle = getattr(process, "_handle")  # noqa: B009
    told = ask(int(handle), ctypes.byref(counters), counters.cb)
    return int(counters.working_set) if told else None
