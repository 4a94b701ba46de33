"""Whether a page asks that no copy of it be kept: ``noarchive`` in its markup or in its headers.

Rule kept: what is said to all robots or to this one counts, what is said to another does not. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

#: The name this program goes by; the one in its User-Agent.
AGENT = "case-monitor"
_FORBIDS = frozenset({"noarchive", "nocache"})
_WITH_VALUE = frozenset({"unavailable_after", "max-snippet", "max-image-preview", "max-video-preview"})


def in_markup(metas: Mapping[str, Sequence[str]]) -> str:
    """Give what in a page's ``<meta>`` (values by lower-case name) forbids a copy; empty: nothing."""
    for name in ("robots", AGENT):
        for value in metas.get(name, ()):
            if _FORBIDS.intersection(value.lower().replace(",", " ").split()):
                return f'meta name="{name}": noarchive'
    return ""


def in_headers(values: Iterable[str]) -> str:
    """Give what in a page's X-Robots-Tag headers forbids a copy; empty: nothing."""
    return "X-Robots-Tag: noarchive" if any(_forbids(value) for value in values) else ""


def _forbids(value: str) -> bool:
    """Whether one header does: ``noarchive``, or ``googlebot: nosnippet, case-monitor: noarchive``."""
    agent = "*"
    for part in value.lower().split(","):
        name, colon, rest = part.partition(":")
        if colon and name.strip() not in _WITH_VALUE:
            agent, part = name.strip(), rest
        if agent in ("*", AGENT) and part.strip() in _FORBIDS:
            return True
    return False
