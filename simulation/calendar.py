"""Days and hours of a simulated hospital: minutes from midnight of the first day, weekdays and Chinese holidays."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property, lru_cache

import holidays
import numpy as np
from numpy.typing import NDArray

HOUR = 60.0
DAY = 1440.0
DAYS_A_YEAR = 365


@lru_cache(maxsize=32)
def workdays(first: date, days: int) -> NDArray[np.bool_]:
    """Return whether each of some days is worked in China; read only, since every replication asks again."""
    dates = [first + timedelta(days=day) for day in range(days)]
    china = holidays.country_holidays("CN", years=sorted({day.year for day in dates}))
    worked = np.array([china.is_working_day(day) for day in dates])
    worked.flags.writeable = False
    return worked


@dataclass(frozen=True)
class Calendar:
    """The days of a run.

    Attributes
    ----------
    start : datetime
        Midnight of the first day, with a zone.
    days : int
        How many.
    """

    start: datetime
    days: int

    @classmethod
    def from_moment(cls, moment: datetime, days: int) -> "Calendar":
        """Return the calendar that starts at the midnight before a moment."""
        return cls(moment.replace(hour=0, minute=0, second=0, microsecond=0), days)

    def date_of(self, day: int) -> date:
        """Return the date of a day, counted from 0."""
        return (self.start + timedelta(days=day)).date()

    def minute_of(self, moment: datetime) -> float:
        """Return a moment as minutes from the start."""
        return (moment - self.start).total_seconds() / 60

    @cached_property
    def is_workday(self) -> NDArray[np.bool_]:
        """Whether each day is worked: Monday to Friday without Chinese holidays, with the weekends worked instead.

        One month beyond the run is covered, so that "the next workday" always exists.
        """
        return workdays(self.start.date(), self.days + 31)

    @cached_property
    def worked_share(self) -> float:
        """Share of worked days in the year from the first day on: what comes on workdays alone comes so much denser."""
        return float(np.mean(workdays(self.start.date(), DAYS_A_YEAR)))

    @cached_property
    def next_workday(self) -> NDArray[np.int64]:
        """For each day the first worked day after it."""
        following = np.full(self.days + 30, self.days + 30, dtype=np.int64)
        upcoming = self.days + 30
        for day in range(self.days + 29, -1, -1):
            if self.is_workday[day + 1]:
                upcoming = day + 1
            following[day] = upcoming
        return following

    @cached_property
    def weekday(self) -> NDArray[np.int64]:
        """Weekday of each day, Monday 0."""
        return (self.start.weekday() + np.arange(self.days + 31)) % 7
