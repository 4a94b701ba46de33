from pathlib import Path

import pytest

from monitor import model
from monitor.config import bundled, check, load, read_chronology
from monitor.errors import ConfigError

_ACTORS = ("Kivimäki", "Tapio", "Vastaamo", "victims", "third_person", "other")
STEP = """\
case = "vastaamo"
[[step]]
id = "V1"
kind = "verdict"
subject = "Tapio"
date = "2023-04"
outcome = "convicted"
what.en = "A court convicts."
source = [
  { outlet = "Yle", url = "https://yle.fi/a/1", published = 2023-04-18 },
]
"""


def written(folder: Path, text: str, name: str = "vastaamo-chronology.toml") -> Path:
    (folder / "cases").mkdir()
    (folder / "cases" / name).write_text(text, encoding="utf-8")
    return folder


def test_a_chronology_is_its_steps_key_by_key(tmp_path: Path) -> None:
    found = read_chronology("vastaamo", written(tmp_path, STEP), {})
    assert found is not None
    path, steps = found
    assert path.parent.parent == tmp_path
    assert steps == (
        model.PastStep(
            id="V1",
            kind=model.Kind.VERDICT,
            subject="Tapio",
            what={"en": "A court convicts."},
            sources=({"outlet": "Yle", "url": "https://yle.fi/a/1", "published": "2023-04-18"},),
            date=model.EventDate.parse("2023-04"),
            outcome=model.Outcome.CONVICTED,
        ),
    )


def test_what_rests_on_copies_alone_says_so_with_each_source(tmp_path: Path) -> None:
    text = STEP.replace('subject = "Tapio"', 'subject = "Tapio"\nweakly_sourced = true')
    found = read_chronology("vastaamo", written(tmp_path, text), {})
    assert found is not None
    assert found[1][0].sources[0]["weak"] == "true"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('case = "vastaamo"', 'case = "vastamo"', '1:8: must be "vastaamo", as the file is named, not "vastamo"'),
        ('subject = "Tapio"', 'subject = "Tapo"', '5:11: no actor has the id "Tapo", did you mean "Tapio"?'),
        ('"verdict"', '"verdct"', '4:8: unknown word "verdct", did you mean "verdict"?'),
        ('"2023-04"', '"18.4.2023"', "6:8: date must be a year, a month or a day"),
        ('"2023-04"', '"2023-13"', "6:8: date must be a year, a month or a day"),
        ('"2023-04"', "2023", "6:8: date must be a year, a month or a day"),
        ("https://yle.fi/a/1", "yle.fi", "10:27: url must be an address"),
        ("published", "publised", '10:49: unknown key "publised", did you mean "published"?'),
        ("what.en", "what.de", '8:1: unknown key "de"'),
        ('"A court convicts."', '""', "8:1: must say what happened in at least one language"),
        ('id = "V1"', 'id = "V1"\nproceeding = "tapi"', '4:14: no proceeding has the id "tapi", did you mean "tapio"?'),
        ('id = "V1"', 'id = "V1"\nproceeding = "regulator"', '4:14: "verdict" is none of the kinds of "regulator"'),
        ("[[step]]", STEP.partition("\n")[2] + "[[step]]", '13:6: "V1" is the id of an earlier step too'),
    ],
)
def test_a_mistake_has_its_place_and_what_may_be_meant(tmp_path: Path, old: str, new: str, message: str) -> None:
    folder = written(tmp_path, STEP.replace(old, new, 1))
    with pytest.raises(ConfigError) as caught:
        read_chronology("vastaamo", folder, {})
    assert f"vastaamo-chronology.toml:{message}" in str(caught.value)
    assert any(message in mistake for mistake in check(folder, {})), "check tells it too"


def test_a_chronology_is_no_case_and_one_without_a_case_is_a_mistake(tmp_path: Path) -> None:
    folder = written(tmp_path, STEP.replace("vastaamo", "nobody"), "nobody-chronology.toml")
    assert [case.id for case in load(folder, {}).cases] == ["vastaamo"]
    assert [mistake.partition(": ")[2] for mistake in check(folder, {})] == ['no case has the id "nobody"']


def test_a_case_without_a_chronology_has_none(tmp_path: Path) -> None:
    assert read_chronology("other", tmp_path, {}) is None


def test_the_shipped_chronology_is_in_order_in_two_languages_and_names_nobody_else() -> None:
    found = read_chronology("vastaamo", None, {"XDG_CONFIG_HOME": "/nowhere"})
    assert found is not None
    steps = found[1]
    assert len(steps) > 60
    assert check(bundled("config"), {}) == []
    assert {step.subject for step in steps} <= set(_ACTORS)
    for step in steps:
        assert set(step.what) == {"fi", "en"}, step.id
        assert step.date is not None, step.id
        assert all(text.endswith(".") and len(text.split()) <= 40 for text in step.what.values()), step.id
    names = {"Kahri", "Pirttijärvi", "Nina", "Ikola", "Aganimov"}
    assert not [step.id for step in steps for text in step.what.values() if any(name in text for name in names)]


def test_what_is_not_final_is_said_where_the_source_says_it() -> None:
    found = read_chronology("vastaamo", None, {"XDG_CONFIG_HOME": "/nowhere"})
    assert found is not None
    assert {step.id for step in found[1] if step.finality} == {"F59"}
    assert {step.id for step in found[1] if "weak" in step.sources[0]} == {"F55", "F56", "F58"}
