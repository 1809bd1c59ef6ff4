"""A plan being made, bed by bed: who fits where, kept up to date in constant time."""

from collections import Counter, defaultdict

from optimizer.beds.candidates import rule_setting
from optimizer.beds.columns import NOBODY
from optimizer.beds.problem import BedProblem
from optimizer.beds.rules import RULES
from optimizer.beds.variables import Pair
from scenarios.allocation_settings import RuleMode

Key = tuple[int, int]
"""Sex and pathogen: people of one key may always share a room."""


class PlanState:
    """Pairs chosen so far, and whether one more keeps every hard rule that couples decisions.

    It is stricter than the rules where that is simpler: newcomers share a room only with their own sex and pathogen,
    and beds that a move would free are not used. Rules about one pair alone are not looked at.
    """

    def __init__(self, problem: BedProblem) -> None:
        self.problem = problem
        settings = problem.scenario.allocation
        self.limits = [
            limit
            for rule in RULES
            if rule_setting(settings, rule.name).mode is RuleMode.HARD
            for limit in rule.limits(problem)
        ]
        self._limits_of_person: dict[int, list[int]] = {}
        self._used: Counter[int] = Counter()
        self._taken: Counter[int] = Counter()
        self._company: dict[int, list[Key]] = defaultdict(list)
        self._movers_in_room: dict[int, list[int]] = defaultdict(list)
        for number, bed in enumerate(problem.person_columns.current_bed.tolist()):
            if bed >= 0:
                self._movers_in_room[int(problem.beds.room[bed])].append(number)

    def fits(self, person: int, slot_number: int) -> bool:
        """Return whether a person may take a bed of a slot beside all that is chosen."""
        slot, key = self.problem.slots[slot_number], self._key(person)
        if self._taken[slot_number] >= len(slot.beds) or self.problem.beds.vacated_by[slot.beds[0]] != NOBODY:
            return False
        if any(other != key for other in self._company[slot.room]):
            return False
        if any(self._key(other) != key for other in self._movers_in_room.get(slot.room, ()) if other != person):
            return False
        return all(self._used[hit] < self.limits[hit].at_most for hit in self._hit(person, slot.beds[0]))

    def add(self, pair: Pair) -> None:
        """Choose a pair."""
        slot = self.problem.slots[pair[1]]
        self._taken[pair[1]] += 1
        self._company[slot.room].append(self._key(pair[0]))
        self._used.update(self._hit(pair[0], slot.beds[0]))

    def remove(self, pair: Pair) -> None:
        """Take a choice back."""
        slot = self.problem.slots[pair[1]]
        self._taken[pair[1]] -= 1
        self._company[slot.room].remove(self._key(pair[0]))
        self._used.subtract(self._hit(pair[0], slot.beds[0]))

    def _key(self, person: int) -> Key:
        columns = self.problem.person_columns
        return int(columns.sex[person]), int(columns.pathogen_key[person])

    def _hit(self, person: int, bed: int) -> list[int]:
        if person not in self._limits_of_person:
            self._limits_of_person[person] = [n for n, limit in enumerate(self.limits) if limit.people[person]]
        return [number for number in self._limits_of_person[person] if self.limits[number].beds[bed]]
