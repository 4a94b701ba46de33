"""Finnish date expressions: months and weekdays in their cases, seasons, years, and words like "viime viikolla".

Rule kept: durations, ages and prison terms ("kuusi vuotta", "vuoden vankeus") are no dates; a bare number is a year
only behind a word that makes it one, or where nothing is counted.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from monitor.language.dates.anchor import Anchor
from monitor.language.dates.rules import (
    BARE_YEAR,
    DASH,
    DIGIT,
    FIGURES,
    SHORT_FIGURES,
    UNDATED,
    YEAR,
    Rule,
    S,
    choice,
    counted,
    counted_after,
    heads_of,
    nothing,
    number,
    rule,
    shifted,
    words,
)
from monitor.language.number_words import FINNISH_ABOUT, finnish_case
from monitor.model import EventDate

_STEMS = words("tammi helmi maalis huhti touko kesä heinä elo syys loka marras joulu")
_MONTH_CASES = ("", *words("n ta ssa sta hun lla lta lle na ksi"))
_MONTH_ADJECTIVES = words("en essa esta eksi ella elta een eseen ta iin ia ten issa ista ena")
_CLITICS = ("", "kin", "kaan", "han")
_MONTH_ENDS = "ku(?:u(?:n|ta|ssa|sta|hun|lla|lta|lle|na|ksi)?(?:kin|kaan|han)?|i(?:nen|s[a-zä]{1,4}))"
_MONTH = f"(?P<month>{'|'.join(_STEMS)}){_MONTH_ENDS}" + r"\b(?!-)"
_MONTH_HEADS = {
    stem + end
    for stem in _STEMS
    for end in (
        *(f"kuu{case}{clitic}" for case in _MONTH_CASES for clitic in _CLITICS),
        "kuinen",
        *(f"kuis{case}" for case in _MONTH_ADJECTIVES),
    )
}
_DAYS = words("maanantai tiistai keskiviikko torstai perjantai lauantai sunnuntai")
_DAY_CASES = words("na n sta hin ksi ta a lta lle nen sen sessa sesta sella seen sta sena nakin naan")
_DAY_PARTS = words(
    "aamuna aamuun aamulla iltana iltaan illan illalla iltapäivänä iltapäivällä aamupäivällä yönä yön yöllä"
)
_WEEKDAY_ENDS = choice([*_DAY_CASES, *_DAY_PARTS, *("-" + part for part in _DAY_PARTS)])
_TIMES = (
    *words("aamulla illalla iltapäivällä aamupäivällä aamuyöllä aamuyöstä iltana aamuna yöllä"),
    "vasten yöllä",
    "vastaisena yönä",
)
_TIME_OF_DAY = rf"(?: {choice(_TIMES)}\b)?"
_WEEKDAY = rf"(?P<weekday>{'|'.join(_DAYS)}){_WEEKDAY_ENDS}\b{_TIME_OF_DAY}"
_WEEKDAY_HEADS = {day + end for day in _DAYS for end in (*_DAY_CASES, *_DAY_PARTS)} | set(_DAYS)
_SHORT_DAYS = words("ma ti ke to pe la su")
_NUMBERS = {
    **finnish_case(range(1, 11), 0),
    **FINNISH_ABOUT,
    "yksitoista": 11,
    "kaksitoista": 12,
    "kymmenisen": 10,
    "kaksikymmentä": 20,
    "parikymmentä": 20,
}
_ABOUT = frozenset((*FINNISH_ABOUT, "kymmenisen", "parikymmentä"))
_UNITS = {
    "päivä": "days",
    "päivää": "days",
    "vuorokausi": "days",
    "vuorokautta": "days",
    "viikko": "weeks",
    "viikkoa": "weeks",
    "kuukausi": "months",
    "kuukautta": "months",
    "vuosi": "years",
    "vuotta": "years",
}
_ONE_UNITS = words("vuorokausi viikko kuukausi vuosi")
_GENITIVES = {**finnish_case(range(2, 7), 1), "parin": 2}
_GENITIVE_UNITS = {"päivän": "days", "vuorokauden": "days", "viikon": "weeks", "kuukauden": "months", "vuoden": "years"}
_FIRST_TEN = words(
    "ensimmäisenä toisena kolmantena neljäntenä viidentenä kuudentena seitsemäntenä kahdeksantena yhdeksäntenä "
    "kymmenentenä"
)
_TEENS = words(
    "yhdentenä kahdentena kolmantena neljäntenä viidentenä kuudentena seitsemäntenä kahdeksantena yhdeksäntenä"
)
#: "joulukuun seitsemäntenä": the days of a month in words.
_ORDINALS = {
    **{form: day for day, form in enumerate(_FIRST_TEN, 1)},
    **{f"{form}toista": day for day, form in enumerate(_TEENS, 11)},
    "kahdentenakymmenentenä": 20,
    **{f"kahdentenakymmenentenä{form}": day for day, form in enumerate(_FIRST_TEN[:9], 21)},
    "kolmantenakymmenentenä": 30,
    "kolmantenakymmenentenäensimmäisenä": 31,
}
_UNCOUNTED = words(
    "muutama muutamia muutaman useita usea usean monta monia joitakin joitain kymmeniä puolitoista puolentoista satoja"
)
_TOLD_YEARS = {
    "seuraavan": 1,
    "seuraavana": 1,
    "samana": 0,
    "saman": 0,
    "edellisenä": -1,
    "edellisen": -1,
    "edellis": -1,
}
_SEASONS = {"kevä": "spring", "kesä": "summer", "kesi": "summer", "syks": "autumn", "talv": "winter"}
_SEASON_FORMS = words(
    "keväällä keväänä kevään keväästä kevääseen kevättä kesällä kesänä kesän kesästä kesään kesää syksyllä syksynä "
    "syksyn syksystä syksyyn syksyä talvella talvena talven talvesta talveen talvea"
)
#: Forms that tell a time even without a year or "viime"; "kevään" alone may belong to any noun.
_SEASON_TIMES = words("keväällä keväästä kesällä kesästä syksyllä syksystä talvella talvesta")
_SIDES = {
    "viime": "last",
    "ensi": "next",
    "tulevana": "next",
    "tulevalla": "next",
    "tulevan": "next",
    "tänä": "this",
    "tämän": "this",
    "tässä": "this",
    "tällä": "this",
    "kuluvana": "this",
    "kuluvan": "this",
    "kuluvassa": "this",
    "kuluvalla": "this",
    "kuluneella": "last",
    "toissa": "before",
    "edellisenä": "last",
    "tulevassa": "next",
}
_SIDE_WORDS = [word for word in _SIDES if word != "edellisenä"]
_OFFSETS = {"last": -1, "next": 1, "this": 0, "before": -2}
_SIDE = f"(?P<side>{choice(_SIDE_WORDS)})"
_PARTS = words(
    "alussa alusta alkuun alkupuolella alkupuolelta alkupäivinä alkupuoliskolla ensipäivinä lopussa lopulla lopusta "
    "lopulta loppuun loppupuolella loppupuolelta loppupuoliskolla puolivälissä puolivälin puolivälistä puoliväliin "
    "puolimaissa puolessavälissä jälkipuoliskolla aikana aikaan tienoilla tietämillä ensimmäisinä viimeisinä "
    "viimeisellä ensimmäisellä"
)
_PART = rf"(?: {choice(_PARTS)}\b(?: (?:päivinä|viikolla|puoliskolla)\b)?)?"
_OF_YEAR = rf"(?:{S}(?:vuonna |vuoden |v\. ?)?{YEAR})?"
#: "Oikeus määräsi hänelle 2024 kuuden vuoden vankeuden": a year alone, behind a word and before no counted noun.
_NO_COUNT_BEFORE = r"(?<=[a-zäö] )(?<!noin )(?<!yli )(?<!alle )(?<!lähes )(?<!vajaa )(?<!peräti )(?<!kaikkiaan )"
_AFTER_YEAR = (
    r"[.,;:!?]?$|[.,;:] |\n| (?:ja|mutta|kun|jolloin|jossa|yhden|kahden|kolmen|neljän|viiden|kuuden|seitsemän|yli)\b"
)
_YEAR_WORDS = words(
    "vuonna vuonnakin vuoden vuodesta vuoteen vuodelta vuodelle vuodeksi vuosi vuosina vuosien vuosilta vuosista "
    "alkuvuodesta alkuvuonna alkuvuoden alkuvuoteen loppuvuodesta loppuvuonna loppuvuoden loppuvuoteen"
)


def _month_number(match: re.Match[str]) -> int:
    return _STEMS.index(match["month"]) + 1


def _side(match: re.Match[str]) -> str:
    return _SIDES.get(match.groupdict().get("side") or "", "")


def _day(match: re.Match[str], anchor: Anchor) -> EventDate | None:
    return anchor.day(number(match, "year"), _month_number(match), int(match["day"]))


def _last_day(match: re.Match[str], anchor: Anchor) -> EventDate | None:
    month = anchor.month(number(match, "year"), _month_number(match))
    return None if month is None else anchor.day(month.last.year, month.last.month, month.last.day)


def _month(match: re.Match[str], anchor: Anchor) -> EventDate | None:
    return anchor.month(number(match, "year"), _month_number(match), _side(match))


def _month_of_side_year(match: re.Match[str], anchor: Anchor) -> EventDate | None:
    year = anchor.years(_OFFSETS[_side(match)])
    return None if year is None else anchor.month(year.first.year, _month_number(match))


def _weekday(match: re.Match[str], anchor: Anchor) -> EventDate | None:
    return anchor.weekday(_DAYS.index(match["weekday"]), _side(match))


def _weekday_of_week(match: re.Match[str], anchor: Anchor) -> EventDate | None:
    return anchor.weekday(_DAYS.index(match["weekday"]), week=_OFFSETS[_side(match)])


def _weekday_a_week_ago(match: re.Match[str], anchor: Anchor) -> EventDate | None:
    return anchor.weekday(_DAYS.index(match["weekday"]), week=-1)


def _week(match: re.Match[str], anchor: Anchor) -> EventDate | None:
    return anchor.days(7 * _OFFSETS[_side(match)])


def _side_month(match: re.Match[str], anchor: Anchor) -> EventDate | None:
    return anchor.months(_OFFSETS[_side(match)])


def _side_year(match: re.Match[str], anchor: Anchor) -> EventDate | None:
    return anchor.years(_OFFSETS[_side(match)])


def _year(match: re.Match[str], anchor: Anchor) -> EventDate | None:
    return anchor.year(int(match["year"]))


def _season(match: re.Match[str], anchor: Anchor) -> EventDate | None:
    return anchor.season(_SEASONS[match["season"][:4]], number(match, "year"), _side(match))


def _part_of_year(part: str) -> Callable[[re.Match[str], Anchor], EventDate | None]:
    return lambda _match, anchor: anchor.season(part, None)


def _ago(match: re.Match[str], anchor: Anchor) -> EventDate | None:
    groups = match.groupdict()
    if groups.get("one"):
        return shifted(anchor, -1, _UNITS[match["one"]])
    return _COUNTED(match, anchor)


def _later(match: re.Match[str], anchor: Anchor) -> EventDate | None:
    """Read "viikon kuluttua" from the date just told; from publication only in a plan."""
    back = match["way"].startswith("ai")
    if match["month"]:
        beside = anchor if match["year"] else anchor.from_told()
        return beside.month(number(match, "year"), _month_number(match), "last" if back else "next")
    count = match["count"]
    size = 1 if count is None else int(count) if count.isdecimal() else {**_NUMBERS, **_GENITIVES}[count]
    unit = {**_UNITS, **_GENITIVE_UNITS}[match["unit"]]
    start = anchor.in_story(unit, back=back)
    if start.published is None and match["way"] == "kuluttua" and anchor.planned:
        start = anchor
    return shifted(start, -size if back else size, unit)


def _told_year(match: re.Match[str], anchor: Anchor) -> EventDate | None:
    year = anchor.from_told().years(_TOLD_YEARS[match["told"]])
    if year is None or not match["month"]:
        return year
    return anchor.month(year.first.year, _month_number(match))


def _offset(days: int) -> Callable[[re.Match[str], Anchor], EventDate | None]:
    return lambda _match, anchor: anchor.days(days)


_DAY_WORDS = (
    (words("toissapäivänä toissapäivän toissapäiväinen toissailtana"), -2),
    (words("eilen eilinen eilisen eilistä eilisessä eilisestä eilispäivänä eilisiltana eilisaamuna eilisiltaan"), -1),
    (words("tänään"), 0),
    (words("huomenna huomisen huominen huomiseen huomisaamuna"), 1),
    (words("ylihuomenna"), 2),
)

_COUNTED = counted(_NUMBERS, _UNITS, -1)

RULES: tuple[Rule, ...] = (
    *FIGURES,
    *SHORT_FIGURES,
    rule(
        _SHORT_DAYS,
        rf"(?:{'|'.join(_SHORT_DAYS)})\.? (?P<day>\d{{1,2}})\.(?P<month>\d{{1,2}})\b\.?(?:"
        rf" ?(?P<year>(?:19|20)\d\d)(?!\d))?",
        lambda match, anchor: anchor.day(number(match, "year"), int(match["month"]), int(match["day"])),
    ),
    rule(
        [DIGIT],
        rf"(?<![\d.,:/])(?P<day>\d{{1,2}})\.?(?:(?: ?{DASH} ?| ja | tai )\d{{1,2}}\.?)?"
        rf"{S}(?:päivä(?:nä|stä|än|n)? )?{_MONTH}{_OF_YEAR}",
        _day,
    ),
    rule(
        _MONTH_HEADS,
        rf"{_MONTH} (?:(?:vuonna )?(?P<year>(?:19|20)\d\d) )?(?P<day>\d{{1,2}})(?:\.(?!\d)|:[a-zä]{{1,3}}\b)"
        rf"(?:(?: ?{DASH} ?| ja )\d{{1,2}}\.)?(?: päivä[a-zä]{{0,4}}\b)?"
        rf"(?: (?:vuonna )?(?:19|20)\d\d(?!\d))?",
        lambda match, anchor: anchor.day(
            number(match, "year") or _trailing_year(match), _month_number(match), int(match["day"])
        ),
    ),
    rule(_MONTH_HEADS, rf"{_MONTH}(?: {YEAR})? viimeisenä päivänä{_OF_YEAR.replace('year', 'year2')}", _last_day),
    rule(_MONTH_HEADS, rf"{_MONTH}{_PART}{_OF_YEAR}{_PART}", _month),
    rule(
        _MONTH_HEADS,
        rf"{_MONTH} (?P<ordinal>{choice(_ORDINALS)})(?: päivänä)?\b{_OF_YEAR}",
        lambda match, anchor: anchor.day(number(match, "year"), _month_number(match), _ORDINALS[match["ordinal"]]),
    ),
    rule(
        _STEMS,
        rf"(?P<month>{'|'.join(_STEMS)}) ?{DASH} ?(?:{'|'.join(_STEMS)}){_MONTH_ENDS}\b{_PART}{_OF_YEAR}",
        _month,
    ),
    rule(_SIDES, rf"{_SIDE} {_MONTH}{_PART}", _month, relative=True),
    rule(_SIDES, rf"{_SIDE} ?vuoden {_MONTH}{_PART}", _month_of_side_year, relative=True),
    rule(["vuoden", "vuonna"], rf"(?:vuoden|vuonna) {YEAR} {_MONTH}{_PART}", _month),
    rule(_WEEKDAY_HEADS, _WEEKDAY, _weekday, relative=True),
    rule(
        _SIDES,
        rf"{_SIDE} {_WEEKDAY}",
        _weekday,
        relative=True,
    ),
    rule(_SIDES, rf"{_SIDE} viikon {_WEEKDAY}", _weekday_of_week, relative=True),
    rule(["viikko"], rf"viikko sitten {_WEEKDAY}", _weekday_a_week_ago, relative=True),
    *(rule(heads, choice(heads) + rf"\b{_TIME_OF_DAY}", _offset(days), relative=True) for heads, days in _DAY_WORDS),
    rule(["tänä"], r"tänä (?:aamuna|iltana|yönä|päivänä)\b", _offset(0), relative=True),
    rule(["viime"], r"viime (?:yönä|yön|yöllä)\b", _offset(0), relative=True),
    rule(
        ["viime", "kuluneella", "samalla"],
        r"(?:viime päivinä|viime viikkoina|kuluneella viikolla|samalla viikolla)\b",
        _offset(0),
        relative=True,
        vague=True,
    ),
    rule(
        ["kuun"],
        r"kuun (?:lopussa|lopulla|loppuun|alussa|alkuun|puolivälissä|puolivälin)\b(?: mennessä\b)?",
        lambda _match, anchor: anchor.months(0),
        relative=True,
    ),
    rule(["jo", "vasta"], rf"(?:jo|vasta) {BARE_YEAR}", _year),
    rule(
        _SEASON_FORMS,
        r"(?P<season>kesään|syksyyn|kevääseen|talveen|kevään|kesän|syksyn|talven)"
        r" (?:mennessä|aikana|mittaan|kuluessa)\b",
        _season,
        relative=True,
        vague=True,
    ),
    rule(
        ["viikonloppuna", "viikonlopun"],
        r"viikonlop(?:puna|un aikana)\b",
        lambda _match, anchor: anchor.weekend(),
        relative=True,
    ),
    rule(
        heads_of(_NUMBERS),
        rf"(?P<count>\d{{1,2}}|{choice(_NUMBERS)}) (?P<unit>{choice(_UNITS)}) sen jälkeen\b,? kun\b{UNDATED}",
        counted_after(_NUMBERS, _UNITS),
        relative=True,
    ),
    rule(["eilis", "huomis"], r"eilis-?(?:iltana|aamuna|päivänä|yönä|iltapäivänä)\b", _offset(-1), relative=True),
    rule(
        _SIDES,
        rf"{_SIDE} (?:viiko(?:lla|n|sta|lle|lta)|viikkoon|viikonlopp?u(?:na|n|sta|ksi)|viikonvaihteessa)\b(?! ajan)",
        _week,
        relative=True,
        vague=True,
    ),
    rule(
        _SIDES,
        rf"{_SIDE} (?:kuussa|kuun|kuusta|kuuhun|kuulta|kuukauden)\b{_PART}(?! ajan| aikana)",
        _side_month,
        relative=True,
    ),
    rule(
        _SIDES,
        rf"{_SIDE} ?(?:vuonna|vuoden|vuodesta|vuoteen|vuodelta|vuodelle|vuosi)\b{_PART}(?! ajan| aikana)",
        _side_year,
        relative=True,
    ),
    rule(
        ["viimevuotinen", "viimevuotisen", "viimevuotista", "viimevuotisessa"],
        r"viimevuoti\w+",
        lambda _match, anchor: anchor.years(-1),
        relative=True,
    ),
    rule(
        ["toissavuonna", "toissavuoden"],
        r"toissavuo(?:nna|den)\b",
        lambda _match, anchor: anchor.years(-2),
        relative=True,
    ),
    rule(
        heads_of(_NUMBERS, _ONE_UNITS) - _ABOUT,
        rf"(?:(?P<count>\d{{1,2}}|{choice(_NUMBERS)}) (?P<unit>{choice(_UNITS)})"
        rf"|(?P<one>{choice(_ONE_UNITS)})) sitten\b",
        _ago,
        relative=True,
    ),
    rule(_ABOUT, rf"(?P<count>{choice(_ABOUT)}) (?P<unit>{choice(_UNITS)}) sitten\b", _ago, relative=True, vague=True),
    rule(
        _UNCOUNTED,
        rf"{choice(_UNCOUNTED)} (?:\w+ )?{choice(_UNITS)} (?:sitten|aiemmin|aikaisemmin|myöhemmin)\b",
        nothing,
        swallow=True,
    ),
    rule(
        heads_of(_NUMBERS, _UNITS, _GENITIVES, _GENITIVE_UNITS),
        rf"(?:(?P<count>\d{{1,2}}|{choice((*_NUMBERS, *_GENITIVES))}) )"
        rf"?(?P<unit>{choice((*_UNITS, *_GENITIVE_UNITS))}) "
        rf"(?P<way>kuluttua|päästä|myöhemmin|aiemmin|aikaisemmin)\b(?:, {_MONTH}{_OF_YEAR})?",
        _later,
        relative=True,
        swallow=True,
    ),
    rule(
        _TOLD_YEARS,
        rf"(?P<told>{choice(_TOLD_YEARS)}) ?(?:vuonna|vuoden)\b(?: {_MONTH})?{_PART}",
        _told_year,
        relative=True,
        swallow=True,
    ),
    rule(
        ["edellisvuoden", "edellisvuonna"],
        rf"(?P<told>edellis)vuo(?:den|nna)(?: {_MONTH})?",
        _told_year,
        relative=True,
        swallow=True,
    ),
    rule(
        ["seuraavana"],
        r"seuraavana (?:päivänä|aamuna)\b",
        lambda _match, anchor: anchor.from_told().days(1),
        relative=True,
        swallow=True,
    ),
    rule(
        ["edellisenä"],
        r"edellisenä (?:päivänä|iltana)\b",
        lambda _match, anchor: anchor.from_told().days(-1),
        relative=True,
        swallow=True,
    ),
    rule(
        ["edellispäivänä", "edellispäivän", "edellisiltana"],
        r"edellis(?:päivänä?|iltana)\b",
        lambda _match, anchor: anchor.from_told().days(-1) or anchor.days(-1),
        relative=True,
        swallow=True,
    ),
    rule(
        ["saman"],
        rf"saman kuun\b{_PART}(?: aikana| kuluessa| mittaan)?",
        lambda _match, anchor: anchor.from_told().months(0) or anchor.months(0),
        relative=True,
        swallow=True,
    ),
    rule(
        ["samana", "saman"],
        r"sama(?:na|n) (?:päivänä|päivän|iltana)\b",
        lambda _match, anchor: anchor.from_told().days(0),
        relative=True,
        swallow=True,
    ),
    rule(
        ["seuraavassa", "seuraavan"],
        r"seuraava(?:ssa|n) (?:kuussa|kuun)\b",
        lambda _match, anchor: anchor.from_told().months(1),
        relative=True,
        swallow=True,
    ),
    rule(["puoli"], r"puoli vuotta sitten\b", lambda _match, anchor: anchor.months(-6), relative=True, vague=True),
    rule(_YEAR_WORDS, rf"{choice(_YEAR_WORDS)} {BARE_YEAR}{_PART}", _year),
    rule([DIGIT], rf"(?<=\(){BARE_YEAR}(?=\))", _year),
    rule([DIGIT], rf"(?<=[12]\d\d\d[-–—]){BARE_YEAR}", _year),
    rule([DIGIT], rf"(?<=[12]\d\d\d ja ){BARE_YEAR}", _year),
    rule([DIGIT], rf"{_NO_COUNT_BEFORE}{BARE_YEAR}(?={_AFTER_YEAR})", _year),
    rule(_SEASON_FORMS, rf"(?P<season>{choice(_SEASON_FORMS)})(?:kin)? (?:vuonna |vuoden )?{YEAR}", _season),
    rule(_SIDES, rf"{_SIDE} (?:vuoden )?(?P<season>{choice(_SEASON_FORMS)})\b", _season, relative=True),
    rule(
        _SEASON_TIMES, rf"(?P<season>{choice(_SEASON_TIMES)})\b(?! (?:19|20)\d\d)", _season, relative=True, vague=True
    ),
    rule(
        ["vuoden"],
        r"vuoden (?:alussa|alusta|alkuun|alkupuolella|alkupuoliskolla|ensimmäisellä puoliskolla)\b",
        _part_of_year("early"),
        relative=True,
    ),
    rule(
        ["vuoden"],
        r"vuoden (?:lopussa|lopulla|lopusta|loppuun|loppupuolella|jälkipuoliskolla)\b",
        _part_of_year("late"),
        relative=True,
    ),
    rule(_YEAR_WORDS, r"alkuvuo(?:desta|nna|teen|den)\b(?! \d)", _part_of_year("early"), relative=True),
    rule(_YEAR_WORDS, r"loppuvuo(?:desta|nna|teen|den)\b(?! \d)", _part_of_year("late"), relative=True),
)

WEEKDAYS = frozenset(_WEEKDAY_HEADS)


def _trailing_year(match: re.Match[str]) -> int | None:
    tail = match.group()[-4:]
    return int(tail) if tail.isdecimal() and match.end() - match.end("day") > 4 else None
