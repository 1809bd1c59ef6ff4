"""The live state as a scenario, which is what decisions are made on."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime

from api.planned_beds import expected_demand
from api.readiness import ready_at
from api.store.kinds import RequestStatus
from api.store.live import BedNow, HoldNow, LiveState
from scenarios.census import BedState, BedStatus, Census
from scenarios.hospital import Hospital
from scenarios.patients import BedRequest, Stay
from scenarios.scenario import Scenario


def current_scenario(live: LiveState, now: datetime, *, focus: str | None = None) -> Scenario:
    """Return the hospital as it stands, with everyone who waits.

    Parameters
    ----------
    live : LiveState
        What is true now.
    now : datetime
        The hospital's time.
    focus : str, optional
        Decide about this request alone; its own hold counts as its own.
    """
    return scenario_of_beds(live, now, list(live.beds.values()), requests_to_place(live, focus))


def scenario_of_beds(
    live: LiveState,
    now: datetime,
    beds: Iterable[BedNow],
    requests: tuple[BedRequest, ...],
    *,
    aside: Collection[str] = (),
) -> Scenario:
    """Return the hospital with some of its beds as they stand, and some requests to decide about.

    Beds that are left out count as vacant: leave out only those that nothing asks about. Holds of the requests to
    decide about, and of those in ``aside``, keep nobody from a bed.
    """
    asked = {request.id for request in requests}
    known = asked.union(aside)
    stays: list[Stay] = []
    statuses: list[BedStatus] = []
    for bed in beds:
        expected = _expected_patient(bed, live, known, now)
        if bed.stay is not None:
            stays.append(_offered(bed, known, now))
        elif expected is not None:
            stays.append(expected)
        else:
            status = _status(bed, live.hospital, known, now)
            if status is not None:
                statuses.append(status)
    return Scenario(
        hospital=live.hospital,
        census=Census(at=now, stays=tuple(stays), statuses=tuple(statuses)),
        requests=requests,
        expected_demand=expected_demand(live, now),
        overrides=tuple(override for override in list(live.overrides.values()) if override.request in asked),
        allocation=live.allocation,
        seed=live.seed,
    )


def requests_to_place(live: LiveState, focus: str | None) -> tuple[BedRequest, ...]:
    """Return the requests a decision is about."""
    everyone = list(live.requests.values())
    if focus is not None:
        return tuple(one.request for one in everyone if one.request.id == focus)
    return tuple(one.request for one in everyone if one.status is RequestStatus.WAITING)


def holding(bed: BedNow, now: datetime) -> HoldNow | None:
    """Return the hold or promise on a bed that has not run out."""
    hold = bed.hold or bed.promise
    return None if hold is None or (hold.expires_at is not None and hold.expires_at <= now) else hold


def _offered(bed: BedNow, known: Collection[str], now: datetime) -> Stay:
    """Return the stay in a bed; one whose bed closes after it, or is promised to somebody else, frees it for nobody."""
    assert bed.stay is not None
    stay, promise = bed.stay.stay, holding(bed, now)
    if not bed.closes_after_stay and (promise is None or promise.request in known):
        return stay
    return replace(stay, expected_discharge=None, discharge_ordered_at=None)


def _expected_patient(bed: BedNow, live: LiveState, known: Collection[str], now: datetime) -> Stay | None:
    """Return a patient whom a bed is held for as if in it already, so that the room's rules know who is coming."""
    hold = holding(bed, now)
    coming = live.requests.get(hold.request) if hold is not None and hold.request not in known else None
    if coming is None:
        return None
    request = coming.request
    return Stay(
        patient=replace(request.patient, id=f"{request.patient.id} expected in {bed.id}"),
        bed=bed.id,
        department=request.department,
        admitted_at=request.requested_at,
        level_of_care=request.level_of_care,
        equipment=request.equipment,
        movable=False,
    )


def _status(bed: BedNow, hospital: Hospital, known: Collection[str], now: datetime) -> BedStatus | None:
    hold, ready = holding(bed, now), ready_at(bed, hospital, now)
    if ready is None:
        return BedStatus(bed=bed.id, state=bed.state, until=None, reason=bed.block_reason)
    if hold is not None and not (ready > now and hold.request in known):
        held_for = hold.request if hold.request in known else None
        return BedStatus(bed=bed.id, state=BedState.HELD, until=hold.expires_at, held_for=held_for)
    if ready > now:
        return BedStatus(bed=bed.id, state=bed.state, until=ready, reason=bed.block_reason)
    return None
