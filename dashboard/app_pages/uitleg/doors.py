"""What Uitleg asks of the school: its settings and the protocol in force."""

from dashboard import access, school
from dashboard.app_pages.uitleg import texts
from dashboard.view import View
from pipelines.settings.drafts import known_protocols
from protocols.load import load_settings


def methods(view: View) -> texts.Sections:
    """The methods with the numbers of this school and protocol."""
    about = {row["school"]: row for row in school.schools(view.snapshot, view.viewer)}[view.school]
    return texts.methods(school.settings(view), view.protocol, bool(about["unknown_counts"]), view.viewer.may("care"))


def methods_before_data() -> texts.Sections:
    """The methods of the first school of the viewer, of which nothing is imported yet."""
    there, who = access.workspace(), access.viewer(access.workspace())
    own = next(each for each in there.schools if each.id in who.anyhow)
    numbers = dict(load_settings().select("name", "value").iter_rows())
    protocol = known_protocols(there)[own.protocol]
    return texts.methods(numbers, protocol.id, protocol.unknown_counts, who.may("care"))
