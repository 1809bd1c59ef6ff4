"""A patient's journey: one re-schedulable entry of the event list that drives a generator."""

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from simulation.engine.clock import Clock

Steps = Generator[Any, Any, None]
"""What a pathway is: a generator of delays (float), requests ``(pool, priority[, patience])`` and events."""

Decided = Generator[Any, Any, bool]
"""Steps that end with yes or no, for ``yield from``."""

Timed = Generator[Any, Any, float]
"""Steps that end with the minutes they took, for ``yield from``."""


class Journey:
    """A light process: SimPy's ``Process`` without a new event object for every step.

    The generator yields

    - a ``float``: wait so long;
    - ``(pool, priority)``: wait until the pool grants a unit; no event happens when one is free;
    - ``(pool, priority, patience)``: the same for at most ``patience``; the yield gives False when it was in vain;
    - any :class:`simpy.Event`: wait for it; the yield gives its value.

    It stands in the clock's event list itself, so it needs the loop of :class:`simulation.engine.clock.Clock`.

    Parameters
    ----------
    clock : Clock
        Where the journey takes place.
    steps : generator
        The pathway; its first step is taken now, after the running event.
    """

    __slots__ = ("clock", "send", "value")

    def __init__(self, clock: "Clock", steps: Steps) -> None:
        self.clock = clock
        self.send = steps.send
        self.value: object = None
        clock.ready.append(self)

    def grant(self, value: object = True) -> None:
        """Resume a waiting journey now, after the running event and before any other."""
        self.value = value
        self.clock.ready.append(self)
