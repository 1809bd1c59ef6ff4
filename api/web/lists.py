"""The pages beside the board: discharges, lending, the log, the wall."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from api.overview import discharges, lending_ledger, returned_loans, waits_for
from api.routes.documents import MAX_INT
from api.store.commands.undo import still_undoable
from api.web.board_pages import moving_values
from api.web.log_rows import log_filter_of, log_rows, patients_of
from api.web.page import Page
from api.web.visitor import BrowserViewer

router = APIRouter(include_in_schema=False)
DISCHARGE_HOURS = (4, 12, 24)
LOG_ROWS = 100
STEPS = ("order", "medicines", "transport", "leaving")


@router.get("/discharges")
def discharge_list(
    request: Request,
    viewer: BrowserViewer,
    hours: Annotated[int, Query(ge=1, le=168)] = 12,
    department: Annotated[str, Query(max_length=100)] = "",
) -> Response:
    """Show who is expected to leave, how far each is and what it waits for."""
    page = Page(request, viewer)
    live = page.runtime.refresh()
    found = discharges(live, page.now, hours, identified=viewer.identified)
    shown = [one for one in found if not department or one["department"] == department]
    rows = [(one, live.beds[one["bed"]]) for one in shown]
    waiting = {step: sum(waits_for(bed) == step for _, bed in rows) for step in STEPS}
    return page.answer(
        "discharges.html",
        active="discharges",
        rows=rows,
        waiting=waiting,
        hours=hours,
        department=department,
        choices=DISCHARGE_HOURS,
        lounge=list(live.lounge.values()),
    )


@router.get("/lending")
def lending(request: Request, viewer: BrowserViewer) -> Response:
    """Show who lent beds to whom."""
    page = Page(request, viewer)
    live = page.runtime.refresh()
    ledger = lending_ledger(live, page.now, identified=viewer.identified)
    returned = returned_loans(page.runtime.database, live, page.now - timedelta(days=1))
    pairs: dict[tuple[str, str], list[float]] = {}
    for loan in ledger:
        pairs.setdefault((loan["lender"], loan["borrower"]), []).append(loan["bed_days"])
    between = sorted(((key, len(days), sum(days)) for key, days in pairs.items()), key=lambda one: -one[1])
    beds = {loan["bed"]: live.beds[loan["bed"]] for loan in ledger}
    return page.answer("lending.html", active="lending", ledger=ledger, beds=beds, between=between, returned=returned)


@router.get("/log")
def log(
    request: Request,
    viewer: BrowserViewer,
    before: Annotated[int | None, Query(ge=0, le=MAX_INT)] = None,
) -> Response:
    """Show what happened, latest first: everything, or what concerns a bed, a patient, a request, a person, a time."""
    page = Page(request, viewer)
    database, labels = page.runtime.database, page.labels
    wanted = log_filter_of(request.query_params, identified=viewer.identified)
    actors = labels.actors_called(wanted.actor)
    rows = log_rows(database, LOG_ROWS, wanted, labels.zone, before=before, actors=actors)
    return page.answer(
        "log.html",
        active="log",
        rows=rows,
        wanted=wanted,
        more=len(rows) == LOG_ROWS,
        patients_of=patients_of,
        undoable=still_undoable(database, rows) if viewer.identified else frozenset(),
    )


@router.get("/kpis")
def kpis(request: Request, viewer: BrowserViewer) -> Response:
    """Show the key figures of the last day against the hospital's targets."""
    page = Page(request, viewer)
    page.runtime.refresh()
    start, measured = page.runtime.figures.of_the_last_day(page.now)
    return page.answer("kpis.html", active="kpis", start=start, measured=measured)


@router.get("/wall")
def wall(request: Request, viewer: BrowserViewer) -> Response:
    """Show the hospital on a wall: large, without any identifier."""
    page = Page(request, viewer)
    live = page.runtime.refresh()
    values = moving_values(page, live)
    return page.answer("wall.html", active="wall", cards=page.cards.all(page.now), sequence=live.sequence, **values)
