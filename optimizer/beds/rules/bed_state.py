"""A bed is given only when it can be taken within the look-ahead, and not before."""

from optimizer.beds.hospital_index import BoolArray
from optimizer.beds.people import minutes_between
from optimizer.beds.plan_view import Placement, PlanView
from optimizer.beds.problem import BedProblem, Grid
from optimizer.beds.rule import BedRule
from optimizer.rule import Violation
from scenarios.census import BedState


class OpenBed(BedRule):
    """Vacant now, after cleaning, or after an expected discharge and cleaning; blocked beds never."""

    name = "bed state"

    def excludes(self, grid: Grid) -> BoolArray:
        closed = grid.beds.available_minutes > grid.problem.scenario.allocation.look_ahead_minutes
        own = grid.people.current_bed[:, None] == grid.beds.bed[None, :]
        excluded: BoolArray = closed[None, :] | own
        return excluded

    def violations(self, problem: BedProblem, view: PlanView) -> list[Violation]:
        found = []
        for placement in view.placements:
            opens = self._opens(placement, view)
            bed = placement.place.bed.id
            if opens is None or opens > view.scenario.allocation.look_ahead_minutes:
                state = view.scenario.census.state(bed)
                found.append(self.broken(placement.pair, f"Bed {bed} is {state} beyond the look-ahead"))
            elif placement.start_minutes != opens:
                message = f"Bed {bed} is given from minute {placement.start_minutes}, expected {opens}"
                found.append(self.broken(placement.pair, message))
            elif placement.person.current_bed == bed:
                found.append(self.broken(placement.pair, f"{placement.person.id} lies in bed {bed} already"))
        return found

    def _opens(self, placement: Placement, view: PlanView) -> int | None:
        """Return the minute from which the bed can be taken; None for never."""
        bed = placement.place.bed.id
        census = view.scenario.census
        if bed in census.stay_in_bed:
            return view.available[bed]
        status = census.status_of_bed.get(bed)
        if status is None or status.state is BedState.HELD:
            return 0
        if status.until is not None:
            return max(0, minutes_between(census.at, status.until))
        return view.scenario.hospital.cleaning_minutes if status.state is BedState.CLEANING else None
