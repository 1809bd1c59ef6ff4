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
        beds, band = grid.beds, grid.people.age_band[:, None]
        low, high = beds.lasting_youngest[None, :], beds.lasting_oldest[None, :]
        wider = np.maximum(0, low - band) + np.maximum(0, band - high)
        counts = (beds.open_in_room == 1) & (beds.lasting_youngest >= 0)
        weight = grid.problem.scenario.allocation.weights.age_mix
        return np.asarray(weight * wider * counts[None, :], dtype=np.int64)

    def post(
        self, problem: BedProblem, variables: Variables, model: cp_model.CpModel
    ) -> list[tuple[cp_model.IntVar, int]]:
        weight = problem.scenario.allocation.weights.age_mix
        bands, top = problem.person_columns.age_band, len(problem.scenario.hospital.age_bands) - 1
        costs = []
        for room, pairs in variables.of_room.items():
            bed = variables.slots[pairs[0][1]].beds[0]
            low, high = int(problem.beds.lasting_youngest[bed]), int(problem.beds.lasting_oldest[bed])
            coming = {int(bands[person]) for person, _ in pairs}
            if weight == 0 or problem.beds.open_in_room[bed] == 1 or len(coming | {low, high} - {-1}) < 2:
                continue
            youngest = model.new_int_var(0, top if low < 0 else low, f"youngest in room {room}")
            oldest = model.new_int_var(0 if low < 0 else high, top, f"oldest in room {room}")
            wider = model.new_int_var(0, top, f"age mix in room {room}")
            for pair in pairs:
                band = int(bands[pair[0]])
                model.add(youngest <= band).only_enforce_if(variables.takes[pair])
                model.add(oldest >= band).only_enforce_if(variables.takes[pair])
            model.add(wider >= oldest - youngest - (high - low if low >= 0 else 0))
            costs.append((wider, weight))
        return costs

    def score(self, problem: BedProblem, view: PlanView) -> int:
        hospital, stays = view.scenario.hospital, view.scenario.census.stay_in_bed
        look_ahead = view.scenario.allocation.look_ahead_minutes
        total = 0
        for placements in view.in_room.values():
            beds = [bed.id for bed in placements[0].place.room.beds]
            lasting = [
                hospital.age_band_index(stays[bed].patient.age_years)
                for bed in beds
                if bed in stays and bed not in view.movers and view.world.leaves[bed] > look_ahead
            ]
            everyone = lasting + [hospital.age_band_index(p.person.patient.age_years) for p in placements]
            before = max(lasting) - min(lasting) if lasting else 0
            total += max(everyone) - min(everyone) - before
        return view.scenario.allocation.weights.age_mix * total
