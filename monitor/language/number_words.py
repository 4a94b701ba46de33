"""Number words of the three languages, in one table for dates and for quantities.

Rule kept: Finnish numbers are given with their case forms, nominative first, and with the genitive second where it
is a form of its own (two to six).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

FINNISH: Final[dict[int, str]] = {
    1: "yksi yhden yhtä yhdessä yhdestä yhteen yhdellä yhdeltä yhdelle yhtenä yhdeksi",
    2: "kaksi kahden kahta kahdessa kahdesta kahteen kahdella kahdelta kahdelle kahtena kahdeksi",
    3: "kolme kolmen kolmea kolmessa kolmesta kolmeen kolmella kolmelta kolmelle kolmena kolmeksi",
    4: "neljä neljän neljää neljässä neljästä neljään neljällä neljältä neljälle neljänä neljäksi",
    5: "viisi viiden viittä viidessä viidestä viiteen viidellä viideltä viidelle viitenä viideksi",
    6: "kuusi kuuden kuutta kuudessa kuudesta kuuteen kuudella kuudelta kuudelle kuutena kuudeksi",
    7: "seitsemän seitsemää seitsemässä seitsemästä seitsemään seitsemällä "
    "seitsemältä seitsemälle seitsemänä seitsemäksi",
    8: "kahdeksan kahdeksaa kahdeksassa kahdeksasta kahdeksaan kahdeksalla "
    "kahdeksalta kahdeksalle kahdeksana kahdeksaksi",
    9: "yhdeksän yhdeksää yhdeksässä yhdeksästä yhdeksään yhdeksällä yhdeksältä yhdeksälle yhdeksänä yhdeksäksi",
    10: "kymmenen kymmentä kymmenessä kymmenestä kymmeneen kymmenellä kymmeneltä kymmenelle kymmenenä kymmeneksi",
    100: "sata sadan sataa sadassa sadasta sataan sadalla sadalta sadalle satana sadaksi",
    1000: "tuhat tuhannen tuhatta tuhannessa tuhannesta tuhanteen "
    "tuhannella tuhannelta tuhannelle tuhantena tuhanneksi",
    1_000_000: "miljoona miljoonan miljoonaa miljoonassa miljoonasta miljoonaan "
    "miljoonalla miljoonalta miljoonalle miljoonaksi",
}
#: "pari", "kolmisen": about so many.
FINNISH_ABOUT: Final = {"pari": 2, "parisen": 2, "kolmisen": 3, "nelisen": 4, "viitisen": 5, "kuutisen": 6}
ENGLISH: Final = {
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "eleven": 11,
    "twelve": 12,
    "thirteen": 13,
    "fourteen": 14,
    "fifteen": 15,
    "sixteen": 16,
    "seventeen": 17,
    "eighteen": 18,
    "nineteen": 19,
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "seventy": 70,
    "eighty": 80,
    "ninety": 90,
    "hundred": 100,
    "thousand": 1000,
    "million": 10**6,
}
SWEDISH: Final = {
    "ett": 1,
    "en": 1,
    "två": 2,
    "tre": 3,
    "fyra": 4,
    "fem": 5,
    "sex": 6,
    "sju": 7,
    "åtta": 8,
    "nio": 9,
    "tio": 10,
    "elva": 11,
    "tolv": 12,
    "tretton": 13,
    "fjorton": 14,
    "femton": 15,
    "sexton": 16,
    "sjutton": 17,
    "arton": 18,
    "nitton": 19,
    "tjugo": 20,
    "trettio": 30,
    "fyrtio": 40,
    "femtio": 50,
    "sextio": 60,
    "sjuttio": 70,
    "åttio": 80,
    "nittio": 90,
    "hundra": 100,
    "tusen": 1000,
    "miljon": 10**6,
    "miljoner": 10**6,
}


def small(table: dict[str, int]) -> dict[str, int]:
    """Give the words that count units of time: one to twelve, and twenty."""
    return {word: value for word, value in table.items() if 0 < value <= 12 or value == 20}


def finnish_case(numbers: Iterable[int], position: int) -> dict[str, int]:
    """Give the words for some numbers in one of the cases listed (0: nominative, 1: genitive of two to six)."""
    return {FINNISH[number].split()[position]: number for number in numbers}
