"""Which articles may be one story, and what becomes of the one that goes."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from monitor.storage import addresses, articles
from monitor.storage.engine import Connection
from monitor.storage.schema import address, article, mention
from tests.storage import sample

NOW = dt.datetime(2024, 5, 1, tzinfo=dt.UTC)


def two(conn: Connection) -> tuple[int, int]:
    sample.register(conn)
    return sample.tell(conn, "a"), sample.tell(conn, "b")


def key(conn: Connection, article_id: int) -> str:
    return str(conn.execute(sa.select(article.c.key).where(article.c.id == article_id)).scalar_one())


def ids(conn: Connection, of: int, claim: str | None) -> list[int]:
    known = articles.get(conn, of)
    assert known is not None
    return [one.id for one in addresses.rivals(conn, of, known.outlet_id, claim)]


def test_rivals_own_the_claimed_address_claim_the_same_or_claim_ours(conn: Connection) -> None:
    one, other = two(conn)
    assert ids(conn, one, None) == []
    assert ids(conn, one, key(conn, other)) == [other]
    addresses.note_claim(conn, other, "third")
    assert ids(conn, one, "third") == [other]
    addresses.note_claim(conn, other, key(conn, one))
    assert ids(conn, one, None) == [other]


def test_a_copys_addresses_lead_to_the_article_that_stays_and_it_tells_nothing_any_longer(conn: Connection) -> None:
    one, other = two(conn)
    lost = addresses.join(conn, other, one)
    assert {bucket.kind for bucket in lost} == {"verdict"}
    assert set(conn.execute(sa.select(address.c.article_id).where(address.c.key == key(conn, other))).scalars()) == {
        one
    }
    assert not conn.execute(sa.select(mention.c.id).where(mention.c.article_id == other, mention.c.current)).all()
    gone = articles.get(conn, other)
    assert gone is not None
    assert (gone.state, gone.reason) == ("copy", f"the same story as article {one}")
    assert ids(conn, one, key(conn, other)) == [], "its own address by now"


def test_only_few_are_compared_where_all_pages_claim_one_address(conn: Connection) -> None:
    sample.register(conn)
    told = [sample.tell(conn, name) for name in "abcdefghij"]
    for one in told:
        addresses.note_claim(conn, one, "lie")
    assert len(ids(conn, told[-1], "lie")) == 5
