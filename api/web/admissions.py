"""The coming weeks on screen: calendar, theatre and nurse load, who is left for later; pin, plan again, accept."""

import asyncio
import contextlib
from collections.abc import Sequence
from datetime import date
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from starlette.datastructures import FormData

from api.admissions import accept_plan, latest_plan, latest_with_plan, run_plan, seconds_since_asked, start_plan
from api.routes.documents import Id
from api.security import content_of, expect_key
from api.store.commands.weeks import withdraw_weeks_plan
from api.store.documents import WEEKS_PLAN
from api.store.images import Row
from api.store.job_rows import ADMISSIONS, OPEN, QUEUED, job_row, request_cancel
from api.store.refusals import Refusal
from api.store.store import Envelope
from api.web.labels import mark
from api.web.page import Page
from api.web.simulation_words import problem_said
from api.web.visitor import BrowserDispatcher, BrowserViewer
from api.web.weeks_list import list_values
from api.web.weeks_view import weeks_values
from api.weeks_planning import Pins, Place
from scenarios.input_problems import InputError

router = APIRouter(include_in_schema=False)
CHOICES = {"30": 30.0, "60": 60.0, "120": 120.0, "300": 300.0, "600": 600.0}
"""Seconds that a plan may take."""
USUAL_CHOICE = "60"
MOST_FIELDS = 20_000
"""Of a form: everybody on a long list may be pinned."""
ON = "on:"
"""What the names of the fields begin with that give an entry a day."""


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
    form = await request.form(max_fields=MOST_FIELDS)
    seconds = CHOICES.get(str(form.get("seconds")), CHOICES[USUAL_CHOICE])
    before = await asyncio.to_thread(_job, page, str(form["of"])) if form.get("of") else None
    try:
        pins = _pins(before, form)
        asked = Envelope(actor=dispatcher.name)
        job_id = await page.runtime.in_turn(lambda: start_plan(page.runtime, asked, seconds, pins))
    except Refusal as refusal:
        return _fragment(page, before, page.said({"template": refusal.template, "values": refusal.values}))
    except InputError as error:
        return _fragment(page, before, *(problem_said(page.labels, one.message) for one in error.problems))
    page.runtime.go_on(lambda: run_plan(page.runtime, job_id))
    return _fragment(page, await asyncio.to_thread(_job, page, job_id))


@router.get("/admissions/plans/{job_id}")
def watch(job_id: Id, request: Request, viewer: BrowserViewer, stopping: bool | None = None) -> Response:
    """Show how far a plan is, or the plan.

    While nothing but the figures changes they alone are drawn anew, so that the button to stop is never taken away
    from under the pointer.
    """
    page = Page(request, viewer)
    job = _job(page, job_id)
    if job["status"] in OPEN and stopping is job["cancel_requested"]:
        return HTMLResponse(page.text("admissions_figures.html", job=job, **_progress(job)))
    answer = _fragment(page, job)
    answer.headers["HX-Retarget"] = "#weeks"
    return answer


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


@router.post("/admissions/withdraw")
async def withdraw(request: Request, dispatcher: BrowserDispatcher) -> Response:
    """End the accepted plan."""
    page = Page(request, dispatcher)
    form = await request.form()
    envelope = Envelope(
        actor=dispatcher.name, key=expect_key(str(form.get("key", ""))), content=content_of(request, "withdraw")
    )
    job = await asyncio.to_thread(latest_plan, page.runtime.database)
    try:
        await page.runtime.in_turn(
            lambda: page.runtime.command(envelope, lambda tx: withdraw_weeks_plan(tx, reason=""))
        )
    except Refusal as refusal:
        return _fragment(page, job, page.said({"template": refusal.template, "values": refusal.values}))
    return _fragment(page, job)


def _job(page: Page, job_id: str) -> Row:
    return job_row(page.runtime.database, job_id, ADMISSIONS)


def _fragment(page: Page, job: Row | None, *refused: str) -> Response:
    return HTMLResponse(page.text("admissions_plan.html", **_values(page, job, refused)))


def _pins(before: Row | None, form: FormData) -> Pins:
    """Return what is ticked and chosen: a day goes before everything else, a place before leaving for later.

    Raises
    ------
    InputError
        A day that is none.
    """
    found = before["result"] if before else None
    admissions = WEEKS_PLAN.validate_python(found["plan"]).admissions if found else ()
    kept = set(form.getlist("keep"))
    later = [str(entry) for entry in form.getlist("later")]
    stay = {
        one.entry: Place(on=one.on, room=one.room, operating_room=one.operating_room)
        for one in admissions
        if one.entry in kept
    }
    must_come = {str(entry): Place() for entry in form.getlist("come")}
    days = {
        name.removeprefix(ON): _day(name, str(value)) for name, value in form.items() if name.startswith(ON) and value
    }
    return {**dict.fromkeys(later), **must_come, **stay, **days}


def _day(name: str, text: str) -> Place:
    try:
        return Place(on=date.fromisoformat(text))
    except ValueError as error:
        entry = name.removeprefix(ON)
        raise InputError.single("pins", f"{entry}: {text[:40]!r}, expected a day such as 2025-03-10") from error


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
        "chosen": _chosen(job),
        "weeks": live.weeks,
        "plan": None,
        "accepted": False,
        "list_over": False,
        **list_values(live, page.runtime.database, page.now),
        "has_accepted": live.weeks_plan is not None,
        **(_progress(job) if job is not None and running else {}),
        **(
            {
                **weeks_values(live, shown, page.now.astimezone(page.labels.zone).date()),
                "accept_question": _accept_question(page, shown),
            }
            if shown
            else {}
        ),
    }


def _chosen(job: Row | None) -> str:
    """Return the time limit of the plan before, if it is one of the choices."""
    seconds = job["settings"]["seconds"] if job else None
    return next((choice for choice, value in CHOICES.items() if value == seconds), USUAL_CHOICE)


def _progress(job: Row) -> dict[str, Any]:
    """Return what a job does now, and for how many seconds it has been at it."""
    elapsed = seconds_since_asked(job)
    phase = mark("searching") if "objective" in (job["progress"] or {}) else mark("making a first plan")
    if job["status"] == QUEUED:
        phase = mark("queued")
    elif job["cancel_requested"]:
        phase = mark("stopping")
    elif elapsed > job["settings"]["seconds"]:
        phase = mark("finding out why others are left for later")
    return {"elapsed": elapsed, "phase": phase}


def _accept_question(page: Page, shown: Row) -> str:
    """Return what is asked before a plan becomes the hospital's, and what follows from it."""
    plan, today = shown["result"]["plan"], page.now.astimezone(page.labels.zone).date().isoformat()
    text = page.labels.gettext(
        "Accept this plan of {admissions} admissions? It takes the place of any accepted before. From then on its "
        "admissions of today ({today}) keep beds in the reserve of free beds, and each of its days can be loaded as an "
        "operating list. It can be withdrawn."
    )
    coming = sum(one["on"] == today for one in plan["admissions"])
    return text.format(admissions=len(plan["admissions"]), today=coming)
