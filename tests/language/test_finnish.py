"""Finnish paradigms: chosen forms, what must never be generated, and an independent oracle."""

import importlib.util
import sys
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.language import finnish
from monitor.language.finnish.sounds import strong_grades, weak_grades


@pytest.mark.parametrize(
    ("word", "cls", "forms"),
    [
        ("tietomurto", "", {"tietomurron": "sg gen", "tietomurtoihin": "pl ill", "tietomurtonsa": "sg nom poss"}),
        ("käräjäoikeus", "", {"käräjäoikeuteen": "sg ill", "käräjäoikeuksissa": "pl ine"}),
        ("rangaistus", "", {"rangaistukseen": "sg ill", "rangaistustaan": "sg part poss"}),
        ("asiakas", "", {"asiakkaan": "sg gen", "asiakkaidensa": "pl gen poss"}),
        ("apulaisoikeusasiamies", "", {"apulaisoikeusasiamiestä": "sg part", "apulaisoikeusasiamiehet": "pl nom"}),
        ("selvitystyö", "", {"selvitystyöhön": "sg ill", "selvitystöitä": "pl part"}),
        ("tutkintavankeus", "", {"tutkintavankeuteen": "sg ill"}),
        ("laki", "", {"lain": "sg gen", "lakiin": "sg ill", "lakeja": "pl part"}),
        ("haku", "", {"haun": "sg gen"}),
        ("luku", "", {"luvun": "sg gen"}),
        ("poika", "", {"pojan": "sg gen"}),
        ("koe", "", {"kokeen": "sg gen"}),
        ("puhelin", "", {"puhelimeen": "sg ill"}),
        ("tuomioistuin", "", {"tuomioistuimessa": "sg ine"}),
        ("bitcoin", "", {"bitcoineja": "pl part"}),
        ("auto", "", {"auton": "sg gen"}),
        ("vuosi", "", {"vuoden": "sg gen", "vuosien": "pl gen"}),
        ("vanhempi", "", {"vanhemman": "sg gen"}),
        ("kansanedustaja", "", {"kansanedustajiin": "pl ill"}),
        ("asiakasrekisteri", "", {"asiakasrekisterissä": "sg ine"}),
        ("poliisi", "", {"poliisia": "sg part"}),
        ("tietue", "", {"tietueen": "sg gen"}),
        ("some", "", {"somessa": "sg ine"}),
        ("kolmas", "", {"kolmannen": "sg gen", "kolmatta": "sg part", "kolmanteen": "sg ill", "kolmansia": "pl part"}),
        ("viides", "", {"viidennen": "sg gen", "viidettä": "sg part"}),
        ("saalis", "", {"saaliin": "sg gen", "saaliita": "pl part"}),
        ("heikkous", "", {"heikkouden": "sg gen"}),
        ("lunnaat", "", {"lunnaita": "pl part", "lunnaiden": "pl gen", "lunnaisiin": "pl ill"}),
        ("käräjät", "", {"käräjille": "pl all"}),
        ("potkut", "", {"potkuja": "pl part", "potkuihin": "pl ill"}),
        ("tyttö", "risti", {}),
        ("KKO", "", {"kko:lle": "sg all"}),
    ],
)
def test_a_noun_inflects_by_its_last_part(word: str, cls: str, forms: dict[str, str]) -> None:
    paradigm = finnish.noun(word, cls=cls)
    assert {form: paradigm.get(form) for form in forms} == forms


@pytest.mark.parametrize(
    ("word", "forms"),
    [
        ("Orpo", ["orvon", "orpon"]),
        ("Ylikoski", ["ylikosken", "ylikoskea"]),
        ("Laine", ["laineen", "lainetta"]),
        ("Ville", ["villen", "villeä", "villeen"]),
        ("Tuomas", ["tuomaksen", "tuomaan"]),
        ("Kallas", ["kallaksen", "kallakselle"]),
        ("Marcus", ["marcuksen"]),
        ("Jones", ["jonesin", "joneksen"]),
        ("Espoo", ["espooseen", "espoossa"]),
        ("Porvoo", ["porvooseen"]),
        ("Länsi-Uusimaa", ["länsi-uudenmaan", "länsi-uudellamaalla", "länsi-uuteenmaahan"]),
        ("Yhdysvallat", ["yhdysvaltain", "yhdysvaltojen", "yhdysvalloissa", "yhdysvaltoihin"]),
        ("HUS", ["hus:n", "hus:iin", "husin"]),
        ("KRP", ["krp:n", "krp:tä", "krp:hen"]),
        ("Wallace", ["wallacen", "wallace'n"]),
        ("Smith", ["smithin", "smithiä"]),
        ("Jyväskylä", ["jyväskylässä"]),
        ("Anna-Maija", ["anna-maijan"]),
    ],
)
def test_a_name_has_every_likely_form(word: str, forms: list[str]) -> None:
    assert [form for form in forms if form not in finnish.name(word)] == []


def test_a_name_has_no_plural_and_no_possessives() -> None:
    assert {tag.split()[0] for tag in finnish.name("Kivimäki").values()} == {"sg"}
    assert not any("poss" in tag for tag in finnish.name("Vastaamo").values())


def test_an_adjective_in_in_is_a_superlative() -> None:
    assert finnish.adjective("korkein")["korkeimpaan"] == "sg ill"
    assert finnish.adjective("ehdoton")["ehdottomaan"] == "sg ill"
    assert finnish.adjective("törkeä")["törkeisiin"] == "pl ill"


@pytest.mark.parametrize(
    ("word", "forms"),
    [
        ("tuomita", {"tuomitsi": "past sg3", "tuomittiin": "pass past", "tuomitaan": "pass pres",
                     "tuomittaisiin": "pass cond", "tuomitsisi": "cond sg3", "tuomitkoon": "imp sg3",
                     "tuomittu": "ptc past pass sg nom", "tuomitulle": "ptc past pass sg all",
                     "tuominnut": "ptc past act sg nom", "tuomittavaksi": "ptc pres pass sg tra",
                     "tuomitsematta": "inf3 abe", "tuomitessaan": "inf2 ine poss", "tuomitseminen": "minen sg nom"}),
        ("vaatia", {"vaatii": "pres sg3", "vaati": "past sg3", "vaadin": "pres sg1 or past sg1",
                    "vaaditaan": "pass pres"}),
        ("myöntää", {"myönsi": "past sg3", "myönnettiin": "pass past"}),
        ("parantaa", {"paransi": "past sg3"}),
        ("antaa", {"antoi": "past sg3", "annoin": "past sg1", "annettiin": "pass past"}),
        ("kantaa", {"kantoi": "past sg3"}),
        ("jatkaa", {"jatkoi": "past sg3"}),
        ("aueta", {"aukesi": "past sg3", "aukeaa": "pres sg3"}),
        ("olla", {"ovat": "pres pl3", "olevat": "ptc pres act pl nom"}),
        ("vapauttaa", {"vapautti": "past sg3"}),
        ("kiinniottaa", {"kiinniotti": "past sg3"}),
        ("huutaa", {"huusi": "past sg3"}),
        ("tuntea", {"tunsi": "past sg3", "tunnettiin": "pass past"}),
        ("syyttää", {"syyttää": "pres sg3 or inf", "syytti": "past sg3"}),
        ("jaella", {"jakeli": "past sg3"}),
        ("vaieta", {"vaikeni": "past sg3"}),
        ("nimetä", {"nimesi": "past sg3", "nimettiin": "pass past"}),
        ("lähteä", {"lähti": "past sg3"}),
        ("karata", {"karkasi": "past sg3", "karannut": "ptc past act sg nom", "karkaa": "pres sg3"}),
        ("paeta", {"pakeni": "past sg3", "paennut": "ptc past act sg nom"}),
        ("todeta", {"totesi": "past sg3", "todettiin": "pass past"}),
        ("kohota", {"kohosi": "past sg3", "kohoaa": "pres sg3"}),
        ("neuvotella", {"neuvottelee": "pres sg3", "neuvoteltiin": "pass past"}),
        ("ratkaista", {"ratkaisi": "past sg3", "ratkaissut": "ptc past act sg nom", "ratkaistiin": "pass past"}),
        ("mennä", {"meni": "past sg3", "mentiin": "pass past"}),
        ("saada", {"sai": "past sg3", "saatiin": "pass past", "saataisiin": "pass cond"}),
        ("tuoda", {"toi": "past sg3", "tuotiin": "pass past"}),
        ("viedä", {"vei": "past sg3"}),
        ("takavarikoida", {"takavarikoitiin": "pass past", "takavarikoi": "pres sg3 or past sg3",
                           "takavarikoivat": "pres pl3 or past pl3"}),
        ("tehdä", {"teki": "past sg3", "tehtiin": "pass past", "tehty": "ptc past pass sg nom"}),
        ("käydä", {"kävi": "past sg3", "kävisi": "cond sg3"}),
        ("valittaa", {"valittaneensa": "ptc past act sg gen poss", "valittavansa": "ptc pres act sg gen poss"}),
    ],
)  # fmt: skip
def test_a_verb_form_carries_its_tag(word: str, forms: dict[str, str]) -> None:
    paradigm = finnish.verb(word)
    assert {form: paradigm.get(form) for form in forms} == forms


@pytest.mark.parametrize(
    ("verb", "other_word"),
    [
        ("syyttää", "syytä"), ("valittaa", "valita"), ("vuotaa", "vuosi"), ("kuulla", "kuule"), ("antaa", "anna"),
        ("nostaa", "nossi"), ("hoitaa", "hoisi"), ("vetää", "vesi"), ("johtaa", "johsi"), ("kestää", "kessi"),
        ("jatkaa", "jatki"), ("kasvaa", "kasvi"),
        ("varastaa", "varastoi"), ("tuomita", "tuomi"), ("murtaa", "murti"), ("lukea", "lue"),
    ],
)  # fmt: skip
def test_weak_stems_and_wrong_pasts_are_never_generated(verb: str, other_word: str) -> None:
    assert other_word not in finnish.verb(verb)


def test_an_unknown_class_is_told_with_the_known_ones() -> None:
    with pytest.raises(ValueError, match="laine"):
        finnish.noun("tuomio", cls="sanasto")


@pytest.mark.parametrize("word", ["tuomio", "x", "", "tuomittiin"])
def test_a_word_that_is_no_infinitive_is_no_verb(word: str) -> None:
    with pytest.raises(ValueError, match="infinitive"):
        finnish.verb(word)


@pytest.mark.parametrize(
    ("form", "bare"),
    [("kivimäkikin", "kivimäki"), ("tuomittiinko", "tuomittiin"), ("onkohan", "on"), ("vangittiinkaan", "vangittiin")],
)
def test_clitics_are_stripped_even_two_of_them(form: str, bare: str) -> None:
    assert bare in set(finnish.strip_clitics(form))


_WORD = st.text("abdefghijklmnoprstuvyäö", min_size=1, max_size=14)


@given(_WORD)
def test_any_string_of_letters_inflects_as_a_noun_and_as_a_name(word: str) -> None:
    for forms in (finnish.noun(word), finnish.name(word.capitalize()), finnish.adjective(word)):
        assert word in forms
        assert all(form == form.lower() and tag for form, tag in forms.items())


@given(_WORD, st.sampled_from(["a", "ä", "da", "lla", "sta", "ata", "itä", "eta", "taa", "ia"]))
def test_any_infinitive_has_its_passive_and_participles(stem: str, ending: str) -> None:
    try:
        forms = finnish.verb(stem + ending)
    except ValueError:
        return
    assert {"inf", "pass past", "ptc past pass sg nom"} <= {
        tag for tags in forms.values() for tag in tags.split(" or ")
    }


@given(st.sampled_from(["kk", "pp", "tt", "nk", "nt", "mp", "lt", "rt", "t"]), st.sampled_from("aiou"))
def test_strengthening_undoes_weakening(cluster: str, vowel: str) -> None:
    strong = "sa" + cluster + vowel
    assert all(strong in strong_grades(weak) for weak in weak_grades(strong))


# ------------------------------------------------------------------------------------------------- the oracle


def _list(text: str) -> list[str]:
    return text.split()


_HEADS = _list(
    """
    mäki niemi lahti järvi koski lampi joki saari korpi maa ranta kangas kumpu vuori harju silta virta salo
    suo aho pelto kallio kivi oja pohja kylä niitty laakso linna lehto luoto puro selkä
    """
)
_MODIFIERS = _list(
    """
    kivi lehto koivu mänty kuusi jänis karhu hirvi kettu kallio vesi ranta uusi pohja ylä ala kesä talvi kulta
    hopea rauta kivi tuuli lumi meri metsä pelto niitty harju honka
    """
)
_NOUNS = _list(
    """
    tietomurto kiristys pidätys luovutus syyte tutkinta oikeus lupa valitus tuomio rangaistus vankeus korvaus
    konkurssi maksu esitys syyttäjä uhri asianomistaja rikos epäily todiste tieto valtuutettu poliisi valuutta
    sakko vaatimus asianajaja asiakas potilas päätös syyllisyys vapaus juttu tapaus viesti yritys kiristäjä
    oikeudenkäynti harkinta määräys pyyntö kertomus keskus asiamies pesä hakemus kuulutus loukkaus tuomari
    vanki vankila hallinto virasto laki laitos ministeri ministeriö hallitus eduskunta puolue vaali
    kansalainen kunta kaupunki maa valta perhe lapsi vanhempi äiti isä veli sisar poika tyttö mies nainen
    ihminen henkilö johtaja omistaja työntekijä terapeutti lääkäri psykologi hoitaja opettaja oppilas
    toimittaja lehti uutinen kirje puhelin palvelin verkko tietokanta salasana palomuuri turvallisuus suoja
    vuoto hyökkäys hakkeri varas varkaus ryöstö petos väkivalta murha kuolema elämä terveys sairaus hoito
    lääke sairaala yhtiö kauppa raha euro pankki laina velka vakuutus summa hinta palkka työ työpaikka aika
    vuosi kuukausi viikko päivä tunti hetki alku loppu syy seuraus tulos kysymys vastaus ongelma ratkaisu
    keino tapa malli tapahtuma tilanne tila alue paikka tie katu talo huone ovi ikkuna auto juna laiva lento
    matka kieli sana nimi luku numero kirja kuva ääni mieli järki tunne pelko toivo usko totuus valhe riita
    sota rauha apu tuki lahja juhla kesä talvi kevät syksy ilta yö aamu
    """
)
_NAMES = _list(
    """
    Virtanen Korhonen Nieminen Mäkinen Hämäläinen Laine Heikkinen Koskinen Järvinen Lehtonen Lehtinen Salminen
    Niemi Heinonen Heikkilä Salonen Turunen Laitinen Tuominen Salo Rantanen Karjalainen Mattila Lahtinen
    Savolainen Ahonen Ojala Leppänen Väisänen Hiltunen Miettinen Pitkänen Leinonen Aaltonen Manninen Koivisto
    Hakala Anttila Laaksonen Hirvonen Räsänen Lehto Laakso Toivonen Peltonen Kinnunen Rantala Virta Mäkelä
    Niskanen Kallio Aalto Lampinen Saarinen Kettunen Suominen Mustonen Tapio Ville Julius Aleksanteri Johannes
    Matti Pekka Antti Juha Mikko Anna Maria Helena Johanna Kaarina Marjatta Liisa Eeva Tuomas Markus Jukka
    Timo Kari Ari Sami Helsinki Espoo Tampere Turku Vantaa Oulu Lahti Kuopio Jyväskylä Pori Joensuu
    Lappeenranta Hämeenlinna Vaasa Rovaniemi Seinäjoki Mikkeli Kotka Salo Porvoo Kouvola Kokkola Lohja
    Hyvinkää Nurmijärvi Rauma Järvenpää Kirkkonummi Kajaani Kerava Savonlinna Suomi Ruotsi Norja Tanska Viro
    Venäjä Saksa Ranska Espanja Italia Englanti Kiina Japani Pariisi Lontoo Tukholma
    """
)
_CASES = {
    "sg gen": "omanto", "sg part": "osanto", "sg ine": "sisaolento", "sg ela": "sisaeronto", "sg ill": "sisatulento",
    "sg ade": "ulkoolento", "sg abl": "ulkoeronto", "sg all": "ulkotulento", "sg ess": "olento", "sg tra": "tulento",
}  # fmt: skip


def _voikko() -> Any:
    """Give Debian's libvoikko, which lives outside the virtual environment; skip when it is not installed."""
    module = sys.modules.get("libvoikko")
    if module is None:
        place = Path("/usr/lib/python3/dist-packages/libvoikko.py")
        spec = importlib.util.spec_from_file_location("libvoikko", place) if place.exists() else None
        if spec is None or spec.loader is None:
            pytest.skip("libvoikko is not installed; it is an oracle for development only")
        module = importlib.util.module_from_spec(spec)
        sys.modules["libvoikko"] = module
        spec.loader.exec_module(module)
    return module.Voikko("fi")


def _reads_as(voikko: Any, form: str, base: str, case: str) -> bool:
    return any(
        analysis.get("SIJAMUOTO") == case and analysis.get("BASEFORM", "").lower() == base
        for spelling in (form, form.capitalize())
        for analysis in voikko.analyze(spelling)
    )


def test_an_independent_analyser_knows_a_form_of_every_case() -> None:
    voikko = _voikko()
    compounds = [modifier + head for modifier, head in product(_MODIFIERS, _HEADS)]
    words = [(word, finnish.noun(word)) for word in dict.fromkeys(_NOUNS)]
    words += [(word, finnish.name(word)) for word in dict.fromkeys((*_NAMES, *map(str.capitalize, compounds)))]
    asked, missed = 0, []
    for word, forms in words:
        if not _reads_as(voikko, word, word.lower(), "nimento"):
            continue
        for tag, case in _CASES.items():
            asked += 1
            if not any(_reads_as(voikko, form, word.lower(), case) for form, own in forms.items() if own == tag):
                missed.append((word, tag))
    assert asked > 5000
    assert len(missed) <= asked // 100, missed
