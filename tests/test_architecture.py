"""The rules of CONTRIBUTING.md, held against every file; each rule also has to catch a planted violation."""

import subprocess
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests import architecture as rules

ROOT = Path(__file__).parent.parent
LONGEST = {".py": 250, ".sql": 130}
LONGEST_PAGE, SHORTEST_PAGE = 120, 20
MACROS = "pipelines/questions/macros.py"


@cache
def texts(*folders: str, suffix: str = ".py") -> tuple[tuple[str, str], ...]:
    """Path and text of every file of some rooms."""
    paths = sorted(path for folder in folders for path in (ROOT / folder).rglob(f"*{suffix}"))
    assert paths, f"no {suffix} files in {folders}"
    return tuple((path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")) for path in paths)


@cache
def kept_files() -> tuple[tuple[str, str], ...]:
    """Path and text of every text file that git keeps or would keep."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    found = []
    for name in filter(None, listed.stdout.split("\0")):
        path = ROOT / name
        data = path.read_bytes() if path.is_file() else b"\0"
        if b"\0" not in data:
            found.append((name, data.decode("utf-8", errors="replace")))
    assert found
    return tuple(found)


@pytest.mark.parametrize("room", sorted(rules.ROOMS))
def test_a_room_imports_only_what_it_may(room: str) -> None:
    assert [wrong for path, text in texts(room) for wrong in rules.wrong_imports(text, path)] == []


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("protocols/load.py", "import pipelines.models.build"),
        ("protocols/load.py", "from pipelines.models import build"),
        ("protocols/load.py", "from ..pipelines import build"),
        ("protocols/load.py", "import duckdb"),
        ("protocols/load.py", "import importlib\nimportlib.import_module('pipelines.models.build')"),
        ("protocols/load.py", "from importlib import import_module\nimport_module(name)"),
        ("protocols/load.py", "__import__('streamlit')"),
        ("pipelines/models/build.py", "from dashboard import marks"),
        ("pipelines/models/build.py", "import altair as alt"),
        ("pipelines/questions/stages.py", "from ...dashboard.view import View"),
        ("pipelines/models/build.py", "def late() -> None:\n    import streamlit"),
        ("dashboard/charts.py", "import duckdb"),
        ("dashboard/server/serve.py", "import duckdb"),
        ("dashboard/data.py", "from data.school import make_school"),
        ("dashboard/data.py", "from tests import architecture"),
        ("dashboard/app_pages/trends/page.py", "import polars as pl"),
        ("dashboard/app_pages/trends/page.py", "from pipelines.questions import weekly_rates"),
        ("dashboard/app_pages/trends/page.py", "import altair"),
        ("dashboard/app_pages/trends/page.py", "import datetime"),
        ("data/school.py", "from pipelines.models.build import connect"),
        ("data/school.py", "from pipelines.models import build"),
    ],
)
def test_a_wrong_import_is_caught(path: str, source: str) -> None:
    assert rules.wrong_imports(source, path)


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("pipelines/models/build.py", "import duckdb\nfrom protocols.tables import tables\nfrom . import model"),
        ("dashboard/commands/demo.py", "from data.school import make_school"),
        ("dashboard/app_pages/trends/page.py", "import streamlit as st\nfrom dashboard import marks"),
        ("data/school.py", "from pipelines.calendar import school_days\nfrom data import figures"),
    ],
)
def test_a_right_import_is_let_through(path: str, source: str) -> None:
    assert rules.wrong_imports(source, path) == []


@pytest.mark.parametrize("room", sorted(rules.ROOMS))
def test_no_modules_import_each_other_in_a_circle(room: str) -> None:
    assert rules.circles(texts(room)) == []


@pytest.mark.parametrize(
    "back",
    [
        "from data import school",
        "import data.school",
        "from . import school",
        "def late() -> None:\n    from data.school import make_school",
        "if TYPE_CHECKING:\n    from data.school import School",
    ],
)
def test_a_circle_is_caught(back: str) -> None:
    chain = [("data/school.py", "from data.names import name"), ("data/names.py", "from data import codes")]
    used = ("data/export.py", "import data.school")
    circle = ["data.codes imports data.school", "data.names imports data.codes", "data.school imports data.names"]
    assert rules.circles([used, *chain, ("data/codes.py", back)]) == circle
    assert rules.circles([used, *chain, ("data/codes.py", "import datetime")]) == []


def test_a_package_is_on_a_circle_only_when_it_gives_something_itself() -> None:
    package = ("data/__init__.py", "from data import school")
    assert rules.circles([package, ("data/school.py", "from data import names"), ("data/names.py", "")]) == []
    assert rules.circles([package, ("data/school.py", "from data import READERS")]) != []


def test_what_may_be_imported_is_imported() -> None:
    assert rules.needless_imports(texts(*rules.ROOMS)) == []


def test_an_import_that_nobody_needs_is_caught() -> None:
    found = rules.needless_imports([("data/school.py", "import numpy\nfrom data import names")])
    assert "data does not import polars" in found
    assert "data does not import pipelines.calendar" in found
    assert "dashboard/server/serve.py does not import scipy" in found
    assert [line for line in found if line in ("data does not import numpy", "data does not import data")] == []


def test_a_change_to_a_page_stays_in_its_folder() -> None:
    assert [wrong for path, text in texts("dashboard") for wrong in rules.other_pages(text, path)] == []


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("dashboard/app_pages/leerling/doors.py", "from dashboard.app_pages.ladders.doors import standing"),
        ("dashboard/app_pages/leerling/doors.py", "from dashboard.app_pages.ladders import doors"),
        ("dashboard/app_pages/leerling/doors.py", "from dashboard.app_pages import ladders"),
        ("dashboard/app_pages/leerling/doors.py", "import dashboard.app_pages.ladders.doors"),
        ("dashboard/app_pages/leerling/doors.py", "from ..ladders import doors"),
        ("dashboard/app_pages/leerling/doors.py", "from .. import ladders"),
        # A folder whose name begins like another's, which it may not be taken for.
        ("dashboard/app_pages/leerling/doors.py", "from dashboard.app_pages.leerlingen import page"),
        (
            "dashboard/app_pages/leerling/doors.py",
            "def late() -> None:\n    from dashboard.app_pages.trends import doors",
        ),
        ("dashboard/care/doors.py", "from dashboard.app_pages.ziekte.doors import signals"),
        ("dashboard/components.py", "import importlib\nimportlib.import_module('dashboard.app_pages.inlezen.uploads')"),
    ],
)
def test_a_page_that_reaches_into_another_is_caught(path: str, source: str) -> None:
    assert rules.other_pages(source, path)


@pytest.mark.parametrize(
    ("path", "source"),
    [
        (
            "dashboard/app_pages/leerling/page.py",
            "from dashboard.app_pages.leerling import doors\nfrom . import shapes",
        ),
        ("dashboard/app_pages/leerling/page.py", "from dashboard.steps.doors import tasks_of_pupil"),
        ("dashboard/lists.py", "from dashboard.app_pages.ladders import doors as ladders"),
        ("dashboard/care/panel.py", "from dashboard.care import doors"),
    ],
)
def test_a_page_in_its_own_folder_is_let_through(path: str, source: str) -> None:
    assert rules.other_pages(source, path) == []


def test_files_leave_by_the_one_button_that_writes_it_down() -> None:
    found = [path for path, text in texts("dashboard") if "download_button" in text]
    assert found == ["dashboard/saving.py"]


def test_packages_are_declared_as_dependencies() -> None:
    project, extras = (ROOT / "pyproject.toml").read_text(encoding="utf-8").split("[project.optional-dependencies]")
    used = frozenset().union(*(room.packages for room in [*rules.ROOMS.values(), *rules.MORE.values()]))
    always = used - rules.OPTIONAL.keys()
    assert sorted(name for name in always if f'"{rules.INSTALLED_AS.get(name, name)}>=' not in project) == []
    assert [name for name, extra in rules.OPTIONAL.items() if f'\n{extra} = ["{name}>=' not in extras] == []


def test_the_dashboard_holds_no_sql() -> None:
    assert [wrong for path, text in texts("dashboard") for wrong in rules.sql_in(text, path)] == []


@pytest.mark.parametrize(
    "source",
    [
        "rows = door.sql(question)",
        "rows = door.execute(question)",
        "Q = 'select student_id from mart_student'",
        "Q = f'SELECT *\\nfrom {table}'",
        "Q = 'with a as (select 1) select * from a'",
        "Q = '(select x from y where z)'",
    ],
)
def test_sql_in_the_dashboard_is_caught(source: str) -> None:
    assert rules.sql_in(source, "dashboard/data.py")


def test_dutch_and_documentation_are_no_sql() -> None:
    assert rules.sql_in('"""select rows from a table where it fits"""\nT = "Kies een rij"', "dashboard/data.py") == []


def test_values_are_bound_never_formatted() -> None:
    assert list(LISTS["SQL_PARTS"]()) == []


@pytest.mark.parametrize(
    "source",
    [
        "q = f'select * from slot where klas = {klas}'",
        "q = 'select * from slot where klas = ' + klas",
        "q = 'select * from slot where klas = %s' % klas",
        "q = 'select * from slot where klas = {}'.format(klas)",
        "q = f'create table {name} as select 1'",
    ],
)
def test_a_value_formatted_into_sql_is_caught(source: str) -> None:
    assert rules.values_in_sql(source, "pipelines/questions/stages.py")
    assert not rules.values_in_sql("q = f'with {VISIBLE} select * from visible'", "pipelines/questions/stages.py")


def test_questions_are_files() -> None:
    """The module that makes the macros of their files names no table and no column."""
    modules = [(path, text) for path, text in texts("pipelines/questions") if path != MACROS]
    assert [wrong for path, text in modules for wrong in rules.sql_texts(text, path)] == []


@pytest.mark.parametrize(
    "source",
    [
        '_STEPS = """\nwith steps as (select 1 as step)\nselect step from steps\n"""',
        "Q = f'select {COLUMNS} from mart_student'",
        "def students():\n    return rows('select * from mart_student')",
    ],
)
def test_a_question_in_python_is_caught(source: str) -> None:
    assert rules.sql_texts(source, "pipelines/questions/pupil.py")
    assert not rules.sql_texts("rows = ask(snapshot, 'students', viewer=viewer)", "pipelines/questions/pupil.py")


def test_names_in_models_and_questions_are_spelled_out() -> None:
    files = [*texts("pipelines/models", suffix=".sql"), *texts("pipelines/questions", suffix=".sql")]
    assert [wrong for path, sql in files for wrong in rules.letters_in_sql(sql, path)] == []


@pytest.mark.parametrize(
    "sql",
    [
        "select s.name from mart_student as s",
        "select s.name from mart_student s",
        "select a.x from this_year($on) as a",
        "select y.x from (\n    select 1 as x\n) as y",
        "with x as (\n    select 1 as y\n)\nselect y from x",
        "left join ref_calendar AS c on c.date = $on",
    ],
)
def test_a_name_of_one_letter_is_caught(sql: str) -> None:
    assert rules.letters_in_sql(sql, "x.sql")
    assert not rules.letters_in_sql(
        "select calendar.t, max(t) as t from ref_calendar as calendar -- from x as y", "x.sql"
    )


def test_numbers_of_rules_stay_out_of_sql() -> None:
    assert list(LISTS["SQL_NUMBERS"]()) == []


@pytest.mark.parametrize("sql", ["select 1 where hours >= 16", "range between 27 preceding", "x * 2.66", "weeks=4"])
def test_a_threshold_in_sql_is_caught(sql: str) -> None:
    assert rules.numbers_in_sql(sql, "x.sql")
    assert not rules.numbers_in_sql("select col4, 'klas 4', $on4 -- 16 hours\nfrom t1 where n > 0", "x.sql")


def test_numbers_of_rules_stay_out_of_sentences() -> None:
    assert list(LISTS["SENTENCE_NUMBERS"]()) == []


def test_pages_compare_with_numbers_of_the_files() -> None:
    assert [wrong for path, text in texts("dashboard") for wrong in rules.compared_numbers(text, path)] == []
    assert rules.compared_numbers("adult = age >= 18", "dashboard/app_pages/werklijst/shapes.py")
    assert not rules.compared_numbers("adult = age >= number('duty_until_age') and n > 1", "dashboard/x.py")


@pytest.mark.parametrize(
    "sentence",
    [
        "'De leerling is 18 jaar of ouder.'",
        "f'onder de 18 is {melden} een plicht'",
        "f'{name} telt mee voor de 16-uursnorm'",
        "'binnen vijf werkdagen na de einddatum'",
        "'meer dan vier opeenvolgende schoolweken'",
        "'de 4e ziekmelding in het jaar'",
        "'of de 7e schooldag achter elkaar'",
        "'tot de achttiende verjaardag'",
        "'wie 18+ is, mag'",
        "'van 18 tot 23 mag het'",
        "'(WVO 2020 art. 8.19)'",
    ],
)
def test_a_number_of_a_rule_in_a_sentence_is_caught(sentence: str) -> None:
    assert [wrong for text in rules.sentences(f"x = {sentence}") for wrong in rules.rule_numbers(text, "x.py")]


@pytest.mark.parametrize(
    "harmless",
    [
        "f'binnen {days} werkdagen, vanaf {age} jaar'",
        "'verzuim op 100 lesuren'",
        "'elke registratie telt 1 keer, vanaf 1'",
        "'schrijf 07-09-2026'",
        "'select x from y where n > 18 and week = 4'",
    ],
)
def test_other_numbers_are_let_through(harmless: str) -> None:
    documented = f'"""After 16 hours in four school weeks, 18 jaar."""\nx = {harmless}'
    assert [wrong for text in rules.sentences(documented) for wrong in rules.rule_numbers(text, "x.py")] == []


def test_missing_is_never_zero() -> None:
    files = [*texts("pipelines/models", suffix=".sql"), *texts("pipelines/questions", suffix=".sql")]
    assert [wrong for path, sql in files for wrong in rules.missing_as_zero(sql, path)] == []


@pytest.mark.parametrize("sql", ["coalesce(a, 0)", "COALESCE(sum(b), 0.0)", "ifnull(x,0)", "coalesce(a,\n  0 )"])
def test_missing_made_zero_is_caught(sql: str) -> None:
    assert rules.missing_as_zero(sql, "x.sql")
    assert not rules.missing_as_zero("coalesce(a, b), 0 -- coalesce(a, 0)", "x.sql")


def test_rows_about_people_ask_for_a_scope() -> None:
    assert list(LISTS["WITHOUT_VIEWER"]()) == []


@pytest.mark.parametrize(
    "arguments",
    [
        "snapshot: Snapshot",
        "snapshot: Rows",
        "snapshot: Snapshot, viewer: Viewer = ALL",
        "snapshot: Snapshot, viewer: Viewer | None",
        "bench: Workbench",
    ],
)
def test_a_query_without_viewer_is_caught(arguments: str) -> None:
    assert rules.without_viewer(f"def pupils({arguments}) -> pl.DataFrame: ...", "pipelines/questions/pupil.py")
    assert not rules.without_viewer(
        "def pupils(snapshot: Rows, viewer: Viewer) -> int: ...", "pipelines/questions/x.py"
    )


def test_the_session_is_used_only_where_it_may() -> None:
    assert list(LISTS["SESSION_STATE"]()) == []


@pytest.mark.parametrize("source", ["st.session_state['x'] = 1", "from streamlit import session_state"])
def test_a_session_elsewhere_is_caught(source: str) -> None:
    assert rules.session_state(source, "dashboard/app_pages/trends/page.py")


def test_polars_calls_no_python() -> None:
    """Or a crowd stands still: its threads wait for Python, and whoever holds that waits for them."""
    found = [
        wrong
        for path, text in texts("protocols", "pipelines", "dashboard", "data")
        for wrong in rules.python_in_polars(text, path)
    ]
    assert found == []


@pytest.mark.parametrize(
    "source",
    [
        "pl.col('a').map_elements(str, pl.String)",
        "frame.select(pl.struct('a', 'b').map_batches(both))",
        "frame.group_by('a').map_groups(one)",
        "pl.fold(pl.lit(0), add, ['a', 'b'])",
    ],
)
def test_python_in_polars_is_caught(source: str) -> None:
    assert rules.python_in_polars(source, "pipelines/questions/pupil.py")


def test_values_are_drawn_as_text() -> None:
    assert list(LISTS["TEXT_BY"]()) == []


@pytest.mark.parametrize(
    "source",
    [
        "st.markdown(name)",
        "left.markdown(f'**{name}**')",
        "st.markdown('**' + name)",
        "shown = f'- {name}'\nst.markdown(shown)",
        "st.markdown('\\n'.join(f'- {name}' for name in names))",
        "st.markdown(plain.text(a) if a else b)",
        "st.pills('Kies', list(names), format_func=names.__getitem__)",
        "st.segmented_control('Kies', names)",
    ],
)
def test_a_value_drawn_as_markup_is_caught(source: str) -> None:
    assert rules.unescaped(source, "dashboard/app_pages/trends/page.py")


@pytest.mark.parametrize(
    "source",
    [
        "st.markdown('**Zorg**')",
        "st.markdown(f'**{plain.text(name)}**: {words.count(number, a, b)}')",
        "st.markdown(plain.bullets(names))",
        "st.segmented_control('Kies', ['een', 'twee'])",
        "draw = {'een': first, 'twee': second}\nst.pills('Kies', list(draw))",
        "st.pills('Kies', list(names), format_func=lambda key: plain.text(names[key]))",
    ],
)
def test_text_is_let_through(source: str) -> None:
    assert rules.unescaped(source, "dashboard/app_pages/trends/page.py") == []


def test_modules_models_and_pages_stay_short() -> None:
    code = [*texts("protocols", "pipelines", "dashboard", "data"), *texts("pipelines", suffix=".sql")]
    pages = [(path, text) for path, text in texts("dashboard/app_pages") if rules.is_page(path)]
    assert pages
    assert rules.too_long(code, lambda path: LONGEST[Path(path).suffix]) == []
    assert rules.too_long(pages, lambda _: LONGEST_PAGE) == []
    assert [path for path, text in pages if len(text.splitlines()) <= SHORTEST_PAGE] == []


def test_a_long_module_is_caught() -> None:
    assert rules.too_long([("a.py", "x\n" * 251)], lambda _: 250)
    assert not rules.too_long([("a.py", "x\n" * 250)], lambda _: 250)


def test_no_machine_paths_or_hosts() -> None:
    assert list(LISTS["LOCAL_HOSTS"]()) == []


@pytest.mark.parametrize("parts", [("", "home", "x"), ("", "root", "x"), ("see https:", "", "example.org", "x")])
def test_a_machine_path_or_host_is_caught(parts: tuple[str, ...]) -> None:
    assert rules.places("/".join(parts), "x.md")
    assert not rules.places("http://localhost:8501 and tests/home/x", "x.md")


def test_only_the_rooms_and_the_few_known_files_stand_at_the_top() -> None:
    known = {
        ".ci",
        ".github",
        ".gitignore",
        ".pre-commit-config.yaml",
        "CHANGELOG.md",
        "CONTRIBUTING.md",
        "GLOSSARY.md",
        "LICENSE",
        "Makefile",
        "deploy",
    }
    known |= {"README.md", "pyproject.toml", "requirements.lock", *rules.OWN}
    assert sorted({path.split("/")[0] for path, _ in kept_files()} - known) == []
    banned = {"utils", "util", "common", "helpers", "helper", "misc"}
    assert [path for path, _ in kept_files() if banned & {Path(part).stem for part in path.split("/")}] == []


def _all(rule: Callable[[str, str], list[str]], *folders: str) -> Iterator[str]:
    return (wrong for path, text in texts(*folders) for wrong in rule(text, path))


def _numbers() -> Iterator[str]:
    files = [*texts("pipelines/models", suffix=".sql"), *texts("pipelines/questions", suffix=".sql")]
    return (wrong for path, sql in files for wrong in rules.numbers_in_sql(sql, path))


@cache
def _sentences() -> list[tuple[str, str]]:
    rooms = texts("protocols", "pipelines", "dashboard")
    drawn = [file for suffix in (".typ", ".html", ".js") for file in texts("dashboard", suffix=suffix)]
    return [*((path, text) for path, source in rooms for text in rules.sentences(source)), *drawn]


# What each list lets through: without an entry that is needed, the rule finds something.
LISTS: dict[str, Callable[[], Iterator[str]]] = {
    "SESSION_STATE": lambda: _all(rules.session_state, "dashboard"),
    "SQL_NUMBERS": _numbers,
    "WITHOUT_VIEWER": lambda: _all(rules.without_viewer, "pipelines/questions"),
    "SENTENCE_NUMBERS": lambda: (wrong for path, text in _sentences() for wrong in rules.rule_numbers(text, path)),
    "SQL_PARTS": lambda: _all(rules.values_in_sql, "pipelines"),
    "TEXT_BY": lambda: _all(rules.unescaped, "dashboard"),
    "LOCAL_HOSTS": lambda: (wrong for path, text in kept_files() for wrong in rules.places(text, path)),
}


def without_each(allowed: Any) -> Iterator[tuple[object, Any]]:
    """Each entry of a list, and the list without it."""
    if isinstance(allowed, dict):
        for key, inside in allowed.items():
            yield from (((key, entry), allowed | {key: less}) for entry, less in without_each(inside))
    else:
        yield from ((entry, type(allowed)(other for other in allowed if other != entry)) for entry in allowed)


def needless(name: str, monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """The entries of a list of exceptions without which its rule finds nothing either."""
    found = []
    for entry, less in without_each(getattr(rules, name)):
        with monkeypatch.context() as patch:
            patch.setattr(rules, name, less)
            found += [] if any(LISTS[name]()) else [entry]
    return found


@pytest.mark.parametrize("name", LISTS)
def test_every_exception_is_needed(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert needless(name, monkeypatch) == []


def test_an_exception_that_nobody_needs_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(LISTS, "LOCAL_HOSTS", lambda: iter(rules.places("http:" + "//localhost:8501", "x.md")))
    assert set(needless("LOCAL_HOSTS", monkeypatch)) == rules.LOCAL_HOSTS - {"localhost"}
    both = {"a.py": frozenset({"x"}), "b.py": frozenset({"y"})}
    assert dict(without_each(both)) == {
        ("a.py", "x"): both | {"a.py": frozenset()},
        ("b.py", "y"): both | {"b.py": frozenset()},
    }
