"""Nothing that passes through here can surprise a database, a header or a page."""

import hypothesis
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.clean import clean, one_line, plain

# A slow machine is no failure: the first example pays for imports and tables.
untimed = hypothesis.settings(deadline=None)


@pytest.mark.parametrize(
    ("dirty", "tidy"),
    [
        ("a\x00b\x1bc\x7fd", "abcd"),
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd"),
        ("\ufeffa\u202eb\u2066c\u200ed", "abcd"),
        ("a\ud800b\udfff", "ab"),
        ("tab\tstays, soft\u00adhyphen too", "tab\tstays, soft\u00adhyphen too"),
        ("👩‍👧 äö", "👩‍👧 äö"),
    ],
)
def test_control_characters_go_and_text_stays(dirty: str, tidy: str) -> None:
    assert clean(dirty) == tidy


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<b>Hei</b> A &amp; B", "Hei A & B"),
        ("<p>yksi</p><p>kaksi<br>kolme</p>", "yksi kaksi kolme"),
        ("poliisi<i>n</i> mukaan", "poliisin mukaan"),
        ("5 < 6 &gt; 4", "5 < 6 > 4"),
        ("a<script>alert('<b>')</script>b<style>x{}</style>", "ab"),
        ("<img src=x onerror=alert(1)>kuva", "kuva"),
        ("<svg onload=x><text>no</text></svg>yes", "yes"),
        ("katkennut <a href='x", "katkennut"),
        ("&#0;&#xD800;&auml;&nbsp;x", "\ufffd\ufffdä x"),
        ("<![CDAT [x]]>y <![if x]>z", "y z"),
        ("<!-- hidden --><![CDATA[x]]>y", "y"),
    ],
)
def test_markup_becomes_its_text(markup: str, text: str) -> None:
    assert plain(markup, 100) == text


def test_a_long_text_is_cut_with_an_ellipsis() -> None:
    assert one_line("a " * 50, 10) == "a a a a a…"
    assert plain("x" * 1_000_000, 10) == "xxxxxxxxx…"


@untimed
@given(st.text(), st.integers(min_value=1, max_value=50))
def test_a_line_is_one_line_within_its_limit_and_encodes(text: str, limit: int) -> None:
    line = plain(text, limit)
    assert len(line) <= limit
    assert not any(char in line for char in "\n\r\x00\u202e")
    line.encode()


@untimed
@given(st.text(alphabet="<>![]-/?&#;=\"' abCDATx0"))
def test_no_markup_raises(markup: str) -> None:
    assert len(plain(markup, 50)) <= 50


@untimed
@given(st.text())
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    assert clean(clean(text)) == clean(text)
