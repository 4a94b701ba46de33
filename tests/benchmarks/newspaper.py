"""Pages to read: the sample newsroom's own, and long ones such as newspapers send, made from our own sentences.

A long page is 20–60 kB around an article of about 3,000 characters: navigation, teasers, scripts, JSON-LD, related
links, a comment form; a large one has four times as much around it (118 kB was the median of real ones). One article
in four is about the case (the sample newsroom's paragraphs); the others are ordinary local news, each different.
Seeded: a run on another day measures the same pages.
"""

from __future__ import annotations

import json
import random
from html import escape

from monitor.demo import newsroom, pages

_PLACES = [
    "Kuopio",
    "Lahti",
    "Porvoo",
    "Rovaniemi",
    "Salo",
    "Imatra",
    "Kotka",
    "Vaasa",
    "Joensuu",
    "Rauma",
    "Kerava",
    "Loimaa",
    "Nokia",
    "Forssa",
]
_NAMES = [
    "Aaltonen",
    "Hiltunen",
    "Kettunen",
    "Lappalainen",
    "Moilanen",
    "Nurminen",
    "Pitkänen",
    "Räsänen",
    "Savolainen",
    "Toivanen",
]
_MONTHS = [
    "tammikuussa",
    "helmikuussa",
    "maaliskuussa",
    "huhtikuussa",
    "toukokuussa",
    "elokuussa",
    "syyskuussa",
    "lokakuussa",
]
_ENGLISH_MONTHS = ["January", "February", "March", "April", "May", "August", "September", "October"]
_FINNISH = (
    "{place} valtuusto käsitteli {month} esitystä, jonka mukaan kirjaston aukioloja lyhennetään {number} tunnilla.",
    "Kunnanjohtaja {name} sanoo, että päätös tehdään vasta, kun lautakunta on kuullut asukkaita.",
    "Hankkeen hinta on noussut {number} miljoonaan euroon, ja rahoitus on yhä auki.",
    "Sataman liikenne kasvoi viime vuonna {number} prosenttia, kertoo liikennepäällikkö {name}.",
    "Uuden koulun rakentaminen alkaa {month}, jos urakasta ei valiteta.",
    "Asukasyhdistys keräsi {number} nimeä adressiin, jossa vaaditaan pyörätien jatkamista asemalle.",
    "Sää jatkuu viileänä, ja viikonlopuksi luvataan sadetta etenkin maan itäosiin.",
    "Poliisi valvoi liikennettä {place} ympäristössä ja kirjoitti {number} sakkoa ylinopeudesta.",
    "– Emme voi odottaa enää, vaan ratkaisu on löydettävä tänä vuonna, {name} toteaa.",
    "Joukkue hävisi kotiottelunsa, vaikka se johti vielä toisen erän jälkeen {number} maalilla.",
    "Museon näyttely esittelee sata vuotta vanhoja valokuvia, joista osa on löytynyt ullakolta.",
    "Yrityksen liikevaihto oli {number} miljoonaa euroa, mutta tulos jäi tappiolle jo kolmatta kertaa.",
    "Käräjäoikeus hylkäsi {month} kaksi valitusta, jotka koskivat tontin vuokraa {place} keskustassa.",
    "Terveysaseman jonot ovat lyhentyneet, mutta hammashoitoon pääsyä odottaa {number} ihmistä.",
    "Bussilinjan reitti muuttuu, koska silta suljetaan korjausten ajaksi {number} viikoksi.",
)
_ENGLISH = (
    "The council of {place} debated in {month} a plan to shorten library hours by {number} a week.",
    "Town manager {name} says no decision will be taken before residents have been heard.",
    "The cost of the project has risen to {number} million euros, and funding is still open.",
    "Traffic in the harbour grew by {number} per cent last year, according to {name}, who heads the port.",
    "Work on the new school is to begin in {month} unless the contract is challenged.",
    "More than {number} people have signed a petition that asks for the bicycle path to reach the station.",
    "The weather stays cool, and rain is expected at the weekend, mostly in the east of the country.",
    "Police watched the roads around {place} and wrote {number} fines for speeding.",
    '"We cannot wait any longer; an answer has to be found this year," {name} said.',
    "The team lost at home although it had led by {number} goals after the second period.",
    "The exhibition shows photographs a hundred years old, some of which were found in an attic.",
    "The company's turnover was {number} million euros, but it made a loss for the third time.",
    "In {month} the district court dismissed two complaints about the rent of a plot in central {place}.",
    "Queues at the health centre are shorter, yet {number} people still wait to see a dentist.",
    "The bus takes another route because the bridge is closed for repairs for {number} weeks.",
)
_SCRIPT = (
    "window.dataLayer=window.dataLayer||[];(function(w,k){w[k]=w[k]||[];w[k].push({'e':'view','n':%d})})(window,'q');"
)
_CHARACTERS = 3_000
_ROOM = newsroom.load()


def sample_pages(times: int = 1) -> list[bytes]:
    """Give the page of every article of the sample newsroom, repeated; each time its paragraphs end another way.

    Else trafilatura's caches and the classifier's would know them.
    """
    return [page.replace(b"</p>", b" [%d]</p>" % number) for number in range(times) for page in _sample_pages()]


def _sample_pages() -> list[bytes]:
    return [
        pages.article(_ROOM, desk, story, version, f"http://127.0.1.1/{desk.id}/", newsroom.SECOND)
        for desk in _ROOM.desks
        for story, version in _ROOM.shown(desk.id, newsroom.SECOND)
    ]


def long_pages(count: int, seed: int = 1, around: int = 1, every: int = 4) -> list[bytes]:
    """Give so many long pages, no two the same, with ``around`` times as much around the article.

    One in ``every`` is about the case.
    """
    return [_page(_dice(seed, number), number, around, every).encode() for number in range(count)]


def texts(count: int, seed: int = 2) -> list[str]:
    """Give so many article texts of about 3,000 characters."""
    return ["\n".join(_article(_dice(seed, number), number)) for number in range(count)]


def _dice(seed: int, number: int) -> random.Random:
    return random.Random(seed * 100_000 + number)  # noqa: S311 - for texts, not for secrets


def _article(dice: random.Random, number: int, every: int = 4) -> list[str]:
    """Write the paragraphs of one article: one in ``every`` about the case, every third of the others in English."""
    english = number % 3 == 0
    paragraphs: list[str] = []
    while sum(map(len, paragraphs)) < _CHARACTERS:
        if number % every == 0:
            paragraphs += _about_the_case(dice, english=english)
        paragraphs.append(" ".join(_sentence(dice, english=english) for _ in range(dice.randint(2, 5))))
    return paragraphs


def _about_the_case(dice: random.Random, *, english: bool) -> list[str]:
    language = "en" if english else "fi"
    found = [one for one in _ROOM.articles if one.language == language and one.first.paragraphs]
    return list(dice.choice(found).first.paragraphs)


def _sentence(dice: random.Random, *, english: bool) -> str:
    form = dice.choice(_ENGLISH if english else _FINNISH)
    place = dice.choice(_PLACES)
    return form.format(
        place=place if english else f"{place}n",
        name=dice.choice(_NAMES),
        month=dice.choice(_ENGLISH_MONTHS if english else _MONTHS),
        number=dice.randint(3, 900),
    )


def _page(dice: random.Random, number: int, around: int, every: int) -> str:
    title = _sentence(dice, english=number % 3 == 0).rstrip(".")
    paragraphs = "\n".join(
        f'<p class="text-{dice.randint(1, 9)}">{escape(one)}</p>' for one in _article(dice, number, every)
    )
    return f"""<!DOCTYPE html>
<html lang="{"en" if number % 3 == 0 else "fi"}"><head><meta charset="utf-8"><title>{escape(title)} | Mallilehti</title>
<meta property="og:title" content="{escape(title)}"><meta property="og:type" content="article">
<meta property="article:published_time" content="2024-03-{1 + number % 28:02}T08:30:00+02:00">
<link rel="stylesheet" href="/a.css"><style>{_style(dice)}</style>
{_scripts(dice) * around}
<script type="application/ld+json">{json.dumps(_linked_data(title, number), ensure_ascii=False)}</script></head>
<body><header>{_menu(dice)}</header>
<main><article class="article"><h1>{escape(title)}</h1>
<div class="meta"><time datetime="2024-03-{1 + number % 28:02}T08:30:00+02:00">8.30</time>
<button type="button">Jaa</button><a href="/kirjoittajat/{number}">Toimitus</a></div>
<figure><img src="/k/{number}.jpg" alt=""><figcaption>{escape(_sentence(dice, english=False))}</figcaption></figure>
<div class="body">{paragraphs}</div></article>
<aside class="related"><h2>Lue myös</h2>{_teasers(dice, around * dice.randint(8, 30))}</aside></main>
<section class="latest"><h2>Tuoreimmat</h2>{_teasers(dice, around * dice.randint(10, 45))}</section>
<form class="comments" action="/k"><label>Kommentti<textarea name="t"></textarea></label><button>Lähetä</button></form>
<footer>{_menu(dice)}<p>Mallilehti. Keksitty tiedotusväline.</p></footer>{_scripts(dice)}</body></html>"""


def _linked_data(title: str, number: int) -> dict[str, object]:
    return {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": title,
        "datePublished": f"2024-03-{1 + number % 28:02}T08:30:00+02:00",
        "publisher": {"@type": "NewsMediaOrganization", "name": "Mallilehti"},
        "author": [{"@type": "Person", "name": "Toimitus"}],
    }


def _menu(dice: random.Random) -> str:
    items = "".join(
        f'<li class="menu__item"><a class="menu__link" href="/{place.lower()}/{dice.randint(1, 99)}">{place}</a></li>'
        for place in _PLACES * 3
    )
    return f'<nav class="menu" aria-label="Valikko"><ul class="menu__list">{items}</ul></nav>'


def _teasers(dice: random.Random, count: int) -> str:
    teasers = "".join(
        f'<li class="teaser"><a href="/uutiset/{dice.randint(1, 10**6)}"><div class="teaser__picture">'
        f'<img loading="lazy" src="/t/{dice.randint(1, 999)}.webp" alt=""></div><h3 class="teaser__title">'
        f"{escape(_sentence(dice, english=False))}</h3><span>{dice.randint(0, 23)}.30</span></a></li>"
        for _ in range(count)
    )
    return f'<ul class="teasers">{teasers}</ul>'


def _style(dice: random.Random) -> str:
    return "".join(f".c{one}{{margin:0 {one % 7}px;padding:{one % 5}px}}" for one in range(dice.randint(40, 120)))


def _scripts(dice: random.Random) -> str:
    return "".join(f"<script>{_SCRIPT % number}</script>" for number in range(dice.randint(15, 60)))
