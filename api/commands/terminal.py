"""What commands share on a terminal: progress on standard error, boxes only where somebody looks."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from rich.box import ROUNDED, Box
from rich.console import Console

from optimizer.solve import ProgressCallback

_PIPE_WIDTH = 220


@contextmanager
def progress(what: str, *, quiet: bool) -> Iterator[ProgressCallback | None]:
    """Show objective and bound of a running solve on standard error; nothing in a pipe or when quiet."""
    errors = Console(stderr=True)
    if quiet or not errors.is_terminal:
        yield None
        return
    with errors.status(f"{what} ...") as status:

        def show(seconds: float, objective: float, bound: float) -> None:
            status.update(f"{what}: {seconds:.1f} s, {objective:.0f} points, bound {bound:.0f}")

        yield show


def console() -> Console:
    """Return the console of standard output: as wide as the terminal, without wrapping in a pipe, brackets as they are."""
    return Console(markup=False) if sys.stdout.isatty() else Console(markup=False, width=_PIPE_WIDTH)


def table_box(shown_on: Console) -> Box | None:
    """Return the box of tables: lines on a terminal, plain text in a pipe."""
    return ROUNDED if shown_on.is_terminal else None
