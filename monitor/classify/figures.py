"""What a number counts: victims, crime reports, a prison term, a fine, a ransom …

Rule kept: unit and counted noun decide first, then the words of the sentence (the lexicon's ``[figures]``); a number
that nothing explains is left out rather than guessed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Final

from monitor.classify.analysis import Analysis, Sentence
from monitor.language.figures import Quantity
from monitor.model import VICTIMS, Figure, Kind, Qualifier

#: Other currencies are conversions for readers abroad.
_MONEY: Final = frozenset({"EUR", "USD", "BTC"})
_SMALL_RANSOM: Final = 1000.0
_REACH: Final = 9
_HANDFUL: Final = 2
_CLOSE: Final = 4
_YEARS: Final = range(1990, 2036)
#: Persons told to have done or undergone one of these are some of the victims, not their number.
_PART_OF_VICTIMS: Final = frozenset({Kind.SETTLEMENT, Kind.VICTIM_IMPACT})
#: How the noun ends whose papers follow: a genitive; an English plural, by the apostrophe behind it.
_OWNING: Final = {"fi": ("n",), "en": ("s", "e"), "sv": ("s",)}
_PARTIES: Final = ("asianomist", "plaintiff", "complainant", "injured part", "målsägand")
#: What a group's papers are called right behind it ("32 000 asiakkaan muistiinpanot") or before it ("files on").
_PAPERS = re.compile(
    r"(?:['’]s?)?\s+(?:[\w-]+\s+){0,2}?(?:(?:potilas)?kertomu|\w{0,9}muistiinpano|paper|asiakirj|potilasasiakirj|tekst|\w{0,9}tie(?:to|do)|\w{0,7}merkin|salaisuu|notes\b|files\b|records\b|data\b|anteckning|uppgift|journal)",
    re.IGNORECASE,
)
_PAPERS_ON = re.compile(
    r"(?:files?|records?|notes|documents|data|details|journaler|uppgifter|anteckningar)\s+(?:on|of|about|om)\s*$",
    re.IGNORECASE,
)
_NATION = re.compile(r"(?:nation|country|population|land|city|town)\s+(?:of|med|på)\s*$", re.IGNORECASE)


Chooser = Callable[[Analysis, Sentence, Quantity], str]


def figures_of(analysis: Analysis, case: str, paragraphs: set[int]) -> tuple[Figure, ...]:
    """All figures of the paragraphs that belong to the case, in order; one per meaning and value."""
    seen: dict[tuple[str, float], Figure] = {}
    told = (sentence for sentence in analysis.sentences if sentence.paragraph in paragraphs)
    for sentence, quantity in ((one, quantity) for one in told for quantity in analysis.quantities(one)):
        what = meaning(analysis, sentence, quantity)
        if what:
            figure = _figure(analysis, case, sentence, quantity, what)
            seen.setdefault((what, quantity.value), figure)
    return tuple(figure for figure in seen.values() if not _retold(figure, seen.values()))


def _retold(figure: Figure, others: Iterable[Figure]) -> bool:
    """Whether a term only rounds one that the text gives to the month: "more than six years" beside 75 months."""
    if figure.what != "sentence" or figure.qualifier not in (Qualifier.OVER, Qualifier.UNDER):
        return False
    more = 1 if figure.qualifier is Qualifier.OVER else -1
    return any(
        other.what == "sentence"
        and other.qualifier is Qualifier.EXACT
        and 0 < (other.value - figure.value) * more < _YEAR
        for other in others
    )


def _figure(analysis: Analysis, case: str, sentence: Sentence, quantity: Quantity, what: str) -> Figure:
    sought = what == "sentence" and _sought(sentence)
    unit = quantity.unit or ("persons" if what == "victims" else "")
    return Figure(
        case=case,
        what=what,
        value=quantity.value,
        unit=unit,
        qualifier=quantity.qualifier or Qualifier.EXACT,
        quote=analysis.content[quantity.start : quantity.end],
        start=quantity.start,
        end=quantity.end,
        of="sought" if sought else (quantity.noun if what == "counts" else None),
        suspended=quantity.suspended,
    )


def _sought(sentence: Sentence) -> bool:
    return any(hit.rule.modality == "sought" and hit.rule.kind is Kind.VERDICT for hit in sentence.found.hits)


def meaning(analysis: Analysis, sentence: Sentence, quantity: Quantity) -> str:
    """Give what a quantity counts; empty when the text does not tell."""
    if quantity.unit in _MONEY:
        return _money(analysis, sentence, quantity)
    if quantity.unit in {"counts", "cases"} and quantity.value <= _HANDFUL:
        return ""
    if quantity.unit == "counts":
        return "" if _is_year(quantity) else "counts"
    chooser = _CHOSEN.get(quantity.unit)
    return chooser(analysis, sentence, quantity) if chooser else _PLAIN.get(quantity.unit, "")


def _is_year(quantity: Quantity) -> bool:
    """Whether a number is the year before what happened in it: "2019 tehty tietomurto"."""
    return quantity.value in _YEARS and quantity.qualifier is Qualifier.EXACT


def _near(analysis: Analysis, sentence: Sentence, quantity: Quantity, name: str, reach: int = _REACH) -> bool:
    return _distance(analysis, sentence, quantity, name) <= reach


def _distance(analysis: Analysis, sentence: Sentence, quantity: Quantity, name: str) -> int:
    """Words between a quantity and the nearest word of a figure list; a large number when there is none."""
    first = last = -1
    for index in range(sentence.first, sentence.last):
        token = analysis.tokens[index]
        if token.end > quantity.start and first < 0:
            first = index
        if token.start < quantity.end:
            last = index
    spans = analysis.spans(sentence, f"figure:{name}")
    return min((max(0, start - last, first - end + 1) for start, end in spans), default=99)


def _money(analysis: Analysis, sentence: Sentence, quantity: Quantity) -> str:
    kinds = {hit.rule.kind for hit in sentence.found.hits}
    if quantity.unit != "BTC" and quantity.value > _SMALL_RANSOM and _beside_bitcoin(analysis, sentence):
        return "ransom"
    if quantity.value > _SMALL_RANSOM and _near(analysis, sentence, quantity, "seizure"):
        return "other"  # what was frozen, or is owned and owed, is nobody's compensation
    if Kind.REGULATOR_ACTION in kinds and not kinds & {Kind.RANSOM_DEMAND, Kind.EXTORTION}:
        return "fine"
    if kinds & {Kind.COMPENSATION, Kind.CIVIL_CLAIM} and not kinds & {Kind.RANSOM_DEMAND}:
        return "compensation"
    if quantity.unit == "BTC":
        return "ransom"
    if quantity.value <= _SMALL_RANSOM and kinds & {Kind.EXTORTION, Kind.RANSOM_DEMAND, Kind.DATA_LEAK}:
        return "ransom_per_victim"
    if kinds & {Kind.RANSOM_DEMAND, Kind.EXTORTION}:
        return "ransom"
    for name in ("fine", "compensation"):
        if _near(analysis, sentence, quantity, name, 20):
            return name
    return _paid(analysis, sentence, quantity) or "other"


#: What a sum is where its own sentence does not say: that of the step told in the sentence before.
_SUM_OF: Final = {
    Kind.COMPENSATION: "compensation",
    Kind.CIVIL_CLAIM: "compensation",
    Kind.REGULATOR_ACTION: "fine",
}


def _paid(analysis: Analysis, sentence: Sentence, quantity: Quantity) -> str:
    """Read a sum whose sentence names no step: by the sentences before, then by the words of blackmail."""
    for earlier in reversed(analysis.sentences[max(sentence.index - 2, 0) : sentence.index]):
        kinds = {hit.rule.kind for hit in earlier.found.hits}
        if kinds & {Kind.EXTORTION, Kind.RANSOM_DEMAND}:
            break
        known = next((_SUM_OF[kind] for kind in kinds if kind in _SUM_OF), "")
        if known:
            return known
    small = quantity.value <= _SMALL_RANSOM
    if _near(analysis, sentence, quantity, "ransom"):
        return "ransom_per_victim" if small else "ransom"
    return "ransom_per_victim" if small and _near(analysis, sentence, quantity, "ransom_per_victim", 20) else ""


def _beside_bitcoin(analysis: Analysis, sentence: Sentence) -> bool:
    """Whether the sentence counts bitcoins: the sum beside them is what they are worth."""
    return any(other.unit == "BTC" for other in analysis.quantities(sentence))


def _persons(analysis: Analysis, sentence: Sentence, quantity: Quantity) -> str:
    if _is_population(analysis, sentence, quantity):
        return ""
    if quantity.value < 30:
        told = quantity.value > _HANDFUL or (quantity.value > 1 and quantity.qualifier is Qualifier.AT_LEAST)
        return "other" if told else ""
    if _near(analysis, sentence, quantity, "statements", 8):
        return "other"
    if _near(analysis, sentence, quantity, "crime_reports", 5) or _reporters(analysis, sentence, quantity):
        return "crime_reports"
    if _of_papers(analysis, sentence, quantity):
        return "leaked_records"
    if _part_of_victims(analysis, sentence, quantity):
        return "other"
    if quantity.noun.startswith(_PARTIES) or (quantity.noun and _near(analysis, sentence, quantity, "plaintiffs", 1)):
        return "plaintiffs"
    if _near(analysis, sentence, quantity, "claims", 2):
        return "claims"
    return "victims"


def _is_population(analysis: Analysis, sentence: Sentence, quantity: Quantity) -> bool:
    """Whether a number is that of a country's people ("a nation of 5.6 million")."""
    before = analysis.content[max(sentence.start, quantity.start - 20) : quantity.start]
    return _NATION.search(before) is not None


def _reporters(analysis: Analysis, sentence: Sentence, quantity: Quantity) -> bool:
    """Whether a clause tells of victims before the police: the persons counted in it are those who have reported."""
    here = sentence.clause_at(analysis.tokens, quantity.start)
    return any(
        hit.rule.kind is Kind.INVESTIGATION and hit.rule.subject == VICTIMS and here in sentence.clauses_of(hit)
        for hit in sentence.found.hits
    )


def _of_papers(analysis: Analysis, sentence: Sentence, quantity: Quantity) -> bool:
    """Whether the group is counted for its papers that were leaked or taken: "files on 100 people"."""
    kinds = {hit.rule.kind for hit in sentence.found.hits}
    if Kind.DATA_LEAK not in kinds:
        return False
    before = analysis.content[max(sentence.start, quantity.start - 30) : quantity.start]
    owner = quantity.noun.endswith(_OWNING[sentence.language])
    return bool(_PAPERS_ON.search(before)) or (
        owner and _PAPERS.match(analysis.content, quantity.end, min(sentence.end, quantity.end + 60)) is not None
    )


def _part_of_victims(analysis: Analysis, sentence: Sentence, quantity: Quantity) -> bool:
    here = sentence.clause_at(analysis.tokens, quantity.start)
    return any(hit.rule.kind in _PART_OF_VICTIMS and here in sentence.clauses_of(hit) for hit in sentence.found.hits)


def _months(analysis: Analysis, sentence: Sentence, quantity: Quantity) -> str:
    kinds = {hit.rule.kind for hit in sentence.found.hits}
    legal = kinds & {Kind.VERDICT, Kind.APPEAL_RULING}
    if quantity.suspended is not None and quantity.suspended:
        return "sentence"
    if _is_spell(analysis, sentence, quantity):
        return ""
    if _is_change(analysis, sentence, quantity):
        return "other" if legal or _near(analysis, sentence, quantity, "sentence") else ""
    if _is_term(analysis, quantity) or (legal and _with_years(analysis, sentence, quantity)):
        return "sentence"
    reach = _REACH if legal else _CLOSE
    return "sentence" if _near(analysis, sentence, quantity, "sentence", reach) else ""


_BY: Final = re.compile(
    r"(?:\bby|\bmed|\badd(?:ed|s|ing)|\b(?:took|taken|taking|knocked|shaved) off)(?: \w+)?\s*$", re.IGNORECASE
)
_MORE: Final = re.compile(
    r"\s*(?:more|less|longer|shorter|extra|off|were (?:added|taken)|was (?:added|taken)|to (?:his|her|the|Kivim\w+)"
    r"|kovemm|pidem|lyhyem|lisää|längre|kortare|hårdare|strängare)",
    re.IGNORECASE,
)
_DIFFERENCE: Final = re.compile(r"(?:kuukaudella|vuodella)$", re.IGNORECASE)
_YEARS_TOLD: Final = re.compile(r"vuo|year|år|\dv|\dy", re.IGNORECASE)
#: A stretch of a life, no term: "eleven years of online crime", "a career that lasted 11 years".
_SPELL_AFTER: Final = re.compile(r"\s+of\s+(?!prison|imprisonment|jail|custody|detention|hard)", re.IGNORECASE)
_SPELL_BEFORE: Final = re.compile(r"(?:lasted|lasting|spanning|spanned|kesti|kestänyt|varade)\s*$", re.IGNORECASE)
_LONGEST_CHANGE: Final = 36
_YEAR: Final = 12


def _is_change(analysis: Analysis, sentence: Sentence, quantity: Quantity) -> bool:
    """Whether months say by how much a term was changed: "added eight months", "kahdeksalla kuukaudella"."""
    if quantity.value > _LONGEST_CHANGE:
        return False
    content = analysis.content
    if _DIFFERENCE.search(content[quantity.start : quantity.end]):
        return True
    before = content[max(sentence.start, quantity.start - 30) : quantity.start]
    after = content[quantity.end : min(sentence.end, quantity.end + 30)]
    return bool(_BY.search(before) or _MORE.match(after))


def _is_spell(analysis: Analysis, sentence: Sentence, quantity: Quantity) -> bool:
    """Whether years are a stretch of time in which something went on."""
    if _SPELL_AFTER.match(analysis.content, quantity.end, sentence.end):
        return True
    before = analysis.content[max(sentence.start, quantity.start - 15) : quantity.start]
    return _SPELL_BEFORE.search(before) is not None


def _is_term(analysis: Analysis, quantity: Quantity) -> bool:
    """Whether months are years and months ("six years and three months"): nothing else in the news is so exact."""
    told = analysis.content[quantity.start : quantity.end]
    return quantity.value > _YEAR and quantity.value % _YEAR != 0 and bool(_YEARS_TOLD.search(told))


def _with_years(analysis: Analysis, sentence: Sentence, quantity: Quantity) -> bool:
    """Whether a term stands in the clause of a judgment: "käräjäoikeus mätkäisi hänelle kuusi vuotta"."""
    here = sentence.clause_at(analysis.tokens, quantity.start)
    return any(
        hit.rule.kind in (Kind.VERDICT, Kind.APPEAL_RULING)
        and here in sentence.clauses_of(hit)
        and any(quantity.start <= analysis.tokens[word].start < quantity.end for word in hit.words)
        for hit in sentence.found.hits
    )


def _percent(analysis: Analysis, sentence: Sentence, quantity: Quantity) -> str:
    """Read a share, but not the highest that a law allows."""
    return "" if _near(analysis, sentence, quantity, "maximum") else "other"


def _bare(analysis: Analysis, sentence: Sentence, quantity: Quantity) -> str:
    """Read a number without a noun: only large ones, by the nearest word of a figure list."""
    if quantity.value < 300 or _is_population(analysis, sentence, quantity):
        return ""
    names = ("crime_reports", "victims", "leaked_records", "counts", "claims", "plaintiffs")
    best = min(names, key=lambda name: _distance(analysis, sentence, quantity, name))
    if _near(analysis, sentence, quantity, best, 6):
        return best
    return _counted_before(analysis, sentence) if best not in _all_named(analysis, sentence, names) else ""


def _all_named(analysis: Analysis, sentence: Sentence, names: Iterable[str]) -> list[str]:
    return [name for name in names if analysis.has(sentence, f"figure:{name}")]


def _counted_before(analysis: Analysis, sentence: Sentence) -> str:
    """Read "More than 2,500 have arrived." by what the sentence before tells of, when that is one thing only."""
    if sentence.index == 0:
        return ""
    told = _all_named(analysis, analysis.sentences[sentence.index - 1], ("claims", "crime_reports"))
    return told[0] if len(told) == 1 else ""


#: Units that say it all.
_PLAIN: Final = {
    "reports": "crime_reports",
    "records": "leaked_records",
    "claims": "claims",
    "statements": "other",
    "calls": "other",
    "cases": "other",
    "petabytes": "other",
    "terabytes": "other",
    "gigabytes": "other",
}
_CHOSEN: Final[dict[str, Chooser]] = {"persons": _persons, "months": _months, "percent": _percent, "": _bare}
