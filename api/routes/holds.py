"""Holds: placed, confirmed, released."""

from typing import Any

from fastapi import APIRouter

from api.routes.commands import ERRORS, Command
from api.routes.documents import HoldDone, Id, PlaceHold, Why
from api.security import Running, Viewer
from api.store.commands.holds import confirm_hold, hold_bed, release_hold
from api.store.transaction import Answer
from api.views import hold_view

router = APIRouter(tags=["holds"], responses=ERRORS)


@router.get("/holds")
def holds(runtime: Running, viewer: Viewer) -> list[dict[str, Any]]:
    """List the live holds."""
    live = runtime.refresh()
    found = (hold for bed in list(live.beds.values()) for hold in (bed.hold, bed.promise) if hold is not None)
    return [view for hold in found if (view := hold_view(hold, identified=viewer.identified))]


@router.post("/holds", status_code=201, response_model=HoldDone)
async def place(body: PlaceHold, command: Command) -> Answer:
    """Hold a bed for a waiting request.

    409 when somebody else has it, it has changed since you looked, or it breaks rules of the hospital (`rules`): those
    give way to an `override` only.
    """
    return await command.carry_out(
        body,
        lambda tx: hold_bed(
            tx,
            body.request,
            body.bed,
            minutes=body.minutes or command.runtime.settings.hold_minutes,
            bed_version=body.bed_version,
            request_version=body.request_version,
            reason=body.reason,
            override=body.override or "",
        ),
    )


@router.post("/holds/{hold_id}/confirm", response_model=HoldDone)
async def confirm(hold_id: Id, body: Why, command: Command) -> Answer:
    """Confirm that the ward expects the patient: the hold no longer runs out."""
    return await command.carry_out(body, lambda tx: confirm_hold(tx, hold_id, version=body.version, reason=body.reason))


@router.post("/holds/{hold_id}/release", response_model=HoldDone)
async def release(hold_id: Id, body: Why, command: Command) -> Answer:
    """Give the bed back; the request waits again."""
    return await command.carry_out(body, lambda tx: release_hold(tx, hold_id, version=body.version, reason=body.reason))
