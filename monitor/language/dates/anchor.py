"""Turning what a date expression says into a date, against the day, month or year of publication.

Rule kept: a relative expression resolves at its own precision, and never more exactly than the publication is known.
"""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass

from monitor.model import EventDate, Precision

#: The month in which a season, or the early or late part of a year, begins.
_SEASON_START = {"early": 1, "spring": 3, "summer": 6, "autumn": 9, "late": 10, "winter": 12}
#: A coarse publication date stands for anything said to lie this near it: "eilen", "tiistaina", "a week ago".
_NEAR_DAYS = 7
_YEARS = range(1900, 2101)


@dataclass(frozen=True, slots=True)
class Anchor:
    """What expressions count from.

    ``published`` is the publication date (None when unknown), ``planned`` whether the text speaks of what is to
    come, ``told`` the date told last in the same paragraph.
    """

    published: EventDate | None
    planned: bool = False
    told: EventDate | None = None

    def from_told(self) -> Anchor:
        """Count from the date the text has just told ("seuraavana vuonna") instead of from publication."""
        return Anchor(self.told)

    def days(self, offset: int) -> EventDate | None:
        """So many days after publication (negative: before)."""
        if self.published is None:
            return None
        if self.published.precision is not Precision.DAY and abs(offset) <= _NEAR_DAYS:
            offset = 0
        try:
            shift = dt.timedelta(days=offset)
            return _covering(self.published.first + shift, self.published.last + shift)
        except OverflowError:
            return None

    def weekday(self, weekday: int, side: str = "", week: int | None = None) -> EventDate | None:
        """Give a weekday (Monday is 0): of the week so many weeks away, or the nearest on its side of publication."""
        if self.published is None:
            return None
        if self.published.precision is not Precision.DAY:
            return self.days(0)
        behind = (self.published.first.weekday() - weekday) % 7
        if week is not None:
            return self.days(7 * week - self.published.first.weekday() + weekday)
        if side == "last":
            return self.days(-(behind or 7))
        if side == "next":
            return self.days(7 - behind)
        return self.days((7 - behind) % 7 if self.planned else -behind)

    def weekend(self, side: str = "") -> EventDate | None:
        """Give the Saturday and Sunday just gone (or coming), which is most often no more exact than their month."""
        if self.published is None or self.published.precision is not Precision.DAY:
            return self.days(0)
        here = self.published.first
        saturday = here - dt.timedelta(days=(here.weekday() - 5) % 7)
        if side == "next" or (self.planned and side != "last"):
            saturday += dt.timedelta(days=7 if here.weekday() < 5 else 0)
        return _covering(saturday, saturday + dt.timedelta(days=1))

    def in_story(self, unit: str, *, back: bool) -> Anchor:
        """Give what "two weeks later" counts from: the date told last, if that is told finely enough.

        What was "a day earlier" was so before the news, when the text tells no date to count from.
        """
        coarse = self.told is not None and self.told.precision is Precision.YEAR and unit in ("days", "weeks")
        return self if (self.told is None or coarse) and back else self.from_told()

    def months(self, offset: int) -> EventDate | None:
        """So many months after publication; the year alone when the publication's month is not known."""
        if self.published is None:
            return None
        if self.published.precision is Precision.YEAR:
            return self.published_year() if abs(offset) <= 1 else None
        index = self.published.first.year * 12 + self.published.first.month - 1 + offset
        return self.month(index // 12, index % 12 + 1)

    def years(self, offset: int) -> EventDate | None:
        """So many years after publication."""
        return None if self.published is None else self.year(self.published.first.year + offset)

    def published_year(self) -> EventDate | None:
        """Give the year of publication."""
        return self.years(0)

    def year(self, year: int) -> EventDate | None:
        """Give a year by its number."""
        return EventDate.of(dt.date(year, 1, 1), Precision.YEAR) if year in _YEARS else None

    def month(self, year: int | None, month: int, side: str = "") -> EventDate | None:
        """Give a month; without a year the nearest on its side of publication."""
        if year is None:
            if self.published is not None and self.published.precision is Precision.YEAR:
                return None if self.planned and side != "this" else self._month_of_year(month, side)
            year = self._year_of_month(month, side)
        if year is None or year not in _YEARS or not 1 <= month <= 12:
            return None
        return EventDate.of(dt.date(year, month, 1), Precision.MONTH)

    def _month_of_year(self, month: int, side: str) -> EventDate | None:
        """Read a month against a publication known to the year: only "this February" tells its year surely."""
        year = self.published_year()
        return self.month(year.first.year, month) if year is not None and side == "this" else year

    def day(self, year: int | None, month: int, day: int, side: str = "") -> EventDate | None:
        """Give a day of a month; without a year the nearest on its side of publication."""
        if not 1 <= month <= 12 or not 1 <= day <= 31:
            return None
        if year is None and self.published is None:
            year = self._year_in_story(month, day)
            return None if year is None else _exact(year, month, day)
        if year is not None:
            return _exact(year, month, day)
        assert self.published is not None  # noqa: S101 - asked just above
        if self.published.precision is Precision.YEAR:
            return self.published_year()
        guess = self._year_of_day(month, day, side)
        return _exact(guess, month, day)

    def season(self, season: str, year: int | None, side: str = "") -> EventDate | None:
        """Give a season, which has no precision of its own: its year."""
        if year is not None:
            return self.year(year)
        if self.published is None or self.published.precision is Precision.YEAR:
            return self.published_year()
        guess = self._year_of_month(_SEASON_START[season], side)
        return None if guess is None else self.year(guess)

    def _year_in_story(self, month: int, day: int) -> int | None:
        """Give the year of a day without one where no publication tells it: that of the story, which goes on."""
        if self.told is None:
            return None
        last = self.told.last
        earlier = self.told.precision is not Precision.YEAR and (month, day) < (last.month, min(last.day, day))
        return last.year + earlier

    def _year_of_month(self, month: int, side: str) -> int | None:
        if self.published is None:
            return self._year_in_story(month, 31)
        here = self.published.first
        if side == "this":
            return here.year
        if side == "last":
            return here.year - (month >= here.month)
        if side == "next":
            return here.year + (month <= here.month)
        if self.planned:
            return here.year + (month < here.month)
        return here.year - (month > here.month)

    def _year_of_day(self, month: int, day: int, side: str) -> int:
        assert self.published is not None  # noqa: S101  (both callers have asked)
        last = self.published.last
        ahead = (month, day) > (last.month, last.day)
        if not self.planned and side != "next":
            return last.year - ahead
        first = self.published.first
        behind = (month, day) < (first.month, first.day)
        # "27.10. alkanut pääkäsittely jatkuu": a day just gone stays the one just gone, even beside a plan.
        just_gone = behind and (first.month - month) in (0, 1)
        return first.year + (behind and not just_gone)


def _exact(year: int, month: int, day: int) -> EventDate | None:
    if year not in _YEARS or not 1 <= month <= 12 or not 1 <= day <= calendar.monthrange(year, month)[1]:
        return None
    return EventDate.of(dt.date(year, month, day))


def _covering(first: dt.date, last: dt.date) -> EventDate | None:
    """Give the finest date that holds both ends; None when they lie in two years."""
    if first == last:
        return EventDate.of(first)
    if first.year != last.year:
        return None
    return EventDate.of(first, Precision.MONTH if first.month == last.month else Precision.YEAR)
