"""Why a bed is suggested, in a few short sentences."""

from datetime import datetime, timedelta

from api.decisions import Decision, sentence_document
from api.store.live import LiveState
from optimizer.sentence import Sentence
from scenarios.hospital import SexPolicy
from scenarios.patients import BedRequest, Isolation


def reasons_for(request: BedRequest, option: Decision, live: LiveState, now: datetime) -> list[Decision]:
    """Return what speaks for a bed, most important first, each as :func:`api.decisions.sentence_document`."""
    bed = live.beds[option["bed"]]
    ward, room = bed.place.ward, bed.place.room
    found = [_ready(request, option, now)]
    if ward.shared:
        found.append(Sentence("shared ward", {}))
    elif ward.department == request.department:
        found.append(Sentence("ward of its own department", {}))
    else:
        found.append(Sentence("lent by {lender}", {"lender": ward.department}))
    if len(room.beds) == 1:
        found.append(Sentence("single room", {}))
    elif ward.sex_policy is SexPolicy.STRICT and any(live.beds[one.id].stay for one in room.beds if one.id != bed.id):
        found.append(Sentence("same sex in the room", {}))
    if request.patient.isolation is not Isolation.NONE and (room.isolation or room.negative_pressure):
        found.append(Sentence("isolation room", {}))
    found += [
        Sentence("has {equipment}", {"equipment": one}) for one in sorted(request.equipment & bed.place.bed.equipment)
    ]
    return [sentence_document(one) for one in found]


def is_late(request: BedRequest, option: Decision, now: datetime) -> bool:
    """Return whether a bed that is not free yet opens only after it is needed."""
    ready = now + timedelta(minutes=option["start_minutes"])
    return bool(option["start_minutes"]) and request.needed_by is not None and ready > request.needed_by


def _ready(request: BedRequest, option: Decision, now: datetime) -> Sentence:
    if not option["start_minutes"]:
        return Sentence("free now", {})
    ready = (now + timedelta(minutes=option["start_minutes"])).isoformat(timespec="minutes")
    if is_late(request, option, now) and request.needed_by is not None:
        needed = request.needed_by.isoformat(timespec="minutes")
        return Sentence("ready about {at}, after it is needed ({needed_at})", {"at": ready, "needed_at": needed})
    return Sentence("ready about {at}", {"at": ready})
