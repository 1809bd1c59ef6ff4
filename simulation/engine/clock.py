"""Simulation time: SimPy's environment with a loop that drives journeys without event objects."""

import gc
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from heapq import heappop, heappush
from typing import Any

import simpy
from simpy.events import NORMAL, EventPriority

from simulation.engine.journeys import Journey

BEFORE_ALL = EventPriority(-1)


class Clock(simpy.Environment):
    """SimPy's environment; ordinary SimPy processes, events and conditions run in it beside journeys.

    Parameters
    ----------
    start : float
        Time at which it starts.

    Attributes
    ----------
    ready : deque of Journey
        Journeys that go on now, in the order in which they were resumed.
    """

    def __init__(self, start: float = 0.0) -> None:
        super().__init__(start)
        self.ready: deque[Journey] = deque()

    def run_to(self, end: float) -> None:
        """Process everything strictly before ``end``, then set the time to ``end``.

        Parameters
        ----------
        end : float
            Time to stop at, in the model's unit; not before now.

        Raises
        ------
        ValueError
            When ``end`` lies in the past.
        TypeError
            When a pathway yields something else than a delay, a request or an event.
        """
        if end < self._now:
            raise ValueError(f"end is {end}, expected at least the present time {self._now}")
        with _no_garbage_collection():
            self._process(end)

    def _process(self, end: float) -> None:
        # One flat loop with everything in locals: the journeys' steps are the simulator's innermost code.
        queue, ready, next_id = self._queue, self.ready, self._eid.__next__
        stop = self.event()
        heappush(queue, (end, BEFORE_ALL, next_id(), stop))
        while True:
            item: Any
            step: Any
            if ready:
                item = ready.popleft()
                value = item.value
            else:
                self._now, _, _, item = heappop(queue)
                value = None
                if item.__class__ is not Journey:
                    if item is stop:
                        return
                    self._fire(item)
                    continue
            send = item.send
            try:
                step = send(value)
                while step.__class__ is not float:
                    if step.__class__ is tuple:
                        if not (step[0].enter(item, step[1]) if len(step) == 2 else step[0].enter(item, *step[1:])):
                            break
                        step = send(True)
                    elif not isinstance(step, simpy.Event):
                        raise TypeError(f"a pathway yielded {step!r}, expected a float, (pool, priority) or event")
                    elif step.processed:
                        step = send(step.value)
                    else:
                        step.callbacks.append(_grant_value(item))
                        break
                else:
                    heappush(queue, (self._now + step, NORMAL, next_id(), item))
            except StopIteration:
                pass

    def _fire(self, event: simpy.Event) -> None:
        callbacks, event.callbacks = event.callbacks, None  # type: ignore[assignment]
        for callback in callbacks:
            callback(event)
        if not event._ok and not hasattr(event, "_defused"):
            raise event._value


def _grant_value(journey: Journey) -> Callable[[simpy.Event], None]:
    return lambda event: journey.grant(event.value)


@contextmanager
def _no_garbage_collection() -> Iterator[None]:
    # What patients leave behind is freed by reference counts; the collector would only walk the living, again and
    # again: measured over 45 days of the full hospital, it adds a quarter to the time.
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
