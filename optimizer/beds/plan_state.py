"""A plan being made, bed by bed: who fits where, kept up to date in constant time."""

from collections import Counter, defaultdict

from optimizer.beds.candidates import is_hard
from optimizer.beds.columns import NO_KEY, NOBODY
from optimizer.beds.problem import BedProblem
from optimizer.beds.rules import RULES
from optimizer.beds.rules.one_pathogen_a_room import OnePathogenARoom
from optimizer.beds.rules.same_sex_room import SameSexRoom
from optimizer.beds.variables import Pair

Key = tuple[int, int]
"""Sex and pathogen, as far as a room's rules look at them: people of one key may share it."""


class PlanState:
    """Pairs chosen so far, and whether one more keeps every hard rule that couples decisions.

    Beds that a move would free are not used. Rules about one pair alone are not looked at.
    """

    def __init__(self, problem: BedProblem) -> None:
        self.problem = problem
        self.limits = [limit for rule in RULES if is_hard(problem, rule) for limit in rule.limits(problem)]
        self._limits_of_person: dict[int, list[int]] = {}
        self._used: Counter[int] = Counter()
        self._taken: Counter[int] = Counter()
        self._company: dict[int, list[Key]] = defaultdict(list)
        self._apart_by_sex = is_hard(problem, SameSexRoom())
        self._apart_by_pathogen = is_hard(problem, OnePathogenARoom())

    def fits(self, person: int, slot_number: int) -> bool:
        """Return whether a person may take a bed of a slot beside all that is chosen."""
        slot = self.problem.slots[slot_number]
        key = self._key(person, slot.room)
        if self._taken[slot_number] >= len(slot.beds) or self.problem.beds.vacated_by[slot.beds[0]] != NOBODY:
            return False
        if any(other != key for other in self._company[slot.room]):
            return False
        staying = self.problem.movers_in_room.get(slot.room, ())
        if any(self._key(other, slot.room) != key for other in staying if other != person):
            return False
        return all(self._used[hit] < self.limits[hit].at_most for hit in self._hit(person, slot.beds[0]))

    def add(self, pair: Pair) -> None:
        """Choose a pair."""
        slot = self.problem.slots[pair[1]]
        self._taken[pair[1]] += 1
        self._company[slot.room].append(self._key(pair[0], slot.room))
        self._used.update(self._hit(pair[0], slot.beds[0]))

    def remove(self, pair: Pair) -> None:
        """Take a choice back."""
        slot = self.problem.slots[pair[1]]
        self._taken[pair[1]] -= 1
        self._company[slot.room].remove(self._key(pair[0], slot.room))
        self._used.subtract(self._hit(pair[0], slot.beds[0]))

    def _key(self, person: int, room: int) -> Key:
        columns = self.problem.person_columns
        strict = self._apart_by_sex and self.problem.index.room_strict_sex[room]
        return (
            int(columns.sex[person]) if strict else NO_KEY,
            int(columns.pathogen_key[person]) if self._apart_by_pathogen else NO_KEY,
        )

    def _hit(self, person: int, bed: int) -> list[int]:
        if person not in self._limits_of_person:
            self._limits_of_person[person] = [n for n, limit in enumerate(self.limits) if limit.people[person]]
        return [number for number in self._limits_of_person[person] if self.limits[number].beds[bed]]
