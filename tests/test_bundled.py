"""The shipped configuration itself: it loads, it holds what it should, and nothing it should not."""

import re
import tomllib
from itertools import product
from pathlib import Path

import pytest

from monitor import model
from monitor.config import bundled, load, paths
from monitor.errors import ConfigError
from monitor.model import Kind

CONFIG = bundled("config")
ACTORS = ("Kivimäki", "Tapio", "Vastaamo", "victims", "third_person", "other")
INCIDENT = {
    Kind.BREACH,
    Kind.DISCLOSURE,
    Kind.RANSOM_DEMAND,
    Kind.EXTORTION,
    Kind.DATA_LEAK,
    Kind.SECURITY_FINDING,
    Kind.VICTIM_IMPACT,
}
ONE_TRACK = {
    Kind.REGULATOR_ACTION: "regulator",
    Kind.OWNERSHIP: "company",
    Kind.DISMISSAL: "company",
    Kind.BANKRUPTCY: "bankruptcy",
    Kind.CIVIL_CLAIM: "redress",
    Kind.COMPENSATION: "redress",
    Kind.LEGISLATION: "legislation",
    **dict.fromkeys(INCIDENT, "incident"),
}
POLICE = {
    Kind.INVESTIGATION,
    Kind.SUSPECT_NAMED,
    Kind.WANTED,
    Kind.ARREST,
    Kind.EXTRADITION,
    Kind.REMAND,
    Kind.RELEASE,
    Kind.SUPREME_COURT,
}
CRIMINAL = {"Kivimäki": "kivimaki", "Tapio": "tapio", "Vastaamo": "tapio", "third_person": "aiding"}


@pytest.fixture(scope="module")
def config() -> model.Config:
    return load(None, {"XDG_CONFIG_HOME": "/nowhere"})


@pytest.fixture(scope="module")
def case(config: model.Config) -> model.Case:
    return config.cases[0]


def proceeding(case: model.Case, kind: Kind, subject: str) -> str:
    return next(one.id for one in case.proceedings if kind in one.kinds and subject in one.subjects)


def expected(kind: Kind, subject: str) -> str:
    if kind in ONE_TRACK:
        return ONE_TRACK[kind]
    if subject in CRIMINAL:
        return CRIMINAL[subject]
    if kind in POLICE:
        return "inquiry"
    return "kivimaki" if subject == "victims" else "other"


@pytest.mark.parametrize(("kind", "subject"), list(product(Kind, ACTORS)))
def test_every_kind_of_every_subject_is_filed_in_its_proceeding(case: model.Case, kind: Kind, subject: str) -> None:
    assert proceeding(case, kind, subject) == expected(kind, subject)


def test_what_nobody_is_named_for_is_never_filed_under_a_person(case: model.Case) -> None:
    for kind in Kind:
        assert proceeding(case, kind, "other") not in ("kivimaki", "tapio", "aiding")


def test_the_case_names_its_actors_and_no_victim(case: model.Case) -> None:
    actors = {actor.id: actor for actor in case.actors}
    assert set(actors) == set(ACTORS) - {"other"}
    assert actors["victims"].names == actors["third_person"].names == ()
    assert not actors["victims"].identifies
    assert "ransom_man" in case.context
    assert all("ransom_man" not in actor.names + actor.forms for actor in case.actors)


def test_every_name_in_the_case_has_finnish_and_english(case: model.Case) -> None:
    for names in (case.names, *(one.names for one in case.proceedings)):
        assert {"fi", "en"} <= set(names)


def test_a_weak_name_is_no_full_name(case: model.Case) -> None:
    assert {"Kivimäki", "Tapio"} <= set(case.weak_names)
    assert not {"Vastaamo", "Ville Tapio", "Aleksanteri Kivimäki"} & set(case.weak_names)


def test_the_look_alikes_do_not_hide_the_actors_own_names(case: model.Case) -> None:
    names = {name for actor in case.actors for name in actor.names}
    assert not names & set(case.not_this)


def test_outlets_are_enabled_or_say_why_not(config: model.Config) -> None:
    feeds = [feed for outlet in config.outlets for feed in outlet.feeds]
    assert sum(feed.enabled for feed in feeds) >= 40
    assert all(len(feed.reason) > 20 for feed in feeds if not feed.enabled)
    assert not [feed.url for feed in feeds if re.search(r"[<>{}…]|guid|tag-id", feed.url)]


def test_helsinki_times_is_enabled(config: model.Config) -> None:
    assert [feed.enabled for one in config.outlets if one.id == "helsinkitimes" for feed in one.feeds] == [True]


def test_an_authority_known_by_its_pages_has_no_feed(config: model.Config) -> None:
    silent = {one.id for one in config.outlets if not one.feeds}
    assert silent >= {"tietosuoja", "korkeinoikeus", "sttinfo", "eduskunta"}
    assert {one.kind for one in config.outlets if not one.feeds} == {model.OutletKind.AUTHORITY}


def test_the_pages_of_the_case_are_watched(config: model.Config) -> None:
    watched = {
        outlet.id: feed.url
        for outlet in config.outlets
        for feed in outlet.feeds
        if feed.enabled and feed.kind is model.FeedKind.WATCHED
    }
    assert set(watched) == {"syyttajalaitos", "tuomioistuimet", "valtiokonttori"}
    assert all("vastaamo" in url for url in watched.values())
    kinds = {outlet.kind for outlet in config.outlets if outlet.id in watched}
    assert kinds == {model.OutletKind.AUTHORITY}


@pytest.mark.parametrize(
    ("outlet", "path", "number"),
    [
        ("yle", "/uutiset/3-11616028", "3-11616028"),
        ("yle", "/a/74-20059562", "74-20059562"),
        ("yle-news", "/news/3-11991155", "3-11991155"),
        ("yle", "/a/20-10000001/64-3-1", "20-10000001"),
        ("hs", "/kotimaa/art-2000006698394.html", "2000006698394"),
        ("is", "/digitoday/tietoturva/art-2000006700336.html", "2000006700336"),
        ("mtv", "/artikkeli/any-slug-2024/8678394", "8678394"),
        ("mtv", "/artikkeli/8678394", "8678394"),
        ("kaleva", "/a-slug/3040539", "3040539"),
        ("ts", "/uutiset/kotimaa/5113518", "5113518"),
        ("sttinfo", "/tiedote/70123456/slug", "70123456"),
        ("sttinfo", "/release/70123456/slug", "70123456"),
        ("iltalehti", "/kotimaa/a/11c58c3d-3f89-418e-be17-c3e84d17790f", "11c58c3d-3f89-418e-be17-c3e84d17790f"),
        ("helsinkitimes", "/finland/finland-news/domestic/24954-a-slug.html", "24954"),
        ("mtv", "/uutiset/kotimaa", None),
        ("yle", "/uutiset/2024-03-2", None),
        ("hs", "/kotimaa/", None),
    ],
)
def test_an_article_is_known_by_its_outlets_own_number(
    config: model.Config, outlet: str, path: str, number: str | None
) -> None:
    pattern = next(one.article_id for one in config.outlets if one.id == outlet)
    found = re.search(pattern, path)
    assert (found and found[1]) == number


def test_the_shipped_settings_are_the_programs_defaults(config: model.Config) -> None:
    default = model.Config()
    assert (config.fetch, config.digest, config.smtp) == (default.fetch, default.digest, default.smtp)
    assert (config.language, config.timezone, config.subscribers) == (default.language, default.timezone, ())


def test_every_setting_stands_in_the_shipped_file() -> None:
    data = tomllib.loads((CONFIG / "settings.toml").read_text(encoding="utf-8"))
    for section, settings in (("fetch", model.FetchSettings), ("digest", model.DigestSettings)):
        assert set(data[section]) == set(settings.__slots__)


def test_the_finnish_settings_differ_in_comments_only() -> None:
    english, finnish = (CONFIG / name for name in ("settings.toml", "fi/settings.toml"))
    assert tomllib.loads(english.read_text(encoding="utf-8")) == tomllib.loads(finnish.read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", ["settings.toml", "outlets.toml", "cases/vastaamo.toml"])
def test_a_shipped_file_names_its_schema(name: str) -> None:
    path = CONFIG / name
    first = path.read_text(encoding="utf-8").splitlines()[0]
    assert first.startswith("#:schema ")
    assert (path.parent / first.removeprefix("#:schema ")).is_file()


def test_the_wheels_copy_comes_before_the_checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "site" / "monitor"
    (package / "_bundled" / "config").mkdir(parents=True)
    (tmp_path / "site" / "config").mkdir()
    monkeypatch.setattr(paths, "_PACKAGE", package)
    assert bundled("config") == package / "_bundled" / "config"
    (package / "_bundled" / "config").rmdir()
    assert bundled("config") == tmp_path / "site" / "config"


def test_a_broken_installation_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths, "_PACKAGE", tmp_path / "monitor")
    with pytest.raises(ConfigError, match="installation is incomplete: config is missing"):
        bundled("config")


def test_folders_follow_xdg_only_when_it_is_absolute() -> None:
    assert paths.default_folder({"XDG_CONFIG_HOME": str(Path("/x").absolute())}).name == "monitor"
    assert paths.default_folder({"XDG_CONFIG_HOME": "relative"}) == paths.default_folder({})
    assert paths.default_database({"XDG_DATA_HOME": "relative"}) == paths.default_database({})
