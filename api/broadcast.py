"""Tells everybody who listens what was logged, whichever process wrote it."""

import asyncio
import contextlib
import logging
import math
from collections import deque
from collections.abc import AsyncIterator, Callable
from typing import Any

from sqlalchemy import select
from starlette.exceptions import HTTPException

from api.store.live import LiveState
from api.store.tables import event

log = logging.getLogger("onebed")
KEPT = 2_000
POLL_SECONDS = 0.25
BEAT_SECONDS = 0.2
"""Boards are drawn on a common beat, so that what one of them needs is drawn once for all."""
BATCH = 500
STILL_SECONDS = 2.0
"""How often a quiet stream is asked whether its reader may still read."""

LONGEST_ID = 16

LoggedEvent = dict[str, Any]


def last_seen(header: str | None) -> int | None:
    """Return the sequence number in a ``Last-Event-ID`` header; None without one.

    Raises
    ------
    HTTPException
        The header is no sequence number (400): taken for none, it would leave out what the caller has missed.
    """
    if not header:
        return None
    if not (header.isascii() and header.isdigit() and len(header) <= LONGEST_ID):
        raise HTTPException(400, f"Last-Event-ID is {header[:40]!r}, expected the id of an event of this stream")
    return int(header)


class Broadcast:
    """The latest events in memory, and a way to wait for the next.

    Parameters
    ----------
    live : LiveState
        Follows the log; hands every event over as it takes it in.
    """

    def __init__(self, live: LiveState) -> None:
        self.live = live
        self.sequence = live.sequence
        self.beat = live.sequence
        self._recent: deque[LoggedEvent] = deque(maxlen=KEPT)
        self._from = live.sequence
        self._news, self._next_beat = asyncio.Event(), asyncio.Event()
        self._loop = asyncio.get_running_loop()
        live.on_event = self._hand_over

    async def poll(self) -> None:
        """Look several times a second for what other processes wrote."""
        while True:
            await asyncio.sleep(POLL_SECONDS)
            try:
                await asyncio.to_thread(self.live.follow)
            except Exception as error:
                # The follower must outlive a database that is away for a moment; /ready says when it lasts.
                log.error("the log could not be followed: %s", type(error).__name__)

    def is_beyond(self, sequence: int) -> bool:
        """Return whether a listener has seen more than there is: a backup was restored, and its screen is of before."""
        return sequence > max(self.sequence, self.live.sequence)

    async def keep_beat(self) -> None:
        """Move the common beat on when there is something new: at once after a quiet time, else in step."""
        last = -math.inf
        while True:
            await self._news.wait()
            await asyncio.sleep(max(0.0, last + BEAT_SECONDS - self._loop.time()))
            last = self._loop.time()
            self.beat = self.sequence
            passed, self._next_beat = self._next_beat, asyncio.Event()
            passed.set()

    async def follow(self, after: int, still: Callable[[], bool] = lambda: True) -> AsyncIterator[list[LoggedEvent]]:
        """Yield batches of events after a sequence number; nothing is left out and nothing comes twice.

        It ends when ``still``, asked before every batch and from time to time, says no.
        """
        while still():
            news = self._news
            if after < self.sequence:
                batch = await self._between(after, self.sequence)
                after = batch[-1]["sequence"]
                yield batch
                continue
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(news.wait(), STILL_SECONDS)

    async def beats(self, after: int) -> AsyncIterator[list[LoggedEvent]]:
        """Yield batches like :meth:`follow`, but only on the common beat."""
        while True:
            beat = self._next_beat
            if after < self.beat:
                batch = await self._between(after, self.beat)
                after = batch[-1]["sequence"]
                yield batch
                continue
            await beat.wait()

    def _hand_over(self, logged: LoggedEvent) -> None:
        with contextlib.suppress(RuntimeError):  # the loop has ended
            self._loop.call_soon_threadsafe(self._take, logged)

    def _take(self, logged: LoggedEvent) -> None:
        if len(self._recent) == KEPT:
            self._from = self._recent[0]["sequence"]
        self._recent.append(logged)
        self.sequence = logged["sequence"]
        news, self._news = self._news, asyncio.Event()
        news.set()

    async def _between(self, after: int, last: int) -> list[LoggedEvent]:
        if after >= self._from:
            return [one for one in self._recent if after < one["sequence"] <= last]
        return await asyncio.to_thread(self._logged, after)

    def _logged(self, after: int) -> list[LoggedEvent]:
        statement = select(event).where(event.c.sequence > after).order_by(event.c.sequence).limit(BATCH)
        with self.live.database.reading() as connection:
            return [dict(row) for row in connection.execute(statement).mappings()]
