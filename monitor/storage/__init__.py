"""The database: SQLAlchemy Core, and nobody else's. One module a noun; every function takes a `Connection`.

::

    outlet ─ feed ─ poll          observed, append-only           outlets feeds health hosts articles addresses
              └ entry ─ article ─ revision                        revisions archive
    reading mention figure        derived, may be recomputed      readings docket origins conflicts corrections search
    development report filing     kept as it was at any time      history
    watched_case subscriber       decided, never overwritten      cases subscribers digests due alerts outbox decisions
    digest digest_item delivery decision

Rules kept here:

* A write is one ``with engine.begin() as conn:`` and is a ``BEGIN IMMEDIATE`` on SQLite: read-then-write never meets
  "database is locked" half-way. What belongs together (entries and validators, digest and outbox row) is one function.
* UNIQUE constraints carry correctness; nothing here relies on who looked first.
* Aware UTC in, aware UTC out; a naive datetime raises.
* Derived rows may be thrown away; a docket number, a filing and what a subscriber was told never are.
"""
