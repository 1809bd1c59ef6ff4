"""A department operates in its own blocks (时段) and in open ones."""

from optimizer.operating_rooms.filters.contract import ALWAYS, NEVER, Window, clock
from scenarios.operating_rooms import Block, StaffedRoom
from scenarios.surgery import SurgicalCase
from scenarios.surgical_day import SurgicalDay


class BlockSchedule:
    """A department operates in its own blocks (时段) and in open ones.

    A room without blocks is open to the departments it names, or to all when it names none. The last block of a room
    lasts until the hard end: overtime belongs to whoever operates last.
    """

    name = "block schedule"

    def windows(
        self, day: SurgicalDay, case: SurgicalCase, room: StaffedRoom, surgeon: str | None
    ) -> tuple[Window, ...]:
        """Return the hours in which the patient may be in the room."""
        blocks = sorted((block for block in day.blocks if block.room == room.id), key=lambda block: block.from_minute)
        if not blocks:
            return ALWAYS if not room.departments or case.department in room.departments else NEVER
        merged: list[Window] = []
        for block in blocks:
            if block.department not in (None, case.department):
                continue
            end = room.hard_end_minute if block is blocks[-1] else block.to_minute
            if merged and merged[-1][1] == block.from_minute:
                merged[-1] = (merged[-1][0], end)
            else:
                merged.append((block.from_minute, end))
        return tuple(merged)

    def reason(self, day: SurgicalDay, case: SurgicalCase, room: StaffedRoom, surgeon: str | None) -> str:
        """Return one sentence that explains a refusal."""
        blocks = [block for block in day.blocks if block.room == room.id]
        owners = ", ".join(map(_words, blocks)) or ", ".join(sorted(room.departments))
        return f"room {room.id} belongs to {owners}, the case is of {case.department}"


def _words(block: Block) -> str:
    return f"{block.department or 'everyone'} {clock(block.from_minute)}-{clock(block.to_minute)}"
