"""The commands that keep and forget: `backup`, `restore`, `inzage`, `vergeten` and `purge`. Each returns the exit code."""

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path

from dashboard import words
from dashboard.commands.output import say
from dashboard.commands.progress import progress_bars
from dashboard.retention import NOTHING, due_line, due_lines
from pipelines.audit.key import key_folder
from pipelines.errors import in_command
from pipelines.keeping.backup import backup as make
from pipelines.keeping.due import due
from pipelines.keeping.forget import forget
from pipelines.keeping.purge import purge as take_away
from pipelines.keeping.restore import restore as put_back
from pipelines.store.workspace import open_workspace

Command = Callable[[str, str, Callable[[argparse.Namespace], int]], argparse.ArgumentParser]


def add_keeping(command: Command) -> None:
    """The options of these commands."""
    sub = command("backup", "Maakt van een werkmap één bestand met alles wat u zou missen.", backup)
    sub.add_argument("map", type=Path, metavar="MAP", help="de werkmap van de school")
    sub.add_argument("--out", type=Path, required=True, metavar="BESTAND", help="een nieuw bestand, buiten de werkmap")
    sub.add_argument(
        "--encrypt", choices=["age", "gpg"], help="versleutelt het daarmee, als dat op deze computer staat"
    )
    sub.add_argument(
        "--recipient", default="", metavar="ONTVANGER", help="voor wie; anders wordt een wachtwoord gevraagd"
    )

    sub = command("restore", "Zet een reservekopie terug, nadat zij is nagekeken.", restore)
    sub.add_argument("file", type=Path, metavar="BESTAND", help="wat 'backup' heeft gemaakt")
    sub.add_argument("map", type=Path, metavar="MAP", help="een werkmap, of een map die leeg is of nog niet bestaat")
    sub.add_argument(
        "--identity", type=Path, metavar="BESTAND", help="de sleutel voor age, als zij daarmee is versleuteld"
    )

    sub = command("inzage", "Schrijft alles wat over één leerling wordt bewaard, als PDF en tabellen.", inzage)
    sub.add_argument("map", type=Path, metavar="MAP", help="de werkmap van de school")
    sub.add_argument("number", metavar="NUMMER", help="het stamnummer van de leerling")
    sub.add_argument(
        "--out", type=Path, required=True, metavar="DOELMAP", help="een nieuwe map, alleen voor u te openen"
    )
    sub.add_argument("--by", default="", metavar="NAAM", help="wie de inzage geeft: komt in het logboek")
    sub.add_argument("--school", help="welke school, als er meer zijn")

    sub = command("vergeten", "Verwijdert één leerling overal, en houdt hem of haar er voortaan uit.", vergeten)
    sub.add_argument("map", type=Path, metavar="MAP", help="de werkmap van de school")
    sub.add_argument("number", metavar="NUMMER", help="het stamnummer van de leerling")
    sub.add_argument("--by", default="", metavar="NAAM", help="wie dit besloot: komt in het logboek")
    sub.add_argument("--school", help="welke school, als er meer zijn")

    sub = command("purge", "Toont wat ouder is dan de bewaartermijnen, of verwijdert het met --yes.", purge)
    sub.add_argument("map", type=Path, metavar="MAP", help="de werkmap van de school")
    which = sub.add_mutually_exclusive_group()
    which.add_argument("--dry-run", action="store_true", help="toont alleen wat weg zou gaan, zoals zonder --yes")
    which.add_argument("--yes", action="store_true", help="verwijdert het")
    sub.add_argument("--by", default="", metavar="NAAM", help="wie dit besloot: komt in het logboek")


def inzage(options: argparse.Namespace) -> int:
    """Writes what is held of a pupil; what makes paper takes a second to load."""
    from dashboard.commands.inzage_command import run

    return run(options)


def backup(options: argparse.Namespace) -> int:
    """Makes one file of a workspace."""
    made = make(open_workspace(options.map), options.out, options.encrypt, options.recipient)
    _told(made.told)
    print(f"{options.out}: {words.count(made.parts, 'deel', 'delen')}, {_size(made.size)}, alleen voor u te lezen.")
    if not options.encrypt:
        print("Niet versleuteld: bewaar het waar alleen de school bij kan, of gebruik --encrypt.")
    print(f"De sleutel van het logboek zit er niet in; bewaar die apart: {key_folder()}")
    return 0


def restore(options: argparse.Namespace) -> int:
    """Puts a backup in the place of a workspace."""
    with progress_bars() as (_, on_build):
        done = put_back(options.file, options.map, options.identity, on_build)
    _told(done.told)
    made = f"{done.contents.made.astimezone():%d-%m-%Y %H:%M}"
    print(f"{options.map} is zoals op {made}, en nagekeken.")
    if done.aside:
        print(f"Wat er stond, staat in {done.aside}. Als alles klopt, mag u die map weggooien.")
    if done.forgotten:
        who = (
            "1 leerling die is vergeten, is"
            if done.forgotten == 1
            else f"{done.forgotten} leerlingen die zijn vergeten, zijn"
        )
        print(f"{who} niet teruggezet.")
    _told_still(done.still)
    if done.unknown:
        say(
            f"LET OP: {words.count(done.unknown, 'nummer is', 'nummers zijn')} vergeten onder een andere sleutel dan die van dit "
            f"account, en staan misschien weer in de gegevens. Zet de sleutel terug in {key_folder()} en herhaal de opdracht."
        )
    if line := due_line(open_workspace(options.map)):
        print(line)
    print(f"Nakijken kan met: {in_command('check', options.map)}")
    return 0


def _told(problem: str) -> None:
    if problem:
        say(problem)


def _told_still(paths: Sequence[Path]) -> None:
    """Says where the name or number of who was taken out still stands."""
    if paths:
        say("De naam of het nummer staat nog in wat de school zelf schreef; haal het daar weg:")
    for path in paths:
        say(f"  {path}")


def _size(size: int) -> str:
    """A size in megabytes, in kilobytes when it is smaller."""
    mega = 1_000_000
    return f"{size / mega:.1f} MB".replace(".", ",") if size >= mega else f"{max(size // 1000, 1)} kB"


def vergeten(options: argparse.Namespace) -> int:
    """Forgets a pupil; 1 when the name or number still stands in what the school wrote itself."""
    with progress_bars() as (_, on_build):
        done = forget(open_workspace(options.map), options.number, options.school, options.by, on_build)
    if done.before:
        print("Deze leerling is al vergeten: er wordt niets van bewaard.")
        return 0
    rows, notes = words.count(done.rows, "rij", "rijen"), words.count(done.notes, "regel", "regels")
    print(
        f"Vergeten: {rows} van wat is ingelezen en {notes} van de notities. Een volgende import laat deze leerling weg."
    )
    print("Eerdere versies van wat is ingelezen en van de cijfers zijn ook verwijderd, en wat een herstel opzij zette.")
    print(
        "Reservekopieën hebben de leerling nog: bij terugzetten blijft hij of zij weg; bewaar ze niet langer dan nodig."
    )
    if not done.still:
        print("In de hele werkmap is nummer noch naam nog te vinden.")
        return 0
    _told_still(done.still)
    return 1


def purge(options: argparse.Namespace) -> int:
    """Shows what is past its term, or takes it away; 1 when a name or number still stands in what the school wrote itself."""
    workspace = open_workspace(options.map)
    if not options.yes:
        found = due(workspace)
        terms = found.terms
        print(
            f"Bewaartermijnen: na vertrek {words.count(terms.left_years, 'schooljaar', 'schooljaren')}, registraties van "
            f"{words.count(terms.kept_years, 'schooljaar', 'schooljaren')}, zorgnotities "
            f"{words.count(terms.care_months, 'maand', 'maanden')}, logboek {terms.log_years} jaar."
        )
        if not found.anything:
            print(NOTHING)
            return 0
        print("Ouder dan dat is:")
        for line in due_lines(found):
            print(f"- {line}")
        print("Er is niets veranderd. Verwijderen, na akkoord van de rector, kan met:")
        print(f"  {in_command('purge', options.map, '--yes', '--by', 'NAAM')}")
        return 0
    with progress_bars() as (_, on_build):
        done = take_away(workspace, options.by, on_build)
    if done is None:
        print(NOTHING)
        return 0
    print("Verwijderd:")
    for line in due_lines(done.due):
        print(f"- {line}")
    print("Eerdere versies van wat is ingelezen en van de cijfers zijn ook verwijderd, en wat een herstel opzij zette.")
    print("Reservekopieën van eerder hebben dit nog: bewaar ze niet langer dan de bewaartermijnen.")
    _told_still(done.still)
    return 1 if done.still else 0
