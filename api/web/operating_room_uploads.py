"""A planner loads a surgical day: from files, or from the accepted plan of the coming weeks."""

import asyncio
import re
from collections.abc import Callable, Mapping
from datetime import date

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from starlette.datastructures import FormData

from api.operating_rooms.loading import checked_for_store, load_day
from api.operating_rooms.tonight import with_beds_tonight
from api.store.refusals import Invalid, Refusal
from api.store.transaction import Answer, Transaction
from api.web.operating_room_forms import carry_out, text_of, told
from api.web.page import Page
from api.web.uploads import sent_files, source_of
from api.web.visitor import BrowserDispatcher
from api.weeks_planning import surgical_day
from optimizer.operating_rooms.rules import RULE_NAMES, WEIGHABLE
from scenarios.files.surgical_days import load_surgical_day
from scenarios.input_problems import InputError
from scenarios.surgical_day import SurgicalDay

router = APIRouter(prefix="/operating-rooms", include_in_schema=False)
DATE = re.compile(r"2\d{3}-\d\d-\d\d")
TABLES = (".csv", ".parquet")


@router.post("/load")
async def load(request: Request, dispatcher: BrowserDispatcher) -> Response:
    """Load the day of a file, or of the tables of one."""
    page = Page(request, dispatcher)
    async with request.form() as form:
        try:
            day, reason = await _sent_day(page, form), "loaded from a file"
            if form.get("forecast") and not day.beds:
                live = await asyncio.to_thread(page.runtime.refresh)
                day = await asyncio.to_thread(with_beds_tonight, day, live, page.now)
                reason = "loaded from a file, with beds from the forecast" if day.beds else reason
            work: Callable[[Transaction], Answer] = lambda tx: load_day(tx, day, reason=reason)  # noqa: E731
            await page.runtime.in_turn(lambda: carry_out(page, form, work))
        except (Refusal, InputError) as error:
            return HTMLResponse(page.text("operating_rooms_problems.html", problems=told(page, error)))
    return Response(status_code=204, headers={"HX-Redirect": f"/operating-rooms/{day.on.isoformat()}"})


@router.post("/load-accepted")
async def load_accepted(request: Request, dispatcher: BrowserDispatcher) -> Response:
    """Load a day of the accepted plan of the coming weeks."""
    page, form = Page(request, dispatcher), await request.form()
    try:
        text = text_of(form, "on")
        if not DATE.fullmatch(text):
            raise Invalid("Field {field} is {value!r}, expected a day such as 2026-03-02", field="on", value=text[:40])
        live = await asyncio.to_thread(page.runtime.refresh)
        day = await asyncio.to_thread(lambda: checked_for_store(surgical_day(live, date.fromisoformat(text), page.now)))
        work: Callable[[Transaction], Answer] = lambda tx: load_day(tx, day, reason="accepted plan of the coming weeks")  # noqa: E731
        await page.runtime.in_turn(lambda: carry_out(page, form, work))
    except (Refusal, InputError) as error:
        return HTMLResponse(page.text("operating_rooms_problems.html", problems=told(page, error)))
    except ValueError as error:
        return HTMLResponse(page.text("operating_rooms_problems.html", problems=[("", str(error))]))
    return Response(status_code=204, headers={"HX-Redirect": f"/operating-rooms/{text}"})


async def _sent_day(page: Page, form: FormData) -> SurgicalDay:
    expected = page.labels.gettext("Expected a surgical day as .json, .xlsx, or .csv tables")
    return await asyncio.to_thread(_read_day, await sent_files(form, TABLES, expected))


def _read_day(files: Mapping[str, bytes]) -> SurgicalDay:
    with source_of(files, TABLES) as source:
        return checked_for_store(load_surgical_day(source, rule_names=RULE_NAMES, weighable=WEIGHABLE))
