"""A page's JSON-LD: its objects, and the one that is the article. Standard library only; pure.

Rule kept: what makes no sense is passed over; a bomb (deep, endless, a million numbers) costs a moment.
"""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urlsplit

_MAX_NODES = 500
_MAX_VALUES = 5_000
_MAX_SCRIPT = 4_000_000
_SCRIPT_WRAPPING = re.compile(
    r"^\s*(?:<!--|/\*\s*<!\[CDATA\[\s*\*/|//\s*<!\[CDATA\[|<!\[CDATA\[)|"
    r"(?:-->|/\*\s*\]\]>\s*\*/|//\s*\]\]>|\]\]>)?;?$"
)

Node = dict[str, Any]


def nodes(scripts: Iterable[str]) -> Iterator[Node]:
    """Give every object of the page's JSON-LD, outermost first, however it is nested (@graph, lists)."""
    count = values = 0
    for script in scripts:
        stack = deque([_json(script)])
        while stack and count < _MAX_NODES and values < _MAX_VALUES:
            value = stack.popleft()
            values += 1
            if isinstance(value, list):
                stack.extendleft(reversed(value[:_MAX_VALUES]))
            elif isinstance(value, dict):
                count += 1
                yield value
                inner = [value[key] for key in ("@graph", "mainEntity", "mainEntityOfPage") if key in value]
                stack.extendleft(reversed(inner))


def _json(script: str) -> Any:
    if len(script) > _MAX_SCRIPT:
        return None
    script = script.strip()
    if not script.startswith(("{", "[")) or not script.endswith(("}", "]")):
        script = _SCRIPT_WRAPPING.sub("", script)
    try:
        return json.loads(script, strict=False)
    except (ValueError, RecursionError):
        return None


def types(node: Node) -> list[str]:
    """Give the names of an object's types."""
    kind = node.get("@type", "")
    return [str(name) for name in kind] if isinstance(kind, list) else [str(kind)]


def article(found: list[Node], url: str) -> Node:
    """Give the object that is this page's article: the one that names its address, else the first."""
    articles = [node for node in found if any(kind.endswith(("Article", "Posting")) for kind in types(node))]
    asked = path(url)
    own = (node for node in articles if asked in map(path, _addresses(node)))
    return next(own, articles[0] if articles else {})


def _addresses(node: Node) -> Iterator[str]:
    for key in ("url", "@id", "mainEntityOfPage"):
        value = node.get(key)
        if isinstance(value, dict):
            value = value.get("@id") or value.get("url")
        if isinstance(value, str):
            yield value


def path(url: str) -> str:
    """Give an address's path without the slash at its end."""
    try:
        return urlsplit(url).path.rstrip("/")
    except ValueError:
        return ""


def text(node: Node, key: str) -> str:
    """Give a string value of an object; of a list, its first."""
    value = node.get(key)
    if isinstance(value, list) and value:
        value = value[0]
    return value if isinstance(value, str) else ""


def objects(node: Node, key: str) -> list[Node]:
    """Give the objects under a key, one or many."""
    value = node.get(key)
    several = value if isinstance(value, list) else [value]
    return [one for one in several[:_MAX_NODES] if isinstance(one, dict)]
