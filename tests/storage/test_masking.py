"""Names masked in all that is stored."""

from __future__ import annotations

import sqlalchemy as sa

from monitor.language.masking import Mask
from monitor.storage import masking, schema
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
    conn.execute(schema.article.update().where(schema.article.c.id == told).values(summary="Aleksanteri Kivimäen asia"))
    changed = masking.mask_stored(conn, name)
    assert {"article", "revision", "mention"} <= set(changed)
    text = " ".join(conn.execute(sa.select(schema.revision.c.title + schema.revision.c.text)).scalars())
    quotes = " ".join(conn.execute(sa.select(schema.mention.c.quote)).scalars())
    assert "tuomitsi ████████ vankeuteen" in text
    assert "Kivimäen" not in text + quotes
    assert masking.mask_stored(conn, name).total() == 0


def test_a_masked_surname_leaves_the_list_of_words_though_no_text_has_the_full_name(conn: Connection) -> None:
    told = sample.tell(conn)
    forms = sa.select(schema.word.c.form).where(schema.word.c.form.startswith("kivimä"))
    assert conn.execute(forms).all()
    conn.execute(schema.article.update().where(schema.article.c.id == told).values(summary="Aleksanteri Kivimäen asia"))
    masking.mask_stored(conn, Mask(["Aleksanteri Kivimäki"]))
    assert conn.execute(forms).all() == []
