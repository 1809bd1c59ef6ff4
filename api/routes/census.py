"""The hospital, its wards, and the census."""

from typing import Any

from fastapi import APIRouter
from pydantic import TypeAdapter

from api.forecast import free_beds
from api.key_figures import kpi_document, period_document
from api.overview import totals
from api.routes.commands import ERRORS
from api.routes.documents import Id
from api.security import Running, Viewer
from api.store.live import BedNow, LiveState
from api.store.refusals import NotFound
from api.views import bed_view, moment
from scenarios.hospital import Department, Ward

router = APIRouter(tags=["census"], responses=ERRORS)
DEPARTMENTS = TypeAdapter(tuple[Department, ...])


@router.get("/departments")
def departments(runtime: Running, viewer: Viewer) -> list[dict[str, Any]]:
    """List the departments."""
    listed: list[dict[str, Any]] = DEPARTMENTS.dump_python(runtime.live.hospital.departments, mode="json")
    return listed


@router.get("/wards")
def wards(runtime: Running, viewer: Viewer) -> list[dict[str, Any]]:
    """List the wards with their beds by state."""
    live = runtime.refresh()
    beds = beds_by_ward(live)
    return [ward_view(ward, live, beds[ward.id]) for ward in live.hospital.wards]


@router.get("/wards/{ward_id}")
def ward(ward_id: Id, runtime: Running, viewer: Viewer) -> dict[str, Any]:
    """Return a ward with all its beds."""
    live = runtime.refresh()
    found = next((one for one in live.hospital.wards if one.id == ward_id), None)
    if found is None:
        raise NotFound("Ward {ward} does not exist, expected a ward of this hospital", ward=ward_id)
    beds = beds_by_ward(live)[ward_id]
    return {
        **ward_view(found, live, beds),
        "bed_list": [bed_view(bed, identified=viewer.identified) for bed in beds],
    }


@router.get("/census")
def census(runtime: Running, viewer: Viewer) -> dict[str, Any]:
    """Count the beds by state, with the moment and the log's sequence number that this is true at."""
    live = runtime.refresh()
    counted = totals(live)
    return {
        "at": moment(runtime.now()),
        "sequence": live.sequence,
        "beds": counted.beds,
        "by_state": counted.by_state,
        "pending_in": counted.pending_in,
        "pending_out": counted.pending_out,
        "waiting": counted.waiting,
        "lent": counted.lent,
    }


@router.get("/kpis")
def key_figures(runtime: Running, viewer: Viewer) -> dict[str, Any]:
    """Return the key figures of this moment, and every KPI over the last day with its targets."""
    live, now = runtime.refresh(), runtime.now()
    start, measured = runtime.figures.of_the_last_day(now)
    return {
        "at": moment(now),
        "now": runtime.figures.of_this_moment(now, totals(live)),
        "period": period_document(start, now),
        "kpis": [kpi_document(one) for one in measured],
    }


@router.get("/forecast")
def forecast(runtime: Running, viewer: Viewer) -> dict[str, Any]:
    """Forecast free beds and beds to spare over the next 24 hours, with 80% bands, and the beds needed by then."""
    found = free_beds(runtime.refresh(), runtime.now())
    return {
        "at": [moment(one) for one in found.at],
        "mean": found.mean,
        "low": found.low,
        "high": found.high,
        "asked": found.asked,
        "arrivals": found.arrivals,
        "net": found.net,
        "net_low": found.net_low,
        "net_high": found.net_high,
    }


def beds_by_ward(live: LiveState) -> dict[str, list[BedNow]]:
    """Return ward id to its beds."""
    beds: dict[str, list[BedNow]] = {ward.id: [] for ward in live.hospital.wards}
    for bed in list(live.beds.values()):
        beds[bed.place.ward.id].append(bed)
    return beds


def ward_view(ward: Ward, live: LiveState, beds: list[BedNow]) -> dict[str, Any]:
    """Return a ward."""
    counted = totals(live, beds)
    return {
        "id": ward.id,
        "name": ward.name,
        "department": ward.department,
        "level_of_care": ward.level_of_care.value,
        "shared": ward.shared,
        "building": ward.building,
        "floor": ward.floor,
        "beds": counted.beds,
        "staffed_beds": ward.staffed_beds,
        "by_state": counted.by_state,
        "occupancy": round(100 * counted.occupied / ward.nursed_beds, 1) if ward.nursed_beds else None,
        "version": max(bed.version for bed in beds),
    }
