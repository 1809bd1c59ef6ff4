"""A waiting list taken away as a workbook, and loaded from one."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from io import BytesIO

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from api.current_scenario import current_scenario
from api.security import content_of, expect_key
from api.store.commands.weeks import load_weeks
from api.store.documents import weeks_document
from api.store.refusals import Refusal
from api.store.store import Envelope
from api.web.page import Page
from api.web.uploads import sent_files, source_of
from api.web.visitor import BrowserDispatcher
from api.weeks_planning import checked_weeks, weeks_to_plan
from scenarios.coming_weeks import ComingWeeks
from scenarios.files.coming_weeks import read_coming_weeks
from scenarios.files.tables.template import write_weeks_workbook
from scenarios.input_problems import InputError

router = APIRouter(include_in_schema=False)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TABLES = (".csv",)


@router.get("/admissions/waiting-list.xlsx")
def taken_away(request: Request, dispatcher: BrowserDispatcher) -> Response:
    """Return the weeks that would be planned now as a workbook to change and load again, or the template."""
    page = Page(request, dispatcher)
    live = page.runtime.refresh()
    weeks = weeks_to_plan(live, page.now) or live.weeks
    buffer = BytesIO()
    write_weeks_workbook(replace(current_scenario(live, page.now), coming_weeks=weeks) if weeks else None, buffer)
    headers = {"Content-Disposition": 'attachment; filename="onebed-waiting-list.xlsx"'}
    return Response(buffer.getvalue(), media_type=XLSX, headers=headers)


@router.post("/admissions/load")
async def load(request: Request, dispatcher: BrowserDispatcher) -> Response:
    """Take in the list of a file, or of the tables of one."""
    page = Page(request, dispatcher)
    async with request.form() as form:
        try:
            expected = page.labels.gettext("Expected a waiting list as .xlsx or .json, or as .csv tables")
            files = await sent_files(form, TABLES, expected)
            weeks = await asyncio.to_thread(_read, page, files)
            envelope = Envelope(
                actor=dispatcher.name,
                key=expect_key(str(form.get("key", ""))),
                content=content_of(request, weeks_document(weeks)),
            )
            reason = "loaded from a file"
            await page.runtime.in_turn(
                lambda: page.runtime.command(envelope, lambda tx: load_weeks(tx, weeks, reason=reason))
            )
        except Refusal as refusal:
            return _problems(page, [("", page.said({"template": refusal.template, "values": refusal.values}))])
        except InputError as error:
            return _problems(page, [(one.path, one.message) for one in error.problems])
    return Response(status_code=204, headers={"HX-Redirect": "/admissions"})


def _read(page: Page, files: Mapping[str, bytes]) -> ComingWeeks:
    live, now = page.runtime.refresh(), page.runtime.now()
    scenario = replace(current_scenario(live, now), coming_weeks=weeks_to_plan(live, now))
    with source_of(files, TABLES) as source:
        weeks = read_coming_weeks(source, scenario)
    checked_weeks(live, now, weeks)
    return weeks


def _problems(page: Page, problems: list[tuple[str, str]]) -> Response:
    return HTMLResponse(page.text("operating_rooms_problems.html", problems=problems))
