"""What is reported to have happened, perhaps late or in the wrong order. Nothing reported is dropped."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import func, select

from api.store.commands.discharges import leave, order_discharge
from api.store.commands.housekeeping import clean, start_cleaning
from api.store.commands.stays import admit
from api.store.images import Row
from api.store.kinds import EventKind, Flag, OccupationKind
from api.store.refusals import BedTaken, Invalid, NotFound, WrongState
from api.store.tables import bed_occupation, early_report
from api.store.transaction import Answer, Transaction
from scenarios.census import BedState

REPORTS = (
    EventKind.PATIENT_ADMITTED,
    EventKind.DISCHARGE_ORDERED,
    EventKind.PATIENT_LEFT,
    EventKind.CLEANING_STARTED,
    EventKind.BED_CLEANED,
)
OF_CLEANING = (EventKind.CLEANING_STARTED, EventKind.BED_CLEANED)
LATE_AFTER = timedelta(minutes=30)
"""Wards write things down within the half hour; whatever comes later is flagged."""
CLOCK_TOLERANCE = timedelta(minutes=5)
"""Clocks of wards and devices run ahead by less than this; a report from further ahead is a mistake."""


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

    One that fits is applied, and flagged ``late`` when it comes long after what it tells. One that does not fit the
    bed's state is kept, flagged ``out of order``, and applied once the report that it waits for has come. One from
    before the patient who is in the bed now, or from before the bed was left to be cleaned, is about somebody else:
    it is kept, flagged ``out of date``, and never applied. Nor is one from the future.

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
    if kind is EventKind.PATIENT_ADMITTED and "request" not in details:
        raise Invalid("Report of an admission to bed {bed} names no request, expected one", bed=bed_id)
    bed = tx.bed(bed_id)
    if at > tx.now + CLOCK_TOLERANCE:
        return _kept(tx, kind, bed, at, details, Flag.FUTURE, reason)
    at = min(at, tx.now)
    if _is_out_of_date(tx, kind, bed, at, details):
        return _kept(tx, kind, bed, at, details, Flag.OUT_OF_DATE, reason)
    flag = Flag.LATE if tx.now - at > LATE_AFTER else Flag.NONE
    try:
        with tx.attempt():
            answer = _apply(tx, kind, bed_id, at, details, flag, reason)
    except (WrongState, BedTaken, NotFound):
        tx.add("early_report", str(uuid4()), bed=bed_id, kind=kind.value, at=at, details=details)
        return _kept(tx, kind, bed, at, details, Flag.OUT_OF_ORDER, reason)
    _apply_waiting(tx, bed_id, at)
    return {**answer, "version": tx.last_sequence, "flag": flag.value, "applied": True}


def apply_early_admission(tx: Transaction, request_id: str) -> bool:
    """Apply an admission that was reported before its request was known; return whether there was one that fits."""
    table = early_report
    admissions = select(table).where(table.c.kind == EventKind.PATIENT_ADMITTED.value).order_by(table.c.at)
    for row in tx.connection.execute(admissions).mappings().all():
        if row["details"].get("request") == request_id and _applied_early(tx, dict(row)):
            _apply_waiting(tx, row["bed"], row["at"])
            return True
    return False


def _kept(
    tx: Transaction, kind: EventKind, bed: Row, at: datetime, details: Mapping[str, Any], flag: Flag, reason: str
) -> Answer:
    tx.change("bed", bed)
    sequence = tx.record(kind, bed=bed["id"], request=details.get("request"), reason=reason, at=at, flag=flag)
    return {"bed": bed["id"], "version": sequence, "flag": flag.value, "applied": False}


def _is_out_of_date(tx: Transaction, kind: EventKind, bed: Row, at: datetime, details: Mapping[str, Any]) -> bool:
    """Return whether something happened before what is true of the bed now began."""
    inside = tx.in_slot(bed["id"])
    if inside is not None and inside["kind"] == OccupationKind.STAY:
        return bool(at < inside["since"])
    if bed["state"] == BedState.CLEANING:
        began = bed["cleaning_started_at"] or bed["since"]
        return bool(at < (began if kind is EventKind.BED_CLEANED else bed["since"]))
    if kind is EventKind.PATIENT_ADMITTED:
        return at < max(_last_left(tx, bed["id"], at), _lies_elsewhere_since(tx, details, at))
    # A bed is held for reasons of its own, so the hold's beginning says nothing about when it was cleaned.
    return at < (_last_left(tx, bed["id"], at) if bed["state"] == BedState.HELD else bed["since"])


def _last_left(tx: Transaction, bed_id: str, otherwise: datetime) -> datetime:
    table = bed_occupation
    ended = select(func.max(table.c.ended_at)).where(
        table.c.bed == bed_id, table.c.kind == OccupationKind.STAY.value, table.c.ended_by != "cancelled"
    )
    return tx.connection.execute(ended).scalar() or otherwise


def _lies_elsewhere_since(tx: Transaction, details: Mapping[str, Any], otherwise: datetime) -> datetime:
    try:
        asked = tx.request(str(details["request"]))
    except NotFound:
        return otherwise
    stay = tx.stay_of(asked["document"]["patient"]["id"])
    return stay["since"] if stay is not None else otherwise


def _apply(
    tx: Transaction, kind: EventKind, bed_id: str, at: datetime, details: Mapping[str, Any], flag: Flag, reason: str
) -> Answer:
    match kind:
        case EventKind.PATIENT_ADMITTED:
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
    """Apply reports that came too early, oldest first, as far as they now fit; those before the bed's time go."""
    table = early_report
    waiting = tx.connection.execute(select(table).where(table.c.bed == bed_id).order_by(table.c.at)).mappings().all()
    left = []
    for row in map(dict, waiting):
        if row["at"] >= after and _applied_early(tx, row):
            after = row["at"]
        else:
            left.append(row)
    for row in left:
        if row["at"] < after:
            tx.remove("early_report", row)
            tx.record(EventKind(row["kind"]), bed=bed_id, at=row["at"], flag=Flag.OUT_OF_DATE)


def _applied_early(tx: Transaction, row: Row) -> bool:
    """Apply a report that came too early; return False, with nothing changed, when it still does not fit."""
    kind, details = EventKind(row["kind"]), row["details"]
    if _is_out_of_date(tx, kind, tx.bed(row["bed"]), row["at"], details):
        return False
    try:
        with tx.attempt():
            tx.remove("early_report", row)
            _apply(tx, kind, row["bed"], row["at"], details, Flag.REORDERED, "")
    except (WrongState, BedTaken, NotFound):
        return False
    return True
