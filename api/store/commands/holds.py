"""Holds (预留): a bed promised to a request for a while, confirmed by the ward, released, or run out."""

from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import select

from api.store.documents import REQUEST
from api.store.images import Row
from api.store.kinds import NEXT, NOW, EventKind, OccupationKind, RequestStatus
from api.store.refusals import BedTaken, Invalid, WrongState
from api.store.tables import bed_occupation
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

    A vacant bed is held at once; a bed that is occupied or being cleaned is promised for when it is free. ``override``
    is why rules of the hospital are set aside, if they must be.

    Raises
    ------
    BedTaken
        The bed is held or promised to somebody else.
    WrongState
        The bed is blocked, or the request no longer waits.
    Stale
        Bed or request changed since the versions the caller saw.
    RulesBroken
        The bed breaks rules of the hospital for this request, and nobody says why they should not count.
    """
    if minutes < 1:
        raise Invalid("Hold of {minutes} minutes, expected at least 1", minutes=minutes)
    expire_on(tx, bed_id)
    request, bed = tx.request(request_id), tx.bed(bed_id)
    tx.expect_version("request", request, request_version)
    tx.expect_version("bed", bed, bed_version)
    if request["status"] != RequestStatus.WAITING:
        raise WrongState("Request {request} is {state}, expected waiting", request=request_id, state=request["status"])
    slot = _free_slot(tx, bed)
    asked = REQUEST.validate_python(request["document"])
    overridden = tx.expect_rules_kept((asked, bed_id), override=override)
    hold = _promise(tx, asked, bed, slot, tx.now + timedelta(minutes=minutes))
    tx.change("bed_request", request, status=RequestStatus.HELD.value)
    sequence = tx.record(
        EventKind.BED_HELD,
        bed=bed_id,
        request=request_id,
        patient=asked.patient.id,
        reason=reason or override,
        overridden=overridden,
    )
    return _answer(hold, sequence)


def confirm_hold(tx: Transaction, hold_id: str, *, version: int | None = None, reason: str = "") -> Answer:
    """Record that the ward expects the patient; the hold no longer runs out."""
    hold = live_hold(tx, hold_id)
    tx.expect_version("hold", hold, version)
    if hold["confirmed_at"] is not None:
        raise WrongState("Hold {hold} is confirmed, expected a hold to confirm", hold=hold_id)
    bed = tx.bed(hold["bed"])
    hold = tx.change("bed_occupation", hold, confirmed_at=tx.now, expires_at=None)
    tx.change("bed", bed, **({"until": None} if hold["slot"] == NOW else {}))
    sequence = tx.record(
        EventKind.HOLD_CONFIRMED, bed=hold["bed"], request=hold["request"], patient=hold["patient"], reason=reason
    )
    return _answer(hold, sequence)


def release_hold(tx: Transaction, hold_id: str, *, version: int | None = None, reason: str = "") -> Answer:
    """Give a held bed back; the request waits again."""
    hold = live_hold(tx, hold_id)
    tx.expect_version("hold", hold, version)
    return _give_back(tx, hold, EventKind.HOLD_RELEASED, "released", reason)


def expire_holds(tx: Transaction) -> Answer:
    """Give back every bed whose hold has run out."""
    table = bed_occupation
    due = tx.connection.execute(select(table).where(table.c.live, table.c.expires_at <= tx.now)).mappings().all()
    for hold in due:
        _give_back(tx, dict(hold), EventKind.HOLD_EXPIRED, "expired", "")
    return {"expired": len(due)}


def expire_on(tx: Transaction, bed_id: str) -> None:
    """Give a bed back when the hold on it has run out, before a command looks at it."""
    for held in tx.in_slots(bed_id).values():
        if held["expires_at"] is not None and held["expires_at"] <= tx.now:
            _give_back(tx, held, EventKind.HOLD_EXPIRED, "expired", "")


def end_hold(tx: Transaction, hold: Row, ended_by: str) -> None:
    """Stage the end of a hold; a bed that was only held is vacant again."""
    tx.change("bed_occupation", hold, live=False, ended_at=tx.now, ended_by=ended_by)
    bed = tx.bed(hold["bed"])
    if hold["slot"] == NOW:
        tx.change("bed", bed, state=BedState.VACANT.value, since=tx.now, until=None)
    else:
        tx.change("bed", bed)


def promote_next_hold(tx: Transaction, bed: Row, at: datetime) -> Row:
    """Stage that a bed became free: it is held for whoever it was promised to, or vacant. Return the bed's row."""
    promised = tx.in_slot(bed["id"], NEXT)
    if promised is None:
        return tx.change("bed", bed, state=BedState.VACANT.value, since=at, until=None, cleaning_started_at=None)
    tx.change("bed_occupation", promised, slot=NOW)
    until = promised["expires_at"]
    return tx.change("bed", bed, state=BedState.HELD.value, since=at, until=until, cleaning_started_at=None)


def live_hold(tx: Transaction, hold_id: str) -> Row:
    """Return a hold that is still live; one that has run out is given back and refused."""
    hold = tx.hold(hold_id)
    if hold["live"] and hold["expires_at"] is not None and hold["expires_at"] <= tx.now:
        raise WrongState(
            "Hold {hold} ran out at {at}, expected a live hold", hold=hold_id, at=hold["expires_at"].isoformat()
        )
    if not hold["live"]:
        raise WrongState("Hold {hold} is {ended_by}, expected a live hold", hold=hold_id, ended_by=hold["ended_by"])
    return hold


def _free_slot(tx: Transaction, bed: Row) -> str:
    state = BedState(bed["state"])
    if state is BedState.BLOCKED:
        raise WrongState(
            "Bed {bed} is blocked ({block_reason}), expected a bed in use",
            bed=bed["id"],
            block_reason=bed["block_reason"],
        )
    slot = NOW if state in (BedState.VACANT, BedState.HELD) else NEXT
    taken = tx.in_slot(bed["id"], slot)
    if taken is not None:
        raise BedTaken(
            "Bed {bed} is held for request {request}, expected a bed that nobody holds",
            bed=bed["id"],
            request=taken["request"],
        )
    return slot


def _promise(tx: Transaction, request: BedRequest, bed: Row, slot: str, until: datetime) -> Row:
    """Stage a hold until a moment; a bed that is free is held from now on."""
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
    )
    tx.change("bed", bed, **({"state": BedState.HELD.value, "since": tx.now, "until": until} if slot == NOW else {}))
    return hold


def _give_back(tx: Transaction, hold: Row, kind: EventKind, ended_by: str, reason: str) -> Answer:
    end_hold(tx, hold, ended_by)
    if hold["request"] is not None:
        tx.change("bed_request", tx.request(hold["request"]), status=RequestStatus.WAITING.value)
    sequence = tx.record(kind, bed=hold["bed"], request=hold["request"], patient=hold["patient"], reason=reason)
    return _answer({**hold, "live": False}, sequence)


def _answer(hold: Row, sequence: int) -> Answer:
    expires_at = hold["expires_at"]
    return {
        "hold": hold["id"],
        "bed": hold["bed"],
        "request": hold["request"],
        "pending": hold["slot"] == NEXT,
        "confirmed": hold["confirmed_at"] is not None,
        "live": hold["live"],
        "expires_at": expires_at.isoformat() if expires_at and hold["live"] else None,
        "version": sequence,
    }
