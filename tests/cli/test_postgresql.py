"""Every command on a real PostgreSQL server says what it says on SQLite (marker ``heavy``).

Two comparisons: commands over the same imported articles, word for word; and the sample newsroom on loopback, polled,
corrected, told and ruled on, by what its docket says.
"""

from __future__ import annotations

import asyncio
import dataclasses
import datetime as dt
import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from monitor import queries
from monitor.app import App
from monitor.config import bundled, load, without_password
from monitor.demo.newsroom import load as load_newsroom
from monitor.demo.server import SampleServer, serve
from monitor.demo.show import demo_config
from monitor.model import Alert, Channel, Config, Kind, SmtpSettings
from monitor.storage import search
from tests import postgresql as server_of_tests
from tests.cli.conftest import ARTICLES, Run, clean_environment
from tests.postgresql import Server
from tests.test_mail import Inbox, serving

pytestmark = pytest.mark.heavy
postgresql = server_of_tests.postgresql
_EDITED = {**ARTICLES[3], "text": ARTICLES[3]["text"].replace("tiistaina", "30. huhtikuuta 2024")}
_NOW = re.compile(r"20(?:2[6-9]|[3-9]\d)-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|\+00:00)?)?|\d\d?:\d\d")


# --------------------------------------------------------------------------------------- the same words everywhere


@pytest.fixture
def pair(monitor: Run, postgresql: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[str, str]:
    """Give a SQLite file and an address on the server, after the same imports."""
    monkeypatch.setenv("MONITOR_WHO", "anna")
    both = (str(tmp_path / "monitor.db"), postgresql.create())
    for name, rows in (("first", ARTICLES), ("edited", (_EDITED,))):
        file = tmp_path / f"{name}.jsonl"
        file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
        for target in both:
            assert monitor("--db", target, "-q", "import", file).code == 0
    return both


def _same(monitor: Run, pair: tuple[str, str], *arguments: object) -> tuple[int, str]:
    """Run a command on both, compare all it says but for the present time, and give it."""
    said = []
    for target in pair:
        ran = monitor("--db", target, "--lang", "en", *arguments)
        texts = (text.replace(target, "DB").replace(without_password(target), "DB") for text in (ran.out, ran.err))
        said.append((ran.code, *(_NOW.sub("…", text) for text in texts)))
    assert said[1] == said[0], arguments
    return said[0][0], said[0][1]


_COMMANDS = (
    "docket", "docket --json", "docket --kind verdict", "docket --since 2024 --status fact --format csv",
    "docket --as-of 2030-01-01 --json", "show {} --json", "show {}", "why {}", "proceedings --json", "conflicts --json",
    "cases --json", "review --json", "review log --json", "dates --json", "timeline", "report",
    "export --format csv", "export --format jsonl", "export --format md", "export --format ics", "export --format ris",
    "search tuomio", "search Kivimäelle --json", "search 'vankeus kind:verdict' --json", "search hovi* --json",
    "search 'tuomitsi -court lang:fi' --json", "search '\"seitsemän vuoden\"' --json", "search since:2024-03 --json",
    "status", "status --json", "outlets", "digest --preview text", "digest --preview html", "alerts --json",
    "subscribers --json", "reclassify --json",
)  # fmt: skip


def test_every_command_says_the_same_of_the_same_articles(monitor: Run, pair: tuple[str, str]) -> None:
    verdict = monitor("--db", pair[0], "docket", "--kind", "verdict", "--status", "fact", "--json").json[0]["number"]
    for command in _COMMANDS:
        code, out = _same(monitor, pair, *shlex.split(command.format(verdict)))
        assert code in (0, 3), command
        assert out or command.startswith(("alerts", "review log", "subscribers", "reclassify")), command


def test_rulings_are_made_and_undone_alike(monitor: Run, pair: tuple[str, str]) -> None:
    entries = monitor("--db", pair[0], "docket", "--json").json
    fact, sought = (
        next(one["number"] for one in entries if (one["kind"], one["status"]) == ("verdict", status))
        for status in ("fact", "sought")
    )
    bankruptcy = next(one["number"] for one in entries if one["kind"] == "bankruptcy")
    before = _same(monitor, pair, "docket", "--json")
    for ruling in (
        ("accept", fact),
        ("dismiss", bankruptcy, "--why", "another company"),
        ("merge", sought, "--into", fact),
        ("edit", fact, "outcome=convicted", "--why", "as the ruling says"),
        ("add", "--case", "vastaamo", "--proceeding", "criminal", "--kind", "appeal", "--date", "2024-05", "--fi", "V"),
    ):
        _same(monitor, pair, "review", *ruling)
    assert _same(monitor, pair, "docket", "--json") != before
    _, log = _same(monitor, pair, "review", "log", "--json")
    _same(monitor, pair, "search", "state:fact", "--json")
    for ruling in reversed(json.loads(log)):
        _same(monitor, pair, "review", "undo", ruling["id"])
    assert [one["number"] for one in json.loads(_same(monitor, pair, "docket", "--json")[1])] == [
        one["number"] for one in json.loads(before[1])
    ]


def test_upkeep_is_done_or_says_who_does_it(monitor: Run, pair: tuple[str, str]) -> None:
    target = pair[1]
    assert monitor("--db", target, "db", "upgrade").code == 0
    assert monitor("--db", target, "db", "path").out.startswith("postgresql://")
    said = monitor("--db", target, "--lang", "en", "db", "backup", "copy.db")
    assert (said.code != 0, "pg_dump" in said.err) == (True, True)
    assert monitor("--db", target, "check").code in (0, 2)
    assert "Traceback" not in monitor("--db", target, "explore").err


# --------------------------------------------------------------------------------------------- the sample newsroom


@dataclasses.dataclass
class Newsroom:
    """Two programs over one newsroom, one on a file and one on the server, at the same hour."""

    server: SampleServer
    apps: tuple[App, App]
    inbox: Inbox
    now: dt.datetime = dt.datetime(2026, 11, 20, 8, 0, tzinfo=dt.UTC)

    def cycle(self, hours: float = 1) -> None:
        self.now += dt.timedelta(hours=hours)
        for app in self.apps:
            asyncio.run(app.cycle(force=True))

    def dockets(self, **options: Any) -> list[list[dict[str, Any]]]:
        found = []
        for app in self.apps:
            with app.reader.begin() as conn:
                found.append(sorted((_plain(one) for one in queries.docket(conn, **options)), key=repr))
        return found


def _plain(entry: queries.DocketEntry) -> dict[str, Any]:
    """Give what an entry says; its number and rows depend on which of a newsroom's articles answered first."""
    said = {key: value for key, value in queries.plain(entry).items() if key not in ("id", "number", "development_id")}
    said["reports"] = sorted(
        ({key: value for key, value in one.items() if "id" not in key} for one in said["reports"]), key=repr
    )
    return said


@pytest.fixture
def newsroom(postgresql: Server, tmp_path: Path) -> Iterator[Newsroom]:
    inbox = Inbox()
    with pytest.MonkeyPatch.context() as patch:
        for name, value in clean_environment(tmp_path).items():
            patch.setenv(name, value)
        with serve(load_newsroom(), separate=False) as server, serving(inbox) as smtp:
            config = load(bundled("config"), {})
            made: list[Newsroom] = []
            apps = tuple(
                App(_configured(config, server, target, smtp), lambda: made[0].now)
                for target in (str(tmp_path / "monitor.db"), postgresql.create())
            )
            made.append(Newsroom(server, (apps[0], apps[1]), inbox))
            yield made[0]
            for app in apps:
                app.close()


def _configured(config: Config, server: SampleServer, target: str, smtp: SmtpSettings) -> Config:
    demo = demo_config(config, server, Path("unused"), "en")
    alert = Alert("steps", Channel.MAIL, kinds=tuple(Kind), language="en", address="anna@example.fi")
    fetch = dataclasses.replace(demo.fetch, processes=1)
    return dataclasses.replace(demo, database=target, fetch=fetch, smtp=smtp, alerts=(alert,))


def test_a_whole_cycle_gives_the_same_docket_digest_and_alerts(newsroom: Newsroom) -> None:
    newsroom.cycle()
    newsroom.cycle()
    first, then = newsroom.now, newsroom.dockets()
    assert then[0] == then[1]
    assert len(then[0]) > 20
    for app in newsroom.apps:
        app.alert()
    newsroom.server.advance()
    newsroom.cycle(30)
    later = newsroom.dockets()
    assert later[0] == later[1] != then[0]
    assert newsroom.dockets(as_of=first) == then
    newsroom.now += dt.timedelta(hours=1)
    sent = [(app.alert().noted, app.alert().sent, app.deliver(force=True)) for app in newsroom.apps]
    assert sent[0] == sent[1]
    assert sent[0][2].sent == 1
    letters = [app.letter().text for app in newsroom.apps]
    assert letters[0] == letters[1]
    texts = [_NOW.sub("…", bytes(one.content or b"").decode()) for one in newsroom.inbox.taken]
    assert len(texts) >= 2
    _compare_questions(newsroom)
    _compare_upkeep(newsroom)


def _compare_questions(newsroom: Newsroom) -> None:
    answers = []
    for app in newsroom.apps:
        with app.reader.begin() as conn:
            hits = {
                (word, one.type, one.title, one.snippet, tuple(one.marks))
                for word in ("tuomio", "Kivimäki", "vankeutta lang:fi", "kind:verdict", "hovioikeu*", "ruling")
                for one in queries.search(conn, word, limit=None)
            }
            answers.append(
                (
                    hits,
                    sorted((one.question, one.state, repr(one.sides)) for one in queries.conflicts(conn)),
                    [_unnumbered(one) for one in queries.proceedings(conn, app.config.cases)],
                    sorted(queries.report_counts(conn).values()),
                    sorted(len(queries.corrections(conn, one.number)) for one in queries.docket(conn)),
                    search.are_complete(conn),
                )
            )
    assert answers[0] == answers[1]
    assert len(answers[0][0]) > 50


def _unnumbered(one: queries.ProceedingStatus) -> dict[str, Any]:
    return {key: value for key, value in queries.plain(one).items() if "number" not in key}


def _compare_upkeep(newsroom: Newsroom) -> None:
    mail = newsroom.apps[0].config.subscribers[0].address
    done = []
    for app in newsroom.apps:
        again = app.reclassify(write=True)
        done.append(
            (again.articles, len(again.differences), app.mask(write=True), app.purge(0, write=True), app.forget(mail))
        )
    assert done[0] == done[1]
    dockets = newsroom.dockets()
    assert dockets[0] == dockets[1]
