"""What stands in a document that the page Protocollen draws or prints."""

from collections.abc import Iterator

from dashboard.app_pages.protocollen.blocks import Document, Section


def texts(part: Document | Section) -> list[str]:
    """Every text of a document or chapter."""
    return list(_walk(part))


def _walk(part: object) -> Iterator[str]:
    if isinstance(part, str):
        yield from [part] if part else []
    elif isinstance(part, tuple):
        for each in part:
            yield from _walk(each)
    elif hasattr(part, "__dataclass_fields__"):
        for name in part.__dataclass_fields__:
            yield from _walk(getattr(part, name))
