"""How far a replication is, told by the run itself to whoever waits for it, also out of a worker process."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.sharedctypes import RawArray
from typing import Any

SLOTS = 4_096
"""Replications that a pool may have under way or queued; far more than anybody's workers take."""

Listener = Callable[[float], None]
"""Takes the share that is done, 0 to 1; may raise :class:`Stopped`."""


class Stopped(Exception):  # noqa: N818  no error
    """Nobody wants the replication any more."""


class _Here(threading.local):
    listener: Listener | None = None


_here = _Here()


def tell(share: float) -> None:
    """Say how far the replication that runs in this thread is; nobody needs to listen.

    Raises
    ------
    Stopped
        When nobody wants it any more.
    """
    if _here.listener is not None:
        _here.listener(share)


@contextmanager
def listening(listener: Listener) -> Iterator[None]:
    """Listen to the replications that run in this thread."""
    before, _here.listener = _here.listener, listener
    try:
        yield
    finally:
        _here.listener = before


class Slots:
    """Memory that worker processes share: how far each replication is, and whether it is still wanted."""

    def __init__(self) -> None:
        self._shares = RawArray("d", SLOTS)
        self._stopped = RawArray("b", SLOTS)
        self._next = 0

    def take(self) -> int:
        """Return a slot for a replication that is about to be queued."""
        slot = self._next % SLOTS
        self._next += 1
        self._shares[slot], self._stopped[slot] = 0.0, 0
        return slot

    def share(self, slot: int) -> float:
        """Return how far a replication is, 0 to 1."""
        return float(self._shares[slot])

    def stop(self, slot: int) -> None:
        """End a replication at the next moment at which it says how far it is."""
        self._stopped[slot] = 1

    def tell(self, slot: int, share: float) -> None:
        """Say how far a replication is; raises :class:`Stopped` when nobody wants it any more."""
        if self._stopped[slot]:
            raise Stopped
        self._shares[slot] = share


_slots: Slots | None = None
"""Of the pool that this process works for."""


def use_slots(slots: Slots) -> None:
    """Let the replications of this process, which works for one pool, say there how far they are."""
    global _slots
    _slots = slots


def run_in_slot(task: Callable[[int], Any], number: int, slot: int) -> Any:  # noqa: ANN401  as the task
    """Run a replication in a worker process and say how far it is."""
    slots = _slots
    if slots is None:
        return task(number)
    with listening(lambda share: slots.tell(slot, share)):
        return task(number)
