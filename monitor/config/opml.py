"""Read a list of feeds from OPML, the format feed readers export.

Rule kept: the file is not trusted. Entity declarations (the billion-laughs attack) and external entities are refused,
size and number are capped, and whatever is in it is only data for `outlets.toml`.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from xml.parsers import expat

from monitor.config import values
from monitor.errors import ConfigError
from monitor.model import FeedKind, OutletKind

MAX_BYTES = 5_000_000
MAX_FEEDS = 5_000


@dataclass(frozen=True, slots=True)
class Outline:
    """One source to add: of an OPML file always a feed; by hand of any kind, and an authority's perhaps."""

    url: str
    title: str = ""
    homepage: str = ""
    language: str = ""
    kind: FeedKind = FeedKind.FEED
    links: str = ""
    part: str = ""
    publisher: OutletKind = OutletKind.PRESS


class _RefusedError(Exception):
    """The file declares entities."""


def read_opml(path: Path) -> tuple[list[Outline], list[str]]:
    """Read an OPML file: its feeds, and a sentence for each that cannot be used; raise ConfigError if it is none."""
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror or error}") from error
    if len(raw) > MAX_BYTES:
        raise ConfigError(f"{path}: is larger than {MAX_BYTES // 1_000_000} MB")
    return _usable(path, _outlines(path, raw))


def _outlines(path: Path, raw: bytes) -> list[dict[str, str]]:
    found: list[dict[str, str]] = []
    seen: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        seen.append(name) if not seen else None
        lower = {key.lower(): value.strip() for key, value in attributes.items()}
        if name.lower() == "outline" and lower.get("xmlurl"):
            found.append(lower)

    def refuse(*_: object) -> int:
        raise _RefusedError

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.EntityDeclHandler = refuse
    parser.ExternalEntityRefHandler = refuse
    try:
        parser.Parse(raw, True)
    except _RefusedError:
        raise ConfigError(f"{path}: declares XML entities, which an OPML file has no use for: refused") from None
    except (expat.ExpatError, LookupError, ValueError) as error:
        raise ConfigError(f"{path}: is not XML: {error}") from error
    if not seen or seen[0].lower() != "opml":
        raise ConfigError(f"{path}: is not OPML: it begins with {values.shown(seen[0] if seen else '')}")
    return found


def _usable(path: Path, found: list[dict[str, str]]) -> tuple[list[Outline], list[str]]:
    if len(found) > MAX_FEEDS:
        raise ConfigError(f"{path}: has more than {MAX_FEEDS} feeds")
    outlines, unusable = [], []
    for one in found:
        title = _line(one.get("title") or one.get("text", ""))
        try:
            url = values.address(one["xmlurl"])
        except ValueError as error:
            unusable.append(f"{path}: {values.shown(title)}: {error}")
            continue
        outlines.append(Outline(url, title, _homepage(one.get("htmlurl", "")), one.get("language", "")[:2].lower()))
    return outlines, unusable


def _line(text: str) -> str:
    """Give a title as one short line without control characters."""
    return "".join(c if c.isprintable() else " " for c in text)[:120].strip()


def _homepage(url: str) -> str:
    try:
        return values.address(url)
    except ValueError:
        return ""
