"""What a planner does on the page of the operating rooms: each button is one command of the store."""

import asyncio
import re
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response
from starlette.datastructures import FormData, UploadFile

from api.operating_rooms.changes import move_case, pin_case, publish_list, put_off_case
from api.operating_rooms.documents import CaseId, ListDate
from api.operating_rooms.loading import checked_for_store, load_day
from api.operating_rooms.reports import DayReport, minute_of_day, report_day
from api.operating_rooms.runs import ANSWER_SECONDS, RunAsked, ask_for_run, carry_out_run, reschedule
from api.routes.documents import Id
from api.security import content_of
from api.solver import SolverUnavailable
from api.store.job_rows import OPEN, OPERATING_LIST, job_row, request_cancel
from api.store.refusals import Invalid, Refusal, RulesBroken
from api.store.store import Envelope
from api.store.transaction import Answer, Transaction
from api.web.operating_room_pages import case_panel, minutes_of
from api.web.operating_room_panels import changes_to_publish, summary
from api.web.operating_room_words import broken_said
from api.web.page import Page
from api.web.visitor import BrowserDispatcher
from api.weeks_planning import surgical_day
from optimizer.operating_rooms.rules import RULE_NAMES, WEIGHABLE
from scenarios.files.surgical_days import load_surgical_day
from scenarios.input_problems import InputError
from scenarios.patients import Urgency
from scenarios.surgery import MINUTES_A_DAY, InfectionClass, SurgeryDuration, SurgicalCase
from scenarios.surgical_day import SurgicalDay

router = APIRouter(prefix="/operating-rooms", include_in_schema=False)
CHANGED = {"HX-Trigger": "list-changed"}
DATE = re.compile(r"2\d{3}-\d\d-\d\d")
TIME = re.compile(r"([01]?\d|2\d):([0-5]\d)")
FILE_NAME = re.compile(r"[^/\\\x00-\x1f]{1,100}\.\w+")
DOCUMENTS, TABLES = (".json", ".xlsx"), (".csv", ".parquet")
PLACE_IN_DAY = re.compile(r"cases\.\d+\.\w+")
KEY_LENGTHS = range(8, 201)
Problems = list[tuple[str, str]]


@router.post("/{on}/cases/{case}/move")
async def move(on: ListDate, case: CaseId, request: Request, dispatcher: BrowserDispatcher) -> Response:
    """Put a case where it was dropped, or say which rules that would break; the answer is for the timeline."""
    page, form = Page(request, dispatcher), await request.form()
    lists, day = page.runtime.lists, on.isoformat()
    problems: Problems = []
    was = None
    try:
        room, start, version = _text(form, "room"), _time(form, "start"), _number(form, "version")
        was = (await asyncio.to_thread(lists.now, day)).placed(case)

        def work(tx: Transaction) -> Answer:
            return move_case(tx, lists, day, case, room=room, start_minute=start, version=version)

        await page.runtime.in_turn(lambda: _command(page, form, work))
    except (Refusal, InputError) as error:
        problems = _told(page, error)
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
        await page.runtime.in_turn(lambda: _command(page, form, work))
    except (Refusal, InputError) as error:
        problems, done = _told(page, error), ""
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
        reason, version = _text(form, "reason"), _number(form, "version")
        override = str(form.get("override") or "").strip()[:500]

        def work(tx: Transaction) -> Answer:
            return publish_list(tx, lists, day, reason=reason, override=override, version=version)

        await page.runtime.in_turn(lambda: _command(page, form, work))
    except (Refusal, InputError) as error:
        problems = _told(page, error)
    now = await asyncio.to_thread(lists.now, day)
    values = await asyncio.to_thread(summary, now, page.labels, page.runtime.database)
    if problems:
        changes = changes_to_publish(now, page.runtime.database)
        text = page.text("operating_rooms_publish.html", now_list=now, changes=changes, problems=problems, **values)
        return HTMLResponse(text)
    done = page.labels.gettext("Published as number {number}").format(number=now.published)
    return HTMLResponse(page.text("operating_rooms_summary.html", now_list=now, done=done, **values), headers=CHANGED)


@router.post("/{on}/runs")
async def run(on: ListDate, request: Request, dispatcher: BrowserDispatcher) -> Response:
    """Plan the list again."""
    page, form = Page(request, dispatcher), await request.form()
    runtime, seconds = page.runtime, min(3600, max(1, _number(form, "seconds") or 30))
    asked, planner = RunAsked(on=on.isoformat(), seconds=float(seconds)), Envelope(actor=dispatcher.name)
    try:
        stored = await runtime.in_turn(lambda: runtime.command(planner, lambda tx: ask_for_run(tx, runtime, asked)))
        runtime.go_on(lambda: carry_out_run(runtime, stored["job"]))
    except Refusal as refusal:
        return HTMLResponse(page.text("operating_rooms_problems.html", problems=_told(page, refusal)))
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
        minute = _time(form, "now") if given else minute_of_day(day, now.day.zone, page.runtime.now())
        envelope = _envelope(page, form)
        report = DayReport(now_minute=minute, as_planned=bool(form.get("as_planned")))
        answer = await reschedule(page.runtime, envelope, day, report, added, ANSWER_SECONDS, "reported on the page")
    except (Refusal, InputError, SolverUnavailable) as error:
        return HTMLResponse(page.text("operating_rooms_problems.html", problems=_told(page, error)))
    text = page.text("operating_rooms_replanned.html", answer=answer)
    return HTMLResponse(text, headers=CHANGED)


@router.post("/load")
async def load(request: Request, dispatcher: BrowserDispatcher) -> Response:
    """Load the day of a file, or of the tables of one."""
    page = Page(request, dispatcher)
    async with request.form() as form:
        try:
            day = await _sent_day(page, form)
            work: Callable[[Transaction], Answer] = lambda tx: load_day(tx, day, reason="loaded from a file")  # noqa: E731
            await page.runtime.in_turn(lambda: _command(page, form, work))
        except (Refusal, InputError) as error:
            return HTMLResponse(page.text("operating_rooms_problems.html", problems=_told(page, error)))
    return Response(status_code=204, headers={"HX-Redirect": f"/operating-rooms/{day.on.isoformat()}"})


@router.post("/load-accepted")
async def load_accepted(request: Request, dispatcher: BrowserDispatcher) -> Response:
    """Load a day of the accepted plan of the coming weeks."""
    page, form = Page(request, dispatcher), await request.form()
    try:
        text = _text(form, "on")
        if not DATE.fullmatch(text):
            raise Invalid("Field {field} is {value!r}, expected a day such as 2026-03-02", field="on", value=text[:40])
        live = await asyncio.to_thread(page.runtime.refresh)
        day = await asyncio.to_thread(lambda: checked_for_store(surgical_day(live, date.fromisoformat(text), page.now)))
        await asyncio.to_thread(
            _command, page, form, lambda tx: load_day(tx, day, reason="accepted plan of the coming weeks")
        )
    except (Refusal, InputError) as error:
        return HTMLResponse(page.text("operating_rooms_problems.html", problems=_told(page, error)))
    except ValueError as error:
        return HTMLResponse(page.text("operating_rooms_problems.html", problems=[("", str(error))]))
    return Response(status_code=204, headers={"HX-Redirect": f"/operating-rooms/{text}"})


async def _sent_day(page: Page, form: FormData) -> SurgicalDay:
    files = {
        Path(file.filename or "").name: await file.read()
        for file in form.getlist("file")
        if isinstance(file, UploadFile)
    }
    tables = all(name.lower().endswith(TABLES) for name in files)
    one_document = len(files) == 1 and next(iter(files)).lower().endswith(DOCUMENTS)
    if not files or not (tables or one_document) or not all(map(FILE_NAME.fullmatch, files)):
        raise InputError.single("", page.labels.gettext("Expected a surgical day as .json, .xlsx, or .csv tables"))
    return await asyncio.to_thread(_read_day, files, tables=tables)


def _read_day(files: Mapping[str, bytes], *, tables: bool) -> SurgicalDay:
    """Return the day of a document, a workbook, or the tables of a folder."""
    with TemporaryDirectory() as folder:
        for name, content in files.items():
            (Path(folder) / name).write_bytes(content)
        source = Path(folder) if tables else Path(folder) / next(iter(files))
        return checked_for_store(load_surgical_day(source, rule_names=RULE_NAMES, weighable=WEIGHABLE))


def _progress(page: Page, job_id: str) -> Response:
    job = job_row(page.runtime.database, job_id, OPERATING_LIST)
    running = job["status"] in OPEN
    text = page.text("operating_rooms_progress.html", job=job, running=running, progress=job["progress"] or {})
    return HTMLResponse(text, headers={} if running else CHANGED)


def _pin(page: Page, on: str, case: str, form: FormData) -> Callable[[Transaction], Answer]:
    room = _text(form, "room") if form.get("pin_room") else None
    start = _time(form, "start") if form.get("pin_start") else None
    version, lists = _number(form, "version"), page.runtime.lists
    return lambda tx: pin_case(tx, lists, on, case, room=room, start_minute=start, version=version)


def _put_off(page: Page, on: str, case: str, form: FormData) -> Callable[[Transaction], Answer]:
    version, lists = _number(form, "version"), page.runtime.lists
    return lambda tx: put_off_case(tx, lists, on, case, version=version)


def _report(page: Page, on: str, case: str, form: FormData) -> Callable[[Transaction], Answer]:
    times: dict[str, dict[str, int]] = {
        name: {case: _time(form, name)} for name in ("started", "ended", "expected_end") if form.get(name)
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


def _emergency(form: FormData, day: SurgicalDay) -> SurgicalCase:
    """Return the emergency that a form describes, with the team that most cases of its department have."""
    department, chosen, grade = _text(form, "department"), str(form.get("surgeon") or ""), _number(form, "grade") or 3
    minutes = _number(form, "minutes")
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
    teams = Counter(tuple(sorted(case.staff.items())) for case in day.cases if case.department == department)
    try:
        return SurgicalCase(
            id=_text(form, "emergency")[:100],
            department=department,
            surgeons=(chosen,) if chosen else able,
            duration=SurgeryDuration(median_minutes=minutes, log_sd=0.3, basis="booked"),
            grade=grade,
            discussed=True,  # whoever inserts a grade-4 emergency has discussed it
            urgency=Urgency.IMMEDIATE,
            must_do=True,
            infection=InfectionClass.INFECTED if form.get("infected") else InfectionClass.CLEAN,
            staff=dict(teams.most_common(1)[0][0]) if teams else {},
            recovery_minutes=60,
        )
    except ValueError as error:
        raise InputError.single("", str(error)) from error


def _command(page: Page, form: FormData, work: Callable[[Transaction], Answer]) -> Answer:
    return page.runtime.command(_envelope(page, form), work)


def _envelope(page: Page, form: FormData) -> Envelope:
    key = str(form.get("key") or "")
    if len(key) not in KEY_LENGTHS or not key.isascii() or not key.isprintable():
        raise Invalid("Field {field} is {value!r}, expected a new key", field="key", value=key[:40])
    assert page.principal is not None
    body = {name: value for name, value in form.items() if isinstance(value, str) and name != "key"}
    return Envelope(actor=page.principal.name, key=key, content=content_of(page.request, body))


def _told(page: Page, error: Refusal | InputError | SolverUnavailable) -> Problems:
    """Return what is wrong in the reader's language."""
    if isinstance(error, SolverUnavailable):
        return [("", page.labels.gettext(str(error)))]
    if isinstance(error, InputError):
        return [(_thing(one.path), broken_said(page.labels, {"message": one.message})) for one in error.problems]
    if isinstance(error, RulesBroken):
        return [(page.labels.gettext(one["rule"]), broken_said(page.labels, one)) for one in error.values["rules"]]
    return [("", page.said({"template": error.template, "values": error.values}))]


def _thing(path: str) -> str:
    """Return the path of a problem, unless it leads into the stored day, which nobody on the page has seen."""
    return "" if PLACE_IN_DAY.fullmatch(path) else path


def _text(form: FormData, name: str) -> str:
    value = str(form.get(name) or "").strip()
    if not value or len(value) > 500 or "\x00" in value:
        raise Invalid("Field {field} is {value!r}, expected text", field=name, value=value[:40])
    return value


def _time(form: FormData, name: str) -> int:
    value = _text(form, name)
    if not TIME.fullmatch(value):
        raise Invalid("Field {field} is {value!r}, expected a time such as 08:30", field=name, value=value[:40])
    return minutes_of(value)


def _number(form: FormData, name: str) -> int | None:
    value = str(form.get(name) or "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 16 else None
