"""A plan in milliseconds: most urgent first, each the cheapest bed that is still possible."""

from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np

from optimizer.beds.candidates import FORBIDDEN, Candidates, rule_setting
from optimizer.beds.columns import NOBODY
from optimizer.beds.hospital_index import IntArray
from optimizer.beds.problem import BedProblem
from optimizer.beds.rules import RULES
from optimizer.beds.variables import Pair
from scenarios.allocation_settings import RuleMode


class Greedy:
    """Gives beds one person at a time, keeping every hard rule.

    It is stricter than the rules where that is simpler: newcomers share a room only with their own sex and pathogen,
    and beds that a move would free are not used.
    """

    def __init__(self, problem: BedProblem, candidates: Candidates) -> None:
        self.problem = problem
        self.candidates = candidates
        self.limits = [limit for rule in RULES if self._hard(rule.name) for limit in rule.limits(problem)]
        self._limits_of_person = [
            [number for number, limit in enumerate(self.limits) if limit.people[person]]
            for person in range(len(problem.people))
        ]
        self._movers_in_room: dict[int, list[int]] = defaultdict(list)
        for number, bed in enumerate(problem.person_columns.current_bed.tolist()):
            if bed >= 0:
                self._movers_in_room[int(problem.beds.room[bed])].append(number)

    def plan(self, order: Sequence[int], price: IntArray) -> list[Pair]:
        """Return pairs of (person, slot): in order, each takes the slot of the lowest price, or remains if cheaper.

        Parameters
        ----------
        order : sequence of int
            People by number.
        price : int array (people x classes)
            What is minimised for each person; remaining costs ``candidates.remain``.
        """
        taken: Counter[int] = Counter()
        company: dict[int, tuple[int, int]] = {}
        used: Counter[int] = Counter()
        pairs = []
        for person in order:
            slot = self._best_slot(person, price[person], taken, company, used)
            if slot is None:
                continue
            pairs.append((person, slot))
            taken[slot] += 1
            company[self.problem.slots[slot].room] = self._key(person)
            used.update(self._limits_hit(person, self.problem.slots[slot].beds[0]))
        return pairs

    def _best_slot(
        self,
        person: int,
        price: IntArray,
        taken: Counter[int],
        company: dict[int, tuple[int, int]],
        used: Counter[int],
    ) -> int | None:
        problem = self.problem
        key = self._key(person)
        possible = (self.candidates.cost[person] < self.candidates.remain[person]) & (price < FORBIDDEN)
        possible &= problem.classes.vacated_by == NOBODY
        classes = np.flatnonzero(possible)
        for bed_class in classes[np.argsort(price[classes], kind="stable")].tolist():
            for number in problem.slots_of_class[int(bed_class)]:
                slot = problem.slots[number]
                if taken[number] >= len(slot.beds) or company.get(slot.room, key) != key:
                    continue
                if self._remaining_unlike(slot.room, key, person):
                    continue
                if all(used[hit] < self.limits[hit].at_most for hit in self._limits_hit(person, slot.beds[0])):
                    return number
        return None

    def _key(self, person: int) -> tuple[int, int]:
        columns = self.problem.person_columns
        return int(columns.sex[person]), int(columns.pathogen_key[person])

    def _remaining_unlike(self, room: int, key: tuple[int, int], person: int) -> bool:
        return any(self._key(other) != key for other in self._movers_in_room.get(room, ()) if other != person)

    def _limits_hit(self, person: int, bed: int) -> list[int]:
        return [number for number in self._limits_of_person[person] if self.limits[number].beds[bed]]

    def _hard(self, name: str) -> bool:
        return rule_setting(self.problem.scenario.allocation, name).mode is RuleMode.HARD


def urgent_first(problem: BedProblem, candidates: Candidates) -> list[int]:
    """Return people by what it costs to leave them as they are, dearest first."""
    return sorted(range(len(problem.people)), key=lambda person: (-int(candidates.remain[person]), person))
