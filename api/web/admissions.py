"""The coming weeks on screen: calendar, theatre and nurse load, who is left for later; pin, plan again, accept."""

import asyncio
import contextlib
from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from api.admissions import accept_plan, latest_plan, latest_with_plan, run_plan, start_plan
from api.routes.documents import Id
from api.security import content_of, expect_key
from api.store.documents import WEEKS_PLAN
from api.store.images import Row
from api.store.job_rows import ADMISSIONS, OPEN, job_row, request_cancel
from api.store.refusals import Refusal
from api.store.store import Envelope
from api.web.page import Page
from api.web.simulation_words import problem_said
from api.web.visitor import BrowserDispatcher, BrowserViewer
from api.web.weeks_view import weeks_values
from api.weeks_planning import Pins
from scenarios.input_problems import InputError

router = APIRouter(include_in_schema=False)
CHOICES = {"30": 30.0, "60": 60.0, "120": 120.0, "300": 300.0, "600": 600.0}
"""Seconds that a plan may take."""
USUAL_CHOICE = "60"


@router.get("/admissions")
def admissions(request: Request, viewer: BrowserViewer) -> Response:
    """Show the plan of the coming weeks, or the way to one."""
    page = Page(request, viewer)
    job = latest_plan(page.runtime.database)
    return page.answer("admissions.html", active="admissions", **_values(page, job))


@router.post("/admissions/plans")
async def ask(request: Request, dispatcher: BrowserDispatcher) -> Response:
    """Ask for a plan; what is ticked in the one on screen stays."""
    page = Page(request, dispatcher)
    form = await request.form()
    kept = {str(value) for value in form.getlist("keep")}
    later = {str(value) for value in form.getlist("later")}
    seconds = CHOICES.get(str(form.get("seconds")), CHOICES[USUAL_CHOICE])
    before = await asyncio.to_thread(_job, page, str(form["of"])) if form.get("of") else None
    try:
        pins = _pins(before, kept, later)
        job_id = await page.runtime.in_turn(lambda: start_plan(page.runtime, dispatcher.name, seconds, pins))
    except Refusal as refusal:
        return _fragment(page, before, page.said({"template": refusal.template, "values": refusal.values}))
    except InputError as error:
        return _fragment(page, before, *(problem_said(page.labels, one.message) for one in error.problems))
    page.runtime.go_on(lambda: run_plan(page.runtime, job_id))
    return _fragment(page, await asyncio.to_thread(_job, page, job_id))


@router.get("/admissions/plans/{job_id}")
def watch(job_id: Id, request: Request, viewer: BrowserViewer) -> Response:
    """Show how far a plan is, or the plan."""
    page = Page(request, viewer)
    return _fragment(page, _job(page, job_id))


@router.post("/admissions/plans/{job_id}/cancel")
async def cancel(job_id: Id, request: Request, dispatcher: BrowserDispatcher) -> Response:
    """Stop the search with the best plan so far."""
    page = Page(request, dispatcher)
    with contextlib.suppress(Refusal):  # it may have ended in the meantime, which is what was asked for
        await page.runtime.in_turn(lambda: request_cancel(page.runtime.database, job_id, ADMISSIONS))
    return _fragment(page, await asyncio.to_thread(_job, page, job_id))


@router.post("/admissions/plans/{job_id}/accept")
async def accept(job_id: Id, request: Request, dispatcher: BrowserDispatcher) -> Response:
    """Make a plan the hospital's."""
    page = Page(request, dispatcher)
    form = await request.form()
    envelope = Envelope(
        actor=dispatcher.name, key=expect_key(str(form.get("key", ""))), content=content_of(request, {"job": job_id})
    )
    job = await asyncio.to_thread(_job, page, job_id)
    try:
        await page.runtime.in_turn(lambda: page.runtime.command(envelope, lambda tx: accept_plan(tx, job)))
    except Refusal as refusal:
        return _fragment(page, job, page.said({"template": refusal.template, "values": refusal.values}))
    return _fragment(page, job)


def _job(page: Page, job_id: str) -> Row:
    return job_row(page.runtime.database, job_id, ADMISSIONS)


def _fragment(page: Page, job: Row | None, *refused: str) -> Response:
    return HTMLResponse(page.text("admissions_plan.html", **_values(page, job, refused)))


def _pins(before: Row | None, kept: set[str], later: set[str]) -> Pins:
    """Return what is ticked: entries that keep their place in the plan before, and entries to be left for later."""
    found = before["result"] if before else None
    admissions = WEEKS_PLAN.validate_python(found["plan"]).admissions if found else ()
    stay = {one.entry: (one.on, one.room, one.operating_room) for one in admissions if one.entry in kept}
    return {**dict.fromkeys(later), **stay}


def _values(page: Page, job: Row | None, refused: Sequence[str] = ()) -> dict[str, Any]:
    """Return what the template draws: a job that runs, else its plan; one without leaves the plan before on screen."""
    live = page.runtime.refresh()
    running = job is not None and job["status"] in OPEN
    shown = None if running else job if job and job["result"] else latest_with_plan(page.runtime.database)
    return {
        "job": job,
        "refused": refused,
        "running": running,
        "shown": shown,
        "choices": CHOICES,
        "usual_choice": USUAL_CHOICE,
        "weeks": live.weeks,
        "plan": None,
        **(weeks_values(live, shown) if shown else {}),
    }
