"""Old and young do not share a room where it can be avoided."""

import numpy as np
from ortools.sat.python import cp_model

from optimizer.beds.goal import BedGoal
from optimizer.beds.hospital_index import IntArray
from optimizer.beds.plan_view import PlanView
from optimizer.beds.problem import BedProblem, Grid
from optimizer.beds.variables import Variables


class AgeMix(BedGoal):
    """Age bands between the youngest and oldest in a room, as far as the plan adds to them.

    Counted are the newcomers and those who stay beyond the look-ahead and are not to be moved. A room with one open bed
    has a cost of its own for each pair; a room with several is decided together.
    """

    name = "age mix"
    unit = "age bands"

    def pair_costs(self, grid: Grid) -> IntArray:
        return np.asarray(self.alone_costs(grid) * (grid.beds.open_in_room == 1)[None, :], dtype=np.int64)

    def alone_costs(self, grid: Grid) -> IntArray:
        beds, band = grid.beds, grid.people.age_band[:, None]
        low, high = beds.lasting_youngest[None, :], beds.lasting_oldest[None, :]
        wider = np.maximum(0, low - band) + np.maximum(0, band - high)
        weight = grid.problem.scenario.allocation.weights.age_mix
        return np.asarray(weight * wider * (beds.lasting_youngest >= 0)[None, :], dtype=np.int64)

    def post(
        self, problem: BedProblem, variables: Variables, model: cp_model.CpModel
    ) -> list[tuple[cp_model.IntVar, int]]:
        weight = problem.scenario.allocation.weights.age_mix
        bands = problem.person_columns.age_band
        costs = []
        for room, pairs in variables.of_room.items() if weight else ():
            bed = variables.slots[pairs[0][1]].beds[0]
            if problem.beds.open_in_room[bed] == 1:
                continue
            low, high = int(problem.beds.lasting_youngest[bed]), int(problem.beds.lasting_oldest[bed])
            coming = [(int(bands[pair[0]]), variables.takes[pair]) for pair in pairs]
            if low < 0:
                wider = self._spread(model, room, coming)
            else:
                younger = [(low - band, literal) for band, literal in coming if band < low]
                older = [(band - high, literal) for band, literal in coming if band > high]
                wider = [self._most(model, room, side) for side in (younger, older) if side]
            costs += [(variable, weight) for variable in wider]
        return costs

    def _most(self, model: cp_model.CpModel, room: int, bands: list[tuple[int, cp_model.IntVar]]) -> cp_model.IntVar:
        """Return by how many bands the newcomers of an occupied room go beyond it on one side."""
        most = model.new_int_var(0, max(band for band, _ in bands), f"age mix in room {room}")
        for band, literal in bands:
            model.add(most >= band * literal)
        return most

    def _spread(
        self, model: cp_model.CpModel, room: int, bands: list[tuple[int, cp_model.IntVar]]
    ) -> list[cp_model.IntVar]:
        """Return by how many bands the newcomers of an empty room differ; nothing where they cannot."""
        low, high = min(band for band, _ in bands), max(band for band, _ in bands)
        if low == high:
            return []
        youngest = model.new_int_var(low, high, f"youngest in room {room}")
        oldest = model.new_int_var(low, high, f"oldest in room {room}")
        wider = model.new_int_var(0, high - low, f"age mix in room {room}")
        for band, literal in bands:
            if band < high:
                model.add(youngest <= high - (high - band) * literal)
            if band > low:
                model.add(oldest >= low + (band - low) * literal)
        model.add(wider >= oldest - youngest)
        return [wider]

    def score(self, problem: BedProblem, view: PlanView) -> int:
        hospital, stays = view.scenario.hospital, view.scenario.census.stay_in_bed
        look_ahead = view.scenario.allocation.look_ahead_minutes
        total = 0
        for placements in view.in_room.values():
            beds = [bed.id for bed in placements[0].place.room.beds]
            lasting = [
                hospital.age_band_index(stays[bed].patient.age_years)
                for bed in beds
                if bed in stays and bed not in view.movers and view.world.standing.leaves(stays[bed]) > look_ahead
            ]
            everyone = lasting + [hospital.age_band_index(p.person.patient.age_years) for p in placements]
            before = max(lasting) - min(lasting) if lasting else 0
            total += max(everyone) - min(everyone) - before
        return view.scenario.allocation.weights.age_mix * total
