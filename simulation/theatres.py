"""Operating rooms in suites, their sessions, recovery, and the plan of tomorrow's elective cases."""

from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import count

from scenarios.hospital import Hospital
from simulation.beds.case import Case
from simulation.calendar import DAY
from simulation.engine.clock import Clock
from simulation.engine.resources import Pool
from simulation.settings import HospitalSettings, TheatreSettings

LOOK_FURTHER = 3
"""So many patients who do not fit into the remaining minutes are passed over before a department's turn ends.
Assumption."""


@dataclass(slots=True)
class Suite:
    """Operating rooms that the same departments use.

    Attributes
    ----------
    rooms : int
        How many are run on a workday.
    departments : frozenset of int
        Who uses them; empty for emergencies of all.
    pool : Pool
        The rooms; its capacity follows the sessions.
    """

    rooms: int
    departments: frozenset[int]
    pool: Pool


@dataclass(slots=True)
class Planned:
    """A case on tomorrow's plan: in which suite, at which place, and when it is expected to start."""

    case: Case
    suite: Suite
    place: int
    expected_start_minute: float


@dataclass(slots=True)
class Theatres:
    """All operating rooms.

    Attributes
    ----------
    suites : list of Suite
        Elective suites.
    emergency : Pool
        Rooms for emergencies: the emergency suite by day, all rooms on call at night and on days off.
    recovery : Pool
        PACU places.
    open_now : bool
        Whether sessions run.
    lists : list of heaps
        Waiting list of each department: (urgency, referral, number, case).
    """

    settings: TheatreSettings
    suites: list[Suite]
    emergency: Pool
    emergency_rooms: int
    recovery: Pool
    open_now: bool = False
    lists: list[list[tuple[int, float, int, Case]]] = field(default_factory=list)
    numbers: "count[int]" = field(default_factory=count)

    @classmethod
    def of(cls, clock: Clock, hospital: Hospital, settings: HospitalSettings) -> "Theatres":
        """Return the theatres of a hospital, closed."""
        number = {department.id: i for i, department in enumerate(hospital.departments)}
        by_users: dict[frozenset[int], int] = {}
        for room in hospital.operating_rooms:
            users = frozenset(number[name] for name in room.departments)
            by_users[users] = by_users.get(users, 0) + 1
        run = 1 - settings.staff_absence
        emergency_rooms = by_users.pop(frozenset(), 0)
        suites = [
            Suite(max(1, round(rooms * run)), users, Pool(clock, f"suite {i + 1}", 0))
            for i, (users, rooms) in enumerate(by_users.items())
        ]
        places = round(len(hospital.operating_rooms) * settings.theatres.recovery_places_per_room)
        on_call = max(settings.theatres.on_call_rooms, emergency_rooms)
        return cls(
            settings=settings.theatres,
            suites=suites,
            emergency=Pool(clock, "emergency operating rooms", on_call if hospital.operating_rooms else None),
            emergency_rooms=max(1, emergency_rooms),
            recovery=Pool(clock, "PACU", places if hospital.operating_rooms else None),
            lists=[[] for _ in hospital.departments],
        )

    def open(self) -> None:
        """Start the sessions."""
        self.open_now = True
        for suite in self.suites:
            suite.pool.resize(suite.rooms)
        self.emergency.resize(self.emergency_rooms)

    def close(self) -> None:
        """End the sessions; what runs is finished."""
        self.open_now = False
        for suite in self.suites:
            suite.pool.resize(0)
        self.emergency.resize(max(self.settings.on_call_rooms, self.emergency_rooms))

    def minutes_to_close(self, now: float) -> float:
        """Return the minutes left of today's sessions."""
        return max(self.settings.close_minute - now % DAY, 0.0)

    def suite_of(self, department: int) -> Suite | None:
        """Return the first suite that a department uses; None when it has none."""
        return next((suite for suite in self.suites if department in suite.departments), None)

    def refer(self, case: Case, urgency: int) -> None:
        """Put a patient on the department's waiting list; the smaller urgency, the sooner."""
        heappush(self.lists[case.department], (urgency, case.arrived, next(self.numbers), case))

    def plan(self, share: float, most_inpatients: float) -> list[Planned]:
        """Fill tomorrow's sessions from the waiting lists, longest wait first, and take the patients off them.

        Parameters
        ----------
        share : float
            Of the sessions to fill, 1 for all.
        most_inpatients : float
            Most patients who may be called in for a ward bed.
        """
        length = self.settings.close_minute - self.settings.open_minute
        left = [suite.rooms * length * self.settings.fill * share for suite in self.suites]
        chosen: list[list[Case]] = [[] for _ in self.suites]
        everyone = frozenset(range(len(self.lists)))
        # Own rooms first; minutes that are left over then are open to every department.
        for anybody in (False, True):
            for number, suite in enumerate(self.suites):
                called = sum(not case.is_day for cases in chosen for case in cases)
                users = everyone if anybody else suite.departments
                cases = self._choose(users, left[number], most_inpatients - called)
                left[number] -= sum(self._minutes(case) for case in cases)
                chosen[number] += cases
        return [item for suite, cases in zip(self.suites, chosen, strict=True) for item in self._in_order(suite, cases)]

    def _choose(self, users: frozenset[int], left: float, most_inpatients: float) -> list[Case]:
        """Take off the lists whom the minutes are enough for."""
        chosen: list[Case] = []
        passed: dict[int, int] = {}
        skipped = []
        called = 0
        while (department := self._next_department(users, passed)) is not None:
            entry = heappop(self.lists[department])
            case = entry[3]
            needs = self._minutes(case)
            if needs > left or (not case.is_day and called >= most_inpatients):
                passed[department] = passed.get(department, 0) + 1
                skipped.append(entry)
                continue
            left -= needs
            called += not case.is_day
            chosen.append(case)
        for entry in skipped:
            heappush(self.lists[entry[3].department], entry)
        return chosen

    def _in_order(self, suite: Suite, chosen: list[Case]) -> list[Planned]:
        """Put day patients first, so that they are fit before the evening."""
        planned = []
        used = 0.0
        for place, case in enumerate(sorted(chosen, key=lambda case: not case.is_day)):
            planned.append(Planned(case, suite, place, self.settings.open_minute + used / suite.rooms))
            used += self._minutes(case)
        return planned

    def _minutes(self, case: Case) -> float:
        return case.cohort.expected_operation_minutes[case.index] + self.settings.turnover_minutes

    def _next_department(self, users: frozenset[int], passed: dict[int, int]) -> int | None:
        heads = [
            (self.lists[department][0][:3], department)
            for department in users
            if self.lists[department] and passed.get(department, 0) < LOOK_FURTHER
        ]
        return min(heads)[1] if heads else None
