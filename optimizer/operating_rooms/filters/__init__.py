"""Rules about one case in one room with one surgeon: they only leave out modes, before CP-SAT sees them.

To add one: a file with a class like the others, and a line in :data:`FILTERS`.
"""

from collections.abc import Sequence

from optimizer.operating_rooms.filters.block_schedule import BlockSchedule
from optimizer.operating_rooms.filters.contract import Filter, Window
from optimizer.operating_rooms.filters.discussion import DiscussionRecorded
from optimizer.operating_rooms.filters.infected_room import DedicatedRoom
from optimizer.operating_rooms.filters.pinned import PinnedRoom
from optimizer.operating_rooms.filters.readiness import ReadyFrom
from optimizer.operating_rooms.filters.room_capability import RoomCapability
from optimizer.operating_rooms.filters.room_hours import RoomHours
from optimizer.operating_rooms.filters.surgeon_authority import SurgeonAuthority
from optimizer.operating_rooms.filters.surgeon_hours import SurgeonHours
from scenarios.allocation_settings import RuleMode, RuleSetting
from scenarios.operating_rooms import StaffedRoom
from scenarios.surgery import SurgicalCase
from scenarios.surgical_day import SurgicalDay

FILTERS: tuple[Filter, ...] = (
    RoomCapability(),
    BlockSchedule(),
    RoomHours(),
    SurgeonAuthority(),
    SurgeonHours(),
    DiscussionRecorded(),
    DedicatedRoom(),
    ReadyFrom(),
    PinnedRoom(),
)
"""All of them; each is hard unless the hospital turns it off."""


def windows(
    day: SurgicalDay,
    case: SurgicalCase,
    room: StaffedRoom,
    surgeon: str | None,
    filters: Sequence[Filter] = FILTERS,
) -> list[Window]:
    """Return the hours in which a case may be in a room with a surgeon, as far as these filters go."""
    allowed: list[Window] = [(0, 10**6)]
    for rule in filters:
        if day.settings.rules.get(rule.name, RuleSetting()).mode is RuleMode.OFF:
            continue
        own = rule.windows(day, case, room, surgeon)
        allowed = [
            (max(start, from_minute), min(end, to_minute))
            for start, end in allowed
            for from_minute, to_minute in own
            if max(start, from_minute) < min(end, to_minute)
        ]
        if not allowed:
            return []
    return allowed
