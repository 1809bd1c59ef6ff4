"""What ends by itself when its time is over: holds that nobody confirmed, and blocks with an end."""

from datetime import datetime, timedelta

from sqlalchemy import select

from api.store.images import Row
from api.store.kinds import NEXT, NOW, EventKind, RequestStatus
from api.store.tables import LIVE, bed_occupation
from api.store.tables import bed as bed_table
from api.store.transaction import Answer, Transaction
from scenarios.census import BedState, BlockReason


def expire_due(tx: Transaction) -> Answer:
    """Give back every bed whose hold has run out, and open every bed whose block has ended."""
    table = bed_occupation
    holds = tx.connection.execute(select(table).where(LIVE, table.c.expires_at <= tx.now)).mappings().all()
    for hold in holds:
        give_back(tx, dict(hold), EventKind.HOLD_EXPIRED, "expired", "")
    ended = select(bed_table).where(bed_table.c.state == BedState.BLOCKED.value, bed_table.c.until <= tx.now)
    blocks = tx.connection.execute(ended).mappings().all()
    for bed in blocks:
        open_bed(tx, dict(bed), bed["until"])
    return {"expired": len(holds), "opened": len(blocks)}


def expire_on(tx: Transaction, bed_id: str) -> tuple[Row, dict[str, Row]]:
    """Give one bed back when the hold on it has run out, or open it when its block has ended.

    Return the bed as it is then, and its live stay and holds by slot.
    """
    slots = tx.in_slots(bed_id)
    due = [held for held in slots.values() if held["expires_at"] is not None and held["expires_at"] <= tx.now]
    for held in due:
        give_back(tx, held, EventKind.HOLD_EXPIRED, "expired", "")
    bed = tx.bed(bed_id)
    ended = bed["state"] == BedState.BLOCKED and bed["until"] is not None and bed["until"] <= tx.now
    if ended:
        open_bed(tx, bed, bed["until"])
    return (tx.bed(bed_id), tx.in_slots(bed_id)) if due or ended else (bed, slots)


def open_bed(tx: Transaction, bed: Row, at: datetime, reason: str = "") -> int:
    """Record that a block has ended at a moment; return the event's sequence number.

    The bed is what it was before, vacant or waiting for cleaning, and held for whom it was promised to. Whatever
    contaminated a bed has to be cleaned away even when it was vacant.
    """
    contaminated = bed["block_reason"] == BlockReason.CONTAMINATED
    opened = tx.change("bed", bed, block_reason=None, resumes=None)
    if contaminated or bed["resumes"] == BedState.CLEANING:
        clean = at + timedelta(minutes=tx.turnover_minutes(isolated=contaminated))
        tx.change("bed", opened, state=BedState.CLEANING.value, since=at, until=clean, cleaning_started_at=None)
    else:
        promote_next_hold(tx, opened, at)
    return tx.record(EventKind.BED_UNBLOCKED, bed=bed["id"], reason=reason, at=at)


def give_back(tx: Transaction, hold: Row, kind: EventKind, ended_by: str, reason: str) -> Answer:
    """End a hold and record it; its request waits again."""
    end_hold(tx, hold, ended_by)
    if hold["request"] is not None:
        tx.change("bed_request", tx.request(hold["request"]), status=RequestStatus.WAITING.value)
    sequence = tx.record(kind, bed=hold["bed"], request=hold["request"], patient=hold["patient"], reason=reason)
    return hold_answer({**hold, "live": False}, sequence)


def end_hold(tx: Transaction, hold: Row, ended_by: str) -> None:
    """Stage the end of a hold; a bed that was only held is vacant again."""
    tx.change("bed_occupation", hold, live=False, ended_at=tx.now, ended_by=ended_by)
    bed = tx.bed(hold["bed"])
    if hold["slot"] == NOW:
        tx.change("bed", bed, state=BedState.VACANT.value, since=tx.now, until=None)
    else:
        tx.change("bed", bed)


def promote_next_hold(tx: Transaction, bed: Row, at: datetime) -> Row:
    """Stage that a bed became free: it is held for whoever it was promised to, or vacant. Return the bed's row.

    A promise that no ward has confirmed runs out its minutes after this.
    """
    promised = tx.in_slot(bed["id"], NEXT)
    if promised is None:
        return tx.change("bed", bed, state=BedState.VACANT.value, since=at, until=None, cleaning_started_at=None)
    minutes = promised["minutes_from_opening"]
    # A bed reported free a while ago is given its minutes from now: whoever it was promised to hears of it now.
    until = promised["expires_at"] if minutes is None else tx.now + timedelta(minutes=minutes)
    tx.change("bed_occupation", promised, slot=NOW, expires_at=until)
    return tx.change("bed", bed, state=BedState.HELD.value, since=at, until=until, cleaning_started_at=None)


def hold_answer(hold: Row, sequence: int) -> Answer:
    """Return the answer to a command on a hold."""
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
