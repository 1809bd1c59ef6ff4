"""Patients of a room are of about the same age."""

from scenarios.admissions.ledger import PlanLedger


class MixedAge:
    """Largest minus smallest age group present (index), summed over rooms and days."""

    name = "mixed age"
    code = "S1"
    weight = "mixed_age"

    def amount(self, ledger: PlanLedger) -> int:
        """Return how much of it the plan has."""
        total = 0
        for persons in ledger.in_room.values():
            ages = [person.age_group for person in persons]
            total += max(ages) - min(ages)
        return total
