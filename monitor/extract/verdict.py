"""Whether what came out of a page is the article: walls, checks, error pages, empty shells and translations are not.

Rule kept: a wall is never stored as an article, and a real article is never thrown away for a word it contains: every
detector needs a short text, a page that does not even claim to be an article, or the page's own word. Standard
library only; pure but for the signs it asks for.
"""

from __future__ import annotations

import re
from itertools import islice

from monitor.extract.metadata import Metadata
from monitor.extract.signs import Signs
from monitor.messages import said

BOT_CHECK = said("captcha/bot check")
MISSING = said("soft 404")
FRONT_PAGE = said("front page instead of the article")
CONSENT = said("consent page")
PAYWALL = said("paywall")
SHELL = said("empty page (needs JavaScript)")
TRANSLATED = said("machine translation")
NOTHING = said("no text found")

#: A text under this is a teaser, a notice or a wall; a news flash may be as short.
SHORT = 1_200
_TEASER = 700
#: What stands before a paywall whose other side the page names is shorter than this.
_LONG_TEASER = 3_000
#: So much text behind the paywall's mark is the article itself.
_OPEN = 400
#: Under these there is no sentence in it; with more unreadable characters than one in twenty it is not text.
_NOTHING = 40
_FEW_WORDS = 5
_UNREADABLE = 20
#: What an application says to who runs no scripts is shorter than this.
_SHELL = 300

_WORD = re.compile(r"\w+")
_BOT_TITLES = re.compile(
    r"just a moment|attention required|access denied|are you a robot|robot or human|pardon our interruption|"
    r"security check|human verification|verify(?:ing)? (?:you are|that you are)|ddos.guard|checking your browser|"
    r"^403 forbidden|request blocked|robottitarkist|oletko (?:robotti|ihminen)|är du en (?:robot|människa)|"
    r"bot verification|client challenge|unusual traffic|säkerhetskontroll|turvatarkistus",
    re.IGNORECASE | re.MULTILINE,
)
_BOT_WORDS = re.compile(
    r"verify (?:that )?you are (?:a )?human|(?:confirm|prove) (?:that )?you.re (?:not a robot|(?:a )?human)|"
    r"press (?:&|and) hold|unusual (?:traffic|activity) from your|enable (?:js|javascript) and (?:disable|cookies)|"
    r"varmista,? että (?:olet ihminen|et ole robotti)|vahvista,? että (?:olet ihminen|et ole robotti)|en ole robotti|"
    r"bekräfta att du (?:är (?:en )?människa|inte är en robot)|request unsuccessful\. incapsula|"
    r"checking (?:if the site connection is secure|your browser before)",
    re.IGNORECASE,
)
_BOT_MARKS = (
    "cf-chl", "challenge-platform", "cf-turnstile", "captcha-delivery.com", "_incapsula_resource", "px-captcha",
    "g-recaptcha", "h-captcha", "ddos-guard", "datadome", "awswaf", "/_guard/", "geo.captcha",
)  # fmt: skip
_MISSING_TITLES = re.compile(
    r"^\W*(?:(?:error|virhe|fel)\W+)?404\b|page (?:was )?not found|page (?:does not|doesn.t) exist|^not found\b|"
    r"sivua ei (?:ole|l[öo]y[td])|artikkelia ei (?:ole|l[öo]y[td])|(?:juttua|uutista) ei (?:ole|l[öo]y[td])|"
    r"sidan (?:hittades inte|kunde inte hittas|finns inte)|artikeln (?:hittades inte|finns inte)|"
    r"(?:article|story) (?:was )?not found|no longer available$",
    re.IGNORECASE | re.MULTILINE,
)
_MISSING_WORDS = re.compile(
    r"(?:etsim|hakem|halu)\w{2,8} (?:sivua|juttua|artikkelia|uutista) ei (?:ole|l[öo]y[td])|"
    r"(?:page|article|story) you(?:.re| are| were)? (?:looking for|requested|tried to)|"
    r"(?:sidan|artikeln) du (?:söker|letar efter|försökte)",
    re.IGNORECASE,
)
_CONSENT_TITLES = re.compile(
    r"before you continue|ennen kuin jatkat|innan du fortsätter|cookie (?:consent|settings|policy|notice)|evästeasetu|"
    r"evästeet$|your privacy choices|tietosuoja-asetu|yksityisyysasetu|we value your privacy|yksityisyytesi|"
    r"arvostamme yksityisyyttäsi|(?:din|om) integritet|kakinställningar|cookieinställningar|consent",
    re.IGNORECASE | re.MULTILINE,
)
#: The site speaking of itself; no article does.
_CONSENT_VOICE = re.compile(
    r"\b(?:(?:me|sivusto\w*|palvelu\w*) ja (?:sen )?(?:\w+ )?kumppani|(?:we|us) and our (?:\w+ )?(?:partners|vendors)|"
    r"vi och våra (?:\w+ )?partner|käytämme evästeitä|we use cookies|vi använder (?:kakor|cookies)|"
    r"(?:tämä sivusto|sivustomme) käyttää evästeitä|this (?:web)?site uses cookies)",
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
    r"\b(?:tilaajille|vain tilaaj|tilaa ja lue|tilaa nyt(?! uutiskirje)|jatka lukemista|"
    r"lue koko (?:juttu|artikkeli|uutinen)|luet (?:maksullista|tilaajien)|"
    r"kirjaudu sisään (?:lukeaksesi|ja lue)|tilaajatunnu|digitilau|tämä (?:juttu|artikkeli) on (?:maksullinen|tilaaj)|"
    r"(?:juttu|artikkeli|sisältö) on vain tilaaj|"
    r"subscribe (?:to (?:continue|read|keep)|now)|subscribers? only|for subscribers|already a subscriber|"
    r"(?:continue|keep) reading|sign in to read|to read (?:the full|this) (?:story|article)|"
    r"premium (?:article|content)|"
    r"för prenumeranter|prenumerera för att|bli prenumerant|läs (?:vidare|hela artikeln)|logga in för att läsa|"
    r"låst artikel|endast för prenumeranter)",
    re.IGNORECASE,
)
_NEEDS_SCRIPTS = re.compile(
    r"(?:enable|turn on|activate|requires?|need) javascript|javascript (?:is |to be )?(?:required|disabled|enabled|"
    r"off|not (?:enabled|available))|without javascript|(?:ota|kytke|salli) javascript|"
    r"javascript (?:on |ei ole )?(?:pois|käytössä|päällä)|(?:vaatii|edellyttää|tarvitsee|tarvitset) javascript|"
    r"(?:aktivera|slå på|kräver) javascript|javascript (?:måste|är (?:av|inaktiverat))",
    re.IGNORECASE,
)
#: One of these is in whatever the pattern below finds, which is dearer.
_TRANSLATED_HINTS = ("translat", "käänn", "översät", "översatt")
_TRANSLATED_WORDS = re.compile(
    r"\b(?:(?:this|the following) (?:article|story|text|page|content|piece)\b[^.]{0,60}\b(?:machine|automatically|ai|"
    r"computer|google)[- ](?:\w+ )?translat|(?:article|story|text|page) (?:was |is )?translated (?:automatically|"
    r"by (?:ai|machine|a machine|google|deepl))|^machine[- ]translated\b|"
    r"(?:tämä |seuraava )?(?:artikkeli|juttu|teksti|sivu|uutinen) on (?:\w+ )?(?:konekäännet|konekäännös|käännetty "
    r"(?:koneellisesti|automaattisesti|tekoäly))|^konekäänn\w+|"
    r"(?:artikeln|texten|sidan|nyheten) (?:är |har )?(?:\w+ )?(?:maskinövers|(?:automatiskt |maskinellt )övers))",
    re.IGNORECASE | re.MULTILINE,
)


def judge(text: str, meta: Metadata, signs: Signs) -> str:
    """Give why the text is not the article's, or "" when it may be."""
    for reason, found in _DETECTORS:
        if found(text, meta, signs):
            return reason
    return ""


def teaser(text: str, title: str) -> str:
    """Give what of a text before a paywall is about the story."""
    return "\n".join(line for line in text.split("\n") if line != title and not _PAYWALL_WORDS.search(line))


def _titles(meta: Metadata) -> str:
    return f"{meta.title}\n{meta.page_title}"


def _is_front(text: str, meta: Metadata, signs: Signs) -> bool:  # noqa: ARG001 - one shape for all
    return meta.is_front and meta.published is None


def _is_bot_check(text: str, meta: Metadata, signs: Signs) -> bool:
    if meta.is_article or len(text) >= SHORT:
        return False
    if _BOT_TITLES.search(_titles(meta)) or (len(text) < _TEASER and _BOT_WORDS.search(text)):
        return True
    return len(text) < _TEASER // 2 and any(mark in signs.start for mark in _BOT_MARKS)


def _is_missing(text: str, meta: Metadata, signs: Signs) -> bool:  # noqa: ARG001
    if len(text) >= _TEASER:
        return False
    return bool(_MISSING_TITLES.search(_titles(meta))) or (not meta.is_article and bool(_MISSING_WORDS.search(text)))


def _is_consent(text: str, meta: Metadata, signs: Signs) -> bool:  # noqa: ARG001
    if len(text) >= SHORT:
        return False
    words = sum(bool(one.search(text)) for one in _CONSENT_WORDS)
    if meta.is_article:
        return words >= 3 and bool(_CONSENT_VOICE.search(text))
    return (
        bool(_CONSENT_TITLES.search(_titles(meta))) or words >= 3 or (words >= 2 and bool(_CONSENT_VOICE.search(text)))
    )


def _is_shell(text: str, meta: Metadata, signs: Signs) -> bool:
    if len(text) >= _SHELL:
        return False
    if _NEEDS_SCRIPTS.search(text):
        return True
    return _is_nothing(text, meta, signs) and (signs.is_shell or bool(_NEEDS_SCRIPTS.search(signs.without_scripts)))


def _is_paywalled(text: str, meta: Metadata, signs: Signs) -> bool:
    """Whether the text is what stands before a paywall; never if the page says that it is free to read."""
    if meta.locked:
        return _is_cut(text, meta, signs)
    if meta.free or len(text) >= SHORT:
        return False
    if signs.locked or (len(text) < _TEASER and _PAYWALL_WORDS.search(text)):
        return True
    broken_off = any(line.endswith(("…", "...")) for line in text.split("\n")[-2:])
    return signs.gated and (broken_off or bool(_PAYWALL_WORDS.search(signs.shown)))


def _is_cut(text: str, meta: Metadata, signs: Signs) -> bool:
    """Whether of an article that is said to be locked only the beginning is here: metered ones are here whole."""
    if len(text) >= _LONG_TEASER:
        return False
    behind = signs.behind(meta.gates) if meta.gates else None
    if behind is not None:
        return behind < _OPEN or (len(text) < SHORT and signs.gated)
    if len(text) < _TEASER:
        return True
    return len(text) < SHORT and (signs.gated or bool(_PAYWALL_WORDS.search(signs.shown)))


def _is_translated(text: str, meta: Metadata, signs: Signs) -> bool:  # noqa: ARG001
    """Whether the page itself says that a machine translated it: beside its text, or anywhere on a short page."""
    if "translated-ltr" in (signs.tree.get("class") or "").split():
        return True
    lines = text.split("\n")
    near = "\n".join([*lines[:3], *lines[-3:], signs.shown if len(text) < SHORT else ""])
    hinted = any(hint in near.lower() for hint in _TRANSLATED_HINTS)
    return hinted and bool(_TRANSLATED_WORDS.search(near))


def _is_nothing(text: str, meta: Metadata, signs: Signs) -> bool:  # noqa: ARG001
    if len(text) < _NOTHING or text.count("\N{REPLACEMENT CHARACTER}") > len(text) // _UNREADABLE:
        return True
    return sum(1 for _ in islice(_WORD.finditer(text), _FEW_WORDS)) < _FEW_WORDS


_DETECTORS = (
    (FRONT_PAGE, _is_front),
    (BOT_CHECK, _is_bot_check),
    (MISSING, _is_missing),
    (CONSENT, _is_consent),
    (SHELL, _is_shell),
    (PAYWALL, _is_paywalled),
    (TRANSLATED, _is_translated),
    (NOTHING, _is_nothing),
)
