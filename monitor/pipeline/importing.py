"""Articles from files or one address, through the same line; never alerts, never mails.

Rule kept: identity is outlet + ``url``, else ``id``, else the file's name; every row, relevant or not, is stored; a
bad row is told with file and line and the rest goes on. Importing twice changes nothing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from monitor.errors import AddressError, UsageError
from monitor.fetch import Request
from monitor.language.dates import published_on
from monitor.messages import said
from monitor.model import UNKNOWN_OUTLET, ArticleState, Document, Failure, Outlet, OutletKind, Response
from monitor.pipeline.alerting import unannounced
from monitor.pipeline.archiving import Keeper
from monitor.pipeline.articles import led_away, timestamp
from monitor.pipeline.filing import Filing, save_read
from monitor.pipeline.joining import is_copy
from monitor.pipeline.line import Line, each, in_child
from monitor.pipeline.warcs import Kept, kept_pages, outlet_at, read_kept, rounds
from monitor.reading import Read, Source, read_document, read_page
from monitor.storage import articles, outlets
from monitor.urls import article_key, visitable

_HEAD = re.compile(r"---[ \t]*\n(?P<keys>(?:(?!---).*\n){1,60})---[ \t]*(?:\n|\Z)")
_KEY = re.compile(r"^(title|date|description):[ \t]*(.+)$", re.MULTILINE)
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_HTML = re.compile(rb"<(?:!doctype|html|head|body|article|meta)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Imported:
    """One thing to import: where it came from, and either a page's bytes or a ready document.

    ``where`` is ``file`` or ``file:line``; ``key`` what identifies it beside an address.
    """

    where: str
    outlet: str
    key: str
    url: str = ""
    body: bytes = b""
    document: Document | None = None
    published: str | None = None
    kept: Kept | None = None  # out of a WARC file
    answer: Response | None = None  # of an address that was asked just now


@dataclass(slots=True)
class ImportCounts:
    """What an import gave."""

    articles: int = 0
    new: int = 0
    revisions: int = 0
    relevant: int = 0
    headline_only: int = 0
    problems: list[str] = field(default_factory=list)
    created: list[tuple[str, int]] = field(default_factory=list)


def read_items(path: Path, outlet: str, published: str | None, problems: list[str]) -> Iterator[Imported]:
    """Give what one file holds: HTML, plain text (first line = title), JSONL rows or the pages of a WARC file.

    What cannot be used is appended to ``problems`` with its place. Raises UsageError if the file cannot be read.
    """
    if path.name.lower().endswith((".warc", ".warc.gz")):
        for kept in kept_pages(path, problems):
            known = replace(kept, published=kept.published or published)
            yield Imported(f"{path}:{kept.page.offset}", kept.outlet or outlet, kept.url, kept.url, kept=known)
        return
    try:
        body = path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror}") from error
    if path.suffix.lower() in (".jsonl", ".ndjson"):
        yield from _rows(path, body, outlet, published, problems)
    elif path.suffix.lower() in (".html", ".htm", ".xhtml") or _HTML.search(body[:2000]):
        yield Imported(str(path), outlet, path.name, body=body, published=published)
    else:
        document = _plain(path.name, body.decode("utf-8-sig", "replace").strip(), published)
        yield Imported(str(path), outlet, path.name, document=document, published=document.published)


def _plain(name: str, text: str, published: str | None) -> Document:
    """Read plain text: title, date and description out of the head that blogs put between lines of hyphens.

    Without one the first line is the title. The rest of a head is no text of the article: its tags tell nothing.
    """
    head = _HEAD.match(text)
    keys = dict(_KEY.findall(head["keys"])) if head else {}
    rest = text[head.end() :].strip() if head else text
    title, _, body = rest.partition("\n") if "title" not in keys else (keys["title"], "", rest)
    date = _ISO_DAY.match(keys.get("date", ""))
    told = f"{keys.get('description', '').strip()}\n\n{body.strip()}".strip()
    return Document(name, title.strip(" \"'"), told, published or (date[0] if date else None))


def _rows(path: Path, body: bytes, outlet: str, published: str | None, problems: list[str]) -> Iterator[Imported]:
    # Not splitlines: it also ends a line at U+2028 and U+0085, which JSON allows inside a string.
    for number, raw in enumerate(body.decode("utf-8-sig", "replace").split("\n"), 1):
        if not raw.strip():
            continue
        where = f"{path}:{number}"
        try:
            yield _row(where, json.loads(raw), path, outlet, published, problems)
        except (ValueError, RecursionError, UsageError) as error:
            problems.append(f"{where}: {error}")


def document_of(row: Any, remarks: list[str], default_id: str = "", published: str | None = None) -> Document:
    """Read one JSONL row into a document; unknown keys are ignored.

    What can be done without (a date that is none, a text that is not there) is only remarked upon. Raises UsageError
    naming what cannot.
    """
    if not isinstance(row, dict):
        raise UsageError(f"a row must be an object, not {type(row).__name__}")
    texts = {key: row.get(key) for key in ("title", "text", "outlet", "lang")}
    wrong = [key for key, value in texts.items() if value is not None and not isinstance(value, str)]
    if wrong:
        raise UsageError(f"{', '.join(wrong)}: must be text")
    if not (texts["title"] or texts["text"]):
        remarks.append("neither title nor text")
    stated = row.get("published")
    stated = published if stated in (None, "") else str(stated)
    if stated is not None and published_on(stated, "UTC") is None:
        remarks.append(
            said(f"published: {stated!r} is no year, month, day or timestamp of ISO 8601; taken as not known")
        )
        stated = published
    return Document(
        id=str(row.get("id") or default_id),
        title=texts["title"] or "",
        text=texts["text"] or "",
        published=stated,
        outlet=texts["outlet"] or "",
        language=texts["lang"] or "",
    )


def _row(where: str, row: Any, path: Path, outlet: str, published: str | None, problems: list[str]) -> Imported:
    remarks: list[str] = []
    document = document_of(row, remarks, published=published)
    if not document.title and not document.text:
        raise UsageError("neither title nor text")
    problems += [f"{where}: {remark}" for remark in remarks]
    url = row.get("url") or ""
    if not isinstance(url, str):
        raise UsageError("url: must be text")
    line = where.rpartition(":")[2]
    return Imported(
        where=where,
        outlet=document.outlet or outlet,
        key=document.id or f"{path.name}:{line}",
        url=url,
        document=document,
        published=document.published,
    )


async def fetch_item(line: Line, url: str, outlet: str, published: str | None) -> Imported:
    """Fetch one address under the same guards as any other; raise UsageError with the reason if it gives nothing."""
    answer = await line.fetcher.get_article(Request(url, keep=line.store is not None))
    answer = (led_away(url, answer) or answer) if isinstance(answer, Response) else answer
    if isinstance(answer, Failure):
        raise UsageError(f"{url}: {answer.state}: {answer.reason}")
    return Imported(url, outlet, url, url=url, body=answer.body, published=published, answer=answer)


async def import_items(line: Line, items: Sequence[Imported]) -> ImportCounts:
    """Read and file the items; give counts and the problems met."""
    counts = ImportCounts()
    done = 0

    async def ask(item: Imported) -> Imported:
        return item

    async def read(item: Imported, _: Imported) -> tuple[Imported, Read | Failure]:
        return item, await _read(line, item)

    def save(batch: list[tuple[Imported, Read | Failure]]) -> None:
        nonlocal done
        with line.engine.begin() as conn:
            now = line.clock()
            filing = Filing(conn, line.cases, now)
            keeper = Keeper(conn, line.config.archive, line.store, now)
            with unannounced(conn, line.config.alerts, now):
                for item, read_item in batch:
                    if isinstance(read_item, Failure):
                        counts.problems.append(f"{item.where}: {read_item.reason}")
                    else:
                        _save(line, filing, item, read_item, counts, keeper)
                keeper.close()
                counts.created += filing.close()
        done += len(batch)
        line.progress("import", done, len(items))

    for some in rounds(items, _round_of):
        await each(some, ask, read, save, workers=2 * line.pool.processes)
    return counts


def _round_of(item: Imported) -> str:
    """Give what is read once in a round: an address of a WARC file; all else is read in the first."""
    return item.url if item.kept else item.where


async def _read(line: Line, item: Imported) -> Read | Failure:
    outlet = _outlet(item, line.config.outlets)
    given: Read | Failure
    if item.kept is not None:
        return await read_kept(line, item.kept, outlet)
    if item.document is not None:
        given = await in_child(line, read_document, _in_zone(item.document, outlet))
        return given
    source = Source(
        url=item.url or f"file:{item.key}",
        published=item.published,
        outlet=outlet.name,
        language=outlet.language,
        timezone=outlet.timezone,
    )
    given = await in_child(line, read_page, item.body, "", source)
    return given


def _outlet(item: Imported, configured: Sequence[Outlet]) -> Outlet:
    """Give the outlet of an item; a page that does not say whose it is may be on a configured one's site."""
    return outlet_of(item.outlet or (outlet_at(item.url, configured) if item.kept else ""), configured)


def _in_zone(document: Document, outlet: Outlet) -> Document:
    return replace(document, timezone=outlet.timezone, language=document.language or outlet.language)


def outlet_of(name: str, configured: Iterable[Outlet]) -> Outlet:
    """Find a configured outlet by id or name, else make an ad-hoc one of that name."""
    wanted = name.strip() or UNKNOWN_OUTLET
    for outlet in configured:
        if wanted.casefold() in (outlet.id.casefold(), outlet.name.casefold()):
            return outlet
    return Outlet(id=wanted, name=wanted, language="", kind=OutletKind.ADHOC)


def _save(line: Line, filing: Filing, item: Imported, read: Read, counts: ImportCounts, keeper: Keeper) -> None:
    outlet = _outlet(item, line.config.outlets)
    outlets.add_outlet(filing.conn, outlet, filing.now)
    url, key = _identity(item, read, outlet)
    at = item.kept.at if item.kept else filing.now
    published = item.published or read.published
    stated = {"title": read.title, "published": published, "published_at": timestamp(published)}
    article_id, is_new = articles.add_article(
        filing.conn,
        outlet_id=outlet.id,
        key=key,
        url=url,
        now=item.kept.first_seen_at if item.kept else filing.now,
        **stated,  # type: ignore[arg-type]  # as they are named
    )
    counts.articles += 1
    counts.new += is_new
    counts.relevant += read.reading.relevant
    counts.headline_only += bool(read.reason)
    if _is_copy(filing, article_id, outlet, item, read):
        return
    saved = save_read(filing, article_id, read, at)
    if is_new or saved.is_new:
        state = ArticleState.HEADLINE_ONLY if read.reason else ArticleState.READ
        more = stated if item.kept else {}
        articles.save_fetched(
            filing.conn,
            article_id,
            state=state,
            reason=read.reason,
            fetched_at=at,
            next_fetch_at=None,
            **more,  # type: ignore[arg-type]  # as they are named
        )
    known = articles.get(filing.conn, article_id) if saved.is_new and item.answer else None
    if known is not None and item.answer is not None:
        keeper.keep(known, saved.id, read, (item.answer,), at)
    counts.revisions += saved.is_new


def _is_copy(filing: Filing, article_id: int, outlet: Outlet, item: Imported, read: Read) -> bool:
    """Whether a page that was just imported is a second address of a story that is known already."""
    known = articles.get(filing.conn, article_id) if item.kept or item.answer else None
    if known is None or known.state is ArticleState.COPY:
        return known is not None
    final = item.kept.final_url if item.kept else item.answer.url if item.answer else ""
    return is_copy(filing, known, outlet, read, final)


def _identity(item: Imported, read: Read, outlet: Outlet) -> tuple[str, str]:
    """Give the address and the key of an imported article: its own address, else what the file calls it."""
    for url in (item.url, read.canonical_url):
        if url:
            try:
                return visitable(url), article_key(url, outlet)
            except AddressError:
                continue
    return "", f"import:{item.key}"


def read_published(published: str | None) -> str | None:
    """Check a publication date given on the command line; raise UsageError if it is none."""
    if published is not None and published_on(published, "UTC") is None:
        raise UsageError(f"--published: {published!r} is no year, month, day or timestamp of ISO 8601")
    return published
