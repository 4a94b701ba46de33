"""What a reader wants to be told of.

Rule kept: a wish that names nothing but ``*`` excludes nothing; what has no such part (a whole case's question has no
kind) is not excluded for it.
"""

from __future__ import annotations

from collections.abc import Collection

from monitor.model import Subscriber

ALL = "*"


def wants(
    subscriber: Subscriber, case: str, proceeding: str = "", kind: str = "", outlets: Collection[str] = ()
) -> bool:
    """Whether a reader wants what belongs to a case, a proceeding and a kind, told by one of ``outlets`` (if any)."""
    parts = ((subscriber.cases, [case]), (subscriber.proceedings, [proceeding]), (subscriber.kinds, [kind]))
    return all(_wanted(wish, given) for wish, given in (*parts, (subscriber.outlets, outlets)))


def _wanted(wish: Collection[str], given: Collection[str]) -> bool:
    named = [one for one in given if one]
    return ALL in wish or not named or any(one in wish for one in named)
