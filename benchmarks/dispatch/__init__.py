"""The dispatch centre under load: recommendations, holds, the board, contention and crashes, over HTTP."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.dispatch.board import board_rows
from benchmarks.dispatch.contention import contention_row
from benchmarks.dispatch.crash import crash_row
from benchmarks.dispatch.holds import hold_row
from benchmarks.dispatch.postgresql import new_database, programs, temporary_postgresql
from benchmarks.dispatch.recommendations import recommendation_row
from benchmarks.report import Row
from benchmarks.suites import GuardCase, Settings


def run(settings: Settings) -> Iterator[Row]:
    """Measure the live server; every server is a process of its own on a store of its own."""
    quick = settings.quick
    with TemporaryDirectory(prefix="onebed-dispatch-") as folder:
        root = Path(folder)
        for beds in (500,) if quick else (2_000, 10_000):
            yield recommendation_row(root, beds=beds, seconds=5 if quick else 60)
        yield hold_row(root, beds=500 if quick else 2_000, seconds=3 if quick else 60)
        yield from board_rows(root, beds=500 if quick else 10_000)
        attempts = 400 if quick else 10_000
        yield contention_row(f"sqlite:///{root / 'contention.db'}", attempts=attempts)
        if programs() is not None:
            with temporary_postgresql() as postgresql:
                yield contention_row(new_database(postgresql), attempts=attempts)
        yield crash_row(root, kills=2 if quick else 100)


def guard_cases() -> Iterable[GuardCase]:
    """Return none: wall-clock figures of a server cannot be repeated on any machine."""
    return ()
