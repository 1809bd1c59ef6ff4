"""The operating rooms: the list of a day as a timeline, one case, the printed list, files, the wall."""

import asyncio
from datetime import timedelta
from io import BytesIO
from typing import Annotated
from urllib.parse import quote
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from api.operating_rooms import worker
from api.operating_rooms.documents import CaseId, ListDate
from api.operating_rooms.moves import case_to_do, try_move
from api.operating_rooms.rows import dates_with_lists, published_row, published_rows
from api.operating_rooms.views import list_view
from api.operating_rooms.workbooks import MEDIA_TYPE, list_workbook
from api.routes.documents import Id
from api.routes.operating_lists import calendar_response
from api.store.images import Row
from api.store.job_rows import OPEN, OPERATING_LIST, jobs_of
from api.store.refusals import NotFound, Refusal
from api.web.operating_room_panels import (
    case_values,
    changes_to_publish,
    printed_rooms,
    summary,
    told_changes,
    verdict,
    wall_rooms,
    weekday_of,
)
from api.web.operating_room_timeline import hour_minute, now_on_the_day, timeline
from api.web.operating_room_words import cost_said, not_earlier_said, why_said
from api.web.page import Page
from api.web.visitor import BrowserDispatcher, BrowserViewer
from scenarios.files.surgery_tables import WORKBOOK, write_day_workbook
from scenarios.files.surgical_day_example import example_day
from scenarios.surgical_day import PlannedCase

router = APIRouter(prefix="/operating-rooms", include_in_schema=False)
PAGE = "operating-rooms"
NEWEST_RUNS = 10


@router.get("")
def latest(request: Request, viewer: BrowserViewer) -> Response:
    """Lead to tomorrow's list, to the next after it, or to the last; say how to begin when there is none."""
    page = Page(request, viewer)
    with page.runtime.database.reading() as connection:
        dates = sorted(row["id"] for row in dates_with_lists(connection))
    tomorrow = _tomorrow(page)
    if not dates:
        return _loading_page(page)
    on = next((date for date in dates if date >= tomorrow), dates[-1])
    return RedirectResponse(f"/operating-rooms/{on}", status_code=303)


@router.get("/new")
def new(request: Request, dispatcher: BrowserDispatcher) -> Response:
    """Show how a day is loaded."""
    return _loading_page(Page(request, dispatcher))


@router.get("/template.xlsx")
def template(request: Request, viewer: BrowserViewer) -> Response:
    """Return the workbook that a hospital fills in with a day, an example in it."""
    buffer = BytesIO()
    write_day_workbook(example_day(), buffer)
    headers = {"Content-Disposition": f'attachment; filename="{WORKBOOK}"'}
    return Response(buffer.getvalue(), media_type=MEDIA_TYPE, headers=headers)


@router.get("/wall")
def wall(request: Request, viewer: BrowserViewer) -> Response:
    """Show today's operating rooms on a wall: rooms, departments, hours; nothing that names a case or a patient."""
    page = Page(request, viewer)
    local = page.now.astimezone(ZoneInfo(page.runtime.settings.timezone))
    with page.runtime.database.reading() as connection:
        dates = sorted(row["id"] for row in dates_with_lists(connection) if row["published"])
        today = local.date().isoformat()
        on = next((date for date in dates if date >= today), dates[-1] if dates else None)
        rows = published_rows(connection, on)[:1] if on else []
    view = rows[0]["document"]["view"] if rows else None
    at = local.isoformat() if on == today else ""
    rooms = wall_rooms(view, at) if view else []
    return page.answer(
        "operating_rooms_wall.html",
        active="wall-rooms",
        rooms=rooms,
        at=at,
        on=on,
        day=weekday_of(on, page.labels) if on else "",
    )


@router.get("/{on}")
def day(on: ListDate, request: Request, viewer: BrowserViewer) -> Response:
    """Show the list of a day."""
    page = Page(request, viewer)
    date = on.isoformat()
    try:
        now = page.runtime.lists.now(date)
    except NotFound as refusal:
        said = page.said({"template": refusal.template, "values": refusal.values})
        return _loading_page(page, 404, said)
    with page.runtime.database.reading() as connection:
        dates = [row["id"] for row in dates_with_lists(connection)]
    values = summary(now, page.labels, page.runtime.database)
    return page.answer(
        "operating_rooms.html",
        active=PAGE,
        now_list=now,
        dates=[(one, weekday_of(one, page.labels)) for one in dates],
        day=weekday_of(date, page.labels),
        job=_open_run(page, date),
        **values,
    )


@router.get("/{on}/timeline")
def timeline_data(on: ListDate, request: Request, viewer: BrowserViewer) -> Response:
    """Return what the timeline draws."""
    page = Page(request, viewer)
    return JSONResponse(timeline(page.runtime.lists.now(on.isoformat()), page.labels, page.now))


@router.get("/{on}/version")
def version(on: ListDate, request: Request, viewer: BrowserViewer) -> Response:
    """Return the version of the list and the time, for a page that asks whether it shows the newest."""
    page = Page(request, viewer)
    now = page.runtime.lists.now(on.isoformat())
    return JSONResponse({"version": now.version, "now": now_on_the_day(now, page.now)})


@router.get("/{on}/summary")
def whole_list(on: ListDate, request: Request, viewer: BrowserViewer) -> Response:
    """Show the list in numbers, what is put off, what is broken, what was published."""
    page = Page(request, viewer)
    now = page.runtime.lists.now(on.isoformat())
    values = summary(now, page.labels, page.runtime.database)
    return HTMLResponse(page.text("operating_rooms_summary.html", now_list=now, **values))


@router.get("/{on}/publish")
def before_publishing(on: ListDate, request: Request, dispatcher: BrowserDispatcher) -> Response:
    """Show what publishing would change."""
    page = Page(request, dispatcher)
    now = page.runtime.lists.now(on.isoformat())
    values = summary(now, page.labels, page.runtime.database)
    changes = changes_to_publish(now, page.runtime.database)
    return HTMLResponse(page.text("operating_rooms_publish.html", now_list=now, changes=changes, problems=[], **values))


@router.get("/{on}/cases/{case}")
def one_case(on: ListDate, case: CaseId, request: Request, viewer: BrowserViewer) -> Response:
    """Show a case: where it stands, its team, its times, and what may be done with it."""
    return case_panel(Page(request, viewer), on.isoformat(), case)


@router.get("/{on}/cases/{case}/check")
def check(
    on: ListDate,
    case: CaseId,
    request: Request,
    viewer: BrowserViewer,
    room: Annotated[Id, Query()],
    start: Annotated[str, Query(pattern=r"^\d{1,2}:\d\d$")],
) -> Response:
    """Say at once what a place would mean."""
    page = Page(request, viewer)
    now = page.runtime.lists.now(on.isoformat())
    found = verdict(try_move(now, case, room, minutes_of(start)), page.labels)
    return HTMLResponse(page.text("operating_rooms_verdict.html", found=found))


@router.get("/{on}/cases/{case}/why")
async def why(on: ListDate, case: CaseId, request: Request, viewer: BrowserViewer) -> Response:
    """Say why a case stands where it does, or why it is put off."""
    page = Page(request, viewer)
    case_to_do(await asyncio.to_thread(page.runtime.lists.now, on.isoformat()), case)
    found = await page.runtime.solver.reasons.run(worker.explain_case, on.isoformat(), case)
    told = why_said(page.labels, found.get("why")) or not_earlier_said(page.labels, found.get("not_earlier"))
    address = f"/operating-rooms/{on}/cases/{quote(case, safe='')}/cost"
    return HTMLResponse(page.text("operating_rooms_why.html", found=found, told=told, address=address))


@router.get("/{on}/cases/{case}/cost")
async def cost(on: ListDate, case: CaseId, request: Request, viewer: BrowserViewer) -> Response:
    """Say what it would cost to place a case that is put off, by making room for it."""
    page = Page(request, viewer)
    case_to_do(await asyncio.to_thread(page.runtime.lists.now, on.isoformat()), case)
    instead = await page.runtime.solver.reasons.run(worker.cost_of_placing, on.isoformat(), case)
    changes = told_changes(instead["changes"]) if instead else []
    cost = cost_said(page.labels, instead["extra_points"]) if instead else ""
    return HTMLResponse(page.text("operating_rooms_cost.html", changes=changes, instead=instead, cost=cost))


@router.get("/{on}/print")
def printed(
    on: ListDate, request: Request, viewer: BrowserViewer, number: Annotated[int | None, Query(ge=1, le=10**6)] = None
) -> Response:
    """Show the list as it stands, or as it was published under a number, room by room for printing."""
    page = Page(request, viewer)
    now = page.runtime.lists.now(on.isoformat())
    view, row = list_view(now), None
    if number is not None:
        with page.runtime.database.reading() as connection:
            row = published_row(connection, now.on, number)
        view = row["document"]["view"]
    postponed = [(case, why_said(page.labels, case["why"])) for case in view["postponed"]]
    return page.answer(
        "operating_rooms_print.html",
        active=PAGE,
        on=now.on,
        day=weekday_of(now.on, page.labels),
        rooms=printed_rooms(view),
        postponed=postponed,
        row=row,
        hour_minute=hour_minute,
    )


@router.get("/{on}/list.xlsx")
def workbook(on: ListDate, request: Request, viewer: BrowserViewer) -> Response:
    """Return the list as it stands as a workbook in the reader's language."""
    page = Page(request, viewer)
    view = list_view(page.runtime.lists.now(on.isoformat()))
    say = page.labels.gettext
    state = f"{say('As it stands')} {page.labels.date_time(page.now)}"
    if view["published"] and not view["changed_since_published"]:
        state = say("Published as number {number}").format(number=view["published"])
    content = list_workbook(view, state, say, page.labels.department)
    headers = {"Content-Disposition": f'attachment; filename="onebed-list-{on}.xlsx"'}
    return Response(content, media_type=MEDIA_TYPE, headers=headers)


@router.get("/{on}/surgeons.ics")
def calendar(on: ListDate, surgeon: Annotated[Id, Query()], request: Request, viewer: BrowserViewer) -> Response:
    """Return a surgeon's published cases of a day as an iCalendar in the reader's language."""
    page = Page(request, viewer)
    with page.runtime.database.reading() as connection:
        published = published_rows(connection, on.isoformat())
    labels = page.labels
    answer = calendar_response(surgeon, [published], say=labels.gettext, department=labels.department)
    answer.headers["Content-Disposition"] = f'attachment; filename="onebed-{on}.ics"'
    return answer


def case_panel(
    page: Page,
    on: str,
    case: str,
    *,
    problems: list[tuple[str, str]] | None = None,
    done: str = "",
    refused: object = None,
    undo: PlannedCase | None = None,
) -> Response:
    """Return the panel of a case, with what went wrong or was done, and the place that it was moved from."""
    now = page.runtime.lists.now(on)
    try:
        case_to_do(now, case)
    except Refusal as refusal:
        said = page.said({"template": refusal.template, "values": refusal.values})
        cancelled = case in now.states
        return HTMLResponse(page.text("operating_rooms_gone.html", said=said, on=on, case=case, cancelled=cancelled))
    values = case_values(now, case, page.labels)
    return HTMLResponse(
        page.text(
            "operating_rooms_case.html",
            now_list=now,
            problems=problems or [],
            done=done,
            refused=refused,
            undo=undo,
            **values,
        )
    )


def minutes_of(text: str) -> int:
    """Return the minutes from midnight of a time such as 8:30."""
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)


def _open_run(page: Page, on: str) -> Row | None:
    """Return the run that is under way for a day, whoever asked for it."""
    newest = jobs_of(page.runtime.database, OPERATING_LIST, NEWEST_RUNS)
    return next((job for job in newest if job["status"] in OPEN and job["settings"]["on"] == on), None)


def _loading_page(page: Page, status: int = 200, problem: str = "") -> Response:
    accepted = page.runtime.live.weeks_plan is not None
    values = {"problem": problem, "accepted": accepted, "tomorrow": _tomorrow(page)}
    return page.answer("operating_rooms_empty.html", status, active=PAGE, **values)


def _tomorrow(page: Page) -> str:
    local = page.now.astimezone(ZoneInfo(page.runtime.settings.timezone))
    return (local.date() + timedelta(days=1)).isoformat()
