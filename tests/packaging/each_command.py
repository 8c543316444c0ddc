"""Runs the commands that read and write files, one after another, on the school of thirty pupils.

`each_command.py WORKSPACE FOLDER`: the folder is made and gets the files. Ends with an error when a command does.
"""

import os
import sys
import time
from pathlib import Path

from dashboard.commands.cli import main

WORKSPACE, FOLDER = map(Path, sys.argv[1:])
LIST = "leerlingen 2026-12-12.csv"
LEFT, FORGOTTEN = "1030", "1029"


def command(*words: object) -> None:
    """Runs one command; what it says goes where it always goes."""
    if code := main(["--debug", *(str(word) for word in words)]):
        sys.exit(f"{words} ended with {code}")


os.environ["VERZUIMBEELD_TODAY"] = "2026-12-14"
inbox = FOLDER / "in"
inbox.mkdir(parents=True)
rows = "".join(f"{number},Leerling {number},H4a\n" for number in range(1001, int(LEFT)))
(inbox / LIST).write_text(f"Stamnummer,Achternaam,Klas\n{rows}", encoding="utf-8")
# A file that is still written waits; one of a moment ahead does not.
os.utime(inbox / LIST, (time.time() + 3600,) * 2)
command("import", WORKSPACE, "--from", inbox, "--whole", "--dry-run")
command("import", WORKSPACE, "--from", inbox, "--whole")
command("maandag", WORKSPACE, "--out", FOLDER / "bladen")
command("inzage", WORKSPACE, FORGOTTEN, "--out", FOLDER / "inzage", "--by", "FG")
command("backup", WORKSPACE, "--out", FOLDER / "kopie.zip")
command("vergeten", WORKSPACE, FORGOTTEN, "--by", "rector")
command("restore", FOLDER / "kopie.zip", WORKSPACE)
command("restore", FOLDER / "kopie.zip", FOLDER / "elders")
command("access", "verify", "--map", WORKSPACE)
command("check", WORKSPACE)
print("heel")
