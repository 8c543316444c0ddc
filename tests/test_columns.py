"""What stands in each column of what a command prints, with another value in every one of them: none may change places."""

from datetime import date
from pathlib import Path

import pytest

from dashboard.commands.cli import main
from tests.pipelines.histories import YEAR, make_workspace, spread, table

# Pupil 1: a report, and three judged and two unknown hours since. Pupil 2: near the norm. Pupils 5 to 7: late. Pupil 8 is
# ill for one, seven, one and three school days, of which the last two begin in the twelve school weeks before 15 January.
NORM = """
1 | 2026-09-07 | 1-8 | weg
1 | 2026-09-08 | 1-8 | weg
1 | 2026-09-09 | 1-3 | weg
1 | 2026-09-09 | 4-5 | onbekend
2 | 2026-09-10 | 1-7 | weg
2 | 2026-09-11 | 1-4 | weg
"""
SICK = """
8 | 2026-09-01 | 1-2 | ziek
8 | 2026-10-06 | 1-2 | ziek
8 | 2027-01-13 | 1-2 | ziek
8 | 2027-01-14 | 1-2 | ziek
8 | 2027-01-15 | 1-2 | ziek
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workspace of eight pupils, with data up to 15 January 2027."""
    late = [*spread("5", "laat", 7), *spread("6", "laat", 3), *spread("7", "laat", 4)]
    long = spread("8", "ziek", 14, start=YEAR.index(date(2026, 9, 7)), hours=2)
    rows = [*table(NORM), *table(SICK), *late, *long]
    return make_workspace(tmp_path_factory.mktemp("kolommen"), rows).path


# Command -> its header, and the lines in question.
PRINTED = {
    "stages --on 2026-09-30 --protocol kgc-2021": (
        "school,student_id,protocol,ladder,stage,level,reached_on,value",
        ["s,5,kgc-2021,te-laat,tl-5,2,2026-09-04,7", "s,6,kgc-2021,te-laat,tl-3,1,2026-09-02,3"],
    ),
    "stages --on 2026-09-30 --protocol kgc-2021 --all": (
        "school,student_id,protocol,ladder,stage,level,reached_on,value",
        ["s,5,kgc-2021,te-laat,tl-3,1,2026-09-02,7", "s,5,kgc-2021,te-laat,tl-5,2,2026-09-04,7"],
    ),
    "leerplicht --on 2026-09-30": (
        "school,student_id,state,hours,hours_unknown,hours_left,window_start,report_number,begin_date,end_date,due_on",
        ["s,1,melding,3,2,13,2026-09-09,1,2026-09-07,2026-09-08,2026-09-15", "s,2,nadert,11,0,5,2026-09-03,,,,"],
    ),
    "leerplicht --on 2026-09-30 --reports": (
        "school,student_id,report_number,begin_date,end_date,due_on,duty",
        ["s,1,1,2026-09-07,2026-09-08,2026-09-15,true"],
    ),
    "sick --on 2027-01-15": (
        "school,student_id,hours_year,days_year,spells_year,spells_12_weeks,current_spell_days,longest_spell_days,mazl,"
        "mazl_since",
        ["s,8,24,12,4,2,3,7,true,2026-09-15"],
    ),
    "compare --on 2026-09-30 --protocols kgc-2021": (
        "protocol,ladder,stage,level,role,students,actions",
        ["kgc-2021,te-laat,tl-10,3,verzuimcoördinator,0,0", "kgc-2021,te-laat,tl-3,1,conciërge,2,4"],
    ),
    "trends --from 2026-09-07 --to 2026-09-11": (
        "school,school_week,week_start,afdeling,category,missed_hours,scheduled_hours,rate_per_100,students",
        ["s,2,2026-09-07,overig,ongeoorloofd,30,180,16.6667,6"],
    ),
}


@pytest.mark.parametrize("command", PRINTED)
def test_every_value_stands_in_its_own_column(folder: Path, capsys: pytest.CaptureFixture[str], command: str) -> None:
    name, *rest = command.split()
    assert main([name, str(folder), *rest]) == 0
    header, *lines = capsys.readouterr().out.splitlines()
    expected, rows = PRINTED[command]
    assert header == expected
    # In this order, whatever stands between them.
    assert [line for line in lines if line in rows] == rows, lines
