"""The command status: how every feed, outlet, article and digest stands, for a person, a program or Prometheus."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import click

from monitor.cli import MAIL, OK, PARTLY
from monitor.cli.columns import feed_column, moment
from monitor.cli.history import by_day, sparkline
from monitor.cli.output import Column, field, formats, say
from monitor.cli.session import Session

if TYPE_CHECKING:
    from monitor.i18n import Words

_NEWEST = 5
_REASONS = 8
_UNSETTLED = ("pending", "deferred", "failed")


@click.command(short_help="Tell how every feed, article and digest stands.")
@formats("prometheus")
@click.pass_obj
def status(session: Session, form: str | None, as_json: bool) -> int:
    """Tell how every feed, article and digest stands.

    A table begins with the sources that are not well; its history has a column for each of the last 14 days: how many
    items were new, a dot where the feed was not polled, a cross where it never answered. What may have been missed,
    has moved or no longer reads well is said below. --format prometheus prints it as metrics.

    Exit code 3 means that some source did not answer as it should at its last poll, is silent for unusually long, that
    items may have been missed within a day or that an outlet's pages no longer read well; 4 that none did, but a mail
    server or another receiver refused a digest or an alert for good.
    """
    from monitor import queries, source_status

    app = session.app
    with app.reader.begin() as conn:
        found = queries.status(conn, session.now)
    plain = queries.plain(found)
    if form == "prometheus" and not as_json:
        _metrics(found, session.now)
    elif as_json or form == "json":
        session.printer.json(plain)
    else:
        _show(session, plain, form)
    if not source_status.well(found.feeds, found.outlets, session.now):
        return PARTLY
    return MAIL if any(one["state"] == "failed" for one in plain["digests"]) or _parked(plain) else OK


def _metrics(found: Any, now: dt.datetime) -> None:
    from monitor.export.prometheus import metrics

    click.echo(metrics(found, now), nl=False)


def _show(session: Session, found: dict[str, Any], form: str | None) -> None:
    words, feeds = session.words, found["feeds"]
    as_table = form == "table" or (form is None and session.printer.for_people)
    rows = sorted(feeds, key=_is_well) if as_table else feeds
    session.printer.rows(rows, _columns(session), form=form, empty=words.gettext("No feeds yet."))
    _say_troubles(session, found)
    _say_counts(session, found)
    _say_archive(session, found["archive"])


def _shown(digests: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Give the newest digests, and every one that waits or is parked."""
    return [one for place, one in enumerate(digests) if place < _NEWEST or one["state"] in _UNSETTLED]


def _parked(found: dict[str, Any]) -> list[dict[str, Any]]:
    """Give the alerts of which some message was refused."""
    return [one for one in found["alerts"] if one["failed"]]


def _is_well(row: dict[str, Any]) -> int:
    """Order feeds: those with a trouble, those that are well, those that are not asked."""
    from monitor.model import PollState

    state = PollState(row["state"])
    return 2 if state is PollState.DISABLED else int(state.good)


def _columns(session: Session) -> list[Column]:
    from monitor.model import PollState

    words, today = session.words, session.now.date()

    def state(row: dict[str, Any]) -> str:
        return words.state(PollState(row["state"]))

    return [
        field("outlet", words.gettext("Outlet"), least=8),
        field("state", words.gettext("State"), shown=state),
        field("entries", words.gettext("Entries"), right=True, optional=3),
        field("new"),
        Column(
            "new_by_day",
            words.gettext("14 days"),
            lambda row: by_day(row["days"], today),
            shown=lambda row: sparkline(row["days"], today),
            optional=2,
        ),
        moment(session, "last_ok_at", words.gettext("Last answer"), optional=1),
        field("silent_since_at"),
        moment(session, "next_poll_at", words.gettext("Next poll"), optional=4),
        field("reason"),
        feed_column(words, words.gettext("Feed")),
    ]


# ------------------------------------------------------------------------------------------- words about it, on stderr


def _say_troubles(session: Session, found: dict[str, Any]) -> None:
    """Say what may have been missed, and what a person may have to do."""
    words, zone = session.words, session.config.timezone
    for feed in found["feeds"]:
        for line in (*_gaps(words, zone, feed), *_advice(words, zone, feed)):
            say(line)
    for outlet in found["outlets"]:
        say(
            words.gettext(
                "%(outlet)s: its pages no longer read well since %(moment)s: %(reason)s",
                outlet=outlet["outlet"],
                moment=_when(words, zone, outlet["since_at"]),
                reason=words.again(outlet["drift"]),
            )
        )


def _gaps(words: Words, zone: str, feed: dict[str, Any]) -> Iterable[str]:
    for gap in feed["gaps"]:
        yield words.gettext(
            "%(outlet)s: items may have been missed between %(from)s and %(to)s: %(url)s",
            **{
                "outlet": feed["outlet"],
                "from": _when(words, zone, gap["from_at"]),
                "to": _when(words, zone, gap["to_at"]),
                "url": feed["url"],
            },
        )


def _advice(words: Words, zone: str, feed: dict[str, Any]) -> Iterable[str]:
    outlet, url = feed["outlet"], feed["url"]
    if feed["advice"] == "change_address":
        yield words.gettext(
            "%(outlet)s: %(url)s has moved for good; change its address in outlets.toml to %(target)s",
            outlet=outlet,
            url=url,
            target=feed["moved_to"],
        )
    elif feed["advice"] == "remove":
        yield words.gettext(
            "%(outlet)s: %(url)s is gone for good; take it out of outlets.toml or write enabled = false there",
            outlet=outlet,
            url=url,
        )
    elif feed["advice"] == "check_address":
        yield words.gettext(
            "%(outlet)s: no good answer since %(moment)s; look for another address with: monitor outlets test %(url)s",
            outlet=outlet,
            url=url,
            moment=_when(words, zone, feed["silent_since_at"]),
        )


def _when(words: Words, zone: str, value: str | None) -> str:
    return words.moment(dt.datetime.fromisoformat(value), zone) if value else "–"


def _say_counts(session: Session, found: dict[str, Any]) -> None:
    """Say the counts on stderr: articles by state, the newest digests, the database."""
    from monitor.model import ArticleState

    words = session.words
    articles = ", ".join(
        f"{words.number(count)} {words.article_state(ArticleState(state))}"
        for state, count in found["articles"].items()
    )
    say(words.gettext("Articles: %(articles)s", articles=articles or words.number(0)))
    for reason, count in list(found["article_reasons"].items())[:_REASONS]:
        say(words.gettext("  %(count)s × page not read: %(reason)s", count=count, reason=words.again(reason)))
    for digest in _shown(found["digests"]):
        say(
            words.gettext(
                "Digest %(date)s to %(address)s: %(state)s %(error)s",
                date=words.date(dt.date.fromisoformat(digest["on"])),
                address=digest["address"],
                state=words.delivery(digest["state"]),
                error=f"({words.again(digest['error'])})" if digest["error"] else "",
            ).rstrip()
        )
    for alert in found["alerts"]:
        if alert["error"]:
            say(
                words.gettext(
                    "Alert %(name)s: deferred: %(deferred)s, refused: %(failed)s, %(error)s",
                    name=alert["name"],
                    deferred=words.number(alert["deferred"]),
                    failed=words.number(alert["failed"]),
                    error=words.again(alert["error"]),
                )
            )
    say(words.gettext("Database:  %(path)s", path=session.app.place))


def _say_archive(session: Session, found: dict[str, Any]) -> None:
    """Say how many pages are kept as they came, and what could not be."""
    words, captures = session.words, found["captures"]
    if not (found["pages"] or found["reasons"] or captures):
        return
    say(
        words.gettext(
            "Archive: %(pages)s pages kept here, %(copies)s at a public archive, %(waiting)s asked for",
            pages=words.number(found["pages"]),
            copies=words.number(captures.get("done", 0)),
            waiting=words.number(captures.get("pending", 0) + captures.get("requested", 0)),
        )
    )
    for reason, count in found["reasons"].items():
        say(words.gettext("  %(count)s × page not kept: %(reason)s", count=count, reason=words.again(reason)))
    for one in found["troubles"]:
        reason = words.again(one["reason"])
        line = words.gettext("  not at the archive: %(url)s: %(reason)s", url=one["url"], reason=reason)
        again = _when(words, session.config.timezone, one["next_at"]) if one["next_at"] else ""
        say(words.gettext("%(line)s; asked again %(when)s", line=line, when=again) if again else line)
