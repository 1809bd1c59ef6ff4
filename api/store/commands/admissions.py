"""An admission (入院) taken back: bed, hold and request are what they were before it."""

from datetime import timedelta
from uuid import uuid4

from sqlalchemy import select

from api.store.commands.closing import closes_after_stay
from api.store.commands.holds import expect_no_other_hold
from api.store.commands.stays import stay_in
from api.store.documents import REQUEST
from api.store.images import Row
from api.store.kinds import NOW, EventKind, OccupationKind, RequestStatus
from api.store.refusals import NotFound, WrongState
from api.store.tables import event
from api.store.transaction import Answer, Transaction
from scenarios.census import BedState


def cancel_admission(tx: Transaction, bed_id: str, *, version: int | None = None, reason: str = "") -> Answer:
    """Take back an admission that did not happen.

    A bed that was held for the request is held again, for as long as it was held for; any other is vacant again and
    the request waits.

    Raises
    ------
    NotFound
        The stay came from no request.
    WrongState
        The patient came from another bed, which has been given up, or has been moved since: that takes a move.
    """
    bed, stay = tx.bed(bed_id), stay_in(tx, bed_id)
    tx.expect_version("bed", bed, version)
    if closes_after_stay(bed):
        raise WrongState(
            "Bed {bed} closes ({block_reason}) once its patient has left, expected that to be taken back first",
            bed=bed_id,
            block_reason=bed["block_reason"],
        )
    if stay["request"] is None:
        raise NotFound("The stay in bed {bed} came from no request, expected one to give back", bed=bed_id)
    request = tx.request(stay["request"])
    admission = _admission_of(tx, stay, bed_id)
    if admission["other_bed"] is not None:
        raise WrongState(
            "Request {request} came from bed {bed}, expected a move",
            request=request["id"],
            bed=admission["other_bed"],
        )
    tx.change("bed_occupation", stay, live=False, ended_at=tx.now, ended_by="cancelled")
    used = _hold_used_by(tx, admission, bed_id)
    if used is not None:
        expect_no_other_hold(tx, REQUEST.validate_python(request["document"]))
        _hold_again(tx, bed, used)
    else:
        tx.change("bed", bed, state=BedState.VACANT.value, since=tx.now, until=None)
    status = RequestStatus.WAITING if used is None else RequestStatus.HELD
    tx.change("bed_request", request, status=status.value, closed_at=None)
    sequence = tx.record(
        EventKind.ADMISSION_CANCELLED, bed=bed_id, request=request["id"], patient=stay["patient"], reason=reason
    )
    return {"bed": bed_id, "request": request["id"], "status": status.value, "version": sequence}


def _admission_of(tx: Transaction, stay: Row, bed_id: str) -> Row:
    """Return the event that a stay began with."""
    latest = (
        select(event)
        .where(event.c.request == stay["request"], event.c.kind == EventKind.PATIENT_ADMITTED.value)
        .order_by(event.c.sequence.desc())
    )
    for row in tx.connection.execute(latest).mappings():
        if stay["id"] in row["after"].get("bed_occupation", {}):
            return dict(row)
    raise WrongState("The stay in bed {bed} began with a move, expected one that began with an admission", bed=bed_id)


def _hold_used_by(tx: Transaction, admission: Row, bed_id: str) -> Row | None:
    """Return the hold on the bed itself that an admission used up."""
    for row_id, image in admission["before"].get("bed_occupation", {}).items():
        if image is not None and image.get("live"):
            hold = tx.hold(row_id)
            return hold if hold["bed"] == bed_id else None
    return None


def _hold_again(tx: Transaction, bed: Row, used: Row) -> None:
    minutes = used["minutes_from_opening"]
    lasts = None if used["expires_at"] is None else used["expires_at"] - used["since"]
    if minutes is not None:
        lasts = timedelta(minutes=minutes)
    until = None if lasts is None else tx.now + lasts
    names = ("bed", "request", "patient", "department", "confirmed_at", "minutes_from_opening")
    tx.add(
        "bed_occupation",
        str(uuid4()),
        kind=OccupationKind.HOLD.value,
        slot=NOW,
        live=True,
        since=tx.now,
        expires_at=until,
        **{name: used[name] for name in names},
    )
    tx.change("bed", bed, state=BedState.HELD.value, since=tx.now, until=until)
