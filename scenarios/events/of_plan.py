"""The events that led to a census, and those that a plan promises after it."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import polars as pl

from scenarios.census import BedState
from scenarios.events.schema import EventKind, event_table
from scenarios.leaving import leaves_at
from scenarios.patients import Isolation, Patient, Stay
from scenarios.plans import BedPlan
from scenarios.scenario import Scenario

_Row = dict[str, object]


def events_of_plan(scenario: Scenario, plan: BedPlan | None = None) -> pl.DataFrame:
    """Return the events of a scenario and of a plan for it, sorted by minute; minute 0 is the census.

    Patients leave when their forecast says so at the scenario's discharge quantile, and the bed is cleaned for the
    hospital's cleaning minutes after that. Where a plan counts on a bed, its patient has left by then. A stay without
    a forecast does not end.

    Parameters
    ----------
    scenario : Scenario
        Census, requests and how long cleaning takes.
    plan : BedPlan, optional
        Without one, nobody who waits gets a bed.
    """
    rows = [*_PlanEvents(scenario, plan or BedPlan()).rows()]
    return event_table(rows).sort("minute", maintain_order=True)


class _PlanEvents:
    """The rows of one scenario and plan."""

    def __init__(self, scenario: Scenario, plan: BedPlan) -> None:
        self.scenario = scenario
        self.plan = plan
        self.places = scenario.hospital.place_of_bed
        request = {item.id: item for item in scenario.requests}
        self.goes_to: dict[str, tuple[float, str, str | None]] = {
            move.patient: (move.start_minutes, move.to_bed, None) for move in plan.moves
        }
        self.newcomers: list[tuple[float, str, str]] = []
        for assignment in plan.assignments:
            asked = request[assignment.request]
            if asked.current_bed is None:
                self.newcomers.append((assignment.start_minutes, assignment.bed, assignment.request))
            else:
                self.goes_to[asked.patient.id] = (assignment.start_minutes, assignment.bed, asked.department)
        starts = [(bed, start) for start, bed, _ in self.goes_to.values()]
        starts += [(bed, start) for start, bed, _ in self.newcomers]
        self.next_start: dict[str, float] = dict(starts)

    def rows(self) -> Iterator[_Row]:
        """Yield the past and the expected rows, stay by stay, request by request, bed by bed."""
        for stay in self.scenario.census.stays:
            yield from self._stay(stay)
        yield from self._requests()
        yield from self._statuses()

    def _minute(self, moment: datetime) -> float:
        return (moment - self.scenario.census.at) / timedelta(minutes=1)

    def _event(self, minute: float, kind: EventKind, **columns: object) -> _Row:
        return {"minute": float(minute), "kind": kind.value, **columns}

    def _in_bed(self, minute: float, kind: EventKind, bed: str, patient: Patient, department: str) -> _Row:
        ward = self.places[bed].ward.id
        return self._event(minute, kind, patient=patient.id, department=department, ward=ward, bed=bed)

    def _stay(self, stay: Stay) -> Iterator[_Row]:
        bed, patient, department = stay.bed, stay.patient, stay.department
        yield self._in_bed(self._minute(stay.admitted_at), EventKind.ADMITTED, bed, patient, department)
        if stay.discharge_ordered_at:
            ordered = self._minute(stay.discharge_ordered_at)
            yield self._in_bed(ordered, EventKind.DISCHARGE_ORDERED, bed, patient, department)
        leaves = None
        expected = leaves_at(stay, self.scenario.allocation)
        if expected is not None:
            leaves = max(self._minute(expected), 0.0)
        if patient.id in self.goes_to:
            start, target, taken_on_by = self.goes_to[patient.id]
            department = taken_on_by or department
            yield self._in_bed(start, EventKind.MOVED, target, patient, department)
            yield from self._cleaning(start, bed, patient)
            bed, leaves = target, None if leaves is None else max(leaves, start)
        elif bed in self.next_start:
            ready_by = max(self.next_start[bed] - self._cleaning_minutes(patient), 0.0)
            leaves = ready_by if leaves is None else min(leaves, ready_by)
        if leaves is not None:
            yield from self._leaving(leaves, bed, patient, department)

    def _leaving(self, minute: float, bed: str, patient: Patient, department: str) -> Iterator[_Row]:
        yield self._in_bed(minute, EventKind.LEFT, bed, patient, department)
        yield from self._cleaning(minute, bed, patient)

    def _cleaning(self, minute: float, bed: str, patient: Patient) -> Iterator[_Row]:
        ward = self.places[bed].ward.id
        yield self._event(minute, EventKind.CLEANING_STARTED, ward=ward, bed=bed)
        yield self._event(minute + self._cleaning_minutes(patient), EventKind.CLEANED, ward=ward, bed=bed)

    def _cleaning_minutes(self, patient: Patient) -> int:
        hospital = self.scenario.hospital
        isolated = patient.isolation is not Isolation.NONE
        return hospital.terminal_cleaning_minutes if isolated else hospital.cleaning_minutes

    def _requests(self) -> Iterator[_Row]:
        for request in self.scenario.requests:
            yield self._event(
                self._minute(request.requested_at),
                EventKind.BED_REQUESTED,
                patient=request.patient.id,
                department=request.department,
                source=request.source.value,
            )
        asked = {request.id: request for request in self.scenario.requests}
        for start, bed, name in self.newcomers:
            request = asked[name]
            yield self._in_bed(start, EventKind.ADMITTED, bed, request.patient, request.department)
            if request.expected_stay:
                leaves = start + request.expected_stay.p50_hours * 60
                yield from self._leaving(leaves, bed, request.patient, request.department)

    def _statuses(self) -> Iterator[_Row]:
        pairs = {
            BedState.CLEANING: (EventKind.CLEANING_STARTED, EventKind.CLEANED),
            BedState.HELD: (EventKind.HELD, EventKind.RELEASED),
            BedState.BLOCKED: (EventKind.BLOCKED, EventKind.UNBLOCKED),
        }
        for status in self.scenario.census.statuses:
            begins, ends = pairs[status.state]
            ward = self.places[status.bed].ward.id
            yield self._event(0.0, begins, ward=ward, bed=status.bed)
            if status.until:
                yield self._event(max(self._minute(status.until), 0.0), ends, ward=ward, bed=status.bed)
