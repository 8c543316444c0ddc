"""Runs a module or script with what Windows lacks taken away: `python as_on_windows.py MODULE ARGUMENTS`.

Not Windows itself, but where programs of another system fall over on it: modules and functions that it has not, files
that cannot be renamed or deleted while they are open, names that it refuses, line ends, and text that is not UTF-8.
"""

import builtins
import io
import os
import re
import runpy
import shutil
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import distributed  # noqa: F401  # what it asks for here it does without on Windows
import filelock  # noqa: F401  # chooses when it is loaded how it locks, and on Windows has its own way

OURS = ("dashboard", "data", "pipelines", "protocols")
MODULES = ("fcntl", "grp", "pwd", "resource", "termios", "tty", "pty", "syslog", "readline")
# There are more, but packages of others ask for those here, where they would not on Windows.
FUNCTIONS = (
    "chown",
    "chroot",
    "fchown",
    "fork",
    "forkpty",
    "getegid",
    "geteuid",
    "getgid",
    "getgroups",
    "getpgid",
    "getpgrp",
    "getresuid",
    "getsid",
    "getuid",
    "initgroups",
    "killpg",
    "lchown",
    "mkfifo",
    "mknod",
    "nice",
    "openpty",
    "setegid",
    "seteuid",
    "setgid",
    "setpgid",
    "setsid",
    "setuid",
    "statvfs",
    "sysconf",
    "ttyname",
    "wait3",
    "wait4",
)
REFUSED_IN_NAMES = frozenset('<>:"|?*\\')
DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.I)
DESCRIPTORS = "/proc/self/fd"


def hide() -> None:
    """Takes away what Windows lacks; there is no way back in this process."""
    sys.modules.update(dict.fromkeys(MODULES))  # type: ignore[arg-type]  # None: there is no such module
    shutil.disk_usage = _disk_usage(os.statvfs)  # type: ignore[assignment]  # which Windows tells in another way
    for name in FUNCTIONS:
        if hasattr(os, name):
            delattr(os, name)
    shutil._use_fd_functions = False  # type: ignore[attr-defined]  # on Windows it goes by names
    os.fsync = _only_written(os.fsync)  # type: ignore[assignment]
    os.rename = _only_new(os.rename)
    io.open = builtins.open = _with_their_line_ends(builtins.open)
    sys.addaudithook(_refuse)
    for ours in OURS:
        warnings.filterwarnings("error", category=EncodingWarning, module=rf"{ours}\b")


def _only_written(fsync: Callable[[Any], None]) -> Callable[[Any], None]:
    def checked(handle: Any) -> None:
        number = handle if isinstance(handle, int) else handle.fileno()
        flags = Path(f"/proc/self/fdinfo/{number}").read_text(encoding="utf-8").split("flags:")[1].split()[0]
        if int(flags, 8) & os.O_ACCMODE == os.O_RDONLY:
            raise OSError(9, "on Windows only what is open for writing can be synced")
        fsync(handle)

    return checked


def _disk_usage(told: Callable[[Any], Any]) -> Callable[[Any], SimpleNamespace]:
    def usage(path: Any) -> SimpleNamespace:
        disk = told(path)
        total, free = (count * disk.f_frsize for count in (disk.f_blocks, disk.f_bavail))
        return SimpleNamespace(total=total, used=total - free, free=free)

    return usage


def _with_their_line_ends(opened: Callable[..., Any]) -> Callable[..., Any]:
    def checked(file: Any, mode: str = "r", *more: Any, **named: Any) -> Any:
        if len(more) < 4 and "b" not in mode and set("wax+") & set(mode) and named.get("newline") is None:
            named["newline"] = "\r\n"
        return opened(file, mode, *more, **named)

    return checked


def _only_new(rename: Callable[..., None]) -> Callable[..., None]:
    def checked(source: Any, target: Any, **more: Any) -> None:
        if os.path.lexists(target) and os.path.abspath(target) != os.path.abspath(source):
            raise FileExistsError(17, "on Windows rename replaces nothing", str(target))
        rename(source, target, **more)

    return checked


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    if event in ("os.rename", "os.remove"):
        for path in arguments[: 2 if event == "os.rename" else 1]:
            _refuse_open(os.path.abspath(os.fsdecode(path)))
    elif event in ("open", "os.mkdir") and isinstance(arguments[0], str | bytes):
        path = os.fsdecode(arguments[0])
        if event == "open" and os.path.isdir(path):
            raise PermissionError(13, "on Windows a folder cannot be opened", path)
        name = os.path.basename(path)
        if REFUSED_IN_NAMES & set(name) or DEVICES.fullmatch(name) or name.endswith((" ", ".")):
            raise OSError(22, "on Windows no file can be called so", path)


def _refuse_open(path: str) -> None:
    with os.scandir(DESCRIPTORS) as entries:
        numbers = [entry.name for entry in entries]
    for number in numbers:
        try:
            used = os.readlink(f"{DESCRIPTORS}/{number}")
        except OSError:
            continue  # the descriptor of the listing itself
        if used == path or used.startswith(f"{path}/"):
            raise PermissionError(13, "on Windows a file that is open can be neither renamed nor deleted", path)


if __name__ == "__main__":
    del sys.argv[0]
    hide()
    if sys.argv[0].endswith(".py"):
        runpy.run_path(sys.argv[0], run_name="__main__")
    else:
        runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
