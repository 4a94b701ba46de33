"""Names masked in all that is stored."""

from __future__ import annotations

from monitor.language.masking import Mask
from monitor.storage import masking
from monitor.storage.engine import Connection
from monitor.storage.schema import metadata
from tests.storage import sample


def test_every_column_that_holds_words_is_looked_at_and_no_address() -> None:
    looked_at = {
        f"{table.name}.{column.name}"
        for table in metadata.sorted_tables
        for column in table.columns
        if masking._holds_words(column)
    }
    wanted = {"revision.title", "revision.text", "mention.quote", "mention.words", "entry.author", "digest.html"}
    wanted |= {"report_version.quote", "conflict.sides", "development.what", "correction.passages", "article.summary"}
    assert wanted <= looked_at
    assert not {"article.url", "article.outlet_id", "article.key", "article.id"} & looked_at


def test_a_name_is_masked_wherever_its_article_is_told_and_only_once(conn: Connection) -> None:
    told = sample.tell(conn)
    name = Mask(["Aleksanteri Kivimäki"])
    assert masking.mask_stored(conn, name).total() == 0  # the sample text never gives the full name
    conn.exec_driver_sql("UPDATE article SET summary = 'Aleksanteri Kivimäen asia' WHERE id = ?", (told,))
    changed = masking.mask_stored(conn, name)
    assert {"article", "revision", "mention"} <= set(changed)
    text = conn.exec_driver_sql("SELECT group_concat(title || text) FROM revision").scalar()
    quotes = conn.exec_driver_sql("SELECT group_concat(quote) FROM mention").scalar()
    assert "tuomitsi ████████ vankeuteen" in text
    assert "Kivimäen" not in text + quotes
    assert masking.mask_stored(conn, name).total() == 0
