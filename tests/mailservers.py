"""A real SMTP server (aiosmtpd) that fails where it is told to, one fault a connection.

Stages: ``connect`` (refused), ``greeting``, then the commands ``EHLO STARTTLS AUTH MAIL RCPT DATA``, and ``END``: after
the message was taken and before the server says so. Faults: ``drop``, ``later`` (4xx), ``never`` (5xx), ``slow``
(silence), ``drip`` (an answer without end, byte by byte), ``garbage``.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from email import message_from_bytes
from email.policy import default

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

LOOPBACK = "127.0.0.1"
STAGES = ("greeting", "EHLO", "STARTTLS", "AUTH", "MAIL", "RCPT", "DATA", "END")
FAULTS = ("drop", "later", "never", "slow", "drip", "garbage")


@dataclass(frozen=True)
class Fault:
    """What goes wrong, and where."""

    stage: str
    how: str

    @property
    def for_good(self) -> bool:
        """Whether the server says that it will never take this message for this recipient."""
        return self.how == "never" and self.stage in ("RCPT", "DATA", "END")


@dataclass(frozen=True)
class Taken:
    """A message the server had whole; ``told``: it also said so."""

    recipient: str
    message_id: str
    content: bytes
    told: bool


@dataclass
class Post:
    """What the server is told to do, connection by connection, and what it took."""

    plan: Sequence[Fault | None] = ()
    password: str = "hunter2"
    connections: int = 0
    taken: list[Taken] = field(default_factory=list)
    faults: list[tuple[str, Fault]] = field(default_factory=list)  # (recipient if known, fault)

    def next_fault(self) -> Fault | None:
        self.connections += 1
        return self.plan[self.connections - 1] if self.connections <= len(self.plan) else None

    def authenticate(self, server, session, envelope, mechanism, given) -> AuthResult:
        assert isinstance(given, LoginPassword)
        return AuthResult(success=given.password == self.password.encode(), handled=False)

    async def handle_DATA(self, server: Server, session: Session, envelope: Envelope) -> str | None:  # noqa: N802
        assert isinstance(envelope.content, bytes)
        name = message_from_bytes(envelope.content, policy=default)["Message-ID"]
        fault = server.fault if server.fault and server.fault.stage == "END" else None
        refused = fault is not None and fault.how in ("later", "never")
        if not refused:
            self.taken.append(Taken(envelope.rcpt_tos[0], name, envelope.content, told=fault is None))
        return await server.at("END") or "250 taken"


class Server(SMTP):
    """One connection."""

    def __init__(self, post: Post, **options: object) -> None:
        super().__init__(post, **options)
        self.post = post
        self.fault = post.next_fault()

    async def _handle_client(self) -> None:
        if self.fault and self.fault.stage == "greeting":
            transport = self.transport  # aiosmtpd forgets it when the client has gone, without closing it
            try:
                answer = await self.at("greeting")
                if not transport.is_closing():
                    await self.push(answer)
            finally:
                transport.abort()
            return
        await super()._handle_client()

    async def at(self, stage: str) -> str:
        """Misbehave if it is time for it; give an answer to say in place of the usual one, or nothing."""
        if self.fault is None or self.fault.stage != stage:
            return ""
        fault = self.fault
        recipient = self.envelope.rcpt_tos[0] if self.envelope and self.envelope.rcpt_tos else ""
        self.post.faults.append((recipient, fault))
        if fault.how == "later":
            return "451 4.3.0 try again later"
        if fault.how == "never":
            return "554 5.7.1 not for you"
        await self._misbehave(fault.how)
        return "554 gone"

    async def _misbehave(self, how: str) -> None:
        if how == "garbage":
            self._writer.write(b"\xff\x00 rubbish \x07\r\n" * 5)
        for _ in range(60 if how in ("slow", "drip") else 0):
            if how == "drip":
                with contextlib.suppress(ConnectionError):
                    self._writer.write(b"2")
            await asyncio.sleep(0.05)
            if self.transport is None or self.transport.is_closing():
                break
        if self.transport is not None:
            self.transport.close() if how == "garbage" else self.transport.abort()

    async def _command(self, stage: str, arg: str) -> None:
        answer = await self.at(stage)
        if not answer:
            await getattr(super(), f"smtp_{stage}")(arg)
        elif self.transport is not None and not self.transport.is_closing():
            await self.push(answer)

    async def smtp_EHLO(self, hostname: str) -> None:  # noqa: N802
        await self._command("EHLO", hostname)

    async def smtp_HELO(self, hostname: str) -> None:  # noqa: N802
        if self.fault and self.fault.stage == "EHLO":
            await self._command("EHLO", hostname)
        else:
            await super().smtp_HELO(hostname)

    async def smtp_STARTTLS(self, arg: str) -> None:  # noqa: N802
        await self._command("STARTTLS", arg)

    async def smtp_AUTH(self, arg: str) -> None:  # noqa: N802
        await self._command("AUTH", arg)

    async def smtp_MAIL(self, arg: str) -> None:  # noqa: N802
        await self._command("MAIL", arg)

    async def smtp_RCPT(self, arg: str) -> None:  # noqa: N802
        await self._command("RCPT", arg)

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802
        await self._command("DATA", arg)


class _Controller(Controller):
    def factory(self) -> Server:
        return Server(self.handler, **self.SMTP_kwargs)


@contextlib.contextmanager
def serving(post: Post, **options: object) -> Iterator[int]:
    """Serve on a free port of this machine; give the port."""
    controller = _Controller(post, hostname=LOOPBACK, port=free_port(), ready_timeout=30, **options)
    before = post.connections
    controller.start()  # it connects once to see that somebody listens
    post.connections = before
    try:
        yield controller.port
    finally:
        controller.stop()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def secure_options(post: Post, context: ssl.SSLContext) -> dict[str, object]:
    """Give the options of a server that wants STARTTLS and a log-in."""
    return {
        "tls_context": context,
        "require_starttls": True,
        "auth_required": True,
        "authenticator": post.authenticate,
    }
