"""Hand one message for one recipient to an SMTP server.

Rules kept here:

* The answer is a value: `Sent` when the server took the message, `Deferred` when it is worth another try, `Refused`
  when the server said for good that it will not take this message for this recipient.
* Nothing is ever sent in the clear but to this very machine, and no password without TLS.
* A connection lost after the data and before the answer is `Deferred`: the same message, with the same Message-ID,
  goes out again, so the doubtful moment can repeat a mail but never lose one. A failure after the answer is `Sent`.
* A 5xx that is about this program's own log-in or sender is `Deferred`: one wrong password must not park all mail.
"""

from __future__ import annotations

import contextlib
import ipaddress
import smtplib
import socket
import ssl
import threading
from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import SMTP

from monitor.errors import MailError
from monitor.messages import said
from monitor.model import Security, SmtpSettings
from monitor.outbox import Deferred, Refused, Sent

REASON_LENGTH = 300
#: A whole conversation may take so many seconds: well under the time for which the outbox keeps a message for one hand.
DEADLINE = 240.0
_WELCOME = 220
_TOO_LARGE = 552  # an answer to MAIL with its SIZE: about this message, not about the sender


def send(
    message: EmailMessage,
    smtp: SmtpSettings,
    timeout: float = 30.0,
    context: ssl.SSLContext | None = None,
    deadline: float = DEADLINE,
) -> Sent | Deferred | Refused:
    """Send a message to the one recipient in its To header.

    ``timeout`` counts for each step of the conversation, ``deadline`` for all of it (both in seconds); ``context``
    replaces the system's trusted certificates.
    Raises `MailError` when the settings are insecure or incomplete, or the message has not exactly one recipient.
    """
    require_secure(smtp)
    recipient = _only(message, "To")
    sender = _only(message, "From")
    try:
        with _session(smtp, timeout, context, deadline) as session:
            return _transfer(session, message, sender, recipient)
    except (smtplib.SMTPException, OSError, UnicodeError) as error:
        return Deferred(_reason(error))


def check(smtp: SmtpSettings, timeout: float = 30.0, context: ssl.SSLContext | None = None) -> Sent | Deferred:
    """Connect, secure the connection, log in and leave; `Sent` when all of it worked. Raises as `send` does."""
    require_secure(smtp)
    try:
        with _session(smtp, timeout, context, DEADLINE) as session:
            code, answer = session.noop()
    except (smtplib.SMTPException, OSError, UnicodeError) as error:
        return Deferred(_reason(error))
    return Sent(_answer(code, answer)) if code < 400 else Deferred(_answer(code, answer))


def require_secure(smtp: SmtpSettings) -> None:
    """Raise `MailError` when the settings lack a server or a sender, or would send in the clear over a network."""
    if not smtp.host or not smtp.sender:
        raise MailError("no mail server: set host and sender in [smtp] of settings.toml")
    if smtp.security is not Security.NONE:
        return
    if not _loopback(smtp.host):
        raise MailError(
            f'[smtp] security = "none" is for this machine only, and {smtp.host} is not: use starttls or tls'
        )


# ----------------------------------------------------------------------------------------------- conversation


@contextlib.contextmanager
def _session(
    smtp: SmtpSettings, timeout: float, context: ssl.SSLContext | None, deadline: float
) -> Iterator[smtplib.SMTP]:
    """Open a connection that is as secure as the settings say, logged in; close it whatever happens."""
    trusted = context or ssl.create_default_context()
    session = _unconnected(smtp, timeout, trusted)
    with _watched(session, deadline):
        try:
            _connect(session, smtp, trusted)
        except BaseException:
            session.close()
            raise
        try:
            if smtp.username:
                session.login(smtp.username, smtp.password)
            yield session
        finally:
            _leave(session)


def _unconnected(smtp: SmtpSettings, timeout: float, context: ssl.SSLContext) -> smtplib.SMTP:
    # The sender's domain: smtplib would look up and tell this machine's own name.
    name = _domain(smtp.sender)
    if smtp.security is Security.TLS:
        session: smtplib.SMTP = smtplib.SMTP_SSL(local_hostname=name, timeout=timeout, context=context)
    else:
        session = smtplib.SMTP(local_hostname=name, timeout=timeout)
    # Where smtplib finds the name that a certificate must have. Its constructor would set it, and connect at once:
    # there would be no socket yet for the watch to close under a greeting that drips.
    session._host = smtp.host  # type: ignore[attr-defined]  # noqa: SLF001
    return session


def _connect(session: smtplib.SMTP, smtp: SmtpSettings, context: ssl.SSLContext) -> None:
    code, greeting = session.connect(smtp.host, smtp.port)
    if code != _WELCOME:
        raise smtplib.SMTPConnectError(code, greeting)
    if smtp.security is Security.STARTTLS:
        # A server (or somebody between) that offers no TLS raises here, before anything of the message is said.
        session.starttls(context=context)
        session.ehlo_or_helo_if_needed()


@contextlib.contextmanager
def _watched(session: smtplib.SMTP, deadline: float) -> Iterator[None]:
    """End a conversation that a server draws out byte by byte, each of them in time."""

    def end() -> None:
        with contextlib.suppress(OSError):
            if session.sock is not None:
                session.sock.shutdown(socket.SHUT_RDWR)

    watch = threading.Timer(deadline, end)
    watch.daemon = True
    watch.start()
    try:
        yield
    finally:
        watch.cancel()


def _domain(sender: str) -> str:
    _, _, domain = sender.partition("@")
    try:
        if not domain.strip("> "):
            raise MailError(f"[smtp] sender is no mail address: {sender!r}")
        return domain.strip("> ").encode("idna").decode("ascii")
    except UnicodeError as error:
        raise MailError(f"[smtp] sender is no mail address: {sender!r}") from error


def _transfer(session: smtplib.SMTP, message: EmailMessage, sender: str, recipient: str) -> Sent | Deferred | Refused:
    """Do the mail transaction and name its end."""
    letters = not (sender + recipient).isascii()
    session.ehlo_or_helo_if_needed()
    if letters and not session.has_extn("smtputf8"):
        return Refused(said("the server takes only ASCII letters in an address (no SMTPUTF8)"))
    # Not send_message: it puts ">" before a line that begins with "From ".
    content = message.as_bytes(policy=SMTP.clone(utf8=letters))
    options = ("SMTPUTF8", "BODY=8BITMIME") if letters else ()
    try:
        session.sendmail(sender, [recipient], content, options)
    except smtplib.SMTPRecipientsRefused as error:
        return _answered(*next(iter(error.recipients.values())))
    except smtplib.SMTPDataError as error:
        return _answered(error.smtp_code, error.smtp_error)
    except smtplib.SMTPSenderRefused as error:
        if error.smtp_code != _TOO_LARGE:
            raise
        return _answered(error.smtp_code, error.smtp_error)
    return Sent()


def _leave(session: smtplib.SMTP) -> None:
    """Say goodbye; what goes wrong now changes nothing about the message."""
    with contextlib.suppress(smtplib.SMTPException, OSError):
        session.quit()
    session.close()


# ----------------------------------------------------------------------------------------------- answers


def _answered(code: int, answer: bytes | str) -> Deferred | Refused:
    told = _answer(code, answer)
    return Refused(told) if 500 <= code < 600 else Deferred(told)


def _answer(code: int, answer: bytes | str) -> str:
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    return " ".join(f"{code} {text}".split())[:REASON_LENGTH]


def _reason(error: Exception) -> str:
    if isinstance(error, UnicodeError):  # its own words would show letters of a password
        return said("[smtp] host, username or password has letters that cannot be sent: smtplib knows ASCII only")
    if isinstance(error, smtplib.SMTPResponseException):
        return _answer(error.smtp_code, error.smtp_error)
    return " ".join(f"{type(error).__name__}: {error}".split())[:REASON_LENGTH]


def _only(message: EmailMessage, header: str) -> str:
    """Give the one address of a header."""
    addresses = [address.addr_spec for field in message.get_all(header, []) for address in field.addresses]
    if len(addresses) != 1:
        raise MailError(f"a message has one {header} address, this one has {len(addresses)}")
    return str(addresses[0])


def _loopback(host: str) -> bool:
    if host.rstrip(".").lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
