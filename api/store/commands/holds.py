"""Holds (预留): a bed promised to a request for a while, confirmed by the ward, released, or run out."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from uuid import uuid4

from api.store.commands.closing import closes_after_stay
from api.store.commands.expiry import expire_on, give_back, hold_answer
from api.store.documents import REQUEST
from api.store.images import Row
from api.store.kinds import NEXT, NOW, EventKind, OccupationKind, RequestStatus
from api.store.refusals import BedTaken, Invalid, WrongState
from api.store.transaction import Answer, Transaction
from scenarios.census import BedState
from scenarios.patients import BedRequest

HOLD_MINUTES = 30


def hold_bed(
    tx: Transaction,
    request_id: str,
    bed_id: str,
    *,
    minutes: int = HOLD_MINUTES,
    bed_version: int | None = None,
    request_version: int | None = None,
    reason: str = "",
    override: str = "",
) -> Answer:
    """Hold a bed for a waiting request.

    A vacant bed is held at once; a bed that is occupied, being cleaned or blocked until some moment is promised for
    when it is free, and the ``minutes`` of that promise begin when the bed opens. ``override`` is why rules of the
    hospital are set aside, if they must be.

    Raises
    ------
    BedTaken
        The bed is held or promised to somebody else.
    WrongState
        The bed is blocked for nobody knows how long, the request no longer waits, or its patient has a bed held for
        another request.
    Stale
        Bed or request changed since the versions the caller saw.
    RulesBroken
        The bed breaks rules of the hospital for this request, and nobody says why they should not count.
    """
    if minutes < 1:
        raise Invalid("Hold of {minutes} minutes, expected at least 1", minutes=minutes)
    bed, slots = expire_on(tx, bed_id)
    request = tx.request(request_id)
    tx.expect_version("request", request, request_version)
    tx.expect_version("bed", bed, bed_version)
    if request["status"] != RequestStatus.WAITING:
        raise WrongState("Request {request} is {state}, expected waiting", request=request_id, state=request["status"])
    slot = _free_slot(bed, slots)
    asked = REQUEST.validate_python(request["document"])
    expect_no_other_hold(tx, asked)
    overridden = tx.expect_rules_kept((asked, bed_id), override=override)
    hold = _promise(tx, asked, bed, slot, minutes)
    tx.change("bed_request", request, status=RequestStatus.HELD.value)
    sequence = tx.record(
        EventKind.BED_HELD,
        bed=bed_id,
        request=request_id,
        patient=asked.patient.id,
        reason=reason,
        overridden=overridden,
        override=override,
    )
    return hold_answer(hold, sequence)


def confirm_hold(tx: Transaction, hold_id: str, *, version: int | None = None, reason: str = "") -> Answer:
    """Record that the ward expects the patient; the hold no longer runs out."""
    hold = live_hold(tx, hold_id)
    tx.expect_version("hold", hold, version)
    if hold["confirmed_at"] is not None:
        raise WrongState("Hold {hold} is confirmed, expected a hold to confirm", hold=hold_id)
    bed = tx.bed(hold["bed"])
    hold = tx.change("bed_occupation", hold, confirmed_at=tx.now, expires_at=None, minutes_from_opening=None)
    tx.change("bed", bed, **({"until": None} if hold["slot"] == NOW else {}))
    sequence = tx.record(
        EventKind.HOLD_CONFIRMED, bed=hold["bed"], request=hold["request"], patient=hold["patient"], reason=reason
    )
    return hold_answer(hold, sequence)


def release_hold(tx: Transaction, hold_id: str, *, version: int | None = None, reason: str = "") -> Answer:
    """Give a held bed back; the request waits again."""
    hold = live_hold(tx, hold_id)
    tx.expect_version("hold", hold, version)
    return give_back(tx, hold, EventKind.HOLD_RELEASED, "released", reason)


def release_still_unconfirmed(tx: Transaction, hold_ids: Sequence[str]) -> Answer:
    """Give back those of some holds that are live and that no ward has confirmed."""
    released = []
    for hold_id in hold_ids:
        hold = tx.hold(hold_id)
        if hold["live"] and hold["confirmed_at"] is None:
            give_back(tx, hold, EventKind.HOLD_RELEASED, "released", "")
            released.append(hold_id)
    if not released:
        raise WrongState("None of these holds waits for a ward any more, expected one at least")
    return {"released": released, "version": tx.last_sequence}


def expect_no_other_hold(tx: Transaction, request: BedRequest) -> None:
    """Refuse a second held bed for a patient, whichever of the patient's requests asks."""
    other = tx.hold_for(request.patient.id)
    if other is not None and other["expires_at"] is not None and other["expires_at"] <= tx.now:
        expire_on(tx, other["bed"])
        return
    if other is not None and other["request"] != request.id:
        raise WrongState(
            "The patient of request {request} has bed {bed} held for request {other}, expected one held bed a patient",
            request=request.id,
            bed=other["bed"],
            other=other["request"] or "",
        )


def live_hold(tx: Transaction, hold_id: str) -> Row:
    """Return a hold that is still live; one that has ended or run out is refused."""
    hold = tx.hold(hold_id)
    if hold["live"] and hold["expires_at"] is not None and hold["expires_at"] <= tx.now:
        raise WrongState(
            "Hold {hold} ran out at {at}, expected a live hold", hold=hold_id, at=hold["expires_at"].isoformat()
        )
    if not hold["live"]:
        raise WrongState("Hold {hold} is {ended_by}, expected a live hold", hold=hold_id, ended_by=hold["ended_by"])
    return hold


def _free_slot(bed: Row, slots: Mapping[str, Row]) -> str:
    state = BedState(bed["state"])
    if closes_after_stay(bed):
        raise WrongState(
            "Bed {bed} closes ({block_reason}) once its patient has left, expected a bed that opens",
            bed=bed["id"],
            block_reason=bed["block_reason"],
        )
    if state is BedState.BLOCKED and bed["until"] is None:
        raise WrongState(
            "Bed {bed} is blocked ({block_reason}) and nobody said until when, expected a bed that opens",
            bed=bed["id"],
            block_reason=bed["block_reason"],
        )
    slot = NOW if state in (BedState.VACANT, BedState.HELD) else NEXT
    taken = slots.get(slot)
    if taken is not None:
        raise BedTaken(
            "Bed {bed} is held for request {request}, expected a bed that nobody holds",
            bed=bed["id"],
            request=taken["request"],
        )
    return slot


def _promise(tx: Transaction, request: BedRequest, bed: Row, slot: str, minutes: int) -> Row:
    """Stage a hold for some minutes: from now on for a bed that is free, from its opening for any other."""
    until = tx.now + timedelta(minutes=minutes) if slot == NOW else None
    hold = tx.add(
        "bed_occupation",
        str(uuid4()),
        kind=OccupationKind.HOLD.value,
        bed=bed["id"],
        slot=slot,
        live=True,
        request=request.id,
        patient=request.patient.id,
        department=request.department,
        since=tx.now,
        expires_at=until,
        minutes_from_opening=None if slot == NOW else minutes,
    )
    tx.change("bed", bed, **({"state": BedState.HELD.value, "since": tx.now, "until": until} if slot == NOW else {}))
    return hold
