"""Gate R5: no mail is lost; one comes twice only where the server had it and did not say so, as the same message.

Every fault at every stage of the conversation with a real SMTP server, for the second of three readers. A gate counts
only if it fails on planted bugs: the last tests plant some.
"""

from __future__ import annotations

import datetime as dt
import functools
import itertools
import random
import ssl
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
import trustme

from monitor import mail
from monitor.model import Config, Security, SmtpSettings, Subscriber
from monitor.outbox import Deferred, Refused, Sent
from monitor.pipeline import DeliveryCounts, delivering, handing, send_outbox
from monitor.storage import digests, subscribers
from monitor.storage.engine import Engine, open_database
from tests.mailservers import FAULTS, LOOPBACK, STAGES, Fault, Post, free_port, secure_options, serving

NOW = dt.datetime(2026, 3, 2, 5, 0, tzinfo=dt.UTC)
READERS = tuple(f"{name}@example.fi" for name in ("anna", "bo", "carita"))
PATIENT = functools.partial(mail.send, timeout=5.0, deadline=10.0)
IMPATIENT = functools.partial(mail.send, timeout=0.2, deadline=0.3)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Iterator[trustme.CA]:
    authority = trustme.CA()
    file = tmp_path_factory.mktemp("trust") / "ca.pem"
    authority.cert_pem.write_to_path(str(file))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SSL_CERT_FILE", str(file))
        yield authority


@pytest.fixture(scope="module")
def tls(authority: trustme.CA) -> ssl.SSLContext:
    return _server_context(authority.issue_cert(LOOPBACK))


def _server_context(certificate: trustme.LeafCert) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    certificate.configure_cert(context)
    return context


@dataclass
class Patience:
    """Sends as in earnest, but waits for a server that says nothing less long where it is known to say nothing."""

    short: tuple[int, ...] = ()
    tried: int = 0

    def __call__(self, *given: Any, **named: Any) -> Sent | Deferred | Refused:
        self.tried += 1
        return (IMPATIENT if self.tried - 1 in self.short else PATIENT)(*given, **named)


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> Patience:
    patience = Patience()
    monkeypatch.setattr(delivering, "send", patience)
    return patience


@dataclass
class Round:
    """Three readers with a digest each, and the time as it passes."""

    engine: Engine
    config: Config
    now: dt.datetime = NOW
    counts: DeliveryCounts = field(default_factory=DeliveryCounts)

    def send(self) -> DeliveryCounts:
        counts = DeliveryCounts()
        send_outbox(self.config, self.engine, self.now, counts)
        return counts

    def drain(self) -> None:
        """Try again whenever something is due, until nothing waits; a week is enough."""
        for _ in range(400):
            self.send()
            if not {"pending", "deferred"} & set(self.states().values()):
                return
            self.now += dt.timedelta(minutes=30)

    def states(self) -> dict[str, str]:
        return {address: state for address, state, _ in self.rows()}

    def rows(self) -> Sequence[tuple[str, str, str]]:
        query = (
            "select s.address, d.state, d.last_error from delivery d join digest g on g.id = d.digest_id "
            "join subscriber s on s.id = g.subscriber_id order by s.id"
        )
        with self.engine.begin() as conn:
            return [tuple(row) for row in conn.execute(sa.text(query))]


def make_round(folder: Path, readers: Sequence[str] = READERS, text: str = "Päivän kooste\n") -> Round:
    engine = open_database(folder / f"monitor-{random.random()}.db", create=True)  # noqa: S311 a name
    config = Config(subscribers=tuple(Subscriber(address) for address in readers))
    on = NOW.date()
    with engine.begin() as conn:
        subscribers.sync_subscribers(conn, config.subscribers, NOW)
        for known in subscribers.active_subscribers(conn):
            digests.save_digest(
                conn,
                subscriber_id=known.id,
                on=on,
                window_from_at=NOW - dt.timedelta(days=1),
                window_to_at=NOW,
                subject="Päivän kooste",
                text=text,
                html="<p>Päivän kooste</p>",
                message_id=delivering.message_id(known.subscriber.address, on, "monitor@example.fi"),
                items=[],
                now=NOW,
            )
    return Round(engine, config)


def settings(port: int) -> SmtpSettings:
    return SmtpSettings(LOOPBACK, port, Security.NONE, sender="monitor@example.fi")


def secure(port: int) -> SmtpSettings:
    return replace(settings(port), security=Security.STARTTLS, username="monitor", password="hunter2")


def violations(post: Post, rows: Sequence[tuple[str, str, str]], hit: str = "") -> list[str]:
    """Say what of the promise does not hold; ``hit`` is the reader whose first attempt failed."""
    found: list[str] = []
    for address, state, error in rows:
        got = [one for one in post.taken if one.recipient == address]
        if state == "sent" and not any(one.told for one in got):
            found.append(f"{address}: lost, although noted as sent")
        if state not in ("sent", "failed"):
            found.append(f"{address}: still {state}")
        if state == "failed" and not error:
            found.append(f"{address}: parked without a reason")
        if len({one.message_id for one in got}) > 1:
            found.append(f"{address}: sent again as another message")
        if sum(one.told for one in got) > 1:
            found.append(f"{address}: came twice, although the server had said so")
        if hit and address != hit and (len(got) != 1 or state != "sent"):
            found.append(f"{address}: bothered by another reader's trouble")
    return found


# ------------------------------------------------------------------------------------------------ every failing mode


MODES = [
    Fault(stage, how)
    for stage in STAGES
    for how in FAULTS
    if (stage, how) != ("END", "garbage")  # what is said after the data is read as an answer: see below
]


def _mode(fault: Fault) -> Any:
    """Name a mode; the dripping ones cost time, and those between the first and the last stage go with the gates."""
    heavy = fault.how == "drip" and fault.stage not in ("greeting", "END")
    return pytest.param(fault, id=f"{fault.stage}-{fault.how}", marks=[pytest.mark.heavy] if heavy else [])


@pytest.mark.parametrize("fault", [_mode(fault) for fault in MODES])
def test_one_readers_trouble_is_tried_again_or_parked_for_that_reader_alone(
    fault: Fault, tmp_path: Path, tls: ssl.SSLContext, patience: Patience
) -> None:
    patience.short = (1,) if fault.how in ("slow", "drip") else ()
    post = Post(plan=(None, fault))
    started = make_round(tmp_path)
    guarded = fault.stage in ("STARTTLS", "AUTH")
    with serving(post, **(secure_options(post, tls) if guarded else {})) as port:
        started.config = replace(started.config, smtp=secure(port) if guarded else settings(port))
        started.send()
        after_one = started.states()
        started.drain()
    assert post.faults, "the fault was met"
    assert [after_one[READERS[0]], after_one[READERS[2]]] == ["sent", "sent"]
    assert after_one[READERS[1]] == ("failed" if fault.for_good else "deferred")
    assert not violations(post, started.rows(), READERS[1])
    assert started.states()[READERS[1]] == ("failed" if fault.for_good else "sent")
    doubtful = fault.stage == "END" and fault.how in ("drop", "slow", "drip")
    assert len([one for one in post.taken if one.recipient == READERS[1]]) == (
        2 if doubtful else 0 if fault.for_good else 1
    )


def test_rubbish_in_place_of_the_last_answer_is_tried_again_under_the_same_identifier(tmp_path: Path) -> None:
    post = Post(plan=(Fault("END", "garbage"),))
    started = make_round(tmp_path, READERS[:1])
    with serving(post) as port:
        started.config = replace(started.config, smtp=settings(port))
        started.drain()
    assert not violations(post, started.rows())
    assert len(post.taken) == 2


def test_a_server_that_nobody_listens_at_loses_nothing(tmp_path: Path) -> None:
    post, started = Post(), make_round(tmp_path)
    started.config = replace(started.config, smtp=settings(free_port()))
    assert started.send().deferred == 3
    started.now += dt.timedelta(days=2)
    with serving(post) as port:
        started.config = replace(started.config, smtp=settings(port))
        started.drain()
    assert not violations(post, started.rows())
    assert len(post.taken) == 3


def test_a_certificate_that_has_expired_gets_nothing_until_it_is_renewed(
    tmp_path: Path, authority: trustme.CA, tls: ssl.SSLContext
) -> None:
    past = dt.datetime.now(dt.UTC) - dt.timedelta(days=400)
    expired = _server_context(authority.issue_cert(LOOPBACK, not_before=past, not_after=past + dt.timedelta(days=365)))
    started = make_round(tmp_path)
    for security, option in ((Security.STARTTLS, "tls_context"), (Security.TLS, "ssl_context")):
        post = Post()
        with serving(post, **{option: expired}) as port:
            started.config = replace(started.config, smtp=replace(settings(port), security=security))
            counts = started.send()
        assert (counts.deferred, post.taken) == (3, [])
        assert all("expired" in problem for problem in counts.problems)
        started.now += dt.timedelta(hours=6)
    post = Post()
    with serving(post, tls_context=tls) as port:
        started.config = replace(started.config, smtp=replace(settings(port), security=Security.STARTTLS))
        started.drain()
    assert not violations(post, started.rows())


def test_a_message_over_the_servers_size_is_parked_at_once(tmp_path: Path) -> None:
    post, started = Post(), make_round(tmp_path, READERS[:1], text="x" * 70_000)
    with serving(post, data_size_limit=50_000) as port:
        started.config = replace(started.config, smtp=settings(port))
        assert started.send().failed == 1
    ((_, state, error),) = started.rows()
    assert state == "failed"
    assert error.startswith("552")


def test_four_hundreds_are_tried_ever_more_rarely_for_five_days(tmp_path: Path) -> None:
    post = Post(plan=[Fault("RCPT", "later")] * 500)
    started = make_round(tmp_path, READERS[:1])
    tried: list[dt.datetime] = []
    with serving(post) as port:
        started.config = replace(started.config, smtp=settings(port))
        while started.states()[READERS[0]] != "failed":
            counts = started.send()
            tried += [started.now] * (counts.deferred + counts.failed)
            started.now += dt.timedelta(minutes=5)
    waits = [later - earlier for earlier, later in itertools.pairwise(tried)]
    assert waits == sorted(waits)
    assert (waits[0], waits[-1]) == (dt.timedelta(minutes=5), dt.timedelta(hours=6))
    assert dt.timedelta(days=5) < tried[-1] - NOW < dt.timedelta(days=5, hours=7)


def random_plans(seed: int, rounds: int) -> Iterator[list[Fault | None]]:
    """Give orders of faults of the quick kinds, at stages without TLS."""
    chance = random.Random(seed)  # noqa: S311 not for secrets
    stages = [stage for stage in STAGES if stage not in ("STARTTLS", "AUTH")]
    for _ in range(rounds):
        yield [
            Fault(chance.choice(stages), chance.choice(("drop", "later", "never"))) if chance.random() < 0.6 else None
            for _ in range(chance.randint(1, 12))
        ]


def _hold(folder: Path, rounds: int) -> None:
    for plan in random_plans(rounds, rounds):
        post, started = Post(plan=plan), make_round(folder)
        with serving(post) as port:
            started.config = replace(started.config, smtp=settings(port))
            started.drain()
        assert not violations(post, started.rows()), plan
        doubtful = Counter(name for name, fault in post.faults if fault.stage == "END" and fault.how == "drop")
        repeats = Counter(one.recipient for one in post.taken if not one.told)
        assert repeats == doubtful
        started.engine.dispose()


def test_whatever_follows_whatever_the_promise_holds(tmp_path: Path) -> None:
    _hold(tmp_path, 8)


@pytest.mark.heavy
def test_whatever_follows_whatever_the_promise_holds_a_thousand_times(tmp_path: Path) -> None:
    _hold(tmp_path, 1000)


# ----------------------------------------------------------------------------------------------------- planted bugs


def _outcome(folder: Path, plan: Sequence[Fault | None]) -> list[str]:
    post, started = Post(plan=plan), make_round(folder)
    with serving(post) as port:
        started.config = replace(started.config, smtp=settings(port))
        started.drain()
    return violations(post, started.rows(), READERS[1])


def test_the_gate_sees_mail_noted_as_sent_before_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def optimistic(*given: object, **named: object) -> Sent:
        PATIENT(*given, **named)  # type: ignore[arg-type]
        return Sent()

    monkeypatch.setattr(delivering, "send", optimistic)
    assert any("lost" in one for one in _outcome(tmp_path, (None, Fault("RCPT", "later"))))


def test_the_gate_sees_a_new_identifier_on_every_try(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def renamed(message, *given: object, **named: object):
        del message["Message-ID"]
        message["Message-ID"] = f"<{random.random()}@example.fi>"  # noqa: S311 planted
        return PATIENT(message, *given, **named)

    monkeypatch.setattr(delivering, "send", renamed)
    assert any("another message" in one for one in _outcome(tmp_path, (None, Fault("END", "drop"))))


def test_the_gate_sees_one_readers_trouble_sending_everybody_theirs_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = handing.Round._settle

    def all_or_nothing(self, conn, message, outcome, counts) -> None:
        real(self, conn, message, outcome, counts)
        if isinstance(outcome, Deferred):
            again = (self.now + dt.timedelta(minutes=5)).isoformat(sep=" ")
            conn.execute(
                sa.text("update delivery set state='deferred', sent_at=null, next_attempt_at=:at"), {"at": again}
            )

    monkeypatch.setattr(handing.Round, "_settle", all_or_nothing)
    assert any("twice" in one or "bothered" in one for one in _outcome(tmp_path, (None, Fault("RCPT", "later"))))


def test_the_gate_sees_trouble_that_passes_taken_for_good(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def rash(*given: object, **named: object) -> Sent | Refused:
        outcome = PATIENT(*given, **named)  # type: ignore[arg-type]
        return outcome if isinstance(outcome, Sent) else Refused("")

    monkeypatch.setattr(delivering, "send", rash)
    assert any("without a reason" in one for one in _outcome(tmp_path, (None, Fault("greeting", "drop"))))
