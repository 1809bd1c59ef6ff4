"""Nobody is in a room before it opens or after its hard end."""

from optimizer.operating_rooms.filters.contract import Window, clock
from scenarios.operating_rooms import StaffedRoom
from scenarios.surgery import SurgicalCase
from scenarios.surgical_day import SurgicalDay


class RoomHours:
    """Nobody is in a room before it opens or after its hard end."""

    name = "room hours"

    def windows(
        self, day: SurgicalDay, case: SurgicalCase, room: StaffedRoom, surgeon: str | None
    ) -> tuple[Window, ...]:
        """Return the hours in which the patient may be in the room."""
        return ((room.opens_minute, room.hard_end_minute),)

    def reason(self, day: SurgicalDay, case: SurgicalCase, room: StaffedRoom, surgeon: str | None) -> str:
        """Return one sentence that explains a refusal."""
        hours = f"{clock(room.opens_minute)} to {clock(room.hard_end_minute)}"
        return f"room {room.id} is staffed {hours}"
