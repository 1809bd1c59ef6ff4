"""The board and its panels."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response, StreamingResponse
from pydantic import ValidationError
from sqlalchemy import select

from api import worker
from api.bed_filter import BedFilter
from api.bed_rules import LiveBedRules
from api.key_figures import OCCUPANCY_TARGET
from api.overview import totals
from api.readiness import is_overdue
from api.reasons import is_late, reasons_for
from api.routes.documents import Id
from api.routes.requests import in_order
from api.security import csrf_token, read_session, start_session
from api.store.commands.isolation import about_isolation
from api.store.commands.moves import transfer_of
from api.store.kinds import EventKind, RequestStatus
from api.store.live import LiveState
from api.store.refusals import NotFound
from api.store.tables import event
from api.views import moment
from api.web.hold_story import story_of, story_of_stay
from api.web.page import Page
from api.web.texts import environment
from api.web.visitor import BrowserDispatcher, BrowserViewer
from scenarios.census import BedState, BlockReason
from scenarios.hospital import LevelOfCare
from scenarios.patients import BedRequest

router = APIRouter(include_in_schema=False)
PIECE_CHARACTERS = 32_768


@router.get("/")
def board(request: Request, viewer: BrowserViewer) -> Response:
    """Show every bed, the queue and the totals; wards are sent as they are drawn."""
    page = Page(request, viewer)
    live = page.runtime.refresh()
    session = read_session(request)
    response = StreamingResponse(iter(()), media_type="text/html; charset=utf-8")
    if session is None and page.runtime.open_access:
        session = start_session(request, response, None)
    wanted = filter_of(request)
    values = board_values(page, live, wanted)
    template = environment(page.language).get_template("board.html")
    context = page.context(csrf=csrf_token(session) if session else "", active="board", **values)
    response.body_iterator = _in_thread(template.generate(context))
    return response


@router.get("/board/wards")
def wards(request: Request, viewer: BrowserViewer) -> Response:
    """Draw the wards again, with other filters or after a break."""
    page = Page(request, viewer)
    live = page.runtime.refresh()
    return HTMLResponse(page.text("wards.html", **board_values(page, live, filter_of(request))))


@router.get("/board/queue")
def queue(request: Request, viewer: BrowserViewer) -> Response:
    """Draw totals and queue again."""
    page = Page(request, viewer)
    return HTMLResponse(page.text("moving.html", oob=True, wall=False, **moving_values(page, page.runtime.refresh())))


@router.get("/board/beds/{bed_id}")
def bed(
    bed_id: Id, request: Request, viewer: BrowserViewer, selected: Annotated[str, Query(max_length=100)] = ""
) -> Response:
    """Show one bed and what can be done with it."""
    page = Page(request, viewer)
    return HTMLResponse(bed_panel(page, bed_id, selected))


@router.get("/board/requests/{request_id}")
def bed_request(request_id: Id, request: Request, viewer: BrowserViewer) -> Response:
    """Show one request, its hold or the way to a suggestion."""
    page = Page(request, viewer)
    return HTMLResponse(request_panel(page, request_id))


@router.get("/board/requests/{request_id}/suggestions")
async def suggestions(request_id: Id, request: Request, dispatcher: BrowserDispatcher) -> Response:
    """Show the best beds for a request and why."""
    page = Page(request, dispatcher)
    runtime = page.runtime
    decision = await runtime.solver.quick.run(worker.recommend, page.now, request_id, 3)
    live = runtime.live
    found = live.requests.get(request_id)
    if found is None:
        raise NotFound("Request {request} is not open, expected one that waits", request=request_id)
    options = [
        {
            **option,
            "now": live.beds[option["bed"]],
            "reasons": reasons_for(found.request, option, live, page.now),
            "late": is_late(found.request, option, page.now),
        }
        for option in decision["options"]
    ]
    text = page.text("suggestions.html", request=found, options=options, why_none=decision["why_none"])
    return HTMLResponse(text)


@router.get("/board/requests/{request_id}/beds/{bed_id}")
async def this_bed(request_id: Id, bed_id: Id, request: Request, dispatcher: BrowserDispatcher) -> Response:
    """Show what a certain bed would mean for a request, with the way to hold it all the same."""
    page = Page(request, dispatcher)
    decision = await page.runtime.solver.quick.run(worker.explain_bed, page.now, request_id, bed_id)
    live = page.runtime.live
    values = {"request": live.requests[request_id], "bed": live.beds[bed_id], "decision": decision}
    return HTMLResponse(page.text("this_bed.html", **values))


def filter_of(request: Request) -> BedFilter:
    """Return the filters in an address; empty and unreadable ones take every bed."""
    given = {name: value for name, value in request.query_params.items() if value and name in BedFilter.model_fields}
    try:
        return BedFilter.model_validate(given)
    except ValidationError:
        return BedFilter()


def board_values(page: Page, live: LiveState, wanted: BedFilter) -> dict[str, Any]:
    """Return what the board's template draws."""
    return {
        "cards": page.cards.all(page.now) if wanted.is_empty else (),
        "wards": () if wanted.is_empty else page.painter.wards(page.now, wanted),
        "wanted": wanted,
        "states": list(BedState),
        "levels": list(LevelOfCare),
        "sequence": live.sequence,
        "drawn_at": moment(page.now),
        **moving_values(page, live),
    }


def moving_values(page: Page, live: LiveState) -> dict[str, Any]:
    """Return what the totals and the queue draw."""
    requests = in_order(list(live.requests.values()))
    counted = totals(live)
    return {
        "totals": counted,
        "overdue": sum(is_overdue(bed, page.now) for bed in list(live.beds.values())),
        "figures": page.runtime.figures.of_this_moment(page.now, counted),
        "target": OCCUPANCY_TARGET,
        "requests": [one for one in requests if one.status is RequestStatus.WAITING],
        "held": [one for one in requests if one.status is RequestStatus.HELD],
    }


def bed_panel(page: Page, bed_id: str, selected: str = "") -> str:
    """Return the panel of a bed."""
    live = page.runtime.refresh()
    found = live.beds.get(bed_id)
    if found is None:
        raise NotFound("Bed {bed} does not exist, expected a bed of this hospital", bed=bed_id)
    chosen = live.requests.get(selected)
    hold, database = found.hold or found.promise, page.runtime.database
    given = found.stay if hold is None else None
    story = story_of(database, hold) if given is None else story_of_stay(database, bed_id, given)
    asked = (transfer_of(found.stay.stay, page.now), bed_id) if found.stay else None
    return page.text(
        "bed_panel.html",
        bed=found,
        selected=chosen,
        block_reasons=list(BlockReason),
        blocked_by=_latest_block(page, bed_id) if found.block_reason else None,
        broken=_isolation_broken(page, asked),
        story=story,
    )


def request_panel(page: Page, request_id: str) -> str:
    """Return the panel of a request."""
    live = page.runtime.refresh()
    found = live.requests.get(request_id)
    if found is None:
        return page.text("closed_request.html", request_id=request_id)
    asked = (found.request, found.hold.bed) if found.hold else None
    story = story_of(page.runtime.database, found.hold)
    return page.text("request_panel.html", request=found, broken=_isolation_broken(page, asked), story=story)


def _isolation_broken(page: Page, asked: tuple[BedRequest, str] | None) -> list[dict[str, Any]]:
    """Return the rules about isolation that a patient breaks in a bed, for who may see patients."""
    if asked is None or page.principal is None or not page.principal.identified:
        return []
    return about_isolation(LiveBedRules(page.runtime.live).broken_by([asked], page.now))


def _latest_block(page: Page, bed_id: str) -> dict[str, Any] | None:
    """Return who blocked a bed, or planned to, and why."""
    kinds = (EventKind.BED_BLOCKED.value, EventKind.CLOSING_PLANNED.value)
    latest = select(event.c.reason, event.c.actor).where(event.c.bed == bed_id, event.c.kind.in_(kinds))
    with page.runtime.database.reading() as connection:
        row = connection.execute(latest.order_by(event.c.sequence.desc()).limit(1)).mappings().first()
    return dict(row) if row is not None else None


async def _in_thread(parts: Iterator[str]) -> AsyncIterator[str]:
    """Yield a page in pieces, drawn off the event loop."""

    def piece() -> str:
        taken: list[str] = []
        size = 0
        for part in parts:
            taken.append(part)
            size += len(part)
            if size > PIECE_CHARACTERS:
                break
        return "".join(taken)

    while text := await asyncio.to_thread(piece):
        yield text
