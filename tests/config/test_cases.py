import datetime as dt
from pathlib import Path

import pytest

from monitor import model
from monitor.config import read_case
from monitor.errors import ConfigError

CASE = """\
id = "mine"
organisation = "Firm"
accused = "Doe"
accused_since = 2020-01-02
context = ["breach"]
weak_names = ["Doe"]
not_this = ["John Doe"]
names = { fi = "Oma", en = "Mine" }
[[actor]]
id = "Doe"
names = ["Jane Doe", "Doe"]
forms = ["Dou"]
roles.fi = ["johtaja"]
[[actor]]
id = "Firm"
kind = "organisation"
identifies = false
[[proceeding]]
id = "only"
names.en = "Only"
subjects = ["Doe", "victims"]
kinds = ["verdict", "appeal"]
courts = ["The Court"]
"""


def test_a_case_file_is_the_case_key_by_key(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(CASE)
    assert read_case(tmp_path / "mine.toml") == model.Case(
        id="mine",
        names={"fi": "Oma", "en": "Mine"},
        actors=(
            model.Actor("Doe", ("Jane Doe", "Doe"), ("Dou",), {"fi": ("johtaja",)}),
            model.Actor("Firm", kind="organisation", identifies=False),
        ),
        proceedings=(
            model.Proceeding(
                "only",
                {"en": "Only"},
                ("Doe", "victims"),
                (model.Kind.VERDICT, model.Kind.APPEAL),
                ("The Court",),
            ),
        ),
        organisation="Firm",
        accused="Doe",
        accused_since=dt.date(2020, 1, 2),
        context=("breach",),
        not_this=("John Doe",),
        weak_names=("Doe",),
    )


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('id = "mine"', 'id = "yours"', '1:6: must be "mine", as the file is named, not "yours"'),
        ('accused = "Doe"', 'accused = "Do"', '3:11: no actor has the id "Do", did you mean "Doe"?'),
        ('"Doe", "victims"]', '"Doe", "Smith"]', '21:20: no actor has the id "Smith"'),
        ('id = "Firm"', 'id = "Doe"', '15:6: "Doe" is the id of an earlier actor too'),
        ('names.en = "Only"', "names = {}", "20:1: must have a name in at least one language"),
        ('"verdict", "appeal"', '"verdict", "apeal"', '22:21: unknown word "apeal", did you mean "appeal"?'),
        ('"verdict", "appeal"', '"verdict", "verdict"', '22:9: "verdict" stands here twice'),
        ("2020-01-02", "2020-01-02T03:04:05", "4:17: accused_since must be a date such as"),
    ],
)
def test_what_does_not_fit_together_is_a_mistake(tmp_path: Path, old: str, new: str, message: str) -> None:
    (tmp_path / "mine.toml").write_text(CASE.replace(old, new, 1))
    with pytest.raises(ConfigError) as caught:
        read_case(tmp_path / "mine.toml")
    assert f"{tmp_path / 'mine.toml'}:{message}" in str(caught.value)


def test_a_case_without_a_proceeding_is_no_case(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text('id = "mine"\nnames.en = "Mine"\n')
    with pytest.raises(ConfigError, match='missing key "proceeding"'):
        read_case(tmp_path / "mine.toml")
