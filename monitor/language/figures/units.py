"""What is counted: the nouns behind (or before) a number, money, and the words that qualify a number.

Rule kept: `Quantity.unit` is one of a short closed list; what the figure means for the case is for the classifier.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from monitor.model import Qualifier


def _pattern(table: Mapping[str, str]) -> re.Pattern[str]:
    return re.compile("(?:" + "|".join(f"(?P<{unit}>{words})" for unit, words in table.items()) + r")(?![\w-])")


#: The left part of a compound and an ending, both bounded so that no word however long makes a pattern slow.
_LEFT = "[a-zåäö-]{0,30}"
_END = "[a-zäö]{0,14}"

#: Records come first: "potilaskertomusta" counts records, "potilasta" persons. A Finnish noun may end a compound.
_FINNISH = {
    "percent": rf"prosent{_END}",
    "records": rf"{_LEFT}(?:kertomu{_END}|tiedosto{_END}|tietue{_END}|asiakirj{_END}|henkilötunnu{_END}"
    rf"|potilasti{_END}|asiakasti{_END}|henkilötie{_END}|sivua)",
    "reports": rf"{_LEFT}(?:ilmoitu(?:s|st|ks){_END}|tutkintapyyn{_END})",
    "statements": rf"{_LEFT}(?:lausuma{_END}|lausunto{_END}|lausunnon)",
    "calls": rf"{_LEFT}(?:puhelu{_END}|keskustelu{_END}|yhteydeno{_END})",
    "claims": rf"{_LEFT}(?:vaatimu{_END}|hakemu{_END}|kanteen|kannetta)",
    "counts": rf"{_LEFT}(?:rikos(?:ta|ten)?|rikoks{_END}|tekoa|teosta|syytekoh{_END}|syytettä|syytteestä"
    rf"|(?:kiristys|murto|petos)yrity{_END}"
    rf"|tietomurto{_END}|tietomurro{_END}|kiristy(?:stä|ksestä|ksen)|levittämis{_END}|petost?a)\b",
    "cases": rf"{_LEFT}(?:kertaa|tapau{_END}|kantelu{_END})",
    "petabytes": rf"petata{_END}",
    "terabytes": rf"teratav{_END}",
    "gigabytes": rf"gigatav{_END}",
    "persons": rf"{_LEFT}(?:potila(?:s|a|i){_END}|uhri{_END}|uhre{_END}|ihmi[sn]{_END}|asiak(?:as{_END}|ka{_END})"
    rf"|suomalai{_END}|henkilö(?:ä|n|t|lle|ltä|llä|stä|itä)?|henkeä|asianomista{_END}|epäilty{_END}|epäillyn"
    rf"|lasta|lapsen|omista[aj]{_END}|kantaja{_END}|käyttäj{_END}|hakija{_END}|jäsen{_END}|mies|miestä|miehen"
    rf"|naista|naisen|oppila{_END}|työntekij{_END}|vastaaja{_END}|syytetty{_END}|nuor(?:ta|en)"
    rf"|todistaja{_END})",
}
_ENGLISH = {
    "percent": r"per ?cent|percentage points?",
    "records": r"(?:records?|files?|documents?|notes|passwords?|identity codes?)",
    "reports": r"(?:reports?|criminal complaints?|complaints?)",
    "statements": r"(?:written )?statements?",
    "calls": r"(?:calls?|conversations?)",
    "claims": r"(?:claims?|applications?)",
    "counts": r"(?:counts?|attempts?|attempted|offen[cs]es?|crimes?|charges?|breaches|cases of|instances of)",
    "cases": r"(?:cases?|times|instances)",
    "petabytes": r"petabytes?",
    "terabytes": r"terabytes?",
    "gigabytes": r"gigabytes?",
    "persons": r"(?:people|patients?|victims?|clients?"
    r"|customers?|persons?|applicants?|finns|others|suspects?|children|members?|users?|owners?|plaintiffs?"
    r"|complainants?|individuals?|men|women|employees?|witnesses|defendants?|injured parties)|of (?:them|those|us)",
}
_SWEDISH = {
    "percent": r"procent",
    "records": rf"{_LEFT}(?:journal(?:er)?|filer|akter|uppgifter|dokument)",
    "reports": rf"{_LEFT}(?:anmälan|anmälningar)",
    "claims": rf"{_LEFT}(?:yrkanden|krav|ansökningar)",
    "counts": r"(?:brott|försök|åtalspunkter|dataintrång|fall av)",
    "cases": r"(?:fall|gånger)",
    "petabytes": r"petabyte",
    "terabytes": r"terabyte",
    "gigabytes": r"gigabyte",
    "statements": rf"{_LEFT}(?:utlåtanden?|yttranden?)",
    "calls": r"samtal",
    "persons": rf"{_LEFT}(?:person(?:er)?s?|människors?|patient(?:er)?s?|offers?|klient(?:er)?s?|kund(?:er)?s?"
    r"|finländare|målsägande|misstänkta|barn|män|kvinnor|ägare|medlemmar)|av (?:dem|offren)|till antalet",
}
AFTER = {"fi": _pattern(_FINNISH), "en": _pattern(_ENGLISH), "sv": _pattern(_SWEDISH)}

#: Words that end the noun phrase begun by a number: what follows them is not what is counted.
#: A passive ends the phrase too: "kolmea epäillään tietosuojarikoksesta".
STOP_ENDINGS = ("taan", "tään", "llaan", "llään", "ttiin", "dään", "daan")

STOPS = frozenset(
    [
        "on",
        "oli",
        "ovat",
        "olivat",
        "ja",
        "tai",
        "sekä",
        "että",
        "joka",
        "jotka",
        "eli",
        "vuotta",
        "vuoden",
        "kuukautta",
        "kuukauden",
        "päivää",
        "tuntia",
        "euroa",
        "were",
        "was",
        "is",
        "are",
        "have",
        "has",
        "had",
        "who",
        "which",
        "that",
        "in",
        "to",
        "from",
        "at",
        "for",
        "and",
        "or",
        "by",
        "on",
        "with",
        "as",
        "would",
        "could",
        "will",
        "may",
        "euros",
        "euro",
        "dollars",
        "thousands",
        "hundreds",
        "years",
        "months",
        "days",
        "hours",
        "och",
        "eller",
        "som",
        "i",
        "på",
        "till",
        "från",
        "att",
        "är",
        "var",
        "har",
        "hade",
        "år",
    ]
)

#: A noun before the number: "uhreja on kaikkiaan noin 33 000", "the number of victims at about 32,000".
#: "100 patient files": a singular before another noun only describes it.
DESCRIBES = frozenset({"patient", "client", "customer", "victim", "user", "member"})

BEFORE = {
    "fi": re.compile(
        r"(?P<reports>[a-zäö]*ilmoituksia|ilmoittanut)|(?P<records>[a-zäö]*(?:kertomuksia|tiedostoja))"
        r"|(?P<persons>[a-zäö]*(?:uhreja|potilaita|asiakkaita|asianomistajia|epäiltyjä|ihmisiä"
        r"|vastaajia|hakijoita|maksaneita))"
        r"|(?P<counts>(?:teko|rikoksi|syytekohti)a)"
    ),
    "en": re.compile(
        r"(?P<reports>\breports)|(?P<persons>\b(?:victims|patients|people|clients|customers"
        r"|plaintiffs|those|suspects))"
        r"|(?P<counts>\bcounts)|(?P<records>\brecords|\bfiles)"
    ),
    "sv": re.compile(
        r"(?P<reports>anmälningar)|(?P<persons>\b(?:offer|offren|patienter|personer|misstänkta"
        r"|människor|målsägande))"
    ),
}

MONEY_AFTER = re.compile(
    r" ?(?:(?P<EUR>€|euro[a-zäö]*|eur\b)|(?P<USD>\$|us dollars?|dollar[a-zäö]*|usd\b)|(?P<BTC>₿"
    r"|bitcoin[a-zäö]*|btc\b)"
    r"|(?P<GBP>£|pounds?\b|punta[a-z]*|gbp\b)|(?P<SEK>kruunu[a-z]*|kronor|sek\b)|(?P<percent>%)|(?P<gigabytes>gb\b|gigabyte)|(?P<terabytes>tb\b|terabyte))"
)
MONEY_BEFORE = re.compile(
    r"(?:(?P<AUD>a\$)|(?P<USD>(?:us)?\$|usd )|(?P<EUR>€|eur |euro )|(?P<GBP>£)"
    r"|(?P<BTC>₿)) ?$"
)

_Q = Qualifier
_QUALIFIER_WORDS = {
    _Q.ABOUT: (
        "noin|suunnilleen|arviolta|kutakuinkin|arviolta noin|n.|about|around|some|roughly|approximately"
        "|circa|an estimated|estimated|in the region of|somewhere around|omkring|cirka|ungefär|runt"
        "|ca|ca.|drygt kring"
    ),
    _Q.OVER: (
        "yli|runsas|runsaat|runsaan|runsasta|reilu|reilut|reilun|reilua|enemmän kuin|more than|over|upward of"
        "|upwards of|in excess of|past|above|well over|just over|mer än|fler än|över|drygt|selvästi yli"
    ),
    _Q.UNDER: (
        "lähes|vajaa|vajaat|vajaan|vajaata|liki|likimain|melkein|alle|lähemmäs|vähemmän kuin|nearly"
        "|almost|just under"
        "|under|close to|fewer than|less than|just short of|nästan|nära|knappt|under|mindre än|färre än"
    ),
    _Q.AT_LEAST: ("ainakin|vähintään|at least|no fewer than|no less than|not less than|a minimum of|minst|åtminstone"),
    _Q.UP_TO: (
        "jopa|enintään|korkeintaan|enimmillään|up to|as many as|at most|at the most|at the very most|as much as"
        "|a maximum of|maximum|katto on|the ceiling of|no more than|uppemot|högst|upp till|upp emot"
        "|som mest|the maximum"
    ),
}
QUALIFIERS = {words: qualifier for qualifier, text in _QUALIFIER_WORDS.items() for words in text.split("|")}
QUALIFIER_AFTER = re.compile(
    r"(?: (?:per|a|for each|/)[ a-z]{0,20}?)?,? (?:(?P<up_to>at (?:the )?(?:very )?most|enintään"
    r"|enimmillään|korkeintaan"
    r"|som mest)|(?P<at_least>or more|at (?:the )?least|tai enemmän|eller mer)|(?P<about>or so))\b"
)
