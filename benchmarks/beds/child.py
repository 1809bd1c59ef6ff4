"""A process of its own for each case, so that its peak memory belongs to the case."""

import multiprocessing
import sys
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager

from benchmarks.beds.size import QUICK
from benchmarks.beds.solve_once import solve_once


@contextmanager
def child() -> Iterator[Executor]:
    """Give one fresh process that has loaded everything and solved once, as a running service has."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as executor:
        executor.submit(solve_once, QUICK, 0).result()
        yield executor


def report_progress(text: str) -> None:
    """Write one line to the error stream."""
    print(text, file=sys.stderr, flush=True)
