"""A letter as an .eml: a draft that a mail program opens, addressed to nobody, as plain text in UTF-8."""

from email.message import EmailMessage
from email.policy import SMTP

from dashboard import plain
from dashboard.letters.shapes import Draft


def eml(draft: Draft) -> bytes:
    """The mail; who sends it fills in the addresses. What is in the data stands in the text and in no header but the subject."""
    message = EmailMessage(policy=SMTP)
    # Mail programs of Microsoft open it as a draft and not as a mail that came in.
    message["X-Unsent"] = "1"
    message["To"] = ""
    message["Subject"] = plain.visible(" ".join(draft.subject.split()))
    message.set_content(plain.visible(draft.text), charset="utf-8")
    return message.as_bytes()
