r"""What a text says beside its developments: whose number a figure is, whether a ruling is final, which step it was.

Rules kept here:

* Pure: content, mentions and figures in, indices and short names out; nothing is invented, every answer rests on words
  of the content.
* A figure belongs to the development told nearest to it that such a figure can be about, in its own sentence first,
  then in its paragraph; a term, a fine or a sum asked may be told anywhere in a text that has one fitting development.
* A ruling is final, or not final, only where a text says so ("lainvoimainen", "not yet final").
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from monitor.language.sentences import paragraphs, sentences
from monitor.model import Figure, Kind, Mention, Modality, Outcome, Qualifier

FINAL, NOT_FINAL = "final", "not_final"
#: What a deadline figure is called, and what it is the deadline of.
DEADLINE, PER_VICTIM = "deadline", "ransom_per_victim"
_RULINGS = (Kind.VERDICT, Kind.APPEAL_RULING, Kind.SUPREME_COURT, Kind.REGULATOR_ACTION)
_SENTENCED = (Kind.APPEAL_RULING, Kind.VERDICT, Kind.SUPREME_COURT)
# The kinds that can have such a figure, the likeliest first.
_FITS: dict[str, tuple[Kind, ...]] = {
    "sentence": _SENTENCED,
    "fine": (Kind.REGULATOR_ACTION,),
    "ransom": (Kind.RANSOM_DEMAND, Kind.EXTORTION),
    PER_VICTIM: (Kind.EXTORTION, Kind.RANSOM_DEMAND),
    DEADLINE: (Kind.EXTORTION, Kind.RANSOM_DEMAND),
    "counts": (Kind.CHARGES, Kind.VERDICT, Kind.APPEAL_RULING),
    "crime_reports": (Kind.INVESTIGATION,),
    "leaked_records": (Kind.DATA_LEAK, Kind.BREACH),
    "plaintiffs": (Kind.TRIAL, Kind.CHARGES, Kind.VERDICT, Kind.APPEAL_RULING, Kind.SETTLEMENT, Kind.CIVIL_CLAIM),
    "compensation": (Kind.COMPENSATION, Kind.CIVIL_CLAIM, Kind.SETTLEMENT),
    "claims": (Kind.COMPENSATION, Kind.CIVIL_CLAIM),
    "victims": (Kind.BREACH, Kind.DATA_LEAK, Kind.DISCLOSURE, Kind.EXTORTION, Kind.INVESTIGATION, Kind.CHARGES),
}
#: Said once in a text, these belong to its one fitting development wherever that is told.
_FAR = frozenset({"sentence", "fine", "ransom", PER_VICTIM, DEADLINE})
_SENTENCE, _PARAGRAPH, _TEXT = range(3)

_NOT_FINAL = re.compile(
    r"\bei\b[^.;]{0,30}lainvoimai|ei-lainvoimai|lainvoimaa vailla|lainvoimaton"
    r"|\bnot\b[^.;]{0,25}\b(?:final|legally binding|in force|legal force)\b"
    r"|\b(?:may|can|could)\b[^.;]{0,12}\b(?:still|yet)\b[^.;]{0,12}\b(?:change|be appealed)\b"
    r"|\binte\b[^.;]{0,25}laga kraft|\b(?:saa|saada|tulee|tulisi) lainvoim[^.;]{0,30}\b(?:jos|mikäli|ellei)"
    r"|\bbecomes? final\b[^.;]{0,20}\b(?:if|unless)\b",
    re.IGNORECASE,
)
_FINAL = re.compile(
    r"lainvoimai(?:nen|sen|sella|sesti|seksi|sessa|set)\b|\b(?:sai|saanut|saavutti) lainvoim"
    r"|\b(?:is|are|was|became|become|becoming|now) (?:now )?(?:final|legally binding)\b|\bfinal and binding\b"
    r"|\b(?:vunnit|vann) laga kraft",
    re.IGNORECASE,
)
# What is only hoped, feared or asked for is not in force: "once the ruling is final", "kun tuomio on lainvoimainen".
_UNSURE = re.compile(
    r"\b(?:if|once|when|until|unless|before|whether|jos|kun|kunnes|ennen kuin|mikäli|ellei|onko|om|när|tills)\b"
    r"[^.;]{0,60}\Z",
    re.IGNORECASE,
)

_STEPS: dict[Kind, tuple[tuple[str, re.Pattern[str]], ...]] = {
    Kind.REGULATOR_ACTION: (
        ("fine", re.compile(r"\bfin(?:e|es|ed|ing)\b|sako[nt]?\b|sakko|seuraamusmaks|sanktionsavgift|böte|huomautu"
                            r"|reprimand|anmärkning|penalt", re.IGNORECASE)),
        ("order", re.compile(r"\border(?:s|ed)?\b|instruct|oblig|määrä(?:si|ys|tty|ämä)|velvoitt|förelägg|ålade"
                             r"|beordra",
                             re.IGNORECASE)),
        ("inquiry", re.compile(r"inquir|investigat|prob(?:e|ing)\b|selvity|selvittä|tutki|valvonta-?asia|utred|granska",
                               re.IGNORECASE)),
    ),
    Kind.SUPREME_COURT: (
        ("leave", re.compile(r"valituslu|leave to appeal|permission to appeal|prövningstillstånd", re.IGNORECASE)),
        ("seizure", re.compile(r"takavari|seiz|beslag|confiscat", re.IGNORECASE)),
    ),
    Kind.TRIAL: (
        ("appeal", re.compile(r"hovioikeu|hovrätt|court of appeal|appeals? (?:court|hearing|trial|proceeding)",
                              re.IGNORECASE)),
    ),
}  # fmt: skip
_OFFENCES = (
    ("attempted_extortion", re.compile(r"attempt\w*\b[^.;]{0,25}(?:extort|blackmail)|kirist\w* yrity|yrity\w*"
                                       r"[^.;]{0,25}kirist|försök till[^.;]{0,25}utpress|utpressningsförsök",
 re.IGNORECASE)),
    ("extortion", re.compile(r"extort|blackmail|kirist|utpress", re.IGNORECASE)),
    ("dissemination", re.compile(r"disseminat|distribut|spreading|invasions? of privacy|privacy|levittäm|loukkaavan"
                                 r"|spridning|integritet", re.IGNORECASE)),
    ("breach", re.compile(r"data breach|computer|hacking|tietomur|dataintrång", re.IGNORECASE)),
)  # fmt: skip
_OFFENCE_REACH = 110
_HOURS = re.compile(
    r"\b(?P<number>\d{1,3}|twenty-four|forty-eight|seventy-two|vuorokau\w*)[\s-]*(?P<unit>hours?|h|tun\w+|timm\w+)?\b",
    re.IGNORECASE,
)
_HOUR_WORDS = {"twenty-four": 24, "forty-eight": 48, "seventy-two": 72}


@dataclass(frozen=True, slots=True)
class Completed:
    """What was read of one text, with its particulars: `homes` has the index of a mention, or None, a figure."""

    mentions: tuple[Mention, ...]
    finalities: tuple[str, ...]
    figures: tuple[Figure, ...]
    homes: tuple[int | None, ...]


def complete(content: str, language: str, mentions: Sequence[Mention], figures: Sequence[Figure]) -> Completed:
    """Give mentions their step, rulings their finality, and figures their offence, deadline and development."""
    layout = _Layout(content, language)
    told = tuple(replace(one, stage=one.stage or step(one)) for one in mentions)
    counted = [_with_offence(content, one) for one in figures]
    counted += _deadlines(layout, counted)
    return Completed(told, _finalities(layout, told), tuple(counted), _homes(layout, told, counted))


def step(mention: Mention) -> str:
    """Name which step of its kind a mention tells, from its words; empty when they do not say."""
    if mention.kind is Kind.CHARGES and mention.outcome is Outcome.WAIVED:
        return "waived"
    told = f"{mention.quote} {mention.authority or ''}"
    return next((name for name, words in _STEPS.get(mention.kind, ()) if words.search(told)), "")


def finality(text: str) -> str:
    """Say whether a text calls a ruling ``final`` or ``not_final``; empty when it says neither."""
    if _NOT_FINAL.search(text):
        return NOT_FINAL
    found = _FINAL.search(text)
    return FINAL if found and not _UNSURE.search(text[: found.start()]) else ""


def offence(text: str) -> str:
    """Name the offence whose counts are told right before a text; empty when it names none."""
    found = [
        (match.start(), rank, name) for rank, (name, words) in enumerate(_OFFENCES) if (match := words.search(text))
    ]
    return min(found)[2] if found else ""


@dataclass(frozen=True)
class _Layout:
    """Where the sentences and paragraphs of a content begin."""

    content: str
    language: str

    @cached_property
    def sentences(self) -> list[tuple[int, int]]:
        return sentences(self.content, self.language)

    @cached_property
    def _starts(self) -> list[int]:
        return [start for start, _ in self.sentences]

    @cached_property
    def _paragraphs(self) -> list[int]:
        return [start for start, _ in paragraphs(self.content)]

    def sentence(self, offset: int) -> int:
        return max(0, bisect_right(self._starts, offset) - 1)

    def paragraph(self, offset: int) -> int:
        return bisect_right(self._paragraphs, offset) - 1

    def apart(self, mention: Mention, offset: int) -> tuple[int, int]:
        """Say how far a place is from a mention: in its sentence, its paragraph or its text; and how many sentences."""
        first, last = self.sentence(mention.start), self.sentence(max(mention.start, mention.end - 1))
        here = self.sentence(offset)
        away = max(first - here, here - last, 0)
        if not away:
            return _SENTENCE, 0
        together = self.paragraph(mention.start) <= self.paragraph(offset) <= self.paragraph(mention.end - 1)
        return (_PARAGRAPH if together else _TEXT), away


# ------------------------------------------------------------------------------------------------------ figures


def _with_offence(content: str, figure: Figure) -> Figure:
    if figure.what != "counts":
        return figure
    after = content[figure.end : figure.end + _OFFENCE_REACH].split("\n")[0]
    return replace(figure, of=offence(re.split(r"\d[\d\s,.]{2,}", after)[0]) or None)


def _deadlines(layout: _Layout, figures: Sequence[Figure]) -> list[Figure]:
    """Find the clock of what was asked of each victim: the hours told nearest to the larger sum."""
    asked = [one for one in figures if one.what == PER_VICTIM and one.unit != "BTC"]
    if not asked:
        return []
    larger = max(asked, key=lambda one: one.value)
    start, end = layout.sentences[layout.sentence(larger.start)]
    found = [match for match in _HOURS.finditer(layout.content, start, end) if _hours(match)]
    if not found:
        return []
    near = min(found, key=lambda match: min(abs(match.start() - larger.end), abs(larger.start - match.end())))
    return [
        Figure(
            case=larger.case,
            what=DEADLINE,
            value=float(_hours(near)),
            unit="hours",
            qualifier=Qualifier.EXACT,
            quote=near[0],
            start=near.start(),
            end=near.end(),
            of=PER_VICTIM if len({one.value for one in asked}) > 1 else None,
        )
    ]


def _hours(match: re.Match[str]) -> int:
    word = match["number"].lower()
    if word.startswith("vuorokau"):
        return 24
    if not match["unit"]:
        return 0
    return _HOUR_WORDS.get(word) or int(word if word.isdigit() else 0)


def _homes(layout: _Layout, mentions: Sequence[Mention], figures: Sequence[Figure]) -> tuple[int | None, ...]:
    homes = [_home(layout, mentions, one) for one in figures]
    for index, home in enumerate(homes):
        if home is not None and figures[index].what == "sentence":
            homes[index] = _of_which_ruling(mentions, figures, homes, index)
    return tuple(homes)


def _home(layout: _Layout, mentions: Sequence[Mention], figure: Figure) -> int | None:
    fits = _FITS.get(figure.what, ())
    ranked = []
    for index, mention in enumerate(mentions):
        if (figure.what in _FITS and mention.kind not in fits) or not _said_as(mention, figure):
            continue
        reach, away = layout.apart(mention, figure.start)
        preference = fits.index(mention.kind) if fits else 0
        ranked.append((reach, away, preference, abs(mention.start - figure.start), index))
    if not ranked:
        return None
    best = min(ranked)
    if best[0] == _SENTENCE or (best[0] == _PARAGRAPH and fits):
        return best[-1]
    return best[-1] if figure.what in _FAR and len(ranked) == 1 else None


def _said_as(mention: Mention, figure: Figure) -> bool:
    """Whether a term and a ruling are of one sort: demanded, or given."""
    if figure.what != "sentence":
        return True
    return (mention.modality is Modality.SOUGHT) == (figure.of == "sought")


def _of_which_ruling(
    mentions: Sequence[Mention], figures: Sequence[Figure], homes: Sequence[int | None], index: int
) -> int | None:
    """Of two terms told with one appeal ruling the one that was raised, or lowered, is the first court's."""
    home = homes[index]
    ruling = mentions[home] if home is not None else None
    if ruling is None or ruling.kind is not Kind.APPEAL_RULING:
        return home
    told = [figures[one].value for one, at in enumerate(homes) if at == home and figures[one].what == "sentence"]
    older = {Outcome.RAISED: min, Outcome.LOWERED: max}.get(ruling.outcome or Outcome.UPHELD)
    if older is None or len(set(told)) < 2 or figures[index].value != older(told):
        return home
    return next((at for at, one in enumerate(mentions) if one.kind is Kind.VERDICT and one.subject == ruling.subject
                 and one.modality is Modality.FACT), None)  # fmt: skip


# ----------------------------------------------------------------------------------------------------- finality


def _finalities(layout: _Layout, mentions: Sequence[Mention]) -> tuple[str, ...]:
    """Give each ruling what the text says of its finality: in its own sentence, or behind it in its paragraph.

    Words that stand elsewhere belong to the ruling of a text that tells only one.
    """
    found = [""] * len(mentions)
    rulings = [index for index, one in enumerate(mentions) if one.kind in _RULINGS and one.modality is Modality.FACT]
    for start, end in layout.sentences if rulings else ():
        said = finality(layout.content[start:end])
        home = _ruling_told(layout, mentions, rulings, start) if said else None
        if home is not None:
            found[home] = found[home] or said
    return tuple(found)


def _ruling_told(layout: _Layout, mentions: Sequence[Mention], rulings: Sequence[int], offset: int) -> int | None:
    here = [(*layout.apart(mentions[index], offset), -mentions[index].start, index) for index in rulings]
    before = [one for one in here if one[0] == _SENTENCE or (one[0] == _PARAGRAPH and -one[2] < offset)]
    if before:
        return min(before)[-1]
    return rulings[0] if len(rulings) == 1 else None
