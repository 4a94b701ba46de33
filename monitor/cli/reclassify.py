"""The command that reads everything again: reclassify."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import click

from monitor.cli import OK
from monitor.cli.output import Column, field, format_options
from monitor.cli.session import Session
from monitor.cli.wording import kind, modality

if TYPE_CHECKING:
    from collections.abc import Iterable

    from monitor.app import Reclassified
    from monitor.pipeline.reclassifying import Difference
    from monitor.storage.readings import Claim

_KEYS = ("case", "proceeding", "kind", "status", "date", "outcome", "subject", "start", "end", "quote")


@click.command(short_help="Read every stored article again with the present lexicons.")
@click.option("--write", is_flag=True, help="Keep what comes out; without it nothing is changed.")
@format_options
@click.pass_obj
def reclassify(session: Session, write: bool, form: str | None, as_json: bool) -> int:
    """Read every stored article again with the present lexicons.

    Shows what is gained and lost, claim by claim, before anything is written; --write keeps it. Numbers and people's
    rulings stay. What a new lexicon finds in an old article is filed quietly: no digest tells it as news.
    """
    from monitor.cli.progress import progress

    with progress(session) as draw:
        result = session.app.reclassify(write=write, progress=draw)
    rows = [row for one in result.differences for row in _rows(one)]
    words = session.words
    columns = [
        field("change", "±", shown=lambda row: "+" if row["change"] == "gained" else "−"),
        field("kind", words.gettext("Kind"), shown=lambda row: kind(words, row["kind"]), least=10),
        field("status", words.gettext("Status"), shown=lambda row: modality(words, row["status"]), optional=1),
        field("subject", words.gettext("Subject"), shown=lambda row: words.subject(row["subject"]), least=8),
        field("date", words.gettext("Date"), shown=lambda row: row["date"] or "–", right=True),
        field("outlet", words.gettext("Outlet"), least=8, optional=2),
        *(field(key) for key in ("case", "proceeding", "outcome", "revision", "start", "end")),
        Column("quote", words.gettext("Said"), lambda row: row["quote"]),
    ]
    session.printer.rows(
        rows, columns, form=form, as_json=as_json, empty=words.gettext("Every article reads as it is stored.")
    )
    _say(session, result, rows, write=write)
    return OK


def _rows(one: Difference) -> Iterable[dict[str, Any]]:
    where = {"outlet": one.revision.outlet_id, "revision": one.revision.id}
    for change, claims in (("lost", one.lost), ("gained", one.gained)):
        yield from ({"change": change, **where, **_claim(claim)} for claim in claims)


def _claim(claim: Claim) -> dict[str, Any]:
    return dict(zip(_KEYS, claim, strict=True))


def _say(session: Session, result: Reclassified, rows: list[dict[str, Any]], *, write: bool) -> None:
    words, counted = session.words, Counter(row["change"] for row in rows)
    session.note(
        words.gettext(
            "Articles read: %(articles)s, otherwise: %(otherwise)s; claims gained: %(gained)s, lost: %(lost)s",
            articles=result.articles,
            otherwise=len(result.differences),
            gained=counted["gained"],
            lost=counted["lost"],
        )
    )
    for label, numbers in (
        (words.gettext("New entries"), result.outcome.created),
        (words.gettext("Entries no article tells any longer"), result.outcome.withdrawn),
    ):
        if numbers:
            session.note(f"{label}: {', '.join(numbers)}")
    if not write and rows:
        session.note(words.gettext("Nothing was changed; --write keeps it."))
