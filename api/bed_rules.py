"""The hospital's rules, held against beds given by hand, on the state of this very moment."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Any

from api.current_scenario import holding, scenario_of_beds
from api.decisions import violation_document
from api.store.live import BedNow, LiveState
from optimizer.beds import World, broken_rules, person_of_request
from scenarios.hospital import Ward
from scenarios.patients import BedRequest
from scenarios.plans import BedAssignment, BedPlan

Given = Sequence[tuple[BedRequest, str]]


class LiveBedRules:
    """Reads off the live state which rules some beds would break; asked inside the writing transaction.

    Writers queue, so whatever was committed before is in the log when the question comes, and nothing comes between
    the answer and the commit. Only the beds that a rule could ask about are looked at: the wards concerned, all wards
    of a department that lends, all patients of a department with a cap. That takes a millisecond where a whole census
    of 10,000 beds would take fifty.

    Parameters
    ----------
    live : LiveState
        Followed to the end of the log first.
    """

    def __init__(self, live: LiveState) -> None:
        self.live = live

    def broken_by(self, given: Given, now: datetime, aside: Collection[str] = ()) -> list[dict[str, Any]]:
        """Return the hard rules that giving some beds would break: ``rule``, ``message`` and its parts.

        Holds of the requests in ``aside`` count as if they were not there.
        """
        self.live.follow()
        requests = tuple(request for request, _ in given)
        scenario = scenario_of_beds(self.live, now, self._asked_about(given, now), requests, aside=aside)
        world = World(scenario, tuple(person_of_request(request, scenario) for request in requests))
        plan = BedPlan(
            assignments=tuple(
                BedAssignment(request=request.id, bed=bed, start_minutes=_start(world, bed)) for request, bed in given
            )
        )
        return [violation_document(one) for one in broken_rules(world, plan)]

    def _asked_about(self, given: Given, now: datetime) -> Iterator[BedNow]:
        beds, wards = self.live.beds, self._wards(given)
        capped = self._capped(given)
        for ward in wards.values():
            for bed in ward.beds:
                yield beds[bed.id]
        if capped:
            for one in list(beds.values()):
                if one.place.ward.id not in wards and _department(one, now) in capped:
                    yield one

    def _wards(self, given: Given) -> dict[str, Ward]:
        places = self.live.hospital.place_of_bed
        wards: dict[str, Ward] = {}
        lenders: set[str] = set()
        for request, bed in given:
            ward = places[bed].ward
            wards[ward.id] = ward
            if request.current_bed in places:
                left = places[request.current_bed].ward
                wards[left.id] = left
            if not ward.shared and ward.department != request.department:
                lenders.add(ward.department)
        wards |= {ward.id: ward for ward in self.live.hospital.wards if ward.department in lenders and not ward.shared}
        return wards

    def _capped(self, given: Given) -> frozenset[str]:
        asking = {request.department for request, _ in given}
        departments = self.live.hospital.departments
        return frozenset(one.id for one in departments if one.id in asking and one.bed_cap is not None)


def _start(world: World, bed: str) -> int:
    """Return when a bed is taken: once it opens; now, where nobody can say when or it is beyond the look-ahead."""
    opens = world.opens(bed)
    return 0 if opens is None or opens > world.scenario.allocation.look_ahead_minutes else opens


def _department(bed: BedNow, now: datetime) -> str:
    if bed.stay is not None:
        return bed.stay.stay.department
    hold = holding(bed, now)
    return hold.department if hold is not None else ""
