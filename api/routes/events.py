"""The log: read, followed live, and its latest entry undone."""

import json
from collections.abc import AsyncIterator, Callable
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Header, Path, Query, Request
from sqlalchemy import select
from sse_starlette import EventSourceResponse, ServerSentEvent

from api.broadcast import last_seen
from api.routes.commands import ERRORS, Command
from api.routes.documents import MAX_INT, Done, Undo
from api.security import Credentials, Principal, Running, Viewer, is_still
from api.store.commands.undo import undo
from api.store.kinds import Flag
from api.store.tables import event
from api.store.transaction import Answer
from api.views import event_view

router = APIRouter(tags=["events"], responses=ERRORS)
HEARTBEAT_SECONDS = 15
Sequence = Annotated[int, Query(ge=0, le=MAX_INT)]


@router.get("/events")
def events(
    runtime: Running,
    viewer: Viewer,
    after: Sequence = 0,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
    flag: Annotated[Flag | None, Query(description="Only reports with this flag.")] = None,
) -> list[dict[str, Any]]:
    """Read the log from a sequence number on."""
    statement = select(event).where(event.c.sequence > after).order_by(event.c.sequence).limit(limit)
    if flag is not None:
        statement = statement.where(event.c.flag == flag.value)
    with runtime.database.reading() as connection:
        rows = connection.execute(statement).mappings().all()
    return [event_view(dict(row), identified=viewer.identified) for row in rows]


@router.get(
    "/events/stream",
    response_class=EventSourceResponse,
    responses={200: {"content": {"text/event-stream": {}}, "description": "Events; each id is a sequence number."}},
)
async def stream(
    request: Request,
    runtime: Running,
    viewer: Viewer,
    credentials: Credentials,
    after: Annotated[int | None, Query(ge=0, le=MAX_INT, description="From here on; now when left out.")] = None,
    last_event_id: Annotated[str | None, Header(description="Goes on after this sequence number.")] = None,
) -> EventSourceResponse:
    """Follow the log as server-sent events. After a break, send `Last-Event-ID` and nothing is missed.

    An id beyond the log, as after a restored backup, is answered with a `reload` event: read the state anew and go on
    from its id. The stream ends when the token is revoked.
    """
    start = last_seen(last_event_id)
    runtime.expect_room_for_a_stream()
    if start is None:
        start = runtime.broadcast.sequence if after is None else after
    still = partial(is_still, viewer, request, credentials)
    return EventSourceResponse(_messages(runtime, viewer, start, still), ping=HEARTBEAT_SECONDS)


async def _messages(
    runtime: Running, viewer: Principal, after: int, still: Callable[[], bool]
) -> AsyncIterator[ServerSentEvent]:
    with runtime.listening():
        if runtime.broadcast.is_beyond(after):
            after = runtime.broadcast.sequence
            yield ServerSentEvent("", event="reload", id=str(after))
        async for batch in runtime.broadcast.follow(after, still):
            for one in batch:
                document = event_view(one, identified=viewer.identified)
                yield ServerSentEvent(
                    json.dumps(document, ensure_ascii=False), event=one["kind"], id=str(one["sequence"])
                )


@router.post("/events/{sequence}/undo", response_model=Done)
async def take_back(sequence: Annotated[int, Path(ge=0, le=MAX_INT)], body: Undo, command: Command) -> Answer:
    """Take an event back, where that is safe, keeps the rules, and nothing has happened to it since."""
    return await command.carry_out(
        body, lambda tx: undo(tx, sequence, reason=body.reason, override=body.override or "")
    )
