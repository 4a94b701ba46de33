"""When a development happened: the date words of its clause or sentence, or nothing.

Rules kept: no date without date words, except that the completed lead event of daily news gets the month of
publication, marked ``assumed``. A date belongs to the match whose clause it stands in; a sentence's only date
belongs to all its clauses unless they clearly tell of different times.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from monitor.classify.analysis import Analysis, Sentence
from monitor.classify.matcher import Hit
from monitor.language.dates import DateMatch, find_dates
from monitor.model import EventDate, Kind, Modality, Precision

#: States and sums of many acts: an undated one gets no assumed month.
INCIDENT: Final = frozenset(
    {Kind.BREACH, Kind.RANSOM_DEMAND, Kind.EXTORTION, Kind.DATA_LEAK, Kind.SECURITY_FINDING, Kind.VICTIM_IMPACT}
)
_DEPENDENT: Final = frozenset(
    (
        *("että", "koska", "sillä", "jonka", "jota", "joka", "jotka", "jossa"),
        *("that", "because", "who", "whose", "which", "whom", "where"),
        *("att", "som", "eftersom"),
    )
)
_THAT: Final = frozenset({"että", "that", "att", "med"})
#: States: "since February" says when they began.
_LASTING: Final = frozenset({Kind.REMAND, Kind.INVESTIGATION, Kind.WANTED})
#: What "since" dates: states, and the steps they begin with ("a free man since September").
_SINCE: Final = frozenset({Kind.REMAND, Kind.INVESTIGATION, Kind.RELEASE, Kind.BANKRUPTCY, Kind.DISMISSAL})
_STATES: Final = frozenset({Kind.WANTED, Kind.TRIAL})
_SOURCES: Final = frozenset({"mukaan", "according", "enligt"})
_ONGOING: Final = frozenset(
    {
        Kind.VICTIM_IMPACT,
        Kind.RANSOM_DEMAND,
        Kind.BREACH,
        Kind.WANTED,
        Kind.SETTLEMENT,
        Kind.SECURITY_FINDING,
    }
)
#: An undated event told later in the text than this is no part of the day's news.
_TOLD_FIRST: Final = 4
_TOP: Final = 3
#: What parties want all along: an undated wish of this kind was not first heard today.
_STANDING_WISHES: Final = frozenset({Kind.APPEAL_RULING, Kind.EXTRADITION})
#: Clauses these open only describe somebody: the date of what is said of him in the main clause is not theirs.
_RELATIVE: Final = frozenset(
    {
        "joka",
        "jotka",
        "jonka",
        "jota",
        "jolla",
        "jolle",
        "josta",
        "johon",
        "joista",
        "joihin",
        "who",
        "whose",
        "whom",
        "which",
        "som",
        "vilken",
        "vars",
    }
)
#: Behind "and", these tell how things stand, or have come to stand, apart from the date before it.
_STANDING: Final = frozenset(
    (*("has", "have", "is", "are", "remains", "remain", "faces"), *("on", "ovat", "odottaa"), *("är", "har", "sitter"))
)
_SITTING: Final = frozenset({"sitting", "sits", "istuu", "istuva", "istuvan", "sitter"})
_PLUPERFECT: Final = frozenset({"had", "oli", "olivat", "hade"})
_AND: Final = frozenset({"and", "but", "ja", "mutta", "och", "men"})
#: What is told when it is announced: the telling is the act.
_TELLINGS: Final = frozenset({Kind.DISCLOSURE, Kind.SUSPECT_NAMED})
_TELLING_REACH: Final = 25
#: Clauses these open tell what the news came after, or in spite of.
_ASIDE: Final = frozenset(
    {"after", "efter", "even", "with", "since", "before", "although", "though", "despite", "vaikka"}
)
_EARLIER: Final = frozenset({"after", "before", "efter", "innan"})


def dates_for(analysis: Analysis, sentence: Sentence, hit: Hit) -> list[DateMatch]:
    """Give the date expressions that say when this happened, nearest first; two for "2018 and again in 2019"."""
    own = sentence.clauses_of(hit)
    placed = [(match, _clause_at(analysis, sentence, match)) for match in sentence.dates]
    chosen = [match for match, clause in placed if clause in own or _ends_in(analysis, sentence, match, own)]
    chosen = chosen or _reaching(analysis, sentence, hit, own, placed)
    if hit.rule.kind is Kind.CHARGES and _attributes(analysis, sentence, hit):
        return []  # "according to the charges, in November 2018" dates what is charged
    kept = [match for match in chosen if not _taken(analysis, sentence, hit, match)]
    if len(kept) < 2:
        return kept
    home = _verb_clause(analysis, sentence, hit)
    return sorted(
        kept,
        key=lambda match: (
            home is not None and _clause_at(analysis, sentence, match) != home,
            _gap(analysis, hit, match),
            match.start,
        ),
    )


def _verb_clause(analysis: Analysis, sentence: Sentence, hit: Hit) -> int | None:
    """Give the clause of a match's verb, where its date most likely stands; None for a match without one."""
    forms = analysis.matcher(sentence).forms
    for word in hit.words:
        if forms.derivation(analysis.tokens[word].norm)[1].startswith(("past", "pass past", "ptc past")):
            return sentence.clause_of(word)
    return None


def _ends_in(analysis: Analysis, sentence: Sentence, match: DateMatch, clauses: set[int]) -> bool:
    """Whether an expression with a comma in it ("a month earlier, in September") ends in one of these clauses."""
    return "," in analysis.content[match.start : match.end] and (
        sentence.clause_at(analysis.tokens, match.end - 1) in clauses
    )


def _clause_at(analysis: Analysis, sentence: Sentence, match: DateMatch) -> int:
    for word in range(sentence.first, sentence.last):
        if analysis.tokens[word].end > match.start:
            return sentence.clause_of(word)
    return -9


def _reaching(
    analysis: Analysis, sentence: Sentence, hit: Hit, own: set[int], placed: Sequence[tuple[DateMatch, int]]
) -> list[DateMatch]:
    """Dates outside the clause that reach it.

    Those before it that it does not step away from ("later", "since then"), or those of the clause right after it
    when that is no clause of its own ("kaksi: marraskuussa 2018 ja …").
    """
    first = min(own)
    if _elsewhen(analysis, sentence, own) or _had_been(analysis, sentence, first):
        return []
    before = [(match, clause) for match, clause in placed if clause < first]
    if hit.rule.kind in INCIDENT | _LASTING or _opened_by(analysis, sentence, first) in _RELATIVE:
        # a date in another step's clause is that step's own
        before = [(match, clause) for match, clause in before if not _told_in(analysis, sentence, hit, clause)]
    if before:
        nearest = max(clause for _, clause in before)
        reach = [match for match, clause in before if clause == nearest]
        return reach if nearest == 0 or first - nearest <= 1 else []
    after = [match for match, clause in placed if clause == max(own) + 1]
    goes_on = bool(after) and _goes_on(analysis, sentence, max(own) + 1)
    return after if goes_on or (after and not _opens(analysis, sentence, hit, max(own) + 1)) else []


def _goes_on(analysis: Analysis, sentence: Sentence, clause: int) -> bool:
    """Whether a clause continues a chain of acts: "was caught in France, brought to Finland and jailed in May"."""
    norm = _opened_by(analysis, sentence, clause)
    return analysis.matcher(sentence).forms.derivation(norm)[1].startswith(("past", "pass past", "ptc past"))


def _told_in(analysis: Analysis, sentence: Sentence, hit: Hit, clause: int) -> bool:
    """Whether a clause tells another step of its own.

    This one only depends on it ("came to light in October that …") or which it merely explains ("because …"); steps
    joined by "and" share their date.
    """
    own = sentence.clauses_of(hit)
    first = _opened_by(analysis, sentence, min(own))
    for other in sentence.found.hits:
        if other.rule.kind is hit.rule.kind or clause not in sentence.clauses_of(other):
            continue
        shared = bool(own & sentence.clauses_of(other))
        if other.rule.kind is Kind.DISCLOSURE and first in _THAT:
            return True  # "it came to light in October that …"
        if not shared and (
            first in _DEPENDENT | _RELATIVE or other.rule.kind is Kind.DISCLOSURE or hit.rule.kind in _LASTING
        ):
            return True
    return False


def _had_been(analysis: Analysis, sentence: Sentence, clause: int) -> bool:
    """Whether a relative clause tells what had gone before: "turned down a request in which he had asked …"."""
    words = sentence.clause_words({clause})
    norms = [analysis.tokens[word].norm for word in words]
    return norms[0] in _RELATIVE and not _PLUPERFECT.isdisjoint(norms[1:4])


def _opened_by(analysis: Analysis, sentence: Sentence, clause: int) -> str:
    """Give the word a clause opens with."""
    return analysis.tokens[sentence.clause_words({clause})[0]].norm


def _elsewhen(analysis: Analysis, sentence: Sentence, own: set[int]) -> bool:
    """Whether a clause says that it happened at another time than what was told before."""
    return any(sentence.clause_of(start) in own for start, _ in analysis.spans(sentence, "cue:elsewhen"))


def _opens(analysis: Analysis, sentence: Sentence, hit: Hit, clause: int) -> bool:
    """Whether a clause tells something of its own: it holds a match, or begins with a conjunction of time."""
    words = set(sentence.clause_words({clause}))
    told = any(
        word in words for other in sentence.found.hits if other.rule.kind is not hit.rule.kind for word in other.words
    )
    return told or any(start in words for start, _ in analysis.spans(sentence, "cue:elsewhen"))


def _taken(analysis: Analysis, sentence: Sentence, hit: Hit, match: DateMatch) -> bool:
    """Whether a date belongs to another step told in the clause.

    The incident is only its ground ("was sentenced on Tuesday for breaking into …").
    """
    dated_by_span = hit.rule.kind in _SINCE or hit.rule.modality is Modality.PLANNED  # "has until 18 October to …"
    started = _is_start(analysis, sentence, match) and hit.rule.kind not in _STATES
    if _is_span(analysis, sentence, match) and not (dated_by_span or started):
        return True
    if _of_another_noun(analysis, sentence, hit, match) or _of_first_act(analysis, sentence, hit, match):
        return True
    if _stands_apart(analysis, sentence, hit, match):
        return True
    if hit.rule.kind is Kind.INVESTIGATION:
        return _of_the_act(analysis, sentence, hit, match)
    if hit.rule.kind not in INCIDENT:
        return False
    if _attributive(analysis, sentence, hit) and _gap(analysis, hit, match) > _BESIDE:
        return True
    mine = _gap(analysis, hit, match)
    where = _clause_at(analysis, sentence, match)
    return any(
        other.rule.kind not in INCIDENT
        and where in sentence.clauses_of(other) & sentence.clauses_of(hit)
        and _gap(analysis, other, match) < mine
        and not _attributes(analysis, sentence, other)
        for other in sentence.found.hits
    )


_YEAR_OF: Final = re.compile(r"vuoden \d{4}$", re.IGNORECASE)
_THE: Final = frozenset({"the", "its", "their", "his", "of"})
_NO_NOUN: Final = (
    *("and", "or", "but", "when", "that", "who", "which", "to", "by", "for", "in", "at", "on", "with", "as", "after"),
    *("before", "over", "from", "of", "was", "were", "had", "has", "is"),
)
_ABOUT_NOUN: Final = re.compile(rf"(?:['’]s)? (?!(?:{'|'.join(_NO_NOUN)})\b)[a-z]")
_NOUN_REACH: Final = 3


def _of_another_noun(analysis: Analysis, sentence: Sentence, hit: Hit, match: DateMatch) -> bool:
    """Whether a date describes the noun of another step: "the November 2018 theft", "vuoden 2018 murto"."""
    words = [word for word in range(sentence.first, sentence.last) if analysis.tokens[word].start >= match.end]
    if not words or not _describes(analysis, sentence, match, words[0]):
        return False
    noun = range(words[0], words[0] + _NOUN_REACH)
    return not any(word in noun for word in hit.words) and any(
        other.rule.kind is not hit.rule.kind and any(word in noun for word in other.words)
        for other in sentence.found.hits
    )


def _describes(analysis: Analysis, sentence: Sentence, match: DateMatch, following: int) -> bool:
    """Whether a date stands before the noun it dates, or before an inflected participle of that noun."""
    told = analysis.content[match.start : match.end]
    if sentence.language == "fi":
        tag = analysis.matcher(sentence).forms.derivation(analysis.tokens[following].norm)[1]
        inflected = tag.startswith("ptc past") and not tag.endswith((" sg nom", " pl nom", "base"))
        return inflected or _YEAR_OF.search(told) is not None
    if sentence.language != "en" or not _ABOUT_NOUN.match(analysis.content, match.end):
        return False
    before = [word for word in range(sentence.first, sentence.last) if analysis.tokens[word].end <= match.start]
    return told.endswith(("'s", "’s")) or bool(before and analysis.tokens[before[-1]].norm in _THE)


def _of_first_act(analysis: Analysis, sentence: Sentence, hit: Hit, match: DateMatch) -> bool:
    """Whether "and" parts a match from a date that dates the step before: "was convicted in May and appealed"."""
    for joiner in range(sentence.first, hit.first):
        token = analysis.tokens[joiner]
        if token.norm in _AND and match.end <= token.start:
            return _verb_before(analysis, sentence, hit, match) or any(
                other.rule.kind is not hit.rule.kind
                and analysis.tokens[other.first].end <= match.start
                and other.last < joiner
                and not set(other.words) & set(hit.words)
                for other in sentence.found.hits
            )
    return False


def _verb_before(analysis: Analysis, sentence: Sentence, hit: Hit, match: DateMatch) -> bool:
    """Whether an auxiliary stands before a date in its clause: "was found guilty on 30 April and appealed"."""
    if sentence.language == "fi" or hit.rule.kind is not Kind.APPEAL:
        return False  # other steps may well be one act in two verbs ("saw it otherwise in 2023 and imposed …")
    clause = _clause_at(analysis, sentence, match)
    words = (analysis.tokens[word] for word in sentence.clause_words({clause}))
    return any(word.end <= match.start and word.norm in _AUXILIARIES for word in words)


def _of_the_act(analysis: Analysis, sentence: Sentence, hit: Hit, match: DateMatch) -> bool:
    """Whether a date is that of the act under investigation: "is suspected of a break-in in November 2018"."""
    mine = _gap(analysis, hit, match)
    return match.future is False and any(
        other.rule.kind in INCIDENT and _gap(analysis, other, match) < mine for other in sentence.found.hits
    )


def _attributive(analysis: Analysis, sentence: Sentence, hit: Hit) -> bool:
    """Whether an English or Swedish participle only describes: "the stolen files", "records stolen from …"."""
    if sentence.language == "fi":
        return False
    forms = analysis.matcher(sentence).forms
    for word in hit.words:
        if "ptc past" in forms.derivation(analysis.tokens[word].norm)[1]:
            before = analysis.tokens[max(word - 2, sentence.first) : word]
            if any(token.norm in _AUXILIARIES for token in before):
                return False
            following = analysis.tokens[word + 1].norm if word + 1 < sentence.last else ""
            return following in ("from", "by", "från", "av") or (bool(before) and before[-1].norm in _DETERMINERS)
    return False


_AUXILIARIES: Final = frozenset(
    (*("was", "were", "been", "had", "has", "have", "is", "are", "got", "being", "be"), *("har", "hade", "blev", "är"))
)
_DETERMINERS: Final = frozenset(
    (*("the", "a", "an", "its", "their", "his", "this", "those", "these", "of", "with", "over"), *("de", "den", "det"))
)
#: So near (in characters) a date belongs to a mere participle: "records stolen in 2018".
_BESIDE: Final = 6


def _stands_apart(analysis: Analysis, sentence: Sentence, hit: Hit, match: DateMatch) -> bool:
    """Whether a match is told behind "and" as how things stand: "was caught in May and is in prison"."""
    tokens = analysis.tokens
    for word in sentence.clause_words(sentence.clauses_of(hit)):
        if word < hit.first and tokens[word].norm in _AND and tokens[word].start >= match.end:
            following = {token.norm for token in tokens[word + 1 : min(word + 3, sentence.last)]}
            if not _STANDING.isdisjoint(following):
                return True
    return False


def nearest_to(analysis: Analysis, sentence: Sentence, hit: Hit, matches: Sequence[DateMatch]) -> list[DateMatch]:
    """Give those dates that stand nearer to a match than to any match of another kind."""
    others = [other for other in sentence.found.hits if other.rule.kind is not hit.rule.kind]
    return [
        match
        for match in matches
        if all(_gap(analysis, hit, match) <= _gap(analysis, other, match) for other in others)
    ]


def is_telling(analysis: Analysis, sentence: Sentence, hit: Hit, match: DateMatch) -> bool:
    """Whether a date says when something was said, and not when it happened: "police said on Friday that …"."""
    if hit.rule.kind in _TELLINGS:
        return False
    clause, mine = _clause_at(analysis, sentence, match), _gap(analysis, hit, match)
    for start, _ in analysis.spans(sentence, "cue:telling"):
        word = analysis.tokens[start]
        gap = max(word.start - match.end, match.start - word.end, 0)
        if start not in hit.words and sentence.clause_of(start) == clause and gap <= min(mine, _TELLING_REACH):
            return True
    return False


def _attributes(analysis: Analysis, sentence: Sentence, hit: Hit) -> bool:
    """Whether a match only names a source: "syytteen mukaan", "according to the charges", "enligt åtalet"."""
    words = analysis.tokens[max(hit.first - 3, sentence.first) : min(hit.last + 2, sentence.last)]
    return any(word.norm in _SOURCES for word in words)


def _is_span(analysis: Analysis, sentence: Sentence, match: DateMatch) -> bool:
    """Whether a date says since when or until when ("helmikuusta asti", "since February"), not when."""
    for start, end in analysis.spans(sentence, "cue:lasting"):
        left, right = analysis.tokens[start].start, analysis.tokens[end - 1].end
        if 0 <= left - match.end <= 2 or 0 <= match.start - right <= 2 or match.start <= left < match.end:
            return True
    return False


def _is_start(analysis: Analysis, sentence: Sentence, match: DateMatch) -> bool:
    """Whether a span's date says when something began ("since Friday evening") rather than how long it went on."""
    for start, end in analysis.spans(sentence, "cue:since"):
        left, right = analysis.tokens[start].start, analysis.tokens[end - 1].end
        if 0 <= left - match.end <= 2 or 0 <= match.start - right <= 2 or match.start <= left < match.end:
            return True
    return False


def _gap(analysis: Analysis, hit: Hit, match: DateMatch) -> int:
    """Give how many characters lie between a date and the nearest word of a match."""
    words = [analysis.tokens[word] for word in hit.words]
    return min(max(word.start - match.end, match.start - word.end, 0) for word in words)


def ahead(analysis: Analysis, sentence: Sentence, matches: Sequence[DateMatch]) -> list[DateMatch]:
    """Give the same date words read as words of a plan: "helmikuussa" is the next February, not the last."""
    if not any(match.relative or match.future is False for match in matches):
        return list(matches)
    text = analysis.content[sentence.start : sentence.end]
    decided = {sentence.clause_of(start) for start, _ in analysis.spans(sentence, "cue:decided")}
    if any(_clause_at(analysis, sentence, match) in decided for match in matches):
        return list(matches)  # "decided on Wednesday to draft": that Wednesday is gone
    starts = {match.start for match in matches}
    again = find_dates(text, sentence.language, analysis.published, planned=True)
    return [
        replace(match, start=match.start + sentence.start, end=match.end + sentence.start)
        for match in again
        if match.start + sentence.start in starts
    ]


_BY_THEN: Final = ("by ", "until ", "before ", "till ", "före ", "senast ")


def has_term(modality: Modality, matches: Sequence[DateMatch]) -> bool:
    """Whether a demand sets a term ("wants the forms back by the end of May"), which lies ahead."""
    words = (match.date.words.lower() for match in matches)
    return modality is Modality.SOUGHT and any(told.startswith(_BY_THEN) or "mennessä" in told for told in words)


def event_date(matches: Sequence[DateMatch]) -> EventDate | None:
    """Give the date of a mention from its date expressions: the nearest one, no more exact than its words."""
    return told_date(matches[0]) if matches else None


def told_date(match: DateMatch) -> EventDate:
    """Give a match's date; "last week" stands for its month, not for the day a week ago."""
    if match.vague and match.date.precision is Precision.DAY:
        return replace(match.date, value=match.date.value[:7], precision=Precision.MONTH)
    return match.date


def _in_state(analysis: Analysis, sentence: Sentence, hit: Hit) -> bool:
    """Whether the clause tells a state that goes on ("yhä", "still") rather than a step that was taken."""
    own = sentence.clauses_of(hit)
    if hit.rule.kind is Kind.REMAND:
        norms = {analysis.tokens[word].norm for word in sentence.clause_words(own)}
        if not norms.isdisjoint(_SITTING):
            return True
    return any(sentence.clause_of(start) in own for start, _ in analysis.spans(sentence, "cue:state"))


def aside(analysis: Analysis, sentence: Sentence, hit: Hit) -> bool:
    """Whether a clause only tells what went before: "four months after the breach came to light"."""
    words = sentence.clause_words({min(sentence.clauses_of(hit))})
    before = {analysis.tokens[word].norm for word in words if word < hit.first}
    return analysis.tokens[words[0]].norm in _ASIDE or not before.isdisjoint(_EARLIER)


def assumed(analysis: Analysis, sentence: Sentence, hit: Hit, modality: Modality, news: bool) -> EventDate | None:
    """Give the month (or year) of publication for a completed event of today's news without a time word; else None.

    ``news`` is whether the event is news in a text that reports news at all, and no retrospective.
    """
    published = analysis.published
    if published is None or not news or sentence.index > _TOLD_FIRST or _has_no_day(analysis, sentence, hit):
        return None
    if modality is Modality.SOUGHT:
        if hit.rule.kind in _STANDING_WISHES or sentence.index > 2:
            return None
    elif modality is not Modality.FACT:
        return None
    if published.precision is Precision.YEAR:
        return EventDate(published.value[:4], Precision.YEAR, "", assumed=True)
    return EventDate(published.value[:7], Precision.MONTH, "", assumed=True)


_DECISIONS: Final = frozenset({Kind.REGULATOR_ACTION, Kind.VERDICT, Kind.APPEAL_RULING})


#: By these a warrant or a notice comes about: nobody is "wanted" on a day, but a warrant is issued on one.
_ISSUED: Final = frozenset(
    (
        *("issued", "declared", "circulated", "tehty", "tehtiin", "annettu", "annettiin", "antoi", "etsintäkuulutti"),
        *("etsintäkuulutettiin", "utfärdats", "utfärdades", "utfärdat", "utfärdade", "efterlystes"),
    )
)


def _around(sentence: Sentence, hit: Hit) -> range:
    return range(max(hit.first - _NOUN_REACH, sentence.first), min(hit.last + _NOUN_REACH + 1, sentence.last))


def _in_progress(analysis: Analysis, sentence: Sentence, hit: Hit) -> bool:
    """Whether an inquiry is told as going on ("is looking into", "tutkii") or by words alone: it has no day."""
    if hit.rule.kind is not Kind.INVESTIGATION:
        return False
    if not hit.rule.patterns:
        return True
    tokens = analysis.tokens
    return sentence.language == "en" and any(
        tokens[word].norm.endswith("ing") and tokens[word - 1].norm in ("is", "are", "been", "be")
        for word in hit.words
        if word > sentence.first
    )


def _is_step(analysis: Analysis, sentence: Sentence, hit: Hit) -> bool:
    """Whether what mostly is a state is a step here: a finding of today's decision, an offer to settle."""
    if hit.rule.kind is Kind.SETTLEMENT:
        return hit.rule.modality is Modality.SOUGHT
    if hit.rule.kind is Kind.WANTED:
        return any(analysis.tokens[word].norm in _ISSUED for word in _around(sentence, hit))
    if hit.rule.kind is not Kind.SECURITY_FINDING:
        return False
    top = (other for sentence in analysis.sentences[:_TOP] for other in sentence.found.hits)
    return any(other.rule.kind in _DECISIONS and other.rule.modality in (None, Modality.FACT) for other in top)


def _has_no_day(analysis: Analysis, sentence: Sentence, hit: Hit) -> bool:
    """Whether a match tells a state, a sum of acts, a source or what went before: none of these happened today."""
    if hit.rule.subject and not (hit.rule.kind is Kind.INVESTIGATION and sentence.index <= 2):
        return True
    if hit.rule.kind in _ONGOING and not _is_step(analysis, sentence, hit):
        return True
    if hit.rule.kind is Kind.CHARGES and _attributes(analysis, sentence, hit):
        return True
    if _in_progress(analysis, sentence, hit):
        return True
    return _in_state(analysis, sentence, hit) or aside(analysis, sentence, hit)
