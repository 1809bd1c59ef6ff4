"""The surgeon's authorised grade covers the case."""

from optimizer.operating_rooms.filters.contract import ALWAYS, NEVER, Window
from scenarios.operating_rooms import StaffedRoom
from scenarios.surgery import SurgicalCase
from scenarios.surgical_day import SurgicalDay


class SurgeonAuthority:
    """The surgeon's authorised grade covers the case."""

    name = "surgeon authority"

    def windows(
        self, day: SurgicalDay, case: SurgicalCase, room: StaffedRoom, surgeon: str | None
    ) -> tuple[Window, ...]:
        """Return the hours in which the patient may be in the room."""
        if surgeon is None:
            return ALWAYS
        return ALWAYS if day.surgeon_of[surgeon].authorised_grade >= case.grade else NEVER

    def reason(self, day: SurgicalDay, case: SurgicalCase, room: StaffedRoom, surgeon: str | None) -> str:
        """Return one sentence that explains a refusal."""
        grade = day.surgeon_of[surgeon].authorised_grade if surgeon else 0
        return f"surgeon {surgeon} is authorised up to grade {grade}, the case is grade {case.grade}"
