"""A grade-4 case is scheduled only after its multidisciplinary discussion (MDT 多学科会诊) is recorded."""

from optimizer.operating_rooms.filters.contract import ALWAYS, NEVER, Window
from scenarios.operating_rooms import StaffedRoom
from scenarios.surgery import SurgicalCase
from scenarios.surgical_day import SurgicalDay


class DiscussionRecorded:
    """A grade-4 case is scheduled only after its multidisciplinary discussion (MDT 多学科会诊) is recorded."""

    name = "discussion recorded"

    def windows(
        self, day: SurgicalDay, case: SurgicalCase, room: StaffedRoom, surgeon: str | None
    ) -> tuple[Window, ...]:
        """Return the hours in which the patient may be in the room."""
        return ALWAYS if case.grade < 4 or case.discussed else NEVER

    def reason(self, day: SurgicalDay, case: SurgicalCase, room: StaffedRoom, surgeon: str | None) -> str:
        """Return one sentence that explains a refusal."""
        return f"case {case.id} is grade {case.grade} and its multidisciplinary discussion is not recorded"
