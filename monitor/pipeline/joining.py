"""Two addresses of one story: joined when a page says so and the texts agree, never on a page's word alone.

Rule kept: rel=canonical and redirects are claims of a server, and servers lie (the front page, another site, one
address for all pages). A claim within the outlet's own hosts makes two articles candidates; only the same telling makes
them one. The one known first stays, so nothing is announced again; a full text never gives way to a headline.
"""

from __future__ import annotations

import logging
from dataclasses import replace

from monitor.edits import essence
from monitor.errors import AddressError
from monitor.model import Outlet
from monitor.origins import fingerprint, same_origin
from monitor.pipeline.filing import Filing
from monitor.reading import Read
from monitor.storage import addresses, articles
from monitor.storage.addresses import Known
from monitor.urls import article_key, canonical, host

_log = logging.getLogger(__name__)
# Names of one host's other faces.
_FACES = ("www.", "m.", "amp.", "mobile.", "mobiili.")
# A teaser shorter than this is a phrase that many pages share.
_LEAST_TEASER = 40


def is_copy(filing: Filing, article: articles.DueArticle, outlet: Outlet, read: Read, final_url: str) -> bool:
    """Join an article, just read, with the one it is a second address of; give whether it is the one that goes.

    When the other goes, this one is to be stored as ever.
    """
    claim = claimed(article.url, article.key, outlet, (read.canonical_url, final_url))
    if article.has_revision and claim == article.claim_key:
        return False  # compared before; what has changed since is an edit
    if claim != article.claim_key:
        addresses.note_claim(filing.conn, article.id, claim)
    mine = Known(article.id, read.title, read.text, bool(read.reason))
    for other in addresses.rivals(filing.conn, article.id, article.outlet_id, claim):
        if same_story(mine, other):
            stays, goes = sorted((article.id, other.id))
            _join(filing, stays, goes, claim)
            return goes == article.id
    return False


def _join(filing: Filing, stays: int, goes: int, claim: str | None) -> None:
    lost = addresses.join(filing.conn, goes, stays)
    if claim is not None:
        articles.add_address(filing.conn, stays, claim)
    filing.touched |= lost
    filing.stale |= lost
    filing.articles |= {stays, goes}
    _log.info("article %d is a second address of article %d", goes, stays)


def claimed(url: str, key: str, outlet: Outlet, told: tuple[str, ...]) -> str | None:
    """Give the key of the address that a page claims as its story's own; None without one that may be believed."""
    try:
        own = {bare_host(one) for one in (url, outlet.homepage) if one}
    except AddressError:
        return None
    for one in told:
        try:
            if one and bare_host(one) in own and not _is_front(one, outlet):
                found = article_key(one, outlet)
                if found != key:
                    return found
        except AddressError:
            continue
    return None


def bare_host(url: str) -> str:
    """Give an address's host without what only names another face of it; raise AddressError."""
    name = host(url)
    for face in _FACES:
        name = name.removeprefix(face)
    return name


def _is_front(url: str, outlet: Outlet) -> bool:
    place = canonical(url)
    front = canonical(outlet.homepage) if outlet.homepage else ""
    return place == front or (place.count("/") == 3 and place.endswith("/"))


def same_story(one: Known, other: Known) -> bool:
    """Whether two texts of one outlet are one telling."""
    if one.headline_only != other.headline_only:
        return False
    if one.headline_only:
        return one.title == other.title and one.text == other.text and len(one.text) >= _LEAST_TEASER
    if not one.text or not other.text:
        return False
    if essence(one.title, one.text) == essence(other.title, other.text):
        return True
    # An agency's name in both is no proof here: an outlet may tell two stories after one agency.
    prints = [replace(fingerprint(each.title, each.text), wires=frozenset()) for each in (one, other)]
    return same_origin(*prints)
