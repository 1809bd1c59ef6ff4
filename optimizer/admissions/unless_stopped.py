"""Work that cannot be interrupted, for somebody who may not want to wait for its end."""

import threading
from collections.abc import Callable
from concurrent.futures import Future, wait
from typing import TypeVar

Result = TypeVar("Result")
QUESTION_SECONDS = 0.1
_NAME = "work that may be given up"


def unless_stopped(work: Callable[[], Result], stop: Callable[[], bool]) -> Result | None:
    """Return what work returns, or None as soon as somebody wants to stop; the work is then left to end by itself."""
    done: Future[Result] = Future()

    def run() -> None:
        try:
            done.set_result(work())
        except BaseException as error:  # whatever it is, who waits is to have it
            done.set_exception(error)

    threading.Thread(target=run, name=_NAME, daemon=True).start()
    while not done.done():
        if stop():
            return None
        wait([done], timeout=QUESTION_SECONDS)
    return done.result()


def given_up_work_goes_on() -> bool:
    """Return whether work of which nobody waits for the end is still at it."""
    return any(thread.name == _NAME for thread in threading.enumerate())
