"""The questions that there are, to hold each of them against its header."""

from functools import cache

from pipelines.questions.question import FOLDER, Question, question


@cache
def questions() -> tuple[Question, ...]:
    """All questions, by name."""
    return tuple(question(path.stem) for path in sorted(FOLDER.glob("*.sql")))
