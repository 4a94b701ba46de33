"""Full-text search over every stored article and every quoted sentence of the docket, by the forms words really have.

The parts: `query` reads what a person typed, `words` keeps every word of the stored texts with its base form,
`forms` turns a query into the words that stand in the texts, `find` asks the index (or, without one, reads on), and
`snippet` cuts and marks the place. Newest first: ranking by relevance grew 130 times slower over a large table.
"""

from __future__ import annotations

from monitor.storage.search.find import Found, prepare, search_articles, search_entries
from monitor.storage.search.forms import Wish
from monitor.storage.search.query import Query, QueryError, parse
from monitor.storage.search.words import are_complete, forget, learn, store_all

__all__ = [
    "Found", "Query", "QueryError", "Wish", "are_complete", "forget", "learn", "parse", "prepare", "search_articles",
    "search_entries", "store_all",
]  # fmt: skip
