"""Beds: seen, cleaned, blocked, opened; and reports of what happened to them."""

from typing import Annotated, Any

from fastapi import APIRouter, Query

from api.bed_filter import BedFilter
from api.routes.commands import ERRORS, Command
from api.routes.documents import Block, Done, Id, Report, Why
from api.security import Running, Viewer
from api.store.commands.housekeeping import block, clean, start_cleaning, unblock
from api.store.commands.reports import report
from api.store.kinds import EventKind
from api.store.refusals import NotFound
from api.store.transaction import Answer
from api.views import bed_view

router = APIRouter(tags=["beds"], responses=ERRORS)


@router.get("/beds")
def beds(
    runtime: Running,
    viewer: Viewer,
    wanted: Annotated[BedFilter, Query()],
    offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
    limit: Annotated[int, Query(ge=1, le=20_000)] = 500,
) -> dict[str, Any]:
    """List beds, filtered by department, ward, level of care, state and when they are free."""
    live = runtime.refresh()
    now = runtime.now()
    found = [bed for bed in list(live.beds.values()) if wanted.takes(bed, live.hospital, now)]
    shown = found[offset : offset + limit]
    return {
        "sequence": live.sequence,
        "total": len(found),
        "beds": [bed_view(bed, identified=viewer.identified) for bed in shown],
    }


@router.get("/beds/{bed_id}")
def bed(bed_id: Id, runtime: Running, viewer: Viewer) -> dict[str, Any]:
    """Return a bed."""
    found = runtime.refresh().beds.get(bed_id)
    if found is None:
        raise NotFound("Bed {bed} does not exist, expected a bed of this hospital", bed=bed_id)
    return bed_view(found, identified=viewer.identified)


@router.post("/beds/{bed_id}/cleaning-started", response_model=Done)
async def cleaning_started(bed_id: Id, body: Why, command: Command) -> Answer:
    """Record that cleaning has started."""
    return await command.carry_out(
        body, lambda tx: start_cleaning(tx, bed_id, version=body.version, reason=body.reason)
    )


@router.post("/beds/{bed_id}/cleaned", response_model=Done)
async def cleaned(bed_id: Id, body: Why, command: Command) -> Answer:
    """Record that the bed is clean: free, or held for whom it was promised to."""
    return await command.carry_out(body, lambda tx: clean(tx, bed_id, version=body.version, reason=body.reason))


@router.post("/beds/{bed_id}/block", response_model=Done)
async def block_bed(bed_id: Id, body: Block, command: Command) -> Answer:
    """Take a bed out of use."""
    return await command.carry_out(
        body,
        lambda tx: block(tx, bed_id, body.why, until=body.until, version=body.version, reason=body.reason),
    )


@router.post("/beds/{bed_id}/unblock", response_model=Done)
async def unblock_bed(bed_id: Id, body: Why, command: Command) -> Answer:
    """Open a blocked bed again."""
    return await command.carry_out(body, lambda tx: unblock(tx, bed_id, version=body.version, reason=body.reason))


@router.post("/reports", response_model=Done, status_code=202)
async def take_report(body: Report, command: Command) -> Answer:
    """Take in what a ward or a device reports, late or in the wrong order too: it is kept and flagged."""
    details: dict[str, Any] = {"request": body.request} if body.request else {}
    if body.to_lounge:
        details["to_lounge"] = True
    return await command.carry_out(
        body, lambda tx: report(tx, EventKind(body.kind), body.bed, body.at, details, reason=body.reason)
    )
