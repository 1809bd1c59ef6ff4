"""Why a bed is suggested, in a few short sentences."""

from datetime import timedelta
from typing import Any

from api.web.page import Page
from scenarios.hospital import SexPolicy
from scenarios.patients import BedRequest, Isolation


def reasons_for(request: BedRequest, option: dict[str, Any], page: Page) -> list[str]:
    """Return what speaks for a bed and what it costs, most important first."""
    _ = page.labels.gettext
    bed = page.runtime.live.beds[option["bed"]]
    ward, room = bed.place.ward, bed.place.room
    start = option["start_minutes"]
    reasons = []
    if start == 0:
        reasons.append(_("free now"))
    else:
        reasons.append(_("ready about {time}").format(time=page.labels.clock(page.now + timedelta(minutes=start))))
    if ward.shared:
        reasons.append(_("shared ward"))
    elif ward.department == request.department:
        reasons.append(_("ward of its own department"))
    else:
        reasons.append(_("lent by {department}").format(department=page.labels.department(ward.department)))
    if len(room.beds) == 1:
        reasons.append(_("single room"))
    elif ward.sex_policy is SexPolicy.STRICT:
        others = [page.runtime.live.beds[one.id] for one in room.beds if one.id != bed.id]
        if any(other.stay for other in others):
            reasons.append(_("same sex in the room"))
    if request.patient.isolation is not Isolation.NONE and (room.isolation or room.negative_pressure):
        reasons.append(_("isolation room"))
    equipment = sorted(request.equipment & bed.place.bed.equipment)
    return [*reasons, *(_("has {item}").format(item=_(item)) for item in equipment)]
