"""Where replications run: worker processes of this machine, or a Dask cluster."""

import signal
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from typing import ParamSpec, TypeVar

from simulation.under_way import Slots, use_slots

P = ParamSpec("P")
T = TypeVar("T")

SCHEDULER_SECONDS = 20
"""Longest wait for a Dask scheduler to answer."""


class ProcessPool(ProcessPoolExecutor):
    """Worker processes, started afresh so that no thread's lock is copied into them, and deaf to Ctrl-C.

    Parameters
    ----------
    workers : int
        How many.
    prepare : callable, optional
        What each does first; picklable.

    Attributes
    ----------
    slots : Slots
        How far what they run is.
    """

    def __init__(self, workers: int, prepare: Callable[[], None] | None = None) -> None:
        self.slots = Slots()
        super().__init__(workers, mp_context=get_context("spawn"), initializer=_begin, initargs=(self.slots, prepare))

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Run something in a worker; a worker that is started for it never sees Ctrl-C, which this process decides."""
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            return super().submit(fn, *args, **kwargs)
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin(slots: Slots, prepare: Callable[[], None] | None) -> None:
    use_slots(slots)
    if prepare is not None:
        prepare()


@contextmanager
def process_pool(workers: int, prepare: Callable[[], None] | None = None) -> Iterator[Executor]:
    """Open a pool of worker processes; each does ``prepare`` first."""
    with ProcessPool(workers, prepare) as pool:
        yield pool


@contextmanager
def dask_cluster(address: str) -> Iterator[Executor]:
    """Open an executor on a Dask cluster.

    Parameters
    ----------
    address : str
        Of the scheduler, ``tcp://host:8786``.

    Raises
    ------
    OSError, ValueError
        When no scheduler answers there.
    """
    from distributed import Client

    with Client(address, timeout=SCHEDULER_SECONDS) as client:  # type: ignore[no-untyped-call]
        yield client.get_executor(pure=False)
