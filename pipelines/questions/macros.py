"""The macros that questions stand on: what many of them need of the viewer and the day."""

from functools import cache

import duckdb

from pipelines.questions.question import FOLDER, WORD, read


@cache
def _macros() -> tuple[str, ...]:
    """The statements that make the macros, each after those it uses."""
    files = {path.stem: read(path) for path in (FOLDER / "macros").glob("*.sql")}
    done: dict[str, str] = {}

    def make(name: str) -> None:
        header, body = files[name]
        [signature] = header["macro"]
        for used in sorted((set(WORD.findall(body)) & files.keys()) - {name} - done.keys()):
            make(used)
        table = "table " if body.startswith(("select", "with")) else ""
        done[name] = f"create macro {signature} as {table}{body}"

    for name in sorted(files):
        if name not in done:
            make(name)
    return tuple(done.values())


def add_macros(connection: duckdb.DuckDBPyConnection) -> None:
    """Makes the macros on a connection to a database in memory, beside the tables that they read."""
    for statement in _macros():
        connection.execute(statement)
