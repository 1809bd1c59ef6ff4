"""The surgeon who leads, and all who assist, are there."""

from optimizer.operating_rooms.filters.contract import ALWAYS, Window, clock
from scenarios.operating_rooms import StaffedRoom
from scenarios.surgery import SurgicalCase
from scenarios.surgical_day import SurgicalDay


class SurgeonHours:
    """The surgeon who leads, and all who assist, are there."""

    name = "surgeon hours"

    def windows(
        self, day: SurgicalDay, case: SurgicalCase, room: StaffedRoom, surgeon: str | None
    ) -> tuple[Window, ...]:
        """Return the hours in which the patient may be in the room."""
        people = [day.surgeon_of[name] for name in (surgeon, *case.assistants) if name]
        if not people:
            return ALWAYS
        return ((max(one.from_minute for one in people), min(one.to_minute for one in people)),)

    def reason(self, day: SurgicalDay, case: SurgicalCase, room: StaffedRoom, surgeon: str | None) -> str:
        """Return one sentence that explains a refusal."""
        (from_minute, to_minute), *_ = self.windows(day, case, room, surgeon)
        return f"surgeon {surgeon} and assistants are there {clock(from_minute)} to {clock(to_minute)}"
