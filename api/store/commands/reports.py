"""What is reported to have happened, perhaps late or in the wrong order. Nothing reported is dropped."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import select

from api.store.commands.discharges import leave, order_discharge
from api.store.commands.housekeeping import clean, start_cleaning
from api.store.commands.stays import admit
from api.store.kinds import EventKind, Flag
from api.store.refusals import BedTaken, Invalid, WrongState
from api.store.tables import early_report
from api.store.transaction import Answer, Transaction

REPORTS = (
    EventKind.PATIENT_ADMITTED,
    EventKind.DISCHARGE_ORDERED,
    EventKind.PATIENT_LEFT,
    EventKind.CLEANING_STARTED,
    EventKind.BED_CLEANED,
)


def report(
    tx: Transaction,
    kind: EventKind,
    bed_id: str,
    at: datetime,
    details: Mapping[str, Any] | None = None,
    *,
    reason: str = "",
) -> Answer:
    """Take in a report of what happened to a bed at some moment.

    A report older than the bed's latest change but possible is applied and flagged ``late``. One that does not fit the
    bed's state is kept, flagged ``out of order``, and applied once the report that it waits for has come.

    Parameters
    ----------
    tx : Transaction
        Of the command.
    kind : EventKind
        One of :data:`REPORTS`.
    bed_id : str
        Which bed.
    at : datetime
        When it happened.
    details : mapping, optional
        ``request`` for an admission, ``to_lounge`` for a patient who left.
    reason : str
        Why.
    """
    if kind not in REPORTS:
        raise Invalid("Report {kind}, expected one of {kinds}", kind=kind, kinds=[one.value for one in REPORTS])
    details = dict(details or {})
    bed = tx.bed(bed_id)
    flag = Flag.LATE if at < bed["since"] else Flag.NONE
    try:
        answer = _apply(tx, kind, bed_id, at, details, flag, reason)
    except (WrongState, BedTaken):
        tx.add("early_report", str(uuid4()), bed=bed_id, kind=kind.value, at=at, details=details)
        tx.change("bed", bed)
        sequence = tx.record(kind, bed=bed_id, reason=reason, at=at, flag=Flag.OUT_OF_ORDER)
        return {"bed": bed_id, "version": sequence, "flag": Flag.OUT_OF_ORDER.value, "applied": False}
    _apply_waiting(tx, bed_id, at)
    return {**answer, "version": tx.last_sequence, "flag": flag.value, "applied": True}


def _apply(
    tx: Transaction, kind: EventKind, bed_id: str, at: datetime, details: Mapping[str, Any], flag: Flag, reason: str
) -> Answer:
    match kind:
        case EventKind.PATIENT_ADMITTED:
            if "request" not in details:
                raise Invalid("Report of an admission to bed {bed} names no request, expected one", bed=bed_id)
            return admit(tx, str(details["request"]), bed_id, at=at, flag=flag, reason=reason, reported=True)
        case EventKind.DISCHARGE_ORDERED:
            return order_discharge(tx, bed_id, at=at, flag=flag, reason=reason)
        case EventKind.PATIENT_LEFT:
            to_lounge = bool(details.get("to_lounge"))
            return leave(tx, bed_id, at=at, flag=flag, to_lounge=to_lounge, reason=reason)
        case EventKind.CLEANING_STARTED:
            return start_cleaning(tx, bed_id, at=at, flag=flag, reason=reason)
        case _:
            return clean(tx, bed_id, at=at, flag=flag, reason=reason)


def _apply_waiting(tx: Transaction, bed_id: str, after: datetime) -> None:
    """Apply reports that came too early, oldest first, as far as they now fit."""
    table = early_report
    waiting = tx.connection.execute(select(table).where(table.c.bed == bed_id).order_by(table.c.at)).mappings().all()
    for row in waiting:
        if row["at"] < after:
            continue
        tx.remove("early_report", dict(row))
        try:
            _apply(tx, EventKind(row["kind"]), bed_id, row["at"], row["details"], Flag.REORDERED, "")
        except (WrongState, BedTaken):
            tx.stage({}, {})
            return
