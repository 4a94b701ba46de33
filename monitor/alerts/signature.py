"""Signatures of webhooks: HMAC-SHA256 over the time and the body, so that a receiver knows who sent it, and when.

Rule kept: the time is part of what is signed; a recorded message sent again later is told from a fresh one.
"""

from __future__ import annotations

import hashlib
import hmac

#: The time as whole seconds since 1970 (UTC), and ``v1=`` with the hexadecimal signature.
SIGNATURE_HEADERS = ("Monitor-Timestamp", "Monitor-Signature")
_SCHEME = "v1="


def signed(secret: str, timestamp: int, body: bytes) -> str:
    """Sign ``<timestamp>.<body>`` with a secret."""
    return _SCHEME + hmac.new(secret.encode(), b"%d." % timestamp + body, hashlib.sha256).hexdigest()


def verified(secret: str, timestamp: str, signature: str, body: bytes, now: int, tolerance: int = 300) -> bool:
    """Check a message as a receiver does: signed with the secret, at most ``tolerance`` seconds ago (or ahead)."""
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12) or not signature.isascii():
        return False
    expected = signed(secret, int(timestamp), body)
    return hmac.compare_digest(expected, signature) and abs(now - int(timestamp)) <= tolerance
