"""A run that starts from a census: everyone in bed stays on, everyone waiting goes on waiting."""

from datetime import datetime

import numpy as np

from scenarios.census import BedState
from scenarios.patients import BedRequest, Isolation, Patient, Sex, Stay, Urgency
from scenarios.scenario import Scenario
from simulation.beds.case import Case
from simulation.beds.layout import LEVELS, BoardLayout
from simulation.beds.rooms import FEMALE, MALE
from simulation.calendar import DAY, HOUR
from simulation.cohorts import Cohort, draw_cohort
from simulation.engine.journeys import Journey, Steps
from simulation.needs import GENERAL, HDU, ICU, OUTBREAK_PATHOGEN
from simulation.pathways.critical_care import critical_care
from simulation.pathways.ward_stay import (
    ADMITTED,
    CLEANED,
    EMERGENCY,
    IMMEDIATE,
    PLANNED,
    SOON,
    URGENT,
    ask_for_bed,
    lie_down,
    recover_and_go,
)
from simulation.world import World

ISOLATIONS = {Isolation.NONE: 0, Isolation.CONTACT: 1, Isolation.AIRBORNE: 2}
PRIORITIES = {Urgency.IMMEDIATE: IMMEDIATE, Urgency.URGENT: URGENT, Urgency.SOON: SOON, Urgency.PLANNED: PLANNED}
BEFORE_LEAVING = 6 * HOUR
"""A forecast names the moment of leaving; the discharge process of the simulation begins so long before."""

LATEST = 0.9
"""A forecast names the moments by which a patient leaves with a chance of 10%, 50% and 90%."""

UNKNOWN_DAYS = 3.0
"""Remaining days of a patient whose discharge nobody can forecast, on average. Assumption."""


def start_from(world: World, scenario: Scenario) -> None:
    """Fill the beds with a census and let its patients and requests go on.

    Remaining stays are drawn from each patient's forecast. Beds held are vacant again: their requests are in the list.
    """
    keys: dict[str, int] = {}
    census = scenario.census
    stays = [stay for stay in census.stays if stay.bed in world.layout.bed_number]
    cohort = _cohort(world, "census", [stay.department for stay in stays])
    chances = world.streams.generator("census/remaining").random((len(stays), 2)).tolist()
    for i, stay in enumerate(stays):
        case = _case(world.layout, f"C{i}", cohort, i, stay.patient, keys)
        case.level = LEVELS.index(stay.level_of_care)
        case.arrived = world.calendar.minute_of(stay.admitted_at)
        world.board.occupy(case, world.layout.bed_number[stay.bed])
        world.log.add(case.arrived, ADMITTED, case, case.bed)
        remaining = _remaining_minutes(stay, census.at, chances[i][0])
        Journey(world.clock, _stay_on(world, case, remaining, chances[i][1]))
    for status in census.statuses:
        if status.state is not BedState.HELD and status.bed in world.layout.bed_number:
            until = world.calendar.minute_of(status.until) if status.until else world.clock._now + DAY
            _take_out_of_use(world, world.layout.bed_number[status.bed], until)
    waiting = _cohort(world, "waiting", [request.department for request in scenario.requests])
    for i, request in enumerate(scenario.requests):
        if request.current_bed is None:
            case = _case(world.layout, f"W{i}", waiting, i, request.patient, keys)
            case.level = LEVELS.index(request.level_of_care)
            Journey(world.clock, _come_in(world, case, request))


def _cohort(world: World, name: str, departments: list[str]) -> Cohort:
    numbers = np.array([world.layout.department_number[department] for department in departments], dtype=np.int64)
    return draw_cohort(name, numbers, world.layout, world.settings.demand, 0.0, world.streams)


def _case(layout: BoardLayout, name: str, cohort: Cohort, i: int, patient: Patient, keys: dict[str, int]) -> Case:
    case = Case(name, cohort, i, GENERAL, 0.0)
    case.sex = FEMALE if patient.sex is Sex.FEMALE else MALE
    case.band = layout.hospital.age_band_index(patient.age_years)
    case.isolation = ISOLATIONS[patient.isolation]
    case.equipment = 0
    if case.isolation:
        known = patient.pathogen or f"unknown, {patient.id}"
        case.pathogen = keys.setdefault(known, OUTBREAK_PATHOGEN + 1 + len(keys))
    else:
        case.pathogen = 0
    return case


def _remaining_minutes(stay: Stay, at: datetime, chance: float) -> float:
    forecast = stay.expected_discharge
    # Who is still there after the forecast's last moment has outlived it: it says nothing any more.
    if forecast is None or forecast.at(LATEST) <= at:
        return float(-np.log1p(-chance) * UNKNOWN_DAYS * DAY)
    leaves = forecast.at(1 - LATEST + (2 * LATEST - 1) * chance)
    return max((leaves - at).total_seconds() / 60 - BEFORE_LEAVING, 0.0)


def _stay_on(world: World, case: Case, remaining: float, chance: float) -> Steps:
    if case.level in (ICU, HDU):
        critical = remaining * chance
        case.cohort.critical_minutes[case.index] = critical
        yield from critical_care(world, case)
        remaining -= critical
    yield from recover_and_go(world, case, remaining)


def _come_in(world: World, case: Case, request: BedRequest) -> Steps:
    case.arrived = world.calendar.minute_of(request.requested_at)
    yield from ask_for_bed(world, case, PRIORITIES[request.urgency], EMERGENCY)
    yield from lie_down(world, case)
    if case.level in (ICU, HDU):
        case.cohort.critical_minutes[case.index] = DAY
        yield from critical_care(world, case)
    yield from recover_and_go(world, case, case.cohort.stay_minutes[case.index] - world.discharge_lead)


def _take_out_of_use(world: World, bed: int, until: float) -> None:
    def out_of_use() -> Steps:
        yield max(until - world.clock._now, 0.0)
        world.log.add(world.clock._now, CLEANED, None, bed)
        world.board.cleaned(bed)

    world.board.block(bed)
    Journey(world.clock, out_of_use())
