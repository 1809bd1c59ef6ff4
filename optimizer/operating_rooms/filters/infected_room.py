"""No clean case enters a room that is dedicated to infected ones."""

from optimizer.operating_rooms.filters.contract import ALWAYS, NEVER, Window
from scenarios.operating_rooms import StaffedRoom
from scenarios.surgery import InfectionClass, SurgicalCase
from scenarios.surgical_day import SurgicalDay


class DedicatedRoom:
    """No clean case enters a room that is dedicated to infected ones."""

    name = "dedicated room"

    def windows(
        self, day: SurgicalDay, case: SurgicalCase, room: StaffedRoom, surgeon: str | None
    ) -> tuple[Window, ...]:
        """Return the hours in which the patient may be in the room."""
        clean = case.infection is InfectionClass.CLEAN
        return NEVER if clean and room.takes_infected else ALWAYS

    def reason(self, day: SurgicalDay, case: SurgicalCase, room: StaffedRoom, surgeon: str | None) -> str:
        """Return one sentence that explains a refusal."""
        return f"room {room.id} is dedicated to infected cases, case {case.id} is {case.infection}"
