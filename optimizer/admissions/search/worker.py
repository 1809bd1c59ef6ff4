"""An annealer in a process of its own, so that every core searches and a time limit holds whatever it does."""

import signal
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
        self.process.start()
        theirs.close()

    def begin(self, task: Round | RepairRound) -> None:
        """Send a round; its outcome arrives on the connection."""
        self.connection.send(task)

    def stop(self) -> None:
        """Ask to end the round under way early."""
        self.connection.send(STOP)

    def end(self) -> None:
        """End the process, whatever it is doing."""
        self.process.terminate()
        self.process.join()
        self.process.close()
        self.connection.close()


def _serve(data: SearchData, connection: Connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    annealer = Annealer(data)
    annealer.compile()
    connection.send(READY)
    while True:
        try:
            task = connection.recv()
        except EOFError:
            return
        if isinstance(task, Round | RepairRound):
            connection.send(_outcome(annealer, task, connection))


def _outcome(annealer: Annealer, task: Round | RepairRound, connection: Connection) -> Outcome:
    def report(rank: int, decisions: Book) -> None:
        connection.send(Improvement(rank, decisions.copy()))

    if isinstance(task, RepairRound):
        return repair(annealer, task, connection.poll, report)
    return annealer.cool(task, connection.poll, report)
