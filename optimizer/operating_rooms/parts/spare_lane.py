"""A second thread for the bound, once the search has no more use for it."""

import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from typing import TypeVar

_Result = TypeVar("_Result")


class SpareLane:
    """Runs tasks in the caller's thread and, while it is free, in one thread of an executor.

    Closed at first, so that what runs in order stays in order.
    """

    def __init__(self) -> None:
        self._executor: Executor | None = None
        self._lock = threading.Lock()
        self._busy = False

    @property
    def busy(self) -> bool:
        """Whether a helper works or waits for a thread: whoever holds one should give it up."""
        return self._busy

    def open(self, executor: Executor) -> None:
        """Lend a thread of an executor from now on."""
        self._executor = executor

    @contextmanager
    def borrowed(self) -> Iterator[bool]:
        """Tell whether a second thread may be used meanwhile, by a solver that makes its own."""
        free = self._take()
        try:
            yield free
        finally:
            self._busy = self._busy and not free

    def run(self, tasks: Sequence[Callable[[], _Result]]) -> list[_Result]:
        """Return what each task returns, in their order.

        Tasks may call this in turn. Whatever a task raises is raised here.
        """
        todo, found = deque(enumerate(tasks)), dict[int, _Result]()
        helper: Future[None] | None = None

        def work() -> None:
            while todo:
                try:
                    place, task = todo.popleft()
                except IndexError:  # the other thread was quicker
                    return
                ask_for_help()
                found[place] = task()

        def ask_for_help() -> None:
            nonlocal helper
            if todo and helper is None and self._executor is not None and self._take():
                helper = self._executor.submit(work_beside)

        def work_beside() -> None:
            try:
                work()
            finally:
                self._busy = False

        work()
        if helper is not None:
            if helper.cancel():
                self._busy = False
            else:
                helper.result()
        return [found[place] for place in range(len(tasks))]

    def _take(self) -> bool:
        with self._lock:
            if self._executor is None or self._busy:
                return False
            self._busy = True
            return True
