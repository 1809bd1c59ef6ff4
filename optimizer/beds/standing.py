"""How things stand at a census, whoever is decided about."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from functools import cached_property

from optimizer.beds.moments import cleaning_minutes, holds, leaving_minutes, minutes_between
from optimizer.beds.problem import BedProblem, once_a_problem
from scenarios.census import BedState, BedStatus
from scenarios.hospital import Ward
from scenarios.patients import Stay
from scenarios.scenario import Scenario


class Standing:
    """Counts and moments that follow from a census alone; each is worked out when it is first asked for.

    Parameters
    ----------
    scenario : Scenario
        Of which only hospital, census and settings are read.
    """

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self._leaves: dict[str, int] = {}
        self._free_now: dict[str, frozenset[str]] = {}
        self._staffed: dict[str, int] = {}
        self._room: dict[str, int] = {}

    @cached_property
    def patients(self) -> Counter[str]:
        """Patients in bed by department, wherever they lie."""
        return Counter(stay.department for stay in self.scenario.census.stays)

    @cached_property
    def lent(self) -> Counter[tuple[str, str]]:
        """Loans that run, by lender and borrower."""
        places = self.scenario.hospital.place_of_bed
        wards = ((places[stay.bed].ward, stay.department) for stay in self.scenario.census.stays)
        return Counter((ward.department, borrower) for ward, borrower in wards if not ward.shared)

    def leaves(self, stay: Stay) -> int:
        """Return the minutes after which a patient has left."""
        if stay.bed not in self._leaves:
            self._leaves[stay.bed] = leaving_minutes(stay, self.scenario)
        return self._leaves[stay.bed]

    def cleaned(self, stay: Stay) -> int:
        """Return the minutes that a bed is cleaned after a patient."""
        return cleaning_minutes(stay, self.scenario)

    def status_opens(self, status: BedStatus | None) -> int | None:
        """Return the minutes after which a bed without a patient can be taken; None for never."""
        if status is None or status.state is BedState.HELD:
            return 0
        if status.until is not None:
            return max(0, minutes_between(self.scenario.census.at, status.until))
        return self.scenario.hospital.cleaning_minutes if status.state is BedState.CLEANING else None

    def free_now(self, department: str) -> frozenset[str]:
        """Return the beds of a department's own wards that can be taken at once and are held for nobody."""
        if department not in self._free_now:
            beds = (bed.id for ward in self._own_wards.get(department, ()) for bed in ward.beds)
            self._free_now[department] = frozenset(bed for bed in beds if self._is_free(bed))
        return self._free_now[department]

    def free_and_staffed(self, department: str) -> int:
        """Return how many beds a department can give at once: free ones, as far as its wards have nurses for them."""
        if department not in self._staffed:
            free = self.free_now(department)
            free_in = [(ward, sum(bed.id in free for bed in ward.beds)) for ward in self.wards_of(department)]
            self._staffed[department] = sum(
                min(count, self.room_beside_holds(ward)) for ward, count in free_in if count
            )
        return self._staffed[department]

    def room_for(self, ward: Ward) -> int:
        """Return how many more patients a ward has nurses for; holds for requests count only when they are taken."""
        if ward.id not in self._room:
            anonymous = self._holds_in.get(ward.id, Counter())[False]
            patients = sum(bed.id in self.scenario.census.stay_in_bed for bed in ward.beds)
            self._room[ward.id] = max(0, ward.nursed_beds - patients - anonymous)
        return self._room[ward.id]

    def holds_for_requests(self, ward: Ward) -> int:
        """Return how many beds of a ward are held for somebody who waits."""
        return self._holds_in.get(ward.id, Counter())[True]

    def room_beside_holds(self, ward: Ward) -> int:
        """Return how many more patients a ward has nurses for when everybody comes for whom it holds a bed."""
        return max(0, self.room_for(ward) - self.holds_for_requests(ward))

    def wards_of(self, department: str) -> list[Ward]:
        """Return a department's own wards; shared ones belong to all."""
        return self._own_wards.get(department, [])

    def is_held(self, bed: str) -> bool:
        """Return whether a hold on a bed holds now."""
        status = self.scenario.census.status_of_bed.get(bed)
        return status is not None and holds(status, self.scenario.census.at)

    def _is_free(self, bed: str) -> bool:
        census = self.scenario.census
        if bed in census.stay_in_bed:
            return False
        status = census.status_of_bed.get(bed)
        if status is None or (status.until is not None and status.until <= census.at):
            return True
        return self.status_opens(status) == 0 and not holds(status, census.at)

    @cached_property
    def _holds_in(self) -> Mapping[str, Counter[bool]]:
        """Holds that hold now by ward, and whether they are for a request."""
        counted: dict[str, Counter[bool]] = defaultdict(Counter)
        census, places = self.scenario.census, self.scenario.hospital.place_of_bed
        for status in census.statuses:
            if holds(status, census.at):
                counted[places[status.bed].ward.id][status.held_for is not None] += 1
        return counted

    @cached_property
    def _own_wards(self) -> Mapping[str, list[Ward]]:
        own: dict[str, list[Ward]] = defaultdict(list)
        for ward in self.scenario.hospital.wards:
            if not ward.shared:
                own[ward.department].append(ward)
        return own


@once_a_problem
def standing_of(problem: BedProblem) -> Standing:
    """Return how things stand at a problem's census."""
    return Standing(problem.scenario)
