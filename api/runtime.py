"""What a running server is made of, and what it does by itself."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import func, select

from api.bed_rules import LiveBedRules
from api.broadcast import Broadcast
from api.clock import Clock, DemoClock
from api.key_figures import KeyFigures
from api.metrics import Metrics
from api.operating_rooms.lists import Lists
from api.settings import Settings
from api.simulations.runner import Simulations
from api.solver import Solver
from api.store.commands.expiry import expire_due
from api.store.database import Database
from api.store.job_rows import fail_orphans
from api.store.live import LiveState
from api.store.store import Envelope, Store
from api.store.tables import event
from api.store.tokens import Token, server_secret, tokens_in_use
from api.store.transaction import Answer, Transaction

log = logging.getLogger("onebed")
SWEEP_SECONDS = 0.5


class Alive(Protocol):
    """Something that makes the hospital live by itself, such as the demo."""

    clock: DemoClock

    @property
    def running(self) -> bool:
        """Return whether it goes on."""

    @property
    def speed(self) -> float:
        """Return hospital seconds a real second."""

    def stop(self, actor: str) -> None:
        """Let the time stand still, for good: after a restart too."""

    def go_on(self, actor: str) -> None:
        """Let the time go on."""

    async def run(self) -> None:
        """Go on until the server stops."""


class Runtime:
    """Store, live state, solver and broadcast of one server.

    Parameters
    ----------
    settings : Settings
        From outside.
    database : Database
        Migrated, with a hospital in it.
    clock : Clock
        The hospital's time.
    """

    def __init__(self, settings: Settings, database: Database, clock: Clock) -> None:
        self.settings = settings
        self.database = database
        self.clock = clock
        self.metrics = Metrics()
        self.store = Store(database, clock)
        self.live = LiveState(database)
        self.figures = KeyFigures(self.live)
        self.lists = Lists(database)
        self.simulations = Simulations(database, clock, settings.simulation_workers)
        self.secret = server_secret(database)
        self.tokens: dict[str, Token] = {}
        self.demo: Alive | None = None
        self.solver: Solver
        self.broadcast: Broadcast
        self._tasks: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Begin to follow the log, sweep holds, and warm the solver up."""
        await asyncio.to_thread(self._catch_up)
        self.broadcast = Broadcast(self.live)
        self.store.on_commit = self._committed
        self.store.rules = LiveBedRules(self.live)
        self.solver = Solver(self.database.url, self.metrics)
        self.go_on(self.broadcast.poll)
        self.go_on(self.broadcast.keep_beat)
        self.go_on(self._sweep)
        self.go_on(self.simulations.run)
        if self.settings.warm_solver:
            self.go_on(self.solver.warm_up)
        if self.demo is not None:
            self.go_on(self.demo.run)

    def go_on(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Run a coroutine beside everything else, until the server stops; what it raises is logged."""
        task = asyncio.create_task(work())
        task.add_done_callback(_log_failure)
        task.add_done_callback(self._tasks.discard)
        self._tasks.add(task)

    async def stop(self) -> None:
        """End everything that runs by itself."""
        tasks = tuple(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self.solver.close()
        self.database.close()

    def now(self) -> datetime:
        """Return the hospital's time."""
        return self.clock.now()

    def refresh(self) -> LiveState:
        """Return the live state after whatever ends by itself has ended: holds that ran out, blocks that are over."""
        expiry = self.live.next_expiry()
        if expiry is not None and expiry <= self.now():
            self.store.execute(expire_due)
        return self.live

    def command(self, envelope: Envelope, work: Callable[[Transaction], Answer]) -> Answer:
        """Carry a command out for a client; what it changed is visible when this returns."""
        return self.store.execute(work, envelope)

    def projection_lag(self) -> int:
        """Return how many events are logged and not yet in the live state."""
        with self.database.reading() as connection:
            last = connection.execute(select(func.max(event.c.sequence))).scalar_one() or 0
        return max(0, int(last) - self.live.sequence)

    def _catch_up(self) -> None:
        fail_orphans(self.database, self.now())
        self._read_tokens()
        self.live.follow()

    def _read_tokens(self) -> None:
        with self.database.reading() as connection:
            self.tokens = tokens_in_use(connection)

    def _committed(self, sequence: int) -> None:
        self.live.follow()

    async def _sweep(self) -> None:
        while True:
            await asyncio.sleep(SWEEP_SECONDS)
            await asyncio.to_thread(self._tidy)

    def _tidy(self) -> None:
        try:
            self._read_tokens()
            self.refresh()
        except Exception:
            # The sweeper must outlive a database that is away for a moment.
            log.exception("sweep failed")


def _log_failure(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and task.exception() is not None:
        log.error("a background task ended", exc_info=task.exception())
