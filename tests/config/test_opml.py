from pathlib import Path

import pytest

from monitor.config.opml import MAX_BYTES, Outline, read_opml
from monitor.errors import ConfigError


def opml(tmp_path: Path, body: str, head: str = '<?xml version="1.0"?>') -> Path:
    path = tmp_path / "feeds.opml"
    path.write_text(f'{head}<opml version="2.0"><body>{body}</body></opml>', encoding="utf-8")
    return path


def test_feeds_are_found_in_folders_too(tmp_path: Path) -> None:
    path = opml(
        tmp_path,
        '<outline text="News"><outline type="rss" text="Yle" xmlUrl="https://yle.fi/rss" htmlUrl="https://yle.fi/"'
        ' language="fi-FI"/></outline><outline text="No feed"/>'
        '<outline title="B" xmlURL="http://b.fi/f" htmlUrl="javascript:x"/>',
    )
    assert read_opml(path) == (
        [Outline("https://yle.fi/rss", "Yle", "https://yle.fi/", "fi"), Outline("http://b.fi/f", "B")],
        [],
    )


def test_an_unusable_address_is_named_and_the_others_kept(tmp_path: Path) -> None:
    outlines, remarks = read_opml(
        opml(tmp_path, '<outline text="X" xmlUrl="file:///etc/passwd"/><outline text="Y" xmlUrl="https://y.fi/"/>')
    )
    assert [one.title for one in outlines] == ["Y"]
    assert len(remarks) == 1
    assert '"X"' in remarks[0]


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE opml [<!ENTITY a "b">]>',
        '<!DOCTYPE opml [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE opml [<!ENTITY % a "b"> %a;]>',
    ],
)
def test_entity_declarations_are_refused(tmp_path: Path, doctype: str) -> None:
    with pytest.raises(ConfigError, match="declares XML entities"):
        read_opml(opml(tmp_path, "", doctype))


@pytest.mark.parametrize(
    "text", ["", "not xml", "<html/>", "<opml>", '<?xml version="1.0" encoding="nonsense"?><opml/>']
)
def test_what_is_no_opml_says_so(tmp_path: Path, text: str) -> None:
    path = tmp_path / "x.opml"
    path.write_text(text)
    with pytest.raises(ConfigError, match="is not"):
        read_opml(path)


def test_a_missing_or_huge_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        read_opml(tmp_path / "none.opml")
    with (tmp_path / "huge.opml").open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    with pytest.raises(ConfigError, match="is larger than"):
        read_opml(tmp_path / "huge.opml")
