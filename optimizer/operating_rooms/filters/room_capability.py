"""The room has what the case needs, and takes such cases."""

from optimizer.operating_rooms.filters.contract import ALWAYS, NEVER, Window
from scenarios.operating_rooms import StaffedRoom
from scenarios.surgery import SurgicalCase
from scenarios.surgical_day import SurgicalDay


class RoomCapability:
    """The room has what the case needs, and takes such cases."""

    name = "room capability"

    def windows(
        self, day: SurgicalDay, case: SurgicalCase, room: StaffedRoom, surgeon: str | None
    ) -> tuple[Window, ...]:
        """Return the hours in which the patient may be in the room."""
        if case.minutes_by_room and room.id not in case.minutes_by_room:
            return NEVER
        return ALWAYS if case.room_equipment <= room.equipment else NEVER

    def reason(self, day: SurgicalDay, case: SurgicalCase, room: StaffedRoom, surgeon: str | None) -> str:
        """Return one sentence that explains a refusal."""
        missing = ", ".join(sorted(case.room_equipment - room.equipment)) or "any planned minutes for this case"
        return f"room {room.id} lacks {missing}"
