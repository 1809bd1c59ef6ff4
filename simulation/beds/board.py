"""The bed board: gives beds to those who ask, and keeps everyone else in order of urgency."""

from collections.abc import Callable, Sequence
from heapq import heappop, heappush
from itertools import count
from typing import Any

from simulation.beds.case import Case
from simulation.beds.layout import BoardLayout
from simulation.beds.rooms import FEMALE, MALE, RoomState, WardState
from simulation.engine.clock import Clock
from simulation.engine.journeys import Journey

WardOrder = Callable[[int, int, int], Sequence[int]]
"""Department, level of care, age band to the wards to try, best first; it only lists wards that the rules allow."""


class _Group:
    """Requests that are equal in all that rules look at: if the first cannot be placed in a ward, none can."""

    __slots__ = ("heap", "wards")

    def __init__(self, wards: Sequence[int]) -> None:
        self.wards = wards
        self.heap: list[list[Any]] = []


class BedBoard:
    """All beds, and who waits for one. A pool in the sense of the engine: ``yield board, case, priority``.

    Beds are found by ward and shelf, never by looking through beds; the rules are those of ``optimizer.beds``:
    bed state, staffed beds, level of care, age, equipment, isolation, one pathogen and one sex a room, lending with
    its limits, kept beds and department caps.

    Parameters
    ----------
    clock : Clock
        Time.
    layout : BoardLayout
        The hospital in numbers.
    ward_order : callable
        The bed choice.
    immediate : bool
        Whether a bed is given as soon as there is one; otherwise :meth:`give` is called by someone who decides.
    """

    def __init__(self, clock: Clock, layout: BoardLayout, ward_order: WardOrder, *, immediate: bool = True) -> None:
        self._clock = clock
        self._layout = layout
        self._order = ward_order
        self._immediate = immediate
        self._sequence = count()
        self._groups: dict[tuple[int, ...], _Group] = {}
        self._waiting_for_ward: list[dict[_Group, None]] = [{} for _ in layout.wards]
        self.wards, self.rooms = layout.empty_states()
        self.case_in_bed: list[Case | None] = [None] * layout.bed_count
        self.lent: dict[tuple[int, int], int] = {}
        self.patients_of = [0] * layout.department_count
        self.waiting = self.entered = self.gone = self.left = 0
        self._area_from = self.area_waiting = self.sum_of_waits = 0.0
        self.inside = 0

    def enter(self, journey: Journey, case: Case, priority: float, patience: float | None = None) -> bool:
        """Take a bed, or wait for one; a patient in bed keeps the old one until the new one is granted.

        Parameters
        ----------
        journey : Journey
            Resumed with True when the bed is held for the case, with False when patience ran out.
        case : Case
            Who; ``case.bed`` is set.
        priority : float
            Smaller goes first.
        patience : float, optional
            Longest wait in minutes.
        """
        self.entered += 1
        group = self._group_of(case)
        if self._immediate:
            for ward in group.wards:
                if self._take(ward, case):
                    return True
        if patience is not None and patience <= 0:
            self.gone += 1
            journey.grant(False)
            return False
        self._account(1)
        entry = [priority, next(self._sequence), journey, case, self._clock._now]
        if not group.heap:
            for ward in group.wards:
                self._waiting_for_ward[ward][group] = None
        heappush(group.heap, entry)
        if patience is not None:
            timeout = self._clock.timeout(patience)
            timeout.callbacks.append(lambda _: self._give_up(entry))
        return False

    def leave(self, case: Case, bed: int) -> None:
        """Take a patient out of a bed; the bed stays out of use until :meth:`cleaned`."""
        layout = self._layout
        ward, room = self.wards[layout.ward_of_bed[bed]], self.rooms[layout.room_of_bed[bed]]
        self.case_in_bed[bed] = None
        self.left += 1
        self.inside -= 1
        ward.taken -= 1
        if case.sex == FEMALE:
            room.women -= 1
        else:
            room.men -= 1
        if room.women + room.men == 0:
            room.pathogen = 0
        if not ward.shared and ward.department != case.department:
            self.lent[ward.department, case.department] -= 1
        self.patients_of[case.department] -= 1
        ward.shelve(room)
        if case.bed == bed:
            case.bed = -1
        self._serve(ward)
        if layout.cap_of[case.department] == self.patients_of[case.department] + 1:
            self._serve_department(case.department)

    def cleaned(self, bed: int) -> None:
        """Put a bed back into use."""
        layout = self._layout
        ward, room = self.wards[layout.ward_of_bed[bed]], self.rooms[layout.room_of_bed[bed]]
        room.free.append(bed)
        if len(room.free) > 1:
            room.free.sort(key=layout.equipment_order.__getitem__)
        ward.vacant += 1
        ward.shelve(room)
        self._serve(ward)

    def staff(self, ward_number: int, staffed: int) -> None:
        """Open or close beds of a ward; patients beyond the number stay, nobody is added."""
        ward = self.wards[ward_number]
        ward.staffed = staffed
        self._serve(ward)

    def occupy(self, case: Case, bed: int) -> None:
        """Put a patient into a given bed, without asking the rules: the state that a run starts from."""
        room = self.rooms[self._layout.room_of_bed[bed]]
        room.free.remove(bed)
        self.entered += 1
        self._settle(self.wards[self._layout.ward_of_bed[bed]], room, bed, case)

    def block(self, bed: int) -> None:
        """Take a vacant bed out of use until :meth:`cleaned`."""
        layout = self._layout
        ward, room = self.wards[layout.ward_of_bed[bed]], self.rooms[layout.room_of_bed[bed]]
        room.free.remove(bed)
        ward.vacant -= 1
        ward.shelve(room)

    def requests(self) -> list[tuple[float, float, Case, Journey]]:
        """Return priority, minute of the request, case and journey of everyone waiting, most urgent first."""
        entries = [entry for group in self._groups.values() for entry in group.heap if entry[2] is not None]
        entries.sort(key=lambda entry: entry[:2])
        return [(entry[0], entry[4], entry[3], entry[2]) for entry in entries]

    def give(self, case: Case, bed: int) -> None:
        """Give a waiting case a certain vacant bed: what the live allocator has decided."""
        for entry in self._group_of(case).heap:
            if entry[3] is case and entry[2] is not None:
                room = self.rooms[self._layout.room_of_bed[bed]]
                room.free.remove(bed)
                self._settle(self.wards[self._layout.ward_of_bed[bed]], room, bed, case)
                self._granted(entry)
                return
        raise ValueError(f"patient {case.name} does not wait for a bed, expected a waiting one")

    def imbalances(self) -> list[str]:
        """Return what contradicts flow conservation, Little's law or one patient a bed; empty in a correct run."""
        problems = []
        inside = sum(case is not None for case in self.case_in_bed)
        if self.entered != self.left + self.gone + self.waiting + inside or inside != self.inside:
            problems.append(
                f"beds: {self.entered} entered, but {self.left} left, {self.gone} gave up, "
                f"{self.waiting} wait and {inside} are inside"
            )
        for ward in self.wards:
            there = sum(self.case_in_bed[bed] is not None for bed in self._layout.beds_of_ward[ward.number])
            if there != ward.taken:
                problems.append(f"ward {self._layout.ward_ids[ward.number]}: {there} lie there, {ward.taken} counted")
        self._account(0)
        waits = self.sum_of_waits + sum(self._clock._now - since for _, since, *_ in self.requests())
        if abs(waits - self.area_waiting) > 1e-6 * max(1.0, self.area_waiting):
            problems.append(f"beds: waits add up to {waits}, the queue's integral is {self.area_waiting}")
        return problems

    def fitting_bed(self, ward_number: int, case: Case) -> int:
        """Return the bed that a ward gives a case now; -1 for none."""
        ward = self.wards[ward_number]
        if not ward.vacant or ward.taken >= ward.staffed or not self._may_use(ward, case):
            return -1
        for shelf in ward.rooms_for(case.sex, case.isolation, case.pathogen):
            for room in shelf:
                if not case.equipment:
                    return room.free[0]
                for bed in room.free:
                    if not case.equipment & ~self._layout.equipment_of_bed[bed]:
                        return bed
        return -1

    def suits(self, case: Case) -> bool:
        """Return whether the bed that a case lies in also gives what the case needs now."""
        layout = self._layout
        right_level = layout.takes(layout.ward_of_bed[case.bed], case.level, case.band)
        return right_level and not case.equipment & ~layout.equipment_of_bed[case.bed]

    def _may_use(self, ward: WardState, case: Case) -> bool:
        layout, department = self._layout, case.department
        cap = layout.cap_of[department]
        if cap is not None and case.bed < 0 and self.patients_of[department] >= cap:
            return False
        owner = ward.department
        if ward.shared or owner == department:
            return True
        limit = layout.lending_limit.get((owner, department), 0)
        if limit is not None and self.lent.get((owner, department), 0) >= limit:
            return False
        return not layout.kept_of[owner] or self._free_and_staffed(owner) > layout.kept_of[owner]

    def _free_and_staffed(self, department: int) -> int:
        """Return how many beds a department can give now: vacant ones, as far as its wards have nurses for them."""
        wards = (self.wards[number] for number in self._layout.wards_of_department[department])
        return sum(min(ward.vacant, max(ward.staffed - ward.taken, 0)) for ward in wards)

    def _take(self, ward_number: int, case: Case) -> bool:
        bed = self.fitting_bed(ward_number, case)
        if bed < 0:
            return False
        room = self.rooms[self._layout.room_of_bed[bed]]
        room.free.remove(bed)
        self._settle(self.wards[ward_number], room, bed, case)
        return True

    def _settle(self, ward: WardState, room: RoomState, bed: int, case: Case) -> None:
        ward.vacant -= 1
        ward.taken += 1
        self.inside += 1
        if case.sex == MALE:
            room.men += 1
        else:
            room.women += 1
        room.pathogen = case.pathogen
        if not ward.shared and ward.department != case.department:
            loan = (ward.department, case.department)
            self.lent[loan] = self.lent.get(loan, 0) + 1
        self.patients_of[case.department] += 1
        ward.shelve(room)
        self.case_in_bed[bed] = case
        case.bed = bed

    def _serve(self, changed: WardState) -> None:
        """Place those who wait, after something has become possible in a ward: there, or in its department."""
        if not self._immediate or not self.waiting:
            return
        wards = [changed.number] if changed.shared else self._layout.wards_of_department[changed.department]
        for number in wards:
            self._serve_ward(number)

    def _serve_department(self, department: int) -> None:
        """Place a department's most urgent patient who fits anywhere, after it has come below its cap."""
        groups = [group for key, group in self._groups.items() if key[0] == department and group.heap]
        heads = [(head[0], head[1], head, group) for group in groups if (head := self._head(group)) is not None]
        for _, _, entry, group in sorted(heads, key=lambda found: found[:2]):
            if any(self._take(number, entry[3]) for number in group.wards):
                self._granted(entry)
                return

    def _serve_ward(self, number: int) -> None:
        ward = self.wards[number]
        while ward.vacant and ward.taken < ward.staffed and self._serve_one(number):
            pass

    def _serve_one(self, number: int) -> bool:
        heads = []
        for group in list(self._waiting_for_ward[number]):
            head = self._head(group)
            if head is not None:
                heads.append((head[0], head[1], group))
        heads.sort(key=lambda head: head[:2])
        for _, _, group in heads:
            entry = group.heap[0]
            if self._take(number, entry[3]):
                self._granted(entry)
                return True
        return False

    def _head(self, group: _Group) -> list[Any] | None:
        heap = group.heap
        while heap and heap[0][2] is None:
            heappop(heap)
        if heap:
            return heap[0]
        for ward in group.wards:
            self._waiting_for_ward[ward].pop(group, None)
        return None

    def _granted(self, entry: list[Any]) -> None:
        journey = entry[2]
        entry[2] = None
        self._account(-1)
        self.sum_of_waits += self._clock._now - entry[4]
        journey.grant(True)

    def _give_up(self, entry: list[Any]) -> None:
        journey = entry[2]
        if journey is not None:
            entry[2] = None
            self._account(-1)
            self.gone += 1
            self.sum_of_waits += self._clock._now - entry[4]
            journey.grant(False)

    def _account(self, change: int) -> None:
        now = self._clock._now
        self.area_waiting += (now - self._area_from) * self.waiting
        self._area_from = now
        self.waiting += change

    def _group_of(self, case: Case) -> _Group:
        key = (case.department, case.level, case.band, case.sex, case.isolation, case.pathogen, case.equipment)
        group = self._groups.get(key)
        if group is None:
            group = self._groups[key] = _Group(self._order(case.department, case.level, case.band))
        return group
