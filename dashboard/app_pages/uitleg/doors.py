"""What Uitleg asks of the school: its settings and the protocol in force."""

from dashboard import school
from dashboard.app_pages.uitleg import texts
from dashboard.view import View


def methods(view: View) -> texts.Sections:
    """The methods with the numbers of this school and protocol."""
    about = {row["school"]: row for row in school.schools(view.snapshot, view.viewer)}[view.school]
    return texts.methods(school.settings(view), view.protocol, bool(about["unknown_counts"]), view.viewer.may("care"))
