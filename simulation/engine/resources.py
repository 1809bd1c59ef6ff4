"""Pools: interchangeable units (beds of one kind, rooms, teams) with a heap for those who wait."""

from heapq import heappop, heappush
from itertools import count
from typing import Any, Protocol

import simpy

from simulation.engine.clock import Clock


class Waiting(Protocol):
    """Who can wait in a pool: a journey, or an event of an ordinary SimPy process."""

    def grant(self, value: object = True) -> None:
        """Resume now with the value."""


class _EventWaiting(simpy.Event):
    """A plain event that is granted like a journey."""

    def grant(self, value: object = True) -> None:
        self.succeed(value)


class Pool:
    """Units of one kind; those who wait are served by priority, then in order of arrival.

    SimPy's own ``PriorityResource`` sorts its whole queue at every request and scans its users at every release;
    here both are O(log queue), so a waiting list may grow to tens of thousands.

    Parameters
    ----------
    clock : Clock
        Where the pool stands.
    name : str
        For traces and errors.
    capacity : int or None
        Units; None for as many as are asked for. Zero is allowed: then everybody waits.

    Attributes
    ----------
    entered, left, gone : int
        Requests ever made, units ever given back, and requests withdrawn.
    busy, queue : int
        Units in use and requests waiting now.
    """

    __slots__ = (
        "_area_from",
        "_area_queue",
        "_clock",
        "_heap",
        "_sequence",
        "_sum_of_ends",
        "_sum_of_starts",
        "busy",
        "capacity",
        "entered",
        "gone",
        "left",
        "name",
        "queue",
        "sum_of_waits",
    )

    def __init__(self, clock: Clock, name: str, capacity: int | None) -> None:
        if capacity is not None and capacity < 0:
            raise ValueError(f"pool {name}: capacity {capacity}, expected >= 0")
        self._clock = clock
        self._heap: list[list[Any]] = []
        self._sequence = count()
        self._area_from = clock._now
        self.name = name
        self.capacity = float("inf") if capacity is None else capacity
        self.busy = self.queue = self.entered = self.left = self.gone = 0
        self._area_queue = self._sum_of_starts = self._sum_of_ends = self.sum_of_waits = 0.0

    def acquire(self, priority: float = 0) -> simpy.Event | None:
        """Take a unit from an ordinary SimPy process.

        Returns
        -------
        simpy.Event or None
            None when a unit was free and is now the caller's, otherwise the event to wait for.
        """
        event = _EventWaiting(self._clock)
        return None if self.enter(event, priority) else event

    def enter(self, who: Waiting, priority: float = 0, patience: float | None = None) -> bool:
        """Take a unit, or queue.

        Parameters
        ----------
        who : Waiting
            Resumed with True when a unit is theirs, with False when patience ran out.
        priority : float
            Smaller is served first.
        patience : float, optional
            Longest wait; None waits for ever, 0 does not queue at all.

        Returns
        -------
        bool
            Whether a unit was free.
        """
        self.entered += 1
        now = self._clock._now
        busy = self.busy
        if busy < self.capacity:
            self.busy = busy + 1
            self._sum_of_starts += now
            return True
        if patience is not None and patience <= 0:
            self.gone += 1
            who.grant(False)
            return False
        self._account_queue(now)
        self.queue += 1
        entry: list[Any] = [priority, next(self._sequence), who, now]
        heappush(self._heap, entry)
        if patience is not None:
            timeout = self._clock.timeout(patience)
            timeout.callbacks.append(lambda _: self._give_up(entry))
        return False

    def release(self) -> None:
        """Give one unit back; the next who waits has it at once."""
        self.left += 1
        self._sum_of_ends += self._clock._now
        self.busy -= 1
        if self.queue and self.busy < self.capacity:
            self._serve_next()

    def resize(self, capacity: int) -> None:
        """Open or close units; units in use beyond the new capacity close when they are given back."""
        self.capacity = capacity
        while self.queue and self.busy < self.capacity:
            self._serve_next()

    @property
    def area_busy(self) -> float:
        """Integral of the units in use over time, up to now."""
        return self._sum_of_ends + self.busy * self._clock._now - self._sum_of_starts

    @property
    def area_queue(self) -> float:
        """Integral of the queue length over time, up to now."""
        self._account_queue(self._clock._now)
        return self._area_queue

    def _account_queue(self, now: float) -> None:
        self._area_queue += (now - self._area_from) * self.queue
        self._area_from = now

    def imbalances(self) -> list[str]:
        """Return what contradicts flow conservation or Little's law; empty in every correct run.

        Flow: entered = left + withdrawn + inside. Little, on the sample path: the integral of the queue length
        equals the sum of the waits, of those served and withdrawn and of those still waiting.
        """
        waiting = [entry for entry in self._heap if entry[2] is not None]
        problems = []
        if self.entered != self.left + self.gone + self.busy + self.queue:
            problems.append(
                f"{self.name}: {self.entered} entered, but {self.left} left, {self.gone} gave up, "
                f"{self.busy} are served and {self.queue} wait"
            )
        if len(waiting) != self.queue:
            problems.append(f"{self.name}: {self.queue} wait by count, {len(waiting)} by name")
        now = self._clock._now
        waits = self.sum_of_waits + sum(now - entry[3] for entry in waiting)
        area = self.area_queue
        if abs(waits - area) > 1e-6 * max(1.0, area):
            problems.append(f"{self.name}: waits add up to {waits}, the queue's integral is {area}")
        return problems

    def _serve_next(self) -> None:
        heap = self._heap
        now = self._clock._now
        while heap:
            entry = heappop(heap)
            who: Waiting | None = entry[2]
            if who is not None:
                entry[2] = None
                self._account_queue(now)
                self.queue -= 1
                self.busy += 1
                self._sum_of_starts += now
                self.sum_of_waits += now - entry[3]
                who.grant(True)
                return

    def _give_up(self, entry: list[Any]) -> None:
        who: Waiting | None = entry[2]
        if who is None:
            return
        now = self._clock._now
        self._account_queue(now)
        entry[2] = None
        self.queue -= 1
        self.gone += 1
        self.sum_of_waits += now - entry[3]
        who.grant(False)
