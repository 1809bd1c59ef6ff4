"""An annealer in a process of its own, so that every core searches and a time limit holds whatever it does."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection

from optimizer.admissions.repair.repairing import RepairRound, repair
from optimizer.admissions.search.annealer import Annealer, Outcome, Round
from optimizer.admissions.search.book import Book
from optimizer.admissions.search.data import SearchData

READY = "ready"
STOP = "stop"


@dataclass(frozen=True, slots=True)
class Improvement:
    """A better plan found in the middle of a round."""

    rank: int
    decisions: Book


class Worker:
    """Handle of one annealer process; messages are :class:`Improvement` and :class:`Outcome`, first :data:`READY`."""

    def __init__(self, data: SearchData) -> None:
        context = get_context("spawn")
        self.connection, theirs = context.Pipe()
        self.process = context.Process(target=_serve, args=(data, theirs), daemon=True)
        with _deaf_to_ctrl_c():
            self.process.start()
        theirs.close()

    def begin(self, task: Round | RepairRound) -> None:
        """Send a round; its outcome arrives on the connection."""
        self.connection.send(task)

    def stop(self) -> None:
        """Ask to end the round under way early."""
        with suppress(OSError):
            self.connection.send(STOP)

    def end(self) -> None:
        """End the process, whatever it is doing."""
        self.process.terminate()
        self.process.join()
        self.process.close()
        self.connection.close()


@contextmanager
def _deaf_to_ctrl_c() -> Iterator[None]:
    """Start processes in which Ctrl-C, sent to all of a terminal, is blocked from their first instruction on."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _serve(data: SearchData, connection: Connection) -> None:
    annealer = Annealer(data)
    annealer.compile()
    with suppress(EOFError, BrokenPipeError, ConnectionResetError):  # whoever asked is gone
        connection.send(READY)
        while True:
            task = connection.recv()
            if isinstance(task, Round | RepairRound):
                connection.send(_outcome(annealer, task, connection))


def _outcome(annealer: Annealer, task: Round | RepairRound, connection: Connection) -> Outcome:
    def report(rank: int, decisions: Book) -> None:
        connection.send(Improvement(rank, decisions.copy()))

    if isinstance(task, RepairRound):
        return repair(annealer, task, connection.poll, report)
    return annealer.cool(task, connection.poll, report)
