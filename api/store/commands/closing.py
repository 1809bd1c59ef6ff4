"""Beds that close once their patient has left: asked for while somebody lies there, done as soon as the bed is left."""

from datetime import datetime

from sqlalchemy import select

from api.store.images import Row
from api.store.kinds import EventKind
from api.store.tables import event
from api.store.transaction import Transaction
from scenarios.census import BedState, BlockReason

WITH_PATIENT = (BedState.OCCUPIED, BedState.DISCHARGE_ORDERED)


def closes_after_stay(bed: Row) -> bool:
    """Return whether a bed with a patient in it is to be blocked afterwards, until the bed's ``until``."""
    return bed["block_reason"] is not None and bed["state"] in WITH_PATIENT


def plan_closing(tx: Transaction, bed: Row, why: BlockReason, until: datetime | None, reason: str) -> int:
    """Record that an occupied bed closes once its patient has left; return the event's sequence number."""
    tx.change("bed", bed, block_reason=why.value, until=until, resumes=BedState.CLEANING.value)
    return tx.record(EventKind.CLOSING_PLANNED, bed=bed["id"], reason=reason)


def take_closing_back(tx: Transaction, bed: Row, reason: str) -> int:
    """Record that an occupied bed stays open after all; return the event's sequence number."""
    tx.change("bed", bed, block_reason=None, until=None, resumes=None)
    return tx.record(EventKind.CLOSING_CANCELLED, bed=bed["id"], reason=reason)


def close_if_planned(tx: Transaction, left: Row) -> None:
    """Block a bed that has just been left, where that was planned and the block has not ended before it began.

    Parameters
    ----------
    tx : Transaction
        In which the leaving is recorded.
    left : Row
        The bed as it was with its patient.
    """
    if not closes_after_stay(left) or (left["until"] is not None and left["until"] <= tx.now):
        return
    planned = select(event.c.reason).where(event.c.bed == left["id"], event.c.kind == EventKind.CLOSING_PLANNED.value)
    why = tx.connection.execute(planned.order_by(event.c.sequence.desc()).limit(1)).scalar() or ""
    tx.change(
        "bed",
        tx.bed(left["id"]),
        state=BedState.BLOCKED.value,
        since=tx.now,
        until=left["until"],
        block_reason=left["block_reason"],
        resumes=BedState.CLEANING.value,
    )
    tx.record(EventKind.BED_BLOCKED, bed=left["id"], reason=why)
