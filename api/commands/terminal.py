"""What commands share on a terminal: progress on standard error, boxes only where somebody looks."""

import errno
import math
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.box import ROUNDED, Box
from rich.console import Console

if TYPE_CHECKING:
    from optimizer.solve import ProgressCallback  # loads the solver, which few commands need

_PIPE_WIDTH = 1_000_000
"""Wider than any line: whoever reads a pipe searches it line by line."""


class ProgressLine:
    """The words of a running solve; its parts report on their own, so the best that any has said is what counts."""

    def __init__(self, what: str) -> None:
        self.what = what
        self.seconds = 0.0
        self.objective = math.inf
        self.bound = -math.inf

    def after(self, seconds: float, objective: float, bound: float) -> str:
        """Return the line after a report of the solver; what is not known yet (infinite) is left out."""
        self.seconds = max(self.seconds, seconds)
        self.objective = min(self.objective, objective)
        self.bound = max(self.bound, bound)
        objective_words = f"{self.objective:.0f} points" if math.isfinite(self.objective) else "no plan yet"
        words = [f"{self.seconds:.1f} s", objective_words]
        if math.isfinite(self.bound):
            words.append(f"bound {self.bound:.0f}")
        return f"{self.what}: {', '.join(words)}"


@contextmanager
def progress(what: str, *, quiet: bool) -> "Iterator[ProgressCallback | None]":
    """Show objective and bound of a running solve on standard error; nothing in a pipe or when quiet."""
    errors = Console(stderr=True)
    if quiet or not errors.is_terminal:
        yield None
        return
    line = ProgressLine(what)
    with errors.status(f"{what} ...") as status:

        def show(seconds: float, objective: float, bound: float) -> None:
            status.update(line.after(seconds, objective, bound))

        yield show


class _Output(Console):
    def on_broken_pipe(self) -> None:
        """Let the error out, which the command line words; rich would end the process without a word."""
        raise BrokenPipeError(errno.EPIPE, os.strerror(errno.EPIPE))


def console() -> Console:
    """Return the console of standard output: as wide as the terminal, and without wrapping in a pipe."""
    return _Output(markup=False, width=None if sys.stdout.isatty() else _PIPE_WIDTH)


def table_box(shown_on: Console) -> Box | None:
    """Return the box of tables: lines on a terminal, plain text in a pipe."""
    return ROUNDED if shown_on.is_terminal else None
