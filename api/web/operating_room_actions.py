"""What a planner does to one case and to the list: each button is one command of the store."""

import asyncio
from collections.abc import Callable

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response
from starlette.datastructures import FormData

from api.operating_rooms.changes import move_case, pin_case, publish_list, put_off_case
from api.operating_rooms.day_report import DayReport
from api.operating_rooms.documents import CaseId, ListDate
from api.operating_rooms.reports import minute_of_day, report_day
from api.store.refusals import Invalid, Refusal
from api.store.transaction import Answer, Transaction
from api.web.operating_room_forms import CHANGED, Problems, carry_out, number_of, text_of, time_of, told
from api.web.operating_room_pages import case_panel
from api.web.operating_room_panels import changes_to_publish, summary
from api.web.page import Page
from api.web.visitor import BrowserDispatcher
from scenarios.input_problems import InputError

router = APIRouter(prefix="/operating-rooms", include_in_schema=False)


@router.post("/{on}/cases/{case}/move")
async def move(on: ListDate, case: CaseId, request: Request, dispatcher: BrowserDispatcher) -> Response:
    """Put a case where it was dropped, or say which rules that would break; the answer is for the timeline."""
    page, form = Page(request, dispatcher), await request.form()
    lists, day = page.runtime.lists, on.isoformat()
    problems: Problems = []
    was = None
    try:
        room, start, version = text_of(form, "room"), time_of(form, "start"), number_of(form, "version")
        was = (await asyncio.to_thread(lists.now, day)).placed(case)

        def work(tx: Transaction) -> Answer:
            return move_case(tx, lists, day, case, room=room, start_minute=start, version=version)

        await page.runtime.in_turn(lambda: carry_out(page, form, work))
    except (Refusal, InputError) as error:
        problems = told(page, error)
    moved = not problems
    refused = None if moved else {"place": f"{form.get('room', '')} {form.get('start', '')}"}
    done = page.labels.gettext("Moved") if moved else ""
    undo = was if moved else None
    panel = await asyncio.to_thread(
        case_panel, page, day, case, problems=problems, done=done, refused=refused, undo=undo
    )
    if request.headers.get("hx-request"):
        return HTMLResponse(bytes(panel.body).decode(), headers=CHANGED if moved else {})
    return JSONResponse({"moved": moved, "panel": bytes(panel.body).decode()})


@router.post("/{on}/cases/{case}/{action}")
async def act(on: ListDate, case: CaseId, action: str, request: Request, dispatcher: BrowserDispatcher) -> Response:
    """Pin a case, take its pin away, put it off, or report what has become of it."""
    page, form = Page(request, dispatcher), await request.form()
    day = on.isoformat()
    problems: Problems = []
    done = ""
    try:
        if action not in ACTIONS:
            raise Invalid("Action {action} does not exist, expected one of the page", action=action)
        done, make = ACTIONS[action]
        work = make(page, day, case, form)
        await page.runtime.in_turn(lambda: carry_out(page, form, work))
    except (Refusal, InputError) as error:
        problems, done = told(page, error), ""
    text = page.labels.gettext(done)
    panel = await asyncio.to_thread(case_panel, page, day, case, problems=problems, done=text)
    return HTMLResponse(bytes(panel.body).decode(), headers=CHANGED if done else {})


@router.post("/{on}/publish")
async def publish(on: ListDate, request: Request, dispatcher: BrowserDispatcher) -> Response:
    """Publish the list as it stands."""
    page, form = Page(request, dispatcher), await request.form()
    lists, day = page.runtime.lists, on.isoformat()
    problems: Problems = []
    try:
        reason, version = text_of(form, "reason"), number_of(form, "version")
        override = str(form.get("override") or "").strip()[:500]

        def work(tx: Transaction) -> Answer:
            return publish_list(tx, lists, day, reason=reason, override=override, version=version)

        await page.runtime.in_turn(lambda: carry_out(page, form, work))
    except (Refusal, InputError) as error:
        problems = told(page, error)
    now = await asyncio.to_thread(lists.now, day)
    values = await asyncio.to_thread(summary, now, page.labels, page.runtime.database)
    if problems:
        changes = changes_to_publish(now, page.runtime.database)
        text = page.text("operating_rooms_publish.html", now_list=now, changes=changes, problems=problems, **values)
        return HTMLResponse(text)
    done = page.labels.gettext("Published as number {number}").format(number=now.published)
    return HTMLResponse(page.text("operating_rooms_summary.html", now_list=now, done=done, **values), headers=CHANGED)


def _pin(page: Page, on: str, case: str, form: FormData) -> Callable[[Transaction], Answer]:
    room = text_of(form, "room") if form.get("pin_room") else None
    start = time_of(form, "start") if form.get("pin_start") else None
    version, lists = number_of(form, "version"), page.runtime.lists
    return lambda tx: pin_case(tx, lists, on, case, room=room, start_minute=start, version=version)


def _put_off(page: Page, on: str, case: str, form: FormData) -> Callable[[Transaction], Answer]:
    version, lists = number_of(form, "version"), page.runtime.lists
    return lambda tx: put_off_case(tx, lists, on, case, version=version)


def _report(page: Page, on: str, case: str, form: FormData) -> Callable[[Transaction], Answer]:
    times: dict[str, dict[str, int]] = {
        name: {case: time_of(form, name)} for name in ("started", "ended", "expected_end") if form.get(name)
    }
    cancelled = frozenset({case} if form.get("cancelled") else ())
    day = page.runtime.lists.now(on).day
    report = DayReport(
        now_minute=minute_of_day(on, day.zone, page.runtime.now()),
        started=times.get("started", {}),
        ended=times.get("ended", {}),
        expected_end=times.get("expected_end", {}),
        cancelled=cancelled,
        withdrawn=frozenset({case} if form.get("withdrawn") else ()),
    )
    return lambda tx: report_day(tx, on, report, reason="reported on the page")


ACTIONS: dict[str, tuple[str, Callable[[Page, str, str, FormData], Callable[[Transaction], Answer]]]] = {
    "pin": ("Pins changed", _pin),
    "put-off": ("Put off", _put_off),
    "report": ("Reported", _report),
}
