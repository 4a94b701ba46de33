"""Word a digest: every sentence a reader sees, in the reader's language, before it is set as text or as HTML.

Rules kept here: text and HTML are set from one view, so they hold the same items; everything from outside is cleaned
and bounded in what this calls; lists are cut with their number, never in silence.
"""

from __future__ import annotations

from monitor.digest.brevity import MAX_NAMES, RECENT, day, some
from monitor.digest.items import Change, Digest
from monitor.digest.itemwords import conflict_view, sections
from monitor.digest.listwords import gaps, notes, quiet, sources, upcoming
from monitor.digest.views import View
from monitor.digest.words import Words
from monitor.model import Every, PollState, Subscriber


def view(digest: Digest, words: Words) -> View:
    """Word a digest."""
    given = digest.given
    lists = (
        upcoming(digest, words),
        quiet(digest, words),
        sources(digest, words),
        gaps(digest, words),
        notes(digest, words),
    )
    return View(
        language=words.language,
        heading=heading(given.subscriber, words),
        day=words.long_date(given.on),
        window=_window(digest, words),
        totals=_totals(digest, words),
        sources=_sources_line(digest, words),
        warning=_warning(digest, words),
        sections=sections(digest, words),
        notes=tuple(note for note in (_more(digest, words), _held(digest, words)) if note),
        conflicts_title=words.gettext("New conflicts between sources"),
        conflicts=tuple(conflict_view(one, digest, words) for one in digest.conflicts),
        more_conflicts=_more_conflicts(digest, words),
        lists=tuple(found for found in lists if found.rows),
        footer=_footer(words),
    )


def heading(subscriber: Subscriber, words: Words) -> str:
    """Name the reader's digest."""
    return words.gettext("Weekly digest") if subscriber.every is Every.WEEK else words.gettext("Daily digest")


def _window(digest: Digest, words: Words) -> str:
    zone = digest.given.subscriber.timezone
    moments = [
        words.datetime(digest.given.window_from, zone)
        if digest.given.window_to - digest.given.window_from <= RECENT
        else words.date(day(digest.given.window_from, zone)),
        words.datetime(digest.given.window_to, zone),
    ]
    return f"{moments[0]} – {moments[1]} ({words.zone(zone)})"


def _totals(digest: Digest, words: Words) -> str:
    given = digest.given
    new = sum(item.change in (Change.NEW, Change.HAPPENED) for item in given.items)
    parts = [
        words.ngettext("%(num)s new development", "%(num)s new developments", new),
        words.ngettext("%(num)s new article", "%(num)s new articles", given.new_articles),
    ]
    if given.headline_only:
        parts.append(
            words.ngettext(
                "%(num)s of them read by its headline only",
                "%(num)s of them read by their headlines only",
                given.headline_only,
            )
        )
    if updates := len(given.items) - new:
        parts.append(words.ngettext("%(num)s update", "%(num)s updates", updates))
    if given.conflicts:
        parts.append(words.ngettext("%(num)s conflict", "%(num)s conflicts", len(given.conflicts)))
    return words.gettext("In all: %(counts)s", counts=", ".join(parts))


def _sources_line(digest: Digest, words: Words) -> str:
    given = digest.given
    if not given.sources_total:
        return words.gettext("Sources: none were polled")
    answered = words.gettext(
        "Sources: %(answered)s of %(total)s answered",
        answered=words.number(given.sources_ok),
        total=words.number(given.sources_total),
    )
    failed = dict.fromkeys(one.outlet for one in given.troubles if one.state is not PollState.STALE)
    stale = dict.fromkeys(one.outlet for one in given.troubles if one.state is PollState.STALE)
    parts = [answered]
    if failed:
        parts.append(words.gettext("Did not: %(names)s", names=some(list(failed), MAX_NAMES, words)))
    if stale:
        parts.append(words.gettext("Unusually silent: %(names)s", names=some(list(stale), MAX_NAMES, words)))
    return ". ".join(parts)


def _warning(digest: Digest, words: Words) -> str:
    """Say that nothing is new, and when that proves nothing."""
    if digest.given.sources_total and not digest.given.sources_ok:
        return words.gettext("No source answered: something may have happened that is not told here.")
    if digest.reason == "news":
        return ""
    seen = words.ngettext(
        "%(num)s new article was looked at.", "%(num)s new articles were looked at.", digest.given.articles_seen
    )
    return f"{words.gettext('Nothing new has been told in the cases you follow.')} {seen}"


def _more(digest: Digest, words: Words) -> str:
    if not digest.more:
        return ""
    return words.ngettext(
        "%(num)s item did not fit here. See it with: monitor docket --by fetched --since %(day)s",
        "%(num)s items did not fit here. See them with: monitor docket --by fetched --since %(day)s",
        digest.more,
        day=day(digest.given.window_from, digest.given.subscriber.timezone).isoformat(),
    )


def _more_conflicts(digest: Digest, words: Words) -> str:
    more = len(digest.given.conflicts) - len(digest.conflicts)
    if not more:
        return ""
    return words.ngettext(
        "%(num)s more conflict is shown by: monitor conflicts",
        "%(num)s more conflicts are shown by: monitor conflicts",
        more,
    )


def _held(digest: Digest, words: Words) -> str:
    if not digest.given.held:
        return ""
    return words.ngettext(
        "%(num)s development waits here until %(origins)s independent origins tell it.",
        "%(num)s developments wait here until %(origins)s independent origins tell them.",
        digest.given.held,
        origins=words.number(digest.given.subscriber.origins),
    )


def _footer(words: Words) -> tuple[str, ...]:
    return (
        words.gettext("A suspicion, a charge or a demand is not a judgment. Read the whole story at its source."),
        words.gettext("This message was made by a program. To stop it, reply with the word stop."),
    )
