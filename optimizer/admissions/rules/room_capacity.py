"""Every patient has a bed."""

from collections.abc import Iterator

from optimizer.admissions.violation import Violation
from scenarios.admissions.ledger import PlanLedger


class RoomCapacity:
    """Patients in a room on a day stay within its beds; counted in patients too many per room and day."""

    name = "room capacity"
    code = "H7"

    def violations(self, ledger: PlanLedger) -> Iterator[Violation]:
        """Yield one violation for each crowded room and day."""
        beds = {room.id: room.beds for room in ledger.problem.rooms}
        for (room, day), persons in ledger.in_room.items():
            if len(persons) > beds[room]:
                where = f"room {room} {ledger.problem.day_name(day)}"
                message = f"{where}: {len(persons)} patients, expected at most {beds[room]}"
                yield Violation(self.name, len(persons) - beds[room], message)
