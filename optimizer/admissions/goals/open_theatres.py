"""Few theatres are opened."""

from scenarios.admissions.ledger import PlanLedger


class OpenTheatres:
    """Theatres in use, summed over days."""

    name = "open theatres"
    code = "S5"
    weight = "open_theatre"

    def amount(self, ledger: PlanLedger) -> int:
        """Return how much of it the plan has."""
        return len(ledger.in_theatre)
