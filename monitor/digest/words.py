"""What a digest needs of a language. Rule kept here: the digest lies below `i18n` and never imports it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Protocol

from monitor.model import EventDate, Figure, Kind, Modality, Outcome, PollState


class Words(Protocol):
    """Sentences, labels, dates and numbers of one language; `monitor.i18n.Words` is one."""

    language: str

    def again(self, message: str) -> str:
        """Say an English message in this language."""

    def gettext(self, message: str, /, **values: object) -> str:
        """Give a sentence."""

    def ngettext(self, singular: str, plural: str, num: int, /, **values: object) -> str:
        """Give one of two forms by number."""

    def pgettext(self, context: str, message: str, /, **values: object) -> str:
        """Give a word by context."""

    def number(self, value: float) -> str:
        """Write a number."""

    def list(self, items: Iterable[str]) -> str:
        """Join names."""

    def quoted(self, text: str) -> str:
        """Put quotation marks around a text."""

    def date(self, value: EventDate | dt.date | None) -> str:
        """Write a date."""

    def long_date(self, value: dt.date) -> str:
        """Write a day with its weekday."""

    def datetime(self, value: dt.datetime, zone: str) -> str:
        """Write a moment."""

    def time(self, value: dt.datetime, zone: str) -> str:
        """Write a time of day."""

    def zone(self, zone: str) -> str:
        """Say whose time is meant."""

    def kind(self, kind: Kind) -> str:
        """Name a kind."""

    def modality(self, modality: Modality) -> str:
        """Name a modality."""

    def outcome(self, outcome: Outcome, modality: Modality = Modality.FACT) -> str:
        """Name an outcome."""

    def state(self, state: PollState) -> str:
        """Name the state of a feed."""

    def subject(self, subject: str) -> str:
        """Name a subject, or nothing."""

    def tag(self, kind: Kind, modality: Modality) -> str:
        """Name a development with its modality."""

    def figure(self, figure: Figure) -> str:
        """Write a figure."""

    def status(
        self,
        kind: Kind,
        outcome: Outcome | None = None,
        term: tuple[float, str, bool | None] | None = None,
        finality: str = "",
        *,
        appealed: bool = False,
    ) -> str:
        """Word how a proceeding stands."""

    def question(self, question: str) -> str:
        """Word what a conflict asks."""

    def answer(self, question: str, value: str, label: str = "") -> str:
        """Word one side of a conflict."""

    def difference(self, field: str, before: str, after: str) -> str:
        """Write what one part of a claim was and is."""
