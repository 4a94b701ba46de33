"""R6: sixty hostile servers beside twenty good ones through the whole cycle."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.gates.hostile import Behaviour, Servers, hostile

DEADLINE = 2.0
GROWTH_KB = 64_000
#: What the quick gate asks: one of every kind.
QUICK = {
    "says nothing",
    "drips its body",
    "has endless headers",
    "packs a bomb with gzip",
    "has a chunk of no size",
    "speaks HTTP/0.9",
    "resets in its body",
    "redirects in a loop",
    "redirects inside",
    "answers 304",
    "answers 410",
    "answers 429 with Retry-After: 99999999999",
    "has an expired certificate",
    "sends a captcha",
    "sends an empty body",
}


def _write(folder: Path, servers: Servers) -> Path:
    """Write the configuration; give the file of the good outlets alone."""
    folder.mkdir()
    (folder / "settings.toml").write_text(
        f'database = "{folder / "monitor.db"}"\n'
        f'[fetch]\ncontact = "gate@example.org"\ndeadline = "{DEADLINE:g}s"\nallow_private = ["127.0.0.1"]\n'
        "processes = 2\nparse_seconds = 5.0\n"
    )
    calm = _outlets("good", servers.healthy)
    (folder / "outlets.toml").write_text(calm + _outlets("bad", servers.hostile))
    (folder / "calm.toml").write_text(calm)
    return folder / "calm.toml"


def _outlets(name: str, urls: Iterable[str]) -> str:
    return "".join(
        f'[[outlet]]\nid = "{name}-{number}"\n[[outlet.feed]]\nurl = "{url}"\n' for number, url in enumerate(urls)
    )


def _complaints(folder: Path, behaviours: Sequence[Behaviour], healthy: int, mistake: str = "") -> list[str]:
    """Run the gate; give everything that is not as it must be."""
    with Servers(list(behaviours), healthy).running() as servers:
        calm = _write(folder, servers)
        servers.authority.cert_pem.write_to_path(folder / "authority.pem")
        environment = {**os.environ, "SSL_CERT_FILE": str(folder / "authority.pem"), "MONITOR_CONFIG": str(folder)}
        command = [sys.executable, "-m", "tests.gates.cycle", str(folder), str(calm), *([mistake] if mistake else [])]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=180, check=False)
    if done.returncode:
        return [f"the cycle broke off: {done.stderr[-2000:]}"]
    return _judge(json.loads(done.stdout.splitlines()[-1]), servers)


def _judge(seen: dict[str, Any], servers: Servers) -> list[str]:
    feeds = {feed["url"]: feed for feed in seen["status"]["feeds"]}
    said = [f"{servers.hostile[url].name}: {feeds[url]}" for url in servers.hostile if not _named(feeds[url], servers)]
    said += [f"a good feed: {feeds[url]}" for url in servers.healthy if not _fine(feeds[url])]
    slow = {url: seconds for url, seconds in seen["seconds"].items() if seconds > DEADLINE + 1}
    said += [f"{servers.hostile.get(url)}: took {seconds:.1f} s" for url, seconds in slow.items()]
    if seen["grown"] > GROWTH_KB:
        said.append(f"memory grew by {seen['grown']} kB")
    return said


def _named(feed: dict[str, Any], servers: Servers) -> bool:
    return feed["state"] in servers.hostile[feed["url"]].states and bool(feed["reason"])


def _fine(feed: dict[str, Any]) -> bool:
    return feed["state"] == "ok" and feed["new"] > 0


def test_hostile_servers_get_their_states_and_good_feeds_do_not_notice_them(tmp_path: Path) -> None:
    some = [one for one in hostile() if one.name in QUICK]
    assert len(some) == len(QUICK)
    assert _complaints(tmp_path / "m", some, healthy=3) == []


@pytest.mark.heavy
def test_sixty_and_more_hostile_servers_beside_twenty_good_feeds(tmp_path: Path) -> None:
    assert len(hostile()) >= 60
    assert len({one.name for one in hostile()}) == len(hostile())
    assert _complaints(tmp_path / "m", hostile(), healthy=20) == []


@pytest.mark.heavy
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="memory is read from /proc")
@pytest.mark.parametrize(
    ("mistake", "sign"),
    [
        ("no deadline", "drips its body: "),
        ("unpacks without a limit", "memory grew by "),
        ("errors of the network escape", "the cycle broke off: .*Error"),
    ],
)
def test_the_gate_notices_a_planted_mistake(tmp_path: Path, mistake: str, sign: str) -> None:
    some = [one for one in hostile() if one.name in QUICK]
    said = "\n".join(_complaints(tmp_path / "m", some, healthy=3, mistake=mistake))
    assert re.search(sign, said, re.DOTALL), said
