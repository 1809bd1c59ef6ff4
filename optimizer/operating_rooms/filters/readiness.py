"""The patient is not called before being ready (fasting, arrival on the day)."""

from optimizer.operating_rooms.filters.contract import ALWAYS, Window, clock
from scenarios.operating_rooms import StaffedRoom
from scenarios.surgery import SurgicalCase
from scenarios.surgical_day import SurgicalDay


class ReadyFrom:
    """The patient is not called before being ready (fasting, arrival on the day)."""

    name = "ready from"

    def windows(
        self, day: SurgicalDay, case: SurgicalCase, room: StaffedRoom, surgeon: str | None
    ) -> tuple[Window, ...]:
        """Return the hours in which the patient may be in the room."""
        return ((case.ready_minute, ALWAYS[0][1]),)

    def reason(self, day: SurgicalDay, case: SurgicalCase, room: StaffedRoom, surgeon: str | None) -> str:
        """Return one sentence that explains a refusal."""
        return f"case {case.id} is ready from {clock(case.ready_minute)}"
