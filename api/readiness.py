"""When a patient leaves, when a bed can be taken, and what is late: one answer for everybody who asks."""

from datetime import datetime, timedelta

from api.store.live import BedNow
from scenarios.census import BedState, BlockReason
from scenarios.hospital import Hospital
from scenarios.patients import Isolation

SHORTLY = timedelta(minutes=1)
"""A bed whose cleaning should be over is not free before somebody says so: ready in the next minute at the earliest."""


def ready_at(bed: BedNow, hospital: Hospital, now: datetime) -> datetime | None:
    """Return when a bed without a patient can be taken; None for nobody knows.

    A block with an end opens by itself, and what needs cleaning then is cleaned first. Cleaning that has not begun
    takes its whole time from now; one that is overdue is never finished yet.
    """
    if bed.state is BedState.BLOCKED:
        if bed.until is None:
            return None
        cleaning = _cleaning_after_block(bed, hospital)
        return max(bed.until, now) + cleaning if bed.until + cleaning <= now else bed.until + cleaning
    if bed.state is not BedState.CLEANING:
        return now
    planned = timedelta(minutes=hospital.cleaning_minutes)
    if bed.until is None:
        return now + planned
    if bed.cleaning_started_at is None and bed.until <= now:
        return now + max(SHORTLY, bed.until - bed.since)
    return max(bed.until, now + SHORTLY)


def free_at(bed: BedNow, hospital: Hospital, now: datetime) -> datetime | None:
    """Return when a bed is expected to be free and clean; None for nobody knows, or closed after its patient."""
    if bed.stay is None:
        return ready_at(bed, hospital, now)
    leaves = bed.stay.leaves_at
    if leaves is None or bed.closes_after_stay:
        return None
    isolated = bed.stay.stay.patient.isolation is not Isolation.NONE
    minutes = hospital.terminal_cleaning_minutes if isolated else hospital.cleaning_minutes
    return max(now, leaves) + timedelta(minutes=minutes)


def is_overdue(bed: BedNow, now: datetime) -> bool:
    """Return whether somebody has to be chased: the patient should have left, or the bed should be clean."""
    if bed.stay is not None:
        return bed.stay.leaves_at is not None and bed.stay.leaves_at < now
    return bed.state is BedState.CLEANING and bed.until is not None and bed.until < now


def _cleaning_after_block(bed: BedNow, hospital: Hospital) -> timedelta:
    if bed.block_reason is BlockReason.CONTAMINATED:
        return timedelta(minutes=hospital.terminal_cleaning_minutes)
    needs_cleaning = bed.resumes is BedState.CLEANING
    return timedelta(minutes=hospital.cleaning_minutes if needs_cleaning else 0)
