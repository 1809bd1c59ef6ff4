"""A pinned case keeps its room."""

from optimizer.operating_rooms.filters.contract import ALWAYS, NEVER, Window
from scenarios.operating_rooms import StaffedRoom
from scenarios.surgery import SurgicalCase
from scenarios.surgical_day import SurgicalDay


class PinnedRoom:
    """A pinned case keeps its room."""

    name = "pinned room"

    def windows(
        self, day: SurgicalDay, case: SurgicalCase, room: StaffedRoom, surgeon: str | None
    ) -> tuple[Window, ...]:
        """Return the hours in which the patient may be in the room."""
        return ALWAYS if case.fixed_room in (None, room.id) else NEVER

    def reason(self, day: SurgicalDay, case: SurgicalCase, room: StaffedRoom, surgeon: str | None) -> str:
        """Return one sentence that explains a refusal."""
        return f"case {case.id} is pinned to room {case.fixed_room}"
