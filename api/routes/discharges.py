"""Discharges: expected, ordered, their milestones, left; and the discharge lounge."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict

from api.overview import discharges
from api.routes.commands import ERRORS, Command
from api.routes.documents import Done, Id, Leave, Milestone, Moment, Reason, ReasonOnly, Version, Why
from api.security import Running, Viewer
from api.store.commands.discharges import cancel_discharge, leave, leave_lounge, order_discharge, reach_milestone
from api.store.commands.stays import change_forecast
from api.store.kinds import EventKind
from api.store.refusals import Invalid
from api.store.transaction import Answer
from api.views import moment
from scenarios.patients import DischargeForecast

router = APIRouter(tags=["discharges"], responses=ERRORS)


class Forecast(BaseModel):
    """When a patient is expected to leave."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "p10": "2026-03-12T09:00:00+08:00",
                    "p50": "2026-03-12T11:00:00+08:00",
                    "p90": "2026-03-13T10:00:00+08:00",
                }
            ]
        },
    )

    p10: Moment
    p50: Moment
    p90: Moment
    version: Version | None = None
    reason: Reason = ""


@router.get("/discharges")
def expected(
    runtime: Running, viewer: Viewer, hours: Annotated[float, Query(gt=0, le=168)] = 24
) -> list[dict[str, Any]]:
    """List who is expected to leave, the milestones reached, and what each waits for."""
    return discharges(runtime.refresh(), runtime.now(), hours, identified=viewer.identified)


@router.get("/lounge")
def lounge(runtime: Running, viewer: Viewer) -> list[dict[str, Any]]:
    """List who waits in the discharge lounge."""
    return [
        {
            "place": place.id,
            "patient": place.patient if viewer.identified else None,
            "department": place.department,
            "since": moment(place.since),
            "medicines_ready_at": moment(place.medicines_at),
            "transport_ready_at": moment(place.transport_at),
        }
        for place in list(runtime.refresh().lounge.values())
    ]


@router.post("/lounge/{place_id}/left", response_model=Done)
async def left_lounge(place_id: Id, body: ReasonOnly, command: Command) -> Answer:
    """Record that a patient has left the discharge lounge."""
    return await command.carry_out(body, lambda tx: leave_lounge(tx, place_id, reason=body.reason))


@router.post("/beds/{bed_id}/discharge-order", response_model=Done)
async def order(bed_id: Id, body: Why, command: Command) -> Answer:
    """Record that the discharge is ordered; the bed is still occupied."""
    return await command.carry_out(
        body, lambda tx: order_discharge(tx, bed_id, version=body.version, reason=body.reason)
    )


@router.post("/beds/{bed_id}/cancel-discharge", response_model=Done)
async def cancel_order(bed_id: Id, body: Why, command: Command) -> Answer:
    """Take the discharge order back."""
    return await command.carry_out(
        body, lambda tx: cancel_discharge(tx, bed_id, version=body.version, reason=body.reason)
    )


@router.post("/beds/{bed_id}/milestones", response_model=Done)
async def milestone(bed_id: Id, body: Milestone, command: Command) -> Answer:
    """Record that the medicines or the transport of a discharged patient are ready."""
    reached = EventKind(body.reached)
    return await command.carry_out(
        body, lambda tx: reach_milestone(tx, bed_id, reached, version=body.version, reason=body.reason)
    )


@router.post("/beds/{bed_id}/left", response_model=Done)
async def left(bed_id: Id, body: Leave, command: Command) -> Answer:
    """Record that the patient has left the bed; it waits for cleaning and is not free yet."""
    return await command.carry_out(
        body, lambda tx: leave(tx, bed_id, to_lounge=body.to_lounge, version=body.version, reason=body.reason)
    )


@router.post("/beds/{bed_id}/expected-discharge", response_model=Done)
async def expect(bed_id: Id, body: Forecast, command: Command) -> Answer:
    """Set when the patient of a bed is expected to leave."""
    try:
        forecast = DischargeForecast(p10=body.p10, p50=body.p50, p90=body.p90)
    except ValueError as error:
        raise Invalid("Not a forecast: {problem}", problem=str(error)) from error
    return await command.carry_out(
        body, lambda tx: change_forecast(tx, bed_id, forecast, version=body.version, reason=body.reason)
    )
