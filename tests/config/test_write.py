import os
from pathlib import Path

import pytest

from monitor.config import check, load
from monitor.config.write import add_subscriber, import_opml, init, remove_subscriber, set_contact
from monitor.errors import ConfigError

OPML = (
    '<opml version="2.0"><body><outline text="Oma &quot;Lehti&quot; Ä" xmlUrl="https://oma.fi/rss"/>'
    '<outline text="Yle again" xmlUrl="http://yle.fi/rss/uutiset/tuoreimmat"/>'
    '<outline text="Oma &quot;Lehti&quot; A" xmlUrl="https://oma.fi/rss2" language="en"/></body></opml>'
)


@pytest.mark.parametrize(("language", "comment"), [("fi", "# Monitorin asetukset"), ("en", "# Settings of monitor")])
def test_init_writes_files_that_load_and_are_commented_in_the_language(
    tmp_path: Path, language: str, comment: str
) -> None:
    folder = tmp_path / "a" / "b"
    done = init(folder, language=language)
    assert {path.relative_to(folder).as_posix() for path in done.written} == {
        "settings.toml",
        "outlets.toml",
        "cases/vastaamo.toml",
        "cases/vastaamo-chronology.toml",
        "schemas/alert-message.json",
        "schemas/case.json",
        "schemas/chronology.json",
        "schemas/outlets.json",
        "schemas/settings.json",
    }
    assert comment in (folder / "settings.toml").read_text(encoding="utf-8")
    config = load(folder, {})
    assert config.language == language
    shipped = load(None, {"XDG_CONFIG_HOME": str(tmp_path / "none")})
    assert (config.outlets, config.cases, config.fetch) == (shipped.outlets, shipped.cases, shipped.fetch)


@pytest.mark.skipif(os.name != "posix", reason="modes of files are POSIX")
def test_the_folder_and_its_files_are_their_owners_alone(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    init(folder)
    assert folder.stat().st_mode & 0o777 == 0o700
    assert (folder / "settings.toml").stat().st_mode & 0o077 == 0


def test_a_file_that_is_there_is_left_alone_and_named(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text('language = "en"  # mine\n')
    done = init(tmp_path, language="fi")
    assert done.left_alone == [tmp_path / "settings.toml"]
    assert (tmp_path / "settings.toml").read_text() == 'language = "en"  # mine\n'
    assert init(tmp_path).written == []


def test_a_folder_that_cannot_be_made_is_a_config_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigError, match="cannot be written"):
        init(tmp_path / "file" / "config")


@pytest.mark.parametrize("language", ["sv", "", "../fi"])
def test_a_language_without_texts_is_refused_before_anything_is_written(tmp_path: Path, language: str) -> None:
    with pytest.raises(ConfigError, match="must be one of fi, en"):
        init(tmp_path / "new", language=language)
    assert not (tmp_path / "new").exists()


def test_opml_feeds_are_added_to_the_shipped_outlets_once(tmp_path: Path) -> None:
    (tmp_path / "feeds.opml").write_text(OPML, encoding="utf-8")
    folder = tmp_path / "config"
    init(folder, opml=tmp_path / "feeds.opml")
    config = load(folder, {})
    added = config.outlets[-2:]
    assert [(one.id, one.name, one.language) for one in added] == [
        ("oma-lehti-a", 'Oma "Lehti" Ä', "fi"),
        ("oma-lehti-a-2", 'Oma "Lehti" A', "en"),
    ]
    assert added[0].feeds[0].url == "https://oma.fi/rss"
    before = (folder / "outlets.toml").read_text(encoding="utf-8")
    assert import_opml(folder, tmp_path / "feeds.opml") == ([], [])
    assert (folder / "outlets.toml").read_text(encoding="utf-8") == before
    assert before.startswith("#:schema")


def test_a_subscriber_is_appended_and_comments_are_kept(tmp_path: Path) -> None:
    init(tmp_path, language="en")
    before = (tmp_path / "settings.toml").read_text(encoding="utf-8")
    add_subscriber(tmp_path, "a@b.fi", {"cases": ["vastaamo"], "at": "06:30"})
    add_subscriber(tmp_path, "c@d.fi", {"language": "fi"})
    after = (tmp_path / "settings.toml").read_text(encoding="utf-8")
    assert after.startswith(before.rstrip("\n"))
    assert [(one.address, one.language, one.cases) for one in load(tmp_path, {}).subscribers] == [
        ("a@b.fi", "en", ("vastaamo",)),
        ("c@d.fi", "fi", ("*",)),
    ]


def test_a_wrong_or_double_subscriber_changes_nothing(tmp_path: Path) -> None:
    init(tmp_path)
    add_subscriber(tmp_path, "a@b.fi")
    before = (tmp_path / "settings.toml").read_bytes()
    for address, message in (("A@B.fi", "subscribed already"), ("nobody", "must be an e-mail address")):
        with pytest.raises(ConfigError, match=message):
            add_subscriber(tmp_path, address)
    with pytest.raises(ConfigError, match="summer-time"):
        add_subscriber(tmp_path, "c@d.fi", {"at": "03:10"})
    with pytest.raises(ConfigError, match='did you mean "vastaamo"'):
        add_subscriber(tmp_path, "c@d.fi", {"cases": ["vastamo"]})
    assert (tmp_path / "settings.toml").read_bytes() == before
    assert sorted(path.name for path in tmp_path.glob(".*")) == []


def test_a_subscriber_is_taken_out_and_nothing_else_is_touched(tmp_path: Path) -> None:
    init(tmp_path)
    path = tmp_path / "settings.toml"
    add_subscriber(tmp_path, "a@b.fi")
    before = path.read_text(encoding="utf-8")
    add_subscriber(tmp_path, "c@d.fi", {"kinds": ["verdict"]})
    remove_subscriber(tmp_path, "C@d.fi")
    assert path.read_text(encoding="utf-8").rstrip() == before.rstrip()
    with pytest.raises(ConfigError, match="is no subscriber"):
        remove_subscriber(tmp_path, "c@d.fi")


def test_the_contact_is_written_in_its_place(tmp_path: Path) -> None:
    init(tmp_path)
    before = (tmp_path / "settings.toml").read_text(encoding="utf-8").splitlines()
    set_contact(tmp_path, "toimitus@example.fi")
    after = (tmp_path / "settings.toml").read_text(encoding="utf-8").splitlines()
    assert [line for line in after if line not in before] == [next(line for line in after if "toimitus@" in line)]
    assert len(after) == len(before)
    assert load(tmp_path, {}).fetch.contact == "toimitus@example.fi"
    with pytest.raises(ConfigError, match="contact"):
        set_contact(tmp_path, "<your address>")


def test_a_file_whose_tables_cannot_be_appended_to_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text("subscriber = []\n")
    with pytest.raises(ConfigError, match="cannot be appended"):
        add_subscriber(tmp_path, "a@b.fi")
    assert (tmp_path / "settings.toml").read_text() == "subscriber = []\n"


def test_a_file_with_mistakes_is_not_appended_to(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text("x = 1\n")
    with pytest.raises(ConfigError, match=r'settings\.toml:1:1: unknown key "x"'):
        add_subscriber(tmp_path, "a@b.fi")


@pytest.mark.skipif(os.name != "posix", reason="symbolic links need no rights here")
def test_a_linked_file_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real.toml").write_text('language = "en"\n')
    folder = tmp_path / "config"
    folder.mkdir()
    (folder / "settings.toml").symlink_to(tmp_path / "real.toml")
    add_subscriber(folder, "a@b.fi")
    assert (folder / "settings.toml").is_symlink()
    assert "a@b.fi" in (tmp_path / "real.toml").read_text()
    assert not [one for one in check(folder, {}) if "settings" in one]
