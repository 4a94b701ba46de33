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
from monitor.model import VICTIMS, EventDate, Figure, Kind, Mention, Modality, Outcome, Precision, Qualifier

FINAL, NOT_FINAL = "final", "not_final"
#: What a deadline figure is called, and what it is the deadline of.
DEADLINE, PER_VICTIM = "deadline", "ransom_per_victim"
_RULINGS = (Kind.VERDICT, Kind.APPEAL_RULING, Kind.SUPREME_COURT, Kind.REGULATOR_ACTION)
_ACTS = (Kind.BREACH, Kind.EXTORTION, Kind.RANSOM_DEMAND, Kind.DATA_LEAK, Kind.VICTIM_IMPACT)
_CAME_OF = frozenset(
    {
        *_RULINGS,
        Kind.SUSPECT_NAMED,
        Kind.WANTED,
        Kind.ARREST,
        Kind.EXTRADITION,
        Kind.REMAND,
        Kind.RELEASE,
        Kind.CHARGES,
        Kind.TRIAL,
        Kind.APPEAL,
    }
)
_BEFORE_RULING = frozenset(
    {Kind.INVESTIGATION, Kind.SUSPECT_NAMED, Kind.WANTED, Kind.ARREST, Kind.EXTRADITION, Kind.REMAND, Kind.CHARGES}
)
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
#: So many dated lines make a timeline.
_TIMELINE, _MOSTLY = 3, 0.8
_REFUSAL = re.compile(
    r"refus\w+ to pay|(?:did|has|have|had)(?: not|n't) pa(?:y|id)|kieltäyty\w* maksamasta|\bei(?:vät)? maksa"
    r"|vägrade? betala|betalade inte",
    re.IGNORECASE,
)
_DEMANDING = re.compile(r"demand|ask|request|vaati|vaadi|kräv|begär|settle|sovi|förlik", re.IGNORECASE)
_TO_PATIENTS = re.compile(
    r"patients|clients|victims|customers|potila(?:ita|ille|ilta|at|isiin)|uhre|uhrit|asiakka(?:ita|ille|ilta|at)"
    r"|patienter|klienter|kunder|offer",
    re.IGNORECASE,
)
_AND_END = re.compile(r"\b(?:and|ja|och)\b[\s\w,]{0,12}\Z", re.IGNORECASE)
_AND_START = re.compile(r"(?:and|ja|och)\b", re.IGNORECASE)
_RULED = re.compile(
    r",?\s*(?:he |she |was |hän |hänet |han )*(?:sentenc|convict|found guilty|tuomit|dömd)", re.IGNORECASE
)
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
_CHANGED = (Outcome.RAISED, Outcome.LOWERED)
#: Persons who are not the number of victims: some of them, or those whom the blackmailer wrote to.
PART, ADDRESSED = "part", "addressed"
_NOBODYS = (PART,)
_PART = re.compile(
    r"plaintiff|regist(?:er|r)|\bvisit|\breport(?!edly)|\bfiled|\bsettle|\bpaid\b|asianomistaj|rikosilm|lausum|\bmaks"
    r"|korvau|sovin|målsägand|anmäl|avtal|betal",
    re.IGNORECASE,
)
_PART_REACH = 45
_NOT_PATIENTS = re.compile(r"employ|staff|children|owners|työntek|laps|anställ|barn", re.IGNORECASE)
_ADDRESSED = re.compile(
    r"(?:e-?mails?|messages?|letters?|demands?|viest\w*|mejl\w*|sähköposti\w*)\b[^.]{0,60}"
    r"\b(?:sent|received|lähet|sai|skick|fick)"
    r"|(?:sent|received|lähet\w*|skick\w*|fick)\b[^.]{0,60}(?:e-?mail|message|letter|viesti|mejl|sähköposti)",
    re.IGNORECASE,
)
# What a sentence speaks of that tells a count or a term, the narrower words first.
_NAMED = (
    (Kind.APPEAL_RULING, re.compile(r"court of appeal|appeals? (?:court|judge)|hovioikeu|hovrätt", re.IGNORECASE)),
    (Kind.VERDICT, re.compile(r"guilty|convict|sentenc|\btuomi|syyllist|dömd|dömt|prison|jail|vankeu|fängelse"
                              r"|behind bars", re.IGNORECASE)),
    (Kind.CHARGES, re.compile(r"charg|indict|prosecut|syyt[et]|åtal", re.IGNORECASE)),
)  # fmt: skip

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
        ("seizure", re.compile(r"takavari|seiz|beslag|confiscat|poliisi ei saa|police (?:may|can|must) ?not"
                               r"|polisen får inte", re.IGNORECASE)),
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
_ANOTHER = r"\d[\d\s,.]{2,}"
_NOTHING_COUNTED = re.compile(r"\s*(?:[,.;:)]|(?:ja|sekä|and|och)\b|$)", re.IGNORECASE)
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
    own = _own_dates(
        layout,
        _known_to_the_month(content, [one for one in mentions if not _refused(one) and not _of_company(one, mentions)]),
    )
    told = tuple(_unaccused(replace(one, stage=one.stage or step(one))) for one in own)
    counted = [_whose(layout, one) for one in figures]
    counted += _deadlines(layout, counted)
    return Completed(told, _finalities(layout, told), tuple(counted), _homes(layout, told, counted))


# Guesses of whom a clause is about that names nobody.
_GUESSED = frozenset({"subject=accused_by_default", "subject=named_before"})


def _unaccused(mention: Mention) -> Mention:
    """Let a ruling on a seizure that names nobody be about those whose records were seized, not the accused."""
    guessed = not _GUESSED.isdisjoint(mention.cues)
    return replace(mention, subject=VICTIMS) if mention.stage == "seizure" and guessed else mention


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

    def around(self, figure: Figure) -> str:
        """Give the sentence a figure stands in."""
        start, end = self.sentences[self.sentence(figure.start)]
        return self.content[start:end]

    def apart(self, mention: Mention, offset: int) -> tuple[int, int]:
        """Say how far a place is from a mention: in its sentence, its paragraph or its text; and how many sentences."""
        first, last = self.sentence(mention.start), self.sentence(max(mention.start, mention.end - 1))
        here = self.sentence(offset)
        away = max(first - here, here - last, 0)
        if not away:
            return _SENTENCE, 0
        together = self.paragraph(mention.start) <= self.paragraph(offset) <= self.paragraph(mention.end - 1)
        return (_PARAGRAPH if together else _TEXT), away


# -------------------------------------------------------------------------------------------------------- dates


def _refused(one: Mention) -> bool:
    """Whether a mention only tells that nobody paid: refusing is no step of its own."""
    if one.kind not in (Kind.RANSOM_DEMAND, Kind.SETTLEMENT):
        return False
    return bool(_REFUSAL.search(one.quote)) and not _DEMANDING.search(one.quote)


def _of_company(one: Mention, mentions: Sequence[Mention]) -> bool:
    """Whether a demand made to the organisation was read as one to its patients too, who are not spoken to."""
    if one.kind is not Kind.EXTORTION or _TO_PATIENTS.search(one.quote):
        return False
    return any(other.kind is Kind.RANSOM_DEMAND and other.quote == one.quote for other in mentions)


def _known_to_the_month(content: str, mentions: Sequence[Mention]) -> list[Mention]:
    """Cut the dates of a timeline that has everything on the first of a month to what it knows: the month."""
    written = _ISO.findall(content)
    firsts = {day for day in written if day.endswith("-01")}
    if len(firsts) < _TIMELINE or len(firsts) < _MOSTLY * len(set(written)):
        return list(mentions)
    return [
        replace(one, date=EventDate.of(one.date.first, Precision.MONTH, one.date.words))
        if one.date and one.date.words in firsts
        else one
        for one in mentions
    ]


def _own_dates(layout: _Layout, mentions: Sequence[Mention]) -> list[Mention]:
    """Take from an act the date that its sentence gives to what came of it: "in May 2024 he was found guilty of …".

    Told with the step of a court, a prosecutor, a regulator or with its disclosure, an act happened before that. So did
    the steps told before the date of a later one: "was arrested, and in April 2024 sentenced".
    """
    return [
        replace(one, date=None)
        if _dates_a_ruling(one) or any(_dates_other(layout, one, other) for other in mentions)
        else one
        for one in mentions
    ]


def _dates_a_ruling(one: Mention) -> bool:
    """Whether the words of a date are followed by those of a ruling: "was arrested, and in April 2024 sentenced"."""
    if one.kind not in _BEFORE_RULING or one.date is None or not one.date.words:
        return False
    before, words, after = one.quote.partition(one.date.words)
    joined = _AND_END.search(before) or _AND_START.match(words)
    return bool(words and joined and _RULED.match(after))


def _dates_other(layout: _Layout, one: Mention, other: Mention) -> bool:
    if one is other or one.date is None or other.date is None or other.modality is not Modality.FACT:
        return False
    if one.date.value != other.date.value or layout.apart(one, other.start)[0] != _SENTENCE:
        return False
    if one.kind in _ACTS:
        return other.kind in _CAME_OF or (one.kind is Kind.BREACH and other.kind is Kind.DISCLOSURE)
    return other.kind in _RULINGS and one.kind in _BEFORE_RULING and _told_before_date(one, other)


def _told_before_date(one: Mention, other: Mention) -> bool:
    """Whether a date stands behind one step's words and before the other's."""
    if not one.date or not one.date.words or not one.words or not other.words:
        return False
    first, date, then = (
        one.quote.lower().find(words.lower()) for words in (one.words[-1], one.date.words, other.words[0])
    )
    return 0 <= first < date < then


# ------------------------------------------------------------------------------------------------------ figures


def _whose(layout: _Layout, figure: Figure) -> Figure:
    """Say what a count is a count of, and whether a number of persons is that of the victims."""
    if figure.what == "counts":
        return replace(figure, of=offence(_counted(layout.content, figure)) or None)
    if figure.what == "victims":
        return replace(figure, of=_of_whom(layout, figure))
    return figure


def _counted(content: str, figure: Figure) -> str:
    """Give the words that say what a count counts: those behind it, or those before it where a list names it first.

    "21 316 kiristyksen yritystä ja 20 kiristystä", but "kiristyksen yrityksiä noin 21 000 ja kiristyksiä 20".
    """
    after = re.split(_ANOTHER, content[figure.end : figure.end + _OFFENCE_REACH].split("\n")[0])[0]
    if _NOTHING_COUNTED.match(after):
        before = content[max(0, figure.start - _OFFENCE_REACH) : figure.start].split("\n")[-1]
        named = re.split(_ANOTHER, before)[-1]
        if offence(named):
            return named
    return re.sub(r"\d", "", figure.quote) + after


def _of_whom(layout: _Layout, figure: Figure) -> str | None:
    if _ADDRESSED.search(layout.around(figure)):
        return ADDRESSED
    after = layout.content[figure.end : figure.end + _PART_REACH].split(".")[0]
    return PART if _PART.search(after) or _NOT_PATIENTS.search(figure.quote) else figure.of


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
    for index, home in _terms_of_appeal(mentions, figures).items():
        homes[index] = home
    return tuple(homes)


def _home(layout: _Layout, mentions: Sequence[Mention], figure: Figure) -> int | None:
    """Find the development a figure belongs to: told in its sentence, named by its sentence, or near by."""
    if figure.of in _NOBODYS:
        return None
    fits = _FITS.get(figure.what, tuple(Kind))
    found = [(*layout.apart(one, figure.start), fits.index(one.kind), abs(one.start - figure.start), index)
             for index, one in enumerate(mentions) if one.kind in fits and _said_as(one, figure)]  # fmt: skip
    here = [one for one in found if one[0] == _SENTENCE]
    named = [] if here else [one for one in found if mentions[one[-1]].kind is _named(layout, figure)]
    near = [one for one in found if one[0] == _PARAGRAPH and figure.what in _FITS]
    only = found if figure.what in _FAR and len(found) == 1 else []
    best = min(here or named or near or only, default=None)
    return best[-1] if best else None


def _named(layout: _Layout, figure: Figure) -> Kind | None:
    """Say which kind of ruling the sentence of a count or a term speaks of, though another sentence was quoted."""
    if figure.what not in ("counts", "sentence"):
        return None
    told = layout.around(figure)
    return next((kind for kind, words in _NAMED if words.search(told)), None)


def _said_as(mention: Mention, figure: Figure) -> bool:
    """Whether a figure and a development are of one sort: demanded or given, and not merely possible or denied."""
    if figure.what == "sentence":
        return mention.modality is (Modality.SOUGHT if figure.of == "sought" else Modality.FACT)
    return figure.what != "counts" or mention.modality is Modality.FACT


def _terms_of_appeal(mentions: Sequence[Mention], figures: Sequence[Figure]) -> dict[int, int | None]:
    """Of the terms told with a ruling that raised (lowered) one, give it the higher (lower), the verdict the other.

    What one term is more than the other ("adds eight months") is nobody's term.
    """
    ruling = next((n for n, one in enumerate(mentions) if one.kind is Kind.APPEAL_RULING and one.outcome in _CHANGED
                   and one.modality is Modality.FACT), None)  # fmt: skip
    if ruling is None:
        return {}
    outcome, subject = mentions[ruling].outcome, mentions[ruling].subject
    verdict = next((n for n, one in enumerate(mentions) if one.kind is Kind.VERDICT and one.subject == subject
                    and one.modality is Modality.FACT), None)  # fmt: skip
    terms = {n: one.value for n, one in enumerate(figures) if one.what == "sentence" and one.of != "sought"}
    told = set(terms.values())
    steps = {high - low for high in told for low in told if 0 < high - low < low} & told
    whole = sorted({value for value in terms.values() if value not in steps})
    if len(whole) != 2:  # one term alone, or more than this rule can part
        return {n: None for n, value in terms.items() if value in steps}
    own = whole[1] if outcome is Outcome.RAISED else whole[0]
    return {n: None if value in steps else ruling if value == own else verdict for n, value in terms.items()}


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
