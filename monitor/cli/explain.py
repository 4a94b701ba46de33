"""Show why a text was read as it was: the trace behind ``classify --explain``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from monitor.classify import Classifier
    from monitor.classify.explain import Explanation, Trace, Word
    from monitor.i18n import Words
    from monitor.model import Document, Mention


def explain_text(classifier: Classifier, document: Document, words: Words) -> str:
    """Write the explanation of one text: what was found and by which words, then every rule that matched."""
    found = classifier.explain(document)
    return "\n".join([*_reading(found, words), "", *_matches(found, words)])


def _reading(found: Explanation, words: Words) -> Iterator[str]:
    reading = found.reading
    yield words.gettext(
        "Relevant: %(relevant)s (%(why)s); language %(language)s; lexicon %(version)s",
        relevant=words.gettext("yes") if reading.relevant else words.gettext("no"),
        why=", ".join(reading.why) or "–",
        language=reading.language,
        version=reading.lexicon_version,
    )
    for mention in reading.mentions:
        yield ""
        yield from _mention(mention, words)
    for figure in reading.figures:
        yield f"  {words.figure(figure)}  ”{figure.quote}”"


def _mention(mention: Mention, words: Words) -> Iterator[str]:
    said = [words.tag(mention.kind, mention.modality), mention.subject, words.date(mention.date), mention.authority]
    yield f"{mention.start}–{mention.end}  " + " · ".join(part for part in said if part)
    yield f"  ”{mention.quote}”"
    yield f"  {words.gettext('rule')}: {mention.rule} ({', '.join(mention.words)})"
    for cue in mention.cues:
        yield f"  {cue}"


def _matches(found: Explanation, words: Words) -> Iterator[str]:
    yield words.gettext("Names and roles: %(names)s", names="; ".join(map(_word, found.names)) or "–")
    dates = "; ".join(f"{found.content[start:end]} = {value}" for start, end, value in found.dates)
    yield words.gettext("Dates: %(dates)s", dates=dates or "–")
    yield words.gettext("Rules that matched:")
    for trace in found.traces:
        yield f"  {_trace(found, trace)}"


def _trace(found: Explanation, trace: Trace) -> str:
    clause = found.content[slice(*trace.clause)].replace("\n", " ")
    return f"{trace.rule} [{trace.pattern}]: {'; '.join(map(_word, trace.words))}  in ”{clause}”"


def _word(word: Word) -> str:
    derived = f"{word.base} + {word.tag}" if word.tag else word.base
    return f"{word.surface} = {derived}"
