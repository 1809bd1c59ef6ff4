"""Discharges (出院): ordered, taken back, medicines and transport ready, left, and the discharge lounge."""

from datetime import datetime
from uuid import uuid4

from sqlalchemy import select

from api.store.commands.closing import close_if_planned
from api.store.commands.stays import stay_in, vacate
from api.store.kinds import LOUNGE_BED, EventKind, Flag, OccupationKind
from api.store.refusals import NotFound, WrongState
from api.store.tables import bed_occupation
from api.store.transaction import Answer, Transaction
from scenarios.census import BedState

MILESTONES = {EventKind.MEDICINES_READY: "medicines_at", EventKind.TRANSPORT_READY: "transport_at"}


def order_discharge(
    tx: Transaction,
    bed_id: str,
    *,
    at: datetime | None = None,
    flag: Flag = Flag.NONE,
    version: int | None = None,
    reason: str = "",
) -> Answer:
    """Record that the discharge is ordered; the bed stays occupied."""
    at = at or tx.now
    bed, stay = tx.bed(bed_id), stay_in(tx, bed_id)
    tx.expect_version("bed", bed, version)
    if stay["ordered_at"] is not None:
        raise WrongState("Bed {bed} has its discharge ordered, expected occupied", bed=bed_id)
    tx.change("bed_occupation", stay, ordered_at=max(at, stay["since"]))
    tx.change("bed", bed, state=BedState.DISCHARGE_ORDERED.value)
    return _recorded(tx, EventKind.DISCHARGE_ORDERED, bed_id, stay["patient"], reason, at, flag)


def cancel_discharge(tx: Transaction, bed_id: str, *, version: int | None = None, reason: str = "") -> Answer:
    """Take a discharge order back: the patient stays."""
    bed, stay = tx.bed(bed_id), stay_in(tx, bed_id)
    tx.expect_version("bed", bed, version)
    if stay["ordered_at"] is None:
        raise WrongState("Bed {bed} has no discharge ordered, expected one to cancel", bed=bed_id)
    tx.change("bed_occupation", stay, ordered_at=None, medicines_at=None, transport_at=None)
    tx.change("bed", bed, state=BedState.OCCUPIED.value)
    return _recorded(tx, EventKind.DISCHARGE_CANCELLED, bed_id, stay["patient"], reason, tx.now, Flag.NONE)


def reach_milestone(
    tx: Transaction, bed_id: str, milestone: EventKind, *, version: int | None = None, reason: str = ""
) -> Answer:
    """Record that a discharged patient's medicines or transport are ready."""
    column = MILESTONES[milestone]
    bed, stay = tx.bed(bed_id), stay_in(tx, bed_id)
    tx.expect_version("bed", bed, version)
    if stay["ordered_at"] is None:
        raise WrongState("Bed {bed} has no discharge ordered, expected one before {kind}", bed=bed_id, kind=milestone)
    tx.change("bed_occupation", stay, **{column: stay[column] or tx.now})
    tx.change("bed", bed)
    return _recorded(tx, milestone, bed_id, stay["patient"], reason, tx.now, Flag.NONE)


def leave(
    tx: Transaction,
    bed_id: str,
    *,
    at: datetime | None = None,
    flag: Flag = Flag.NONE,
    to_lounge: bool = False,
    version: int | None = None,
    reason: str = "",
) -> Answer:
    """Record that the patient has left the bed, home or to the discharge lounge; the bed waits for cleaning.

    One that was to close after this patient is blocked.
    """
    at = at or tx.now
    bed, stay = tx.bed(bed_id), stay_in(tx, bed_id)
    tx.expect_version("bed", bed, version)
    vacate(tx, bed, stay, at, "left")
    if to_lounge:
        place = str(uuid4())
        tx.add(
            "bed_occupation",
            place,
            kind=OccupationKind.LOUNGE.value,
            bed=LOUNGE_BED,
            slot=place,
            live=True,
            patient=stay["patient"],
            department=stay["department"],
            since=at,
            ordered_at=stay["ordered_at"],
            medicines_at=stay["medicines_at"],
            transport_at=stay["transport_at"],
        )
    answer = _recorded(tx, EventKind.PATIENT_LEFT, bed_id, stay["patient"], reason, at, flag)
    close_if_planned(tx, bed)
    return {**answer, "version": tx.last_sequence}


def leave_lounge(tx: Transaction, place: str, *, reason: str = "") -> Answer:
    """Record that a patient has left the discharge lounge."""
    table = bed_occupation
    row = tx.one(select(table).where(table.c.id == place, table.c.kind == OccupationKind.LOUNGE))
    if row is None:
        raise NotFound("Place {place} in the discharge lounge does not exist, expected one in use", place=place)
    if not row["live"]:
        raise WrongState("Place {place} in the discharge lounge is empty, expected a patient", place=place)
    tx.change("bed_occupation", row, live=False, ended_at=tx.now, ended_by="left")
    sequence = tx.record(EventKind.LEFT_LOUNGE, patient=row["patient"], reason=reason)
    return {"place": place, "version": sequence}


def _recorded(
    tx: Transaction, kind: EventKind, bed_id: str, patient: str, reason: str, at: datetime, flag: Flag
) -> Answer:
    sequence = tx.record(kind, bed=bed_id, patient=patient, reason=reason, at=at, flag=flag)
    return {"bed": bed_id, "version": sequence}
