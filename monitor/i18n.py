"""Words, dates, numbers and plurals in Finnish and English: gettext catalogues and Babel, which is imported only here.

Rules kept here:

* Every name of the taxonomy has a label in both languages; a label is looked up, never built out of its token.
* A demand is never worded as a decision: `Words.tag` puts "Demanded:" in front, and `Words.outcome` has another
  wording for what has not happened.
* Names of cases, outlets and people are set down as they are given: code inflects none of them.
* Placeholders are ``%(name)s``; a number is formatted before it is put in (``%(num)d`` would stay English).

The catalogues are ``monitor/locale/LANGUAGE/LC_MESSAGES/monitor.po`` with the compiled ``.mo`` beside it;
``python -m tests.catalogues`` brings both up to date.
"""

from __future__ import annotations

import datetime as dt
import functools
import gettext as gettext_module
from collections.abc import Iterable, Mapping
from importlib import resources
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_datetime, format_timedelta, get_timezone_location
from babel.lists import format_list
from babel.numbers import format_decimal

from monitor.conflicts import Question
from monitor.conflicts import State as ConflictState
from monitor.errors import UsageError
from monitor.messages import messages
from monitor.model import (
    OTHER,
    THIRD_PERSON,
    VICTIMS,
    ArticleState,
    EventDate,
    FeedKind,
    Figure,
    Kind,
    Modality,
    Outcome,
    OutletKind,
    PollState,
    Precision,
    Qualifier,
    Weekday,
)

#: The languages a person may read the program in.
LANGUAGES = ("fi", "en")

#: Labels are (context, English); the context tells a translator what the word stands for.
Label = tuple[str, str]


def mark(context: str, message: str) -> Label:
    """Mark a label for extraction and give it back unchanged."""
    return context, message


KINDS: Mapping[Kind, Label] = {
    Kind.BREACH: mark("kind", "Data breach"),
    Kind.DISCLOSURE: mark("kind", "Disclosure"),
    Kind.RANSOM_DEMAND: mark("kind", "Ransom demand"),
    Kind.EXTORTION: mark("kind", "Extortion of victims"),
    Kind.DATA_LEAK: mark("kind", "Data leak"),
    Kind.SECURITY_FINDING: mark("kind", "Security finding"),
    Kind.VICTIM_IMPACT: mark("kind", "Effect on victims"),
    Kind.INVESTIGATION: mark("kind", "Investigation"),
    Kind.SUSPECT_NAMED: mark("kind", "Naming of a suspect"),
    Kind.WANTED: mark("kind", "Wanted notice"),
    Kind.ARREST: mark("kind", "Arrest"),
    Kind.EXTRADITION: mark("kind", "Extradition"),
    Kind.REMAND: mark("kind", "Remand"),
    Kind.RELEASE: mark("kind", "Release from custody"),
    Kind.CHARGES: mark("kind", "Charges"),
    Kind.TRIAL: mark("kind", "Trial"),
    Kind.VERDICT: mark("kind", "Verdict"),
    Kind.APPEAL: mark("kind", "Appeal"),
    Kind.APPEAL_RULING: mark("kind", "Appeal ruling"),
    Kind.SUPREME_COURT: mark("kind", "Supreme Court decision"),
    Kind.SETTLEMENT: mark("kind", "Settlement"),
    Kind.REGULATOR_ACTION: mark("kind", "Regulator’s action"),
    Kind.DISMISSAL: mark("kind", "Dismissal or resignation"),
    Kind.BANKRUPTCY: mark("kind", "Bankruptcy or liquidation"),
    Kind.OWNERSHIP: mark("kind", "Ownership"),
    Kind.CIVIL_CLAIM: mark("kind", "Civil claim"),
    Kind.COMPENSATION: mark("kind", "Compensation"),
    Kind.LEGISLATION: mark("kind", "Legislation"),
}

MODALITIES: Mapping[Modality, Label] = {
    Modality.FACT: mark("modality", "Happened"),
    Modality.PLANNED: mark("modality", "Planned"),
    Modality.SOUGHT: mark("modality", "Demanded"),
    Modality.HYPOTHETICAL: mark("modality", "Possible"),
    Modality.DENIED: mark("modality", "Denied or not so"),
}

OUTCOMES: Mapping[Outcome, Label] = {
    Outcome.CONVICTED: mark("outcome", "found guilty"),
    Outcome.ACQUITTED: mark("outcome", "acquitted"),
    Outcome.UPHELD: mark("outcome", "ruling upheld"),
    Outcome.RAISED: mark("outcome", "sentence raised"),
    Outcome.LOWERED: mark("outcome", "sentence lowered"),
    Outcome.OVERTURNED: mark("outcome", "ruling overturned"),
    Outcome.GRANTED: mark("outcome", "granted"),
    Outcome.REFUSED: mark("outcome", "refused"),
    Outcome.WAIVED: mark("outcome", "not prosecuted"),
}

#: The same for what is only demanded, planned, possible or denied.
WISHES: Mapping[Outcome, Label] = {
    Outcome.CONVICTED: mark("outcome that has not happened", "a conviction"),
    Outcome.ACQUITTED: mark("outcome that has not happened", "an acquittal"),
    Outcome.UPHELD: mark("outcome that has not happened", "upholding the ruling"),
    Outcome.RAISED: mark("outcome that has not happened", "raising the sentence"),
    Outcome.LOWERED: mark("outcome that has not happened", "lowering the sentence"),
    Outcome.OVERTURNED: mark("outcome that has not happened", "overturning the ruling"),
    Outcome.GRANTED: mark("outcome that has not happened", "granting it"),
    Outcome.REFUSED: mark("outcome that has not happened", "refusing it"),
    Outcome.WAIVED: mark("outcome that has not happened", "a decision not to prosecute"),
}

STATES: Mapping[PollState, Label] = {
    PollState.OK: mark("state of a feed", "works"),
    PollState.UNCHANGED: mark("state of a feed", "unchanged"),
    PollState.BASELINE: mark("state of a feed", "read for the first time"),
    PollState.EMPTY: mark("state of a feed", "empty feed"),
    PollState.NOT_A_FEED: mark("state of a feed", "not a feed"),
    PollState.UNREADABLE: mark("state of a feed", "unreadable"),
    PollState.TOO_LARGE: mark("state of a feed", "too large"),
    PollState.TIMEOUT: mark("state of a feed", "no answer in time"),
    PollState.HTTP_ERROR: mark("state of a feed", "HTTP error"),
    PollState.GONE: mark("state of a feed", "gone for good"),
    PollState.RATE_LIMITED: mark("state of a feed", "asked us to slow down"),
    PollState.OVER_BUDGET: mark("state of a feed", "over today's budget"),
    PollState.REFUSED_ADDRESS: mark("state of a feed", "address not allowed"),
    PollState.REDIRECT: mark("state of a feed", "redirect error"),
    PollState.PROTOCOL_ERROR: mark("state of a feed", "protocol error"),
    PollState.UNREACHABLE: mark("state of a feed", "unreachable"),
    PollState.TLS_ERROR: mark("state of a feed", "TLS certificate error"),
    PollState.ROBOTS: mark("state of a feed", "forbidden by robots.txt"),
    PollState.DISABLED: mark("state of a feed", "disabled"),
    PollState.NOT_POLLED: mark("state of a feed", "not polled yet"),
    PollState.STALE: mark("state of a feed", "silent for unusually long"),
}

ARTICLE_STATES: Mapping[ArticleState, Label] = {
    ArticleState.PENDING: mark("state of an article", "not read yet"),
    ArticleState.READ: mark("state of an article", "read"),
    ArticleState.HEADLINE_ONLY: mark("state of an article", "headline only"),
    ArticleState.FAILED: mark("state of an article", "could not be fetched"),
    ArticleState.GONE: mark("state of an article", "gone"),
    ArticleState.COPY: mark("state of an article", "at a second address"),
}

#: What has become of a mail.
DELIVERIES: Mapping[str, Label] = {
    "pending": mark("state of a mail", "waiting"),
    "sent": mark("state of a mail", "sent"),
    "deferred": mark("state of a mail", "not taken yet, tried again"),
    "failed": mark("state of a mail", "refused"),
    "skipped": mark("state of a mail", "not sent, nothing new"),
}

QUALIFIERS: Mapping[Qualifier, Label] = {
    Qualifier.EXACT: mark("before a number", "exactly"),
    Qualifier.ABOUT: mark("before a number", "about"),
    Qualifier.OVER: mark("before a number", "over"),
    Qualifier.UNDER: mark("before a number", "under"),
    Qualifier.AT_LEAST: mark("before a number", "at least"),
    Qualifier.UP_TO: mark("before a number", "up to"),
}

OUTLET_KINDS: Mapping[OutletKind, Label] = {
    OutletKind.PRESS: mark("kind of outlet", "newsroom"),
    OutletKind.WIRE: mark("kind of outlet", "news agency"),
    OutletKind.AUTHORITY: mark("kind of outlet", "authority"),
    OutletKind.ADHOC: mark("kind of outlet", "single source"),
}

FEED_KINDS: Mapping[FeedKind, Label] = {
    FeedKind.FEED: mark("kind of source", "feed"),
    FeedKind.SITEMAP: mark("kind of source", "sitemap"),
    FeedKind.LISTING: mark("kind of source", "page of links"),
    FeedKind.WATCHED: mark("kind of source", "watched page"),
}

FIGURES: Mapping[str, Label] = {
    "victims": mark("figure", "victims"),
    "crime_reports": mark("figure", "crime reports"),
    "plaintiffs": mark("figure", "injured parties"),
    "counts": mark("figure", "counts"),
    "sentence": mark("figure", "sentence"),
    "fine": mark("figure", "fine"),
    "ransom": mark("figure", "ransom"),
    "ransom_per_victim": mark("figure", "sum asked of each victim"),
    "compensation": mark("figure", "compensation"),
    "claims": mark("figure", "claims"),
    "leaked_records": mark("figure", "leaked records"),
    "deadline": mark("figure", "time to pay"),
    "other": mark("figure", "figure"),
}

#: What a figure is a figure of: the offence of counts, the part of a number of people.
OF_WHAT: Mapping[str, Label] = {
    "attempted_extortion": mark("of a figure", "attempted extortion"),
    "extortion": mark("of a figure", "extortion"),
    "dissemination": mark("of a figure", "dissemination of private information"),
    "breach": mark("of a figure", "data breach"),
    "addressed": mark("of a figure", "those written to"),
    "part": mark("of a figure", "some of them"),
    "sought": mark("of a figure", "demanded"),
    "ransom_per_victim": mark("of a figure", "before the sum rises"),
}

QUESTIONS: Mapping[str, Label] = {
    Question.DATE: mark("question", "When was it?"),
    Question.OUTCOME: mark("question", "How was it decided?"),
    Question.SENTENCE: mark("question", "How long is the sentence?"),
    Question.FINE: mark("question", "How high is the fine?"),
    Question.RANSOM: mark("question", "What was demanded of the company?"),
    Question.COMPENSATION: mark("question", "How much is the compensation?"),
    Question.COUNTS: mark("question", "How many counts?"),
    Question.VICTIMS: mark("question", "How many victims?"),
    Question.FIRST_SUM: mark("question", "What was first demanded of each victim?"),
    Question.LATER_SUM: mark("question", "To what did the demand rise?"),
    Question.DEADLINE: mark("question", "When did the demand rise?"),
    Question.CHARGED_AND_CONVICTED: mark("question", "More counts than were charged?"),
    Question.ATTEMPTED: mark("question", "Attempted or completed?"),
    Question.GUILT: mark("question", "Guilty?"),
    Question.TERM: mark("question", "Which sentence is in force?"),
}

CONFLICT_STATES: Mapping[str, Label] = {
    ConflictState.OPEN: mark("state of a conflict", "open"),
    ConflictState.RESOLVED: mark("state of a conflict", "resolved"),
    ConflictState.SUPERSEDED: mark("state of a conflict", "superseded"),
}

SIDES: Mapping[str, Label] = {
    "charged": mark("side of a conflict", "charged"),
    "convicted": mark("side of a conflict", "convicted"),
    "attempted": mark("side of a conflict", "attempted"),
    "completed": mark("side of a conflict", "completed"),
}

#: Units that are written behind the number; all others are told by the figure's own label.
_UNITS = {"EUR": "€", "USD": "$", "BTC": "BTC", "percent": "%"}

_LOCALES = {"fi": "fi", "en": "en_GB"}
_PATTERNS = {
    "fi": {
        "day": "d.M.y",
        "month": "LLLL y",
        "short_month": "M/y",
        "long": "cccc d.M.y",
        "datetime": "ccc d.M. 'klo' H.mm",
        "moment": "d.M.y 'klo' H.mm",
        "time": "'klo' H.mm",
    },
    "en": {
        "day": "d MMM y",
        "month": "MMMM y",
        "short_month": "MMM y",
        "long": "cccc d MMMM y",
        "datetime": "ccc d MMM, HH:mm",
        "moment": "d MMM y, HH:mm",
        "time": "HH:mm",
    },
}
_QUOTES = {"fi": "””", "en": "“”"}


def value_names() -> dict[str, str]:
    """Give the words of both languages for kinds and states, in lower case, with what each stands for."""
    names: dict[str, str] = {}
    for language in LANGUAGES:
        known = words(language)
        names |= {known.kind(kind).lower(): str(kind) for kind in Kind}
        names |= {known.modality(modality).lower(): str(modality) for modality in Modality}
    return names


class Words:
    """Everything a person reads, in one language. Raises `UsageError` for a language it has not."""

    def __init__(self, language: str) -> None:
        if language not in LANGUAGES:
            raise UsageError(f"no words in language {language!r}: choose one of {', '.join(LANGUAGES)}")
        self.language = language
        self._locale = Locale.parse(_LOCALES[language])
        self._pattern = _PATTERNS[language]
        file = resources.files("monitor") / "locale" / language / "LC_MESSAGES" / "monitor.mo"
        with file.open("rb") as stream:
            self._catalogue = gettext_module.GNUTranslations(stream)

    # ------------------------------------------------------------------------------------------- sentences

    def gettext(self, message: str, /, **values: object) -> str:
        """Give a sentence in this language, with ``%(name)s`` filled from the keywords."""
        found = self._catalogue.gettext(message) if message else ""
        return found % values if values else found

    def ngettext(self, singular: str, plural: str, num: int, /, **values: object) -> str:
        """Give the right one of two forms; ``%(num)s`` is the number as this language writes it."""
        return self._catalogue.ngettext(singular, plural, num) % {"num": self.number(num), **values}

    def again(self, message: str) -> str:
        """Say an English message that arose elsewhere (a failure's reason, an error) in this language."""
        return messages(self.language).again(message)

    def pgettext(self, context: str, message: str, /, **values: object) -> str:
        """Give a word whose translation depends on where it stands."""
        found = self._catalogue.pgettext(context, message)
        return found % values if values else found

    # ----------------------------------------------------------------------------------- numbers and dates

    def number(self, value: float) -> str:
        """Write a number: ``33 171`` (with a no-break space) or ``33,171``."""
        return str(format_decimal(value, locale=self._locale))

    def list(self, items: Iterable[str]) -> str:
        """Join names with this language's "and"."""
        return str(format_list(list(items), locale=self._locale))

    def quoted(self, text: str) -> str:
        """Put a language's quotation marks around a text."""
        return f"{_QUOTES[self.language][0]}{text}{_QUOTES[self.language][1]}"

    def date(self, value: EventDate | dt.date | None) -> str:
        """Write a date as exactly as it is known; nothing for None."""
        if value is None:
            return ""
        if isinstance(value, dt.date):
            return self._civil(value, "day")
        if value.precision is Precision.YEAR:
            return value.value
        return self._civil(value.first, "month" if value.precision is Precision.MONTH else "day")

    def short_date(self, value: EventDate | None) -> str:
        """Write a date as exactly as it is known, in the width of a column: ``11/2020``, ``Nov 2020``."""
        if value is not None and value.precision is Precision.MONTH:
            return self._civil(value.first, "short_month")
        return self.date(value)

    def long_date(self, value: dt.date) -> str:
        """Write a civil day with its weekday."""
        return self._civil(value, "long")

    def weekday(self, day: Weekday) -> str:
        """Name a day of the week, briefly."""
        return str(self._locale.days["format"]["abbreviated"][list(Weekday).index(day)])

    def datetime(self, value: dt.datetime, zone: str) -> str:
        """Write a moment as weekday, day and time of day in a zone; without the year."""
        return self._moment(value, zone, "datetime")

    def moment(self, value: dt.datetime, zone: str) -> str:
        """Write a moment as day, year and time of day in a zone."""
        return self._moment(value, zone, "moment")

    def time(self, value: dt.datetime, zone: str) -> str:
        """Write a moment as a time of day in a zone."""
        return self._moment(value, zone, "time")

    def zone(self, zone: str) -> str:
        """Say which place's time is meant."""
        if zone == "Europe/Helsinki":
            return self.gettext("Finnish time")
        return str(get_timezone_location(ZoneInfo(zone), locale=self._locale))

    def _civil(self, value: dt.date, pattern: str) -> str:
        return str(format_date(value, self._pattern[pattern], locale=self._locale))

    def span(self, length: dt.timedelta) -> str:
        """Say how long something is, roughly: minutes, hours up to two days, then days."""
        return str(format_timedelta(length, granularity="minute", threshold=2, locale=self._locale))

    def _moment(self, value: dt.datetime, zone: str, pattern: str) -> str:
        return str(format_datetime(value, self._pattern[pattern], tzinfo=ZoneInfo(zone), locale=self._locale))

    # ---------------------------------------------------------------------------------------------- labels

    def label(self, label: Label) -> str:
        """Give one label of the tables above in this language."""
        return self._catalogue.pgettext(*label)

    def kind(self, kind: Kind) -> str:
        """Name a kind of development."""
        return self.label(KINDS[kind])

    def modality(self, modality: Modality) -> str:
        """Say whether it happened, is demanded, planned, possible or denied."""
        return self.label(MODALITIES[modality])

    def outcome(self, outcome: Outcome, modality: Modality = Modality.FACT) -> str:
        """Say how it came out, or what is wished for when it has not happened."""
        return self.label((OUTCOMES if modality is Modality.FACT else WISHES)[outcome])

    def state(self, state: PollState) -> str:
        """Say how a poll ended."""
        return self.label(STATES[state])

    def delivery(self, state: str) -> str:
        """Say what has become of a mail."""
        return self.label(DELIVERIES[state])

    def article_state(self, state: ArticleState) -> str:
        """Say how far an article has been read."""
        return self.label(ARTICLE_STATES[state])

    def qualifier(self, qualifier: Qualifier) -> str:
        """Say how exactly a number is known."""
        return self.label(QUALIFIERS[qualifier])

    def feed_kind(self, kind: FeedKind) -> str:
        """Say what stands at a source's address."""
        return self.label(FEED_KINDS[kind])

    def outlet_kind(self, kind: OutletKind) -> str:
        """Say who publishes."""
        return self.label(OUTLET_KINDS[kind])

    def subject(self, subject: str) -> str:
        """Name the subject of a development: an actor's short name, "victims", "third person", nothing for `OTHER`."""
        if subject == VICTIMS:
            return self.pgettext("subject", "victims")
        if subject == THIRD_PERSON:
            return self.pgettext("subject", "third person")
        return "" if subject == OTHER else subject

    def tag(self, kind: Kind, modality: Modality) -> str:
        """Name a development so that nobody can take a demand for a decision.

        A fact is its kind alone; everything else has its modality in front.
        """
        name = self.kind(kind)
        return name if modality is Modality.FACT else f"{self.modality(modality)}: {name}"

    def figure(self, figure: Figure) -> str:
        """Write one figure: what it counts, how exactly it is known, the number and its unit."""
        amount = self._amount(figure)
        qualified = amount if figure.qualifier is Qualifier.EXACT else f"{self.qualifier(figure.qualifier)} {amount}"
        name = self.label(FIGURES.get(figure.what, FIGURES["other"]))
        of = f" ({self.label(OF_WHAT[figure.of]) if figure.of in OF_WHAT else figure.of})" if figure.of else ""
        return f"{name}{of}: {qualified}{self._suspended(figure)}"

    def claim(self, field: str, value: str) -> str:
        """Write one part of a claim that a source corrected: a ``modality``, ``outcome``, ``date`` or ``figure``."""
        if field == "date":
            return self.date(EventDate.parse(value))
        if field == "outcome":
            return self.outcome(Outcome(value))
        if field == "modality":
            return self.modality(Modality(value))
        what, amount, unit = (*value.split(" ", 2), "")[:3]
        return self.figure(Figure("", what, float(amount), unit, Qualifier.EXACT, "", 0, 0))

    def difference(self, field: str, before: str, after: str) -> str:
        """Write what one part of a claim was and what it is now; nothing after it means that it is no longer said."""
        if not after:
            return f"{self.claim(field, before)} → {self.gettext('no longer said')}"
        now = self.claim(field, after)
        return f"{self.claim(field, before)} → {now.rpartition(': ')[2] if field == 'figure' else now}"

    def _suspended(self, figure: Figure) -> str:
        if figure.suspended is None:
            return ""
        return ", " + (self.gettext("suspended") if figure.suspended else self.gettext("unconditional"))

    def _amount(self, figure: Figure) -> str:
        return self.amount(figure.value, figure.unit)

    def amount(self, value: float, unit: str) -> str:
        """Write a number with its unit, a term in years and months."""
        if unit == "months" and float(value).is_integer():
            return self.months(int(value))
        if unit == "hours" and float(value).is_integer():
            return self.ngettext("%(num)s hour", "%(num)s hours", int(value))
        sign = _UNITS.get(unit, "")
        return f"{self.number(value)}\N{NO-BREAK SPACE}{sign}" if sign else self.number(value)

    def status(
        self,
        kind: Kind,
        outcome: Outcome | None = None,
        term: tuple[float, str, bool | None] | None = None,
        finality: str = "",
        *,
        appealed: bool = False,
    ) -> str:
        """Word how a proceeding stands: the step, how it came out, for how long or how much, and whether it is final.

        ``term`` is a value, its unit, and whether it is suspended.
        """
        parts = [self.kind(kind)]
        if outcome:
            parts.append(self.outcome(outcome))
        if term:
            suspended = f" ({self.gettext('suspended')})" if term[2] else ""
            parts.append(self.amount(term[0], term[1]) + suspended)
        if finality:
            parts.append(self.gettext("final") if finality == "final" else self.gettext("not final"))
        if appealed:
            parts.append(self.gettext("appealed"))
        return ", ".join(parts)

    def answer(self, question: str, value: str, label: str = "") -> str:
        """Word one side of a conflict: a date, an outcome, or a number with its unit and how exactly it is known."""
        if question == Question.DATE:
            shown = self.short_date(EventDate.parse(value))
        elif question in (Question.OUTCOME, Question.GUILT):
            shown = self.outcome(Outcome(value))
        else:
            first, *rest = value.split(" ")
            vague = first in list(Qualifier)
            number, unit = (*(rest if vague else [first, *rest]), "")[:2]
            shown = (self.qualifier(Qualifier(first)) + " " if vague else "") + self.amount(float(number), unit)
        if label in set(Kind):
            return f"{self.kind(Kind(label))}: {shown}"
        return f"{self.side(label)}: {shown}" if label else shown

    def question(self, question: str) -> str:
        """Word what a conflict asks."""
        return self.label(QUESTIONS[question])

    def conflict_state(self, state: str) -> str:
        """Word how a conflict stands."""
        return self.label(CONFLICT_STATES[state])

    def side(self, label: str) -> str:
        """Word what a side of a conflict speaks of."""
        return self.label(SIDES[label])

    def months(self, months: int) -> str:
        """Write a length of time as years and months: ``6 v 11 kk``."""
        years, rest = divmod(months, 12)
        parts = []
        if years:
            parts.append(self.ngettext("%(num)s year", "%(num)s years", years))
        if rest or not years:
            parts.append(self.ngettext("%(num)s month", "%(num)s months", rest))
        return " ".join(parts)


@functools.cache
def words(language: str) -> Words:
    """Give a language's words, reading its catalogue once. Raises `UsageError` for a language it has not."""
    return Words(language)
