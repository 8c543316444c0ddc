"""The rules between and inside the rooms, as pure functions: source text in, violations out."""

import ast
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache

OWN = frozenset({"protocols", "pipelines", "dashboard", "data", "tests"})


_parsed = cache(ast.parse)


@dataclass(frozen=True)
class Room:
    """What the modules of a room may import: our own modules by prefix, and packages of others by name."""

    own: tuple[str, ...]
    packages: frozenset[str]


ROOMS = {
    "protocols": Room(("protocols",), frozenset({"polars", "pydantic", "tomlkit"})),
    "pipelines": Room(
        ("pipelines", "protocols"),
        frozenset({"duckdb", "fastexcel", "filelock", "numpy", "polars", "pyarrow", "pydantic", "scipy", "tomlkit"}),
    ),
    "dashboard": Room(
        ("dashboard", "pipelines", "protocols"),
        frozenset({"altair", "polars", "streamlit", "tqdm", "typst", "xlsxwriter"}),
    ),
    "data": Room(("data", "pipelines.calendar"), frozenset({"numpy", "polars"})),
}
PAGE = Room(("dashboard",), frozenset({"streamlit"}))
# The launcher loads the heavy libraries before it serves; the demo and the benchmark make the demo school; charts become
# pictures for paper and for a file to mail in one place.
MORE = {
    # Who builds on a cluster speaks to its scheduler in one place.
    "pipelines/models/cluster.py": Room((), frozenset({"distributed"})),
    "dashboard/server/serve.py": Room((), frozenset({"numpy", "pandas", "pyarrow", "scipy"})),
    "dashboard/svg.py": Room((), frozenset({"vl_convert"})),
    "dashboard/commands/demo.py": Room(("data",), frozenset()),
    # Notes of the demo are written as a person writes them.
    "data/noted.py": Room(
        (
            "pipelines.models.snapshot",
            "pipelines.notes",
            "pipelines.questions",
            "pipelines.store.workspace",
            "pipelines.viewer",
            "protocols.load",
            "protocols.reference",
            "protocols.tables",
        ),
        frozenset(),
    ),
    "dashboard/commands/bench.py": Room(("data",), frozenset()),
    "dashboard/commands/bench_board.py": Room(("data",), frozenset()),
    # The visitors of the bench speak to the dashboard as a browser does; Streamlit brings the package along.
    "dashboard/commands/load": Room(("data",), frozenset({"websockets"})),
    # Signals are measured in invented schools.
    "dashboard/commands/honesty": Room(("data.worlds",), frozenset({"numpy", "scipy"})),
    # What weekdays without a timetable are called there is what the test of patterns groups pupils by.
    "data/worlds/spells.py": Room(("pipelines.models.pattern_groups",), frozenset()),
    # What is planted there is called as the tests of who stands out call it.
    "data/worlds/days.py": Room(("pipelines.questions.standout_tests",), frozenset()),
    # Invented hours become what is known of a school, without a database around them.
    "data/worlds/hours.py": Room(("pipelines.norm.history",), frozenset()),
}
# Packages of an extra: the program runs without them.
OPTIONAL = {"distributed": "cluster"}
# What connects the pages may import them all; a command prints one, the benchmark measures a few, and Overzicht says what
# the pages say that its tiles open. Any other change to a page stays inside its folder.
PAGES = "dashboard.app_pages"
CONNECTING = frozenset(
    {
        "dashboard/app.py",
        "dashboard/commands/bench.py",
        "dashboard/commands/report_command.py",
        "dashboard/app_pages/overzicht/doors.py",
        "dashboard/app_pages/overzicht/tiles.py",
        "dashboard/commands/signals_command.py",
        "dashboard/lists.py",
    }
)
# Packages that are called otherwise where they are installed from.
INSTALLED_AS = {"vl_convert": "vl-convert-python"}
PYTHON_IN_POLARS = frozenset({"map_elements", "map_batches", "map_groups", "rolling_map"})
FOLDS = frozenset({"fold", "reduce", "cum_fold", "cum_reduce"})
# Widget keys only: the choices of the sidebar, the button that was clicked, the ticks, the initials and the own role.
SESSION_STATE = frozenset(
    {
        "dashboard/filters.py",
        "dashboard/components.py",
        "dashboard/looking_as.py",
        "dashboard/looking_panel.py",
        "dashboard/remembered.py",
        "dashboard/saying.py",
        "dashboard/steps/doing.py",
    }
)
# 0 and 1 count; 5.0 school days make a full week; 7 days a calendar week; 99 and 100 end a range that
# covers the whole day; 100.0 makes a rate per hundred; 1000000 is past every count; 6 decimals take the
# rounding error of a sum away.
SQL_NUMBERS = frozenset({"0", "1", "5.0", "6", "7", "7.0", "99", "100", "100.0", "1000000"})
# Functions of the query room that return no rows about people.
WITHOUT_VIEWER = frozenset(
    {"ask", "calendar", "categories", "incomplete_weeks", "stage_rules", "vacations", "week_ends", "year_notes"}
)
# Numbers in a sentence that are no rule: rates per hundred, a week of five days as a unit, an example in an empty field or
# of a way of counting, and limits of what is read or drawn.
SENTENCE_NUMBERS = (
    "100 lesuren",
    "100 lessen",
    "week van vijf schooldagen",
    "8e keer te laat",
    "twee lesuren op één dag zijn twee keer",
    "langer dan drie maanden",
    "van de 100 keer",
    "staat twee keer in de lijst",
)
# Names of tables and columns and texts of models, which are ours and never a user's.
SQL_PARTS = {
    "pipelines/models/build.py": frozenset({"name", "model.table", "model.sql", "columns", "kind"}),
    "pipelines/models/run_model.py": frozenset({"table", "model.table", "model.sql", "grain"}),
    "pipelines/models/earlier_years.py": frozenset({"rows", "table", "day", "sql", "own[table]"}),
    "pipelines/models/noted_since.py": frozenset({"name", "rows", "own", "same", "exists"}),
    "pipelines/models/together.py": frozenset({"table", "rows"}),
    "pipelines/notes/notes.py": frozenset({"table", "names", "places"}),
    "pipelines/notes/mending.py": frozenset({"table"}),
    "pipelines/notes/one_pupil.py": frozenset({"table", "column", "own"}),
    "pipelines/notes/old_rows.py": frozenset({"table", "where"}),
    "pipelines/keeping/searched.py": frozenset({"table"}),
    "pipelines/questions/macros.py": frozenset({"signature", "table", "body"}),
}

# What makes text of a value, and what makes numbers, days and words of our own.
TEXT_BY = frozenset({"law.norm_name", "plain.text", "plain.bullets", "words.count", "words.number"})
OPTIONS_AS_BUTTONS = frozenset({"pills", "segmented_control", "radio"})

SQL_START = re.compile(
    r"^\s*(with\s+\w+\s+as\b|select\s|insert\s+into\b|update\s+\w+\s+set\b|delete\s+from\b|create\s|describe\s)", re.I
)
SQL_INSIDE = re.compile(r"\bselect\b.+?\bfrom\b.+?\b(where|join|group\s+by|order\s+by)\b", re.I | re.S)
_COUNT = (
    r"(?:(?![01]\b)\d+(?:,\d+)?|twee|drie|vier|vijf|zes|zeven|acht|negen|tien|elf|twaalf|veertien|zestien|achttien|twintig|"
    r"drieëntwintig)"
)
_RANK = r"(?:\d+e|tweede|derde|vierde|vijfde|zesde|zevende|achtste|negende|tiende|zestiende|achttiende)"
_UNIT = (
    r"(?:uur|uren|uursnorm|lesuur|lesuren|lessen|minuten|dagen|schooldag|schooldagen|werkdagen|kalenderdagen|weken|lesweken|"
    r"schoolweken|maanden|jaar|keer|melding|meldingen|ziekmelding|ziekmeldingen|verjaardag|procent)"
)
RULE_NUMBER = re.compile(
    rf"\b{_COUNT}[- ](?:\w+ )?{_UNIT}\b|\b{_RANK} (?:\w+ )?{_UNIT}\b|\b(?:onder|vanaf|tot|over)(?: de)? {_COUNT}\b"
    rf"|\b{_COUNT}\+(?!\w)|\bart\. \d",
    re.I,
)
SQL_TEXT = re.compile(r"'(?:[^']|'')*'|--[^\n]*")
# A relation or a CTE that is called by one letter.
LETTER = re.compile(
    r"(?:\b(?:from|join)\s+\w+(?:\s*\([^()]*\))?|^\s*\))\s+(?:as\s+)?([a-z])\b(?!\s*[.(])"
    r"|^\s*(?:with\s+)?([a-z])\s+as\s+(?:materialized\s+)?\(",
    re.I | re.M,
)
SQL_NUMBER = re.compile(r"(?<![\w.$])\d+(?:\.\d+)?")
MACHINE_PATH = re.compile(r"(?<![\w.~-])/(home|root|Users|work|opt|mnt|srv)/\w|\b[A-Z]:\\\\?(Users|Documents)")
HOST = re.compile(r"\b(?:https?|ftp|file)://(\[?[\w.:-]+)")
# Schemas and namespaces are names: nothing is ever asked of them. With the two providers people sign in whose school says so
# in its own table of persons, in an example or a test.
LOCAL_HOSTS = frozenset(
    {"localhost", "127.0.0.1", "www.w3.org", "ed-fi.org", "login.microsoftonline.com", "accounts.google.com"}
)
# Names that nobody can have (RFC 2606).
NOBODYS = (".test", ".example")


def imports(source: str, module: str) -> Iterator[str]:
    """Every module that a source imports, in whatever way; `?` for one that cannot be read from the text.

    `module` is the dotted name of the source itself, from which relative imports start.
    """
    for node in ast.walk(_parsed(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            parents = module.split(".")[: -node.level] if node.level else []
            base = ".".join([*parents, *([node.module] if node.module else [])])
            yield from [base] if node.module else []
            yield from (f"{base}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in {"import_module", "__import__"}:
            first = node.args[0] if node.args else None
            yield first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else "?"


def wrong_imports(source: str, path: str) -> list[str]:
    """Imports that the room of `path` does not allow."""
    rooms = [
        PAGE if is_page(path) else ROOMS[path.split("/")[0]],
        *(MORE[place] for place in own_places(path) if place in MORE),
    ]
    own = tuple(name for room in rooms for name in room.own)
    packages = frozenset().union(*(room.packages for room in rooms))
    found = []
    for name in imports(source, path.removesuffix(".py").replace("/", ".")):
        top = name.split(".")[0]
        if top in OWN:
            # `from data import figures` also yields the bare room, which the module behind it decides.
            deeper = any(prefix.startswith(f"{name}.") for prefix in own)
            allowed = deeper or any(name == prefix or name.startswith(f"{prefix}.") for prefix in own)
        else:
            allowed = top in packages or (top in sys.stdlib_module_names and not is_page(path))
        if not allowed:
            found.append(f"{path} imports {name}")
    return found


def own_places(path: str) -> tuple[str, str]:
    """A module itself and its folder, which may be allowed more than their room."""
    return path, path.rpartition("/")[0]


def needless_imports(texts: Iterable[tuple[str, str]]) -> list[str]:
    """What a room, or one of its modules beyond that, may import and does not."""
    used: dict[str, set[str]] = {path: set() for path in [*ROOMS, *MORE, "a page"]}
    for path, source in texts:
        for place in ("a page" if is_page(path) else path.split("/")[0], *own_places(path)):
            used.setdefault(place, set()).update(imports(source, path.removesuffix(".py").replace("/", ".")))
    allowed = {place: (*room.own, *room.packages) for place, room in [*ROOMS.items(), *MORE.items(), ("a page", PAGE)]}
    return [
        f"{place} does not import {name}"
        for place, names in allowed.items()
        for name in names
        if not any(f"{found}.".startswith(f"{name}.") for found in used[place])
    ]


def circles(texts: Iterable[tuple[str, str]]) -> list[str]:
    """Modules that import each other in a circle, wherever the import stands: in a function or for types only too."""
    found = {path.removesuffix(".py").replace("/", "."): source for path, source in texts}
    named = {module.removesuffix(".__init__"): set(imports(source, module)) for module, source in found.items()}
    arrows = {module: _taken(names, set(named)) - {module} for module, names in named.items()}
    left = set(arrows)
    # What imports nothing that is left, or is imported by nothing that is left, is on no circle.
    while free := {m for m in left if not arrows[m] & left or not any(m in arrows[other] for other in left)}:
        left -= free
    return [f"{module} imports {name}" for module in sorted(left) for name in sorted(arrows[module] & left)]


def _taken(names: set[str], modules: set[str]) -> set[str]:
    """The modules among imported names; a package of which only modules are imported is the way to them."""
    inside = {name: {other for other in names if other.rpartition(".")[0] == name} for name in names & modules}
    return {name for name, parts in inside.items() if not parts or parts - modules}


def other_pages(source: str, path: str) -> list[str]:
    """Imports of a page's folder by another page, or by a piece that pages share."""
    own = ".".join([PAGES, path.removeprefix("dashboard/app_pages/").split("/")[0]])
    found = set(imports(source, path.removesuffix(".py").replace("/", ".")))
    pages = sorted(name for name in found if name == PAGES or name.startswith(f"{PAGES}."))
    return [
        f"{path} imports {name}"
        for name in pages
        if path not in CONNECTING and name != own and not name.startswith(f"{own}.")
    ]


def is_page(path: str) -> bool:
    """True for a page of the dashboard."""
    return path.startswith("dashboard/app_pages/") and path.endswith("/page.py")


def _texts(tree: ast.AST) -> Iterator[tuple[ast.expr, str]]:
    """Every text in the code with its fixed parts joined, documentation left out."""
    described = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    documentation = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, described) and node.body and isinstance(node.body[0], ast.Expr)
    }
    inside = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            fixed = [part.value for part in node.values if isinstance(part, ast.Constant)]
            yield node, " ? ".join(str(text) for text in fixed)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documentation | inside:
            yield node, node.value


@cache
def _is_sql(text: str) -> bool:
    return bool(SQL_START.search(text) or SQL_INSIDE.search(text))


def sql_in(source: str, path: str) -> list[str]:
    """SQL text and calls that run SQL, for a room that may have neither."""
    tree = _parsed(source)
    calls = [
        f"{path}:{node.lineno} calls .{node.func.attr}("
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"sql", "execute", "executemany", "read_database"}
    ]
    return sql_texts(source, path) + calls


def values_in_sql(source: str, path: str) -> list[str]:
    """SQL texts into which something other than a constant of ours is formatted."""
    tree = _parsed(source)
    found = []
    allowed = SQL_PARTS.get(path, frozenset())
    sql = {id(node) for node, text in _texts(tree) if _is_sql(text)}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr) and id(node) in sql:
            parts = [ast.unparse(part.value) for part in node.values if isinstance(part, ast.FormattedValue)]
            found += [
                f"{path}:{node.lineno} formats {part}" for part in parts if not (part.isupper() or part in allowed)
            ]
        elif isinstance(node, ast.BinOp) and {id(node.left), id(node.right)} & sql:
            found.append(f"{path}:{node.lineno} joins SQL to something else")
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and id(node.func.value) in sql:
            found.append(f"{path}:{node.lineno} formats SQL with .{node.func.attr}(")
    return found


def numbers_in_sql(sql: str, path: str) -> list[str]:
    """Numbers in a SQL text that are not in the short list of harmless ones."""
    return [f"{path} holds the number {n}" for n in SQL_NUMBER.findall(SQL_TEXT.sub("", sql)) if n not in SQL_NUMBERS]


def sql_texts(source: str, path: str) -> list[str]:
    """SQL text in a module of a room where it stands in files."""
    return [f"{path}:{node.lineno} holds SQL text" for node, text in _texts(_parsed(source)) if _is_sql(text)]


def letters_in_sql(sql: str, path: str) -> list[str]:
    """Relations and CTEs of which the name is one letter."""
    return [f"{path} names {match[1] or match[2]}" for match in LETTER.finditer(SQL_TEXT.sub("", sql))]


def missing_as_zero(sql: str, path: str) -> list[str]:
    """Places where a missing value becomes zero."""
    bare = SQL_TEXT.sub("", sql)
    return [
        f"{path}: {match[0]}" for match in re.finditer(r"\b(coalesce|ifnull)\s*\([^;]*?,\s*0(\.0+)?\s*\)", bare, re.I)
    ]


def without_viewer(source: str, path: str) -> list[str]:
    """Public functions over a snapshot that do not ask for the viewer's viewer, or do not insist on it."""
    found = []
    for node in _parsed(source).body:
        if not isinstance(node, ast.FunctionDef) or node.name.startswith("_") or node.name in WITHOUT_VIEWER:
            continue
        arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
        kinds = {argument.arg: ast.unparse(argument.annotation or ast.Constant(None)) for argument in arguments}
        if not {"Rows", "Snapshot", "Workbench"} & set(kinds.values()):
            continue
        required = [a.arg for a in [*node.args.posonlyargs, *node.args.args]]
        required = required[: len(required) - len(node.args.defaults)]
        required += [
            a.arg for a, default in zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True) if not default
        ]
        if kinds.get("viewer") != "Viewer" or "viewer" not in required:
            found.append(f"{path}:{node.lineno} {node.name} returns rows without a viewer")
    return found


def python_in_polars(source: str, path: str) -> list[str]:
    """Python that polars calls from the threads that all who ask share (`pipelines/each.py`)."""
    return [
        f"{path}:{node.lineno} lets polars call Python with {node.attr}"
        for node in ast.walk(_parsed(source))
        if isinstance(node, ast.Attribute)
        and (node.attr in PYTHON_IN_POLARS or (node.attr in FOLDS and ast.unparse(node.value) == "pl"))
    ]


def session_state(source: str, path: str) -> list[str]:
    """Uses of the session in a module that has no business there."""
    if path in SESSION_STATE:
        return []
    return [
        f"{path}:{node.lineno} uses session_state"
        for node in ast.walk(_parsed(source))
        if (isinstance(node, ast.Attribute) and node.attr == "session_state")
        or (isinstance(node, ast.Name) and node.id == "session_state")
        or (isinstance(node, ast.alias) and node.name == "session_state")
    ]


def unescaped(source: str, path: str) -> list[str]:
    """Values that go without the escape into Markdown, or into options that are drawn as buttons."""
    tree = _parsed(source)
    named = {
        target.id: node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    found = []
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args):
            continue
        own_words = next((ast.unparse(word.value) for word in node.keywords if word.arg == "format_func"), "")
        if (node.func.attr == "markdown" and not _is_text(node.args[0], named)) or (
            node.func.attr in OPTIONS_AS_BUTTONS and "plain.text" not in own_words and not _is_ours(node.args[1], named)
        ):
            found.append(f"{path}:{node.lineno} draws a value as Markdown")
    return found


def _is_text(part: ast.expr, named: dict[str, ast.expr]) -> bool:
    match part:
        case ast.Constant():
            return True
        case ast.JoinedStr():
            return all(_is_text(value.value, named) for value in part.values if isinstance(value, ast.FormattedValue))
        case ast.BinOp():
            return _is_text(part.left, named) and _is_text(part.right, named)
        case ast.IfExp():
            return _is_text(part.body, named) and _is_text(part.orelse, named)
        case ast.Name():
            return part.id in named and _is_text(named[part.id], named)
        case ast.Call(func=ast.Attribute(attr="join"), args=[ast.GeneratorExp(elt=made)]):
            return _is_text(made, named)
        case ast.Call():
            return ast.unparse(part.func) in TEXT_BY
    return False


def _is_ours(options: ast.expr, named: dict[str, ast.expr]) -> bool:
    match options:
        case ast.Constant():
            return True
        case ast.List() | ast.Tuple():
            return all(_is_ours(option, named) for option in options.elts)
        case ast.Dict():
            return all(key is not None and _is_ours(key, named) for key in options.keys)
        case ast.Starred():
            return _is_ours(options.value, named)
        case ast.Attribute():
            return options.attr.isupper()
        case ast.Name():
            return options.id.isupper() or (options.id in named and _is_ours(named[options.id], named))
        case ast.Call(func=ast.Name(id="list"), args=[inside]):
            return _is_ours(inside, named)
    return False


def rule_numbers(text: str, path: str) -> list[str]:
    """Numbers, ages and articles of rules that stand in a sentence itself, and not in the files of `protocols/`."""
    for harmless in SENTENCE_NUMBERS:
        text = text.replace(harmless, "")
    return [f"{path} says {match[0]}" for match in RULE_NUMBER.finditer(text)]


def compared_numbers(source: str, path: str) -> list[str]:
    """Numbers from five on with which code compares: on a page they are an age or another number of a rule."""
    compared = [
        part
        for node in ast.walk(_parsed(source))
        if isinstance(node, ast.Compare)
        for part in (node.left, *node.comparators)
    ]
    numbers = [
        (part.lineno, part.value)
        for part in compared
        if isinstance(part, ast.Constant) and isinstance(part.value, (int, float))
    ]
    return [f"{path}:{line} compares with {number}" for line, number in numbers if number >= 5]


def sentences(source: str) -> list[str]:
    """The texts of a module for people: what is no SQL and holds more than one word."""
    return [text for _, text in _texts(_parsed(source)) if " " in text.strip() and not _is_sql(text)]


def places(text: str, path: str) -> list[str]:
    """Paths of one machine and hosts elsewhere."""
    hosts = [host for host in HOST.findall(text) if not _nobodys(host.split(":")[0])]
    return [f"{path} names {match[0]}" for match in MACHINE_PATH.finditer(text)] + [f"{path} names {h}" for h in hosts]


def _nobodys(host: str) -> bool:
    return host in LOCAL_HOSTS or host.endswith(NOBODYS)


def too_long(texts: Iterable[tuple[str, str]], most: Callable[[str], int]) -> list[str]:
    """Files with more lines than they may have."""
    counted = [(path, len(text.splitlines())) for path, text in texts]
    return [f"{path} has {lines} lines" for path, lines in counted if lines > most(path)]
