"""Optimise all from the board: ask, watch, and accept line by line."""

import asyncio
from contextlib import suppress

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from api.optimisations import accept_plan, ask_for_plan, run_optimisation
from api.routes.documents import Id
from api.security import content_of, expect_key
from api.store.images import Row
from api.store.job_rows import OPEN, job_row, request_cancel
from api.store.live import RequestNow
from api.store.refusals import WrongState
from api.store.store import Envelope
from api.web.page import Page
from api.web.visitor import BrowserDispatcher
from scenarios.patients import Urgency

router = APIRouter(include_in_schema=False)


@router.post("/board/plans")
async def ask(request: Request, dispatcher: BrowserDispatcher) -> Response:
    """Ask for a plan for everyone who waits."""
    page = Page(request, dispatcher)
    runtime, form = page.runtime, await request.form()
    key = expect_key(str(form["key"])) if "key" in form else None
    envelope = Envelope(actor=dispatcher.name, key=key, content=content_of(request, None))
    asked = await runtime.in_turn(lambda: runtime.command(envelope, lambda tx: ask_for_plan(tx, runtime, None)))
    job_id = asked["job"]
    runtime.go_on(lambda: run_optimisation(runtime, job_id))
    return _panel(page, await asyncio.to_thread(job_row, runtime.database, job_id))


@router.get("/board/plans/{job_id}")
def watch(job_id: Id, request: Request, dispatcher: BrowserDispatcher) -> Response:
    """Show how far a plan is, or the plan as a difference to now."""
    page = Page(request, dispatcher)
    return _panel(page, job_row(page.runtime.database, job_id))


@router.post("/board/plans/{job_id}/cancel")
async def cancel(job_id: Id, request: Request, dispatcher: BrowserDispatcher) -> Response:
    """Stop the search with the best plan so far."""
    page = Page(request, dispatcher)

    def stop() -> Row:
        with suppress(WrongState):  # it may have ended in the meantime, which is what was asked for
            request_cancel(page.runtime.database, job_id)
        return job_row(page.runtime.database, job_id)

    return _panel(page, await page.runtime.in_turn(stop))


@router.post("/board/plans/{job_id}/accept")
async def accept(job_id: Id, request: Request, dispatcher: BrowserDispatcher) -> Response:
    """Hold the beds of the chosen lines."""
    page = Page(request, dispatcher)
    form = await request.form()
    chosen = [str(value) for value in form.getlist("line")]
    content = content_of(request, chosen)
    envelope = Envelope(actor=dispatcher.name, key=expect_key(str(form.get("key", ""))), content=content)
    runtime, minutes = page.runtime, page.runtime.settings.hold_minutes
    answer = await runtime.in_turn(lambda: accept_plan(runtime, envelope, job_id, chosen, minutes))
    return HTMLResponse(page.text("accepted.html", answer=answer))


def _panel(page: Page, job: Row) -> Response:
    if job["status"] in OPEN or not job["result"]:
        return HTMLResponse(page.text("plan_progress.html", job=job, running=job["status"] in OPEN))
    live = page.runtime.refresh()
    lines = [(line, live.requests.get(line["request"]), live.beds[line["bed"]]) for line in job["result"]["lines"]]
    waiting = [live.requests[one] for one in job["result"]["waiting"] if one in live.requests]
    lines.sort(key=lambda one: (_rank(one[1]), one[0]["start_minutes"], one[0]["request"]))
    return HTMLResponse(page.text("plan.html", job=job, plan=job["result"], lines=lines, waiting=waiting))


def _rank(now: RequestNow | None) -> tuple[int, float]:
    """Return where a request stands among others: the most urgent first, then the longest waiting, closed ones last."""
    if now is None:
        return len(Urgency), 0.0
    return list(Urgency).index(now.request.urgency), now.request.requested_at.timestamp()
