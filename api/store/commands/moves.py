"""Patients in bed: moved, swapped."""

from dataclasses import replace
from datetime import datetime

from api.store.commands.closing import close_if_planned
from api.store.commands.expiry import expire_on
from api.store.commands.stays import expect_free_for, place, stay_in, vacate
from api.store.documents import stay_from
from api.store.images import Row
from api.store.kinds import EventKind
from api.store.refusals import Invalid
from api.store.transaction import Answer, Transaction
from scenarios.patients import BedRequest, RequestSource, Stay


def move(
    tx: Transaction,
    from_bed: str,
    to_bed: str,
    *,
    from_version: int | None = None,
    to_version: int | None = None,
    reason: str = "",
    override: str = "",
) -> Answer:
    """Move the patient of one bed to another that is free and keeps the rules; the first needs cleaning."""
    expire_on(tx, to_bed)
    source, target = tx.bed(from_bed), tx.bed(to_bed)
    tx.expect_version("bed", source, from_version)
    tx.expect_version("bed", target, to_version)
    stay = stay_in(tx, from_bed)
    expect_free_for(tx, target, None)
    overridden = tx.expect_rules_kept((wish_of(stay, tx.now, stay["bed"]), to_bed), override=override)
    vacate(tx, source, stay, tx.now, "moved")
    place(tx, target, stay["stay"], stay["department"], tx.now, like=stay)
    tx.record(
        EventKind.PATIENT_MOVED,
        bed=to_bed,
        other_bed=from_bed,
        patient=stay["patient"],
        reason=reason,
        overridden=overridden,
        override=override,
    )
    close_if_planned(tx, source)
    return {"from_bed": from_bed, "to_bed": to_bed, "version": tx.last_sequence}


def swap(
    tx: Transaction,
    bed_id: str,
    other_id: str,
    *,
    version: int | None = None,
    other_version: int | None = None,
    reason: str = "",
    override: str = "",
) -> Answer:
    """Let the patients of two beds change places, where that keeps the rules."""
    if bed_id == other_id:
        raise Invalid("Bed {bed} swapped with itself, expected two beds", bed=bed_id)
    bed, other = tx.bed(bed_id), tx.bed(other_id)
    tx.expect_version("bed", bed, version)
    tx.expect_version("bed", other, other_version)
    first, second = stay_in(tx, bed_id), stay_in(tx, other_id)
    wishes = ((wish_of(first, tx.now, bed_id), other_id), (wish_of(second, tx.now, other_id), bed_id))
    overridden = tx.expect_rules_kept(*wishes, override=override)
    for stay in (first, second):
        tx.change("bed_occupation", stay, live=False, ended_at=tx.now, ended_by="swapped")
    for target, stay in ((bed, second), (other, first)):
        place(tx, target, stay["stay"], stay["department"], tx.now, like=stay)
    sequence = tx.record(
        EventKind.PATIENTS_SWAPPED,
        bed=bed_id,
        other_bed=other_id,
        patient=first["patient"],
        reason=reason,
        overridden=overridden,
        override=override,
    )
    return {"bed": bed_id, "other_bed": other_id, "version": sequence}


def wish_of(stay: Row, now: datetime, current_bed: str | None) -> BedRequest:
    """Return what a patient in bed would ask for: the rules are asked about a move as about a request."""
    lies = stay_from(stay["stay"], stay["bed"], stay["ordered_at"])
    return replace(transfer_of(lies, now), current_bed=current_bed)


def transfer_of(lies: Stay, now: datetime) -> BedRequest:
    """Return the request for another bed that a patient in bed would make."""
    return BedRequest(
        id=lies.patient.id,
        patient=lies.patient,
        source=RequestSource.TRANSFER,
        department=lies.department,
        requested_at=now,
        level_of_care=lies.level_of_care,
        equipment=lies.equipment,
        current_bed=lies.bed,
    )
