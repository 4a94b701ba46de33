from __future__ import annotations

import hashlib
import hmac

import pytest

from monitor.alerts import signed, verified


def test_a_signature_is_what_the_readme_says_a_receiver_computes() -> None:
    expected = hmac.new(b"key", b'1764000000.{"a":1}', hashlib.sha256).hexdigest()
    assert signed("key", 1764000000, b'{"a":1}') == f"v1={expected}"


@pytest.mark.parametrize(
    ("secret", "timestamp", "body", "now"),
    [
        ("other", "1000", b"x", 1000),
        ("key", "1001", b"x", 1000),
        ("key", "1000", b"y", 1000),
        ("key", "1000", b"x", 1301),
        ("key", "1000", b"x", 699),
        ("key", "", b"x", 1000),
        ("key", "-1000", b"x", 1000),
        ("key", "١٠٠٠", b"x", 1000),
        ("key", "9" * 40, b"x", 1000),
    ],
)
def test_a_message_with_another_key_time_or_body_or_too_old_is_not_taken(
    secret: str, timestamp: str, body: bytes, now: int
) -> None:
    good = signed("key", 1000, b"x")
    assert verified("key", "1000", good, b"x", 1000)
    assert not verified(secret, timestamp, good, body, now)
    assert not verified("key", "1000", "v1=ä", b"x", 1000)
