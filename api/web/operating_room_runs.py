"""A planner has the list made again: the whole of it, or the rest of the day with what has happened."""

import asyncio

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from starlette.datastructures import FormData

from api.operating_rooms.day_report import DayReport
from api.operating_rooms.documents import ListDate
from api.operating_rooms.reports import minute_of_day
from api.operating_rooms.runs import ANSWER_SECONDS, RunAsked, ask_for_run, carry_out_run, reschedule
from api.routes.documents import Id
from api.solver import SolverUnavailable
from api.store.job_rows import OPEN, OPERATING_LIST, job_row, request_cancel
from api.store.refusals import Invalid, Refusal
from api.store.store import Envelope
from api.web.operating_room_forms import CHANGED, envelope_of, number_of, text_of, time_of, told
from api.web.page import Page
from api.web.visitor import BrowserDispatcher
from scenarios.input_problems import InputError
from scenarios.patients import Urgency
from scenarios.surgery import MINUTES_A_DAY, InfectionClass, SurgeryDuration, SurgicalCase
from scenarios.surgical_day import SurgicalDay

router = APIRouter(prefix="/operating-rooms", include_in_schema=False)


@router.post("/{on}/runs")
async def run(on: ListDate, request: Request, dispatcher: BrowserDispatcher) -> Response:
    """Plan the list again."""
    page, form = Page(request, dispatcher), await request.form()
    runtime, seconds = page.runtime, min(3600, max(1, number_of(form, "seconds") or 30))
    asked, planner = RunAsked(on=on.isoformat(), seconds=float(seconds)), Envelope(actor=dispatcher.name)
    try:
        stored = await runtime.in_turn(lambda: runtime.command(planner, lambda tx: ask_for_run(tx, runtime, asked)))
        runtime.go_on(lambda: carry_out_run(runtime, stored["job"]))
    except Refusal as refusal:
        return HTMLResponse(page.text("operating_rooms_problems.html", problems=told(page, refusal)))
    return _progress(page, stored["job"])


@router.get("/runs/{job_id}")
def progress(job_id: Id, request: Request, dispatcher: BrowserDispatcher) -> Response:
    """Show how far a run is."""
    return _progress(Page(request, dispatcher), job_id)


@router.post("/runs/{job_id}/cancel")
def cancel(job_id: Id, request: Request, dispatcher: BrowserDispatcher) -> Response:
    """Stop a run with the best list it has."""
    page = Page(request, dispatcher)
    try:
        request_cancel(page.runtime.database, job_id, OPERATING_LIST)
    except Refusal:  # it may have ended in the meantime, which is what was asked for
        return _progress(page, job_id)
    return _progress(page, job_id)


@router.post("/{on}/reschedule")
async def plan_rest(on: ListDate, request: Request, dispatcher: BrowserDispatcher) -> Response:
    """Plan the rest of the day again, perhaps with an emergency."""
    page, form = Page(request, dispatcher), await request.form()
    day = on.isoformat()
    try:
        now = await asyncio.to_thread(page.runtime.lists.now, day)
        added = (_emergency(form, now.day),) if form.get("emergency") else ()
        given = str(form.get("now") or "")
        minute = time_of(form, "now") if given else minute_of_day(day, now.day.zone, page.runtime.now())
        envelope = envelope_of(page, form)
        report = DayReport(now_minute=minute, as_planned=bool(form.get("as_planned")))
        answer = await reschedule(page.runtime, envelope, day, report, added, ANSWER_SECONDS, "reported on the page")
    except (Refusal, InputError, SolverUnavailable) as error:
        return HTMLResponse(page.text("operating_rooms_problems.html", problems=told(page, error)))
    text = page.text("operating_rooms_replanned.html", answer=answer)
    return HTMLResponse(text, headers=CHANGED)


def _progress(page: Page, job_id: str) -> Response:
    job = job_row(page.runtime.database, job_id, OPERATING_LIST)
    running = job["status"] in OPEN
    text = page.text("operating_rooms_progress.html", job=job, running=running, progress=job["progress"] or {})
    return HTMLResponse(text, headers={} if running else CHANGED)


def _emergency(form: FormData, day: SurgicalDay) -> SurgicalCase:
    """Return the emergency that a form describes; adding it gives it a team."""
    department, chosen, grade = (
        text_of(form, "department"),
        str(form.get("surgeon") or ""),
        number_of(form, "grade") or 3,
    )
    minutes = number_of(form, "minutes")
    if minutes is None or not 5 <= minutes <= MINUTES_A_DAY:
        value = str(form.get("minutes") or "")[:40]
        raise Invalid("Field {field} is {value!r}, expected 5 to 1440 minutes", field="minutes", value=value)
    able = tuple(one.id for one in day.surgeons if one.department == department and one.authorised_grade >= grade)
    if not chosen and not able and day.surgeons:
        raise Invalid(
            "No surgeon of {department} on this day is authorised for grade {grade}, expected one chosen by name",
            department=department,
            grade=grade,
        )
    try:
        return SurgicalCase(
            id=text_of(form, "emergency")[:100],
            department=department,
            surgeons=(chosen,) if chosen else able,
            duration=SurgeryDuration(median_minutes=minutes, log_sd=0.3, basis="booked"),
            grade=grade,
            discussed=True,  # whoever inserts a grade-4 emergency has discussed it
            urgency=Urgency.IMMEDIATE,
            must_do=True,
            infection=InfectionClass.INFECTED if form.get("infected") else InfectionClass.CLEAN,
            recovery_minutes=60,
        )
    except ValueError as error:
        raise InputError.single("", str(error)) from error
