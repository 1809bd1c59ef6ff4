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

    Closed at first, so that what runs in order stays in order. Tasks must not wait for each other. Native solvers run
    in both threads at once, each on a model of its own.
    """

    def __init__(self) -> None:
        self._executor: Executor | None = None
        self._lock = threading.Lock()
        self._busy = self._caller_waits = False

    @property
    def busy(self) -> bool:
        """Whether a helper works or waits for a thread: whoever holds one should give it up."""
        return self._busy

    def open(self, executor: Executor) -> None:
        """Lend a thread of an executor from now on; the caller may itself be one of its threads."""
        self._executor = executor

    @contextmanager
    def borrowed(self) -> Iterator[bool]:
        """Tell whether a second thread may be used meanwhile, by a solver that makes its own.

        It may take the place of the helper, or of a caller who has nothing left to do but wait for the helper.
        """
        free = self._take()
        instead_of_caller = not free and self._take_callers_place()
        try:
            yield free or instead_of_caller
        finally:
            if free:
                self._busy = False
            elif instead_of_caller:
                self._caller_waits = True

    def run(self, tasks: Sequence[Callable[[], _Result]]) -> list[_Result]:
        """Return what each task returns, in their order.

        Alone, the caller takes them in order; with a helper it takes the last ones, so that a long task is best put
        last: the helper is free again before it. Tasks may call this in turn.

        Raises
        ------
        BaseException
            Whatever a task raises; tasks not yet begun are left out.
        """
        todo, found = deque(enumerate(tasks)), dict[int, _Result]()
        helper: Future[None] | None = None

        def work(take: Callable[[], tuple[int, Callable[[], _Result]]]) -> None:
            while todo:
                try:
                    place, task = take()
                except IndexError:  # the other thread was quicker
                    return
                found[place] = task()

        def work_beside() -> None:
            try:
                work(todo.popleft)
            except BaseException:
                todo.clear()
                raise
            finally:
                self._busy = False

        def take() -> tuple[int, Callable[[], _Result]]:
            nonlocal helper
            if helper is None and len(todo) > 1:
                helper = self._help(work_beside)
            return todo.pop() if helper else todo.popleft()

        try:
            work(take)
        finally:
            todo.clear()
            if helper is not None and helper.cancel():
                self._busy = False
            elif helper is not None:
                self._wait(helper)
        return [found[place] for place in range(len(tasks))]

    def _help(self, work: Callable[[], None]) -> Future[None] | None:
        if self._executor is None or not self._take():
            return None
        try:
            return self._executor.submit(work)
        except BaseException:
            self._busy = False
            raise

    def _wait(self, helper: Future[None]) -> None:
        self._caller_waits = True
        try:
            helper.result()
        finally:
            self._caller_waits = False

    def _take_callers_place(self) -> bool:
        with self._lock:
            waits, self._caller_waits = self._caller_waits, False
            return waits

    def _take(self) -> bool:
        with self._lock:
            if self._executor is None or self._busy:
                return False
            self._busy = True
            return True
