"""Nurses are as skilled as their patients need."""

from scenarios.admissions.ledger import PlanLedger


class NurseSkill:
    """Required skill level minus the nurse's, where positive, summed over patients and shifts."""

    name = "nurse skill"
    code = "S2"
    weight = "nurse_skill"

    def amount(self, ledger: PlanLedger) -> int:
        """Return how much of it the plan has."""
        total = 0
        for stay in ledger.stays:
            for shift, shift_of_stay in stay.shifts():
                nurse = ledger.nurse_of(stay.room, shift)
                if nurse is not None:
                    total += max(0, stay.person.required_skill[shift_of_stay] - nurse.skill)
        return total
