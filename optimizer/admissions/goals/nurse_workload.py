"""Nurses have no more work than they should."""

from collections import defaultdict

from scenarios.admissions.ledger import PlanLedger


class NurseWorkload:
    """Workload of a nurse's rooms above the nurse's maximum, summed over nurses and shifts."""

    name = "nurse workload"
    code = "S4"
    weight = "nurse_workload"

    def amount(self, ledger: PlanLedger) -> int:
        """Return how much of it the plan has."""
        loads: dict[tuple[str, int], int] = defaultdict(int)
        for stay in ledger.stays:
            for shift, shift_of_stay in stay.shifts():
                nurse = ledger.nurse_of(stay.room, shift)
                if nurse is not None:
                    loads[nurse.id, shift] += stay.person.workload[shift_of_stay]
        return sum(
            max(0, load - ledger.nurses[nurse].max_workload.get(shift, 0)) for (nurse, shift), load in loads.items()
        )
