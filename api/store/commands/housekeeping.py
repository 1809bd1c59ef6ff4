"""Beds without a patient: cleaned, blocked, opened again."""

from datetime import datetime

from api.store.commands.closing import WITH_PATIENT, closes_after_stay, plan_closing, take_closing_back
from api.store.commands.expiry import expire_on, open_bed, promote_next_hold
from api.store.kinds import NEXT, NOW, EventKind, Flag
from api.store.refusals import Invalid, WrongState
from api.store.transaction import Answer, Transaction
from scenarios.census import BedState, BlockReason


def start_cleaning(
    tx: Transaction,
    bed_id: str,
    *,
    at: datetime | None = None,
    flag: Flag = Flag.NONE,
    version: int | None = None,
    reason: str = "",
) -> Answer:
    """Record that cleaning a bed has started."""
    at = at or tx.now
    bed = tx.bed(bed_id)
    tx.expect_version("bed", bed, version)
    if bed["state"] != BedState.CLEANING or bed["cleaning_started_at"] is not None:
        raise WrongState("Bed {bed} is {state}, expected waiting for cleaning", bed=bed_id, state=_words(bed))
    duration = bed["until"] - bed["since"] if bed["until"] else None
    tx.change("bed", bed, cleaning_started_at=at, until=at + duration if duration else None)
    return _recorded(tx, EventKind.CLEANING_STARTED, bed_id, reason, at, flag)


def clean(
    tx: Transaction,
    bed_id: str,
    *,
    at: datetime | None = None,
    flag: Flag = Flag.NONE,
    version: int | None = None,
    reason: str = "",
) -> Answer:
    """Record that a bed is clean: it is free, or held for whom it was promised to."""
    at = at or tx.now
    expire_on(tx, bed_id)
    bed = tx.bed(bed_id)
    tx.expect_version("bed", bed, version)
    if bed["state"] != BedState.CLEANING:
        raise WrongState("Bed {bed} is {state}, expected cleaning", bed=bed_id, state=_words(bed))
    promote_next_hold(tx, bed, at)
    return _recorded(tx, EventKind.BED_CLEANED, bed_id, reason, at, flag)


def block(
    tx: Transaction,
    bed_id: str,
    why: BlockReason,
    *,
    until: datetime | None = None,
    version: int | None = None,
    reason: str = "",
) -> Answer:
    """Take a bed out of use; what it was is kept for when it is opened again.

    A block with an end opens by itself at its end. Blocking a blocked bed changes why, and until when. A bed with a
    patient in it closes once the patient has left.
    """
    if until is not None and until <= tx.now:
        raise Invalid("Block of bed {bed} until {at}, expected a moment to come", bed=bed_id, at=until.isoformat())
    expire_on(tx, bed_id)
    bed = tx.bed(bed_id)
    tx.expect_version("bed", bed, version)
    taken = tx.in_slots(bed_id)
    if bed["state"] in WITH_PATIENT and NEXT not in taken:
        return {"bed": bed_id, "version": plan_closing(tx, bed, why, until, reason)}
    blocked = bed["state"] == BedState.BLOCKED
    closable = bed["state"] in (BedState.VACANT, BedState.CLEANING) and NEXT not in taken
    # A promise on a blocked bed counts on its end.
    if NOW in taken or not (closable or (blocked and (until is not None or NEXT not in taken))):
        raise WrongState("Bed {bed} is {state}, expected one that nobody holds", bed=bed_id, state=_words(bed))
    resumes = bed["resumes"] if blocked else bed["state"]
    if bed["block_reason"] == BlockReason.CONTAMINATED:
        resumes = BedState.CLEANING.value
    since = bed["since"] if blocked else tx.now
    state = BedState.BLOCKED.value
    tx.change("bed", bed, state=state, since=since, until=until, block_reason=why.value, resumes=resumes)
    return _recorded(tx, EventKind.BED_BLOCKED, bed_id, reason, tx.now, Flag.NONE)


def unblock(tx: Transaction, bed_id: str, *, version: int | None = None, reason: str = "") -> Answer:
    """Open a blocked bed: it is what it was before, so a bed that needed cleaning still does.

    A bed that was to close after its patient stays open.
    """
    bed = tx.bed(bed_id)
    tx.expect_version("bed", bed, version)
    if closes_after_stay(bed):
        return {"bed": bed_id, "version": take_closing_back(tx, bed, reason)}
    if bed["state"] != BedState.BLOCKED:
        raise WrongState("Bed {bed} is {state}, expected blocked", bed=bed_id, state=_words(bed))
    return {"bed": bed_id, "version": open_bed(tx, bed, tx.now, reason)}


def _words(bed: dict[str, object]) -> str:
    if bed["state"] == BedState.CLEANING and bed["cleaning_started_at"] is not None:
        return "being cleaned"
    return str(bed["state"])


def _recorded(tx: Transaction, kind: EventKind, bed_id: str, reason: str, at: datetime, flag: Flag) -> Answer:
    sequence = tx.record(kind, bed=bed_id, reason=reason, at=at, flag=flag)
    return {"bed": bed_id, "version": sequence}
