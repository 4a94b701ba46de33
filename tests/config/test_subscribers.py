"""What a subscriber may wish for: everything that there is, and every wish for what is not is told at its place."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from monitor.config import load
from monitor.errors import ConfigError
from monitor.model import Every, Subscriber, Weekday

_OUTLETS = '[[outlet]]\nid = "yle"\n[[outlet]]\nid = "oikeus"\n'
_CASE = (
    'id = "mine"\nnames.en = "Mine"\n[[proceeding]]\nid = "theft"\nnames.en = "Theft"\n'
    'subjects = ["other"]\nkinds = ["verdict"]\n'
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "cases").mkdir()
    (tmp_path / "cases" / "mine.toml").write_text(_CASE)
    (tmp_path / "outlets.toml").write_text(_OUTLETS)
    return tmp_path


def settings(folder: Path, wishes: str) -> tuple[Subscriber, ...]:
    (folder / "settings.toml").write_text(f'[[subscriber]]\naddress = "a@example.fi"\n{wishes}\n')
    return load(folder, {}).subscribers


def mistakes(folder: Path, wishes: str) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        settings(folder, wishes)
    return str(caught.value).replace(str(folder) + os.sep, "").splitlines()


def test_every_wish_of_a_subscriber_is_read(folder: Path) -> None:
    wishes = (
        'language = "en"\ncases = ["mine"]\nproceedings = ["theft"]\nkinds = ["verdict", "arrest"]\n'
        'outlets = ["yle"]\norigins = 2\nevery = "week"\nweekday = "friday"'
    )
    (reader,) = settings(folder, wishes)
    assert (reader.every, reader.weekday, reader.origins) == (Every.WEEK, Weekday.FRIDAY, 2)
    assert (reader.cases, reader.proceedings, reader.kinds, reader.outlets) == (
        ("mine",),
        ("theft",),
        ("verdict", "arrest"),
        ("yle",),
    )


def test_who_wishes_for_nothing_in_particular_gets_everything_every_day(folder: Path) -> None:
    assert settings(folder, "") == (Subscriber("a@example.fi"),)


@pytest.mark.parametrize(
    ("wish", "said"),
    [
        ('cases = ["mind"]', '3:10: no case has the id "mind", did you mean "mine"?'),
        ('proceedings = ["thefts"]', '3:16: no proceeding of these cases has the id "thefts", did you mean "theft"?'),
        ('proceedings = ["kivimaki", "tapi"]', 'the id "tapi", did you mean "tapio"?'),
        ('kinds = ["verdict", "arest"]', '3:21: no kind has the id "arest", did you mean "arrest"?'),
        ('outlets = ["yle", "oikeuss"]', '3:19: no outlet has the id "oikeuss", did you mean "oikeus"?'),
        ("origins = 0", "3:11: origins must be at least 1"),
        ('origins = "two"', "3:11: origins must be a whole number"),
        ('every = "month"', '3:9: every must be one of day, week, not "month"'),
        ('weekday = "fryday"', '3:11: weekday must be one of monday, tuesday'),
        ('weekday = "fryday"', 'did you mean "friday"?'),
        ("kinds = []", "3:9: kinds must have at least one item"),
        ('outlets = ["yle", "yle"]', '"yle" stands here twice'),
        ('kind = ["verdict"]', '3:1: unknown key "kind", did you mean "kinds"?'),
    ],
)  # fmt: skip
def test_a_wish_for_what_does_not_exist_is_told_at_its_place_with_the_nearest_name(
    folder: Path, wish: str, said: str
) -> None:
    (mistake,) = mistakes(folder, wish)
    assert mistake.startswith("settings.toml:3:")
    assert said in mistake


def test_a_proceeding_must_belong_to_one_of_the_cases_wanted(folder: Path) -> None:
    assert mistakes(folder, 'cases = ["mine"]\nproceedings = ["kivimaki"]') == [
        'settings.toml:4:16: no proceeding of these cases has the id "kivimaki"'
    ]
    assert settings(folder, 'cases = ["vastaamo"]\nproceedings = ["kivimaki"]')


def test_a_case_file_with_mistakes_of_its_own_makes_no_wish_wrong(folder: Path) -> None:
    (folder / "cases" / "mine.toml").write_text('id = "mine"\n')
    assert all(not one.startswith("settings.toml") for one in mistakes(folder, 'proceedings = ["theft"]'))
