"""Word a digest: every sentence a reader sees, in the reader's language, before it is set as text or as HTML.

Rules kept here: text and HTML are set from one view, so they hold the same items; everything from outside is cleaned
and bounded here; lists are cut with their number, never in silence.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar
from zoneinfo import ZoneInfo

from monitor.digest.clean import brief_line, clean, link
from monitor.digest.items import (
    Change,
    Conflict,
    Digest,
    DigestItem,
    Group,
    ProceedingState,
    Section,
    SectionKind,
    Source,
    SourceDrift,
    SourceTrouble,
    Step,
    Upcoming,
    Version,
)
from monitor.digest.words import Words
from monitor.model import EventDate, Every, Modality, PollState, Subscriber

Thing = TypeVar("Thing")

NAME_LENGTH = 100
WHY_LENGTH = 300
REASON_LENGTH = 160
ROW_LENGTH = 320
MAX_SAME = 6
MAX_ROWS = 15
MAX_NAMES = 5
#: A time of day with a weekday is clear for this long; an older moment is told by its date.
_RECENT = dt.timedelta(days=6)


@dataclass(frozen=True, slots=True)
class Link:
    """A name, and its address when it may be linked."""

    label: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class SameView:
    """Which other outlets tell it: a label, the outlets, and what is to be said of the rest; or how many in all."""

    label: str
    links: tuple[Link, ...] = ()
    tail: str = ""


@dataclass(frozen=True, slots=True)
class ItemView:
    """One item in words."""

    tag: str
    number: str
    facts: tuple[str, ...]
    summary: str
    changed: str
    quote: str
    quote_language: str
    source: Link
    same: SameView | None
    why: str


@dataclass(frozen=True, slots=True)
class GroupView:
    """One proceeding in words."""

    case: str
    proceeding: str
    status: str
    items: tuple[ItemView, ...]


@dataclass(frozen=True, slots=True)
class SectionView:
    """One part that holds items."""

    title: str
    groups: tuple[GroupView, ...]


@dataclass(frozen=True, slots=True)
class ListView:
    """One part that is a plain list, or one line when it is ``inline``."""

    title: str
    rows: tuple[str, ...]
    inline: bool = False


@dataclass(frozen=True, slots=True)
class SideView:
    """What some sources answer: the answer with their names, and the words of one of them."""

    answer: str
    quote: str
    quote_language: str
    source: Link


@dataclass(frozen=True, slots=True)
class ConflictView:
    """One question in words, what it is about, and its sides."""

    question: str
    about: str
    sides: tuple[SideView, ...]


@dataclass(frozen=True, slots=True)
class View:
    """A whole digest in words."""

    language: str
    heading: str
    day: str
    window: str
    totals: str
    sources: str
    warning: str
    sections: tuple[SectionView, ...]
    notes: tuple[str, ...]
    conflicts_title: str
    conflicts: tuple[ConflictView, ...]
    more_conflicts: str
    lists: tuple[ListView, ...]
    footer: tuple[str, ...]


def view(digest: Digest, words: Words) -> View:
    """Word a digest."""
    given = digest.given
    lists = (
        _upcoming(digest, words),
        _quiet(digest, words),
        _sources(digest, words),
        _gaps(digest, words),
        _notes(digest, words),
    )
    return View(
        language=words.language,
        heading=heading(given.subscriber, words),
        day=words.long_date(given.on),
        window=_window(digest, words),
        totals=_totals(digest, words),
        sources=_sources_line(digest, words),
        warning=_warning(digest, words),
        sections=_sections(digest, words),
        notes=tuple(note for note in (_more(digest, words), _held(digest, words)) if note),
        conflicts_title=words.gettext("New conflicts between sources"),
        conflicts=tuple(_conflict(one, digest, words) for one in digest.conflicts),
        more_conflicts=_more_conflicts(digest, words),
        lists=tuple(found for found in lists if found.rows),
        footer=_footer(words),
    )


def heading(subscriber: Subscriber, words: Words) -> str:
    """Name the reader's digest."""
    return words.gettext("Weekly digest") if subscriber.every is Every.WEEK else words.gettext("Daily digest")


# ----------------------------------------------------------------------------------------------- head and foot


def _window(digest: Digest, words: Words) -> str:
    zone = digest.given.subscriber.timezone
    moments = [
        words.datetime(digest.given.window_from, zone)
        if digest.given.window_to - digest.given.window_from <= _RECENT
        else words.date(_day(digest.given.window_from, zone)),
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
        parts.append(words.gettext("Did not: %(names)s", names=_some(list(failed), MAX_NAMES, words)))
    if stale:
        parts.append(words.gettext("Unusually silent: %(names)s", names=_some(list(stale), MAX_NAMES, words)))
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
        day=_day(digest.given.window_from, digest.given.subscriber.timezone).isoformat(),
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


# ----------------------------------------------------------------------------------------------- items


def _sections(digest: Digest, words: Words) -> tuple[SectionView, ...]:
    """Word the parts that hold items; how a proceeding stands is said where it comes first."""
    shown: set[tuple[str, str]] = set()
    return tuple(_section(section, digest, words, shown) for section in digest.sections)


def _section(section: Section, digest: Digest, words: Words, shown: set[tuple[str, str]]) -> SectionView:
    titles = {
        SectionKind.DECISIVE: words.gettext("Decisions and new dates"),
        SectionKind.DEVELOPMENTS: words.gettext("Developments"),
        SectionKind.UPDATES: words.gettext("Updates and corrections"),
    }
    groups = []
    for group in section.groups:
        place = (group.case.id, group.proceeding.id)
        groups.append(_group(group, digest, words, "" if place in shown else _status(group.proceeding, words)))
        shown.add(place)
    return SectionView(titles[section.kind], tuple(groups))


def _group(group: Group, digest: Digest, words: Words, status: str) -> GroupView:
    return GroupView(
        case=clean(group.case.name, NAME_LENGTH),
        proceeding=clean(group.proceeding.name, NAME_LENGTH),
        status=status,
        items=tuple(_item(item, digest, words) for item in group.items),
    )


def _status(state: ProceedingState, words: Words) -> str:
    step = state.step
    if step is None:
        return ""
    told = words.status(step.kind, step.outcome, state.term, state.finality, appealed=state.appealed)
    return words.gettext("Status: %(step)s", step=f"{told} ({words.date(step.date)})" if step.date else told)


def _item(item: DigestItem, digest: Digest, words: Words) -> ItemView:
    return ItemView(
        tag=_tag(item, words),
        number=clean(item.number, NAME_LENGTH),
        facts=_facts(item, words),
        summary=_summary(item, words),
        changed=_changed(item, words),
        quote=words.quoted(brief_line(item.quote)),
        quote_language=_language(item.source),
        source=_source(item.source, digest, words),
        same=_same(item, words),
        why=_why(item, words),
    )


def _language(source: Source) -> str:
    """Give the language of a quote for a screen reader; what is no language says nothing."""
    return source.language if source.language.isalpha() else ""


def _tag(item: DigestItem, words: Words) -> str:
    tag = words.tag(item.kind, item.modality)
    return words.gettext("Withdrawn: %(step)s", step=tag) if item.change is Change.WITHDRAWN else tag


def _facts(item: DigestItem, words: Words) -> tuple[str, ...]:
    facts = [_date(item.date, words), clean(item.authority or "", NAME_LENGTH)]
    if not item.news:
        facts.append(words.gettext("told as background"))
    return tuple(fact for fact in facts if fact)


def _date(date: EventDate | None, words: Words) -> str:
    if date is None:
        return words.gettext("date not told")
    if date.assumed:
        return words.gettext("%(date)s (from the day of publication)", date=words.date(date))
    return words.date(date)


def _summary(item: DigestItem, words: Words) -> str:
    subject = words.subject(clean(item.subject, NAME_LENGTH))
    parts = [words.outcome(item.outcome, item.modality)] if item.outcome else []
    parts += [clean(words.figure(figure), NAME_LENGTH) for figure in item.figures[:MAX_NAMES]]
    told = "; ".join(parts)
    if subject and not told:
        return words.gettext("Concerns: %(subject)s", subject=subject)
    # Said again here, so that the line cannot be taken for a decision when it is read without its tag.
    hedge = "" if item.modality is Modality.FACT else f"({words.modality(item.modality).lower()})"
    about = " ".join(part for part in (subject, hedge) if part)
    return f"{about}: {told}" if about and told else told


def _changed(item: DigestItem, words: Words) -> str:
    heads = {
        Change.CORRECTED: words.gettext("Corrected"),
        Change.WITHDRAWN_BY_SOURCE: words.gettext("A source no longer says so; others do"),
        Change.WITHDRAWN: words.gettext("No source says so any longer"),
    }
    parts = [heads[item.change]] if item.change in heads else []
    parts += [words.difference(*part) for part in item.differences[:MAX_NAMES]]
    if item.said_before:
        old = words.quoted(brief_line(item.said_before))
        parts.append(words.gettext("Said before: %(quote)s", quote=old))
    if item.taken_back:
        parts.append(words.gettext("No longer there"))
    if item.before is not None and item.change in (Change.HAPPENED, Change.CORRECTED):
        parts.append(words.gettext("Told before – %(step)s", step=_step(item.before, words)))
    return ". ".join(parts)


def _step(step: Step, words: Words) -> str:
    parts = [words.tag(step.kind, step.modality)]
    if step.outcome:
        parts.append(words.outcome(step.outcome, step.modality))
    told = ", ".join(parts)
    return f"{told} ({words.date(step.date)})" if step.date else told


def _source(source: Source, digest: Digest, words: Words) -> Link:
    outlet = clean(source.outlet, NAME_LENGTH)
    if source.published_at is None:
        return Link(outlet, link(source.url))
    given = digest.given
    return Link(f"{outlet}, {_when(source.published_at, given.window_to, given.subscriber.timezone, words)}",
                link(source.url))  # fmt: skip


def _when(moment: dt.datetime, now: dt.datetime, zone: str, words: Words) -> str:
    """Tell a moment as shortly as is clear: the time today, weekday and time this week, else the date."""
    if _day(moment, zone) == _day(now, zone):
        return words.time(moment, zone)
    return words.datetime(moment, zone) if abs(now - moment) <= _RECENT else words.date(_day(moment, zone))


def _day(moment: dt.datetime, zone: str) -> dt.date:
    return moment.astimezone(ZoneInfo(zone)).date()


def _same(item: DigestItem, words: Words) -> SameView | None:
    outlets: dict[str, str] = {}
    for source in item.more:
        outlets.setdefault(clean(source.outlet, NAME_LENGTH), link(source.url))
    counts = [
        words.ngettext("%(num)s report", "%(num)s reports", item.reports),
        words.ngettext("%(num)s independent origin", "%(num)s independent origins", item.origins),
    ]
    if not outlets:
        return SameView(words.gettext("In all: %(counts)s", counts=", ".join(counts))) if item.reports > 1 else None
    label = words.gettext("New reports") if item.change is Change.REPORTS else words.gettext("Same event")
    shown = tuple(Link(name, url) for name, url in list(outlets.items())[:MAX_SAME])
    left_out = [f"+{words.number(len(outlets) - MAX_SAME)}"] if len(outlets) > MAX_SAME else []
    return SameView(f"{label}:", shown, f"({', '.join(left_out + counts)})")


def _why(item: DigestItem, words: Words) -> str:
    matched = clean("; ".join(item.why), WHY_LENGTH)
    return words.gettext("Why: %(words)s", words=matched) if matched else ""


# ----------------------------------------------------------------------------------------------- conflicts


def _conflict(conflict: Conflict, digest: Digest, words: Words) -> ConflictView:
    case = next((case.name for case in digest.given.cases if case.id == conflict.case_id), conflict.case_id)
    kind = words.kind(conflict.kind) if conflict.kind else ""
    subject = words.subject(clean(conflict.subject, NAME_LENGTH))
    about = (clean(conflict.number or case, NAME_LENGTH), kind, subject)
    return ConflictView(
        question=words.question(conflict.question),
        about=" · ".join(part for part in about if part),
        sides=tuple(_side(conflict.question, version, words) for version in conflict.versions[:MAX_NAMES]),
    )


def _side(question: str, version: Version, words: Words) -> SideView:
    answer = words.answer(question, version.value, version.label)
    outlet = clean(version.source.outlet, NAME_LENGTH)
    return SideView(
        answer=f"{answer} – {_some(version.outlets, MAX_NAMES, words)}",
        quote=words.quoted(brief_line(version.quote)),
        quote_language=_language(version.source),
        source=Link(f"{outlet}, {words.date(version.said)}" if version.said else outlet, link(version.source.url)),
    )


# ----------------------------------------------------------------------------------------------- lists


def _upcoming(digest: Digest, words: Words) -> ListView:
    dates = sorted(digest.given.upcoming, key=lambda upcoming: (upcoming.date.first, upcoming.number))
    rows = _rows(dates, lambda upcoming: _upcoming_row(upcoming, words), words)
    return ListView(words.gettext("Dates ahead"), rows)


def _upcoming_row(upcoming: Upcoming, words: Words) -> str:
    told = [words.date(upcoming.date), words.kind(upcoming.kind), words.subject(clean(upcoming.subject, NAME_LENGTH))]
    told += [clean(upcoming.authority or "", NAME_LENGTH), clean(upcoming.number, NAME_LENGTH)]
    return " · ".join(part for part in told if part) + f" ({clean(upcoming.outlet, NAME_LENGTH)})"


def _quiet(digest: Digest, words: Words) -> ListView:
    names = [case.name for case in digest.quiet]
    return ListView(words.gettext("Nothing new"), (_some(names, 2 * MAX_ROWS, words),) if names else (), inline=True)


def _sources(digest: Digest, words: Words) -> ListView:
    rows = _rows(digest.given.troubles, lambda trouble: _trouble_row(trouble, digest, words), words)
    return ListView(words.gettext("Sources that failed or fell silent"), rows)


def _trouble_row(trouble: SourceTrouble, digest: Digest, words: Words) -> str:
    reason = words.again(clean(trouble.reason, REASON_LENGTH))
    told = f"{clean(trouble.outlet, NAME_LENGTH)}: {words.state(trouble.state)}" + (f" – {reason}" if reason else "")
    if trouble.state is PollState.STALE and trouble.silent_since_at:
        silent = f"{clean(trouble.outlet, NAME_LENGTH)}: {words.state(trouble.state)}"
        return f"{silent}, {_since(trouble.silent_since_at, digest, words)}"
    if trouble.last_ok_at is None:
        return f"{told}; {words.gettext('has never worked')}"
    moment = _moment(trouble.last_ok_at, digest, words)
    return f"{told}; {words.gettext('last worked %(moment)s', moment=moment)}"


def _gaps(digest: Digest, words: Words) -> ListView:
    spans = dict.fromkeys((gap.outlet, gap.from_at, gap.to_at) for gap in digest.given.gaps)
    rows = _rows(list(spans), lambda span: _gap_row(*span, digest, words), words)
    return ListView(words.gettext("Items may have been missed"), rows)


def _gap_row(outlet: str, from_at: dt.datetime, to_at: dt.datetime, digest: Digest, words: Words) -> str:
    zone = digest.given.subscriber.timezone
    return words.gettext(
        "%(outlet)s: between %(start)s and %(end)s",
        outlet=clean(outlet, NAME_LENGTH),
        start=words.datetime(from_at, zone),
        end=words.datetime(to_at, zone),
    )


def _notes(digest: Digest, words: Words) -> ListView:
    """Word what the one who keeps the program should see to: pages that read badly, feeds that have moved."""
    notes = [_drift_row(drift, digest, words) for drift in digest.given.drifts]
    moved = dict.fromkeys(clean(move.outlet, NAME_LENGTH) for move in digest.given.moves)
    notes += [
        words.gettext("%(outlet)s: a feed has moved for good; monitor status shows where to", outlet=outlet)
        for outlet in moved
    ]
    return ListView(words.gettext("More about the sources"), _rows(notes, str, words))


def _drift_row(drift: SourceDrift, digest: Digest, words: Words) -> str:
    told = words.gettext("%(outlet)s: pages no longer read well", outlet=clean(drift.outlet, NAME_LENGTH))
    since = f", {_since(drift.since_at, digest, words)}" if drift.since_at else ""
    return f"{told}{since} – {words.again(clean(drift.reason, REASON_LENGTH))}"


def _since(moment: dt.datetime, digest: Digest, words: Words) -> str:
    return words.gettext("since %(moment)s", moment=_moment(moment, digest, words))


def _moment(moment: dt.datetime, digest: Digest, words: Words) -> str:
    return _when(moment, digest.given.window_to, digest.given.subscriber.timezone, words)


def _rows(things: Sequence[Thing], row: Callable[[Thing], str], words: Words) -> tuple[str, ...]:
    """Word at most `MAX_ROWS` of a list and say how many more there are."""
    shown = tuple(clean(row(thing), ROW_LENGTH) for thing in things[:MAX_ROWS])
    if len(things) <= MAX_ROWS:
        return shown
    return (*shown, words.ngettext("and %(num)s more", "and %(num)s more", len(things) - MAX_ROWS))


def _some(names: Sequence[str], limit: int, words: Words) -> str:
    """Join at most ``limit`` names and say how many more there are."""
    shown = ", ".join(clean(name, NAME_LENGTH) for name in names[:limit])
    if len(names) <= limit:
        return shown
    return shown + " " + words.ngettext("and %(num)s more", "and %(num)s more", len(names) - limit)
