"""XML that others made: parsed without document types, read by local names, without personal numbers."""

import re
import xml.etree.ElementTree as ET

from pipelines.errors import InputError

_PROLOG = {"<?": "?>", "<!--": "-->"}
# A document type names the root element too.
_ROOT = re.compile(r"<(?:!DOCTYPE\s+)?(?:[\w.-]+:)?([A-Za-z_][\w.-]*)[\s/>]")
# National numbers of a pupil: their text is dropped while parsing and reaches no element.
_PRIVATE = frozenset({"bsn", "sofinummer", "onderwijsnummer", "burgerservicenummer"})


class _WithoutNumbers(ET.TreeBuilder):
    """Builds the tree without the text of elements that hold a national number."""

    _private = False

    def start(self, tag: str, attrs: dict[str, str], /) -> ET.Element:
        self._private = local_name(tag).lower() in _PRIVATE
        return super().start(tag, attrs)

    def data(self, data: str, /) -> None:
        if not self._private:
            super().data(data)

    def end(self, tag: str, /) -> ET.Element:
        self._private = False
        return super().end(tag)


def root_name(text: str) -> str | None:
    """The root element's name without its prefix, found without parsing; None when the text is no XML."""
    start = 0
    while True:
        while text[start : start + 1].isspace():
            start += 1
        end = next((end for begin, end in _PROLOG.items() if text.startswith(begin, start)), None)
        if end is None:
            found = _ROOT.match(text, start)
            return found[1] if found else None
        start = text.find(end, start) + len(end)
        if start < len(end):
            return None


def parse_xml(text: str, name: str) -> ET.Element:
    """The document's root. Raises InputError for a document type declaration and for broken XML.

    A document type is the only place to declare entities, which can make a small file fill the memory.
    """
    if "<!DOCTYPE" in text:
        raise InputError(
            f"{name}: dit XML-bestand heeft een DOCTYPE; zulke bestanden worden om veiligheid niet gelezen.",
            "Maak de export opnieuw vanuit het leerlingsysteem zelf.",
        )
    parser = ET.XMLParser(target=_WithoutNumbers())  # noqa: S314  # no document type, so no entities
    try:
        parser.feed(text)
        root: ET.Element = parser.close()
    except (ET.ParseError, UnicodeError) as error:
        line = getattr(error, "position", (1, 0))[0]
        raise InputError(
            f"{name}, regel {line}: dit XML-bestand is afgebroken of beschadigd.",
            "Maak de export opnieuw en bewaar het volledige bestand.",
        ) from error
    return root


def local_name(tag: object) -> str:
    """A tag without its namespace; comments have no name."""
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def children(element: ET.Element, name: str) -> list[ET.Element]:
    """The direct children with a local name."""
    return [child for child in element if local_name(child.tag) == name]


def descendants(element: ET.Element, name: str) -> list[ET.Element]:
    """All elements below (or the element itself) with a local name."""
    return [child for child in element.iter() if local_name(child.tag) == name]


def text_in(element: ET.Element, *names: str) -> str | None:
    """The text of the first direct child with one of the names, in the order of the names."""
    for name in names:
        for child in children(element, name):
            if child.text and child.text.strip():
                return child.text.strip()
    return None
