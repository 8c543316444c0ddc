"""The command `verzuimbeeld access`: who may see what, what is wrong in `toegang.toml`, and whether the log is whole."""

import argparse
from collections.abc import Callable

import polars as pl

from dashboard import words
from dashboard.commands.output import print_rows, say
from dashboard.commands.seeing import looking, office_of
from pipelines.access import draft, keep, show
from pipelines.access.mapping import rows
from pipelines.access.people import NAME, load, person_called, there_is, wrong_in
from pipelines.access.unmanned import unmanned
from pipelines.audit.verify import verify
from pipelines.errors import InputError, UsageError
from pipelines.models.snapshot import open_snapshot
from pipelines.questions.school import mentor_codes
from pipelines.store.part import parts_of
from pipelines.store.workspace import Workspace, open_workspace
from pipelines.today import today
from pipelines.viewer import of_schools

EXIT_NOT_WHOLE, EXIT_INPUT = 1, 3
# The day of a moment as it is written.
DAY = 10
FAULT, DOUBT = "fout", "let op"
FINDINGS = dict.fromkeys(["level", "person", "key", "what", "remedy"], pl.String)
NO_TABLE = f"Er is geen {NAME}: wie aan deze computer zit, ziet alles."


def run(options: argparse.Namespace) -> int:
    """Does what is asked with the table of persons."""
    workspace = open_workspace(options.map)
    if options.persons and options.action != "approve":
        raise UsageError(f"Bij {options.action} hoort geen persoon.", "Laat die weg.")
    _insist_on_reader(workspace, options.person)
    return ACTIONS[options.action](workspace, options)


def _insist_on_reader(workspace: Workspace, person: str | None) -> None:
    """Raises InputError for a person who does not read the table."""
    if person is None:
        return
    office = office_of(looking(workspace, person, None))
    if office is None or office.access is None:
        raise InputError(
            f"De tabel Toegang is niet voor '{person}'.",
            "Die is voor ICT, de rector en de functionaris gegevensbescherming.",
        )


def _lint(workspace: Workspace, options: argparse.Namespace) -> int:
    """Every fault of the table, and what to look at in a whole one; 3 when the table lets nobody in."""
    wrong = wrong_in(workspace)
    found = [(FAULT, each.person, ".".join(map(str, each.key)), each.what, each.remedy) for each in wrong]
    found += [] if wrong else _doubts(workspace)
    if options.format:
        print_rows(pl.DataFrame(found, schema=FINDINGS, orient="row"), options.format)
        return EXIT_INPUT if wrong else 0
    if not there_is(workspace):
        print(NO_TABLE)
    elif wrong:
        print(f"{NAME} klopt niet, en laat daarom niemand toe: {len(wrong)} keer iets mis.")
    else:
        print(f"{NAME} klopt: {len(load(workspace).person)} personen.")
    for level, _, _, what, remedy in found:
        print(f"\n{level.capitalize()}: {what}\n{remedy}")
    return EXIT_INPUT if wrong else 0


def _doubts(workspace: Workspace) -> list[tuple[str, str, str, str, str]]:
    """What is no fault, and may still not be meant."""
    found = []
    for row in rows(workspace, today()):
        if row.standing != "geldt":
            who = row.person.id
            found.append((DOUBT, who, "", f"De rij van {who}: {row.standing}.", "Kijk of dat zo bedoeld is."))
    for school, role in unmanned(workspace, today()):
        what = f"De taken van de rol '{role}' bij {school} zijn van niemand: geen rij heeft die rol."
        found.append(
            (DOUBT, "", "role", what, "Geef iemand die rol, of zeg in het protocol bij like wie haar taken doet.")
        )
    known = _codes(workspace)
    if known is None:
        return found
    codes = set(known.select("school", "mentor").iter_rows())
    for person in load(workspace).person:
        schools = person.schools or tuple(school.id for school in workspace.schools)
        for code in person.mentors:
            if not any((school, code) in codes for school in schools):
                what = f"Mentorcode '{code}' van {person.id} heeft vandaag geen leerlingen."
                found.append(
                    (DOUBT, person.id, "mentors", what, "Schrijf de code zoals zij in de leerlingenlijst staat.")
                )
    return found


def _show(workspace: Workspace, options: argparse.Namespace) -> int:
    """The matrix as rows."""
    if not there_is(workspace):
        say(NO_TABLE)
    print_rows(show.table(workspace, today()), options.format)
    return 0


def _draft(workspace: Workspace, options: argparse.Namespace) -> int:
    """Rows for the mentor codes that no row names, as text; the table stays as it is."""
    codes = _codes(workspace)
    if codes is None:
        raise UsageError(
            "Er is nog geen leerlingenlijst ingelezen.", "Lees eerst bestanden in met: verzuimbeeld import"
        )
    found = draft.proposed(workspace, codes)
    print(draft.as_text(found, len(workspace.schools) > 1), end="")
    say(
        f"{len(found)} mentorcodes hebben nog geen rij. Vul de adressen aan, zet de rijen in {NAME} en doe access lint."
        if found
        else f"Elke mentorcode heeft al een rij in {NAME}."
    )
    return 0


def _approve(workspace: Workspace, options: argparse.Namespace) -> int:
    """Approves rows by who has the files: all of them where nobody signs in, else those of the first to edit and approve."""
    if not options.by.strip() or not options.persons:
        raise UsageError("Wie keurt wat goed?", "Noem de personen, en wie dit besluit met --by NAAM.")
    content = load(workspace)
    seen = []
    for name in options.persons:
        person = person_called(content, name)
        if person is None:
            raise InputError(
                f"'{name}' staat niet in {NAME}.", "Kijk wie er wel in staat met: verzuimbeeld access show"
            )
        seen.append(person)
    keep.approve(workspace, seen, "", today(), said=options.by.strip())
    print(f"Goedgekeurd door {options.by.strip()}: {', '.join(person.id for person in seen)}.")
    return 0


def _codes(workspace: Workspace) -> pl.DataFrame | None:
    """The mentor codes of today with their pupils; None before the first import."""
    if not any(part.newest_store() is not None for part in parts_of(workspace)):
        return None
    return mentor_codes(open_snapshot(workspace, say), of_schools(*(school.id for school in workspace.schools)))


def _verify(workspace: Workspace, options: argparse.Namespace) -> int:
    """What is wrong with the log of who did what; 1 when it is not whole."""
    found = verify(workspace.path)
    if options.format:
        rows = [(each.level, "", str(each.line), each.what, "") for each in found.findings]
        print_rows(pl.DataFrame(rows, schema=FINDINGS, orient="row"), options.format)
    elif not found.lines and found.is_whole:
        print("Er is nog niets vastgelegd.")
    else:
        how = "is heel" if found.is_whole else "is niet heel"
        days = f"van {found.first[:DAY]} tot en met {found.last[:DAY]}"
        print(f"Het logboek {how}: {words.count(found.lines, 'regel', 'regels')}, {days}.")
        for each in found.findings:
            print(f"{each.level.capitalize()}: {each.what}")
    return 0 if found.is_whole else EXIT_NOT_WHOLE


ACTIONS: dict[str, Callable[[Workspace, argparse.Namespace], int]] = {
    "lint": _lint,
    "show": _show,
    "draft": _draft,
    "approve": _approve,
    "verify": _verify,
}
