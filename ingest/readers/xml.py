"""XML of office files, parsed so that it loads nothing and grows no entities."""

from __future__ import annotations

from lxml import etree

from policygraph.schema.errors import SourceError

Element = etree._Element


def parse_xml(data: bytes, name: str) -> Element:
    """The root; raises `SourceError` for what is no XML, and for a document that declares entities.

    >>> parse_xml(b"<a><b/></a>", "a.xml").tag
    'a'
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=False)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise SourceError(f"{name}: is damaged ({error}); save the document again") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise SourceError(f"{name}: declares a document type, as no office program does; save the document again")
    return root


def local(element: Element) -> str:
    """The name of an element without its namespace; ``""`` for a comment."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
