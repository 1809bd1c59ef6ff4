"""What a running server is made of, and what it does by itself."""

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, Protocol, TypeVar
from uuid import uuid4

import anyio
from anyio import CapacityLimiter, to_thread
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from api.bed_rules import LiveBedRules
from api.broadcast import Broadcast
from api.clock import Clock, DemoClock
from api.key_figures import KeyFigures
from api.metrics import Metrics
from api.old_census import OldCensus, old_census
from api.operating_rooms.lists import Lists
from api.settings import Settings
from api.simulations.runner import Simulations
from api.solver import Solver
from api.store.commands.expiry import expire_due
from api.store.database import PATIENCE_SECONDS, Database
from api.store.job_rows import fail_orphans
from api.store.live import LiveState
from api.store.refusals import Busy
from api.store.store import Envelope, Store
from api.store.tables import event
from api.store.tokens import Token, any_token_ever, server_secret, tokens_in_use
from api.store.transaction import Answer, Transaction

log = logging.getLogger("onebed")
SWEEP_SECONDS = 0.5
ORPHANS_SECONDS = 10.0
READER_PATIENCE_SECONDS = 0.05
"""Whoever only reads does not wait for holds to be given back; the sweep does that a moment later."""
COMMANDS_AT_ONCE = 8
"""Threads that commands may take: they queue for the database anyway, and readers need the others."""
MOST_WAITING = 200
"""Commands that may wait for such a thread; more than that would wait longer than anybody does."""
BEHIND_SECONDS = 5.0
T = TypeVar("T")


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
        self.open_access = False
        self.server_id = str(uuid4())
        self.one_plan, self.one_weeks_plan, self.one_list = asyncio.Lock(), asyncio.Lock(), asyncio.Lock()
        self.demo: Alive | None = None
        self.census: OldCensus | None = None
        self.solver: Solver
        self.broadcast: Broadcast
        self._tasks: set[asyncio.Task[None]] = set()
        self._streams = self._waiting = 0
        self._turns = asyncio.Semaphore(COMMANDS_AT_ONCE)
        self._threads: CapacityLimiter
        self._orphans_at = 0.0

    async def start(self) -> None:
        """Begin to follow the log, sweep holds, and warm the solver up."""
        self._threads = CapacityLimiter(COMMANDS_AT_ONCE)
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
            try:
                self.store.execute(expire_due, patience_seconds=READER_PATIENCE_SECONDS)
            except (Busy, OperationalError) as error:
                log.debug("holds are given back later: %s", type(error).__name__)
        return self.live

    async def in_turn(self, work: Callable[[], T]) -> T:
        """Run what writes in one of the few threads for it, so that those who only read always find another.

        Raises
        ------
        Busy
            Too many wait already, or this one has waited too long.
        """
        if self._waiting >= MOST_WAITING:
            raise Busy(
                "{count} commands are waiting, expected fewer than {most}", count=self._waiting, most=MOST_WAITING
            )
        self._waiting += 1
        try:
            with anyio.fail_after(PATIENCE_SECONDS):
                await self._turns.acquire()
        except TimeoutError:
            raise Busy(
                "The database has been busy for {seconds} s, expected its turn sooner", seconds=PATIENCE_SECONDS
            ) from None
        finally:
            self._waiting -= 1
        try:
            return await to_thread.run_sync(work, limiter=self._threads)
        finally:
            self._turns.release()

    def expect_room_for_a_stream(self) -> None:
        """Refuse one more listener than the server has room for."""
        most = self.settings.max_streams
        if self._streams >= most:
            raise Busy("{count} screens are listening, expected fewer than {most}", count=self._streams, most=most)

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Count somebody who listens to a stream."""
        self._streams += 1
        self.metrics.listeners.set(self._streams)
        try:
            yield
        finally:
            self._streams -= 1
            self.metrics.listeners.set(self._streams)

    def command(self, envelope: Envelope, work: Callable[[Transaction], Answer]) -> Answer:
        """Carry a command out for a client; what it changed is visible when this returns."""
        return self.store.execute(work, envelope)

    def projection_lag(self) -> int:
        """Return how many events are logged and not yet in the live state."""
        with self.database.reading() as connection:
            last = connection.execute(select(func.max(event.c.sequence))).scalar_one() or 0
        return max(0, int(last) - self.live.sequence)

    def is_behind(self) -> bool:
        """Return whether the board has been behind the log for longer than it takes to follow."""
        return time.monotonic() - self.live.followed_at > BEHIND_SECONDS and self.projection_lag() > 0

    def _catch_up(self) -> None:
        self._end_orphans(at_start=True)
        self.read_tokens()
        with self.database.reading() as connection:
            self.census = old_census(connection)
        self.live.follow()

    def _end_orphans(self, *, at_start: bool = False) -> None:
        if at_start or time.monotonic() - self._orphans_at > ORPHANS_SECONDS:
            self._orphans_at = time.monotonic()
            fail_orphans(self.database, self.now(), datetime.now(UTC), without_lease=at_start)

    def read_tokens(self) -> None:
        """Read who may come in: anybody on this machine, until the first token is made."""
        with self.database.reading() as connection:
            tokens, ever = tokens_in_use(connection), any_token_ever(connection)
        self.tokens = tokens
        self.open_access = not ever and self.settings.on_this_machine_alone

    def _committed(self, sequence: int) -> None:
        self.live.follow()

    async def _sweep(self) -> None:
        while True:
            await asyncio.sleep(SWEEP_SECONDS)
            await asyncio.to_thread(self._tidy)

    def _tidy(self) -> None:
        try:
            self.read_tokens()
            self._end_orphans()
            self.refresh()
        except Exception as error:
            # The sweeper must outlive a database that is away for a moment.
            log.error("sweep failed: %s", type(error).__name__)


def _log_failure(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and task.exception() is not None:
        log.error("a background task ended", exc_info=task.exception())
