"""Word the items of a digest: the sections with their groups, and where sources differ."""

from __future__ import annotations

from monitor.digest.brevity import MAX_NAMES, NAME_LENGTH, some, when
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
    Step,
    Version,
)
from monitor.digest.views import ConflictView, GroupView, ItemView, Link, SameView, SectionView, SideView
from monitor.digest.words import Words
from monitor.model import EventDate, Modality

WHY_LENGTH = 300
MAX_SAME = 6


def sections(digest: Digest, words: Words) -> tuple[SectionView, ...]:
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
    return Link(f"{outlet}, {when(source.published_at, given.window_to, given.subscriber.timezone, words)}",
                link(source.url))  # fmt: skip


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


def conflict_view(conflict: Conflict, digest: Digest, words: Words) -> ConflictView:
    """Word one question that sources answer differently."""
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
        answer=f"{answer} – {some(version.outlets, MAX_NAMES, words)}",
        quote=words.quoted(brief_line(version.quote)),
        quote_language=_language(version.source),
        source=Link(f"{outlet}, {words.date(version.said)}" if version.said else outlet, link(version.source.url)),
    )
