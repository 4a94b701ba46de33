"""The addresses of one get, one after another: which redirects are followed, and where they end. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from monitor.fetch.exchange import Address, InvalidAddressError, Redirect, address, shown, status_words
from monitor.messages import said
from monitor.model import Failure, PollState, Response

MAX_REDIRECTS = 5


@dataclass(slots=True)
class Trail:
    """Where a get has been."""

    url: Address
    seen: list[Address] = field(default_factory=list)
    permanent: bool = True

    def step(self, redirect: Redirect) -> Failure | None:
        """Take one redirect; give a `Failure` when it leads nowhere."""
        status = redirect.status
        if not redirect.location:
            return Failure(PollState.REDIRECT, f"{status_words(status)} without an address", status)
        try:
            target = address(str(self.url.join(redirect.location)))
        except InvalidAddressError as error:
            return Failure(PollState.REDIRECT, f"redirect to an unusable address: {error}", status)
        self.seen.append(self.url)
        downgrade = self.url.scheme == "https" and target.scheme == "http"  # followed, but never for good
        self.permanent = self.permanent and redirect.permanent and not downgrade
        if target in self.seen:
            way = " → ".join(shown(url) for url in [*self.seen, target])
            return Failure(PollState.REDIRECT, f"redirect loop: {way}", status)
        if len(self.seen) > MAX_REDIRECTS:
            return Failure(PollState.REDIRECT, f"more than {MAX_REDIRECTS} redirects", status)
        self.url = target
        return None

    def failed(self, failure: Failure) -> Failure:
        """Give how the get failed: an address that others lead to says nothing for good of the one that was asked."""
        if failure.state is not PollState.GONE or not self.seen:
            return failure
        reason = said(f"{failure.reason} (the address leads to {shown(self.url)})")
        return replace(failure, state=PollState.HTTP_ERROR, reason=reason)

    def arrived(self, response: Response) -> Response:
        """Note in the response that every redirect on the way was permanent."""
        return replace(response, permanent_url=response.url) if self.seen and self.permanent else response
