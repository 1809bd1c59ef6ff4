"""What time it is in the hospital."""

import time
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Tells the hospital's time."""

    def now(self) -> datetime:
        """Return the moment, in UTC."""


class WallClock:
    """The real time."""

    def now(self) -> datetime:
        """Return the moment, in UTC."""
        return datetime.now(UTC)


class DemoClock:
    """Accelerated time that can be stopped.

    Parameters
    ----------
    start : datetime
        The hospital's time at the first reading.
    speed : float
        Hospital seconds a real second.
    running : bool
        False: it stands still until it is told to run.
    """

    def __init__(self, start: datetime, speed: float, *, running: bool = True) -> None:
        self.speed = speed
        self._anchor = start.astimezone(UTC)
        self._anchored_at = time.monotonic()
        self.running = running

    def now(self) -> datetime:
        """Return the moment, in UTC."""
        if not self.running:
            return self._anchor
        return self._anchor + timedelta(seconds=(time.monotonic() - self._anchored_at) * self.speed)

    def stop(self) -> None:
        """Let the time stand still."""
        self._anchor, self.running = self.now(), False

    def run(self) -> None:
        """Let the time go on from where it stood."""
        self._anchored_at, self.running = time.monotonic(), True
