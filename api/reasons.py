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
    ready = (now + timedelta(minutes=option["start_minutes"])).isoformat(timespec="minutes")
    found = [Sentence("ready about {at}", {"at": ready}) if option["start_minutes"] else Sentence("free now", {})]
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
