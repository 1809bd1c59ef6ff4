"""Nurses nurse in their own ward."""

from collections.abc import Iterator

from optimizer.admissions.violation import Violation
from scenarios.admissions.ledger import PlanLedger


class WardNurse:
    """A nurse has rooms only of the nurse's own ward; counted in rooms and shifts."""

    name = "ward nurse"
    code = "+"

    def violations(self, ledger: PlanLedger) -> Iterator[Violation]:
        """Yield one violation for each room and shift given to a nurse of another ward."""
        ward_of = {room.id: room.ward for room in ledger.problem.rooms}
        for (room, shift), nurse in ledger.plan.nurse_of.items():
            if ledger.nurses[nurse].ward != ward_of[room]:
                label = ledger.problem.shift_label(shift)
                own = ledger.nurses[nurse].ward
                yield Violation(self.name, 1, f"room {room} {label}: nurse {nurse} is of ward {own}")
