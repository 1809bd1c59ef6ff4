"""The state of a run as a scenario of the live system: who lies where, who waits, which beds are out of use."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from scenarios.allocation_settings import AllocationSettings
from scenarios.census import BedState, BedStatus, Census
from scenarios.hospital import Hospital
from scenarios.patients import BedRequest, DischargeForecast, Isolation, Patient, RequestSource, Sex, Stay, Urgency
from scenarios.scenario import Scenario
from simulation.beds.case import Case
from simulation.beds.layout import LEVELS, BoardLayout
from simulation.beds.rooms import FEMALE
from simulation.calendar import HOUR
from simulation.engine.journeys import Journey
from simulation.world import World

URGENCIES = tuple(Urgency)
ISOLATIONS = (Isolation.NONE, Isolation.CONTACT, Isolation.AIRBORNE)
FORECAST_SPREAD = (-10 * HOUR, 20 * HOUR)
"""The 10% and 90% quantile of a discharge forecast around its median. Assumption."""

Waiting = list[tuple[float, float, Case, Journey]]


def snapshot(world: World, requests: Waiting) -> Scenario:
    """Return what the dispatch centre would see now.

    Parameters
    ----------
    world : World
        The run.
    requests : list
        Who waits, from :meth:`simulation.beds.board.BedBoard.requests`.
    """
    board, layout = world.board, world.layout
    at = world.calendar.start + timedelta(minutes=int(world.clock._now))
    stays = tuple(_stay(layout, case, bed, at, world) for bed, case in enumerate(board.case_in_bed) if case is not None)
    free = {bed for room in board.rooms for bed in room.free}
    out_of_use = tuple(
        BedStatus(bed=layout.bed_ids[bed], state=BedState.BLOCKED)
        for bed in range(layout.bed_count)
        if bed not in free and board.case_in_bed[bed] is None
    )
    return Scenario(
        hospital=_staffed_as_now(world),
        census=Census(at=at, stays=stays, statuses=out_of_use),
        requests=tuple(_request(layout, case, priority, minute, world) for priority, minute, case, _ in requests),
        allocation=AllocationSettings(),
    )


def _staffed_as_now(world: World) -> Hospital:
    hospital = world.settings.hospital
    now = [ward.staffed for ward in world.board.wards]
    if now == [world.layout.staffed(ward) for ward in range(len(now))]:
        return hospital
    wards = tuple(replace(ward, staffed_beds=staffed) for ward, staffed in zip(hospital.wards, now, strict=True))
    return replace(hospital, wards=wards)


def _needs(layout: BoardLayout, case: Case) -> dict[str, Any]:
    band = layout.hospital.age_bands[case.band]
    return {
        "patient": Patient(
            id=case.name,
            sex=Sex.FEMALE if case.sex == FEMALE else Sex.MALE,
            age_years=band.from_years + 0.01,
            isolation=ISOLATIONS[case.isolation],
            pathogen=f"pathogen {case.pathogen}" if case.pathogen else "",
        ),
        "department": layout.hospital.departments[case.department].id,
        "level_of_care": LEVELS[case.level],
        "equipment": frozenset(item for item, bit in layout.equipment_bit.items() if case.equipment & bit),
    }


def _stay(layout: BoardLayout, case: Case, bed: int, at: datetime, world: World) -> Stay:
    leaves = case.expected_leave
    forecast = None
    if leaves > world.clock._now:
        median = world.calendar.start + timedelta(minutes=int(leaves))
        early, late = (median + timedelta(minutes=minutes) for minutes in FORECAST_SPREAD)
        forecast = DischargeForecast(p10=max(at, early), p50=max(at, median), p90=late)
    return Stay(bed=layout.bed_ids[bed], admitted_at=at, expected_discharge=forecast, **_needs(layout, case))


def _request(layout: BoardLayout, case: Case, priority: float, minute: float, world: World) -> BedRequest:
    return BedRequest(
        id=case.name,
        source=RequestSource.EMERGENCY if priority < len(URGENCIES) else RequestSource.ELECTIVE,
        urgency=URGENCIES[min(len(URGENCIES), max(1, int(priority))) - 1],
        requested_at=world.calendar.start + timedelta(minutes=int(minute)),
        current_bed=layout.bed_ids[case.bed] if case.bed >= 0 else None,
        **_needs(layout, case),
    )
