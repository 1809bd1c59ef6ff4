"""What a filter offers."""

from typing import Protocol

from scenarios.operating_rooms import StaffedRoom
from scenarios.surgery import SurgicalCase
from scenarios.surgical_day import SurgicalDay

Window = tuple[int, int]
"""From a minute to a minute, both from midnight."""

ALWAYS: tuple[Window, ...] = ((0, 10**6),)
NEVER: tuple[Window, ...] = ()


class Filter(Protocol):
    """A rule about one case, one room and one surgeon."""

    @property
    def name(self) -> str:
        """The rule's name, also the key of its setting."""

    def windows(
        self, day: SurgicalDay, case: SurgicalCase, room: StaffedRoom, surgeon: str | None
    ) -> tuple[Window, ...]:
        """Return the hours in which the patient may be in the room; none when the rule forbids it altogether."""

    def reason(self, day: SurgicalDay, case: SurgicalCase, room: StaffedRoom, surgeon: str | None) -> str:
        """Return one sentence, with the values, that explains a refusal."""


def clock(minute: int) -> str:
    """Return a minute of the day as ``08:30``."""
    return f"{minute // 60:02d}:{minute % 60:02d}"
