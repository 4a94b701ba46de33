"""Whether what came out of a page is the article: consent walls, paywalls, captchas and soft 404s are not.

Rule kept: a wall is never stored as an article, and a real article is never thrown away for a word it contains: every
detector needs a short text or a page that does not even claim to be an article. Standard library only; pure.
"""

from __future__ import annotations

import re

from monitor.extract.metadata import Metadata

#: A text under this is a teaser, a notice or a wall; a news flash may be as short.
SHORT = 1_200
_TEASER = 700
#: Under these there is no sentence in it; with more unreadable characters than one in twenty it is not text.
_NOTHING = 40
_FEW_WORDS = 5
_UNREADABLE = 20

_BOT_TITLES = re.compile(
    r"just a moment|attention required|access denied|are you a robot|robot or human|pardon our interruption|"
    r"security check|human verification|verify(?:ing)? (?:you are|that you are)|ddos.guard|checking your browser|"
    r"^403 forbidden|request blocked|robottitarkist",
    re.IGNORECASE,
)
_BOT_MARKS = re.compile(
    r"cf-chl|challenge-platform|captcha-delivery\.com|_incapsula_resource|px-captcha|g-recaptcha|h-captcha|"
    r"ddos-guard|datadome",
    re.IGNORECASE,
)
_MISSING_TITLES = re.compile(
    r"^\W*(?:(?:error|virhe|fel)\W+)?404\b|page (?:was )?not found|page (?:does not|doesn.t) exist|^not found\b|"
    r"sivua ei l[öo]y[td]|artikkelia ei l[öo]y[td]|sidan (?:hittades inte|kunde inte hittas|finns inte)",
    re.IGNORECASE,
)
_CONSENT_TITLES = re.compile(
    r"before you continue|ennen kuin jatkat|innan du fortsätter|cookie (?:consent|settings|policy)|evästeasetu|"
    r"your privacy choices|tietosuoja-asetu|yksityisyysasetu|we value your privacy|arvostamme yksityisyyttäsi",
    re.IGNORECASE,
)
_CONSENT_WORDS = (
    re.compile(r"\b(?:cookies?|evästee|evästei|eväste|kakor|cookie)", re.IGNORECASE),
    re.compile(r"\b(?:accept all|agree|consent|hyväksy|suostumu|godkänn|samtyck)", re.IGNORECASE),
    re.compile(
        r"\b(?:partners|vendors|kumppani|third part|kolmansien osapuolten|tredje part|purpose|käyttötarkoitu)",
        re.IGNORECASE,
    ),
    re.compile(r"\b(?:privacy|tietosuoja|yksityisyy|integritet|personal data|henkilötie|personuppgift)", re.IGNORECASE),
)
_PAYWALL_WORDS = re.compile(
    r"\b(?:tilaajille|vain tilaaj|tilaa ja lue|tilaa nyt|jatka lukemista|lue koko (?:juttu|artikkeli|uutinen)|"
    r"luet (?:maksullista|tilaajien)|kirjaudu sisään (?:lukeaksesi|ja lue)|tilaajatunnu|digitilau|"
    r"subscribe (?:to (?:continue|read|keep)|now)|subscribers? only|for subscribers|already a subscriber|"
    r"(?:continue|keep) reading|sign in to read|to read (?:the full|this) (?:story|article)|"
    r"premium (?:article|content)|"
    r"för prenumeranter|prenumerera för att|bli prenumerant|läs (?:vidare|hela artikeln)|logga in för att läsa)",
    re.IGNORECASE,
)


def judge(text: str, meta: Metadata, markup: str) -> str:
    """Give why the text is not the article's, or "" when it may be. ``markup`` is the start of the page."""
    if len(text) < SHORT:
        for reason, found in (
            ("captcha/bot check", _is_bot_check(text, meta, markup)),
            ("soft 404", bool(_MISSING_TITLES.search(meta.title)) and len(text) < _TEASER),
            ("consent page", _is_consent(text, meta)),
            ("paywall", _is_paywalled(text, meta)),
        ):
            if found:
                return reason
    return "no text found" if _is_nothing(text) else ""


def _is_nothing(text: str) -> bool:
    if len(text) < _NOTHING or text.count("\N{REPLACEMENT CHARACTER}") > len(text) // _UNREADABLE:
        return True
    return len(re.findall(r"\w+", text[:1_000])) < _FEW_WORDS


def _is_bot_check(text: str, meta: Metadata, markup: str) -> bool:
    if meta.is_article:
        return False
    return bool(_BOT_TITLES.search(meta.title)) or (len(text) < _TEASER // 2 and bool(_BOT_MARKS.search(markup)))


def _is_consent(text: str, meta: Metadata) -> bool:
    if _CONSENT_TITLES.search(meta.title) and not meta.is_article:
        return True
    return not meta.is_article and sum(bool(words.search(text)) for words in _CONSENT_WORDS) >= 3


def _is_paywalled(text: str, meta: Metadata) -> bool:
    if meta.locked and len(text) < _TEASER:
        return True
    return len(text) < _TEASER and bool(_PAYWALL_WORDS.search(text))
