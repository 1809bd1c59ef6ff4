"""Only nurses on the roster of a shift are given rooms in it."""

from collections.abc import Iterator

from optimizer.admissions.violation import Violation
from scenarios.admissions.ledger import PlanLedger


class RosteredNurse:
    """A nurse has rooms only in shifts the nurse is rostered for; counted in rooms and shifts."""

    name = "rostered nurse"
    code = "+"

    def violations(self, ledger: PlanLedger) -> Iterator[Violation]:
        """Yield one violation for each room and shift given to a nurse off duty."""
        for (room, shift), nurse in ledger.plan.nurse_of.items():
            if shift not in ledger.nurses[nurse].max_workload:
                label = ledger.problem.shift_label(shift)
                yield Violation(self.name, 1, f"room {room} {label}: nurse {nurse} is not rostered")
