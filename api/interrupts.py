"""What Ctrl-C does while modules load; only the standard library, so that it is in force from the first moment."""

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from api.exit_codes import EXIT_INTERRUPTED

INTERRUPTED = "interrupted"


def end_interrupts_at_once() -> None:
    """End the process on Ctrl-C with one line, until :func:`loading` is over; an ignored Ctrl-C stays ignored.

    A ``KeyboardInterrupt`` inside a half loaded extension module may come out as an ``ImportError`` or not at all.
    """
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _end_at_once)


@contextmanager
def loading() -> Iterator[None]:
    """While modules load Ctrl-C ends the process at once, afterwards it raises ``KeyboardInterrupt`` again."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    end_interrupts_at_once()
    try:
        yield
    finally:
        if signal.getsignal(signal.SIGINT) is _end_at_once:
            signal.signal(signal.SIGINT, signal.default_int_handler)


def _end_at_once(_: int, __: FrameType | None) -> None:
    os.write(sys.__stderr__.fileno() if sys.__stderr__ else 2, f"{INTERRUPTED}\n".encode())
    os._exit(EXIT_INTERRUPTED)
