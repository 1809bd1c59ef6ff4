"""Operating-room lists: the day of a list loaded, planned, published, and planned again while it is under way."""

import asyncio
from datetime import timedelta
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Path, Query
from fastapi.responses import Response

from api.operating_rooms.calendars import MEDIA_TYPE, surgeon_calendar, surgeons_of
from api.operating_rooms.changes import publish_list
from api.operating_rooms.documents import AskRun, Day, ListDate, Publish, Reschedule
from api.operating_rooms.loading import checked_for_store, hash_of_day, load_day
from api.operating_rooms.reports import minute_of_day
from api.operating_rooms.rows import (
    case_document,
    dates_with_lists,
    list_row,
    plan_from_document,
    planned_counts,
    published_row,
    published_rows,
)
from api.operating_rooms.runs import RunAsked, ask_for_run, carry_out_run, reschedule
from api.operating_rooms.views import differences, list_view, published_view
from api.operating_rooms.workbooks import MEDIA_TYPE as XLSX
from api.operating_rooms.workbooks import list_workbook
from api.routes.commands import ERRORS, Command
from api.routes.documents import Id
from api.routes.optimisations import job_view
from api.runtime import Runtime
from api.security import Dispatcher, Running, Viewer
from api.store.images import Row
from api.store.job_rows import OPERATING_LIST, job_row, request_cancel
from api.store.refusals import Invalid, NotFound
from api.store.transaction import Answer

router = APIRouter(tags=["operating-room lists"], responses=ERRORS)
MOST_DAYS = 100
DAYS_OF_A_CALENDAR = 14


@router.get("/operating-lists")
def days(
    runtime: Running, viewer: Viewer, limit: Annotated[int, Query(ge=1, le=MOST_DAYS)] = 30
) -> list[dict[str, Any]]:
    """List the days that have a list, latest first."""
    with runtime.database.reading() as connection:
        rows = dates_with_lists(connection)[:limit]
        counts = planned_counts(connection, [row["id"] for row in rows])
    return [
        {
            "date": row["id"],
            "published": row["published"],
            "cases": counts.get(row["id"], (0, 0))[1],
            "planned": counts.get(row["id"], (0, 0))[0],
        }
        for row in rows
    ]


@router.put("/operating-lists/{on}")
async def load(on: ListDate, body: Day, command: Command) -> Answer:
    """Load the cases, rooms, people and settings of a day; cases that stay the same keep their places and pins."""
    if body.on != on:
        raise Invalid("The document is of {date}, expected {on}", date=body.on.isoformat(), on=on.isoformat())
    day = await asyncio.to_thread(checked_for_store, body)
    digest = await asyncio.to_thread(hash_of_day, day)
    content = {"on": on.isoformat(), "cases": len(day.cases), "hash": digest}
    return await command.carry_out(content, lambda tx: load_day(tx, day))


@router.get("/operating-lists/{on}")
def read(on: ListDate, runtime: Running, viewer: Viewer) -> dict[str, Any]:
    """Return the list as it stands: rooms, teams, times, risks, pins, the PACU, what is put off and why."""
    return list_view(runtime.lists.now(on.isoformat()))


@router.post("/operating-lists/{on}/runs", status_code=202)
async def ask_run(on: ListDate, body: AskRun, command: Command) -> dict[str, Any]:
    """Plan the list of a day. Follow the job; a first list is there at once and is improved until the time is over."""
    runtime, asked = command.runtime, RunAsked(on=on.isoformat(), **body.model_dump())
    job_id = (await command.carry_out(body, lambda tx: ask_for_run(tx, runtime, asked)))["job"]
    runtime.go_on(lambda: carry_out_run(runtime, job_id))
    return await asyncio.to_thread(_job, runtime, job_id)


@router.get("/operating-list-runs/{job_id}")
def follow(job_id: Id, runtime: Running, viewer: Viewer) -> dict[str, Any]:
    """Return how far a run is, and what it has found."""
    return _job(runtime, job_id, identified=viewer.identified)


@router.post("/operating-list-runs/{job_id}/cancel", status_code=202)
async def cancel(job_id: Id, runtime: Running, dispatcher: Dispatcher) -> dict[str, Any]:
    """Ask a run to stop with the best list it has."""
    await runtime.in_turn(lambda: request_cancel(runtime.database, job_id, OPERATING_LIST))
    return await asyncio.to_thread(_job, runtime, job_id)


@router.post("/operating-lists/{on}/publish")
async def publish(on: ListDate, body: Publish, command: Command) -> Answer:
    """Publish the list under the next number; who, when and why are kept. One that breaks rules needs an override."""
    lists, override = command.runtime.lists, body.override or ""
    return await command.carry_out(
        body,
        lambda tx: publish_list(tx, lists, on.isoformat(), reason=body.reason, override=override, version=body.version),
    )


@router.post("/operating-lists/{on}/reschedule")
async def plan_again(on: ListDate, body: Reschedule, command: Command) -> Answer:
    """Report what has happened and plan the rest of the day again within five seconds, moving as little as possible.

    The answer names what changes against the published list; it is published like any other.
    """
    runtime, date = command.runtime, on.isoformat()
    now = await asyncio.to_thread(runtime.lists.now, date)
    report = body.report(minute_of_day(date, now.day.zone, runtime.now()))
    content = {**body.model_dump(mode="json", exclude={"added"}), "added": [case_document(one) for one in body.added]}
    envelope = command.envelope(content)
    return await reschedule(runtime, envelope, date, report, tuple(body.added), body.seconds, body.reason)


@router.get("/operating-lists/{on}/published")
def versions(on: ListDate, runtime: Running, viewer: Viewer) -> list[dict[str, Any]]:
    """List what was published for a day, newest first: number, who, when, why."""
    with runtime.database.reading() as connection:
        list_row(connection, on.isoformat())
        rows = published_rows(connection, on.isoformat())
    return [published_view(row, identified=viewer.identified) for row in rows]


@router.get("/operating-lists/{on}/published/{number}")
def version(
    on: ListDate, number: Annotated[int, Path(ge=1, le=10**6)], runtime: Running, viewer: Viewer
) -> dict[str, Any]:
    """Return a list as it was published, with what changed since the one before."""
    with runtime.database.reading() as connection:
        row = published_row(connection, on.isoformat(), number)
        before = published_row(connection, on.isoformat(), number - 1) if number > 1 else None
    was = plan_from_document(before["document"]).cases if before else ()
    return {
        **published_view(row, identified=viewer.identified),
        "list": row["document"]["view"],
        "changes": differences(was, plan_from_document(row["document"]).cases),
    }


@router.get("/operating-lists/{on}/published.{form}", response_class=Response)
def workbook(on: ListDate, form: Literal["xlsx"], runtime: Running, viewer: Viewer) -> Response:
    """Return the list that was published last as a workbook."""
    with runtime.database.reading() as connection:
        number = list_row(connection, on.isoformat())["published"]
        row = published_row(connection, on.isoformat(), number or 0)
    headers = {"Content-Disposition": f'attachment; filename="onebed-list-{on}.{form}"'}
    # Spreadsheets know no zones: the hospital's clock, as in all exported files.
    at = row["at"].astimezone(ZoneInfo(runtime.settings.timezone))
    state = f"Published as number {number}, {at:%Y-%m-%d %H:%M}"
    return Response(list_workbook(row["document"]["view"], state), media_type=XLSX, headers=headers)


@router.get("/operating-lists/{on}/surgeons/{surgeon}.ics", response_class=Response)
def day_of_surgeon(on: ListDate, surgeon: Id, runtime: Running, viewer: Viewer) -> Response:
    """Return a surgeon's cases of a published day as an iCalendar."""
    with runtime.database.reading() as connection:
        list_row(connection, on.isoformat())
        published = published_rows(connection, on.isoformat())
    return calendar_response(surgeon, [published])


@router.get("/surgeons/{surgeon}/operating-lists.ics", response_class=Response)
def calendar_of_surgeon(surgeon: Id, runtime: Running, viewer: Viewer) -> Response:
    """Return a surgeon's cases of the last two weeks and of all coming days as an iCalendar to subscribe to."""
    return calendar_response(surgeon, lately_published(runtime))


def lately_published(runtime: Runtime) -> list[list[Row]]:
    """Return what was published for each of the last days and of all to come, of a day the newest first."""
    since = (runtime.now() - timedelta(days=DAYS_OF_A_CALENDAR)).date().isoformat()
    with runtime.database.reading() as connection:
        dates = [row["id"] for row in dates_with_lists(connection) if row["published"] and row["id"] >= since]
        return [published_rows(connection, on) for on in dates]


def calendar_response(surgeon: str, published: list[list[Row]], **words: Any) -> Response:  # noqa: ANN401
    """Return a surgeon's calendar.

    Raises
    ------
    NotFound
        The surgeon is on none of the published lists.
    """
    if not any(surgeon in surgeons_of(row["document"]["view"]) for rows in published for row in rows):
        raise NotFound("Surgeon {surgeon} is on no published list, expected one who is", surgeon=surgeon)
    return Response(surgeon_calendar(surgeon, published, **words), media_type=MEDIA_TYPE)


def _job(runtime: Runtime, job_id: str, *, identified: bool = True) -> dict[str, Any]:
    row = job_row(runtime.database, job_id, OPERATING_LIST)
    view = job_view({**row, "result": None}, identified=identified)
    del view["plan"]
    names = ("on", "seconds", "seed", "publish")
    return {**view, **{name: row["settings"][name] for name in names}, "result": row["result"]}
