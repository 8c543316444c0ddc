"""What is due on a day, for the questions that are still text in Python."""

from pipelines.questions.question import part

CURRENT = part("current_stage")
DEADLINE_DAYS = part("deadline_days")
