import datetime as dt
import os
import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor import model
from monitor.config import check, load
from monitor.config.load import BUNDLED
from monitor.errors import ConfigError

DATA = Path(__file__).parent.parent / "data"
GOLDEN = DATA / "config_bad.txt"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "config"
    path.mkdir()
    return path


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    """Give an environment in which nothing is set but where a home would be."""
    return {"XDG_CONFIG_HOME": str(tmp_path / "xdg"), "XDG_DATA_HOME": str(tmp_path / "data")}


def mistakes(folder: Path, environ: dict[str, str]) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        load(folder, environ)
    return str(caught.value).replace(str(folder) + os.sep, "").splitlines()


def test_every_mistake_of_a_broken_folder_is_reported_with_its_place(environ: dict[str, str]) -> None:
    variables = {"MONITOR_FETCH_DEADLINE": "soon", "MONITOR_FETCH_CONTAKT": "x", "MONITOR_FETCH_WORKERS": "many"}
    assert mistakes(DATA / "config_bad", environ | variables) == GOLDEN.read_text(encoding="utf-8").splitlines()


def test_without_a_folder_the_shipped_files_are_all_there_is(environ: dict[str, str], tmp_path: Path) -> None:
    config = load(None, environ)
    assert config.folder == ""
    assert config.database == str(tmp_path / "data" / "monitor" / "monitor.db")
    assert [case.id for case in config.cases] == ["vastaamo"]
    assert config.outlets
    assert config.fetch == model.FetchSettings()
    assert config.origins["fetch.deadline"] == BUNDLED


def test_the_usual_folder_is_used_when_it_exists(environ: dict[str, str], tmp_path: Path) -> None:
    usual = tmp_path / "xdg" / "monitor"
    usual.mkdir(parents=True)
    (usual / "settings.toml").write_text('language = "en"\n')
    config = load(None, environ)
    assert (config.folder, config.language) == (str(usual), "en")


def test_a_folder_that_is_asked_for_must_exist(environ: dict[str, str], tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"no such folder.*monitor --config .* init"):
        load(tmp_path / "typo", environ)
    with pytest.raises(ConfigError, match="no such folder"):
        load(None, environ | {"MONITOR_CONFIG": str(tmp_path / "typo")})


def test_a_users_file_replaces_the_shipped_one_of_its_name_whole(folder: Path, environ: dict[str, str]) -> None:
    (folder / "outlets.toml").write_text('[[outlet]]\nid = "mine"\n')
    (folder / "settings.toml").write_text('[digest]\nat = "08:00"\n')
    config = load(folder, environ)
    assert [outlet.id for outlet in config.outlets] == ["mine"]
    assert config.digest == model.DigestSettings(at=dt.time(8))
    assert config.origins["digest.at"] == f"{folder / 'settings.toml'}:2"
    assert config.origins["digest.subject"] == BUNDLED
    assert config.origins["outlets"] == str(folder / "outlets.toml")
    assert [case.id for case in config.cases] == ["vastaamo"]


def test_a_shipped_case_is_switched_off_by_a_copy_that_says_so(folder: Path, environ: dict[str, str]) -> None:
    (folder / "cases").mkdir()
    case = 'id = "{}"\nenabled = {}\nnames.en = "X"\n[[proceeding]]\nid = "a"\nnames.en = "A"\n'
    rest = 'subjects = ["other"]\nkinds = ["breach"]\n'
    (folder / "cases" / "vastaamo.toml").write_text(case.format("vastaamo", "false") + rest)
    (folder / "cases" / "mine.toml").write_text(case.format("mine", "true") + rest)
    assert [one.id for one in load(folder, environ).cases] == ["mine"]


def test_flag_beats_variable_beats_file_beats_default(folder: Path, environ: dict[str, str]) -> None:
    file = folder / "settings.toml"
    seen = [load(folder, environ).language]
    file.write_text('language = "en"\ndatabase = "file.db"\n')
    seen.append(load(folder, environ).language)
    environ["MONITOR_LANG"] = "fi"
    seen.append(load(folder, environ).language)
    seen.append(load(folder, environ, language="en").language)
    assert seen == ["fi", "en", "fi", "en"]
    assert load(folder, environ).database == str(folder / "file.db")
    environ["MONITOR_DB"] = "variable.db"
    assert load(folder, environ).database == "variable.db"
    config = load(folder, environ, database="postgresql://flag/db", language="en")
    assert config.database == "postgresql://flag/db"
    assert (config.origins["database"], config.origins["language"]) == ("--db", "--lang")


def test_a_wrong_variable_is_named_instead_of_a_file(folder: Path, environ: dict[str, str]) -> None:
    (folder / "settings.toml").write_text('[smtp]\nhost = "smtp.example.fi"\n')
    assert mistakes(folder, environ | {"MONITOR_SMTP_SECURITY": "none"})[0].startswith("MONITOR_SMTP_SECURITY: ")
    assert mistakes(folder, environ | {"MONITOR_DIGEST_AT": "03:30"})[0].startswith("MONITOR_DIGEST_AT: ")


def test_a_variable_does_not_hide_a_table_of_the_wrong_type(folder: Path, environ: dict[str, str]) -> None:
    (folder / "settings.toml").write_text("fetch = 3\n")
    assert mistakes(folder, environ | {"MONITOR_FETCH_CONTACT": "a@b.fi"}) == [
        "settings.toml:1:9: fetch must be a table"
    ]


@pytest.mark.parametrize("host", ["smtp.example.fi", "10.0.0.1", "localhost.example.fi"])
def test_unprotected_mail_to_another_machine_is_an_error(folder: Path, environ: dict[str, str], host: str) -> None:
    (folder / "settings.toml").write_text(f'[smtp]\nhost = "{host}"\nsecurity = "none"\n')
    found = mistakes(folder, environ)
    assert len(found) == 1
    assert found[0].startswith('settings.toml:3:12: "none" would send mail and password readable')


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "::1"])
def test_unprotected_mail_to_this_machine_is_allowed(folder: Path, environ: dict[str, str], host: str) -> None:
    (folder / "settings.toml").write_text(f'[smtp]\nhost = "{host}"\nsecurity = "none"\n')
    assert load(folder, environ).smtp.security is model.Security.NONE


@pytest.mark.skipif(os.name != "posix", reason="modes of files are POSIX")
def test_a_password_file_that_others_can_read_is_an_error(folder: Path, environ: dict[str, str]) -> None:
    (folder / "settings.toml").write_text('[smtp]\npassword_file = "pw"\n')
    (folder / "pw").write_text("hunter2\n")
    (folder / "pw").chmod(0o640)
    assert mistakes(folder, environ) == [
        f"settings.toml:2:17: {folder / 'pw'} can be read by others (mode 640); run: chmod 600 {folder / 'pw'}".replace(
            str(folder) + os.sep, ""
        )
    ]
    (folder / "pw").chmod(0o600)
    assert load(folder, environ).smtp.password == "hunter2"


def test_mistakes_between_keys_are_found_beside_mistakes_of_type(folder: Path, environ: dict[str, str]) -> None:
    (folder / "settings.toml").write_text(
        '[fetch]\nworkers = "x"\n[smtp]\nhost = "a.fi"\nsecurity = "none"\n'
        '[[subscriber]]\naddress = "a@b.fi"\ncases = ["y"]\n'
    )
    assert [one.split(" ")[0] for one in mistakes(folder, environ)] == [
        "settings.toml:2:11:",
        "settings.toml:5:12:",
        "settings.toml:8:10:",
    ]


def test_two_spellings_of_one_feed_are_one_feed(folder: Path, environ: dict[str, str]) -> None:
    (folder / "outlets.toml").write_text(
        '[[outlet]]\nid = "a"\n[[outlet.feed]]\nurl = "http://A.fi:80/rss?a=1&b=2#x"\n'
        '[[outlet]]\nid = "b"\n[[outlet.feed]]\nurl = "https://a.fi/rss?b=2&a=1"\n'
        '[[outlet.feed]]\nurl = "https://a.fi/rss?b=3&a=1"\n'
    )
    assert mistakes(folder, environ) == ["outlets.toml:8:7: this feed stands on line 4 already"]


def test_a_feed_that_is_off_always_has_a_reason(folder: Path, environ: dict[str, str]) -> None:
    (folder / "outlets.toml").write_text(
        '[[outlet]]\nid = "a"\nfeed = [{url = "https://a.fi/1", enabled = false}, {url = "https://a.fi/2"}]\n'
    )
    assert load(folder, environ).outlets[0].feeds == (
        model.Feed("https://a.fi/1", enabled=False, reason="disabled in outlets.toml"),
        model.Feed("https://a.fi/2"),
    )


def test_the_documented_shapes_load(folder: Path, environ: dict[str, str]) -> None:
    (folder / "settings.toml").write_bytes(
        b'\xef\xbb\xbflanguage = "fi"\r\ntimezone = "Europe/Helsinki"\r\n[fetch]\r\ncontact = "yllapito@example.fi"\r\n'
        b'deadline = "20s"\r\nmax_bytes = "5MB"\r\nallow_private = ["127.0.0.1", "127.0.1.0/24"]\r\n[digest]\r\n'
        b'at = "07:00"\r\nsend_empty = "weekly"\r\nsubject = "normal"\r\n[smtp]\r\nhost = "smtp.example.fi"\r\n'
        b'port = 587\r\nsecurity = "starttls"\r\nusername = "monitor"\r\n'
        b'password_file = "/nowhere/smtp_password"\r\nsender = "monitor@example.fi"\r\n[[subscriber]]\r\n'
        b'address = "toimittaja@example.fi"\r\nlanguage = "fi"\r\ncases = ["*"]\r\n'
    )
    config = load(folder, environ)
    assert config.fetch.allow_private == ("127.0.0.1", "127.0.1.0/24")
    assert config.subscribers == (model.Subscriber("toimittaja@example.fi"),)
    assert config.smtp.password == ""


def test_a_subscriber_inherits_language_and_zone(folder: Path, environ: dict[str, str]) -> None:
    (folder / "settings.toml").write_text(
        'language = "en"\ntimezone = "Europe/Stockholm"\n[[subscriber]]\naddress = "a@b.fi"\nat = "06:30"\n'
    )
    assert load(folder, environ).subscribers == (
        model.Subscriber("a@b.fi", "en", ("*",), "Europe/Stockholm", dt.time(6, 30)),
    )


def test_check_gives_the_mistakes_as_a_list(folder: Path, environ: dict[str, str]) -> None:
    (folder / "settings.toml").write_text("langauge = 1\n")
    assert f'{folder / "settings.toml"}:1:1: unknown key "langauge", did you mean "language"?' in check(folder, environ)
    assert check(folder / "nowhere", environ)[0].startswith(f"{folder / 'nowhere'}: no such folder")


def test_check_reports_lexicons_too(folder: Path, environ: dict[str, str]) -> None:
    (folder / "lexicons").mkdir()
    (folder / "lexicons" / "fi.toml").write_text("= broken\n")
    assert any(one.startswith(str(folder / "lexicons" / "fi.toml")) for one in check(folder, environ))


FRAGMENTS = st.sampled_from(
    [
        "[[outlet]]\n",
        "[[outlet.feed]]\n",
        "[fetch]\n",
        "[smtp]\n",
        "[[subscriber]]\n",
        "[[actor]]\n",
        "[[proceeding]]\n",
        'id = "a"\n',
        'url = "https://a.fi/"\n',
        "url = 3\n",
        'contact = "a@b"\n',
        "at = 07:00:00\n",
        "names = {}\n",
        'names = {fi = ["x"]}\n',
        'kinds = ["breach", 1]\n',
        "subjects = 1\n",
        "roles.fi = [[]]\n",
        'cases = [["*"]]\n',
        "x = nan\n",
        "deadline = 1e400\n",
        "max_bytes = 0x" + "f" * 9000 + "\n",
        '"" = ""\n',
        "feed = [[{}], 1]\n",
        'host = "\\u0000"\n',
        "host.x = 1\n",
        'security = "none"\n',
        'password_file = "/dev/zero"\n',
        "outlet = 1\n",
        'password_file = "~nobody-here/x"\n',
        'password_file = "\\u0000"\n',
        'timezone = "\\u0000"\n',
        "\xa0",
        "\t",
        'database = "~"\n',
        "accused_since = 2022-10-27T00:00:00Z\n",
        "port = 9" + "9" * 400 + "\n",
        'url = "https://[x"\n',
    ]
)
TOML = st.lists(FRAGMENTS, max_size=12).map("".join) | st.text(max_size=60)


@settings(max_examples=60, deadline=None)
@given(TOML, st.sampled_from(["settings.toml", "outlets.toml", "cases/a.toml"]))
def test_no_text_crashes_loading_with_anything_but_a_config_error(
    tmp_path_factory: pytest.TempPathFactory, text: str, name: str
) -> None:
    folder = tmp_path_factory.mktemp("any")
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8", newline="")
    try:
        load(folder, {})
    except ConfigError as error:
        for line in str(error).splitlines():
            assert line.isprintable()
            assert line.startswith(str(folder))
    finally:
        shutil.rmtree(folder)
