from __future__ import annotations

import pytest

from monitor.config import bundled
from monitor.errors import LexiconError
from monitor.lexicon import Lexicon, all_patterns, lint, parse_pattern, read_lexicon
from monitor.model import Kind, Modality

RULE = """
language = "en"

[concepts]
court = ["court", "tribunal"]

[[rules]]
id = "verdict"
kind = "verdict"
modality = "sought"
any = ["@court .. v:sentence"]
"""

SHIPPED = sorted((bundled("config") / "lexicons").glob("*.toml"))


def test_a_pattern_keeps_its_relations_and_gaps() -> None:
    pattern = parse_pattern("a + b > c >2 d .. e ..3 f & g & !h")
    assert [(element.relation, element.gap, element.absent) for element in pattern.elements] == [
        ("&", 0, False),
        ("+", 8, False),
        (">", 8, False),
        (">", 2, False),
        ("..", 8, False),
        ("..", 3, False),
        ("&", 8, False),
        ("&", 8, True),
    ]


def test_a_term_tells_its_sort_its_compound_sides_and_its_tags() -> None:
    terms = parse_pattern("v:take[past,pass_pres]|~tuomio|syyte~|=kiinni|@court|a:korkein|Tapio").elements[0].terms
    assert [term.sort for term in terms] == ["verb", "word", "word", "literal", "concept", "adjective", "word"]
    assert terms[0].tags == ("past", "pass pres")
    assert (terms[1].ends, terms[2].starts) == (True, True)
    assert [term.capital for term in terms[-2:]] == [False, True]


@pytest.mark.parametrize("source", ["", "a b", "+ a", "a +", "!a", "a .. [x"])
def test_a_pattern_that_says_nothing_is_refused(source: str) -> None:
    with pytest.raises(ValueError, match=r"pattern|operator|term"):
        parse_pattern(source)


def test_a_lexicon_is_read_whole() -> None:
    lexicon = read_lexicon(RULE, "en.toml")
    assert (lexicon.language, len(lexicon.version)) == ("en", 12)
    rule = lexicon.rules[0]
    assert (rule.kind, rule.modality, rule.line) == (Kind.VERDICT, Modality.SOUGHT, 8)


def test_the_version_changes_with_the_text_alone() -> None:
    assert read_lexicon(RULE, "a").version == read_lexicon(RULE, "b").version
    assert read_lexicon(RULE, "a").version != read_lexicon(RULE + "\n# more", "a").version


@pytest.mark.parametrize(
    ("old", "new", "place", "message"),
    [
        ('kind = "verdict"', 'kind = "murder"', "8:6", "murder"),
        ("@court ..", "@courts ..", "11:8", "no concept named @courts"),
        ("v:sentence", "+ v:sentence", "11:8", "operator"),
        ("modality =", "mood =", "8:6", "unknown key 'mood'"),
        ("language =", "tongue =", "2:1", "unknown key 'tongue'"),
        ('id = "verdict"', 'id = ""', "8:6", "without an id"),
        ("[concepts]", "[concepts", "4:10", "Expected"),
    ],
)
def test_a_mistake_is_reported_where_it_stands(old: str, new: str, place: str, message: str) -> None:
    with pytest.raises(LexiconError) as caught:
        read_lexicon(RULE.replace(old, new, 1), "en.toml")
    lines = str(caught.value).splitlines()
    assert any(line.startswith(f"en.toml:{place}: ") and message in line for line in lines), lines


def test_all_mistakes_are_reported_at_once() -> None:
    with pytest.raises(LexiconError) as caught:
        read_lexicon(RULE.replace("@court", "@x").replace("modality", "mood"), "en.toml")
    assert len(str(caught.value).splitlines()) >= 2


def test_the_lint_finds_a_duplicate_a_collision_an_idle_concept_and_an_empty_rule() -> None:
    text = RULE + (
        '\n[[rules]]\nid = "again"\nkind = "verdict"\nany = ["@court .. v:sentence", "fine", "fine"]\n'
        '\n[[rules]]\nid = "empty"\nkind = "trial"\nany = []\n'
    )
    text = text.replace("[concepts]", '[concepts]\nidle = ["nothing"]', 1)
    findings = lint(read_lexicon(text, "en.toml"))
    said = [finding.partition(": ")[2].split()[0] for finding in findings]
    assert said == [
        "duplicate",
        "'@court",
        "concept",
        "rule",
    ]
    assert all(finding.startswith("en.toml:") for finding in findings)


@pytest.mark.parametrize(
    ("pattern", "warned"),
    [
        ("cell + door|=cellar + door", True),
        ("court + hearing|court + session", True),
        ("=was|=is + =in|=been + =order", False),
        ("cell|cellar + door", False),
    ],
)
def test_the_lint_warns_where_a_bar_was_meant_to_part_phrases(pattern: str, warned: bool) -> None:
    text = RULE.replace("[concepts]", f'[concepts]\nidle = ["{pattern}"]', 1)
    findings = [finding for finding in lint(read_lexicon(text, "en.toml")) if "parts words, not phrases" in finding]
    assert bool(findings) is warned


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_the_shipped_lexicons_are_clean(path: object) -> None:
    lexicon = shipped(str(path))
    assert lint(lexicon) == []


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_shipped_lexicon_can_tell_every_kind(path: object) -> None:
    assert {rule.kind for rule in shipped(str(path)).rules} == set(Kind)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_term_of_a_shipped_lexicon_has_a_paradigm(path: object) -> None:
    from monitor.classify.paradigms import Forms

    lexicon = shipped(str(path))
    forms = Forms(lexicon.language, lexicon.words)
    for pattern in all_patterns(lexicon):
        for term in (term for element in pattern.elements for term in element.terms if term.sort != "concept"):
            assert forms.paradigm(term), f"{term.word} in {pattern.source}"


def shipped(path: str) -> Lexicon:
    from pathlib import Path

    return read_lexicon(Path(path).read_text(encoding="utf-8"), Path(path).name)
