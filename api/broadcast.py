"""Tells everybody who listens what was logged, whichever process wrote it."""

import asyncio
import contextlib
from collections import deque
from collections.abc import AsyncIterator
from typing import Any

from sqlalchemy import select

from api.store.database import Database
from api.store.tables import event

KEPT = 2_000
POLL_SECONDS = 0.25
BATCH = 500

LoggedEvent = dict[str, Any]


class Broadcast:
    """The latest events in memory, and a way to wait for the next.

    Parameters
    ----------
    database : Database
        Whose log is read.
    start : int
        Sequence number after which events are kept.
    """

    def __init__(self, database: Database, start: int) -> None:
        self.database = database
        self._recent: deque[LoggedEvent] = deque(maxlen=KEPT)
        self._from = start
        self.sequence = start
        self._news = asyncio.Event()
        self._poked = asyncio.Event()
        self._loop = asyncio.get_running_loop()

    def poke(self, _sequence: int = 0) -> None:
        """Say, from any thread, that there is something new in the log."""
        with contextlib.suppress(RuntimeError):  # the loop has ended
            self._loop.call_soon_threadsafe(self._poked.set)

    async def run(self) -> None:
        """Read the log whenever it is poked, and a few times a second for what other processes wrote."""
        while True:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._poked.wait(), POLL_SECONDS)
            self._poked.clear()
            await self.read()

    async def read(self) -> None:
        """Take in what is new and wake everybody who waits."""
        new = await asyncio.to_thread(self.since, self.sequence, BATCH)
        for one in new:
            if len(self._recent) == KEPT:
                self._from = self._recent[0]["sequence"]
            self._recent.append(one)
        if new:
            self.sequence = new[-1]["sequence"]
            news, self._news = self._news, asyncio.Event()
            news.set()
            self._poked.set() if len(new) == BATCH else None

    def since(self, sequence: int, limit: int) -> list[LoggedEvent]:
        """Return the events after a sequence number, from the database."""
        statement = select(event).where(event.c.sequence > sequence).order_by(event.c.sequence).limit(limit)
        with self.database.reading() as connection:
            return [dict(row) for row in connection.execute(statement).mappings()]

    async def follow(self, after: int) -> AsyncIterator[list[LoggedEvent]]:
        """Yield batches of events after a sequence number, forever; nothing is left out and nothing comes twice."""
        while True:
            news = self._news
            if after < self.sequence:
                if after >= self._from:
                    batch = [one for one in self._recent if one["sequence"] > after]
                else:
                    batch = await asyncio.to_thread(self.since, after, BATCH)
                after = batch[-1]["sequence"]
                yield batch
                continue
            await news.wait()
