from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP, default

import pytest
import trustme
from aiosmtpd import smtp as server_module
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword, Session

from monitor.errors import MailError
from monitor.mail import check, require_secure, send
from monitor.model import Security, SmtpSettings
from monitor.outbox import Deferred, Refused, Sent

LOOPBACK = "127.0.0.1"


@dataclass
class Inbox:
    """What a real server took, and how it was told to answer."""

    rcpt: str = ""
    data: str = ""
    drop: bool = False
    taken: list[Envelope] = field(default_factory=list)
    encrypted: list[bool] = field(default_factory=list)
    users: list[bytes] = field(default_factory=list)

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802 -- aiosmtpd's name
        if self.rcpt:
            return self.rcpt
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: server_module.SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.data:
            return self.data
        self.taken.append(envelope)
        self.encrypted.append(session.ssl is not None)
        if self.drop:
            server.transport.abort()
        return "250 taken"

    def authenticate(self, server, session, envelope, mechanism, given) -> AuthResult:
        assert isinstance(given, LoginPassword)
        self.users.append(given.login)
        return AuthResult(success=given.password == b"hunter2", handled=False)


def message(to: str = "lukija@example.fi") -> EmailMessage:
    mail = EmailMessage(policy=SMTP)
    mail["From"] = "Seuranta <monitor@example.fi>"
    mail["To"] = to
    mail["Subject"] = "Päivän kooste 27.2.2026"
    mail["Message-ID"] = "<digest.2026-02-27.abc@example.fi>"
    mail.set_content("Päivän kooste – hyvää päivää\n.\n..\nFrom the start\n", cte="quoted-printable")
    return mail


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def serving(inbox: Inbox, **options: object) -> Iterator[SmtpSettings]:
    controller = Controller(inbox, hostname=LOOPBACK, port=free_port(), **options)
    controller.start()
    try:
        yield SmtpSettings(LOOPBACK, controller.port, Security.NONE, sender="monitor@example.fi")
    finally:
        controller.stop()


@dataclass(frozen=True)
class Trust:
    server: ssl.SSLContext
    client: ssl.SSLContext


@pytest.fixture(scope="module")
def trust() -> Trust:
    authority = trustme.CA()
    server = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert(LOOPBACK, "localhost").configure_cert(server)
    client = ssl.create_default_context()
    authority.configure_trust(client)
    return Trust(server, client)


# ------------------------------------------------------------------------------------------- taken


def test_a_message_reaches_its_one_recipient_whole():
    inbox = Inbox()
    with serving(inbox) as smtp:
        assert isinstance(send(message(), smtp), Sent)
    (envelope,) = inbox.taken
    assert envelope.rcpt_tos == ["lukija@example.fi"]
    assert envelope.mail_from == "monitor@example.fi"
    got = message_from_bytes(envelope.content, policy=default)
    assert got["Message-ID"] == "<digest.2026-02-27.abc@example.fi>"
    assert got["Subject"] == "Päivän kooste 27.2.2026"
    assert got.get_content().splitlines() == message().get_content().splitlines()


def test_starttls_encrypts_and_logs_in_before_anything_is_said(trust):
    inbox = Inbox()
    options = {"tls_context": trust.server, "auth_required": True, "authenticator": inbox.authenticate}
    options["require_starttls"] = True
    with serving(inbox, **options) as smtp:
        secure = replace(smtp, security=Security.STARTTLS, username="monitor", password="hunter2")
        assert isinstance(send(message(), secure, context=trust.client), Sent)
        assert isinstance(check(secure, context=trust.client), Sent)
    assert inbox.encrypted == [True]
    assert inbox.users == [b"monitor", b"monitor"]


def test_tls_from_the_first_byte_works_too(trust):
    inbox = Inbox()
    with serving(inbox, ssl_context=trust.server) as smtp:
        assert isinstance(send(message(), replace(smtp, security=Security.TLS), context=trust.client), Sent)
    assert len(inbox.taken) == 1


# ------------------------------------------------------------------------------------------- not taken


@pytest.mark.parametrize("stage", ["rcpt", "data"])
@pytest.mark.parametrize(
    ("answer", "end"),
    [
        ("421 4.3.0 going down", Deferred),
        ("450 4.2.1 mailbox busy", Deferred),
        ("451 4.3.0 later", Deferred),
        ("452 4.2.2 full", Deferred),
        ("550 5.1.1 no such mailbox", Refused),
        ("552 5.2.2 over quota", Refused),
        ("554 5.7.1 refused", Refused),
    ],
)
def test_a_4xx_is_tried_again_and_a_5xx_is_parked_with_the_servers_words(stage, answer, end):
    inbox = Inbox(**{stage: answer})
    with serving(inbox) as smtp:
        told = send(message(), smtp)
    assert isinstance(told, end)
    assert told.reason == answer
    assert inbox.taken == []


def test_a_connection_lost_after_the_data_is_tried_again_with_the_same_message_id():
    inbox = Inbox(drop=True)
    with serving(inbox) as smtp:
        assert isinstance(send(message(), smtp), Deferred)
        inbox.drop = False
        assert isinstance(send(message(), smtp), Sent)
    ids = [message_from_bytes(envelope.content, policy=default)["Message-ID"] for envelope in inbox.taken]
    assert len(ids) == 2
    assert len(set(ids)) == 1


def test_a_server_without_starttls_gets_nothing(trust):
    inbox = Inbox()
    with serving(inbox) as smtp:
        told = send(message(), replace(smtp, security=Security.STARTTLS), context=trust.client)
    assert isinstance(told, Deferred)
    assert "STARTTLS" in told.reason
    assert inbox.taken == []


@pytest.mark.parametrize("security", [Security.STARTTLS, Security.TLS])
def test_a_certificate_nobody_trusts_gets_nothing(trust, security):
    inbox = Inbox()
    options = {"ssl_context": trust.server} if security is Security.TLS else {"tls_context": trust.server}
    with serving(inbox, **options) as smtp:
        told = send(message(), replace(smtp, security=security))
    assert isinstance(told, Deferred)
    assert "CERTIFICATE_VERIFY_FAILED" in told.reason
    assert inbox.taken == []


def test_a_certificate_for_another_name_gets_nothing(trust):
    authority = trustme.CA()
    server = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("other.example").configure_cert(server)
    client = ssl.create_default_context()
    authority.configure_trust(client)
    inbox = Inbox()
    with serving(inbox, ssl_context=server) as smtp:
        assert isinstance(send(message(), replace(smtp, security=Security.TLS), context=client), Deferred)
    assert inbox.taken == []


def test_a_wrong_password_is_tried_again_because_it_is_not_the_readers_fault(trust):
    inbox = Inbox()
    options = {"tls_context": trust.server, "auth_required": True, "authenticator": inbox.authenticate}
    with serving(inbox, **options) as smtp:
        wrong = replace(smtp, security=Security.STARTTLS, username="monitor", password="hunter3")
        told = [send(message(), wrong, context=trust.client), check(wrong, context=trust.client)]
    assert all(isinstance(end, Deferred) and end.reason.startswith("535") for end in told)
    assert "hunter3" not in str(told)
    assert inbox.taken == []


@pytest.mark.parametrize("changed", [{"password": "sal\xe4inen"}, {"username": "k\xe4ytt\xe4j\xe4"}])
def test_a_password_that_is_not_ascii_is_told_without_its_letters(changed, trust):
    inbox = Inbox()
    options = {"tls_context": trust.server, "auth_required": True, "authenticator": inbox.authenticate}
    with serving(inbox, **options) as smtp:
        secure = replace(smtp, security=Security.STARTTLS, **{"username": "monitor", "password": "x", **changed})
        told = [send(message(), secure, context=trust.client), check(secure, context=trust.client)]
    assert all(isinstance(end, Deferred) and "ASCII" in end.reason for end in told)
    assert "\xe4" not in str(told)


def test_a_mail_server_that_is_no_host_name_is_tried_again():
    smtp = SmtpSettings("mail..example.fi", 25, Security.STARTTLS, sender="monitor@example.fi")
    assert isinstance(send(message(), smtp), Deferred)


def test_a_server_that_cannot_take_letters_in_an_address_refuses_that_recipient_alone():
    inbox = Inbox()
    with serving(inbox, enable_SMTPUTF8=False) as smtp:
        assert isinstance(send(message("lukijaä@example.fi"), smtp), Refused)
        assert isinstance(send(message(), smtp), Sent)


def test_nobody_listening_is_tried_again():
    smtp = SmtpSettings(LOOPBACK, free_port(), Security.NONE, sender="monitor@example.fi")
    assert isinstance(send(message(), smtp), Deferred)
    assert isinstance(check(smtp), Deferred)


# ------------------------------------------------------------------------------------------- raw servers


@contextlib.contextmanager
def raw(talk: Callable[[socket.socket], None]) -> Iterator[SmtpSettings]:
    """Serve one connection with a script of our own, for what a decent server never does."""
    with socket.create_server((LOOPBACK, 0)) as listener:
        listener.settimeout(10)

        def serve() -> None:
            with contextlib.suppress(OSError):
                connection, _ = listener.accept()
                with connection:
                    connection.settimeout(10)
                    talk(connection)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield SmtpSettings(LOOPBACK, listener.getsockname()[1], Security.NONE, sender="monitor@example.fi")
        thread.join(10)


def conversation(connection: socket.socket, answers: dict[bytes, bytes]) -> None:
    """Answer by command; b"" closes the connection without an answer."""
    connection.sendall(answers.get(b"", b"220 hello\r\n"))
    lines = connection.makefile("rb")
    in_data = False
    for line in lines:
        command = b"." if in_data and line == b".\r\n" else b"" if in_data else line.split()[0].upper()
        if in_data and command != b".":
            continue
        answer = answers.get(command, b"354 go on\r\n" if command == b"DATA" else b"250 ok\r\n")
        in_data = answer.startswith(b"354")
        if not answer:
            lines.close()
            return
        connection.sendall(answer)


@pytest.mark.parametrize("answer", [b"", b"421 bye\r\n", b"rubbish\r\n"])
def test_what_goes_wrong_after_the_message_was_taken_changes_nothing(answer):
    with raw(lambda connection: conversation(connection, {b"QUIT": answer})) as smtp:
        assert isinstance(send(message(), smtp), Sent)


@pytest.mark.parametrize(
    "answers",
    [
        {b"": b"554 not for you\r\n"},
        {b"": b"HTTP/1.1 400 Bad Request\r\n\r\n"},
        {b"EHLO": b"", b"HELO": b""},
        {b"EHLO": b"500 what\r\n", b"HELO": b"500 what\r\n"},
        {b"MAIL": b"553 not this sender\r\n"},
        {b"MAIL": b""},
        {b"RCPT": b""},
        {b"DATA": b"451 later\r\n"},
        {b".": b""},
        {b".": b"x" * 100_000 + b"\r\n"},
    ],
)
def test_a_server_in_trouble_is_tried_again(answers):
    with raw(lambda connection: conversation(connection, answers)) as smtp:
        told = send(message(), smtp)
    assert isinstance(told, Deferred)
    assert told.reason.isprintable()
    assert len(told.reason) <= 300


def test_a_server_that_says_nothing_is_left_after_the_timeout():
    done = threading.Event()
    with raw(lambda _: done.wait(10)) as smtp:
        assert isinstance(send(message(), smtp, timeout=0.2), Deferred)
        done.set()


@pytest.mark.parametrize("first", [b"", b"220 hello\r\n"], ids=["greeting", "EHLO"])
def test_a_server_that_answers_byte_by_byte_is_left_after_the_deadline(first):
    done = threading.Event()

    def drip(connection: socket.socket) -> None:
        connection.sendall(first)
        with contextlib.suppress(OSError):
            while not done.wait(0.01):
                connection.sendall(b"2")

    with raw(drip) as smtp:
        assert isinstance(send(message(), smtp, timeout=5, deadline=0.2), Deferred)
        done.set()


def test_a_message_that_is_too_large_for_the_server_is_refused_and_not_tried_for_days():
    with raw(lambda connection: conversation(connection, {b"MAIL": b"552 5.3.4 too big\r\n"})) as smtp:
        assert send(message(), smtp) == Refused("552 5.3.4 too big")


# ------------------------------------------------------------------------------------------- settings


@pytest.mark.parametrize("host", ["smtp.example.fi", "192.0.2.1", "10.0.0.1", "localhost.example.fi", "0.0.0.0", "::"])
def test_nothing_goes_in_the_clear_to_another_machine(host):
    smtp = SmtpSettings(host, 25, Security.NONE, sender="monitor@example.fi")
    with pytest.raises(MailError, match="this machine only"):
        send(message(), smtp)
    require_secure(replace(smtp, security=Security.STARTTLS))


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.1.2.3", "::1", "[::1]"])
def test_this_machine_may_be_spoken_to_in_the_clear(host):
    require_secure(SmtpSettings(host, 25, Security.NONE, sender="monitor@example.fi"))


@pytest.mark.parametrize("missing", ["host", "sender"])
def test_settings_without_a_server_or_a_sender_are_an_error(missing):
    smtp = replace(SmtpSettings("localhost", sender="monitor@example.fi"), **{missing: ""})
    with pytest.raises(MailError, match=r"settings\.toml"):
        send(message(), smtp)
    with pytest.raises(MailError):
        check(smtp)


@pytest.mark.parametrize("sender", ["monitor", "monitor@", "monitor@" + "x" * 70, "monitor@a..fi"])
def test_a_sender_that_is_no_address_is_an_error(sender):
    with pytest.raises(MailError, match="sender"):
        check(SmtpSettings("localhost", free_port(), Security.NONE, sender=sender))


@pytest.mark.parametrize("to", ["", "a@example.fi, b@example.fi"])
def test_a_message_for_nobody_or_for_two_is_an_error(to):
    with pytest.raises(MailError, match="one To address"):
        send(message(to), SmtpSettings("localhost", security=Security.NONE, sender="monitor@example.fi"))
