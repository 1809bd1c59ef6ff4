"""Every occupied room has a nurse in every shift."""

from collections.abc import Iterator

from optimizer.admissions.violation import Violation
from scenarios.admissions.ledger import PlanLedger
from scenarios.admissions.problem import SHIFTS_PER_DAY


class CoveredRoom:
    """Every room with a patient has one nurse in each shift of the day; counted in rooms and shifts."""

    name = "covered room"
    code = "+"

    def violations(self, ledger: PlanLedger) -> Iterator[Violation]:
        """Yield one violation for each occupied room and shift without a nurse."""
        for room, day in ledger.in_room:
            for shift in range(SHIFTS_PER_DAY * day, SHIFTS_PER_DAY * (day + 1)):
                if ledger.nurse_of(room, shift) is None:
                    label = ledger.problem.shift_label(shift)
                    yield Violation(self.name, 1, f"room {room} {label}: occupied, but without a nurse")
