"""What is wrong with an ``[[alert]]``, and where its secret is.

Rule kept: the key of a webhook and the addresses that Apprise uses (which hold tokens and passwords) never stand in
settings.toml. They come from ``MONITOR_ALERT_<ID>_SECRET``, from ``secret_file``, or from systemd's credential
``alert_<id>_secret``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from monitor.config import values
from monitor.config.files import tables, text_at
from monitor.config.secrets import Secret, secret
from monitor.config.shapes import Problem
from monitor.config.subscribers import Known, wish_problems
from monitor.messages import said
from monitor.model import Channel

#: What a channel needs, and what belongs to another one.
_NEEDS = {Channel.MAIL: "address", Channel.WEBHOOK: "url"}
_OTHERS = {
    Channel.MAIL: ("url", "secret_file"),
    Channel.WEBHOOK: ("address",),
    Channel.APPRISE: ("address", "url"),
}


def secret_name(alert_id: str) -> str:
    """Give the name by which an alert's secret is looked for."""
    return f"alert_{alert_id.replace('-', '_')}_secret"


def find_alert_secrets(data: Mapping[str, Any], folder: Path, environ: Mapping[str, str]) -> tuple[Secret, ...]:
    """Look for the secret of every alert of a file, in its order; of one that has none it is empty."""
    return tuple(
        secret(
            secret_name(text_at(one, "id")),
            text_at(one, "secret_file"),
            folder,
            environ,
            lines=text_at(one, "channel") == Channel.APPRISE,
        )
        for _, one in tables(data, "alert")
    )


def alert_problems(data: Mapping[str, Any], secrets: Sequence[Secret], known: Known) -> Iterator[Problem]:
    """Find alerts that stand in the file twice, lack what their channel needs, or ask for what there is not."""
    seen: set[str] = set()
    for (number, one), found in zip(tables(data, "alert"), secrets, strict=True):
        name = text_at(one, "id")
        if name and name in seen:
            yield Problem(("alert", number, "id"), f"{values.shown(name)} is the id of an earlier alert too")
        seen.add(name)
        yield from wish_problems("alert", number, one, known)
        if text_at(one, "channel") in list(Channel):
            yield from _channel_problems(number, one, Channel(text_at(one, "channel")), found)


def _channel_problems(number: int, one: Mapping[str, Any], channel: Channel, found: Secret) -> Iterator[Problem]:
    needed = _NEEDS.get(channel)
    if needed and not text_at(one, needed):
        yield Problem(("alert", number), f'missing key "{needed}": the channel {channel} needs it', at_key=True)
    for key in _OTHERS[channel]:
        if text_at(one, key):
            yield Problem(("alert", number, key), f"the channel {channel} has no {key}", at_key=True)
    if found.insecure:
        yield Problem(("alert", number, "secret_file"), found.insecure)
    url = text_at(one, "url")
    if channel is Channel.WEBHOOK and url.lower().startswith("http://") and not values.loopback(_host(url)):
        yield Problem(
            ("alert", number, "url"), "must begin with https:// (http is for a receiver on this machine only)"
        )
    if channel is not Channel.MAIL and not found.value and found.origin == "not given":
        name = f"MONITOR_{secret_name(text_at(one, 'id')).upper()}"
        what = said("the key that signs" if channel is Channel.WEBHOOK else "the addresses for Apprise, one a line")
        yield Problem(("alert", number), f'has no secret ({what}): write secret_file = "…", or set {name}', at_key=True)


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
