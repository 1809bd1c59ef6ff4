"""What happened, drawn for every open board: server-sent pieces of the page that take the place of the old ones."""

import asyncio
import json
import math
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Lock
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from pydantic import AwareDatetime
from sse_starlette import EventSourceResponse, ServerSentEvent

from api.bed_filter import BedFilter
from api.broadcast import last_seen
from api.overview import patients_going
from api.readiness import is_overdue
from api.routes.documents import MAX_INT
from api.routes.events import HEARTBEAT_SECONDS
from api.security import is_still
from api.store.kinds import EventKind
from api.store.live import LiveState
from api.store.tokens import Role
from api.web.board_pages import filter_of, moving_values
from api.web.page import Page
from api.web.visitor import BrowserViewer

router = APIRouter(include_in_schema=False)
CLOCK_SECONDS = 5
DRAWINGS_KEPT = 64
DEMO_SWITCHED = (EventKind.DEMO_STOPPED, EventKind.DEMO_STARTED)
MANY_BEDS = 400
"""After more changes than this it is cheaper to load the wards again."""


@dataclass(slots=True)
class Screen:
    """What a stream draws for: its filter, whether it hangs on a wall, and the moment up to which it shows time."""

    wanted: BedFilter
    wall: bool
    at: datetime


class SharedDrawings:
    """The latest drawings by who sees what, so that what many screens need is drawn once."""

    def __init__(self) -> None:
        self._turn = Lock()
        self._drawings: dict[object, list[ServerSentEvent]] = {}
        self._look, self._looked_at = -1, datetime.min.replace(tzinfo=UTC)

    def once(self, key: object, draw: Callable[[], list[ServerSentEvent]]) -> list[ServerSentEvent]:
        """Return what was drawn for a key, drawn now if it is the first time."""
        with self._turn:
            if key not in self._drawings:
                while len(self._drawings) >= DRAWINGS_KEPT:
                    self._drawings.pop(next(iter(self._drawings)))
                self._drawings[key] = draw()
            return self._drawings[key]

    def look(self, now: datetime) -> datetime:
        """Return the hospital's time of the present look, the same for every screen that looks within some seconds."""
        with self._turn:
            look = int(time.monotonic() // CLOCK_SECONDS)
            if look != self._look:
                self._look, self._looked_at = look, now
            return self._looked_at


@router.get("/board/stream")
async def stream(
    request: Request,
    viewer: BrowserViewer,
    after: Annotated[int, Query(ge=0, le=MAX_INT)] = 0,
    wall: Annotated[bool, Query(description="For the wall: no queue.")] = False,
    at: Annotated[AwareDatetime | None, Query(description="The hospital's time that the page shows.")] = None,
) -> EventSourceResponse:
    """Follow the board from a sequence number, and from a moment on."""
    page = Page(request, viewer)
    seen = last_seen(request.headers.get("last-event-id"))
    page.runtime.expect_room_for_a_stream()
    start = after if seen is None else seen
    screen = Screen(wanted=filter_of(request), wall=wall, at=at or page.now)
    return EventSourceResponse(_pieces(page, screen, start), ping=HEARTBEAT_SECONDS)


async def _pieces(page: Page, screen: Screen, after: int) -> AsyncIterator[ServerSentEvent]:
    broadcast = page.runtime.broadcast
    if broadcast.is_beyond(after):
        after = broadcast.sequence
        yield ServerSentEvent("", event="reload", id=str(after))
    with page.runtime.listening():
        async for message in _drawn_pieces(page, screen, after):
            yield message


async def _drawn_pieces(page: Page, screen: Screen, after: int) -> AsyncIterator[ServerSentEvent]:
    beats = page.runtime.broadcast.beats(after)
    coming = asyncio.ensure_future(anext(beats))
    looks_again = -math.inf
    try:
        while _is_still_here(page):
            if time.monotonic() >= looks_again:
                looks_again = time.monotonic() + CLOCK_SECONDS
                for message in await asyncio.to_thread(_brought_by_time, page, screen):
                    yield message
            yield _clock(page, screen)
            done, _ = await asyncio.wait({coming}, timeout=CLOCK_SECONDS)
            if done and _is_still_here(page):
                for message in await asyncio.to_thread(_drawn_once, page, screen, coming.result()):
                    yield message
                coming = asyncio.ensure_future(anext(beats))
    finally:
        coming.cancel()


def _is_still_here(page: Page) -> bool:
    return page.principal is not None and is_still(page.principal, page.request, None)


def _brought_by_time(page: Page, screen: Screen) -> list[ServerSentEvent]:
    """Return the wards in which a bed came under a filter, left it, or is overdue, without anything having happened."""
    shared: SharedDrawings = page.request.app.state.drawings
    before, now = screen.at, max(screen.at, shared.look(page.runtime.now()))
    if now == before:
        return []
    screen.at = now
    seen = (*_seen_by(page, screen), before, now, page.runtime.live.sequence)
    return shared.once(seen, lambda: _drawn_by_time(page, screen, before, now))


def _drawn_by_time(page: Page, screen: Screen, before: datetime, now: datetime) -> list[ServerSentEvent]:
    live, wanted = page.runtime.live, screen.wanted
    whole = wanted.is_empty
    moved = {
        bed.id
        for bed in list(live.beds.values())
        if is_overdue(bed, before) is not is_overdue(bed, now)
        or (not whole and wanted.takes(bed, live.hospital, before) is not wanted.takes(bed, live.hospital, now))
    }
    if not moved:
        return []
    if len(moved) > MANY_BEDS:
        return [ServerSentEvent("", event="reload")]
    page.now = now
    html = page.text("moving.html", oob=True, wall=screen.wall, **moving_values(page, live))
    return [ServerSentEvent(html + _wards(page, live, wanted, moved), event="board")]


def _drawn_once(page: Page, screen: Screen, batch: list[dict[str, Any]]) -> list[ServerSentEvent]:
    """Return what a beat looks like; boards of one language, role and filter share the drawing."""
    shared: SharedDrawings = page.request.app.state.drawings
    span = (batch[0]["sequence"], batch[-1]["sequence"])
    return shared.once((*_seen_by(page, screen), span), lambda: _drawn(page, screen.wanted, batch, screen.wall))


def _seen_by(page: Page, screen: Screen) -> tuple[object, ...]:
    """Return what makes two screens differ."""
    identified = bool(page.principal and page.principal.identified)
    may_switch = bool(page.principal and page.principal.role.includes(Role.ADMINISTRATOR))
    return page.language, identified, may_switch, screen.wall, screen.wanted


def _clock(page: Page, screen: Screen) -> ServerSentEvent:
    now = page.runtime.now()
    clock = {
        "at": now.isoformat(),
        "text": now.astimezone(page.labels.zone).strftime("%H:%M:%S"),
        "shown_at": screen.at.isoformat(),
    }
    return ServerSentEvent(json.dumps(clock), event="clock")


def _drawn(page: Page, wanted: BedFilter, batch: list[dict[str, Any]], wall: bool) -> list[ServerSentEvent]:
    page.now = page.runtime.now()
    live = page.runtime.live
    beds = {name for one in batch for name in (one["bed"], one["other_bed"]) if name in live.beds}
    # What an event changed is wider than the bed it names: a hold used in another bed, a room's other beds.
    beds |= {name for one in batch for name in one["after"].get("bed", {}) if name in live.beds}
    requests = {one["request"] for one in batch if one["request"]}
    sequence = str(batch[-1]["sequence"])
    subjects = [*(f"bed:{name}" for name in sorted(beds)), *(f"request:{name}" for name in sorted(requests))]
    html = page.text("moving.html", oob=True, wall=wall, **moving_values(page, live))
    if len(beds) > MANY_BEDS:
        return [ServerSentEvent("", event="reload", id=sequence)]
    html += _wards(page, live, wanted, beds)
    if not wall and any(one["kind"] in DEMO_SWITCHED for one in batch):
        html += page.text("demo_banner.html", oob=True)
    return [
        ServerSentEvent(html, event="board", id=sequence),
        ServerSentEvent(json.dumps(subjects), event="changed", id=sequence),
    ]


def _wards(page: Page, live: LiveState, wanted: BedFilter, beds: set[str]) -> str:
    painter, going = page.painter, patients_going(live)
    places = [live.beds[bed].place for bed in sorted(beds)]
    wards = {place.ward.id: place.ward for place in places}
    drawn = [painter.ward(ward, page.now, wanted, going) for ward in wards.values()]
    if not wanted.is_empty:
        return page.text("changed_wards.html", wards=drawn, rooms=None)
    rooms = {(place.ward.id, place.room.id) for place in places}
    changed = [
        painter.room(ward, room, page.now, None, going)
        for ward in wards.values()
        for room in ward.rooms
        if (ward.id, room.id) in rooms
    ]
    return page.text("changed_wards.html", wards=drawn, rooms=changed)
