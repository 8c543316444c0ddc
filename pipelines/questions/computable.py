"""Which stages have no number here, for the questions that are still text in Python."""

from pipelines.questions.question import part

UNCOMPUTED = part("uncomputed")
