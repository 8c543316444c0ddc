"""The command `verzuimbeeld`: what each subcommand asks, does and prints."""

import argparse
import io
import os
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from dashboard.commands import (
    access_command,
    check_command,
    late_commands,
    monday_command,
    protocol_commands,
    row_commands,
    school_commands,
)
from dashboard.commands.dutch import EXIT_USAGE, DutchParser
from dashboard.commands.keeping_commands import add_keeping
from dashboard.commands.seeing import add_person
from pipelines.access.people import AccessError
from pipelines.errors import InputError, UsageError
from pipelines.trouble import in_words
from protocols.national import norm_name

EXIT_DONE, EXIT_OTHER, EXIT_INPUT = 0, 1, 3


def day(text: str) -> date:
    """A date as YYYY-MM-DD or D-M-YYYY."""
    try:
        if text[:4].isdigit():
            return date.fromisoformat(text)
        day_, month, year = (int(part) for part in text.split("-"))
        return date(year, month, day_)
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' is geen datum (schrijf jjjj-mm-dd)") from None


def parser() -> DutchParser:
    """The whole command line."""
    top = DutchParser(prog="verzuimbeeld", description="Verzuimdashboard voor het voortgezet onderwijs.")
    top.add_argument("--debug", action="store_true", help="toont bij een fout de technische oorzaak")
    subs = top.add_subparsers(dest="command", required=True, metavar="OPDRACHT", parser_class=DutchParser)

    def command(name: str, help_: str, run: Callable[[argparse.Namespace], int]) -> argparse.ArgumentParser:
        sub = subs.add_parser(name, help=help_, description=help_)
        sub.set_defaults(run=run)
        return sub

    def workspace(sub: argparse.ArgumentParser) -> None:
        sub.add_argument("map", type=Path, metavar="MAP", help="de werkmap van de school")

    def table(sub: argparse.ArgumentParser) -> None:
        sub.add_argument("--school", help="alleen deze school")
        sub.add_argument("--format", choices=["csv", "json", "table"], help="anders csv, op een scherm een tabel")
        add_person(sub)

    sub = command("demo", "Maakt de demoschool, leest die in en toont het dashboard.", late_commands.demo)
    sub.add_argument("--port", type=int, default=8501)
    sub.add_argument("--no-browser", action="store_true", help="opent geen browser")
    sub.add_argument("--map", type=Path, metavar="MAP", help="waar de demoschool staat (anders werkmap/demo)")
    sub.add_argument("--schools", type=int, metavar="N", help="een bestuur van N scholen (anders in werkmap/bestuur)")

    sub = command("init", "Maakt een nieuwe werkmap.", school_commands.init)
    workspace(sub)
    sub.add_argument("--school", required=True, metavar="ID")
    sub.add_argument("--name", required=True)
    sub.add_argument("--protocol", required=True)
    sub.add_argument("--region", required=True, choices=["noord", "midden", "zuid"])

    sub = command("import", "Leest exportbestanden in: alles of niets.", school_commands.import_)
    workspace(sub)
    sub.add_argument("files", type=Path, nargs="*", metavar="BESTAND")
    sub.add_argument(
        "--from",
        type=Path,
        dest="folder",
        metavar="INVOERMAP",
        help="leest wat in deze map is gezet, en verplaatst het naar ingelezen/ of geweigerd/ daarin",
    )
    sub.add_argument("--school", help="de school waar de bestanden bij horen")
    sub.add_argument("--kind", help="de soort bestand, als die niet vanzelf wordt herkend")
    sub.add_argument(
        "--column",
        action="append",
        default=[],
        metavar="VELD=KOP",
        help="welke kolom een veld is, zoals datum=Date; vaker te geven",
    )
    gone = "wat er niet in staat vervalt, en wie op geen lijst staat is van school"
    sub.add_argument("--whole", action="store_true", help=f"de bestanden zijn exports van de hele school: {gone}")
    sub.add_argument(
        "--left", type=int, metavar="N", help="bevestigt dat N leerlingen niet meer op de hele lijst staan"
    )
    sub.add_argument("--dry-run", action="store_true", help="toont wat er zou veranderen en bewaart niets")
    sub.add_argument("--afresh", action="store_true", help="begint opnieuw, als wat eerder is ingelezen verloren is")

    sub = command("build", "Bouwt de cijfers opnieuw op uit wat is ingelezen.", school_commands.build)
    workspace(sub)
    sub.add_argument("--school", help="alleen deze school")
    sub.add_argument("--store", type=int, metavar="N", help="uit een eerdere versie van wat is ingelezen")
    sub.add_argument("--workers", type=int, metavar="N", help="scholen naast elkaar, in N processen")
    sub.add_argument("--scheduler", metavar="ADRES", help="scholen naast elkaar, op een Dask-cluster")

    sub = command("check", "Zegt of een werkmap heel is, en hoe zij te herstellen is.", check_command.run)
    workspace(sub)
    sub.add_argument("--mend-notes", action="store_true", help="zet beschadigde notities apart en redt wat leesbaar is")
    sub.add_argument("--format", choices=["csv", "json", "table"], help="bevindingen als rijen, anders als tekst")

    add_keeping(command)

    sub = command("dashboard", "Toont het dashboard van een werkmap.", late_commands.dashboard)
    workspace(sub)
    sub.add_argument("--port", type=int, default=8501)
    sub.add_argument("--no-browser", action="store_true", help="opent geen browser")
    sub.add_argument("--address", default="localhost", help="buiten localhost alleen met inloggen, of de demoschool")

    sub = command("stages", "Toont de hoogste trede per leerling en ladder.", row_commands.stages)
    workspace(sub)
    sub.add_argument("--on", type=day, required=True, metavar="DATUM")
    sub.add_argument("--protocol", metavar="ID|all", help="protocol of concept van de werkmap; anders het geldende")
    sub.add_argument("--all", action="store_true", help="alle treden die dit schooljaar zijn bereikt")
    table(sub)

    sub = command("leerplicht", f"Toont leerlingen bij of dicht bij de {norm_name()}.", row_commands.leerplicht)
    workspace(sub)
    sub.add_argument("--on", type=day, required=True, metavar="DATUM")
    sub.add_argument("--reports", action="store_true", help="elke melding van het schooljaar tot die dag")
    table(sub)

    sub = command("sick", "Toont ziekmeldingen en signalen per leerling.", row_commands.sick)
    workspace(sub)
    sub.add_argument("--on", type=day, required=True, metavar="DATUM")
    table(sub)

    sub = command("trends", "Toont het verzuim per week op 100 lesuren.", row_commands.trends)
    workspace(sub)
    sub.add_argument("--from", type=day, required=True, metavar="DATUM", dest="first")
    sub.add_argument("--to", type=day, required=True, metavar="DATUM", dest="last")
    sub.add_argument("--by", choices=["afdeling", "klas", "leerjaar"], default="afdeling")
    table(sub)

    sub = command(
        "signals", "Toont elke kijk en elk signaal van pagina's en rapport op een dag.", late_commands.signals
    )
    workspace(sub)
    sub.add_argument("--on", type=day, required=True, metavar="DATUM")
    table(sub)

    sub = command(
        "compare", "Toont leerlingen per trede en acties per rol onder meer protocollen.", protocol_commands.compare
    )
    workspace(sub)
    sub.add_argument("--on", type=day, required=True, metavar="DATUM")
    sub.add_argument("--protocols", metavar="ID,ID", help="protocollen en concepten van de werkmap; anders alle")
    table(sub)

    sub = command("report", "Schrijft het MT-rapport: twee bladzijden zonder namen.", late_commands.report)
    workspace(sub)
    sub.add_argument("--on", type=day, required=True, metavar="DATUM")
    sub.add_argument("--afdeling", metavar="ID", help="van één afdeling, anders van de hele school")
    sub.add_argument("--out", type=Path, required=True, metavar="BESTAND", help="eindigt op .pdf of .html")
    sub.add_argument("--school", help="welke school, als er meer zijn")
    add_person(sub)

    sub = command("maandag", "Schrijft per mentor of rol een blad met de open taken.", monday_command.run)
    workspace(sub)
    sub.add_argument("--on", type=day, metavar="DATUM", help="anders de laatste dag van de gegevens")
    sub.add_argument(
        "--out", type=Path, required=True, metavar="DOELMAP", help="een nieuwe map, alleen voor u te openen"
    )
    sub.add_argument("--school", help="welke school, als er meer zijn")
    add_person(sub)

    sub = command(
        "access", "Laat zien wie wat mag zien, en of toegang.toml en het logboek kloppen.", access_command.run
    )
    actions = list(access_command.ACTIONS)
    sub.add_argument("action", choices=actions, metavar="|".join(actions))
    sub.add_argument("persons", nargs="*", metavar="PERSOON", help="van wie de rij wordt goedgekeurd (approve)")
    sub.add_argument("--map", type=Path, metavar="MAP", required=True, help="de werkmap van de school")
    sub.add_argument("--by", default="", metavar="NAAM", help="wie dit besluit (approve)")
    sub.add_argument("--format", choices=["csv", "json", "table"], help="als rijen (lint, show, verify)")
    add_person(sub)

    sub = command(
        "protocols", "Toont wat protocollen bevatten en wat er nog te beslissen is.", protocol_commands.protocols
    )
    actions = ["list", "show", "lint", "export", "delete", "adopt", "undo"]
    sub.add_argument("action", choices=actions, metavar="|".join(actions))
    sub.add_argument("id", nargs="?", metavar="ID")
    sub.add_argument("--map", type=Path, metavar="MAP", help="ook de concepten van deze werkmap")
    sub.add_argument("--by", default="", metavar="NAAM", help="wie dit besluit (delete, adopt, undo)")
    sub.add_argument("--school", help="bij welke school, als er meer zijn (adopt, undo)")
    sub.add_argument(
        "--format", choices=["csv", "json", "table"], help="bevindingen van lint als rijen, anders als tekst"
    )

    sub = command("bench", "Meet hoe snel inlezen, treden en pagina's zijn.", late_commands.bench)
    sub.add_argument("--map", type=Path, metavar="MAP", help="werkmap om in te meten (anders een tijdelijke)")
    sub.add_argument("--honesty", action="store_true", help="hoe vaak elk signaal iets zegt zonder oorzaak, en met")
    sub.add_argument(
        "--board", action="store_true", help="veel scholen: een dag van één, opbouwen, en de pagina Bestuur"
    )
    sub.add_argument("--load", action="store_true", help="hoe lang veel mensen tegelijk wachten, ingelogd")
    sub.add_argument("--persons", type=int, default=80, metavar="AANTAL", help="met zoveel mensen (--load)")
    sub.add_argument("--minutes", type=float, default=10, metavar="MINUTEN", help="zo lang (--load)")
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command line; returns 0 done, 2 wrong use, 3 input refused, 1 anything else."""
    for stream in (sys.stdout, sys.stderr):
        # On Windows a file or pipe would get an older alphabet, without our arrows and lines of tables.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8")
    options = parser().parse_args(arguments)
    try:
        run: Callable[[argparse.Namespace], int] = options.run
        return run(options)
    except BrokenPipeError:
        # The reader of our output (head, less) stopped; nothing is wrong.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_DONE
    except KeyboardInterrupt:
        print("Afgebroken.\nEr is niets half bewaard.", file=sys.stderr)
        return EXIT_OTHER
    except Exception as error:
        if options.debug:
            raise
        understood = in_words(error, getattr(options, "map", None) or Path())
        if understood:
            print(understood, file=sys.stderr)
            return {InputError: EXIT_INPUT, AccessError: EXIT_INPUT, UsageError: EXIT_USAGE}.get(
                type(understood), EXIT_OTHER
            )
        print(
            f"Er ging iets onverwachts mis: {error}\nHerhaal de opdracht met --debug voor de volledige oorzaak.",
            file=sys.stderr,
        )
        return EXIT_OTHER


if __name__ == "__main__":
    sys.exit(main())
