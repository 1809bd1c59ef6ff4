"""Beds, requests, holds and events as the documents that clients see; identifiers only where a role needs them."""

from datetime import UTC, datetime
from typing import Any

from api.store.documents import request_document
from api.store.live import BedNow, HoldNow, RequestNow
from scenarios.patients import Isolation, Patient

Document = dict[str, Any]


def moment(value: datetime | None) -> str | None:
    """Return a moment as text, in UTC."""
    return value.astimezone(UTC).isoformat(timespec="seconds") if value else None


def patient_view(patient: Patient, *, identified: bool) -> Document:
    """Return a patient; without the pseudonym for those who need not know who it is."""
    return {
        "id": patient.id if identified else None,
        "sex": patient.sex.value,
        "age_years": patient.age_years,
        "isolation": patient.isolation.value,
        "pathogen": (patient.pathogen or None) if identified else None,
    }


def bed_view(bed: BedNow, *, identified: bool) -> Document:
    """Return a bed."""
    ward, room = bed.place.ward, bed.place.room
    document: Document = {
        "id": bed.id,
        "room": room.id,
        "ward": ward.id,
        "department": ward.department,
        "level_of_care": ward.level_of_care.value,
        "equipment": sorted(bed.place.bed.equipment),
        "isolation_room": room.isolation,
        "negative_pressure": room.negative_pressure,
        "state": bed.state.value,
        "since": moment(bed.since),
        "until": moment(bed.until),
        "cleaning_started_at": moment(bed.cleaning_started_at),
        "block_reason": bed.block_reason.value if bed.block_reason else None,
        "stay": stay_view(bed, identified=identified),
        "hold": hold_view(bed.hold or bed.promise, identified=identified),
        "version": bed.version,
    }
    return document


def stay_view(bed: BedNow, *, identified: bool) -> Document | None:
    """Return the stay in a bed."""
    if bed.stay is None:
        return None
    stay = bed.stay.stay
    forecast = stay.expected_discharge
    return {
        "patient": patient_view(stay.patient, identified=identified),
        "department": stay.department,
        "lent": is_lent(bed),
        "admitted_at": moment(stay.admitted_at),
        "in_bed_since": moment(bed.stay.since),
        "expected_discharge": {name: moment(getattr(forecast, name)) for name in ("p10", "p50", "p90")}
        if forecast
        else None,
        "discharge_ordered_at": moment(stay.discharge_ordered_at),
        "medicines_ready_at": moment(bed.stay.medicines_at),
        "transport_ready_at": moment(bed.stay.transport_at),
        "movable": stay.movable,
    }


def hold_view(hold: HoldNow | None, *, identified: bool) -> Document | None:
    """Return a hold."""
    if hold is None:
        return None
    return {
        "id": hold.id,
        "bed": hold.bed,
        "request": hold.request or None,
        "patient": (hold.patient or None) if identified else None,
        "department": hold.department or None,
        "pending": hold.pending,
        "since": moment(hold.since),
        "confirmed_at": moment(hold.confirmed_at),
        "expires_at": moment(hold.expires_at),
        "version": hold.version,
    }


def request_view(now: RequestNow, at: datetime, *, identified: bool) -> Document:
    """Return a bed request with how long it has waited."""
    document = request_document(now.request)
    return {
        **document,
        "patient": patient_view(now.request.patient, identified=identified),
        "requested_at": moment(now.request.requested_at),
        "needed_by": moment(now.request.needed_by),
        "status": now.status.value,
        "waiting_minutes": max(0, int((at - now.request.requested_at).total_seconds() // 60)),
        "hold": hold_view(now.hold, identified=identified),
        "version": now.version,
    }


def event_view(event: dict[str, Any], *, identified: bool) -> Document:
    """Return an event of the log; without what could name a patient for those who need not know."""
    document: Document = {
        "sequence": event["sequence"],
        "at": moment(event["at"]),
        "recorded_at": moment(event["recorded_at"]),
        "kind": event["kind"],
        "bed": event["bed"],
        "other_bed": event["other_bed"],
        "request": event["request"],
        "operating_list": event["operating_list"],
        "surgical_case": event["surgical_case"],
        "flag": event["flag"] or None,
    }
    if identified:
        names = ("actor", "patient", "reason", "overridden", "override", "before", "after")
        document |= {name: event[name] for name in names}
    return document


TOLD_TO_ALL = frozenset(
    {
        "age_band",
        "age_bands",
        "bed",
        "borrower",
        "department",
        "equipment",
        "lender",
        "level",
        "other_level",
        "room",
        "rule",
        "state",
        "ward",
    }
)
"""Words in sentences that can name nobody, nor any germ; all others are shown to those only who see patients."""


def sentence_view(sentence: Document, *, identified: bool) -> Document:
    """Return a sentence of the optimizer; for those who need not know who it is, without the values that could say."""
    if identified:
        return sentence
    values = {
        name: value if name in TOLD_TO_ALL or isinstance(value, int) else "…"
        for name, value in sentence["values"].items()
    }
    told = {name: ", ".join(value) if isinstance(value, list) else value for name, value in values.items()}
    return {**sentence, "message": sentence["template"].format_map(told), "values": values}


def is_lent(bed: BedNow) -> bool:
    """Return whether a patient of another department has the bed; shared wards lend to nobody."""
    return bed.stay is not None and not bed.place.ward.shared and bed.stay.stay.department != bed.place.ward.department


def isolation_in(bed: BedNow) -> str:
    """Return ``contact``, ``airborne`` or nothing for the isolation of whoever is in a bed."""
    isolation = bed.stay.stay.patient.isolation if bed.stay is not None else Isolation.NONE
    return "" if isolation is Isolation.NONE else isolation.value
