"""Bytes of HTML or XML made into a tree, safely: no network, no entities from outside, depth limited by libxml2.

The only module that imports lxml, and only when something is parsed: the main process never needs it (4 MB). What
comes back is lxml's own tree; callers walk it and import nothing. It belongs in a killable child: libxml2 is
super-linear in some markup.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lxml import etree

_CONTROLS = bytes(code for code in [*range(32), 127] if code not in b"\t\n\r")


def html_tree(markup: str) -> Any:
    """Parse a page; None when there is nothing in it."""
    from lxml import etree
    from lxml import html as lxml_html

    try:
        data = markup.encode("utf-8", "replace").translate(None, _CONTROLS)  # one ESC makes libxml2 lose the text
        tree = lxml_html.document_fromstring(data, parser=_parser())  # type: ignore[no-untyped-call]
    except (etree.LxmlError, ValueError):
        return None
    return tree if tree is not None and len(tree) else None


@cache
def _parser() -> etree.HTMLParser:
    """Give the one parser of pages, whose elements are lxml.html's own.

    lxml.html's parser asks Python for the class of each element that is touched; that is a tenth of a page's cost.
    """
    from lxml import etree
    from lxml import html as lxml_html

    parser = etree.HTMLParser(
        encoding="utf-8",
        huge_tree=False,
        recover=True,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
        default_doctype=False,
    )
    parser.set_element_class_lookup(etree.ElementDefaultClassLookup(element=lxml_html.HtmlElement))
    return parser


def xpath(expression: str) -> Callable[[Any], list[Any]]:
    """Make an XPath expression a function of a tree, compiled when it is first asked."""

    @cache
    def compiled() -> Any:
        from lxml import etree

        return etree.XPath(expression)

    def found(tree: Any) -> list[Any]:
        return list(compiled()(tree))

    return found


def xml_tree(body: bytes) -> Any:
    """Parse an XML document; raise ValueError with the reason when it is none. A broken end loses only the end."""
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        recover=True,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
    )
    try:
        tree = etree.fromstring(body, parser=parser)
    except (etree.LxmlError, ValueError) as error:
        raise ValueError(str(error) or "not XML") from error
    if tree is None:
        raise ValueError("not XML")
    return tree


def css(selector: str) -> Callable[[Any], list[Any]]:
    """Compile a CSS selector into a function of a page's tree; raise ValueError with a sentence when it is none."""
    from lxml import etree
    from lxml.cssselect import CSSSelector, SelectorError

    try:
        compiled = CSSSelector(selector, translator="html")  # type: ignore[no-untyped-call]
    except (SelectorError, etree.XPathError, RecursionError) as error:
        raise ValueError(f"is not a CSS selector ({error})") from error

    def found(tree: Any) -> list[Any]:
        return list(compiled(tree))

    return found
