"""Women and men do not share a room."""

from collections import Counter
from collections.abc import Iterator

from optimizer.admissions.violation import Violation
from scenarios.admissions.ledger import PlanLedger


class SameGenderRoom:
    """No room has two genders on one day; counted in patients of the smaller gender per room and day."""

    name = "same-gender room"
    code = "H1"

    def violations(self, ledger: PlanLedger) -> Iterator[Violation]:
        """Yield one violation for each mixed room and day."""
        for (room, day), persons in ledger.in_room.items():
            genders = Counter(person.gender for person in persons)
            if len(genders) > 1:
                mix = ", ".join(f"{count} {gender}" for gender, count in sorted(genders.items()))
                message = f"room {room} {ledger.problem.day_name(day)}: {mix}, expected one gender"
                yield Violation(self.name, min(genders.values()), message)
