from monitor.config import environment
from monitor.config.shapes import SettingsFile


def test_every_key_of_settings_has_a_variable() -> None:
    sections = ("fetch", "digest", "smtp", "archive")
    expected = {("language",), ("timezone",), ("keep_texts_days",), ("mask_names",)} | {
        (section, key) for section in sections for key in dict(getattr(SettingsFile(), section))
    }
    assert set(environment.variables().values()) == expected
    assert environment.variables()["MONITOR_FETCH_CONTACT"] == ("fetch", "contact")
    assert environment.variables()["MONITOR_LANG"] == ("language",)


def test_a_variable_is_read_as_its_key_is_typed() -> None:
    found = environment.given(
        {
            "MONITOR_FETCH_ALLOW_PRIVATE": "127.0.0.1, ::1,",
            "MONITOR_SMTP_PORT": "25",
            "MONITOR_FETCH_PARSE_SECONDS": "2.5",
            "MONITOR_FETCH_MAX_BYTES": "5MB",
            "MONITOR_DIGEST_AT": "07:00",
        }
    )
    assert {path: value for path, (_, value) in found.items()} == {
        ("fetch", "allow_private"): ["127.0.0.1", "::1"],
        ("smtp", "port"): 25,
        ("fetch", "parse_seconds"): 2.5,
        ("fetch", "max_bytes"): "5MB",
        ("digest", "at"): "07:00",
    }


def test_an_empty_variable_is_not_set() -> None:
    assert environment.given({"MONITOR_FETCH_CONTACT": ""}) == {}


def test_a_variable_of_a_section_that_is_no_setting_is_a_mistake() -> None:
    names = ["MONITOR_FETCH_CONTAKT", "MONITOR_SMTP_PASSWORD", "MONITOR_ELSEWHERE", "FETCH_CONTACT"]
    assert [one.file for one in environment.unknown(dict.fromkeys(names, "x"))] == ["MONITOR_FETCH_CONTAKT"]


def test_a_switch_is_true_or_false() -> None:
    found = environment.given({"MONITOR_ARCHIVE_WARC": "TRUE", "MONITOR_ARCHIVE_WAYBACK": "yes"})
    assert [value for _, value in found.values()] == [True, "yes"], "what is neither is left for the check to refuse"
