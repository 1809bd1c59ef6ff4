"""The coming weeks on screen: calendar, theatre and nurse load, who is left for later; pin, plan again, accept."""

import asyncio
import contextlib
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from api.admissions import accept_plan, latest_plan, run_plan, start_plan
from api.routes.documents import Id
from api.security import content_of
from api.store.documents import WEEKS_PLAN
from api.store.images import Row
from api.store.job_rows import OPEN, job_row, request_cancel
from api.store.refusals import Refusal
from api.store.store import Envelope
from api.web.page import Page
from api.web.visitor import BrowserDispatcher, BrowserViewer
from api.weeks_planning import Pins
from scenarios.admissions.problem import SHIFTS_PER_DAY
from scenarios.admissions.weeks_plan import PlannedAdmission, WeeksPlan
from scenarios.coming_weeks import NursingShift

router = APIRouter(include_in_schema=False)
CHOICES = (30, 60, 120, 300, 600)
"""Seconds that a plan may take."""


@dataclass(frozen=True, slots=True)
class NurseCell:
    """Workload of a ward's nurses in one shift, as a share of their greatest, percent."""

    shift: NursingShift
    percent: int


@router.get("/admissions")
def admissions(request: Request, viewer: BrowserViewer) -> Response:
    """Show the plan of the coming weeks, or the way to one."""
    page = Page(request, viewer)
    job = latest_plan(page.runtime.database)
    values = _values(page, job)
    return page.answer("admissions.html", active="admissions", **values)


@router.post("/admissions/plans")
async def ask(request: Request, dispatcher: BrowserDispatcher) -> Response:
    """Ask for a plan; what is ticked in the one on screen stays."""
    page = Page(request, dispatcher)
    form = await request.form()
    before = await asyncio.to_thread(job_row, page.runtime.database, str(form["of"])) if form.get("of") else None
    kept = {str(value) for value in form.getlist("keep")}
    later = {str(value) for value in form.getlist("later")}
    seconds = float(str(form.get("seconds") or CHOICES[1]))
    pins = _pins(before, kept, later)
    job_id = await asyncio.to_thread(start_plan, page.runtime, dispatcher.name, min(seconds, CHOICES[-1]), pins)
    page.runtime.go_on(lambda: run_plan(page.runtime, job_id))
    return _fragment(page, await asyncio.to_thread(job_row, page.runtime.database, job_id))


@router.get("/admissions/plans/{job_id}")
def watch(job_id: Id, request: Request, viewer: BrowserViewer) -> Response:
    """Show how far a plan is, or the plan."""
    page = Page(request, viewer)
    return _fragment(page, job_row(page.runtime.database, job_id))


@router.post("/admissions/plans/{job_id}/cancel")
def cancel(job_id: Id, request: Request, dispatcher: BrowserDispatcher) -> Response:
    """Stop the search with the best plan so far."""
    page = Page(request, dispatcher)
    with contextlib.suppress(Refusal):  # it may have ended in the meantime, which is what was asked for
        request_cancel(page.runtime.database, job_id)
    return _fragment(page, job_row(page.runtime.database, job_id))


@router.post("/admissions/plans/{job_id}/accept")
async def accept(job_id: Id, request: Request, dispatcher: BrowserDispatcher) -> Response:
    """Make a plan the hospital's."""
    page = Page(request, dispatcher)
    form = await request.form()
    envelope = Envelope(
        actor=dispatcher.name, key=str(form.get("key", "")) or None, content=content_of(request, {"job": job_id})
    )
    job = await asyncio.to_thread(job_row, page.runtime.database, job_id)
    await asyncio.to_thread(page.runtime.command, envelope, lambda tx: accept_plan(tx, job))
    return _fragment(page, job)


def _fragment(page: Page, job: Row) -> Response:
    return HTMLResponse(page.text("admissions_plan.html", **_values(page, job)))


def _pins(before: Row | None, kept: set[str], later: set[str]) -> Pins:
    """Return what is ticked: entries that keep their place in the plan before, and entries to be left for later."""
    pins: dict[str, tuple[date, str, str] | None] = dict.fromkeys(later)
    if before is not None and before["result"]:
        plan = WEEKS_PLAN.validate_python(before["result"]["plan"])
        pins |= {one.entry: (one.on, one.room, one.operating_room) for one in plan.admissions if one.entry in kept}
    return pins


def _values(page: Page, job: Row | None) -> dict[str, Any]:
    """Return what the template draws of a job."""
    live = page.runtime.refresh()
    values: dict[str, Any] = {"job": job, "running": False, "plan": None, "choices": CHOICES, "weeks": live.weeks}
    if job is None:
        return values
    if job["status"] in OPEN or not job["result"]:
        return {**values, "running": job["status"] in OPEN}
    result = job["result"]
    plan = WEEKS_PLAN.validate_python(result["plan"])
    return {
        **values,
        "plan": plan,
        "found": result,
        "accepted": live.weeks_plan == plan,
        "dates": _dates(plan),
        "by_day": _by_day(plan),
        "ward_loads": result["loads"]["wards"],
        "theatre_loads": result["loads"]["theatres"],
        "nurse_cells": {ward: _nurse_cells(load) for ward, load in result["loads"]["wards"].items()},
        "pins": result["pins"],
        "entries": {entry.id: entry for entry in live.weeks.waiting_list} if live.weeks else {},
    }


def _dates(plan: WeeksPlan) -> list[date]:
    return [plan.first_day + timedelta(days=day) for day in range(plan.days)]


def _by_day(plan: WeeksPlan) -> dict[date, list[PlannedAdmission]]:
    by_day: dict[date, list[PlannedAdmission]] = defaultdict(list)
    for one in plan.admissions:
        by_day[one.on].append(one)
    return dict(by_day)


def _nurse_cells(load: dict[str, Any]) -> list[list[NurseCell]]:
    """Return the shifts of each day."""
    cells = [
        NurseCell(tuple(NursingShift)[number % SHIFTS_PER_DAY], round(100 * work / max(1, most)))
        for number, (work, most) in enumerate(zip(load["workload"], load["most_workload"], strict=True))
    ]
    return [cells[start : start + SHIFTS_PER_DAY] for start in range(0, len(cells), SHIFTS_PER_DAY)]
