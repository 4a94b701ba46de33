"""From rule matches to mentions: attributes per match, then one mention per development of the text.

Rules kept: a quote is a verbatim clause or sentence; the same kind with another subject, modality or date is another
mention; the clearest match is quoted (fact before the rest, dated before undated, news before background).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from monitor.classify import modality, news, subjects, timing, wording
from monitor.classify.analysis import Analysis, Sentence
from monitor.classify.matcher import Hit
from monitor.language.dates import DateMatch
from monitor.model import Case, EventDate, Kind, Mention, Modality, Outcome, Precision
from monitor.weights import Weights, WeightsText

_LONGEST_QUOTE = 240
_WEAK = 0.7
#: What a question may announce; of everything else it asks, it tells nothing.
_ASKED = frozenset({Kind.LEGISLATION, Kind.COMPENSATION, Kind.CIVIL_CLAIM})


@dataclass(frozen=True, slots=True)
class Draft:
    """One match with all that was decided about it."""

    hit: Hit
    sentence: Sentence
    modality: Modality
    subject: str
    date: EventDate | None
    news: bool
    outcome: Outcome | None
    authority: str | None
    cues: tuple[str, ...]
    told: bool = True  # in words of the past, or below the title


_Matches = list[tuple[Sentence, Hit]]


def mentions(
    analysis: Analysis, case: Case, paragraphs: set[int], weights: Mapping[str, WeightsText]
) -> tuple[tuple[Mention, ...], tuple[Mention, ...]]:
    """All mentions of one case in a relevant text, in the order of their quotes; and the near misses beside them.

    ``weights`` are the weighted words of each language; of a language without any, the rules alone tell.
    """
    where = news.setting(analysis)
    suspected = _only_suspected(analysis)

    def drafted(matches: _Matches) -> list[Draft]:
        return [
            draft
            for sentence, hit in matches
            for draft in _drafts(
                analysis, case, where, sentence, _meant(analysis, where, sentence, hit, suspected=suspected)
            )
        ]

    found, near = _found(analysis, case, paragraphs, weights)
    drafts, doubtful = drafted(found), drafted(near)
    return (
        _in_order(analysis, case, _merge(_without_weak_facts(drafts))),
        _in_order(analysis, case, _merge(doubtful)),
    )


def _in_order(analysis: Analysis, case: Case, drafts: Iterable[Draft]) -> tuple[Mention, ...]:
    made = (_mention(analysis, case, draft) for draft in drafts)
    return tuple(sorted(made, key=lambda item: (item.start, item.kind)))


def _found(
    analysis: Analysis, case: Case, paragraphs: set[int], weights: Mapping[str, WeightsText]
) -> tuple[_Matches, _Matches]:
    """Give the matches of the relevant paragraphs, and the near misses.

    The matches are the rules', and one of words alone for a kind the rules found nowhere in the text.
    """
    read = {language: text.read for language, text in weights.items() if _speaks(analysis, paragraphs, language)}
    judged = [
        _judged(analysis, case, read.get(sentence.language), sentence)
        for sentence in analysis.sentences
        if sentence.paragraph in paragraphs
    ]
    ruled = [(one.sentence, hit) for one in judged for hit in one.hits]
    worded = wording.clearest(analysis, read, judged, {hit.rule.kind for _, hit in ruled})
    told = [(one, hit) for one, hit in worded if hit.rule.confidence >= read[one.language].add]
    near = [(one, hit) for one, hit in worded if hit.rule.confidence < read[one.language].add]
    return ruled + told, near + [(one.sentence, hit) for one in judged for hit in one.doubted]


def _speaks(analysis: Analysis, paragraphs: set[int], language: str) -> bool:
    return any(one.language == language for one in analysis.sentences if one.paragraph in paragraphs)


#: "Julkaistu 26.2.2026 klo 12.30": when a text was published, which is nothing that happened in the case.
_DATELINE = re.compile(
    r"(?:julkaistu|päivitetty|muokattu|published|updated|posted|last (?:updated|modified)|publicerad|uppdaterad)\W*"
    r"(?:(?:\d[\d.:/–-]*|klo|kello|kl|at|on|den|am|pm|[a-zåäö]*(?:kuuta|uary|march|april|may|june|july|august|ember"
    r"|ober|mars|maj|juni|juli|augusti|ari))\W*)+",
    re.IGNORECASE,
)


def _judged(analysis: Analysis, case: Case, weights: Weights | None, sentence: Sentence) -> wording.Judged:
    text = analysis.content[sentence.start : sentence.end]
    if _DATELINE.fullmatch(text.strip()):
        return wording.Judged(sentence, (), (), {})
    asked = text.endswith("?")
    hits = list(_chosen(analysis, sentence, asked=asked))
    return wording.judged(analysis, case, weights, sentence, hits, asked=asked)


def _chosen(analysis: Analysis, sentence: Sentence, *, asked: bool) -> Iterator[Hit]:
    """Per kind and clause the best match: preset modality, then outcome, then the shortest; others of it go."""
    best: dict[tuple[Kind, Modality | None, Outcome | None, int, str], Hit] = {}
    for hit in sentence.found.hits:
        if asked and hit.rule.kind not in _ASKED:
            continue
        key = (hit.rule.kind, hit.rule.modality, hit.rule.outcome, min(sentence.clauses_of(hit)), hit.rule.subject)
        other = best.get(key)
        if other is None or hit.last - hit.first < other.last - other.first:
            best[key] = hit
    yield from _without_shadowed(sentence, _untangled(analysis, sentence, list(best.values())))


_COURT_STEPS: Final = frozenset({Kind.TRIAL, Kind.VERDICT, Kind.APPEAL, Kind.APPEAL_RULING})


def _charges(sentence: Sentence) -> bool:
    """Whether a sentence tells of charges, or of anything that comes after them."""
    return any(
        hit.rule.kind in _COURT_STEPS or (hit.rule.kind is Kind.CHARGES and hit.rule.modality is None)
        for hit in sentence.found.hits
    )


_SUSPECTED: Final = frozenset({Kind.INVESTIGATION, Kind.ARREST, Kind.REMAND, Kind.WANTED, Kind.EXTRADITION})


def _only_suspected(analysis: Analysis) -> bool:
    """Whether a text tells what police do about a suspicion, and nothing of charges yet."""
    kinds = {hit.rule.kind for sentence in analysis.sentences for hit in sentence.found.hits}
    return not kinds.isdisjoint(_SUSPECTED) and not any(_charges(sentence) for sentence in analysis.sentences)


def _meant(analysis: Analysis, where: news.Setting, sentence: Sentence, hit: Hit, *, suspected: bool) -> Hit:
    """Give the step a match means at the stage the text has reached.

    What is asked of judges is asked of the court of appeal once the case is there; who denies guilt before there are
    charges denies a suspicion.
    """
    rule = hit.rule
    on_appeal = rule.kind is Kind.VERDICT and where.on_appeal and not analysis.has(sentence, "district_court")
    if on_appeal and modality.decide(analysis, sentence, hit)[0] is Modality.SOUGHT:
        return replace(hit, rule=replace(rule, kind=Kind.APPEAL_RULING))
    if suspected and rule.kind is Kind.CHARGES and rule.modality is Modality.DENIED and rule.outcome is None:
        words = sentence.clause_words(sentence.clauses_of(hit))
        if not any(analysis.tokens[word].norm.startswith(_CHARGED) for word in words):
            return replace(hit, rule=replace(rule, kind=Kind.INVESTIGATION))
    return hit


_JUDGED: Final = frozenset({Kind.VERDICT, Kind.APPEAL_RULING})
_CHARGED: Final = ("syyt", "charg", "count", "acquit", "åtal", "guilt")


def _untangled(analysis: Analysis, sentence: Sentence, hits: list[Hit]) -> list[Hit]:
    """Decide what "vapauttaa", "free" means where one verb was taken for an acquittal and a release or dismissal."""
    gone: set[int] = set()
    for hit in hits:
        if hit.rule.kind not in _JUDGED or hit.rule.outcome is not Outcome.ACQUITTED:
            continue
        words = sentence.clause_words(sentence.clauses_of(hit))
        of_charges = any(analysis.tokens[word].norm.startswith(_CHARGED) for word in words)
        for other in hits:
            if other.rule.kind in (Kind.RELEASE, Kind.DISMISSAL) and set(other.words) & set(hit.words):
                if of_charges:
                    gone.add(id(other))
                elif other.rule.kind is Kind.RELEASE:
                    gone.add(id(hit))
    return [hit for hit in hits if id(hit) not in gone and not _other_court(analysis, sentence, hit)]


def _other_court(analysis: Analysis, sentence: Sentence, hit: Hit) -> bool:
    """Whether a judgment taken for that of a court of appeal is the district court's, by the courts the text names."""
    if hit.rule.kind is not Kind.APPEAL_RULING or hit.rule.modality is not None:
        return False
    if analysis.has(sentence, "appeal_court"):
        return False
    if analysis.has(sentence, "district_court"):
        return hit.rule.outcome in (Outcome.LOWERED, Outcome.RAISED, None)
    return not any(analysis.has(one, "appeal_court") for one in analysis.sentences) and any(
        analysis.has(one, "district_court") for one in analysis.sentences
    )


def _without_shadowed(sentence: Sentence, hits: list[Hit]) -> Iterator[Hit]:
    """Drop a plain match where one of its kind that says more (a modality, an outcome) stands in its clauses."""
    for same_rule in (True, False):  # first the needlessly wide matches go, so that they silence nothing
        hits = [
            hit
            for hit in hits
            if not any(_shadows(sentence, other, hit) for other in hits if (other.rule is hit.rule) is same_rule)
        ]
    yield from hits


def _shadows(sentence: Sentence, strong: Hit, weak: Hit) -> bool:
    if strong.rule.kind is not weak.rule.kind:
        return False
    mine, its = sentence.clauses_of(strong), sentence.clauses_of(weak)
    if strong.rule is weak.rule:
        return mine < its  # the same rule, matched within fewer clauses
    return _weight(strong) > _weight(weak) and bool(mine & its)


def _weight(hit: Hit) -> int:
    return 2 * (hit.rule.modality is not None) + (hit.rule.outcome is not None)


def _drafts(analysis: Analysis, case: Case, where: news.Setting, sentence: Sentence, hit: Hit) -> Iterator[Draft]:
    mode, mode_cue = modality.decide(analysis, sentence, hit)
    subject, subject_cue = subjects.decide(analysis, case, sentence, hit)
    matches = timing.dates_for(analysis, sentence, hit)
    own = [match for match in matches if not timing.is_telling(analysis, sentence, hit, match)]
    told = own if hit.rule.kind in timing.INCIDENT else matches
    fresh, news_cue = news.decide(analysis, where, sentence, hit, mode, told)
    for date in _event_dates(analysis, sentence, hit, mode, fresh and not where.retrospective, own):
        cues = (mode_cue, subject_cue, news_cue, *((f"date={date.words or 'assumed'}",) if date else ()))
        yield Draft(
            hit,
            sentence,
            mode,
            subject,
            date,
            fresh,
            _outcome(hit, mode),
            authority(analysis, sentence, hit),
            tuple(cue.replace("\n", " ") for cue in cues),
            told=sentence.index > 0 or modality.told_past(analysis, sentence, hit),
        )


def _event_dates(
    analysis: Analysis, sentence: Sentence, hit: Hit, mode: Modality, fresh: bool, matches: list[DateMatch]
) -> list[EventDate | None]:
    if mode in (Modality.DENIED, Modality.HYPOTHETICAL):
        return [None]
    if mode is Modality.PLANNED or timing.has_term(mode, matches):
        matches = timing.ahead(analysis, sentence, matches)
    fitting = [match for match in matches if mode in (Modality.PLANNED, Modality.SOUGHT) or not match.future]
    if hit.rule.kind is Kind.BREACH and mode is Modality.FACT and len(fitting) > 1:
        fitting = timing.nearest_to(analysis, sentence, hit, fitting) or fitting[:1]
        return [timing.told_date(match) for match in sorted(fitting, key=lambda match: match.start)]
    return [timing.event_date(fitting) or timing.assumed(analysis, sentence, hit, mode, fresh)]


def _outcome(hit: Hit, mode: Modality) -> Outcome | None:
    if mode is Modality.DENIED and hit.rule.modality is None and hit.rule.outcome in (Outcome.WAIVED, Outcome.REFUSED):
        return None  # not charged yet, no leave so far
    if hit.rule.outcome is not None:
        return hit.rule.outcome
    return Outcome.CONVICTED if hit.rule.kind is Kind.VERDICT and mode is Modality.FACT else None


# ------------------------------------------------------------------------------------------------- authorities

_COURTS: Final = ("supreme_court", "appeal_court", "district_court")
_BY_KIND: Final[dict[Kind, tuple[str, ...]]] = {
    Kind.INVESTIGATION: ("police", "prosecutor"),
    Kind.ARREST: ("police",),
    Kind.WANTED: ("police",),
    Kind.CHARGES: ("prosecutor",),
    Kind.REGULATOR_ACTION: ("regulator",),
    Kind.COMPENSATION: ("treasury", "government"),
    Kind.LEGISLATION: ("government",),
    Kind.SUPREME_COURT: ("supreme_court",),
    Kind.APPEAL_RULING: ("appeal_court",),
    Kind.VERDICT: ("district_court", "court"),
    Kind.TRIAL: ("appeal_court", "district_court", "court"),
    Kind.REMAND: ("appeal_court", "district_court", "court"),
    Kind.RELEASE: ("appeal_court", "district_court", "court"),
    Kind.BANKRUPTCY: ("district_court",),
    Kind.CIVIL_CLAIM: _COURTS,
    Kind.SECURITY_FINDING: ("regulator", *_COURTS, "prosecutor"),
}
#: People and places of an authority, by whom no step is taken in its name.
_NO_AUTHORITY: Final = frozenset(
    (
        *("detective", "officer", "investigator", "courtroom", "judge", "hearing", "official"),
        *("tuomari", "tutkinnanjohtaja", "käräjätuomio", "viranomainen", "istuntosali", "domare", "rättssal"),
    )
)


def authority(analysis: Analysis, sentence: Sentence, hit: Hit) -> str | None:
    """Give the court, police or agency that acts, as the text writes it (its head word in the base form if known).

    Of several courts the nearest to the match; a court of a named level before a mere "court".
    """
    if hit.rule.modality is Modality.SOUGHT and analysis.has(sentence, "prosecutor"):
        return _surface(analysis, sentence, analysis.spans(sentence, "prosecutor"), hit)
    names = _BY_KIND.get(hit.rule.kind, ())
    levels = [span for name in names if name != "court" for span in analysis.spans(sentence, name)]
    plain = analysis.spans(sentence, "court") if "court" in names else ()
    for spans in (levels, plain):
        acting = [span for span in spans if analysis.matcher(sentence).base(_norm(analysis, span)) not in _NO_AUTHORITY]
        if acting:
            return _surface(analysis, sentence, acting, hit)
    return None


def _norm(analysis: Analysis, span: tuple[int, int]) -> str:
    return analysis.tokens[span[1] - 1].norm


_SUPERLATIVE = re.compile(r"(\w+i)mm[aä]\w*")


def _surface(analysis: Analysis, sentence: Sentence, spans: Iterable[tuple[int, int]], hit: Hit) -> str:
    start, end = min(spans, key=lambda span: (abs(span[0] - hit.first), -(span[1] - span[0])))
    tokens = analysis.tokens
    while start > sentence.first + 1 and _names(analysis, sentence, start - 1):
        start -= 1
    if start == sentence.first + 1 and _names(analysis, sentence, start - 1) and len(tokens[start - 1].norm) > 3:
        start -= 1
    while end + 1 < sentence.last and tokens[end].norm == "of" and tokens[end + 1].capital:
        end += 2
        while end < sentence.last and tokens[end].capital and _joined(analysis, end - 1):
            end += 1
    derivation = analysis.matcher(sentence).forms.derivation
    head, written = derivation(tokens[end - 1].norm)
    parts = []
    for at in range(start, end):
        base, tag = derivation(tokens[at].norm)
        superlative = (
            _SUPERLATIVE.fullmatch(tokens[at].norm) if at < end - 1 and written not in ("", "sg nom") else None
        )
        if superlative:
            base, tag = f"{superlative[1]}n", written
        agrees = base and (at == end - 1 or (tag == written and head))  # "korkeimmalta oikeudelta" agrees throughout
        parts.append(_cased(base, tokens[at].surface) if agrees else tokens[at].surface)
        parts.append(_between(analysis, at) if at + 1 < end else "")
    return "".join(parts)


def _cased(base: str, surface: str) -> str:
    return base[:1].upper() + base[1:] if surface[:1].isupper() else base


def _names(analysis: Analysis, sentence: Sentence, index: int) -> bool:
    """Whether a word belongs to the name of the authority behind it: a capital, in Finnish a genitive (Helsingin)."""
    word = analysis.tokens[index]
    return word.capital and _joined(analysis, index) and (sentence.language != "fi" or word.norm.endswith(("n", "t")))


def _joined(analysis: Analysis, index: int) -> bool:
    """Whether a word and the next are divided by a single space (of any kind) only."""
    return _between(analysis, index) == " "


def _between(analysis: Analysis, index: int) -> str:
    """Give what divides a word from the next; a no-break space or a tab is a space."""
    between = analysis.content[analysis.tokens[index].end : analysis.tokens[index + 1].start]
    return " " if between.isspace() else between


# ------------------------------------------------------------------------------------------------------ merging


def _without_weak_facts(drafts: list[Draft]) -> list[Draft]:
    """Let a fact that rests on a weak rule give way where the text says of the same step that it is no fact (yet).

    So does what a title names without a word of the past and the lead announces: "Ministers called to crisis talks",
    which meet tonight.
    """
    not_yet = {draft.hit.rule.kind for draft in drafts if draft.modality is not Modality.FACT}
    strong = {draft.hit.rule.kind for draft in drafts if draft.modality is Modality.FACT and not _is_weak(draft)}
    due = {draft.hit.rule.kind for draft in drafts if draft.modality is Modality.PLANNED and draft.sentence.index == 1}
    due -= {draft.hit.rule.kind for draft in drafts if draft.modality is Modality.FACT and draft.sentence.index > 0}
    weak = not_yet - strong
    return [
        draft
        for draft in drafts
        if not (
            draft.modality is Modality.FACT
            and ((_is_weak(draft) and draft.hit.rule.kind in weak) or (not draft.told and draft.hit.rule.kind in due))
        )
    ]


def _is_weak(draft: Draft) -> bool:
    return draft.hit.rule.confidence < _WEAK


def _merge(drafts: list[Draft]) -> list[Draft]:
    merged: list[Draft] = []
    for draft in sorted(drafts, key=_clearness):
        for at, other in enumerate(merged):
            if _same(draft, other):
                merged[at] = _joined_draft(other, draft)
                break
        else:
            merged.append(draft)
    return merged


def _clearness(draft: Draft) -> tuple[bool, bool, bool, float, int]:
    dated = draft.date is not None and not draft.date.assumed
    return (not dated, draft.outcome is None, not draft.news, -draft.hit.rule.confidence, draft.sentence.index)


def _same(one: Draft, other: Draft) -> bool:
    if (one.hit.rule.kind, one.modality, one.subject, one.hit.rule.stage) != (
        other.hit.rule.kind,
        other.modality,
        other.subject,
        other.hit.rule.stage,
    ):
        return False
    if one.outcome and other.outcome and one.outcome is not other.outcome and one.modality is not Modality.FACT:
        return False
    if one.hit.rule.kind is Kind.CHARGES and one.outcome is not other.outcome:
        return False  # charged, and not prosecuted
    if one.news != other.news and _old(one) != _old(other):
        return False
    if one.date is None or other.date is None or one.date.assumed or other.date.assumed:
        return True
    return one.date.overlaps(other.date)


def _old(draft: Draft) -> bool:
    """Whether a draft is background with a date of its own: not the same telling as today's news."""
    return not draft.news and draft.date is not None and not draft.date.assumed


_EXACT: Final = (Precision.YEAR, Precision.MONTH, Precision.DAY)


def _finer(one: EventDate, other: EventDate) -> bool:
    return _EXACT.index(one.precision) > _EXACT.index(other.precision) and one.overlaps(other)


def _joined_draft(kept: Draft, new: Draft) -> Draft:
    date = kept.date
    if date is None or (new.date is not None and not new.date.assumed and (date.assumed or _finer(new.date, date))):
        date = new.date
    return replace(
        kept,
        date=date,
        news=kept.news or new.news,
        outcome=kept.outcome or new.outcome,
        authority=kept.authority or new.authority,
    )


# ------------------------------------------------------------------------------------------------------- quotes


def _mention(analysis: Analysis, case: Case, draft: Draft) -> Mention:
    start, end = _quote(analysis, draft.sentence, draft.hit)
    return Mention(
        case=case.id,
        kind=draft.hit.rule.kind,
        modality=draft.modality,
        news=draft.news,
        subject=draft.subject,
        quote=analysis.content[start:end],
        start=start,
        end=end,
        rule=draft.hit.rule.id,
        authority=draft.authority,
        date=draft.date,
        outcome=draft.outcome,
        stage=draft.hit.rule.stage,
        words=tuple(analysis.tokens[word].surface for word in draft.hit.words),
        cues=draft.cues,
        confidence=draft.hit.rule.confidence,
    )


_TAIL = re.compile(r"[\s,;:–—-]+$")


def _quote(analysis: Analysis, sentence: Sentence, hit: Hit) -> tuple[int, int]:
    """Give the sentence if it is short, else the clauses of the match, from the first word to the last."""
    if sentence.end - sentence.start <= _LONGEST_QUOTE:
        return sentence.start, sentence.end
    own = sentence.clauses_of(hit)
    words = sentence.clause_words(set(range(min(own), max(own) + 1)))
    start, end = analysis.tokens[words[0]].start, analysis.tokens[words[-1]].end
    return start, end
