"""Stays (住院): a patient lies in a bed, and leaves it."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from api.store.commands.closing import close_if_planned, closes_after_stay
from api.store.commands.expiry import expire_on
from api.store.commands.identity import expect_same_person
from api.store.documents import REQUEST, stay_document
from api.store.images import Row
from api.store.kinds import HOLD_USED, NOW, EventKind, Flag, OccupationKind, RequestStatus
from api.store.refusals import BedTaken, Invalid, WrongState
from api.store.transaction import Answer, Transaction
from scenarios.census import BedState
from scenarios.patients import BedRequest, DischargeForecast, Isolation, Stay


def admit(
    tx: Transaction,
    request_id: str,
    bed_id: str | None = None,
    *,
    at: datetime | None = None,
    flag: Flag = Flag.NONE,
    bed_version: int | None = None,
    reason: str = "",
    override: str = "",
    reported: bool = False,
) -> Answer:
    """Record that the patient of a request lies in a bed; in the one held for the request when none is named.

    ``override`` is why rules of the hospital are set aside, if they must be; a patient who is ``reported`` to lie
    there already is asked no rule, and in the bed held for the request they were asked when it was held.

    Raises
    ------
    RulesBroken
        The bed breaks rules for the request, and nobody says why they should not count.
    WrongState
        The patient lies in another bed as somebody else: of other sex, age or isolation.
    """
    at = at or tx.now
    row = _open_request(tx, request_id)
    hold = tx.hold_of(request_id)
    if bed_id is None:
        if hold is None:
            raise Invalid("Request {request} has no hold, expected a bed to admit to", request=request_id)
        bed_id = hold["bed"]
    expire_on(tx, bed_id)
    hold, row = tx.hold_of(request_id), tx.request(request_id)
    bed = tx.bed(bed_id)
    tx.expect_version("bed", bed, bed_version)
    expect_free_for(tx, bed, request_id)
    request = REQUEST.validate_python(row["document"])
    by_hand = not reported and (hold is None or hold["bed"] != bed_id)
    overridden = tx.expect_rules_kept((request, bed_id), override=override) if by_hand else []
    stay, left_bed = _leave_current_bed(tx, request, at)
    left = left_bed["id"] if left_bed else None
    if hold is not None:
        _use_hold(tx, hold, bed_id, at)
    place(tx, bed, _stay_of(request, at, stay), request.department, at, request=request_id)
    tx.change("bed_request", row, status=RequestStatus.ADMITTED.value, closed_at=at)
    tx.record(
        EventKind.PATIENT_ADMITTED,
        bed=bed_id,
        other_bed=left,
        request=request_id,
        patient=request.patient.id,
        reason=reason,
        at=at,
        flag=flag,
        overridden=overridden,
        override=override,
    )
    if left_bed is not None:
        close_if_planned(tx, left_bed)
    return {"request": request_id, "bed": bed_id, "left_bed": left, "version": tx.last_sequence}


def _open_request(tx: Transaction, request_id: str) -> Row:
    row = tx.request(request_id)
    if row["status"] not in (RequestStatus.WAITING, RequestStatus.HELD):
        raise WrongState(
            "Request {request} is {state}, expected waiting or held", request=request_id, state=row["status"]
        )
    return row


def change_forecast(
    tx: Transaction, bed_id: str, forecast: DischargeForecast, *, version: int | None = None, reason: str = ""
) -> Answer:
    """Set when the patient of a bed is expected to leave."""
    bed, stay = tx.bed(bed_id), stay_in(tx, bed_id)
    tx.expect_version("bed", bed, version)
    if forecast.p90 < stay["since"]:
        raise Invalid(
            "Expected discharge {at}, expected after {since}",
            at=forecast.p90.isoformat(),
            since=stay["since"].isoformat(),
        )
    quantiles = {name: getattr(forecast, name).isoformat() for name in ("p10", "p50", "p90")}
    tx.change("bed_occupation", stay, stay={**stay["stay"], "expected_discharge": quantiles})
    tx.change("bed", bed)
    sequence = tx.record(EventKind.FORECAST_CHANGED, bed=bed_id, patient=stay["patient"], reason=reason)
    return {"bed": bed_id, "version": sequence}


def stay_in(tx: Transaction, bed_id: str) -> Row:
    """Return the live stay in a bed."""
    stay = tx.in_slot(bed_id)
    if stay is None or stay["kind"] != OccupationKind.STAY:
        state = tx.bed(bed_id)["state"]
        raise WrongState("Bed {bed} is {state}, expected a patient in it", bed=bed_id, state=state)
    return stay


def vacate(tx: Transaction, bed: Row, stay: Row, at: datetime, ended_by: str) -> None:
    """Stage that a patient has left a bed, which waits for cleaning; :func:`close_if_planned` follows the event."""
    minutes = tx.turnover_minutes(isolated=stay["stay"]["patient"]["isolation"] != Isolation.NONE)
    tx.change("bed_occupation", stay, live=False, ended_at=at, ended_by=ended_by)
    until = at + timedelta(minutes=minutes)
    state = BedState.CLEANING.value
    tx.change("bed", bed, state=state, since=at, until=until, cleaning_started_at=None, block_reason=None, resumes=None)


def _leave_current_bed(tx: Transaction, request: BedRequest, at: datetime) -> tuple[Row | None, Row | None]:
    """Return the stay that ends, if there is one, and its bed as it was."""
    stay = tx.stay_of(request.patient.id)
    if stay is None:
        return None, None
    expect_same_person(request, stay)
    bed = tx.bed(stay["bed"])
    vacate(tx, bed, stay, at, "moved")
    return stay, bed


def _use_hold(tx: Transaction, hold: Row, bed_id: str, at: datetime) -> None:
    tx.change("bed_occupation", hold, live=False, ended_at=at, ended_by=HOLD_USED)
    if hold["bed"] != bed_id:
        held = tx.bed(hold["bed"])
        tx.change("bed", held, **({"state": "vacant", "since": at, "until": None} if hold["slot"] == NOW else {}))


def expect_free_for(tx: Transaction, bed: Row, request_id: str | None) -> None:
    """Refuse a bed that is not vacant, nor held for the request."""
    taken = tx.in_slot(bed["id"])
    if taken is not None and not (taken["kind"] == OccupationKind.HOLD and taken["request"] == request_id):
        raise BedTaken(
            "Bed {bed} is {state}, expected vacant or held for this request", bed=bed["id"], state=bed["state"]
        )
    if bed["state"] not in (BedState.VACANT, BedState.HELD):
        raise WrongState("Bed {bed} is {state}, expected vacant", bed=bed["id"], state=bed["state"])


def _stay_of(request: BedRequest, at: datetime, left: Row | None) -> dict[str, Any]:
    hours = request.expected_stay
    forecast = None
    if hours is not None:
        forecast = DischargeForecast(
            p10=at + timedelta(hours=hours.p10_hours),
            p50=at + timedelta(hours=hours.p50_hours),
            p90=at + timedelta(hours=hours.p90_hours),
        )
    document = stay_document(
        Stay(
            patient=request.patient,
            bed="",
            department=request.department,
            admitted_at=at,
            level_of_care=request.level_of_care,
            equipment=request.equipment,
            expected_discharge=forecast,
        )
    )
    if left is None:
        return document
    earlier = left["stay"]
    expected = document["expected_discharge"] or earlier["expected_discharge"]
    return {**document, "admitted_at": earlier["admitted_at"], "expected_discharge": expected}


def place(
    tx: Transaction,
    bed: Row,
    stay: dict[str, Any],
    department: str,
    at: datetime,
    *,
    request: str | None = None,
    like: Row | None = None,
) -> None:
    """Stage that a patient lies in a bed; ``like`` is the stay that goes on there."""
    ordered_at = like["ordered_at"] if like else None
    tx.add(
        "bed_occupation",
        str(uuid4()),
        kind=OccupationKind.STAY.value,
        bed=bed["id"],
        slot=NOW,
        live=True,
        request=like["request"] if like else request,
        patient=stay["patient"]["id"],
        department=department,
        since=at,
        ordered_at=ordered_at,
        medicines_at=like["medicines_at"] if like else None,
        transport_at=like["transport_at"] if like else None,
        stay=stay,
    )
    state = BedState.DISCHARGE_ORDERED if ordered_at else BedState.OCCUPIED
    tx.change("bed", bed, state=state.value, since=at, until=bed["until"] if closes_after_stay(bed) else None)
