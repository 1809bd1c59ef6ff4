"""Bed requests: made, changed, cancelled."""

from datetime import datetime, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Body, Query

from api.routes.commands import ERRORS, Command
from api.routes.documents import YEARS, ChangeRequest, Done, Id, LendingAllowed, Why
from api.security import Running, Viewer
from api.store.commands.requests import allow_lending, cancel_request, change_request, make_request
from api.store.documents import REQUEST, request_document
from api.store.kinds import RequestStatus
from api.store.live import RequestNow
from api.store.refusals import NotFound
from api.store.transaction import Answer
from api.views import request_view
from scenarios.hospital import Hospital
from scenarios.input_problems import InputError, InputProblem
from scenarios.patients import BedRequest, Urgency

router = APIRouter(tags=["requests"], responses=ERRORS)
LONGEST_STAY_HOURS = 24 * 366 * 5
CLOCKS_DIFFER = timedelta(minutes=5)
"""The clock of whoever asks may be ahead of ours by this."""

EXAMPLE = {
    "id": "R-2026-0417",
    "patient": {"id": "P-88213", "sex": "female", "age_years": 67},
    "source": "emergency",
    "department": "cardiology",
    "requested_at": "2026-03-11T09:40:00+08:00",
    "level_of_care": "general",
    "equipment": ["monitor"],
    "urgency": "urgent",
    "expected_stay": {"p10_hours": 40, "p50_hours": 96, "p90_hours": 200},
}


@router.get("/requests")
def requests(
    runtime: Running, viewer: Viewer, status: Annotated[RequestStatus | None, Query()] = None
) -> list[dict[str, Any]]:
    """List the open requests, most urgent first, then longest waiting."""
    live = runtime.refresh()
    wanted = [one for one in list(live.requests.values()) if status is None or one.status is status]
    return [request_view(one, runtime.now(), identified=viewer.identified) for one in in_order(wanted)]


@router.post("/requests", status_code=201, response_model=Done)
async def create(
    body: Annotated[BedRequest, Body(openapi_examples={"emergency": {"value": EXAMPLE}})], command: Command
) -> Answer:
    """Put a request on the list."""
    expect_possible(body, command.runtime.live.hospital, command.runtime.now())
    return await command.carry_out(request_document(body), lambda tx: make_request(tx, body))


@router.get("/requests/{request_id}")
def request(request_id: Id, runtime: Running, viewer: Viewer) -> dict[str, Any]:
    """Return an open request."""
    found = runtime.refresh().requests.get(request_id)
    if found is None:
        raise NotFound("Request {request} is not open, expected one that waits", request=request_id)
    return request_view(found, runtime.now(), identified=viewer.identified)


@router.patch("/requests/{request_id}", response_model=Done)
async def change(request_id: Id, body: ChangeRequest, command: Command) -> Answer:
    """Change an open request; not whose it is.

    A bed that is held for it must keep the rules of the hospital for the request as it will be (409, `rules`), unless
    an `override` says why not.
    """
    changes = dict(body.changes)
    changes |= body.model_dump(mode="json", include={"urgency", "needed_by"}, exclude_none=True)
    found = command.runtime.live.requests.get(request_id)
    if found is not None:
        changed = REQUEST.validate_python({**request_document(found.request), **changes, "id": request_id})
        expect_possible(changed, command.runtime.live.hospital, command.runtime.now())
    return await command.carry_out(
        body,
        lambda tx: change_request(
            tx, request_id, changes, version=body.version, reason=body.reason, override=body.override or ""
        ),
    )


@router.post("/requests/{request_id}/cancel", response_model=Done)
async def cancel(request_id: Id, body: Why, command: Command) -> Answer:
    """Take a request off the list; a bed held for it is given back."""
    return await command.carry_out(
        body, lambda tx: cancel_request(tx, request_id, version=body.version, reason=body.reason)
    )


@router.post("/requests/{request_id}/lending", response_model=Done)
async def allow(request_id: Id, body: LendingAllowed, command: Command) -> Answer:
    """Open a department's beds to this request against the lending rules; recorded with reason and name."""
    departments = {one.id for one in command.runtime.live.hospital.departments}
    if body.lender not in departments:
        raise NotFound("Department {department} does not exist, expected one of this hospital", department=body.lender)
    return await command.carry_out(body, lambda tx: allow_lending(tx, request_id, body.lender, reason=body.reason))


def in_order(requests: list[RequestNow]) -> list[RequestNow]:
    """Return requests most urgent first, then longest waiting."""
    urgency = list(Urgency)
    return sorted(requests, key=lambda one: (urgency.index(one.request.urgency), one.request.requested_at))


def expect_possible(request: BedRequest, hospital: Hospital, now: datetime) -> None:
    """Refuse a request that this hospital could never serve, with all that is wrong with it."""
    unknown = [
        repr(item) if len(item) <= 100 else "over 100 characters"
        for item in sorted(request.equipment - hospital.equipment)
    ]
    problems = [
        InputProblem(path, message)
        for path, message, wrong in (
            (
                "department",
                f"{request.department!r}, expected a department of this hospital",
                request.department not in {one.id for one in hospital.departments},
            ),
            (
                "current_bed",
                f"{request.current_bed!r}, expected a bed of this hospital",
                request.current_bed is not None and request.current_bed not in hospital.place_of_bed,
            ),
            ("id", "has control characters or over 100 characters", not _printable(request.id)),
            ("id", f"{request.id!r} cannot stand in an address, expected no slash", _unreachable(request.id)),
            ("patient.id", "has control characters or over 100 characters", not _printable(request.patient.id)),
            ("patient.pathogen", "has control characters", not _printable(request.patient.pathogen)),
            (
                "requested_at",
                f"year {request.requested_at.year}, expected {YEARS[0]} to {YEARS[1]}",
                not YEARS[0] <= request.requested_at.year <= YEARS[1],
            ),
            (
                "requested_at",
                f"{request.requested_at.isoformat()}, expected no later than now, {now.isoformat(timespec='seconds')}",
                now + CLOCKS_DIFFER < request.requested_at and request.requested_at.year <= YEARS[1],
            ),
            (
                "needed_by",
                f"expected a year from {YEARS[0]} to {YEARS[1]}",
                request.needed_by is not None and not YEARS[0] <= request.needed_by.year <= YEARS[1],
            ),
            (
                "expected_stay",
                f"p90_hours over {LONGEST_STAY_HOURS}, expected at most five years",
                request.expected_stay is not None and not request.expected_stay.p90_hours <= LONGEST_STAY_HOURS,
            ),
            (
                "equipment",
                f"{', '.join(unknown)}, expected some of {', '.join(sorted(hospital.equipment)) or 'none'}",
                bool(unknown),
            ),
            (
                "forbidden_rooms",
                "has control characters or over 100 characters",
                not all(_printable(item) for item in request.forbidden_rooms),
            ),
        )
        if wrong
    ]
    if problems:
        raise InputError(problems)


def _unreachable(request_id: str) -> bool:
    return "/" in request_id or request_id in (".", "..")


def _printable(text: str) -> bool:
    return len(text) <= 100 and (text.isprintable() or not text)
