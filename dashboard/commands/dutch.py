"""A parser of command lines that explains itself, and says what is wrong, in Dutch."""

import argparse
import re
from collections.abc import Iterable
from typing import Any, NoReturn

EXIT_USAGE = 2

HEADINGS = {"positional arguments": "onderdelen", "options": "opties"}
WHERE = re.compile(r"argument (.+?): (.*)", re.DOTALL)
# What argparse says is wrong, and how we say it.
MESSAGES = {
    re.compile(english, re.DOTALL): ours
    for english, ours in {
        r"the following arguments are required: (.*)": r"deze onderdelen ontbreken: \1",
        r"unrecognized arguments: (.*)": r"onbekende onderdelen: \1",
        r"invalid choice: (.*) \(choose from (.*)\)": r"\1 bestaat niet (kies uit \2)",
        r"invalid \w+ value: (.*)": r"\1 is hier geen geldige waarde",
        r"expected one argument": r"hier hoort één waarde bij",
        r"expected at least one argument": r"hier hoort minstens één waarde bij",
        r"ignored explicit argument (.*)": r"hier hoort geen waarde bij, ook niet \1",
        r"ambiguous option: (.*) could match (.*)": r"\1 kan meer betekenen: \2",
    }.items()
}


def in_dutch(message: str) -> str:
    """A message of argparse in Dutch; one of ours stays as it is."""
    if where := WHERE.fullmatch(message):
        return f"bij {where[1]}: {in_dutch(where[2])}"
    found = next(
        (said.expand(ours) for english, ours in MESSAGES.items() if (said := english.fullmatch(message))), None
    )
    return found or message


class DutchHelp(argparse.HelpFormatter):
    """The explanation with Dutch words around it."""

    def add_usage(
        self, usage: str | None, actions: Iterable[argparse.Action], groups: Any, prefix: str | None = None
    ) -> None:
        """Starts with how the command is called."""
        super().add_usage(usage, actions, groups, "gebruik: " if prefix is None else prefix)

    def start_section(self, heading: str | None) -> None:
        """Starts a list of arguments."""
        super().start_section(HEADINGS.get(heading or "", heading))


class DutchParser(argparse.ArgumentParser):
    """A parser whose explanation is Dutch, and whose errors are two Dutch lines on standard error."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**given, formatter_class=DutchHelp, add_help=False)
        self.add_argument("-h", "--help", action="help", help="toont deze uitleg")

    def error(self, message: str) -> NoReturn:
        """Ends the program with exit code 2."""
        self.exit(EXIT_USAGE, f"Onjuist gebruik: {in_dutch(message)}\nBekijk de uitleg met: {self.prog} --help\n")
